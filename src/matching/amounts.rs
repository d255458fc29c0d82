//! Whether an amount fits the items that a payment names: exactly, less Skonto, a cent off, in
//! part, or beyond.

use super::decision::{Allocation, DiscountKind};
use super::facts::{DiscountOffer, EntryFacts, OpenItemFacts, Policy};
use crate::domain::money::proportion;
use crate::domain::text::fold;

/// An item that is to be settled.
#[derive(Debug, Clone)]
pub(super) struct Due {
    /// What is left of it; of the item's own sign.
    pub left: i64,
    /// +1 for a receivable, −1 for a payable: turns the item's sign into the account's.
    pub sign: i64,
    /// Discounts that may be taken on the day of payment.
    pub offers: Vec<DiscountOffer>,
    /// Discounts whose last day is over.
    pub late: Vec<DiscountOffer>,
    /// Discounts in time on the whole of what is paid in part already: whether they hold then, a
    /// person says.
    pub on_parts: Vec<DiscountOffer>,
}

impl Due {
    /// What is due of an item on the day of a payment.
    pub(super) fn of(item: &OpenItemFacts, left: i64, entry: &EntryFacts, policy: &Policy) -> Due {
        let mut due = Due {
            left,
            sign: item.on_account(1),
            offers: Vec::new(),
            late: Vec::new(),
            on_parts: Vec::new(),
        };
        // Skonto is on the whole invoice, or on what credit notes left of it, and what is retained
        // as a security is none.
        let whole = item.original.saturating_sub(item.credited);
        let is_part = left.signum() == whole.signum() && left.abs() < whole.abs();
        if (left == whole || is_part) && (item.discounts.is_empty() || !retains(entry)) {
            let grace = i64::from(policy.discount_grace_days);
            for offer in item.discounts.iter().take(4).map(|offer| on_the_rest(offer, item)) {
                let late_by = i64::from((entry.payment_day() - offer.until).get_days());
                match late_by <= grace {
                    true if is_part => due.on_parts.push(offer),
                    true => due.offers.push(offer),
                    // What was paid in part has forgone it.
                    false if is_part => {}
                    false => due.late.push(offer),
                }
            }
        }
        due
    }
}

/// A discount on what credit notes left of an invoice, in proportion.
fn on_the_rest(offer: &DiscountOffer, item: &OpenItemFacts) -> DiscountOffer {
    if item.credited == 0 || item.original == 0 {
        return *offer;
    }
    let rest = item.original.saturating_sub(item.credited);
    // Of the whole invoice: the percentage of the rest, so that no cent is rounded twice.
    let is_of_all = proportion(item.original, offer.percent_hundredths, 10_000) == offer.amount;
    let amount = match is_of_all {
        true => proportion(rest, offer.percent_hundredths, 10_000),
        false => proportion(offer.amount, rest, item.original),
    };
    DiscountOffer { amount, rounding: offer.rounding.max(rounding(rest, offer)), ..*offer }
}

/// The minor unit that the percentage of an amount comes to a fraction of, if any.
fn rounding(amount: i64, offer: &DiscountOffer) -> i64 {
    i64::from(amount.saturating_mul(offer.percent_hundredths) % 10_000 != 0)
}

/// Whether the text says that a part is kept back as a security (Sicherheits-,
/// Gewährleistungseinbehalt): it stays owed until its day. Where it speaks of Skonto or of a tax
/// too, an Einbehalt may be that.
pub(super) fn retains(entry: &EntryFacts) -> bool {
    // `soli` is no part of `Solingen`, and `steuer` none of `Steuerungsbau`.
    const TAXES: &[&str] =
        &["solz", "soli", "kapst", "kapest", "kest", "kapertrst", "abgst", "abzugst"];
    let elsewhere = |word: &str| {
        let begins =
            ["skont", "bauabz", "solidaritaetszuschl"].iter().any(|begin| word.starts_with(begin));
        let ends = ["skonto", "steuer", "steuern"].iter().any(|end| word.ends_with(end));
        begins || ends || word.contains("steuerabz") || TAXES.contains(&word)
    };
    keeps_back(entry) && !words_of(entry).split_whitespace().any(elsewhere)
}

/// Whether the text has a word for what is kept back, whatever else it says: no Skonto beside it is
/// booked without a question.
pub(super) fn keeps_back(entry: &EntryFacts) -> bool {
    // `IT-Sicherheit` is sold, and no security.
    let kept = |word: &str| {
        ["einbeh", "rueckbeh", "sicherheitseinb"].iter().any(|stem| word.contains(stem))
            || word.starts_with("gewaehrl")
            || word.starts_with("sicherheitsleist")
            || matches!(
                word,
                "sicherheit" | "vertragserfuellungssicherheit" | "retention" | "retainage"
            )
    };
    words_of(entry).replace(" it sicherheit ", " ").split_whitespace().any(kept)
}

