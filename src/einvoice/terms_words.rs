//! Words of sentences about payment: numbers with their units, dates, and the vocabulary that
//! decides what they mean.

use super::terms_text::Period;
use jiff::civil::Date;
use rust_decimal::Decimal;

/// A word, or several that mean one thing.
#[derive(Debug, Clone, PartialEq)]
pub enum Word {
    Percent(Decimal),
    Period(Period),
    /// netto, ohne Abzug, net
    Net,
    /// zahlbar, fällig, Zahlungsziel, payable, due
    Payable,
    /// sofort, immediately
    AtOnce,
    /// Skonto, Abzug, discount
    Discount,
    /// bei, wenn, if
    Conditional,
    /// Interest, taxes, rebates, other days to count from: nothing beside it is a term of payment.
    Poison,
    /// innerhalb, von, nach Rechnungsdatum: without weight.
    Filler,
    Other,
    /// A comma, slash or „oder“ between clauses.
    Comma,
    /// The end of a sentence.
    End,
}

impl Word {
    /// True for the words for a cash discount.
    pub fn names_discount(&self) -> bool {
        *self == Word::Discount
    }

    /// True for words beside which nothing is to be read.
    pub fn poisons(&self) -> bool {
        *self == Word::Poison
    }

    /// True for the words that tie a period to a discount.
    pub fn is_conditional(&self) -> bool {
        *self == Word::Conditional
    }
}

/// A piece of text before its meaning is known.
#[derive(Debug, Clone, PartialEq)]
enum Piece<'a> {
    /// Lower case not yet applied.
    Letters(&'a str),
    Number(Decimal),
    /// A number with a point behind it, as in `30. Tag`.
    Ordinal,
    Date(Date),
    PercentSign,
    Dash,
    Comma,
    End,
}

/// The words of a text in order.
pub fn words(text: &str) -> Vec<Word> {
    let pieces = pieces(text);
    let mut words = Vec::new();
    let mut at = 0;
    while let Some(piece) = pieces.get(at) {
        let (word, used) = match piece {
            Piece::Number(number) => measured(*number, &pieces, at),
            Piece::Date(date) => (dated(*date, &pieces, at), 1),
            Piece::Letters(letters) => spelled(&letters.to_lowercase(), &pieces, at),
            Piece::Comma => (Word::Comma, 1),
            Piece::End => (Word::End, 1),
            Piece::Ordinal => (Word::Poison, 1),
            Piece::PercentSign | Piece::Dash => (Word::Other, 1),
        };
        words.push(word);
        at += used;
    }
    words
}

fn letters_at(pieces: &[Piece], at: usize) -> Option<String> {
    match pieces.get(at) {
        Some(Piece::Letters(letters)) => Some(letters.to_lowercase()),
        _ => None,
    }
}

/// A number with its unit: `2 %`, `2 v.H.`, `10 Tage`, `2 Wochen`; other numbers (amounts) mean
/// nothing.
fn measured(number: Decimal, pieces: &[Piece], at: usize) -> (Word, usize) {
    // `10 - 14 Tage`, `14 bis 30 Tage`: a range is no term.
    let ranges = matches!(pieces.get(at + 1), Some(Piece::Dash))
        || letters_at(pieces, at + 1).as_deref() == Some("bis");
    if ranges && matches!(pieces.get(at + 2), Some(Piece::Number(_))) {
        return (Word::Poison, 3);
    }
    if matches!(pieces.get(at + 1), Some(Piece::PercentSign)) {
        return (Word::Percent(number), 2);
    }
    let Some(unit) = letters_at(pieces, at + 1) else { return (Word::Other, 1) };
    if matches!(unit.as_str(), "prozent" | "percent" | "v.h" | "vh" | "v.h.") {
        return (Word::Percent(number), 2);
    }
    if unit == "v" && letters_at(pieces, at + 2).as_deref() == Some("h") {
        return (Word::Percent(number), 3);
    }
    match unit_days(&unit).and_then(|days| in_days(number, days)) {
        Some(days) => (Word::Period(Period { days: Some(days), until: None }), 2),
        None if is_other_unit(&unit) => (Word::Poison, 2),
        None => (Word::Other, 1),
    }
}

