//! Bringing the item back to a version: what that would change, then the write, then what came of it.

use afterimage_model::{
    ApiError,
    compare::Existence,
    restore::{RestoreOutcome, RestorePreview},
    write::{WriteError, WriteField},
};
use leptos::{prelude::*, task::spawn_local, web_sys::HtmlDivElement};

use super::{
    Subject,
    comparison::{side_view, why_unknown},
    moments,
};
use crate::{
    api::{self, PageError, load_restore_preview},
    browser::focus::{self, Target, When},
    components::{
        answered::answered,
        diff_layout::{LayoutChoice, use_side_by_side},
        diff_view::DiffView,
        error_state::ErrorState,
        figures,
        icons::{Glyph, Icon},
        resource::Resource,
    },
    links, pieces, say,
};

/// What is loaded of a preview; nothing while none is asked for.
pub type PreviewResource = Resource<Option<Result<RestorePreview, PageError>>>;

/// The preview that the address asks for.
pub async fn previewed(subject: Subject, version: Option<String>) -> Option<Result<RestorePreview, PageError>> {
    let version = version?;
    let key = match (subject.key_text(), version.parse::<u64>()) {
        (Ok(key), Ok(version)) => Ok((key, version)),
        (Err(error), _) => Err(error),
        (_, Err(_)) => {
            let message = say!("item-restore-no-version", text = format!("{version:?}"));
            Err(PageError(ApiError::Invalid { message, column: None }))
        }
    };
    match key {
        Ok((key, version)) => Some(load_restore_preview(subject.table, key, version).await),
        Err(error) => Some(Err(error)),
    }
}

/// What the page knows of the restore beside its preview.
#[derive(Clone, Copy)]
struct State {
    pending: RwSignal<bool>,
    refusal: RwSignal<Option<WriteError>>,
    outcome: RwSignal<Option<RestoreOutcome>>,
    preview: PreviewResource,
    /// Loads the timeline anew.
    again: Callback<()>,
}

/// The preview, and what comes of it.
#[component]
pub fn RestorePanel(
    /// The item.
    subject: Memo<Subject>,
    /// The preview.
    preview: PreviewResource,
    /// Loads the timeline anew.
    again: Callback<()>,
) -> impl IntoView {
    let state = State {
        pending: RwSignal::new(false),
        refusal: RwSignal::new(None),
        outcome: RwSignal::new(None),
        preview,
        again,
    };
    let previewed = answered(preview, move |answer| match answer {
        None => ().into_any(),
        Some(Ok(preview)) => view! { <Preview preview=preview state=state /> }.into_any(),
        Some(Err(error)) => view! { <ErrorState error=error /> }.into_any(),
    });
    let all = move || subject.with(Subject::address);
    let answers = NodeRef::<leptos::html::Div>::new();
    // The button is gone or made anew, and on a phone it was far below what came of pressing it.
    Effect::new(move |_| {
        let is_answered = state.refusal.with(Option::is_some) || state.outcome.with(Option::is_some);
        if let Some(answers) = answers.get().filter(|_| is_answered) {
            show(answers);
        }
    });
    view! {
        <article class="detail restoration" data-testid="restoration">
            <a class="item-all" href=all>
                <Icon glyph=Glyph::Left />
                {say!("item-all-versions")}
            </a>
            <div class="restore-answers" node_ref=answers tabindex="-1">
                <div role="alert">{move || state.refusal.get().map(refusal_view)}</div>
                <div role="status">{move || state.outcome.get().map(outcome_view)}</div>
            </div>
            <Transition fallback=|| {
                view! { <p class="loading">{say!("item-restore-loading")}</p> }
            }>{move || state.outcome.with(Option::is_none).then(&previewed)}</Transition>
        </article>
    }
    .into_any()
}

fn show(answers: HtmlDivElement) {
    request_animation_frame(move || {
        answers.scroll_into_view();
        focus::request(Target::Element(answers.into()), When::Now);
    });
}

#[component]
fn Preview(preview: RestorePreview, state: State) -> impl IntoView {
    let version = moments::number(preview.target.moment);
    let question = if preview.deletes() {
        say!("item-restore-delete-question", version = version)
    } else {
        say!("item-restore-question", version = version)
    };
    let back = match preview.target.change_id {
        Some(id) => links::item_at(&preview.item.table, &preview.item.item_key, id),
        None => links::item(&preview.item.table, &preview.item.item_key),
    };
    let side_by_side = use_side_by_side();
    let differences = match preview.diff.clone() {
        Some(diff) => {
            let names =
                [say!("item-now").to_owned(), say!("item-as-at", moment = moments::short(preview.target.moment))];
            view! {
                <LayoutChoice />
                <DiffView diff=diff image=Some(preview.unchanged.clone()) side_by_side=side_by_side names=Some(names) />
            }
            .into_any()
        }
        None => [&preview.now, &preview.target].into_iter().filter_map(why_unknown).collect_view().into_any(),
    };
    view! {
        <header class="detail-head">
            <h2>{question}</h2>
            <p>{promise(&preview)}</p>
        </header>
        <dl class="sides">
            {side_view(say!("item-now"), &preview.now)} {side_view(say!("item-then"), &preview.target)}
        </dl>
        {lag_note(&preview)}
        {differences}
        <Decision preview=preview back=back state=state />
    }
    .into_any()
}

