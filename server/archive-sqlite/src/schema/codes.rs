//! The numbers that the archive's columns hold for ops and view types; documented with the schema, never changed.

use afterimage_model::{Op, ViewType};

/// The column's number of an op.
pub(crate) const fn of_op(op: Op) -> i64 {
    match op {
        Op::Insert => 1,
        Op::Modify => 2,
        Op::Remove => 3,
        Op::Baseline => 4,
    }
}

/// The op of a column's number.
pub(crate) fn op(code: i64) -> Option<Op> {
    Op::ALL.into_iter().find(|op| of_op(*op) == code)
}

/// The column's number of a view type.
pub(crate) const fn of_view_type(view_type: ViewType) -> i64 {
    match view_type {
        ViewType::KeysOnly => 1,
        ViewType::NewImage => 2,
        ViewType::OldImage => 3,
        ViewType::NewAndOldImages => 4,
    }
}

/// The view type of a column's number.
pub(crate) fn view_type(code: i64) -> Option<ViewType> {
    ViewType::ALL.into_iter().find(|view_type| of_view_type(*view_type) == code)
}
