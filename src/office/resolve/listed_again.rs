//! Items that more than one list tells of: the first has booked them, and they are the latest's.

use super::kind;
use crate::domain::{Content, Finding, FindingKind, Kind};
use crate::office::run::Desk;
use crate::office::setup::reread;
use crate::store::rows::{DocumentRow, ItemRow, Origin};
use std::collections::{BTreeSet, HashMap};

/// A later list tells of what an earlier one booked.
pub static LISTED_AGAIN: FindingKind = kind(
    "undo-listed-again",
    "Posten aus {id} stehen auch in der späteren Liste {by} ({numbers}) und gelten durch sie \
     weiter. Bitte zuerst {by} zurücknehmen („kontor undo {by}“), dann {id}; fehlt nur etwas oder \
     ist etwas falsch, eine berichtigte Liste ablegen.",
    "Items of {id} are in the later list {by} as well ({numbers}) and stand by it. Take {by} back \
     first (\"kontor undo {by}\"), then {id}; if something is only missing or wrong, drop a \
     corrected list.",
);

/// So many numbers are named.
const NAMED: usize = 5;

impl Desk {
    /// The items of a document, without those that an earlier list has booked and this one has only
    /// repeated; these besides, as that one's again.
    pub(super) async fn but_repeated(
        &self,
        document: &DocumentRow,
        items: Vec<ItemRow>,
    ) -> anyhow::Result<(Vec<ItemRow>, Vec<ItemRow>)> {
        if document.kind != Kind::OpenItems.as_str() {
            return Ok((items, Vec::new()));
        }
        let company = document.company.as_deref().unwrap_or_default();
        let numbers: Vec<i64> = items.iter().filter_map(|item| item.posting).collect();
        let rows = self.store.journal_numbered(company, &numbers).await?;
        let booked_by: HashMap<i64, i64> =
            rows.iter().filter_map(|row| Some((row.number, row.document_id?))).collect();
        let (mut own, mut repeated) = (Vec::new(), Vec::new());
        for item in items {
            let by = item.posting.and_then(|number| booked_by.get(&number));
            match by.filter(|by| item.origin == Origin::List && **by != document.id) {
                Some(first) => repeated.push(ItemRow { document_id: *first, ..item }),
                None => own.push(item),
            }
        }
        Ok((own, repeated))
    }

    /// Which later list has what a list booked, as what stands in the way of taking that back.
    pub(super) async fn still_listed(
        &self,
        id: &str,
        document: &DocumentRow,
        booked: &[i64],
    ) -> anyhow::Result<Option<Finding>> {
        if document.kind != Kind::OpenItems.as_str() {
            return Ok(None);
        }
        let Ok(Content::OpenItems(listed)) = reread(&self.setup, document) else { return Ok(None) };
        let company = document.company.as_deref().unwrap_or_default();
        let numbers: BTreeSet<String> = listed.into_iter().map(|item| item.document).collect();
        let numbers: Vec<String> = numbers.into_iter().collect();
        let booked: BTreeSet<i64> = booked.iter().copied().collect();
        let mut known = self.store.items_numbered(company, &numbers).await?;
        known.retain(|item| {
            item.document_id != document.id && item.posting.is_some_and(|it| booked.contains(&it))
        });
        let Some(by) = known.iter().map(|item| item.document_id).max() else { return Ok(None) };
        let names = known.iter().filter(|item| item.document_id == by).map(|item| &*item.number);
        let mut named: Vec<&str> = names.collect();
        if named.len() > NAMED {
            named.truncate(NAMED);
            named.push("…");
        }
        let found = LISTED_AGAIN.found().with("id", id).with("by", format!("D{by}"));
        Ok(Some(found.with("numbers", named.join(", "))))
    }
}
