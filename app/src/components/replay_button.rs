//! Sending what a page shows to a table again: which table, how fast, and how it fares.

use leptos::{html, prelude::*, task::spawn_local};

use super::frame::use_overview;
use crate::{
    api::{begin_replay, cancel_replay, load_replay, load_table_names},
    model::{
        health::WritePermission,
        replay::{MAX_RATE, MIN_RATE, ReplayPhase, ReplayRequest, ReplayStatus, USUAL_RATE},
    },
};

/// How often it is asked how the replay fares.
const LOOK_EVERY: std::time::Duration = std::time::Duration::from_millis(700);

/// What the dialog knows.
#[derive(Clone, Copy)]
struct Dialog {
    to_table: RwSignal<String>,
    rate: RwSignal<String>,
    tables: RwSignal<Vec<String>>,
    status: RwSignal<Option<ReplayStatus>>,
    problem: RwSignal<Option<String>>,
}

/// `Replay…`, and the dialog that it opens. Where nothing may be written the button says why.
#[component]
pub fn ReplayButton(
    /// Which changes, as a query.
    #[prop(into)]
    query: Signal<String>,
    /// What those are, in words.
    #[prop(into)]
    what: Signal<String>,
    /// The table that is offered first.
    #[prop(into)]
    table: Signal<String>,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let state = Dialog {
        to_table: RwSignal::new(String::new()),
        rate: RwSignal::new(USUAL_RATE.to_string()),
        tables: RwSignal::new(Vec::new()),
        status: RwSignal::new(None),
        problem: RwSignal::new(None),
    };
    let overview = use_overview();
    let permission = move || overview.get_untracked().and_then(Result::ok).map(|overview| overview.writes);
    let open = move |_| {
        if let Some(dialog) = dialog.get_untracked().filter(|dialog| !dialog.open()) {
            state.to_table.set(table.get_untracked());
            state.look_up(permission());
            // It fails only for a dialog that is not on the page.
            drop(dialog.show_modal());
        }
    };
    view! {
        <button type="button" class="button" on:click=open>
            "Replay…"
        </button>
        <dialog class="task" node_ref=dialog aria-labelledby="replay-heading" data-testid="replay-dialog">
            <h2 id="replay-heading">"Replay"</h2>
            <p>
                "Sends " {move || what.get()} " to a table again, oldest first: items are written as each change left them, and deleted where it deleted them. What is in the table under the same keys is replaced."
            </p>
            <form
                class="task-form"
                on:submit=move |event| {
                    event.prevent_default();
                    state.begin(query.get_untracked());
                }
            >
                <label for="replay-table">"To table"</label>
                <select
                    id="replay-table"
                    prop:value=move || state.to_table.get()
                    on:change:target=move |event| state.to_table.set(event.target().value())
                >
                    {move || options(state)}
                </select>
                <label for="replay-rate">"Changes a second"</label>
                <input
                    id="replay-rate"
                    type="number"
                    min=MIN_RATE.to_string()
                    max=MAX_RATE.to_string()
                    step="any"
                    value=USUAL_RATE.to_string()
                    prop:value=move || state.rate.get()
                    on:input:target=move |event| state.rate.set(event.target().value())
                />
                <button class="button button-primary" disabled=move || state.is_busy() data-testid="replay-start">
                    {move || if state.is_busy() { "Under way…" } else { "Start" }}
                </button>
            </form>
            <div role="status" class="task-progress">
                {move || state.status.get().map(progress)}
                {move || state.problem.get().map(|problem| view! { <p class="task-problem">{problem}</p> })}
            </div>
            <div class="task-actions">
                <form method="dialog">
                    <button class="button">"Close"</button>
                </form>
            </div>
        </dialog>
    }
    .into_any()
}

fn options(state: Dialog) -> Vec<impl IntoView> {
    let (mut tables, chosen) = (state.tables.get(), state.to_table.get_untracked());
    if !chosen.is_empty() && !tables.contains(&chosen) {
        tables.insert(0, chosen.clone());
    }
    let option = |name: String| {
        let is_chosen = name == chosen;
        view! {
            <option value=name.clone() selected=is_chosen>
                {name.clone()}
            </option>
        }
    };
    tables.into_iter().map(option).collect()
}

impl Dialog {
    fn is_busy(self) -> bool {
        self.status.with(|status| status.as_ref().is_some_and(|status| status.phase == ReplayPhase::UnderWay))
    }

    /// The tables to choose from, and a replay that is under way.
    fn look_up(self, permission: Option<WritePermission>) {
        self.problem.set(permission.filter(|permission| !permission.is_allowed()).map(|_| {
            "This server only reads, so nothing can be sent from here. Whoever starts it can allow it with --allow-writes."
                .to_owned()
        }));
        spawn_local(async move {
            if let Ok(names) = load_table_names().await {
                self.tables.try_set(names);
            }
            if let Ok(Some(status)) = load_replay(None).await
                && status.phase == ReplayPhase::UnderWay
            {
                let id = status.id;
                self.status.try_set(Some(status));
                self.follow(id);
            }
        });
    }

    fn begin(self, query: String) {
        let Ok(rate) = self.rate.get_untracked().trim().parse() else {
            self.problem.set(Some(format!("Changes a second is a number from {MIN_RATE} to {MAX_RATE}.")));
            return;
        };
        let request = ReplayRequest { query, to_table: self.to_table.get_untracked(), rate };
        self.problem.set(None);
        spawn_local(async move {
            match begin_replay(request).await {
                Ok(status) => {
                    let id = status.id;
                    self.status.try_set(Some(status));
                    self.follow(id);
                }
                Err(error) => drop(self.problem.try_set(Some(error.to_string()))),
            }
        });
    }

    /// Asks again and again until it is over.
    fn follow(self, id: u64) {
        let look = move || {
            spawn_local(async move {
                let told = load_replay(Some(id)).await.ok().flatten();
                let goes_on = told.as_ref().is_none_or(|status| status.phase == ReplayPhase::UnderWay);
                if told.is_some() && self.status.try_set(told).is_some() {
                    // The page is another one by now.
                    return;
                }
                if goes_on && self.status.try_with_untracked(Option::is_some).unwrap_or(false) {
                    self.follow(id);
                }
            });
        };
        set_timeout(look, LOOK_EVERY);
    }
}

fn progress(status: ReplayStatus) -> impl IntoView {
    let done = status.in_words();
    let id = status.id;
    match status.phase {
        ReplayPhase::UnderWay => view! {
            <progress max="100" value=status.percent.to_string() aria-label="Replay"></progress>
            <span>{format!("{} % to {}: {done}", status.percent, status.to_table)}</span>
            <button
                type="button"
                class="button"
                data-testid="replay-cancel"
                on:click=move |_| spawn_local(async move { drop(cancel_replay(id).await) })
            >
                "Cancel"
            </button>
        }
        .into_any(),
        ReplayPhase::Finished => view! { <span data-testid="replay-done">{format!("Done: {done}.")}</span> }.into_any(),
        ReplayPhase::Cancelled => format!("Cancelled: {done}.").into_any(),
        ReplayPhase::Failed => {
            let problem = status.problem.unwrap_or_default();
            view! { <p class="task-problem">{format!("It ended early: {done}. {problem}")}</p> }.into_any()
        }
    }
}
