//! Keys pressed one after the other: `g`, then `t`. Pure: what was pressed, and when, goes in.

use super::{Deed, SHORTCUTS, Shortcut};

/// How long after its first key a sequence waits for the next, in milliseconds.
pub const PATIENCE_MS: f64 = 1_500.0;

/// The first key of a sequence, while the next is waited for.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Pending {
    begun: Option<(char, f64)>,
}

/// What a key meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// This is to be done.
    Do(Deed),
    /// A sequence has begun.
    Begun,
    /// Nothing that works everywhere.
    Nothing,
}

impl Pending {
    /// Takes a key that was pressed at a time, in milliseconds from any moment on.
    pub fn press(&mut self, key: &str, now_ms: f64) -> Meaning {
        let mut characters = key.chars();
        let (Some(key), None) = (characters.next(), characters.next()) else {
            // Shift is pressed on the way to some keys, and ends no sequence.
            if key != "Shift" {
                self.begun = None;
            }
            return Meaning::Nothing;
        };
        let begun = self.begun.take().filter(|(_, at_ms)| now_ms - at_ms <= PATIENCE_MS);
        if let Some((first, _)) = begun
            && let Some(deed) = deed(|keys| keys == [first, key])
        {
            return Meaning::Do(deed);
        }
        if let Some(deed) = deed(|keys| keys == [key]) {
            return Meaning::Do(deed);
        }
        if deed(|keys| keys.len() > 1 && keys[0] == key).is_some() {
            self.begun = Some((key, now_ms));
            return Meaning::Begun;
        }
        Meaning::Nothing
    }
}

/// The deed whose keys are asked for.
fn deed(fits: impl Fn(&[char]) -> bool) -> Option<Deed> {
    let single = SHORTCUTS.iter().filter(|shortcut| shortcut.is_single());
    let keys = |shortcut: &Shortcut| shortcut.keys.chars().filter(|key| *key != ' ').collect::<Vec<_>>();
    single.filter(|shortcut| fits(&keys(shortcut))).find_map(|shortcut| shortcut.deed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pressed(keys: &[(&str, f64)]) -> Meaning {
        let mut pending = Pending::default();
        keys.iter().fold(Meaning::Nothing, |_, (key, at)| pending.press(key, *at))
    }

    #[test]
    fn one_key_after_the_other_goes_to_a_page() {
        assert_eq!(pressed(&[("g", 0.0)]), Meaning::Begun);
        assert_eq!(pressed(&[("g", 0.0), ("t", 900.0)]), Meaning::Do(Deed::Go("/tables")));
        assert_eq!(pressed(&[("g", 0.0), ("Shift", 100.0), ("l", 200.0)]), Meaning::Do(Deed::Go("/")));
    }

    #[test]
    fn the_second_key_means_nothing_alone_or_too_late_or_after_another() {
        assert_eq!(pressed(&[("t", 0.0)]), Meaning::Nothing);
        assert_eq!(pressed(&[("g", 0.0), ("t", PATIENCE_MS + 1.0)]), Meaning::Nothing);
        assert_eq!(pressed(&[("g", 0.0), ("x", 10.0), ("t", 20.0)]), Meaning::Nothing);
        assert_eq!(pressed(&[("g", 0.0), ("Escape", 10.0), ("t", 20.0)]), Meaning::Nothing);
    }

    #[test]
    fn a_sequence_can_begin_anew_and_single_keys_need_none() {
        assert_eq!(pressed(&[("g", 0.0), ("g", 10.0), ("h", 20.0)]), Meaning::Do(Deed::Go("/health")));
        assert_eq!(pressed(&[("?", 0.0)]), Meaning::Do(Deed::Help));
        assert_eq!(pressed(&[("j", 0.0)]), Meaning::Nothing, "that is the page's");
    }
}
