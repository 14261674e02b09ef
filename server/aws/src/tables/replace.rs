//! Replacing an item on the condition that it is still as it was seen: for restores, and for whoever swaps by the API.

use std::collections::HashMap;

use afterimage_language::phrase;
use afterimage_model::{Image, write::WriteField};
use aws_sdk_dynamodb::types::{
    AttributeAction, AttributeValue, AttributeValueUpdate, ComparisonOperator, ExpectedAttributeValue, ReturnValue,
};

use super::{
    AwsTables, TableDescription, WriteRefusal, Written, answers, convert, failure,
    swap::{self, Expressions, Swap},
    validate,
    write::{refusal, same_item},
};
use crate::streams::TakenBody;

impl AwsTables {
    /// Brings the item with this key from what was `seen` to what is `wanted`; nothing stands for no item.
    pub(super) async fn replace(
        &self,
        table: &TableDescription,
        key: &Image,
        seen: Option<&Image>,
        wanted: Option<&Image>,
    ) -> Result<Written, WriteRefusal> {
        let key = validate::key_of(table, key)?;
        for image in [seen, wanted].into_iter().flatten() {
            validate::without_raw(image)?;
            same_item(&key, &validate::key_of(table, image)?)?;
        }
        match (seen, wanted) {
            (None, None) => nothing_to_do(&key),
            (None, Some(wanted)) => self.put_where_none_is(table, wanted).await,
            (Some(seen), None) => self.delete_as_seen(table, &key, seen).await,
            (Some(seen), Some(wanted)) => self.change_as_seen(table, &key, seen, wanted).await,
        }
    }

    async fn put_where_none_is(&self, table: &TableDescription, wanted: &Image) -> Result<Written, WriteRefusal> {
        let written = self.put(table, wanted, true).await;
        written.map_err(|error| if error.code == "condition_failed" { moved() } else { error })
    }

    async fn change_as_seen(
        &self,
        table: &TableDescription,
        key: &Image,
        seen: &Image,
        wanted: &Image,
    ) -> Result<Written, WriteRefusal> {
        validate::size(wanted)?;
        let swap = Swap::between(seen, Some(wanted));
        if swap.steps.is_empty() {
            return nothing_to_do(key);
        }
        let expressions = swap.to_expressions();
        let is_one_expression = expressions.is_some();
        let request = self.client.update_item().table_name(&table.name).return_values(ReturnValue::AllNew);
        let mut request = request.set_key(Some(convert::to_sdk_item(key)));
        if let Some(expressions) = expressions {
            let (names, values) = placeholders(&expressions);
            request = request.condition_expression(expressions.condition).update_expression(expressions.update);
            request = request.set_expression_attribute_names(names).set_expression_attribute_values(values);
        } else {
            // More attributes than an expression can name. The older parameters say the same, for as many as there are
            // (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.html).
            for (name, was) in &swap.conditions {
                request = request.expected(*name, expected(*was));
            }
            for (name, value) in &swap.steps {
                request = request.attribute_updates(*name, update(*value));
            }
        }
        let body = TakenBody::default();
        request.customize().interceptor(body.clone()).send().await.map_err(|error| {
            let error = refused("UpdateItem", &table.name, &error);
            if is_one_expression { error } else { too_many(&swap, error) }
        })?;
        let found = found(body).await?;
        Ok(Written {
            item_key: validate::item_key(key)?,
            attributes_written: swap.steps.len(),
            unforeseen: swap::unforeseen(&found, seen, Some(wanted)),
        })
    }

    async fn delete_as_seen(
        &self,
        table: &TableDescription,
        key: &Image,
        seen: &Image,
    ) -> Result<Written, WriteRefusal> {
        let swap = Swap::between(seen, None);
        let expressions = swap.to_expressions();
        let is_one_expression = expressions.is_some();
        let request = self.client.delete_item().table_name(&table.name).return_values(ReturnValue::AllOld);
        let mut request = request.set_key(Some(convert::to_sdk_item(key)));
        if let Some(expressions) = expressions {
            let (names, values) = placeholders(&expressions);
            request = request.condition_expression(expressions.condition);
            request = request.set_expression_attribute_names(names).set_expression_attribute_values(values);
        } else {
            for (name, was) in &swap.conditions {
                request = request.expected(*name, expected(*was));
            }
        }
        let body = TakenBody::default();
        request.customize().interceptor(body.clone()).send().await.map_err(|error| {
            let error = refused("DeleteItem", &table.name, &error);
            if is_one_expression { error } else { too_many(&swap, error) }
        })?;
        let found = found(body).await?;
        Ok(Written {
            item_key: validate::item_key(key)?,
            attributes_written: found.len(),
            unforeseen: swap::unforeseen(&found, seen, None),
        })
    }
}

/// What stands behind an expression's placeholders, as requests take it.
type Placeholders = (Option<HashMap<String, String>>, Option<HashMap<String, AttributeValue>>);

fn placeholders(expressions: &Expressions) -> Placeholders {
    let names = expressions.names.iter().cloned().collect();
    let values = expressions.values.iter().map(|(placeholder, value)| (placeholder.clone(), convert::to_sdk(value)));
    // DynamoDB refuses an empty list of values.
    (Some(names), Some(values.collect()).filter(|values: &HashMap<_, _>| !values.is_empty()))
}

fn nothing_to_do(key: &Image) -> Result<Written, WriteRefusal> {
    Ok(Written { item_key: validate::item_key(key)?, attributes_written: 0, unforeseen: Vec::new() })
}

/// What a failed condition means.
fn moved() -> WriteRefusal {
    WriteRefusal::new(WriteField::Request, "item_moved", phrase!("server-write-replaced-moved"))
}

fn refused<E, R>(action: &str, table: &str, error: &aws_sdk_dynamodb::error::SdkError<E, R>) -> WriteRefusal
where
    E: std::error::Error + aws_sdk_dynamodb::error::ProvideErrorMetadata + 'static,
    R: std::fmt::Debug + 'static,
{
    let error = refusal(failure::of(action, Some(table), error), "");
    if error.code == "condition_failed" { moved() } else { error }
}

/// What an endpoint means that takes the older parameters, and not as many of them as Amazon's own does.
fn too_many(swap: &Swap<'_>, error: WriteRefusal) -> WriteRefusal {
    if error.code != "invalid_item" {
        return error;
    }
    let attributes = swap.conditions.len().to_string();
    let message = phrase!("server-write-not-compared", attributes = attributes, said = error.message.clone());
    WriteRefusal { message, ..error }
}

/// What the answer tells of the item. AWS's client would refuse an answer with a value that it has no type for, and send the
/// write a second time.
async fn found(answer: TakenBody) -> Result<Image, WriteRefusal> {
    let found = answers::item(answer).await.map_err(|failure| refusal(failure, ""))?;
    Ok(found.map(|found| found.image).unwrap_or_default())
}

fn expected(was: Option<&afterimage_model::AttributeValue>) -> ExpectedAttributeValue {
    let expected = ExpectedAttributeValue::builder();
    match was {
        Some(value) => {
            expected.comparison_operator(ComparisonOperator::Eq).attribute_value_list(convert::to_sdk(value)).build()
        }
        None => expected.comparison_operator(ComparisonOperator::Null).build(),
    }
}

fn update(value: Option<&afterimage_model::AttributeValue>) -> AttributeValueUpdate {
    let update = AttributeValueUpdate::builder();
    match value {
        Some(value) => update.action(AttributeAction::Put).value(convert::to_sdk(value)).build(),
        None => update.action(AttributeAction::Delete).build(),
    }
}
