//! What of the other side's is open and fits a payment, so that neither a rule nor an answer given
//! before books it past these items: they are proposed, or it is asked which are meant.

use super::amounts::{Fit, fit};
use super::decide::{Verdict, open};
use super::decision::{Decision, Explanation, MatchStatus};
use super::desk::{Desk, Slip};
use super::explain::on_this_account;
use super::facts::EntryFacts;
use super::index::{How, Named, Proof};
use super::part_named::sums_to;
use super::rules;
use super::weights::Ground;

/// Days after a payment within which an invoice may still be the one that was paid.
pub const INVOICE_AFTER_PAYMENT: i32 = 14;

/// From so many hundredths of the larger of two amounts on, the smaller is about the same.
const ABOUT: i128 = 80;

/// The most open items of one party that are summed.
const MOST_SUMMED: usize = 40;

impl<'a> Desk<'a> {
    /// Whether a rule must not book this entry: the other side has open items that it fits, alone,
    /// but for the small difference, or in sum, or that are of about its amount; or the text names
    /// an item of the other side's, settled or not.
    pub(super) fn is_claimed(&self, slip: &Slip<'a>) -> bool {
        self.fits_one(slip.entry)
            || slip.mentions.named.iter().any(|named| self.is_named_own(slip.entry, named))
            || !self.nearly_all_of(slip.entry).is_empty()
            || !self.summed_of(slip).is_empty()
            || !self.about_of(slip).is_empty()
    }

    fn fits_one(&self, entry: &EntryFacts) -> bool {
        let by_amount =
            self.index.by_amount(entry, true).into_iter().chain(self.index.by_amount(entry, false));
        by_amount.into_iter().any(|at| self.left(at) != 0 && self.is_soon(entry, at))
    }

    /// Whether an item was written before a payment or soon after it.
    fn is_soon(&self, entry: &EntryFacts, at: usize) -> bool {
        let date = self.index.items.get(at).and_then(|item| item.facts.date);
        date.is_none_or(|date| (date - entry.booking_date).get_days() <= INVOICE_AFTER_PAYMENT)
    }

    /// Whether a mention is of an item that no rule passes over: the other side's own, or one of
    /// just this amount whose whole number the text gives, whoever brought the money.
    fn is_named_own(&self, entry: &EntryFacts, named: &Named) -> bool {
        let item = self.index.items.get(named.item);
        let exact =
            item.is_some_and(|item| item.facts.on_account(item.facts.original) == entry.paid());
        let known = self.index.party(entry, named.item);
        let is_whole = named.strong || named.how == How::Number;
        // The bare end of a number says something while its item is open.
        let is_open_own = || known == Some(Proof::Account) && self.left(named.item) != 0;
        (named.strong && known.is_some())
            || (exact && (is_whole || known == Some(Proof::Account)))
            || is_open_own()
    }

    /// What is open of the other side, known by its account or by its name: invoices and credit
    /// notes, no money on account.
    pub(super) fn open_soon(&self, entry: &EntryFacts) -> Vec<usize> {
        let mut found = self.index.open_of(entry, true);
        found.extend(self.index.open_of(entry, false));
        found.sort_unstable();
        found.dedup();
        found.retain(|at| {
            let is_invoice =
                self.index.items.get(*at).is_some_and(|item| !item.facts.is_on_account);
            is_invoice && self.left(*at) != 0 && self.is_soon(entry, *at)
        });
        found
    }

    /// The items that an amount pays whole but for the small difference of the policy.
    pub(super) fn nearly_all_of(&self, entry: &EntryFacts) -> Vec<usize> {
        let mut found = self.open_soon(entry);
        found.retain(|at| {
            let due = self.due(entry, *at);
            due.is_some_and(|due| {
                let fit = fit(&[due], entry.paid(), self.policy.small_difference);
                matches!(fit, Fit::Exact { .. } | Fit::Near { .. })
            })
        });
        found
    }

    /// Items of the other side's of about the payment's amount, or of twice as much: a part, a
    /// reduction, a digit written wrongly.
    fn about_of(&self, slip: &Slip<'a>) -> Vec<usize> {
        if slip.is_return {
            return Vec::new();
        }
        let paid = i128::from(slip.entry.paid());
        let is_about = |at: &usize| {
            let open = i128::from(self.money(*at));
            let (less, more) = (paid.abs().min(open.abs()), paid.abs().max(open.abs()));
            let is_half = (paid.abs() * 2 - open.abs()).abs() <= 1;
            paid.signum() == open.signum() && (is_half || less * 100 >= more * ABOUT)
        };
        let mut found = self.open_soon(slip.entry);
        found.retain(is_about);
        found
    }

    /// Items of the other side's that sum to the payment: two or three, or all that is open, less
    /// their Skonto as well.
    fn summed_of(&self, slip: &Slip<'a>) -> Vec<usize> {
        let items = self.open_soon(slip.entry);
        if slip.is_return || !(2..=MOST_SUMMED).contains(&items.len()) {
            return Vec::new();
        }
        if self.sums(slip.entry, &items) {
            return items;
        }
        let money: Vec<i64> = items.iter().map(|at| self.money(*at)).collect();
        let chosen = sums_to(&money, slip.entry.paid(), 2).into_iter().next().unwrap_or_default();
        chosen.iter().filter_map(|at| items.get(*at).copied()).collect()
    }

