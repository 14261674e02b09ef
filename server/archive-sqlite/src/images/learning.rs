//! How dictionaries come to be: what all images of a table have in common, learnt from the first of them.
//!
//! Where changes are archived as they happen, a block holds one image, in which nothing repeats. With a dictionary it
//! takes a third of the room. One is trained for each table, beside the writer, when enough images were seen.

use std::collections::HashMap;

use afterimage_archive::{ArchiveError, ImageText, Result, ShardPage};
use afterimage_model::Timestamp;
use sqlx::SqliteConnection;
use tokio::task::JoinHandle;

use super::dictionaries::Dictionaries;
use crate::{
    database::{Stored, transaction},
    schema::ids,
};

/// The most that a dictionary holds. More is hardly better and makes every compression dearer.
const DICTIONARY_BYTES: usize = 16 * 1024;

/// A table's dictionary is trained from so many images, or from fewer that have so many bytes together.
const SAMPLE_IMAGES: usize = 400;
const SAMPLE_BYTES: usize = 512 * 1024;

/// The longest image that is a sample: larger ones repeat enough within themselves.
const SAMPLE_IMAGE_BYTES: usize = 8 * 1024;

/// The fewest bytes that teach anything; the trainer wants several times a dictionary's size.
const FEWEST_SAMPLE_BYTES: usize = 4 * DICTIONARY_BYTES;

/// How many tables learn at the same time; those that come later learn after the next start.
const LEARNING_TABLES: usize = 64;

/// What is learnt, and from what.
pub(crate) struct Learning {
    dictionaries: Dictionaries,
    samples: HashMap<String, Samples>,
    training: Option<JoinHandle<(String, std::io::Result<Vec<u8>>)>>,
}

/// A table's images so far, one after the other. Empty when there are enough of them, or they are being learnt from.
#[derive(Default)]
struct Samples {
    text: Vec<u8>,
    sizes: Vec<usize>,
    is_over: bool,
}

impl Learning {
    /// Goes on with what earlier runs have learnt.
    pub(crate) async fn start(connection: &mut SqliteConnection) -> Result<Self> {
        let known: Vec<(String, u32, Vec<u8>)> = sqlx::query_as(
            "SELECT t.name, d.dictionary_id, d.content FROM dictionaries AS d JOIN tables AS t USING (table_id) \
             ORDER BY d.dictionary_id",
        )
        .fetch_all(connection)
        .await
        .stored()?;
        let learning = Self { dictionaries: Dictionaries::default(), samples: HashMap::new(), training: None };
        for (table, id, content) in known {
            learning.dictionaries.put(table, id, &content);
        }
        Ok(learning)
    }

    /// Each table's dictionary.
    pub(crate) fn dictionaries(&self) -> Dictionaries {
        self.dictionaries.clone()
    }

    /// Takes a page's new images as samples, unless enough is known of their table.
    pub(crate) fn see(&mut self, page: &ShardPage) {
        let Some(table) = page.changes.first().map(|change| change.table.as_str()) else { return };
        let Some(samples) = self.samples_of(table) else { return };
        for image in page.changes.iter().filter_map(|change| change.new_image.as_ref()) {
            samples.add(image);
        }
        if samples.are_enough() && self.training.is_none() {
            let training = self.samples.get_mut(table).map(|samples| samples.train(table.to_owned()));
            self.training = training;
        }
    }

    /// Where the table's samples are gathered; nothing when it needs no more of them.
    fn samples_of(&mut self, table: &str) -> Option<&mut Samples> {
        if self.dictionaries.of_table(table).is_some() {
            return None;
        }
        if !self.samples.contains_key(table) && self.samples.len() < LEARNING_TABLES {
            self.samples.insert(table.to_owned(), Samples::default());
        }
        self.samples.get_mut(table).filter(|samples| !samples.is_over)
    }

    /// Keeps a dictionary whose training is done. Nothing is lost when that fails: the table goes without.
    pub(crate) async fn keep_trained(&mut self, connection: &mut SqliteConnection, now: Timestamp) {
        let Some(training) = self.training.take_if(|training| training.is_finished()) else { return };
        let kept = match training.await {
            Ok((table, Ok(content))) => self.keep(connection, table, content, now).await,
            Ok((_, Err(error))) => Err(ArchiveError::Storage(error.into())),
            Err(fault) => Err(ArchiveError::Storage(fault.into())),
        };
        if let Err(error) = kept {
            tracing::info!(%error, "no dictionary was learnt for a table's images: they take more room");
        }
    }

    async fn keep(
        &mut self,
        connection: &mut SqliteConnection,
        table: String,
        content: Vec<u8>,
        now: Timestamp,
    ) -> Result<()> {
        transaction::begin(connection).await?;
        let put = put(connection, &table, &content, now).await;
        let id = transaction::end(connection, put).await?;
        self.dictionaries.put(table, id, &content);
        Ok(())
    }
}

async fn put(connection: &mut SqliteConnection, table: &str, content: &[u8], now: Timestamp) -> Result<u32> {
    let table_id = ids::table_id(connection, table).await?;
    let insert = "INSERT INTO dictionaries (table_id, trained_at, content) VALUES (?, ?, ?) RETURNING dictionary_id";
    let put = sqlx::query_scalar(insert).bind(table_id).bind(now.as_millis()).bind(content);
    put.fetch_one(connection).await.stored()
}

impl Samples {
    fn add(&mut self, image: &ImageText) {
        let text = image.as_bytes();
        if text.len() <= SAMPLE_IMAGE_BYTES && !self.are_enough() {
            self.text.extend_from_slice(text);
            self.sizes.push(text.len());
        }
    }

    fn are_enough(&self) -> bool {
        self.text.len() >= SAMPLE_BYTES || (self.sizes.len() >= SAMPLE_IMAGES && self.text.len() >= FEWEST_SAMPLE_BYTES)
    }

    /// Learns from them, on a thread where that may take its time.
    fn train(&mut self, table: String) -> JoinHandle<(String, std::io::Result<Vec<u8>>)> {
        let (text, sizes) = (std::mem::take(&mut self.text), std::mem::take(&mut self.sizes));
        self.is_over = true;
        tokio::task::spawn_blocking(move || {
            let trained = zstd::dict::from_continuous(&text, &sizes, DICTIONARY_BYTES);
            (table, trained)
        })
    }
}
