//! The day and the year that a text writes beside a number, against the item's own: `2025-0815`
//! does not mean 2026-0815, whose number ends alike because the numbers begin anew each year, and
//! `RE-1 vom 12.03.2026` not the RE-1 of the year before.

use super::index::{Index, Mentions, Named};
use super::keys::is_year;
use super::reading::Reading;
use jiff::civil::Date;

impl Index<'_> {
    /// Of the items that one number may mean, those of the day that the text writes behind it, else
    /// of the year; all, where that tells none of them from the others.
    pub(super) fn dated(&self, reading: &Reading, mentions: &mut Mentions) {
        let places: Vec<usize> =
            mentions.named.iter().filter_map(|named| named.place).map(|(start, _)| start).collect();
        for named in &mut mentions.named {
            let Some((_, end)) = named.place else { continue };
            let next = places.iter().copied().filter(|start| *start >= end).min();
            let behind = |start: usize| start >= end && next.is_none_or(|next| start < next);
            let day = reading.days.iter().find(|(start, _)| behind(*start)).map(|(_, day)| *day);
            let at = reading.numbers.iter().position(|number| number.end == end);
            let year = at.and_then(|at| year_beside(reading, at).or(year_behind(reading, at)));
            self.narrow(named, |date| day == Some(date));
            self.narrow(named, |date| Some(date.year() % 100) == year.map(i16::from));
        }
    }

    /// Leaves of the items that a number may mean those whose day fits, if any does.
    fn narrow(&self, named: &mut Named, fits: impl Fn(Date) -> bool) {
        let fitting = |at: &usize| {
            let item = self.items.get(*at);
            item.and_then(|item| item.facts.date).is_some_and(&fits)
        };
        let open: Vec<usize> = std::iter::once(named.item)
            .chain(named.others.iter().copied())
            .filter(|at| fitting(at))
            .collect();
        let settled: Vec<usize> = named.settled.iter().copied().filter(fitting).collect();
        match (open.split_first(), settled.first()) {
            (Some((item, others)), _) => {
                (named.item, named.others, named.settled) = (*item, others.to_vec(), settled)
            }
            // The one of that day is settled: none of another day takes its place.
            (None, Some(item)) => {
                (named.item, named.others, named.settled) = (*item, Vec::new(), settled)
            }
            (None, None) => {}
        }
    }

    /// Whether the text writes another year beside the number at this place than the item bears.
    pub(super) fn of_another_year(&self, item: usize, reading: &Reading, at: usize) -> bool {
        let own = self.items.get(item).and_then(|item| year_of_document(&item.facts.document));
        own.zip(year_beside(reading, at)).is_some_and(|(own, written)| own != written)
    }

    /// Whether the number at this place is only the year of what the next one names: `26-0815` for
    /// 2026-0815.
    pub(super) fn is_only_a_year(&self, reading: &Reading, at: usize, mentions: &Mentions) -> bool {
        let next = reading.numbers.get(at + 1).filter(|next| next.joins);
        let of_next = |named: &&Named| {
            next.is_some_and(|next| named.place.is_some_and(|(start, _)| start == next.start))
        };
        let own = mentions.named.iter().find(of_next).and_then(|named| self.items.get(named.item));
        let year = own.and_then(|item| year_of_document(&item.facts.document));
        year.is_some() && year == year_beside(reading, at + 1)
    }
}

/// The last two digits of the year that stands before a number or behind it.
fn year_beside(reading: &Reading, at: usize) -> Option<u8> {
    let number = reading.numbers.get(at)?;
    let before =
        at.checked_sub(1).and_then(|before| reading.numbers.get(before)).filter(|_| number.joins);
    let head =
        before.and_then(|before| whole_year(&before.digits).or_else(|| short_year(&before.digits)));
    let behind = || {
        let next = reading.numbers.get(at + 1).filter(|next| next.joins)?;
        let stroke = reading.span(number.end, next.start) == "/";
        whole_year(&next.digits).or_else(|| short_year(&next.digits).filter(|_| stroke))
    };
    head.or_else(behind)
}

/// The last two digits of a year that stands behind a number, with a blank, `aus` or `von`
/// between: `RE-1 aus 2025`.
fn year_behind(reading: &Reading, at: usize) -> Option<u8> {
    let (number, next) = (reading.numbers.get(at)?, reading.numbers.get(at + 1)?);
    let between = reading.span(number.end, next.start).to_lowercase();
    matches!(between.trim(), "" | "/" | "aus" | "von" | "v." | "(" | "aus dem jahr" | "aus jahr")
        .then(|| whole_year(&next.digits))
        .flatten()
}

/// The last two digits of the year in a document's number: `RE-2026-0815`, `20260815`, `0815/2026`,
/// `AR26-00815`.
fn year_of_document(document: &str) -> Option<u8> {
    let runs: Vec<&str> =
        document.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty()).collect();
    match runs.as_slice() {
        [one] if one.len() > 6 => one.get(..4).and_then(whole_year),
        [first, .., last] => {
            whole_year(first).or_else(|| whole_year(last)).or_else(|| short_year(first))
        }
        _ => None,
    }
}

fn whole_year(digits: &str) -> Option<u8> {
    digits.get(2..).filter(|_| is_year(digits))?.parse().ok()
}

/// Two digits that may be a year of our time.
fn short_year(digits: &str) -> Option<u8> {
    digits.parse().ok().filter(|year| digits.len() == 2 && (15..40).contains(year))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::Currency;
    use crate::matching::EntryFacts;

    #[test]
    fn the_year_of_a_number_stands_before_it_or_behind_it() {
        for (document, year) in [
            ("RE-2026-0815", Some(26)),
            ("20260815", Some(26)),
            ("0815/2026", Some(26)),
            ("AR26-00815", Some(26)),
            ("11664", None),
            ("L-77/10815", None),
        ] {
            assert_eq!(year_of_document(document), year, "{document}");
        }
        let day = jiff::civil::date(2026, 9, 1);
        for (text, at, year) in [
            ("RE-2025-0815", 1, Some(25)),
            ("0815/2025", 0, Some(25)),
            ("0815/25", 0, Some(25)),
            ("AR25-00815", 1, Some(25)),
            ("RE 815", 0, None),
            ("0815, 0816", 0, None),
        ] {
            let entry = EntryFacts {
                remittance: Some(text.into()),
                ..EntryFacts::new(1, "demo", day, 1, Currency::EUR)
            };
            assert_eq!(year_beside(&Reading::of(&entry), at), year, "{text}");
        }
    }
}
