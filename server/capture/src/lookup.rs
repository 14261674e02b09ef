//! Which streams a table has had. A table tells of its latest stream alone; what was turned on and off again between two
//! looks, or while the program stood still, is only found by asking for all of them.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use afterimage_archive::{BASELINE_PREFIX, StreamRecord};
use afterimage_model::ViewType;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::{
    arn::are_of_one_table,
    backoff::Backoff,
    options::StartPosition,
    pagination::Pagination,
    shared::{Shared, wait},
    source::{FollowedTable, SourceError, SourceErrorKind},
};

/// A table's streams are read oldest first, so its new one waits until it is known which there are; but no longer than
/// this, when nobody answers.
pub const LOOKUP_LIMIT: Duration = Duration::from_mins(1);

/// Whoever is refused the list so many times in a row, and not what else is asked for, does without. A single refusal
/// may be a whim, and what is not found now is read too late.
const REFUSALS_UNTIL_BELIEVED: u32 = 4;

/// The list is not followed any further: a table has had ten thousand streams in a day, or the endpoint does not know
/// where to go on.
const MOST_PAGES: usize = 100;

/// What was found out about a table's streams.
#[derive(Debug)]
pub(super) struct Lookup {
    pub(super) table: FollowedTable,
    /// Streams that nobody has read, oldest first; the archive knows them.
    pub(super) unread: Vec<String>,
    pub(super) outcome: Outcome,
}

/// How asking went.
#[derive(Debug)]
pub(super) enum Outcome {
    Answered,
    /// It is not allowed, or the endpoint does not have the operation: asking again is no use.
    Refused(SourceError),
    /// Nobody answered in time.
    Failed(SourceError),
}

/// Asks which streams the table has had. Those that are to be read and that the archive does not know, the `followed`
/// ones among them, are put into it before the latest is read, oldest first: whenever the program dies, the next one
/// knows all that come before. Nothing when cancelled.
pub(super) async fn look_up(
    shared: Arc<Shared>,
    table: FollowedTable,
    followed: Vec<String>,
    is_refusal_known: bool,
    cancel: CancellationToken,
) -> Option<Lookup> {
    let (mut found, outcome) = ask(&shared, &table, is_refusal_known, &cancel).await?;
    found.extend(followed);
    let streams = shared.keep(&cancel, || shared.sink.streams()).await?.into_iter();
    let known = streams.filter(|stream| stream.table == table.name && !stream.arn.starts_with(BASELINE_PREFIX));
    let unread = unread(found, &known.map(|stream| stream.arn).collect(), table.latest_arn(), shared.options.start);
    for arn in &unread {
        tracing::info!(table = table.name, stream = arn, "nothing was read yet of a stream");
        let record = StreamRecord {
            arn: arn.clone(),
            table: table.name.clone(),
            // Until its description says so.
            view_type: ViewType::NewAndOldImages,
            partition_key: None,
            sort_key: None,
            ended: false,
        };
        shared.keep(&cancel, || shared.sink.upsert_stream(record.clone())).await?;
    }
    Some(Lookup { table, unread, outcome })
}

/// Asks until there is an answer, within limits.
async fn ask(
    shared: &Shared,
    table: &FollowedTable,
    is_refusal_known: bool,
    cancel: &CancellationToken,
) -> Option<(Vec<String>, Outcome)> {
    let (begun, mut backoff, mut refusals) = (Instant::now(), Backoff::default(), 0);
    loop {
        let error = match cancel.run_until_cancelled(list(shared, &table.name)).await? {
            Ok(arns) => return Some((arns, Outcome::Answered)),
            Err(error) if error.kind == SourceErrorKind::StreamNotFound => {
                return Some((Vec::new(), Outcome::Answered));
            }
            Err(error) => error,
        };
        if is_refusal(&error) && !cancel.run_until_cancelled(is_everything_refused(shared, table)).await? {
            refusals += 1;
        }
        if refusals >= REFUSALS_UNTIL_BELIEVED || (refusals > 0 && is_refusal_known) {
            return Some((Vec::new(), Outcome::Refused(error)));
        }
        if begun.elapsed() >= LOOKUP_LIMIT {
            return Some((Vec::new(), Outcome::Failed(error)));
        }
        if !wait(cancel, shared.delay(&mut backoff)).await {
            return None;
        }
    }
}

