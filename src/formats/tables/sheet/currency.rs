//! The currency of a row's amounts: of its column, of the headings, and of what is written beside
//! the amounts themselves. What one of them says, the others may not contradict.

use super::Row;
use crate::domain::finding::Weight;
use crate::domain::{Currency, FindingKind};
use crate::einvoice::codelists::CURRENCIES;
use crate::formats::csv_shape::{header_name, number};
use crate::formats::tables::NOT_A_NUMBER;

/// Amounts of two currencies in one row.
pub static OTHER_CURRENCY: FindingKind = FindingKind {
    code: "table-other-currency",
    weight: Weight::Warning,
    de: "Die Spalte „{column}“ nennt „{value}“, die Zeile lautet aber auf {expected}; sie wird \
        nicht übernommen. Bitte alle Beträge in einer Währung angeben.",
    en: "Column “{column}” says “{value}”, but the row is in {expected}; it is not taken. State \
        all amounts in one currency.",
};

/// The columns that hold amounts of money.
const AMOUNTS: &[&str] = &["unit_price", "amount", "net", "vat", "gross", "debit", "credit"];

impl Row<'_> {
    /// The currency of the row, where anything names one; two of them make the row bad.
    pub fn currency(&mut self) -> Option<Currency> {
        let stated = self.text("currency");
        let known = stated.as_deref().and_then(named);
        if let Some(text) = stated.as_deref().filter(|_| known.is_none()) {
            self.refuse_choice("currency", text, "EUR, USD, CHF, GBP, …");
        }
        self.agreed(known)
    }

    /// Makes the row bad where an amount of it is not in euro.
    pub fn in_euro(&mut self) {
        self.agreed(Some(Currency::EUR));
    }

    /// The one currency that the amounts and their headings name, beginning with what is known.
    fn agreed(&mut self, known: Option<Currency>) -> Option<Currency> {
        let (sheet, mut row) = (self.sheet, known);
        for name in AMOUNTS {
            let Some(cell) = self.text(name) else { continue };
            let heading = self.at(name).and_then(|at| sheet.header.get(at));
            let beside = number::around(&cell);
            let of_cell = named(beside);
            if of_cell.is_none() && !beside.is_empty() {
                // Of what is no number at all that is told already.
                if number::read(&cell, sheet.numbers).is_some() {
                    self.refuse(&NOT_A_NUMBER, name, cell.as_str());
                }
                continue;
            }
            let of_heading = heading.and_then(|heading| header_name(heading).1);
            for currency in of_heading.into_iter().chain(of_cell) {
                match row {
                    Some(other) if other != currency => {
                        let written =
                            if of_cell == Some(currency) { &cell } else { currency.code() };
                        let finding = OTHER_CURRENCY.found().with("expected", other);
                        self.refuse_as(finding, name, written);
                        break;
                    }
                    _ => row = Some(currency),
                }
            }
        }
        row
    }
}

/// The currency that a code, a name or a sign stands for.
fn named(written: &str) -> Option<Currency> {
    match written.trim() {
        "€" => Some(Currency::EUR),
        "$" => Currency::read("USD"),
        "£" => Currency::read("GBP"),
        euro if euro.eq_ignore_ascii_case("euro") => Some(Currency::EUR),
        code => Currency::read(code).filter(|currency| CURRENCIES.has(currency.code())),
    }
}
