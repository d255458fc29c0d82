//! Payments that name no invoice: what the other side and the amount can prove.

use super::amounts::{Fit, fit, keeps_back};
use super::decide::open;
use super::decision::{Allocation, Decision, Explanation, Lost, MatchStatus, RunnerUp};
use super::desk::{Desk, Slip};
use super::explain::{money, settles, with_word};
use super::facts::EntryFacts;
use super::index::{Item, MOST_CANDIDATES, Proof};
use super::nearly::nearly;
use super::weights::Ground;

impl<'a> Desk<'a> {
    /// Whether a proposal takes of each item all that is left, and has no rest.
    pub(super) fn settles_exactly(&self, decision: &Decision) -> bool {
        let whole = |part: &Allocation| {
            self.index.left_of(part.item) == part.amount.saturating_add(part.discount)
        };
        decision.on_account == 0
            && !decision.allocations.is_empty()
            && decision.allocations.iter().all(whole)
    }

    /// The account of a contact and an amount that fits one item alone: two independent proofs,
    /// taken only where nothing in the text points elsewhere.
    ///
    /// What must hold to be booked (p ≥ 0.995): the IBAN is the contact's; the amount is the item's
    /// full or Skonto amount, no round one ([`is_round`]) unless it recurs or the text speaks of
    /// the invoice; no other open item of this account that was written before the payment has that
    /// amount, no other entry comes with both that has no such item of its own, no entry names the
    /// item; the invoice is no younger than the payment; the text holds no number that may be
    /// another invoice's, names no month or year of another, counts no more invoices than one, and
    /// calls it no instalment; it does not speak of money that comes back or that is no invoice's,
    /// nor of all that is owed where that is more.
    pub(super) fn by_account(&self, slip: &Slip<'a>) -> Option<Decision> {
        let entry = slip.entry;
        let open = self.fitting(self.index.by_amount(entry, true));
        let [at] = self.written_before(entry, &open)[..] else { return None };
        // Who pays for another is asked each time.
        if self.index.party(entry, at) != Some(Proof::Account) {
            return None;
        }
        let at = &at;
        let is_booked = self.id(*at).is_some_and(|id| entry.booked.contains(&id));
        let alone = is_booked || !self.has_rival(slip, *at);
        let unnamed = (is_booked || self.named_by.get(at).is_none_or(|count| *count == 0))
            && slip.mentions.named.is_empty()
            && slip.mentions.unresolved.is_empty();
        let item = self.index.items.get(*at)?;
        if item.facts.is_on_account {
            return None;
        }
        let round =
            is_round(entry.paid()) && !self.recurs(entry, item) && !speaks_of_one_invoice(slip);
        let dated = item.facts.date.is_some_and(|date| date <= entry.booking_date);
        if !(alone && unnamed && dated) || round || self.means_several(slip) {
            return None;
        }
        if self.spoken_against(slip, *at).is_some() {
            return None;
        }
        let decision = self.of_amount(slip, *at, Proof::Account, Ground::AccountAndAmount)?;
        let exact = decision
            .allocations
            .iter()
            .all(|part| part.amount.saturating_add(part.discount) == item.left);
        // What is called a retention or a tax is taken as Skonto by nobody but a person.
        let kept = keeps_back(entry) && decision.allocations.iter().any(|part| part.discount != 0);
        (exact && !kept).then_some(Decision { status: MatchStatus::Matched, ..decision })
    }