/// The remittance, folded, with a blank at both ends.
fn words_of(entry: &EntryFacts) -> String {
    format!(" {} ", fold(entry.remittance.as_deref().unwrap_or_default()))
}

/// What is settled of one item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part {
    pub amount: i64,
    pub discount: i64,
    pub kind: Option<DiscountKind>,
    /// What of `discount` is a small difference beside the Skonto ([`Allocation::small`]).
    pub small: i64,
    /// The discount that is granted, or (late) that the payer took without right.
    pub offer: Option<DiscountOffer>,
}

impl Part {
    /// Without anything that is settled.
    pub const NONE: Part = Part { amount: 0, discount: 0, kind: None, small: 0, offer: None };

    /// As a part of a decision.
    pub fn of_item(&self, item: i64) -> Allocation {
        Allocation {
            discount: self.discount,
            discount_kind: self.kind,
            small: self.small,
            ..Allocation::of(item, self.amount)
        }
    }
}

/// How an amount fits. Parts stand in the order of the items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fit {
    /// To the cent, with the discounts taken; `ambiguous` when other discounts would fit as well.
    Exact { parts: Vec<Part>, ambiguous: bool },
    /// Within the small difference of the policy.
    Near { parts: Vec<Part> },
    /// It would fit if a discount that is over still held; that discount stays open, and those in
    /// time are granted. `ambiguous` when other discounts would fit as well. `in_steps` when a
    /// smaller discount of the same item is still in time: that one is granted, and the rest open.
    Late { parts: Vec<Part>, ambiguous: bool, in_steps: bool },
    /// To the cent, with discounts in time on the whole of items that were paid in part before.
    InParts { parts: Vec<Part> },
    /// Less than is due; filled in the order of the items.
    Short { parts: Vec<Part>, missing: i64 },
    /// More than is due by `rest`, signed as on the account.
    Over { parts: Vec<Part>, rest: i64 },
    /// The money goes the other way.
    Against,
}

impl Fit {
    /// Whether all is paid to the cent, without any discount.
    pub(super) fn is_in_full(&self) -> bool {
        matches!(self, Fit::Exact { parts, .. } if parts.iter().all(|part| part.discount == 0))
    }
}

/// The most combinations of discounts that are tried.
const MOST_COMBINATIONS: u32 = 20_000;

/// Fits `target`, signed as on the account, to the items. `tolerance` is the small difference of
/// the policy.
pub(super) fn fit(dues: &[Due], target: i64, tolerance: i64) -> Fit {
    let whole = total(dues.iter().map(|due| due.sign.saturating_mul(due.left)));
    let lacking = whole.saturating_sub(target);
    if lacking == 0 {
        return Fit::Exact { parts: full(dues), ambiguous: false };
    }
    if let Some((choice, ambiguous)) = choose(dues, lacking, 0, |due| &due.offers) {
        return Fit::Exact { parts: discounted(dues, &choice, 0), ambiguous };
    }
    if lacking.abs() <= tolerance {
        return Fit::Near { parts: near(dues, lacking) };
    }
    if let Some((choice, _)) = choose(dues, lacking, tolerance, |due| &due.offers) {
        return Fit::Near { parts: discounted(dues, &choice, lacking) };
    }
    if let Some(fit) = less_on_the_rest(dues, lacking, tolerance) {
        return fit;
    }
    if let Some((choice, _)) = choose(dues, lacking, 0, |due| &due.on_parts) {
        return Fit::InParts { parts: discounted(dues, &choice, 0) };
    }
    if whole.signum() != target.signum() {
        return Fit::Against;
    }
    // Item by item: granted where it was in time, and open where the days were over.
    let both: Vec<Due> = dues
        .iter()
        .map(|due| Due {
            offers: due.offers.iter().chain(&due.late).copied().collect(),
            ..due.clone()
        })
        .collect();
    if let Some((choice, ambiguous)) = choose(&both, lacking, tolerance, |due| &due.offers) {
        let parts = late(dues, &choice, lacking);
        let left_open = |(due, part): (&Due, &Part)| {
            part.discount != 0 && part.amount.saturating_add(part.discount) != due.left
        };
        let in_steps = dues.iter().zip(&parts).any(left_open);
        return Fit::Late { parts, ambiguous, in_steps };
    }
    if target.abs() < whole.abs() {
        return Fit::Short { parts: filled(dues, target), missing: lacking };
    }
    Fit::Over { parts: full(dues), rest: lacking.saturating_neg() }
}

