//! Units of quantities: the codes of UN/ECE Recommendations 20 and 21, and the words that German
//! documents use, as one model.
//!
//! Two units convert only where the factor is a fact (kilogram and gram); how many pieces a carton
//! holds is a matter of the article and must be taught. An unknown unit equals only itself.

use super::Language;
use super::text::fold;
use rust_decimal::{Decimal, dec};
use std::collections::HashMap;
use std::sync::LazyLock;

/// What a unit measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Measure {
    /// Pieces.
    Count,
    /// Kilograms.
    Mass,
    /// Metres.
    Length,
    /// Square metres.
    Area,
    /// Litres.
    Volume,
    /// Hours.
    Time,
    /// A package of some kind: what it holds is the article's affair.
    Package,
}

/// A row of the table of units.
#[derive(Debug)]
pub struct UnitKind {
    /// Recommendation 20, of packages X and the code of Recommendation 21.
    pub code: &'static str,
    /// What it measures; only units of one measure convert.
    pub measure: Measure,
    /// In the measure's base unit (piece, kilogram, metre, square metre, litre, minute); of packages
    /// one.
    pub factor: Decimal,
    /// Short word for people: German, English.
    pub word: (&'static str, &'static str),
    /// Other codes and words for it, folded, without points.
    pub names: &'static [&'static str],
}

const fn row(
    code: &'static str,
    measure: Measure,
    factor: Decimal,
    word: (&'static str, &'static str),
    names: &'static [&'static str],
) -> UnitKind {
    UnitKind { code, measure, factor, word, names }
}

use Measure::{Area, Count, Length, Mass, Package, Time, Volume};

