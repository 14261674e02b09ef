//! An image as JSON: plain for reading, DynamoDB's for exactness.

use afterimage_model::{Image, dynamodb_json, plain_json};
use leptos::prelude::*;

use super::copy_button::CopyButton;
use crate::say;

/// Texts of more lines are shown without their names set off: each name costs an element.
const MAX_STYLED_LINES: usize = 600;

/// The image's JSON, with a switch between both notations.
#[component]
pub fn ImageJson(
    /// The image.
    image: Image,
) -> impl IntoView {
    let exact = RwSignal::new(false);
    let text = Memo::new(
        move |_| {
            if exact.get() { dynamodb_json::to_pretty_text(&image) } else { plain_json::to_text(&image) }
        },
    );
    let choice = move |label: &'static str, value: bool| {
        view! {
            <button
                type="button"
                class="choice"
                aria-pressed=move || (exact.get() == value).to_string()
                on:click=move |_| exact.set(value)
            >
                {label}
            </button>
        }
    };
    view! {
        <div class="json">
            <div class="json-bar">
                <div class="choices" role="group" aria-label=say!("change-notation")>
                    {choice("JSON", false)} {choice("DynamoDB JSON", true)}
                </div>
                <CopyButton text=text label=say!("change-copy") />
            </div>
            <pre tabindex="0">
                <code>{move || text.with(|text| lines(text))}</code>
            </pre>
        </div>
    }
    .into_any()
}

/// The text, with the names set off from the values.
fn lines(text: &str) -> AnyView {
    if text.lines().count() > MAX_STYLED_LINES {
        return text.to_owned().into_any();
    }
    let line = |line: &str| match line.split_once("\": ") {
        Some((name, value)) => {
            view! { <span class="json-name">{format!("{name}\": ")}</span> {format!("{value}\n")} }.into_any()
        }
        None => format!("{line}\n").into_any(),
    };
    text.lines().map(line).collect_view().into_any()
}