    /// A proposal by amount and other side, without any number.
    pub(super) fn by_party(&self, slip: &Slip<'a>) -> Option<Decision> {
        let account = self.fitting(self.index.by_amount(slip.entry, true));
        let (mut found, proof, ground) = match account.is_empty() {
            false
                if account
                    .iter()
                    .all(|at| self.index.party(slip.entry, *at) == Some(Proof::Payer)) =>
            {
                (account, Proof::Payer, Ground::PayerAndAmount)
            }
            false => (account, Proof::Account, Ground::AccountDoubted),
            true => (
                self.fitting(self.index.by_amount(slip.entry, false)),
                Proof::Name,
                Ground::NameAndAmount,
            ),
        };
        let told = self.told_first(slip, &mut found);
        let (first, others) = found.split_first()?;
        let mut decision = self.of_amount(slip, *first, proof, ground)?;
        let alike = if told.is_some() { 1 } else { found.len() };
        decision.confidence = ground.among(alike);
        decision.explanation.extend(self.unresolved(slip));
        decision.explanation.extend(self.spoken_against(slip, *first));
        if others.is_empty() && proof == Proof::Account {
            decision.explanation.extend(self.why_not_booked(slip, *first));
        }
        if !others.is_empty() {
            let why = told.unwrap_or_else(|| {
                Explanation::new(
                    "Mehrere offene Posten passen gleich gut; bitte wählen.",
                    "Several open items fit equally well; please choose.",
                )
            });
            decision.explanation.insert(0, why.clone());
            decision.explanation.insert(1, self.between(&found));
            let items = others.iter().take(3).filter_map(|at| self.id(*at)).collect();
            decision.runner_up =
                Some(RunnerUp::of_items(items, Lost::SameAmount, ground.among(found.len()), why));
        }
        Some(decision)
    }

    /// What else the amount fits of the other side's, where a person refused what would be proposed.
    pub(super) fn instead_of_refused(&self, slip: &Slip<'a>) -> Option<Decision> {
        let entry = slip.entry;
        let not_refused = |by_account: bool| -> Vec<usize> {
            let mut found = self.fitting(self.index.by_amount(entry, by_account));
            found.retain(|at| self.id(*at).is_some_and(|id| !entry.refused.items.contains(&id)));
            found
        };
        let own = not_refused(true);
        let (found, proof, ground) = match own.is_empty() {
            false => (own, Proof::Account, Ground::AccountDoubted),
            true => (not_refused(false), Proof::Name, Ground::NameAndAmount),
        };
        let mut decision = self.of_amount(slip, *found.first()?, proof, ground)?;
        decision.confidence = ground.among(found.len() + 1);
        if found.len() > 1 {
            decision.explanation.push(self.between(&found));
        }
        Some(decision)
    }

    /// Money that goes back the way it came: what stands on the other side's account is of this
    /// amount, and nothing else of his is.
    pub(super) fn back_from_account(&self, slip: &Slip<'a>) -> Option<Decision> {
        let account = self.fitting(self.index.by_amount(slip.entry, true));
        let by_account = !account.is_empty();
        let found = if by_account {
            account
        } else {
            self.fitting(self.index.by_amount(slip.entry, false))
        };
        let [only] = found.as_slice() else { return None };
        self.index.items.get(*only).filter(|item| item.facts.is_on_account)?;
        let (proof, ground) = if by_account {
            (Proof::Account, Ground::AccountDoubted)
        } else {
            (Proof::Name, Ground::NameAndAmount)
        };
        self.of_amount(slip, *only, proof, ground)
    }

    /// Why account and amount alone book no item, where nothing in the text speaks against it.
    fn why_not_booked(&self, slip: &Slip<'a>, at: usize) -> Option<Explanation> {
        let entry = slip.entry;
        let item = self.index.items.get(at)?;
        if self.has_rival(slip, at) || self.named_by.get(&at).is_some_and(|count| *count > 0) {
            return Some(Explanation::new(
                "Auch ein anderer Umsatz kann diesen Posten meinen; bitte bestätigen.",
                "Another entry may mean this item too; please confirm.",
            ));
        }
        let is_round =
            is_round(entry.paid()) && !self.recurs(entry, item) && !speaks_of_one_invoice(slip);
        is_round.then(|| {
            Explanation::new(
                "Der Betrag ist rund und kann auch ein Abschlag sein; bitte bestätigen.",
                "The amount is round and may be a payment on account as well; please confirm.",
            )
        })
    }

