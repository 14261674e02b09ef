//! What a completion finds, in the language of the page.

use afterimage_model::query::{Field, complete::About};

use crate::say;

/// In a few words, a field with an example.
pub(super) fn about(about: About) -> &'static str {
    match about {
        About::Field(field) => of_field(field),
        About::Or => say!("query-or"),
        About::Table => say!("query-table"),
        About::Attribute => say!("query-attribute"),
        About::Actor => say!("query-actor"),
        About::Op => say!("query-op"),
        About::View => say!("query-view"),
        About::QuarterHour => say!("query-quarter-hour"),
        About::Hour => say!("query-hour"),
        About::Day => say!("query-day"),
        About::Week => say!("query-week"),
        About::Month => say!("query-month"),
        About::Is => say!("query-is"),
        About::IsMore => say!("query-is-more"),
        About::IsAtLeast => say!("query-is-at-least"),
        About::IsLess => say!("query-is-less"),
        About::IsAtMost => say!("query-is-at-most"),
        About::Contains => say!("query-contains"),
    }
}

fn of_field(field: Field) -> &'static str {
    match field {
        Field::Table => say!("query-field-table"),
        Field::Op => say!("query-field-op"),
        Field::Key => say!("query-field-key"),
        Field::Item => say!("query-field-item"),
        Field::Changed => say!("query-field-changed"),
        Field::Attr => say!("query-field-attr"),
        Field::New => say!("query-field-new"),
        Field::Old => say!("query-field-old"),
        Field::At => say!("query-field-at"),
        Field::Actor => say!("query-field-actor"),
        Field::View => say!("query-field-view"),
    }
}
