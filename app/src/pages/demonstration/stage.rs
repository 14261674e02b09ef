//! Where the page stands in the story, what is known of it, and what is being done.

use afterimage_model::demonstration::{Demonstration, Run, StoryStep};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

use crate::{
    api::{PageError, load_demonstration, reset_demonstration, take_story_step},
    components::address::use_parameter,
    links,
};

/// What the page is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doing {
    /// A step is being taken.
    Step(StoryStep),
    /// Everything is being deleted.
    Reset,
}

/// The page's state. What is in the address is only read here; what the server tells replaces what it told before.
#[derive(Clone, Copy)]
pub(super) struct Stage {
    /// The step that is shown.
    pub(super) step: Memo<StoryStep>,
    /// Whether the page fills the screen.
    pub(super) is_full: Memo<bool>,
    /// The run, as the server told it last.
    pub(super) run: RwSignal<Option<Run>>,
    /// What is being done.
    pub(super) doing: RwSignal<Option<Doing>>,
    /// Why a step was not taken, or nothing could be deleted.
    pub(super) problem: RwSignal<Option<(Doing, PageError)>>,
    /// Whether the stream was asked in this window: asking leaves no trace.
    pub(super) has_asked: RwSignal<bool>,
    /// Whether it is asked if the reset is meant.
    pub(super) asks_reset: RwSignal<bool>,
    /// Moves when what had the focus is gone: the step's heading takes it.
    pub(super) focus: RwSignal<u32>,
    /// Moves with each answer to something done: what was asked for before it is old.
    answers: RwSignal<u32>,
    /// Shows another step, or fills the screen.
    navigate: Callback<(StoryStep, bool)>,
}

impl Stage {
    /// A page that begins with what the server told.
    pub(super) fn new(first: Demonstration) -> Self {
        let (step, screen) = (use_parameter("step"), use_parameter("screen"));
        let navigate = use_navigate();
        Self {
            step: Memo::new(move |_| step.with(|step| StoryStep::numbered(step.parse().unwrap_or(1)))),
            is_full: Memo::new(move |_| screen.with(|screen| screen == links::FULL_SCREEN)),
            run: RwSignal::new(first.run),
            doing: RwSignal::new(None),
            problem: RwSignal::new(None),
            has_asked: RwSignal::new(false),
            asks_reset: RwSignal::new(false),
            focus: RwSignal::new(0),
            answers: RwSignal::new(0),
            navigate: Callback::new(move |(step, is_full): (StoryStep, bool)| {
                let options = NavigateOptions { scroll: false, ..NavigateOptions::default() };
                navigate(&links::demonstration(step, is_full), options);
            }),
        }
    }

    /// Goes to a step.
    pub(super) fn go(self, step: StoryStep) {
        if step != self.step.get_untracked() {
            self.navigate.run((step, self.is_full.get_untracked()));
        }
    }

    /// Fills the screen, or does not.
    #[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "the server has no screen"))]
    pub(super) fn fill(self, is_full: bool) {
        if is_full != self.is_full.get_untracked() {
            self.navigate.run((self.step.get_untracked(), is_full));
        }
    }

    /// Whether the step was taken, as far as one can see.
    pub(super) fn has_taken(self, step: StoryStep) -> bool {
        let has_asked = step == StoryStep::Read && self.has_asked.get();
        has_asked || self.run.with(|run| run.as_ref().is_some_and(|run| run.has_taken(step)))
    }

    /// The step that has to be taken before the one that is shown can be.
    pub(super) fn first_needed(self) -> Option<StoryStep> {
        self.run.with(|run| needed(run.as_ref(), self.step.get()))
    }

    /// Takes the step that is shown, or goes to the one that is needed for it.
    pub(super) fn act(self) {
        if self.doing.get_untracked().is_some() {
            return;
        }
        let step = self.step.get_untracked();
        if let Some(needed) = untrack(move || self.first_needed()) {
            // A key pressed once too often takes nobody away from what they look at.
            if !untrack(move || self.has_taken(step)) {
                self.go(needed);
            }
            return;
        }
        let run = self.number();
        self.doing.set(Some(Doing::Step(step)));
        leptos::task::spawn_local(async move {
            let answer = take_story_step(step, run).await;
            if answer.is_ok() && step == StoryStep::Read {
                self.has_asked.try_set(true);
            }
            self.done(Doing::Step(step), answer).await;
        });
    }

    /// Deletes what the run has made, and goes back to the story's beginning.
    pub(super) fn reset(self) {
        if self.doing.get_untracked().is_some() {
            return;
        }
        self.end_question();
        self.doing.set(Some(Doing::Reset));
        let run = self.number();
        leptos::task::spawn_local(async move {
            let answer = reset_demonstration(run).await;
            let is_done = answer.is_ok();
            self.done(Doing::Reset, answer).await;
            if is_done && self.has_asked.try_set(false).is_none() {
                self.go(StoryStep::Enable);
            }
        });
    }

