//! Tables, facts, and the drawer beside them.

use leptos::prelude::*;

use super::{CJK, DIGITS, LONG_WORD, part, state, states};
use crate::components::{
    icons::{Glyph, Icon},
    op_sign::{OpBadge, Sign},
};

pub(super) fn section() -> AnyView {
    view! { {tables()} {drawer()} }.into_any()
}

/// A key, a state of the row, and a figure.
const ROWS: [(&str, &str, &str); 4] = [
    ("order_id=O-1", "paid", "517 B"),
    (LONG_WORD, "shipped", "398 kB"),
    (CJK, "返金済み", "12 B"),
    (DIGITS, "", "0 B"),
];

fn tables() -> AnyView {
    let row = |(key, status, size): (&'static str, &'static str, &'static str)| {
        view! {
            <tr>
                <th scope="row">{key}</th>
                <td data-label="Status">{status}</td>
                <td data-label="Size" class="number">{size}</td>
            </tr>
        }
    };
    let table = |label: &'static str, rows: AnyView| {
        view! {
            <div class="scroll-x" role="group" aria-label=label tabindex="0">
                <table class="grid stacked">
                    <thead>
                        <tr>
                            <th scope="col">"Item"</th>
                            <th scope="col">"Status"</th>
                            <th scope="col" class="number">"Size"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
    };
    let content = view! {
        {state("rows", table("Rows", ROWS.map(row).collect_view().into_any()))}
        {state("empty", view! { <p class="page-note">"Nothing yet: items come here when they change."</p> })}
    };
    part("tables", "Tables", content)
}

fn drawer() -> AnyView {
    let content = view! {
        <aside class="drawer" aria-label="The change">
            <button type="button" class="icon-button drawer-close" aria-label="Close" title="Close">
                <Icon glyph=Glyph::Close />
            </button>
            <div class="detail">
                <div class="detail-head">
                    <h3>"order_id=O-1"</h3>
                    <OpBadge sign=Sign::Modify />
                    <p>"version 3 of 7"</p>
                </div>
                <dl class="facts">
                    <div><dt>"created"</dt><dd>"2026-11-22 14:09:17 ± 1 s"</dd></div>
                    <div><dt>"sequence"</dt><dd>{DIGITS}</dd></div>
                    <div><dt>"stream"</dt><dd>{LONG_WORD}</dd></div>
                </dl>
            </div>
        </aside>
    };
    part("drawer", "Drawer", states([state("beside a list", content)]))
}
