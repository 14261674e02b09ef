//! What a moment of an item's life is called: a version, or now.

use afterimage_model::compare::Moment;

use crate::say;

/// The version's number, as messages take it: 0 for now.
pub fn number(moment: Moment) -> u64 {
    match moment {
        Moment::Version(version) => version,
        Moment::Now => 0,
    }
}

/// `Version 12`, or `Now`.
pub fn name(moment: Moment) -> String {
    say!("item-moment", version = number(moment))
}

/// `v12`, or `now`.
pub fn short(moment: Moment) -> String {
    match moment {
        Moment::Version(version) => format!("v{version}"),
        Moment::Now => say!("item-moment-now").to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn now_has_a_name_of_its_own() {
        let [version, now] = [Moment::Version(12), Moment::Now];
        assert_eq!([name(version), name(now)], ["Version 12", "Now"]);
        assert_eq!([short(version), short(now)], ["v12", "now"]);
        let compared = |is, was| say!("item-compared", is = number(is), was = number(was));
        assert_eq!(compared(now, version), "Now against version 12");
        assert_eq!(compared(version, now), "Version 12 against now");
        leptos::prelude::Owner::new().with(|| {
            leptos::prelude::provide_context(afterimage_model::Language::Portuguese);
            assert_eq!(compared(now, version), "Agora em relação à versão 12");
            assert_eq!(compared(version, now), "Versão 12 em relação a agora");
        });
    }
}
