//! One attribute's values over the life: numbers as a step chart, others as a ribbon, and both as a table.

use afterimage_model::{
    AttributeValue,
    attribute_history::{AttributeHistory, Held, ValuePeriod},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::{Subject, condense::condensed};
use crate::{
    api::{self, PageError},
    components::{
        answered::answered,
        error_state::ErrorState,
        figures::{self, short_count},
        resource::Resource,
        time::Moment,
        time_style::TimeStyle,
        value::{ValueView, value_text},
    },
    links, say,
};

/// What the address says for: choose one.
pub const CHOOSE: &str = "*";

/// The most steps that are drawn.
const MAX_DRAWN: usize = 240;

/// The most steps in the table.
const MAX_ROWS: usize = 200;

/// The most characters of a value that a shape's title has.
const MAX_TITLE_CHARACTERS: usize = 80;

/// The drawing's size, in its own units.
const WIDTH: f64 = 600.0;
const HEIGHT: f64 = 150.0;

/// Room above and below the line.
const MARGIN: f64 = 8.0;

/// How many tones a ribbon has.
const TONES: usize = 6;

/// An attribute as the address names it, and its history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chosen {
    attribute: String,
    history: Result<AttributeHistory, PageError>,
}

/// The history of the attribute that the address names; nothing while it names none. `before` as in the address.
pub async fn history_of(subject: Subject, attribute: String, before: String) -> Option<Chosen> {
    if attribute.is_empty() {
        return None;
    }
    let history = match subject.key_text() {
        Ok(key) => {
            // Any path's answer tells the attributes that there are; a star by itself is the beginning of a name, and no
            // path.
            let path = if attribute == CHOOSE { "\"*\"".to_owned() } else { attribute.clone() };
            api::load_attribute(subject.table, key, path, before.parse().ok()).await
        }
        Err(error) => Err(error),
    };
    Some(Chosen { attribute, history })
}

/// The attribute that the address names.
#[component]
pub fn AttributePanel(
    /// Which item.
    subject: Memo<Subject>,
    /// Its history.
    chosen: Resource<Option<Chosen>>,
) -> impl IntoView {
    view! {
        <Transition fallback=|| view! { <p class="loading">{say!("item-attribute-loading")}</p> }>
            {answered(chosen, move |chosen| {
                let Some(Chosen { attribute, history }) = chosen else { return ().into_any() };
                match history {
                    Ok(history) => view! { <History history=history chosen=attribute /> }.into_any(),
                    Err(error) => {
                        let back = subject.with_untracked(Subject::address);
                        view! {
                            <ErrorState error=error />
                            <p class="as-of-back">
                                <a class="button" href=format!("{back}?attribute={CHOOSE}")>
                                    {say!("item-attribute-choose")}
                                </a>
                            </p>
                        }
                            .into_any()
                    }
                }
            })}
        </Transition>
    }
}

#[component]
fn History(history: AttributeHistory, chosen: String) -> impl IntoView {
    let here = links::item(&history.item.table, &history.item.item_key);
    let is_choosing = chosen == CHOOSE;
    let title = if is_choosing {
        say!("item-attributes-over-time").to_owned()
    } else {
        say!("item-attribute-over-time", attribute = chosen.as_str())
    };
    let names = history.attributes.iter().map(|name| {
        let path =
            afterimage_model::diff::Path(vec![afterimage_model::diff::PathSegment::Name(name.clone())]).to_string();
        let current = (path == history.path).then_some("true");
        let href = format!("{here}?attribute={}", links::encode(&path));
        view! {
            <a class="choice" href=href aria-current=current>
                {name.clone()}
            </a>
        }
    });
    view! {
        <article class="detail attribute" data-testid="attribute-history">
            <header class="as-of-banner">
                <h2>{title}</h2>
                <a class="button" href=here.clone()>
                    {say!("item-back-to-now")}
                </a>
            </header>
            <nav class="attribute-names" aria-label=say!("item-attributes")>
                {names.collect_view()}
            </nav>
            <form class="jump" method="get" action=here.clone()>
                <label for="attribute-path">{say!("item-attribute-path")}</label>
                <input
                    id="attribute-path"
                    type="text"
                    name="attribute"
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    value=if is_choosing { String::new() } else { chosen }
                    placeholder="address.city, lines[0].sku"
                />
                <button type="submit" class="button">
                    {say!("item-show")}
                </button>
            </form>
            {(!is_choosing).then(|| shown(history))}
        </article>
    }
}

