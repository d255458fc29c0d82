//! Words beside the numbers of invoices, by what they say of the amount: folded, with a trailing `*`
//! for any ending, but for those in capitals. Tables to be added to, apart from what is concluded
//! from them.

/// What is paid together with an invoice and stands on none (folded).
pub(in crate::matching) const ADDED: &[&str] = &[
    "mahn*",
    "erinnerung*",
    "anzahlung*",
    "abschlag*",
    "akonto*",
    "vorauszahlung*",
    "nachzahlung*",
    "differenz*",
    "ueberzahlung*",
    "trinkgeld*",
    "spende",
    "spenden",
    "miete",
    "kaution*",
];

/// What an invoice may hold as well, so that only in front of its number it is paid besides:
/// `Porto + RE-101`.
pub(super) const SENT: &[&str] = &[
    "porto*", "versand*", "fracht*", "anfahrt*", "postage", "shipping", "freight", "frais*",
    "spese*", "gastos",
];

/// Credits that are named beside an invoice.
pub(super) const CREDITS: &[&str] = &["gutschr*", "guthaben*", "retour*", "storno*"];
/// The same behind a stroke, which takes off: `RE-101 - Retoure`.
pub(super) const LESS: &[&str] = &[
    "gutschr*",
    "gutgeschr*",
    "guthaben*",
    "gs",
    "retour*",
    "storno*",
    "ruecksend*",
    "rueckware*",
    "ruecknahme*",
    "rueckliefer*",
    "rueckgabe*",
    "reklamation*",
    "abzug*",
    "abzuege*",
    "credit*",
    "return*",
];

/// Words by which something is taken off.
pub(super) const TAKEN_OFF: &[&str] = &[
    "abzug",
    "abzuege",
    "abzuegen",
    "abzgl",
    "abzueglich",
    "abz",
    "minus",
    "less",
    "moins",
    "meno",
];
/// What is taken off by these and may be in the invoice already, or is a discount that the text
/// repeats although it is not taken.
pub(super) const IN_THE_INVOICE: &[&str] = &[
    "skonto*",
    "rabatt*",
    "bonus*",
    "abschlag*",
    "abschlaeg*",
    "anzahlung*",
    "akonto*",
    "a conto",
    "discount*",
    "escompte*",
    "sconto*",
    "bank charge*",
    "bank fee*",
    "charges",
    "fees",
    "transfer fee*",
    "bankspesen*",
    "spesen",
    "bankgebuehr*",
    "gebuehr*",
    "ueberweisungsgebuehr*",
    "ueberweisungskosten",
    "teilrechnung*",
    "vorauszahlung*",
];

/// How a text says that it settles with something else, or keeps a part back.
pub(super) const SET_OFF: &[&str] = &[
    "verrechnet*",
    "verrechnen",
    "verrechnung mit",
    "verr mit",
    "nach verrechnung",
    "in verrechnung",
    "unter verrechnung",
    "aufgerechnet*",
    "aufrechnung*",
    "gegengerechnet*",
    "mit guthaben*",
    "mit gutschrift*",
];

/// The same of a part that is kept back.
pub(super) const KEPT_BACK: &[&str] = &[
    "einbehalt",
    "einbehalte",
    "einbehalten*",
    "einbehaltung*",
    "sicherheitseinbehalt*",
    "gewaehrleistungseinbehalt*",
    "rueckbehalt*",
];
/// How a text says that what was kept back before is paid now.
pub(super) const PAID_OUT: &[&str] = &[
    "auszahlung*",
    "ausgezahlt*",
    "auskehr*",
    "freigabe*",
    "freigegeben*",
    "aufloesung*",
    "rueckgabe*",
    "faellig*",
    "restzahlung*",
    "release*",
];

/// How a text says that nothing is.
pub(super) const NOTHING_OFF: &[&str] = &[
    "ohne abzug*",
    "ohne jeden abzug",
    "ohne abzuege",
    "kein abzug",
    "keine abzuege",
    "ohne abz",
    "o abzug*",
    "o abz",
];

/// What joins a word to a number, in capitals.
pub(super) const JOINTS: &[&str] = &[
    "UND",
    "U",
    "PLUS",
    "SOWIE",
    "NEBST",
    "SAMT",
    "MIT",
    "INKL",
    "INKLUSIVE",
    "INCL",
    "EINSCHL",
    "EINSCHLIESSLICH",
    "EINSCHLIEßLICH",
    "ZZGL",
    "ZUZUEGLICH",
    "ZUZÜGLICH",
    "AND",
    "WITH",
];

/// What joins to a number what is paid on top of it, in capitals.
pub(super) const ON_TOP: &[&str] = &[
    "UND",
    "U",
    "SOWIE",
    "PLUS",
    "NEBST",
    "SAMT",
    "ZZGL",
    "ZUZGL",
    "ZUZUEGLICH",
    "ZUZÜGLICH",
    "AND",
];

/// What joins in other languages, where it is known what is joined ([`SENT`]).
pub(super) const ABROAD: &[&str] = &["ET", "E", "Y"];

/// What stands behind such a word and is in the amount (folded), be it behind another.
pub(super) const IN_THE_AMOUNT: &[&str] =
    &["mwst*", "mehrwertst*", "ust*", "umsatzst*", "vorsteuer*", "steuer", "steuern", "vat", "tax"];

/// What stands right behind such a word and is no money.
pub(super) const NO_MONEY: &[&str] = &[
    "danke*",
    "dank",
    "gruss*",
    "gruesse*",
    "vielen",
    "liebe*",
    "freundliche*",
    "beste",
    "schoen*",
    "frohe*",
    "auf",
    "wie",
    "bitte",
    "datum",
    "bis",
    "mfg",
    "thanks",
    "thank you",
    "co",
    "kd*",
    "kunde*",
    "u a",
    "u v a",
    "a",
    "v a",
    "w",
    "s w",
];
