//! AWS command lines to copy: what a page shows or advises, for a shell.

use crate::model::{ItemKey, dynamodb_json, health::Endpoint};

/// Reads an item as it is now.
pub fn get_item(table: &str, key: &ItemKey, endpoint: Option<&Endpoint>) -> String {
    let key = dynamodb_json::to_text(&key.to_image()).replace('\'', r"'\''");
    format!("aws dynamodb get-item --table-name {table} --key '{key}'{}", place(endpoint))
}

/// Turns a table's stream on.
pub fn enable_stream(table: &str, endpoint: Option<&Endpoint>) -> String {
    format!(
        "aws dynamodb update-table --table-name {table} \
         --stream-specification StreamEnabled=true,StreamViewType=NEW_AND_OLD_IMAGES{}",
        place(endpoint)
    )
}

fn place(endpoint: Option<&Endpoint>) -> String {
    match endpoint {
        Some(Endpoint::Embedded { url } | Endpoint::Url { url }) => format!(" --endpoint-url {url}"),
        Some(Endpoint::Aws { region }) => format!(" --region {region}"),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_survive_a_shell() {
        let key: ItemKey = "id=it's".parse().expect("a key");
        let aws = Endpoint::Aws { region: "sa-east-1".to_owned() };
        assert_eq!(
            get_item("t", &key, Some(&aws)),
            r#"aws dynamodb get-item --table-name t --key '{"id":{"S":"it'\''s"}}' --region sa-east-1"#
        );
        let local = Endpoint::Url { url: "http://127.0.0.1:8000".to_owned() };
        assert_eq!(
            enable_stream("t", Some(&local)),
            "aws dynamodb update-table --table-name t --stream-specification \
             StreamEnabled=true,StreamViewType=NEW_AND_OLD_IMAGES --endpoint-url http://127.0.0.1:8000"
        );
    }
}
