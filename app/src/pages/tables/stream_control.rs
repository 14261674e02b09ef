//! Turns a table's stream on and off.

use afterimage_model::{
    ViewType,
    health::WritePermission,
    table::{StreamState, TableStatus},
};
use leptos::prelude::*;

use crate::{api::set_stream, browser::focus, components::overview::use_overview, say};

/// What the control is doing.
#[derive(Clone, Debug, PartialEq, Eq)]
enum SwitchState {
    /// Nothing.
    Idle,
    /// It asks whether that is really meant.
    Asking,
    /// The endpoint is working on it.
    Working,
    /// The endpoint, or the server, refused.
    Refused(String),
}

/// What a press of the button would do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
    On,
    Off,
}

/// What can be done about a stream in this state; nothing about a table that is not there or not known.
fn turn(stream: &StreamState) -> Option<Turn> {
    match stream {
        StreamState::Enabled { .. } => Some(Turn::Off),
        StreamState::Off | StreamState::Disabled { .. } => Some(Turn::On),
        StreamState::TableGone | StreamState::Unknown { .. } => None,
    }
}

/// A stream is turned on with a view type; to turn it off is asked about first, because what happens from then on is
/// not captured.
#[component]
pub fn StreamControl(
    /// The table's name.
    name: String,
    /// The table.
    table: Memo<Option<TableStatus>>,
    /// Asks for the tables again.
    reload: Callback<()>,
) -> impl IntoView {
    let overview = use_overview();
    let read_only = move || {
        let overview = overview.get_untracked().and_then(Result::ok)?;
        (overview.writes == WritePermission::ReadOnly).then(|| say!("tables-stream-read-only"))
    };
    let step = RwSignal::new(SwitchState::Idle);
    let view_type = RwSignal::new(ViewType::NewAndOldImages);
    let turn = Memo::new(move |_| table.with(|table| table.as_ref().and_then(|table| turn(&table.stream))));
    let send = {
        let name = name.clone();
        Callback::new(move |wanted: Option<ViewType>| {
            let name = name.clone();
            step.set(SwitchState::Working);
            leptos::task::spawn_local(async move {
                let answer = set_stream(name, wanted).await;
                step.try_set(
                    answer.map_or_else(|error| SwitchState::Refused(error.to_string()), |()| SwitchState::Idle),
                );
                reload.try_run(());
            });
        })
    };
    let control = move || match (turn.get()?, step.get()) {
        (_, SwitchState::Working) => {
            Some(view! { <span class="quiet">{say!("tables-stream-working")}</span> }.into_any())
        }
        (Turn::Off, SwitchState::Asking) => Some(confirmation(name.clone(), step, send)),
        (Turn::Off, _) => Some(turn_off_button(read_only(), step)),
        (Turn::On, _) => Some(turn_on_controls(read_only(), view_type, send)),
    };
    let refusal = move || match step.get() {
        SwitchState::Refused(reason) => Some(view! { <p class="stream-refusal">{reason}</p> }),
        _ => None,
    };
    let place = NodeRef::new();
    focus::keep_within(place, move || {
        step.track();
        turn.track();
    });
    view! {
        <div class="stream-control" node_ref=place tabindex="-1">
            {control}
            <div role="status">{refusal}</div>
        </div>
    }
}

fn turn_off_button(read_only: Option<&'static str>, step: RwSignal<SwitchState>) -> AnyView {
    view! {
        <button
            type="button"
            class="button"
            disabled=read_only.is_some()
            title=read_only
            on:click=move |_| step.set(SwitchState::Asking)
        >
            {say!("tables-stream-turn-off")}
        </button>
        {read_only.map(|reason| view! { <span class="quiet">{reason}</span> })}
    }
    .into_any()
}

fn confirmation(name: String, step: RwSignal<SwitchState>, send: Callback<Option<ViewType>>) -> AnyView {
    view! {
        <span>{say!("tables-stream-off-means", table = name)}</span>
        <button type="button" class="button button-danger" on:click=move |_| send.run(None)>
            {say!("tables-stream-off-yes")}
        </button>
        <button type="button" class="button" on:click=move |_| step.set(SwitchState::Idle)>
            {say!("tables-stream-off-no")}
        </button>
    }
    .into_any()
}

fn turn_on_controls(
    read_only: Option<&'static str>,
    view_type: RwSignal<ViewType>,
    send: Callback<Option<ViewType>>,
) -> AnyView {
    let choose = move |event| {
        if let Ok(chosen) = event_target_value(&event).parse() {
            view_type.set(chosen);
        }
    };
    let option = |choice: ViewType| {
        view! {
            <option value=choice.as_str() selected=choice == view_type.get_untracked()>
                {format!("{choice}: {}", carries(choice))}
            </option>
        }
    };
    // What most people want comes first.
    let choices = ViewType::ALL.into_iter().rev().map(option).collect_view();
    view! {
        <label class="stream-view-type">
            <span class="visually-hidden">{say!("tables-stream-carries")}</span>
            <select disabled=read_only.is_some() on:change=choose>
                {choices}
            </select>
        </label>
        <button
            type="button"
            class="button"
            disabled=read_only.is_some()
            title=read_only
            on:click=move |_| send.run(Some(view_type.get_untracked()))
        >
            {say!("tables-stream-turn-on")}
        </button>
        {read_only.map(|reason| view! { <span class="quiet">{reason}</span> })}
    }
    .into_any()
}

/// What a view type means, in a few words.
fn carries(view_type: ViewType) -> &'static str {
    match view_type {
        ViewType::KeysOnly => say!("tables-carries-key"),
        ViewType::NewImage => say!("tables-carries-new"),
        ViewType::OldImage => say!("tables-carries-old"),
        ViewType::NewAndOldImages => say!("tables-carries-both"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_can_be_turned_to_what_it_is_not() {
        let arn = || "arn".to_owned();
        assert_eq!(turn(&StreamState::Enabled { arn: arn(), view_type: ViewType::KeysOnly }), Some(Turn::Off));
        assert_eq!(turn(&StreamState::Disabled { arn: arn() }), Some(Turn::On));
        assert_eq!(turn(&StreamState::Off), Some(Turn::On));
        assert_eq!(turn(&StreamState::TableGone), None);
    }
}
