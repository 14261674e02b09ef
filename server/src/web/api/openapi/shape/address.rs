//! What addresses carry in their paths.

use utoipa::IntoParams;

/// A table's.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub struct TableAddress {
    /// The table's name.
    #[param(example = "demo-orders")]
    table: String,
}

/// An item's.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub struct ItemAddress {
    /// The table's name.
    #[param(example = "demo-orders")]
    table: String,
    /// The item's key as text: `name=value`, two of them joined by `;`.
    #[param(example = "customer_id=C-7;order_id=O-4821")]
    key: String,
}
