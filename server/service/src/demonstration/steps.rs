//! What each step does, and what it waits for.

use std::time::Duration;

use afterimage_capture::{selection::TableTag, tables::WriteRefusal};
use afterimage_language::{Phrase, phrase};
use afterimage_model::{
    Image, ItemKey, Timestamp, ViewType,
    demonstration::{RETENTION_SECONDS, Run, RunTable, Sent, StoryStep},
    write::WriteRequest,
};
use futures::future::try_join_all;
use tokio::time::{interval, sleep, timeout};

use super::{Demonstrator, failed, names, story, unreadable};
use crate::ServiceError;

/// How long new streams may take until they are read: tables are listed, then streams, then shards.
const CAPTURE_LIMIT: Duration = Duration::from_secs(20);

/// How long a record may take into the archive.
const ARRIVAL_LIMIT: Duration = Duration::from_secs(8);

/// How often is looked meanwhile; the tables' readers are woken each time.
const LOOK_INTERVAL: Duration = Duration::from_millis(100);

/// How often the whole of a run is looked at.
const STATE_INTERVAL: Duration = Duration::from_millis(300);

impl Demonstrator {
    pub(super) async fn step(&self, step: StoryStep, run: Option<u64>) -> Result<(), ServiceError> {
        if step == StoryStep::Enable {
            let number = match run {
                Some(number) => number,
                None => self.next_run().await?,
            };
            return self.enable(number).await;
        }
        let run = match run {
            Some(number) => self.run(number).await?,
            None => return Err(first(phrase!("server-story-no-tables"), StoryStep::Enable)),
        };
        if !run.is_captured() {
            return Err(first(phrase!("server-story-not-captured"), StoryStep::Enable));
        }
        match step {
            StoryStep::Write => self.write(&run).await,
            // The answer tells what the stream holds.
            StoryStep::Enable | StoryStep::Read => Ok(()),
            StoryStep::Change => self.update(&run, step, |item, _| story::changed(item)).await,
            StoryStep::Expire => self.update(&run, step, story::expiring).await,
            StoryStep::Retain => self.retain(&run).await,
        }
    }

    /// What is there already is left as it is.
    async fn enable(&self, number: u64) -> Result<(), ServiceError> {
        for view_type in ViewType::ALL {
            let table = story::new_table(number, view_type);
            self.parts.tables.create_without_stream(&table).await.map_err(failed)?;
            let described = self.run_table(table.name.clone(), view_type, None).await?;
            if described.stream_arn.is_none() {
                self.parts.tables.enable_stream(&table.name, view_type).await.map_err(failed)?;
            }
        }
        self.parts.statuses.list_tables_again();
        let captured = async {
            let mut looks = interval(STATE_INTERVAL);
            loop {
                looks.tick().await;
                if self.run(number).await?.is_captured() {
                    return Ok(());
                }
            }
        };
        let late = |_| Err(ServiceError::Unavailable(phrase!("server-story-not-read-yet")));
        timeout(CAPTURE_LIMIT, captured).await.unwrap_or_else(late)
    }

    /// Another order each time.
    async fn write(&self, run: &Run) -> Result<(), ServiceError> {
        let main = names::table(run.number, ViewType::NewAndOldImages);
        let before = self.parts.archive.item_count(&main).await.map_err(|error| unreadable(&error))?;
        let item = story::placed(before.saturating_add(1));
        let request = |_: Image| Ok(WriteRequest::Put { item: item.clone(), only_if_absent: true });
        let (key, sent) = self.send(run, StoryStep::Write, None, request).await?;
        self.arrived(run, &key, |_| 1).await?;
        self.note(sent);
        Ok(())
    }

    async fn update(
        &self,
        run: &Run,
        step: StoryStep,
        change: fn(&Image, Timestamp) -> Image,
    ) -> Result<(), ServiceError> {
        let Some(key) = run.item_key.as_ref().filter(|_| run.living().is_some()) else {
            return Err(first(phrase!("server-story-no-item"), StoryStep::Write));
        };
        let request = |base: Image| {
            let item = change(&base, self.parts.clock.now());
            Ok(WriteRequest::Update { base, item })
        };
        let (key, sent) = self.send(run, step, Some(key), request).await?;
        let last = |table: &RunTable| table.versions.last().map_or(0, |(version, _)| *version);
        self.arrived(run, &key, |table| last(table) + 1).await?;
        self.note(sent);
        Ok(())
    }

