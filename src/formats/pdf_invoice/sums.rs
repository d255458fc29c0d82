//! The sums of a printed invoice: which of its amounts are net, VAT and gross is not what a label
//! says but what adds up.

use super::super::csv_shape::number::{self, Form};
use super::super::pdf_words::Line;
use super::labels::{PAID, REST};
use crate::domain::money::round_commercially;
use crate::domain::text::fold;
use rust_decimal::{Decimal, dec};

/// Sums that prove each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Sums {
    pub net: Decimal,
    /// Rate in percent, base, amount.
    pub vat: Vec<(Decimal, Decimal, Decimal)>,
    pub gross: Decimal,
}

/// Words of the lines that state VAT, gross and net, folded.
const VAT: &[&str] = &["mwst", "ust", "umsatzsteuer", "mehrwertsteuer", "vat", "tax"];
const GROSS: &[&str] = &[
    "gesamt",
    "rechnungsbetrag",
    "brutto",
    "zahlbetrag",
    "endbetrag",
    "zu zahlen",
    "rechnungssumme",
    "endsumme",
    "total",
    "amount due",
    "balance due",
];
const NET: &[&str] =
    &["netto", "zwischensumme", "warenwert", "subtotal", "net", "summe", "excl", "before tax"];
/// Words of the lines that take something off under a condition, folded.
const REDUCTIONS: &[&str] = &["skonto", "rabatt", "nachlass", "discount", "rebate"];
/// Lines looked through: the sums stand within them, at the end of a document.
const MOST: usize = 60;

/// What is paid already and what is left of the gross amount, as lines say it, where one reading
/// of them adds up; an error is a rest that differs from the gross amount and is not explained.
pub fn rest(lines: &[Line], sums: &Sums) -> Result<Option<(Decimal, Decimal)>, ()> {
    let Some(form) = form(lines) else { return Ok(None) };
    // What may be taken off for paying soon is not paid yet, and beside the whole nothing is left.
    let amounts = |words: &[&str]| -> Vec<Decimal> {
        let says = |line: &&Line| {
            let text = fold(&line.text());
            words.iter().any(|word| text.contains(word))
                && !REDUCTIONS.iter().any(|word| text.contains(word))
        };
        let own = lines.iter().filter(says).map(|line| stated(line, form).amounts);
        own.filter(|own| !own.contains(&sums.gross)).flatten().map(|one| one.abs()).collect()
    };
    let left: Vec<Decimal> =
        amounts(REST).into_iter().filter(|amount| *amount < sums.gross).collect();
    let mut found: Vec<(Decimal, Decimal)> = Vec::new();
    for paid in amounts(PAID) {
        let pairs = left.iter().filter(|left| paid + **left == sums.gross);
        found.extend(pairs.map(|left| (paid, *left)));
    }
    found.sort_unstable();
    found.dedup();
    match (found.as_slice(), left.is_empty()) {
        ([only], _) => Ok(Some(*only)),
        ([], true) => Ok(None),
        _ => Err(()),
    }
}

/// A line with amounts.
struct Stated {
    text: String,
    amounts: Vec<Decimal>,
    rates: Vec<Decimal>,
}

/// The sums of the lines, where exactly one reading of them proves itself.
///
/// A credit note may write its amounts as negative.
pub fn proved(lines: &[Line], is_credit: bool) -> Option<Sums> {
    let form = form(lines)?;
    let turned = |mut line: Stated| {
        line.amounts.iter_mut().filter(|_| is_credit).for_each(|amount| *amount = amount.abs());
        line
    };
    let stated: Vec<Stated> = lines
        .iter()
        .map(|line| turned(stated(line, form)))
        .filter(|line| !line.amounts.is_empty())
        .collect();
    let tail = stated.get(stated.len().saturating_sub(MOST)..)?;
    let says = |line: &Stated, words: &[&str]| {
        let text = format!(" {} ", line.text);
        words
            .iter()
            .any(|word| text.contains(&format!(" {word}")) || word.len() > 4 && text.contains(word))
    };
    let vat_lines: Vec<&Stated> =
        tail.iter().filter(|line| says(line, VAT) && !line.rates.is_empty()).collect();
    let amounts_of = |words: &[&str]| -> Vec<Decimal> {
        let mut all: Vec<Decimal> = tail
            .iter()
            .filter(|line| says(line, words))
            .flat_map(|line| line.amounts.iter().copied())
            .collect();
        all.sort_unstable();
        all.dedup();
        all
    };
    let (nets, grosses) = (amounts_of(NET), amounts_of(GROSS));
    let mut found: Vec<Sums> = Vec::new();
    for gross in grosses.iter().filter(|gross| **gross > Decimal::ZERO) {
        for net in nets.iter().filter(|net| **net > Decimal::ZERO && *net < gross) {
            found.extend(with_vat(*net, *gross, &vat_lines));
        }
    }
    found.dedup();
    match found.as_slice() {
        [only] => Some(only.clone()),
        _ => None,
    }
}

