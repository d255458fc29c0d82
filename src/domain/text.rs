//! Text made comparable, and text made fit for payment files: the one place that folds, squeezes
//! and transliterates.
//!
//! Banks write `Müller` as `MUELLER`, `Mueller` or `Muller`, cut words at 27 characters and drop
//! accents. So: [`fold`] makes names comparable, [`skeleton`] makes them comparable across lost
//! umlauts, [`squeeze`] takes blanks out and remembers where each character stood, and [`sepa`]
//! writes text in the characters every SEPA bank takes (EPC217-08, chapter 6: a–z A–Z 0–9 / - ? : (
//! ) . , ' + and the blank).

use memchr::memmem::Finder;
use std::borrow::Cow;
use std::sync::LazyLock;

/// The Latin spelling of a letter outside ASCII: umlauts as two letters (DIN 5007-2), `ß` as `ss`,
/// accents dropped. `None` for what has no Latin spelling here; a combining accent spells as
/// nothing.
pub fn latin(character: char) -> Option<&'static str> {
    if character.is_ascii() {
        return None;
    }
    Some(match character {
        'ä' | 'æ' | 'ǽ' => "ae",
        'Ä' | 'Æ' | 'Ǽ' => "Ae",
        'ö' | 'œ' => "oe",
        'Ö' | 'Œ' => "Oe",
        'ü' => "ue",
        'Ü' => "Ue",
        'ß' => "ss",
        'ẞ' => "SS",
        'à'..='ã' | 'å' | 'ā' | 'ă' | 'ą' | 'ǎ' | 'ª' => "a",
        'À'..='Ã' | 'Å' | 'Ā' | 'Ă' | 'Ą' | 'Ǎ' => "A",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'Ç' | 'Ć' | 'Ĉ' | 'Ċ' | 'Č' => "C",
        'ď' | 'đ' | 'ð' => "d",
        'Ď' | 'Đ' | 'Ð' => "D",
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => "e",
        'È'..='Ë' | 'Ē' | 'Ĕ' | 'Ė' | 'Ę' | 'Ě' => "E",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => "g",
        'Ĝ' | 'Ğ' | 'Ġ' | 'Ģ' => "G",
        'ĥ' | 'ħ' => "h",
        'Ĥ' | 'Ħ' => "H",
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => "i",
        'Ì'..='Ï' | 'Ĩ' | 'Ī' | 'Ĭ' | 'Į' | 'İ' => "I",
        'ĵ' => "j",
        'Ĵ' => "J",
        'ķ' => "k",
        'Ķ' => "K",
        'ĺ' | 'ļ' | 'ľ' | 'ŀ' | 'ł' => "l",
        'Ĺ' | 'Ļ' | 'Ľ' | 'Ŀ' | 'Ł' => "L",
        'ñ' | 'ń' | 'ņ' | 'ň' => "n",
        'Ñ' | 'Ń' | 'Ņ' | 'Ň' => "N",
        'ò'..='õ' | 'ø' | 'ō' | 'ŏ' | 'ő' | 'º' => "o",
        'Ò'..='Õ' | 'Ø' | 'Ō' | 'Ŏ' | 'Ő' => "O",
        'ŕ' | 'ŗ' | 'ř' => "r",
        'Ŕ' | 'Ŗ' | 'Ř' => "R",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => "s",
        'Ś' | 'Ŝ' | 'Ş' | 'Š' | 'Ș' => "S",
        'ţ' | 'ť' | 'ŧ' | 'ț' => "t",
        'Ţ' | 'Ť' | 'Ŧ' | 'Ț' => "T",
        'þ' => "th",
        'Þ' => "TH",
        'ù'..='û' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => "u",
        'Ù'..='Û' | 'Ũ' | 'Ū' | 'Ŭ' | 'Ů' | 'Ű' | 'Ų' => "U",
        'ŵ' => "w",
        'Ŵ' => "W",
        'ý' | 'ÿ' | 'ŷ' => "y",
        'Ý' | 'Ÿ' | 'Ŷ' => "Y",
        'ź' | 'ż' | 'ž' => "z",
        'Ź' | 'Ż' | 'Ž' => "Z",
        '\u{300}'..='\u{36f}' => "",
        _ => return None,
    })
}

