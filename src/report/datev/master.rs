//! Master data: customers and vendors, and the names of the accounts.

use super::row::Cursor;
use super::{Batch, Category, Encoded, number};
use crate::domain::NameWords;
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
    match bearer(&row.name, row.vat_id.is_some()) {
        Bearer::Company => {
            at.text(2, &row.name, 50);
            at.text(7, "2", 1);
        }
        Bearer::Person { given, family } => {
            at.text(4, family, 30);
            at.text(5, given, 30);
            at.text(7, "1", 1);
        }
        Bearer::Unsaid => {
            at.text(6, &row.name, 50);
            at.text(7, "0", 1);
        }
    }
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

/// Who bears a name (Adressatentyp).
#[derive(Debug, PartialEq, Eq)]
enum Bearer<'a> {
    /// A legal form, a trade or a VAT id says so.
    Company,
    /// A natural person, by a given name before or behind a comma.
    Person { given: &'a str, family: &'a str },
    /// Nothing says which.
    Unsaid,
}

fn bearer(name: &str, has_vat_id: bool) -> Bearer<'_> {
    let words = NameWords::new(name);
    if words.form().is_stated() || words.has_trade() {
        return Bearer::Company;
    }
    match person(name) {
        Some((given, family)) => Bearer::Person { given, family },
        None if has_vat_id => Bearer::Company,
        None => Bearer::Unsaid,
    }
}

/// The given and the family name of `Erika Muster`, `Frau Erika Muster` and `Muster, Erika`.
fn person(name: &str) -> Option<(&str, &str)> {
    let name = name.trim();
    let spoken_to = ["Herr ", "Herrn ", "Frau "];
    let name = spoken_to.iter().find_map(|word| name.strip_prefix(word)).unwrap_or(name).trim();
    let (given, family) = match name.split_once(',') {
        Some((family, given)) => (given.trim(), family.trim()),
        None => name.rsplit_once(' ').map(|(given, family)| (given.trim(), family))?,
    };
    let is_one = |word: &str| !word.is_empty() && !word.contains([' ', ',', '.', '&', '/']);
    let is_given = NameWords::new(given).is_person() && !NameWords::new(family).is_person();
    (is_one(given) && is_one(family) && is_given).then_some((given, family))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_natural_person_is_told_from_a_company_and_both_from_what_is_not_known() {
        let of = |name: &str, has_vat_id: bool| match bearer(name, has_vat_id) {
            Bearer::Company => "2".to_owned(),
            Bearer::Person { given, family } => format!("1 {given}|{family}"),
            Bearer::Unsaid => "0".to_owned(),
        };
        for (name, told) in [
            ("Erika Muster", "1 Erika|Muster"),
            ("Muster, Erika", "1 Erika|Muster"),
            ("Herr Thomas Krüger", "1 Thomas|Krüger"),
            ("Holz Bauer GmbH", "2"),
            ("Erika Muster e.K.", "2"),
            ("Malerbetrieb Thomas Krüger", "2"),
            ("Thomas & Erika Muster", "0"),
            ("Muster Erika", "0"),
            ("Stadt Aalen", "0"),
            ("K1", "0"),
        ] {
            assert_eq!(of(name, false), told, "{name}");
        }
        assert_eq!(of("Nordlicht", true), "2");
    }
}
