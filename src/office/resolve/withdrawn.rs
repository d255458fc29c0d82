//! A statement that was booked on an account or in a company where it does not belong is taken back
//! whole, as an invoice is: what it told of is reversed, and it waits again. What another document
//! told of as well stays, on the account of that one.

use super::entries::by_person;
use super::placed::{account_of, is_certain};
use super::replaced::answers;
use super::{Decided, NOT_DECIDED, STILL_RETURNED, kind};
use crate::domain::spelling::counted;
use crate::domain::{Account, BankStatement, Content, Finding, FindingKind, Kind, Language};
use crate::matching::{Decision, Explanation, MatchStatus};
use crate::office::accounts::Placed;
use crate::office::books::CompanyBooks;
use crate::office::plan::Terms;
use crate::office::run::Desk;
use crate::office::setup::reread;
use crate::store::rows::{DocumentRow, DocumentStatus, EntryRow};
use crate::store::{Changes, Decision as Said};
use std::collections::BTreeSet;

/// An entry whose statement was taken back.
pub static WITHDRAWN: FindingKind = kind(
    "resolve-entry-withdrawn",
    "{id} zählt nicht mehr: Der Auszug, der ihn nennt, ist zurückgenommen. „kontor explain {id}“ \
     zeigt, welcher; mit ihm wird er wieder gebucht.",
    "{id} counts no more: the statement that tells of it was taken back. \"kontor explain {id}\" \
     shows which; it is booked again with that.",
);

/// Where a statement goes back to when the last decision about its account is taken back.
enum Back {
    /// Nowhere: it waits again.
    Waits,
    /// To the ledger account that a person had named before, or that of the settings.
    To(Option<String>),
}

impl Desk {
    /// Takes a statement back; one that a person only moved goes back to where it was.
    pub(super) async fn undo_statement(&self, id: &str, document: DocumentRow) -> Decided {
        let nothing = || Ok(Err(NOT_DECIDED.found().with("id", id)));
        if document.kind != Kind::BankStatement.as_str()
            || document.status != DocumentStatus::Processed
        {
            return nothing();
        }
        let content = match reread(&self.setup, &document) {
            Err(error) => return error.downcast::<Finding>().map(Err),
            Ok(content) => content,
        };
        let company = document.company.clone().unwrap_or_default();
        let statements = self.store.statements_of(document.id).await?;
        let (Some(books), Some(first), Some(own)) = (
            self.setup.companies.get(&company),
            statements.first(),
            account_of(&content, &document),
        ) else {
            return nothing();
        };
        // Read in euros for want of a currency it may be wrong on the right account.
        let assumed = statements.iter().all(|row| row.assumed);
        let kept: BTreeSet<&String> = statements.iter().map(|row| &row.account).collect();
        let is_certain = is_certain(books, &own, first) || kept.len() > 1;
        if is_certain && !assumed {
            return nothing();
        }
        let kept: Vec<String> = kept.into_iter().cloned().collect();
        if let Back::To(account) = back(self.store.decisions(id).await?) {
            let to = self.kept_before(&company, &content, (account, books, &own)).await?;
            let (Some(to), [kept]) = (to, kept.as_slice()) else { return nothing() };
            let moved = (kept.clone(), to);
            return self.move_whole(id, &document, (&company, moved), ("undo", "")).await;
        }
        let unit = self.store.unit().await?;
        let desk = Desk { store: unit.store().clone(), ..self.clone() };
        let waits = desk.waits_again(id, &document, content).await?;
        let said = desk.withdrawn(id, (document, waits), (&company, &kept)).await?;
        drop(desk);
        if said.is_ok() {
            unit.commit().await?;
        }
        Ok(said)
    }

