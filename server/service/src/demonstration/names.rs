//! What a run's tables and items are called. Each run has tables of its own, so that runs never meet: neither in the
//! archive, which keeps all of them, nor in streams.

use afterimage_model::ViewType;

/// What the names of all tables of demonstrations begin with.
pub(super) const PREFIX: &str = "demonstration-";

/// `demonstration-3-new-and-old-images`.
pub(super) fn table(run: u64, view_type: ViewType) -> String {
    format!("{PREFIX}{run}-{}", view_type.as_str().to_lowercase().replace('_', "-"))
}

/// The run that a table belongs to, if it is one of a demonstration.
pub(super) fn run_of(name: &str) -> Option<u64> {
    let run = name.strip_prefix(PREFIX)?.split('-').next()?.parse().ok()?;
    ViewType::ALL.into_iter().any(|view_type| table(run, view_type) == name).then_some(run)
}

/// The newest run among tables.
pub(super) fn newest_run<'a>(names: impl Iterator<Item = &'a str>) -> Option<u64> {
    names.filter_map(run_of).max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_runs_tables_are_known_by_their_names() {
        assert_eq!(table(3, ViewType::NewAndOldImages), "demonstration-3-new-and-old-images");
        for view_type in ViewType::ALL {
            assert_eq!(run_of(&table(12, view_type)), Some(12));
        }
    }

    #[test]
    fn tables_of_other_people_are_not_taken_for_a_runs() {
        let names =
            ["demo-orders", "demonstration-", "demonstration-3", "demonstration-3-notes", "demonstration-03-new-image"];
        assert_eq!(names.map(run_of), [None; 5]);
        assert_eq!(newest_run(["demonstration-2-keys-only", "demonstration-10-new-image", "x"].into_iter()), Some(10));
    }
}
