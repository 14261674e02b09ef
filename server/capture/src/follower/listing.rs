//! How a follower comes to know its stream's shards, and when it looks again.

use std::{collections::BTreeMap, time::Duration};

use afterimage_language::phrase;
use afterimage_model::{Timestamp, ViewType};
use tokio::time::Instant;

use super::{FIRST_LATE_LOOK, Follower, Presence, losses};
use crate::{
    backoff::spread,
    handover::{self, DrainProgress, Successor},
    lineage::{Beginning, Met},
    pagination::Pagination,
    same_shard,
    source::{ListedShard, SourceError, SourceErrorKind, StreamPage, StreamPhase},
};

/// A complete listing.
struct Listing {
    phase: StreamPhase,
    view_type: ViewType,
    created_at: Option<Timestamp>,
    shards: Vec<ListedShard>,
    is_final: bool,
    /// How many calls it took.
    pages: usize,
    begun: Begun,
}

/// When a look was begun: it tells of nothing later.
#[derive(Clone, Copy, Debug)]
struct Begun {
    at: Instant,
    /// By the clock.
    time: Timestamp,
}

impl Follower {
    pub(super) fn next_look(&self) -> Instant {
        self.next_children.map_or(self.next_listing, |at| at.min(self.next_listing))
    }

    /// Lists the shards, or some shards' children, where it is time.
    pub(super) async fn look_if_due(&mut self) -> Option<()> {
        let now = Instant::now();
        if now >= self.next_listing {
            self.next_children = None;
            self.look(self.begin_look()).await?;
        } else if self.next_children.is_some_and(|at| now >= at) {
            self.next_children = None;
            self.look_for_children(self.begin_look()).await?;
        } else {
            return Some(());
        }
        self.looked_at = Some(Instant::now());
        Some(())
    }

    fn begin_look(&self) -> Begun {
        Begun { at: Instant::now(), time: self.shared.now() }
    }

    /// A shard's children are to be found soon; but a thousand shards that end together are one look and not a thousand.
    pub(super) fn look_for_late_soon(&mut self) {
        let now = Instant::now();
        let at = self.looked_at.map_or(now, |looked_at| now.max(looked_at + FIRST_LATE_LOOK));
        self.look_for_late_at(at);
    }

    /// The children of few shards are asked for by themselves where a complete listing would take more calls.
    fn look_for_late_at(&mut self, at: Instant) {
        if self.knows_filter && self.presence == Presence::On && self.childless.len() < self.pages {
            self.next_children = Some(self.next_children.map_or(at, |before| before.min(at)));
        } else {
            self.next_listing = self.next_listing.min(at);
        }
    }

    async fn look(&mut self, begun: Begun) -> Option<()> {
        let cancel = self.cancel.clone();
        match cancel.run_until_cancelled(self.list(begun)).await? {
            Ok(listing) => {
                self.backoff.succeeded();
                self.not_found = None;
                self.take_in(listing).await
            }
            Err(error) => self.listing_failed(&error).await,
        }
    }

    /// All pages of the stream's description.
    async fn list(&self, begun: Begun) -> Result<Listing, SourceError> {
        let mut page = self.shared.describe(&self.arn, None).await?;
        let (mut shards, mut pagination) = (std::mem::take(&mut page.shards), Pagination::default());
        while let Some(last) = pagination.go_on(page.last_shard_id.take())? {
            page = self.shared.describe(&self.arn, Some(&last)).await?;
            shards.append(&mut page.shards);
        }
        let StreamPage { phase, view_type, created_at, is_final, .. } = page;
        Ok(Listing { phase, view_type, created_at, shards, is_final, pages: pagination.pages(), begun })
    }

    async fn take_in(&mut self, listing: Listing) -> Option<()> {
        self.view_type = listing.view_type;
        self.pages = listing.pages;
        let presence = if listing.phase.is_on() { Presence::On } else { Presence::Off };
        let was_off = std::mem::replace(&mut self.presence, presence) == Presence::Off;
        self.last_call.send_replace(false);
        self.note_stream(false).await?;
        self.is_noted = true;
        if !self.predecessors.is_empty() {
            return self.take_over(&listing).await;
        }
        let beginning = self.begin_where_archived(&listing).await?;
        self.lineage.carry(&beginning);
        let met = self.lineage.meet(&listing.shards, &beginning);
        // A stream that is only just being turned on has had its first listing, too: its shards are all new.
        self.beginning = Beginning::TrimHorizon;
        let is_news = !met.new.is_empty() || self.lineage.has_orphans() || !was_off;
        self.note_missed(&met.missed).await?;
        self.note_shards(met).await?;
        self.settle_unproven().await?;
        self.settle_lost(losses::CAUSE_SHARD_GONE).await?;
        self.childless.retain(|shard| !self.lineage.has_child(shard));
        self.reckon_with_late(&listing, is_news);
        let is_drained = presence == Presence::Off && self.has_nothing_to_read();
        self.drain_progress
            .send_replace(DrainProgress { drained_as_of: is_drained.then_some(listing.begun.time), not_found: 0 });
        self.show_stream(self.state().into());
        self.show_shards();
        self.plan_looks();
        Some(())
    }

