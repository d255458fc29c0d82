//! The columns of the tables that a user drops: ONE list, English and German, from which reading
//! and the README's table are made.

mod entries;
mod goods;

use crate::formats::csv_shape::header_name;
use std::collections::HashMap;
use std::sync::LazyLock;

pub use entries::{ENTRIES, ENTRY_LINES};
pub use goods::{DELIVERIES, STOCK, UNITS};

/// A column by its names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// As the contract spells it.
    pub name: &'static str,
    /// German names that are equal to it; the first is the one to show.
    pub german: &'static [&'static str],
    /// True when a row without it says nothing.
    pub needed: bool,
    /// What stands there: German, English.
    pub meaning: (&'static str, &'static str),
}

/// One of the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Table {
    /// The file's usual name; the columns decide, not the name.
    pub file: &'static str,
    /// Its columns, the key's first.
    pub columns: &'static [Column],
}

/// All tables, in the order in which a header is tried: the one whose needed columns are rarer
/// first.
pub static TABLES: [&Table; 10] = [
    &STOCK,
    &UNITS,
    &ENTRIES,
    &ENTRY_LINES,
    &INVOICES,
    &DELIVERIES,
    &ORDERS,
    &OPEN_ITEMS,
    &CONTACTS,
    &OPENING_BALANCES,
];

const fn needed(
    name: &'static str,
    german: &'static [&'static str],
    meaning: (&'static str, &'static str),
) -> Column {
    Column { name, german, needed: true, meaning }
}

const fn column(
    name: &'static str,
    german: &'static [&'static str],
    meaning: (&'static str, &'static str),
) -> Column {
    Column { name, german, needed: false, meaning }
}

/// `contacts.csv`: customers and vendors; the key is `contact`.
pub static CONTACTS: Table = Table {
    file: "contacts.csv",
    columns: &[
        needed(
            "contact",
            &["kontakt", "kontaktnummer", "geschaeftspartner"],
            ("Schlüssel, z. B. die Kundennummer", "key, e.g. the customer number"),
        ),
        needed(
            "name",
            &["name", "firma", "firmenname"],
            ("Name oder Firma", "name of the person or company"),
        ),
        column("role", &["rolle"], ("Kunde, Lieferant oder beides", "customer, vendor or both")),
        column(
            "vat_id",
            &["ust_id", "ustidnr", "umsatzsteuer_id"],
            ("Umsatzsteuer-Identifikationsnummer", "VAT identification number"),
        ),
        column(
            "iban",
            &["iban", "bankverbindung"],
            ("IBAN; mehrere durch ein Leerzeichen getrennt", "IBAN; several parted by a blank"),
        ),
        column("email", &["email", "mail"], ("E-Mail-Adresse", "e-mail address")),
        column("street", &["strasse"], ("Straße und Hausnummer", "street and number")),
        column("postcode", &["plz", "postleitzahl"], ("Postleitzahl", "postcode")),
        column("city", &["ort", "stadt"], ("Ort", "city")),
        column(
            "country",
            &["land"],
            ("Land, als Kürzel oder Name, z. B. DE", "country, by code or name, e.g. DE"),
        ),
        column(
            "account",
            &["konto", "sachkonto"],
            (
                "Sachkonto für Rechnungen dieses Kontakts",
                "ledger account for this contact's invoices",
            ),
        ),
    ],
};

/// `orders.csv`: a row a line; the key is `order` and `side`, of a line `line` too.
pub static ORDERS: Table = Table {
    file: "orders.csv",
    columns: &[
        needed(
            "order",
            &["bestellung", "auftrag", "bestellnummer", "auftragsnummer"],
            ("Nummer der Bestellung", "number of the order"),
        ),
        needed("side", &["seite"], ("Einkauf oder Verkauf", "purchase or sales")),
        column(
            "date",
            &["datum", "bestelldatum", "auftragsdatum"],
            ("Datum der Bestellung", "date of the order"),
        ),
        column(
            "contact",
            &["kontakt", "lieferant", "kunde"],
            ("Schlüssel oder Name des Kontakts", "key or name of the contact"),
        ),
        column(
            "line",
            &["position", "pos", "zeile"],
            ("Nummer der Position", "number of the line"),
        ),
        column("article", &["artikel", "artikelnummer"], ("Artikelnummer", "article number")),
        column("gtin", &["gtin", "ean"], ("GTIN/EAN", "GTIN/EAN")),
        column("description", &["bezeichnung", "beschreibung"], ("Bezeichnung", "description")),
        needed("quantity", &["menge"], ("Menge", "quantity")),
        column("unit", &["einheit"], ("Einheit", "unit")),
        column(
            "unit_price",
            &["einzelpreis", "stueckpreis", "preis"],
            ("Einzelpreis netto", "price of one unit, net"),
        ),
        PRICE_PER,
        column(
            "vat_rate",
            &["ust_satz", "mwst_satz", "steuersatz", "ust", "mwst"],
            ("Umsatzsteuersatz in Prozent", "VAT rate in percent"),
        ),
        column(
            "delivery_date",
            &["liefertermin", "lieferdatum"],
            ("zugesagter Liefertermin", "promised day of delivery"),
        ),
    ],
};

