//! Where the columns of a page stand, which one a word belongs to, and amounts with the signs and
//! currencies that stand apart from them.

use super::super::bank_csv::columns::Field;
use super::super::csv_shape::number;
use super::super::pdf_words::{Line, Word};
use super::{Stand, Template};
use crate::domain::Currency;
use crate::domain::text::fold;

/// The columns as stretches of the line: field, left, right.
pub(super) type Spans = Vec<(Field, f64, f64)>;

/// The columns, if this line is the template's header line (or the template needs none).
pub(super) fn spans(template: &Template, line: &Line) -> Option<Spans> {
    let span = |(field, stand): (&Field, &Stand)| match stand {
        Stand::Between([left, right]) => Some((*field, *left, *right)),
        Stand::Below(name) => {
            let begins = |word: &&Word| fold(&word.text).starts_with(&fold(name));
            line.words.iter().find(begins).map(|word| (*field, word.left, word.right))
        }
    };
    template.columns.iter().map(span).collect()
}

/// How far an amount's right edge may be from its column's, in points.
const AMOUNT_WITHIN: f64 = 40.0;

/// The column a word belongs to. Amounts (two decimals) and signs end where their column ends;
/// other words belong to the last column that begins before them.
pub(super) fn nearest(spans: &Spans, word: &Word) -> Option<Field> {
    let numeric = |field: Field| matches!(field, Field::Amount | Field::Debit | Field::Credit);
    let counts = says_minus(&word.text).is_some()
        || number::read(&word.text, number::Form::Comma).is_some_and(|amount| amount.scale() == 2);
    let off = |right: f64| (right - word.right).abs();
    let amounts = spans
        .iter()
        .filter(|(field, _, right)| counts && numeric(*field) && off(*right) < AMOUNT_WITHIN);
    let texts = spans.iter().filter(|(field, left, _)| !numeric(*field) && word.left >= left - 2.0);
    let amount = amounts.min_by(|a, b| off(a.2).total_cmp(&off(b.2)));
    amount.or_else(|| texts.max_by(|a, b| a.1.total_cmp(&b.1))).map(|(field, ..)| *field)
}

/// The words of a line, each amount in an amount's column with the sign that stands apart from it,
/// and without its currency.
pub(super) fn joined(spans: &Spans, words: &[Word]) -> Vec<Word> {
    let numeric = |word: &Word| {
        matches!(nearest(spans, word), Some(Field::Amount | Field::Debit | Field::Credit))
    };
    let counts =
        |word: &Word| number::evidence(&word.text) != number::Evidence::None && numeric(word);
    // With two columns of amounts, a lone `-` further off stands for an empty one.
    let two = spans.iter().any(|(field, ..)| matches!(field, Field::Debit | Field::Credit));
    let beside = |left: &Word, right: &Word| !two || right.left - left.right < right.size;
    let mut joined: Vec<Word> = Vec::new();
    for word in words {
        let before = joined.last().cloned();
        match before {
            // `500,00 €`, `€ 500,00`, and a sign before or behind.
            Some(amount) if counts(&amount) && is_currency(&word.text) => {}
            Some(amount)
                if counts(&amount)
                    && is_sign(&word.text)
                    && beside(&amount, word)
                    && !amount.text.starts_with(['-', '+', '−']) =>
            {
                joined.pop();
                joined.push(Word {
                    text: format!("{}{}", word.text, amount.text),
                    right: amount.right,
                    ..amount
                });
            }
            Some(currency) if counts(word) && is_currency(&currency.text) => {
                joined.pop();
                let sign = joined.pop_if(|sign| is_sign(&sign.text) && beside(sign, &currency));
                joined.push(signed_word(sign, word));
            }
            Some(sign) if counts(word) && is_sign(&sign.text) && beside(&sign, word) => {
                joined.pop();
                joined.push(signed_word(Some(sign), word));
            }
            _ => joined.push(word.clone()),
        }
    }
    joined
}

fn signed_word(sign: Option<Word>, amount: &Word) -> Word {
    let text =
        sign.map_or_else(|| amount.text.clone(), |sign| format!("{}{}", sign.text, amount.text));
    Word { text, ..amount.clone() }
}

pub(super) fn is_sign(text: &str) -> bool {
    matches!(text, "-" | "−" | "–" | "+")
}

pub(super) fn is_currency(text: &str) -> bool {
    matches!(text, "€" | "EUR" | "CHF" | "USD" | "$" | "£" | "GBP" | "Fr.")
}

/// The currency that a word names: `EUR`, `(CHF)`, `€`.
pub(super) fn currency_of(text: &str) -> Option<Currency> {
    match text.trim_matches(|sign: char| matches!(sign, '(' | ')' | '[' | ']' | ':' | ',')) {
        "€" => Some(Currency::EUR),
        "$" => Currency::read("USD"),
        "£" => Currency::read("GBP"),
        "Fr." => Currency::read("CHF"),
        code => Currency::read(CODES.iter().find(|known| **known == code)?),
    }
}

/// Currencies that banks around keep accounts in.
const CODES: [&str; 18] = [
    "EUR", "CHF", "USD", "GBP", "DKK", "SEK", "NOK", "PLN", "CZK", "HUF", "RON", "BGN", "TRY",
    "JPY", "CNY", "CAD", "AUD", "HKD",
];

/// The currencies beside the amounts in their columns; those inside a text are none.
pub(super) fn currencies_beside<'w>(
    spans: &'w Spans,
    words: &'w [Word],
) -> impl Iterator<Item = Currency> + 'w {
    let is_amount = |word: &Word| {
        let field = nearest(spans, word);
        matches!(field, Some(Field::Amount | Field::Debit | Field::Credit))
            && number::evidence(&word.text) != number::Evidence::None
    };
    words.iter().zip(words.iter().skip(1)).filter_map(move |(first, second)| {
        let behind = || currency_of(&second.text).filter(|_| is_amount(first));
        currency_of(&first.text).filter(|_| is_amount(second)).or_else(behind)
    })
}

pub(super) fn says_minus(text: &str) -> Option<bool> {
    match text {
        "S" | "-" | "−" | "–" => Some(true),
        "H" | "+" => Some(false),
        _ => None,
    }
}
