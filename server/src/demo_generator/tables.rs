//! The sample tables. Their names have ten letters and more, because the AWS CLI refuses the short shard ids that the
//! embedded DynamoDB makes of shorter names.

use afterimage_capture::tables::NewTable;
use afterimage_model::{ViewType, table::KeyAttribute};

/// People.
pub const USERS: &str = "demo-users";
/// What they ordered, by customer and order.
pub const ORDERS: &str = "demo-orders";
/// What they might order; carts expire.
pub const CARTS: &str = "demo-carts";

/// The attribute that carts expire by.
pub(super) const EXPIRES_AT: &str = "expires_at";

/// The sample tables as they are created.
pub fn sample_tables() -> [NewTable; 3] {
    [
        table(USERS, "user_id", None, None),
        table(ORDERS, "customer_id", Some("order_id"), None),
        table(CARTS, "cart_id", None, Some(EXPIRES_AT)),
    ]
}

fn table(name: &str, partition_key: &str, sort_key: Option<&str>, ttl_attribute: Option<&str>) -> NewTable {
    let key = |name: &str| KeyAttribute { name: name.to_owned(), type_tag: "S".to_owned() };
    NewTable {
        name: name.to_owned(),
        partition_key: key(partition_key),
        sort_key: sort_key.map(key),
        ttl_attribute: ttl_attribute.map(str::to_owned),
        view_type: ViewType::NewAndOldImages,
    }
}
