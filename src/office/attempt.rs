//! Work for many, of whom one that fails stops no other.

use super::folder::said;
use super::run::is_away;
use crate::domain::Language;
use crate::store::StoreError;
use std::io;

/// What came of work for many: how much, and what went wrong for whom.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Attempt {
    /// How much was done.
    pub done: usize,
    /// What failed: whose it is, and why.
    pub failed: Vec<String>,
    language: Language,
}

impl Attempt {
    /// One whose failures are told in this language.
    pub fn of(language: Language) -> Attempt {
        Attempt { language, ..Attempt::default() }
    }

    /// Takes up how it went for one. That the server is away is everybody's trouble and ends the
    /// work.
    pub fn take(&mut self, whose: &str, went: anyhow::Result<usize>) -> anyhow::Result<()> {
        match went {
            Ok(done) => self.done += done,
            Err(error) if is_away(&error) => return Err(error),
            Err(error) => self.failed.push(format!("{whose}: {}", why(&error, self.language))),
        }
        Ok(())
    }

    /// Takes up how it went for others.
    pub fn join(&mut self, mut others: Attempt) {
        self.done += others.done;
        self.failed.append(&mut others.failed);
    }

    /// True when nothing failed.
    pub fn is_whole(&self) -> bool {
        self.failed.is_empty()
    }

    /// What failed, as one sentence; nothing when nothing did.
    pub fn failure(&self) -> Option<String> {
        (!self.is_whole()).then(|| self.failed.join("; "))
    }
}

/// The causes of an error, each once: what the system and the store say in the reader's language,
/// with the number that it has there.
pub fn why(error: &anyhow::Error, language: Language) -> String {
    let mut causes: Vec<String> = Vec::new();
    for cause in error.chain() {
        let text =
            match (cause.downcast_ref::<io::Error>(), cause.downcast_ref::<StoreError>(), language)
            {
                (Some(error), ..) => said(error, language),
                (_, Some(store), Language::De) => match store.code() {
                    Some(code) => {
                        return [causes.as_slice(), &[format!("Datenbank, Fehler {code}")]]
                            .concat()
                            .join(": ");
                    }
                    None => store.words(language),
                },
                _ => cause.to_string(),
            };
        if causes.last().is_none_or(|before| !before.contains(&text)) {
            causes.push(text);
        }
    }
    causes.join(": ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_store_says_is_told_in_the_readers_language() {
        let said = |language| {
            let error = anyhow::Error::new(StoreError::Garbled("date: 2026-13-01".to_owned()));
            why(&error.context("journal"), language)
        };
        assert_eq!(
            said(Language::De),
            "journal: die Ablage enthält einen Wert, den kontor nicht lesen kann: date: 2026-13-01"
        );
        assert!(said(Language::En).contains("a value kontor cannot read"));
        let failed = anyhow::Error::new(StoreError::Sql(sqlx::Error::RowNotFound));
        assert!(why(&failed, Language::De).starts_with("die Ablage hat versagt ("));
    }

    #[test]
    fn one_that_fails_stops_no_other_but_a_server_that_is_away_does() {
        let mut attempt = Attempt::default();
        assert!(attempt.take("kern", Err(anyhow::anyhow!("the disk is full"))).is_ok());
        assert!(attempt.take("mueller", Ok(3)).is_ok());
        assert_eq!(
            (attempt.done, attempt.failure().as_deref()),
            (3, Some("kern: the disk is full"))
        );
        let closed = std::io::Error::from(std::io::ErrorKind::IsADirectory);
        assert!(Attempt::of(Language::De).take("journal.csv", Err(closed.into())).is_ok());
        let away: anyhow::Error = StoreError::TurnLost.into();
        assert!(attempt.take("roth", Err(away)).is_err());
    }
}
