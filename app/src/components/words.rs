//! A change in one line of words: what was is dim, what is now is strong.

use afterimage_model::{
    DiffKind,
    summary::{WordedDifference, Words},
};
use leptos::prelude::*;

use crate::say;

/// `status paid → refunded · refund added`.
#[component]
pub fn ChangeWords(
    /// The words.
    words: Words,
    /// Whether the item expired, which is a removal with another name.
    #[prop(optional)]
    expired: bool,
) -> impl IntoView {
    match words {
        Words::Changed { parts, more } => {
            let last = parts.len().saturating_sub(1);
            let parts: Vec<_> =
                parts.into_iter().enumerate().map(|(at, part)| part_words(part, at < last || more > 0)).collect();
            view! {
                <span class="words">
                    {parts} {(more > 0).then(|| view! { <span class="words-more">{say!("change-more", count = more)}</span> })}
                </span>
            }
            .into_any()
        }
        other => view! { <span class="words">{line(&other, expired)}</span> }.into_any(),
    }
}

/// The words as one plain line, for what has no room for elements: `status paid → refunded · refund added`.
pub fn line(words: &Words, expired: bool) -> String {
    let counted = |word: &str, attributes: Option<usize>| match attributes {
        // To the last one: it is of one item.
        Some(count) => format!("{word} · {}", say!("figures-attributes", count = count, shown = count.to_string())),
        None => word.to_owned(),
    };
    match words {
        Words::Created { attributes } => counted(say!("change-new-item"), *attributes),
        Words::Removed { attributes } if expired => counted(say!("change-op-expired"), *attributes),
        Words::Removed { attributes } => counted(say!("change-removed"), *attributes),
        Words::Changed { parts, more } => {
            let more = (*more > 0).then(|| say!("change-more", count = *more));
            parts.iter().map(part_line).chain(more).collect::<Vec<_>>().join(" · ")
        }
        Words::Unchanged => say!("change-unchanged").to_owned(),
        Words::NotCarried => say!("change-not-carried").to_owned(),
    }
}

fn part_line(part: &WordedDifference) -> String {
    let WordedDifference { path, kind, old, new } = part;
    match (kind, old, new) {
        (DiffKind::Added, _, Some(new)) => format!("{path} {new} {}", say!("change-added")),
        (DiffKind::Added, _, None) => format!("{path} {}", say!("change-added")),
        (DiffKind::Removed, Some(old), _) => format!("{path} {old} {}", say!("change-removed")),
        (DiffKind::Removed, None, _) => format!("{path} {}", say!("change-removed")),
        (DiffKind::Changed, Some(old), Some(new)) => format!("{path} {old} → {new}"),
        (DiffKind::Changed, _, _) => format!("{path} {}", say!("change-changed")),
    }
}

/// One difference; `continues` sets a dot after it.
fn part_words(part: WordedDifference, continues: bool) -> impl IntoView {
    let WordedDifference { path, kind, old, new } = part;
    let arrow = kind == DiffKind::Changed && old.is_some() && new.is_some();
    let verb = match kind {
        DiffKind::Added => Some(say!("change-added")),
        DiffKind::Removed => Some(say!("change-removed")),
        DiffKind::Changed if !arrow => Some(say!("change-changed")),
        DiffKind::Changed => None,
    };
    let old = old.filter(|_| kind != DiffKind::Added);
    let new = new.filter(|_| kind != DiffKind::Removed);
    view! {
        <span class="part">
            <span class="part-path">{path}</span>
            {old.map(|old| view! { <del>{old}</del> })}
            {arrow.then(|| view! { <span class="part-verb">"→"</span> })}
            {new.map(|new| view! { <ins>{new}</ins> })}
            {verb.map(|verb| view! { <span class="part-verb">{verb}</span> })}
        </span>
        {continues.then(|| view! { <span class="part-dot">"·"</span> })}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use afterimage_model::{
        AttributeValue, Image, Language, Op, dynamodb_json,
        summary::{MAX_PARTS, MAX_VALUE_CHARACTERS},
    };

    fn image(attributes: &[(&str, &str)]) -> Image {
        attributes.iter().map(|(name, text)| ((*name).to_owned(), AttributeValue::S((*text).to_owned()))).collect()
    }

    fn changed() -> Words {
        let (old, new) = ([("a", "1"), ("b", "2"), ("c", "3")], [("a", "0"), ("d", "4")]);
        Words::of(Op::Modify, Some(&image(&old)), Some(&image(&new)))
    }

    fn told(op: Op, old: Option<&str>, new: Option<&str>) -> String {
        let image = |text: &str| dynamodb_json::from_text(text).expect("DynamoDB JSON");
        line(&Words::of(op, old.map(image).as_ref(), new.map(image).as_ref()), false)
    }

    #[test]
    fn a_change_is_told_in_one_line_and_what_turned_into_something_else_comes_first() {
        let old = r#"{"status": {"S": "paid"}, "total": {"N": "129.90"}, "address": {"M": {"city": {"S": "Recife"}}}}"#;
        let new = r#"{"status": {"S": "refunded"}, "total": {"N": "0.00"}, "refund": {"M": {}}, "address": {"M": {"city": {"S": "Olinda"}}}}"#;
        assert_eq!(
            told(Op::Modify, Some(old), Some(new)),
            "address.city Recife → Olinda · status paid → refunded · total 129.90 → 0.00 · refund added"
        );
        assert_eq!(told(Op::Insert, None, Some(new)), "new item · 4 attributes");
        assert_eq!(told(Op::Remove, Some(r#"{"id": {"S": "1"}}"#), None), "removed · 1 attribute");
        assert_eq!(told(Op::Modify, None, None), "changed · the stream carries no images to compare");
        assert_eq!(told(Op::Modify, Some(old), Some(old)), "nothing changed");
    }

    #[test]
    fn it_is_bounded_whatever_the_item() {
        let names = |value: &str| {
            let attribute = |at| format!(r#""a{at}": {{"S": "{}"}}"#, value.repeat(5_000));
            format!("{{{}}}", (0..50).map(attribute).collect::<Vec<_>>().join(","))
        };
        let line = told(Op::Modify, Some(&names("x")), Some(&names("y")));
        assert!(line.ends_with("46 more"), "{line}");
        assert!(line.chars().count() < MAX_PARTS * (2 * MAX_VALUE_CHARACTERS + 20));
    }

    #[test]
    fn line_breaks_do_not_break_the_line() {
        assert!(!told(Op::Modify, Some(r#"{"a": {"S": "x\ny"}}"#), Some(r#"{"a": {"S": "z"}}"#)).contains('\n'));
    }

    #[test]
    fn a_line_is_told_in_the_language_of_the_page() {
        Owner::new().with(|| {
            provide_context(Language::Portuguese);
            assert_eq!(line(&changed(), false), "a 1 → 0 · d 4 adicionado · b 2 removido · c 3 removido");
            let removed = |attributes| line(&Words::Removed { attributes: Some(attributes) }, true);
            assert_eq!([removed(1), removed(9)], ["expirado · 1 atributo", "expirado · 9 atributos"]);
        });
    }
}
