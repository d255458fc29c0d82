//! A statement that was placed on a wrong ledger account moves to another, whole: its entries are
//! booked there as they are decided, and what they were booked with is taken back.

use super::documents::NO_ANSWER;
use super::{Choice, Decided, NO_ACCOUNT, done, kind, label};
use crate::domain::{Account, Content, Finding, FindingKind};
use crate::office::accounts::{mark, stated};
use crate::office::run::Desk;
use crate::office::setup::reread;
use crate::store::Changes;
use crate::store::rows::{DocumentRow, EntryRow};
use std::collections::BTreeSet;

/// An entry that stands on the other account already.
pub static STANDS_THERE: FindingKind = kind(
    "resolve-stands-there",
    "{entry} steht als {other} schon auf {account}; umgebucht stünde er dort doppelt. Bitte erst \
     „kontor resolve {entry} same {other}“, dann {id} noch einmal.",
    "{entry} stands on {account} already as {other}; moved, it would stand there twice. First \
     \"kontor resolve {entry} same {other}\", then {id} again.",
);
/// An entry that is booked against the account that it would move to.
pub static BOOKED_AGAINST: FindingKind = kind(
    "resolve-booked-against",
    "{entry} ist gegen {account} gebucht; umgebucht bewegte er nichts. Bitte erst „kontor undo \
     {entry}“ oder ein anderes Gegenkonto, dann {id} noch einmal.",
    "{entry} is booked against {account}; moved, it would move nothing. First \"kontor undo \
     {entry}\" or another account against it, then {id} again.",
);

/// From where to where, and what: company; what entries are kept under; ledger accounts.
struct Move<'a> {
    company: &'a str,
    kept: (String, String),
    ledger: (String, String),
}

impl Desk {
    /// Moves a statement's entries to another ledger account.
    pub(super) async fn placed_otherwise(
        &self,
        id: &str,
        document: DocumentRow,
        account: &str,
        choice: &Choice,
    ) -> Decided {
        let content = match reread(&self.setup, &document) {
            Err(error) => return error.downcast::<Finding>().map(Err),
            Ok(content) => content,
        };
        let company = document.company.clone().unwrap_or_default();
        let statements = self.store.statements_of(document.id).await?;
        let (Some(books), Some(first)) = (self.setup.companies.get(&company), statements.first())
        else {
            return Ok(Err(NO_ANSWER.found().with("id", id)));
        };
        let Some(own) = account_of(&content, &document) else {
            return Ok(Err(NO_ANSWER.found().with("id", id)));
        };
        // What states an account that the settings know is that account's.
        let is_certain = stated(&own).is_some() && mark(&own).as_ref() == Some(&first.account);
        if is_certain || statements.iter().any(|row| row.account != first.account) {
            return self.resolve_doubts(id, document, choice).await;
        }
        if !self.keeps(&company, account) {
            return Ok(Err(NO_ACCOUNT.found().with("account", account)));
        }
        if let Some(finding) = self.of_another_iban(&company, &content, Some(account)) {
            return Ok(Err(finding.with("document", id)));
        }
        let kept = (first.account.clone(), books.kept_for(account, &own));
        let ledger = |kept: &str| books.bank_account(kept).map(|own| books.number(&own));
        let Some(ledger) = ledger(&kept.0).zip(ledger(&kept.1)) else {
            return Ok(Err(NO_ACCOUNT.found().with("account", account)));
        };
        let way = Move { company: &company, kept, ledger };
        if way.kept.0 == way.kept.1 {
            return Ok(Ok(done(self.setup.language, id)));
        }
        let mut unit = self.store.unit().await?;
        let desk = Desk { store: unit.store().clone(), ..self.clone() };
        let changes = match desk.moved(id, &document, &way, choice).await? {
            Err(finding) => return Ok(Err(finding)),
            Ok(changes) => changes,
        };
        unit.write(&changes).await?;
        desk.store.forget_opening(&company, &way.ledger.0, &way.kept.0).await?;
        drop(desk);
        unit.commit().await?;
        Ok(Ok(self.said(id, &changes)))
    }

