//! Refunds whose text names the invoice that was paid (`Rückzahlung AR-1`), while a credit note of
//! the same contact is open: what goes back pays that out, and the payment of the invoice stands.

use super::decision::{Decision, Explanation, Lost, MatchStatus, RunnerUp};
use super::desk::{Desk, Slip};
use super::explain::{german, listed, money};
use super::index::{Index, Item, Proof};
use super::return_signs::may_pay_out;
use super::weights::Ground;
use std::collections::BTreeSet;

impl<'a> Desk<'a> {
    /// The payout of an open credit note over just what goes back, where the text names what was
    /// paid. Sure where the books know that the credit note is of the invoice named, and the money
    /// goes to the contact's own account; else proposed.
    pub(super) fn pays_out(&self, slip: &Slip<'a>) -> Option<Decision> {
        if !may_pay_out(slip.entry, &slip.reading) {
            return None;
        }
        let credits = self.open_credits(slip);
        let fits = |at: &usize| self.of_credit(slip, *at).is_some();
        let found: Vec<usize> = credits.into_iter().filter(fits).collect();
        let first = *found.first()?;
        let mut decision = self.of_credit(slip, first)?;
        let item = self.index.items.get(first)?;
        // An invoice that is open as well is rather set off than paid out.
        let is_chained = slip.mentions.named.iter().all(|named| {
            self.left(named.item) == 0 && self.index.chain_of(first).contains(&named.item)
        });
        let is_sure = found.len() == 1
            && is_chained
            && !slip.is_return
            && !self.is_younger(slip.entry, first)
            && self.index.party(slip.entry, first) == Some(Proof::Account);
        if is_sure {
            return Some(Decision {
                status: MatchStatus::Matched,
                confidence: Ground::Named.confidence(),
                ..decision
            });
        }
        decision.runner_up = self.returned_instead(slip);
        let choice = (found.len() > 1).then(|| self.between(&found));
        decision.explanation.extend(choice);
        decision.explanation.extend(self.or_returned(slip, item));
        Some(decision)
    }

    /// What is said of a payment that seems to go back the way it came, where a credit note of its
    /// contact is open: the money may be of that.
    pub(super) fn may_be_paid_out(&self, slip: &Slip<'a>) -> Option<Explanation> {
        if !may_pay_out(slip.entry, &slip.reading) {
            return None;
        }
        let credits = self.open_credits(slip);
        let all: Vec<Explanation> = credits.iter().filter_map(|at| self.described(*at)).collect();
        let items: Vec<&Item<'_>> =
            credits.iter().filter_map(|at| self.index.items.get(*at)).collect();
        let sum = items
            .iter()
            .fold(0, |sum: i64, item| sum.saturating_add(item.facts.on_account(item.left)));
        // All together where they sum to it.
        let most = if sum == slip.entry.paid() { items.len() } else { 1 };
        let numbers: Vec<&str> =
            items.iter().take(most).map(|item| item.facts.document.as_str()).collect();
        let number = if numbers.is_empty() { return None } else { numbers.join(" ") };
        let told = |of: fn(&Explanation) -> &str| all.iter().map(of).collect::<Vec<_>>().join("; ");
        let (de, en) = (told(|one| &one.de), told(|one| &one.en));
        let id = slip.entry.id;
        // A payment inside a batch has no number of its own.
        let entry = if id > 0 { format!("kontor resolve E{id} ") } else { String::new() };
        Some(Explanation::new(
            format!(
                "Offen ist auch eine Gutschrift ({de}). Zahlt der Umsatz sie aus, bleibt bezahlt, \
                 was bezahlt ist: „{entry}match {number}“."
            ),
            format!(
                "A credit note is open as well ({en}). If the entry pays that out, what is paid \
                 stays paid: \"{entry}match {number}\"."
            ),
        ))
    }

