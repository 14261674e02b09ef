//! Items to begin with: one for each sample table, and one made from the key for any other.

use afterimage_model::{AttributeValue, Image, plain_json, table::KeyAttribute};

/// Sample items by table: every DynamoDB type occurs in one of them.
const SAMPLES: [(&str, &str); 3] = [
    (
        "demo-users",
        r#"{
  "user_id": "user#test-1",
  "name": "Test Person",
  "email": "test@example.com",
  "verified": false,
  "visits": 1,
  "roles": {"$ss": ["reader"]},
  "address": {"city": "Recife", "country": "BR"},
  "avatar": {"$b": "iVBORw0KGgo="},
  "nickname": null
}"#,
    ),
    (
        "demo-orders",
        r#"{
  "customer_id": "user#test-1",
  "order_id": "order#test-1",
  "status": "placed",
  "total": 129.90,
  "currency": "BRL",
  "items": [
    {"sku": "book-42", "quantity": 1, "price": 89.90},
    {"sku": "pen-7", "quantity": 2, "price": 20.00}
  ],
  "tags": {"$ss": ["gift", "fragile"]},
  "express": false,
  "payment": null
}"#,
    ),
    (
        "demo-carts",
        r#"{
  "cart_id": "cart#test-1",
  "user_id": "user#test-1",
  "note": "",
  "items": [{"sku": "book-42", "quantity": 1}],
  "prices": {"$ns": [89.90]},
  "expires_at": 4102444800
}"#,
    ),
];

/// An item to begin with: the table's sample, with every key attribute in it and of the right type.
pub fn template(table: &str, keys: &[KeyAttribute]) -> Image {
    let sample = SAMPLES.iter().find(|(name, _)| *name == table).and_then(|(_, text)| plain_json::from_text(text).ok());
    let mut image = sample.unwrap_or_else(generic);
    for key in keys {
        if image.get(&key.name).is_none_or(|value| value.type_tag() != key.type_tag) {
            image.0.insert(key.name.clone(), sample_key(key));
        }
    }
    image
}

/// For tables that nothing is known of but the key.
fn generic() -> Image {
    Image::from_iter([("note".to_owned(), AttributeValue::S("written with Afterimage".to_owned()))])
}

fn sample_key(key: &KeyAttribute) -> AttributeValue {
    match key.type_tag.as_str() {
        "N" => AttributeValue::N(1.into()),
        "B" => AttributeValue::B(b"test-1".to_vec()),
        _ => AttributeValue::S("test-1".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::draft::problems, *};

    #[test]
    fn every_template_is_an_item_that_its_table_takes() {
        let keys = [
            KeyAttribute { name: "id".to_owned(), type_tag: "N".to_owned() },
            KeyAttribute { name: "at".to_owned(), type_tag: "B".to_owned() },
        ];
        for table in SAMPLES.iter().map(|(table, _)| *table).chain(["anything"]) {
            assert_eq!(problems(&template(table, &keys), &keys), [], "{table}");
        }
    }

    #[test]
    fn the_samples_are_read_and_not_replaced_by_the_generic_item() {
        for (table, text) in SAMPLES {
            assert_eq!(plain_json::from_text(text).as_ref(), Ok(&template(table, &[])), "{table}");
        }
    }
}
