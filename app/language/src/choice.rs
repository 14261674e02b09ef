//! Which language a reader is spoken to in.

use afterimage_model::Language;

/// The cookie that keeps the reader's choice: its value is a language's tag.
pub const COOKIE: &str = "afterimage-language";

/// The language for someone who speaks this one: `pt-PT` is answered in the Portuguese there is.
fn for_speaker(tag: &str) -> Option<Language> {
    let primary = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
    Language::ALL.into_iter().find(|language| primary(language.tag()) == primary(tag))
}

/// The language for a request: the one that its `Cookie` header tells, or the best of its `Accept-Language` header
/// (RFC 9110, 12.5.4).
pub fn of_request(cookie: &str, accept_language: &str) -> Language {
    of_cookie(cookie).unwrap_or_else(|| accepted(accept_language))
}

/// The choice among a document's cookies.
pub fn of_cookie(cookie: &str) -> Option<Language> {
    let pairs = cookie.split(';').filter_map(|pair| pair.trim().split_once('='));
    pairs.filter(|(name, _)| *name == COOKIE).find_map(|(_, tag)| Language::from_tag(tag))
}

fn accepted(accept_language: &str) -> Language {
    let mut best = (0.0, Language::default());
    for range in accept_language.split(',') {
        let (tag, quality) = range.split_once(';').unwrap_or((range, "q=1"));
        let quality = quality.trim().strip_prefix("q=").and_then(|text| text.parse::<f32>().ok()).unwrap_or(0.0);
        if let Some(language) = for_speaker(tag.trim())
            && quality > best.0
        {
            best = (quality, language);
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browsers_languages_are_heard_in_their_order_of_preference() {
        for (header, language) in [
            ("", Language::English),
            ("pt-BR,pt;q=0.9,en-US;q=0.8,en;q=0.7", Language::Portuguese),
            ("en-US,en;q=0.9,pt-BR;q=0.8", Language::English),
            ("de, pt-PT;q=0.5, en;q=0.3", Language::Portuguese),
            ("ja, *;q=0.1", Language::English),
            ("pt;q=0, en;q=0", Language::English),
            ("en;q=0.4,PT;q=0.41", Language::Portuguese),
            ("pt;q=nonsense", Language::English),
        ] {
            assert_eq!(of_request("", header), language, "{header}");
        }
    }

    #[test]
    fn a_choice_counts_more_than_the_browser() {
        let of = |cookie| of_request(cookie, "pt-BR");
        assert_eq!(of("a=b; afterimage-language=en; c=d"), Language::English);
        assert_eq!(of("afterimage-language=pt-BR"), Language::Portuguese);
        assert_eq!(of("afterimage-language=xx"), Language::Portuguese, "a choice that is none");
        assert_eq!(of("not-afterimage-language=en"), Language::Portuguese);
    }
}
