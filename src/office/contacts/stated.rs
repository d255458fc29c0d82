//! What a party states of itself, and how well a contact agrees with it: a comparison of two that
//! needs no list of the others.

use crate::domain::text::fold;
use crate::domain::{FirmName, Likeness, Party};
use crate::store::rows::ContactRow;

/// What a party states of itself.
pub(super) struct Stated<'a> {
    /// `None` where only a number is told (a list's contact column).
    pub name: Option<&'a str>,
    /// The name, else the number.
    pub label: &'a str,
    pub identifier: Option<&'a str>,
    pub vat_id: Option<&'a str>,
    pub tax_number: Option<String>,
    pub iban: Option<&'a str>,
}

/// How well a contact agrees with a party: VAT id, key, name, then the other marks that agree.
pub(super) type Agreement = (bool, bool, Option<Likeness>, usize);

impl Stated<'_> {
    pub fn of(party: &Party) -> Stated<'_> {
        let identifier = party.identifier.as_deref();
        Stated {
            name: party.name.as_deref().filter(|name| Some(*name) != identifier),
            label: party.name.as_deref().or(identifier).unwrap_or("?"),
            identifier,
            vat_id: party.vat_id.as_ref().map(|vat| vat.as_str()),
            tax_number: party.tax_number.as_deref().and_then(digits),
            iban: party.iban.as_ref().map(|iban| iban.as_str()),
        }
    }

    /// True when the two cannot be one: other VAT ids, or other tax numbers without a VAT id that
    /// agrees.
    pub fn contradicts(&self, row: &ContactRow) -> bool {
        match (self.vat_id, row.vat_id.as_deref()) {
            (Some(stated), Some(known)) => stated != known,
            _ => self
                .tax_number
                .as_ref()
                .zip(row.tax_number.as_ref())
                .is_some_and(|(stated, known)| stated != known),
        }
    }

    /// How well a contact agrees; `None` when it is somebody else. A mark alone makes no identity
    /// where the names differ.
    pub fn agrees(&self, row: &ContactRow) -> Option<Agreement> {
        let vat = self.vat_id.is_some() && self.vat_id == row.vat_id.as_deref();
        let key = fold(&row.contact);
        let keyed = self.identifier.is_some_and(|stated| fold(stated) == key);
        let iban = self.iban.is_some_and(|stated| row.ibans.iter().any(|known| known == stated));
        let tax = self.tax_number.is_some() && self.tax_number == row.tax_number;
        let named = self.name.and_then(|name| match fold(name) == key {
            true => Some(Likeness::Written),
            false => FirmName::new(name).likeness(&FirmName::new(&row.name)),
        });
        let marks = [keyed, iban, tax].iter().filter(|agrees| **agrees).count();
        let is_it = match self.name {
            _ if vat => true,
            None => keyed || iban || tax,
            // Its namesakes are asked for apart, unless it is called so here.
            Some(name) => named.is_some() && (marks > 0 || fold(name) == key) || tax && marks > 1,
        };
        (is_it && (vat || !self.contradicts(row))).then_some((vat, keyed, named, marks))
    }
}

/// The digits of a tax number, however they are parted.
pub(in crate::office) fn digits(number: &str) -> Option<String> {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    (!digits.is_empty()).then_some(digits)
}