/// Lists state the price of a hundred or a thousand.
const PRICE_PER: Column = column(
    "price_per",
    &["preiseinheit", "pe", "preis_je", "preis_pro"],
    (
        "auf wie viele Einheiten sich der Preis bezieht; ohne Angabe 1",
        "how many units the price is for; 1 when empty",
    ),
);

/// `open-items.csv`: what is not settled yet; the key is `document`, `side` and `contact`.
pub static OPEN_ITEMS: Table = Table {
    file: "open-items.csv",
    columns: &[
        needed(
            "document",
            &["beleg", "belegnummer", "rechnung", "rechnungsnummer"],
            ("Nummer der Rechnung oder Gutschrift", "number of the invoice or credit note"),
        ),
        needed("side", &["seite"], ("Forderung oder Verbindlichkeit", "receivable or payable")),
        needed(
            "contact",
            &["kontakt", "kunde", "lieferant"],
            ("Schlüssel oder Name des Kontakts", "key or name of the contact"),
        ),
        column(
            "date",
            &["datum", "belegdatum", "rechnungsdatum"],
            ("Belegdatum", "date of the document"),
        ),
        column("due", &["faellig", "faellig_am", "faelligkeit"], ("Fälligkeit", "due date")),
        needed(
            "amount",
            &["betrag"],
            ("Betrag brutto; eine Gutschrift negativ", "gross amount; negative for a credit note"),
        ),
        column("currency", &["waehrung"], ("Währung; ohne Angabe EUR", "currency; EUR when empty")),
        column(
            "discount_percent",
            &["skonto_prozent", "skonto"],
            ("Skonto in Prozent", "cash discount in percent"),
        ),
        column(
            "discount_until",
            &["skonto_bis", "skontofrist"],
            ("letzter Tag für das Skonto", "last day for the discount"),
        ),
        column(
            "vat_rate",
            &["ust_satz", "mwst_satz", "steuersatz", "ust", "mwst"],
            (
                "Umsatzsteuersatz in Prozent; ohne ihn wird Skonto nur vorgeschlagen",
                "VAT rate in percent; without it a discount is only proposed",
            ),
        ),
        column(
            "order",
            &["bestellung", "auftrag", "bestellnummer", "auftragsnummer"],
            ("Bestellung dazu", "the order it belongs to"),
        ),
    ],
};

/// `opening-balances.csv`: what the accounts stand at when the books are taken over; the key is
/// `account`.
pub static OPENING_BALANCES: Table = Table {
    file: "opening-balances.csv",
    columns: &[
        needed(
            "account",
            &["konto", "kontonummer", "sachkonto"],
            ("Nummer des Sachkontos", "number of the general ledger account"),
        ),
        column(
            "name",
            &["bezeichnung", "kontobezeichnung", "beschriftung"],
            ("Name des Kontos; nur zum Lesen", "name of the account; only to be read"),
        ),
        needed(
            "debit",
            &["soll", "saldo_soll", "eb_wert_soll"],
            ("Anfangssaldo im Soll", "opening balance in debit"),
        ),
        needed(
            "credit",
            &["haben", "saldo_haben", "eb_wert_haben"],
            ("Anfangssaldo im Haben", "opening balance in credit"),
        ),
        needed(
            "date",
            &["datum", "stichtag"],
            (
                "Tag der Übernahme; der Saldo gilt ab seinem Beginn",
                "day the books are taken over; the balance holds from its beginning",
            ),
        ),
    ],
};

