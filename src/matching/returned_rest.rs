//! What a payment had brought besides its items, when it comes back: money on account and parts on
//! accounts go back with it.

use super::decision::{Allocation, Beside, Decision, Explanation, Place};
use super::desk::{Desk, Slip};
use super::explain::{money, with_amount};
use super::index::Item;
use crate::domain::money::Currency;

/// What goes back besides the items.
#[derive(Default)]
pub(super) struct Rest {
    /// Money on account that nothing has used yet: it is closed.
    pub closed: Vec<Allocation>,
    /// What stands on accounts otherwise, minor units signed as on the bank account; a person is
    /// asked.
    pub beside: Vec<Beside>,
    /// Likewise on the account of the first item's contact.
    pub on_account: i64,
    /// What is said of all this, the questions first.
    pub said: Vec<Explanation>,
    /// Money on account that something has used since.
    used: bool,
}

impl Desk<'_> {
    /// Finds money on account by the entry that brought it.
    pub(super) fn find_credits(&mut self) {
        for (at, item) in
            self.index.items.iter().enumerate().filter(|(_, item)| item.facts.is_on_account)
        {
            self.credits.entry(item.facts.document.clone()).or_default().push(at);
        }
    }

    /// Whether an entry left money on account.
    pub(super) fn left_credit(&self, entry: i64) -> bool {
        self.credits.contains_key(&format!("E{entry}"))
    }

    /// The money on account (places of its items) that a payment left to the contacts of these
    /// parts and that has not come back, and how much it brought, minor units signed as on the bank
    /// account.
    pub(super) fn credits_beside(
        &self,
        paid: &Slip<'_>,
        parts: &[Allocation],
    ) -> (Vec<usize>, i64) {
        let left =
            self.credits.get(&format!("E{}", paid.entry.id)).map(Vec::as_slice).unwrap_or_default();
        let mut brought: i64 = 0;
        let mut found = Vec::new();
        for at in left {
            let Some(item) =
                self.index.items.get(*at).filter(|item| !paid.taken_back.contains(&item.facts.id))
            else {
                continue;
            };
            if parts.iter().any(|part| self.is_of(part.item, item)) {
                brought = brought.saturating_sub(item.facts.on_account(item.facts.original));
                found.push(*at);
            }
        }
        (found, brought)
    }

    /// Whether the item of an allocation is of the same contact as that of one of the parts.
    pub(super) fn is_beside(&self, allocation: &Allocation, parts: &[Allocation]) -> bool {
        let item = self.index.place(allocation.item).and_then(|at| self.index.items.get(at));
        item.is_some_and(|item| parts.iter().any(|part| self.is_of(part.item, item)))
    }

    /// Whether an item, by its id, is of another's contact and side.
    fn is_of(&self, id: i64, other: &Item<'_>) -> bool {
        self.index.place(id).and_then(|at| self.index.items.get(at)).is_some_and(|item| {
            (item.facts.contact.as_str(), item.facts.side)
                == (other.facts.contact.as_str(), other.facts.side)
        })
    }

    /// Notes a decided entry that left money on account under the items that it names: what it paid
    /// twice may come back.
    pub(super) fn note_credit(&mut self, at: usize) {
        let Some(slip) = self.slips.get(at).filter(|slip| self.left_credit(slip.entry.id)) else {
            return;
        };
        for named in &slip.mentions.named {
            self.left_beside.entry(named.item).or_default().push(at);
        }
    }
}

impl Rest {
    /// What a payment had brought besides its items.
    pub fn of(desk: &Desk<'_>, paid: &Slip<'_>, settled: &Decision) -> Rest {
        let first =
            settled.allocations.first().map(|part| part.item).filter(|_| settled.on_account != 0);
        let left_over = first.map(|item| Beside::of(Place::ContactOf(item), settled.on_account));
        // Booked on one account as a whole.
        let none = settled.allocations.is_empty() && settled.beside.is_empty();
        let whole = settled
            .account
            .clone()
            .filter(|_| none)
            .map(|number| Beside::of(Place::Account(number), paid.entry.amount));
        let left_over = left_over.or(whole);
        let rest = Rest {
            beside: left_over.into_iter().chain(settled.beside.iter().cloned()).collect(),
            ..Rest::default()
        };
        let credits =
            desk.credits.get(&format!("E{}", paid.entry.id)).map(Vec::as_slice).unwrap_or_default();
        rest.going_back(desk, &settled.allocations, credits, paid.entry.currency)
    }

