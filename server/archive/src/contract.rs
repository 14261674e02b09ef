//! What any engine behind the archive's door must do, as tests.
//!
//! An engine's own tests name [`contract_tests!`](crate::contract_tests) with a function that opens an empty archive: each promise
//! becomes a test of that engine. The promises know no engine. They take ids as they come, in order and with any holes, and ask
//! again once the index is filled where an index could answer otherwise.
#![allow(clippy::missing_panics_doc, reason = "these are tests: they panic where the promise is not kept")]

pub mod append;
pub mod charts;
pub mod items;
pub mod jobs;
pub mod past;
pub mod registry;
pub mod samples;
pub mod search;

use std::{any::Any, sync::Arc};

use afterimage_base::clock::ManualClock;

use crate::Archive;

/// An empty archive that was opened for one promise.
pub struct Opened {
    /// The archive.
    pub archive: Archive,
    /// What it takes the time of archiving from; it stands at [`samples::NOW`].
    pub clock: Arc<ManualClock>,
    /// What has to be there for as long as the archive is: a folder, or nothing.
    pub kept: Box<dyn Any + Send>,
}

/// Makes a test of each promise; `$open` is an async function without arguments that gives an
/// [`Opened`](crate::contract::Opened).
#[macro_export]
macro_rules! contract_tests {
    ($open:path) => {
        $crate::contract_tests! { @each $open;
            append::a_page_is_archived_once_however_often_it_is_read;
            append::a_page_that_overlaps_adds_only_what_is_new;
            append::the_checkpoint_moves_on_with_the_page_and_never_back;
            append::changes_out_of_order_and_doubles_within_a_page_are_archived_each_once;
            append::a_page_of_another_shard_is_refused_and_leaves_nothing;
            append::a_stream_that_was_never_put_in_is_known_by_its_first_change;
            append::shards_have_checkpoints_of_their_own;
            append::what_comes_out_equals_what_went_in;
            append::ids_grow_and_the_newest_is_announced;
            append::pages_in_order_stop_at_the_first_that_fails;
            append::pages_in_order_keep_it_however_many_there_are;
            append::many_writers_at_once_lose_and_double_nothing;
            append::after_it_was_closed_nothing_goes_in;
            search::both_directions_and_a_raw_read_find_what_matches;
            search::a_look_goes_on_where_it_ended_and_comes_to_its_end;
            search::what_is_archived_during_a_search_backwards_is_not_in_it;
            search::how_many_lie_between_is_counted;
            search::a_raw_read_tells_how_far_it_is;
            items::versions_count_an_items_changes_over_shards_and_streams;
            items::a_timeline_is_read_in_pages_newest_first;
            items::a_position_has_its_neighbours_and_the_image_before;
            items::an_item_tells_whether_it_lives_and_was_seen_from_its_beginning;
            items::the_list_has_every_item_once_in_each_order_and_direction;
            items::keys_with_numbers_are_in_the_order_of_their_values;
            items::the_list_is_of_items_that_match_as_they_are;
            items::items_are_found_by_the_beginning_of_a_key_value;
            items::activity_is_told_of_items_that_are_known;
            past::an_item_is_as_its_version_in_force_left_it;
            past::a_table_is_listed_as_of_a_time;
            past::a_life_is_opened_around_a_moment;
            past::an_attribute_tells_when_it_became_something_else;
            past::a_gap_between_two_versions_is_told;
            charts::bars_count_what_matches_and_hold_everything;
            charts::the_items_with_the_most_changes_come_first;
            registry::streams_and_shards_are_remembered_and_nothing_known_is_forgotten;
            registry::a_gap_is_recorded_once;
            registry::figures_are_those_of_the_changes;
            registry::views_are_kept_by_their_names;
            jobs::a_baseline_takes_only_what_no_stream_has_told;
            jobs::a_baselines_segments_are_remembered;
            jobs::a_restore_is_recognised_by_its_images;
            jobs::a_restore_is_recognised_whatever_dynamodb_itself_writes;
            jobs::a_restore_that_was_refused_or_is_overdue_is_not_waited_for;
            jobs::the_index_catches_up;
        }
    };
    (@each $open:path; $($area:ident :: $promise:ident;)*) => {
        $(
            #[tokio::test]
            async fn $promise() {
                $crate::contract::$area::$promise($open().await).await;
            }
        )*
    };
}