    /// Nobody asks any more whether the reset is meant.
    pub(super) fn end_question(self) {
        self.asks_reset.set(false);
        self.focus.update(|focus| *focus = focus.wrapping_add(1));
    }

    async fn done(self, doing: Doing, answer: Result<Demonstration, PageError>) {
        self.answers.try_update(|answers| *answers = answers.wrapping_add(1));
        match answer {
            Ok(told) => {
                self.run.try_set(told.run);
                self.problem.try_set(None);
            }
            Err(error) => {
                self.problem.try_set(Some((doing, error)));
                // What stood in the way may be news to this page.
                self.refresh().await;
            }
        }
        self.doing.try_set(None);
    }

    /// Asks where the story stands.
    pub(super) async fn refresh(self) {
        let asked_after = self.answers.try_get_untracked();
        let told = load_demonstration().await;
        if let (Ok(told), true) = (told, self.answers.try_get_untracked() == asked_after) {
            self.run.try_update(|run| {
                let fresh = told.run.map(|fresh| unless_same(run.as_ref(), fresh));
                *run = fresh;
            });
        }
    }

    fn number(self) -> Option<u64> {
        self.run.with_untracked(|run| run.as_ref().map(|run| run.number))
    }
}

/// When the stream has told the same again, the answer that is shown stays: the times of asking would only flicker.
fn unless_same(before: Option<&Run>, mut fresh: Run) -> Run {
    let shown = before.filter(|before| before.number == fresh.number).and_then(|before| before.stream.as_ref());
    if let (Some(shown), Some(stream)) = (shown, &mut fresh.stream)
        && shown.records == stream.records
    {
        stream.clone_from(shown);
    }
    fresh
}

/// The step that has to be taken first.
fn needed(run: Option<&Run>, step: StoryStep) -> Option<StoryStep> {
    if step == StoryStep::Enable {
        return None;
    }
    let Some(run) = run.filter(|run| run.is_captured()) else { return Some(StoryStep::Enable) };
    let has_what_it_takes = match step {
        StoryStep::Enable | StoryStep::Write => true,
        StoryStep::Read | StoryStep::Retain => !run.versions().is_empty(),
        StoryStep::Change | StoryStep::Expire => run.living().is_some(),
    };
    (!has_what_it_takes).then_some(StoryStep::Write)
}

#[cfg(test)]
mod tests {
    use super::*;
    use afterimage_model::{
        SequenceNumber, Timestamp, ViewType,
        demonstration::{RunTable, StreamReading},
    };

    fn run(shard_id: Option<&str>, asked_at: i64) -> Run {
        let table = RunTable {
            name: "t".to_owned(),
            view_type: ViewType::NewAndOldImages,
            stream_arn: Some("arn".to_owned()),
            shard_id: shard_id.map(str::to_owned),
            versions: Vec::new(),
        };
        let asked_at = Timestamp::from_millis(asked_at);
        let stream = StreamReading { shard_id: "s".to_owned(), records: Vec::new(), asked_at, took_ms: 1 };
        Run { number: 1, tables: vec![table], item_key: None, sent: Vec::new(), stream: Some(stream) }
    }

    #[test]
    fn a_step_that_has_no_sense_yet_names_the_one_that_comes_first() {
        let needs = |run: Option<&Run>| StoryStep::ALL.map(|step| needed(run, step).map(StoryStep::number));
        let tables_first = [None, Some(1), Some(1), Some(1), Some(1), Some(1)];
        assert_eq!(needs(None), tables_first);
        assert_eq!(needs(Some(&run(None, 0))), tables_first, "the streams are not read yet");
        assert_eq!(needs(Some(&run(Some("s"), 0))), [None, None, Some(2), Some(2), Some(2), Some(2)]);
    }

    #[test]
    fn the_stream_that_says_the_same_again_is_shown_as_it_was() {
        let (before, again) = (run(Some("s"), 1), run(Some("s"), 2));
        assert_eq!(unless_same(Some(&before), again.clone()), before);
        assert_eq!(unless_same(None, again.clone()), again);
        let mut more = again.clone();
        let record = afterimage_model::demonstration::RecordInStream {
            sequence_number: "111".parse::<SequenceNumber>().expect("digits"),
            event_id: "e".to_owned(),
            op: afterimage_model::Op::Insert,
            item_key: "id=1".parse().expect("a key"),
        };
        more.stream.as_mut().expect("a reading").records.push(record);
        assert_eq!(unless_same(Some(&before), more.clone()), more);
    }
}
