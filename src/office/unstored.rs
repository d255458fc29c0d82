//! What the store does not take. A value out of range, a constraint that is broken: such an error
//! is of what was written, not of the store as a whole. Each file of the batch is then gone through
//! by itself, nothing of it kept, to see whose it is; that document is rejected with its reason,
//! and all others are booked as if it had not come.

use super::books::Books;
use super::drain::Batch;
use super::run::{Runner, Summary};
use super::take::{Outcome, Taken};
use crate::domain::finding::Weight;
use crate::domain::finding_argument::Argument;
use crate::domain::{Content, Finding, FindingKind, Kind};
use crate::store::StoreError;
use std::collections::HashMap;

/// A document of which the store refuses a row.
pub static NOT_STORED: FindingKind = FindingKind {
    code: "not-stored",
    weight: Weight::Error,
    de: "Dieses Dokument nehmen die Bücher nicht an ({problem}); nichts davon ist gebucht, alles \
        andere schon. Das ist ein Fehler in kontor; bitte melden und die Datei aufheben.",
    en: "The books do not take this document ({problem}); nothing of it is booked, everything else \
        is. That is a fault of kontor; please report it and keep the file.",
};

/// What the store says of the document that it was given; `None` where the store itself ails, and
/// with it the whole run.
pub(super) fn refusal(error: &anyhow::Error) -> Option<Finding> {
    let refused = error
        .chain()
        .find_map(|cause| cause.downcast_ref::<StoreError>())
        .and_then(StoreError::refusal)?;
    Some(NOT_STORED.found().with_value(
        "problem",
        Argument::foreign("die Datenbank weist eine Angabe darin zurück", refused),
    ))
}

/// The clarification sheets among documents, whose answers are applied: to be booked as they are,
/// not to be read and applied again.
pub(super) fn sheets(taken: &[Vec<Taken>]) -> HashMap<String, Taken> {
    let is_sheet = |document: &&Taken| {
        matches!(document.outcome, Outcome::Read { content: Content::Answers(_), .. })
    };
    taken
        .iter()
        .flatten()
        .filter(is_sheet)
        .map(|document| (document.claim.clone(), document.clone()))
        .collect()
}

/// What the store refuses, by the claims of the documents.
type Refused = HashMap<String, Finding>;

impl Runner {
    /// Books a batch of which the store refused something, without the documents that are to blame.
    pub(super) async fn book_the_others(
        &self,
        books: &mut Books,
        batch: &Batch<'_>,
        summary: &mut Summary,
    ) -> anyhow::Result<()> {
        let mut refused = Refused::new();
        for file in &batch.again()? {
            self.find_refused(books, file, &mut refused).await?;
        }
        *books = self.books().await?;
        let mut taken = batch.again()?;
        refuse(&mut taken, &refused);
        match self.planned(books, taken).await {
            Ok(booked) => self.finished(books, batch.claimed, booked, summary).await,
            // Each by itself is taken, and two of them together are not: then one comes after the
            // other.
            Err(error) if refusal(&error).is_some() => {
                self.book_one_by_one(books, batch, refused, summary).await
            }
            Err(error) => Err(error),
        }
    }

    async fn book_one_by_one(
        &self,
        books: &mut Books,
        batch: &Batch<'_>,
        mut refused: Refused,
        summary: &mut Summary,
    ) -> anyhow::Result<()> {
        for (file, claimed) in batch.again()?.into_iter().zip(batch.claimed) {
            *books = self.books().await?;
            let mut taken = vec![file.clone()];
            refuse(&mut taken, &refused);
            let mut booked = self.planned(books, taken).await;
            if let Some(finding) = booked.as_ref().err().and_then(refusal) {
                refused.extend(
                    file.iter()
                        .filter(|document| says_something(document))
                        .map(|one| (one.claim.clone(), finding.clone())),
                );
                *books = self.books().await?;
                let mut taken = vec![file];
                refuse(&mut taken, &refused);
                booked = self.planned(books, taken).await;
            }
            self.finished(books, std::slice::from_ref(claimed), booked?, summary).await?;
        }
        Ok(())
    }

    /// Which documents of a file the store refuses: the one that it holds, or each of several that
    /// is refused without the others.
    async fn find_refused(
        &self,
        books: &mut Books,
        file: &[Taken],
        refused: &mut Refused,
    ) -> anyhow::Result<()> {
        let Some(why) = self.refused_of(books, file.to_vec()).await? else { return Ok(()) };
        let telling: Vec<&Taken> =
            file.iter().filter(|document| says_something(document)).collect();
        let before = refused.len();
        for document in telling.iter().filter(|_| telling.len() > 1) {
            if let Some(finding) = self.refused_of(books, alone(file, document)).await? {
                refused.insert(document.claim.clone(), finding);
            }
        }
        if refused.len() == before {
            refused.extend(telling.iter().map(|document| (document.claim.clone(), why.clone())));
        }
        Ok(())
    }

    /// Plans the documents of a file and writes them, and takes it all back; gives what the store
    /// has against it.
    async fn refused_of(
        &self,
        books: &mut Books,
        file: Vec<Taken>,
    ) -> anyhow::Result<Option<Finding>> {
        *books = self.books().await?;
        let tried = async {
            let (work, changes) = self.plan(books, vec![file]).await?;
            work.rehearse(&changes).await
        };
        match tried.await {
            Ok(()) => Ok(None),
            Err(error) => refusal(&error).map(Some).ok_or(error),
        }
    }
}

/// A file with one of its documents; the others are as if they could not be read.
fn alone(file: &[Taken], kept: &Taken) -> Vec<Taken> {
    let others =
        file.iter().filter(|document| document.claim != kept.claim && says_something(document));
    let silent = others.map(|document| (document.claim.clone(), NOT_STORED.found())).collect();
    let mut taken = vec![file.to_vec()];
    refuse(&mut taken, &silent);
    taken.into_iter().flatten().collect()
}

/// Rejects documents.
fn refuse(taken: &mut [Vec<Taken>], refused: &Refused) {
    for document in taken.iter_mut().flatten() {
        if let Some(finding) = refused.get(&document.claim) {
            document.outcome = Outcome::Failed(kind(document), finding.clone());
        }
    }
}

fn kind(document: &Taken) -> Kind {
    match &document.outcome {
        Outcome::Read { content, .. } => content.kind(),
        Outcome::Failed(kind, _) => *kind,
        _ => Kind::Unknown,
    }
}

/// True of a document that causes rows beyond its own.
fn says_something(document: &Taken) -> bool {
    matches!(document.outcome, Outcome::Read { .. })
}
