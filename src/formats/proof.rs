//! What every bank statement can be asked: does the opening balance and what was booked give the
//! closing balance?

use crate::domain::finding::Weight;
use crate::domain::finding_argument::Argument;
use crate::domain::statement::Status;
use crate::domain::{Finding, FindingKind, Place, Statement};
use rust_decimal::Decimal;

/// The findings that the proof of balances may raise.
pub static FINDINGS: &[&FindingKind] =
    &[&BALANCE_DIFFERS, &MIXED_CURRENCIES, &PAGES_FOLLOW, &PAGES_BEFORE];

/// Opening balance and entries do not give the closing balance.
pub static BALANCE_DIFFERS: FindingKind = FindingKind {
    code: "statement-balance-differs",
    weight: Weight::Warning,
    de: "Anfangssaldo {opening} und Umsätze {entries} ergeben {sum}, der Auszug nennt als Endsaldo \
        {closing}. Bitte prüfen, ob Umsätze fehlen, und den Auszug erneut abrufen.",
    en: "Opening balance {opening} and entries {entries} give {sum}, but the statement says \
        {closing}. Check whether entries are missing and fetch the statement again.",
};
/// A statement whose entries are in several currencies.
pub static MIXED_CURRENCIES: FindingKind = FindingKind {
    code: "statement-mixed-currencies",
    weight: Weight::Warning,
    de: "Salden und Umsätze stehen in verschiedenen Währungen ({currencies}); die Salden lassen \
        sich nicht nachrechnen. Bitte den Auszug von Hand prüfen.",
    en: "Balances and entries are in different currencies ({currencies}); the balances cannot be \
        proved. Check the statement by hand.",
};

pub use crate::domain::statement_chain::{PAGES_BEFORE, PAGES_FOLLOW};

/// Opening balance + booked entries = closing balance, else a finding; nothing when a balance is
/// missing.
pub fn prove_balance(statement: &Statement) -> Option<Finding> {
    let opening = statement.opening.as_ref()?.amount;
    let closing = statement.closing.as_ref()?.amount;
    let booked = || statement.entries.iter().filter(|entry| entry.status == Status::Booked);
    let odd = booked()
        .map(|entry| entry.amount.currency)
        .chain([closing.currency])
        .find(|currency| *currency != opening.currency);
    if let Some(odd) = odd {
        return Some(
            MIXED_CURRENCIES
                .found()
                .with("currencies", format!("{}, {odd}", opening.currency))
                .at(name(statement)),
        );
    }
    let entries =
        booked().try_fold(Decimal::ZERO, |sum, entry| sum.checked_add(entry.amount.amount));
    let sum = entries.and_then(|entries| entries.checked_add(opening.amount));
    match sum {
        Some(sum) if sum == closing.amount => None,
        _ => {
            let told = |amount: Option<Decimal>| {
                amount.map_or(Argument::Text("?".to_owned()), |amount| {
                    Argument::Number(opening.currency.pad(amount))
                })
            };
            let finding = BALANCE_DIFFERS
                .found()
                .with_value("opening", opening.amount)
                .with_value("entries", told(entries));
            Some(
                finding
                    .with_value("sum", told(sum))
                    .with_value("closing", closing)
                    .at(name(statement)),
            )
        }
    }
}

/// The statement's number among those of its file.
fn name(statement: &Statement) -> Place {
    let account = statement
        .account
        .iban
        .as_ref()
        .map(|iban| iban.as_str())
        .or(statement.account.number.as_deref());
    let number = statement.sequence.as_deref().or(statement.id.as_deref());
    let words: Vec<&str> = account.into_iter().chain(number).collect();
    Place::Path(words.join(" · "))
}
