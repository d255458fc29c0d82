//! A statement that was placed on a wrong ledger account moves to another, whole: its entries are
//! booked there as they are decided, and what they were booked with is taken back.

use super::documents::NO_ANSWER;
use super::{Choice, Decided, NO_ACCOUNT, done, kind, label};
use crate::domain::{Account, Content, Finding, FindingKind};
use crate::office::accounts::{bank_of, mark, stated};
use crate::office::books::CompanyBooks;
use crate::office::plan::{Plan, Postings};
use crate::office::run::Desk;
use crate::office::setup::reread;
use crate::store::Changes;
use crate::store::rows::{DocumentRow, EntryRow, StatementRow};
use std::collections::{BTreeMap, BTreeSet};

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
        if is_certain(books, &own, first)
            || statements.iter().any(|row| row.account != first.account)
        {
            return self.resolve_doubts(id, document, choice).await;
        }
        if !self.keeps(&company, account) {
            return Ok(Err(self.keeps_no_money(&company, account)));
        }
        if let Some(finding) = self.of_another_iban(&company, &content, Some(account)) {
            return Ok(Err(finding.with("document", id)));
        }
        let kept = (first.account.clone(), books.kept_for(account, &own));
        let said = label(choice);
        self.move_whole(id, &document, (&company, kept), ("resolve", &said)).await
    }

    /// Moves all that a document told from what it is kept under to another.
    pub(super) async fn move_whole(
        &self,
        id: &str,
        document: &DocumentRow,
        (company, kept): (&str, (String, String)),
        said: (&str, &str),
    ) -> Decided {
        let ledger =
            (self.ledger_of(company, &kept.0).await?, self.ledger_of(company, &kept.1).await?);
        let (Some(from), Some(to)) = ledger else {
            return Ok(Err(NO_ACCOUNT.found().with("account", kept.1)));
        };
        let way = Move { company, kept, ledger: (from, to) };
        if way.kept.0 == way.kept.1 {
            return Ok(Ok(done(self.setup.language, id)));
        }
        let mut unit = self.store.unit().await?;
        let desk = Desk { store: unit.store().clone(), ..self.clone() };
        let changes = match desk.moved(id, document, &way, said).await? {
            Err(finding) => return Ok(Err(finding)),
            Ok(changes) => changes,
        };
        unit.write(&changes).await?;
        desk.forget_openings(company, &way.kept.0).await?;
        drop(desk);
        unit.commit().await?;
        Ok(Ok(self.said(id, &changes)))
    }

    /// The ledger account of what entries are kept under; of what the settings know no more that
    /// which it was opened on.
    async fn ledger_of(&self, company: &str, kept: &str) -> anyhow::Result<Option<String>> {
        let books = self.setup.companies.get(company);
        let own = books.and_then(|books| Some(books.number(&books.bank_account(kept)?)));
        if own.is_some() {
            return Ok(own);
        }
        let rows = self.store.openings(company).await?;
        let opened = rows.into_iter().find(|row| row.bank.as_deref() == Some(kept));
        Ok(opened.map(|row| row.account))
    }

    /// Forgets the ledger accounts on which nothing of this is kept any more.
    pub(super) async fn forget_openings(&self, company: &str, kept: &str) -> anyhow::Result<()> {
        for row in self.store.openings(company).await? {
            if row.by_statement && row.bank.as_deref() == Some(kept) {
                self.store.forget_opening(company, &row.account, kept).await?;
            }
        }
        Ok(())
    }

    /// What moving one entry changes, of which another statement tells that is kept elsewhere.
    pub(super) async fn moved_alone(
        &self,
        id: &str,
        row: &EntryRow,
        to: &str,
    ) -> anyhow::Result<Result<Changes, Finding>> {
        let company = row.company.as_str();
        let ledger =
            (self.ledger_of(company, &row.account).await?, self.ledger_of(company, to).await?);
        let (Some(from), Some(onto)) = ledger else {
            return Ok(Err(NO_ACCOUNT.found().with("account", to)));
        };
        let kept = (row.account.clone(), to.to_owned());
        let way = Move { company, kept, ledger: (from, onto) };
        let numbers: Vec<i64> = row.state.posting.into_iter().collect();
        let postings = self.postings(company, &numbers).await?;
        if let Some(finding) = against(&way, std::slice::from_ref(row), &postings) {
            return Ok(Err(finding.with("id", id)));
        }
        self.store.keep_entry_under(row.id, to).await?;
        let mut books = self.books().await?;
        let mut plan = self.sheet(&mut books);
        let row = EntryRow { account: to.to_owned(), ..row.clone() };
        plan.placed(row, &way.ledger, &postings);
        self.opened_anew(&mut plan, company, &[&way.kept.1]).await?;
        Ok(Ok(plan.finish()))
    }

    /// What moving changes, or why it cannot be; in a unit of work that is dropped then.
    async fn moved(
        &self,
        id: &str,
        document: &DocumentRow,
        way: &Move<'_>,
        (verb, said): (&str, &str),
    ) -> anyhow::Result<Result<Changes, Finding>> {
        let (from, to) = (&way.kept.0, &way.kept.1);
        let mut rows = self.store.entries(&self.store.entries_from(document.id).await?).await?;
        rows.retain(|row| row.account == *from);
        if let Some(finding) = self.twice_there(way, &rows).await? {
            return Ok(Err(finding.with("id", id)));
        }
        let numbers: Vec<i64> = rows.iter().filter_map(|row| row.state.posting).collect();
        let postings = self.postings(way.company, &numbers).await?;
        if let Some(finding) = against(way, &rows, &postings) {
            return Ok(Err(finding.with("id", id)));
        }
        self.store.move_told(document.id, from, to).await?;
        let mut books = self.books().await?;
        let mut plan = self.sheet(&mut books);
        self.opened_anew(&mut plan, way.company, &[from, to]).await?;
        rows.into_iter().for_each(|row| plan.placed(row, &way.ledger, &postings));
        let mut changes = plan.finish();
        changes.rejudged.extend(self.asked_where_it_stands(id, way.company).await?);
        changes.decisions.push(self.logged(id, verb, said, &changes).await?);
        Ok(Ok(changes))
    }

    /// Books anew what bank accounts began with of which a statement is kept elsewhere now, or no
    /// more: what each of these keys names.
    pub(super) async fn opened_anew(
        &self,
        plan: &mut Plan<'_>,
        company: &str,
        keys: &[&String],
    ) -> anyhow::Result<()> {
        let banks: BTreeMap<&str, &String> = keys.iter().map(|key| (bank_of(key), *key)).collect();
        for (bank, key) in banks {
            if let Some(known) = self.known_bank(plan, (company, key)).await? {
                plan.open_banks(vec![known]);
                continue;
            }
            let mut rows = self.store.openings(company).await?;
            rows.retain(|row| row.by_statement && row.bank.as_deref().map(bank_of) == Some(bank));
            let numbers: Vec<i64> = rows.iter().filter_map(|row| row.posting).collect();
            let postings = self.postings(company, &numbers).await?;
            rows.iter().for_each(|row| plan.unopened(row, &postings));
        }
        Ok(())
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
            for other in there.iter().filter(|other| {
                other.account == way.kept.1
                    && other.id != row.id
                    && other.entry.amount == row.entry.amount
                    && other.same_as.is_none()
            }) {
                if self.are_told_alike(other.id, row.id).await? {
                    let found = STANDS_THERE.found().with("entry", format!("E{}", row.id));
                    let found = found.with("other", format!("E{}", other.id));
                    return Ok(Some(found.with("account", &way.ledger.1)));
                }
            }
        }
        Ok(None)
    }

    /// The documents that asked whether this one stands on the right account.
    pub(super) async fn asked_where_it_stands(
        &self,
        id: &str,
        company: &str,
    ) -> anyhow::Result<Vec<DocumentRow>> {
        let named = format!("kontor resolve {id} account ");
        // What it told of that stands elsewhere was asked about while it stood there itself.
        let own = |key: i64, doubt: &str| {
            format!("D{key}") == id && doubt.contains("kontor resolve D") && is_of_account(doubt)
        };
        let mut ended = Vec::new();
        for (key, doubts) in self.store.doubts(Some(company), self.setup.language).await? {
            let is_over = |doubt: &String| doubt.contains(&named) || own(key, doubt);
            let asks: Vec<String> = doubts.into_iter().filter(is_over).collect();
            let row = self.store.document_row(key).await?.filter(|_| !asks.is_empty());
            ended.extend(row.map(|mut row| {
                row.accepted.extend(asks);
                row
            }));
        }
        Ok(ended)
    }
}