fn unit_days(unit: &str) -> Option<u32> {
    match unit {
        "tage" | "tagen" | "tag" | "tg" | "tg." | "days" | "day" | "kalendertage"
        | "kalendertagen" | "t" => Some(1),
        "wochen" | "woche" | "weeks" | "week" => Some(7),
        _ => None,
    }
}

/// Units whose days depend on more than the invoice date.
fn is_other_unit(unit: &str) -> bool {
    [
        "werktag",
        "arbeitstag",
        "bankarbeitstag",
        "banktag",
        "monat",
        "month",
        "business",
        "working",
        "jahr",
        "year",
        "quartal",
    ]
    .iter()
    .any(|other| unit.starts_with(other))
}

fn in_days(number: Decimal, unit: u32) -> Option<u32> {
    let number = number.normalize();
    let whole = (number.scale() == 0).then(|| u32::try_from(number.mantissa()).ok()).flatten()?;
    whole.checked_mul(unit)
}

/// A date counts only behind a word that makes it the last day; others are dates of the invoice or
/// the delivery.
fn dated(date: Date, pieces: &[Piece], at: usize) -> Word {
    let before = |back: usize| {
        at.checked_sub(back).and_then(|at| letters_at(pieces, at)).unwrap_or_default()
    };
    let leads = [
        "bis",
        "spätestens",
        "spaetestens",
        "until",
        "by",
        "before",
        "fällig",
        "faellig",
        "fälligkeit",
        "fälligkeitsdatum",
        "zahlungsziel",
    ];
    let direct = before(1);
    let joined = matches!(
        direct.as_str(),
        "zum" | "am" | "on" | "einschließlich" | "date" | "dem" | "den" | "zu" | "latest"
    ) && (leads.contains(&before(2).as_str())
        || matches!(before(2).as_str(), "zahlbar" | "payable" | "due" | "later" | "zum"));
    match leads.contains(&direct.as_str()) || joined || direct == "zum" && at == 1 {
        true => Word::Period(Period { days: None, until: Some(date) }),
        false => Word::Other,
    }
}

/// A word, or several: `ohne Abzug`, `nach Lieferung`.
fn spelled(word: &str, pieces: &[Piece], at: usize) -> (Word, usize) {
    let next = letters_at(pieces, at + 1).unwrap_or_default();
    if let Some(number) = number_word(word)
        && let Some(days) = unit_days(&next).and_then(|unit| in_days(Decimal::from(number), unit))
    {
        return (Word::Period(Period { days: Some(days), until: None }), 2);
    }
    match (word, next.as_str()) {
        ("ohne" | "kein" | "keinen", next)
            if next.starts_with("abz") || next.starts_with("skonto") =>
        {
            return (Word::Net, 2);
        }
        ("ohne", "jeden" | "jeglichen" | "weiteren" | "weitere" | "jegliche") => {
            return (Word::Net, 3);
        }
        ("without", "deduction" | "deductions" | "discount") => return (Word::Net, 2),
        ("no", "discount") => return (Word::Net, 2),
        _ => {}
    }
    (meaning(word), 1)
}

