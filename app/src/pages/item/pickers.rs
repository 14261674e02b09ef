//! Choosing what is compared: by typing, by stepping, by a few pairs that are asked for most, and the other way round.

use afterimage_model::{
    compare::{InvalidMoment, Moment, Pair},
    item::ItemOverview,
};
use leptos::{ev::SubmitEvent, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};

use crate::{
    components::{
        diff_layout::{LAYOUT, SIDE_BY_SIDE, use_side_by_side},
        icons::{Glyph, Icon},
    },
    language::{self, Message},
    links, message, say,
};

/// The names of both fields in forms.
const WAS: &str = "was";
const IS: &str = "is";

/// What is typed into both fields. It outlives the comparison that is shown: while another one is asked for, the form that
/// stands there belongs to one that has ended, and is typed into and sent all the same.
#[derive(Clone, Copy)]
pub struct Fields {
    from: RwSignal<String>,
    to: RwSignal<String>,
    problem: RwSignal<Option<Problem>>,
    /// The pair that both last said by themselves.
    shown: StoredValue<Option<Pair>>,
    side_by_side: Memo<bool>,
}

/// What is wrong with what is typed.
#[derive(Clone, Debug)]
struct Problem {
    /// The field's name in forms.
    field: &'static str,
    /// In words, which begin with the field's label.
    words: String,
}

impl Fields {
    /// Empty fields, for as long as the place where comparisons are shown.
    pub fn new() -> Self {
        Self {
            from: RwSignal::default(),
            to: RwSignal::default(),
            problem: RwSignal::new(None),
            shown: StoredValue::new(None),
            side_by_side: use_side_by_side(),
        }
    }

    /// A comparison of this pair is shown. What was typed since the same one was shown before stays.
    fn show(self, pair: Pair) {
        if self.shown.get_value() != Some(pair) {
            self.shown.set_value(Some(pair));
            self.from.set(pair.from.to_string());
            self.to.set(pair.to.to_string());
            self.problem.set(None);
        }
    }

    /// The pair that the fields say, as far as the item has such versions.
    fn read(self, versions: u64) -> Result<Pair, Problem> {
        let read = |field: &'static str, label: &'static str, text: String| match text.parse() {
            Ok(Moment::Version(version)) if version > versions => {
                let words = say!("item-pick-missing", field = label, version = version, versions = versions);
                Err(Problem { field, words })
            }
            Ok(moment) => Ok(moment),
            Err(InvalidMoment(text)) => {
                Err(Problem { field, words: say!("item-pick-unreadable", field = label, text = format!("{text:?}")) })
            }
        };
        let from = read(WAS, say!("item-was"), self.from.get_untracked())?;
        Ok(Pair { from, to: read(IS, say!("item-is"), self.to.get_untracked())? })
    }
}

/// The fields, the steps and the quick choices.
#[component]
pub fn Pickers(
    /// The item.
    item: ItemOverview,
    /// What is compared.
    pair: Pair,
    /// What is typed.
    fields: Fields,
) -> impl IntoView {
    let versions = item.versions;
    fields.show(pair);
    let here = links::item(&item.table, &item.item_key);
    let address = move |pair: Pair| {
        let layout = if fields.side_by_side.get() { format!("&{LAYOUT}={SIDE_BY_SIDE}") } else { String::new() };
        format!("{}{layout}", links::compare(&item.table, &item.item_key, pair))
    };
    let typed = address.clone();
    let address = StoredValue::new(address);
    let to = move |pair: Pair| address.with_value(|address| address(pair));
    let navigate = use_navigate();
    let go = move |event: SubmitEvent| {
        event.prevent_default();
        match fields.read(versions) {
            Ok(pair) => {
                fields.problem.set(None);
                let options = NavigateOptions { scroll: false, ..NavigateOptions::default() };
                navigate(&untrack(|| typed(pair)), options);
            }
            Err(problem) => fields.problem.set(Some(problem)),
        }
    };
    let swap = move || to(pair.swapped());
    view! {
        <form class="pickers" method="get" action=here on:submit=go aria-label=say!("item-pick")>
            <Picker name=WAS label=say!("item-was") text=fields.from problem=fields.problem>
                {step(WAS_OLDER, older(pair.from, versions), move |from| to(Pair { from, ..pair }))}
                {step(WAS_NEWER, newer(pair.from, versions), move |from| to(Pair { from, ..pair }))}
            </Picker>
            <a
                class="icon-button"
                id="picker-swap"
                href=swap
                title=say!("item-pick-swap")
                aria-label=say!("item-pick-swap-both")
                data-noscroll=""
            >
                <Icon glyph=Glyph::Swap />
            </a>
            <Picker name=IS label=say!("item-is") text=fields.to problem=fields.problem>
                {step(IS_OLDER, older(pair.to, versions), move |is| to(Pair { to: is, ..pair }))}
                {step(IS_NEWER, newer(pair.to, versions), move |is| to(Pair { to: is, ..pair }))}
            </Picker>
            <button type="submit" class="button">
                {say!("item-pick-compare")}
            </button>
            <p class="field-error" id="pickers-problem" role="alert">
                {move || fields.problem.get().map(|problem| problem.words)}
            </p>
        </form>
        <nav class="quick-pairs" aria-label=say!("item-quick-pairs")>
            {quick_pairs(versions)
                .into_iter()
                .map(|(label, quick)| {
                    view! {
                        <a
                            class="choice"
                            href=move || to(quick)
                            data-noscroll=""
                            aria-current=(quick == pair).then_some("true")
                        >
                            {label.text(language::current())}
                        </a>
                    }
                })
                .collect_view()}
        </nav>
    }
    .into_any()
}