/// All known units. `ST` is a sheet in Recommendation 20; German systems write it for Stück, which
/// is what kontor reads.
pub static UNITS: &[UnitKind] = &[
    row(
        "C62",
        Count,
        dec!(1),
        ("Stk", "pcs"),
        &[
            "c62", "h87", "ea", "pce", "pcs", "pc", "stk", "st", "stck", "stueck", "stuecke",
            "piece", "pieces", "each", "unit", "units", "einheit", "nar", "pz", "szt",
        ],
    ),
    row("DZN", Count, dec!(12), ("Dtzd", "doz"), &["dzn", "dtzd", "dutzend", "dozen", "doz", "dz"]),
    row(
        "CEN",
        Count,
        dec!(100),
        ("100 Stk", "100 pcs"),
        &["cen", "100 pcs", "hundert", "hst", "100 stk", "100 st", "100stk", "100st", "% stk"],
    ),
    row(
        "MIL",
        Count,
        dec!(1000),
        ("1000 Stk", "1000 pcs"),
        &[
            "mil", "1000 pcs", "tausend", "tst", "tsd", "tsd stk", "1000 stk", "1000 st",
            "1000stk", "1000st",
        ],
    ),
    row("PR", Count, dec!(2), ("Paar", "pair"), &["pr", "paar", "pair", "pairs", "npr"]),
    row("KGM", Mass, dec!(1), ("kg", "kg"), &["kg", "kgm", "kilo", "kilogramm", "kilogram"]),
    row("GRM", Mass, dec!(0.001), ("g", "g"), &["g", "gr", "grm", "gramm", "gram"]),
    row("MGM", Mass, dec!(0.000001), ("mg", "mg"), &["mg", "mgm", "milligramm"]),
    row("TNE", Mass, dec!(1000), ("t", "t"), &["t", "to", "tne", "tonne", "tonnen"]),
    row("DTN", Mass, dec!(100), ("dt", "dt"), &["dt", "dtn", "dezitonne", "doppelzentner"]),
    row(
        "MTR",
        Length,
        dec!(1),
        ("m", "m"),
        &["m", "mtr", "lfm", "lfdm", "lfd m", "lm", "meter", "laufmeter", "metre"],
    ),
    row("CMT", Length, dec!(0.01), ("cm", "cm"), &["cm", "cmt", "zentimeter"]),
    row("MMT", Length, dec!(0.001), ("mm", "mm"), &["mm", "mmt", "millimeter"]),
    row("DMT", Length, dec!(0.1), ("dm", "dm"), &["dm", "dmt", "dezimeter"]),
    row("KMT", Length, dec!(1000), ("km", "km"), &["km", "kmt", "kilometer"]),
    row("HMT", Length, dec!(100), ("100 m", "100 m"), &["hmt", "hektometer", "100 m", "100m"]),
    row("MTK", Area, dec!(1), ("m²", "m²"), &["m2", "qm", "mtk", "quadratmeter"]),
    row("CMK", Area, dec!(0.0001), ("cm²", "cm²"), &["cm2", "qcm", "cmk"]),
    row("HAR", Area, dec!(10000), ("ha", "ha"), &["ha", "har", "hektar"]),
    row("LTR", Volume, dec!(1), ("l", "l"), &["l", "ltr", "lt", "liter", "litre"]),
    row("MLT", Volume, dec!(0.001), ("ml", "ml"), &["ml", "mlt", "milliliter"]),
    row("CLT", Volume, dec!(0.01), ("cl", "cl"), &["cl", "clt", "zentiliter"]),
    row("DLT", Volume, dec!(0.1), ("dl", "dl"), &["dl", "dlt", "deziliter"]),
    row("HLT", Volume, dec!(100), ("hl", "hl"), &["hl", "hlt", "hektoliter"]),
    row("MTQ", Volume, dec!(1000), ("m³", "m³"), &["m3", "cbm", "mtq", "kubikmeter"]),
    row("MIN", Time, dec!(1), ("Min", "min"), &["min", "minute", "minuten", "minutes", "mins"]),
    row(
        "HUR",
        Time,
        dec!(60),
        ("Std", "h"),
        &["h", "hur", "std", "stunde", "stunden", "hour", "hours", "hrs"],
    ),
    row(
        "DAY",
        Package,
        dec!(1),
        ("Tag", "day"),
        &["day", "tag", "tage", "d", "tg", "days", "manntag"],
    ),
    row("WEE", Package, dec!(1), ("Woche", "week"), &["wee", "woche", "wochen", "week"]),
    row("MON", Package, dec!(1), ("Monat", "month"), &["mon", "monat", "monate", "month"]),
    row("ANN", Package, dec!(1), ("Jahr", "year"), &["ann", "jahr", "jahre", "year"]),
    row(
        "LS",
        Package,
        dec!(1),
        ("psch", "lump sum"),
        &["ls", "psch", "pausch", "pauschal", "pauschale", "lump sum"],
    ),
    row("KWH", Package, dec!(1), ("kWh", "kWh"), &["kwh", "kilowattstunde"]),
    row(
        "SET",
        Package,
        dec!(1),
        ("Satz", "set"),
        &["set", "satz", "saetze", "garnitur", "gar", "sets"],
    ),
    row(
        "XPK",
        Package,
        dec!(1),
        ("VE", "pack"),
        &[
            "xpk",
            "pk",
            "pkg",
            "pak",
            "pck",
            "paket",
            "pakete",
            "packung",
            "packungen",
            "pack",
            "ve",
            "verpackungseinheit",
            "nmp",
            "pa",
            "xpa",
            "gebinde",
            "geb",
        ],
    ),
    row(
        "XCT",
        Package,
        dec!(1),
        ("Krt", "carton"),
        &["xct", "ct", "kt", "krt", "karton", "kartons", "kart", "carton", "cartons", "ktn"],
    ),
    row(
        "XBX",
        Package,
        dec!(1),
        ("Kiste", "box"),
        &["xbx", "bx", "kiste", "kisten", "box", "boxes", "schachtel", "cs", "xcs"],
    ),
    row(
        "XRO",
        Package,
        dec!(1),
        ("Rolle", "roll"),
        &["xro", "ro", "rl", "rolle", "rollen", "rol", "roll", "rolls", "xrl"],
    ),
    row(
        "XBG",
        Package,
        dec!(1),
        ("Beutel", "bag"),
        &["xbg", "bg", "beutel", "btl", "bag", "bags", "tuete"],
    ),
    row("XSA", Package, dec!(1), ("Sack", "sack"), &["xsa", "sa", "sack", "saecke", "sck"]),
    row(
        "XPX",
        Package,
        dec!(1),
        ("Pal", "pallet"),
        &["xpx", "px", "pal", "pf", "xpf", "palette", "paletten", "pallet", "plt", "eurpal"],
    ),
    row(
        "XDR",
        Package,
        dec!(1),
        ("Fass", "drum"),
        &["xdr", "dr", "fass", "faesser", "trommel", "drum"],
    ),
    row(
        "XCA",
        Package,
        dec!(1),
        ("Dose", "can"),
        &["xca", "ca", "dose", "dosen", "ds", "can", "xtn", "tn"],
    ),
    row(
        "XBO",
        Package,
        dec!(1),
        ("Fl", "bottle"),
        &["xbo", "bo", "flasche", "flaschen", "fl", "bottle"],
    ),
    row("XBJ", Package, dec!(1), ("Eimer", "bucket"), &["xbj", "bj", "eimer", "eim", "bucket"]),
    row(
        "XCR",
        Package,
        dec!(1),
        ("Kasten", "crate"),
        &["xcr", "cr", "kasten", "kaesten", "kst", "crate"],
    ),
    row("XTU", Package, dec!(1), ("Tube", "tube"), &["xtu", "tu", "tube", "tuben", "kartusche"]),
    row(
        "XBE",
        Package,
        dec!(1),
        ("Bund", "bundle"),
        &["xbe", "be", "bund", "bd", "buendel", "bundle"],
    ),
];

