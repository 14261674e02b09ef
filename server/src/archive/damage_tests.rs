use super::*;

/// A header of 4 KiB pages that says how many of them there are, as of changes 7.
fn header(pages: u32) -> [u8; HEADER_BYTES] {
    let mut header = [0; HEADER_BYTES];
    header[..16].copy_from_slice(MAGIC);
    header[16..18].copy_from_slice(&4_096u16.to_be_bytes());
    header[24..28].copy_from_slice(&7u32.to_be_bytes());
    header[28..32].copy_from_slice(&pages.to_be_bytes());
    header[92..96].copy_from_slice(&7u32.to_be_bytes());
    header
}

#[test]
fn a_file_as_long_as_its_header_says_is_whole() {
    assert_eq!(check_header(&header(10), 40_960, 0), Ok(()));
    assert_eq!(check_header(&header(10), 45_056, 0), Ok(()), "what is too much is not missing");
}

#[test]
fn a_file_shorter_than_its_header_says_is_cut_off() {
    let why = check_header(&header(10), 40_959, 0).expect_err("one byte is missing");
    assert!(why.contains("40959") && why.contains("40960"), "{why}");
}

#[test]
fn a_file_with_a_log_beside_it_may_be_behind_its_header() {
    assert_eq!(check_header(&header(10), 4_096, 1), Ok(()));
}

#[test]
fn a_count_of_pages_that_an_old_program_left_alone_says_nothing() {
    let mut old = header(10);
    old[92] = 1;
    assert_eq!(check_header(&old, 4_096, 0), Ok(()));
}

#[test]
fn what_no_database_begins_with_is_told() {
    let mut other = header(10);
    other[0] = b'X';
    assert!(check_header(&other, 40_960, 0).expect_err("no magic").contains("does not begin"));
    let mut odd = header(10);
    odd[17] = 3;
    assert!(check_header(&odd, 40_960, 0).expect_err("no power of two").contains("4099"));
}

#[tokio::test]
async fn a_check_that_runs_out_of_time_finds_nothing_and_is_no_failure() {
    let mut connection = open::empty_for_tests().await;
    assert_eq!(check_pages(&mut connection, Duration::ZERO).await.expect("in part"), None);
    assert_eq!(check_pages(&mut connection, CHECK_LIMIT).await.expect("whole"), None);
}
