//! Payments that give no number of what they settle, read by their sum: all that the payer has
//! open, some of it in one way alone, or less a credit note of his. Sums are proposed, never booked
//! without asking.

use super::amounts::{Due, Fit, fit, retains};
use super::counted::Counted;
use super::decide::open;
use super::decision::{Allocation, Decision, Explanation, MatchStatus};
use super::desk::{Desk, Slip};
use super::explain::{listed, with_word};
use super::index::{How, Named, Proof};
use super::keys::suffix;
use super::reading::significant;
use super::weigh::announces_a_part;
use super::weights::Ground;

/// The most open items of a payer that are summed.
const MOST_ITEMS: usize = 40;
/// The most open items among which any number is sought that give the amount; of more, at most
/// three.
const MOST_CHOSEN_FROM: usize = 14;
/// The most steps of such a search.
const MOST_STEPS: u32 = 40_000;

impl<'a> Desk<'a> {
    /// Why all that a contact has open is meant, but for what the text leaves out.
    fn sum_of_all(&self, slip: &Slip<'a>, contact: &str) -> Explanation {
        let out = self.index.left_out.get(&slip.entry.id).into_iter().flatten();
        let out = listed(
            out.filter_map(|at| self.index.items.get(*at)).map(|item| item.facts.document.as_str()),
        );
        match out.is_empty() {
            true => with_word(
                "Keine bekannte Nummer im Text, aber der Betrag ist genau die Summe aller offenen \
                 Posten von {}.",
                "No known number in the text, but the amount is exactly the sum of all that {} has \
                 open.",
                contact,
            ),
            false => Explanation::new(
                format!(
                    "Der Text nimmt {out} aus, und der Betrag ist genau die Summe aller übrigen \
                     offenen Posten von {contact}."
                ),
                format!(
                    "The text leaves {out} out, and the amount is exactly the sum of all else that \
                     {contact} has open."
                ),
            ),
        }
    }

    /// Open items of the payer that sum to the payment: all of them, or some in one way alone.
    pub(super) fn by_sum(&self, slip: &Slip<'a>) -> Option<Decision> {
        let entry = slip.entry;
        if !slip.reading.seeks_what_is_open() || slip.is_return {
            return None;
        }
        let known = self.open_of(slip, true);
        let (items, proof) = if known.len() < 2 {
            (self.open_of(slip, false), Proof::Name)
        } else {
            (known, Proof::Account)
        };
        if !(2..=MOST_ITEMS).contains(&items.len()) {
            return None;
        }
        let dues: Vec<Due> = items.iter().filter_map(|at| self.due(entry, *at)).collect();
        let counted = slip.reading.counted();
        if counted.is_none_or(|counted| counted.allows(items.len()))
            && let Fit::Exact { parts, ambiguous: false } = fit(&dues, entry.paid(), 0)
        {
            let allocations =
                items.iter().zip(&parts).filter_map(|(at, part)| Some(part.of_item(self.id(*at)?)));
            let why = self.sum_of_all(slip, self.contact(*items.first()?));
            let ground =
                if proof == Proof::Account { Ground::SumOfAll } else { Ground::SumOfAllByName };
            return Some(self.of_items(slip, &items, allocations.collect(), why, ground));
        }
        // By the name alone, some of several prove nothing.
        if proof != Proof::Account {
            return None;
        }
        let money: Vec<i64> = items.iter().map(|at| self.money(*at)).collect();
        let chosen: Vec<usize> = choice(&money, entry.paid(), counted)?
            .iter()
            .filter_map(|at| items.get(*at).copied())
            .collect();
        if chosen.len() < 2 {
            return None;
        }
        let allocations =
            chosen.iter().filter_map(|at| Some(Allocation::of(self.id(*at)?, self.left(*at))));
        let (de, en) = match items.len() > MOST_CHOSEN_FROM {
            false => (
                "Keine bekannte Nummer im Text, aber unter den offenen Posten von {} ergeben nur \
                 diese zusammen den Betrag.",
                "No known number in the text, but of what {} has open only these together give the \
                 amount.",
            ),
            true => (
                "Keine bekannte Nummer im Text, aber von den offenen Posten von {} ergeben, je \
                 höchstens drei zusammen, nur diese den Betrag.",
                "No known number in the text, but of what {} has open, at most three together, \
                 only these give the amount.",
            ),
        };
        let why = with_word(de, en, self.contact(*chosen.first()?));
        Some(self.of_items(
            slip,
            &chosen,
            allocations.collect(),
            why,
            if items.len() > MOST_CHOSEN_FROM { Ground::SumOfFew } else { Ground::SumOfSome },
        ))
    }

