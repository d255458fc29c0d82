//! Documents: their rows, duplicates by content, routing, and the master data among them.

use super::contradicts::contradiction;
use super::noted::{describe, note, note_own, rules, said};
use super::notices;
use super::parted::{Piece, mark_unplaced, marks, twin};
use super::seen::CAME_AGAIN;
use super::unlikely::unlikely_day;
use super::{Plan, Seen};
use crate::domain::finding::Weight;
use crate::domain::too_fine::TOO_FINE;
use crate::domain::{Content, Finding, FindingKind, Kind, Language, Order};
use crate::einvoice::plausibility::ACCOUNTING_AID;
use crate::formats::pdf_invoice::DECIDED_BY_PERSON;
use crate::mail::NoticeKind;
use crate::office::addressee::may_lack_recipient;
use crate::office::route::Route;
use crate::office::scan;
use crate::office::take::{Judgement, Outcome, Taken};
use crate::pipeline::Document;
use crate::store::rows::{DocumentRow, DocumentStatus};
use std::collections::{BTreeMap, BTreeSet};

/// Findings of taking documents into the books.
pub static FINDINGS: &[&FindingKind] = &[&SAME_CONTENT, &CAME_AGAIN, &NOT_VALID, &NOT_ACCEPTED];

pub static SAME_CONTENT: FindingKind = FindingKind {
    code: "duplicate",
    weight: Weight::Note,
    de: "Derselbe Inhalt wurde schon verarbeitet (Dokument {document}); nichts wird doppelt \
        gebucht.",
    en: "The same content was processed before (document {document}); nothing is booked twice.",
};
pub static NOT_VALID: FindingKind = FindingKind {
    code: "not-valid",
    weight: Weight::Warning,
    de: "Die E-Rechnung verstößt gegen die amtlichen Regeln: {rules}. Sie ist nicht gebucht; bitte \
        vom Absender berichtigen lassen oder mit „kontor resolve {document} accept“ übernehmen.",
    en: "The e-invoice breaks the official rules: {rules}. It is not booked; have the sender \
        correct it, or take it with \"kontor resolve {document} accept\".",
};

pub static NOT_ACCEPTED: FindingKind = FindingKind {
    code: "not-accepted",
    weight: Weight::Error,
    de: "Dateien im Format {format} nimmt dieses Büro für diese Art von Dokument nicht an (accept \
        in pipelines/). Bitte ein anderes Format verlangen oder die Einstellung ergänzen.",
    en: "This office does not accept format {format} for this kind of document (accept in \
        pipelines/). Ask for another format, or add it to the setting.",
};

/// A sheet that answers questions of several companies is a document of each: the others' copies
/// hang below the first.
fn answered_besides(
    row: &DocumentRow,
    outcome: &Outcome,
    others: Vec<(String, Vec<Finding>)>,
) -> Vec<Piece> {
    let Outcome::Read { format, content: content @ Content::Answers(_), .. } = outcome else {
        return Vec::new();
    };
    let copy = |(company, doubts): (String, Vec<Finding>)| Piece {
        row: DocumentRow {
            id: 0,
            parent_id: Some(row.id),
            claim: format!("{}!@{company}", row.claim),
            company: Some(company.clone()),
            ..row.clone()
        },
        outcome: Outcome::Read {
            format: format.clone(),
            content: content.clone(),
            doubts,
            invalid: Vec::new(),
        },
        route: Some(Route::To(company)),
        part: true,
    };
    others.into_iter().map(copy).collect()
}

