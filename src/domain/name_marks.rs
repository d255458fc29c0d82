//! Words beside a name that are none of it: they lead to a department, a reader, an owner, or tell
//! nothing. Tables to be added to.

/// Words that lead to whoever reads the letter, or to a part of the firm: what follows them is not
/// its name.
pub(super) const LEADING: &[&str] = &[
    "abt",
    "abteilung",
    "accounting",
    "accounts",
    "attn",
    "bauamt",
    "bauhof",
    "betreiber",
    "betreiberin",
    "betriebsstaette",
    "buchhaltung",
    "debitorenbuchhaltung",
    "einkauf",
    "fibu",
    "filiale",
    "finanzbuchhaltung",
    "frau",
    "geschaeftsfuehrer",
    "geschaeftsfuehrung",
    "haenden",
    "herr",
    "herrn",
    "hd",
    "hdn",
    "inh",
    "inhaber",
    "inhaberin",
    "kaemmerei",
    "kostenstelle",
    "kreditorenbuchhaltung",
    "lager",
    "mr",
    "mrs",
    "ms",
    "niederlassung",
    "nl",
    "paechter",
    "paechterin",
    "personalabteilung",
    "postfach",
    "purchasing",
    "rathaus",
    "rechnungsabteilung",
    "rechnungseingang",
    "rechnungspruefung",
    "rechnungsstelle",
    "rechnungswesen",
    "sekretariat",
    "standort",
    "vertreten",
    "verwaltung",
    "werk",
    "zentrale",
    "zhd",
    "zweigniederlassung",
    "zweigstelle",
];

/// Words behind which whoever reads the letter stands.
pub(super) const READERS: &[&str] = &["attn", "haenden", "hd", "hdn", "zhd", "vertreten"];

/// Words behind which the owner stands.
pub(super) const OWNERS: &[&str] =
    &["inh", "inhaber", "inhaberin", "paechter", "paechterin", "betreiber", "betreiberin"];

/// Words before the name of a household, which is no firm.
pub(super) const HOUSEHOLDS: &[&str] = &["familie", "fam", "eheleute", "ehepaar"];

/// Words that tell nothing of a name's bearer.
pub(super) const EMPTY: &[&str] = &[
    "am",
    "an",
    "and",
    "auf",
    "aus",
    "bei",
    "beim",
    "das",
    "dem",
    "den",
    "der",
    "des",
    "die",
    "et",
    "fa",
    "firma",
    "for",
    "fuer",
    "gruendung",
    "ig",
    "il",
    "im",
    "in",
    "mit",
    "of",
    "the",
    "u",
    "und",
    "vom",
    "von",
    "z",
    "zu",
    "zum",
    "zur",
];

/// What only follows the names of those who are joined.
pub(super) const JOINING: &[&str] =
    &["partner", "partners", "kollegen", "soehne", "sohn", "toechter", "cie"];
