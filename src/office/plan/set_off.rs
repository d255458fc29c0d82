//! Open items set off against each other (§§ 387, 389 BGB) without a bank entry: one journal entry,
//! and both items reduced.

use super::Plan;
use super::not_booked::NotBooked;
use crate::domain::JournalEntry;
use crate::ledger::wording;
use crate::store::rows::ItemRow;
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
        self.matched_stays = true;
        self.changes.set_offs.push(row);
    }
}