/// What the write will do, before it is done.
fn promise(preview: &RestorePreview) -> &'static str {
    match (preview.now.existence, preview.target.existence) {
        (Existence::Absent, Existence::Present) => {
            say!("item-restore-promise-written")
        }
        (Existence::Present, Existence::Absent) => {
            say!("item-restore-promise-deleted")
        }
        _ => say!("item-restore-promise"),
    }
}

fn lag_note(preview: &RestorePreview) -> Option<impl IntoView + use<>> {
    let is_known = preview.now.existence != Existence::Unknown;
    (is_known && !preview.archive_is_current).then(|| {
        view! {
            <p class="note">
                {say!("item-restore-behind", version = preview.item.versions)}
            </p>
        }
    })
}

/// The button, and why it cannot be pressed where it cannot.
#[component]
fn Decision(preview: RestorePreview, back: String, state: State) -> impl IntoView {
    let reason = match (&preview.refused, &preview.expected, &preview.diff) {
        (Some(refused), ..) => Some(refused.clone()),
        (None, None, _) => Some(say!("item-restore-now-unknown").to_owned()),
        (None, _, None) => Some(say!("item-restore-then-unknown").to_owned()),
        _ if preview.changes_nothing() => Some(say!("item-restore-nothing").to_owned()),
        _ => None,
    };
    let deletes = preview.deletes();
    let (class, label) = if deletes {
        ("button button-danger", say!("item-restore-delete"))
    } else {
        ("button button-primary", say!("item-restore"))
    };
    let is_refused = reason.is_some();
    let send = move |_| send(&preview, state);
    view! {
        <footer class="detail-actions restore-decision">
            <button
                type="button"
                class=class
                data-testid="restore-submit"
                disabled=is_refused
                aria-busy=move || state.pending.get().then_some("true")
                aria-describedby=is_refused.then_some("restore-reason")
                on:click=send
            >
                {move || if state.pending.get() { say!("item-restore-writing") } else { label }}
            </button>
            <a class="button" href=back data-noscroll="">
                {say!("item-restore-cancel")}
            </a>
            {reason.map(|reason| view! { <p class="quiet" id="restore-reason">{reason}</p> })}
        </footer>
    }
    .into_any()
}

fn send(preview: &RestorePreview, state: State) {
    let Some(expected) = preview.expected.clone().filter(|_| !state.pending.get_untracked()) else { return };
    let afterimage_model::compare::Moment::Version(version) = preview.target.moment else { return };
    let (table, key) = (preview.item.table.clone(), preview.item.item_key.to_string());
    state.pending.set(true);
    state.refusal.set(None);
    spawn_local(async move {
        let answer = api::restore_item(table, key, version, expected).await;
        let answer =
            answer.unwrap_or_else(|error| Err(WriteError::new(WriteField::Request, "unavailable", error.to_string())));
        state.pending.try_set(false);
        match answer {
            Ok(outcome) => {
                state.outcome.try_set(Some(outcome));
                state.again.try_run(());
            }
            Err(error) => {
                state.refusal.try_set(Some(error));
                // Whatever the reason: what is decided next is decided on how the item is now.
                state.preview.refetch();
            }
        }
    });
}

fn refusal_view(error: WriteError) -> impl IntoView {
    let title = if error.code == "item_moved" { say!("item-restore-moved") } else { say!("item-restore-failed") };
    view! {
        <div class="notice notice-bad" data-testid="restore-refusal">
            <p>
                <strong>{title} " "</strong>
                {error.message}
            </p>
            <p>{say!("item-restore-new-preview")}</p>
        </div>
    }
}

fn outcome_view(outcome: RestoreOutcome) -> impl IntoView {
    let RestoreOutcome { table, item_key, restored, change_id, version, undo, attributes_written, unforeseen } =
        outcome;
    let arrived = match (change_id, version) {
        (Some(id), Some(version)) => {
            let [arrived_as, end] = pieces!("item-restore-arrived");
            view! {
                {arrived_as}
                <a href=links::item_at(&table, &item_key, id) data-noscroll="">
                    {say!("change-version", version = version)}
                </a>
                {end}
            }
            .into_any()
        }
        _ => say!("item-restore-not-arrived").into_any(),
    };
    let undo = undo.map(|version| {
        view! {
            <p>
                <a class="button" href=links::restore(&table, &item_key, version) data-noscroll="">
                    {say!("item-restore-undo", version = version)}
                </a>
            </p>
        }
    });
    let unforeseen = (!unforeseen.is_empty()).then(|| {
        let names = unforeseen.join(", ");
        view! {
            <p>{say!("item-restore-unforeseen", names = names)}</p>
        }
    });
    let attributes_written = attributes_written as u64;
    let written =
        say!("item-restore-written", count = attributes_written, shown = figures::short_count(attributes_written));
    view! {
        <div class="notice notice-good" data-testid="restore-outcome">
            <p>
                <strong>{say!("item-restored", version = restored.version)} " "</strong>
                {written}
                " "
                {arrived}
            </p>
            {unforeseen}
            {undo}
        </div>
    }
}