    /// What the payer's own account and amount point to, where the items that the text names are of
    /// other amounts, or a stranger's that a word like `Bestellung` leads to.
    pub(super) fn own_instead_of_named(&self, slip: &Slip<'a>) -> Option<Decision> {
        if slip.mentions.named.is_empty() {
            return None;
        }
        let strangers = slip
            .mentions
            .named
            .iter()
            .all(|named| self.index.party(slip.entry, named.item).is_none());
        let amount =
            |at: usize| self.index.items.get(at).map(|item| item.facts.on_account(item.left));
        let other =
            slip.mentions.named.iter().all(|named| amount(named.item) != Some(slip.entry.paid()));
        let ordered = slip.mentions.named.iter().all(|named| self.is_of_order(slip, named));
        let found = if strangers && (other || ordered) {
            self.fitting(self.index.by_amount(slip.entry, true))
        } else {
            Vec::new()
        };
        let [only] = found.as_slice() else { return None };
        let why = Explanation::new(
            "Der Text nennt diesen Posten, doch er gehört einem anderen Geschäftspartner.",
            "The text names this item, but it is another contact's.",
        );
        let items =
            slip.mentions.named.iter().take(3).filter_map(|named| self.id(named.item)).collect();
        let mut own = self.of_amount(slip, *only, Proof::Account, Ground::OwnInsteadOfNamed)?;
        own.runner_up =
            Some(RunnerUp::of_items(items, Lost::OtherContact, Lost::OtherContact.weight(), why));
        let settled = slip.mentions.named.iter().all(|named| self.left(named.item) == 0);
        let (de, en) = match settled {
            false if !other => (
                "Die Nummer im Text ist die einer Bestellung oder eines Auftrags; die Rechnung mit \
                 dieser Nummer gehört einem anderen Geschäftspartner.",
                "The number in the text is an order's; the invoice of that number is another \
                 contact's.",
            ),
            false => (
                "Die Nummer im Text gehört einem anderen Geschäftspartner, und der Betrag passt \
                 nicht zu ihr.",
                "The number in the text is another contact's, and the amount does not fit it.",
            ),
            true => (
                "Die Nummer im Text gehört einem anderen Geschäftspartner, und was sie nennt, ist \
                 schon ausgeglichen oder vorgeschlagen.",
                "The number in the text is another contact's, and what it names is settled or \
                 proposed already.",
            ),
        };
        own.explanation.insert(0, Explanation::new(de, en));
        Some(own)
    }

    /// The one open item of the other side's own that the amount fits to the cent, where all the
    /// text names is settled and was of another amount, as written and as paid: numbers begin anew
    /// each year, and `0815` may mean this year's as well as last year's.
    pub(super) fn own_instead_of_settled(&self, slip: &Slip<'a>) -> Option<Decision> {
        let named = &slip.mentions.named;
        let settled = |at: usize| {
            self.left(at) == 0 && self.index.items.get(at).is_some_and(|item| item.booked_left == 0)
        };
        if named.is_empty()
            || !named.iter().all(|named| {
                settled(named.item) && !self.was_paid_so(named.item, slip.entry.paid())
            })
        {
            return None;
        }
        let by_account = self.fitting(self.index.by_amount(slip.entry, true));
        let (found, proof) = match by_account.is_empty() {
            false => (by_account, Proof::Account),
            true => (self.fitting(self.index.by_amount(slip.entry, false)), Proof::Name),
        };
        let [only] = found.as_slice() else { return None };
        let why = self.already_settled(slip);
        let items = named.iter().take(3).filter_map(|named| self.id(named.item)).collect();
        let mut own = self.of_amount(slip, *only, proof, Ground::OwnInsteadOfNamed)?;
        own.runner_up = Some(RunnerUp::of_items(items, Lost::Settled, Lost::Settled.weight(), why));
        own.explanation.insert(
            0,
            Explanation::new(
                "Was der Text nennt, ist schon ausgeglichen, und der Betrag ist ein anderer.",
                "What the text names is settled already, and the amount is another.",
            ),
        );
        Some(own)
    }