    fn of_items(
        &self,
        slip: &Slip<'a>,
        items: &[usize],
        allocations: Vec<Allocation>,
        why: Explanation,
        ground: Ground,
    ) -> Decision {
        let documents = listed(
            items
                .iter()
                .filter_map(|at| self.index.items.get(*at))
                .map(|item| item.facts.document.as_str()),
        );
        let which = with_word("Es sind {}.", "They are {}.", &documents);
        let mut explanation = vec![why, which];
        explanation.extend(self.unresolved(slip));
        let (charge, confidence) = (slip.entry.kept, ground.confidence());
        Decision {
            status: MatchStatus::Suggested,
            allocations,
            charge,
            confidence,
            ..open(slip.entry, explanation)
        }
    }

    /// What the named items need besides to fit: credit notes of the same contact that the text
    /// speaks of without a number, if there is one choice of them alone.
    pub(super) fn with_credits(&self, slip: &Slip<'a>, live: &[Named]) -> Option<Vec<Named>> {
        if !slip.reading.speaks_of_credit() || live.is_empty() {
            return None;
        }
        self.credits_that_fit(slip, live, false)
    }

    /// The same of one credit note that the text does not speak of: it is proposed rather than a
    /// part payment that nobody announced.
    pub(super) fn less_one_credit(&self, slip: &Slip<'a>, live: &[Named]) -> Option<Vec<Named>> {
        let is_part = announces_a_part(&slip.reading) || retains(slip.entry);
        if is_part || live.is_empty() || live.iter().any(|named| !named.strong) {
            return None;
        }
        self.credits_that_fit(slip, live, true)
    }

    /// Credit notes of the contact of what is named that make the amount fit: `one` alone, or any
    /// number.
    fn credits_that_fit(&self, slip: &Slip<'a>, live: &[Named], one: bool) -> Option<Vec<Named>> {
        let entry = slip.entry;
        let contact = |at: usize| self.index.items.get(at).map(|item| item.facts.contact.as_str());
        let owner = contact(live.first()?.item)?;
        if live.iter().any(|named| contact(named.item) != Some(owner)) {
            return None;
        }
        let mut credits = self.open_of(slip, true);
        credits.extend(self.open_of(slip, false));
        credits.sort_unstable();
        credits.dedup();
        credits.retain(|at| {
            contact(*at) == Some(owner)
                && self.money(*at).signum() == -entry.amount.signum()
                && live.iter().all(|named| named.item != *at)
        });
        credits.truncate(MOST_CHOSEN_FROM);
        let named: i64 =
            live.iter().map(|named| self.money(named.item)).fold(0, i64::saturating_add);
        let money: Vec<i64> = credits.iter().map(|at| self.money(*at)).collect();
        let rest = entry.paid().saturating_sub(named);
        let chosen = match one {
            true => {
                let all = || (0..money.len()).filter(|_| rest != 0);
                // Skonto on what the credit note leaves.
                let is_less = |one: &usize| {
                    let own = live.iter().map(|named| named.item);
                    let with: Vec<usize> = own.chain(credits.get(*one).copied()).collect();
                    self.sums(entry, &with)
                };
                let mut fitting: Vec<usize> =
                    all().filter(|one| money.get(*one) == Some(&rest)).collect();
                if fitting.is_empty() {
                    fitting = all().filter(is_less).collect();
                }
                Some(fitting).filter(|fitting| fitting.len() == 1)?
            }
            false => only_choice(&money, rest, None)?,
        };
        let first = live.first()?;
        let more = chosen.iter().filter_map(|at| credits.get(*at)).map(|item| Named {
            item: *item,
            others: Vec::new(),
            settled: Vec::new(),
            how: How::Remainder,
            place: None,
            strong: true,
            span: first.span.clone(),
        });
        Some(live.iter().cloned().chain(more).collect())
    }