/// VAT that leads from net to gross: one rate on all of it, or each rate on a base that stands in
/// its line.
fn with_vat(net: Decimal, gross: Decimal, lines: &[&Stated]) -> Option<Sums> {
    let whole = gross - net;
    let one = lines.iter().find_map(|line| {
        let rate = line.rates.iter().find(|rate| follows(net, **rate, whole))?;
        line.amounts.contains(&whole).then_some((*rate, net, whole))
    });
    if let Some(one) = one {
        return Some(Sums { net, vat: vec![one], gross });
    }
    let mut vat: Vec<(Decimal, Decimal, Decimal)> = Vec::new();
    for line in lines {
        let pairs =
            line.rates.iter().flat_map(|rate| line.amounts.iter().map(move |base| (*rate, *base)));
        let own = pairs
            .flat_map(|(rate, base)| line.amounts.iter().map(move |amount| (rate, base, *amount)));
        let fits: Vec<_> = own
            .filter(|(rate, base, amount)| base > amount && follows(*base, *rate, *amount))
            .collect();
        if let [only] = fits.as_slice()
            && !vat.contains(only)
        {
            vat.push(*only);
        }
    }
    let bases: Decimal = vat.iter().map(|(_, base, _)| *base).sum();
    let amounts: Decimal = vat.iter().map(|(_, _, amount)| *amount).sum();
    (vat.len() > 1 && bases == net && amounts == whole).then_some(Sums { net, vat, gross })
}

/// Whether VAT follows from its base, to the cent.
fn follows(base: Decimal, rate: Decimal, amount: Decimal) -> bool {
    let Some(reckoned) =
        base.checked_mul(rate).and_then(|product| product.checked_div(Decimal::ONE_HUNDRED))
    else {
        return false;
    };
    rate > Decimal::ZERO
        && amount > Decimal::ZERO
        && (round_commercially(reckoned, 2) - amount).abs() <= dec!(0.01)
}

/// How the document writes its decimals: the amounts that can be read one way only say it, all
/// alike.
fn form(lines: &[Line]) -> Option<Form> {
    let (mut comma, mut point) = (0_usize, 0_usize);
    for word in lines.iter().flat_map(|line| line.words) {
        let bare = without_currency(&word.text);
        match bare.len().checked_sub(3).and_then(|at| bare.as_bytes().get(at)) {
            Some(b',') if is_amount(bare, Form::Comma) => comma += 1,
            Some(b'.') if is_amount(bare, Form::Point) => point += 1,
            _ => {}
        }
    }
    match (comma, point) {
        (0, 0) => None,
        (comma, 0) if comma > 0 => Some(Form::Comma),
        (0, _) => Some(Form::Point),
        (comma, point) if comma > point * 4 => Some(Form::Comma),
        (comma, point) if point > comma * 4 => Some(Form::Point),
        _ => None,
    }
}

/// An amount without the currency that stands close to it: `1.190,00€`, `EUR1.190,00`.
fn without_currency(text: &str) -> &str {
    let bare = text.trim_matches(['€', '$', '£']);
    ["EUR", "USD", "US", "CHF", "GBP"]
        .iter()
        .find_map(|code| bare.strip_suffix(code).or_else(|| bare.strip_prefix(code)))
        .unwrap_or(bare)
}

/// An amount as invoices print it: with both its decimals.
fn is_amount(text: &str, form: Form) -> bool {
    let mark = if form == Form::Comma { ',' } else { '.' };
    let Some((whole, cents)) = text.trim_start_matches(['-', '+', '€', '$']).rsplit_once(mark)
    else {
        return false;
    };
    let grouped = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '\'' | '\u{a0}');
    cents.len() == 2
        && cents.bytes().all(|byte| byte.is_ascii_digit())
        && whole.starts_with(|c: char| c.is_ascii_digit())
        && whole.chars().all(grouped)
}

fn stated(line: &Line, form: Form) -> Stated {
    let (mut amounts, mut rates) = (Vec::new(), Vec::new());
    for (at, word) in line.words.iter().enumerate() {
        let next_is_percent = line.words.get(at + 1).is_some_and(|next| next.text.starts_with('%'));
        let text = word.text.trim_matches(['(', ')', ':', ';']);
        if text.ends_with('%') || next_is_percent {
            let value = number::read(text.trim_end_matches('%'), form);
            rates.extend(value.filter(|rate| *rate > Decimal::ZERO && *rate <= dec!(30)));
            continue;
        }
        let bare = without_currency(text);
        if is_amount(bare, form) {
            amounts.extend(number::read(bare, form));
        }
    }
    let text: Vec<String> = fold(&line.text())
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    Stated { text: text.join(" "), amounts, rates }
}
