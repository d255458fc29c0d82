//! What stands above and below the table: the account, its holder, the balances.

use super::rows::Forms;
use crate::domain::text::fold;
use crate::domain::{Currency, Iban};
use crate::formats::csv_shape::{date, number, unprotected};
use csv::StringRecord;
use jiff::civil::Date;
use rust_decimal::Decimal;

/// What the lines around a table say.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Frame {
    pub iban: Option<Iban>,
    /// `BLZ/number`, a card's number, or a number alone.
    pub number: Option<String>,
    pub holder: Option<String>,
    pub currency: Option<Currency>,
    pub opening: Option<Stated>,
    pub closing: Option<Stated>,
}

/// A balance that a line states.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stated {
    pub amount: Decimal,
    pub date: Option<Date>,
}

/// Beginnings of folded labels of the balance before the first entry.
const OPENING: [&str; 15] = [
    "alter kontostand",
    "alter saldo",
    "anfangssaldo",
    "anfangsbestand",
    "anfangskontostand",
    "letzter kontostand",
    "saldovortrag",
    "opening balance",
    "beginning balance",
    "startsaldo",
    "old balance",
    "starting balance",
    "openingbalance",
    "previous balance",
    "vorheriger kontostand",
];

/// Beginnings of folded labels of the balance after the last entry.
const CLOSING: [&str; 18] = [
    "neuer kontostand",
    "neuer saldo",
    "aktueller kontostand",
    "aktueller saldo",
    "endsaldo",
    "endbestand",
    "kontostand",
    "saldo",
    "closing balance",
    "ending balance",
    "tagessaldo",
    "schlusssaldo",
    "online saldo",
    "abschlusssaldo",
    "account balance",
    "new balance",
    "current balance",
    "closingbalance",
];

/// Which balance a label names: true for the opening one, `None` for other words.
pub fn is_opening(label: &str) -> Option<bool> {
    let folded = fold(label);
    let begins = |labels: &[&str]| labels.iter().any(|known| folded.starts_with(known));
    match (begins(&OPENING), begins(&CLOSING)) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    }
}

/// Most lines around a table that are looked at.
const MOST_LINES: usize = 200;

impl Frame {
    /// Reads the lines around a table; the first word on each matter counts.
    pub fn read<'r>(lines: impl Iterator<Item = &'r StringRecord>, forms: Forms) -> Frame {
        let mut frame = Frame::default();
        let mut bank_code = None;
        let mut day = None;
        for line in lines.take(MOST_LINES) {
            let fields: Vec<&str> = line
                .iter()
                .map(|field| unprotected(field.trim()).trim_matches('"'))
                .filter(|field| !field.is_empty())
                .collect();
            frame.balance(&fields, forms);
            frame.account(&fields, forms.date, &mut bank_code, &mut day);
        }
        if let (Some(code), Some(number)) = (bank_code, frame.number.as_mut()) {
            *number = format!("{code}/{number}");
        }
        for stated in [&mut frame.closing, &mut frame.opening].into_iter().flatten().take(1) {
            stated.date = stated.date.or(day);
        }
        frame
    }

    fn balance(&mut self, fields: &[&str], forms: Forms) {
        let Some((label, values)) = fields.split_first() else { return };
        let (label, inline) = label.split_once(": ").unwrap_or((label, ""));
        let Some(opening) = is_opening(label) else { return };
        let days = || {
            label
                .split([' ', ':'])
                .chain(values.iter().copied())
                .find_map(|word| date::read(word, forms.date))
        };
        let amount = std::iter::once(inline)
            .chain(values.iter().copied())
            .find_map(|value| Some((number::read(value, forms.number)?, value)));
        let Some((amount, written)) = amount else { return };
        self.state(opening, Stated { amount, date: days() });
        let currency = number::currency(written)
            .or_else(|| values.iter().copied().find(|value| value.len() == 3));
        self.currency = self.currency.or_else(|| currency.and_then(Currency::read));
    }

    /// The first word counts, but of two balances of different days that are both called the
    /// account's, the earlier one is where the bookings begin.
    fn state(&mut self, opening: bool, stated: Stated) {
        if opening {
            self.opening.get_or_insert(stated);
            return;
        }
        match self.closing {
            None => self.closing = Some(stated),
            Some(other)
                if other.date.is_some() && stated.date.is_some() && other.date != stated.date =>
            {
                let (earlier, later) =
                    if other.date < stated.date { (other, stated) } else { (stated, other) };
                self.opening.get_or_insert(earlier);
                self.closing = Some(later);
            }
            Some(_) => {}
        }
    }

    fn account(
        &mut self,
        fields: &[&str],
        days: date::Form,
        bank_code: &mut Option<String>,
        day: &mut Option<Date>,
    ) {
        for (at, field) in fields.iter().enumerate() {
            self.iban = self.iban.take().or_else(|| iban_in(field));
            let Some(value) = fields.get(at + 1) else { continue };
            match fold(field).as_str() {
                "blz" | "bankleitzahl" => *bank_code = Some((*value).to_owned()),
                "datum" => *day = day.or_else(|| date::read(value, days)),
                "kunde" | "kontoinhaber" | "inhaber" => {
                    self.holder = self.holder.take().or_else(|| Some((*value).to_owned()))
                }
                "konto" | "kontonummer" | "kartennummer" | "kreditkarte" | "account number" => {
                    self.numbered(value)
                }
                "karte" => self.numbered(fields.last().unwrap_or(value)),
                _ => {}
            }
        }
    }
}

