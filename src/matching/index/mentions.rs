//! What the texts of an entry name: references, whole numbers, the ends of numbers; and the item
//! that is meant where several may be.

use super::super::facts::EntryFacts;
use super::super::keys::{
    digits_of, is_year, literal_key, number_key, parties_of_entry, reference_key, rf_body, suffix,
    suffix_key,
};
use super::super::numbers::Number;
use super::super::reading::{Reading, Window, compact, significant};
use super::{How, Index, Item, MOST_NAMED, Mentions, Named, Proof};

impl Mentions {
    /// Each item counts once, by its first mention; a strong one replaces a weak one.
    pub(in crate::matching) fn add(&mut self, named: Named) {
        match self.named.iter_mut().find(|known| known.item == named.item) {
            // A reference that breaks its own check digits is not mended by the digits inside it.
            Some(known) if named.strong && !known.strong && known.how != How::BrokenReference => {
                *known = named
            }
            Some(_) => {}
            None => self.named.push(named),
        }
    }
}

/// `10/26`, `10.2026`, `2026-10`: a month.
fn is_month(reading: &Reading, window: &Window) -> bool {
    let numbers =
        reading.numbers.get(window.first..window.first + window.count).unwrap_or_default();
    let [first, second] = numbers else { return false };
    let month = |digits: &str| {
        digits.len() <= 2 && digits.parse::<u8>().is_ok_and(|month| (1..=12).contains(&month))
    };
    let short_year = |digits: &str| {
        digits.len() == 2 && digits.parse::<u8>().is_ok_and(|year| (20..40).contains(&year))
    };
    let (a, b) = (first.digits.as_str(), second.digits.as_str());
    (month(a) && (is_year(b) || short_year(b))) || (is_year(a) && month(b))
}

/// Two numbers of at most two digits each: a time of day (`10.22 UHR`), a month (`10/26`), house and
/// flat (`Hauptstr. 10/22`).
fn is_short_pair(reading: &Reading, window: &Window) -> bool {
    let numbers =
        reading.numbers.get(window.first..window.first + window.count).unwrap_or_default();
    numbers.len() == 2 && numbers.iter().all(|number| number.digits.len() <= 2)
}

fn suffix_width(document: &str) -> Option<usize> {
    suffix(document)?;
    document.split(|c: char| !c.is_ascii_digit()).rfind(|run| !run.is_empty()).map(str::len)
}

impl<'a> Index<'a> {
    /// Everything the entry's texts name.
    pub fn mentions(&self, entry: &EntryFacts, reading: &Reading) -> Mentions {
        let mut mentions = Mentions::default();
        self.referenced(entry, reading, &mut mentions);
        self.numbered(entry, reading, &mut mentions);
        self.dated(reading, &mut mentions);
        self.ranged(entry, reading, &mut mentions);
        mentions.named.truncate(MOST_NAMED + 1);
        mentions
    }

    fn referenced(&self, entry: &EntryFacts, reading: &Reading, mentions: &mut Mentions) {
        for reference in &reading.references {
            let all = self.with_keys(entry, reference_key(&reference.text));
            let same: Vec<usize> =
                all.iter().copied().filter(|at| self.expects(*at, &reference.text)).collect();
            if let (true, Some(named)) =
                (reference.valid, self.pick(entry, &same, How::Reference, &reference.text))
            {
                mentions.add(Named { strong: true, ..named });
                continue;
            }
            if let Some(named) = self.pick(entry, &all, How::BrokenReference, &reference.text) {
                mentions.add(named);
                continue;
            }
            let numbered = rf_body(&reference.text)
                .and_then(|body| number_key(&digits_of(body)))
                .map(|key| self.with_keys(entry, [key]))
                .unwrap_or_default();
            let how = if reference.valid { How::Reference } else { How::BrokenReference };
            if let Some(named) = self.pick(entry, &numbered, how, &reference.text) {
                mentions.add(Named { strong: reference.valid, ..named });
            }
        }
    }

    fn expects(&self, at: usize, reference: &str) -> bool {
        self.items.get(at).is_some_and(|item| {
            item.facts.references.iter().any(|known| compact(known) == reference)
        })
    }

