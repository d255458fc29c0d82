//! Which of several items of one amount a text means that gives none of their numbers: the one
//! whose order, day or month it names, the end of whose number it writes, the instalment that it
//! counts, or that it calls a rest.

use super::decision::Explanation;
use super::desk::{Desk, Slip};
use super::explain::with_word;
use super::index::Item;
use super::keys::is_year;
use super::reading::{Reading, significant};
use crate::domain::text::fold;

/// The fewest letters and digits of an order's number that are looked for in a text.
const SHORTEST_ORDER: usize = 3;

impl<'a> Desk<'a> {
    /// Puts the item first that the text tells of these, and says why.
    pub(super) fn told_first(&self, slip: &Slip<'a>, found: &mut [usize]) -> Option<Explanation> {
        if found.len() < 2 {
            return None;
        }
        let only = |holds: &dyn Fn(&Item<'a>) -> bool| {
            let mut all = found
                .iter()
                .enumerate()
                .filter(|(_, at)| self.index.items.get(**at).is_some_and(holds))
                .map(|(place, _)| place);
            all.next().filter(|_| all.next().is_none())
        };
        let by_order = || Some((only(&|item| names_order(slip, item))?, BY_ORDER));
        let by_day = || Some((only(&|item| names_day(slip, item))?, BY_DAY));
        let by_end = |fewest: usize| {
            let is_it = |item: &Item<'a>| tells_the_end(&slip.reading, item, fewest);
            Some((only(&is_it)?, BY_END))
        };
        let by_month = || {
            let payer = slip.entry.counterparty_name.as_deref().unwrap_or_default();
            let months = slip.reading.months_named(payer);
            let is_of = |item: &Item<'a>| {
                let day = item.facts.date;
                day.is_some_and(|day| months.iter().any(|month| month.months_from(day) == 0))
            };
            Some((only(&is_of)?, BY_MONTH))
        };
        let by_part = || {
            let part = slip.reading.part()?;
            Some((only(&|item| ends_with(item, part))?, BY_PART))
        };
        let by_rest = || {
            let is_begun = |item: &Item<'a>| item.left != item.facts.original;
            Some((only(&is_begun).filter(|_| speaks_of_a_rest(slip))?, BY_REST))
        };
        let (place, (de, en)) = by_order()
            .or_else(by_day)
            .or_else(|| by_end(2))
            .or_else(by_part)
            .or_else(by_month)
            .or_else(by_rest)
            .or_else(|| by_end(1))?;
        found.get_mut(..=place)?.rotate_right(1);
        let item = found.first().and_then(|at| self.index.items.get(*at))?;
        Some(with_word(de, en, &item.facts.document))
    }

    /// What speaks against an item that nothing but the amount and the other side point to, where
    /// the text calls an invoice by its day, and that is the day of another which is open.
    pub(super) fn of_another_day(&self, slip: &Slip<'a>, at: usize) -> Option<Explanation> {
        const INVOICE: &[&str] = &["rechnung*", "rg", "re", "faktura*", "invoice*", "beleg*"];
        let item = self.index.items.get(at)?;
        if slip.reading.days.is_empty() || names_day(slip, item) || !slip.reading.says(INVOICE) {
            return None;
        }
        let is_it = |other: &&Item<'a>| {
            let way = |item: &Item<'a>| item.facts.on_account(item.left).signum();
            !other.facts.is_on_account && way(other) == way(item) && names_day(slip, other)
        };
        let open = self.index.open_of(slip.entry, true).into_iter();
        let other = open.filter_map(|at| self.index.items.get(at)).find(is_it)?;
        Some(Explanation::new(
            format!(
                "Der Text nennt den Tag einer anderen offenen Rechnung, {}; der Betrag ist der von \
                 {}. Bitte vergleichen.",
                other.facts.document, item.facts.document
            ),
            format!(
                "The text names the day of another open invoice, {}; the amount is that of {}. \
                 Please compare.",
                other.facts.document, item.facts.document
            ),
        ))
    }
}

