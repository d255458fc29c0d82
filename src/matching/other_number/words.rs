//! Words beside a number that tell what it is, in capitals: tables to be added to, apart from what
//! is concluded from them.

/// What a number right behind names that is no paper: a place, a stretch of time, a thing.
const THINGS: &[&str] = &[
    "ABS",
    "ABT",
    "ABTEILUNG",
    "APT",
    "APARTMENT",
    "ART",
    "ARTNR",
    "BAHN",
    "BAUSTELLE",
    "BLOCK",
    "BOX",
    "BUERO",
    "BÜRO",
    "DIN",
    "EG",
    "EINHEIT",
    "EN",
    "ETAGE",
    "FLAT",
    "FLUG",
    "GARAGE",
    "GERAET",
    "GERÄT",
    "GLEIS",
    "GRUPPE",
    "H",
    "HALLE",
    "HAUS",
    "HJ",
    "ISO",
    "JAHR",
    "KFZ",
    "KLASSE",
    "KM",
    "KOSTENSTELLE",
    "KST",
    "KURS",
    "KW",
    "LAGER",
    "LINIE",
    "LIZENZ",
    "LOS",
    "LOT",
    "MODELL",
    "MONAT",
    "NORM",
    "OG",
    "PARZELLE",
    "PHASE",
    "Q",
    "QUARTAL",
    "RATE",
    "REGAL",
    "SEITE",
    "SERIE",
    "STAND",
    "STOCK",
    "SUITE",
    "TAG",
    "TARIF",
    "TEAM",
    "TEIL",
    "TOP",
    "TOR",
    "TYP",
    "UNIT",
    "USB",
    "VDE",
    "VERSION",
    "WE",
    "WEEK",
    "WHG",
    "WOCHE",
    "WOHNUNG",
    "ZUG",
];

/// The same by how such a word begins, or ends.
const THINGS_BEGIN: &[&str] = &["ARTIKEL", "KENNZEICHEN", "ZAEHLER", "ZÄHLER", "SERIENN"];
const THINGS_END: &[&str] =
    &["STR", "STRASSE", "STRAßE", "WEG", "PLATZ", "ALLEE", "GASSE", "HALLE", "HAUS", "KURS"];

/// What a number right in front counts or measures.
const COUNTED: &[&str] = &[
    "ARBEITSSTUNDEN",
    "BL",
    "CM",
    "H",
    "HA",
    "JAHRE",
    "JAHR",
    "KARTON",
    "KARTONS",
    "KG",
    "KISTEN",
    "KM",
    "KWH",
    "L",
    "LITER",
    "M",
    "MALIG",
    "MB",
    "MBIT",
    "GB",
    "TB",
    "MIN",
    "MINUTEN",
    "MM",
    "MONATE",
    "MONAT",
    "M²",
    "M³",
    "NAECHTE",
    "NÄCHTE",
    "PACK",
    "PAKET",
    "PAKETE",
    "PAL",
    "PALETTEN",
    "PERS",
    "PERSONEN",
    "PIECES",
    "PCS",
    "QM",
    "QUARTAL",
    "RATE",
    "RATEN",
    "ROLLEN",
    "SATZ",
    "ST",
    "STCK",
    "STD",
    "STDN",
    "STK",
    "STUECK",
    "STÜCK",
    "STUNDEN",
    "T",
    "TAGE",
    "TEILE",
    "TEIL",
    "TO",
    "TONNEN",
    "UHR",
    "UNITS",
    "HOURS",
    "DAYS",
    "WOCHEN",
    "X",
];

/// Words that say nothing of a number beside them but that something is paid.
const NEUTRAL: &[&str] = &[
    "ZAHLUNG",
    "BEZAHLUNG",
    "BEGLEICHUNG",
    "AUSGLEICH",
    "UEBERWEISUNG",
    "ÜBERWEISUNG",
    "PAYMENT",
    "PAIEMENT",
    "REGLEMENT",
    "RÈGLEMENT",
    "PAGAMENTO",
    "BONIFICO",
    "BETALING",
    "PAGO",
    "REF",
    "REFERENZ",
    "REFERENCE",
    "RÉFÉRENCE",
    "RIF",
    "RIFERIMENTO",
    "KENMERK",
    "ZEICHEN",
    "BETREFF",
    "BETR",
    "VWZ",
    "SVWZ",
    "ZWECK",
    "IHR",
    "IHRE",
    "IHREN",
    "UNSER",
    "UNSERE",
    "DANKE",
    "DANK",
    "VIELEN",
    "BESTEN",
    "HERZLICHEN",
    "MFG",
    "THANKS",
    "THANK",
    "YOU",
    "MERCI",
    "GRAZIE",
    "BEDANKT",
    "VOM",
    "V",
    "FUER",
    "FÜR",
    "MIT",
    "EUR",
    "EURO",
];

/// Short words of a sentence, no letters that a number begins with.
const OF_A_SENTENCE: &[&str] = &[
    "A", "À", "AB", "AM", "AN", "AU", "AUF", "AUS", "BEI", "BIS", "BY", "CA", "DA", "DAS", "DE",
    "DEM", "DEN", "DER", "DES", "DI", "DIE", "DU", "EN", "ET", "FOR", "FROM", "FUR", "FÜR", "HAT",
    "IM", "IN", "IST", "JE", "LA", "LE", "LES", "MAL", "MIT", "MR", "MRS", "NOCH", "NUR", "OF",
    "OR", "PER", "POUR", "PRO", "RUND", "SUR", "TEL", "THE", "TO", "U", "UM", "UND", "AND", "UNS",
    "UP", "VON", "WIR", "ZU", "ZUM", "ZUR",
];

/// Whether a word may be the letters that a number begins with: `HR 573`.
pub(super) fn may_begin_a_number(word: &str) -> bool {
    word.chars().count() <= 3 && !OF_A_SENTENCE.contains(&word)
}

/// Whether what this word leads to is a place, a time or a thing.
pub(super) fn leads_to_a_thing(word: &str) -> bool {
    THINGS.contains(&word)
        || THINGS_BEGIN.iter().any(|begin| word.starts_with(begin))
        || THINGS_END.iter().any(|end| word.ends_with(end))
}

/// Whether a number in front of this word counts or measures.
pub(super) fn is_counted(word: &str) -> bool {
    COUNTED.contains(&word)
}

/// What people wish a hundred or a thousand of.
const WISHED: &[&str] = &["DANK", "GRUESSE", "GRÜSSE", "GRÜßE", "THANKS", "MERCIS"];

/// Whether a round number in front of this word is a manner of speaking.
pub(super) fn is_wished(word: &str) -> bool {
    WISHED.contains(&word)
}

/// What VAT ids begin with.
const OF_VAT_IDS: &[&str] = &[
    "ATU", "BE", "BG", "CHE", "CY", "CZ", "DE", "DK", "EE", "EL", "ES", "FI", "FR", "HR", "HU",
    "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
];

/// Whether letters and so many figures behind them are a VAT id: `ATU12345678`.
pub(super) fn is_vat_id(letters: &str, figures: usize) -> bool {
    (8..=12).contains(&figures) && OF_VAT_IDS.contains(&letters)
}

/// Whether a word says nothing of a number beside it.
pub(super) fn is_neutral(word: &str) -> bool {
    NEUTRAL.contains(&word)
}
