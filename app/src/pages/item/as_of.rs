//! The item as it was at a moment of its life, with a slider over all of it.

use afterimage_model::as_of::{At, ImageSource, ItemAsOf, Unknown, VersionAt};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::Subject;
use crate::{
    api::{self, PageError},
    components::{
        answered::answered, clock::use_clock, error_state::ErrorState, figures, image_json::ImageJson,
        resource::Resource, time::Moment, time_style::TimeStyle,
    },
    links, pieces, say,
};

/// What is loaded of the item as of a moment; nothing while none is asked for.
pub type AsOfResource = Resource<Option<Result<ItemAsOf, PageError>>>;

/// The item as of the moment that the address says.
pub async fn state_at(subject: Subject, at: String) -> Option<Result<ItemAsOf, PageError>> {
    if at.is_empty() {
        return None;
    }
    let key = match subject.key_text() {
        Ok(key) => key,
        Err(error) => return Some(Err(error)),
    };
    Some(api::load_as_of(subject.table, key, at).await)
}

/// The item as of the moment that the address says.
#[component]
pub fn AsOfPanel(
    /// Which item.
    subject: Memo<Subject>,
    /// The item as it was.
    state: AsOfResource,
) -> impl IntoView {
    view! {
        <Transition fallback=|| view! { <p class="loading">{say!("item-as-of-loading")}</p> }>
            {answered(state, move |answer| match answer {
                None => ().into_any(),
                Some(Ok(state)) => view! { <State state=state /> }.into_any(),
                Some(Err(error)) => {
                    let back = subject.with_untracked(Subject::address);
                    view! {
                        <ErrorState error=error />
                        <p class="as-of-back">
                            <a class="button" href=back>
                                {say!("item-back-to-now")}
                            </a>
                        </p>
                    }
                        .into_any()
                }
            })}
        </Transition>
    }
}

fn address(state: &ItemAsOf, at: At) -> String {
    format!("{}?at={}", links::item(&state.item.table, &state.item.item_key), links::encode(&at.to_string()))
}

#[component]
fn State(state: ItemAsOf) -> impl IntoView {
    let back = links::item(&state.item.table, &state.item.item_key);
    view! {
        <article class="detail as-of" data-testid="as-of">
            <div class="as-of-banner" role="status">
                <h2>{moment(state.at)}</h2>
                <p>{standing(&state)}</p>
                <a class="button" href=back>
                    {say!("item-back-to-now")}
                </a>
            </div>
            <Slider state=state.clone() />
            {state.gap_noticed_at.map(gap_note)}
            {content(&state)}
        </article>
    }
}

fn moment(at: At) -> AnyView {
    match at {
        At::Time(time) => view! { {say!("item-as-of")} " " <Moment at=time /> }.into_any(),
        At::Version(version) => say!("item-as-of-version", version = version).into_any(),
    }
}

/// Which version was in force, since when and until when.
fn standing(state: &ItemAsOf) -> AnyView {
    let until = state.next.map(|next| {
        let [until, at, _] = pieces!("item-until");
        view! {
            {until}
            <a href=links::item_at(&state.item.table, &state.item.item_key, next.change_id)>
                {format!("v{}", next.version)}
            </a>
            {at}
            <Moment at=next.at />
        }
    });
    let Some(in_force) = state.in_force else {
        let words = match state.exists {
            Some(false) => say!("item-not-existing-yet"),
            _ => say!("item-before-its-first"),
        };
        return view! {
            {words}
            {until}
            "."
        }
        .into_any();
    };
    let link = links::item_at(&state.item.table, &state.item.item_key, in_force.change_id);
    let words = if state.exists == Some(false) { say!("item-had-removed-it") } else { say!("item-was-in-force") };
    view! {
        <a href=link>{format!("v{}", in_force.version)}</a>
        " "
        {words}
        " "
        <Moment at=in_force.at />
        {until}
        "."
    }
    .into_any()
}

fn gap_note(noticed_at: afterimage_model::Timestamp) -> impl IntoView {
    let [noticed, after, gaps] = pieces!("item-gap-noticed");
    view! {
        <p class="note">
            {noticed} <Moment at=noticed_at /> {after} <a href="/tables#gaps">{gaps}</a>
        </p>
    }
}

