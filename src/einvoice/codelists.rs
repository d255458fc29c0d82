//! The code lists of EN 16931, release 1.3.16 (EN16931 code lists version 16), one text file a
//! list.
//!
//! A newer release is a change of these files: one code a word, sorted, `#` begins a comment line.

use std::sync::LazyLock;

/// A list of codes.
pub struct CodeList {
    /// What the codes are, for people: German, then English.
    pub title: (&'static str, &'static str),
    codes: LazyLock<Vec<&'static str>>,
    /// Those of sixteen bytes at most as numbers, which compare faster than texts.
    keys: LazyLock<Vec<u128>>,
}

impl CodeList {
    const fn new(
        title: (&'static str, &'static str),
        codes: fn() -> Vec<&'static str>,
        keys: fn() -> Vec<u128>,
    ) -> CodeList {
        CodeList { title, codes: LazyLock::new(codes), keys: LazyLock::new(keys) }
    }

    /// True when the code is on the list; case counts.
    pub fn has(&self, code: &str) -> bool {
        match key(code) {
            Some(key) => self.keys.binary_search(&key).is_ok(),
            None => self.codes.binary_search(&code).is_ok(),
        }
    }

    /// All codes in byte order.
    pub fn codes(&self) -> &[&'static str] {
        &self.codes
    }
}