/// A name made comparable: lower case, umlauts as two letters, accents dropped, every run of other
/// characters one blank, none at the ends. `MÜLLER & Söhne GmbH` and `Mueller und Soehne GmbH`
/// differ only in `und`.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut gap = false;
    for character in composed(text).chars() {
        let spelling = latin(character);
        if spelling == Some("") {
            continue;
        }
        if spelling.is_none() && !character.is_alphanumeric() {
            gap = !folded.is_empty();
            continue;
        }
        if std::mem::take(&mut gap) {
            folded.push(' ');
        }
        match spelling {
            _ if character.is_ascii() => folded.push(character.to_ascii_lowercase()),
            Some(spelling) => {
                folded.extend(spelling.chars().map(|letter| letter.to_ascii_lowercase()))
            }
            None => folded.extend(character.to_lowercase()),
        }
    }
    folded
}

/// A letter and a combining diaeresis (as some systems write umlauts) become the umlaut.
fn composed(text: &str) -> Cow<'_, str> {
    match text.contains('\u{308}') {
        false => Cow::Borrowed(text),
        true => {
            let pairs = [
                ("a\u{308}", "ä"),
                ("o\u{308}", "ö"),
                ("u\u{308}", "ü"),
                ("A\u{308}", "Ä"),
                ("O\u{308}", "Ö"),
                ("U\u{308}", "Ü"),
            ];
            Cow::Owned(
                pairs.iter().fold(text.to_owned(), |text, (apart, one)| text.replace(apart, one)),
            )
        }
    }
}

/// [`fold`] with `ae`, `oe`, `ue` brought down to one letter, so that `Müller`, `Mueller` and
/// `Muller` are one. Coarser than [`fold`] (`Bauer` becomes `Baur`): evidence, never proof.
pub fn skeleton(text: &str) -> String {
    let folded = fold(text);
    let mut bare = String::with_capacity(folded.len());
    for character in folded.chars() {
        match (bare.chars().last(), character) {
            (Some('a' | 'o' | 'u'), 'e') => {}
            _ => bare.push(character),
        }
    }
    bare
}

/// Words of company names that say a legal form of Germany, folded, or go with one; `zoo` is what
/// Poland's `z o.o.` may become, and a zoo.
const LEGAL_FORMS: &[&str] = &[
    "gmbh",
    "mbh",
    "ggmbh",
    "ag",
    "kg",
    "kgaa",
    "ohg",
    "gbr",
    "ug",
    "haftungsbeschraenkt",
    "se",
    "eg",
    "ek",
    "ev",
    "co",
    "cie",
    "partg",
    "partgmbb",
    "und",
    "and",
    "et",
    "u",
    "zoo",
];

/// Words of company names that say a legal form of other states, folded.
pub const FOREIGN_FORMS: &[&str] = &[
    "inc", "ltd", "limited", "llc", "llp", "plc", "corp", "bv", "nv", "sa", "sarl", "sas", "srl",
    "spa", "sro", "as", "ab", "oy", "aps", "kft", "doo",
];

/// Legal forms written out or letter by letter, folded, and what they are in short.
pub(super) const LONG_FORMS: &[(&str, &str)] = &[
    ("kommanditgesellschaft auf aktien", "kgaa"),
    ("k g a a", "kgaa"),
    ("kg a a", "kgaa"),
    ("kg aa", "kgaa"),
    ("kg auf aktien", "kgaa"),
    ("europaeische aktiengesellschaft", "se"),
    ("gemeinnuetzige gesellschaft mit beschraenkter haftung", "gmbh"),
    ("gesellschaft mit beschraenkter haftung", "gmbh"),
    ("ges m b h", "gmbh"),
    ("ges mbh", "gmbh"),
    ("gemeinnuetzige gmbh", "gmbh"),
    ("g g m b h", "gmbh"),
    ("gesmbh", "gmbh"),
    ("g m b h", "gmbh"),
    ("aktiengesellschaft", "ag"),
    ("kommanditgesellschaft", "kg"),
    ("offene handelsgesellschaft", "ohg"),
    ("gesellschaft buergerlichen rechts", "gbr"),
    ("gesellschaft des buergerlichen rechts", "gbr"),
    ("g b r", "gbr"),
    ("partnerschaftsgesellschaft", "partg"),
    ("unternehmergesellschaft", "ug"),
    ("eingetragener kaufmann", "ek"),
    ("eingetragene kauffrau", "ek"),
    ("eingetragener kfm", "ek"),
    ("eingetragene kfr", "ek"),
    ("eingetragene genossenschaft", "eg"),
    ("eingetragener verein", "ev"),
    ("o h g", "ohg"),
    ("k g", "kg"),
    ("e k", "ek"),
    ("e kfm", "ek"),
    ("e kfr", "ek"),
    ("ekfm", "ek"),
    ("ekfr", "ek"),
];

