//! The chain of an account's statements: the opening balance of each is the closing balance of the
//! one before. Where it is not, bookings are missing or told twice.

use super::finding::{Finding, FindingKind, Weight};
use super::statement_numbers::{SKIPPED, skipped};
use super::{Currency, Money};
use jiff::civil::Date;
use std::collections::{HashMap, HashSet};

/// What a chain of statements may be found to lack.
pub static FINDINGS: &[&FindingKind] =
    &[&GAP, &OVERLAP, &SKIPPED, &OPENING, &CLOSING, &STANDS_ELSEWHERE, &OTHER_COMPANYS];

/// Between two statements of an account bookings are missing.
pub static GAP: FindingKind = FindingKind {
    code: "statement-gap",
    weight: Weight::Warning,
    de: "Lücke im Konto {account}: der Auszug davor endet am {last} mit {was}, dieser beginnt mit \
        {is}. Es fehlt: {missing}{until}{to}. Bitte den fehlenden Auszug nachreichen.",
    en: "Gap in account {account}: the statement before ends on {last} with {was}, this one begins \
        with {is}. Missing: {missing}{until}{to}. Hand in the missing statement.",
};
/// Two statements of an account tell of the same days, but not the same.
pub static OVERLAP: FindingKind = FindingKind {
    code: "statement-overlap",
    weight: Weight::Warning,
    de: "Überschneidung im Konto {account}: beginnt am {first} mit {is}, der Auszug davor endet am \
        {last} mit {was}. Bitte prüfen, ob ein Umsatz fehlt oder doppelt ist.",
    en: "Overlap in account {account}: begins on {first} with {is}, the statement before ends on \
        {last} with {was}. Check whether an entry is missing or there twice.",
};

/// A statement says itself that more pages follow, and they are not in the file. It has no place
/// and names nothing: whether they came is asked each time that it is told.
pub static PAGES_FOLLOW: FindingKind = FindingKind {
    code: "statement-pages-follow",
    weight: Weight::Warning,
    de: "Der Auszug sagt selbst, dass weitere Seiten folgen (Zwischensaldo oder Seite, die nicht \
        die letzte ist); sie sind nicht da, und ihre Umsätze fehlen. Bitte die übrigen Seiten \
        abrufen und ablegen.",
    en: "The statement says itself that more pages follow (an intermediate balance, or a page that \
        is not the last); they are not there, and their bookings are missing. Fetch the other \
        pages and drop them.",
};

/// A page of a statement without those before it.
pub static PAGES_BEFORE: FindingKind = FindingKind {
    code: "statement-pages-before",
    weight: Weight::Warning,
    de: "Der Auszug ist nach eigener Angabe eine Folgeseite (Seite {page}); die Seite davor ist \
        nicht da, und ihre Umsätze fehlen. Bitte die Seiten davor abrufen und ablegen.",
    en: "The statement says itself that it is a following page (page {page}); the page before is \
        not there, and its bookings are missing. Fetch the pages before and drop them.",
};

/// A statement begins with another balance than the one before ended with.
pub static OPENING: FindingKind = FindingKind {
    code: "opening-differs",
    weight: Weight::Warning,
    de: "Konto {ledger} stimmt nicht mit der Bank überein: Am Beginn des {day} steht es in den \
        Büchern auf {kept}, der erste Auszug von {account} beginnt mit {stated}. Unterschied: \
        {difference}. Bitte den Anfangssaldo (opening-balances.csv) berichtigen oder fehlende \
        Auszüge nachreichen.",
    en: "Account {ledger} does not agree with the bank: at the beginning of {day} the books have \
        {kept}, the first statement of {account} begins with {stated}. Difference: {difference}. \
        Correct the opening balance (opening-balances.csv) or hand in missing statements.",
};

/// A statement ends with another balance than the books have.
pub static CLOSING: FindingKind = FindingKind {
    code: "closing-differs",
    weight: Weight::Warning,
    de: "Konto {ledger} stimmt nicht mit der Bank überein: Am Ende des {day} steht es in den \
        Büchern auf {kept}, der Auszug von {account} nennt {stated}. Unterschied: {difference}. \
        Bitte fehlende oder doppelte Umsätze und Buchungen von Hand auf diesem Konto prüfen: \
        „kontor report account --account {first}“.",
    en: "Account {ledger} does not agree with the bank: at the end of {day} the books have {kept}, \
        the statement of {account} says {stated}. Difference: {difference}. Check for entries that \
        are missing or there twice, and for bookings by hand on this account: \"kontor report \
        account --account {first}\".",
};