macro_rules! list {
    ($(#[$doc:meta])* $name:ident, $de:literal, $en:literal, $($file:literal),+) => {
        $(#[$doc])*
        pub static $name: CodeList = CodeList::new(
            ($de, $en),
            || words(&[$(include_str!(concat!("codelists/", $file, ".txt"))),+]),
            || $name.codes().iter().filter_map(|code| key(code)).collect(),
        );
    };
}

/// A code of sixteen bytes at most as a number that sorts as the code does.
fn key(code: &str) -> Option<u128> {
    let mut bytes = [0; 16];
    bytes.get_mut(..code.len())?.copy_from_slice(code.as_bytes());
    Some(u128::from_be_bytes(bytes))
}

fn words(files: &[&'static str]) -> Vec<&'static str> {
    let lines = files.iter().flat_map(|file| file.lines()).filter(|line| !line.starts_with('#'));
    let mut words: Vec<&str> = lines.flat_map(str::split_whitespace).collect();
    words.sort_unstable();
    words
}

list!(/** BT-3 of an invoice. */ INVOICE_TYPES, "Rechnungsarten (UNTDID 1001)", "invoice types \
    (UNTDID 1001)", "invoice-types");
list!(/** BT-3 of a credit note. */ CREDIT_NOTE_TYPES, "Gutschriftsarten (UNTDID 1001)", "credit \
    note types (UNTDID 1001)", "credit-note-types");
list!(/** ISO 4217. */ CURRENCIES, "Währungen (ISO 4217)", "currencies (ISO 4217)", "currencies");
list!(/** Schemes of BT-18 and BT-128. */ REFERENCE_TYPES, "Referenzarten (UNTDID 1153)",
    "reference types (UNTDID 1153)", "reference-types");
list!(/** BT-21 in UBL. */ TEXT_SUBJECTS, "Textarten (UNTDID 4451)", "text subjects (UNTDID 4451)",
    "text-subjects");
list!(/** BT-21 in CII. */ TEXT_SUBJECTS_CII, "Textarten (UNTDID 4451)", "text subjects (UNTDID \
    4451)", "text-subjects", "text-subjects-cii");
list!(/** Schemes of identifiers. */ IDENTIFIER_SCHEMES, "Kennungsschemata (ISO 6523 ICD)",
    "identifier schemes (ISO 6523 ICD)", "identifier-schemes");
list!(/** Schemes of BT-158. */ ITEM_CLASSIFICATIONS, "Artikelklassifikationen (UNTDID 7143)",
    "item classifications (UNTDID 7143)", "item-classifications");
list!(/** Countries. */ COUNTRIES, "Länder (ISO 3166-1)", "countries (ISO 3166-1)", "countries");
list!(/** BT-81. */ PAYMENT_MEANS, "Zahlungsarten (UNTDID 4461)", "payment means (UNTDID 4461)",
    "payment-means");
list!(/** BT-95, BT-102, BT-118, BT-151. */ VAT_CATEGORIES, "Steuerkategorien (UNTDID 5305)", "VAT \
    categories (UNTDID 5305)", "vat-categories");
list!(/** BT-98, BT-140. */ ALLOWANCE_REASONS, "Nachlassgründe (UNTDID 5189)", "allowance reasons \
    (UNTDID 5189)", "allowance-reasons");
list!(/** BT-105, BT-145. */ CHARGE_REASONS, "Zuschlagsgründe (UNTDID 7161)", "charge reasons \
    (UNTDID 7161)", "charge-reasons");
list!(/** BT-121. */ EXEMPTION_REASONS, "Befreiungsgründe (VATEX)", "exemption reasons (VATEX)",
    "exemption-reasons");
list!(/** BT-130, BT-150. */ UNITS, "Maßeinheiten (UN/ECE Rec. 20 und 21)", "units of measure \
    (UN/ECE Rec. 20 and 21)", "units");
list!(/** Schemes of BT-34 and BT-49. */ ADDRESS_SCHEMES, "Schemata elektronischer Adressen (EAS)",
    "electronic address schemes \
    (EAS)", "address-schemes");

list!(/** BT-3 of either; the profiles of Factur-X do not tell them apart. */ DOCUMENT_TYPES,
    "Rechnungs- und Gutschriftsarten (UNTDID 1001)", "types of invoices and credit notes (UNTDID \
        1001)", "invoice-types", "credit-note-types");
list!(/** Languages of Factur-X EXTENDED. */ LANGUAGES, "Sprachen (ISO 639-2)", "languages (ISO \
    639-2)", "languages");
list!(/** Kinds of taxes of Factur-X EXTENDED. */ TAX_TYPES, "Abgabenarten (UNTDID 5153)", "kinds \
    of taxes (UNTDID 5153)", "tax-types");
list!(/** BT-X-7 of Factur-X EXTENDED. */ LINE_STATUSES, "Positionsstatus (UNTDID 1229)", "line \
    statuses (UNTDID 1229)", "line-statuses");

/// The lists by the names that the tables of rules call them.
const NAMED: [(&str, &CodeList); 18] = [
    ("document-types", &DOCUMENT_TYPES),
    ("invoice-types", &INVOICE_TYPES),
    ("currencies", &CURRENCIES),
    ("reference-types", &REFERENCE_TYPES),
    ("text-subjects-all", &TEXT_SUBJECTS_CII),
    ("identifier-schemes", &IDENTIFIER_SCHEMES),
    ("item-classifications", &ITEM_CLASSIFICATIONS),
    ("countries", &COUNTRIES),
    ("payment-means", &PAYMENT_MEANS),
    ("vat-categories", &VAT_CATEGORIES),
    ("allowance-reasons", &ALLOWANCE_REASONS),
    ("charge-reasons", &CHARGE_REASONS),
    ("exemption-reasons", &EXEMPTION_REASONS),
    ("units", &UNITS),
    ("address-schemes", &ADDRESS_SCHEMES),
    ("languages", &LANGUAGES),
    ("line-statuses", &LINE_STATUSES),
    ("tax-types", &TAX_TYPES),
];

/// The list of this name.
pub fn named(name: &str) -> Option<&'static CodeList> {
    NAMED.iter().find(|(known, _)| *known == name).map(|(_, list)| *list)
}

/// MIME types of BT-125 (EN 16931-1, section 6.5.11).
pub static MIME_TYPES: &[&str] = &[
    "application/pdf",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "image/jpeg",
    "image/png",
    "text/csv",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_hold_what_everybody_knows() {
        assert!(CURRENCIES.has("EUR") && !CURRENCIES.has("eur") && !CURRENCIES.has("DEM"));
        assert!(
            INVOICE_TYPES.has("380") && !INVOICE_TYPES.has("381") && CREDIT_NOTE_TYPES.has("381")
        );
        assert!(UNITS.has("C62") && UNITS.has("XPK") && !UNITS.has("Stk"));
        assert!(
            COUNTRIES.has("DE")
                && COUNTRIES.has("XI")
                && !COUNTRIES.has("EL")
                && !COUNTRIES.has("")
        );
        assert!(
            EXEMPTION_REASONS.has("VATEX-EU-AE")
                && EXEMPTION_REASONS.has("VATEX-FR-CGI261C-1")
                && !EXEMPTION_REASONS.has("VATEX-FR-CGI261C-9")
        );
    }

    #[test]
    fn credit_note_types_are_those_that_the_books_know() {
        let credit = |code: &&str| crate::domain::InvoiceNature::of(Some(code)).is_credit();
        assert!(CREDIT_NOTE_TYPES.codes().iter().all(credit));
        assert!(
            !INVOICE_TYPES.codes().iter().filter(|code| !CREDIT_NOTE_TYPES.has(code)).any(credit)
        );
    }

    #[test]
    fn every_code_is_on_its_list() {
        for list in [&EXEMPTION_REASONS, &UNITS, &CURRENCIES, &ADDRESS_SCHEMES] {
            assert!(list.codes().iter().all(|code| list.has(code)), "{}", list.title.1);
        }
    }
}
