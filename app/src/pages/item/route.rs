//! Where on the item's page the reader is: which version, which page of the timeline, which view of the version. All
//! of it stands in the address.

use afterimage_model::ChangeId;
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::Subject;
use crate::{
    components::{address::use_parameter, diff_layout::LAYOUT},
    links,
};

/// The words for the views of a version in the address; the first is the one shown without a word.
const VIEWS: [&str; 3] = ["", "item", "record"];

/// The reader's place.
#[derive(Clone, Copy)]
pub struct ItemRoute {
    /// The version asked for; empty for the newest.
    pub version: Memo<String>,
    /// Where in the life the timeline was gone to: a version or a time; empty for the newest.
    pub from: Memo<String>,
    /// The moment as of which the item is shown; empty for none.
    pub at: Memo<String>,
    /// The attribute whose history is shown; empty for none.
    pub attribute: Memo<String>,
    /// The chosen view. It outlives the version: whoever reads whole items goes on reading them.
    pub view: RwSignal<usize>,
    subject: Memo<Subject>,
    /// How differences are laid out.
    layout: Memo<String>,
    go: Callback<String>,
}

impl ItemRoute {
    /// The place that the address says, and that the address follows from here on.
    pub fn new(subject: Memo<Subject>) -> Self {
        let navigate = use_navigate();
        let options = NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() };
        let asked = use_parameter("view").get_untracked();
        let route = Self {
            version: use_parameter("v"),
            from: use_parameter("from"),
            at: use_parameter("at"),
            attribute: use_parameter("attribute"),
            view: RwSignal::new(VIEWS.iter().position(|word| *word == asked).unwrap_or(0)),
            layout: use_parameter(LAYOUT),
            subject,
            go: Callback::new(move |address: String| navigate(&address, options.clone())),
        };
        route.follow_view();
        route
    }

    /// The version asked for in the address.
    pub fn asked(self) -> Option<ChangeId> {
        self.version.with(|version| version.parse().ok())
    }

    /// The same, without following it.
    pub fn asked_untracked(self) -> Option<ChangeId> {
        self.version.with_untracked(|version| version.parse().ok())
    }

    /// The address of a version as the page now stands.
    pub fn at(self, version: ChangeId) -> String {
        self.address(&version.to_string())
    }

    /// Shows a version without leaving a step for "back": for marks and keys, which are passed in a row.
    pub fn choose(self, version: ChangeId) {
        self.go.run(untrack(|| self.at(version)));
    }

    /// Whether the item's past, or an attribute's, is shown and no version.
    pub fn looks_back(self) -> bool {
        !self.at.with(String::is_empty) || !self.attribute.with(String::is_empty)
    }

    /// Goes to another part of the life, or with an empty text to its end; what is looked at beside it stays.
    pub fn go_to(self, from: &str) {
        self.go.run(untrack(|| self.version.with(|version| self.address_from(version, from))));
    }

    fn address(self, version: &str) -> String {
        self.from.with(|from| self.address_from(version, from))
    }

    fn address_from(self, version: &str, from: &str) -> String {
        let mut address = self.subject.with(Subject::address);
        let view = VIEWS.get(self.view.get()).copied().unwrap_or_default();
        let layout = self.layout.get();
        let mut separator = '?';
        for (name, value) in [("v", version), ("from", from), ("view", view), (LAYOUT, layout.as_str())] {
            if !value.is_empty() {
                address.push_str(&format!("{separator}{name}={}", links::encode(value)));
                separator = '&';
            }
        }
        address
    }

    fn follow_view(self) {
        Effect::new(move |before: Option<usize>| {
            let view = self.view.get();
            if before.is_some_and(|before| before != view) {
                self.go.run(untrack(|| self.version.with(|version| self.address(version))));
            }
            view
        });
    }
}
