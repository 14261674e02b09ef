//! One attribute's values over an item's life.

use serde::{Deserialize, Serialize};

use super::{AttributeValue, as_of::VersionAt, dynamodb_json, item::ItemOverview};

/// The most versions that one look goes through.
pub const MAX_LOOKED_VERSIONS: usize = 1_000;

/// What the attribute was after a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Held {
    /// This value.
    Value {
        /// In JSON, DynamoDB JSON.
        #[serde(with = "tagged")]
        value: AttributeValue,
    },
    /// The item had no such attribute.
    Absent,
    /// There was no item.
    NoItem,
    /// The archive cannot tell.
    Unknown,
}

/// From a version on, until the next step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = AttributeStep))]
pub struct ValuePeriod {
    /// The version that brought it.
    pub since: VersionAt,
    /// What the attribute was from then on.
    pub held: Held,
}

/// A stretch of an attribute's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct AttributeHistory {
    /// The item, as it is known now.
    pub item: ItemOverview,
    /// The attribute's path, as differences write it.
    pub path: String,
    /// Where it became something else, oldest first. The first is what it was at the stretch's beginning.
    pub steps: Vec<ValuePeriod>,
    /// The first and the last version that were looked at.
    pub from_version: u64,
    /// The last.
    pub to_version: u64,
    /// Pass it as `before` to go on with what is older; nothing when version 1 was looked at.
    pub next_before: Option<u64>,
    /// The item's attributes in the newest image that was looked at: what else can be asked for.
    pub attributes: Vec<String>,
}

/// Keeps only where something became something else; oldest first.
pub fn steps(states: impl IntoIterator<Item = ValuePeriod>) -> Vec<ValuePeriod> {
    let mut steps: Vec<ValuePeriod> = Vec::new();
    for state in states {
        if steps.last().is_none_or(|last| last.held != state.held) {
            steps.push(state);
        }
    }
    steps
}

mod tagged {
    //! A value in DynamoDB JSON.
    use super::{AttributeValue, dynamodb_json};
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

    pub(super) fn serialize<S: Serializer>(value: &AttributeValue, serializer: S) -> Result<S::Ok, S::Error> {
        dynamodb_json::Tagged(value).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<AttributeValue, D::Error> {
        let json = serde_json::Value::deserialize(deserializer)?;
        dynamodb_json::value_from_json(&json, "value", 1).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ChangeId, Op, Timestamp};

    #[test]
    fn only_what_becomes_something_else_is_a_step() {
        let state = |version: u64, held: Held| {
            let change_id = ChangeId(i64::try_from(version).expect("small"));
            let since = VersionAt { version, change_id, at: Timestamp::from_millis(0), op: Op::Modify };
            ValuePeriod { since, held }
        };
        let text = |text: &str| Held::Value { value: AttributeValue::S(text.to_owned()) };
        let states = [text("a"), text("a"), Held::Absent, text("a"), text("b"), Held::Unknown, Held::Unknown];
        let states = states.into_iter().zip(1..).map(|(held, version)| state(version, held));
        let versions: Vec<u64> = steps(states).iter().map(|step| step.since.version).collect();
        assert_eq!(versions, [1, 3, 4, 5, 6]);
    }

    #[test]
    fn a_number_of_38_digits_survives_its_json() {
        let digits = "12345678901234567890.123456789012345678";
        let held = Held::Value { value: AttributeValue::N(digits.parse().expect("a number")) };
        let json = serde_json::to_string(&held).expect("JSON");
        assert_eq!(serde_json::from_str::<Held>(&json).ok(), Some(held), "{json}");
    }
}
