//! Rows that another hand than kontor's added, changed or deleted.

use super::{Checked, kind};
use crate::domain::FindingKind;
use crate::store::{Done, Store};
use std::collections::BTreeMap;

/// A row was added, changed or deleted by another hand.
pub static ROW_BY_HAND: FindingKind = kind(
    "row-changed-by-hand",
    "In der Datenbank hat eine andere Hand als kontor eine Zeile {what}: Tabelle {table}, {row} \
     (zuerst am {day}). Bitte die Sicherung vergleichen.",
    "In the database another hand than kontor's has {what} a row: table {table}, {row} (first on \
     {day}). Compare it with the backup.",
);

/// More rows of one table were changed so than are named.
pub static MORE_BY_HAND: FindingKind = kind(
    "rows-changed-by-hand",
    "In der Datenbank hat eine andere Hand als kontor noch {count|Zeile|Zeilen} der Tabelle \
     {table} eingefügt, geändert oder gelöscht. Bitte die Sicherung vergleichen.",
    "In the database another hand than kontor's has added, changed or deleted {count|more \
     row|more rows} of table {table}. Compare it with the backup.",
);

/// So many rows of one table are named.
const MOST_NAMED: usize = 100;

/// Names the rows that another hand changed.
pub(super) async fn prove(store: &Store, checked: &mut Checked) -> anyhow::Result<()> {
    let mut of_table: BTreeMap<String, usize> = BTreeMap::new();
    for row in store.changed_by_hand().await? {
        let told = of_table.entry(row.table.clone()).or_default();
        *told += 1;
        if *told > MOST_NAMED {
            continue;
        }
        let what = match row.done {
            Done::Added => ["eingefügt", "added"],
            Done::Changed => ["geändert", "changed"],
            Done::Gone => ["gelöscht", "deleted"],
        };
        let found = ROW_BY_HAND.found().with_value("what", what).with("table", &row.table);
        checked.faults.push(found.with("row", &row.row).with("day", row.day));
    }
    for (table, told) in of_table.into_iter().filter(|(_, told)| *told > MOST_NAMED) {
        let more = MORE_BY_HAND.found().with("count", told - MOST_NAMED);
        checked.faults.push(more.with("table", table));
    }
    Ok(())
}
