//! The archive against the ledger.

use std::{path::Path, time::Duration};

use afterimage_archive_sqlite::SqliteReader;
use afterimage_model::{Change, ChangeId, Query};
use afterimage_test_archive::file::assert_intact;

use super::{
    program::{PATIENCE, Program},
    writer::{Expected, Ledger, Writer},
};

/// How often a condition is looked at.
const LOOKS: Duration = Duration::from_millis(50);

/// All archived changes, by item; read as by a process of its own.
pub async fn archived(data_dir: &Path) -> Ledger {
    let reader = SqliteReader::open(data_dir).await.expect("the archive opens").door();
    let (mut ledger, mut after) = (Ledger::new(), ChangeId::START);
    loop {
        let scan = reader.changes_after(&Query::all(), after, 500).await.expect("the archive answers");
        after = scan.scanned_to;
        for Change { captured, .. } in scan.changes {
            let expected = Expected { op: captured.op, old: captured.old_image, new: captured.new_image };
            ledger.entry(captured.item_key).or_default().push(expected);
        }
        if scan.end {
            return ledger;
        }
    }
}

pub fn count(ledger: &Ledger) -> usize {
    ledger.values().map(Vec::len).sum()
}

/// Waits until so many changes are archived.
pub async fn wait_for(data_dir: &Path, changes: usize) {
    let arrived = async {
        while count(&archived(data_dir).await) < changes {
            tokio::time::sleep(LOOKS).await;
        }
    };
    let arrived = tokio::time::timeout(PATIENCE, arrived).await;
    assert!(arrived.is_ok(), "{} of {changes} changes are archived after {PATIENCE:?}", {
        count(&archived(data_dir).await)
    });
}

/// What is archived was written: each item's changes once, in order, from the first on.
pub fn assert_is_beginning(archived: &Ledger, written: &Ledger) {
    for (item, changes) in archived {
        let expected = written.get(item).unwrap_or_else(|| panic!("nobody wrote {item}"));
        assert!(changes.len() <= expected.len(), "{item} was written {} times: {changes:?}", expected.len());
        for (at, (change, expected)) in changes.iter().zip(expected).enumerate() {
            assert_eq!(change, expected, "change {at} of {item}");
        }
    }
}

/// Everything that was written is archived, once, in order, with equal values.
pub async fn assert_is_all(data_dir: &Path, written: &Ledger) {
    let archived = archived(data_dir).await;
    assert_is_beginning(&archived, written);
    assert_eq!(count(&archived), count(written), "some changes are missing");
}

/// In the end everything that was written is archived, once and in order, and the file is whole.
pub async fn everything_arrives(mut program: Program, writer: Writer) {
    let written = writer.finish().await;
    wait_for(program.data_dir(), count(&written)).await;
    program.stop().await;
    assert_intact(program.data_dir()).await;
    assert_is_all(program.data_dir(), &written).await;
}
