//! Documents: what is held is booked after all, refused, or put in the place of another; what is
//! booked moves to another account or is taken back.

use super::doubts::accepted;
use super::ledger_account::{OTHER_IBAN, UNFIT};
use super::release::NOT_BLOCKED;
use super::terms::{asked_of_tax, besides, terms_of};
use super::treated::Booking;
use super::undone::{
    FINAL_TAKEN_BACK, PAYMENT_TAKEN_OFF, PAYS_AS_MONEY, PAYS_TAKEN_OFF, REDUCES_CREDITED,
    REDUCTION_LEFT_OUT, STILL_SET_OFF, STILL_SETTLED, STILL_TAKEN_OFF, TAKEN_BACK,
};
use super::{Choice, Decided, NO_ACCOUNT, UNKNOWN, done, kind, label};
use crate::domain::finding_argument::Argument;
use crate::domain::text::fold;
use crate::domain::{Content, Finding, FindingKind, Kind, Language};
use crate::office::addressee::OTHER_ADDRESSEE;
use crate::office::books::Books;
use crate::office::plan::{Owed, Terms};
use crate::office::refusals::BY_PERSON;
use crate::office::route::WRONG_COMPANY;
use crate::office::run::Desk;
use crate::office::services::payouts_of;
use crate::office::setup::reread;
use crate::store::Changes;
use crate::store::addressees::Addressee;
use crate::store::rows::{DocumentRow, DocumentStatus, EntryRow, EntryStatus, ItemRow};
use std::collections::{BTreeMap, BTreeSet};

/// Findings of deciding about documents.
pub static FINDINGS: &[&FindingKind] = &[
    &NOT_BOOKED,
    &NO_ANSWER,
    &OTHER_IBAN,
    &UNFIT,
    &NOTHING_REPLACED,
    &TAKEN_BACK,
    &FINAL_TAKEN_BACK,
    &STILL_SETTLED,
    &STILL_PAID,
    &STILL_SET_OFF,
    &STILL_TAKEN_OFF,
    &PAYMENT_TAKEN_OFF,
    &PAYS_TAKEN_OFF,
    &PAYS_AS_MONEY,
    &REDUCTION_LEFT_OUT,
    &REDUCES_CREDITED,
];

pub static NOT_BOOKED: FindingKind =
    kind("resolve-not-booked", "{id} ist nicht gebucht. {why}", "{id} is not booked. {why}");

pub static NO_ANSWER: FindingKind = kind(
    "resolve-no-answer",
    "So lässt sich {id} nicht entscheiden. Ein Dokument nimmt: accept [--rate KURS] [--account \
     NUMMER] [--without-input-vat] [--reverse-charge | --acquisition | --untaxed] [--paid] \
     [--beside | --of NUMMER], account NUMMER, replace, reject GRUND; eine gesperrte Rechnung: \
     release GRUND; eine Frage nach Einheiten: unit \"1 Karton = 12 Stk\"; ein Lieferschein, \
     dessen Ware gezählt ist: received [\"POSITION=MENGE; …\"].",
    "{id} cannot be decided so. A document takes: accept [--rate RATE] [--account NUMBER] \
     [--without-input-vat] [--reverse-charge | --acquisition | --untaxed] [--paid] [--beside | \
     --of NUMBER], account NUMBER, replace, reject REASON; a blocked invoice: release REASON; a \
     question about units: unit \"1 carton = 12 pcs\"; a delivery note whose goods are counted: \
     received [\"LINE=QUANTITY; …\"].",
);

pub static NOTHING_REPLACED: FindingKind = kind(
    "resolve-nothing-replaced",
    "Unter der Nummer von {id} ist keine andere Rechnung gebucht, an deren Stelle sie treten \
     könnte. Buchen: „kontor resolve {id} accept“.",
    "No other invoice is booked under the number of {id} that it could replace. Book it with \
     \"kontor resolve {id} accept\".",
);

/// Booking so that less is owed than a person has settled of it.
pub static STILL_PAID: FindingKind = kind(
    "resolve-still-paid",
    "{id} ließe weniger offen, als schon bezahlt ist: {entries}. Bitte zuerst diese Zuordnung \
     zurücknehmen (kontor undo …), dann {id} noch einmal.",
    "{id} would leave less than is paid already: {entries}. Take that match back first (kontor \
     undo …), then decide {id} again.",
);

