//! What came with each delivery note and what was billed of it: an invoice that names notes bills
//! no more than these brought, whatever else of the order came.

use super::check::LineChecked;
use super::costs::needs_no_receipt;
use super::findings::NOTE_BILLED;
use super::goods::number_key;
use super::told::of;
use super::{Billed, Billing, Book, OrderLineState};
use rust_decimal::Decimal;

/// What a delivery note brought of an ordered line, in the order's unit.
#[derive(Debug, Default, Clone, PartialEq)]
pub(super) struct OfNote {
    pub(super) line: usize,
    pub(super) came: Decimal,
    /// What was billed of it, by the number of the invoice.
    billed: Vec<(String, Decimal)>,
}

impl OfNote {
    fn left(&self) -> Decimal {
        self.came - self.billed.iter().map(|(_, quantity)| *quantity).sum::<Decimal>()
    }
}

impl Book {
    /// Notes what a delivery note brought of a line.
    pub(super) fn note_came(&mut self, note: &str, line: usize, quantity: Decimal) {
        let all = self.of_notes.entry(number_key(note)).or_default();
        match all.iter_mut().find(|one| one.line == line) {
            Some(one) => one.came += quantity,
            None => all.push(OfNote { line, came: quantity, ..OfNote::default() }),
        }
    }

    /// More billed of the notes that an invoice names than they brought and nobody billed yet, where
    /// another invoice has billed of them. Nothing is told where one of them is unknown, or none is
    /// about these goods; and whoever bills several deliveries may name one of them alone.
    pub(super) fn beyond_notes(
        &self,
        (at, state, number): (usize, &OrderLineState, &str),
        (billing, line): (&Billing, &Billed),
        quantity: Decimal,
        checked: &mut LineChecked,
    ) {
        let notes = billing.notes_of(line);
        let own = number_key(billing.number.as_deref().unwrap_or_default());
        let Some(left) = self.left_of(notes, at, &own) else { return };
        let over = quantity - left;
        let worth = state.ordered.unit_price.map(|price| price * over);
        let asked = |codes: &[&str]| {
            checked.found.iter().any(|found| codes.contains(&found.finding.code()))
        };
        if over <= Decimal::ZERO
            || needs_no_receipt(state.ordered.unit.as_ref())
            || self.rules.tolerances.undelivered.allows(over, quantity, worth)
            || asked(&["quantity-exceeds-order", "quantity-exceeds-delivery", "not-delivered"])
        {
            return;
        }
        let left = Some(left.max(Decimal::ZERO));
        let mut found = of(&NOTE_BILLED, Some(number), left, Some(quantity), "");
        found.finding = found.finding.with("notes", notes.join(", "));
        checked.found.push(found);
    }

    /// What nobody has billed yet; `None` where nobody but this invoice billed anything.
    fn left_of(&self, notes: &[String], at: usize, own: &str) -> Option<Decimal> {
        let (mut left, mut by_others) = (Decimal::ZERO, false);
        for note in notes {
            let brought = self.of_notes.get(&number_key(note))?;
            for one in brought.iter().filter(|one| self.same_goods(one.line, at)) {
                left += one.left();
                by_others |= one.billed.iter().any(|(by, much)| by != own && !much.is_zero());
            }
        }
        by_others.then_some(left)
    }

    /// Of one article, counted in one unit: which of two such lines a note was counted to says
    /// nothing of what it brought.
    fn same_goods(&self, one: usize, other: usize) -> bool {
        let ordered = |at| self.line(at).map(|line| &line.ordered);
        one == other
            || ordered(one)
                .zip(ordered(other))
                .is_some_and(|(one, other)| one.unit == other.unit && one.goods.is(&other.goods))
    }

    /// Counts what an invoice bills of the notes it names, each up to what it brought.
    pub(super) fn bill_notes(
        &mut self,
        billing: &Billing,
        line: &Billed,
        at: usize,
        much: Decimal,
    ) {
        let by = number_key(billing.number.as_deref().unwrap_or_default());
        let mut left = much;
        for (note, place) in self.brought(billing.notes_of(line), at) {
            let Some(one) = self.of_notes.get_mut(&note).and_then(|all| all.get_mut(place)) else {
                continue;
            };
            let part = one.left().max(Decimal::ZERO).min(left);
            if part > Decimal::ZERO {
                one.billed.push((by.clone(), part));
                left -= part;
            }
        }
    }

    /// Gives back what a credit note takes off: of the notes and the invoice that it names, else of
    /// what was billed last.
    pub(super) fn credit_notes(
        &mut self,
        billing: &Billing,
        line: &Billed,
        at: usize,
        much: Decimal,
    ) {
        let named = billing.notes_of(line);
        let places = match named.is_empty() {
            true => self.brought(&self.of_notes.keys().cloned().collect::<Vec<_>>(), at),
            false => self.brought(named, at),
        };
        let corrects: Vec<String> = billing.corrects.iter().map(|one| number_key(one)).collect();
        let mut left = much;
        for only_named in [true, false] {
            for (note, place) in &places {
                let one = self.of_notes.get_mut(note).and_then(|all| all.get_mut(*place));
                let Some(one) = one else { continue };
                for (by, billed) in one.billed.iter_mut().rev() {
                    if corrects.contains(by) == only_named {
                        let part = left.min(*billed);
                        *billed -= part;
                        left -= part;
                    }
                }
            }
        }
    }

    /// Where these notes tell of a line's goods.
    fn brought(&self, notes: &[String], at: usize) -> Vec<(String, usize)> {
        let mut places = Vec::new();
        for note in notes.iter().map(|note| number_key(note)) {
            let all = self.of_notes.get(&note).into_iter().flatten().enumerate();
            let same = all.filter(|(_, one)| self.same_goods(one.line, at));
            places.extend(same.map(|(place, _)| (note.clone(), place)));
        }
        places
    }
}