/// The item then; where there was none or it is not known, why.
fn content(state: &ItemAsOf) -> AnyView {
    let source = (state.image_source == Some(ImageSource::NextRecord)).then(|| {
        view! {
            <p class="note">{say!("item-as-of-derived")}</p>
        }
    });
    match (&state.image, state.unknown, state.in_force) {
        (Some(image), ..) => view! {
            {source}
            <p class="quiet">{figures::attributes(image.len() as u64)}</p>
            <ImageJson image=image.clone() />
        }
        .into_any(),
        (None, Some(unknown), _) => view! {
            <h3>{say!("item-unknown")}</h3>
            <p class="quiet">{why_unknown(unknown)}</p>
        }
        .into_any(),
        (None, None, Some(removed)) => view! {
            <h3>{say!("item-removed")}</h3>
            <p class="quiet">{say!("item-removed-by", version = removed.version)}</p>
        }
        .into_any(),
        (None, None, None) => view! {
            <h3>{say!("item-not-yet")}</h3>
            <p class="quiet">{say!("item-not-yet-why")}</p>
        }
        .into_any(),
    }
}

fn why_unknown(unknown: Unknown) -> String {
    match unknown {
        Unknown::BeforeCapture => say!("item-unknown-before-capture").to_owned(),
        Unknown::NotCarried(view_type) => say!("item-unknown-not-carried", view_type = view_type.as_str()),
        Unknown::UntilNextChange(view_type) => say!("item-unknown-until-next", view_type = view_type.as_str()),
    }
}

/// What the slider says of where it is.
fn value_text(in_force: Option<VersionAt>, write: impl Fn(VersionAt) -> String) -> String {
    match in_force {
        Some(version) => say!("item-slider-version", version = version.version, time = write(version)),
        None => say!("item-slider-before").to_owned(),
    }
}

/// The slider over the life, and a field for a time. While it is dragged it tells the version; where it is let go, the
/// item is shown.
#[component]
fn Slider(state: ItemAsOf) -> impl IntoView {
    let versions = state.item.versions;
    let value = state.in_force.map_or(0, |version| version.version);
    let dragged = RwSignal::new(value);
    let clock = use_clock();
    let in_force = state.in_force;
    let write = move |version: VersionAt| TimeStyle::DateAndTime.write(version.at, clock.zone(), None);
    let text = move || match dragged.get() {
        now if now == value => value_text(in_force, write),
        0 => say!("item-slider-before").to_owned(),
        other => say!("change-version", version = other),
    };
    let navigate = use_navigate();
    let to = state.clone();
    let go = move |event: leptos::ev::Event| {
        if let Ok(version) = event_target_value(&event).parse() {
            let options = NavigateOptions { scroll: false, ..NavigateOptions::default() };
            navigate(&address(&to, At::Version(version)), options);
        }
    };
    let step = |version: Option<u64>, words: &'static str| {
        let href = version.map(|version| address(&state, At::Version(version)));
        href.map(|href| view! { <a class="button" href=href data-noscroll="">{words}</a> })
    };
    let older = step(value.checked_sub(1), say!("item-older"));
    let newer = step((value < versions).then_some(value + 1), say!("item-newer"));
    let action = links::item(&state.item.table, &state.item.item_key);
    let asked = state.at.to_string();
    view! {
        <div class="as-of-slider">
            <input
                type="range"
                min="0"
                max=versions.to_string()
                step="1"
                value=value.to_string()
                prop:value=value.to_string()
                aria-label=say!("item-slider")
                aria-valuetext=text
                data-testid="as-of-slider"
                on:input=move |event| dragged.set(event_target_value(&event).parse().unwrap_or(value))
                on:change=go
            />
            <output>{text}</output>
            <form method="get" action=action>
                <label for="as-of-at">{say!("item-as-of")}</label>
                <input
                    id="as-of-at"
                    type="text"
                    name="at"
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    value=asked.clone()
                    prop:value=asked
                />
                <button type="submit" class="button">
                    {say!("item-show")}
                </button>
                {older}
                {newer}
            </form>
        </div>
    }
}
