//! How alike two firms' names are written. Legal forms count: `Berger GmbH` and `Berger KG` are two
//! firms.

use super::short_forms;
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
    /// The words of the bare name, each short form one.
    words: Vec<String>,
}

/// How alike; the later the better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// Only one of the two states a legal form.
    WithoutForm,
    /// Umlauts were lost on the way, or words written short (`TSV`).
    Worn,
    /// But for case, marks, umlauts as two letters and joining words.
    Folded,
    /// Letter for letter.
    Written,
}

/// Words that join the parts of a name and are written or left out at will.
const JOINING: &[&str] = &["und", "u", "and", "et"];

/// Words within what short forms stand for: `Verein für Leibesübungen`.
const LEFT_OUT: &[&str] = &["fuer", "der", "die"];

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
        let own: Vec<&str> = bare.split(' ').filter(|word| !LEFT_OUT.contains(word)).collect();
        let words = short_forms::joined(&own).into_iter().map(|(word, _)| word).collect();
        FirmName { written, bare, form, worn, words }
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
            (false, true) => {
                (self.worn == other.worn || self.is_short_for(other)).then_some(Likeness::Worn)
            }
            (false, false) => {
                (unstated && self.is_short_for(other)).then_some(Likeness::WithoutForm)
            }
        }
    }

    /// What every two names have one of in common that are [alike](FirmName::likeness): the bare
    /// name, the worn one, and its words with all that stand in the table of short forms left out.
    pub fn keys(&self) -> [String; 3] {
        let open = |word: &String| {
            if short_forms::is_in_table(word) { "" } else { word.as_str() }.to_owned()
        };
        let words: Vec<String> = self.words.iter().map(open).collect();
        [format!("b {}", self.bare), format!("w {}", self.worn), format!("s {}", words.join(" "))]
    }

    /// The words of the legal form, folded and joined (`gmbhcokg`); empty when none is stated.
    pub fn form(&self) -> &str {
        &self.form
    }

    /// Whether the names are one but for words that are written short or in full.
    fn is_short_for(&self, other: &FirmName) -> bool {
        self.words.len() == other.words.len()
            && self
                .words
                .iter()
                .zip(&other.words)
                .all(|(ours, theirs)| ours == theirs || short_forms::are_one(ours, theirs))
    }
}

/// A folded name's own words, and its legal form's in one.
fn parted(folded: &str) -> (String, String) {
    // `Ev. Kirchengemeinde` is no registered club.
    let evangelical = folded.strip_prefix("ev ").map(|rest| format!("evangelische {rest}"));
    let folded = with_short_form(evangelical.as_deref().unwrap_or(folded));
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
        let (a, b) = (FirmName::new(a), FirmName::new(b));
        let alike = a.likeness(&b);
        let common = a.keys().iter().any(|key| b.keys().contains(key));
        assert!(common || alike.is_none(), "{a:?} and {b:?} are alike and have no key in common");
        alike
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
    fn words_written_short_are_the_same_words() {
        let bare = alike("TSV Talheim e.V.", "Turn- und Sportverein Talheim");
        assert_eq!(bare, Some(Likeness::WithoutForm));
        for (a, b) in [
            ("TSV Talheim e.V.", "Turn- und Sportverein Talheim e. V."),
            ("GaLaBau Holzmann GmbH", "Garten- und Landschaftsbau Holzmann GmbH"),
            ("SHK Kern GmbH", "Sanitär Heizung Klima Kern GmbH"),
            ("FF Talheim", "Freiwillige Feuerwehr Talheim"),
            ("Ev. Kirchengemeinde Talheim", "Evangelische Kirchengemeinde Talheim"),
        ] {
            assert!(alike(a, b).is_some() && alike(b, a).is_some(), "{a}, {b}");
        }
        assert_eq!(alike("Rheinstahl KGaA", "Rheinstahl KG auf Aktien"), Some(Likeness::Folded));
        assert_eq!(alike("Roth e.Kfr.", "Roth e.K."), Some(Likeness::Folded));
        assert_eq!(alike("TSV Talheim", "TuS Talheim"), None);
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