    /// What a statement was kept under before a person moved it.
    async fn kept_before(
        &self,
        company: &str,
        content: &Content,
        (account, books, own): (Option<String>, &CompanyBooks, &Account),
    ) -> anyhow::Result<Option<String>> {
        if let Some(account) = account {
            return Ok(Some(books.kept_for(&account, own)));
        }
        let Content::BankStatement(file) = content else { return Ok(None) };
        let mut known = self.books().await?;
        let plan = self.sheet(&mut known);
        let is_own = |statement: &&crate::domain::Statement| statement.account == *own;
        let statements = file.statements.iter().filter(is_own).take(1).cloned().collect();
        let format = file.format.clone();
        let file = BankStatement { format, statements, ..BankStatement::default() };
        Ok(match plan.directory.place(Some(company), &file).into_iter().next() {
            Some(Placed::Kept { company: of, account }) if of == company => Some(account),
            _ => None,
        })
    }

    /// The document as it waits once it is taken back: for its account, where nothing says that, or
    /// for a person's word.
    async fn waits_again(
        &self,
        id: &str,
        document: &DocumentRow,
        content: Content,
    ) -> anyhow::Result<DocumentRow> {
        let before = DocumentRow { held_code: None, held_reason: None, ..document.clone() };
        let mut row = self.waiting(id, before);
        let mut books = self.books().await?;
        let placed = self.sheet(&mut books).release(&row, content, &Terms::default());
        if let Err(finding) = placed {
            let language = self.setup.language_of(row.company.as_deref());
            row.reason_code = Some(finding.code().to_owned());
            row.reason = Some(finding.with("document", id).say(language));
        }
        Ok(row)
    }

    /// Takes all back that a statement told; in a unit of work that is dropped where it cannot be.
    async fn withdrawn(
        &self,
        id: &str,
        (document, waits): (DocumentRow, DocumentRow),
        (company, kept): (&str, &[String]),
    ) -> Decided {
        let told = self.store.entries(&self.store.entries_from(document.id).await?).await?;
        self.store.untold(document.id).await?;
        let (mut gone, mut staying) = (Vec::new(), Vec::new());
        for row in told {
            match self.store.sources_of(row.id).await?.is_empty() {
                true => gone.push(row),
                false => staying.push(row),
            }
        }
        let mut books = self.books().await?;
        let mut plan = self.sheet(&mut books);
        self.opened_anew(&mut plan, company, &kept.iter().collect::<Vec<_>>()).await?;
        let changes = plan.finish();
        self.store.commit(&changes).await?;
        for kept in kept {
            self.forget_openings(company, kept).await?;
        }
        for row in &gone {
            if let Err(finding) = self.withdraw(id, row).await? {
                return Ok(Err(finding));
            }
        }
        for row in &staying {
            if let Err(finding) = self.told_by_others(id, row).await? {
                return Ok(Err(finding));
            }
        }
        let mut changes = Changes::default();
        changes.rejudged.extend(self.asked_where_it_stands(id, company).await?);
        changes.rejudged.extend(self.asked_of_gone(company, &gone, &changes).await?);
        changes.rejudged.retain(|row| row.id != document.id);
        changes.rejudged.push(waits);
        changes.decisions.push(self.logged(id, "undo", "", &changes).await?);
        self.store.commit(&changes).await?;
        Ok(Ok(self.said_withdrawn(id, gone.len(), staying.len())))
    }

    /// What was taken back, and what stays.
    fn said_withdrawn(&self, id: &str, gone: usize, staying: usize) -> String {
        let german = self.setup.language == Language::De;
        let words = if german { ["Umsatz", "Umsätze"] } else { ["entry", "entries"] };
        let (gone, stays) = (counted(gone, words), counted(staying, words));
        let mut said = match german {
            true => format!("{id}: zurückgenommen und wartet wieder; storniert: {gone}"),
            false => format!("{id}: taken back, and waits again; reversed: {gone}"),
        };
        if staying > 0 {
            said += &match german {
                true => format!("; gebucht bleibt, was ein anderer Auszug auch nennt: {stays}"),
                false => format!("; still booked, since another statement tells it too: {stays}"),
            };
        }
        said + "."
    }

