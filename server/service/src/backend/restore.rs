//! Bringing an item back to one of its versions: a preview, a write on the condition that nothing has moved, and the
//! change that it arrives as.

use std::fmt::Write as _;

use afterimage_archive::{ArchiveWriter, ImageText, RestoreId, RestoreNote};
use afterimage_capture::tables::{Tables, WriteRefusal, Written};
use afterimage_language::{Phrase, phrase};
use afterimage_model::{
    ChangeId, Context, Image, ItemKey,
    compare::{Side, WhyUnknown},
    item::{ItemOverview, Restored},
    restore::{RestoreOutcome, RestorePreview, RestoreTarget},
    write::{WriteField, WriteRequest},
};
use sha2::{Digest, Sha256};

use super::{
    BackendParts, compare,
    state::{self, State},
    write,
};
use crate::ServiceError;

/// What a restore would do, and what stands for the item as it is now.
pub(super) async fn preview(
    parts: &BackendParts,
    context: &Context,
    table: &str,
    key: &ItemKey,
    target: RestoreTarget,
) -> Result<RestorePreview, ServiceError> {
    let item = state::item(&parts.archive, table, key).await?;
    let version = version_of(parts, &item, target).await?;
    let (target, then) = state::at_version(&parts.archive, &item, version).await?;
    let (_, newest) = state::at_version(&parts.archive, &item, item.versions).await?;
    let (now, is) = state::now(parts, context, table, key).await;
    let unwritable = raw(&is, &then, key);
    let compared = move || (newest.image() == is.image(), token(&is), compare::difference(&is, &then));
    let compared = parts.archive.work().run(compared).await?;
    let (archive_is_current, expected, (diff, unchanged)) = compared;
    let refused = if parts.tables.permission().is_allowed() { unwritable } else { Some(read_only()) };
    Ok(RestorePreview {
        archive_is_current,
        expected,
        refused: refused.map(|why| why.in_language(context.language)),
        item,
        now,
        target,
        diff,
        unchanged,
    })
}

/// Restores. `expected` is what the preview gave: the item must still be as it was then.
pub(super) async fn restore(
    parts: &BackendParts,
    context: &Context,
    table: &str,
    key: &ItemKey,
    target: RestoreTarget,
    expected: &str,
) -> Result<RestoreOutcome, WriteRefusal> {
    if !parts.tables.permission().is_allowed() {
        return Err(request_error("read_only", read_only()));
    }
    let item = state::item(&parts.archive, table, key).await.map_err(of_service)?;
    let version = version_of(parts, &item, target).await.map_err(of_service)?;
    let (side, then) = state::at_version(&parts.archive, &item, version).await.map_err(of_service)?;
    let wanted = known(&then, version)?;
    let (_, is) = state::now(parts, context, table, key).await;
    let seen = known(&is, version)?;
    if let Some(why) = raw(&is, &then, key) {
        return Err(request_error("invalid_item", why));
    }
    let token = parts.archive.work().run(move || token(&is)).await;
    if token.map_err(|error| of_service(error.into()))?.as_deref() != Some(expected) {
        return Err(moved());
    }
    let restored = Restored { version, change_id: change_of(&side)? };
    let note = RestoreNote {
        table: table.to_owned(),
        item_key: key.clone(),
        restored: restored.change_id,
        before: seen.clone(),
        after: wanted.clone(),
    };
    let request = WriteRequest::Replace { key: key.to_image(), seen: seen.clone(), item: wanted };
    let (written, noted) = in_one_go(send(parts.tables.clone(), parts.writer.clone(), note, request)).await?;
    let arrived = match noted {
        Some(noted) => write::arrival(parts, table, || parts.archive.arrived_as(noted)).await,
        None => None,
    };
    let (version, undo) = match arrived {
        Some(id) => place_of(parts, &item, id, seen.as_ref()).await,
        None => (None, None),
    };
    Ok(RestoreOutcome {
        table: table.to_owned(),
        item_key: written.item_key,
        restored,
        change_id: arrived,
        version,
        undo,
        attributes_written: written.attributes_written,
        unforeseen: written.unforeseen,
    })
}

/// A restore that was written, and its note where there was something to write.
type Sent = (Written, Option<RestoreId>);

/// Does it to its end, also when whoever asked for it goes away meanwhile: a note must not outlive its write.
async fn in_one_go(
    sending: impl Future<Output = Result<Sent, WriteRefusal>> + Send + 'static,
) -> Result<Sent, WriteRefusal> {
    let sent = tokio::spawn(sending).await;
    sent.unwrap_or_else(|fault| {
        tracing::error!(%fault, "a restore ended in a panic");
        Err(request_error("unavailable", phrase!("server-restore-archive-unwritable")))
    })
}

/// Notes the restore, writes, and takes the note back when nothing was written.
async fn send(
    tables: Tables,
    writer: ArchiveWriter,
    note: RestoreNote,
    request: WriteRequest,
) -> Result<Sent, WriteRefusal> {
    let (table, key, before) = (note.table.clone(), note.item_key.clone(), note.before.clone());
    let noted = writer.note_restore(note).await.map_err(|error| {
        tracing::error!(%error, "a restore could not be noted");
        request_error("unavailable", phrase!("server-restore-archive-unwritable"))
    })?;
    let written = tables.write(&table, request).await;
    let was_refused = match &written {
        Ok(written) => written.attributes_written == 0,
        // Without an answer DynamoDB may have written all the same: then the change comes, and finds what it restored. An
        // item that is as it was tells that it was not.
        Err(error) if error.code == "unavailable" => {
            tables.get_item(&table, &key).await.is_ok_and(|found| found == before)
        }
        Err(_) => true,
    };
    if was_refused && let Err(error) = writer.forget_restore(noted).await {
        tracing::warn!(%error, "a restore that was refused is still waited for");
    }
    written.map(|written| (written, (!was_refused).then_some(noted)))
}