/// Each long form as it is looked for: made once, since every name of every document is asked.
static FINDERS: LazyLock<Vec<Finder<'static>>> =
    LazyLock::new(|| LONG_FORMS.iter().map(|(long, _)| Finder::new(long)).collect());

/// A folded name with its legal form in short: `alpha bau g m b h` becomes `alpha bau gmbh`.
pub fn with_short_form(folded: &str) -> Cow<'_, str> {
    let mut short = Cow::Borrowed(folded);
    let is_there = |finder: &Finder| finder.find(folded.as_bytes()).is_some();
    for (_, (long, form)) in FINDERS.iter().zip(LONG_FORMS).filter(|(finder, _)| is_there(finder)) {
        let bounded = format!(" {short} ").replace(&format!(" {long} "), &format!(" {form} "));
        short = Cow::Owned(bounded.trim().to_owned());
    }
    short
}

/// A folded name without its legal form and the words between (`und`, `Co`): `mueller und soehne
/// gmbh co kg` becomes `mueller soehne`. A name that is nothing but such words stays as it is.
pub fn without_legal_form(folded: &str) -> Cow<'_, str> {
    let short = with_short_form(folded);
    let words: Vec<&str> = short.split(' ').collect();
    let kept: Vec<&str> = words
        .iter()
        .enumerate()
        .filter(|(at, word)| !legal(&words, *at, word))
        .map(|(_, word)| *word)
        .collect();
    match kept.is_empty() || kept.len() == words.len() {
        true => Cow::Borrowed(folded),
        false => Cow::Owned(kept.join(" ")),
    }
}

/// `e K`, `e V`, `e G` and `S A` come as two words when points part them.
fn legal(words: &[&str], at: usize, word: &str) -> bool {
    let before = at.checked_sub(1).and_then(|at| words.get(at)).copied().unwrap_or_default();
    let after = words.get(at + 1).copied().unwrap_or_default();
    let parted = |first: &str, second: &str| {
        matches!((first, second), ("e", "k" | "kfm" | "kfr" | "v" | "g") | ("s", "a") | ("b", "v"))
    };
    [LEGAL_FORMS, FOREIGN_FORMS].iter().any(|forms| forms.contains(&word))
        || parted(word, after)
        || parted(before, word)
}

/// Text without white space, in capitals, and the way back.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Squeezed {
    /// Capitals without white space. Only ASCII letters change case, so that every character keeps
    /// its length.
    pub text: String,
    /// For each byte of `text`, where it stood in the source, in bytes.
    offsets: Vec<u32>,
}

impl Squeezed {
    /// The stretch of the source that a stretch of the squeezed text came from (byte offsets, end
    /// excluded). `None` when the stretch is empty or reaches beyond the text.
    pub fn source(&self, found: std::ops::Range<usize>) -> Option<std::ops::Range<usize>> {
        let first = self.offsets.get(found.start)?;
        let last = self.offsets.get(found.end.checked_sub(1)?)?;
        (first <= last).then_some(*first as usize..*last as usize + 1)
    }
}

/// Takes white space out and sets ASCII letters in capitals, for texts that banks wrap mid-word.
/// Text beyond 4 GiB is left out.
pub fn squeeze(text: &str) -> Squeezed {
    let mut squeezed = Squeezed {
        text: String::with_capacity(text.len()),
        offsets: Vec::with_capacity(text.len()),
    };
    for (at, character) in text.char_indices().filter(|(_, character)| !character.is_whitespace()) {
        let Ok(at) = u32::try_from(at) else { break };
        squeezed.text.push(character.to_ascii_uppercase());
        squeezed.offsets.extend((0u32..).take(character.len_utf8()).map(|byte| at + byte));
    }
    squeezed
}

