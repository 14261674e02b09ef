//! What the list says while it is empty: why, and what to do.

use afterimage_model::health::Endpoint;
use leptos::prelude::*;

use super::Live;
use crate::{
    components::{copy_button::CopyButton, empty_state::EmptyState, overview::use_overview},
    pieces, say,
};

/// An empty list with a query waits for a match; one without teaches how a change comes about.
#[component]
pub(super) fn Welcome(live: Live) -> impl IntoView {
    if !live.query.with_untracked(String::is_empty) {
        return view! {
            <EmptyState title=say!("live-no-match")>
                <p>{say!("live-no-match-hint")}</p>
                <p>
                    <a href="/">{say!("live-show-everything")}</a>
                </p>
            </EmptyState>
        }
        .into_any();
    }
    let overview = use_overview();
    let command = move || overview.get().and_then(Result::ok).map(|overview| put_command(&overview.endpoint));
    let [begin, write, with_form, tables, or_terminal, demonstration, end] = pieces!("live-empty-hint");
    view! {
        <EmptyState title=say!("live-empty")>
            <p>
                {begin} <a href="/write">{write}</a> {with_form} <a href="/tables">{tables}</a> {or_terminal}
                <a href="/demonstration">{demonstration}</a> {end}
            </p>
            <Transition>
                {move || {
                    command()
                        .map(|command| {
                            view! {
                                <pre class="command">
                                    <code>{command.clone()}</code>
                                </pre>
                                <CopyButton text=command label=say!("live-copy-command") />
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
