//! How many invoices a text says that it pays: `2 Rechnungen`, `drei offene Rechnungen`, `both
//! invoices`, or more than one by the plural alone. One item is then not what is meant.

use super::decide::open as open_decision;
use super::decision::{Allocation, Decision, Explanation, MatchStatus};
use super::desk::{Desk, Slip};
use super::explain::with_word;
use super::index::Named;
use super::numbers::{Atom, Number};
use super::reading::Reading;
use super::weights::Ground;

/// Words for more than one invoice (folded).
const INVOICES: &[&str] = &[
    "rechnungen",
    "rechnungsbetraege",
    "fakturen",
    "belege",
    "rgen",
    "invoices",
    "bills",
    "factures",
    "fatture",
    "facturas",
    "facturen",
];

/// Words for a number of things (folded).
const COUNTS: &[(&str, usize)] = &[
    ("beide", 2),
    ("beiden", 2),
    ("both", 2),
    ("zwei", 2),
    ("zwo", 2),
    ("two", 2),
    ("deux", 2),
    ("due", 2),
    ("dos", 2),
    ("twee", 2),
    ("drei", 3),
    ("three", 3),
    ("trois", 3),
    ("tre", 3),
    ("tres", 3),
    ("drie", 3),
    ("vier", 4),
    ("four", 4),
    ("quatre", 4),
    ("quattro", 4),
    ("cuatro", 4),
    ("fuenf", 5),
    ("five", 5),
    ("cinq", 5),
    ("sechs", 6),
    ("six", 6),
    ("sieben", 7),
    ("seven", 7),
    ("acht", 8),
    ("eight", 8),
    ("neun", 9),
    ("nine", 9),
    ("zehn", 10),
    ("ten", 10),
];

/// The most invoices that a figure before their word counts: a larger one is a number or a year.
const MOST_COUNTED: usize = 40;

/// How many invoices a text speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Counted {
    /// As many, two at least.
    Exactly(usize),
    /// More than one.
    Several,
}

impl Counted {
    /// Whether so many items can be what is meant.
    pub(super) fn allows(self, items: usize) -> bool {
        match self {
            Counted::Exactly(count) => items == count,
            Counted::Several => items > 1,
        }
    }
}

impl Reading {
    /// How many invoices the text says are paid; `None` where it speaks of one or of none.
    pub(super) fn counted(&self) -> Option<Counted> {
        let words: Vec<&str> = self.words.split_whitespace().collect();
        let at = words.iter().position(|word| INVOICES.contains(word))?;
        // `2 offene Rechnungen`: a word may stand between, a figure may not.
        let near = words.get(at.saturating_sub(2)..at).unwrap_or_default();
        let before = near.iter().rev().scan(true, |on, word| {
            let go = *on;
            *on = *on && !word.bytes().any(|byte| byte.is_ascii_digit());
            go.then_some(*word)
        });
        match before.filter_map(count).next() {
            Some(1) => None,
            Some(count) => Some(Counted::Exactly(count)),
            None => Some(Counted::Several),
        }
    }
}

/// How words for further things begin, in capitals.
const FURTHER: &[&str] =
    &["WEITER", "ANDER", "FURTHER", "MORE", "OTHER", "AUTRE", "ALTR", "OTRA", "OTRO", "OFFENE"];

/// Whether a figure only says how many further invoices are paid, and so is no number: `AR-1 + 2
/// weitere`, `AR-1 e altre 2`.
pub(super) fn counts_further(atoms: &[Atom], text: &[char], number: &Number) -> bool {
    if number.digits.len() > 2 || number.digits.starts_with('0') {
        return false;
    }
    let Some(at) = atoms.iter().position(|atom| atom.start == number.start) else { return false };
    let near = |from: usize, to: usize| {
        text.get(from..to).is_some_and(|gap| !gap.is_empty() && gap.iter().all(|c| *c == ' '))
    };
    let is_further =
        |atom: &Atom| FURTHER.iter().any(|begin| atom.text.starts_with(begin)) && !atom.is_number;
    let before = at.checked_sub(1).and_then(|before| atoms.get(before));
    // `AR-1 weitere`: the figure is a number's.
    let is_glued = before.is_some_and(|atom| {
        !near(atom.end, number.start) && !text.get(atom.end..number.start).is_some_and(is_added)
    });
    let next = atoms.get(at + 1);
    next.is_some_and(|next| is_further(next) && near(number.end, next.start)) && !is_glued
        || before.is_some_and(|atom| is_further(atom) && near(atom.end, number.start))
}