fn meaning(word: &str) -> Word {
    const POISON: &[&str] = &[
        "zins",
        "verzug",
        "verzinsung",
        "basiszins",
        "mahn",
        "mwst",
        "umsatzsteuer",
        "mehrwertsteuer",
        "ust",
        "steuer",
        "rabatt",
        "bonus",
        "einbehalt",
        "sicherheit",
        "provision",
        "anzahlung",
        "abschlag",
        "rate",
        "lieferung",
        "lieferdatum",
        "ware",
        "leistung",
        "monatsende",
        "ultimo",
        "folgemonat",
        "abnahme",
        "interest",
        "penalty",
        "late",
        "vat",
        "tax",
        "rebate",
        "overdue",
        "delivery",
        "eom",
        "prepayment",
        "vorkasse",
        "vorauskasse",
        "nicht",
        "not",
        "lastschrift",
        "einzug",
        "eingezogen",
        "abgebucht",
        "abbuchung",
        "debit",
        "dröjsmål",
        "gutschrift",
        "widerspruch",
        "reklamation",
        "rückgabe",
        "return",
        "gewährleistung",
        "garantie",
    ];
    const COMPOUND: &[&str] = &["zinsen", "zinssatz", "gebühr", "gebühren", "pauschale"];
    match word {
        "netto" | "net" | "rein-netto" | "n" => Word::Net,
        "sofort" | "sofortige" | "immediately" | "immediate" | "umgehend" | "receipt"
        | "unverzüglich" => Word::AtOnce,
        "oder" | "or" | "bzw" | "sonst" | "ansonsten" | "danach" | "otherwise" | "andernfalls" => {
            Word::Comma
        }
        "bei" | "wenn" | "if" | "sofern" | "falls" | "when" => Word::Conditional,
        "innerhalb" | "innert" | "binnen" | "von" | "within" | "in" | "of" | "ab" | "nach"
        | "rechnungsdatum" | "rechnungserhalt" | "rechnungseingang" | "rechnungsstellung"
        | "rechnung" | "erhalt" | "der" | "invoice" | "date" | "days" | "after" | "from"
        | "dem" => Word::Filler,
        _ if word.contains("skont")
            || matches!(
                word,
                "discount" | "abzug" | "abzüglich" | "abzgl" | "nachlass" | "abziehen"
            ) =>
        {
            Word::Discount
        }
        _ if [
            "zahlbar",
            "fällig",
            "faellig",
            "zahlungsziel",
            "payable",
            "due",
            "zahlung",
            "zahlen",
            "überweis",
            "begleich",
            "payment",
            "pay",
            "terms",
        ]
        .iter()
        .any(|payable| word.starts_with(payable))
            && !word.starts_with("zahlungsverzug")
            && !word.starts_with("zahlungserinner") =>
        {
            Word::Payable
        }
        _ if POISON.iter().any(|poison| word.starts_with(poison))
            || COMPOUND.iter().any(|end| word.ends_with(end)) =>
        {
            Word::Poison
        }
        _ => Word::Other,
    }
}

fn number_word(word: &str) -> Option<u32> {
    Some(match word {
        "einer" | "one" => 1,
        "zwei" | "two" => 2,
        "drei" | "three" => 3,
        "vier" | "four" => 4,
        "fünf" | "five" => 5,
        "sechs" | "six" => 6,
        "sieben" | "seven" => 7,
        "acht" | "eight" => 8,
        "zehn" | "ten" => 10,
        "vierzehn" | "fourteen" => 14,
        "zwanzig" | "twenty" => 20,
        "dreißig" | "dreissig" | "thirty" => 30,
        "sechzig" | "sixty" => 60,
        "neunzig" | "ninety" => 90,
        _ => return None,
    })
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (piece, length) = match first {
            '0'..='9' => digits(rest),
            '%' | '٪' => (Some(Piece::PercentSign), first.len_utf8()),
            ',' | '/' | '(' | ')' => (Some(Piece::Comma), 1),
            ';' | '\n' | '!' | '?' => (Some(Piece::End), 1),
            '.' => (ends_sentence(rest).then_some(Piece::End), 1),
            '-' | '–' | '—' => (Some(Piece::Dash), first.len_utf8()),
            _ if first.is_alphabetic() => {
                let length = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
                (rest.get(..length).map(Piece::Letters), length)
            }
            _ => (None, first.len_utf8()),
        };
        pieces.extend(piece);
        rest = rest.get(length..).unwrap_or_default();
    }
    pieces
}

/// A point ends a sentence when a capital follows it; it does not in `abzgl. 2 %`.
fn ends_sentence(rest: &str) -> bool {
    let after = rest.get(1..).unwrap_or_default();
    after.starts_with(char::is_whitespace) && after.trim_start().starts_with(char::is_uppercase)
}

