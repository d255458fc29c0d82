//! Ranges of numbers: `RE 101-105`, `2026-101 bis 2026-105`, `RE 101 ff`. A range names its two
//! ends and all between; one without an end goes as far as the amount says.

use super::desk::{Desk, Slip};
use super::facts::{EntryFacts, OpenItemFacts};
use super::index::{How, Index, Mentions, Named};
use super::keys::{digits_of, literal_key, number_digits, number_key};
use super::numbers::Number;
use super::reading::Reading;

/// The most numbers that a range may have; what is longer is read as two numbers.
const LONGEST: u64 = 40;

/// The most numbers that may follow the one before `ff`.
const MOST_FOLLOWING: u64 = 12;

/// Two numbers of a text between which a range goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Range {
    /// Digits in front of both, such as a year.
    head: String,
    first: u64,
    last: u64,
    /// How many digits the ends have.
    width: usize,
}

/// A number of a range, neither its first nor its last.
pub(super) struct Between {
    /// With the digits in front.
    pub whole: String,
    /// Without.
    pub end: String,
}

impl Range {
    /// The numbers that the text does not write out.
    pub fn between(&self) -> Vec<Between> {
        let number = |value: u64| {
            let end = format!("{value:0width$}", width = self.width);
            Between { whole: format!("{}{end}", self.head), end }
        };
        (self.first + 1..self.last).map(number).collect()
    }
}

impl Reading {
    /// What the text writes as ranges of numbers.
    pub fn ranges(&self) -> Vec<Range> {
        let mut found = Vec::new();
        for (at, first) in self.numbers.iter().enumerate().filter(|(_, number)| number.written) {
            let head = at
                .checked_sub(1)
                .and_then(|before| self.numbers.get(before))
                .filter(|_| first.joins)
                .map(|number| &number.digits);
            if self.goes_on(first.end) {
                let value = first
                    .digits
                    .parse::<u64>()
                    .ok()
                    .and_then(|from| Some((from, from.checked_add(MOST_FOLLOWING + 1)?)));
                let head = head.cloned().unwrap_or_default();
                found.extend(value.map(|(first_value, last)| Range {
                    head,
                    first: first_value,
                    last,
                    width: first.digits.len(),
                }));
                continue;
            }
            let ends = self.shortened(at);
            let through = self.is_through(first, &ends);
            found.extend(ends.into_iter().filter_map(|next| {
                let whole = completed(&first.digits, &next.digits)?.parse::<u64>().ok()?;
                let head = head.cloned().unwrap_or_default();
                let low = first.digits.parse::<u64>().ok().filter(|_| through);
                let (before, after) = (whole.checked_sub(1)?, whole.checked_add(1)?);
                let before = low.filter(|low| whole - low <= LONGEST).unwrap_or(before);
                Some(Range { head, first: before, last: after, width: first.digits.len() })
            }));
            // The end may repeat what stands in front: `2026-101 bis 2026-105`.
            let repeated = self.numbers.get(at + 1).filter(|next| Some(&next.digits) == head);
            let last = if repeated.is_some() {
                self.numbers.get(at + 2)
            } else {
                self.numbers.get(at + 1)
            };
            let next = repeated.or(last);
            let Some((last, next)) = last.zip(next) else { continue };
            if !is_range_mark(&self.span(first.end, next.start))
                || first.digits.len() != last.digits.len()
            {
                continue;
            }
            let values = first.digits.parse::<u64>().ok().zip(last.digits.parse::<u64>().ok());
            let Some((from, to)) = values.filter(|(from, to)| to > from && to - from <= LONGEST)
            else {
                continue;
            };
            let head = head.cloned().unwrap_or_default();
            found.push(Range { head, first: from, last: to, width: first.digits.len() });
        }
        found
    }

    /// The numbers behind one that may be the ends of others alike: `R-1004/05`, `1004 + 5`,
    /// `1004, 05 u. 06`, `L/26/7+8`; or one that a range goes to, `1001-03`.
    fn shortened(&self, at: usize) -> Vec<&Number> {
        let Some(first) = self.numbers.get(at) else { return Vec::new() };
        // One digit alone counts things; behind a year or a stroke it is a number's end.
        if first.digits.len() < 2 && !first.joins {
            return Vec::new();
        }
        let mut end = first.end;
        let is_end = |next: &Number| {
            let is_shorter = next.digits.len() < first.digits.len();
            let is_as_long = next.digits.len() == first.digits.len();
            (is_shorter || is_as_long && first.joins && first.digits.len() < 3)
                && !self.counts_things(next)
        };
        let behind = self.numbers.iter().skip(at + 1).take_while(|next| {
            let joined = next.written && is_end(next) && is_joint(&self.span(end, next.start));
            end = next.end;
            joined
        });
        let list: Vec<&Number> = behind.collect();
        let next = self.numbers.get(at + 1).filter(|next| {
            next.written && is_end(next) && is_dash(&self.span(first.end, next.start))
        });
        if list.is_empty() { next.into_iter().collect() } else { list }
    }

