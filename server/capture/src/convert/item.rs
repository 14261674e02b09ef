//! Items by themselves: from the answers of table requests, and from files.

use afterimage_archive::ImageText;

use super::{
    image::{LenientImage, StrictImage, WireImage},
    stand_in,
};

/// An item as it came.
#[derive(Debug)]
pub struct ReadItem {
    /// Its attributes.
    pub image: ImageText,
    /// What was odd about it, where something was.
    pub note: Option<String>,
}

impl From<WireImage<'_>> for ReadItem {
    fn from(mut image: WireImage<'_>) -> Self {
        let note = std::mem::take(&mut image.notes).into_note();
        Self { image: image.into_text(), note }
    }
}

/// An item from an endpoint, in its DynamoDB JSON. What of it cannot be read is kept raw.
///
/// # Errors
/// When it is no object.
pub fn read_item(json: &str) -> serde_json::Result<ReadItem> {
    if let Ok(image) = serde_json::from_str::<WireImage<'_>>(json) {
        return Ok(image.into());
    }
    serde_json::from_str(&stand_in::put_in(json)).map(|LenientImage(image)| image.into())
}

/// An item from a file. What endpoints are known to send is kept raw; what nobody can have sent is refused.
///
/// # Errors
/// Says what is wrong, and where.
pub fn imported_item(json: &str) -> serde_json::Result<ReadItem> {
    match ImageText::of_json(json) {
        Ok(image) => Ok(ReadItem { image, note: None }),
        Err(error) => {
            let with_stand_ins = stand_in::put_in(json);
            let read = serde_json::from_str(&with_stand_ins).map(|StrictImage(image)| image.into());
            read.map_err(|_| error)
        }
    }
}