    fn numbered(&self, entry: &EntryFacts, reading: &Reading, mentions: &mut Mentions) {
        let mut unresolved: Vec<usize> = Vec::new();
        let mut at = 0;
        while let Some(number) = reading.numbers.get(at) {
            if let Some((window, named)) = reading
                .windows_at(at)
                .into_iter()
                .find_map(|w| self.by_window(entry, reading, &w).map(|named| (w, named)))
            {
                // `RE 815` of a contact whose own 2026-0815 is open does not mean a stranger's 815.
                let own = if window.count == 1 {
                    self.own_instead(entry, reading, at, &named)
                } else {
                    None
                };
                if let Some(own) = own {
                    mentions.add(own);
                    at += 1;
                    continue;
                }
                // Programs fill ids with days and counters; beside a number that a person wrote
                // they prove nothing.
                if number.written || mentions.named.is_empty() {
                    mentions.add(named);
                } else {
                    mentions.of_ids.push(named.item);
                }
                at += window.count;
                continue;
            }
            match self.by_suffix(entry, reading, at) {
                Some(named) => mentions.add(named),
                None if number.written => unresolved.push(at),
                None => {}
            }
            at += 1;
        }
        for at in unresolved {
            if let Some(number) =
                reading.numbers.get(at).filter(|_| self.looks_ours(reading, at, mentions))
            {
                let stretch = reading.span(number.start, number.end);
                if self.is_voucher(reading, number, mentions) {
                    mentions.vouchers.push(stretch.clone());
                }
                mentions.unresolved.push(stretch);
            }
        }
    }

    fn by_window(&self, entry: &EntryFacts, reading: &Reading, window: &Window) -> Option<Named> {
        let keys =
            [&window.digits, &window.bare].into_iter().filter_map(|digits| number_key(digits));
        let literals = reading.literals(window);
        let mut found = self.with_keys(
            entry,
            keys.chain(literals.iter().filter_map(|literal| literal_key(literal))),
        );
        let first = reading.numbers.get(window.first)?;
        let last = reading.numbers.get(window.first + window.count - 1)?;
        let led = first.keyword || first.listed;
        if !first.keyword && is_short_pair(reading, window) {
            found.retain(|at| self.is_so_parted(*at, reading, window, &literals));
        }
        if !first.written {
            found.retain(|at| window.digits.len() >= 6 || self.is_whole_id(*at, reading, last.end));
        }
        let exact = self.longest(
            found
                .iter()
                .copied()
                .filter(|at| self.ends_with_number(*at, reading, last.end))
                .collect(),
        );
        let candidates = if exact.is_empty() { &found } else { &exact };
        let named =
            self.pick(entry, candidates, How::Number, &reading.span(first.start, last.end))?;
        let written = last.end.saturating_sub(first.start);
        let known = self.party(entry, named.item).is_some();
        let anonymous = entry.counterparty_iban.is_none() && entry.counterparty_name.is_none();
        // Five digits by themselves, of somebody unknown, may be a postcode as well.
        let five = window.digits.len() == 5 && window.count == 1 && !known && !anonymous;
        let long =
            window.digits.len() >= 6 || (!exact.is_empty() && window.digits.len() >= 5 && !five);
        let lettered = self
            .items
            .get(named.item)
            .is_some_and(|item| item.number.chars().any(|c| !c.is_ascii_digit()));
        let literal = !exact.is_empty() && lettered;
        let whole_id = !first.written && known;
        // Two digits, and `10/26` for October, stand in many texts; `AT-1` with its letters, from
        // the one who owes it, does not.
        let telling = window.digits.len() >= 3 && (led || !is_month(reading, window));
        let by_itself = long || literal || whole_id || (written >= 4 && (known || anonymous));
        let enough = telling || (known && (led || literal));
        let strong = enough && (led || by_itself) && !self.is_piece(reading, window);
        Some(Named { strong, place: Some((first.start, last.end)), ..named })
    }

    /// Those with the longest numbers: `GS-RE-1001` in full is not RE-1001 as well.
    fn longest(&self, found: Vec<usize>) -> Vec<usize> {
        let length = |at: &usize| self.items.get(*at).map_or(0, |item| item.number.len());
        let longest = found.iter().map(length).max();
        found.into_iter().filter(|at| Some(length(at)) == longest).collect()
    }

    /// The item of the other side's own that a number may mean by its end, where the whole number
    /// is somebody else's or goes the other way.
    fn own_instead(
        &self,
        entry: &EntryFacts,
        reading: &Reading,
        at: usize,
        named: &Named,
    ) -> Option<Named> {
        let item = self.items.get(named.item)?;
        let against = item.facts.on_account(item.facts.original).signum() != entry.amount.signum();
        let returning = entry.reversal || entry.return_reason.is_some();
        let end = reading.numbers.get(at)?.end;
        let whole = self.ends_with_number(named.item, reading, end);
        // `GS-1001` in full is that credit note, whosever it is; credits go against the payment.
        let credit =
            whole && item.facts.original < 0 && item.number.chars().any(|c| !c.is_ascii_digit());
        let doubtful = !credit && (against || !whole);
        (doubtful && !returning && self.party(entry, named.item).is_none())
            .then(|| self.by_suffix(entry, reading, at))
            .flatten()
    }

