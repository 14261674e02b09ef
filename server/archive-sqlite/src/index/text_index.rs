//! The index of texts: what goes into it, and what is asked of it.
//!
//! With each change the texts go in that it brought to its item: those of its images that were not in the image which
//! the item's change before it left behind, and with the item's first change its key. So whatever text is in one of an
//! item's changes was brought by that change or an earlier one of the same item, and the items whose changes match are
//! among those with a change that brought the text. The index says which three characters are in which change's texts:
//! it proposes, and the query decides.

use std::{
    cell::RefCell,
    collections::{BTreeSet, HashMap, VecDeque},
};

use afterimage_archive::{ArchiveError, ImageText, Result};
use afterimage_model::{
    Change, ChangeId, Image, ItemKey,
    query::{RequiredText, visit_texts},
};
use sqlx::SqliteConnection;

use super::fresh_changes::{Before, FreshChange};
use crate::{
    database::Stored,
    images::{COLUMN_PREVIOUS, ImageAddress},
    read::SqliteReader,
    schema::{bound, json_array},
};

/// The texts of so many changes at least are waited for before some are put in.
pub(crate) const FEWEST_TEXTS: i64 = 256;

/// The texts of so many changes at most are put in at a time: more in a transaction cost less each, because the index
/// has fewer pieces to merge, but hold the writer up for longer (10 ms or so for these).
pub(crate) const MOST_TEXTS: i64 = 2_048;

/// No more texts are put in together once they have so many bytes: an item has up to 400 KB.
const MOST_TEXT_BYTES: usize = 1 << 20;

/// So many changes are read at once at most, and so many at first: their images are in memory together.
const READ_AT_ONCE: usize = 128;
/// See [`READ_AT_ONCE`].
const READ_FIRST: usize = 16;

/// How many times as many are read next at most.
const GROWTH: usize = 4;

/// How many changes are read next, after so many brought so many bytes.
fn read_next(changes: usize, bytes: usize) -> usize {
    let fitting = changes.saturating_mul(MOST_TEXT_BYTES) / bytes.max(1);
    fitting.min(changes.saturating_mul(GROWTH)).clamp(1, READ_AT_ONCE)
}

/// The shortest text that the index can be asked for, in characters.
const SHORTEST_TEXT: usize = 3;

/// How many of a text's triples are asked for: more find hardly less.
const ASKED_TRIPLES: usize = 24;

/// Where the images are that items had before the changes of a stretch; 0 where it is the change's own old image.
pub(super) const IMAGES_BEFORE: &str = "
    SELECT c.change_id, iif(c.old_image = 0, 0, p.new_image)
    FROM changes AS c NOT INDEXED CROSS JOIN changes AS p ON p.change_id = c.previous_change_id
    WHERE c.change_id >= ? AND c.change_id <= ? AND p.new_image IS NOT NULL";

/// The changes that may have brought a text, as many as a limit.
pub(super) const FIND_MATCHES: &str = "SELECT rowid FROM change_texts WHERE change_texts MATCH ? LIMIT ?";

const PUT_TEXTS: &str = "
    INSERT INTO change_texts (rowid, texts) SELECT value ->> 0, value ->> 1 FROM json_each(?)";

/// What a change brought: its id and its texts.
pub(super) type ChangeText = (i64, String);

/// Puts texts in, in the transaction that is open.
pub(super) async fn put(connection: &mut SqliteConnection, texts: &[ChangeText], to: i64) -> Result<()> {
    if !texts.is_empty() {
        let texts = serde_json::to_string(texts).map_err(|error| ArchiveError::Storage(error.into()))?;
        sqlx::query(PUT_TEXTS).bind(texts).execute(&mut *connection).await.stored()?;
    }
    sqlx::query("UPDATE upkeep SET texts_to = ?").bind(to).execute(connection).await.stored()?;
    Ok(())
}

