//! What charts show of the changes that a query finds: from the counters where they can tell, and else by looking through
//! the log from its end, a bounded piece at a time.

use std::{collections::HashMap, time::Duration};

use afterimage_archive::{ArchiveError, ArchiveReader, SCAN_LIMIT};
use afterimage_base::work::within;
use afterimage_model::{
    Change, ChangeId, Context, Op, Query,
    chart::{Bars, Histogram, Hot, Hottest, Progress, sort_hottest},
    query::{CountedQuery, required_spans},
};

/// How long one piece goes on.
const TIME_LIMIT: Duration = Duration::from_millis(250);

/// The most items and attributes that one piece tells of.
const MAX_TOLD: usize = 500;

/// How many changes match when: from the counters, or a piece of the log in the bars that the first piece was in.
///
/// # Errors
/// When the archive cannot be read.
pub async fn histogram(
    context: &Context,
    archive: &ArchiveReader,
    query: &Query,
    bars: Option<Bars>,
    before: Option<ChangeId>,
) -> Result<Histogram, ArchiveError> {
    if let Some(counted) = CountedQuery::of(query).filter(|_| before.is_none()) {
        return archive.counted(&counted).await;
    }
    let bars = match bars {
        Some(bars) => bars,
        None => archive.bars(&required_spans(query)).await?,
    };
    let mut histogram = Histogram::empty(bars, 0);
    let when = |change: Change| (change.created_at, change.op);
    histogram.progress = look_back(context, archive, query, before, when, |(at, op)| {
        if let Some(counts) = bars.bar_of(at).and_then(|bar| histogram.counts.get_mut(bar)) {
            counts.add(op, 1);
        }
    })
    .await?;
    Ok(histogram)
}

/// Which items and attributes the matching changes are of most, in a piece of the log. Over whole tables items are
/// known without looking.
///
/// # Errors
/// When the archive cannot be read.
pub async fn hottest(
    context: &Context,
    archive: &ArchiveReader,
    query: &Query,
    before: Option<ChangeId>,
) -> Result<Hottest, ArchiveError> {
    let (mut items, mut attributes) = (HashMap::new(), HashMap::new());
    let what = |change: Change| (change.changed(), change.item_key.to_string(), change.captured.table);
    let progress = look_back(context, archive, query, before, what, |(changed, item, table)| {
        for name in changed {
            *attributes.entry((table.clone(), name)).or_default() += 1;
        }
        *items.entry((table, item)).or_default() += 1;
    })
    .await?;
    let whole = whole_tables(query);
    let items = match &whole {
        Some(counted) => archive.hottest_items(&|table| counted.counts(table, Op::Modify)).await?,
        None => told(items),
    };
    Ok(Hottest { items, items_are_whole: whole.is_some(), attributes: told(attributes), progress })
}

/// The query, where it asks for tables alone.
fn whole_tables(query: &Query) -> Option<CountedQuery> {
    let counted = CountedQuery::of(query).filter(|counted| counted.spans.is_empty())?;
    (!afterimage_model::query::asks_for_op(query)).then_some(counted)
}

fn told(counts: HashMap<(String, String), u64>) -> Vec<Hot> {
    let mut list: Vec<Hot> = counts.into_iter().map(|((table, name), changes)| Hot { table, name, changes }).collect();
    sort_hottest(&mut list);
    list.truncate(MAX_TOLD);
    list
}

/// Shows what the matching changes tell, the newest first, until the time is up or there are no more.
async fn look_back<T: Send + 'static>(
    context: &Context,
    archive: &ArchiveReader,
    query: &Query,
    before: Option<ChangeId>,
    tell: fn(Change) -> T,
    mut show: impl FnMut(T),
) -> Result<Progress, ArchiveError> {
    let newest = archive.last_change_id().await?;
    let deadline = context.until(within(TIME_LIMIT)).deadline;
    let archive = archive.until(deadline.clone());
    // Not what comes in meanwhile: it would be counted in no piece.
    let end = newest.just_after();
    let from = before.unwrap_or(end).clamp(ChangeId::START.just_after(), end);
    let mut at = from;
    loop {
        let scan = archive.changes_before(query, Some(at), SCAN_LIMIT / 4).await?;
        archive.work().of_each(scan.changes, tell).await?.into_iter().for_each(&mut show);
        at = scan.scanned_to;
        if scan.end || deadline.is_over() {
            let down_to = if scan.end { ChangeId::START } else { at.just_before() };
            let scanned = archive.count_between(down_to, from.just_before()).await?.number();
            let total = archive.count_between(ChangeId::START, newest).await?.number();
            return Ok(Progress { scanned, total, next_before: (!scan.end).then_some(at) });
        }
    }
}