/// Whether a gap adds something or begins a new part of a list: ` + `, `, `.
fn is_added(gap: &[char]) -> bool {
    gap.iter().any(|c| matches!(c, '+' | ',' | '&' | ';' | ':' | '('))
}

/// What a figure behind a number counts (in capitals, any ending): `RE-101 + 2 weitere`.
const COUNTED: &[&str] =
    &["WEITER", "ANDER", "RECHNUNG", "POSTEN", "BELEG", "MAHN", "FURTHER", "MORE", "OTHER"];

impl Reading {
    /// Whether a figure is no number's end but says how many of something there are.
    pub(super) fn counts_things(&self, number: &Number) -> bool {
        let next = self.atoms.iter().find(|atom| atom.start >= number.end);
        let is_small = number.digits.len() < 3 && !number.digits.starts_with('0');
        is_small
            && next.is_some_and(|next| {
                let gap = self.span(number.end, next.start);
                gap.chars().all(|c| c == ' ' || c == '.')
                    && COUNTED.iter().any(|begin| next.text.starts_with(begin))
            })
    }

    /// How many further invoices the text says are paid beside those that it names.
    pub(super) fn further(&self) -> Option<usize> {
        let words: Vec<&str> = self.words.split_whitespace().collect();
        let is_further = |word: &str| {
            ["weitere", "andere", "offene", "autre", "altr"]
                .iter()
                .any(|begin| word.starts_with(begin))
                || matches!(word, "further" | "more" | "others" | "otras" | "otros")
        };
        words.windows(2).find_map(|pair| match pair {
            [many, word] if is_further(word) => count(many),
            // `altre 2`
            [word, many] if word.starts_with("altr") => count(many),
            _ => None,
        })
    }
}

fn count(word: &str) -> Option<usize> {
    let figure = || word.trim_end_matches('x').parse::<usize>().ok();
    let named = COUNTS.iter().find(|(name, _)| *name == word).map(|(_, count)| *count);
    named.or_else(figure).filter(|count| (1..=MOST_COUNTED).contains(count))
}

impl<'a> Desk<'a> {
    /// A proposal for a payment of several invoices without their numbers: those that sum, if they
    /// do in one way, with what else the amount fits; else the one item, with what speaks against
    /// it. `one` is that item's proposal.
    pub(super) fn of_counted(&self, slip: &Slip<'a>, one: Option<Decision>) -> Option<Decision> {
        let Some(counted) = slip.reading.counted() else {
            let unbegun = one.is_some() && self.is_unbegun(slip);
            return self.next_part(slip).or_else(|| {
                one.map(|mut one| {
                    one.explanation.splice(0..0, unbegun.then(not_begun));
                    one
                })
                .or_else(|| self.of_plan(slip))
                .or_else(|| self.by_sum(slip))
            });
        };
        let single = one.as_ref().is_some_and(|one| one.allocations.len() == 1);
        match self.by_sum(slip) {
            Some(mut sum) if single => {
                let alone: Vec<usize> = one
                    .iter()
                    .flat_map(|one| &one.allocations)
                    .filter_map(|part| self.index.place(part.item))
                    .collect();
                sum.explanation.push(also_alone());
                sum.explanation.push(self.between(&alone));
                Some(sum)
            }
            Some(sum) => Some(sum),
            None => one.map(|mut one| {
                if !counted.allows(one.allocations.len()) {
                    one.explanation.insert(0, says_otherwise(counted));
                }
                one
            }),
        }
    }

    /// Whether the text says of a payment without a number that it is more than one item, or a part
    /// of one that nothing is paid of as yet.
    pub(super) fn means_several(&self, slip: &Slip<'a>) -> bool {
        match slip.reading.counted() {
            Some(Counted::Exactly(_)) => true,
            Some(Counted::Several) => self.by_sum(slip).is_some(),
            None => self.is_unbegun(slip),
        }
    }

    /// Whether the text speaks of an instalment behind another, and nothing is paid as yet of what
    /// the amount fits.
    fn is_unbegun(&self, slip: &Slip<'a>) -> bool {
        let begun = |at: usize| {
            self.index.items.get(at).is_some_and(|item| item.left != item.facts.original)
        };
        let fits = self.fitting(self.index.by_amount(slip.entry, true));
        slip.reading.is_later_part() && !fits.into_iter().any(begun)
    }

