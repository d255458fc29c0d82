//! A booking that was read twice, as two: a person says that the one is the other. It stays in the list of entries and moves nothing; its
//! statements tell of the other from then on, so that no later file brings it back.

use super::entries::by_person;
use super::{kind, number};
use crate::domain::{Finding, FindingKind};
use crate::matching::{Decision, Explanation, MatchStatus};
use crate::office::run::Desk;
use crate::store::rows::EntryRow;

/// The other is no entry, or the same.
pub static NO_OTHER: FindingKind = kind(
    "resolve-same-what",
    "{other} ist kein anderer Bankumsatz. Bitte den nennen, der {id} schon ist: same E12.",
    "{other} is no other bank entry. Name the one that {id} is already: same E12.",
);
/// Two entries that cannot be one.
pub static NOT_ALIKE: FindingKind = kind(
    "resolve-same-unlike",
    "{id} und {other} können nicht derselbe Umsatz sein: Konto, Währung und Betrag müssen gleich sein.",
    "{id} and {other} cannot be the same entry: account, currency and amount must be equal.",
);
/// One statement tells of both.
pub static ONE_STATEMENT: FindingKind = kind(
    "resolve-same-statement",
    "{id} und {other} stehen im selben Auszug ({document}); die Bank hat zwei Umsätze gebucht. Ist einer davon falsch, muss die Bank ihn zurückbuchen.",
    "{id} and {other} stand in one statement ({document}); the bank booked two entries. If one is wrong, the bank must reverse it.",
);
/// Others are said to be this one.
pub static STANDS_FOR_OTHERS: FindingKind = kind(
    "resolve-same-others",
    "{others} gilt als derselbe Umsatz wie {id}. Bitte erst das zurücknehmen (undo), dann {id} entscheiden.",
    "{others} counts as the same entry as {id}. Take that back first (undo), then decide about {id}.",
);

impl Desk {
    /// That an entry is another one. Where that other is itself said to be a third, the third is meant.
    pub(super) async fn same(&self, id: &str, row: &EntryRow, other: &str) -> anyhow::Result<Result<Decision, Finding>> {
        let (id, other) = (id.to_uppercase(), other.trim().to_uppercase());
        let said = |kind: &'static FindingKind| kind.found().with("id", &id).with("other", &other);
        let key = number(&other).filter(|(letter, _)| *letter == 'E').map(|(_, key)| key);
        let Some(mut first) = self.store.entries(key.as_slice()).await?.pop() else { return Ok(Err(said(&NO_OTHER))) };
        if let Some(third) = first.same_as() {
            first = self.store.entries(&[third]).await?.pop().unwrap_or(first);
        }
        if first.id == row.id {
            return Ok(Err(said(&NO_OTHER)));
        }
        let marks = |row: &EntryRow| (row.company.clone(), row.account.clone(), row.entry.amount);
        if marks(&first) != marks(row) {
            return Ok(Err(said(&NOT_ALIKE)));
        }
        let others = self.store.read_again(row.id).await?;
        if !others.is_empty() {
            let others: Vec<String> = others.iter().map(|id| format!("E{id}")).collect();
            return Ok(Err(said(&STANDS_FOR_OTHERS).with("others", others.join(", "))));
        }
        let told = self.store.sources_of(first.id).await?;
        let both = self.store.sources_of(row.id).await?.into_iter().find(|source| told.contains(source));
        if let Some((document, _)) = both.filter(|_| row.same_as() != Some(first.id)) {
            return Ok(Err(said(&ONE_STATEMENT).with("document", format!("D{document}"))));
        }
        let decision = by_person(row, MatchStatus::Matched, "", "");
        let explanation = vec![Explanation::new(
            format!("Derselbe Umsatz wie E{}, doppelt eingelesen: so von einer Person entschieden. Gebucht ist er dort.", first.id),
            format!("The same entry as E{}, read twice: decided so by a person. It is booked there.", first.id),
        )];
        Ok(Ok(Decision { same_as: Some(first.id), explanation, ..decision }))
    }

    /// What told of an entry tells of the one that it is said to be: that one, statement, and the reference given.
    pub(super) async fn told_as_one(&self, row: &EntryRow, decision: Option<&Decision>) -> anyhow::Result<Vec<(i64, i64, Option<String>)>> {
        let Some(first) = decision.and_then(|decision| decision.same_as) else { return Ok(Vec::new()) };
        let tellings = self.store.tellings_of(row.id).await?;
        Ok(tellings.into_iter().map(|telling| (first, telling.statement, telling.reference)).collect())
    }
}