#[component]
fn Picker(
    name: &'static str,
    label: &'static str,
    text: RwSignal<String>,
    problem: RwSignal<Option<Problem>>,
    children: Children,
) -> impl IntoView {
    let is_wrong = move || problem.with(|problem| problem.as_ref().is_some_and(|problem| problem.field == name));
    view! {
        <div class="picker">
            <label>
                <span>{label}</span>
                <input
                    name=name
                    autocomplete="off"
                    spellcheck="false"
                    size="6"
                    title=say!("item-pick-field")
                    value=text.get_untracked()
                    prop:value=move || text.get()
                    on:input=move |event| text.set(event_target_value(&event))
                    aria-invalid=move || is_wrong().then_some("true")
                    aria-describedby="pickers-problem"
                />
            </label>
            {children()}
        </div>
    }
    .into_any()
}

/// A way to the moment before or after.
#[derive(Clone, Copy)]
struct PickerArrow {
    id: &'static str,
    label: Message,
    glyph: Glyph,
}

const WAS_OLDER: PickerArrow =
    PickerArrow { id: "picker-was-older", label: message!("item-was-older"), glyph: Glyph::Left };
const WAS_NEWER: PickerArrow =
    PickerArrow { id: "picker-was-newer", label: message!("item-was-newer"), glyph: Glyph::Right };
const IS_OLDER: PickerArrow =
    PickerArrow { id: "picker-is-older", label: message!("item-is-older"), glyph: Glyph::Left };
const IS_NEWER: PickerArrow =
    PickerArrow { id: "picker-is-newer", label: message!("item-is-newer"), glyph: Glyph::Right };

fn step(
    PickerArrow { id, label, glyph }: PickerArrow,
    moment: Option<Moment>,
    address: impl Fn(Moment) -> String + Send + Sync + 'static,
) -> AnyView {
    let label = label.text(language::current());
    match moment {
        Some(moment) => view! {
            <a
                class="icon-button"
                id=id
                href=move || address(moment)
                title=label
                aria-label=label
                data-noscroll=""
            >
                <Icon glyph=glyph />
            </a>
        }
        .into_any(),
        None => view! {
            <button
                type="button"
                class="icon-button"
                id=id
                disabled
                title=say!("item-pick-none")
                aria-label=say!("item-pick-no-step", step = label)
            >
                <Icon glyph=glyph />
            </button>
        }
        .into_any(),
    }
}

/// The moment before: before now is the newest version.
fn older(moment: Moment, versions: u64) -> Option<Moment> {
    match moment {
        Moment::Now => Some(Moment::Version(versions)),
        Moment::Version(version) => (version > 1).then(|| Moment::Version(version - 1)),
    }
}

/// The moment after: after the newest version is now.
fn newer(moment: Moment, versions: u64) -> Option<Moment> {
    match moment {
        Moment::Now => None,
        Moment::Version(version) if version >= versions => Some(Moment::Now),
        Moment::Version(version) => Some(Moment::Version(version + 1)),
    }
}

/// Labels and pairs, each pair once.
fn quick_pairs(versions: u64) -> Vec<(Message, Pair)> {
    let (first, newest) = (Moment::Version(1), Moment::Version(versions));
    let mut pairs = vec![(message!("item-quick-now"), Pair { from: newest, to: Moment::Now })];
    if versions > 1 {
        pairs.insert(0, (message!("item-quick-newest"), Pair { from: Moment::Version(versions - 1), to: newest }));
    }
    if versions > 2 {
        pairs.push((message!("item-quick-life"), Pair { from: first, to: newest }));
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stepping_leads_from_the_first_version_to_now_and_back() {
        let mut moment = Moment::Version(1);
        let mut passed = vec![moment];
        while let Some(next) = newer(moment, 3) {
            assert_eq!(older(next, 3), Some(moment));
            moment = next;
            passed.push(moment);
        }
        assert_eq!(passed.last(), Some(&Moment::Now));
        assert_eq!((passed.len(), older(Moment::Version(1), 3)), (4, None));
    }

    #[test]
    fn an_item_of_one_version_has_one_quick_pair() {
        assert_eq!(quick_pairs(1).len(), 1);
        assert_eq!(quick_pairs(2).len(), 2);
        assert_eq!(quick_pairs(9)[0].1.to_string(), "8..9");
    }
}
