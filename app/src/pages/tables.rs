//! The tables: whether their changes are captured, how far their shards are read, and where something is missing.

mod address;
mod advice;
mod baseline;
mod gaps;
mod model_upload;
mod shards;
mod stream_control;
mod table;

use std::time::Duration;

use afterimage_model::table::{Gap, TableStatus};
use leptos::{prelude::*, task::spawn_local};

use self::{
    address::{Address, ShardsAs},
    gaps::Gaps,
    model_upload::ModelUpload,
    table::TableSection,
};
use crate::{
    api::{PageError, load_gaps, load_tables},
    components::{
        answered::answered, empty_state::EmptyState, error_state::ErrorState, page_head::PageHead, resource::resource,
    },
    pieces, say,
};

/// How often the figures are asked for while the page is seen.
const REFRESH: Duration = Duration::from_secs(4);

/// `/tables`.
#[component]
pub fn TablesPage() -> impl IntoView {
    let first = resource(|| (), |()| load());
    let address = Address::of_page();
    view! {
        <PageHead title=say!("tables-title")>
            <ShardsAs address=address />
        </PageHead>
        <div class="tables-page" data-testid="tables-page">
            <Transition fallback=|| view! { <p class="loading">{say!("tables-loading")}</p> }>
                {answered(first, move |answer| match answer {
                    Ok((tables, gaps)) => view! { <Tables tables=tables gaps=gaps address=address /> }.into_any(),
                    Err(error) => view! { <ErrorState error=error /> }.into_any(),
                })}
            </Transition>
        </div>
    }
}

async fn load() -> Result<(Vec<TableStatus>, Vec<Gap>), PageError> {
    Ok((load_tables().await?, load_gaps().await?))
}

/// The tables as they were loaded, and then as they become: the elements stay, only what they say changes, so that
/// neither the focus nor what was unfolded is lost.
#[component]
fn Tables(tables: Vec<TableStatus>, gaps: Vec<Gap>, address: Address) -> impl IntoView {
    let figures = Figures {
        tables: RwSignal::new(tables),
        gaps: RwSignal::new(gaps),
        problem: RwSignal::new(None),
        asking: RwSignal::new(false),
    };
    figures.keep_up();
    let Figures { tables, gaps, problem, .. } = figures;
    let reload = Callback::new(move |()| figures.reload());
    let names =
        Memo::new(move |_| tables.with(|tables| tables.iter().map(|table| table.name.clone()).collect::<Vec<_>>()));
    let section = move |name: String| {
        let find = {
            let name = name.clone();
            move |_: Option<&Option<TableStatus>>| {
                tables.with(|tables| tables.iter().find(|table| table.name == name).cloned())
            }
        };
        view! { <TableSection name=name table=Memo::new(find) gaps=gaps address=address reload=reload /> }
    };
    view! {
        <div role="status">
            {move || problem.get().map(|error| view! {
                <p class="notice notice-warning">{say!("tables-outdated", error = error.to_string())}</p>
            })}
        </div>
        <ModelUpload reload=reload />
        {move || names.with(Vec::is_empty).then(no_tables)}
        <For each=move || names.get() key=Clone::clone children=section />
        <Gaps gaps=gaps />
    }
}

/// What the page shows, and what went wrong when it was last asked for.
#[derive(Clone, Copy)]
struct Figures {
    tables: RwSignal<Vec<TableStatus>>,
    gaps: RwSignal<Vec<Gap>>,
    problem: RwSignal<Option<PageError>>,
    /// An answer is being waited for: no second one is asked for meanwhile.
    asking: RwSignal<bool>,
}

impl Figures {
    /// Asks for everything again.
    fn reload(self) {
        if self.asking.try_get_untracked().unwrap_or(true) {
            return;
        }
        self.asking.set(true);
        spawn_local(async move {
            let answer = load().await;
            self.asking.try_set(false);
            match answer {
                Ok((tables, gaps)) => {
                    self.tables.try_set(tables);
                    self.gaps.try_set(gaps);
                    self.problem.try_set(None);
                }
                Err(error) => drop(self.problem.try_set(Some(error))),
            }
        });
    }

    /// Asks again and again while the page is seen.
    fn keep_up(self) {
        Effect::new(move |_| {
            let ask = move || {
                if !document().hidden() {
                    self.reload();
                }
            };
            if let Ok(interval) = set_interval_with_handle(ask, REFRESH) {
                on_cleanup(move || interval.clear());
            }
        });
    }
}

fn no_tables() -> impl IntoView {
    let [start, one, each, all, rest] = pieces!("tables-none-hint");
    view! {
        <EmptyState title=say!("tables-none")>
            <p>
                {start} <code>{one}</code> {each} <code>{all}</code> {rest}
            </p>
        </EmptyState>
    }
}