/// Whether a question is on which account a document stands.
fn is_of_account(doubt: &str) -> bool {
    let mut words = doubt.split("kontor resolve D").skip(1);
    words.any(|answer| answer.split(' ').nth(1) == Some("account"))
}

/// What is said of an entry that is booked against the account that it would move to.
fn against(way: &Move<'_>, rows: &[EntryRow], postings: &Postings) -> Option<Finding> {
    let row = rows.iter().find(|row| {
        let posting = row.state.posting.and_then(|number| postings.get(&number));
        let mut lines = posting.into_iter().flat_map(|entry| entry.lines());
        way.ledger.0 != way.ledger.1 && lines.any(|line| line.account == way.ledger.1)
    })?;
    let found = BOOKED_AGAINST.found().with("account", &way.ledger.1);
    Some(found.with("entry", format!("E{}", row.id)))
}

/// Whether the settings say whose account a statement is and where it is kept: what states such an
/// account is that account's.
pub(super) fn is_certain(books: &CompanyBooks, own: &Account, kept: &StatementRow) -> bool {
    stated(own).is_some()
        && mark(own).as_ref() == Some(&kept.account)
        && books.bank_account(&kept.account).is_some()
}

/// The account of a document's statements, of those of a file that it stands for.
pub(super) fn account_of(content: &Content, document: &DocumentRow) -> Option<Account> {
    let Content::BankStatement(file) = content else { return None };
    let mut accounts = file.statements.iter().map(|statement| &statement.account);
    let first = accounts.clone().next();
    accounts.find(|account| mark(account) == document.number).or(first).cloned()
}
