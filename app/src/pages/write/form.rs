//! The form's state and its moves.

use afterimage_model::{
    Image, ItemKey,
    table::{KeyAttribute, TableStatus},
    write::{WriteError, WriteField, WriteOutcome},
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::{
    draft::{self, Notation, Problem},
    json_problem::in_words,
    kind::Kind,
    start::Start,
    templates::template,
};
use crate::{api, components::address::use_parameter, links, say};

/// How long typing must pause before the text is checked, in milliseconds.
const CHECK_AFTER_MS: u64 = 250;

/// What came of the last attempt.
pub type Answer = Result<WriteOutcome, WriteError>;

/// What the form was opened with.
struct Given {
    tables: Vec<TableStatus>,
    /// Whether this server may write.
    allowed: bool,
}

/// The form. What was typed is replaced only on request, and then it can be brought back.
#[derive(Clone, Copy)]
pub struct Form {
    given: StoredValue<Given>,
    /// The chosen table.
    pub table: RwSignal<String>,
    /// What to do.
    pub kind: RwSignal<Kind>,
    /// How the text is written.
    pub notation: RwSignal<Notation>,
    /// The text, as typed.
    pub text: RwSignal<String>,
    /// The text as it was when typing last paused: what is checked and previewed.
    pub checked: RwSignal<String>,
    /// Put only where no item is.
    pub only_if_absent: RwSignal<bool>,
    /// The item as it was loaded: what an update is compared with.
    pub base: RwSignal<Option<Image>>,
    /// What became of loading the item.
    pub note: RwSignal<Option<String>>,
    /// What stood in the editor before it was replaced on request.
    pub replaced: RwSignal<Option<String>>,
    /// What came of the last attempt.
    pub answer: RwSignal<Option<Answer>>,
    /// Whether a write is under way.
    pub pending: RwSignal<bool>,
    /// The text that the form itself put into the editor: as long as it stands, nothing has been typed.
    placed: RwSignal<String>,
    key: RwSignal<Option<ItemKey>>,
    /// Counts what was asked for in place of what the editor shows: an answer to what came before it comes too late.
    asked: StoredValue<u64>,
    go: Callback<String>,
}

impl Form {
    /// The form as it begins.
    pub fn new(start: Start) -> Self {
        let navigate = use_navigate();
        let options = NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() };
        let named = start.tables.iter().find(|table| table.name == start.table).or_else(|| start.tables.first());
        let table = named.map(|table| table.name.clone()).unwrap_or_default();
        let form = Self {
            given: StoredValue::new(Given { tables: start.tables, allowed: start.overview.writes.is_allowed() }),
            table: RwSignal::new(table),
            kind: RwSignal::new(start.kind),
            notation: RwSignal::new(start.notation),
            text: RwSignal::new(String::new()),
            checked: RwSignal::new(String::new()),
            only_if_absent: RwSignal::new(false),
            base: RwSignal::new(None),
            note: RwSignal::new(None),
            replaced: RwSignal::new(None),
            answer: RwSignal::new(None),
            pending: RwSignal::new(false),
            placed: RwSignal::new(String::new()),
            key: RwSignal::new(start.key.clone()),
            asked: StoredValue::new(0),
            go: Callback::new(move |address: String| navigate(&address, options.clone())),
        };
        form.begin(start.key.as_ref(), start.item);
        form
    }

    /// Puts what was loaded, or a template, into the editor.
    fn begin(self, key: Option<&ItemKey>, item: Result<Option<Image>, String>) {
        let mut image = template(&self.table.get_untracked(), &self.keys_untracked());
        if let Some(key) = key {
            image.0.extend(key.to_image().0);
        }
        let note = match (&item, key) {
            (Err(message), _) => Some(say!("write-not-loaded", why = message.as_str())),
            (Ok(None), Some(_)) => Some(say!("write-no-such-item").to_owned()),
            (Ok(_), _) => None,
        };
        self.note.set(note);
        let item = item.ok().flatten();
        self.base.set(item.clone());
        self.place(&item.unwrap_or(image));
    }

    /// The tables' names.
    pub fn table_names(self) -> Vec<String> {
        self.given.with_value(|given| given.tables.iter().map(|table| table.name.clone()).collect())
    }

    /// The chosen table's key attributes.
    pub fn keys(self) -> Vec<KeyAttribute> {
        self.keys_of(&self.table.get())
    }

    fn keys_untracked(self) -> Vec<KeyAttribute> {
        self.keys_of(&self.table.get_untracked())
    }

    fn keys_of(self, name: &str) -> Vec<KeyAttribute> {
        let keys = |given: &Given| given.tables.iter().find(|table| table.name == name).map(draft::key_attributes);
        self.given.with_value(keys).unwrap_or_default()
    }

    fn place(self, image: &Image) {
        let text = self.notation.get_untracked().write(image);
        self.placed.set(text.clone());
        self.text.set(text.clone());
        self.checked.set(text);
    }

    /// Replaces the text, keeping what was typed at hand.
    fn replace(self, image: &Image) {
        let typed = self.text.get_untracked();
        self.replaced.set((typed != self.placed.get_untracked()).then_some(typed));
        self.place(image);
    }

    /// Brings back what was typed before the text was replaced.
    pub fn bring_back(self) {
        if let Some(text) = self.replaced.get_untracked() {
            self.replaced.set(None);
            self.typed(text.clone());
            self.checked.set(text);
        }
    }

    /// The text changed by typing.
    pub fn typed(self, text: String) {
        self.text.set(text);
        if matches!(self.answer.get_untracked(), Some(Err(_))) {
            self.answer.set(None);
        }
    }

    /// To be called on every input: checks the text once typing pauses.
    pub fn check_later(self) -> impl FnMut(()) + 'static {
        debounce(std::time::Duration::from_millis(CHECK_AFTER_MS), move |()| {
            self.checked.try_set(self.text.get_untracked());
        })
    }

    /// Chooses a table: its template comes along, unless something was typed.
    pub fn choose_table(self, name: String) {
        let untouched = self.text.get_untracked() == self.placed.get_untracked();
        self.ask();
        self.table.set(name);
        self.key.set(None);
        self.base.set(None);
        self.note.set(None);
        if untouched {
            self.place(&self.template());
        }
        self.show_address();
    }

    /// Chooses what to do.
    pub fn choose_kind(self, kind: Kind) {
        self.kind.set(kind);
        self.answer.set(None);
        self.show_address();
    }

    /// Writes the text in another notation. What cannot be read stays as it was typed, and is told.
    pub fn choose_notation(self, notation: Notation) {
        let text = self.text.get_untracked();
        let from = self.notation.get_untracked();
        if from == notation {
            return;
        }
        match from.read(&text) {
            Ok(image) => {
                let untouched = text == self.placed.get_untracked();
                self.notation.set(notation);
                let converted = notation.write(&image);
                if untouched {
                    self.placed.set(converted.clone());
                }
                self.text.set(converted.clone());
                self.checked.set(converted);
                self.note.set(None);
                self.show_address();
            }
            Err(error) => {
                let message = say!("write-not-converted", why = in_words(&error));
                self.note.set(Some(message));
                self.checked.set(text);
            }
        }
    }

    fn template(self) -> Image {
        template(&self.table.get_untracked(), &self.keys_untracked())
    }

    /// Puts the table's template into the editor.
    pub fn use_template(self) {
        self.ask();
        self.note.set(None);
        self.replace(&self.template());
    }

    /// Loads the item that the text's key attributes name, as it is now.
    pub fn load(self) {
        let text = self.text.get_untracked();
        let keys = self.keys_untracked();
        let key = self.notation.get_untracked().read(&text).map_err(|error| in_words(&error)).and_then(|image| {
            let missing = draft::problems(&image, &keys).into_iter().find(|problem| problem.field == WriteField::Key);
            if let Some(problem) = missing {
                return Err(problem.message);
            }
            ItemKey::from_image(&draft::key_of(&image, &keys)).map_err(|error| error.to_string())
        });
        match key {
            Ok(key) => self.load_key(key),
            Err(message) => self.note.set(Some(say!("write-nothing-loaded", why = message))),
        }
    }

    /// Something else is asked for: its number.
    fn ask(self) -> u64 {
        self.asked.update_value(|asked| *asked += 1);
        self.asked.get_value()
    }

    /// Whether nothing was asked for since; not so once the page is gone.
    fn is_last(self, asked: u64) -> bool {
        self.asked.try_get_value() == Some(asked)
    }

    fn load_key(self, key: ItemKey) {
        let (asked, table) = (self.ask(), self.table.get_untracked());
        self.key.set(Some(key.clone()));
        self.note.set(Some(say!("write-loading-item").to_owned()));
        self.show_address();
        spawn_local(async move {
            let item = api::load_item_now(table, key.to_string()).await;
            self.loaded(asked, item.map_err(|error| error.to_string()));
        });
    }

    /// Shows what was loaded, unless something else was asked for meanwhile.
    fn loaded(self, asked: u64, item: Result<Option<Image>, String>) {
        if !self.is_last(asked) {
            return;
        }
        match item {
            Ok(Some(item)) => {
                self.note.set(None);
                self.base.set(Some(item.clone()));
                self.replace(&item);
            }
            Ok(None) => {
                self.base.set(None);
                self.note.set(Some(say!("write-no-such-item").to_owned()));
            }
            Err(why) => self.note.set(Some(say!("write-not-loaded", why = why))),
        }
    }

    /// What is wrong with the text as it was last checked.
    pub fn problems(self) -> Vec<Problem> {
        let text = self.checked.get();
        match self.notation.get().read(&text) {
            Err(error) => vec![Problem::of_json(&text, &error)],
            Ok(image) => draft::problems(&image, &self.keys()),
        }
    }

    /// The item that the text as last checked says, where it is one.
    pub fn image(self) -> Option<Image> {
        self.checked.with(|text| self.notation.get().read(text)).ok()
    }

    /// The server's refusal, where it is about one of these fields.
    pub fn refusal(self, fields: &[WriteField]) -> Option<String> {
        self.answer.with(|answer| match answer {
            Some(Err(error)) if fields.contains(&error.field) => Some(error.message.clone()),
            _ => None,
        })
    }

    /// Sends the item, or says why not.
    pub fn submit(self) {
        if self.pending.get_untracked() || !self.given.with_value(|given| given.allowed) {
            return;
        }
        let text = self.text.get_untracked();
        self.checked.set(text.clone());
        let keys = self.keys_untracked();
        let base = self.base.get_untracked();
        let kind = self.kind.get_untracked();
        let notation = self.notation.get_untracked();
        match kind.request(&text, notation, &keys, base, self.only_if_absent.get_untracked()) {
            Err(error) => self.answer.set(Some(Err(error))),
            Ok((request, after)) => {
                let (table, asked) = (self.table.get_untracked(), self.asked.get_value());
                self.pending.set(true);
                spawn_local(async move {
                    let answer = api::write_item(table, request).await;
                    let answer = answer.unwrap_or_else(|error| {
                        Err(WriteError::new(WriteField::Request, "unavailable", error.to_string()))
                    });
                    // What was written is no item to compare another one with.
                    if answer.is_ok() && self.is_last(asked) {
                        self.replaced.try_set(None);
                        self.base.try_set(after);
                    }
                    self.pending.try_set(false);
                    self.answer.try_set(Some(answer));
                });
            }
        }
    }

    /// Shows in the address what the form shows.
    fn show_address(self) {
        let table = self.table.get_untracked();
        let item = self.key.get_untracked().map_or_else(|| links::write(&table), |key| links::write_item(&table, &key));
        let (kind, notation) = (self.kind.get_untracked(), self.notation.get_untracked());
        self.go.run(format!("{item}&action={}&as={}", kind.as_str(), notation.as_str()));
    }

    /// Follows links from one state of the form to another, such as the one to an empty form.
    pub fn follow_address(self) {
        let (table, key) = (use_parameter("table"), use_parameter("key"));
        Effect::new(move |before: Option<(String, String)>| {
            let now = (table.get(), key.get());
            if before.is_none_or(|before| before == now) {
                return now;
            }
            let wanted = links::key_from_parameter(&now.1).ok();
            if !now.0.is_empty() && now.0 != self.table.get_untracked() {
                self.choose_table(now.0.clone());
            }
            if let Some(key) = wanted.filter(|key| self.key.with_untracked(|shown| shown.as_ref() != Some(key))) {
                self.load_key(key);
            }
            now
        });
    }
}

#[cfg(test)]
#[path = "form_tests.rs"]
mod tests;
