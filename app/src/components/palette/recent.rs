//! What was last gone to or done from the palette, kept in the browser: one line each, newest first.

use super::entries::{Entry, Kind, Target};

/// How many are kept.
pub const MAX_RECENT: usize = 12;

/// The longest line that is kept, in bytes: an address with a key of the largest kind still fits.
const MAX_LINE_BYTES: usize = 8_192;

/// The entries as they were then. What does something is told by its name alone.
pub fn parse(text: &str) -> Vec<Entry> {
    text.lines().filter_map(entry).take(MAX_RECENT).collect()
}

/// As they are kept.
pub fn print(recent: &[Entry]) -> String {
    let line = |entry: &Entry| {
        let address = entry.target.address().unwrap_or_default();
        [entry.kind.label(), address, &entry.label, &entry.detail].map(without_controls).join("\t")
    };
    let lines: Vec<String> = recent.iter().map(line).filter(|line| line.len() <= MAX_LINE_BYTES).collect();
    lines.join("\n")
}

/// With an entry as the newest.
pub fn with(mut recent: Vec<Entry>, taken: &Entry) -> Vec<Entry> {
    recent.retain(|entry| !entry.is_same(taken));
    recent.insert(0, taken.clone());
    recent.truncate(MAX_RECENT);
    recent
}

fn without_controls(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}

fn entry(line: &str) -> Option<Entry> {
    let mut fields = line.split('\t');
    let (kind, address, label) = (fields.next()?, fields.next()?, fields.next()?);
    let detail = fields.next().unwrap_or_default().to_owned();
    let kind = Kind::ALL.into_iter().find(|known| known.label() == kind)?;
    let target = match address {
        "" => Target::Named,
        // Whatever else was put there, only addresses of this server are gone to.
        address if address.starts_with('/') && !address[1..].starts_with(['/', '\\']) => {
            Target::Address(address.to_owned())
        }
        _ => return None,
    };
    Some(Entry { kind, label: label.to_owned(), detail, target })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(address: &str, label: &str) -> Entry {
        Entry::to(Kind::Page, address.to_owned(), label, "")
    }

    #[test]
    fn entries_are_read_as_they_were_kept() {
        let item = Entry::to(Kind::Item, "/items/t/id=a%09b".to_owned(), "a\tb", "t");
        let recent = parse(&print(&[item, page("/health", "Health")]));
        assert_eq!(recent[0], Entry::to(Kind::Item, "/items/t/id=a%09b".to_owned(), "a b", "t"));
        assert_eq!(recent[1], page("/health", "Health"));
    }

    #[test]
    fn the_newest_is_first_and_once_and_the_oldest_is_forgotten() {
        let mut recent = Vec::new();
        for at in 0..MAX_RECENT + 3 {
            recent = with(recent, &page(&format!("/{at}"), "Page"));
        }
        recent = with(recent, &page("/9", "Page"));
        assert_eq!(recent.len(), MAX_RECENT);
        assert_eq!((&recent[0], &recent[1]), (&page("/9", "Page"), &page("/14", "Page")));
        assert_eq!(recent.iter().filter(|entry| entry.target.address() == Some("/9")).count(), 1);
    }

    #[test]
    fn what_was_tampered_with_is_left_out() {
        let kept =
            "Page\t//elsewhere.example\tx\t\nPage\t/\\elsewhere\tx\t\nPage\tjavascript:0\tx\t\nNo kind\t/\tx\t\nPage";
        assert_eq!(parse(kept), []);
    }
}
