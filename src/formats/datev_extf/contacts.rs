//! Customers and vendors (category 16), as contacts.

use super::super::{Input, Read, Reading};
use super::{Fault, File, all, cell, shortened};
use crate::domain::{Contact, Content, Finding, Iban, Role, VatId};
use csv::StringRecord;

pub(super) const CONTACTS: &str = "16";

const NO_NAME: [&str; 2] = ["Der Name fehlt.", "The name is missing."];

const NOT_PERSONAL: [&str; 2] = [
    "Erwartet wird ein Personenkonto mit fünf Stellen.",
    "A personal account of five digits is expected.",
];

/// The columns of the IBANs.
const IBANS: [usize; 10] = [45, 56, 67, 78, 89, 165, 176, 187, 198, 209];

pub(super) fn contacts(input: &Input) -> Result<Reading, Finding> {
    let file = File::read(input.bytes, CONTACTS)?;
    let length =
        cell(&file.heading, 14).parse().ok().filter(|length| (4..=8).contains(length)).unwrap_or(4);
    let contacts = all(&file, |row, _| contact(row, length))?;
    Ok(Reading { content: Read::Content(Content::Contacts(contacts)), findings: Vec::new() })
}

fn contact(row: &StringRecord, length: usize) -> Result<Contact, Fault> {
    let account = shortened(cell(row, 1), length);
    let account = account.as_str();
    let role = match account.as_bytes() {
        [b'1'..=b'6', rest @ ..] if rest.len() == 4 => Role::Customer,
        [b'7'..=b'9', rest @ ..] if rest.len() == 4 => Role::Vendor,
        _ => return Err(("Konto", account.to_owned(), NOT_PERSONAL)),
    };
    if !account.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(("Konto", account.to_owned(), NOT_PERSONAL));
    }
    let person = [cell(row, 5), cell(row, 4)].join(" ").trim().to_owned();
    let names = [cell(row, 2).to_owned(), person, cell(row, 6).to_owned(), cell(row, 8).to_owned()];
    let name = names
        .into_iter()
        .find(|name| !name.is_empty())
        .ok_or_else(|| ("Name", account.to_owned(), NO_NAME))?;
    let text = |column: usize| Some(cell(row, column).to_owned()).filter(|text| !text.is_empty());
    Ok(Contact {
        contact: account.to_owned(),
        name,
        role,
        vat_id: text(10).and_then(|id| VatId::read(&format!("{}{id}", cell(row, 9)))),
        ibans: IBANS
            .iter()
            .filter_map(|column| Iban::read(cell(row, *column)).filter(Iban::is_valid))
            .collect(),
        email: text(33),
        street: text(16),
        postcode: text(18),
        city: text(19),
        country: text(20).filter(|code| code.len() == 2).map(|code| code.to_uppercase()),
        account: Some(account.to_owned()),
    })
}