impl SqliteReader {
    /// What the changes from the first id on brought, up to the last one or until it is much; and up to which change
    /// that is. Those that brought nothing are left out.
    ///
    /// Those that are fresh, and say themselves what was before them, are not read.
    pub(crate) async fn texts_brought(
        &self,
        first: i64,
        last: i64,
        fresh: Vec<FreshChange>,
    ) -> Result<(Vec<ChangeText>, i64)> {
        let mut fresh: VecDeque<_> = fresh.into_iter().filter(|fresh| fresh.before != Before::InArchive).collect();
        let (mut texts, mut bytes, mut to, mut at_once) = (Vec::new(), 0, first - 1, READ_FIRST);
        while to < last && bytes < MOST_TEXT_BYTES {
            let from = to + 1;
            let ids = from..from + bound(at_once);
            let in_order = ids.zip(&fresh).take_while(|(id, fresh)| fresh.change_id == *id).count();
            let at_hand: Vec<_> = fresh.drain(..in_order).collect();
            let brought = if at_hand.is_empty() {
                let until = fresh.front().map_or(last, |fresh| fresh.change_id - 1);
                to = until.min(to + bound(at_once));
                self.texts_brought_by(from, to).await?
            } else {
                to += bound(at_hand.len());
                let brought = move || at_hand.iter().filter_map(text_brought_by).collect();
                tokio::task::spawn_blocking(brought).await.map_err(|fault| ArchiveError::Storage(fault.into()))?
            };
            let read: usize = brought.iter().map(|(_, text): &ChangeText| text.len()).sum();
            at_once = read_next(usize::try_from(to + 1 - from).unwrap_or(READ_FIRST), read);
            bytes += read;
            texts.extend(brought);
        }
        Ok((texts, to))
    }

    async fn texts_brought_by(&self, first: i64, last: i64) -> Result<Vec<ChangeText>> {
        let ids: Vec<ChangeId> = (first..=last).map(ChangeId).collect();
        let changes = self.load(&ids).await?;
        let before: Vec<(i64, i64)> =
            sqlx::query_as(IMAGES_BEFORE).bind(first).bind(last).fetch_all(&self.pool).await.stored()?;
        let apart = before.iter().map(|(_, column)| *column).filter(|column| *column != COLUMN_PREVIOUS);
        let blocks = self.blocks(apart.map(|column| ImageAddress::of_column(column).block_id).collect()).await?;
        let before: HashMap<i64, i64> = before.into_iter().collect();
        let text_of = move |(version, change): (u64, Change)| {
            let image = match before.get(&change.id.0) {
                None => None,
                Some(&COLUMN_PREVIOUS) => change.old_image.clone(),
                // What cannot be read is as good as not there: then more texts count as brought.
                Some(column) => blocks.image(ImageAddress::of_column(*column)).ok(),
            };
            let images = [change.old_image.as_ref(), change.new_image.as_ref()];
            let brought = brought(images, image.as_ref(), (version == 1).then_some(&change.item_key));
            (!brought.is_empty()).then_some((change.id.0, brought))
        };
        Ok(self.work.of_each(changes, text_of).await?.into_iter().flatten().collect())
    }

    /// The changes that may have brought the text, as a JSON array of their ids, where they are so few that their items
    /// can be gone through; never where the index cannot tell.
    pub(crate) async fn rare_matches(&self, required: &RequiredText) -> Result<Option<String>> {
        let Some(triples) = triples_of(&required.text) else { return Ok(None) };
        if required.or_in_table {
            let tables: Vec<String> =
                sqlx::query_scalar("SELECT name FROM tables").fetch_all(&self.pool).await.stored()?;
            if tables.iter().any(|table| table.to_lowercase().contains(&required.text)) {
                return Ok(None);
            }
        }
        let most = self.limits.narrow_items;
        let found: Vec<i64> =
            sqlx::query_scalar(FIND_MATCHES).bind(triples).bind(most + 1).fetch_all(&self.pool).await.stored()?;
        Ok((bound(found.len()) <= most).then(|| json_array(found.into_iter())))
    }
}