static BY_NAME: LazyLock<HashMap<&'static str, &'static UnitKind>> = LazyLock::new(|| {
    let names = |unit: &'static UnitKind| unit.names.iter().copied().map(move |name| (name, unit));
    UNITS.iter().flat_map(names).collect()
});

/// A unit as a document states it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Unit {
    /// One of [`UNITS`], by its code.
    Known(&'static str),
    /// A word that no table knows, folded.
    Other(String),
}

impl Unit {
    /// Reads a code or a word; `None` when nothing is stated.
    pub fn read(text: &str) -> Option<Unit> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        let square = text.replace('²', "2").replace('³', "3");
        let folded =
            fold(&square).replace(['.', '-'], " ").split_whitespace().collect::<Vec<_>>().join(" ");
        Some(
            BY_NAME.get(folded.as_str()).map_or(Unit::Other(folded), |unit| Unit::Known(unit.code)),
        )
    }

    fn kind(&self) -> Option<&'static UnitKind> {
        match self {
            Unit::Known(code) => UNITS.iter().find(|unit| unit.code == *code),
            Unit::Other(_) => None,
        }
    }

    /// True of a unit that the table knows.
    pub fn is_known(&self) -> bool {
        matches!(self, Unit::Known(_))
    }

    /// The code, or the word as it was stated.
    pub fn code(&self) -> &str {
        match self {
            Unit::Known(code) => code,
            Unit::Other(word) => word,
        }
    }

    /// The word for people.
    pub fn word(&self, language: Language) -> &str {
        match (self.kind(), language) {
            (Some(kind), Language::De) => kind.word.0,
            (Some(kind), Language::En) => kind.word.1,
            (None, _) => self.code(),
        }
    }

    /// True of a package, and of a unit that nobody knows: what it holds is the article's affair.
    pub fn is_package(&self) -> bool {
        self.kind().is_none_or(|kind| kind.measure == Package)
    }

    /// How many of `other` one of this unit is, where that is a fact; never a guess.
    pub fn in_terms_of(&self, other: &Unit) -> Option<Decimal> {
        self.ratio_to(other).map(|ratio| Decimal::ONE * ratio)
    }

    /// The same as a fraction, which loses nothing.
    pub fn ratio_to(&self, other: &Unit) -> Option<Ratio> {
        if self == other {
            return Some(Ratio::ONE);
        }
        let (one, two) = (self.kind()?, other.kind()?);
        let measures = one.measure == two.measure && one.measure != Package;
        measures.then_some(Ratio { of: one.factor, to: two.factor })
    }
}

/// How many of one unit another is, as a fraction: a twelfth of a carton, which no decimal holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ratio {
    of: Decimal,
    to: Decimal,
}

impl Ratio {
    /// As many.
    pub const ONE: Ratio = Ratio { of: Decimal::ONE, to: Decimal::ONE };

    /// So many times as many.
    pub fn times(self, quantity: Decimal) -> Option<Ratio> {
        Some(Ratio { of: self.of.checked_mul(quantity)?, ..self })
    }

    /// That part of as many; `None` of nothing.
    pub fn part(self, quantity: Decimal) -> Option<Ratio> {
        let to = self.to.checked_mul(quantity)?;
        (!to.is_zero()).then_some(Ratio { to, ..self })
    }
}

/// A quantity in the other unit: multiplied first and divided last, so that what comes out even is
/// even.
impl std::ops::Mul<Ratio> for Decimal {
    type Output = Decimal;

