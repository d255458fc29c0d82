//! Money that a person leaves on somebody's personal account: paid too much, twice, or in advance.
//! It is an open item of its own, under the number of the bank entry that brought it, until it is
//! set off or goes back.

use super::Plan;
use super::kept::kept_minor;
use crate::domain::{Currency, JournalLine, Money, Side};
use crate::ledger::Personal;
use crate::matching::{Decision, Explanation, MatchStatus, Place};
use crate::store::rows::{Abroad, EntryRow, ItemKind, ItemRow, Origin, Sealed};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Whose account, and which of the two.
type Bearer = (i64, Side);

impl Plan<'_> {
    /// Opens what a person's decision leaves on personal accounts, and withdraws of `known`, what
    /// an earlier one about this entry left there, what it no longer does. `document` is the
    /// statement that told of the entry.
    pub fn left_on_account(
        &mut self,
        row: &EntryRow,
        decision: Option<&Decision>,
        items: &BTreeMap<i64, ItemRow>,
        (known, document): (Vec<ItemRow>, i64),
    ) {
        let mut left: BTreeMap<Bearer, (i64, Option<Abroad>)> = BTreeMap::new();
        if let Some(decision) = decision {
            for (bearer, minor) in self.on_personal_accounts(row, decision, items) {
                left.insert(bearer, self.as_booked(row, decision, items, (bearer, minor)));
            }
        }
        for item in known {
            let none = (0, item.abroad.map(|abroad| Abroad { minor: 0, ..abroad }));
            let (amount_minor, abroad) = left.remove(&(item.contact_id, item.side)).unwrap_or(none);
            let order_number = decision.and_then(|decision| decision.order.clone());
            self.opened(ItemRow { amount_minor, abroad, order_number, ..item });
        }
        left.retain(|_, (amount_minor, _)| *amount_minor != 0);
        for ((contact_id, side), (amount_minor, abroad)) in left {
            let item = ItemRow {
                id: self.next_item(),
                company: row.company.clone(),
                number: format!("E{}", row.id),
                side,
                contact_id,
                date: row.entry.booking_date.or(row.entry.value_date),
                due: None,
                due_told: None,
                currency: Currency::EUR,
                amount_minor,
                abroad,
                vat: Vec::new(),
                discounts: Vec::new(),
                order_number: decision.and_then(|decision| decision.order.clone()),
                payment_reference: None,
                origin: Origin::Invoice,
                kind: ItemKind::OnAccount,
                deducted_by: None,
                listed_in: None,
                document_id: document,
                posting: None,
            };
            self.opened(item);
        }
    }

    /// What would leave money on a personal account by itself, as by a rule, is proposed: the open
    /// item that it is needs a person's word.
    pub(super) fn asked_on_account(
        &self,
        decision: Decision,
        row: &EntryRow,
        items: &BTreeMap<i64, ItemRow>,
    ) -> Decision {
        if self.on_personal_accounts(row, &decision, items).is_empty() {
            return decision;
        }
        decision.asked(Explanation::new(
            "Der Betrag bliebe als offener Posten auf einem Personenkonto; bitte bestätigen, oder \
             den Beleg nennen, den er ausgleicht.",
            "The amount would stay on a personal account as an open item; confirm it, or name the \
             document that it settles.",
        ))
    }

    fn opened(&mut self, item: ItemRow) {
        self.index_item(&item);
        self.changes.items.push(item);
    }

    /// What is left on a personal account as the books keep it: of money in another currency so
    /// much euro as its journal entry says beyond the items that it settles there, so that list and
    /// account are one, and what it is there.
    fn as_booked(
        &mut self,
        row: &EntryRow,
        decision: &Decision,
        items: &BTreeMap<i64, ItemRow>,
        ((contact, side), minor): (Bearer, i64),
    ) -> (i64, Option<Abroad>) {
        let currency = row.entry.amount.currency;
        if currency == Currency::EUR {
            return (minor, None);
        }
        let account = self.books.contacts.personal_account(contact, side);
        let booked = |sealed: &&Sealed| {
            sealed.company == row.company && Some(sealed.number) == row.state.posting
        };
        let lines = self
            .changes
            .journal
            .iter()
            .rfind(booked)
            .map(|sealed| sealed.entry.lines())
            .unwrap_or_default();
        let moved: Decimal =
            lines.iter().filter(|line| line.account == account).map(JournalLine::amount).sum();
        let moved = Money::new(moved, Currency::EUR).minor().unwrap_or_default();
        let stands = |item: &&ItemRow| {
            item.contact_id == contact && item.side == side && item.kind != ItemKind::Prepaid
        };
        let settled = decision
            .allocations
            .iter()
            .filter(|part| items.get(&part.item).as_ref().is_some_and(stands));
        let settled = settled
            .map(|part| part.amount.saturating_add(part.discount))
            .fold(0, i64::saturating_add);
        let left = settled.saturating_add(if side == Side::Receivable {
            moved
        } else {
            moved.saturating_neg()
        });
        (left, Some(Abroad { currency, minor }))
    }

    /// What a decision books on personal accounts without an item, minor units of the entry's
    /// currency and of an item's sign: money that came from a customer is owed to him, money that
    /// went to a vendor is owed by him.
    fn on_personal_accounts(
        &self,
        row: &EntryRow,
        decision: &Decision,
        items: &BTreeMap<i64, ItemRow>,
    ) -> BTreeMap<Bearer, i64> {
        let mut left: BTreeMap<Bearer, i64> = BTreeMap::new();
        if decision.status != MatchStatus::Matched {
            return left;
        }
        let of_item = |item: i64| items.get(&item).map(|item| (item.contact_id, item.side));
        let of_account = |number: &str| {
            let bearer = Personal::of(number)
                .and_then(|_| self.books.contacts.bearer(&row.company, number))?;
            let side = if bearer.customer_account.as_deref() == Some(number) {
                Side::Receivable
            } else {
                Side::Payable
            };
            Some((bearer.id, side))
        };
        let whole = decision.allocations.is_empty() && decision.beside.is_empty();
        let on_whole = decision.account.as_deref().filter(|_| whole).and_then(of_account);
        let first = decision.allocations.first().and_then(|part| of_item(part.item));
        let beside = decision.beside.iter().map(|part| match &part.place {
            Place::Account(number) => (of_account(number), part.amount),
            Place::ContactOf(item) => (of_item(*item), part.amount),
            Place::Unexplained => (None, 0),
        });
        // A payment service's fee is a cost, and its customer paid it all.
        let kept = self
            .books
            .companies
            .get(&row.company)
            .map(|books| kept_minor(books, row))
            .unwrap_or_default();
        let paid = row.entry.amount.minor().unwrap_or_default().saturating_sub(kept);
        let parts = [(on_whole, paid), (first, decision.on_account)];
        for (bearer, amount) in parts.into_iter().chain(beside) {
            if let Some((contact, side)) = bearer {
                *left.entry((contact, side)).or_default() +=
                    if side == Side::Receivable { -amount } else { amount };
            }
        }
        left.retain(|_, amount| *amount != 0);
        left
    }
}