/// The version that a change made, and the one before it where that is how the item was.
async fn place_of(
    parts: &BackendParts,
    item: &ItemOverview,
    id: ChangeId,
    seen: Option<&Image>,
) -> (Option<u64>, Option<u64>) {
    let place = match parts.archive.timeline_position(id).await {
        Ok(place) => place,
        Err(error) => {
            tracing::warn!(%error, "a restore's change could not be looked up");
            None
        }
    };
    let Some(version) = place.map(|place| place.version) else { return (None, None) };
    let item = ItemOverview { versions: version, ..item.clone() };
    let before = state::at_version(&parts.archive, &item, version - 1).await;
    let is_undo = before.is_ok_and(|(_, before)| match before {
        State::Unknown(_) => false,
        known => known.item() == seen,
    });
    (Some(version), is_undo.then(|| version - 1))
}

async fn version_of(parts: &BackendParts, item: &ItemOverview, target: RestoreTarget) -> Result<u64, ServiceError> {
    match target {
        RestoreTarget::Version(version) => Ok(version),
        RestoreTarget::ChangeId(id) => {
            let missing = || ServiceError::NotFound(phrase!("server-no-item-change", id = id.to_string()));
            let change = parts.archive.change(id).await?.ok_or_else(missing)?;
            if change.table != item.table || change.item_key != item.item_key {
                return Err(missing());
            }
            let place = parts.archive.timeline_position(id).await?;
            place.map(|place| place.version).ok_or_else(missing)
        }
    }
}

/// Stands for the item as it is: equal for equal items, whoever reads them.
fn token(state: &State) -> Option<String> {
    match state {
        State::Present { image, .. } => {
            let mut token = "sha256:".to_owned();
            for byte in Sha256::digest(ImageText::of(image).as_bytes()) {
                let _ = write!(token, "{byte:02x}");
            }
            Some(token)
        }
        State::Absent => Some("absent".to_owned()),
        State::Unknown(_) => None,
    }
}

/// Why the version cannot be brought back, where something of it, or of what would have to be compared, is kept raw.
fn raw(is: &State, then: &State, key: &ItemKey) -> Option<Phrase> {
    let keys = key.to_image();
    let images = [then.item(), is.item(), Some(&keys)];
    let name = images.into_iter().flatten().find_map(Image::first_raw)?;
    Some(phrase!("server-restore-raw", name = name))
}

/// The item, or that there is none; an error where it is not known.
fn known(state: &State, version: u64) -> Result<Option<Image>, WriteRefusal> {
    match state {
        State::Unknown(why @ WhyUnknown::Unreachable { .. }) => {
            Err(request_error("unavailable", phrase!("server-restore-nothing-written", why = sentence(why, version))))
        }
        State::Unknown(why) => Err(request_error("image_unknown", sentence(why, version))),
        known => Ok(known.item().cloned()),
    }
}

fn change_of(side: &Side) -> Result<ChangeId, WriteRefusal> {
    side.change_id.ok_or_else(|| request_error("no_such_version", phrase!("server-restore-no-change")))
}

fn moved() -> WriteRefusal {
    request_error("item_moved", phrase!("server-restore-moved"))
}

/// Said by a server that only reads.
fn read_only() -> Phrase {
    phrase!("server-restore-read-only")
}

/// Why it is not known how the item was, as [`WhyUnknown::sentence`] has it for programs.
fn sentence(why: &WhyUnknown, version: u64) -> Phrase {
    match why {
        WhyUnknown::NotCarried { view_type, since, before } => {
            let stream = match since {
                Some(at) => {
                    let time: String = at.time_of_day().chars().take("14:09:17".len()).collect();
                    let since = format!("{} {time}", at.date());
                    phrase!("server-unknown-since", view_type = view_type.as_str(), since = since)
                }
                None => view_type.as_str().into(),
            };
            let version = version.to_string();
            if *before {
                phrase!("server-unknown-before", version = version, stream = stream)
            } else {
                phrase!("server-unknown-after", version = version, stream = stream)
            }
        }
        WhyUnknown::Unreachable { message } => phrase!("server-unknown-unreachable", said = message),
    }
}

fn of_service(error: ServiceError) -> WriteRefusal {
    let code = match &error {
        ServiceError::NotFound(_) => "no_such_version",
        _ => "unavailable",
    };
    request_error(code, error.message().clone())
}

fn request_error(code: &'static str, message: impl Into<Phrase>) -> WriteRefusal {
    WriteRefusal::new(WriteField::Request, code, message)
}

#[cfg(test)]
mod tests {
    use futures::poll;
    use tokio::sync::oneshot;

    use super::*;

    #[tokio::test]
    async fn a_restore_is_done_to_its_end_also_when_nobody_waits_for_it_any_more() {
        let (written, answer) = oneshot::channel::<()>();
        let (forget, forgotten) = oneshot::channel();
        let sending = async move {
            // The note is made, and the write refused.
            let _ = answer.await;
            let _ = forget.send(());
            Err(moved())
        };
        let mut asked = Box::pin(in_one_go(sending));
        assert!(poll!(asked.as_mut()).is_pending());
        drop(asked);
        written.send(()).expect("it is still waited for");
        forgotten.await.expect("the note is taken back");
    }
}