    /// Whether the only end behind a number is that of a range: `1001-03`.
    fn is_through(&self, first: &Number, ends: &[&Number]) -> bool {
        matches!(ends, [only] if is_dash(&self.span(first.end, only.start)))
    }

    /// Whether the text has a number that others follow, `RE-101 ff`.
    pub(super) fn goes_on_behind_a_number(&self) -> bool {
        self.numbers.iter().any(|number| number.written && self.goes_on(number.end))
    }

    /// Whether `f`, `ff` or `fortfolgende` stands behind a number: it and those that follow.
    fn goes_on(&self, end: usize) -> bool {
        let next = self.atoms.iter().find(|atom| atom.start >= end).filter(|atom| !atom.is_number);
        next.is_some_and(|atom| {
            let near =
                self.span(end, atom.start).chars().all(|c| c == ' ') && atom.start <= end + 1;
            near && matches!(atom.text.as_str(), "F" | "FF" | "FFG" | "FORTFOLGENDE" | "FOLGENDE")
        })
    }
}

impl Mentions {
    /// Names further items by what the text writes of one.
    fn add_with(&mut self, how: How, span: &str, items: Vec<usize>) {
        for item in items {
            self.add(Named {
                item,
                others: Vec::new(),
                settled: Vec::new(),
                how,
                span: span.to_owned(),
                place: None,
                strong: true,
            });
        }
    }
}

