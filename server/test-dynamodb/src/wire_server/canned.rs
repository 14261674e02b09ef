//! Pages for load: made once, and then only copied. What differs from one reading to the next is written over the copy.
//!
//! The same items are changed lap after lap. A record says MODIFY, and its old image is the new image of the lap
//! before, as it is in a table that is written to.

use std::{fmt::Write as _, sync::Arc};

use axum::body::Bytes;

/// How many records a page has: the most that GetRecords gives.
pub const PAGE_RECORDS: usize = 1_000;

/// The first lap's version. All versions have as many digits.
const FIRST_VERSION: u64 = 1_000_000;

/// The first sequence number of the first shard, and how far the shards' numbers are apart.
const FIRST_NUMBER: u128 = 400_000_000_000_000_000_000;
const NUMBERS_PER_SHARD: u128 = 1_000_000_000_000;

/// What stands where the sequence number and the versions will.
const NUMBER_MARK: &str = "#####################";
const VERSION_MARK: &str = "@@@@@@@";
const PREVIOUS_MARK: &str = "&&&&&&&";

/// What kind of pages.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    /// About how large an item is, in bytes of its DynamoDB JSON.
    pub item_bytes: usize,
    /// How many items a shard has: a multiple of [`PAGE_RECORDS`].
    pub items_per_shard: usize,
}

/// A shard's pages.
#[derive(Clone)]
pub struct CannedPages {
    templates: Arc<[Template]>,
    records: usize,
    first_number: u128,
}

/// A page with room for what differs.
struct Template {
    text: Vec<u8>,
    numbers: Vec<usize>,
    versions: Vec<usize>,
    previous: Vec<usize>,
}

impl CannedPages {
    /// A shard of `records` changes, a multiple of [`PAGE_RECORDS`].
    pub fn new(load: Load, shard: usize, records: usize) -> Self {
        let pages = (load.items_per_shard / PAGE_RECORDS).max(1);
        let templates = (0..pages).map(|page| Template::new(load, shard, page)).collect();
        Self { templates, records, first_number: FIRST_NUMBER + NUMBERS_PER_SHARD * shard as u128 }
    }

    /// How many records there are.
    pub fn records(&self) -> usize {
        self.records
    }

    /// The sequence number of a record.
    pub fn number(&self, at: usize) -> u128 {
        self.first_number + at as u128
    }

    /// The whole page that a position is on, from there to its end, and the position after it.
    pub fn page(&self, at: usize, end: usize) -> (Bytes, usize) {
        if at >= end {
            return (Bytes::new(), end);
        }
        assert!(at.is_multiple_of(PAGE_RECORDS), "canned pages are read whole");
        let page = at / PAGE_RECORDS;
        let template = &self.templates[page % self.templates.len()];
        let lap = (page / self.templates.len()) as u64;
        (template.filled(self.number(at), FIRST_VERSION + lap), at + PAGE_RECORDS)
    }

    /// The bytes of one record's JSON, on average.
    pub fn record_bytes(&self) -> usize {
        self.templates[0].text.len() / PAGE_RECORDS
    }
}

impl Template {
    fn new(load: Load, shard: usize, page: usize) -> Self {
        let mut text = String::new();
        for at in 0..PAGE_RECORDS {
            if at > 0 {
                text.push(',');
            }
            record(&mut text, load, shard, page * PAGE_RECORDS + at);
        }
        let marks = |mark: &str| text.match_indices(mark).map(|(at, _)| at).collect();
        let (numbers, versions, previous) = (marks(NUMBER_MARK), marks(VERSION_MARK), marks(PREVIOUS_MARK));
        Self { text: text.into_bytes(), numbers, versions, previous }
    }

    /// A copy for one lap. Every record has its number in its event id and as its sequence number.
    fn filled(&self, first_number: u128, version: u64) -> Bytes {
        let mut text = self.text.clone();
        for (at, place) in self.numbers.iter().enumerate() {
            let number = (first_number + (at / 2) as u128).to_string();
            text[*place..place + NUMBER_MARK.len()].copy_from_slice(number.as_bytes());
        }
        for (places, version) in [(&self.versions, version), (&self.previous, version - 1)] {
            let digits = format!("{version:07}");
            for place in places {
                text[*place..place + digits.len()].copy_from_slice(digits.as_bytes());
            }
        }
        text.into()
    }
}

fn record(text: &mut String, load: Load, shard: usize, item: usize) {
    let key = format!(r#""order_id":{{"S":"order#{shard:02}-{item:08}"}}"#);
    let (old, new) = (image(&key, load, item, PREVIOUS_MARK), image(&key, load, item, VERSION_MARK));
    write!(
        text,
        r#"{{"eventID":"{NUMBER_MARK}abcdef01234","eventName":"MODIFY","eventVersion":"1.1","eventSource":"aws:dynamodb","awsRegion":"us-east-1","dynamodb":{{"ApproximateCreationDateTime":1795356557.0,"Keys":{{{key}}},"OldImage":{old},"NewImage":{new},"SequenceNumber":"{NUMBER_MARK}","SizeBytes":{size},"StreamViewType":"NEW_AND_OLD_IMAGES"}}}}"#,
        size = old.len() + new.len(),
    )
    .expect("text takes everything");
}

/// An order as DynamoDB JSON, filled up to the size that is wished for with words that differ from item to item.
fn image(key: &str, load: Load, item: usize, version: &str) -> String {
    let mixed = |salt: usize| (item + salt).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 16;
    let mut image = format!(
        r#"{{{key},"customer_id":{{"S":"customer#{:010x}"}},"status":{{"S":"paid"}},"total":{{"N":"{}.{:02}"}},"version":{{"N":"{version}"}},"gift":{{"BOOL":{}}},"tags":{{"SS":["campaign-{}","web"]}},"ship_to":{{"M":{{"city":{{"S":"Porto"}},"street":{{"S":"{} Harbour Street"}}}}}}"#,
        mixed(1) & 0xff_ffff_ffff,
        mixed(2) % 1_000,
        mixed(3) % 100,
        item.is_multiple_of(7),
        item % 20,
        mixed(4) % 400,
    );
    let mut line = 0;
    while image.len() + 80 < load.item_bytes {
        line += 1;
        let (left, right) = (mixed(line * 11), mixed(line * 13));
        write!(
            image,
            r#","line_{line:02}":{{"S":"sku-{:08x} {} x {}.{:02} BRL"}}"#,
            left & 0xffff_ffff,
            right % 9,
            left % 300,
            right % 100
        )
        .expect("text takes everything");
    }
    image.push('}');
    image
}
