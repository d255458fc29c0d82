//! `kontor when`: the question of the front office about an order or an article, answered in one
//! sentence: when, how sure, and why.

use super::super::Asked;
use super::{Key, Trade};
use crate::control::{Expected, History, OrderLineState, Usual, expected, number_key};
use crate::domain::text::fold;
use crate::domain::unit::shown;
use crate::domain::{Language, OrderSide, Unit, spelling};
use crate::report::row::{Row, row};
use crate::store::{Store, Stored};
use jiff::civil::Date;
use rust_decimal::Decimal;

/// A line that is asked about.
struct Line {
    line: OrderLineState,
    expected: Expected,
    key: Key,
    contact: String,
}

/// What can be said of an order or an article; `None` when nobody ordered it.
pub async fn when(store: &Store, asked: &Asked, about: &str) -> Stored<Option<Row>> {
    let trade = asked.trade(store).await?;
    let wanted = number_key(about);
    let of_order = lines(trade, asked, |line| number_key(&line.ordered.order) == wanted);
    let (found, is_order) = match of_order.is_empty() {
        false => (of_order, true),
        true => (lines(trade, asked, |line| is_meant(line, about, &wanted)), false),
    };
    if found.is_empty() {
        return Ok(None);
    }
    Ok(Some(answer(about, is_order, found, asked)))
}

/// An article is meant by one of its numbers, else by words of what it is called.
fn is_meant(line: &OrderLineState, about: &str, wanted: &str) -> bool {
    let goods = &line.ordered.goods;
    let words = fold(about);
    let called = || fold(goods.description.as_deref().unwrap_or_default());
    goods.keys().iter().any(|key| key == wanted)
        || words.chars().count() >= 3 && called().contains(&words)
}

fn lines(trade: &Trade, asked: &Asked, is_asked: impl Fn(&OrderLineState) -> bool) -> Vec<Line> {
    let mut found = Vec::new();
    for (key, book) in &trade.books {
        let history = std::cell::OnceCell::new();
        for line in book.lines().iter().filter(|line| is_asked(line)) {
            let expected = history.get_or_init(|| History::of(book)).expected(line, asked.until());
            let contact =
                trade.contacts.get(&key.1).map(|row| row.name.clone()).unwrap_or_default();
            found.push(Line { line: line.clone(), expected, key: key.clone(), contact });
        }
    }
    found
}

fn answer(about: &str, is_order: bool, found: Vec<Line>, asked: &Asked) -> Row {
    let language = asked.language;
    // An order of ours and one of a customer's, or of two customers, may bear one number.
    let mut parts: Vec<&[Line]> = if is_order {
        found.chunk_by(|one, other| one.key == other.key).collect()
    } else {
        vec![&found]
    };
    let first = |part: &&[Line]| part.first().map(|one| one.key.2 != OrderSide::Purchase);
    parts.sort_by_key(first);
    let alone = parts.len() == 1;
    let said = parts.iter().map(|part| match decisive(part, is_order) {
        Some((one, open)) => said_open(about, is_order, open, one, language),
        None => said_whole(about, (is_order, alone), part, language),
    });
    let sentence = said.collect::<Vec<_>>().join(" ");
    let decisive = parts.iter().find_map(|part| decisive(part, is_order)).map(|(one, _)| one);
    let expected = decisive.map(|one| &one.expected);
    row!({
        "asked": about,
        "kind": if is_order { "order" } else { "article" },
        "sentence": sentence,
        "open": decisive.is_some(),
        "when": expected.and_then(|expected| expected.day),
        "latest": expected.and_then(|expected| expected.latest),
        "sure_percent": expected.and_then(|expected| expected.sure_percent),
        "why": decisive.map(|one| why(one, language)),
        "lines": found.iter().map(row).collect::<Vec<_>>(),
    })
}

/// The open line that says when, and how many are open. An order is there when its last line is; of
/// an article what comes first is asked for.
fn decisive(lines: &[Line], is_order: bool) -> Option<(&Line, usize)> {
    let open: Vec<&Line> = lines.iter().filter(|one| one.line.open() > Decimal::ZERO).collect();
    let unknown_last = |one: &&&Line| (one.expected.day.is_none(), one.expected.day);
    let one = match is_order {
        true => open.iter().max_by_key(unknown_last),
        false => open.iter().min_by_key(unknown_last),
    };
    one.map(|one| (*one, open.len()))
}

fn row(one: &Line) -> Row {
    let (line, ordered, expected) = (&one.line, &one.line.ordered, &one.expected);
    let amount = shown;
    let usual = expected.usual.as_ref();
    row!({
        "company": one.key.0,
        "contact": one.contact,
        "side": one.key.2.as_str(),
        "order": ordered.order,
        "line": ordered.line,
        "article": ordered.goods.article,
        "description": ordered.goods.description,
        "ordered": ordered.quantity.map(amount),
        "delivered": amount(line.delivered),
        "open": amount(line.open()),
        "unit": line.unit().map(Unit::code),
        "date": ordered.date,
        "due": ordered.due,
        "last_delivery": line.last_delivery,
        "when": expected.day.filter(|_| line.open() > Decimal::ZERO),
        "latest": expected.latest.filter(|_| line.open() > Decimal::ZERO),
        "sure_percent": expected.sure_percent.filter(|_| line.open() > Decimal::ZERO),
        "overdue_days": expected.overdue.filter(|_| line.open() > Decimal::ZERO),
        "median_days": usual.map(|usual| usual.median),
        "ninety_days": usual.map(|usual| usual.ninety),
        "samples": usual.map_or(0, |usual| usual.samples),
    })
}