    /// What the named items need besides to fit: further open items of the same contact, where the
    /// text speaks of more than it names (`Rechnung 0815 u. a.`), if there is one choice of them
    /// alone.
    pub(super) fn with_others(&self, slip: &Slip<'a>, live: &[Named]) -> Option<Vec<Named>> {
        let entry = slip.entry;
        // `Ihre Rechnung abzgl. Gutschrift GS-7`: what is named goes the other way, and the text
        // says that it is taken off.
        let only_credits =
            live.iter().all(|named| self.money(named.item).signum() == -entry.amount.signum());
        let further = slip.reading.further();
        let ends = self.ends_written(slip, live);
        let first = live.first().filter(|_| {
            slip.reading.speaks_of_all()
                || slip.reading.names_not_all()
                || further.is_some()
                || !ends.is_empty()
                || (only_credits && slip.reading.speaks_of_credit())
        })?;
        let contact = |at: usize| self.index.items.get(at).map(|item| item.facts.contact.as_str());
        let owner = contact(first.item)?;
        if live.iter().any(|named| contact(named.item) != Some(owner)) {
            return None;
        }
        let named: i64 =
            live.iter().map(|named| self.money(named.item)).fold(0, i64::saturating_add);
        let rest = entry.paid().saturating_sub(named);
        if rest.signum() != entry.amount.signum() {
            return None;
        }
        let mut others = self.open_of(slip, true);
        others.retain(|at| {
            contact(*at) == Some(owner)
                && self.money(*at).signum() == rest.signum()
                && live.iter().all(|named| named.item != *at)
                && (ends.is_empty() || ends.contains(at))
        });
        others.truncate(MOST_ITEMS);
        let money: Vec<i64> = others.iter().map(|at| self.money(*at)).collect();
        let chosen = choice(&money, rest, further.map(Counted::Exactly))?;
        let more = chosen.iter().filter_map(|at| others.get(*at)).map(|item| Named {
            item: *item,
            others: Vec::new(),
            settled: Vec::new(),
            how: How::Others,
            place: None,
            strong: true,
            span: first.span.clone(),
        });
        Some(live.iter().cloned().chain(more).collect())
    }

    /// What is open besides of which the text writes the end of the number, too short to name it by
    /// itself: `LR-77 u. 78`.
    fn ends_written(&self, slip: &Slip<'a>, live: &[Named]) -> Vec<usize> {
        let is_of_named = |start: usize| {
            live.iter()
                .filter_map(|named| named.place)
                .any(|(from, to)| from <= start && start < to)
        };
        let written: Vec<&str> = slip
            .reading
            .numbers
            .iter()
            .filter(|number| number.written && !is_of_named(number.start))
            .map(|number| significant(&number.digits))
            .collect();
        let mut open = if written.is_empty() { Vec::new() } else { self.open_of(slip, true) };
        open.retain(|at| {
            let item = self.index.items.get(*at);
            item.and_then(|item| suffix(&item.facts.document))
                .is_some_and(|end| written.contains(&end.as_str()))
        });
        open
    }

    /// What is open of the other side, known by its account or by its name, and was written before
    /// the payment.
    fn open_of(&self, slip: &Slip<'a>, by_account: bool) -> Vec<usize> {
        let found = self.index.open_of(slip.entry, by_account);
        found
            .into_iter()
            .filter(|at| self.left(*at) != 0 && !self.is_younger(slip.entry, *at))
            .collect()
    }

    /// What is left of an item, signed as on the bank account.
    pub(super) fn money(&self, at: usize) -> i64 {
        self.index.items.get(at).map_or(0, |item| item.facts.on_account(item.left))
    }
}

/// The only choice of these amounts that sums to `target`: any number of few, at most three of
/// many; only of as many as are counted.
fn choice(amounts: &[i64], target: i64, counted: Option<Counted>) -> Option<Vec<usize>> {
    if amounts.len() <= MOST_CHOSEN_FROM {
        only_choice(amounts, target, counted)
    } else {
        few_choice(amounts, target, counted)
    }
}

