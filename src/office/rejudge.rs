//! What waits because of something else (another document, a word on a seller, a rate) is judged
//! again once that may have changed: taken back, refused, booked, or come.

use super::accounts::{ACCOUNT_NOT_STATED, UNKNOWN_ACCOUNT, bank_of};
use super::books::Books;
use super::plan::{PREPAYMENT_FIRST, TAX_OPEN, Terms, WAITS_FOR_ANOTHER, free_again, is_of_number};
use super::resolve::answers;
use super::route::WRONG_COMPANY;
use super::run::{Desk, Summary};
use super::setup::reread;
use crate::domain::{Content, Finding};
use crate::formats::pdf_invoice::DECIDED_BY_PERSON;
use crate::store::Changes;
use crate::store::rows::{DocumentRow, DocumentStatus};

/// What is booked may be what another waits for; so often all are looked through.
const ROUNDS: usize = 4;
/// Documents judged again in one transaction.
const PORTION: usize = 200;
/// The newest of one reason that are judged again while files and answers come.
const LATEST: u32 = 100;

/// Why all that waits because of another document is judged again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Again {
    /// A person decides: nothing but reasons changes, the next answer may be about what waits.
    Answered,
    /// Files came.
    Came,
    /// The night, which waits for nobody: all are looked at, however many.
    Night,
}

impl Again {
    fn most(self) -> u32 {
        if self == Again::Night { u32::MAX } else { LATEST }
    }
}

impl Desk {
    /// Judges what waits because of another document again: it waits with the reason that it has
    /// now, or is booked. What a person decided about stays theirs. An answer waits for no more
    /// than the latest that wait; the others are looked at in the night.
    pub(super) async fn judge_again(
        &self,
        books: &mut Books,
        summary: &mut Summary,
        why: Again,
    ) -> anyhow::Result<()> {
        for _ in 0..ROUNDS {
            let before = summary.booked;
            for kind in WAITS_FOR_ANOTHER {
                for row in self.store.held_for(kind.code, why.most()).await? {
                    self.meet_all(books).await?;
                    let id = format!("D{}", row.id);
                    let is_undecided = self.is_undecided(row.id).await?
                        && (!is_of_number(&row) || !self.is_contested(&row).await?);
                    let booked = self.judged(books, &id, row, (is_undecided, why)).await?;
                    // One that came with the statements of this run was counted as held.
                    if booked > 0 && std::ptr::eq(kind, &PREPAYMENT_FIRST) {
                        summary.held = summary.held.saturating_sub(1);
                        summary.processed += 1;
                    }
                    summary.booked += booked;
                }
            }
            if summary.booked == before {
                break;
            }
        }
        Ok(())
    }

    /// Pages of an invoice that wait for a yes say nothing more once the invoice itself is booked:
    /// they are its picture, or are asked about as what differs from it.
    pub(super) async fn pages_of_booked(&self, books: &mut Books) -> anyhow::Result<()> {
        for kind in DECIDED_BY_PERSON {
            for row in self.store.held_under_booked(kind.code).await? {
                let Ok(content @ Content::Invoice(_)) = reread(&self.setup, &row) else { continue };
                self.meet_all(books).await?;
                let mut plan = self.sheet(books);
                plan.proposes(row.id, kind.found());
                plan.tried_again(row.clone(), content);
                self.carry_out(&mut plan).await?;
                let mut changes = plan.finish();
                changes.rejudged.append(&mut changes.documents);
                let now = changes.rejudged.iter().find(|other| other.id == row.id);
                // A picture of it, or pages that say otherwise and are not looked at again.
                let is_told = now.is_some_and(|now| {
                    now.status == DocumentStatus::Duplicate || now.reason_code != row.reason_code
                });
                match is_told && changes.journal.is_empty() {
                    true => self.store.commit(&changes).await?,
                    // What this plan has numbered is not written.
                    false => *books = self.books().await?,
                }
            }
        }
        Ok(())
    }

    async fn is_undecided(&self, document: i64) -> anyhow::Result<bool> {
        Ok(answers(self.store.decisions(&format!("D{document}")).await?).is_empty())
    }