/// True for the characters every SEPA bank takes (EPC217-08, chapter 6).
pub fn is_sepa(character: char) -> bool {
    character.is_ascii_alphanumeric()
        || matches!(character, '/' | '-' | '?' | ':' | '(' | ')' | '.' | ',' | '\'' | '+' | ' ')
}

/// Text in the SEPA characters: umlauts as two letters, accents dropped, Greek and Cyrillic letters
/// spelled in Latin, `&` as `+`, `@` as `(at)`, `€` as `E`, line ends as blanks, all else as a
/// point (EPC217-08, conversion table).
pub fn sepa(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for character in composed(text).chars() {
        match character {
            _ if is_sepa(character) => clean.push(character),
            '&' => clean.push('+'),
            '@' => clean.push_str("(at)"),
            '€' => clean.push('E'),
            '_' | '–' | '—' | '‐' | '−' => clean.push('-'),
            ';' => clean.push(','),
            '’' | '‘' | '`' | '´' | '"' | '„' | '“' | '”' => clean.push('\''),
            _ if character.is_whitespace() => clean.push(' '),
            _ if character.is_control() => {}
            _ => {
                clean.push_str(latin(character).or_else(|| other_script(character)).unwrap_or("."))
            }
        }
    }
    clean
}

/// A SEPA reference (end-to-end id, mandate, payment id): [`sepa`] text that neither starts nor
/// ends with `/` nor holds `//` (EPC implementation guidelines, § 1.4), cut to `most` characters.
pub fn sepa_reference(text: &str, most: usize) -> String {
    let mut clean = sepa(text).trim().to_owned();
    while clean.contains("//") {
        clean = clean.replace("//", "/");
    }
    let cut: String = clean.trim_matches(['/', ' ']).chars().take(most).collect();
    cut.trim_end_matches(['/', ' ']).to_owned()
}