/// How it stands among the decisions that nothing was booked, since another document has been.
const DUPLICATE: &str = "duplicate";

impl Desk {
    pub(super) async fn resolve_document(&self, id: &str, key: i64, choice: &Choice) -> Decided {
        let Some(document) = self.store.document_row(key).await? else {
            return Ok(Err(UNKNOWN.found().with("id", id)));
        };
        let (id, document) = self.waiting_copy(id, document).await?;
        let id = id.as_str();
        let booked = self.booked(&document).await?;
        let held = document.status == DocumentStatus::Held;
        if let Choice::Unit(answer) = choice {
            return self.teach_unit(id, document, answer, choice).await;
        }
        if let Choice::Received(received) = choice {
            return self.receive(id, document, received, choice).await;
        }
        if let Some(decided) = self.decide_trade(id, &document, choice).await? {
            return decided;
        }
        if let Some(control) = self.blocked(&document).await?
            && matches!(choice, Choice::Release(_) | Choice::Accept | Choice::Reject(_))
        {
            return self.decide_blocked(id, document, control, choice).await;
        }
        match choice {
            Choice::Release(_) => Ok(Err(NOT_BLOCKED.found().with("id", id))),
            // What is booked already is booked anew.
            Choice::Book(terms) if terms.is_of_tax() && !booked.is_empty() => {
                if let Some(finding) = self.tax_in_payment(id, &document).await? {
                    return Ok(Err(finding));
                }
                let before = terms_of(&self.store.decisions(id).await?);
                self.book(id, document, besides(terms.clone(), before), choice).await
            }
            Choice::Reject(_) | Choice::Accept | Choice::Book(_) if !held => {
                self.resolve_doubts(id, document, choice).await
            }
            Choice::Reject(why) => self.refuse(id, document, why, choice).await,
            Choice::Accept => self.book(id, document, Terms::default(), choice).await,
            Choice::Book(terms) => self.book(id, document, terms.clone(), choice).await,
            Choice::Account { number, .. }
                if document.status == DocumentStatus::Processed
                    && document.kind == Kind::BankStatement.as_str() =>
            {
                self.placed_otherwise(id, document, number, choice).await
            }
            Choice::Account { .. } if !held && booked.is_empty() => {
                self.resolve_doubts(id, document, choice).await
            }
            Choice::Account { .. } if document.kind == Kind::Entries.as_str() => {
                Ok(Err(NO_ANSWER.found().with("id", id)))
            }
            // Another account says nothing of the VAT.
            Choice::Account { .. } if held && asked_of_tax(&document) => {
                Ok(Err(not_booked(id, &document)))
            }
            Choice::Account { number: account, .. } => {
                let terms = Terms {
                    account: Some(account.clone()),
                    ..terms_of(&self.store.decisions(id).await?)
                };
                self.book(id, document, terms, choice).await
            }
            _ => Ok(Err(NO_ANSWER.found().with("id", id))),
        }
    }

    /// Of copies of one content only one waits: an answer about any of them is one about that.
    async fn waiting_copy(
        &self,
        id: &str,
        document: DocumentRow,
    ) -> anyhow::Result<(String, DocumentRow)> {
        if let (DocumentStatus::Duplicate, Some(twin)) = (document.status, document.duplicate_of)
            && let Some(twin) = self.store.document_row(twin).await?
            && twin.status == DocumentStatus::Held
        {
            return Ok((format!("D{}", twin.id), twin));
        }
        Ok((id.to_owned(), document))
    }

    /// The entries that a document was booked with. A statement's entries are decided one by one,
    /// and what opens its account follows from what all statements say.
    pub(super) async fn booked(&self, document: &DocumentRow) -> anyhow::Result<Vec<i64>> {
        if document.kind == Kind::BankStatement.as_str() {
            return Ok(Vec::new());
        }
        let company = document.company.as_deref().unwrap_or_default();
        Ok(self.store.postings_from(company, document.id).await?)
    }

