//! Which digits of a remittance have another role than an invoice's number: dates, amounts,
//! percentages, IBANs, postcodes, and what stands behind words like `Kd-Nr` and `StNr`.

mod led;
mod postcode;

use super::numbers::Atom;
use super::reading::Stated;
use crate::domain::Iban;
use jiff::civil::Date;

/// Marks the atoms that are no invoice's number. `paid`: cents, unsigned.
pub(super) fn mask(atoms: &mut [Atom], text: &[char], paid: i64) {
    let mut masked = vec![false; atoms.len()];
    let points = pointed(atoms, text, paid);
    for at in 0..atoms.len() {
        let view = View { atoms, text, points: &points, paid };
        let count = view
            .date(at)
            .or_else(|| view.amount(at))
            .or_else(|| view.iban(at))
            .or_else(|| view.led_by_word(at))
            .or_else(|| view.part(at))
            .or_else(|| view.postcode(at))
            .unwrap_or(0);
        masked.iter_mut().skip(at).take(count).for_each(|mark| *mark = true);
    }
    for (atom, mark) in atoms.iter_mut().zip(masked) {
        atom.masked = mark;
    }
}

/// The amounts of a text, percentages aside. `paid`: cents, unsigned.
pub(super) fn stated_amounts(atoms: &[Atom], text: &[char], paid: i64) -> Vec<Stated> {
    let points = pointed(atoms, text, paid);
    let view = View { atoms, text, points: &points, paid };
    let mut found: Vec<Stated> = Vec::new();
    let mut at = 0;
    while at < atoms.len() {
        if let Some(count) = view.date(at) {
            at += count.max(1);
            continue;
        }
        let Some(count) = view.amount(at) else {
            at += 1;
            continue;
        };
        let last = at + count - 1;
        let percent = view.after(last).find(|c| !c.is_whitespace()) == Some('%');
        found.extend(view.cents(at, last).filter(|_| !percent));
        at += count.max(1);
    }
    found
}

/// The days of a text that state their year, each with where it begins.
pub(super) fn stated_days(atoms: &[Atom], text: &[char]) -> Vec<(usize, Date)> {
    let view = View { atoms, text, points: &[], paid: 0 };
    let day = |at: usize| {
        let all = atoms.get(at..at + view.date(at)?)?;
        let digits: Vec<&str> = all.iter().map(|atom| atom.text.as_str()).collect();
        Some((all.first()?.start, day_of(&digits)?))
    };
    (0..atoms.len()).filter_map(day).collect()
}

/// A day of its digits: `15`, `8`, `26`; `2026`, `08`, `15`; `15082026`, `20260815`, `150826`.
fn day_of(digits: &[&str]) -> Option<Date> {
    let read = |year: &str, month: &str, day: &str| {
        let year: i16 = year.parse().ok()?;
        let year = if year < 100 { year + 2000 } else { year };
        Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()
    };
    match digits {
        [year, month, day] if year.len() == 4 => read(year, month, day),
        [day, month, year] => read(year, month, day),
        [all] if all.len() == 8 && all.starts_with("20") && is_year(all.get(..4)?) => {
            read(all.get(..4)?, all.get(4..6)?, all.get(6..)?)
                .or_else(|| read(all.get(4..)?, all.get(2..4)?, all.get(..2)?))
        }
        [all] if all.len() == 8 => read(all.get(4..)?, all.get(2..4)?, all.get(..2)?),
        [all] if all.len() == 6 => read(all.get(4..)?, all.get(2..4)?, all.get(..2)?),
        _ => None,
    }
}

/// Amounts with a point and without a currency (`RE 41 850.00`), first and last atom of each: only
/// where they are what was paid, one alone or all together, else they may be a number's parts.
fn pointed(atoms: &[Atom], text: &[char], paid: i64) -> Vec<(usize, usize)> {
    let view = View { atoms, text, points: &[], paid };
    let mut found: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    while at < atoms.len() {
        match view.point(at) {
            Some(last) => {
                found.push((at, last));
                at = last + 1;
            }
            None => at += 1,
        }
    }
    let minor =
        |(first, last): &(usize, usize)| view.cents(*first, *last).map_or(0, |stated| stated.minor);
    let whole: Vec<i64> = found.iter().map(minor).collect();
    let sum = whole.iter().fold(0, |sum: i64, minor| sum.saturating_add(*minor));
    // The sum may stand beside its parts.
    let with_sum = whole.contains(&paid) && sum == paid.saturating_mul(2);
    if sum == paid || with_sum { found } else { Vec::new() }
}

