//! What the supervisor knows of tables, and which of their streams it follows.

use std::collections::{BTreeMap, BTreeSet};

use afterimage_archive::BASELINE_PREFIX;
use afterimage_model::table::StreamState;
use tokio::task::{JoinError, JoinSet};
use tokio_util::sync::CancellationToken;

use super::Supervisor;
use crate::{
    lookup::{Lookup, Outcome, look_up},
    options::StartPosition,
    source::{FollowedTable, TableStream, Unlisted},
    status_registry::Shown,
};

/// Tables and their streams, those of earlier runs of the program included.
#[derive(Default)]
pub(super) struct Tables {
    /// Streams that are read to their end, by ARN.
    pub(super) over: BTreeSet<String>,
    /// Tables that the archive knows or that are followed.
    known: BTreeSet<String>,
    /// Streams of earlier runs that are not read to their end, by table; each is taken up when it is known what has
    /// become of its table.
    unfinished: BTreeMap<String, BTreeSet<String>>,
    /// The stream that each table's changes go into, as it was last told.
    taking_changes: BTreeMap<String, Option<String>>,
    /// Tables that are not listed, of which it is known why.
    unlisted: BTreeSet<String>,
    /// Who asks for a table's streams just now.
    pub(super) lookups: JoinSet<Option<Lookup>>,
    asked_for: BTreeSet<String>,
    /// The latest stream that a table had when its streams were last asked for.
    looked_up: BTreeMap<String, Option<String>>,
    /// It was said that streams cannot be asked for.
    is_refusal_told: bool,
}

impl Tables {
    /// A stream whose follower broke is one that is not read to its end. Its table may not tell of it any more.
    pub(super) fn take_up_again(&mut self, table: String, arn: String) {
        self.unlisted.remove(&table);
        self.unfinished.entry(table).or_default().insert(arn);
    }
}

impl Supervisor {
    /// What the archive knows of streams.
    pub(super) async fn take_up(&mut self, cancel: &CancellationToken) -> Option<()> {
        let shared = &self.shared;
        for stream in shared.keep(cancel, || shared.sink.streams()).await? {
            if stream.arn.starts_with(BASELINE_PREFIX) {
                continue;
            }
            self.tables.known.insert(stream.table.clone());
            if stream.ended {
                self.tables.over.insert(stream.arn);
            } else {
                self.tables.unfinished.entry(stream.table).or_default().insert(stream.arn);
            }
        }
        Some(())
    }

    /// A table and what it says of its stream: looks for earlier ones where that is news, and follows what there is.
    pub(super) fn table_listed(&mut self, table: FollowedTable, cancel: &CancellationToken) {
        self.shared.statuses.set_table(&table.name, state_of(&table.stream));
        self.tables.unlisted.remove(&table.name);
        self.tell_followers(&table);
        if self.tables.asked_for.contains(&table.name) {
            return;
        }
        if self.is_to_be_looked_up(&table) {
            self.look_up(table, cancel);
        } else {
            self.follow(table, Vec::new(), cancel);
        }
    }

    /// Once for each table, and then whenever its latest stream is another one: more may have come and gone. Where only
    /// the latest is wished for of a new table, there is nothing to ask.
    fn is_to_be_looked_up(&mut self, table: &FollowedTable) -> bool {
        if self.shared.options.start == StartPosition::Latest && !self.tables.known.contains(&table.name) {
            self.note_looked_up(table);
        }
        let asked_with = self.tables.looked_up.get(&table.name).map(Option::as_deref);
        !matches!(table.stream, TableStream::Unknown(_)) && asked_with != Some(table.latest_arn())
    }

    fn look_up(&mut self, table: FollowedTable, cancel: &CancellationToken) {
        self.tables.asked_for.insert(table.name.clone());
        let of_table = self.followed.iter().filter(|(_, followed)| followed.table == table.name);
        let followed = of_table.map(|(arn, _)| arn.clone()).collect();
        let is_refusal_known = self.tables.is_refusal_told;
        self.tables.lookups.spawn(look_up(self.shared.clone(), table, followed, is_refusal_known, cancel.clone()));
    }

