//! The life of an item as a line: its versions where they happened, quiet stretches folded and named, and the chosen
//! version marked. The timeline below says the same in words, so to screen readers the line is one picture.

use afterimage_model::{ChangeId, Timestamp};
use leptos::prelude::*;

use super::scale::{Fold, Mark, Scale};
use crate::{
    components::{figures::short_duration, op_sign::Sign, time::Moment, time_style::TimeStyle},
    say,
};

/// With more versions than this, signs would touch: dots take their place.
const MAX_SIGNS: usize = 24;

/// A fold narrower than this, in percent, has no room for its name.
const MIN_NAMED_WIDTH: f64 = 9.0;

/// The line.
#[component]
pub fn LifeLine(
    /// What stands where.
    scale: Scale,
    /// The chosen version.
    #[prop(into)]
    selected: Signal<Option<ChangeId>>,
    /// Called with the version whose mark is clicked.
    on_choose: Callback<ChangeId>,
) -> impl IntoView {
    let time = |mark: Option<&Mark>| mark.map(|mark| mark.entry.summary.created_at);
    let ends = time(scale.marks.first()).zip(time(scale.marks.last()));
    let label = say!("item-life", versions = scale.marks.len(), quiet = scale.folds.len());
    let dense = scale.marks.len() > MAX_SIGNS;
    let cursor = {
        let places: Vec<(ChangeId, f64)> =
            scale.marks.iter().map(|mark| (mark.entry.summary.id, mark.percent)).collect();
        move || places.iter().find(|(id, _)| Some(*id) == selected.get()).map(|(_, percent)| cursor_view(*percent))
    };
    let marks = scale.marks.into_iter().map(|mark| mark_view(mark, dense, on_choose)).collect_view();
    view! {
        <div class="life">
            <svg class="life-line" role="img" aria-label=label height="48">
                <line x1="0" x2="100%" y1="30" y2="30" />
                <svg x="2%" width="96%" overflow="visible">
                    {scale.folds.into_iter().map(fold_view).collect_view()}
                    {cursor}
                    {marks}
                </svg>
            </svg>
            {ends.map(ends_view)}
        </div>
    }
}

fn ends_view((first, last): (Timestamp, Timestamp)) -> impl IntoView {
    view! {
        <div class="life-ends">
            <Moment at=first />
            {(first != last).then(|| view! { <Moment at=last style=TimeStyle::DateAndTime /> })}
        </div>
    }
}

fn percent(value: f64) -> String {
    format!("{value:.2}%")
}

fn cursor_view(at: f64) -> impl IntoView {
    view! { <svg><line class="life-cursor" x1=percent(at) x2=percent(at) y1="12" y2="48" /></svg> }
}

fn mark_view(mark: Mark, dense: bool, on_choose: Callback<ChangeId>) -> impl IntoView {
    let sign = Sign::of_change(&mark.entry.summary);
    let id = mark.entry.summary.id;
    let title = format!("v{} {}", mark.entry.version, sign.name());
    let shape = if dense {
        view! { <svg overflow="visible"><circle cx="0" cy="30" r="4" /></svg> }.into_any()
    } else {
        view! {
            <svg overflow="visible">
                <rect x="-11" y="21" width="22" height="18" rx="4" />
                <path transform="translate(-6 24)" d=sign.path() />
            </svg>
        }
        .into_any()
    };
    view! {
        <svg x=percent(mark.percent) overflow="visible">
            <g class="life-mark" data-op=sign.word() on:click=move |_| on_choose.run(id)>
                <title>{title}</title>
                {shape}
            </g>
        </svg>
    }
}

fn fold_view(fold: Fold) -> impl IntoView {
    let from = percent(fold.percent - fold.width / 2.0);
    let name = (fold.width >= MIN_NAMED_WIDTH).then(|| {
        let words = say!("item-quiet", long = short_duration(fold.millis));
        view! {
            <svg x=percent(fold.percent) overflow="visible">
                <text x="0" y="16" text-anchor="middle">
                    {words}
                </text>
            </svg>
        }
    });
    view! {
        <svg class="life-fold" overflow="visible">
            <line x1=from x2=percent(fold.percent + fold.width / 2.0) y1="30" y2="30" />
            {name}
        </svg>
    }
}
