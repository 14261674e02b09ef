//! Where the focus goes.

use leptos::web_sys::Element;

/// Where the focus should go.
#[derive(Clone, Debug)]
pub enum Target {
    /// The page within the frame.
    Page,
    /// The element with this id.
    Id(String),
    /// The first element that this selects.
    Selector(&'static str),
    /// This element.
    Element(Element),
    /// The first control in this element; where there is none, the element itself.
    FirstIn(Element),
    /// What was made anew in place of what had the focus last, under the same id; where that can no longer have the
    /// focus, what is beside it.
    Successor,
    /// What had the focus before it came to the toasts.
    Origin,
    /// What is nearest to what had the focus last.
    Nearest,
    /// The first of these that takes it.
    Any(Vec<Target>),
}

#[cfg(feature = "hydrate")]
mod browser {
    use leptos::prelude::document;
    use wasm_bindgen::JsCast;
    use web_sys::{Element, HtmlElement};

    use super::{
        super::{
            last::{self, path_of},
            nearest::browser::{can_have_focus, first_in, nearest},
        },
        Target,
    };

    /// The id of the page within the frame.
    const PAGE_ID: &str = "main";

    /// What may get the focus.
    pub struct Candidate {
        pub element: HtmlElement,
        /// It is near to what had the focus: where that is a row of a list that was scrolled on, nobody wants to be taken
        /// back.
        pub is_near: bool,
    }

    impl Target {
        /// Whether there is anything that may get the focus.
        pub fn is_there(&self) -> bool {
            !self.candidates().is_empty()
        }

        /// What may get the focus, the best first.
        pub fn candidates(&self) -> Vec<Candidate> {
            let is_near = matches!(self, Self::Nearest);
            let html = |element: Element| Some(Candidate { element: element.dyn_into().ok()?, is_near });
            let of = |elements: [Option<Element>; 2]| elements.into_iter().flatten().filter_map(html).collect();
            match self {
                Self::Page => of([by_id(PAGE_ID), None]),
                Self::Id(id) => of([by_id(id), None]),
                Self::Selector(selector) => of([document().query_selector(selector).ok().flatten(), None]),
                Self::Element(element) => of([Some(element.clone()), None]),
                Self::FirstIn(element) => of([first_in(element), Some(element.clone())]),
                Self::Successor => of([successor(), None]),
                Self::Origin => of([last::read(|last| last.origin.clone()), None]),
                Self::Nearest => of(last::read(|last| [last.before.clone(), nearest(&last.path)])),
                Self::Any(targets) => targets.iter().flat_map(Self::candidates).collect(),
            }
        }
    }

    fn by_id(id: &str) -> Option<Element> {
        document().get_element_by_id(id)
    }

    fn successor() -> Option<Element> {
        let last = last::read(|last| last.path.first().cloned())?;
        let id = last.id();
        let successor = by_id(&id).filter(|_| !id.is_empty())?;
        if can_have_focus(&successor) {
            Some(successor)
        } else if successor == last {
            // It was not made anew.
            None
        } else {
            nearest(&path_of(successor.parent_element()))
        }
    }
}