/// `3 Stk Winkel`, `3 of 10 …` where some came.
fn goods(one: &Line, language: Language) -> String {
    let ordered = &one.line.ordered;
    let number = |quantity: Decimal| spelling::number(&shown(quantity).to_string(), language);
    let unit = one.line.unit().map(|unit| format!(" {}", unit.word(language))).unwrap_or_default();
    let open = number(one.line.open());
    let much = match ordered.quantity.filter(|all| *all != one.line.open()) {
        Some(all) if language == Language::De => format!("{open} von {}", number(all)),
        Some(all) => format!("{open} of {}", number(all)),
        None => open,
    };
    format!("{much}{unit} {}", ordered.goods.label())
}

/// `Bestellung B-1 bei Stahl AG`, `Auftrag 17 von Müller KG`.
fn headed(one: &Line, language: Language) -> String {
    let (order, with) = (&one.line.ordered.order, &one.contact);
    match (language, one.key.2) {
        (Language::De, OrderSide::Purchase) => format!("Bestellung {order} bei {with}"),
        (Language::De, OrderSide::Sales) => format!("Auftrag {order} von {with}"),
        (Language::En, OrderSide::Purchase) => format!("Order {order} with {with}"),
        (Language::En, OrderSide::Sales) => format!("Order {order} of {with}"),
    }
}

fn subject(about: &str, is_order: bool, one: &Line, open: usize, language: Language) -> String {
    let (order, from, what) = (&one.line.ordered.order, &one.contact, goods(one, language));
    let all = match (language, open > 1) {
        (Language::De, true) => format!("{open} Positionen offen, zuletzt {what}"),
        (Language::De, false) => format!("offen {what}"),
        (Language::En, true) => format!("{open} lines open, the last {what}"),
        (Language::En, false) => format!("open {what}"),
    };
    match (language, is_order) {
        (_, true) => format!("{}: {all}", headed(one, language)),
        (Language::De, false) => format!("{about}: {what} aus {order} ({from})"),
        (Language::En, false) => format!("{about}: {what} of {order} ({from})"),
    }
}

fn said_open(about: &str, is_order: bool, open: usize, one: &Line, language: Language) -> String {
    let day = |day: Date| spelling::day(day, language);
    let expected = &one.expected;
    let when = match (expected.day, expected.sure_percent, language) {
        (Some(at), Some(sure), Language::De) => {
            let latest = expected
                .latest
                .filter(|latest| *latest > at)
                .map(|latest| format!(", sonst meist bis {}", day(latest)));
            format!("erwartet am {} ({} % sicher{})", day(at), sure, latest.unwrap_or_default())
        }
        (Some(at), Some(sure), Language::En) => {
            let latest = expected
                .latest
                .filter(|latest| *latest > at)
                .map(|latest| format!(", else mostly by {}", day(latest)));
            format!("expected on {} ({} % sure{})", day(at), sure, latest.unwrap_or_default())
        }
        (Some(at), None, Language::De) => {
            format!("zugesagt für {} (wie sicher, lässt sich nicht sagen)", day(at))
        }
        (Some(at), None, Language::En) => {
            format!("stated for {} (how sure cannot be said)", day(at))
        }
        (None, _, Language::De) => {
            "wann es kommt, lässt sich nicht sagen; bitte nachfragen".to_owned()
        }
        (None, _, Language::En) => "when it comes cannot be said; please ask".to_owned(),
    };
    let why = why(one, language);
    let because = if language == Language::De { "weil" } else { "because" };
    format!("{} – {when}, {because} {why}.", subject(about, is_order, one, open, language))
}

/// What a day rests on: what is stated, and what is usual.
fn why(one: &Line, language: Language) -> String {
    let expected = &one.expected;
    let due = one.line.ordered.due.map(|day| spelling::day(day, language));
    let stated = match (due, expected.overdue, language) {
        (Some(due), Some(late), Language::De) => {
            format!(
                "der genannte Termin {due} seit {late} {} vorbei ist",
                plural(late, "Tag", "Tagen")
            )
        }
        (Some(due), Some(late), Language::En) => {
            format!("the day stated, {due}, passed {late} {} ago", plural(late, "day", "days"))
        }
        (Some(due), None, Language::De) => format!("{due} als Termin genannt ist"),
        (Some(due), None, Language::En) => format!("{due} is the day stated"),
        (None, _, Language::De) => "kein Termin genannt ist".to_owned(),
        (None, _, Language::En) => "no day is stated".to_owned(),
    };
    let usual = match (&expected.usual, one.line.ordered.date, language) {
        (Some(usual), Some(_), _) => usual_said(usual, expected.day.is_none(), language),
        (Some(_), None, Language::De) => "der Tag der Bestellung nicht bekannt ist".to_owned(),
        (Some(_), None, Language::En) => "the day of the order is not known".to_owned(),
        (None, _, Language::De) => "es keine früheren Lieferungen zum Vergleich gibt".to_owned(),
        (None, _, Language::En) => "there are no deliveries before to compare with".to_owned(),
    };
    match language {
        Language::De => format!("{stated} und {usual}"),
        Language::En => format!("{stated} and {usual}"),
    }
}

