//! Ids of changes, with holes between them.

use afterimage_model::ChangeId;

/// How far apart neighbours are, in turns: they are never taken for counts where they are not.
const STEPS: [i64; 5] = [3, 1, 7, 2, 40];

/// The ids that were given out.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Ids {
    last: i64,
    given: usize,
}

impl Ids {
    /// The next one, after all that were given out.
    pub(crate) fn next(&mut self) -> ChangeId {
        self.last += STEPS[self.given % STEPS.len()];
        self.given += 1;
        ChangeId(self.last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_grow_and_have_holes_between_them() {
        let mut ids = Ids::default();
        let given: Vec<i64> = (0..6).map(|_| ids.next().0).collect();
        assert_eq!(given, [3, 4, 11, 13, 53, 56]);
    }
}