fn shown(history: AttributeHistory) -> impl IntoView {
    let here = links::item(&history.item.table, &history.item.item_key);
    let looked = say!(
        "item-attribute-looked",
        steps = figures::steps(history.steps.len() as u64),
        from = history.from_version,
        to = history.to_version,
        versions = history.item.versions,
    );
    let attribute = links::encode(&history.path);
    let older = history.next_before.map(|before| {
        view! {
            <a class="button" href=format!("{here}?attribute={attribute}&before={before}")>
                {say!("item-older-versions")}
            </a>
        }
    });
    let newest = (history.to_version < history.item.versions).then(|| {
        view! {
            <a class="button" href=format!("{here}?attribute={attribute}")>
                {say!("item-newest")}
            </a>
        }
    });
    view! {
        <p class="quiet">{looked}</p>
        {chart(&history)}
        {table(&history)}
        <nav class="pager" aria-label=say!("item-stretches")>
            {newest}
            {older}
        </nav>
    }
}

/// A number's place on the scale; its digits beyond a float's are in the texts.
fn height_of(held: &Held) -> Option<f64> {
    match held {
        Held::Value { value: AttributeValue::N(number) } => {
            number.as_str().parse().ok().filter(|value: &f64| value.is_finite())
        }
        _ => None,
    }
}

/// The value in words.
fn held_text(held: &Held) -> String {
    match held {
        Held::Value { value } => value_text(value),
        Held::Absent => say!("item-held-absent").to_owned(),
        Held::NoItem => say!("item-held-no-item").to_owned(),
        Held::Unknown => say!("item-held-unknown").to_owned(),
    }
}

fn step_title(step: &ValuePeriod) -> String {
    let text = held_text(&step.held);
    let short: String = text.chars().take(MAX_TITLE_CHARACTERS).collect();
    let more = if short.len() < text.len() { "…" } else { "" };
    format!("v{} · {} · {short}{more}", step.since.version, step.since.at)
}

/// From where to where each step goes, in the drawing's units.
fn spans(history: &AttributeHistory) -> Vec<(f64, f64)> {
    let count = (history.to_version + 1).saturating_sub(history.from_version).max(1);
    let x = |version: u64| WIDTH * version.saturating_sub(history.from_version) as f64 / count as f64;
    let ends = history.steps.iter().skip(1).map(|step| step.since.version).chain([history.to_version + 1]);
    history.steps.iter().zip(ends).map(|(step, end)| (x(step.since.version), x(end))).collect()
}

fn chart(history: &AttributeHistory) -> AnyView {
    let is_numeric = history.steps.iter().any(|step| height_of(&step.held).is_some())
        && history.steps.iter().all(|step| height_of(&step.held).is_some() || !matches!(step.held, Held::Value { .. }));
    let order: Vec<f64> = history.steps.iter().map(|step| height_of(&step.held).unwrap_or(f64::NAN)).collect();
    let drawn = condensed(&order, MAX_DRAWN);
    let left_out = history.steps.len() - drawn.len();
    let shapes = if is_numeric { step_shapes(history, &drawn) } else { ribbon_shapes(history, &drawn) };
    let (path, from, to) = (history.path.as_str(), history.from_version, history.to_version);
    let label = if is_numeric {
        say!("item-chart-steps", path = path, from = from, to = to)
    } else {
        say!("item-chart-ribbon", path = path, from = from, to = to)
    };
    view! {
        <figure class="attribute-chart">
            <svg viewBox=format!("0 0 {WIDTH} {HEIGHT}") preserveAspectRatio="none" role="img" aria-label=label>
                {shapes}
            </svg>
            <figcaption class="attribute-ends">
                <span>{format!("v{}", history.from_version)}</span>
                {(left_out > 0).then(|| say!("item-chart-left-out", count = left_out, steps = history.steps.len()))}
                <span>{format!("v{}", history.to_version)}</span>
            </figcaption>
        </figure>
    }
    .into_any()
}