/// Skonto on what credit notes leave of the invoices: the credit note is less it as well, by its own
/// VAT, so that both together are reduced by that of the rest.
fn less_on_the_rest(dues: &[Due], lacking: i64, tolerance: i64) -> Option<Fit> {
    let netted: Vec<Due> = dues.iter().map(|due| less_like_others(due, dues)).collect();
    if netted.iter().zip(dues).all(|(one, other)| one.offers == other.offers) {
        return None;
    }
    if let Some((choice, ambiguous)) = choose(&netted, lacking, 0, |due| &due.offers) {
        return Some(Fit::Exact { parts: discounted(&netted, &choice, 0), ambiguous });
    }
    let (choice, _) = choose(&netted, lacking, tolerance, |due| &due.offers)?;
    Some(Fit::Near { parts: discounted(&netted, &choice, lacking) })
}

/// A credit note without terms of its own, on those of the invoices beside it.
fn less_like_others(due: &Due, dues: &[Due]) -> Due {
    let way = |due: &Due| due.sign.saturating_mul(due.left).signum();
    if !due.offers.is_empty() || !due.late.is_empty() || due.left >= 0 {
        return due.clone();
    }
    let others = dues.iter().filter(|other| other.left > 0 && way(other) == -way(due));
    let mut offers: Vec<DiscountOffer> = Vec::new();
    for offer in others.flat_map(|other| &other.offers) {
        let same = |known: &DiscountOffer| known.percent_hundredths == offer.percent_hundredths;
        if !offers.iter().any(same) {
            // Rounded half away from zero, as the invoice's own.
            let product = due.left.saturating_mul(offer.percent_hundredths);
            let amount = product.saturating_sub(5_000).checked_div(10_000).unwrap_or_default();
            offers.push(DiscountOffer { amount, rounding: rounding(due.left, offer), ..*offer });
        }
    }
    Due { offers, ..due.clone() }
}

/// A sum that stops at the ends of what 64 bits hold.
fn total(amounts: impl Iterator<Item = i64>) -> i64 {
    amounts.fold(0, i64::saturating_add)
}

fn full(dues: &[Due]) -> Vec<Part> {
    dues.iter().map(|due| Part { amount: due.left, ..Part::NONE }).collect()
}

/// The difference goes to the largest item, the first among equals.
fn near(dues: &[Due], lacking: i64) -> Vec<Part> {
    let mut parts = full(dues);
    let largest = dues
        .iter()
        .enumerate()
        .max_by_key(|(at, due)| (due.left.abs(), std::cmp::Reverse(*at)))
        .map(|(at, _)| at);
    if let Some((part, due)) = largest.and_then(|at| parts.get_mut(at).zip(dues.get(at))) {
        let difference = lacking.saturating_mul(due.sign);
        (part.amount, part.discount, part.kind) =
            (due.left.saturating_sub(difference), difference, Some(DiscountKind::SmallDifference));
    }
    parts
}

/// Parts with the chosen discounts. A cent between the offers and what lacks goes to the first
/// discount that may be rounded so; else it stands beside the first one, as a small difference.
fn discounted(dues: &[Due], choice: &[Option<DiscountOffer>], lacking: i64) -> Vec<Part> {
    let offered = total(
        dues.iter()
            .zip(choice)
            .map(|(due, offer)| offer.map_or(0, |offer| offer.amount.saturating_mul(due.sign))),
    );
    let rest = if lacking == 0 { 0 } else { lacking.saturating_sub(offered) };
    let rounded =
        |offer: &Option<DiscountOffer>| offer.is_some_and(|offer| rest.abs() <= offer.rounding);
    let beside_at =
        choice.iter().position(rounded).or_else(|| choice.iter().position(Option::is_some));
    let part = |(at, (due, offer)): (usize, (&Due, &Option<DiscountOffer>))| match offer {
        None => Part { amount: due.left, ..Part::NONE },
        Some(offer) => {
            let beside = if beside_at == Some(at) { rest.saturating_mul(due.sign) } else { 0 };
            let discount = offer.amount.saturating_add(beside);
            Part {
                amount: due.left.saturating_sub(discount),
                discount,
                kind: Some(DiscountKind::CashDiscount),
                small: if beside.abs() <= offer.rounding { 0 } else { beside },
                offer: Some(*offer),
            }
        }
    };
    dues.iter().zip(choice).enumerate().map(part).collect()
}