/// The atoms with the text they were cut from. Each method says how many atoms, from `at` on, have
/// its role.
struct View<'a> {
    atoms: &'a [Atom],
    text: &'a [char],
    /// Amounts with a point and without a currency, first and last atom.
    points: &'a [(usize, usize)],
    /// What was paid, cents, unsigned.
    paid: i64,
}

impl View<'_> {
    fn number(&self, at: usize) -> Option<&str> {
        self.atoms.get(at).filter(|atom| atom.is_number).map(|atom| atom.text.as_str())
    }

    fn word(&self, at: usize) -> Option<&str> {
        self.atoms.get(at).filter(|atom| !atom.is_number).map(|atom| atom.text.as_str())
    }

    /// What stands between an atom and the next.
    fn gap(&self, at: usize) -> Option<String> {
        let (before, after) = (self.atoms.get(at)?, self.atoms.get(at + 1)?);
        Some(self.text.get(before.end..after.start)?.iter().collect())
    }

    fn after(&self, at: usize) -> impl Iterator<Item = char> + '_ {
        let end = self.atoms.get(at).map_or(self.text.len(), |atom| atom.end);
        self.text.iter().skip(end).copied()
    }

    /// `15.08.2026`, `15.8.26`, `15.08.`, `2026-08-15`, `15/08/2026`, and behind `vom` also
    /// `15082026`, `20260815`, `150826`.
    fn date(&self, at: usize) -> Option<usize> {
        let first = self.number(at)?;
        if at
            .checked_sub(1)
            .and_then(|before| self.word(before))
            .is_some_and(|word| matches!(word, "VOM" | "DAT" | "DATUM" | "AM" | "PER"))
            && compact_date(first)
        {
            return Some(1);
        }
        let second = self.number(at + 1)?;
        let gap = self.gap(at)?;
        let third =
            self.number(at + 2).filter(|_| self.gap(at + 1).as_deref() == Some(gap.as_str()));
        match (gap.as_str(), third) {
            ("." | "/", Some(year))
                if day_month(first, second) && matches!(year.len(), 2 | 4) && is_year(year) =>
            {
                Some(3)
            }
            ("-", Some(day))
                if first.len() == 4
                    && is_year(first)
                    && second.len() == 2
                    && day.len() == 2
                    && day_month(day, second) =>
            {
                Some(3)
            }
            (".", _) if self.wrapped_date(at).is_some() => self.wrapped_date(at),
            (".", _)
                if first.len() <= 2
                    && second.len() == 2
                    && day_month(first, second)
                    && self.after(at + 1).next() == Some('.') =>
            {
                Some(2)
            }
            _ => self.wrapped_date(at),
        }
    }

    /// `05.10 .2026`, `01.1 1.2026`: a date with full year that a line's end has cut.
    fn wrapped_date(&self, at: usize) -> Option<usize> {
        let start = self.atoms.get(at)?.start;
        let mut squeezed = String::new();
        let mut blanks = 0;
        for (place, character) in self.text.iter().enumerate().skip(start).take(12) {
            if character.is_whitespace() {
                blanks += 1;
                continue;
            }
            squeezed.push(*character);
            let parts: Vec<&str> = squeezed.split('.').collect();
            if let [day, month, year] = parts.as_slice()
                && year.len() == 4
            {
                let next = self.text.get(place + 1).is_some_and(char::is_ascii_digit);
                let fits = blanks == 1
                    && month.len() == 2
                    && day_month(day, month)
                    && year.starts_with("20")
                    && !next;
                let digits = year.bytes().all(|b| b.is_ascii_digit());
                let count =
                    self.atoms.iter().skip(at).take_while(|atom| atom.end <= place + 1).count();
                return (fits && digits).then_some(count);
            }
        }
        None
    }

    /// `1.190,00`, `119,00`, `EUR 119`, `119.00 EUR`, `2 %`, `2,5 %`.
    fn amount(&self, at: usize) -> Option<usize> {
        if let Some((first, last)) = self.points.iter().find(|(first, _)| *first == at) {
            return Some(last - first + 1);
        }
        let first = self.number(at)?;
        let mut last = at;
        while self.gap(last).as_deref() == Some(".")
            && self.number(last + 1).is_some_and(|digits| digits.len() == 3)
            && first.len() <= 3
        {
            last += 1;
        }
        let gap = self.gap(last).unwrap_or_default();
        let comma_cut = gap == ", " && self.atoms.get(last).is_some_and(|atom| atom.end % 28 == 26);
        let fraction = self
            .number(last + 1)
            .filter(|digits| digits.len() <= 2 && (comma_cut || matches!(gap.as_str(), "," | ".")));
        let end = if fraction.is_some() { last + 1 } else { last };
        if fraction.is_some_and(|digits| digits.len() == 1)
            && gap == ","
            && self.cut_by_line(end)
            && self.number(end + 1).is_some_and(|rest| rest.len() == 1)
        {
            return Some(end - at + 2);
        }
        let percent = self.after(end).find(|c| !c.is_whitespace()) == Some('%');
        let currency = |word: Option<&str>| {
            word.is_some_and(|word| matches!(word, "EUR" | "EURO" | "USD" | "CHF" | "GBP"))
        };
        let symbol =
            self.after(end).find(|c| !c.is_whitespace()) == Some('€') && !self.is_of_the_next(end);
        // `119,00 EUR 4711` and `4711 EUR 119,00`: the currency belongs to one neighbour only.
        let follows_amount = at.checked_sub(2).is_some_and(|before| self.number(before).is_some());
        let before =
            currency(at.checked_sub(1).and_then(|before| self.word(before))) && !follows_amount;
        let after = currency(self.word(end + 1)) && self.number(end + 2).is_none();
        let part_of_number =
            self.hyphenated(at) || at.checked_sub(1).is_some_and(|before| self.hyphenated(before));
        let is_called = fraction.is_none() && !before && self.is_called_invoice(at, end);
        let denominated = (symbol || before || after) && !part_of_number && !is_called;
        let leading_zero = first.len() > 1 && first.starts_with('0');
        let cents = (gap == "," || comma_cut)
            && fraction.is_some_and(|digits| digits.len() == 2)
            && !leading_zero
            && !self.goes_on(end)
            && !self.is_listed(at, first, fraction.unwrap_or_default());
        (percent || cents || (denominated && !leading_zero)).then_some(end - at + 1)
    }

    /// `200104 € 119,14`: the sign belongs to the amount behind it.
    fn is_of_the_next(&self, at: usize) -> bool {
        self.gap(at).is_some_and(|gap| gap.trim() == "€") && self.number(at + 1).is_some()
    }

    /// `RE 200107 EUR`, `Rechnung Nr. 200113 €`: figures without cents that are called an invoice's
    /// number, and are not what was paid.
    fn is_called_invoice(&self, at: usize, end: usize) -> bool {
        const CALLED: &[&str] = &["RE", "RG", "RNR", "RENR", "RGNR", "INVOICE"];
        let before = at.checked_sub(1).and_then(|before| Some((before, self.word(before)?)));
        let Some((before, word)) = before else { return false };
        let word = match (word, before.checked_sub(1).and_then(|at| self.word(at))) {
            ("NR" | "NO" | "NUMMER", Some(earlier)) => earlier,
            (word, _) => word,
        };
        let is_called = CALLED.contains(&word) || word.starts_with("RECHNUNG");
        let paid = self.cents(at, end).is_none_or(|stated| stated.minor == self.paid);
        // `Rechnung 10000 EUR` may well be one over that.
        let tells = |digits: &str| digits.len() >= 4 && !digits.ends_with("00");
        is_called && !paid && self.number(at).is_some_and(tells)
    }

    /// `850.00`, `1,850.00`, `1850.00` that stands for itself, its last atom; no day and month.
    fn point(&self, at: usize) -> Option<usize> {
        let first = self.number(at).filter(|first| !first.starts_with('0'))?;
        let mut last = at;
        while first.len() <= 3
            && self.gap(last).as_deref() == Some(",")
            && self.number(last + 1).is_some_and(|digits| digits.len() == 3)
        {
            last += 1;
        }
        let cents = self.number(last + 1).filter(|cents| cents.len() == 2)?;
        let day = last == at && day_month(first, cents);
        let glued = |at: usize| self.gap(at).is_some_and(|gap| !gap.starts_with([' ', ';']));
        let before = at.checked_sub(1).is_some_and(|before| {
            self.gap(before).is_some_and(|gap| !gap.ends_with([' ', ';', '(', ':', '=', '+']))
        });
        // `850.00,` ends a word; `850.00.1` is a number.
        let behind = glued(last + 1)
            && self.gap(last + 1).is_some_and(|gap| !gap.contains([' ', ';', '+', ')']));
        (self.gap(last).as_deref() == Some(".") && !day && !before && !behind).then_some(last + 1)
    }

    /// `1. Teil`, `2. Rate`: which part of several it is.
    fn part(&self, at: usize) -> Option<usize> {
        let first = self.number(at).filter(|first| first.len() <= 2)?;
        let counted = self.gap(at).is_some_and(|gap| gap.trim_end() == ".")
            && !first.starts_with('0')
            && self.word(at + 1).is_some_and(|word| {
                ["TEIL", "RATE", "ABSCHLAG"].iter().any(|begin| word.starts_with(begin))
            });
        counted.then_some(1)
    }

    /// What the amount that stands from one atom to another is worth.
    fn cents(&self, first: usize, last: usize) -> Option<Stated> {
        let (start, end) = (self.atoms.get(first)?.start, self.atoms.get(last)?.end);
        let digits: String =
            self.atoms.get(first..=last)?.iter().map(|atom| atom.text.as_str()).collect();
        let comma = |at: usize| self.gap(at).is_some_and(|gap| gap.starts_with([',', '.']));
        let fraction = last > first
            && self.number(last).is_some_and(|digits| digits.len() == 2)
            && comma(last - 1);
        let whole: i64 = digits.parse().ok()?;
        Some(Stated { start, end, minor: if fraction { whole } else { whole.checked_mul(100)? } })
    }

    /// `2026-0815`: one number, no amount.
    fn hyphenated(&self, at: usize) -> bool {
        self.number(at).is_some()
            && self.number(at + 1).is_some()
            && matches!(self.gap(at).as_deref(), Some("-" | "/"))
    }

    /// `5120,21,22`: the ends of numbers behind one, ascending.
    fn is_listed(&self, at: usize, first: &str, second: &str) -> bool {
        let before = at.checked_sub(1).filter(|before| self.goes_on(*before));
        before.and_then(|before| self.number(before)).is_some_and(|number| number.len() > 2)
            && first.len() == second.len()
            && first < second
    }

    /// `15,16,17` is a list, no amount.
    fn goes_on(&self, at: usize) -> bool {
        self.gap(at).as_deref() == Some(",") && self.number(at + 1).is_some()
    }

    fn iban(&self, at: usize) -> Option<usize> {
        const COUNTRIES: &[&str] = &[
            "DE", "AT", "CH", "LI", "NL", "BE", "LU", "FR", "IT", "ES", "PT", "PL", "CZ", "SK",
            "HU", "DK", "SE", "NO", "FI", "IE", "GB", "SI", "HR", "RO", "BG", "LT", "LV", "EE",
            "MT", "CY", "GR",
        ];
        self.word(at).filter(|word| COUNTRIES.contains(word))?;
        let start = self.atoms.get(at)?.start;
        let mut squeezed = String::new();
        let mut end = None;
        for (place, character) in self.text.iter().enumerate().skip(start).take(60) {
            if character.is_ascii_alphanumeric() {
                squeezed.push(*character);
                let long_enough =
                    squeezed.len() >= 15 && (!squeezed.starts_with("DE") || squeezed.len() == 22);
                if long_enough && Iban::read(&squeezed).is_some_and(|iban| iban.is_valid()) {
                    end = Some(place + 1);
                }
            } else if !character.is_whitespace() {
                break;
            }
        }
        let end = end?;
        Some(self.atoms.iter().skip(at).take_while(|atom| atom.end <= end).count())
    }

    /// Banks put a blank where a line of 27 characters ended, be it inside a number.
    fn cut_by_line(&self, at: usize) -> bool {
        self.gap(at).as_deref() == Some(" ")
            && self.atoms.get(at).is_some_and(|atom| atom.end % 28 == 27)
    }

    fn glued(&self, at: usize) -> bool {
        self.gap(at).is_some_and(|gap| {
            gap.chars().count() <= 1 && !gap.contains([' ', ',', ';', '+', '\n'])
        })
    }
}

fn day_month(day: &str, month: &str) -> bool {
    let within = |text: &str, most: u32| {
        text.len() <= 2 && text.parse::<u32>().is_ok_and(|value| (1..=most).contains(&value))
    };
    within(day, 31) && within(month, 12)
}

fn is_year(text: &str) -> bool {
    text.len() == 2 || text.starts_with("19") || text.starts_with("20")
}

fn compact_date(digits: &str) -> bool {
    let part = |range: std::ops::Range<usize>| digits.get(range).unwrap_or_default();
    match digits.len() {
        8 => {
            (day_month(part(0..2), part(2..4)) && is_year(part(4..8)))
                || (is_year(part(0..4)) && day_month(part(6..8), part(4..6)))
        }
        6 => day_month(part(0..2), part(2..4)),
        _ => false,
    }
}
