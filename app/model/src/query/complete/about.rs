//! What completions find, for pages to tell.

use crate::query::Field;

/// What a completion finds. Pages tell it in their language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// What the field finds.
    Field(Field),
    /// Either what stands before or what comes next.
    Or,
    /// A table.
    Table,
    /// An attribute.
    Attribute,
    /// Who did it.
    Actor,
    /// What happened.
    Op,
    /// What the stream carries.
    View,
    /// The last quarter of an hour.
    QuarterHour,
    /// The last hour.
    Hour,
    /// The last 24 hours.
    Day,
    /// The last seven days.
    Week,
    /// The last thirty days.
    Month,
    /// `:`
    Is,
    /// `>`
    IsMore,
    /// `>=`
    IsAtLeast,
    /// `<`
    IsLess,
    /// `<=`
    IsAtMost,
    /// `~`
    Contains,
}