    /// Sends the same write to each table; tells of the main one when.
    async fn send(
        &self,
        run: &Run,
        step: StoryStep,
        key: Option<&ItemKey>,
        request: impl Fn(Image) -> Result<WriteRequest, ServiceError>,
    ) -> Result<(ItemKey, Sent), ServiceError> {
        let write = |table: &RunTable| {
            let (name, request) = (table.name.clone(), &request);
            let is_main = table.view_type == ViewType::NewAndOldImages;
            async move {
                let base = match key {
                    Some(key) => self.parts.tables.get_item(&name, key).await.map_err(failed)?,
                    None => Some(Image::default()),
                };
                let base = base.ok_or_else(|| first(phrase!("server-story-expired"), StoryStep::Write))?;
                let request = request(base)?;
                let sent_at = self.parts.clock.now();
                let written = self.parts.tables.write(&name, request).await.map_err(of_write)?;
                let answered_at = self.parts.clock.now();
                Ok::<_, ServiceError>((is_main, Sent { step, item_key: written.item_key, sent_at, answered_at }))
            }
        };
        let sent = try_join_all(run.tables.iter().map(write)).await?;
        let main = sent.into_iter().find(|(is_main, _)| *is_main).map(|(_, sent)| sent);
        let sent = main.ok_or_else(|| first(phrase!("server-story-no-main-table"), StoryStep::Enable))?;
        Ok((sent.item_key.clone(), sent))
    }

    /// Waits until the archive has so many versions of the item in each table.
    async fn arrived(&self, run: &Run, key: &ItemKey, wanted: impl Fn(&RunTable) -> u64) -> Result<(), ServiceError> {
        let all = async {
            let mut looks = interval(LOOK_INTERVAL);
            for table in &run.tables {
                let (wanted, mut archived) = (wanted(table), self.parts.wake.clone());
                loop {
                    // What is archived from here on wakes, also before it is waited for.
                    archived.mark_unchanged();
                    let life = self.parts.archive.timeline(&table.name, key, None, 1).await;
                    let life = life.map_err(|error| unreadable(&error))?;
                    if life.is_some_and(|life| life.item.versions >= wanted) {
                        break;
                    }
                    self.parts.statuses.wake(&table.name);
                    tokio::select! {
                        _ = looks.tick() => {}
                        // Without a writer nothing comes: the limit ends the wait.
                        Ok(()) = archived.changed() => {}
                    }
                }
            }
            Ok(())
        };
        let late = |_| Err(ServiceError::Unavailable(phrase!("server-story-not-arrived")));
        timeout(ARRIVAL_LIMIT, all).await.unwrap_or_else(late)
    }

    /// Has the streams forget what is older than a few seconds, once everything of the item is.
    async fn retain(&self, run: &Run) -> Result<(), ServiceError> {
        let Some((_, newest)) = run.versions().last() else {
            return Err(first(phrase!("server-story-nothing-to-forget"), StoryStep::Write));
        };
        // Records carry whole seconds, and one of the very second is kept.
        let forgotten_at = newest.created_at.as_millis() + (RETENTION_SECONDS + 1) * 1_000;
        let wait = forgotten_at - self.parts.clock.now().as_millis();
        let longest = (RETENTION_SECONDS + 2) * 1_000;
        sleep(Duration::from_millis(u64::try_from(wait.clamp(0, longest)).unwrap_or_default())).await;
        for table in &run.tables {
            let tag = TableTag { key: self.parts.retention_tag.to_owned(), value: RETENTION_SECONDS.to_string() };
            self.parts.tables.tag(&table.name, &tag).await.map_err(failed)?;
        }
        Ok(())
    }
}

/// A step that has no sense yet, and the one that comes first.
fn first(why: Phrase, step: StoryStep) -> ServiceError {
    ServiceError::invalid(phrase!("server-story-first", why = why, step = step.number().to_string()))
}

fn of_write(error: WriteRefusal) -> ServiceError {
    match error.code {
        "read_only" | "access_denied" => ServiceError::Forbidden(error.message),
        "condition_failed" => ServiceError::invalid(phrase!("server-story-at-the-same-time")),
        _ => ServiceError::Unavailable(error.message),
    }
}
