//! AWS command lines to copy: what a page shows or advises, for a shell.

use afterimage_model::{ItemKey, dynamodb_json, health::Endpoint};

/// The region that requests to the embedded DynamoDB are signed for: it takes any, and the command line asks for one.
const EMBEDDED_REGION: &str = "us-east-1";

/// Reads an item as it is now.
pub fn get_item(table: &str, key: &ItemKey, endpoint: Option<&Endpoint>) -> String {
    let key = quoted(&dynamodb_json::to_text(&key.to_image()));
    format!("aws dynamodb get-item --table-name {} --key {key} --consistent-read{}", quoted(table), place(endpoint))
}

/// Turns a table's stream on.
pub fn enable_stream(table: &str, endpoint: Option<&Endpoint>) -> String {
    format!(
        "aws dynamodb update-table --table-name {} \
         --stream-specification StreamEnabled=true,StreamViewType=NEW_AND_OLD_IMAGES{}",
        quoted(table),
        place(endpoint)
    )
}

fn place(endpoint: Option<&Endpoint>) -> String {
    let url = |url: &str, region: &str| format!(" --endpoint-url {} --region {}", quoted(url), quoted(region));
    match endpoint {
        Some(Endpoint::Embedded { url: there }) => url(there, EMBEDDED_REGION),
        Some(Endpoint::Url { url: there, region }) => url(there, region),
        Some(Endpoint::Aws { region }) => format!(" --region {}", quoted(region)),
        None => String::new(),
    }
}

/// The text as one word of a POSIX shell: in single quotes nothing means anything but the quote itself.
fn quoted(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:=,@%+".contains(&byte);
    if !text.is_empty() && text.bytes().all(is_plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn commands_survive_a_shell() {
        let key: ItemKey = "id=it's".parse().expect("a key");
        let aws = Endpoint::Aws { region: "sa-east-1".to_owned() };
        assert_eq!(
            get_item("t", &key, Some(&aws)),
            r#"aws dynamodb get-item --table-name t --key '{"id":{"S":"it'\''s"}}' --consistent-read --region sa-east-1"#
        );
        let local = Endpoint::Url { url: "http://127.0.0.1:8000".to_owned(), region: "local".to_owned() };
        assert_eq!(
            enable_stream("t", Some(&local)),
            "aws dynamodb update-table --table-name t --stream-specification \
             StreamEnabled=true,StreamViewType=NEW_AND_OLD_IMAGES --endpoint-url http://127.0.0.1:8000 --region local"
        );
    }

    /// What a POSIX shell makes of one word that holds nothing but plain characters and single quotes.
    fn unquoted(word: &str) -> String {
        let (mut text, mut in_quotes, mut characters) = (String::new(), false, word.chars());
        while let Some(character) = characters.next() {
            match character {
                '\'' => in_quotes = !in_quotes,
                '\\' if !in_quotes => text.extend(characters.next()),
                other => {
                    assert!(in_quotes || other.is_ascii_alphanumeric() || "-_./:=,@%+".contains(other), "{word}");
                    text.push(other);
                }
            }
        }
        assert!(!in_quotes, "{word}");
        text
    }

    proptest! {
        #[test]
        fn every_text_is_one_word_and_comes_out_as_it_went_in(text in "[\\PC\n'\"$`\\\\ ]{0,24}") {
            prop_assert_eq!(unquoted(&quoted(&text)), text);
        }
    }
}