    /// The credit notes of the other side that this may pay out, of the contact of what the text
    /// names.
    fn open_credits(&self, slip: &Slip<'a>) -> Vec<usize> {
        let entry = slip.entry;
        let known: BTreeSet<usize> = [true, false]
            .into_iter()
            .flat_map(|by_account| self.index.open_of(entry, by_account))
            .collect();
        let of_same = |item: &Item<'_>| {
            slip.mentions.named.iter().filter_map(|named| self.index.items.get(named.item)).all(
                |named| {
                    (&named.facts.contact, named.facts.side)
                        == (&item.facts.contact, item.facts.side)
                },
            )
        };
        let is_one = |at: &usize| {
            self.index.items.get(*at).is_some_and(|item| {
                item.facts.original < 0
                    && !item.facts.is_on_account
                    && item.facts.on_account(item.left).signum() == entry.amount.signum()
                    && of_same(item)
            })
        };
        known.into_iter().filter(is_one).collect()
    }

    /// A proposal that pays out a credit note in full.
    fn of_credit(&self, slip: &Slip<'a>, at: usize) -> Option<Decision> {
        let (proof, ground) = match self.index.party(slip.entry, at)? {
            Proof::Name => (Proof::Name, Ground::NameAndAmount),
            proof => (proof, Ground::AccountDoubted),
        };
        let mut decision = self.of_amount(slip, at, proof, ground)?;
        let named = names_of(&self.index, slip);
        let facts = self.index.items.get(at)?.facts;
        let (credit, whom) = (&facts.document, self.contact(at));
        if let Some(first) = decision.explanation.first_mut().filter(|_| !named.is_empty()) {
            *first = Explanation::new(
                format!(
                    "Der Text nennt {named}, das Geld geht aber zurück: Die Gutschrift {credit} \
                     von {whom} ist über genau diesen Betrag offen."
                ),
                format!(
                    "The text names {named}, but the money goes back: credit note {credit} of \
                     {whom} is open over exactly this amount."
                ),
            );
        }
        Some(decision)
    }

    /// How it is answered that the payment of what the text names came back after all.
    fn or_returned(&self, slip: &Slip<'a>, credit: &Item<'_>) -> Option<Explanation> {
        let paid = self.slips.get(self.payment_of_named(slip)?)?.entry;
        let (id, day) = (slip.entry.id, paid.booking_date);
        let (de, en) = money(paid.amount, paid.currency);
        let (number, other) = (&credit.facts.document, paid.id);
        (id > 0 && other > 0).then(|| {
            Explanation::new(
                format!(
                    "Kam stattdessen die Zahlung vom {} ({de}) zurück, und {number} bleibt offen: \
                     „kontor resolve E{id} match E{other}“.",
                    german(day)
                ),
                format!(
                    "If instead the payment of {day} ({en}) came back, and {number} stays open: \
                     \"kontor resolve E{id} match E{other}\"."
                ),
            )
        })
    }

    fn returned_instead(&self, slip: &Slip<'a>) -> Option<RunnerUp> {
        let paid = self.slips.get(self.payment_of_named(slip)?)?.entry;
        let day = paid.booking_date;
        let why = Explanation::new(
            format!("Auch die Zahlung vom {} kann zurückgekommen sein.", german(day)),
            format!("The payment of {day} may have come back as well."),
        );
        let lost = Lost::OtherPayment;
        let entry = Some(paid.id).filter(|id| *id > 0);
        Some(RunnerUp { entry, ..RunnerUp::of_items(Vec::new(), lost, lost.weight(), why) })
    }

    /// The latest payment that settled something the text names, the other way and as much.
    fn payment_of_named(&self, slip: &Slip<'a>) -> Option<usize> {
        let named = slip.mentions.named.iter().filter_map(|named| self.settled_by.get(&named.item));
        named
            .flatten()
            .copied()
            .filter(|at| {
                self.slips.get(*at).is_some_and(|paid| {
                    paid.entry.amount == slip.entry.amount.saturating_neg()
                        && paid.entry.booking_date <= slip.entry.booking_date
                })
            })
            .max_by_key(|at| self.slips.get(*at).map(|paid| paid.entry.booking_date))
    }
}

/// The numbers that the text names.
fn names_of(index: &Index<'_>, slip: &Slip<'_>) -> String {
    let items = slip.mentions.named.iter().filter_map(|named| index.items.get(named.item));
    listed(items.map(|item| item.facts.document.as_str()))
}
