//! The tables, what their streams carry, and the shard of each that is being read.

use afterimage_model::demonstration::RunTable;
use leptos::prelude::*;

use super::super::words;
use crate::{links, say};

pub(super) fn view(tables: &[RunTable]) -> AnyView {
    let row = |table: &RunTable| {
        let standing = match (&table.stream_arn, &table.shard_id) {
            (Some(_), Some(shard)) => shard.clone(),
            (Some(_), None) => say!("demonstration-on-not-read").to_owned(),
            (None, _) => say!("demonstration-off").to_owned(),
        };
        let looked = table.shard_id.clone().map(|shard| links::tables(false, Some(&(table.name.clone(), shard))));
        let standing = match looked {
            Some(address) => view! { <a href=address>{standing}</a> }.into_any(),
            None => standing.into_any(),
        };
        view! {
            <tr>
                <th scope="row">
                    <span class="view-type">{table.view_type.as_str()}</span>
                    {words::carries(table.view_type)}
                </th>
                <td class="mono">
                    <span>{table.name.clone()}</span>
                    {standing}
                </td>
            </tr>
        }
    };
    let arns = tables.iter().filter(|table| table.stream_arn.is_some()).count();
    let said = say!("demonstration-captured", on = arns, all = tables.len());
    view! {
        <p class="outcome-said">{said}</p>
        <table class="captured">
            <thead>
                <tr>
                    <th scope="col">{say!("demonstration-view-type-carries")}</th>
                    <th scope="col">{say!("demonstration-table-and-shard")}</th>
                </tr>
            </thead>
            <tbody>{tables.iter().map(row).collect_view()}</tbody>
        </table>
        <p class="outcome-ways">
            <a href="/tables">{say!("demonstration-tables-page")}</a>
        </p>
    }
    .into_any()
}
