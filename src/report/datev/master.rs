//! Master data: customers and vendors, and the names of the accounts.

use super::row::Cursor;
use super::{Batch, Category, Encoded, number};
use crate::ledger::Chart;
use crate::store::rows::ContactRow;
use serde_json::Value;

const COLUMNS: &str = include_str!("contacts.columns");

/// The columns of the IBANs; beside each stands its country.
const IBANS: &[usize] = &[45, 56, 67, 78, 89];

/// The customers and vendors: a row for each personal account.
pub fn contacts<'a>(batch: &Batch, rows: impl IntoIterator<Item = &'a ContactRow>) -> Encoded {
    let mut file = Encoded::default();
    file.heading(Category::Contacts, batch);
    file.titles(COLUMNS);
    for row in rows {
        for account in [&row.customer_account, &row.vendor_account].into_iter().flatten() {
            contact(&mut file, row, &number(account, batch.account_length));
        }
    }
    file
}

fn contact(file: &mut Encoded, row: &ContactRow, account: &str) {
    let mut at = Cursor { file, column: 1 };
    at.bare(1, account);
    at.text(2, &row.name, 50);
    at.text(7, "2", 1);
    at.text(8, &row.name, 15);
    if let Some((country, id)) = row.vat_id.as_deref().and_then(|id| id.split_at_checked(2)) {
        at.text(9, country, 2);
        at.text(10, id, 13);
    }
    address(&mut at, &row.address);
    if let Some(email) = &row.email {
        at.text(33, email, 60);
    }
    for (iban, column) in row.ibans.iter().zip(IBANS) {
        at.text(column - 1, iban.get(..2).unwrap_or_default(), 2);
        at.text(*column, iban, 34);
    }
    if let Some(number) = &row.tax_number {
        at.text(100, number, 20);
    }
    at.to(COLUMNS.lines().count());
    file.end();
}

/// Where the mail of a contact goes: street, postcode, city, country.
fn address(at: &mut Cursor<'_>, stated: &str) {
    let stated: Value = serde_json::from_str(stated).unwrap_or_default();
    let part = |name: &str| stated.get(name).and_then(Value::as_str).unwrap_or_default();
    at.text(15, if part("street").is_empty() { "" } else { "STR" }, 3);
    at.text(16, part("street"), 36);
    at.text(18, part("postcode"), 10);
    at.text(19, part("city"), 30);
    at.text(20, part("country"), 2);
}

/// The names of the accounts that the chart knows.
pub fn account_names<'a>(
    batch: &Batch,
    chart: Chart,
    accounts: impl IntoIterator<Item = &'a str>,
) -> Encoded {
    let mut file = Encoded::default();
    file.heading(Category::AccountNames, batch);
    file.titles("Konto\nKontenbeschriftung\nSprach-ID\nKontenbeschriftung lang");
    for account in accounts {
        let Some(name) = chart.name(account) else { continue };
        file.bare(&number(account, batch.account_length));
        file.separator();
        file.text(name, 40);
        file.bare(";\"de-DE\";");
        file.text(name, 300);
        file.end();
    }
    file
}