    /// Whether an amount, signed as on the account, may pay this settled item a second time: it is
    /// what was written, what is left of that after Skonto, what a payment that settled it was of,
    /// or what such a payment gave to it.
    fn was_paid_so(&self, at: usize, amount: i64) -> bool {
        let Some(facts) = self.index.items.get(at).map(|item| item.facts) else { return false };
        let less = facts.discounts.iter().map(|offer| facts.original.saturating_sub(offer.amount));
        let by =
            self.settled_by.get(&at).into_iter().flatten().filter_map(|by| self.slips.get(*by));
        let given = |slip: &Slip<'a>| {
            let decision = slip.decision.as_ref().or(slip.entry.decided.as_ref());
            let parts = decision.into_iter().flat_map(|decision| &decision.allocations);
            slip.entry.paid() == amount
                || parts
                    .filter(|part| part.item == facts.id)
                    .any(|part| facts.on_account(part.amount) == amount)
        };
        std::iter::once(facts.original).chain(less).any(|paid| facts.on_account(paid) == amount)
            || by.into_iter().any(given)
    }

    /// Whether an earlier item of the same contact and amount was paid already: a fee of each
    /// month.
    fn recurs(&self, entry: &EntryFacts, item: &Item<'_>) -> bool {
        let same =
            self.index.by_amount(entry, true).into_iter().filter_map(|at| self.index.items.get(at));
        let mut earlier = same.filter(|other| {
            other.facts.contact == item.facts.contact && other.facts.original == item.facts.original
        });
        earlier.any(|other| other.left == 0 && other.facts.date < item.facts.date)
    }

    /// Those that are not younger than the payment; an item without a date may be.
    fn written_before(&self, entry: &EntryFacts, found: &[usize]) -> Vec<usize> {
        found.iter().copied().filter(|at| !self.is_younger(entry, *at)).collect()
    }

    /// Whether another entry of the same account and amount, undecided as yet, may pay this item
    /// and has none of its own to pay. So each month's payment meets its own invoice, and two
    /// payments of one are asked about.
    fn has_rival(&self, slip: &Slip<'a>, at: usize) -> bool {
        let Some(iban) = &slip.entry.counterparty_iban else { return true };
        let alike = self
            .alike
            .get(&(iban.as_str().to_owned(), slip.entry.amount))
            .map(Vec::as_slice)
            .unwrap_or_default();
        let open = self.fitting(self.index.by_amount(slip.entry, true));
        // Very many of one amount are not told apart.
        alike.len() > MOST_CANDIDATES
            || alike.iter().filter_map(|other| self.slips.get(*other)).any(|other| {
                let candidates = self.written_before(other.entry, &open);
                let same = other.entry.id == slip.entry.id;
                !same
                    && other.decision.is_none()
                    && candidates.contains(&at)
                    && candidates.len() == 1
            })
    }

    pub(super) fn fitting(&self, found: Vec<usize>) -> Vec<usize> {
        found.into_iter().filter(|at| self.left(*at) != 0).collect()
    }

    /// A suggestion that settles one item with an amount that fits it.
    pub(super) fn of_amount(
        &self,
        slip: &Slip<'a>,
        at: usize,
        proof: Proof,
        ground: Ground,
    ) -> Option<Decision> {
        self.of_amount_within(slip, at, (proof, ground), 0)
    }

    /// The same of an amount that differs by no more than `tolerance`, minor units.
    pub(super) fn of_amount_within(
        &self,
        slip: &Slip<'a>,
        at: usize,
        (proof, ground): (Proof, Ground),
        tolerance: i64,
    ) -> Option<Decision> {
        let entry = slip.entry;
        let due = self.due(entry, at)?;
        let (Fit::Exact { parts, .. } | Fit::Near { parts }) = fit(&[due], entry.paid(), tolerance)
        else {
            return None;
        };
        let part = parts.first()?;
        let item = self.index.items.get(at)?;
        let who = match proof {
            Proof::Payer => {
                let from = self
                    .index
                    .learnt_payer(entry, at)
                    .map_or_else(String::new, |from| format!("E{from}"));
                let contact = self.contact(at);
                Explanation::new(
                    format!(
                        "Keine bekannte Nummer im Text, aber von diesem Konto wurde schon für \
                         {contact} gezahlt ({from}), und der Betrag passt."
                    ),
                    format!(
                        "No known number in the text, but this account has paid for {contact} \
                         before ({from}), and the amount fits."
                    ),
                )
            }
            Proof::Account | Proof::Name if item.facts.is_on_account => {
                let (de, en) = money(item.left, item.facts.currency);
                let (number, contact) = (&item.facts.document, self.contact(at));
                Explanation::new(
                    format!(
                        "Rückzahlung: Auf dem Konto von {contact} stehen noch {de} aus {number}, \
                         und der Betrag passt."
                    ),
                    format!(
                        "Money back: {en} of {number} still stands on the account of {contact}, \
                         and the amount fits."
                    ),
                )
            }
            Proof::Account => with_word(
                "Keine bekannte Nummer im Text, aber das Konto gehört zu {} und der Betrag passt.",
                "No known number in the text, but the account is that of {} and the amount fits.",
                self.contact(at),
            ),
            Proof::Name => with_word(
                "Keine bekannte Nummer im Text; Name und Betrag passen zu {}, das Konto ist nicht \
                    bekannt.",
                "No known number in the text; name and amount fit {}, the account is not known.",
                self.contact(at),
            ),
        };
        let allocations = vec![part.of_item(item.facts.id)];
        let mut explanation = vec![who, settles(item, part, entry.payment_day())];
        explanation.extend(nearly(slip, item));
        let confidence = ground.confidence();
        Some(Decision {
            status: MatchStatus::Suggested,
            allocations,
            charge: entry.kept,
            confidence,
            ..open(entry, explanation)
        })
    }
}