    /// Whether a number is the end of a longer one that is no item's: `4500-0815` does not name
    /// invoice 0815. A year in front is no such number.
    fn is_piece(&self, reading: &Reading, window: &Window) -> bool {
        let before = window.first.checked_sub(1).and_then(|before| reading.numbers.get(before));
        let (Some(before), Some(first)) = (before, reading.numbers.get(window.first)) else {
            return false;
        };
        let hyphen = matches!(reading.span(before.end, first.start).as_str(), "-" | ".");
        first.joins
            && hyphen
            && !is_year(&before.digits)
            && !self.by_key.contains_key(&format!("n:{}", significant(&before.digits)))
    }

    /// Whether the text up to `end` ends with the item's whole number, letters too.
    fn ends_with_number(&self, at: usize, reading: &Reading, end: usize) -> bool {
        let Some(item) = self.items.get(at) else { return false };
        // Letters behind the digits belong to the number too: `RG00815A`.
        let tail = item.number.chars().rev().take_while(|c| !c.is_ascii_digit()).count();
        let behind = reading
            .text
            .iter()
            .enumerate()
            .skip(end)
            .filter(|(_, c)| c.is_alphanumeric())
            .take(tail)
            .last();
        let end = behind.map_or(end, |(at, _)| at + 1);
        let mut before = reading
            .text
            .get(..end)
            .unwrap_or_default()
            .iter()
            .enumerate()
            .rev()
            .filter(|(_, c)| c.is_alphanumeric());
        let mut start = end;
        let whole = item.number.chars().rev().all(|c| {
            let met =
                before.next().filter(|(_, written)| written.to_uppercase().eq(std::iter::once(c)));
            start = met.map_or(start, |(at, _)| at);
            met.is_some()
        });
        // `ER-77` does not name R-77.
        whole
            && start
                .checked_sub(1)
                .and_then(|at| reading.text.get(at))
                .is_none_or(|c| !c.is_alphanumeric())
    }

    /// Whether an item's number is parted as the text parts these (`10/22` itself), or the text has
    /// its letters too: RE-1022 is not what `10.22` means.
    fn is_so_parted(
        &self,
        at: usize,
        reading: &Reading,
        window: &Window,
        literals: &[String],
    ) -> bool {
        let Some(item) = self.items.get(at) else { return false };
        let runs = item.facts.document.split(|c: char| !c.is_ascii_digit());
        let runs: Vec<&str> = runs.filter(|run| !run.is_empty()).collect();
        let numbers =
            reading.numbers.get(window.first..window.first + window.count).unwrap_or_default();
        let parts: Vec<&str> = numbers.iter().map(|number| number.digits.as_str()).collect();
        let has_letters = item.number.chars().any(|c| !c.is_ascii_digit());
        runs.ends_with(&parts) || has_letters && literals.contains(&item.number)
    }

    /// Whether the id that ends its digits at `end` is the item's number and nothing more.
    fn is_whole_id(&self, at: usize, reading: &Reading, end: usize) -> bool {
        let head = reading
            .text
            .get(..end)
            .unwrap_or_default()
            .iter()
            .rev()
            .take_while(|c| **c != ';')
            .count();
        let tail = reading.text.iter().skip(end).take_while(|c| **c != ';').count();
        let id = reading.span(end.saturating_sub(head), end + tail);
        let id: String =
            id.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect();
        self.items.get(at).is_some_and(|item| item.number == id)
    }

    fn by_suffix(&self, entry: &EntryFacts, reading: &Reading, at: usize) -> Option<Named> {
        let number = reading
            .numbers
            .get(at)
            .filter(|number| {
                number.written && (number.keyword || number.listed || number.digits.len() >= 3)
            })
            .filter(|number| !is_year(&number.digits))?;
        let keys = parties_of_entry(entry)
            .into_iter()
            .map(|party| suffix_key(significant(&number.digits), &party));
        let mut found = self.with_keys(entry, keys);
        found.retain(|item| {
            !self.of_another_year(*item, reading, at) && !self.begins_so(*item, reading, number)
        });
        // A short number is proof only of the one open item it can mean.
        let named =
            self.pick(entry, &found, How::Suffix, &reading.span(number.start, number.end))?;
        Some(Named {
            strong: number.keyword || number.listed,
            place: Some((number.start, number.end)),
            ..named
        })
    }

