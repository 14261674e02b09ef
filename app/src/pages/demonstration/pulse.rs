//! When the diagram lights up: with changes that have just come through, but never in a flicker. Pure.

use afterimage_model::ChangeSummary;

use crate::{components::words, feed::connection::Connection};

/// The shortest time between two beats, in milliseconds: what flashes more than three times a second can hurt
/// (<https://www.w3.org/WAI/WCAG22/Understanding/three-flashes-or-below-threshold>).
pub(super) const BEAT_MS: f64 = 450.0;

/// Whose a change is, by its table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(any(feature = "hydrate", test)), expect(dead_code, reason = "nothing comes to the server"))]
pub(super) enum Whose {
    /// The story's main table's, whose records say most.
    Main,
    /// Another table's of the same run.
    Own,
    /// Somebody else's.
    Others,
}

/// What has come to this page since it was opened.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Traffic {
    /// The state of the socket that tells of them.
    pub(super) connection: Connection,
    /// Changes of every table.
    pub(super) changes: u64,
    /// How often the diagram has lit up; each beat is another number.
    pub(super) beats: u32,
    /// Whether the beat is for a change of the demonstration's own tables.
    pub(super) is_own: bool,
    /// The demonstration's own last change, in words.
    pub(super) last: Option<String>,
    /// A beat that waits for its time, and whether it is for an own change.
    due: Option<bool>,
    last_beat_ms: Option<f64>,
}

impl Traffic {
    /// Changes have come.
    #[cfg_attr(not(any(feature = "hydrate", test)), expect(dead_code, reason = "nothing comes to the server"))]
    pub(super) fn arrived(&mut self, changes: &[ChangeSummary], whose: impl Fn(&str) -> Whose, now_ms: f64) {
        if changes.is_empty() {
            return;
        }
        self.changes += changes.len() as u64;
        if let Some(told) = changes.iter().rev().find(|change| whose(&change.table) == Whose::Main) {
            self.last = Some(in_words(told));
        }
        let is_own = changes.iter().any(|change| whose(&change.table) != Whose::Others);
        self.due = Some(is_own || self.due == Some(true));
        self.tick(now_ms);
    }

    /// Time has passed; whether the diagram lights up.
    pub(super) fn tick(&mut self, now_ms: f64) -> bool {
        let is_time = self.last_beat_ms.is_none_or(|last| now_ms - last >= BEAT_MS);
        let Some(is_own) = self.due.filter(|_| is_time) else { return false };
        (self.due, self.is_own, self.last_beat_ms) = (None, is_own, Some(now_ms));
        self.beats = self.beats.wrapping_add(1);
        true
    }
}

fn in_words(change: &ChangeSummary) -> String {
    let expired = change.actor.as_deref() == Some("ttl");
    format!("{} {}: {}", change.op, change.item_key.label(None), words::line(&change.words, expired))
}

#[cfg(test)]
mod tests {
    use super::*;
    use afterimage_model::{ChangeId, Op, Timestamp, summary::Words};

    fn change(table: &str) -> ChangeSummary {
        ChangeSummary {
            id: ChangeId(1),
            table: table.to_owned(),
            item_key: "order_id=order-1".parse().expect("a key"),
            op: Op::Remove,
            actor: Some("ttl".to_owned()),
            created_at: Timestamp::default(),
            archived_at: Timestamp::default(),
            size_bytes: 1,
            words: Words::Removed { attributes: Some(2) },
        }
    }

    fn whose(table: &str) -> Whose {
        match table {
            "main" => Whose::Main,
            "own" => Whose::Own,
            _ => Whose::Others,
        }
    }

    #[test]
    fn a_change_lights_the_diagram_at_once_and_a_burst_does_not_make_it_flicker() {
        let mut traffic = Traffic::default();
        for at in 0..100 {
            traffic.arrived(&[change("other")], whose, f64::from(at) * 10.0);
        }
        assert_eq!((traffic.changes, traffic.beats), (100, 3), "at 0, 450 and 900 ms");
        assert!(traffic.tick(1_400.0) && !traffic.tick(9_000.0), "what came last is shown, once");
    }

    #[test]
    fn an_own_change_is_not_hidden_by_those_of_others() {
        let mut traffic = Traffic::default();
        traffic.arrived(&[change("other")], whose, 0.0);
        traffic.arrived(&[change("main")], whose, 10.0);
        traffic.arrived(&[ChangeSummary { op: Op::Insert, ..change("own") }, change("other")], whose, 20.0);
        assert!(!traffic.is_own);
        assert!(traffic.tick(500.0));
        assert!(traffic.is_own);
        assert_eq!(traffic.last.as_deref(), Some("REMOVE order-1: expired · 2 attributes"));
    }

    #[test]
    fn without_changes_it_stays_dark() {
        let mut traffic = Traffic::default();
        traffic.arrived(&[], whose, 0.0);
        assert!(!traffic.tick(1_000.0));
        assert_eq!(traffic, Traffic::default());
    }
}
