//! Which change an element is of.

/// The number of the change in whose row the element is.
pub(super) fn number_of(element: &web_sys::Element) -> Option<i64> {
    element.closest("[data-number]").ok()??.get_attribute("data-number")?.parse().ok()
}