fn is_refusal(error: &SourceError) -> bool {
    matches!(error.kind, SourceErrorKind::AccessDenied | SourceErrorKind::Other)
}

/// Whether the table's latest stream is refused as well: then it is not about this operation, and may pass.
async fn is_everything_refused(shared: &Shared, table: &FollowedTable) -> bool {
    match table.latest_arn() {
        Some(latest) => shared.describe(latest, None).await.is_err_and(|error| is_refusal(&error)),
        None => false,
    }
}

/// All pages of the list.
async fn list(shared: &Shared, table: &str) -> Result<Vec<String>, SourceError> {
    let (mut arns, mut after, mut pagination) = (Vec::new(), None, Pagination::of_at_most(MOST_PAGES));
    loop {
        let mut page = shared.list_streams(table, after.as_deref()).await?;
        arns.append(&mut page.arns);
        // An endpoint that goes in a circle does so each time: the streams are read without its list.
        let next = pagination.go_on(page.last_arn);
        after = next.map_err(|error| SourceError { kind: SourceErrorKind::Other, ..error })?;
        if after.is_none() {
            return Ok(arns);
        }
    }
}

/// Those of the streams that are to be read and are not known, oldest first. What is older than the first stream that
/// was captured is from before capture; streams of a table with the same name elsewhere say nothing of that. A table's latest stream is followed anyway, and only told of where there are others: it
/// comes before those that were turned on meanwhile.
fn unread(found: Vec<String>, known: &BTreeSet<String>, latest: Option<&str>, start: StartPosition) -> Vec<String> {
    let first_before = |arn: &String| known.iter().find(|known| are_of_one_table(known, arn));
    let is_wished_for = |arn: &String| match first_before(arn) {
        Some(first) => arn > first,
        None => start == StartPosition::TrimHorizon,
    };
    let is_unread = |arn: &String| !known.contains(arn) && is_wished_for(arn);
    let unread: BTreeSet<String> = found.into_iter().chain(latest.map(str::to_owned)).filter(is_unread).collect();
    if unread.iter().all(|arn| latest == Some(arn)) { Vec::new() } else { unread.into_iter().collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arns(labels: &[&str]) -> Vec<String> {
        labels.iter().map(|label| format!("arn:aws:dynamodb:eu-west-1:1:table/orders/stream/{label}")).collect()
    }

    fn found(known: &[&str], latest: &str, start: StartPosition) -> Vec<String> {
        let latest = arns(&[latest]).remove(0);
        unread(arns(&["4", "2", "1", "3"]), &arns(known).into_iter().collect(), Some(&latest), start)
    }

    #[test]
    fn streams_that_nobody_has_read_are_found_oldest_first() {
        assert_eq!(found(&["1"], "4", StartPosition::TrimHorizon), arns(&["2", "3", "4"]));
        assert_eq!(found(&[], "4", StartPosition::TrimHorizon), arns(&["1", "2", "3", "4"]));
        assert_eq!(found(&["1", "2", "3"], "4", StartPosition::TrimHorizon), arns(&[]));
        assert_eq!(found(&["1", "2"], "3", StartPosition::TrimHorizon), arns(&["3", "4"]), "the fourth is newer");
    }

    #[test]
    fn a_table_of_the_same_name_elsewhere_says_nothing_of_what_is_from_before_capture() {
        let elsewhere: BTreeSet<String> = ["arn:aws:dynamodb:us-east-1:1:table/orders/stream/9".to_owned()].into();
        let (found, latest) = (arns(&["1", "2"]), &arns(&["2"])[0]);
        let unread = |start| unread(found.clone(), &elsewhere, Some(latest), start);
        assert_eq!(unread(StartPosition::TrimHorizon), arns(&["1", "2"]));
        assert_eq!(unread(StartPosition::Latest), arns(&[]));
    }

    #[test]
    fn what_is_from_before_capture_is_left() {
        assert_eq!(found(&["2"], "4", StartPosition::TrimHorizon), arns(&["3", "4"]));
        assert_eq!(found(&["2"], "4", StartPosition::Latest), arns(&["3", "4"]));
        assert_eq!(found(&[], "4", StartPosition::Latest), arns(&[]));
    }
}