/// A person placed a statement on a ledger account before the settings named that of its IBAN.
pub static STANDS_ELSEWHERE: FindingKind = FindingKind {
    code: "statement-stands-elsewhere",
    weight: Weight::Warning,
    de: "{document} steht auf Sachkonto {other}; {account} gehört nach den Einstellungen auf \
        {own}. Der Anfangssaldo ist nur einmal gebucht. „kontor resolve {document} account {own}“ \
        bucht das Dokument ganz dorthin um; soll es auf {other} bleiben, beendet „kontor resolve \
        {document} accept“ die Frage.",
    en: "{document} stands on ledger account {other}; by the settings {account} belongs on {own}. \
        Its opening balance is booked once only. \"kontor resolve {document} account {own}\" moves \
        the document there whole; if it is to stay on {other}, \"kontor resolve {document} \
        accept\" ends the question.",
};

/// A person placed a statement on a ledger account before the settings named its IBAN as another
/// company's.
pub static OTHER_COMPANYS: FindingKind = FindingKind {
    code: "statement-of-another-company",
    weight: Weight::Warning,
    de: "{document} ist bei „{company}“ auf Sachkonto {other} gebucht; {account} ist inzwischen \
        ein Konto von „{theirs}“, das dort auch gebucht ist. „kontor undo {document}“ nimmt das \
        Dokument hier ganz zurück; soll es bleiben, beendet „kontor resolve {document} accept“ \
        die Frage.",
    en: "{document} is booked for “{company}” on ledger account {other}; {account} is by now an \
        account of “{theirs}”, and booked there too. \"kontor undo {document}\" takes the document \
        back here whole; if it is to stay, \"kontor resolve {document} accept\" ends the question.",
};

/// One statement as far as its chain asks: balances in minor units of the account's currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// The day of the opening balance.
    pub opening_date: Option<Date>,
    /// The opening balance in minor units of `currency`, signed.
    pub opening_minor: Option<i64>,
    /// The day of the closing balance.
    pub closing_date: Option<Date>,
    /// The closing balance in minor units of `currency`, signed.
    pub closing_minor: Option<i64>,
    /// The account's currency.
    pub currency: Currency,
    /// The family of formats that numbers it, `camt.053`, `mt940`; `None` where none counts.
    pub door: Option<&'static str>,
    /// Its number among the account's statements.
    pub number: Option<u32>,
}

/// What is wrong between a statement and the one before it.
#[derive(Debug, Clone, PartialEq)]
pub struct Break {
    /// What is said of it.
    pub finding: Finding,
    /// What is missing between them, where that is what is wrong.
    pub gap: Option<Gap>,
}

/// What is missing between two statements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// The day of the balance that the earlier one ends with.
    pub last: Date,
    /// The day of the balance that the later one begins with.
    pub first: Date,
    /// The account's currency.
    pub currency: Currency,
    /// The difference between the two balances, minor units.
    pub minor: i64,
}

/// What is wrong between each statement of one account and the one before it, in the order given.
/// Their days say which follows which; among those of the same days their balances, else the one
/// given first. Of an account that is kept in several currencies, each has a chain of its own.
pub fn breaks(account: &str, statements: &[Stretch]) -> Vec<Option<Break>> {
    let mut order: Vec<(usize, &Stretch)> = statements.iter().enumerate().collect();
    let days = |row: &Stretch| (row.opening_date.or(row.closing_date), row.closing_date);
    order.sort_by_key(|(_, row)| days(row));
    let mut found = vec![None; statements.len()];
    let mut chains: HashMap<Currency, Chain> = HashMap::new();
    for same in order.chunk_by(|(_, one), (_, other)| days(one) == days(other)) {
        let mut left = same.to_vec();
        while let Some(next) = next_of(&left, &chains) {
            let (at, row) = left.remove(next);
            let chain = chains.entry(row.currency).or_default();
            let is_broken = chain.next(row).and_then(|before| broken(account, before, row));
            found.get_mut(at).into_iter().for_each(|place| place.clone_from(&is_broken));
        }
    }
    for (place, missing) in found.iter_mut().zip(skipped(account, statements)) {
        *place = place.take().or(missing.map(|finding| Break { finding, gap: None }));
    }
    found
}