    pub(super) async fn refuse(
        &self,
        id: &str,
        document: DocumentRow,
        why: &str,
        choice: &Choice,
    ) -> Decided {
        let row = DocumentRow {
            status: DocumentStatus::Rejected,
            held_code: document.reason_code.clone(),
            held_reason: document.reason.clone(),
            reason_code: Some(BY_PERSON.to_owned()),
            reason: Some(why.to_owned()),
            ..document
        };
        let changes = Changes { rejudged: vec![row.clone()], ..Default::default() };
        self.note_move(row.id)?;
        self.decided_document(id, "resolve", &label(choice), changes).await?;
        self.end_moves().await??;
        self.hide_original(row.id).await?;
        Ok(Ok(done(self.setup.language, id)))
    }

    /// Books a document on a person's terms; what was booked of it before is taken back.
    async fn book(
        &self,
        id: &str,
        document: DocumentRow,
        terms: Terms,
        choice: &Choice,
    ) -> Decided {
        let key = document.id;
        match self.booking(id, document, terms, Booking::Present).await? {
            Err(finding) => Ok(Err(finding)),
            Ok(changes) => {
                let twice = changes
                    .rejudged
                    .iter()
                    .find(|row| row.id == key && row.status == DocumentStatus::Duplicate);
                let (said, choice) = match twice {
                    // Booked by another meanwhile: nothing is accepted that was not.
                    Some(row) => (
                        format!("{id}: {}", row.reason.as_deref().unwrap_or_default()),
                        DUPLICATE.to_owned(),
                    ),
                    None => (self.said_of(id, key, &changes, choice).await?, label(choice)),
                };
                self.decided_document(id, "resolve", &choice, changes).await?;
                // One that was nobody's until now has not been shown yet.
                self.show_original(key).await?;
                Ok(Ok(said))
            }
        }
    }

    /// What a document is booked with on these terms, or why it is not; where these say nothing of
    /// VAT, with that of the booking `as_it_was`.
    pub(super) async fn booking(
        &self,
        id: &str,
        document: DocumentRow,
        terms: Terms,
        as_it_was: Booking,
    ) -> anyhow::Result<Result<Changes, Finding>> {
        let mut books = self.books().await?;
        self.booking_in(&mut books, id, document, (terms, as_it_was)).await
    }

