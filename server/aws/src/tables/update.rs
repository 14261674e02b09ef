//! What an update sends: the attributes that differ, and nothing else.

use afterimage_model::{AttributeValue, Image};

/// An update of one item in DynamoDB's expression language. Names and values stand behind placeholders (`#0`, `:n0`),
/// so that no attribute name can be mistaken for a word of the language, and no value for code.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Update {
    /// `SET #0 = :n0 REMOVE #1`.
    pub(super) expression: String,
    /// Holds while the changed attributes are as the person saw them, and the item still exists.
    pub(super) condition: String,
    /// Attribute names by placeholder.
    pub(super) names: Vec<(String, String)>,
    /// Values by placeholder.
    pub(super) values: Vec<(String, AttributeValue)>,
    /// How many attributes are set or removed.
    pub(super) changed: usize,
}

/// The update that turns `base` into `item`; nothing when they do not differ. `partition_key` names an attribute that
/// every item has: without a condition on it, adding an attribute to an item deleted meanwhile would bring a stump of
/// it back to life.
pub(super) fn between(base: &Image, item: &Image, partition_key: &str) -> Option<Update> {
    let mut update = Update::default();
    let (mut set, mut removed, mut conditions) = (Vec::new(), Vec::new(), vec!["attribute_exists(#key)".to_owned()]);
    for name in differing(base, item) {
        let placeholder = update.name(name);
        conditions.push(match base.get(name) {
            Some(seen) => format!("{placeholder} = {}", update.value("o", seen)),
            None => format!("attribute_not_exists({placeholder})"),
        });
        match item.get(name) {
            Some(wanted) => set.push(format!("{placeholder} = {}", update.value("n", wanted))),
            None => removed.push(placeholder),
        }
        update.changed += 1;
    }
    if update.changed == 0 {
        return None;
    }
    update.names.push(("#key".to_owned(), partition_key.to_owned()));
    update.expression = clauses(&set, &removed);
    update.condition = conditions.join(" AND ");
    Some(update)
}

/// The names of the attributes that are not the same in both, in ascending order.
fn differing<'a>(base: &'a Image, item: &'a Image) -> Vec<&'a String> {
    let mut names: Vec<&String> = base.keys().chain(item.keys()).collect();
    names.sort();
    names.dedup();
    names.retain(|name| base.get(*name) != item.get(*name));
    names
}

fn clauses(set: &[String], removed: &[String]) -> String {
    let clause = |word: &str, parts: &[String]| (!parts.is_empty()).then(|| format!("{word} {}", parts.join(", ")));
    [clause("SET", set), clause("REMOVE", removed)].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

impl Update {
    fn name(&mut self, name: &str) -> String {
        let placeholder = format!("#{}", self.names.len());
        self.names.push((placeholder.clone(), name.to_owned()));
        placeholder
    }

    fn value(&mut self, prefix: &str, value: &AttributeValue) -> String {
        let placeholder = format!(":{prefix}{}", self.values.len());
        self.values.push((placeholder.clone(), value.clone()));
        placeholder
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn image(attributes: &[(&str, &str)]) -> Image {
        attributes.iter().map(|(name, value)| ((*name).to_owned(), AttributeValue::S((*value).to_owned()))).collect()
    }

    #[test]
    fn equal_images_need_no_update() {
        assert_eq!(between(&image(&[("id", "1")]), &image(&[("id", "1")]), "id"), None);
    }

    #[test]
    fn only_what_differs_is_sent_and_only_if_it_is_as_it_was() {
        let base = image(&[("id", "1"), ("same", "x"), ("size", "S"), ("went", "y")]);
        let item = image(&[("came", "z"), ("id", "1"), ("same", "x"), ("size", "M")]);
        let update = between(&base, &item, "id").expect("a difference");
        assert_eq!(update.expression, "SET #0 = :n0, #1 = :n2 REMOVE #2");
        assert_eq!(update.condition, "attribute_exists(#key) AND attribute_not_exists(#0) AND #1 = :o1 AND #2 = :o3");
        let names: Vec<_> = update.names.iter().map(|(_, name)| name.as_str()).collect();
        assert_eq!(names, ["came", "size", "went", "id"]);
        assert_eq!(update.changed, 3);
    }
}