/// Which of the statements of the same days comes next: one that follows on what is known, else one
/// that begins where none of the others ends. They come in any order.
fn next_of(left: &[(usize, &Stretch)], chains: &HashMap<Currency, Chain>) -> Option<usize> {
    let follows = |(_, row): &(usize, &Stretch)| {
        row.opening_minor.is_none()
            || chains.get(&row.currency).is_some_and(|chain| chain.is_followed_by(row))
    };
    let is_first = || {
        let end = |row: &Stretch| (row.currency, row.closing_minor);
        let mut ends: HashMap<_, usize> = HashMap::new();
        left.iter().for_each(|(_, row)| *ends.entry(end(row)).or_default() += 1);
        left.iter().position(|(_, row)| {
            // One that changes nothing does not begin where another ends for that.
            let own = usize::from(row.opening_minor == row.closing_minor);
            ends.get(&(row.currency, row.opening_minor)).is_none_or(|count| *count <= own)
        })
    };
    let first = (!left.is_empty()).then_some(0);
    left.iter().position(follows).or_else(is_first).or(first)
}

/// How far the statements of an account reach.
#[derive(Default)]
struct Chain<'a> {
    /// Those that end on the last day reached; more than one when a day was told of through several
    /// doors.
    ends: Vec<&'a Stretch>,
    /// Every balance at which one began or ended.
    points: HashSet<i64>,
}

impl<'a> Chain<'a> {
    /// Takes the next statement; gives the one it should have followed on and does not.
    fn next(&mut self, row: &'a Stretch) -> Option<&'a Stretch> {
        let (opening, closing) = row.opening_minor.zip(row.closing_minor)?;
        let before = self.ends.first().copied().filter(|_| !self.is_followed_by(row));
        let reached = self.reached();
        self.points.extend([opening, closing]);
        if row.closing_date > reached {
            self.ends.clear();
        }
        if row.closing_date >= reached {
            self.ends.push(row);
        }
        before
    }

    fn reached(&self) -> Option<Date> {
        self.ends.first().and_then(|end| end.closing_date)
    }

    /// Whether a statement follows on this chain. One that begins where another began or ended
    /// before tells of the same days once more, and breaks nothing.
    fn is_followed_by(&self, row: &Stretch) -> bool {
        let Some(opening) = row.opening_minor else { return false };
        self.ends.iter().any(|end| end.closing_minor == Some(opening))
            || self.points.contains(&opening)
                && row.opening_date.or(row.closing_date) <= self.reached()
    }
}

/// The books open with another balance than the bank's first statement: bank account and ledger
/// account, the statement's first day, the balance in the books at its beginning, and the bank's.
pub fn opening_differs(accounts: (&str, &str), day: Date, kept: Money, stated: Money) -> Finding {
    differs(&OPENING, accounts, day, kept, stated)
}

/// The books have another balance at the end of a day than a statement says: bank account and
/// ledger account, the day, the balance in the books, and the bank's.
pub fn closing_differs(accounts: (&str, &str), day: Date, kept: Money, stated: Money) -> Finding {
    differs(&CLOSING, accounts, day, kept, stated)
}

/// A document's statement stands on another ledger account than that of its bank account: the bank
/// account, the ledger account it stands on, and its own.
pub fn stands_elsewhere((account, other, own): (&str, &str, &str), document: i64) -> Finding {
    let found = STANDS_ELSEWHERE.found().with("document", format!("D{document}"));
    found.with("account", account).with("other", other).with("own", own)
}

/// A document's statement stands in the books of another company than that of its bank account:
/// bank account and ledger account, the company and that other.
pub fn of_another_company(
    (account, ledger): (&str, &str),
    (company, theirs): (&str, &str),
    document: i64,
) -> Finding {
    let found = OTHER_COMPANYS.found().with("document", format!("D{document}"));
    let found = found.with("account", account).with("other", ledger);
    found.with("company", company).with("theirs", theirs)
}

fn differs(
    kind: &'static FindingKind,
    (account, ledger): (&str, &str),
    day: Date,
    kept: Money,
    stated: Money,
) -> Finding {
    let difference = Money::new(kept.amount - stated.amount, stated.currency);
    // One that is kept on several is the sum of them.
    let first = ledger.split(' ').next().unwrap_or(ledger);
    let found = kind.found().with("account", account).with("ledger", ledger).with("first", first);
    let found = found.with_value("day", day);
    found.with_value("kept", kept).with_value("stated", stated).with_value("difference", difference)
}

/// What is wrong between a statement and the one before it, naming the days that are missing or
/// told twice.
fn broken(account: &str, before: &Stretch, row: &Stretch) -> Option<Break> {
    let (closing, opening) = before.closing_minor.zip(row.opening_minor)?;
    let (last, first) = (before.closing_date?, row.opening_date.or(row.closing_date)?);
    let kind = if first <= last { &OVERLAP } else { &GAP };
    let found = kind
        .found()
        .with("account", account)
        .with_value("first", first)
        .with_value("last", last)
        .with_value("was", Money::from_minor(closing, row.currency))
        .with_value("is", Money::from_minor(opening, row.currency));
    let finding = match between(last, first) {
        (from, None) => found.with_value("missing", from).with("until", ""),
        (from, Some(to)) => {
            found.with_value("missing", from).with("until", " – ").with_value("to", to)
        }
    };
    let minor = opening.checked_sub(closing).filter(|_| first > last);
    let gap = minor.map(|minor| Gap { last, first, currency: row.currency, minor });
    Some(Break { finding, gap })
}

/// The days after `last` and before `first`, as a stretch; of neighbouring days the later one.
fn between(last: Date, first: Date) -> (Date, Option<Date>) {
    let (after, before) = (last.tomorrow().unwrap_or(last), first.yesterday().unwrap_or(first));
    (after, Some(before).filter(|before| after < *before))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn stretch(from: i8, opening: i64, to: i8, closing: i64) -> Stretch {
        let day = |day| Some(date(2026, 10, day));
        Stretch {
            opening_date: day(from),
            opening_minor: Some(opening),
            closing_date: day(to),
            closing_minor: Some(closing),
            currency: Currency::EUR,
            door: None,
            number: None,
        }
    }

    fn codes(statements: &[Stretch]) -> Vec<Option<&'static str>> {
        let found = breaks("DE1", statements).into_iter();
        found.map(|found| found.map(|found| found.finding.code())).collect()
    }