/// Greek (ISO 843, as in the EPC table) and Cyrillic (Bulgarian, as in the EPC table) letters in
/// Latin.
fn other_script(character: char) -> Option<&'static str> {
    Some(match character {
        'Α' | 'Ά' | 'А' => "A",
        'α' | 'ά' | 'а' => "a",
        'Β' | 'В' => "V",
        'β' | 'в' => "v",
        'Б' => "B",
        'б' => "b",
        'Γ' | 'Г' => "G",
        'γ' | 'г' => "g",
        'Δ' | 'Д' => "D",
        'δ' | 'д' => "d",
        'Ε' | 'Έ' | 'Е' => "E",
        'ε' | 'έ' | 'е' => "e",
        'Ж' => "ZH",
        'ж' => "zh",
        'Ζ' | 'З' => "Z",
        'ζ' | 'з' => "z",
        'Η' | 'Ή' | 'Ι' | 'Ί' | 'И' => "I",
        'η' | 'ή' | 'ι' | 'ί' | 'и' => "i",
        'Й' => "Y",
        'й' => "y",
        'Θ' => "TH",
        'θ' => "th",
        'Κ' | 'К' => "K",
        'κ' | 'к' => "k",
        'Λ' | 'Л' => "L",
        'λ' | 'л' => "l",
        'Μ' | 'М' => "M",
        'μ' | 'м' | 'µ' => "m",
        'Ν' | 'Н' => "N",
        'ν' | 'н' => "n",
        'Ξ' => "X",
        'ξ' => "x",
        'Ο' | 'Ό' | 'Ω' | 'Ώ' | 'О' => "O",
        'ο' | 'ό' | 'ω' | 'ώ' | 'о' => "o",
        'Π' | 'П' => "P",
        'π' | 'п' => "p",
        'Ρ' | 'Р' => "R",
        'ρ' | 'р' => "r",
        'Σ' | 'С' => "S",
        'σ' | 'ς' | 'с' => "s",
        'Τ' | 'Т' => "T",
        'τ' | 'т' => "t",
        'Υ' | 'Ύ' => "Y",
        'υ' | 'ύ' => "y",
        'У' => "U",
        'у' => "u",
        'Φ' | 'Ф' => "F",
        'φ' | 'ф' => "f",
        'Χ' => "CH",
        'χ' => "ch",
        'Х' => "H",
        'х' => "h",
        'Ψ' => "PS",
        'ψ' => "ps",
        'Ц' => "TS",
        'ц' => "ts",
        'Ч' => "CH",
        'ч' => "ch",
        'Ш' => "SH",
        'ш' => "sh",
        'Щ' => "SHT",
        'щ' => "sht",
        'Ъ' => "A",
        'ъ' => "a",
        'Ю' => "YU",
        'ю' => "yu",
        'Я' => "YA",
        'я' => "ya",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_fold_to_one_spelling() {
        assert_eq!(fold("MÜLLER & Söhne  GmbH"), "mueller soehne gmbh");
        assert_eq!(fold("Mu\u{308}ller & So\u{308}hne GmbH"), "mueller soehne gmbh");
        assert_eq!(fold("  Crème-Brûlée, Łódź; Straße 5 "), "creme brulee lodz strasse 5");
        assert_eq!(fold("—"), "");
    }

    #[test]
    fn lost_umlauts_meet_in_the_skeleton() {
        let spellings = ["Müller", "MUELLER", "Muller"].map(skeleton);
        assert!(spellings.iter().all(|bare| bare == "muller"), "{spellings:?}");
    }

    #[test]
    fn legal_forms_drop_out_but_never_the_whole_name() {
        assert_eq!(without_legal_form("mueller und soehne gmbh co kg"), "mueller soehne");
        assert_eq!(
            without_legal_form("schreinerei weiss inh k weiss e k"),
            "schreinerei weiss inh k weiss"
        );
        assert_eq!(without_legal_form("co und co kg"), "co und co kg");
        assert_eq!(without_legal_form("alpha bau g m b h"), "alpha bau");
        assert_eq!(
            without_legal_form("alpha bau gesellschaft mit beschraenkter haftung"),
            "alpha bau"
        );
        assert_eq!(without_legal_form("gesellschaft fuer musik"), "gesellschaft fuer musik");
    }

    #[test]
    fn squeezed_text_finds_its_way_back() {
        let text = "Rechnung re-20\n26 0042 für Öl";
        let squeezed = squeeze(text);
        let at = squeezed.text.find("RE-20260042").unwrap_or_default();
        let source = squeezed.source(at..at + "RE-20260042".len());
        assert_eq!(source.and_then(|range| text.get(range)), Some("re-20\n26 0042"));
        assert_eq!(squeezed.source(0..0), None);
        assert_eq!(squeezed.source(0..10_000), None);
    }

    #[test]
    fn payment_files_get_sepa_characters_only() {
        assert_eq!(sepa("Größe & Maß: 100 % für Café_Ω"), "Groesse + Mass: 100 . fuer Cafe-O");
        assert_eq!(sepa("a@b.de; 5 €\nTHE Θ"), "a(at)b.de, 5 E THE TH");
        assert_eq!(sepa_reference("//RE 1//2/", 35), "RE 1/2");
        assert_eq!(sepa_reference("abc/def", 4), "abc");
        assert_eq!(sepa_reference("/ /abc/ def", 5), "abc");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn sepa_text_is_clean_and_stays_as_it_is(text in ".{0,80}") {
            let clean = sepa(&text);
            prop_assert!(clean.chars().all(is_sepa), "{clean}");
            prop_assert_eq!(sepa(&clean), clean.clone());
            let reference = sepa_reference(&text, 35);
            prop_assert!(!reference.contains("//") && !reference.starts_with('/')
                && !reference.ends_with('/'));
            prop_assert!(reference.chars().count() <= 35);
        }

        #[test]
        fn folding_twice_changes_nothing(text in ".{0,80}") {
            let folded = fold(&text);
            prop_assert_eq!(fold(&folded), folded);
        }

        #[test]
        fn squeezing_keeps_every_place_on_a_character(text in ".{0,80}") {
            let squeezed = squeeze(&text);
            for (at, character) in squeezed.text.char_indices() {
                let place = squeezed.source(at..at + character.len_utf8());
                let source = place.and_then(|range| text.get(range));
                prop_assert_eq!(source.map(str::to_ascii_uppercase), Some(character.to_string()));
            }
        }
    }
}