fn step_shapes(history: &AttributeHistory, drawn: &[usize]) -> AnyView {
    let heights: Vec<Option<f64>> = history.steps.iter().map(|step| height_of(&step.held)).collect();
    let low = heights.iter().flatten().copied().fold(f64::INFINITY, f64::min);
    let high = heights.iter().flatten().copied().fold(f64::NEG_INFINITY, f64::max);
    let y = |value: f64| {
        // Halved first: the difference of two numbers near the float's limits has no place in a float.
        let share = if high > low { (value / 2.0 - low / 2.0) / (high / 2.0 - low / 2.0) } else { 0.5 };
        HEIGHT - MARGIN - share * (HEIGHT - 2.0 * MARGIN)
    };
    let spans = spans(history);
    let mut path = String::new();
    let mut is_open = false;
    let mut hits = Vec::with_capacity(drawn.len());
    for (at, step) in drawn.iter().enumerate() {
        let (from, own_end) = spans[*step];
        let to = drawn.get(at + 1).map_or(own_end, |next| spans[*next].0);
        match heights[*step] {
            Some(value) => {
                let command = if is_open { 'L' } else { 'M' };
                path.push_str(&format!("{command}{from:.1} {:.1}H{to:.1}", y(value)));
                is_open = true;
            }
            None => is_open = false,
        }
        hits.push(view! {
            <rect class="attribute-hit" x=format!("{from:.1}") y="0" width=format!("{:.1}", to - from) height=HEIGHT.to_string()>
                <title>{step_title(&history.steps[*step])}</title>
            </rect>
        });
    }
    view! {
        <path class="attribute-line" d=path vector-effect="non-scaling-stroke" />
        {hits}
    }
    .into_any()
}

fn ribbon_shapes(history: &AttributeHistory, drawn: &[usize]) -> AnyView {
    let spans = spans(history);
    let mut known: Vec<&Held> = Vec::new();
    let shape = |(at, step): (usize, &usize)| {
        let (from, own_end) = spans[*step];
        let to = drawn.get(at + 1).map_or(own_end, |next| spans[*next].0);
        let held = &history.steps[*step].held;
        let tone = match held {
            Held::Value { .. } => {
                let found = known.iter().position(|known| *known == held);
                let number = found.unwrap_or_else(|| {
                    known.push(held);
                    known.len() - 1
                });
                (number % TONES).to_string()
            }
            _ => "none".to_owned(),
        };
        view! {
            <rect
                class="attribute-tone"
                data-tone=tone
                x=format!("{from:.1}")
                y="0"
                width=format!("{:.1}", (to - from).max(0.5))
                height=HEIGHT.to_string()
            >
                <title>{step_title(&history.steps[*step])}</title>
            </rect>
        }
    };
    drawn.iter().enumerate().map(shape).collect_view().into_any()
}

fn table(history: &AttributeHistory) -> impl IntoView + use<> {
    let row = |step: &ValuePeriod| {
        let href = links::item_at(&history.item.table, &history.item.item_key, step.since.change_id);
        let value = match &step.held {
            Held::Value { value } => view! { <ValueView value=value.clone() /> }.into_any(),
            other => view! { <span class="quiet">{held_text(other)}</span> }.into_any(),
        };
        view! {
            <tr>
                <th scope="row">
                    <a href=href>{format!("v{}", step.since.version)}</a>
                </th>
                <td>
                    <Moment at=step.since.at style=TimeStyle::DateAndTime />
                </td>
                <td>{value}</td>
            </tr>
        }
    };
    let left_out = history.steps.len().saturating_sub(MAX_ROWS);
    let note = (left_out > 0).then(|| {
        let words = say!("item-steps-left-out", count = left_out, shown = short_count(left_out as u64));
        view! { <p class="quiet">{words}</p> }
    });
    let rows = history.steps.iter().rev().take(MAX_ROWS).map(row).collect_view();
    view! {
        <div class="scroll-x" role="group" aria-label=say!("item-values") tabindex="0">
            <table class="grid">
                <thead>
                    <tr>
                        <th scope="col">{say!("item-since")}</th>
                        <th scope="col">{say!("item-time")}</th>
                        <th scope="col">{say!("item-value")}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {note}
    }
}
