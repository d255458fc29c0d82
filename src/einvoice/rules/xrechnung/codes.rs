//! The codes that XRechnung's rules name beside the lists of EN 16931.

use crate::einvoice::codelists::{
    ADDRESS_SCHEMES, CodeList, IDENTIFIER_SCHEMES, ITEM_CLASSIFICATIONS,
};
use crate::einvoice::term::normalize;

/// Identifiers of digital health applications (DiGA), which the extension adds to the lists of
/// schemes.
const DIGA: &[&str] = &["XR01", "XR02", "XR03"];

/// True of a scheme of ISO 6523 or the extension.
pub fn is_identifier_scheme(code: &str) -> bool {
    is_on(&IDENTIFIER_SCHEMES, DIGA, code)
}

/// True of a scheme of electronic addresses or the extension.
pub fn is_address_scheme(code: &str) -> bool {
    is_on(&ADDRESS_SCHEMES, DIGA, code)
}

/// True of a scheme of item classifications or `CVD`.
pub fn is_classification_scheme(code: &str) -> bool {
    is_on(&ITEM_CLASSIFICATIONS, &["CVD"], code)
}

/// As in the official rules blanks around a code do not count, and an empty code passes.
fn is_on(list: &CodeList, added: &[&str], code: &str) -> bool {
    let code = normalize(code);
    code.is_empty() || added.contains(&code.as_ref()) || list.has(&code)
}

/// True of a type of attachment that the extension allows (BT-125).
pub fn is_attachment_type(mime: &str) -> bool {
    const ALLOWED: &[&str] = &[
        "application/pdf",
        "image/png",
        "image/jpeg",
        "text/csv",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.oasis.opendocument.spreadsheet",
        "application/xml",
    ];
    ALLOWED.contains(&mime)
}

/// VAT categories that make a tax number necessary.
pub const TAXED: &[&str] = &["S", "Z", "E", "AE", "K", "G", "L", "M"];

/// Types of invoices that XRechnung knows (UNTDID 1001).
pub const INVOICE_TYPES: &[&str] = &["326", "380", "384", "389", "381", "875", "876", "877"];

/// Categories of vehicles under the clean vehicles directive, and how clean one may be called.
pub const VEHICLES: &[&str] = &["M1", "M2", "M3", "N1", "N2", "N3"];
pub const CLEANNESS: &[&str] = &["clean", "zero-emission", "other"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_hold_what_they_should() {
        assert!(
            is_identifier_scheme("0204")
                && is_identifier_scheme("XR03")
                && is_identifier_scheme(" 0088 ")
                && is_identifier_scheme("")
        );
        assert!(
            !is_identifier_scheme("0092")
                && !is_identifier_scheme("0249")
                && !is_identifier_scheme("0088 0204")
                && !is_identifier_scheme("88")
        );
        assert!(
            is_address_scheme("EM")
                && is_address_scheme("9930")
                && !is_address_scheme("9958")
                && !is_address_scheme("0003")
        );
        assert!(
            is_classification_scheme("CVD")
                && is_classification_scheme("ZZZ")
                && !is_classification_scheme("ZZ")
        );
    }
}
