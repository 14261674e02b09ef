//! What is nearest to something that is gone, hidden or disabled.

/// Where something stands, as the document goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Position {
    /// Before the place.
    Before,
    /// In it.
    Within,
    /// After it.
    After,
}

/// Which of these is nearest to the place: the first in it, or the last before it, or the first after it.
fn nearest_of(positions: impl IntoIterator<Item = Position>) -> Option<usize> {
    let mut before = None;
    for (at, position) in positions.into_iter().enumerate() {
        match position {
            Position::Before => before = Some(at),
            Position::Within => return Some(at),
            Position::After => return before.or(Some(at)),
        }
    }
    before
}

#[cfg(feature = "hydrate")]
pub(super) mod browser {
    use wasm_bindgen::JsCast;
    use web_sys::{Element, Node};

    use super::{Position, nearest_of};

    /// What can have the focus.
    const FOCUSABLE: &str = "a[href], summary, [tabindex='0'], button:not(:disabled), input:not(:disabled), \
                             select:not(:disabled), textarea:not(:disabled)";

    /// What the focus stays within.
    const SCOPES: &str = "dialog, main";

    /// Whether it is on the page, seen and not disabled.
    pub fn can_have_focus(element: &Element) -> bool {
        element.is_connected() && is_seen(element) && !element.matches(":disabled").unwrap_or(false)
    }

    /// What is nearest to an element that was in all of these, from the inside out; nothing where its whole page is gone.
    pub fn nearest(path: &[Element]) -> Option<Element> {
        let scope = path.iter().find(|element| is_scope(element))?;
        let place = path.iter().find(|element| element.is_connected())?;
        if place.contains(Some(scope)) {
            return None;
        }
        let all: Vec<_> = seen_in(scope).collect();
        nearest_of(all.iter().map(|element| position_of(element, place))).map(|at| all[at].clone())
    }

    /// The last thing before what has the focus.
    pub fn last_before(path: &[Element]) -> Option<Element> {
        let (focused, scope) = (path.first()?, path.iter().find(|element| is_scope(element))?);
        let is_before = |element: &Element| position_of(element, focused) == Position::Before;
        focusable_in(scope).into_iter().rev().find(|element| is_before(element) && is_seen(element))
    }

    /// The first thing in an element.
    pub fn first_in(element: &Element) -> Option<Element> {
        seen_in(element).next()
    }

    fn is_scope(element: &Element) -> bool {
        element.matches(SCOPES).unwrap_or(false)
    }

    fn is_seen(element: &Element) -> bool {
        element.get_client_rects().length() > 0
    }

    fn position_of(element: &Element, place: &Element) -> Position {
        let position = place.compare_document_position(element);
        if position & Node::DOCUMENT_POSITION_PRECEDING != 0 {
            Position::Before
        } else if position & Node::DOCUMENT_POSITION_CONTAINED_BY != 0 {
            Position::Within
        } else {
            Position::After
        }
    }

    /// In the document's order.
    fn focusable_in(scope: &Element) -> Vec<Element> {
        let Ok(all) = scope.query_selector_all(FOCUSABLE) else { return Vec::new() };
        (0..all.length()).filter_map(|at| all.item(at)?.dyn_into().ok()).collect()
    }

    fn seen_in(scope: &Element) -> impl Iterator<Item = Element> + use<> {
        focusable_in(scope).into_iter().filter(is_seen)
    }
}

#[cfg(test)]
mod tests {
    use super::{Position::*, nearest_of};

    #[test]
    fn what_is_left_of_the_place_comes_first() {
        assert_eq!(nearest_of([Before, Before, Within, Within, After]), Some(2));
        assert_eq!(nearest_of([Within]), Some(0));
    }

    #[test]
    fn of_what_is_around_the_place_the_last_before_it_comes_first() {
        assert_eq!(nearest_of([Before, Before, After]), Some(1));
        assert_eq!(nearest_of([Before, Before]), Some(1));
        assert_eq!(nearest_of([After, After]), Some(0));
        assert_eq!(nearest_of([]), None);
    }
}