fn usual_said(usual: &Usual, longer_than_ever: bool, language: Language) -> String {
    let Usual { samples, median, ninety, of_article } = usual;
    match language {
        Language::De => {
            let whose =
                if *of_article { "dieser Artikel" } else { "dieser Kontakt mit anderen Artikeln" };
            let ever = if longer_than_ever { ", also noch nie so lange wie jetzt" } else { "" };
            let deliveries = if *samples == 1 {
                "einer früheren Lieferung".to_owned()
            } else {
                format!("{samples} früheren Lieferungen")
            };
            format!(
                "{whose} bei {deliveries} im Mittel {median} und in 9 von 10 Fällen höchstens \
                 {ninety} Tage brauchte{ever}"
            )
        }
        Language::En => {
            let whose =
                if *of_article { "this article" } else { "this contact with other articles" };
            let ever = if longer_than_ever { ", never as long as now" } else { "" };
            let deliveries = if *samples == 1 {
                "one delivery".to_owned()
            } else {
                format!("{samples} deliveries")
            };
            format!(
                "{whose} took {median} days in the middle of {deliveries} before and at most \
                 {ninety} in 9 of 10{ever}"
            )
        }
    }
}

fn plural(number: i32, one: &'static str, many: &'static str) -> &'static str {
    if number == 1 { one } else { many }
}

/// What is said where nothing is open any more; `alone`: no other order bears the number.
fn said_whole(
    about: &str,
    (is_order, alone): (bool, bool),
    whole: &[Line],
    language: Language,
) -> String {
    let days = whole.iter().filter_map(|one| one.line.last_delivery);
    let last = days.max().map(|day| spelling::day(day, language));
    if !is_order {
        let usual = whole.iter().find_map(|one| one.expected.usual.as_ref());
        let usual = usual.map(|usual| (usual.median, usual.ninety));
        return nothing_open(about, last, usual, language);
    }
    let head = match whole.first().filter(|_| !alone) {
        Some(one) => headed(one, language),
        None => about.to_owned(),
    };
    // Nothing is to come of it any more, and nothing has.
    let is_off = |one: &&Line| {
        one.line.ordered.quantity == Some(Decimal::ZERO) && one.line.delivered <= Decimal::ZERO
    };
    let off = whole.iter().filter(is_off).count();
    let took = whole.iter().filter_map(|one| expected::took(&one.line)).max();
    match language {
        Language::De if off == whole.len() => {
            format!("{head} ist storniert oder abgelehnt; geliefert ist davon nichts.")
        }
        Language::De => {
            let but = if off > 0 { ", was nicht storniert oder abgelehnt ist" } else { "" };
            let last = last.map_or(String::new(), |day| format!(", zuletzt kam etwas am {day}"));
            let took = took.map_or(String::new(), |days| {
                format!(" ({days} {} nach der Bestellung)", plural(days, "Tag", "Tage"))
            });
            format!("{head} ist vollständig geliefert{but}{last}{took}.")
        }
        Language::En if off == whole.len() => {
            format!("{head} is cancelled or refused; nothing of it has come.")
        }
        Language::En => {
            let but = if off > 0 { " but for what is cancelled or refused" } else { "" };
            let last = last.map_or(String::new(), |day| format!(", the last of it came on {day}"));
            let took = took.map_or(String::new(), |days| {
                format!(" ({days} {} after the order)", plural(days, "day", "days"))
            });
            format!("{head} has come whole{but}{last}{took}.")
        }
    }
}

/// What is said of an article of which nothing is on order.
fn nothing_open(
    about: &str,
    last: Option<String>,
    usual: Option<(i32, i32)>,
    language: Language,
) -> String {
    match language {
        Language::De => {
            let last = last.map_or(String::new(), |day| format!("; zuletzt kam etwas am {day}"));
            let usual = usual.map_or(String::new(), |(median, ninety)| {
                format!(
                    "; nach einer Bestellung dauert es im Mittel {median} und in 9 von 10 \
                     Fällen höchstens {ninety} Tage"
                )
            });
            format!("Von {about} ist nichts offen bestellt{last}{usual}.")
        }
        Language::En => {
            let last = last.map_or(String::new(), |day| format!("; the last came on {day}"));
            let usual = usual.map_or(String::new(), |(median, ninety)| {
                format!(
                    "; once ordered it takes {median} days in the middle and at most {ninety} \
                     in 9 of 10 cases"
                )
            });
            format!("Nothing of {about} is on order{last}{usual}.")
        }
    }
}
