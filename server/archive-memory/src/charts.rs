//! How many changes when, and of what most.

use std::collections::BTreeMap;

use afterimage_archive::{ReadCharts, Result};
use afterimage_model::{
    Change, Timestamp,
    chart::{Bars, Histogram, Hot, MAX_HOTTEST, Progress, sort_hottest},
    query::{CountedQuery, Span},
};
use async_trait::async_trait;

use crate::{reader::MemoryReader, state::State};

impl State {
    /// When the changes happened that are wanted, the first and the last.
    fn ends(&self, wanted: impl Fn(&Change) -> bool) -> Option<(Timestamp, Timestamp)> {
        let times = || self.changes.values().map(|kept| &kept.change).filter(|change| wanted(change));
        let first = times().map(|change| change.created_at).min()?;
        Some((first, times().map(|change| change.created_at).max()?))
    }

    /// Bars for what is wanted within some spans.
    fn bars(&self, spans: &[Span], wanted: impl Fn(&Change) -> bool) -> Bars {
        let from = spans.iter().filter_map(|span| span.from()).max();
        let until = spans.iter().filter_map(|span| span.until()).min();
        let ends = self.ends(|change| wanted(change) && spans.iter().all(|span| span.contains(change.created_at)));
        let after = |at: Timestamp| Timestamp::from_millis(at.as_millis() + 1);
        // Where there is nothing, the bars are of what was asked for, or of one moment.
        let asked = || {
            let from = from.unwrap_or(Timestamp::from_millis(0));
            (from, until.filter(|until| *until > from).unwrap_or_else(|| after(from)))
        };
        let (from, until) = ends.map_or_else(asked, |(first, last)| (first, after(last)));
        Bars::fitting(from, until)
    }
}

#[async_trait]
impl ReadCharts for MemoryReader {
    async fn counted(&self, query: &CountedQuery) -> Result<Histogram> {
        let state = self.state.lock();
        let is_counted = |change: &Change| query.counts(&change.table, change.op);
        let total = state.changes.len() as u64;
        let mut histogram = Histogram::empty(state.bars(&query.spans, is_counted), total);
        let changes = state.changes.values().map(|kept| &kept.change).filter(|change| is_counted(change));
        for change in changes.filter(|change| query.spans.iter().all(|span| span.contains(change.created_at))) {
            let bar = histogram.bars.bar_of(change.created_at);
            if let Some(counts) = bar.and_then(|bar| histogram.counts.get_mut(bar)) {
                counts.add(change.op, 1);
            }
        }
        histogram.progress = Progress { scanned: total, total, next_before: None };
        Ok(histogram)
    }

    async fn bars(&self, spans: &[Span]) -> Result<Bars> {
        Ok(self.state.lock().bars(spans, |_| true))
    }

    async fn hottest_items(&self, wanted: &(dyn for<'t> Fn(&'t str) -> bool + Sync)) -> Result<Vec<Hot>> {
        let state = self.state.lock();
        let mut counts: BTreeMap<(&str, &str), u64> = BTreeMap::new();
        for ((table, key), item) in state.items.iter().filter(|((table, _), _)| wanted(table)) {
            counts.insert((table, key), item.changes.len() as u64);
        }
        let hot = |((table, name), changes): ((&str, &str), u64)| Hot {
            table: table.to_owned(),
            name: name.to_owned(),
            changes,
        };
        let mut hottest: Vec<Hot> = counts.into_iter().map(hot).collect();
        sort_hottest(&mut hottest);
        hottest.truncate(MAX_HOTTEST);
        Ok(hottest)
    }
}
