//! `contacts.csv`: customers and vendors.

use super::super::{Input, Reading};
use super::reading;
use super::sheet::{Row, Sheet};
use crate::domain::finding::Weight;
use crate::domain::{Contact, Content, Finding, FindingKind, Iban, Role, VatId, country};
use std::collections::HashMap;

/// An IBAN whose check digits do not hold.
pub static IBAN_WRONG: FindingKind = FindingKind {
    code: "table-iban-wrong",
    weight: Weight::Warning,
    de: "Die IBAN „{value}“ hat falsche Prüfziffern und wird weggelassen. Bitte auf der Rechnung \
        des Kontakts nachsehen.",
    en: "The check digits of IBAN “{value}” are wrong; it is left out. Look it up on the contact's \
        invoice.",
};

/// A VAT identification number that cannot be right.
pub static VAT_ID_WRONG: FindingKind = FindingKind {
    code: "table-vat-id-wrong",
    weight: Weight::Warning,
    de: "Die Umsatzsteuer-ID „{value}“ kann nicht stimmen (Länderkürzel oder Prüfziffer); der \
        Kontakt ist mit ihr übernommen. Bitte auf seiner Rechnung nachsehen und die berichtigte \
        Liste noch einmal ablegen.",
    en: "The VAT id “{value}” cannot be right (country prefix or check digit); the contact is \
        taken with it. Look it up on the contact's invoice and drop the mended list again.",
};

/// A state that is none by any name or code known.
pub static COUNTRY_UNKNOWN: FindingKind = FindingKind {
    code: "table-country-unknown",
    weight: Weight::Warning,
    de: "„{value}“ ist kein bekanntes Land; der Kontakt ist ohne Land übernommen. Bitte das Kürzel \
        nach ISO 3166 (DE, CH, NL …) oder den Namen eintragen und die Liste noch einmal ablegen.",
    en: "“{value}” is no country that is known; the contact is taken without one. Enter the code \
        of ISO 3166 (DE, CH, NL …) or the name and drop the list again.",
};

const ROLES: [(&str, Role); 9] = [
    ("customer", Role::Customer),
    ("vendor", Role::Vendor),
    ("both", Role::Both),
    ("kunde", Role::Customer),
    ("lieferant", Role::Vendor),
    ("beides", Role::Both),
    ("beide", Role::Both),
    ("debitor", Role::Customer),
    ("kreditor", Role::Vendor),
];

/// Reads `contacts.csv`: the last row of a key holds.
pub(super) fn read(input: &Input) -> Result<Reading, Finding> {
    let mut sheet = Sheet::read(input.bytes)?;
    let rows = sheet.good(contact)?;
    let mut contacts: Vec<Contact> = Vec::with_capacity(rows.len());
    let mut known: HashMap<String, usize> = HashMap::new();
    for contact in rows {
        let at = *known.entry(contact.contact.clone()).or_insert(contacts.len());
        match contacts.get_mut(at) {
            Some(before) => *before = contact,
            None => contacts.push(contact),
        }
    }
    Ok(reading(Content::Contacts(contacts), sheet))
}

fn contact(row: &mut Row) -> Option<Contact> {
    let (contact, name) = (row.needed("contact"), row.needed("name"));
    let role = row.choice("role", &ROLES).unwrap_or(Role::Both);
    Some(Contact {
        contact: contact?,
        name: name?,
        role,
        vat_id: vat_id(row),
        ibans: ibans(row),
        email: row.text("email"),
        street: row.text("street"),
        postcode: row.text("postcode"),
        city: row.text("city"),
        country: country_of(row),
        account: row.text("account"),
    })
}

/// What is not known is told and left out: a seller of no known state is asked about, one of
/// another is abroad.
fn country_of(row: &mut Row) -> Option<String> {
    let text = row.text("country").filter(|text| text.chars().any(char::is_alphanumeric))?;
    let code = country::code(&text);
    if code.is_none() {
        row.note(&COUNTRY_UNKNOWN, "country", &text);
    }
    code.map(str::to_owned)
}

/// A dash or a word says that there is none. Else it is taken as it is stated: the documents of
/// this contact may bear the same slip of the pen. What cannot be right is asked about.
fn vat_id(row: &mut Row) -> Option<VatId> {
    let text = row.text("vat_id").filter(|text| text.chars().any(|c| c.is_ascii_digit()))?;
    let stated = VatId::read(&text);
    if !stated.as_ref().is_some_and(VatId::holds) {
        row.note(&VAT_ID_WRONG, "vat_id", &text);
    }
    stated
}

/// Several IBANs parted by blanks, each perhaps written with blanks of its own: words are joined
/// until the check digits hold.
fn ibans(row: &mut Row) -> Vec<Iban> {
    let text = row.text("iban").unwrap_or_default();
    let mut ibans = Vec::new();
    let mut open = String::new();
    for word in text.split([' ', ',', ';', '|', '\u{a0}']).filter(|word| !word.is_empty()).take(200)
    {
        if begins_iban(word) && !open.is_empty() {
            row.note(&IBAN_WRONG, "iban", &open);
            open.clear();
        }
        open.push_str(word);
        if let Some(iban) = Iban::read(&open).filter(Iban::is_valid) {
            ibans.push(iban);
            open.clear();
        }
    }
    if !open.is_empty() {
        row.note(&IBAN_WRONG, "iban", &open);
    }
    ibans
}

fn begins_iban(word: &str) -> bool {
    let bytes = word.as_bytes();
    bytes.len() >= 4
        && bytes.iter().take(2).all(u8::is_ascii_alphabetic)
        && bytes.iter().skip(2).take(2).all(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::Layouts;

    #[test]
    fn a_state_is_read_by_its_name_and_what_is_none_is_told_and_left_out() {
        let text = "contact;name;role;country\nL1;Stahl AG;vendor;Österreich\nL2;Kern \
            KG;vendor;D\nL3;Roth;vendor;-\nL4;Adler;both;Bayern\n";
        let read = read(&Input {
            bytes: text.as_bytes(),
            name: "contacts.csv",
            layouts: &Layouts::default(),
        })
        .unwrap();
        let told: Vec<&str> = read.findings.iter().map(Finding::code).collect();
        assert_eq!(told, ["table-country-unknown"]);
        let super::super::super::Read::Content(Content::Contacts(contacts)) = read.content else {
            panic!("contacts")
        };
        let states: Vec<Option<&str>> =
            contacts.iter().map(|contact| contact.country.as_deref()).collect();
        assert_eq!(states, [Some("AT"), Some("DE"), None, None]);
    }

    #[test]
    fn a_vat_id_that_cannot_be_right_is_told_and_the_contact_is_kept() {
        let text = "contact;name;role;vat_id\nL1;Stahl AG;vendor;DE136695977\nL2;Kern \
            KG;vendor;DE136695976\nL3;Roth;vendor;-\nL4;Adler;both;ATU12345678\n";
        let read = read(&Input {
            bytes: text.as_bytes(),
            name: "contacts.csv",
            layouts: &Layouts::default(),
        })
        .unwrap();
        let told: Vec<&str> = read.findings.iter().map(Finding::code).collect();
        assert_eq!(told, ["table-vat-id-wrong", "table-vat-id-wrong"]);
        let super::super::super::Read::Content(Content::Contacts(contacts)) = read.content else {
            panic!("contacts")
        };
        let ids: Vec<Option<&str>> =
            contacts.iter().map(|contact| contact.vat_id.as_ref().map(VatId::as_str)).collect();
        assert_eq!(ids, [Some("DE136695977"), Some("DE136695976"), None, Some("ATU12345678")]);
    }
}