    /// Of what a payment had brought besides its items this money on account (places of its items),
    /// which goes back with the parts; all else stays.
    pub fn of_parts(desk: &Desk<'_>, parts: &[Allocation], credits: &[usize]) -> Rest {
        let mut rest = Rest::default();
        let Some(currency) = credits
            .first()
            .and_then(|at| desk.index.items.get(*at))
            .map(|item| item.facts.currency)
        else {
            return rest;
        };
        let Some(first) = parts.first() else { return rest };
        for item in credits.iter().filter_map(|at| desk.index.items.get(*at)) {
            let amount = item.facts.on_account(item.facts.original).saturating_neg();
            let of_contact = parts.iter().find(|part| desk.is_of(part.item, item)).unwrap_or(first);
            rest.beside.push(Beside::of(Place::ContactOf(of_contact.item), amount));
        }
        rest.going_back(desk, parts, credits, currency)
    }

    /// Turns what came into what goes back: of money on account what nothing has used is closed.
    fn going_back(
        self,
        desk: &Desk<'_>,
        parts: &[Allocation],
        credits: &[usize],
        currency: Currency,
    ) -> Rest {
        let mut rest = self;
        for item in credits.iter().filter_map(|at| desk.index.items.get(*at)) {
            rest.close(desk, item);
        }
        let of_first = |part: &Beside| {
            parts.first().is_some_and(|first| part.place == Place::ContactOf(first.item))
        };
        rest.on_account = rest
            .beside
            .iter()
            .filter(|part| of_first(part))
            .fold(0, |sum: i64, part| sum.saturating_sub(part.amount));
        rest.beside.retain(|part| part.amount != 0 && !of_first(part));
        for part in &mut rest.beside {
            part.amount = part.amount.saturating_neg();
            if let Place::Account(number) = &part.place {
                let (de, en) = money(part.amount, currency);
                let asked = Explanation::new(
                    format!(
                        "Mit der Zahlung wurden {de} auf das Konto {number} gebucht; die \
                         Bestätigung nimmt auch das zurück."
                    ),
                    format!(
                        "With the payment {en} was booked on account {number}; confirming takes \
                         that back, too."
                    ),
                );
                rest.said.insert(0, asked);
            }
        }
        rest
    }

    /// Whether all of it goes back without a question.
    pub fn is_clear(&self) -> bool {
        self.beside.is_empty() && self.on_account == 0 && !self.used
    }

    /// Closes what is left of money on account, and takes it off what the payment put there.
    fn close(&mut self, desk: &Desk<'_>, item: &Item<'_>) {
        let brought = |amount: i64| item.facts.on_account(amount).saturating_neg();
        let (whole, left) = (brought(item.facts.original), brought(item.left));
        let (number, currency) = (&item.facts.document, item.facts.currency);
        if left != 0 && self.take(desk, item, left) {
            self.closed.push(Allocation::of(item.facts.id, item.left));
            let (de, en) = money(left, currency);
            self.said.push(Explanation::new(
                format!("Was davon auf dem Personenkonto stand ({number}, {de}), geht mit zurück."),
                format!(
                    "What of it stood on the personal account ({number}, {en}) goes back, too."
                ),
            ));
        }
        if left != whole {
            self.used = true;
            let used = with_amount(
                "Was davon auf dem Personenkonto stand, ist zu {} schon verrechnet oder \
                 zurückgezahlt; bestätigt, steht dieser Betrag dort als offener Posten.",
                "Of what of it stood on the personal account, {} has been set off or paid back; \
                 once confirmed, that amount is an open item there.",
                whole.saturating_sub(left),
                currency,
            );
            let named = |text: &str| format!("{number}: {text}");
            self.said.insert(0, Explanation::new(named(&used.de), named(&used.en)));
        }
    }

    /// Takes an amount off the part that put it on this contact's account, else off one on an
    /// account by its number; false where none is that large.
    fn take(&mut self, desk: &Desk<'_>, item: &Item<'_>, amount: i64) -> bool {
        let of_contact = |place: &Place| match place {
            Place::ContactOf(other) => {
                desk.index.place(*other).and_then(|at| desk.index.items.get(at)).is_some_and(
                    |other| {
                        (other.facts.contact.as_str(), other.facts.side)
                            == (item.facts.contact.as_str(), item.facts.side)
                    },
                )
            }
            Place::Account(_) | Place::Unexplained => false,
        };
        let by_number = |place: &Place| matches!(place, Place::Account(_));
        let holds = |part: &Beside| {
            part.amount.signum() == amount.signum()
                && part.amount.saturating_abs() >= amount.saturating_abs()
        };
        let at = self.beside.iter().position(|part| of_contact(&part.place) && holds(part));
        let at = at
            .or_else(|| self.beside.iter().position(|part| by_number(&part.place) && holds(part)));
        match at.and_then(|at| self.beside.get_mut(at)) {
            Some(part) => {
                part.amount = part.amount.saturating_sub(amount);
                true
            }
            None => false,
        }
    }
}