const BY_ORDER: (&str, &str) = (
    "Mehrere offene Posten passen; der Text nennt die Bestellung von {}. Bitte bestätigen.",
    "Several open items fit; the text names the order of {}. Please confirm.",
);
const BY_DAY: (&str, &str) = (
    "Mehrere offene Posten passen; der Text nennt den Tag von {}. Bitte bestätigen.",
    "Several open items fit; the text names the day of {}. Please confirm.",
);
const BY_END: (&str, &str) = (
    "Mehrere offene Posten passen; der Text nennt das Ende der Nummer von {}. Bitte bestätigen.",
    "Several open items fit; the text names the end of the number of {}. Please confirm.",
);
const BY_MONTH: (&str, &str) = (
    "Mehrere offene Posten passen; der Text nennt den Monat von {}. Bitte bestätigen.",
    "Several open items fit; the text names the month of {}. Please confirm.",
);
const BY_PART: (&str, &str) = (
    "Mehrere offene Posten passen; der Text nennt die Rate, die {} ist. Bitte bestätigen.",
    "Several open items fit; the text names the instalment that {} is. Please confirm.",
);
const BY_REST: (&str, &str) = (
    "Mehrere offene Posten passen; der Text spricht vom Rest, und {} ist zum Teil gezahlt. Bitte \
     bestätigen.",
    "Several open items fit; the text speaks of the rest, and {} is paid in part. Please confirm.",
);

/// Whether the number of the item's order stands in the text as a whole.
fn names_order(slip: &Slip<'_>, item: &Item<'_>) -> bool {
    let Some(order) = item.facts.order.as_deref().map(fold) else { return false };
    let order = order.trim();
    let long = order.chars().filter(|c| c.is_alphanumeric()).count() >= SHORTEST_ORDER;
    long && order.chars().any(|c| c.is_ascii_digit())
        && slip.reading.words.contains(&format!(" {order} "))
}

/// Whether the text names the item's day, with its year.
fn names_day(slip: &Slip<'_>, item: &Item<'_>) -> bool {
    slip.reading.days.iter().any(|(_, day)| Some(*day) == item.facts.date)
}

/// Whether the item's number ends with just the place of the instalment that the text names (`3.
/// Rate`), behind a sign (`R-1/3`).
fn ends_with(item: &Item<'_>, part: i64) -> bool {
    let tail = item.facts.document.rsplit_once(|c: char| !c.is_alphanumeric());
    tail.and_then(|(_, tail)| tail.parse::<i64>().ok()) == Some(part)
}

/// Whether the text writes the end of the item's number as a whole, by at least so many of its parts:
/// `118/2` of 2026-118/2, `Nr. 5` of 2026-5.
fn tells_the_end(reading: &Reading, item: &Item<'_>, fewest: usize) -> bool {
    let runs = item.facts.document.split(|c: char| !c.is_ascii_digit());
    let runs: Vec<&str> = runs.filter(|run| !run.is_empty()).map(significant).collect();
    let starts = (0..reading.numbers.len()).filter(|at| {
        reading.numbers.get(*at).is_some_and(|number| number.written && !number.joins)
    });
    let written = |first: usize| -> Vec<&str> {
        let all = reading.numbers.iter().enumerate().skip(first);
        let joined = all.take_while(|(at, number)| *at == first || number.joins);
        joined.map(|(_, number)| significant(&number.digits)).collect()
    };
    let mut stretches = starts.map(written);
    stretches.any(|parts| {
        let is_year = matches!(parts.as_slice(), [one] if is_year(one));
        parts.len() >= fewest && !is_year && runs.len() > parts.len() && runs.ends_with(&parts)
    })
}

/// `Restzahlung`, `2. Rate`: what is paid was begun before.
fn speaks_of_a_rest(slip: &Slip<'_>) -> bool {
    slip.reading.says(&[
        "rest",
        "restz*",
        "restb*",
        "restl*",
        "restforderung*",
        "restsumme*",
        "rate",
        "schlussrate*",
        "schlusszahl*",
        "letzter teil",
        "zweiter teil",
        "dritter teil",
    ])
}