/// As [`discounted`], but what was taken without right stays open, less the greatest discount that
/// was still in time.
fn late(dues: &[Due], choice: &[Option<DiscountOffer>], lacking: i64) -> Vec<Part> {
    let held_to = |(due, part): (&Due, Part)| {
        let Some(taken) = part.offer.filter(|taken| !due.offers.contains(taken)) else {
            return part;
        };
        let lesser = |offer: &&DiscountOffer| offer.amount.abs() < taken.amount.abs();
        match due.offers.iter().filter(lesser).max_by_key(|offer| offer.amount.abs()) {
            Some(offer) => Part { discount: offer.amount, small: 0, offer: Some(*offer), ..part },
            None => Part { discount: 0, small: 0, kind: None, ..part },
        }
    };
    dues.iter().zip(discounted(dues, choice, lacking)).map(held_to).collect()
}

/// Credits count in full; the money then fills the other items one after the other.
fn filled(dues: &[Due], target: i64) -> Vec<Part> {
    let towards = |due: &Due| (due.sign.saturating_mul(due.left)).signum() == target.signum();
    let credits =
        total(dues.iter().filter(|due| !towards(due)).map(|due| due.sign.saturating_mul(due.left)));
    let mut money = target.saturating_sub(credits);
    let part = |due: &Due| {
        if !towards(due) {
            return Part { amount: due.left, ..Part::NONE };
        }
        let on_account = due.sign.saturating_mul(due.left);
        let taken = if money.abs() < on_account.abs() { money } else { on_account };
        money = money.saturating_sub(taken);
        Part { amount: taken.saturating_mul(due.sign), ..Part::NONE }
    };
    dues.iter().map(part).collect()
}

/// Discounts, at most one an item, that sum to what lacks (within `tolerance`); and whether there
/// is another such choice.
fn choose(
    dues: &[Due],
    lacking: i64,
    tolerance: i64,
    offers: impl Fn(&Due) -> &Vec<DiscountOffer> + Copy,
) -> Option<(Vec<Option<DiscountOffer>>, bool)> {
    let mut search = Search { budget: MOST_COMBINATIONS, found: None, ambiguous: false };
    search.descend(dues, lacking, tolerance, &mut Vec::new(), offers);
    let ambiguous = search.ambiguous || search.budget == 0;
    search.found.map(|found| (found, ambiguous))
}

struct Search {
    budget: u32,
    found: Option<Vec<Option<DiscountOffer>>>,
    ambiguous: bool,
}

impl Search {
    /// Depth is the number of items, which the caller bounds; every step costs budget.
    fn descend(
        &mut self,
        dues: &[Due],
        lacking: i64,
        tolerance: i64,
        chosen: &mut Vec<Option<DiscountOffer>>,
        offers: impl Fn(&Due) -> &Vec<DiscountOffer> + Copy,
    ) {
        if self.budget == 0 || self.ambiguous {
            return;
        }
        self.budget -= 1;
        let Some((due, rest)) = dues.split_first() else {
            if lacking.abs() <= tolerance && chosen.iter().any(Option::is_some) {
                self.ambiguous = self.found.is_some();
                self.found.get_or_insert_with(|| chosen.clone());
            }
            return;
        };
        for offer in offers(due) {
            chosen.push(Some(*offer));
            self.descend(
                rest,
                lacking.saturating_sub(offer.amount.saturating_mul(due.sign)),
                tolerance,
                chosen,
                offers,
            );
            chosen.pop();
        }
        chosen.push(None);
        self.descend(rest, lacking, tolerance, chosen, offers);
        chosen.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::Currency;

    fn says(text: &str) -> (bool, bool) {
        let day = jiff::civil::date(2026, 10, 5);
        let entry = EntryFacts {
            remittance: Some(text.into()),
            ..EntryFacts::new(1, "demo", day, 95_000, Currency::EUR)
        };
        (keeps_back(&entry), retains(&entry))
    }

    #[test]
    fn a_retention_is_known_by_whole_words() {
        for text in [
            "RE-4001 abzgl. Einbehalt BV Solingen",
            "RE-4001 Gewährleistungsrückbehalt BV Solingen",
            "RE-4001 abzgl. 5 Prozent Sicherheit",
            "RE-4001 Rückbehalt 5%",
            "RE-4001 5% SE Gewährl.",
            "RE-4001 abzgl. Gewährleistungseinbehalt Steuerungsbau",
            "RE-4001 Sicherheitseinb. Orchester",
        ] {
            assert_eq!(says(text), (true, true), "{text}");
        }
        for text in [
            "RE-4001 Bauabzugsteuer einbehalten",
            "RE-4001 abzgl. Skonto und Einbehalt",
            "RE-4001 Einbehalt 2%Skonto",
            "RE-4001 KapSt und SolZ einbehalten",
        ] {
            assert_eq!(says(text), (true, false), "{text}");
        }
        for text in [
            "RE-4001 abzgl. 5% Skonto",
            "RE-4001 Sicherheitstechnik Solingen",
            "RE-4001 IT-Sicherheit",
        ] {
            assert_eq!(says(text), (false, false), "{text}");
        }
    }
}
