//! What an update will send: only what differs.

use afterimage_model::diff;
use leptos::prelude::*;

use super::{form::Form, kind::Kind};
use crate::{components::diff_view::DiffView, say};

/// The differences between the item as it was loaded and the text; and the condition of a put.
#[component]
pub fn Preview(
    /// The form.
    form: Form,
) -> impl IntoView {
    move || match form.kind.get() {
        Kind::Put => condition(form).into_any(),
        Kind::Update => differences(form).into_any(),
        Kind::Delete => ().into_any(),
    }
}

fn condition(form: Form) -> impl IntoView {
    view! {
        <label class="check">
            <input
                type="checkbox"
                prop:checked=move || form.only_if_absent.get()
                on:change:target=move |event| form.only_if_absent.set(event.target().checked())
            />
            {say!("write-only-if-absent")}
        </label>
    }
}

fn differences(form: Form) -> impl IntoView {
    // Compared as memos, so that typing blanks does not draw the same differences again.
    let diff = Memo::new(move |_| {
        let (base, image) = (form.base.get()?, form.image()?);
        Some((diff::between(&base, &image), image))
    });
    let has_base = Memo::new(move |_| form.base.with(Option::is_some));
    view! {
        <section class="write-preview" aria-labelledby="write-preview-heading">
            <h2 id="write-preview-heading">{say!("write-preview")}</h2>
            {move || match (has_base.get(), diff.get()) {
                (false, _) => {
                    view! {
                        <p class="quiet">{say!("write-preview-nothing")}</p>
                    }
                        .into_any()
                }
                (true, None) => view! { <p class="quiet">{say!("write-preview-unreadable")}</p> }.into_any(),
                (true, Some((diff, image))) => view! { <DiffView diff=diff image=Some(image) /> }.into_any(),
            }}
        </section>
    }
}