impl Index<'_> {
    /// Names the items between two named ones where the text writes a range: of the same contact,
    /// of the same form of number.
    pub(super) fn ranged(&self, entry: &EntryFacts, reading: &Reading, mentions: &mut Mentions) {
        let mut ends: Vec<Named> =
            mentions.named.iter().filter(|named| named.place.is_some()).cloned().collect();
        ends.sort_by_key(|named| named.place);
        for pair in ends.windows(2) {
            let [first, last] = pair else { continue };
            let Some(((start, from), (to, end))) = first.place.zip(last.place) else { continue };
            if is_range_mark(&reading.span(from, to)) {
                let items = self.between(entry, first.item, last.item);
                mentions.add_with(How::Between, &reading.span(start, end), items);
            }
        }
        self.following(entry, reading, &ends, mentions);
        self.shortened(entry, reading, &ends, mentions);
    }

    /// What is open of an item, signed as on the account.
    fn money(&self, at: usize) -> i64 {
        self.items.get(at).map_or(0, |item| item.facts.on_account(item.facts.open))
    }

    /// Names the items of whose numbers only the ends stand behind another's, where all together
    /// are the amount to the cent, or nearer to it than without them: `R-1004/05` may be of a year
    /// as well.
    fn shortened(
        &self,
        entry: &EntryFacts,
        reading: &Reading,
        ends: &[Named],
        mentions: &mut Mentions,
    ) {
        for first in ends {
            let Some((start, end)) = first.place else { continue };
            let Some(at) = reading.numbers.iter().position(|number| number.end == end) else {
                continue;
            };
            let behind = reading.shortened(at);
            let Some(stretch) = behind.last().map(|last| (end, last.end)) else { continue };
            let inside = |named: &&Named| {
                named.place.is_some_and(|(from, to)| stretch.0 <= from && to <= stretch.1)
            };
            let others =
                ends.iter().filter(|named| !inside(named)).map(|named| self.money(named.item));
            let rest = entry.paid().saturating_sub(others.fold(0, i64::saturating_add));
            let through =
                reading.numbers.get(at).is_some_and(|own| reading.is_through(own, &behind));
            let sum = |items: &[usize]| {
                items.iter().map(|at| self.money(*at)).fold(0, i64::saturating_add)
            };
            let readings =
                [through, false].map(|through| self.completed(entry, first.item, &behind, through));
            let exact = readings.iter().flatten().find(|items| sum(items) == rest);
            // Less a discount, in part, or too much: as where the numbers are written out.
            let nearer = |items: &&Vec<usize>| {
                items.iter().all(|at| self.money(*at) != 0)
                    && rest.abs_diff(sum(items)) < rest.unsigned_abs()
            };
            let listed = !through && !may_be_a_year(entry, &behind);
            let near = || readings.iter().flatten().find(nearer).filter(|_| listed);
            let Some(items) = exact.or_else(near).cloned() else { continue };
            let known = |item: &usize| mentions.named.iter().any(|named| named.item == *item);
            if items.iter().all(known) {
                continue;
            }
            mentions.named.retain(|named| !inside(&named));
            let unread: Vec<String> =
                behind.iter().map(|next| reading.span(next.start, next.end)).collect();
            mentions.unresolved.retain(|stretch| !unread.contains(stretch));
            mentions.add_with(How::Shortened, &reading.span(start, stretch.1), items);
        }
    }

    /// The items that the ends behind a number name, and where a range goes `through` to the only
    /// one, those between; `None` where one is missing.
    fn completed(
        &self,
        entry: &EntryFacts,
        first: usize,
        behind: &[&Number],
        through: bool,
    ) -> Option<Vec<usize>> {
        let facts = self.items.get(first).map(|item| item.facts)?;
        let (head, last) = parted(&facts.document)?;
        let numbers: Vec<String> =
            behind.iter().map(|next| completed(last, &next.digits)).collect::<Option<_>>()?;
        let numbers = match (through, numbers.as_slice()) {
            (true, [end]) => {
                let (low, high) = (last.parse::<u64>().ok()?, end.parse::<u64>().ok()?);
                let near = high.checked_sub(low).is_some_and(|far| far <= LONGEST);
                let all = (low + 1..=high).filter(|_| near);
                all.map(|value| format!("{value:0width$}", width = last.len())).collect()
            }
            _ => numbers,
        };
        let items: Vec<usize> = numbers
            .iter()
            .map(|number| self.like(entry, facts, &format!("{head}{number}")))
            .collect::<Option<_>>()?;
        (!items.is_empty() && !items.contains(&first)).then_some(items)
    }

    /// Names the items that follow a number with `ff` behind it, as many as the amount takes.
    fn following(
        &self,
        entry: &EntryFacts,
        reading: &Reading,
        ends: &[Named],
        mentions: &mut Mentions,
    ) {
        for first in ends {
            let Some((start, end)) = first.place.filter(|(_, end)| reading.goes_on(*end)) else {
                continue;
            };
            let named = ends.iter().map(|named| self.money(named.item));
            let mut sum = named.fold(0, i64::saturating_add);
            let mut next = self.after(entry, first.item);
            let enough = next.iter().position(|at| {
                sum = sum.saturating_add(self.money(*at));
                sum == entry.paid()
            });
            let Some(enough) = enough else { continue };
            next.truncate(enough + 1);
            mentions.add_with(How::Between, &reading.span(start, end), next);
        }
    }

    /// The items of a contact whose numbers follow that of one, in their order.
    fn after(&self, entry: &EntryFacts, first: usize) -> Vec<usize> {
        let Some(facts) = self.items.get(first).map(|item| item.facts) else { return Vec::new() };
        let Some((head, from)) = parted(&facts.document) else { return Vec::new() };
        let Some(low) = from.parse::<u64>().ok() else { return Vec::new() };
        let documents = (1..=MOST_FOLLOWING)
            .map(|step| format!("{head}{:0width$}", low.saturating_add(step), width = from.len()));
        documents.filter_map(|document| self.like(entry, facts, &document)).collect()
    }

    /// The item of the same contact and side that bears this number.
    fn like(&self, entry: &EntryFacts, facts: &OpenItemFacts, document: &str) -> Option<usize> {
        let digits = number_digits(document);
        let keys =
            digits.iter().filter_map(|digits| number_key(digits)).chain(literal_key(document));
        let same = |item: &OpenItemFacts| {
            item.contact == facts.contact && item.side == facts.side && item.document == document
        };
        self.with_keys(entry, keys.collect::<Vec<_>>())
            .into_iter()
            .find(|at| self.items.get(*at).is_some_and(|item| same(item.facts)))
    }

    /// The items of a contact whose numbers lie between those of two.
    fn between(&self, entry: &EntryFacts, first: usize, last: usize) -> Vec<usize> {
        let facts = |at: usize| self.items.get(at).map(|item| item.facts);
        let Some((first, last)) = facts(first).zip(facts(last)) else { return Vec::new() };
        let same =
            |other: &OpenItemFacts| other.contact == first.contact && other.side == first.side;
        let (Some((head, from)), Some((tail, to))) =
            (parted(&first.document), parted(&last.document))
        else {
            return Vec::new();
        };
        if !same(last) || head != tail || from.len() != to.len() {
            return Vec::new();
        }
        let values = from.parse::<u64>().ok().zip(to.parse::<u64>().ok());
        let Some((low, high)) = values.filter(|(low, high)| high > low && high - low <= LONGEST)
        else {
            return Vec::new();
        };
        let documents =
            (low + 1..high).map(|value| format!("{head}{value:0width$}", width = from.len()));
        documents.filter_map(|document| self.like(entry, first, &document)).collect()
    }
}