    /// Whether it is a person's to say what counts of all that came under the number of one that
    /// waited for it: several wait that nobody has decided about, or one is an invoice and another
    /// a credit note, which may take it back.
    async fn is_contested(&self, row: &DocumentRow) -> anyhow::Result<bool> {
        for other in self.store.under_its_number(row.id).await? {
            if other.is_opposite || other.is_held && self.is_undecided(other.document_id).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Judges one again and writes what that changes. Gives how many journal entries came.
    async fn judged(
        &self,
        books: &mut Books,
        id: &str,
        row: DocumentRow,
        (is_undecided, why): (bool, Again),
    ) -> anyhow::Result<usize> {
        let Ok(content @ Content::Invoice(_)) = reread(&self.setup, &row) else { return Ok(0) };
        let mut plan = self.sheet(books);
        plan.tried_again(row.clone(), content);
        self.carry_out(&mut plan).await?;
        let replaced = plan.replaced().to_vec();
        let mut changes = plan.finish();
        changes.rejudged.append(&mut changes.documents);
        let now = changes.rejudged.iter().find(|other| other.id == row.id);
        let waits = now.filter(|now| now.status == DocumentStatus::Held);
        let as_before = waits
            .is_some_and(|now| (&now.reason_code, &now.reason) == (&row.reason_code, &row.reason));
        let stays = waits.is_none() && !(is_undecided && why != Again::Answered);
        if as_before || now.is_none() || stays {
            let is_booked = now.is_some_and(|now| now.status == DocumentStatus::Processed);
            // What this plan has numbered is not written.
            if !changes.journal.is_empty() || !changes.contacts.is_empty() {
                *books = self.books().await?;
            }
            if is_booked {
                self.tell_free_again(row, is_undecided).await?;
            }
            return Ok(0);
        }
        self.note_replaced(id, &replaced, &mut changes).await?;
        self.store.commit(&changes).await?;
        Ok(changes.journal.len())
    }

    /// A document that could be booked and is left to a person no longer says what it waited for.
    async fn tell_free_again(&self, row: DocumentRow, is_undecided: bool) -> anyhow::Result<()> {
        let free = free_again(&row, is_undecided);
        let said = Some(free.say(self.setup.language_of(row.company.as_deref())));
        if said == row.reason {
            return Ok(());
        }
        let row = DocumentRow { reason_code: Some(free.code().to_owned()), reason: said, ..row };
        self.store.commit(&Changes { rejudged: vec![row], ..Changes::default() }).await?;
        Ok(())
    }

    /// Judges again what waits for a word on the VAT of a seller abroad: a list of contacts may say
    /// now where it has its seat, a rule what is owed. What is asked still is asked as before, or
    /// with what is known now.
    pub(super) async fn sellers_told(
        &self,
        books: &mut Books,
        summary: &mut Summary,
    ) -> anyhow::Result<()> {
        let mut waiting = Vec::new();
        for row in self.store.held_undecided(TAX_OPEN.code).await? {
            let content = reread(&self.setup, &row)?;
            waiting.push((row, content));
        }
        self.tried_again(books, summary, &waiting).await
    }

    /// Keeps what a person placed on a ledger account under the IBAN that its statement stated, once
    /// the settings know that as the account's.
    pub(super) async fn accounts_known(&self, books: &Books) -> anyhow::Result<()> {
        for (company, own) in &books.companies {
            for kept in self.store.accounts_told(company).await? {
                let bank = bank_of(&kept);
                let is_own = own.ibans.iter().any(|iban| iban.as_str() == bank);
                let ledger =
                    |kept: &str| own.bank_account(kept).map(|account| own.number(&account));
                if bank != kept && is_own && ledger(bank) == ledger(&kept) {
                    self.store.keep_under(company, &kept, bank).await?;
                }
            }
        }
        Ok(())
    }

    /// Books statements that waited for their account, where the settings name it by now.
    pub(super) async fn accounts_named(
        &self,
        books: &mut Books,
        summary: &mut Summary,
    ) -> anyhow::Result<()> {
        let mut waiting = Vec::new();
        for code in [UNKNOWN_ACCOUNT.code, ACCOUNT_NOT_STATED.code] {
            for row in self.store.held_undecided(code).await? {
                let Ok(content) = reread(&self.setup, &row) else { continue };
                let tells = |content: &Content| match content {
                    Content::BankStatement(file) => !file.statements.is_empty(),
                    _ => false,
                };
                let placed = self.sheet(books).release(&row, content, &Terms::default());
                if let Err(finding) = &placed
                    && finding.code() == WRONG_COMPANY.code
                {
                    let finding = finding.clone().with("document", format!("D{}", row.id));
                    self.waits_as(row.clone(), &finding).await?;
                }
                if let Some((company, content)) = placed.ok().filter(|(_, content)| tells(content))
                {
                    let (held_code, held_reason) = (row.reason_code.clone(), row.reason.clone());
                    let company = Some(company);
                    waiting.push((DocumentRow { company, held_code, held_reason, ..row }, content));
                }
            }
        }
        self.tried_again(books, summary, &waiting).await?;
        for (row, _) in &waiting {
            self.show_original(row.id).await?;
        }
        Ok(())
    }

    /// Notes the reason for which a held document waits by now.
    pub(super) async fn waits_as(&self, row: DocumentRow, why: &Finding) -> anyhow::Result<()> {
        let said = Some(why.say(self.setup.language_of(row.company.as_deref())));
        if row.status != DocumentStatus::Held || row.reason == said {
            return Ok(());
        }
        let row = DocumentRow { reason_code: Some(why.code().to_owned()), reason: said, ..row };
        self.store.commit(&Changes { rejudged: vec![row], ..Changes::default() }).await?;
        Ok(())
    }

    /// Tries held documents again, a portion in one transaction; one that waits for the same reason
    /// as before is left as it is.
    pub(super) async fn tried_again(
        &self,
        books: &mut Books,
        summary: &mut Summary,
        waiting: &[(DocumentRow, Content)],
    ) -> anyhow::Result<()> {
        for portion in waiting.chunks(PORTION) {
            self.meet_all(books).await?;
            let mut plan = self.sheet(books);
            for (row, content) in portion {
                plan.tried_again(row.clone(), content.clone());
            }
            self.carry_out(&mut plan).await?;
            let mut changes = plan.finish();
            changes.rejudged.append(&mut changes.documents);
            let stays = |row: &DocumentRow| {
                portion
                    .iter()
                    .any(|(before, _)| (before.id, &before.reason) == (row.id, &row.reason))
            };
            changes.rejudged.retain(|row| !stays(row));
            if !changes.is_empty() {
                self.store.commit(&changes).await?;
            }
            summary.booked += changes.journal.len();
        }
        Ok(())
    }
}