/// The only choice of one, two or three of these amounts that sums to `target`; none where there
/// are several.
fn few_choice(amounts: &[i64], target: i64, counted: Option<Counted>) -> Option<Vec<usize>> {
    let allows = |count| counted.is_none_or(|counted| counted.allows(count));
    let all: Vec<(usize, i64)> = amounts.iter().copied().enumerate().collect();
    let mut found: Vec<Vec<usize>> = Vec::new();
    for (first, one) in &all {
        if *one == target && allows(1) {
            found.push(vec![*first]);
        }
        for (second, two) in all.iter().skip(first + 1) {
            let pair = one.saturating_add(*two);
            if pair == target && allows(2) {
                found.push(vec![*first, *second]);
            }
            let third = all
                .iter()
                .skip(second + 1)
                .filter(|(_, three)| allows(3) && pair.saturating_add(*three) == target);
            found.extend(third.map(|(third, _)| vec![*first, *second, *third]));
        }
        if found.len() > 1 {
            return None;
        }
    }
    found.pop()
}

/// The only choice of these amounts that sums to `target`; none where there is none, where there
/// are several, or where that could not be found out within [`MOST_STEPS`].
fn only_choice(amounts: &[i64], target: i64, counted: Option<Counted>) -> Option<Vec<usize>> {
    let mut search = Search { amounts, counted, steps: MOST_STEPS, found: None, several: false };
    search.descend(0, target, &mut Vec::new());
    search.found.filter(|_| !search.several && search.steps > 0)
}

struct Search<'s> {
    amounts: &'s [i64],
    counted: Option<Counted>,
    steps: u32,
    found: Option<Vec<usize>>,
    several: bool,
}

impl Search<'_> {
    /// Depth is the number of amounts, which the caller bounds.
    fn descend(&mut self, at: usize, rest: i64, chosen: &mut Vec<usize>) {
        if self.several || self.steps == 0 {
            return;
        }
        self.steps -= 1;
        let Some(amount) = self.amounts.get(at) else {
            let allowed = self.counted.is_none_or(|counted| counted.allows(chosen.len()));
            if rest == 0 && !chosen.is_empty() && allowed {
                self.several = self.found.is_some();
                self.found.get_or_insert_with(|| chosen.clone());
            }
            return;
        };
        chosen.push(at);
        self.descend(at + 1, rest.saturating_sub(*amount), chosen);
        chosen.pop();
        self.descend(at + 1, rest, chosen);
    }
}

#[cfg(test)]
mod tests {
    use super::{Counted, few_choice, only_choice};

    #[test]
    fn of_many_at_most_three_are_chosen() {
        let many: Vec<i64> = (0..20).map(|at| 1_000 + (1 << at)).collect();
        assert_eq!(few_choice(&many, 3_000 + 1 + 16 + 1_024, None), Some(vec![0, 4, 10]));
        assert_eq!(few_choice(&many, 2_000 + 2 + 64, None), Some(vec![1, 6]));
        assert_eq!(few_choice(&many, 4_000 + 15, None), None, "four");
        assert_eq!(few_choice(&[10, 20, 30, 5], 30, None), None, "one or two");
    }

    #[test]
    fn a_sum_counts_only_where_there_is_no_other() {
        assert_eq!(only_choice(&[100, 210, 367], 677, None), Some(vec![0, 1, 2]));
        assert_eq!(only_choice(&[100, 210, 367], 310, None), Some(vec![0, 1]));
        assert_eq!(only_choice(&[100, 100, 50], 150, None), None, "either of the two hundreds");
        assert_eq!(
            only_choice(&[100, -30, 70], 140, None),
            Some(vec![0, 1, 2]),
            "a credit note among them"
        );
        assert_eq!(only_choice(&[100, 210], 5, None), None);
        assert_eq!(only_choice(&[], 0, None), None);
        let two = Some(Counted::Exactly(2));
        assert_eq!(only_choice(&[1_011, 2_022, 3_033], 3_033, two), Some(vec![0, 1]));
        assert_eq!(only_choice(&[1_011, 2_022, 3_033], 3_033, None), None, "one, or two");
    }
}
