//! Searching, charts and views.

use std::time::Duration;

use afterimage_archive::ArchiveError;
use afterimage_base::work::within;
use afterimage_language::phrase;
use afterimage_model::{
    ApiError, ChangeId, ChangeSummary, Context, Query,
    backend::search::SearchBackend,
    chart::{Bars, Histogram, Hottest, MAX_BARS},
    page::ChangePage,
    search::{Hit, SearchOrder, SearchPage},
    view::{InvalidName, MAX_NAME_CHARACTERS, MAX_VIEWS, SavedView, View, checked_name},
};
use async_trait::async_trait;

use super::{LiveBackend, MAX_ROWS, answered};
use crate::{ServiceError, charts, search};

/// How long a piece of a search goes on: long enough to get ahead, and short enough to see how far it is.
const PIECE_TIME: Duration = Duration::from_millis(400);

#[async_trait]
impl SearchBackend for LiveBackend {
    async fn search(
        &self,
        context: &Context,
        query: &Query,
        order: SearchOrder,
        from: Option<ChangeId>,
        limit: usize,
    ) -> Result<SearchPage, ApiError> {
        answered(context, piece(self, context, query, order, from, limit).await)
    }

    async fn histogram(
        &self,
        context: &Context,
        query: &Query,
        bars: Option<Bars>,
        before: Option<ChangeId>,
    ) -> Result<Histogram, ApiError> {
        if bars.is_some_and(|bars| bars.width_ms <= 0 || bars.count == 0 || bars.count > MAX_BARS) {
            let invalid = ServiceError::invalid(phrase!("server-bars", most = MAX_BARS.to_string()));
            return answered(context, Err(invalid));
        }
        answered(context, charts::histogram(context, &self.parts.archive, query, bars, before).await)
    }

    async fn hottest(&self, context: &Context, query: &Query, before: Option<ChangeId>) -> Result<Hottest, ApiError> {
        answered(context, charts::hottest(context, &self.parts.archive, query, before).await)
    }

    async fn views(&self, context: &Context) -> Result<Vec<View>, ApiError> {
        answered(context, self.parts.archive.views().await)
    }

    async fn view(&self, context: &Context, name: &str) -> Result<View, ApiError> {
        let view = answered(context, self.parts.archive.view(name).await)?;
        answered(context, view.ok_or_else(|| unknown(name)))
    }

    async fn save_view(
        &self,
        context: &Context,
        name: &str,
        query: &str,
        replace: bool,
    ) -> Result<SavedView, ApiError> {
        answered(context, save(self, name, query, replace).await)
    }

    async fn rename_view(&self, context: &Context, name: &str, to: &str) -> Result<SavedView, ApiError> {
        answered(context, rename(self, name, to).await)
    }

    async fn delete_view(&self, context: &Context, name: &str) -> Result<(), ApiError> {
        answered(context, outcome(self.parts.writer.delete_view(name).await).map(|_| ()))
    }
}

/// The newest changes that match.
pub(super) async fn changes(
    backend: &LiveBackend,
    context: &Context,
    query: &Query,
    before: Option<ChangeId>,
    limit: usize,
) -> Result<ChangePage, ServiceError> {
    let archive = &backend.parts.archive;
    // Asked for first: what is archived while the page is read comes again through the feed, which drops doubles.
    let cursor = archive.last_change_id().await?;
    let page = search::backward(context, archive, query, before, limit.clamp(1, MAX_ROWS)).await?;
    let changes = archive.work().of_each(page.changes, |change| ChangeSummary::of(&change)).await?;
    Ok(ChangePage {
        changes,
        older: (!page.end).then_some(page.scanned_to),
        cursor,
        epoch: archive.epoch().to_owned(),
        query: query.to_string(),
    })
}

async fn piece(
    backend: &LiveBackend,
    context: &Context,
    query: &Query,
    order: SearchOrder,
    from: Option<ChangeId>,
    limit: usize,
) -> Result<SearchPage, ServiceError> {
    let (archive, limit) = (&backend.parts.archive, limit.clamp(1, MAX_ROWS));
    let context = &context.until(within(PIECE_TIME));
    let newest = archive.last_change_id().await?;
    let begin = match order {
        SearchOrder::Newest => {
            let end = newest.just_after();
            from.unwrap_or(end).clamp(ChangeId::START.just_after(), end)
        }
        SearchOrder::Oldest => from.unwrap_or(ChangeId::START).max(ChangeId::START),
    };
    let page = match order {
        SearchOrder::Newest => search::backward(context, archive, query, Some(begin), limit).await,
        SearchOrder::Oldest => search::forward(context, archive, query, begin, limit).await,
    };
    let page = page?;
    let reached = archive.change(page.scanned_to).await?;
    let (after, to) = match order {
        SearchOrder::Newest if page.end => (ChangeId::START, begin.just_before()),
        SearchOrder::Newest => (page.scanned_to.just_before(), begin.just_before()),
        SearchOrder::Oldest => (begin, page.scanned_to.min(newest)),
    };
    let scanned = archive.count_between(after, to).await?.number();
    let total = archive.count_between(ChangeId::START, newest).await?.number();
    let asked = query.clone();
    let hit = move |change| Hit { change: ChangeSummary::of(&change), matched: asked.evidence(&change) };
    let hits = archive.work().of_each(page.changes, hit).await?;
    Ok(SearchPage {
        hits,
        scanned_to: page.scanned_to,
        scanned,
        total,
        reached_at: reached.map(|change| change.created_at),
        end: page.end,
    })
}

async fn save(backend: &LiveBackend, name: &str, query: &str, replace: bool) -> Result<SavedView, ServiceError> {
    let (name, query, now) = (checked(name)?, query.trim(), backend.parts.clock.now());
    Query::read(query, now)?;
    outcome(backend.parts.writer.put_view(&name, query, now, replace).await)
}

async fn rename(backend: &LiveBackend, name: &str, to: &str) -> Result<SavedView, ServiceError> {
    let to = checked(to)?;
    if name == to {
        return Ok(SavedView::Saved);
    }
    outcome(backend.parts.writer.rename_view(name, &to, backend.parts.clock.now()).await)
}

fn checked(name: &str) -> Result<String, ServiceError> {
    checked_name(name).map_err(|why| {
        let message = match why {
            InvalidName::Empty => phrase!("server-view-name-empty"),
            InvalidName::TooLong => phrase!("server-view-name-long", most = MAX_NAME_CHARACTERS.to_string()),
            InvalidName::Unfit => phrase!("server-view-name-unfit"),
            InvalidName::Dots => phrase!("server-view-name-dots"),
        };
        ServiceError::invalid(message)
    })
}

fn unknown(name: &str) -> ServiceError {
    ServiceError::NotFound(phrase!("server-view-unknown", name = format!("{name:?}")))
}

fn outcome(outcome: Result<(), ArchiveError>) -> Result<SavedView, ServiceError> {
    match outcome {
        Ok(()) => Ok(SavedView::Saved),
        Err(ArchiveError::ViewExists(_)) => Ok(SavedView::NameTaken),
        Err(ArchiveError::UnknownView(name)) => Err(unknown(&name)),
        Err(ArchiveError::TooManyViews) => {
            Err(ServiceError::invalid(phrase!("server-views-too-many", most = MAX_VIEWS.to_string())))
        }
        Err(error) => Err(error.into()),
    }
}