    /// Shards that are read for the first time, and that an earlier stream of the table had: they go on where that one was.
    async fn begin_where_archived(&mut self, listing: &Listing) -> Option<Beginning> {
        let mut carried = BTreeMap::new();
        for shard in listing.shards.iter().filter(|shard| self.lineage.is_unbegun(&shard.shard_id)) {
            let earlier = self.earlier.take(&shard.shard_id);
            let address = self.address(&shard.shard_id);
            if let Some(number) = same_shard::carried(&self.shared, &address, &earlier, &self.cancel).await? {
                carried.insert(shard.shard_id.clone(), number);
            }
        }
        Some(if carried.is_empty() { self.beginning.clone() } else { Beginning::Carried(carried) })
    }

    /// Whether shards may still come, after a complete listing. Of a stream that takes changes only the children of
    /// closed shards can be late, or all of them while it is being turned on. Of one that is off nobody can say.
    fn reckon_with_late(&mut self, listing: &Listing, is_news: bool) {
        if listing.is_final {
            self.childless.clear();
            return self.late.dismiss();
        }
        let is_just_on = listing.phase == StreamPhase::Enabling || listing.shards.is_empty();
        if self.presence == Presence::Off && is_news {
            self.late.expect(Instant::now());
        } else if self.presence == Presence::On && self.childless.is_empty() && !is_just_on {
            self.late.dismiss();
        } else {
            self.none_came(listing.begun);
        }
    }

    fn none_came(&mut self, begun: Begun) {
        self.late.none_came(begun.at);
        if !self.late.are_expected() {
            self.childless.clear();
            self.read_unproven_on();
        }
    }

    fn plan_looks(&mut self) {
        let now = Instant::now();
        let usual = spread(self.shared.options.shard_interval, self.shared.options.chance.next());
        let soon = if self.lineage.has_orphans() { FIRST_LATE_LOOK } else { Duration::MAX };
        self.next_listing = now + usual.min(soon);
        if let Some(wait) = self.late.until_next_look(now) {
            self.look_for_late_at(now + wait);
        }
    }

    /// Lets the table's earlier streams come to their end first, so that an item's changes stay in order. That takes
    /// what it takes, up to a day's changes: the listing is old by then.
    async fn take_over(&mut self, listing: &Listing) -> Option<()> {
        let predecessors = std::mem::take(&mut self.predecessors);
        let address = |shard_id: &str| self.address(shard_id);
        let successor = Successor { created_at: listing.created_at, shards: &listing.shards };
        handover::take_over(&self.shared, predecessors, successor, &address, &self.cancel).await?;
        self.restore().await?;
        self.next_listing = Instant::now();
        Some(())
    }

    /// Asks for the children of drained shards alone.
    async fn look_for_children(&mut self, begun: Begun) -> Option<()> {
        let cancel = self.cancel.clone();
        for parent in self.childless.clone() {
            match cancel.run_until_cancelled(self.list_children(&parent)).await? {
                Ok(children) => {
                    let met = self.lineage.meet_children(&children);
                    self.note_shards(met).await?;
                }
                Err(error) if error.kind == SourceErrorKind::Other => {
                    tracing::debug!(stream = self.arn, %error, "a shard's children cannot be asked for by themselves");
                    self.knows_filter = false;
                    self.next_listing = Instant::now();
                    return Some(());
                }
                Err(error) => return self.listing_failed(&error).await,
            }
        }
        self.backoff.succeeded();
        self.settle_unproven().await?;
        self.childless.retain(|shard| !self.lineage.has_child(shard));
        if self.childless.is_empty() {
            self.late.dismiss();
        } else {
            self.none_came(begun);
        }
        self.show_shards();
        if let Some(wait) = self.late.until_next_look(Instant::now()) {
            self.look_for_late_at(Instant::now() + wait);
        }
        Some(())
    }

    /// A shard's children. An endpoint that tells of other shards, too, does not know what was asked.
    async fn list_children(&mut self, parent: &str) -> Result<Vec<ListedShard>, SourceError> {
        let (mut children, mut after, mut pagination) = (Vec::new(), None, Pagination::default());
        loop {
            let mut page = self.shared.describe_children(&self.arn, parent, after.as_deref()).await?;
            if !page.phase.is_on() {
                self.next_listing = Instant::now();
            }
            children.append(&mut page.shards);
            if children.iter().any(|child| child.parent_shard_id.as_deref() != Some(parent)) {
                let no_filter = phrase!("server-stream-no-filter");
                return Err(SourceError::new(SourceErrorKind::Other, no_filter));
            }
            // Whoever does not get on with the filter may get on without.
            after = pagination
                .go_on(page.last_shard_id)
                .map_err(|standstill| SourceError { kind: SourceErrorKind::Other, ..standstill })?;
            if after.is_none() {
                return Ok(children);
            }
        }
    }

    async fn listing_failed(&mut self, error: &SourceError) -> Option<()> {
        tracing::warn!(stream = self.arn, %error, "the stream's shards cannot be listed just now");
        self.shared.statuses.stream_failed(&self.arn, error.in_words(), self.shared.now());
        let wait = self.shared.delay(&mut self.backoff);
        self.next_listing = Instant::now() + wait;
        if error.kind == SourceErrorKind::StreamNotFound { self.stream_not_found().await } else { Some(()) }
    }

    async fn note_shards(&self, met: Met) -> Option<()> {
        if !met.new.is_empty() {
            self.shared.keep(&self.cancel, || self.shared.sink.upsert_shards(&self.arn, met.new.clone())).await?;
        }
        for shard_id in &met.skipped {
            self.note_finished(shard_id).await?;
        }
        Some(())
    }
}
