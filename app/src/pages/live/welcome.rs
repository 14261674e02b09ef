//! What the list says while it is empty: why, and what to do.

use leptos::prelude::*;

use super::Live;
use crate::{
    components::{copy_button::CopyButton, empty_state::EmptyState, frame::use_overview},
    model::health::Endpoint,
};

/// An empty list with a query waits for a match; one without teaches how a change comes about.
#[component]
pub(super) fn Welcome(live: Live) -> impl IntoView {
    if !live.query.with_untracked(String::is_empty) {
        return view! {
            <EmptyState title="Nothing matches yet">
                <p>"No archived change matches the query. The next one that does will appear here by itself."</p>
                <p>
                    <a href="/">"Show every change"</a>
                </p>
            </EmptyState>
        }
        .into_any();
    }
    let overview = use_overview();
    let command = move || overview.get().and_then(Result::ok).map(|overview| put_command(&overview.endpoint));
    view! {
        <EmptyState title="No change has been archived yet">
            <p>
                "As soon as an item is written to a table whose stream is on, its change appears here by itself. "
                <a href="/write">"Write an item"</a> " with the form, look at " <a href="/tables">"the tables"</a>
                " to see which streams are on, or write from a terminal. "
                <a href="/demonstration">"The demonstration"</a> " shows step by step how a change comes here."
            </p>
            <Transition>
                {move || {
                    command()
                        .map(|command| {
                            view! {
                                <pre class="command">
                                    <code>{command.clone()}</code>
                                </pre>
                                <CopyButton text=command label="Copy the command" />
                            }
                        })
                }}
            </Transition>
        </EmptyState>
    }
    .into_any()
}

/// A command that writes an item where the program looks.
fn put_command(endpoint: &Endpoint) -> String {
    let place = match endpoint {
        Endpoint::Embedded { url } | Endpoint::Url { url, .. } => format!("--endpoint-url {url}"),
        Endpoint::Aws { region } => format!("--region {region}"),
    };
    format!(
        "aws dynamodb put-item {place} --table-name demo-users \\\n  --item '{{\"user_id\": {{\"S\": \"ada\"}}, \
         \"email\": {{\"S\": \"ada@example.com\"}}}}'"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_names_the_endpoint() {
        let command = put_command(&Endpoint::Embedded { url: "http://127.0.0.1:8000".to_owned() });
        assert!(command.starts_with("aws dynamodb put-item --endpoint-url http://127.0.0.1:8000 --table-name"));
        assert!(put_command(&Endpoint::Aws { region: "eu-west-1".to_owned() }).contains("--region eu-west-1"));
    }
}
