//! Sending what a page shows to a table again: which table, how fast, and how it fares.

use afterimage_model::{
    health::WritePermission,
    replay::{MAX_RATE, MIN_RATE, ReplayPhase, ReplayRequest, ReplayStatus, USUAL_RATE},
};
use leptos::{html, prelude::*, task::spawn_local};

use super::overview::use_overview;
use crate::{
    api::{begin_replay, cancel_replay, load_replay, load_table_names},
    language, pieces, say,
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
    let [before, after] = pieces!("frame-replay-about");
    view! {
        <button type="button" class="button" on:click=open>
            {say!("frame-replay-open")}
        </button>
        <dialog class="task" node_ref=dialog aria-labelledby="replay-heading" data-testid="replay-dialog">
            <h2 id="replay-heading">{say!("frame-replay")}</h2>
            <p>
                {before} {move || what.get()} {after}
            </p>
            <form
                class="task-form"
                on:submit=move |event| {
                    event.prevent_default();
                    state.begin(query.get_untracked());
                }
            >
                <label for="replay-table">{say!("frame-replay-table")}</label>
                <select
                    id="replay-table"
                    prop:value=move || state.to_table.get()
                    on:change:target=move |event| state.to_table.set(event.target().value())
                >
                    {move || options(state)}
                </select>
                <label for="replay-rate">{say!("frame-replay-rate")}</label>
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
                <button
                    class="button button-primary"
                    aria-busy=move || state.is_busy().then_some("true")
                    data-testid="replay-start"
                >
                    {move || if state.is_busy() { say!("frame-replay-busy") } else { say!("frame-replay-start") }}
                </button>
            </form>
            <div role="status" class="task-progress">
                {move || state.status.get().map(progress)}
                {move || state.problem.get().map(|problem| view! { <p class="task-problem">{problem}</p> })}
            </div>
            <div class="task-actions">
                <form method="dialog">
                    <button class="button">{say!("frame-close")}</button>
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
        let refused = permission.filter(|permission| !permission.is_allowed());
        self.problem.set(refused.map(|_| say!("frame-replay-read-only").to_owned()));
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
        if untrack(|| self.is_busy()) {
            return;
        }
        let Ok(rate) = self.rate.get_untracked().trim().parse() else {
            self.problem.set(Some(bad_rate()));
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
    let done = done_in_words(&status);
    let id = status.id;
    let refusals = (status.refused > 0).then(|| view! { <p class="quiet">{status.refusals_in_words()}</p> });
    let told = match status.phase {
        ReplayPhase::UnderWay => view! {
            <progress max="100" value=status.percent.to_string() aria-label=say!("frame-replay")></progress>
            <span>{say!("frame-replay-under-way", percent = status.percent, table = status.to_table, done = done)}</span>
            <button
                type="button"
                class="button"
                data-testid="replay-cancel"
                on:click=move |_| spawn_local(async move { drop(cancel_replay(id).await) })
            >
                {say!("frame-cancel")}
            </button>
        }
        .into_any(),
        ReplayPhase::Finished => {
            view! { <span data-testid="replay-done">{say!("frame-replay-done", done = done)}</span> }.into_any()
        }
        ReplayPhase::Cancelled => say!("frame-replay-cancelled", done = done).into_any(),
        ReplayPhase::Failed => {
            let problem = status.problem.unwrap_or_default();
            let ended = say!("frame-replay-failed", done = done, problem = problem);
            view! { <p class="task-problem">{ended}</p> }.into_any()
        }
    };
    view! {
        {told}
        {refusals}
    }
}

fn bad_rate() -> String {
    let mark = language::current().decimal_mark().to_string();
    let [least, most] = [MIN_RATE, MAX_RATE].map(|rate| rate.to_string().replace('.', &mark));
    say!("frame-replay-bad-rate", least = least, most = most)
}

/// What was done and what was passed over, in a line; as [`ReplayStatus::in_words`] says it in English.
fn done_in_words(status: &ReplayStatus) -> String {
    let mut words =
        vec![say!("frame-replay-written", count = status.put), say!("frame-replay-deleted", count = status.deleted)];
    if status.without_image > 0 {
        words.push(say!("frame-replay-without-image", count = status.without_image));
    }
    if status.other_key > 0 {
        words.push(say!("frame-replay-other-key", count = status.other_key));
    }
    if status.refused > 0 {
        words.push(say!("frame-replay-refused", count = status.refused));
    }
    words.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_english_a_page_says_what_the_command_line_says() {
        let status = ReplayStatus {
            put: 12_345,
            deleted: 1,
            without_image: 2,
            other_key: 1,
            refused: 3,
            ..ReplayStatus::default()
        };
        assert_eq!(done_in_words(&status), status.in_words());
        assert_eq!(done_in_words(&ReplayStatus::default()), ReplayStatus::default().in_words());
        assert_eq!(bad_rate(), "Changes a second is a number from 0.1 to 1000.");
    }
}