    /// Takes one entry back that nothing tells of any more.
    async fn withdraw(&self, id: &str, row: &EntryRow) -> anyhow::Result<Result<(), Finding>> {
        // What counts as another already counts for nothing itself.
        if row.same_as().is_some() {
            return Ok(Ok(()));
        }
        let entry = format!("E{}", row.id);
        if let Some((number, by)) = self.returned_by_another(row).await? {
            let found = STILL_RETURNED.found().with("id", &entry);
            return Ok(Err(found.with("number", number).with("by", by)));
        }
        if let Some(finding) = self.payment_taken_off(&entry, row, None).await? {
            return Ok(Err(finding));
        }
        let explanation = vec![Explanation::new(
            format!("Zurückgenommen mit dem Auszug {id}, der ihn nannte; er zählt nicht mehr."),
            format!("Taken back with the statement {id} that told of it; it counts no more."),
        )];
        let decision = Decision {
            same_as: Some(row.id),
            explanation,
            ..by_person(row, MatchStatus::Matched, "", "")
        };
        let row = self.store.entries(&[row.id]).await?.pop().unwrap_or_else(|| row.clone());
        let with = format!("with {id}");
        let said = (entry.as_str(), "undo", with.as_str());
        Ok(self.apply(row, Some(&decision), said).await?.map(|_| ()))
    }

    /// What another statement told of as well stays, on the account of that statement.
    async fn told_by_others(
        &self,
        id: &str,
        row: &EntryRow,
    ) -> anyhow::Result<Result<(), Finding>> {
        let tellers: BTreeSet<i64> =
            self.store.tellings_of(row.id).await?.iter().map(|told| told.statement).collect();
        let tellers = self.store.statements_with(&tellers.into_iter().collect::<Vec<_>>()).await?;
        let mut changes = Changes::default();
        let other = tellers.first().filter(|_| tellers.iter().all(|by| by.account != row.account));
        if let Some(to) = other.map(|by| by.account.clone()) {
            match self.moved_alone(id, row, &to).await? {
                Ok(moved) => changes = moved,
                Err(finding) => return Ok(Err(finding)),
            }
        }
        let said = self
            .logged(&format!("E{}", row.id), "undo", &format!("told by {id}"), &changes)
            .await?;
        changes.decisions.push(said);
        self.store.commit(&changes).await?;
        Ok(Ok(()))
    }

    /// The documents that asked whether one of these entries is another: the question is over.
    async fn asked_of_gone(
        &self,
        company: &str,
        gone: &[EntryRow],
        changes: &Changes,
    ) -> anyhow::Result<Vec<DocumentRow>> {
        let ids: BTreeSet<String> = gone.iter().map(|row| format!("E{}", row.id)).collect();
        let mut ended = Vec::new();
        for (key, doubts) in self.store.doubts(Some(company), self.setup.language).await? {
            let names = |doubt: &String| {
                let mut words = doubt.split(|c: char| !c.is_ascii_alphanumeric());
                doubt.contains(" same E") && words.any(|word| ids.contains(word))
            };
            let over: Vec<String> = doubts.into_iter().filter(names).collect();
            let row = self.store.document_row(key).await?.filter(|_| !over.is_empty());
            ended.extend(row.map(|mut row| {
                let known = changes.rejudged.iter().find(|known| known.id == row.id);
                row.accepted = known.map_or(row.accepted, |known| known.accepted.clone());
                row.accepted.extend(over);
                row
            }));
        }
        Ok(ended)
    }
}

/// Where the last decision about a document's account leads when it is taken back.
fn back(decisions: Vec<Said>) -> Back {
    let mut placed: Vec<(bool, String)> = Vec::new();
    for (verb, choice, ..) in answers(decisions) {
        let moved = choice.strip_prefix("account ").filter(|_| verb == "resolve");
        let booked = choice.split_once("--account ").filter(|_| verb == "resolve");
        if let Some((_, named)) = booked {
            placed = vec![(false, named.split(' ').next().unwrap_or_default().to_owned())];
        } else if let Some(account) = moved {
            placed.push((true, account.trim().to_owned()));
        } else if verb == "undo" && choice.is_empty() {
            placed.pop();
        }
    }
    match placed.as_slice() {
        [.., (_, before), (true, _)] => Back::To(Some(before.clone())),
        [(true, _)] => Back::To(None),
        _ => Back::Waits,
    }
}