    fn mul(self, ratio: Ratio) -> Decimal {
        let whole = self.checked_mul(ratio.of).and_then(|product| product.checked_div(ratio.to));
        // Past what a decimal holds is past what anybody orders.
        settled(whole.unwrap_or(Decimal::MAX))
    }
}

/// A sum of quantities without what dividing left behind: 9.999…96 cartons are ten.
pub fn settled(quantity: Decimal) -> Decimal {
    let even = quantity.round_dp(EVEN_TO);
    if (quantity - even).abs() < dec!(0.000000000000001) { even } else { quantity }
}

/// Digits behind the point to which a quantity may come out even.
const EVEN_TO: u32 = 12;

/// A quantity as it is shown: with what a scale or a tape can tell.
pub fn shown(quantity: Decimal) -> Decimal {
    quantity.round_dp(6).normalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(text: &str) -> Unit {
        Unit::read(text).unwrap_or(Unit::Other("none".into()))
    }

    #[test]
    fn codes_and_words_are_one_unit() {
        for words in [
            &["Stk", "St.", "ST", "H87", "C62", "PCE", "Stück", "EA", "pcs"][..],
            &["Kt", "Krt.", "Karton", "CT", "XCT"],
            &["kg", "KGM"],
            &["lfm", "MTR", "m", "lfd. m"],
            &["m²", "qm", "MTK"],
            &["VE", "PK", "XPK", "Pkg"],
            &["Rolle", "XRO", "RO"],
        ] {
            let first = unit(words.first().copied().unwrap_or_default());
            assert!(first.is_known(), "{words:?}");
            for word in words {
                assert_eq!(unit(word), first, "{word}");
            }
        }
        assert_eq!(Unit::read("  "), None);
        assert!(!unit("Schock").is_known());
    }

    #[test]
    fn only_facts_convert() {
        assert_eq!(unit("t").in_terms_of(&unit("kg")), Some(dec!(1000)));
        assert_eq!(unit("g").in_terms_of(&unit("kg")), Some(dec!(0.001)));
        assert_eq!(unit("cm").in_terms_of(&unit("mm")), Some(dec!(10)));
        assert_eq!(unit("ml").in_terms_of(&unit("l")), Some(dec!(0.001)));
        assert_eq!(unit("Dutzend").in_terms_of(&unit("Stk")), Some(dec!(12)));
        assert_eq!(unit("Std").in_terms_of(&unit("Min")), Some(dec!(60)));
        assert_eq!(unit("min").ratio_to(&unit("h")).map(|ratio| dec!(420) * ratio), Some(dec!(7)));
        assert_eq!(unit("Karton").in_terms_of(&unit("Stk")), None);
        assert_eq!(unit("Karton").in_terms_of(&unit("VE")), None);
        assert_eq!(unit("kg").in_terms_of(&unit("Stk")), None);
        assert_eq!(unit("Schock").in_terms_of(&unit("schock")), Some(dec!(1)));
    }

    #[test]
    fn a_part_of_a_package_comes_out_even() {
        for pieces in [7, 11, 12, 13, 24, 48] {
            let of_carton = Ratio::ONE.part(Decimal::from(pieces)).unwrap_or(Ratio::ONE);
            assert_eq!(Decimal::from(pieces * 10) * of_carton, dec!(10), "{pieces}");
            let mut sum = Decimal::ZERO;
            for _ in 0..pieces * 3 {
                sum = settled(sum + dec!(1) * of_carton);
            }
            assert_eq!(sum, dec!(3), "{pieces}");
        }
        let third = dec!(1) * Ratio::ONE.part(dec!(3)).unwrap_or(Ratio::ONE);
        assert_eq!((shown(third), settled(third)), (dec!(0.333333), third));
        assert_eq!(Ratio::ONE.part(dec!(0)), None);
    }

    #[test]
    fn no_name_stands_for_two_units() {
        let all: Vec<&str> = UNITS.iter().flat_map(|unit| unit.names).copied().collect();
        assert_eq!(all.len(), BY_NAME.len());
        for unit in UNITS {
            assert_eq!(Unit::read(unit.code), Some(Unit::Known(unit.code)), "{}", unit.code);
            assert_eq!(Unit::read(unit.word.0), Some(Unit::Known(unit.code)), "{}", unit.word.0);
            assert_eq!(Unit::read(unit.word.1), Some(Unit::Known(unit.code)), "{}", unit.word.1);
        }
    }
}
