//! The columns of `entries.csv`: bookings that a person or another program writes.

use super::{Column, Table, column, needed};

/// `entries.csv`, a row an entry: an amount from one account to another.
pub static ENTRIES: Table = Table {
    file: "entries.csv",
    columns: &[
        needed("date", &["datum", "buchungsdatum", "belegdatum"], ("Buchungstag", "booking date")),
        needed(
            "account",
            &["konto", "sollkonto"],
            (
                "Konto im Soll (bei Kennzeichen H im Haben)",
                "account debited (credited where side is H)",
            ),
        ),
        needed(
            "contra_account",
            &["gegenkonto", "habenkonto", "contra"],
            ("Gegenkonto", "account on the other side"),
        ),
        needed(
            "amount",
            &["betrag", "umsatz"],
            (
                "Betrag brutto; negativ tauscht die Seiten",
                "gross amount; negative exchanges the sides",
            ),
        ),
        column(
            "side",
            &["soll_haben_kennzeichen", "soll/haben", "s/h", "kennzeichen"],
            (
                "S oder H: auf welcher Seite das Konto steht; ohne Angabe S",
                "S (debit) or H (credit): the account's side; S when empty",
            ),
        ),
        TAX_CODE,
        TEXT,
        VOUCHER,
        ENTRY_CURRENCY,
        COST_CENTRE,
    ],
};

/// `entries.csv`, a row a line of an entry: rows of one voucher and day balance together.
pub static ENTRY_LINES: Table = Table {
    file: "entries.csv",
    columns: &[
        needed("date", &["datum", "buchungsdatum", "belegdatum"], ("Buchungstag", "booking date")),
        needed("account", &["konto"], ("Konto", "account")),
        needed("debit", &["soll"], ("Betrag im Soll", "amount in debit")),
        needed("credit", &["haben"], ("Betrag im Haben", "amount in credit")),
        column(
            "contra_account",
            &["gegenkonto", "contra"],
            (
                "Gegenkonto; ohne Angabe gleichen weitere Zeilen aus",
                "account on the other side; further rows balance when empty",
            ),
        ),
        TAX_CODE,
        needed("text", &["buchungstext"], ("Buchungstext", "booking text")),
        VOUCHER,
        ENTRY_CURRENCY,
        COST_CENTRE,
    ],
};

const TAX_CODE: Column = column(
    "tax_code",
    &[
        "steuerschluessel",
        "steuercode",
        "steuersatz",
        "ust_satz",
        "mwst_satz",
        "ust",
        "mwst",
        "vat",
        "vat_rate",
        "vat_code",
    ],
    (
        "Steuersatz in Prozent oder Steuerschlüssel wie VSt19, USt7; bei Automatikkonten nicht \
         nötig",
        "VAT rate in percent or a code such as VSt19, USt7; automatic accounts need none",
    ),
);

const TEXT: Column =
    column("text", &["buchungstext", "bezeichnung"], ("Buchungstext", "booking text"));

const VOUCHER: Column = column(
    "document",
    &["beleg", "belegnummer", "belegnr", "belegfeld_1"],
    (
        "Belegnummer; mit ihr ersetzt eine spätere Zeile des Tages die frühere",
        "voucher number; by it a later row of the day takes the place of the earlier",
    ),
);

const ENTRY_CURRENCY: Column =
    column("currency", &["waehrung", "wkz_umsatz"], ("Währung: nur EUR", "currency: EUR only"));

const COST_CENTRE: Column = column(
    "cost_centre",
    &["kostenstelle", "kost1", "kost1_kostenstelle"],
    ("Kostenstelle; nur zum Lesen", "cost centre; only to be read"),
);
