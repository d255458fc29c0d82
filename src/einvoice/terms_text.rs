//! Sentences about payment, German and English: `2 % Skonto bei Zahlung innerhalb von 10 Tagen, 30
//! Tage netto`.
//!
//! The text becomes words, then a row of the few things that matter: percentages, periods, and the
//! words that make a period the final one (netto, ohne Abzug, zahlbar). Each clause is then read on
//! its own; a clause that speaks of interest, taxes or rebates, counts from the delivery, or has
//! more percentages than periods, says nothing here.

use super::terms_words::{Word, words};
use jiff::civil::Date;
use rust_decimal::Decimal;

/// A time to pay: days from the invoice date, a date, or both for the same day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Period {
    pub days: Option<u32>,
    pub until: Option<Date>,
}

/// What sentences say: discounts with their periods, and the period of the whole amount.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Said {
    pub discounts: Vec<(Decimal, Period)>,
    pub due: Option<Period>,
}

/// Reads sentences about payment.
pub fn read(text: &str) -> Said {
    if let Some(said) = shorthand(text).or_else(|| net_alone(text)) {
        return said;
    }
    let mut said = Said::default();
    let mut due = Due::default();
    let words = words(text);
    let about_discount = words.iter().any(Word::names_discount);
    // `10 Tage 2 %, 30 Tage netto` needs no word for the discount: the final period tells.
    let has_net = words.contains(&Word::Net);
    for sentence in words.split(|word| *word == Word::End) {
        if sentence.iter().any(Word::poisons) && !sentence.iter().any(Word::names_discount) {
            // Interest from a day on, rebates, what counts from the delivery.
            continue;
        }
        let clauses = clauses(sentence);
        let speaks = about_discount
            || (has_net && !sentence.iter().any(Word::poisons))
            || is_bare_discount(&words);
        pair(&clauses, speaks, &mut said.discounts, &mut due);
    }
    said.due = due.settled(&said.discounts);
    said
}

/// `10 Tage 2 %`, `2 % 10 Tage, 3 % 5 Tage`: periods and percentages in pairs and nothing else can
/// be discounts only. `10 Tage 2 %, 30 Tage` has one more, and `innerhalb von 14 Tagen, 3 %` may
/// end with what is not said.
fn is_bare_discount(words: &[Word]) -> bool {
    let said: Vec<&Word> = words
        .iter()
        .filter(|word| !matches!(word, Word::Filler | Word::Comma | Word::End))
        .collect();
    let pair = |two: &[&Word]| {
        matches!(two, [Word::Percent(_), Word::Period(_)] | [Word::Period(_), Word::Percent(_)])
    };
    !said.is_empty() && said.chunks(2).all(pair)
}

/// `2/10 net 30`, `2%/10, n/30`: two per cent within ten days, the whole within thirty.
fn shorthand(text: &str) -> Option<Said> {
    let compact: String = text.to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    let (percent, rest) = compact.split_once('/')?;
    let percent =
        Decimal::from_str_exact(&percent.strip_suffix('%').unwrap_or(percent).replace(',', "."))
            .ok()?;
    let (days, rest) = leading_number(rest)?;
    let rest = rest.trim_start_matches(',').strip_prefix('n')?;
    let rest = rest.strip_prefix("et").unwrap_or(rest).trim_start_matches('/');
    let (last, rest) = leading_number(rest)?;
    let ended = matches!(rest.trim_end_matches('.'), "" | "days" | "tage");
    let period = |days| Period { days: Some(days), until: None };
    ended.then(|| Said { discounts: vec![(percent, period(days))], due: Some(period(last)) })
}

/// `Net 30`, `n/30`, `netto 14 Tage`: the whole within so many days, and nothing else is said.
fn net_alone(text: &str) -> Option<Said> {
    let compact: String = text.to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    let rest = compact.strip_prefix("terms:").unwrap_or(&compact);
    let rest = ["netto", "net", "n/"].iter().find_map(|net| rest.strip_prefix(net))?;
    let (days, rest) = leading_number(rest.trim_start_matches(['/', '-', ':']))?;
    let ended = matches!(rest.trim_end_matches('.'), "" | "d" | "days" | "tage" | "tg");
    let due = Some(Period { days: Some(days), until: None });
    (ended && days <= LONGEST).then_some(Said { discounts: Vec::new(), due })
}

/// More days than anybody grants: an amount, or a year.
const LONGEST: u32 = 180;

