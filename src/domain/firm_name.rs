//! How alike two firms' names are written. Legal forms count: `Berger GmbH` and `Berger KG` are two
//! firms.

use super::names_apart::{is_inside, is_slip};
use super::text::{fold, with_short_form, without_legal_form};

/// A firm's name, made comparable once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirmName {
    /// Lower case, single blanks.
    written: String,
    /// [`fold`]ed, without the legal form and joining words.
    bare: String,
    /// The words of the legal form, joined: `gmbhcokg`; empty when none is stated.
    form: String,
    /// The bare name with its umlauts' dots lost: `Müller` is `muller`, but `Bauer` stays apart
    /// from `Baur`.
    worn: String,
}

/// How alike; the later the better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// Only one of the two states a legal form.
    WithoutForm,
    /// Umlauts were lost on the way.
    Worn,
    /// But for case, marks, umlauts as two letters and joining words.
    Folded,
    /// Letter for letter.
    Written,
}

/// Words that join the parts of a name and are written or left out at will.
const JOINING: &[&str] = &["und", "u", "and", "et"];

/// Umlauts, and what is left of them without their dots.
const DOTS: &[(char, char)] = &[('ä', 'a'), ('ö', 'o'), ('ü', 'u')];

impl FirmName {
    /// Takes a name as it is written.
    pub fn new(name: &str) -> FirmName {
        let written = name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        let (bare, form) = parted(&fold(name));
        let dotless: String = written
            .chars()
            .map(|c| DOTS.iter().find(|(dotted, _)| *dotted == c).map_or(c, |(_, bare)| *bare))
            .collect();
        let (worn, _) = parted(&fold(&dotless));
        FirmName { written, bare, form, worn }
    }

    /// How alike the two are; `None` when they are not the same name.
    pub fn likeness(&self, other: &FirmName) -> Option<Likeness> {
        if self.bare.is_empty() || other.bare.is_empty() {
            return None;
        }
        let unstated = self.form.is_empty() || other.form.is_empty();
        match (self.bare == other.bare, self.form == other.form) {
            (true, true) if self.written == other.written => Some(Likeness::Written),
            (true, true) => Some(Likeness::Folded),
            (true, false) => unstated.then_some(Likeness::WithoutForm),
            (false, true) => (self.worn == other.worn).then_some(Likeness::Worn),
            (false, false) => None,
        }
    }

    /// The words of the legal form, folded and joined (`gmbhcokg`); empty when none is stated.
    pub fn form(&self) -> &str {
        &self.form
    }

    /// True where the two may name one firm, however badly one of them is written: a word in
    /// common, with a slip or inside another, or one the other's initials.
    pub fn may_be(&self, other: &FirmName) -> bool {
        let words = |name: &FirmName| {
            name.bare
                .split(' ')
                .filter(|word| word.len() > 1)
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        let (ours, theirs) = (words(self), words(other));
        let common = ours
            .iter()
            .any(|word| theirs.iter().any(|their| is_slip(word, their) || is_inside(word, their)));
        let joined = is_inside(&ours.concat(), &theirs.concat());
        common || joined || is_short_for(&ours, other) || is_short_for(&theirs, self)
    }
}

/// True when a name is one short word whose letters stand in the other in their order, the first of
/// them first: `mmb`.
fn is_short_for(words: &[String], name: &FirmName) -> bool {
    let [word] = words else { return false };
    let whole = format!("{}{}", name.bare, name.form);
    let mut left = whole.chars().filter(|letter| *letter != ' ');
    word.len() < 6
        && word.chars().next() == whole.chars().next()
        && word.chars().all(|letter| left.any(|other| other == letter))
}

/// A folded name's own words, and its legal form's in one.
fn parted(folded: &str) -> (String, String) {
    let folded = with_short_form(folded);
    let kept = without_legal_form(&folded);
    let mut left = kept.split(' ').peekable();
    let mut form = String::new();
    for word in folded.split(' ') {
        match left.peek() == Some(&word) {
            true => drop(left.next()),
            false if JOINING.contains(&word) => {}
            false => form.push_str(word),
        }
    }
    let own: Vec<&str> = kept.split(' ').filter(|word| !JOINING.contains(word)).collect();
    (own.join(" "), form)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alike(a: &str, b: &str) -> Option<Likeness> {
        FirmName::new(a).likeness(&FirmName::new(b))
    }

    #[test]
    fn names_are_alike_by_degrees() {
        assert_eq!(alike("Berger GmbH", "Berger  gmbh"), Some(Likeness::Written));
        assert_eq!(alike("Müller & Söhne GmbH", "MUELLER UND SOEHNE GMBH"), Some(Likeness::Folded));
        assert_eq!(alike("Weiß e.K.", "Weiss eK"), Some(Likeness::Folded));
        assert_eq!(alike("Hahn GmbH & Co. KG", "Hahn GmbH u. Co KG"), Some(Likeness::Folded));
        assert_eq!(alike("Müller GmbH", "Muller GmbH"), Some(Likeness::Worn));
        assert_eq!(
            alike("Berger Gesellschaft mit beschränkter Haftung", "Berger G.m.b.H."),
            Some(Likeness::Folded)
        );
        assert_eq!(
            alike("Spedition Rehder", "Spedition Rehder GmbH & Co. KG"),
            Some(Likeness::WithoutForm)
        );
    }

    #[test]
    fn what_may_be_a_spelling_of_a_name() {
        let may_be = |a: &str, b: &str| FirmName::new(a).may_be(&FirmName::new(b));
        for spelling in [
            "Mueller Metallbau",
            "Muller",
            "Metalbau GmbH",
            "Müller Metallbau Niederlassung Kiel",
            "Fa. Mülelr",
            "MMB GmbH",
            "MM",
            "MuellerMetallbau AG",
            "Frau Ina Müller",
            "Metallbau",
        ] {
            assert!(
                may_be("Müller Metallbau GmbH", spelling)
                    && may_be(spelling, "Müller Metallbau GmbH"),
                "{spelling}"
            );
        }
        for other in ["Niemand AG", "Gemeinde Talheim", "Stahl Nord GmbH", "Ina Berger"] {
            assert!(!may_be("Müller Metallbau GmbH", other), "{other}");
        }
        assert!(
            may_be("Wir GmbH", "Wri GmbH")
                && !may_be("Wir GmbH", "Ihr GmbH")
                && !may_be("Wir GmbH", "Niemand AG")
        );
    }

    #[test]
    fn another_form_or_another_word_is_another_firm() {
        assert_eq!(alike("Berger GmbH", "Berger KG"), None);
        assert_eq!(alike("Berger GmbH & Co. KG", "Berger KG"), None);
        assert_eq!(alike("Bauer GmbH", "Baur GmbH"), None);
        assert_eq!(alike("Elektro Jung", "Elektro Jung Service"), None);
        assert_eq!(alike("", ""), None);
    }
}
