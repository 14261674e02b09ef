//! What happened, as a sign in a small frame: readable without colour, and without a font that has it.

use afterimage_model::{ChangeSummary, Op};
use leptos::prelude::*;

use crate::say;

/// What the sign shows: the op, with the one actor that has a sign of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// `+`
    Insert,
    /// `~`
    Modify,
    /// `−`
    Remove,
    /// A clock: the item expired.
    Expired,
    /// A dot: it was there before.
    Baseline,
}

impl Sign {
    /// The sign for an op; `actor` is the change's actor label, where there is one.
    pub fn of(op: Op, actor: Option<&str>) -> Self {
        match op {
            Op::Insert => Self::Insert,
            Op::Modify => Self::Modify,
            Op::Remove if actor == Some("ttl") => Self::Expired,
            Op::Remove => Self::Remove,
            Op::Baseline => Self::Baseline,
        }
    }

    /// The sign for a change.
    pub fn of_change(change: &ChangeSummary) -> Self {
        Self::of(change.op, change.actor.as_deref())
    }

    /// What it is called for people, in lower case.
    pub fn name(self) -> &'static str {
        match self {
            Self::Insert => say!("change-op-insert"),
            Self::Modify => say!("change-op-modify"),
            Self::Remove => say!("change-op-remove"),
            Self::Expired => say!("change-op-expired"),
            Self::Baseline => say!("change-op-baseline"),
        }
    }

    /// Its name in the stylesheet, whatever the language.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Insert => "insert",
            Self::Modify => "modify",
            Self::Remove => "remove",
            Self::Expired => "expired",
            Self::Baseline => "baseline",
        }
    }

    /// The drawing, in a box of 12 by 12.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Insert => "M6 2.5v7M2.5 6h7",
            Self::Modify => "M2 7.2c1.1-2.2 2.6-2.2 4-1.2s2.9 1 4-1.2",
            Self::Remove => "M2.5 6h7",
            Self::Expired => "M6 1.8a4.2 4.2 0 1 0 0 8.4a4.2 4.2 0 0 0 0-8.4M6 3.6V6l1.7 1.1",
            Self::Baseline => "M5 6a1 1 0 1 0 2 0a1 1 0 0 0-2 0",
        }
    }
}

impl From<Op> for Sign {
    fn from(op: Op) -> Self {
        Self::of(op, None)
    }
}

/// The sign, with the op's name for those who do not see it.
#[component]
pub fn OpSign(
    /// What happened.
    #[prop(into)]
    sign: Sign,
) -> impl IntoView {
    view! {
        <span class="op" data-op=sign.word() role="img" aria-label=sign.name()>
            {drawing(sign)}
        </span>
    }
}

/// The sign with its word beside it: `~ MODIFY`.
#[component]
pub fn OpBadge(
    /// What happened.
    #[prop(into)]
    sign: Sign,
) -> impl IntoView {
    view! {
        <span class="op op-badge" data-op=sign.word()>
            {drawing(sign)}
            {sign.name()}
        </span>
    }
}

fn drawing(sign: Sign) -> impl IntoView {
    view! {
        <svg viewBox="0 0 12 12" aria-hidden="true">
            <path d=sign.path() />
        </svg>
    }
}