fn leading_number(text: &str) -> Option<(u32, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at_checked(end)?;
    Some((digits.parse().ok()?, rest))
}

/// Periods said to be the final one; two that differ cancel each other.
#[derive(Default)]
struct Due {
    periods: Vec<Final>,
    at_once: bool,
    /// Percentages without a period of their own: `Zahlung innerhalb 10 Tagen, 2 % Skonto`.
    lone: Vec<Decimal>,
}

/// A final period, and whether a `netto` makes it one for certain.
struct Final {
    period: Period,
    net: bool,
}

impl Due {
    /// Beside a percentage that has no period, a period that is only `zahlbar` may be the
    /// discount's: it is not read.
    fn settled(self, discounts: &[(Decimal, Period)]) -> Option<Period> {
        let unsure =
            self.lone.iter().any(|percent| discounts.iter().all(|(known, _)| known != percent));
        let finals =
            || self.periods.iter().filter(|said| said.net || !unsure).map(|said| said.period);
        match finals().reduce(merged) {
            Some(period) if finals().all(|other| agrees(period, other)) => Some(period),
            Some(_) => None,
            None => (self.at_once && self.periods.is_empty())
                .then_some(Period { days: Some(0), until: None }),
        }
    }
}

fn merged(one: Period, two: Period) -> Period {
    Period { days: one.days.or(two.days), until: one.until.or(two.until) }
}

fn agrees(one: Period, two: Period) -> bool {
    let same = |equal: bool, both: bool| equal || !both;
    same(one.days == two.days, one.days.is_some() && two.days.is_some())
        && same(one.until == two.until, one.until.is_some() && two.until.is_some())
}

/// A stretch between commas, with the things that matter in their order.
#[derive(Debug, Default)]
struct Clause {
    things: Vec<Thing>,
    poisoned: bool,
    /// `bei Zahlung …`, `wenn …`: the period belongs to the discount beside it.
    conditional: bool,
    at_once: bool,
    /// Holds nothing but a period.
    bare: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Thing {
    Percent(Decimal),
    Period(Period),
    /// netto, ohne Abzug: the period beside it is the final one for certain.
    Net,
    /// zahlbar, fällig: final, unless a percentage stands in the same clause.
    Payable,
}

impl Thing {
    fn percent(&self) -> Option<Decimal> {
        match self {
            Thing::Percent(percent) => Some(*percent),
            _ => None,
        }
    }
}

impl Clause {
    fn percents(&self) -> usize {
        self.things.iter().filter(|thing| matches!(thing, Thing::Percent(_))).count()
    }