impl Plan<'_> {
    /// Gives each document its row and routes its content. `seen` knows the contents taken before.
    pub fn documents(&mut self, taken: Vec<Vec<Taken>>, mut seen: Seen) {
        for document in taken.iter().flatten() {
            if let Some(company) = self.pinned(document) {
                seen.pin(&document.sha256, &company);
            }
        }
        for file in taken {
            let first = self.books.counters.document + 1;
            let mut besides = Vec::new();
            for document in file {
                besides.extend(self.document(document, first, &mut seen));
            }
            for piece in besides {
                self.take_in(piece, &mut seen);
            }
        }
    }

    fn pinned(&self, taken: &Taken) -> Option<String> {
        taken
            .file
            .split_once('/')
            .and_then(|(folder, _)| self.directory.pinned(folder))
            .map(str::to_owned)
    }

    /// A document's row; gives what must be taken besides: the copy of the other company of the
    /// office that it is about, statements of other accounts.
    fn document(&mut self, taken: Taken, first: i64, seen: &mut Seen) -> Vec<Piece> {
        let id = self.next_document();
        let pinned = self.pinned(&taken);
        let row = DocumentRow {
            id,
            parent_id: taken.parent.and_then(|at| i64::try_from(at).ok()).map(|at| first + at),
            claim: taken.claim,
            file: taken.file,
            sha256: taken.sha256,
            archived: taken.archived.map(|path| path.to_string_lossy().into_owned()),
            size_bytes: i64::try_from(taken.size).unwrap_or(i64::MAX),
            kind: Kind::Unknown.as_str(),
            format: None,
            company: pinned.clone().or(taken.answers_for),
            number: None,
            status: DocumentStatus::Processed,
            reason_code: None,
            reason: None,
            held_code: None,
            held_reason: None,
            notes: Vec::new(),
            doubts: Vec::new(),
            accepted: Vec::new(),
            duplicate_of: None,
            received_at: self.now.clone(),
        };
        let others = answered_besides(&row, &taken.outcome, taken.answers_others);
        let mut pieces = match self.counterpart(&row, &taken.outcome, seen) {
            Some(copy) => vec![self.whole(row, taken.outcome, pinned.as_deref()), copy],
            None => self.parted(row, taken.outcome, pinned.as_deref()),
        };
        let besides = pieces.split_off(1.min(pieces.len()));
        pieces.into_iter().for_each(|first| self.take_in(first, seen));
        besides.into_iter().chain(others).collect()
    }

    /// A document that is one thing, on its way.
    pub(super) fn whole(&self, row: DocumentRow, outcome: Outcome, pinned: Option<&str>) -> Piece {
        let route = match &outcome {
            Outcome::Read { content, .. } => Some(self.directory.route(pinned, content)),
            Outcome::Container(..) | Outcome::Picture(_) | Outcome::Failed(..) => None,
        };
        Piece { row, outcome, route, part: false }
    }

    fn next_document(&mut self) -> i64 {
        self.books.counters.document += 1;
        self.books.counters.document
    }

    /// An invoice between two companies of the office is a document of both: the other one's copy
    /// hangs below this one, unless it has the content booked or this batch brings it to its
    /// folder.
    fn counterpart(&self, row: &DocumentRow, outcome: &Outcome, seen: &Seen) -> Option<Piece> {
        let Outcome::Read { content: content @ Content::Invoice(invoice), .. } = outcome else {
            return None;
        };
        let Route::To(company) = self.directory.route(row.company.as_deref(), content) else {
            return None;
        };
        let other = self.directory.counterpart(invoice, &company)?;
        if seen.booked(&row.sha256, Some(other)).is_some() || seen.is_pinned(&row.sha256, other) {
            return None;
        }
        let copy = DocumentRow {
            id: 0,
            parent_id: Some(row.id),
            claim: format!("{}!@{other}", row.claim),
            company: Some(other.to_owned()),
            ..row.clone()
        };
        Some(self.whole(copy, outcome.clone(), Some(other)))
    }

    /// Sorts a document in, or says why not. One that another brings along (id 0) is given its
    /// number here.
    fn take_in(&mut self, piece: Piece, seen: &mut Seen) {
        let Piece { mut row, outcome, route, part } = piece;
        if row.id == 0 {
            row.id = self.next_document();
        }
        describe(&mut row, &outcome);
        mark_unplaced(&mut row, &outcome, route.as_ref());
        let twin = match (&outcome, &route) {
            (Outcome::Container(..), _) => seen.opened(&row.sha256, row.company.as_deref()),
            (Outcome::Read { content, .. }, Some(route)) => {
                twin(&row, content, route, self.named_besides(content, route, part), seen)
            }
            _ => None,
        };
        if let Some(twin) = twin {
            row.company = row.company.or_else(|| self.company_of(&outcome));
            row.duplicate_of = Some(twin);
            self.give(
                &mut row,
                DocumentStatus::Duplicate,
                &SAME_CONTENT.found().with("document", format!("D{twin}")),
            );
            self.changes.documents.push(row);
            return;
        }
        let at = self.changes.documents.len();
        let waiting = seen.waiting(&row.sha256);
        match (outcome, route) {
            // A picture that says nothing is kept where it lies: somebody must look at it.
            (Outcome::Failed(_, finding), _) => {
                row.company = self.directory.of_folder(row.company.as_deref());
                let is_held = scan::is_held(&finding) && row.company.is_some();
                let status = if is_held { DocumentStatus::Held } else { DocumentStatus::Rejected };
                self.give(&mut row, status, &finding);
            }
            (Outcome::Container(_, findings), _) => {
                let language = self.language_of(row.company.as_deref());
                findings.iter().for_each(|finding| note(&mut row, finding, language))
            }
            (Outcome::Picture(finding), _) => {
                let language = self.language_of(row.company.as_deref());
                note(&mut row, &finding, language)
            }
            (Outcome::Read { content, doubts, invalid, .. }, Some(route)) => {
                let asks = |finding: &&Finding| {
                    scan::is_question(finding) || finding.code() == TOO_FINE.code
                };
                if let (Some(question), Route::To(company)) = (doubts.iter().find(asks), &route) {
                    row.company = Some(company.clone());
                    let question = question.clone().with("document", format!("D{}", row.id));
                    self.give(&mut row, DocumentStatus::Held, &question);
                    seen.add(row.clone());
                    self.changes.documents.push(row);
                    return;
                }
                let route = self.addressed(&mut row, route, (&content, &invalid), seen);
                let language = match &route {
                    Route::To(company) | Route::Held(company, _) => self.language_of(Some(company)),
                    Route::Office | Route::Rejected(_) => self.language_of(row.company.as_deref()),
                };
                let is_proposal = |finding: &&Finding| {
                    DECIDED_BY_PERSON.iter().any(|kind| std::ptr::eq(*kind, finding.kind))
                };
                self.proposed.extend(
                    doubts.iter().find(is_proposal).map(|finding| (row.id, finding.clone())),
                );
                let this = format!("D{}", row.id);
                let unlikely = unlikely_day(&content, &row.received_at);
                let read = doubts.iter().filter(|finding| !is_proposal(finding)).cloned();
                read.chain(unlikely)
                    .chain(contradiction(&content))
                    .for_each(|finding| note(&mut row, &finding.with("this", &*this), language));
                self.doubted.insert(
                    row.id,
                    doubts.iter().map(|finding| finding.code().to_owned()).collect(),
                );
                let told =
                    waiting.iter().any(|copy| copy.reason_code.as_deref() == Some(NOT_VALID.code));
                let marks = marks(&content);
                if let Some((company, content)) =
                    self.routed_content(&mut row, route, content, (&invalid, told))
                {
                    self.sort_in(at, company, content);
                } else if let Some(aid) =
                    doubts.iter().find(|doubt| doubt.code() == ACCOUNTING_AID.code)
                {
                    // Whoever decides about it must know that it is no invoice at all, whatever
                    // else is wrong with it.
                    row.reason = row.reason.map(|reason| format!("{reason} {}", aid.say(language)));
                }
                let is_of = |copy: &DocumentRow| {
                    marks.as_ref().is_none_or(|marks| marks.contains(&copy.number))
                };
                self.came_again.extend(waiting.into_iter().filter(is_of).map(|copy| (copy, at)));
            }
            _ => {}
        }
        seen.add(row.clone());
        self.changes.documents.push(row);
    }

    /// Whose document it would be, for one that is only told of.
    fn company_of(&self, outcome: &Outcome) -> Option<String> {
        let Outcome::Read { content, .. } = outcome else { return None };
        match self.directory.route(None, content) {
            Route::To(company) | Route::Held(company, _) => Some(company),
            Route::Office | Route::Rejected(_) => None,
        }
    }

    /// An invoice to somebody else is not booked; one that waits for its faults says so besides.
    fn addressed(
        &self,
        row: &mut DocumentRow,
        route: Route,
        (content, invalid): (&Content, &[Judgement]),
        seen: &Seen,
    ) -> Route {
        let (Content::Invoice(invoice), Route::To(company)) = (content, &route) else {
            return route;
        };
        match self.directory.other_addressee(invoice, company, seen.addressees(company)) {
            None => route,
            Some(finding) if !invalid.is_empty() && self.pipelines.validation.hold_invalid => {
                let language = self.language_of(Some(company));
                let this = format!("D{}", row.id);
                note(row, &finding.with("document", &*this).with("this", this), language);
                route
            }
            Some(finding) => Route::Held(company.clone(), finding),
        }
    }

    /// The content of a document that may be booked, with its company; otherwise the row tells why
    /// not. Of invalid content its sender hears once.
    fn routed_content(
        &mut self,
        row: &mut DocumentRow,
        route: Route,
        content: Content,
        (invalid, told): (&[Judgement], bool),
    ) -> Option<(String, Content)> {
        match route {
            Route::To(company) => {
                row.company = Some(company.clone());
                let format = row.format.clone().unwrap_or_default();
                if self
                    .sort_of(&company, &content)
                    .is_some_and(|sort| !self.pipelines.accepts(sort, &format))
                {
                    self.give(
                        row,
                        DocumentStatus::Rejected,
                        &NOT_ACCEPTED.found().with("format", format),
                    );
                    return None;
                }
                let broken = invalid.iter().map(|judgement| judgement.rule.as_str());
                let is_spared = may_lack_recipient(&content, broken);
                if !invalid.is_empty() && is_spared {
                    let language = self.language_of(Some(&company));
                    row.notes.extend(invalid.iter().map(|judgement| said(judgement, language)));
                } else if !invalid.is_empty() && self.pipelines.validation.hold_invalid {
                    self.note_billed(row.id, &company, &content);
                    let finding = NOT_VALID
                        .found()
                        .with_value("rules", rules(invalid))
                        .with("document", format!("D{}", row.id));
                    self.give(row, DocumentStatus::Held, &finding);
                    let language = self.language_of(Some(&company));
                    row.notes.extend(invalid.iter().map(|judgement| said(judgement, language)));
                    if let (Content::Invoice(invoice), false) = (&content, told) {
                        let reasons = invalid
                            .iter()
                            .map(|judgement| said(judgement, notices::language_of(invoice)))
                            .collect();
                        self.notice(NoticeKind::Rejection, row.id, &company, invoice, reasons);
                    }
                    return None;
                }
                Some((company, content))
            }
            Route::Held(company, finding) => {
                self.note_billed(row.id, &company, &content);
                note_own(row, &content, self.language_of(Some(&company)));
                row.company = Some(company);
                let finding = finding.with("document", format!("D{}", row.id));
                self.give(row, DocumentStatus::Held, &finding);
                None
            }
            Route::Office => Some((String::new(), content)),
            // A sheet that answers for the whole office.
            Route::Rejected(_) if matches!(content, Content::Answers(_)) => None,
            Route::Rejected(finding) => {
                self.give(row, DocumentStatus::Rejected, &finding);
                None
            }
        }
    }

    /// The sort of document as pipelines tell them apart; invoices by whether the company is their
    /// seller.
    fn sort_of(&self, company: &str, content: &Content) -> Option<Document> {
        Some(match content {
            Content::BankStatement(_) => Document::BankStatement,
            Content::Invoice(invoice) if self.directory.sells(invoice, company) => {
                Document::InvoiceIssued
            }
            Content::Invoice(_) => Document::InvoiceReceived,
            Content::DeliveryNotes(_) => Document::DeliveryNote,
            Content::Orders(_) => Document::Order,
            Content::Contacts(_) => Document::Contacts,
            Content::OpenItems(_) => Document::OpenItems,
            Content::OpeningBalances(_) => Document::OpeningBalances,
            Content::StockCounts(_) => Document::StockCount,
            Content::Units(_) => Document::Units,
            Content::Entries(_) => Document::Entries,
            Content::ExchangeRates(_) => Document::ExchangeRates,
            Content::Answers(_) => Document::Answers,
        })
    }

    /// The language of what is said of a company's documents.
    pub(super) fn language_of(&self, company: Option<&str>) -> Language {
        self.books.language(company, self.language)
    }

    pub(super) fn give(&self, row: &mut DocumentRow, status: DocumentStatus, finding: &Finding) {
        row.status = status;
        row.reason_code = Some(finding.code().to_owned());
        let finding = finding.clone().with("this", format!("D{}", row.id));
        row.reason = Some(finding.say(self.language_of(row.company.as_deref())));
    }

    pub(super) fn sort_in(&mut self, at: usize, company: String, content: Content) {
        match content {
            Content::BankStatement(file) => self.routed.statements.push((at, company, file)),
            Content::Invoice(mut invoice) => {
                self.without_own_accounts(&company, &mut invoice);
                self.routed.invoices.push((at, company, invoice));
            }
            Content::DeliveryNotes(notes) => self.routed.deliveries.push((at, company, notes)),
            Content::Orders(orders) => {
                let seen_from = |order: Order| {
                    let side = self.directory.side_of(&order, &company);
                    if order.buyer.is_some() { order.seen_from(side) } else { order }
                };
                let orders = orders.into_iter().map(seen_from).collect();
                self.routed.orders.push((at, company, orders));
            }
            Content::Contacts(contacts) => self.routed.contacts.push((at, company, contacts)),
            Content::OpenItems(items) => self.routed.items.push((at, company, items)),
            Content::OpeningBalances(rows) => self.routed.openings.push((at, company, rows)),
            Content::StockCounts(rows) => self.routed.stock.push((at, company, rows)),
            Content::Units(rows) => self.routed.units.push((at, company, rows)),
            Content::Entries(rows) => self.routed.manual.push((at, company, rows)),
            Content::ExchangeRates(rates) => self.routed.rates.push((at, rates)),
            // Applied before they come here.
            Content::Answers(_) => {}
        }
    }

    /// The id of the document at a position.
    pub(super) fn id_at(&self, at: usize) -> i64 {
        self.changes.documents.get(at).map_or(0, |row| row.id)
    }

    /// Contacts, orders and delivery notes; `used` are the personal accounts with bookings, by
    /// company. Gives the contacts that were known before and have changed, whose items' keys must
    /// be made anew.
    pub fn master_data(&mut self, used: &BTreeMap<String, BTreeSet<String>>) -> Vec<i64> {
        let mut touched = Vec::new();
        for (at, company, contacts) in std::mem::take(&mut self.routed.contacts) {
            let used = used.get(&company).cloned().unwrap_or_default();
            for mut contact in contacts {
                if let Some(refused) = self.account_refused(&company, &contact, &used) {
                    contact.account = None;
                    self.note_at(at, &refused);
                }
                let known = if contact.account.is_some() {
                    self.books.contacts.known_as(&company, &contact)
                } else {
                    Vec::new()
                };
                let before: Vec<(i64, Option<String>)> =
                    known.into_iter().map(|row| (row.id, row.account.clone())).collect();
                let known = self.books.contacts.learn(&company, &contact);
                if let [one, other] = known.as_slice() {
                    self.changes.united.push((*one, *other));
                    self.unite(at, (*one, *other));
                }
                touched.extend(known);
                let is_new = |(id, account): &&(i64, Option<String>)| {
                    self.books
                        .contacts
                        .get(*id)
                        .is_some_and(|row| row.account.is_some() && row.account != *account)
                };
                self.named_late.extend(before.iter().filter(is_new).map(|(id, _)| (at, *id)));
            }
        }
        self.trade();
        touched
    }
}
