//! Sequence numbers, large.

use afterimage_model::SequenceNumber;
use leptos::prelude::*;

/// A sequence number with its digits in threes, so that two of them can be compared from afar; copied without gaps.
pub(super) fn digits(number: &SequenceNumber) -> AnyView {
    let digits = number.to_string();
    let first = digits.len() % 3;
    let (head, rest) = digits.split_at(first);
    let groups = (!head.is_empty()).then(|| head.to_owned()).into_iter();
    let groups: Vec<_> = groups
        .chain(rest.as_bytes().chunks(3).map(|group| String::from_utf8_lossy(group).into_owned()))
        .map(|group| view! { <span>{group}</span> })
        .collect();
    view! { <span class="digits">{groups}</span> }.into_any()
}