impl Desk<'_> {
    /// Whether the items are all the numbers from the first to the last of one range that the text
    /// writes out at both ends, none of which it leaves out; what between them is settled already
    /// was never meant.
    pub(super) fn is_whole_range(&self, slip: &Slip<'_>, live: &[&Named]) -> bool {
        let mut between = slip.mentions.named.iter().filter(|named| named.how == How::Between);
        let settled = std::iter::from_fn(|| between.find(|named| self.left(named.item) == 0));
        let numbers: Option<Vec<(&str, u64, usize)>> = live
            .iter()
            .copied()
            .chain(settled)
            .map(|named| {
                let (head, last) = parted(&self.index.items.get(named.item)?.facts.document)?;
                Some((head, last.parse().ok()?, last.len()))
            })
            .collect();
        let Some(mut numbers) = numbers else { return false };
        numbers.sort_unstable();
        let follow = |pair: &[(&str, u64, usize)]| match pair {
            [one, next] => {
                one.0 == next.0 && one.2 == next.2 && one.1.checked_add(1) == Some(next.1)
            }
            _ => false,
        };
        let ends = live.iter().filter(|named| named.place.is_some()).count();
        ends == 2
            && numbers.windows(2).all(follow)
            && live.iter().all(|named| named.others.is_empty())
            && !slip.reading.goes_on_behind_a_number()
            && !self.index.left_out.contains_key(&slip.entry.id)
    }
}

/// Whether the only end behind a number is the year of the payment or the one before: `R-1004/26`.
fn may_be_a_year(entry: &EntryFacts, behind: &[&Number]) -> bool {
    let [only] = behind else { return false };
    let year = entry.booking_date.year() % 100;
    only.digits.len() == 2
        && only.digits.parse().is_ok_and(|end: i16| (year - 1..=year).contains(&end))
}

/// A document's number as what stands before its last digits, and these; nothing where letters
/// follow them.
fn parted(document: &str) -> Option<(&str, &str)> {
    let at = document.rfind(|c: char| !c.is_ascii_digit()).map_or(0, |at| {
        at + document.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8)
    });
    document
        .split_at_checked(at)
        .filter(|(_, last)| !last.is_empty() && digits_of(last).len() == last.len())
}

/// A number with another end: `1004` and `05` are `1005`. None where that is not a later one.
fn completed(number: &str, end: &str) -> Option<String> {
    let kept = number.len().checked_sub(end.len())?;
    let whole = format!("{}{end}", number.get(..kept)?);
    (whole.parse::<u64>().ok()? > number.parse::<u64>().ok()?).then_some(whole)
}

/// What may stand between numbers of which the second is cut short; a dash may stand in the place
/// of what is cut (`RE-1101, -02`).
fn is_joint(gap: &str) -> bool {
    let gap = gap.trim();
    let bare = gap.strip_suffix(['-', '–']).map(str::trim_end).filter(|rest| !rest.is_empty());
    matches!(
        bare.unwrap_or(gap).to_lowercase().as_str(),
        "/" | "+" | "," | "&" | "u" | "u." | "und" | ", u." | "and"
    )
}

/// What may stand before the cut end of a range.
fn is_dash(gap: &str) -> bool {
    matches!(gap.trim().to_lowercase().as_str(), "-" | "–" | "—" | "bis")
}

/// What may stand between the ends of a range: a dash or `bis`, and the letters that the second
/// number begins with.
fn is_range_mark(gap: &str) -> bool {
    let bare = gap.trim_start();
    let rest =
        ["-", "–", "—", "bis", "BIS", "Bis", ".."].iter().find_map(|mark| bare.strip_prefix(mark));
    // Only a blank, letters and a stroke more: `bis RE-`.
    rest.is_some_and(|rest| {
        let letters = rest.chars().filter(|c| c.is_alphabetic()).count();
        letters <= 4
            && rest.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '.' | '/'))
    })
}
