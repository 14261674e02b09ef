//! Stream records as Amazon tells them.
//!
//! | dynoxide | here, as at Amazon's |
//! |---|---|
//! | `awsRegion` is `dynoxide` | the region that ARNs name |
//! | `SizeBytes` is the length of its own JSON | keys and images count what items count |

use afterimage_model::{Image, dynamodb_json};
use serde_json::Value;

use crate::names;

/// Makes an answer to `GetRecords` what Amazon's would be.
pub(super) fn mend(answer: &mut Value) {
    let Some(records) = answer.get_mut("Records").and_then(Value::as_array_mut) else { return };
    for record in records {
        record["awsRegion"] = names::REGION.into();
        if let Some(told) = record.get_mut("dynamodb") {
            let read = Record::read(told);
            told["SizeBytes"] = read.size_bytes().into();
        }
    }
}

/// What of a record is looked at.
struct Record {
    keys: Option<Image>,
    old: Option<Image>,
    new: Option<Image>,
}

impl Record {
    fn read(told: &Value) -> Self {
        let image = |field| told.get(field).and_then(|image| dynamodb_json::image_from_json(image).ok());
        Self { keys: image("Keys"), old: image("OldImage"), new: image("NewImage") }
    }

    fn size_bytes(&self) -> usize {
        [&self.keys, &self.old, &self.new].into_iter().flatten().map(Image::size_bytes).sum()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn mended(dynamodb: &Value) -> Value {
        let mut answer = json!({ "Records": [{ "eventName": "MODIFY", "dynamodb": dynamodb }] });
        mend(&mut answer);
        answer["Records"].clone()
    }

    #[test]
    fn keys_and_images_count_what_items_count() {
        let (keys, image) = (json!({ "id": { "S": "a" } }), json!({ "id": { "S": "a" }, "n": { "N": "12345" } }));
        let size = |told: Value| mended(&told)[0]["dynamodb"]["SizeBytes"].clone();
        assert_eq!(size(json!({ "Keys": keys, "SizeBytes": 99 })), 3);
        assert_eq!(size(json!({ "Keys": keys, "NewImage": image, "SizeBytes": 99 })), 3 + 3 + 1 + 4);
        assert_eq!(size(json!({ "Keys": keys, "NewImage": image, "OldImage": keys })), 3 + 3 + 1 + 4 + 3);
    }
}