    #[test]
    fn what_joins_breaks_nothing_in_any_order_and_what_is_missing_is_told_behind_it() {
        let (first, second, third) =
            (stretch(1, 100, 1, 200), stretch(2, 200, 2, 150), stretch(3, 150, 3, 400));
        assert_eq!(codes(&[third.clone(), first.clone(), second.clone()]), [None, None, None]);
        assert_eq!(codes(&[third.clone(), first.clone()]), [Some("statement-gap"), None]);
        assert_eq!(
            codes(&[first.clone(), second.clone(), first, second]),
            [None, None, None, None]
        );
        assert_eq!(
            codes(&[stretch(1, 100, 5, 200), stretch(4, 170, 7, 300)]),
            [None, Some("statement-overlap")]
        );
    }

    #[test]
    fn the_statements_of_a_day_follow_by_their_balances_in_any_order() {
        let before = stretch(4, 0, 4, 100);
        let of_day = [stretch(5, 100, 5, 110), stretch(5, 110, 5, 130), stretch(5, 130, 5, 160)];
        let after = stretch(6, 160, 6, 170);
        let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
        for order in orders {
            let day = order.map(|at| of_day[at].clone());
            let alone = [&day[..], std::slice::from_ref(&after)].concat();
            assert_eq!(codes(&alone), [None; 4], "{order:?}");
            let behind = [std::slice::from_ref(&before), &day[..]].concat();
            assert_eq!(codes(&behind), [None; 4], "{order:?}");
            // Without the first of the day, its second tells so.
            let lacking: Vec<Stretch> =
                behind.iter().filter(|row| row.opening_minor != Some(100)).cloned().collect();
            let told: Vec<_> = codes(&lacking).into_iter().flatten().collect();
            assert_eq!(told, ["statement-gap"], "{order:?}");
        }
        // Two that lead into each other hide nothing.
        let circle = [before, stretch(5, 110, 5, 130), stretch(5, 130, 5, 110)];
        assert_eq!(codes(&circle), [None, Some("statement-gap"), None]);
    }

    #[test]
    fn each_currency_of_an_account_has_a_chain_of_its_own() {
        let dollars = |from, opening, to, closing| Stretch {
            currency: Currency::read("USD").unwrap_or(Currency::EUR),
            ..stretch(from, opening, to, closing)
        };
        let (euro, dollar) = (stretch(1, 0, 3, 150), dollars(2, 500, 2, 507));
        assert_eq!(codes(&[euro.clone(), dollar.clone()]), [None, None]);
        assert_eq!(
            codes(&[euro, dollar, dollars(4, 600, 4, 1)]),
            [None, None, Some("statement-gap")]
        );
    }

    #[test]
    fn a_break_names_days_and_balances() {
        let found = breaks("DE1", &[stretch(1, 100, 1, 98_710), stretch(5, 140_000, 5, 1)]);
        let said = found
            .into_iter()
            .flatten()
            .map(|found| found.finding.say(crate::domain::Language::En))
            .collect::<String>();
        assert!(
            said.contains("987.10")
                && said.contains("1,400.00")
                && said.contains("2026-10-02 – 2026-10-04"),
            "{said}"
        );
    }
}
