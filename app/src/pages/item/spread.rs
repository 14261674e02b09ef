//! Where the versions of a life stand in a list that is as long as the life, of which only some pages are loaded.
//!
//! Pages begin at version 1, so what is new moves no page. One that is not loaded is taken for as high as its versions
//! alone; once it is loaded, its days and quiet stretches make it higher, and the list is moved so that what is looked
//! at stays where it is.

use std::collections::BTreeMap;

use afterimage_model::item::{PAGE_VERSIONS, page_of, page_top};

use super::rows::{ENTRY_PX, Row};

/// A loaded page's measures.
#[derive(Clone, Debug, Default, PartialEq)]
struct Measure {
    height: f64,
    /// Where each of its versions stands, newest first.
    tops: Vec<f64>,
}

/// The list's measures, in pixels.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spread {
    versions: u64,
    pages: BTreeMap<u64, Measure>,
}

impl Spread {
    /// The measures with these pages loaded.
    pub fn new<'a>(versions: u64, pages: impl Iterator<Item = (u64, &'a [Row])>) -> Self {
        Self { versions, pages: pages.map(|(page, rows)| (page, Measure::of(rows))).collect() }
    }

    /// The whole list's height.
    pub fn height(&self) -> f64 {
        self.bottom_of(0)
    }

    /// Where a page begins.
    pub fn offset(&self, page: u64) -> f64 {
        let above = self.versions.saturating_sub(page_top(page, self.versions));
        let more = self.pages.range(page.saturating_add(1)..).map(|(page, loaded)| loaded.height - self.plain(*page));
        px(above) + more.sum::<f64>()
    }

    /// Where a version stands.
    pub fn top_of(&self, version: u64) -> f64 {
        let page = page_of(version);
        let within = page_top(page, self.versions).saturating_sub(version);
        let known = self.pages.get(&page).and_then(|loaded| loaded.tops.get(usize::try_from(within).ok()?));
        self.offset(page) + known.copied().unwrap_or_else(|| px(within))
    }

    /// The version at a height, and how far below its beginning that is; negative within a heading above it.
    pub fn version_at(&self, y: f64) -> (u64, f64) {
        let page = self.page_at(y);
        let top = page_top(page, self.versions);
        let last = page * PAGE_VERSIONS + 1;
        let found = (last..=top).find(|version| self.top_of(*version) <= y).unwrap_or(top);
        (found, y - self.top_of(found))
    }

    /// The pages between two heights, newest first.
    pub fn pages_between(&self, from: f64, to: f64) -> Vec<u64> {
        if self.versions == 0 {
            return Vec::new();
        }
        (self.page_at(to)..=self.page_at(from)).rev().collect()
    }

    fn page_at(&self, y: f64) -> u64 {
        let (mut low, mut high) = (0, page_of(self.versions));
        // The newest page is on top: what begins at or above the height is sought with the smallest number.
        while low < high {
            let middle = u64::midpoint(low, high);
            if self.offset(middle) <= y { high = middle } else { low = middle + 1 }
        }
        low
    }

    fn bottom_of(&self, page: u64) -> f64 {
        let height = self.pages.get(&page).map_or_else(|| self.plain(page), |loaded| loaded.height);
        self.offset(page) + height
    }

    /// The height of a page of which nothing is known but its versions.
    fn plain(&self, page: u64) -> f64 {
        px(page_top(page, self.versions).saturating_sub(page * PAGE_VERSIONS))
    }
}

impl Measure {
    fn of(rows: &[Row]) -> Self {
        let mut measure = Self::default();
        for row in rows {
            if matches!(row, Row::Entry(_)) {
                measure.tops.push(measure.height);
            }
            measure.height += row.height_px();
        }
        measure
    }
}

fn px(versions: u64) -> f64 {
    versions as f64 * ENTRY_PX
}

#[cfg(test)]
mod tests {
    use super::{super::rows::tests::entries, *};
    use proptest::prelude::*;

    /// A loaded page: a heading, its versions, and a quiet stretch in the middle.
    fn page(number: u64, versions: u64) -> Vec<Row> {
        let count = page_top(number, versions) - number * PAGE_VERSIONS;
        let mut rows = vec![Row::Day { day: "1970-01-01".to_owned(), changes: None }];
        for (at, entry) in entries(&vec![0; usize::try_from(count).expect("small")]).into_iter().enumerate() {
            if at == 3 {
                rows.push(Row::Quiet(1_000_000));
            }
            rows.push(Row::Entry(entry));
        }
        rows
    }

    fn spread(versions: u64, loaded: &[u64]) -> Spread {
        let loaded = loaded.iter().map(|page| page % (page_of(versions) + 1));
        let rows: BTreeMap<u64, Vec<Row>> = loaded.map(|number| (number, page(number, versions))).collect();
        Spread::new(versions, rows.iter().map(|(number, rows)| (*number, rows.as_slice())))
    }

    #[test]
    fn a_life_of_which_nothing_is_loaded_is_as_high_as_its_versions() {
        let spread = spread(100_000, &[]);
        assert!((spread.height() - 100_000.0 * ENTRY_PX).abs() < 1e-6);
        assert!((spread.top_of(1) - 99_999.0 * ENTRY_PX).abs() < 1e-6);
        assert_eq!(spread.version_at(0.0).0, 100_000);
        assert!(Spread::default().pages_between(0.0, 100.0).is_empty());
    }

    proptest! {
        #[test]
        fn versions_stand_in_order_and_are_found_where_they_stand(
            versions in 1u64..3_000,
            loaded in prop::collection::vec(0u64..60, 0..6),
            asked in 0u64..3_000,
        ) {
            let (spread, version) = (spread(versions, &loaded), asked % versions + 1);
            let top = spread.top_of(version);
            prop_assert_eq!(spread.version_at(top + 1.0), (version, 1.0));
            prop_assert!(version == 1 || spread.top_of(version - 1) >= top + ENTRY_PX);
            prop_assert!(top + ENTRY_PX <= spread.height() + 1e-6);
            prop_assert!(spread.pages_between(top, top + ENTRY_PX).contains(&page_of(version)));
        }

        #[test]
        fn a_window_takes_few_pages_however_long_the_life(versions in 1u64..1_000_000, share in 0.0f64..1.0) {
            let spread = spread(versions, &[]);
            let top = spread.height() * share;
            prop_assert!(spread.pages_between(top - 800.0, top + 1_600.0).len() <= 4);
        }
    }
}
