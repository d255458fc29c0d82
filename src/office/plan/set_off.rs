//! Open items set off against each other (§§ 387, 389 BGB) without a bank entry: one journal entry,
//! and both items reduced.

use super::Plan;
use super::not_booked::NotBooked;
use crate::domain::JournalEntry;
use crate::ledger::wording;
use crate::store::rows::{ItemKind, ItemRow};
use crate::store::{Neighbours, SetOffRow};
use jiff::civil::Date;

impl Plan<'_> {
    /// Sets two items off against each other by the parts of `parts`, each of its item's sign;
    /// gives the row and what was booked.
    ///
    /// # Errors
    /// It cannot be booked: nothing is changed then.
    pub fn set_off(
        &mut self,
        (item, against): (&ItemRow, &ItemRow),
        (item_minor, against_minor): (i64, i64),
        day: Date,
        near: &mut Neighbours,
    ) -> Result<(SetOffRow, JournalEntry), NotBooked> {
        let text =
            wording::set_off(&item.number, &against.number, self.language_of(Some(&item.company)));
        let entry =
            self.set_off_posting([(item, item_minor), (against, against_minor)], day, &text)?;
        let entry = taxed_with_the_money(entry, [item, against]);
        let sealed = self.books.seal(&item.company, entry, None, None, None);
        let booked = sealed.entry.clone();
        self.books.counters.set_off += 1;
        let row = SetOffRow {
            id: self.books.counters.set_off,
            company: item.company.clone(),
            item_id: item.id,
            against_id: against.id,
            item_minor,
            against_minor,
            posting: sealed.number,
            taken_back: None,
        };
        self.changes.journal.push(sealed);
        self.has_been_set_off(row.clone(), 1, near);
        Ok((row, booked))
    }

    /// Takes a set-off back: its entry is reversed, and both items are open again by what it took.
    pub fn set_off_taken_back(
        &mut self,
        row: SetOffRow,
        booked: &JournalEntry,
        near: &mut Neighbours,
    ) {
        let language = self.language_of(Some(&row.company));
        let reversal = booked.reversed(booked.date(), wording::reversal(booked.text(), language));
        let sealed = self.books.seal(&row.company, reversal, None, None, Some(row.posting));
        let taken_back = Some(sealed.number);
        self.changes.journal.push(sealed);
        self.has_been_set_off(SetOffRow { taken_back, ..row }, -1, near);
    }

    /// Notes a set-off, or that it was taken back (`sign` −1). What else is matched stays so: a
    /// person decides.
    fn has_been_set_off(&mut self, row: SetOffRow, sign: i64, near: &mut Neighbours) {
        for (item, amount) in row.parts() {
            *near.settled_elsewhere.entry(item).or_default() += sign * amount;
            let abroad = near.items.get(&item).map_or(0, |row| row.abroad_of(amount));
            *near.abroad_elsewhere.entry(item).or_default() += sign * abroad;
        }
        if let Some((item, amount)) = credited_by(&row, |id| near.items.get(&id)) {
            *near.credited_off.entry(item).or_default() += sign * amount;
        }
        self.matched_stays = true;
        self.changes.set_offs.push(row);
    }
}

/// An entry that sets money off which came before: what tax is owed with the money was owed on the
/// day it came (§ 13 (1) no. 1b UStG).
fn taxed_with_the_money(entry: JournalEntry, items: [&ItemRow; 2]) -> JournalEntry {
    let came = items.iter().filter(|item| item.kind == ItemKind::OnAccount);
    let came = came.filter_map(|item| item.date).min().filter(|day| *day < entry.date());
    let is_taxed = entry.lines().iter().any(|line| line.vat_code.is_some());
    match came.filter(|_| is_taxed) {
        Some(day) => entry.taxed_on(Some(day)),
        None => entry,
    }
}

/// What a set-off takes of an invoice by a credit note of the same side: the invoice, minor units.
/// An invoice that is set off against one of the other side is paid by that.
pub(in crate::office) fn credited_by<'i>(
    row: &SetOffRow,
    item: impl Fn(i64) -> Option<&'i ItemRow>,
) -> Option<(i64, i64)> {
    let [one, other] = row.parts().map(|(id, minor)| Some((item(id)?, minor)));
    let (one, other) = (one?, other?);
    let of = |(invoice, minor): (&ItemRow, i64), (credit, _): (&ItemRow, i64)| {
        let is_one = invoice.amount_minor > 0
            && credit.amount_minor < 0
            && invoice.side == credit.side
            && (invoice.kind, credit.kind) == (ItemKind::Item, ItemKind::Item)
            && invoice.abroad.is_none();
        is_one.then_some((invoice.id, minor))
    };
    of(one, other).or_else(|| of(other, one))
}