/// `invoices.csv`: a row an invoice, or a row a line or VAT rate; the key is `invoice` and
/// `seller`.
pub static INVOICES: Table = Table {
    file: "invoices.csv",
    columns: &[
        needed(
            "invoice",
            &["rechnung", "rechnungsnummer"],
            ("Nummer der Rechnung oder Gutschrift", "number of the invoice or credit note"),
        ),
        column("date", &["datum", "rechnungsdatum"], ("Rechnungsdatum", "date of the invoice")),
        column("due", &["faellig", "faellig_am", "faelligkeit"], ("Fälligkeit", "due date")),
        column("seller", &["verkaeufer", "lieferant"], ("Verkäufer", "seller")),
        column(
            "seller_vat_id",
            &["ust_id_verkaeufer", "ust_id_lieferant"],
            ("Umsatzsteuer-ID des Verkäufers", "seller's VAT id"),
        ),
        column("iban", &["iban"], ("IBAN des Verkäufers", "seller's IBAN")),
        column("buyer", &["kaeufer", "kunde"], ("Käufer", "buyer")),
        column(
            "buyer_vat_id",
            &["ust_id_kaeufer", "ust_id_kunde"],
            ("Umsatzsteuer-ID des Käufers", "buyer's VAT id"),
        ),
        column(
            "line",
            &["position", "pos", "zeile"],
            ("Nummer der Position", "number of the line"),
        ),
        column("article", &["artikel", "artikelnummer"], ("Artikelnummer", "article number")),
        column("description", &["bezeichnung", "beschreibung"], ("Bezeichnung", "description")),
        column("quantity", &["menge"], ("Menge", "quantity")),
        column("unit", &["einheit"], ("Einheit", "unit")),
        column(
            "unit_price",
            &["einzelpreis", "stueckpreis", "preis"],
            ("Einzelpreis netto", "price of one unit, net"),
        ),
        PRICE_PER,
        column("net", &["netto"], ("Nettobetrag der Zeile", "net amount of the row")),
        column(
            "vat_rate",
            &["ust_satz", "mwst_satz", "steuersatz"],
            ("Umsatzsteuersatz in Prozent", "VAT rate in percent"),
        ),
        column(
            "vat",
            &["ust", "mwst", "umsatzsteuer", "steuer"],
            ("Umsatzsteuer der Zeile", "VAT amount of the row"),
        ),
        needed(
            "gross",
            &["brutto"],
            (
                "Bruttobetrag der Zeile; eine Gutschrift negativ",
                "gross amount of the row; negative for a credit note",
            ),
        ),
        column("currency", &["waehrung"], ("Währung; ohne Angabe EUR", "currency; EUR when empty")),
        column(
            "order",
            &["bestellung", "auftrag", "bestellnummer", "auftragsnummer"],
            ("Bestellung dazu", "the order it belongs to"),
        ),
        column(
            "delivery_note",
            &["lieferschein", "lieferscheinnummer"],
            ("Lieferschein dazu", "the delivery note it belongs to"),
        ),
    ],
};

/// For each table, in the order of [`TABLES`], its columns by folded name.
static BY_NAME: LazyLock<Vec<HashMap<String, usize>>> =
    LazyLock::new(|| TABLES.iter().map(|table| table.by_name()).collect());

impl Column {
    /// German and English name, for a sentence.
    pub fn both_names(&self) -> [&'static str; 2] {
        [self.german.first().copied().unwrap_or(self.name), self.name]
    }
}

impl Table {
    fn by_name(&self) -> HashMap<String, usize> {
        let names = |(at, column): (usize, &'static Column)| {
            std::iter::once(&column.name)
                .chain(column.german)
                .map(move |name| (header_name(name).0, at))
                .collect::<Vec<_>>()
        };
        self.columns.iter().enumerate().flat_map(names).collect()
    }

    /// The column that a folded name stands for.
    pub fn column(&self, folded: &str) -> Option<usize> {
        let table = TABLES.iter().position(|table| std::ptr::eq(*table, self))?;
        let names = BY_NAME.get(table)?;
        names.get(folded).or_else(|| names.get(&spelled_out(folded))).copied()
    }
}

/// A heading without its abbreviations: `Bestell-Nr.` is `Bestellnummer`, `Art.-Nr.` is
/// `Artikelnummer`, `ME` is the unit.
fn spelled_out(folded: &str) -> String {
    let bare: String = folded.chars().filter(|c| !matches!(c, '.' | '-' | '_' | '/')).collect();
    match bare.as_str() {
        "artnr" => return "artikelnummer".to_owned(),
        "me" | "einh" | "mengeneinheit" => return "einheit".to_owned(),
        "bestpos" | "bestellpos" => return "bestellposition".to_owned(),
        "kreditor" | "debitor" => return "kontakt".to_owned(),
        _ => {}
    }
    match bare.strip_suffix("nr") {
        Some(whole) => format!("{whole}nummer"),
        None => bare,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn abbreviated_headings_are_the_same_columns() {
        let name = |table: &Table, raw: &str| {
            table
                .column(&header_name(raw).0)
                .and_then(|at| table.columns.get(at))
                .map(|column| column.name)
        };
        let told = [
            ("Lieferscheinnr.", "delivery_note"),
            ("Bestell-Nr.", "order"),
            ("Pos.", "line"),
            ("Art.-Nr.", "article"),
        ];
        for (raw, expected) in told.into_iter().chain([
            ("ME", "unit"),
            ("Best.-Pos.", "order_line"),
            ("Kreditor", "contact"),
        ]) {
            assert_eq!(name(&DELIVERIES, raw), Some(expected), "{raw}");
        }
        assert_eq!(name(&DELIVERIES, "Preis"), None);
    }
}