    /// What moving changes, or why it cannot be; in a unit of work that is dropped then.
    async fn moved(
        &self,
        id: &str,
        document: &DocumentRow,
        way: &Move<'_>,
        choice: &Choice,
    ) -> anyhow::Result<Result<Changes, Finding>> {
        let (from, to) = (&way.kept.0, &way.kept.1);
        let mut rows = self.store.entries(&self.store.entries_from(document.id).await?).await?;
        rows.retain(|row| row.account == *from);
        if let Some(finding) = self.twice_there(way, &rows).await? {
            return Ok(Err(finding.with("id", id)));
        }
        let numbers: Vec<i64> = rows.iter().filter_map(|row| row.state.posting).collect();
        let postings = self.postings(way.company, &numbers).await?;
        let against = rows.iter().find(|row| {
            let posting = row.state.posting.and_then(|number| postings.get(&number));
            let mut lines = posting.into_iter().flat_map(|entry| entry.lines());
            way.ledger.0 != way.ledger.1 && lines.any(|line| line.account == way.ledger.1)
        });
        if let Some(row) = against {
            let found = BOOKED_AGAINST.found().with("id", id).with("account", &way.ledger.1);
            return Ok(Err(found.with("entry", format!("E{}", row.id))));
        }
        self.store.move_told(document.id, from, to).await?;
        let mut books = self.books().await?;
        let opened = self.store.opening_of(way.company, &way.ledger.0).await?;
        let opened =
            opened.filter(|row| row.by_statement && row.bank.as_deref() == Some(from.as_str()));
        let first: Vec<i64> = opened.iter().filter_map(|row| row.posting).collect();
        let opening = self.postings(way.company, &first).await?;
        let mut plan = self.sheet(&mut books);
        let mut known = Vec::new();
        match (opened, self.known_bank(&plan, (way.company, from)).await?) {
            (Some(_), Some(left)) => known.push(left),
            (Some(row), None) => plan.unopened(&row, &opening),
            (None, _) => {}
        }
        known.extend(self.known_bank(&plan, (way.company, to)).await?);
        plan.open_banks(known);
        rows.into_iter().for_each(|row| plan.placed(row, &way.ledger, &postings));
        let mut changes = plan.finish();
        changes.rejudged.extend(self.asked_where_it_stands(id, way.company).await?);
        changes.decisions.push(self.logged(id, "resolve", &label(choice), &changes).await?);
        Ok(Ok(changes))
    }

    /// The first entry that the other account has already, by the reference that its teller gave.
    async fn twice_there(
        &self,
        way: &Move<'_>,
        rows: &[EntryRow],
    ) -> anyhow::Result<Option<Finding>> {
        let days: BTreeSet<_> =
            rows.iter().filter_map(|row| row.entry.booking_date.or(row.entry.value_date)).collect();
        let there = self.store.entries_on(way.company, &way.kept.1, &days).await?;
        for row in rows.iter().filter(|row| row.same_as().is_none()) {
            for (other, _) in there.iter().filter(|(other, _)| {
                other.entry.amount == row.entry.amount && other.same_as().is_none()
            }) {
                if self.are_told_alike(other, row).await? {
                    let found = STANDS_THERE.found().with("entry", format!("E{}", row.id));
                    let found = found.with("other", format!("E{}", other.id));
                    return Ok(Some(found.with("account", &way.ledger.1)));
                }
            }
        }
        Ok(None)
    }

    /// The documents that asked whether this one stands on the right account.
    async fn asked_where_it_stands(
        &self,
        id: &str,
        company: &str,
    ) -> anyhow::Result<Vec<DocumentRow>> {
        let named = format!("kontor resolve {id} account ");
        let mut ended = Vec::new();
        for (key, doubts) in self.store.doubts(Some(company), self.setup.language).await? {
            let asks: Vec<String> =
                doubts.into_iter().filter(|doubt| doubt.contains(&named)).collect();
            let row = self.store.document_row(key).await?.filter(|_| !asks.is_empty());
            ended.extend(row.map(|mut row| {
                row.accepted.extend(asks);
                row
            }));
        }
        Ok(ended)
    }
}

/// The account of a document's statements, of those of a file that it stands for.
fn account_of(content: &Content, document: &DocumentRow) -> Option<Account> {
    let Content::BankStatement(file) = content else { return None };
    let mut accounts = file.statements.iter().map(|statement| &statement.account);
    let first = accounts.clone().next();
    accounts.find(|account| mark(account) == document.number).or(first).cloned()
}
