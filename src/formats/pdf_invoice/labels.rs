//! The words that head an invoice or another document, and those that stand before what it states.

/// Beginnings of the line that says what the document is, folded.
pub(super) const TITLES: &[&str] =
    &["rechnung", "rechnungsnummer", "rechnungsnr", "invoice", "tax invoice"];

/// Beginnings of the line that says that it is a credit note or takes an invoice back, folded.
pub(super) const CREDITS: &[&str] = &[
    "gutschrift",
    "rechnungskorrektur",
    "korrekturrechnung",
    "stornorechnung",
    "storno",
    "credit note",
    "credit memo",
];

/// Beginnings of the line that says that it is another document.
pub(super) const OTHERS: &[&str] = &[
    "proforma",
    "pro forma",
    "angebot",
    "quotation",
    "auftragsbestaetigung",
    "order confirmation",
    "lieferschein",
    "delivery note",
    "mahnung",
    "zahlungserinnerung",
    "reminder",
    "bestellung",
    "purchase order",
    "kontoauszug",
];

/// Words anywhere that make the sums mean something else, folded: what is paid already, what is
/// asked for in parts.
pub(super) const ENTANGLED: &[&str] = &[
    "abschlagsrechnung",
    "abschlagszahlung",
    "akonto",
    "teilzahlung",
    "anzahlung",
    "teilrechnung",
    "schlussrechnung",
    "vorauszahlung",
    "bereits gezahlt",
    "bereits bezahlt",
    "restbetrag",
    "reverse charge",
    "steuerschuldnerschaft",
    "differenzbesteuerung",
    "deposit",
    "already paid",
    "gutschrift",
    "storno",
];

pub(super) const NUMBER: &[&str] = &[
    "rechnungsnummer",
    "rechnungsnr",
    "rechnungno",
    "invoicenumber",
    "invoiceno",
    "invoicenr",
    "rgnr",
    "renr",
    "belegnummer",
    "belegnr",
    "rechnung",
    "invoice",
];

/// Labels of a credit note's own number.
pub(super) const CREDIT_NUMBER: &[&str] = &[
    "gutschriftsnummer",
    "gutschriftsnr",
    "gutschriftnummer",
    "gutschriftnr",
    "stornorechnungsnummer",
    "stornorechnungsnr",
    "stornonummer",
    "stornonr",
    "korrekturnummer",
    "creditnotenumber",
    "creditnoteno",
    "creditnotenr",
    "belegnummer",
    "belegnr",
    "gutschrift",
    "rechnungskorrektur",
    "korrekturrechnung",
    "stornorechnung",
    "storno",
    "creditnote",
    "creditmemo",
];

/// Words of the lines that say what is paid already, folded.
pub(super) const PAID: &[&str] = &[
    "abzueglich",
    "abzgl",
    "anzahlung",
    "abschlag",
    "akonto",
    "teilzahlung",
    "vorauszahlung",
    "bereits gezahlt",
    "bereits bezahlt",
    "already paid",
    "deposit",
];

/// Words of the lines that say what is still to be paid, folded.
pub(super) const REST: &[&str] =
    &["zahlbetrag", "zu zahlen", "restbetrag", "restforderung", "amount due", "balance due"];

pub(super) const DATE: &[&str] = &[
    "rechnungsdatum",
    "invoicedate",
    "dateofissue",
    "ausstellungsdatum",
    "belegdatum",
    "datum",
    "date",
    "vom",
];

pub(super) const DUE: &[&str] =
    &["faelligkeitsdatum", "faelligam", "zahlbarbis", "faellig", "duedate", "paymentdue"];

pub(super) const SUPPLY: &[&str] = &[
    "lieferdatum",
    "leistungsdatum",
    "liefertag",
    "leistungstag",
    "lieferungam",
    "leistungam",
    "lieferleistungsdatum",
    "leistungslieferdatum",
    "deliverydate",
    "dateofsupply",
    "supplydate",
];

pub(super) const PERIOD: &[&str] = &[
    "leistungszeitraum",
    "lieferzeitraum",
    "abrechnungszeitraum",
    "serviceperiod",
    "billingperiod",
];

pub(super) const NOTE: &[&str] =
    &["lieferscheinnummer", "lieferscheinnr", "lieferschein", "deliverynote", "deliverynoteno"];

pub(super) const TAX_NUMBER: &[&str] = &["steuernummer", "steuernr", "stnr", "taxnumber", "taxno"];

pub(super) const ORDER: &[&str] = &[
    "bestellnummer",
    "bestellnr",
    "ihrebestellung",
    "ihrebestellnummer",
    "ihrebestellnr",
    "purchaseorder",
    "ponumber",
    "yourorder",
];

/// Words of a bank statement, folded.
pub(super) const BALANCES: &[&str] = &[
    "kontoauszug",
    "kontostand",
    "anfangssaldo",
    "endsaldo",
    "schlusssaldo",
    "alter saldo",
    "neuer saldo",
    "saldovortrag",
];