impl Frame {
    /// Takes an account's or card's number, the first one named; an IBAN is none.
    fn numbered(&mut self, value: &str) {
        let fits = value.len() < 60
            && value.bytes().any(|byte| byte.is_ascii_digit())
            && iban_in(value).is_none();
        if self.number.is_none() && fits {
            self.number = Some(value.to_owned());
        }
    }
}

/// Longest field that an IBAN is looked for in.
const LONGEST: usize = 120;

/// An IBAN that is a field or stands among its words, grouped by blanks or not; a slash parts words
/// too.
fn iban_in(field: &str) -> Option<Iban> {
    if field.len() > LONGEST {
        return None;
    }
    let likely = |iban: &Iban| {
        iban.is_valid() || (iban.as_str().starts_with("DE") && iban.as_str().len() == 22)
    };
    let mut starts =
        field.split('/').flat_map(|part| part.split_whitespace().map(move |word| (part, word)));
    starts.find_map(|(part, word)| {
        let from = word.as_ptr() as usize - part.as_ptr() as usize;
        let rest = part
            .get(from..)
            .filter(|rest| rest.as_bytes().get(2).is_some_and(u8::is_ascii_digit))?;
        let ends = rest.match_indices(' ').map(|(at, _)| at).chain([rest.len()]);
        ends.filter_map(|end| Iban::read(rest.get(..end)?)).find(|iban| likely(iban))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal::dec;

    fn frame(lines: &[&str]) -> Frame {
        let records: Vec<StringRecord> =
            lines.iter().map(|line| line.split(';').collect()).collect();
        Frame::read(
            records.iter(),
            Forms { number: number::Form::Comma, date: date::Form::DayFirst },
        )
    }

    #[test]
    fn account_and_balances_are_found_whatever_the_bank() {
        let dkb = frame(&[
            "Girokonto;DE02120300000000202051",
            "",
            "Kontostand vom 30.06.2023:;5.001,01 €",
        ]);
        assert_eq!(dkb.iban.map(|iban| iban.to_string()), Some("DE02120300000000202051".into()));
        assert_eq!(
            dkb.closing.map(|stated| (stated.amount, stated.date)),
            Some((dec!(5001.01), Some(jiff::civil::date(2023, 6, 30))))
        );
        let vr = frame(&[
            "BLZ:;12345678;Datum:;12.06.2016",
            "Konto:;87654321",
            "Abfrage von:;X;Kontoinhaber:;Erika Muster",
        ]);
        assert_eq!(
            (vr.number.as_deref(), vr.holder.as_deref()),
            (Some("12345678/87654321"), Some("Erika Muster"))
        );
        let deutsche = frame(&[
            "Alter Kontostand:;;;;5.000,00;EUR",
            "Kontostand;31.12.2026;;;-386.418,59;EUR",
        ]);
        assert_eq!(deutsche.opening.map(|stated| stated.amount), Some(dec!(5000.00)));
        assert_eq!(deutsche.closing.map(|stated| stated.amount), Some(dec!(-386418.59)));
        let swiss = frame(&[
            "Konto:;=\"CH9300762011623852957\"",
            "Opening balance;1'000.00",
            "Saldo 28.02.2026;2'190.00 CHF",
        ]);
        assert_eq!(swiss.iban.map(|iban| iban.to_string()), Some("CH9300762011623852957".into()));
        assert_eq!(swiss.closing.map(|stated| stated.amount), Some(dec!(2190.00)));
        let grouped = frame(&["Girokonto DE02 1203 0000 0000 2020 51 Erika Muster"]);
        assert_eq!(
            grouped.iban.map(|iban| iban.to_string()),
            Some("DE02120300000000202051".into())
        );
        let twice =
            frame(&["Kontostand am 31.01.2026;;1.000,00", "Kontostand am 28.02.2026;;990,00"]);
        let amounts =
            [twice.opening, twice.closing].map(|stated| stated.map(|stated| stated.amount));
        assert_eq!(amounts, [Some(dec!(1000.00)), Some(dec!(990.00))]);
        let card = frame(&[
            "Karte;Visa Kreditkarte;1234 •••• •••• 5678",
            "Saldo vom 31.01.2023:;5000.01 EUR",
        ]);
        assert_eq!(
            (card.number.as_deref(), card.closing.map(|stated| stated.amount)),
            (Some("1234 •••• •••• 5678"), Some(dec!(5000.01)))
        );
    }
}