    /// Whether an item's number begins, in front of a sign, with what the text writes: `R-1` is the
    /// beginning of R-1/1, and no end of it.
    fn begins_so(&self, at: usize, reading: &Reading, number: &Number) -> bool {
        let lead = reading.lead(number).filter(|lead| lead.is_glued);
        let written = format!("{}{}", lead.map_or("", |lead| lead.word), number.digits);
        let Some(item) = self.items.get(at) else { return false };
        let parts = item.facts.document.match_indices(|c: char| !c.is_alphanumeric());
        let mut heads = parts.filter_map(|(end, _)| item.facts.document.get(..end));
        heads.any(|head| compact(head).chars().filter(|c| c.is_alphanumeric()).eq(written.chars()))
    }

    /// A number behind `Rechnung` and its like; or one on a list behind it, of the shape of those
    /// found.
    fn looks_ours(&self, reading: &Reading, at: usize, mentions: &Mentions) -> bool {
        let Some(number) = reading.numbers.get(at) else { return false };
        let continues = number.joins && at > 0;
        // `0815/2026` and `2026-0815` say the year of the invoice, no second one.
        if is_year(&number.digits)
            || self.is_only_a_year(reading, at, mentions)
            || self.is_its_day(number, mentions)
        {
            return false;
        }
        let digits = number.digits.len();
        let shaped = || {
            mentions.named.iter().filter_map(|named| self.items.get(named.item)).any(|item| {
                let last = suffix_width(&item.facts.document);
                item.digits.len() == digits || last == Some(digits)
            })
        };
        // `Rechnung 2025-0815`: the word leads to the year.
        let of_year = || {
            continues
                && reading.numbers.get(at - 1).is_some_and(|year| {
                    let is_no_month = digits >= 3
                        || !number.digits.parse().is_ok_and(|month| (1..=12).contains(&month))
                        || reading.is_a_number_of_its_own(year);
                    year.keyword && is_year(&year.digits) && is_no_month
                })
        };
        // `Rechnung 10/26` is that of October.
        let of_month = || {
            let whole = Window { first: at, count: 2, digits: String::new(), bare: String::new() };
            let next = reading.numbers.get(at + 1).filter(|next| next.joins);
            is_month(reading, &whole)
                && next.is_some_and(|next| reading.span(number.end, next.start) != "-")
                && !reading.is_a_number_of_its_own(number)
        };
        // `SR-101 SR-204`: made as one that is found.
        let lettered = || {
            let lead = reading.lead(number).filter(|lead| lead.is_glued);
            lead.is_some_and(|lead| {
                let alike = |item: &Item<'_>| item.number.starts_with(lead.word);
                let is_item = |named: &Named| self.items.get(named.item).is_some_and(alike);
                lead.word.chars().count() > 1 && mentions.named.iter().any(is_item)
            })
        };
        let counts = digits < 2 && (reading.counts_or_orders(number) || continues);
        (number.keyword && !counts && !of_month())
            || of_year()
            || lettered()
            || ((number.listed || continues) && shaped())
    }

    /// The item meant among several: open before closed, the way the money goes, the other side's
    /// own.
    fn pick(&self, entry: &EntryFacts, found: &[usize], how: How, span: &str) -> Option<Named> {
        let narrow = |from: Vec<usize>, keep: &dyn Fn(usize) -> bool| {
            let kept: Vec<usize> = from.iter().copied().filter(|at| keep(*at)).collect();
            if kept.is_empty() { from } else { kept }
        };
        let left =
            |at: usize| self.items.get(at).map_or(0, |item| item.facts.on_account(item.facts.open));
        let settled: Vec<usize> = found.iter().copied().filter(|at| left(*at) == 0).collect();
        let mut kept = narrow(found.to_vec(), &|at| left(at) != 0);
        kept = narrow(kept, &|at| self.party(entry, at) == Some(Proof::Account));
        kept = narrow(kept, &|at| self.party(entry, at).is_some());
        let returning = entry.reversal || entry.return_reason.is_some();
        if !returning {
            kept = narrow(kept, &|at| left(at).signum() == entry.amount.signum());
        }
        let (item, others) = kept.split_first()?;
        Some(Named {
            item: *item,
            others: others.to_vec(),
            settled,
            how,
            span: span.trim().to_owned(),
            place: None,
            strong: false,
        })
    }
}
