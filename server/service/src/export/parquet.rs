//! Changes as Apache Parquet: the columns that the CSV has, typed, in groups of rows that are compressed together.

use std::{
    io::{self, Write},
    sync::{Arc, Mutex, PoisonError},
};

use afterimage_archive::{RawChange, RawPage};
use afterimage_model::{ItemKey, dynamodb_json};
use parquet::{
    basic::{Compression, ZstdLevel},
    data_type::{ByteArray, ByteArrayType, Int64Type},
    errors::ParquetError,
    file::{
        properties::{EnabledStatistics, WriterProperties, WriterVersion},
        writer::SerializedFileWriter,
    },
    schema::{parser::parse_message_type, types::ColumnPath},
};

use super::Encoder;

/// The columns. What is optional is absent where the change does not have it.
const SCHEMA: &str = "
    message change {
        required int64 id;
        required int64 version;
        required int64 created_at (TIMESTAMP(MILLIS,true));
        required int64 received_at (TIMESTAMP(MILLIS,true));
        required int64 archived_at (TIMESTAMP(MILLIS,true));
        required int64 size_bytes;
        required binary table (STRING);
        required binary key (STRING);
        required binary op (STRING);
        required binary view_type (STRING);
        required binary sequence_number (STRING);
        required binary event_id (STRING);
        required binary shard_id (STRING);
        required binary stream_arn (STRING);
        required binary keys (STRING);
        optional binary actor (STRING);
        optional binary old_image (STRING);
        optional binary new_image (STRING);
        optional binary note (STRING);
    }";

/// Columns whose values hardly repeat: a dictionary of them would be as large as they are, and the least and the greatest
/// of them tell nothing.
const UNIQUE: [&str; 6] = ["sequence_number", "event_id", "key", "keys", "old_image", "new_image"];

/// How many columns of each kind there are, in the schema's order.
const NUMBERS: usize = 6;
const TEXTS: usize = 9;
const OPTIONAL_TEXTS: usize = 4;

/// A group is written when it has so many rows, or so many bytes of text.
const GROUP_ROWS: usize = 50_000;
const GROUP_BYTES: usize = 4 * 1024 * 1024;

/// See [`Format::Parquet`](super::Format::Parquet).
pub(super) struct Parquet {
    writer: Option<SerializedFileWriter<Sink>>,
    sink: Sink,
    rows: Rows,
}

/// The rows of a group, column by column.
#[derive(Default)]
struct Rows {
    count: usize,
    bytes: usize,
    numbers: [Vec<i64>; NUMBERS],
    texts: [Vec<ByteArray>; TEXTS],
    optional: [(Vec<ByteArray>, Vec<i16>); OPTIONAL_TEXTS],
}

/// What the writer has written and nobody has taken away yet.
#[derive(Clone, Default)]
struct Sink(Arc<Mutex<Vec<u8>>>);

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Sink {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn failed(error: ParquetError) -> io::Error {
    io::Error::other(error)
}

impl Parquet {
    pub(super) fn new() -> io::Result<Self> {
        let schema = Arc::new(parse_message_type(SCHEMA).map_err(failed)?);
        let compression = Compression::ZSTD(ZstdLevel::try_new(1).map_err(failed)?);
        let mut properties = WriterProperties::builder();
        for column in UNIQUE {
            let column = ColumnPath::from(column);
            properties = properties
                .set_column_dictionary_enabled(column.clone(), false)
                .set_column_statistics_enabled(column, EnabledStatistics::None);
        }
        let properties = properties
            .set_compression(compression)
            .set_writer_version(WriterVersion::PARQUET_1_0)
            .set_created_by(concat!("afterimage ", env!("CARGO_PKG_VERSION")).to_owned())
            .build();
        let sink = Sink::default();
        let writer = SerializedFileWriter::new(sink.clone(), schema, Arc::new(properties)).map_err(failed)?;
        Ok(Self { writer: Some(writer), sink, rows: Rows::default() })
    }

    fn write_group(&mut self) -> io::Result<()> {
        let rows = std::mem::take(&mut self.rows);
        let Some(writer) = self.writer.as_mut().filter(|_| rows.count > 0) else { return Ok(()) };
        write_rows(writer, &rows).map_err(failed)
    }
}

impl Encoder for Parquet {
    fn page(&mut self, page: &RawPage, into: &mut Vec<u8>) -> io::Result<()> {
        for change in &page.changes {
            self.rows.add(page, change)?;
            if self.rows.count >= GROUP_ROWS || self.rows.bytes >= GROUP_BYTES {
                self.write_group()?;
            }
        }
        into.extend(self.sink.take());
        Ok(())
    }

    fn finish(&mut self, into: &mut Vec<u8>) -> io::Result<()> {
        self.write_group()?;
        if let Some(writer) = self.writer.take() {
            writer.close().map_err(failed)?;
        }
        into.extend(self.sink.take());
        Ok(())
    }
}

fn write_rows(writer: &mut SerializedFileWriter<Sink>, rows: &Rows) -> Result<(), ParquetError> {
    let mut group = writer.next_row_group()?;
    for values in &rows.numbers {
        if let Some(mut column) = group.next_column()? {
            column.typed::<Int64Type>().write_batch(values, None, None)?;
            column.close()?;
        }
    }
    for values in &rows.texts {
        if let Some(mut column) = group.next_column()? {
            column.typed::<ByteArrayType>().write_batch(values, None, None)?;
            column.close()?;
        }
    }
    for (values, levels) in &rows.optional {
        if let Some(mut column) = group.next_column()? {
            column.typed::<ByteArrayType>().write_batch(values, Some(levels), None)?;
            column.close()?;
        }
    }
    group.close().map(|_| ())
}

impl Rows {
    fn add(&mut self, page: &RawPage, change: &RawChange) -> io::Result<()> {
        let key: ItemKey = change.item_key.parse().map_err(io::Error::other)?;
        let origin = &change.origin;
        let partition_key = origin.partition_key.as_ref().map(|(name, _)| name.as_str());
        let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let numbers = [
            change.id.0,
            number(change.version),
            change.created_at.as_millis(),
            change.received_at.as_millis(),
            change.archived_at.as_millis(),
            number(change.size_bytes),
        ];
        let (label, keys) = (key.label(partition_key), dynamodb_json::to_text(&key.to_image()));
        let texts: [&str; TEXTS] = [
            &origin.table,
            &label,
            change.op.as_str(),
            change.view_type.as_str(),
            &change.sequence_number,
            &change.event_id,
            &origin.shard_id,
            &origin.stream_arn,
            &keys,
        ];
        let optional: [Option<&[u8]>; OPTIONAL_TEXTS] = [
            change.actor.as_ref().map(|actor| actor.label().as_bytes()),
            page.old_image(change),
            page.new_image(change),
            change.note.as_ref().map(String::as_bytes),
        ];
        self.numbers.iter_mut().zip(numbers).for_each(|(column, number)| column.push(number));
        for (column, text) in self.texts.iter_mut().zip(texts) {
            self.bytes += text.len();
            column.push(ByteArray::from(text.as_bytes().to_vec()));
        }
        for ((column, levels), text) in self.optional.iter_mut().zip(optional) {
            levels.push(i16::from(text.is_some()));
            if let Some(text) = text {
                self.bytes += text.len();
                column.push(ByteArray::from(text.to_vec()));
            }
        }
        self.count += 1;
        Ok(())
    }
}
