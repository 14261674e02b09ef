//! What the form shows when answers come late.

use super::*;

fn empty() -> Form {
    Form {
        given: StoredValue::new(Given { tables: Vec::new(), allowed: true }),
        table: RwSignal::new("orders".to_owned()),
        kind: RwSignal::new(Kind::Put),
        notation: RwSignal::new(Notation::Plain),
        text: RwSignal::new(String::new()),
        checked: RwSignal::new(String::new()),
        only_if_absent: RwSignal::new(false),
        base: RwSignal::new(None),
        note: RwSignal::new(None),
        replaced: RwSignal::new(None),
        answer: RwSignal::new(None),
        pending: RwSignal::new(false),
        placed: RwSignal::new(String::new()),
        key: RwSignal::new(None),
        asked: StoredValue::new(0),
        go: Callback::new(|_| ()),
    }
}

fn item(id: &str) -> Image {
    Notation::Plain.read(&format!(r#"{{"id": "{id}"}}"#)).expect("an item")
}

#[test]
fn an_item_that_is_loaded_late_does_not_take_the_place_of_what_was_asked_for_after_it() {
    Owner::new().with(|| {
        let form = empty();
        let (slow, quick) = (form.ask(), form.ask());
        form.loaded(quick, Ok(Some(item("quick"))));
        for late in [Ok(Some(item("slow"))), Ok(None), Err("too late".to_owned())] {
            form.loaded(slow, late);
            assert_eq!((form.base.get_untracked(), form.note.get_untracked()), (Some(item("quick")), None));
        }
        assert!(form.text.get_untracked().contains("quick"));
        let slow = form.ask();
        form.choose_table("carts".to_owned());
        form.loaded(slow, Ok(Some(item("slow"))));
        assert_eq!(form.base.get_untracked(), None, "it is of the other table");
    });
}
