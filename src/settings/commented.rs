//! The settings files that `kontor init` writes: every setting with its default, commented out and
//! explained.

use crate::domain::Language;

/// `kontor.toml` with every setting and its default, commented out.
pub fn commented_kontor_toml(language: Language) -> String {
    match language {
        Language::De => include_str!("kontor.de.toml").to_owned(),
        Language::En => include_str!("kontor.en.toml").to_owned(),
    }
}

/// A company's file to fill in: the contract's least form set to an example, everything else
/// commented out with its default. `init` writes it as `companies/beispiel.toml.txt`
/// (`example.toml.txt` in English), so that nobody's books are kept before somebody says whose.
pub fn commented_company(language: Language) -> String {
    match language {
        Language::De => include_str!("company.de.toml").to_owned(),
        Language::En => include_str!("company.en.toml").to_owned(),
    }
}
