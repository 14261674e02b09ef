//! Signs, badges, words, values: how data is told.

use afterimage_model::{
    AttributeValue, DiffKind, Image, Timestamp, diff, plain_json,
    summary::{WordedDifference, Words},
};
use leptos::prelude::*;

use super::{CJK, DIGITS, LONG_WORD, part, state, states};
use crate::components::{
    diff_view::DiffView,
    op_sign::{OpBadge, OpSign, Sign},
    time::Moment,
    time_style::TimeStyle,
    value::{ValueView, value_text},
    words::ChangeWords,
};

const SIGNS: [Sign; 5] = [Sign::Insert, Sign::Modify, Sign::Remove, Sign::Expired, Sign::Baseline];

/// 2026-11-22 14:09:17.412.
const MOMENT: Timestamp = Timestamp::from_millis(1_795_356_557_412);

const BEFORE: &str = r#"{"status": "paid", "total": 129.90, "tags": {"$ss": ["gift", "vip"]}, "note": "", "same": 1}"#;

pub(super) fn section() -> AnyView {
    view! { {ops()} {words()} {difference()} {values()} }.into_any()
}

fn ops() -> AnyView {
    let sign = |sign: Sign| view! { <OpSign sign=sign /> " " };
    let badge = |sign: Sign| view! { <OpBadge sign=sign /> " " };
    let plain = |class, word| view! { <span class=class>{word}</span> };
    let content = states([
        state("signs", SIGNS.map(sign).collect_view()),
        state("with words", SIGNS.map(badge).collect_view()),
        state("badge", plain("badge", "disabled")),
        state("good", plain("badge badge-good", "capturing")),
        state("warning", plain("badge badge-warning", "behind")),
        state("bad", plain("badge badge-bad", "failed")),
        state("time", view! { <Moment at=MOMENT style=TimeStyle::DateAndMillis /> }),
    ]);
    part("signs", "Signs and badges", content)
}

fn words() -> AnyView {
    let changed = |path: &str, old: &str, new: &str| WordedDifference {
        path: path.to_owned(),
        kind: DiffKind::Changed,
        old: Some(old.to_owned()),
        new: Some(new.to_owned()),
    };
    let added = WordedDifference { path: "refund".to_owned(), kind: DiffKind::Added, old: None, new: None };
    let told = |words| view! { <ChangeWords words=words /> };
    let parts = |parts, more| told(Words::Changed { parts, more });
    let content = states([
        state("changed", parts(vec![changed("status", "paid", "refunded"), added], 3)),
        state(
            "long, CJK, 38 digits",
            parts(vec![changed("address", LONG_WORD, CJK), changed("total", DIGITS, "0.00")], 0),
        ),
        state("created", told(Words::Created { attributes: Some(9) })),
        state("removed", told(Words::Removed { attributes: Some(9) })),
        state("unchanged", told(Words::Unchanged)),
        state("not carried", told(Words::NotCarried)),
    ]);
    part("words", "A change in words", content)
}

fn difference() -> AnyView {
    let after = format!(
        r#"{{"status": "refunded", "total": {DIGITS}, "tags": {{"$ss": ["vip", "{CJK}"]}}, "stream": "{LONG_WORD}", "same": 1}}"#
    );
    let (Some(before), Some(after)) = (image(BEFORE), image(&after)) else { return ().into_any() };
    let differs = diff::between(&before, &after);
    let content = view! {
        <div class="gallery-pair">
            <DiffView diff=differs.clone() image=Some(after.clone()) names=None />
            <DiffView diff=differs image=Some(after.clone()) side_by_side=true names=None />
            <DiffView diff=diff::between(&after, &after) image=Some(after) names=None />
        </div>
    };
    part("difference", "Differences", content)
}

fn values() -> AnyView {
    let long = "long ".repeat(80);
    let all = format!(
        r#"{{"s": "{CJK}", "n": {DIGITS}, "b": true, "z": null, "l": ["a", {{"k": 1.50}}], "long": "{long}"}}"#
    );
    let Some(all) = image(&all) else { return ().into_any() };
    let row = |(name, value): (&String, &AttributeValue)| {
        let text = value_text(value).chars().count();
        view! {
            <div>
                <dt>{name.clone()}</dt>
                <dd title=format!("{text} characters")>
                    <ValueView value=value.clone() />
                </dd>
            </div>
        }
    };
    part("values", "Values", view! { <dl class="facts">{all.iter().map(row).collect_view()}</dl> })
}

fn image(text: &str) -> Option<Image> {
    plain_json::from_text(text).ok()
}
