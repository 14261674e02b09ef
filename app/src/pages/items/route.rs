//! What of a table's items the page shows: all of it is in the address.

use afterimage_model::{
    Query,
    items::{ItemOrder, ItemState, ItemsRequest},
    query::{Expression, Pattern, Term},
};
use leptos::prelude::*;

use crate::{components::address::use_parameter, links, say};

/// How many items stand on one page.
pub(super) const PAGE_SIZE: usize = 50;

/// What the address asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ItemsRoute {
    pub(super) table: String,
    pub(super) query: String,
    pub(super) order: ItemOrder,
    pub(super) state: ItemState,
    /// Where the page begins, or with `backward` ends; empty for the list's beginning.
    pub(super) from: String,
    pub(super) backward: bool,
}

impl ItemsRoute {
    /// As the page's address says. What is not understood there is as if it were absent.
    pub(super) fn of_address(table: Memo<String>) -> Memo<Self> {
        let (query, order, state) = (use_parameter("q"), use_parameter("order"), use_parameter("state"));
        let (from, back) = (use_parameter("from"), use_parameter("back"));
        Memo::new(move |_| Self {
            table: table.get(),
            query: query.get(),
            order: order.get().parse().unwrap_or_default(),
            state: state.get().parse().unwrap_or_default(),
            from: from.get(),
            backward: back.with(|back| back == "1"),
        })
    }

    /// The page's address.
    pub(super) fn address(&self) -> String {
        let named = |name: &str, value: &str| format!("{name}={}", links::encode(value));
        let mut parameters = Vec::new();
        if !self.query.is_empty() {
            parameters.push(named("q", &self.query));
        }
        if self.order != ItemOrder::default() {
            parameters.push(named("order", self.order.as_str()));
        }
        if self.state != ItemState::default() {
            parameters.push(named("state", self.state.as_str()));
        }
        if !self.from.is_empty() {
            parameters.push(named("from", &self.from));
        }
        if self.backward {
            parameters.push("back=1".to_owned());
        }
        let question_mark = if parameters.is_empty() { "" } else { "?" };
        format!("{}{question_mark}{}", links::items(&self.table), parameters.join("&"))
    }

    /// The same list from its beginning.
    pub(super) fn beginning(&self) -> Self {
        Self { from: String::new(), backward: false, ..self.clone() }
    }

    /// The page that begins after a position.
    pub(super) fn after(&self, from: String) -> Self {
        Self { from, backward: false, ..self.clone() }
    }

    /// The page that ends before a position.
    pub(super) fn before(&self, from: String) -> Self {
        Self { from, backward: true, ..self.clone() }
    }

    /// Whether fewer than all items are asked for.
    pub(super) fn is_filtered(&self) -> bool {
        !self.query.is_empty() || self.state != ItemState::All
    }

    /// The changes of the items, as a query of changes.
    pub(super) fn query_of_changes(&self) -> String {
        let table = Expression::Term(Term::Table(Pattern::Exact(self.table.clone())));
        let table = Query { expression: table };
        if self.query.is_empty() { table.to_string() } else { format!("{table} ({})", self.query) }
    }

    /// Those changes in words.
    pub(super) fn changes_in_words(&self) -> String {
        let table = self.table.as_str();
        if self.query.is_empty() {
            say!("items-all-changes", table = table)
        } else {
            say!("items-changes-found", table = table)
        }
    }

    /// What the server is asked.
    pub(super) fn request(&self) -> ItemsRequest {
        ItemsRequest {
            table: self.table.clone(),
            order: self.order,
            state: self.state,
            query: self.query.clone(),
            from: (!self.from.is_empty()).then(|| self.from.clone()),
            backward: self.backward && !self.from.is_empty(),
            limit: PAGE_SIZE,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_of_the_list_has_its_address() {
        let route = ItemsRoute { table: "demo-users".to_owned(), ..ItemsRoute::default() };
        assert_eq!(route.address(), "/items/demo-users");
        let route = ItemsRoute {
            query: "key:user#1*".to_owned(),
            order: ItemOrder::Key,
            state: ItemState::Deleted,
            from: "id=50%25 é".to_owned(),
            backward: true,
            ..route
        };
        assert_eq!(
            route.address(),
            "/items/demo-users?q=key%3Auser%231%2A&order=key&state=deleted&from=id=50%2525%20%C3%A9&back=1"
        );
        assert_eq!(route.beginning().address(), "/items/demo-users?q=key%3Auser%231%2A&order=key&state=deleted");
    }

    #[test]
    fn a_lists_changes_are_those_of_its_table_whatever_its_name() {
        let route =
            ItemsRoute { table: "odd name".to_owned(), query: "key:a OR key:b".to_owned(), ..ItemsRoute::default() };
        let query: Query = route.query_of_changes().parse().expect("a query");
        assert_eq!(query.to_string(), r#"table:"odd name" (key:a OR key:b)"#);
    }
}
