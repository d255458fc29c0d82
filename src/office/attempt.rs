//! Work for many, of whom one that fails stops no other.

use super::run::is_away;

/// What came of work for many: how much, and what went wrong for whom.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Attempt {
    /// How much was done.
    pub done: usize,
    /// What failed: whose it is, and why.
    pub failed: Vec<String>,
}

impl Attempt {
    /// Takes up how it went for one. That the server is away is everybody's trouble and ends the work.
    pub fn take(&mut self, whose: &str, went: anyhow::Result<usize>) -> anyhow::Result<()> {
        match went {
            Ok(done) => self.done += done,
            Err(error) if is_away(&error) => return Err(error),
            Err(error) => self.failed.push(format!("{whose}: {error:#}")),
        }
        Ok(())
    }

    /// What failed, as one sentence; nothing when nothing did.
    pub fn failure(&self) -> Option<String> {
        (!self.failed.is_empty()).then(|| self.failed.join("; "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::StoreError;

    #[test]
    fn one_that_fails_stops_no_other_but_a_server_that_is_away_does() {
        let mut attempt = Attempt::default();
        assert!(attempt.take("kern", Err(anyhow::anyhow!("the disk is full"))).is_ok());
        assert!(attempt.take("mueller", Ok(3)).is_ok());
        assert_eq!((attempt.done, attempt.failure().as_deref()), (3, Some("kern: the disk is full")));
        let away: anyhow::Error = StoreError::TurnLost.into();
        assert!(attempt.take("roth", Err(away)).is_err());
    }
}