    /// The next instalment of the one item of the payer's that is paid in part: proposed, where the
    /// text speaks of one behind another and more is left of it.
    fn next_part(&self, slip: &Slip<'a>) -> Option<Decision> {
        let entry = slip.entry;
        let begun = |at: &usize| {
            self.index.items.get(*at).is_some_and(|item| {
                let left = item.facts.on_account(item.left);
                !item.facts.is_on_account
                    && item.left != 0
                    && item.left != item.facts.original
                    && left.signum() == entry.paid().signum()
                    && left.abs() > entry.paid().abs()
            })
        };
        let open = self.index.open_of(entry, true);
        let [only] = open.into_iter().filter(begun).collect::<Vec<_>>()[..] else { return None };
        let item = self.index.items.get(only).filter(|_| self.is_unbegun(slip))?;
        let amount = entry.paid().abs().saturating_mul(item.left.signum());
        let why = with_word(
            "Der Text spricht von einer weiteren Rate; von allem, was offen ist, ist nur an {} \
             schon etwas gezahlt. Bitte bestätigen.",
            "The text speaks of a further instalment; of all that is open, something is paid of {} \
             alone. Please confirm.",
            &item.facts.document,
        );
        let left = self.between(&[only]);
        let confidence = Ground::NextPart.confidence();
        Some(Decision {
            status: MatchStatus::Suggested,
            allocations: vec![Allocation::of(item.facts.id, amount)],
            charge: entry.kept,
            confidence,
            ..open_decision(entry, vec![why, left])
        })
    }

    /// What speaks against items that the text names, where it counts more invoices than they are.
    pub(super) fn counts_more(&self, slip: &Slip<'a>, live: &[&Named]) -> Option<Explanation> {
        let Some(Counted::Exactly(count)) = slip.reading.counted() else { return None };
        let invoices = live.iter().filter(|named| {
            self.index.items.get(named.item).is_some_and(|item| item.facts.original > 0)
        });
        (invoices.count() < count).then(|| says_otherwise(Counted::Exactly(count)))
    }
}

fn not_begun() -> Explanation {
    Explanation::new(
        "Der Text spricht von einer weiteren Rate, an diesem Posten ist aber noch nichts gezahlt. \
         Bitte vergleichen.",
        "The text speaks of a further instalment, but nothing is paid of this item as yet. Please \
         compare.",
    )
}

fn also_alone() -> Explanation {
    Explanation::new(
        "Ein Posten allein ist auch über diesen Betrag offen; der Text spricht aber von mehreren \
         Rechnungen.",
        "One item alone is open for this amount as well; but the text speaks of several invoices.",
    )
}

fn says_otherwise(counted: Counted) -> Explanation {
    match counted {
        Counted::Exactly(count) => with_word(
            "Der Text spricht von {} Rechnungen; das sind nicht so viele. Bitte vergleichen.",
            "The text speaks of {} invoices; these are not as many. Please compare.",
            &count.to_string(),
        ),
        Counted::Several => Explanation::new(
            "Der Text spricht von mehreren Rechnungen; das ist eine. Bitte vergleichen.",
            "The text speaks of several invoices; this is one. Please compare.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::Counted;
    use crate::domain::money::Currency;
    use crate::matching::facts::EntryFacts;
    use crate::matching::reading::Reading;

    #[test]
    fn a_text_counts_its_invoices() {
        let counted = |text: &str| {
            let day = jiff::civil::date(2026, 10, 5);
            let entry = EntryFacts {
                remittance: Some(text.into()),
                ..EntryFacts::new(1, "demo", day, 3_033, Currency::EUR)
            };
            Reading::of(&entry).counted()
        };
        for (text, count) in [
            ("2 Rechnungen September", 2),
            ("zwei Rechnungen", 2),
            ("beide offenen Rechnungen", 2),
            ("payment of three invoices", 3),
            ("3x Rechnungen", 3),
        ] {
            assert_eq!(counted(text), Some(Counted::Exactly(count)), "{text}");
        }
        for text in ["Ihre Rechnungen", "Rechnungen 2026", "Kd 4711 Rechnungen"] {
            assert_eq!(counted(text), Some(Counted::Several), "{text}");
        }
        for text in ["Rechnung 2", "1 Rechnung", "Rechnungsnr 2", "2. Rechnung", ""] {
            assert_eq!(counted(text), None, "{text}");
        }
    }
}
