//! Where an arrow key leads from a shard: to what is seen in that direction, however the page has wrapped the strips.
//! Pure.

/// A node's place on the screen, in pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Seen {
    /// Its left edge.
    pub left: f64,
    /// Its upper edge.
    pub top: f64,
    /// Its height.
    pub height: f64,
}

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// The next node in the row, or the next at all.
    Right,
    /// The one before it in the row, or the one before it at all.
    Left,
    /// The nearest in the row above.
    Up,
    /// The nearest in the row below.
    Down,
    /// The first of all.
    First,
    /// The last of all.
    Last,
}

impl Direction {
    /// The step that a key means.
    pub fn of_key(key: &str) -> Option<Self> {
        Some(match key {
            "ArrowRight" => Self::Right,
            "ArrowLeft" => Self::Left,
            "ArrowUp" => Self::Up,
            "ArrowDown" => Self::Down,
            "Home" => Self::First,
            "End" => Self::Last,
            _ => return None,
        })
    }

    /// Where it leads from the node at `from`; nothing where there is nothing in that direction.
    pub fn from(self, from: usize, nodes: &[Seen]) -> Option<usize> {
        let here = *nodes.get(from)?;
        let in_row = |node: &Seen| (node.top - here.top).abs() < here.height / 2.0;
        let beside = |is_there: fn(f64) -> bool| {
            let distance = |node: &Seen| node.left - here.left;
            let found = nodes.iter().enumerate().filter(|(_, node)| in_row(node) && is_there(distance(node)));
            found.min_by(|(_, a), (_, b)| distance(a).abs().total_cmp(&distance(b).abs())).map(|(at, _)| at)
        };
        match self {
            Self::Right => beside(|distance| distance > 0.0).or((from + 1 < nodes.len()).then_some(from + 1)),
            Self::Left => beside(|distance| distance < 0.0).or(from.checked_sub(1)),
            Self::Up => in_next_row(here, nodes, |node| here.top - node.top),
            Self::Down => in_next_row(here, nodes, |node| node.top - here.top),
            Self::First => Some(0),
            Self::Last => nodes.len().checked_sub(1),
        }
    }
}

/// The node nearest to the side in the nearest row; `away` tells how far away a node's row is.
fn in_next_row(here: Seen, nodes: &[Seen], away: impl Fn(&Seen) -> f64) -> Option<usize> {
    let half = here.height / 2.0;
    let nearest = nodes.iter().map(&away).filter(|away| *away >= half).min_by(f64::total_cmp)?;
    let row = nodes.iter().enumerate().filter(|(_, node)| away(node) >= half && away(node) < nearest + half);
    let aside = |node: &Seen| (node.left - here.left).abs();
    row.min_by(|(_, a), (_, b)| aside(a).total_cmp(&aside(b))).map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Nodes in rows of so many columns, as a page wraps them.
    fn wrapped(count: usize, columns: usize) -> Vec<Seen> {
        let seen =
            |at: usize| Seen { left: (at % columns) as f64 * 30.0, top: (at / columns) as f64 * 24.0, height: 20.0 };
        (0..count).map(seen).collect()
    }

    #[test]
    fn keys_lead_to_what_is_seen_there() {
        let nodes = wrapped(10, 4);
        let to = |step: Direction, from: usize| step.from(from, &nodes);
        assert_eq!(to(Direction::Right, 1), Some(2));
        assert_eq!(to(Direction::Right, 3), Some(4), "past the end of a row the next one begins");
        assert_eq!(to(Direction::Left, 4), Some(3));
        assert_eq!([to(Direction::Down, 1), to(Direction::Up, 5)], [Some(5), Some(1)]);
        assert_eq!(to(Direction::Down, 7), Some(9), "the last row is short");
        assert_eq!(
            [to(Direction::Down, 9), to(Direction::Up, 0), to(Direction::Left, 0), to(Direction::Right, 9)],
            [None; 4]
        );
        assert_eq!([to(Direction::First, 5), to(Direction::Last, 5)], [Some(0), Some(9)]);
    }

    #[test]
    fn only_arrows_home_and_end_move() {
        assert_eq!(Direction::of_key("ArrowUp"), Some(Direction::Up));
        assert_eq!([Direction::of_key("j"), Direction::of_key("Enter")], [None, None]);
    }

    #[test]
    fn from_what_is_no_longer_there_nothing_leads_anywhere() {
        assert_eq!(Direction::Right.from(3, &wrapped(2, 2)), None);
    }

    proptest! {
        #[test]
        fn right_and_left_reach_every_node_of_a_wrapped_list(count in 1usize..200, columns in 1usize..40) {
            let nodes = wrapped(count, columns);
            let rightward = std::iter::successors(Some(0), |at| Direction::Right.from(*at, &nodes));
            prop_assert_eq!(rightward.take(count + 1).collect::<Vec<_>>(), (0..count).collect::<Vec<_>>());
            let leftward = std::iter::successors(Some(count - 1), |at| Direction::Left.from(*at, &nodes));
            prop_assert_eq!(leftward.take(count + 1).count(), count);
        }

        #[test]
        fn down_never_leads_upward_and_ends(positions in prop::collection::vec((0u16..900, 0u16..900), 1..60)) {
            let nodes: Vec<Seen> =
                positions.iter().map(|(left, top)| Seen { left: f64::from(*left), top: f64::from(*top), height: 20.0 }).collect();
            let mut at = 0;
            for _ in 0..=nodes.len() {
                let Some(next) = Direction::Down.from(at, &nodes) else { return Ok(()) };
                prop_assert!(nodes[next].top > nodes[at].top);
                at = next;
            }
            prop_assert!(false, "it went on for ever");
        }
    }
}