    /// A proposal for the one item that an amount pays but for the small difference, without any
    /// number; of several the first, with the others beside it.
    pub(super) fn by_near(&self, slip: &Slip<'a>) -> Option<Decision> {
        let entry = slip.entry;
        let mut found = self.nearly_all_of(entry);
        found.retain(|at| !self.is_younger(entry, *at));
        let own = |at: &usize| self.index.party(entry, *at) == Some(Proof::Account);
        if found.iter().any(own) {
            found.retain(own);
        }
        let first = *found.first().filter(|_| !slip.is_return)?;
        let proof = if own(&first) { Proof::Account } else { Proof::Name };
        let tolerance = self.policy.small_difference;
        let mut near =
            self.of_amount_within(slip, first, (proof, Ground::AmountNear), tolerance)?;
        near.confidence = Ground::AmountNear.among(found.len());
        near.explanation.extend(self.unresolved(slip));
        near.explanation.extend(self.spoken_against(slip, first));
        if found.len() > 1 {
            near.explanation.push(self.between(&found));
        }
        Some(near)
    }

    /// A proposal by the bare end of a number of the other side's own, known by its account, where
    /// the amount is another: a part, less Skonto that is over, too much.
    pub(super) fn by_bare_end(&self, slip: &Slip<'a>) -> Option<Decision> {
        if slip.is_return {
            return None;
        }
        let (Verdict::Sure(decision) | Verdict::Ask(decision)) = self.judge(slip, true) else {
            return None;
        };
        let why = Explanation::new(
            "Der Text nennt nur das Ende einer Nummer, und der Betrag ist nicht genau der offene; \
             bitte vergleichen.",
            "The text names but the end of a number, and the amount is not exactly what is open; \
             please compare.",
        );
        let mut explanation = decision.explanation;
        explanation.insert(0, why);
        let (status, confidence) = match decision.allocations.is_empty() {
            true => (MatchStatus::Open, 0),
            false => {
                (MatchStatus::Suggested, decision.confidence.min(Ground::BareEnd.confidence()))
            }
        };
        Some(Decision { status, confidence, explanation, ..decision })
    }

    /// What is asked of an entry whose amount open items of the other side's give in no way that
    /// could be proposed: with the account that it would go to without an invoice.
    pub(super) fn asked_of_sum(&self, slip: &Slip<'a>) -> Option<Decision> {
        let near = self.nearly_all_of(slip.entry);
        let items = if near.is_empty() { self.summed_of(slip) } else { near };
        let gives = !items.is_empty();
        let rule = rules::apply(slip.entry, &slip.reading, &self.rules)
            .and_then(|rule| Some((rule.account?, rule.vat_percent)));
        // Of about its amount there is only something to say where it would be booked past them.
        let is_booked_past = rule.is_some() || !slip.entry.answers.is_empty();
        let items = if gives || !is_booked_past { items } else { self.about_of(slip) };
        let id = slip.entry.id;
        let numbers = items.iter().filter_map(|at| self.index.items.get(*at));
        let numbers: Vec<&str> = numbers.map(|item| item.facts.document.as_str()).collect();
        if numbers.is_empty() {
            return None;
        }
        let (list, all) = (numbers.join(", "), numbers.join(" "));
        let mut why = match gives {
            true => Explanation::new(
                format!("Offene Posten der Gegenseite ergeben den Betrag, etwa {list}."),
                format!("Open items of the other side give the amount, {list} for instance."),
            ),
            false => Explanation::new(
                format!(
                    "Die Gegenseite hat etwa so viel (oder das Doppelte) offen ({list}); \
                     vielleicht ist es ein Teil davon, gemindert oder verschrieben."
                ),
                format!(
                    "The other side has about as much (or twice as much) open ({list}); perhaps it \
                     is a part of that, reduced, or written wrongly."
                ),
            ),
        };
        // A payment inside a batch has no number of its own.
        if id > 0 {
            let first = numbers.first().copied().unwrap_or_default();
            let all = if gives { all.as_str() } else { first };
            why.de.push_str(&format!(" Zahlt er diese: „kontor resolve E{id} match {all}“."));
            why.en.push_str(&format!(" If it pays these: \"kontor resolve E{id} match {all}\"."));
        }
        if let Some((account, vat)) = rule {
            let answer = vat.map(|vat| format!("{account} --vat {vat}"));
            let (to, to_en) = on_this_account(id, Some(answer.as_deref().unwrap_or(&account)));
            why.de.push_str(&format!(" Gehört keine Rechnung dazu, gilt die Regel: {to}."));
            why.en.push_str(&format!(" If it pays no invoice, the rule holds: {to_en}."));
        }
        Some(open(slip.entry, vec![why, self.between(&items)]))
    }
}