/// A date (`15.09.2026`, `15.9.26`, `2026-09-15`, `15. September 2026`), an ordinal, or a number
/// with its decimals.
fn digits(rest: &str) -> (Option<Piece<'_>>, usize) {
    let length = rest
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | '-')))
        .unwrap_or(rest.len());
    let run = rest.get(..length).unwrap_or_default();
    if let Some((date, length)) = date(run) {
        return (Some(Piece::Date(date)), length);
    }
    if let Some((date, length)) = long_date(rest) {
        return (Some(Piece::Date(date)), length);
    }
    let trimmed = run.trim_end_matches(['.', ',', '-']);
    let stop = trimmed.find('-').unwrap_or(trimmed.len());
    let number = trimmed.get(..stop).unwrap_or_default();
    let after = rest.get(number.len()..).unwrap_or_default();
    let ordinal = after
        .strip_prefix('.')
        .is_some_and(|after| after.trim_start().to_lowercase().starts_with("tag"));
    match ordinal {
        true => (Some(Piece::Ordinal), number.len() + 1),
        false => (amount(number).map(Piece::Number).or(Some(Piece::Dash)), number.len().max(1)),
    }
}

/// A number as people write it: the last of point and comma parts the decimals, unless three digits
/// follow the only one.
fn amount(number: &str) -> Option<Decimal> {
    let decimal_at = number.rfind(['.', ',']);
    let plain: String = match decimal_at {
        Some(at) if number.len() - at - 1 != 3 => {
            let (whole, decimals) = number.split_at_checked(at)?;
            let whole: String = whole.chars().filter(char::is_ascii_digit).collect();
            format!("{whole}.{}", decimals.get(1..)?)
        }
        _ => number.chars().filter(char::is_ascii_digit).collect(),
    };
    Decimal::from_str_exact(&plain).ok()
}

fn date(run: &str) -> Option<(Date, usize)> {
    let run = run.trim_end_matches(['.', ',', '-']);
    if let Ok(date) = run.parse::<Date>()
        && run.len() == 10
    {
        return Some((date, run.len()));
    }
    let mut parts = run.split('.');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let year = year.split([',', '-']).next()?;
    let length = day.len() + month.len() + year.len() + 2;
    let number = |text: &str| if text.len() <= 4 { text.parse::<i16>().ok() } else { None };
    let year = match year.len() {
        2 => number(year)?.checked_add(2000)?,
        4 => number(year)?,
        _ => return None,
    };
    let date =
        Date::new(year, number(month)?.try_into().ok()?, number(day)?.try_into().ok()?).ok()?;
    Some((date, length))
}

/// `15. September 2026`, `15 September 2026`.
fn long_date(rest: &str) -> Option<(Date, usize)> {
    const MONTHS: [(&str, &str); 12] = [
        ("jan", "jän"),
        ("feb", "feb"),
        ("mär", "mar"),
        ("apr", "apr"),
        ("mai", "may"),
        ("jun", "jun"),
        ("jul", "jul"),
        ("aug", "aug"),
        ("sep", "sep"),
        ("okt", "oct"),
        ("nov", "nov"),
        ("dez", "dec"),
    ];
    let digits = rest.find(|c: char| !c.is_ascii_digit()).filter(|digits| *digits <= 2)?;
    let day: i8 = rest.get(..digits)?.parse().ok()?;
    let after = rest.get(digits..)?;
    let after = after.strip_prefix('.').unwrap_or(after).trim_start();
    let letters = after.find(|c: char| !c.is_alphabetic()).filter(|letters| *letters >= 3)?;
    let name = after.get(..letters)?.to_lowercase();
    let month = MONTHS
        .iter()
        .position(|(german, english)| name.starts_with(german) || name.starts_with(english))?;
    let year = after.get(letters..)?.trim_start_matches(['.', ' ', ',']);
    let year_text = year.get(..4).filter(|year| year.bytes().all(|byte| byte.is_ascii_digit()))?;
    let date = Date::new(year_text.parse().ok()?, i8::try_from(month + 1).ok()?, day).ok()?;
    Some((date, rest.len() - year.len() + 4))
}
