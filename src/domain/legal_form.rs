//! The legal form that a name states, however it is written: `G.m.b.H.` and `gGmbH` are one, `GmbH`
//! and `GmbH & Co. KG` two persons in law.

use super::text::{FOREIGN_FORMS, with_short_form};

/// Legal forms of Germany in short, each with the folded spellings that mean it. A `gGmbH` is a
/// GmbH (§ 4 sentence 2 GmbHG), an `eGbR` a GbR (§ 707a (2) BGB), a PartG mbB a PartG (§ 8 (4)
/// PartGG).
const FORMS: &[(&str, &[&str])] = &[
    ("gmbh", &["gmbh", "mbh", "ggmbh"]),
    ("ug", &["ug"]),
    ("ag", &["ag"]),
    ("kg", &["kg"]),
    ("kgaa", &["kgaa"]),
    ("ohg", &["ohg"]),
    ("gbr", &["gbr", "egbr", "gesbr"]),
    ("se", &["se"]),
    ("eg", &["eg"]),
    ("ev", &["ev"]),
    ("ek", &["ek", "ekfm", "ekfr"]),
    ("partg", &["partg", "partgmbb"]),
];

/// Second words of forms that points part: `e. K.`.
const PARTED: &[(&str, &[&str])] = &[("ek", &["k", "kfm", "kfr"]), ("ev", &["v"]), ("eg", &["g"])];

/// The legal form of a name; none where it states none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LegalForm {
    /// In short, in the order of the name: `gmbh`, `kg`.
    forms: Vec<&'static str>,
    /// `& Co` stands behind the last one: `GmbH & Co.`.
    goes_on: bool,
}

impl LegalForm {
    /// The form that a folded name states. What abroad is one (`SpA`, `AS`) counts at its end only.
    pub fn of(folded: &str) -> LegalForm {
        let short = with_short_form(folded);
        let words: Vec<&str> = short.split(' ').collect();
        let mut found = LegalForm::default();
        for (at, word) in words.iter().enumerate() {
            let next = words.get(at + 1).copied().unwrap_or_default();
            let form = german(word).or_else(|| parted(word, next));
            let foreign = || abroad(word).filter(|_| at > 0 && at + 1 == words.len());
            match form.or_else(foreign) {
                Some(form) => {
                    found.forms.push(form);
                    found.goes_on = false;
                }
                None if matches!(*word, "co" | "cie") => found.goes_on = !found.forms.is_empty(),
                None => {}
            }
        }
        found
    }

    /// Whether a name states any.
    pub fn is_stated(&self) -> bool {
        !self.forms.is_empty()
    }

    /// Whether it is a merchant's, who is himself his firm (§ 17 HGB).
    pub fn is_merchant(&self) -> bool {
        self.forms == ["ek"]
    }

    /// Whether it is a registered club's (§ 65 BGB).
    pub fn is_club(&self) -> bool {
        self.forms == ["ev"]
    }

    /// Whether it is one that only a company of its own in law bears, and must (§ 4 GmbHG, § 5a (1)
    /// GmbHG, § 4 AktG, § 19 (1) HGB).
    pub fn is_corporate(&self) -> bool {
        self.forms.iter().any(|form| matches!(*form, "gmbh" | "ug" | "ag" | "kg" | "kgaa" | "se"))
    }

    /// Whether both are stated and no spelling of one another.
    pub fn is_other(&self, other: &LegalForm) -> bool {
        if !self.is_stated() || !other.is_stated() || self.forms == other.forms {
            return false;
        }
        // `Day Spa` and `Day Spa GmbH`.
        let word_of_name = |one: &LegalForm| one.forms.as_slice() == ["spa"];
        // `GmbH & Co.` leaves out the form of the partnership.
        let begins = |short: &LegalForm, long: &LegalForm| {
            short.goes_on && long.forms.starts_with(&short.forms)
        };
        !(word_of_name(self) || word_of_name(other) || begins(self, other) || begins(other, self))
    }
}

/// Whether each of a name's folded words is one of its legal form.
pub fn form_words(words: &[&str]) -> Vec<bool> {
    let is_form = |at: usize, word: &str| {
        let next = words.get(at + 1).copied().unwrap_or_default();
        let before = at.checked_sub(1).and_then(|at| words.get(at)).copied().unwrap_or_default();
        german(word).or_else(|| parted(word, next)).or_else(|| parted(before, word)).is_some()
            || matches!(word, "co" | "cie" | "mbb" | "haftungsbeschraenkt")
            || at > 0 && at + 1 == words.len() && abroad(word).is_some()
    };
    words.iter().enumerate().map(|(at, word)| is_form(at, word)).collect()
}

fn german(word: &str) -> Option<&'static str> {
    FORMS.iter().find(|(_, spellings)| spellings.contains(&word)).map(|(form, _)| *form)
}

fn parted(word: &str, next: &str) -> Option<&'static str> {
    let found = PARTED.iter().find(|(_, seconds)| word == "e" && seconds.contains(&next));
    found.map(|(form, _)| *form)
}

fn abroad(word: &str) -> Option<&'static str> {
    let word = if word == "limited" { "ltd" } else { word };
    FOREIGN_FORMS.iter().find(|form| **form == word).copied()
}

#[cfg(test)]
mod tests {
    use super::LegalForm;
    use crate::domain::text::fold;

    #[test]
    fn forms_are_told_however_they_are_written() {
        let other = |a: &str, b: &str| LegalForm::of(&fold(a)).is_other(&LegalForm::of(&fold(b)));
        for (a, b) in [
            ("Hahn GmbH & Co. KG", "Hahn GmbH u. Co KG"),
            ("Hahn GmbH & Co. KG", "Hahn GmbH & Co. Vertriebs-KG"),
            ("Hahn GmbH & Co. KG", "Hahn GmbH & Co."),
            ("Hahn & Co. KG", "Hahn KG"),
            ("Hahn gGmbH", "Hahn G.m.b.H."),
            ("Gesellschaft für Bau mbH", "Hahn Gesellschaft mit beschränkter Haftung"),
            ("Hahn UG (haftungsbeschränkt)", "Hahn UG"),
            ("Hahn e.K.", "Hahn eKfr."),
            ("Hahn e. Kfm.", "Hahn eingetragener Kaufmann"),
            ("Roth PartG mbB", "Roth PartGmbB"),
            ("Roth GbR", "Roth eGbR"),
            ("Day Spa", "Day Spa GmbH"),
            ("Hahn Ltd.", "Hahn Limited"),
            ("Hahn", "Hahn GmbH"),
        ] {
            assert!(!other(a, b) && !other(b, a), "{a} and {b} may be one");
        }
        for (a, b) in [
            ("Hahn GmbH", "Hahn KG"),
            ("Hahn GmbH", "Hahn e.K."),
            ("Hahn GmbH", "Hahn GmbH & Co. KG"),
            ("Hahn KG", "Hahn GmbH & Co. KG"),
            ("Hahn KG", "Hahn KGaA"),
            ("Hahn UG", "Hahn GmbH"),
            ("Hahn AG", "Hahn SE"),
            ("Hahn e.V.", "Hahn gGmbH"),
            ("Hahn GmbH", "Hahn Ltd"),
            ("Hahn OHG", "Hahn KG"),
        ] {
            assert!(other(a, b) && other(b, a), "{a} and {b} are two");
        }
    }
}
