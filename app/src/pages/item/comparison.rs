//! Two moments of the item compared, with the way to any other two.

use afterimage_model::compare::{Comparison, Existence, Moment, Pair, Side};
use leptos::prelude::*;

use super::{
    Subject, moments,
    pickers::{Fields, Pickers},
};
use crate::{
    api::{PageError, load_comparison},
    browser::focus::{self, Target, When},
    components::{
        answered::answered,
        change_detail::{self, derived},
        copy_choices,
        copy_menu::CopyMenu,
        diff_layout::{LayoutChoice, use_side_by_side},
        diff_view::DiffView,
        error_state::ErrorState,
        icons::{Glyph, Icon},
        op_sign::{OpSign, Sign},
        resource::Resource,
        time::Moment as MomentView,
        time_style::TimeStyle,
        why_unknown,
    },
    links, say,
};

/// What is loaded of a comparison; nothing while none is asked for.
pub type ComparisonResource = Resource<Option<Result<Comparison, PageError>>>;

/// The comparison that the address asks for.
pub async fn compared(subject: Subject, pair: Option<String>) -> Option<Result<Comparison, PageError>> {
    let pair = pair?;
    let key = match subject.key_text() {
        Ok(key) => key,
        Err(error) => return Some(Err(error)),
    };
    Some(load_comparison(subject.table, key, pair).await)
}

/// The comparison.
#[component]
pub fn ComparisonPanel(
    /// The item.
    subject: Memo<Subject>,
    /// The comparison.
    comparison: ComparisonResource,
) -> impl IntoView {
    let fields = Fields::new();
    view! {
        <Transition fallback=|| view! { <p class="loading">{say!("item-comparing")}</p> }>
            {answered(comparison, move |answer| match answer {
                None => ().into_any(),
                Some(Ok(comparison)) => view! { <Compared comparison=comparison fields=fields /> }.into_any(),
                Some(Err(error)) => {
                    let all = subject.with_untracked(Subject::address);
                    view! {
                        <ErrorState error=error />
                        <p class="item-back">
                            <a href=all>{say!("item-back")}</a>
                        </p>
                    }
                        .into_any()
                }
            })}
        </Transition>
    }
}

#[component]
fn Compared(comparison: Comparison, fields: Fields) -> impl IntoView {
    // Whoever steps through versions goes on stepping.
    Effect::new(|_| focus::request(Target::Successor, When::IfLost));
    let Comparison { item, from, to, diff, unchanged } = comparison;
    let pair = Pair { from: from.moment, to: to.moment };
    let title = say!("item-compared", is = moments::number(to.moment), was = moments::number(from.moment));
    let side_by_side = use_side_by_side();
    let names = [from.moment, to.moment].map(moments::short);
    let differences = match diff {
        Some(diff) => {
            view! { <DiffView diff=diff image=Some(unchanged) side_by_side=side_by_side names=Some(names) /> }
                .into_any()
        }
        None => [&from, &to].into_iter().filter_map(why_unknown).collect_view().into_any(),
    };
    view! {
        <article class="detail comparison" data-testid="comparison">
            <a class="item-all" href=links::item(&item.table, &item.item_key)>
                <Icon glyph=Glyph::Left />
                {say!("item-all-versions")}
            </a>
            <header class="detail-head">
                <h2>{title}</h2>
                <a class="icon-button" href=links::item(&item.table, &item.item_key) aria-label=say!("item-close-comparison") title=say!("item-close-comparison") data-noscroll="">
                    <Icon glyph=Glyph::Close />
                </a>
            </header>
            <Pickers item=item.clone() pair=pair fields=fields />
            <dl class="sides">{side_view(say!("item-was"), &from)} {side_view(say!("item-is"), &to)}</dl>
            {[from, to].into_iter().filter_map(rebuilt).collect_view()}
            <div class="comparison-bar">
                <LayoutChoice />
                <CopyMenu id="pair" choices=copy_choices::of_pair(&item.table, &item.item_key, pair) />
            </div>
            {differences}
        </article>
    }
    .into_any()
}

/// Which moment a side is, and whether the item was there.
pub fn side_view(name: &'static str, side: &Side) -> impl IntoView + use<> {
    let (label, at, op) = (moments::short(side.moment), side.at, side.op);
    let state = match side.existence {
        Existence::Present => String::new(),
        Existence::Absent => format!(" · {}", say!("item-side-absent")),
        Existence::Unknown => format!(" · {}", say!("item-side-unknown")),
    };
    let place = match (side.moment, side.change_id) {
        (Moment::Version(_), Some(id)) => {
            view! { <a href=links::change(id)>{say!("change-number", id = id.0)}</a> }.into_any()
        }
        _ => say!("item-side-now").into_any(),
    };
    view! {
        <div>
            <dt>{name}</dt>
            <dd>
                {op.map(|op| view! { <OpSign sign=Sign::of(op, None) /> " " })} <strong>{label}</strong> " · "
                <MomentView at=at style=TimeStyle::DateAndTime /> " · " {place} {state}
            </dd>
        </div>
    }
}

/// Why nothing is known of a side.
pub fn why_unknown(side: &Side) -> Option<impl IntoView + use<>> {
    side.why_unknown.as_ref().map(|why| {
        let sentence = why_unknown::sentence(why, moments::number(side.moment));
        view! { <p class="note" data-testid="why-unknown">{sentence}</p> }
    })
}

fn rebuilt(side: Side) -> Option<impl IntoView> {
    let label = moments::name(side.moment);
    side.rebuilt_from.map(|from| {
        view! { <div class="rebuilt" aria-label=label role="group">{derived(change_detail::Side::After, from)}</div> }
    })
}
