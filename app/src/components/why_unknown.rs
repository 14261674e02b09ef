//! Why it is not known how an item was, in a sentence.

use afterimage_model::compare::WhyUnknown;

use super::time_style::{TimeStyle, Zone};
use crate::say;

/// The sentence. What is missing is of the change that made `version`.
pub fn sentence(why: &WhyUnknown, version: u64) -> String {
    match why {
        WhyUnknown::NotCarried { view_type, since, before } => {
            let view_type = view_type.as_str();
            let came = match since {
                Some(since) => {
                    let since = TimeStyle::DateAndTime.write(*since, Zone::Utc, None);
                    say!("change-came-through-since", version = version, view_type = view_type, since = since)
                }
                None => say!("change-came-through", version = version, view_type = view_type),
            };
            let missing = if *before { say!("change-why-no-image-before") } else { say!("change-why-no-image-after") };
            format!("{came} {missing}")
        }
        WhyUnknown::Unreachable { message } => say!("change-now-not-told", message = message.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use afterimage_model::ViewType;

    #[test]
    fn the_page_says_in_english_what_the_api_says() {
        let not_carried = |since: Option<&str>, before| WhyUnknown::NotCarried {
            view_type: ViewType::KeysOnly,
            since: since.and_then(|since| since.parse().ok()),
            before,
        };
        for why in [
            not_carried(Some("2026-11-20T08:00:00.123Z"), false),
            not_carried(Some("2026-11-20T08:00:00.123Z"), true),
            not_carried(None, false),
            WhyUnknown::Unreachable { message: "It is busy.".to_owned() },
        ] {
            assert_eq!(sentence(&why, 12), why.sentence(12));
        }
    }
}
