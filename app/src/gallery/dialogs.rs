//! Dialogs and menus, open where they stand.

use leptos::prelude::*;

use super::{part, state, states};
use crate::components::icons::{Glyph, Icon};

pub(super) fn section() -> AnyView {
    let task = view! {
        <dialog class="task" open aria-labelledby="gallery-task">
            <h3 id="gallery-task">"Export"</h3>
            <p>"Writes all changes of demo-orders, oldest first."</p>
            <div class="task-progress">
                <progress max="100" value="40" aria-label="Export under way"></progress>
                <span>"40 % looked through"</span>
            </div>
            <p class="task-problem">"The disk is full: 0 B are free."</p>
            <div class="task-actions">
                <button type="button" class="button button-primary">"Download"</button>
                <button type="button" class="button">"Close"</button>
            </div>
        </dialog>
    };
    let menu = view! {
        <div class="copy-menu">
            <div class="copy-list" role="menu" aria-label="Copy">
                <button type="button" role="menuitem">"Link to this version"</button>
                <button type="button" role="menuitem">"Item as DynamoDB JSON"</button>
            </div>
        </div>
    };
    let palette = view! {
        <div class="palette" role="group" aria-label="Palette">
            <ul role="listbox" aria-label="Found">
                <li role="option" aria-selected="true">
                    <span>"Go to " <b>"Ta"</b> "bles"</span>
                    <span class="palette-detail">"streams, shards, gaps"</span>
                    <span class="palette-kind">"Page"</span>
                </li>
                <li role="option" aria-selected="false">
                    <span>"demo-carts"</span>
                    <span class="palette-detail">"412 changes"</span>
                    <span class="palette-kind">"Table"</span>
                </li>
            </ul>
            <p class="palette-status">"2 found"</p>
        </div>
    };
    let toast = view! {
        <div class="toast">
            <p>"Deleted Removals of last week."</p>
            <button type="button" class="button">"Undo"</button>
            <button type="button" class="icon-button" aria-label="Dismiss">
                <Icon glyph=Glyph::Close />
            </button>
        </div>
    };
    part(
        "dialogs",
        "Dialogs, menus and toasts",
        states([state("a task", task), state("a menu", menu), state("the palette", palette), state("a toast", toast)]),
    )
}
