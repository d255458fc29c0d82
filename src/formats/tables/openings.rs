//! `opening-balances.csv`: what the accounts stand at on the day the books are taken over.

use super::reading;
use super::sheet::{Row, Sheet};
use crate::domain::finding::Weight;
use crate::domain::{Content, Finding, FindingKind, OpeningBalance};
use crate::formats::{Input, Reading};
use std::collections::HashMap;

/// A balance stands on one side.
pub static BOTH_SIDES: FindingKind = FindingKind {
    code: "table-both-sides",
    weight: Weight::Warning,
    de: "In „{column}“ steht {value}, im Soll aber auch ein Betrag: Ein Saldo steht auf einer \
        Seite. Die Zeile wird nicht übernommen; bitte den Saldo statt der Umsätze eintragen.",
    en: "“{column}” says {value}, and there is an amount in debit too: a balance stands on one \
        side. The row is not taken; write the balance, not the turnover.",
};

/// What is no number of an account.
pub static NOT_AN_ACCOUNT: FindingKind = FindingKind {
    code: "table-not-an-account",
    weight: Weight::Warning,
    de: "Die Spalte „{column}“ ist keine Kontonummer: „{value}“; die Zeile wird nicht übernommen. \
        Ein Konto hat vier bis neun Ziffern.",
    en: "Column “{column}” is no account number: “{value}”; the row is not taken. An account has \
        four to nine digits.",
};

/// One account with two balances.
pub static ACCOUNT_TWICE: FindingKind = FindingKind {
    code: "table-account-twice",
    weight: Weight::Warning,
    de: "Das Konto {account} steht mehrmals mit verschiedenen Salden in der Liste; gebucht ist nur \
        der letzte. Bitte zusammenzählen oder streichen, was falsch ist, und die Liste berichtigt \
        ablegen; „kontor resolve {this} accept“ beendet die Frage.",
    en: "Account {account} stands in the list more than once, with different balances; only the \
        last is booked. Add them up, or strike what is wrong, and drop the list corrected; \
        \"kontor resolve {this} accept\" ends the question.",
};

/// Reads the table; of several rows for an account the last counts.
pub(super) fn read(input: &Input) -> Result<Reading, Finding> {
    let mut sheet = Sheet::read(input.bytes)?;
    let rows = sheet.good(balance)?;
    let mut balances: Vec<OpeningBalance> = Vec::with_capacity(rows.len());
    let mut known: HashMap<String, usize> = HashMap::new();
    let mut twice = None;
    for row in rows {
        let at = *known.entry(row.account.clone()).or_insert(balances.len());
        match balances.get_mut(at) {
            Some(before) => {
                if before.balance != row.balance {
                    twice.get_or_insert(ACCOUNT_TWICE.found().with("account", &row.account));
                }
                *before = row;
            }
            None => balances.push(row),
        }
    }
    let mut read = reading(Content::OpeningBalances(balances), sheet);
    read.findings.extend(twice);
    Ok(read)
}

fn balance(row: &mut Row) -> Option<OpeningBalance> {
    let account = account(row, "account");
    let (debit, credit) =
        (row.number("debit").unwrap_or_default(), row.number("credit").unwrap_or_default());
    if !debit.is_zero() && !credit.is_zero() {
        row.refuse(&BOTH_SIDES, "credit", credit);
    }
    row.in_euro();
    let date = row.needed("date").and_then(|_| row.date("date"));
    Some(OpeningBalance { account: account?, balance: debit.checked_sub(credit)?, date: date? })
}

/// A cell with the number of an account, personal ones too.
pub(super) fn account(row: &mut Row, name: &str) -> Option<String> {
    let account = row.needed(name)?;
    let formed =
        (4..=9).contains(&account.len()) && account.bytes().all(|byte| byte.is_ascii_digit());
    if !formed {
        row.refuse(&NOT_AN_ACCOUNT, name, account.as_str());
    }
    formed.then_some(account)
}