/// Whether an amount is one that is also paid on account: a multiple of 50.00 of one or two digits
/// that say something, or of three where the last is a 5 (500.00, 1,200.00, 12,500.00, but not
/// 22,450.00).
fn is_round(amount: i64) -> bool {
    let mut digits = amount.saturating_abs();
    while digits != 0 && digits % 10 == 0 {
        digits /= 10;
    }
    amount % 5_000 == 0 && (digits < 100 || digits < 1_000 && digits % 10 == 5)
}

/// Whether the text says that one invoice is paid, and nothing of an advance or of an invoice that
/// is still to come.
fn speaks_of_one_invoice(slip: &Slip<'_>) -> bool {
    const INVOICE: &[&str] = &["rechnung", "faktura", "invoice"];
    const OTHERWISE: &[&str] = &[
        "anzahl*",
        "abschlag*",
        "akonto*",
        "konto",
        "a conto",
        "acconto",
        "vorauszahl*",
        "vorkasse*",
        "vorschuss*",
        "kaution*",
        "rate*",
        "teil*",
        "rest*",
        "auf rechnung",
        "ohne rechnung",
        "keine rechnung",
        "folgt",
        "kommt",
        "fehlt",
        "fehlende*",
        "erbeten",
        "bitte rechnung",
        "angebot*",
        "auftrag*",
        "bestell*",
        "projekt*",
        "objekt*",
        "reservier*",
        "spende*",
        "darlehen*",
        "advance*",
        "deposit*",
        "proforma*",
        "pro forma",
    ];
    slip.reading.says(INVOICE) && !slip.reading.says(OTHERWISE)
}

#[cfg(test)]
mod tests {
    use super::is_round;

    #[test]
    fn round_is_what_is_paid_on_account() {
        for amount in [5_000, 10_000, -50_000, 75_000, 125_000, 110_000, 1_250_000, 525_000, 0] {
            assert!(is_round(amount), "{amount}");
        }
        for amount in [2_245_000, 2_370_000, 11_900, 5_001, -14_500, 123_450_000] {
            assert!(!is_round(amount), "{amount}");
        }
    }
}