    fn periods(&self) -> usize {
        self.things.iter().filter(|thing| matches!(thing, Thing::Period(_))).count()
    }
}

fn clauses(sentence: &[Word]) -> Vec<Clause> {
    sentence
        .split(|word| *word == Word::Comma)
        .map(clause)
        .filter(|clause| !clause.things.is_empty() || clause.at_once)
        .collect()
}

fn clause(words: &[Word]) -> Clause {
    let mut clause = Clause { bare: true, ..Clause::default() };
    for word in words {
        clause.poisoned |= word.poisons();
        clause.conditional |= word.is_conditional();
        clause.at_once |= matches!(word, Word::AtOnce);
        clause.bare &= matches!(word, Word::Period(_) | Word::Filler);
        match word {
            Word::Percent(percent) => clause.things.push(Thing::Percent(*percent)),
            Word::Period(period) => push_period(&mut clause.things, *period),
            Word::Net => clause.things.push(Thing::Net),
            Word::Payable => clause.things.push(Thing::Payable),
            _ => {}
        }
    }
    clause
}

/// `innerhalb 30 Tagen (netto) bis 04.04.2018` is one period, stated twice.
fn push_period(things: &mut Vec<Thing>, period: Period) {
    let last = things.iter().rposition(|thing| !matches!(thing, Thing::Net));
    if let Some(Thing::Period(before)) = last.and_then(|last| things.get_mut(last))
        && (before.days.is_some()
            && period.until.is_some()
            && before.until.is_none()
            && period.days.is_none())
    {
        before.until = period.until;
        return;
    }
    things.push(Thing::Period(period));
}

/// Reads the clauses of a sentence one after the other, a discount and its condition across a comma
/// together.
fn pair(clauses: &[Clause], speaks: bool, discounts: &mut Vec<(Decimal, Period)>, due: &mut Due) {
    let mut taken = 0;
    while let Some(clause) = clauses.get(taken) {
        taken += 1;
        if clause.poisoned {
            continue;
        }
        due.at_once |= clause.at_once && clause.percents() == 0;
        if let Some(next) = clauses.get(taken)
            && let Some(found) = across(clause, next)
        {
            discounts.extend(Some(found).filter(|_| speaks));
            taken += 1;
            continue;
        }
        if clause.periods() == 0 {
            due.lone.extend(clause.things.iter().filter_map(Thing::percent));
        }
        let Some((paired, last)) = within(&clause.things) else { continue };
        let bare_after_discount = clause.bare && !discounts.is_empty() && taken == clauses.len();
        discounts.extend(paired.into_iter().filter(|_| speaks));
        let net = clause.things.contains(&Thing::Net);
        let is_final = net || (clause.things.contains(&Thing::Payable) && !clause.conditional);
        let last =
            last.filter(|_| is_final || bare_after_discount || (clause.bare && clauses.len() == 1));
        due.periods.extend(last.map(|period| Final { period, net }));
    }
}

/// `bei Zahlung innerhalb von 10 Tagen, 2 % Skonto` and the other way round.
fn across(first: &Clause, second: &Clause) -> Option<(Decimal, Period)> {
    let counts = (first.percents(), first.periods(), second.percents(), second.periods());
    let (with_period, with_percent) = match counts {
        (0, 1, 1, 0) => (first, second),
        (1, 0, 0, 1) => (second, first),
        _ => return None,
    };
    let joined = with_period.conditional || (with_period.bare && counts.0 == 1);
    let net = with_period.things.contains(&Thing::Net) || first.poisoned || second.poisoned;
    let percent = with_percent.things.iter().find_map(Thing::percent)?;
    let period = with_period
        .things
        .iter()
        .find_map(|thing| if let Thing::Period(period) = thing { Some(*period) } else { None })?;
    (joined && !net).then_some((percent, period))
}

type Paired = (Vec<(Decimal, Period)>, Option<Period>);

/// The discounts of one clause and its final period; `None` when it can be read in two ways.
fn within(things: &[Thing]) -> Option<Paired> {
    let things: Vec<Thing> =
        things.iter().copied().filter(|thing| *thing != Thing::Payable).collect();
    let finals = finals(&things)?;
    let mut left: Vec<Thing> = Vec::new();
    let mut last = None;
    for (at, thing) in things.iter().enumerate() {
        match thing {
            Thing::Period(_) if finals.contains(&at) && last.is_some() => return None,
            Thing::Period(period) if finals.contains(&at) => last = Some(*period),
            Thing::Period(_) | Thing::Percent(_) => left.push(*thing),
            Thing::Net | Thing::Payable => {}
        }
    }
    if !left.iter().any(|thing| matches!(thing, Thing::Percent(_))) {
        return match (left.as_slice(), last) {
            ([], last) => Some((Vec::new(), last)),
            ([Thing::Period(period)], None) => Some((Vec::new(), Some(*period))),
            _ => None,
        };
    }
    let mut paired = Vec::new();
    for two in left.chunks(2) {
        match (two, left.first()) {
            ([Thing::Percent(percent), Thing::Period(period)], Some(Thing::Percent(_)))
            | ([Thing::Period(period), Thing::Percent(percent)], Some(Thing::Period(_))) => {
                paired.push((*percent, *period))
            }
            _ => return None,
        }
    }
    Some((paired, last))
}

/// The places of the periods that a `netto` makes final: the one before it, else the one behind it.
/// Between two periods the percentage decides: it stands beside the period of the discount.
fn finals(things: &[Thing]) -> Option<Vec<usize>> {
    let thing = |at: Option<usize>| at.and_then(|at| things.get(at));
    let is_period = |at| matches!(thing(at), Some(Thing::Period(_)));
    let is_percent = |at| matches!(thing(at), Some(Thing::Percent(_)));
    let mut finals = Vec::new();
    for at in things.iter().enumerate().filter(|(_, thing)| **thing == Thing::Net).map(|(at, _)| at)
    {
        let before = at.checked_sub(1);
        match (is_period(before), is_period(Some(at + 1))) {
            (true, true) => match (is_percent(at.checked_sub(2)), is_percent(Some(at + 2))) {
                (true, false) => finals.push(at + 1),
                (false, true) => finals.extend(before),
                _ => return None,
            },
            (true, false) => finals.extend(before),
            (false, true) => finals.push(at + 1),
            (false, false) => {}
        }
    }
    Some(finals)
}
