//! The way to a restore's preview; where this server only reads, a button that says why it does nothing.

use leptos::prelude::*;

use crate::{
    components::overview::use_overview,
    language::{self, Message},
    message,
};

/// Why a read-only server restores nothing.
const READ_ONLY: Message = message!("item-read-only");

/// The link, or the disabled button.
#[component]
pub fn RestoreButton(
    /// What it says.
    label: &'static str,
    /// The preview's address.
    address: String,
    /// What it would do, in a sentence.
    #[prop(into)]
    description: String,
) -> impl IntoView {
    let overview = use_overview();
    let button = move || {
        let overview = overview.get().and_then(Result::ok);
        if overview.is_some_and(|overview| !overview.writes.is_allowed()) {
            return view! {
                <span class="restore-refused">
                    <button type="button" class="button" disabled title=READ_ONLY.text(language::current())>
                        {label}
                    </button>
                    <span class="quiet">{READ_ONLY.text(language::current())}</span>
                </span>
            }
            .into_any();
        }
        view! {
            <a class="button" href=address.clone() title=description.clone() data-noscroll="">
                {label}
            </a>
        }
        .into_any()
    };
    view! { <Transition>{button}</Transition> }.into_any()
}