    /// The same in books that are read; where it is not written, they are to be read anew.
    pub(super) async fn booking_in(
        &self,
        books: &mut Books,
        id: &str,
        document: DocumentRow,
        (mut terms, as_it_was): (Terms, Booking),
    ) -> anyhow::Result<Result<Changes, Finding>> {
        let content = match reread(&self.setup, &document) {
            Err(error) => return error.downcast::<Finding>().map(Err),
            Ok(content) => content,
        };
        if asked_of_tax(&document) {
            terms.owed = terms.owed.or(Some(Owed::Nothing));
        } else if document.status != DocumentStatus::Held && terms.owed.is_none() {
            terms.owed = self.treated(&document, &content, as_it_was).await?;
        }
        let statement = matches!(content, Content::BankStatement(_));
        let addressee = addressee_of(&document, &content);
        let released = self.sheet(books).release(&document, content, &terms);
        let (company, content) = match released {
            Ok(released) => released,
            Err(finding) => {
                let finding = finding.with("document", id);
                if finding.code() == WRONG_COMPANY.code {
                    self.waits_as(document, &finding).await?;
                }
                return Ok(Err(finding));
            }
        };
        let takes = |account: &&str| {
            if statement { self.keeps(&company, account) } else { self.takes(&company, account) }
        };
        if let Some(account) = terms.account.as_deref().filter(|account| !takes(account)) {
            return Ok(Err(match statement {
                true => self.keeps_no_money(&company, account),
                false => NO_ACCOUNT.found().with("account", account),
            }));
        }
        if let Some(finding) = self.of_another_iban(&company, &content, terms.account.as_deref()) {
            return Ok(Err(finding.with("document", id)));
        }
        if let (Content::BankStatement(file), Some(account)) = (&content, terms.account.as_deref())
            && let Some(payouts) = payouts_of(&file.format, &self.setup.layouts)
        {
            let kept = self
                .setup
                .companies
                .get(&company)
                .map_or_else(|| account.to_owned(), |books| books.kept_under(account));
            books.serve(&company, &kept, payouts);
        }
        let told = terms.account.clone().filter(|_| matches!(content, Content::Invoice(_)));
        let unfit =
            |account: &str| Err(UNFIT.found().with("account", account).with("document", id));
        if let Some(account) = told.as_deref().filter(|own| self.is_of_money_or_tax(&company, own))
        {
            return Ok(unfit(account));
        }
        let booked = self.booked(&document).await?;
        let bearers = match document.number.clone() {
            Some(number) => self.store.items_numbered(&company, &[number]).await?,
            None => Vec::new(),
        };
        if let Some(finding) =
            self.still_set_off(id, if terms.replaces { &bearers } else { &[] }).await?
        {
            return Ok(Err(finding));
        }
        let own = self.store.items_from(document.id).await?;
        if !booked.is_empty()
            && let Some(finding) = self.still_taken_off(id, document.id, &own).await?
        {
            return Ok(Err(finding));
        }
        if !booked.is_empty()
            && let Err(finding) = self.given_back_by(id, document.id).await?
        {
            return Ok(Err(finding));
        }
        let own: Vec<i64> = own.iter().filter_map(|item| item.posting).collect();
        let numbers: Vec<i64> =
            bearers.iter().filter_map(|item| item.posting).chain(booked.iter().copied()).collect();
        let postings = self.postings(&company, &numbers).await?;
        let (key, held) = (document.id, document.status == DocumentStatus::Held);
        let (code, reason) = (document.reason_code.clone(), document.reason.clone());
        let (replaces, without_input_vat) = (terms.replaces, terms.without_input_vat);
        let mut plan = self.sheet(books);
        for number in booked.iter().filter(|number| !own.contains(number)) {
            plan.reverse(&company, *number, key, &postings);
        }
        plan.released(document, company, content, terms, postings);
        self.carry_out(&mut plan).await?;
        let replaced = plan.replaced().to_vec();
        let mut changes = plan.finish();
        // Other documents, of which something is asked no longer by this booking.
        let others = std::mem::take(&mut changes.rejudged);
        changes.rejudged = std::mem::take(&mut changes.documents);
        // A statement waited for its account or its company: an answer to that is none about what
        // it lacks.
        changes.rejudged.iter_mut().filter(|_| !statement).for_each(accepted);
        if let Some(row) = changes.rejudged.iter().find(|row| row.status == DocumentStatus::Held) {
            return Ok(Err(not_booked(id, row)));
        }
        // An account of the other side or of another taxation is passed over: the answer was none.
        let stands = |account: &str| {
            let mut entries = changes.journal.iter().flat_map(|sealed| sealed.entry.lines());
            changes.journal.is_empty() || entries.any(|line| line.account == account)
        };
        if let Some(account) = told.as_deref().filter(|account| !stands(account)) {
            return Ok(unfit(account));
        }
        if let Some(entries) = self.oversettling(&changes).await? {
            return Ok(Err(STILL_PAID.found().with("id", id).with("entries", entries)));
        }
        if replaces && replaced.is_empty() {
            return Ok(Err(NOTHING_REPLACED.found().with("id", id)));
        }
        for row in changes.rejudged.iter_mut().filter(|_| held) {
            (row.held_code, row.held_reason) = (code.clone(), reason.clone());
        }
        match addressee {
            Some(_) if without_input_vat => changes.addressees_forgotten.push(key),
            Some(said) if held => changes.addressees.push(said),
            _ => {}
        }
        self.note_replaced(id, &replaced, &mut changes).await?;
        changes.rejudged.extend(others);
        Ok(Ok(changes))
    }

