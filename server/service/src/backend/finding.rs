//! Searching, charts and views.

use std::time::Duration;

use afterimage_archive::ArchiveError;
use afterimage_base::{words::reader, work::Deadline};
use afterimage_language::{problem_in_words, say};
use afterimage_model::{
    ApiError, ChangeId, ChangeSummary, Query,
    backend::search::SearchBackend,
    chart::{Bars, Histogram, Hottest, MAX_BARS},
    search::{Hit, SearchOrder, SearchPage},
    view::{InvalidName, MAX_NAME_CHARACTERS, MAX_VIEWS, SavedView, View, checked_name},
};
use async_trait::async_trait;

use super::{LiveBackend, MAX_ROWS, overloaded, unreadable};
use crate::{
    charts,
    search::{self, Bounds},
};

/// How long a piece of a search goes on: long enough to get ahead, and short enough to see how far it is.
const PIECE_TIME: Duration = Duration::from_millis(400);

#[async_trait]
impl SearchBackend for LiveBackend {
    async fn search(
        &self,
        query: &Query,
        order: SearchOrder,
        from: Option<ChangeId>,
        limit: usize,
    ) -> Result<SearchPage, ApiError> {
        let archive = &self.parts.archive;
        let bounds = Bounds { limit: limit.clamp(1, MAX_ROWS), deadline: Deadline::within(PIECE_TIME) };
        let newest = archive.last_change_id().await.map_err(unreadable)?;
        let begin = match order {
            SearchOrder::Newest => {
                let end = newest.just_after();
                from.unwrap_or(end).clamp(ChangeId::START.just_after(), end)
            }
            SearchOrder::Oldest => from.unwrap_or(ChangeId::START).max(ChangeId::START),
        };
        let page = match order {
            SearchOrder::Newest => search::backward_within(archive, query, Some(begin), bounds).await,
            SearchOrder::Oldest => search::forward_within(archive, query, begin, bounds).await,
        };
        let page = page.map_err(unreadable)?;
        let reached = archive.change(page.scanned_to).await.map_err(unreadable)?;
        let (after, to) = match order {
            SearchOrder::Newest if page.end => (ChangeId::START, begin.just_before()),
            SearchOrder::Newest => (page.scanned_to.just_before(), begin.just_before()),
            SearchOrder::Oldest => (begin, page.scanned_to.min(newest)),
        };
        let scanned = archive.count_between(after, to).await.map_err(unreadable)?.number();
        let total = archive.count_between(ChangeId::START, newest).await.map_err(unreadable)?.number();
        let asked = query.clone();
        let hit = move |change| Hit { change: ChangeSummary::of(&change), matched: asked.evidence(&change) };
        let hits = archive.work().of_each(page.changes, hit).await.map_err(overloaded)?;
        Ok(SearchPage {
            hits,
            scanned_to: page.scanned_to,
            scanned,
            total,
            reached_at: reached.map(|change| change.created_at),
            end: page.end,
        })
    }

    async fn histogram(
        &self,
        query: &Query,
        bars: Option<Bars>,
        before: Option<ChangeId>,
    ) -> Result<Histogram, ApiError> {
        if bars.is_some_and(|bars| bars.width_ms <= 0 || bars.count == 0 || bars.count > MAX_BARS) {
            let message = say!(reader(), "server-bars", most = MAX_BARS.to_string());
            return Err(ApiError::Invalid { message, column: None });
        }
        charts::histogram(&self.parts.archive, query, bars, before).await.map_err(unreadable)
    }

    async fn hottest(&self, query: &Query, before: Option<ChangeId>) -> Result<Hottest, ApiError> {
        charts::hottest(&self.parts.archive, query, before).await.map_err(unreadable)
    }

    async fn views(&self) -> Result<Vec<View>, ApiError> {
        self.parts.archive.views().await.map_err(unreadable)
    }

    async fn view(&self, name: &str) -> Result<View, ApiError> {
        let view = self.parts.archive.view(name).await.map_err(unreadable)?;
        view.ok_or_else(|| unknown(name))
    }

    async fn save_view(&self, name: &str, query: &str, replace: bool) -> Result<SavedView, ApiError> {
        let (name, query) = (checked(name)?, query.trim());
        Query::read(query, self.parts.clock.now()).map_err(|error| ApiError::Invalid {
            message: problem_in_words(reader(), &error.problem),
            column: Some(error.column),
        })?;
        outcome(self.parts.writer.put_view(&name, query, self.parts.clock.now(), replace).await)
    }

    async fn rename_view(&self, name: &str, to: &str) -> Result<SavedView, ApiError> {
        let to = checked(to)?;
        if name == to {
            return Ok(SavedView::Saved);
        }
        outcome(self.parts.writer.rename_view(name, &to, self.parts.clock.now()).await)
    }

    async fn delete_view(&self, name: &str) -> Result<(), ApiError> {
        outcome(self.parts.writer.delete_view(name).await).map(|_| ())
    }
}

fn checked(name: &str) -> Result<String, ApiError> {
    checked_name(name).map_err(|why| {
        let message = match why {
            InvalidName::Empty => say!(reader(), "server-view-name-empty").to_owned(),
            InvalidName::TooLong => say!(reader(), "server-view-name-long", most = MAX_NAME_CHARACTERS.to_string()),
            InvalidName::Unfit => say!(reader(), "server-view-name-unfit").to_owned(),
            InvalidName::Dots => say!(reader(), "server-view-name-dots").to_owned(),
        };
        ApiError::Invalid { message, column: None }
    })
}

fn unknown(name: &str) -> ApiError {
    ApiError::NotFound(say!(reader(), "server-view-unknown", name = format!("{name:?}")))
}

fn outcome(outcome: Result<(), ArchiveError>) -> Result<SavedView, ApiError> {
    match outcome {
        Ok(()) => Ok(SavedView::Saved),
        Err(ArchiveError::ViewExists(_)) => Ok(SavedView::NameTaken),
        Err(ArchiveError::UnknownView(name)) => Err(unknown(&name)),
        Err(ArchiveError::TooManyViews) => {
            let message = say!(reader(), "server-views-too-many", most = MAX_VIEWS.to_string());
            Err(ApiError::Invalid { message, column: None })
        }
        Err(error) => Err(unreadable(error)),
    }
}