    /// The table's streams are known, or cannot be.
    pub(super) fn looked_up(&mut self, done: Result<Option<Lookup>, JoinError>, cancel: &CancellationToken) {
        let Ok(found) = done else {
            tracing::error!("asking for a table's streams broke; it is asked again");
            self.tables.asked_for.clear();
            return;
        };
        let Some(Lookup { table, unread, outcome }) = found else { return };
        self.tables.asked_for.remove(&table.name);
        match outcome {
            Outcome::Answered => self.note_looked_up(&table),
            Outcome::Refused(error) => {
                self.note_looked_up(&table);
                if !std::mem::replace(&mut self.tables.is_refusal_told, true) {
                    tracing::warn!(%error, "a stream that comes and goes unseen cannot be found: ListStreams is refused");
                }
            }
            Outcome::Failed(error) => {
                tracing::warn!(table = table.name, %error, "the table's streams cannot be listed just now");
                // One that is not listed is asked for again, too.
                self.tables.unlisted.remove(&table.name);
            }
        }
        self.follow(table, unread, cancel);
    }

    fn note_looked_up(&mut self, table: &FollowedTable) {
        self.tables.looked_up.insert(table.name.clone(), table.latest_arn().map(str::to_owned));
    }

    /// Follows a table's stream, and earlier ones that are not read to their end: those first, so that an item's
    /// changes stay in order.
    fn follow(&mut self, table: FollowedTable, unread: Vec<String>, cancel: &CancellationToken) {
        let mut arns = self.tables.unfinished.remove(&table.name).unwrap_or_default();
        arns.extend(unread.into_iter().filter(|arn| !self.tables.over.contains(arn)));
        match &table.stream {
            // Over, and yet on: it was too new to be found when it was looked at.
            TableStream::On { arn, .. } => _ = arns.insert(arn.clone()),
            TableStream::Off { last_arn: Some(arn) } if !self.tables.over.contains(arn) => _ = arns.insert(arn.clone()),
            TableStream::Off { .. } | TableStream::Gone | TableStream::Unknown(_) => {}
        }
        for arn in arns {
            self.tables.known.insert(table.name.clone());
            if self.is_to_be_followed(&table, &arn) && !self.followed.contains_key(&arn) {
                self.follow_stream(table.clone(), arn, cancel);
            }
        }
    }

    /// One that is over is not read again, unless the table tells that it is on.
    fn is_to_be_followed(&self, table: &FollowedTable, arn: &str) -> bool {
        let is_on = matches!(&table.stream, TableStream::On { arn: on, .. } if on == arn);
        is_on || !self.tables.over.contains(arn)
    }

    /// What no longer takes the table's changes has come to its end, and learns it now rather than in a while.
    fn tell_followers(&mut self, table: &FollowedTable) {
        let taking_changes = match &table.stream {
            TableStream::On { arn, .. } => Some(arn.clone()),
            TableStream::Off { .. } | TableStream::Gone => None,
            TableStream::Unknown(_) => return,
        };
        let before = self.tables.taking_changes.insert(table.name.clone(), taking_changes.clone());
        if before == Some(taking_changes.clone()) {
            return;
        }
        let of_table = self.followed.iter().filter(|(_, followed)| followed.table == table.name);
        for (_, followed) in of_table.filter(|(arn, _)| Some(*arn) != taking_changes.as_ref()) {
            followed.look.notify_one();
        }
    }

    /// Tables that the archive knows and that are not listed. What the streams of a deleted one still hold can be read
    /// for a day; one that is not to be followed any more is left alone.
    pub(super) async fn take_up_unlisted(
        &mut self,
        listed: &BTreeSet<String>,
        cancel: &CancellationToken,
    ) -> Option<()> {
        let is_settled = |name: &&String| listed.contains(*name) || self.tables.unlisted.contains(*name);
        let unlisted: Vec<String> = self.tables.known.iter().filter(|name| !is_settled(name)).cloned().collect();
        for name in unlisted {
            match cancel.run_until_cancelled(self.catalog.why_unlisted(&name)).await? {
                Ok(Unlisted::Deleted) => {
                    let (partition_key, sort_key) = (None, None);
                    let stream = TableStream::Gone;
                    self.table_listed(FollowedTable { name: name.clone(), partition_key, sort_key, stream }, cancel);
                }
                Ok(Unlisted::Deselected) => {}
                Err(error) => {
                    tracing::warn!(table = name, %error, "it is not known what has become of the table");
                    continue;
                }
            }
            self.tables.unlisted.insert(name);
        }
        Some(())
    }
}

fn state_of(stream: &TableStream) -> Shown {
    match stream {
        TableStream::On { arn, view_type } => StreamState::Enabled { arn: arn.clone(), view_type: *view_type }.into(),
        TableStream::Off { .. } => StreamState::Off.into(),
        TableStream::Gone => StreamState::TableGone.into(),
        TableStream::Unknown(error) => Shown::Unknown(error.in_words()),
    }
}