    /// What has settled more of an item than changes leave of it: entries that the changes do not
    /// decide anew, and set-offs.
    pub(super) async fn oversettling(&self, changes: &Changes) -> anyhow::Result<Option<String>> {
        let anew: BTreeSet<i64> = changes.entries.iter().map(|row| row.id).collect();
        let before = self.store.entries(&anew.iter().copied().collect::<Vec<_>>()).await?;
        let matched = |rows: &[EntryRow], item: i64| -> i64 {
            let rows = rows.iter().filter(|row| row.state.status == EntryStatus::Matched);
            let parts =
                rows.flat_map(|row| &row.state.allocations).filter(|part| part.item_id == item);
            parts.map(|part| part.amount_minor + part.discount_minor).sum()
        };
        let touched: BTreeSet<i64> = before
            .iter()
            .chain(&changes.entries)
            .flat_map(|row| &row.state.allocations)
            .map(|part| part.item_id)
            .collect();
        let asked: BTreeSet<i64> =
            touched.iter().copied().chain(changes.items.iter().map(|item| item.id)).collect();
        let stored = self.store.items_with(&asked.into_iter().collect::<Vec<_>>()).await?;
        let amounts: BTreeMap<i64, i64> =
            stored.iter().map(|item| (item.id, item.amount_minor)).collect();
        // Of an item that is new, or as large as it was, nothing but these entries can have settled
        // too much.
        let may_be_less = |item: &&ItemRow| {
            amounts.get(&item.id).is_some_and(|before| *before != item.amount_minor)
        };
        let less =
            changes.items.iter().filter(|item| may_be_less(item) || touched.contains(&item.id));
        let known = stored.iter().filter(|item| touched.contains(&item.id));
        let items: BTreeMap<i64, i64> =
            known.chain(less).map(|item| (item.id, item.amount_minor)).collect();
        let mut list = BTreeSet::new();
        for (item, amount) in items {
            let settled = self.store.settled(item, None).await? - matched(&before, item)
                + matched(&changes.entries, item);
            let rest = amount - settled;
            if rest != 0 && rest.signum() != amount.signum() {
                let entries = self
                    .store
                    .settling(&[item])
                    .await?
                    .into_iter()
                    .filter(|entry| !anew.contains(entry));
                list.extend(entries.map(|entry| format!("E{entry}")));
                list.extend(
                    self.store.set_offs_of(&[item]).await?.iter().map(|row| format!("V{}", row.id)),
                );
            }
        }
        Ok((!list.is_empty()).then(|| list.into_iter().collect::<Vec<_>>().join(", ")))
    }

    pub(super) async fn decided_document(
        &self,
        id: &str,
        verb: &str,
        choice: &str,
        mut changes: Changes,
    ) -> anyhow::Result<()> {
        let decision = self.logged(id, verb, choice, &changes).await?;
        changes.decisions.push(decision);
        Ok(self.store.commit(&changes).await?)
    }

    /// What was done, with the accounts and amounts booked.
    pub(super) fn said(&self, id: &str, changes: &Changes) -> String {
        let german = self.setup.language == Language::De;
        let line = |line: &crate::domain::JournalLine| {
            let (side, amount) =
                if line.credit.is_zero() { ("S", line.debit) } else { ("H", line.credit) };
            let side = if german {
                side
            } else if side == "S" {
                "debit"
            } else {
                "credit"
            };
            let amount = if german {
                format!("{amount:.2}").replace('.', ",")
            } else {
                format!("{amount:.2}")
            };
            format!("{} {side} {amount}", line.account)
        };
        let entry = |sealed: &crate::store::rows::Sealed| {
            let lines: Vec<String> = sealed.entry.lines().iter().map(line).collect();
            format!("{}: {}", sealed.entry.text(), lines.join("; "))
        };
        let own = changes.journal.iter().filter(|sealed| sealed.document_id.is_some());
        let entries: Vec<String> = own.map(entry).collect();
        match entries.is_empty() {
            true => done(self.setup.language, id),
            false => format!("{} {}", done(self.setup.language, id), entries.join(" · ")),
        }
    }
}

/// The name that an invoice is addressed to, where it waits or waited for whose that is.
fn addressee_of(document: &DocumentRow, content: &Content) -> Option<Addressee> {
    let asked = [&document.reason_code, &document.held_code]
        .iter()
        .any(|code| code.as_deref() == Some(OTHER_ADDRESSEE.code));
    let Content::Invoice(invoice) = content else { return None };
    let buyer = &invoice.buyer;
    Some(Addressee {
        document: document.id,
        company: document.company.clone()?,
        name: fold(buyer.name.as_deref().filter(|_| asked)?),
        street: buyer.street.clone(),
        postcode: buyer.postcode.clone(),
    })
}

/// Why a document waits still, in the whole sentence: what to answer stands at its end.
pub(super) fn not_booked(id: &str, row: &DocumentRow) -> Finding {
    NOT_BOOKED
        .found()
        .with("id", id)
        .with_value("why", Argument::Text(row.reason.clone().unwrap_or_default()))
}