/// The same of a change that says itself what was before it; nothing where it brought nothing.
fn text_brought_by(fresh: &FreshChange) -> Option<ChangeText> {
    let change = fresh.change();
    // What cannot be read is not found either when it is looked through.
    let read = |image: &Option<ImageText>| image.as_ref().and_then(|image| image.to_image().ok());
    let (old, new) = (read(&change.old_image), read(&change.new_image));
    let base = old.as_ref().filter(|_| fresh.before == Before::OldImage);
    let brought = brought([old.as_ref(), new.as_ref()], base, fresh.is_first.then_some(&change.item_key));
    (!brought.is_empty()).then_some((fresh.change_id, brought))
}

/// The texts of a change that were not in the item's image before, in lower case, a line each.
fn brought(images: [Option<&Image>; 2], base: Option<&Image>, key: Option<&ItemKey>) -> String {
    let mut new = BTreeSet::new();
    for image in images.into_iter().flatten() {
        if base != Some(image) {
            new.append(&mut texts_of(image));
        }
    }
    if let Some(key) = key {
        new.extend(key.attributes().iter().map(|(_, value)| indexed(&value.label())));
    }
    if let Some(base) = base.filter(|_| !new.is_empty()) {
        let known = texts_of(base);
        new.retain(|text| !known.contains(text));
    }
    new.into_iter().collect::<Vec<_>>().join("\n")
}

fn texts_of(image: &Image) -> BTreeSet<String> {
    let texts = RefCell::new(BTreeSet::new());
    visit_texts(image, &|text| {
        // What is shorter cannot be asked for.
        if text.len() >= SHORTEST_TEXT {
            texts.borrow_mut().insert(indexed(text));
        }
    });
    texts.into_inner()
}

/// SQLite's tokenizer ends at a NUL.
fn indexed(text: &str) -> String {
    text.to_lowercase().replace('\0', "\n")
}

/// What is asked of the index for a text in lower case: all of its triples of characters. Nothing where it has none.
pub(crate) fn triples_of(text: &str) -> Option<String> {
    let characters: Vec<char> = text.chars().collect();
    if characters.len() < SHORTEST_TEXT || characters.contains(&'\0') {
        return None;
    }
    let triples: BTreeSet<String> = characters.windows(SHORTEST_TEXT).map(String::from_iter).collect();
    let every = triples.len().div_ceil(ASKED_TRIPLES);
    let quoted = |triple: String| format!("\"{}\"", triple.replace('"', "\"\""));
    Some(triples.into_iter().step_by(every).map(quoted).collect::<Vec<_>>().join(" AND "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fewer_changes_are_read_at_once_where_they_bring_much() {
        assert_eq!(read_next(READ_FIRST, 16 * 300), READ_FIRST * GROWTH);
        assert_eq!(read_next(100, 0), READ_AT_ONCE);
        assert_eq!(read_next(16, 16 * 400_000), 2);
        assert_eq!(read_next(1, 2 * MOST_TEXT_BYTES), 1);
    }

    #[test]
    fn a_text_is_asked_for_by_its_triples() {
        assert_eq!(triples_of("abcab").as_deref(), Some("\"abc\" AND \"bca\" AND \"cab\""));
        assert_eq!(triples_of("a\"b").as_deref(), Some("\"a\"\"b\""));
        assert_eq!(triples_of("éé😀").as_deref(), Some("\"éé😀\""));
        assert_eq!(triples_of("ab"), None);
        assert_eq!(triples_of("a\0bc"), None);
        let long: String = ('a'..='z').chain('0'..='9').chain('α'..='ω').collect();
        assert!(triples_of(&long).is_some_and(|asked| asked.split(" AND ").count() <= ASKED_TRIPLES));
    }
}
