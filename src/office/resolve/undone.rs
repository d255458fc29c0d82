//! Taking back what was decided about a document: it goes back to how it was booked before, or
//! waits again. What rests on its booking (payments, a set-off, a final invoice) stands in the way.

use super::replaced::answers;
use super::terms::{books_anew, tells_tax, terms_of};
use super::treated::Booking;
use super::{Decided, UNKNOWN, kind};
use crate::domain::{Finding, FindingKind};
use crate::matching::{Allocation, Decision};
use crate::office::control::says_free;
use crate::office::plan::{Postings, latest_of_parts, opens_taken_off, taken_unpaid};
use crate::office::refusals::is_refused;
use crate::office::run::Desk;
use crate::store::Changes;
use crate::store::rows::{DocumentRow, DocumentStatus, EntryRow, EntryStatus, ItemKind, ItemRow};

/// What a person took back waits for another answer.
pub static TAKEN_BACK: FindingKind = kind(
    "taken-back",
    "Die Buchung wurde von einer Person zurückgenommen. Wieder buchen: „kontor resolve {id} \
     accept“; ablehnen: „kontor resolve {id} reject GRUND“.",
    "A person took its booking back. Book it again with \"kontor resolve {id} accept\", or refuse \
     it with \"kontor resolve {id} reject REASON\".",
);

/// The same of a final invoice that takes something off without a question.
pub static FINAL_TAKEN_BACK: FindingKind = kind(
    "final-taken-back",
    "Die Buchung wurde von einer Person zurückgenommen. Wieder buchen, mit dem Abzug von \
     {numbers}: „kontor resolve {id} accept“; ist {numbers} nicht gemeint: „kontor resolve {id} \
     accept --beside“ bucht den Abzug als schon gezahlt; ablehnen: „kontor resolve {id} reject \
     GRUND“.",
    "A person took its booking back. Book it again, with {numbers} taken off: \"kontor resolve \
     {id} accept\"; if {numbers} is not meant: \"kontor resolve {id} accept --beside\" books the \
     deduction as money paid already; or refuse it with \"kontor resolve {id} reject REASON\".",
);

pub static STILL_SETTLED: FindingKind = kind(
    "undo-settled",
    "Auf {id} sind Zahlungen verbucht: {entries}. Bitte zuerst deren Zuordnung zurücknehmen \
     (kontor undo E…), dann „kontor undo {id}“.",
    "Payments are booked on {id}: {entries}. Take their match back first (kontor undo E…), then \
     \"kontor undo {id}\".",
);

/// Taking back an invoice that is set off.
pub static STILL_SET_OFF: FindingKind = kind(
    "undo-set-off",
    "Posten von {id} sind verrechnet: {list}. Bitte zuerst die Verrechnung zurücknehmen (kontor \
     undo {first}), dann „{id}“ noch einmal.",
    "Items of {id} are set off: {list}. Take that back first (kontor undo {first}), then decide \
     \"{id}\" again.",
);

/// Taking back, or booking otherwise, what a final invoice has taken off: that would stand there
/// alone.
pub static STILL_TAKEN_OFF: FindingKind = kind(
    "undo-taken-off",
    "{id} ist in der Schlussrechnung {by} abgezogen; ohne {id} stünde dieser Abzug allein. Bitte \
     zuerst {by} zurücknehmen (kontor undo {by}), dann {id} noch einmal, und {by} wieder buchen.",
    "The final invoice {by} takes {id} off; without {id} that would stand alone. Take {by} back \
     first (kontor undo {by}), then decide {id} again, and book {by} again.",
);

/// Taking back the payment of a prepayment that a final invoice takes off as paid, or giving it
/// back: the VAT that the final invoice takes off would have been declared by nothing.
pub static PAYMENT_TAKEN_OFF: FindingKind = kind(
    "undo-payment-taken-off",
    "{id} betrifft die Zahlung der Anzahlung {number}; die Schlussrechnung {by} zieht diese als \
     bezahlt ab, mit der Umsatzsteuer der Zahlung. Bitte zuerst {by} zurücknehmen (kontor undo \
     {by}), dann {id} noch einmal, und {by} wieder buchen (kontor resolve {by} accept).",
    "{id} is about the payment of the prepayment {number}, which the final invoice {by} takes off \
     as paid, with the VAT of that payment. Take {by} back first (kontor undo {by}), then decide \
     {id} again, and book {by} again (kontor resolve {by} accept).",
);

/// Paying a prepayment of which final invoices took a part off before it was paid.
pub static PAYS_TAKEN_OFF: FindingKind = kind(
    "resolve-pays-taken-off",
    "{id} würde die Anzahlung {number} bezahlen und versteuern; einen Teil davon hat schon \
     abgezogen, ehe sie bezahlt war: {list}. Die Umsatzsteuer gälte doppelt. Bitte zuerst {undo}, \
     dann {id} noch einmal, dann {accept}.",
    "{id} would pay and tax the prepayment {number}, a part of which was taken off before it was \
     paid: {list}. Its VAT would count twice. First {undo}, then decide {id} again, then {accept}.",
);

/// Paying a prepayment whose final invoice has booked its deduction as money.
pub static PAYS_AS_MONEY: FindingKind = kind(
    "resolve-pays-as-money",
    "{id} würde die Anzahlung {number} bezahlen und versteuern; die Schlussrechnung {by} \
     ({document}) hat ihren Abzug aber als schon gezahltes Geld gebucht und versteuert das Ganze. \
     Die Umsatzsteuer gälte doppelt. Zieht {by} {number} ab: „kontor undo {document}“, dann \
     „kontor resolve {id} match {number}“, dann „kontor resolve {document} accept“. Steht {number} \
     neben {by}: „kontor undo {document}“, dann „kontor resolve {document} accept --beside“, dann \
     {id} noch einmal. Ist {id} jenes Geld: „kontor resolve {id} match {by}“.",
    "{id} would pay and tax the prepayment {number}, but the final invoice {by} ({document}) has \
     booked its deduction as money paid already and taxes the whole. The VAT would count twice. If \
     {by} takes {number} off: \"kontor undo {document}\", then \"kontor resolve {id} match \
     {number}\", then \"kontor resolve {document} accept\". If {number} stands beside {by}: \
     \"kontor undo {document}\", then \"kontor resolve {document} accept --beside\", then decide \
     {id} again. If {id} is that money: \"kontor resolve {id} match {by}\".",
);

/// Taking back a payment with Skonto or a rebate that a credit note of its invoice has left out.
pub static REDUCTION_LEFT_OUT: FindingKind = kind(
    "undo-reduction-left-out",
    "{id} bucht Skonto oder einen Nachlass auf eine Rechnung, die mit der Gutschrift {by} \
     zurückgenommen ist; diese ist um so viel kleiner gebucht. Bitte zuerst {by} zurücknehmen \
     (kontor undo {by}), dann {id} noch einmal, und {by} wieder buchen (kontor resolve {by} \
     accept).",
    "{id} books a discount or rebate on an invoice that the credit note {by} takes back, which is \
     booked with so much less. Take {by} back first (kontor undo {by}), then decide {id} again, \
     and book {by} again (kontor resolve {by} accept).",
);

/// Skonto or a rebate on an invoice that a booked credit note takes back whole: beside that credit
/// note more would be owed back than was paid.
pub static REDUCES_CREDITED: FindingKind = kind(
    "resolve-reduces-credited",
    "{id} würde {number} um Skonto oder einen Nachlass mindern; {number} ist aber mit der \
     Gutschrift {by} im vollen Betrag zurückgenommen, und mehr als gezahlt ist, ist nicht \
     zurückzuzahlen. Bitte zuerst {by} zurücknehmen (kontor undo {by}), dann {id} noch einmal, \
     und {by} wieder buchen (kontor resolve {by} accept).",
    "{id} would lower {number} by a discount or rebate, but the credit note {by} takes back the \
     whole of it, and no more is owed back than was paid. Take {by} back first (kontor undo \
     {by}), then decide {id} again, and book {by} again (kontor resolve {by} accept).",
);

impl Desk {
    /// What a decision about an entry lowers by a discount though it is taken back whole.
    pub(super) async fn reduces_credited(
        &self,
        id: &str,
        decision: &Decision,
    ) -> anyhow::Result<Option<Finding>> {
        let reduced = decision.allocations.iter().filter(|part| part.discount != 0);
        let reduced: Vec<i64> = reduced.map(|part| part.item).collect();
        let items = self.store.items_with(&reduced).await?;
        let contacts: Vec<i64> = items.iter().map(|item| item.contact_id).collect();
        let whole = self.taken_back_whole(&contacts, items.iter()).await?;
        let found = items.iter().find_map(|item| Some((item, whole.get(&item.id)?)));
        Ok(found.map(|(item, by)| {
            let found = REDUCES_CREDITED.found().with("id", id).with("number", &item.number);
            found.with("by", format!("D{}", by.document_id))
        }))
    }

    /// The final invoice in force that takes off, as paid, what an entry pays, or what a decision
    /// about it opens again.
    pub(super) async fn payment_taken_off(
        &self,
        id: &str,
        row: &EntryRow,
        decision: Option<&Decision>,
    ) -> anyhow::Result<Option<Finding>> {
        let matched = row.state.status == EntryStatus::Matched;
        let reduces =
            row.state.allocations.iter().filter(|part| matched && part.discount_minor != 0);
        let decided = decision.map(|decision| decision.allocations.as_slice()).unwrap_or_default();
        let decided = decided.iter().filter(|part| part.discount != 0).map(|part| part.item);
        let reduced: Vec<i64> = reduces.map(|part| part.item_id).chain(decided).collect();
        if let Some(row) = self.store.returned_of(&reduced).await?.first() {
            let by = format!("D{}", row.document_id);
            return Ok(Some(REDUCTION_LEFT_OUT.found().with("id", id).with("by", by)));
        }
        let paid = row.state.allocations.iter().filter(|_| matched).map(|part| part.item_id);
        let paid = self.store.items_with(&paid.collect::<Vec<_>>()).await?;
        // A return before the final invoice left the prepayment unpaid for that.
        let opened = |item: &ItemRow| {
            let mut parts = row.state.allocations.iter().filter(|part| part.item_id == item.id);
            parts.any(|part| part.amount_minor.signum() == -item.amount_minor.signum())
        };
        let is_off = |item: &&ItemRow| {
            item.kind == ItemKind::PrepaymentTaxed
                || item.kind == ItemKind::PrepaymentUntaxed && opened(item)
        };
        let off = paid.iter().filter(is_off).find_map(|item| Some((item, item.deducted_by?)));
        let mut of_paid =
            self.store.parts_taken(&paid.iter().map(|item| item.id).collect::<Vec<_>>()).await?;
        of_paid.retain(|row| row.is_paid);
        let in_part = latest_of_parts(&of_paid).and_then(|by| {
            let row = of_paid.iter().find(|row| row.document_id == by)?;
            Some((paid.iter().find(|item| item.id == row.item_id)?, by))
        });
        let off = off.or(in_part);
        let parts = decision.map(|decision| decision.allocations.as_slice()).unwrap_or_default();
        let opened: Vec<i64> = parts.iter().map(|part| part.item).collect();
        let opened = self.store.items_with(&opened).await?;
        if off.is_none()
            && let Some(finding) = self.pays_taken_off(id, &opened).await?
        {
            return Ok(Some(finding));
        }
        if let Some(finding) = self.pays_as_money(id, parts, &opened).await? {
            return Ok(Some(finding));
        }
        let found = off.or_else(|| opens_taken_off(parts, &opened));
        Ok(found.map(|(item, by)| {
            let found = PAYMENT_TAKEN_OFF.found().with("id", id).with("number", &item.number);
            found.with("by", format!("D{by}"))
        }))
    }

    /// A prepayment of which final invoices in force took a part off before it was paid: its payment
    /// would be taxed, and those tax the whole.
    async fn pays_taken_off(&self, id: &str, items: &[ItemRow]) -> anyhow::Result<Option<Finding>> {
        for item in items.iter().filter(|item| item.kind == ItemKind::Prepayment) {
            let parts = self.store.parts_taken(&[item.id]).await?;
            if let Some([list, undo, accept]) = taken_unpaid(&parts) {
                let found = PAYS_TAKEN_OFF.found().with("id", id).with("number", &item.number);
                let found = found.with("list", list).with("undo", undo);
                return Ok(Some(found.with("accept", accept)));
            }
        }
        Ok(None)
    }

    /// A prepayment that parts of a payment would pay though its final invoice has booked its
    /// deduction as money.
    async fn pays_as_money(
        &self,
        id: &str,
        parts: &[Allocation],
        items: &[ItemRow],
    ) -> anyhow::Result<Option<Finding>> {
        let pays = |item: &&ItemRow| {
            let mut own = parts.iter().filter(|part| part.item == item.id);
            own.any(|part| part.amount.signum() == item.amount_minor.signum())
        };
        let taken = self.taken_as_money(items.iter().filter(pays)).await?;
        let found = items.iter().find_map(|item| Some((item, taken.get(&item.id)?)));
        Ok(found.map(|(item, (by, document))| {
            let found = PAYS_AS_MONEY.found().with("id", id).with("number", &item.number);
            found.with("by", by).with("document", format!("D{document}"))
        }))
    }

    pub(super) async fn undo_document(&self, id: &str, key: i64) -> Decided {
        let Some(document) = self.store.document_row(key).await? else {
            return Ok(Err(UNKNOWN.found().with("id", id)));
        };
        if let Some(decided) = self.undo_doubts(id, key).await? {
            return decided;
        }
        if let Some(decided) = self.undo_release(id, &document).await? {
            return decided;
        }
        if let Some(decided) = self.undo_receive(id, &document).await? {
            return decided;
        }
        if let Some(decided) = self.undo_unit(id, &document).await? {
            return decided;
        }
        if let Some(decided) = self.undo_trade(id, &document).await? {
            return decided;
        }
        let booked = self.booked(&document).await?;
        let refused = is_refused(&document);
        let (_, items) = self.but_repeated(&document, self.store.items_from(key).await?).await?;
        let mut changes = match booked.is_empty() {
            true if !refused && items.is_empty() => return self.undo_statement(id, document).await,
            // It only repeated what is an earlier list's again.
            true if !refused => {
                Changes { items, rejudged: vec![self.waiting(id, document)], ..Default::default() }
            }
            true => Changes { rejudged: vec![self.waiting(id, document)], ..Default::default() },
            false => {
                let decisions = answers(self.store.decisions(id).await?);
                let moved = decisions
                    .last()
                    .is_some_and(|(verb, choice, ..)| verb == "resolve" && books_anew(choice));
                let before = decisions.get(..decisions.len().saturating_sub(1)).unwrap_or_default();
                // Only booked otherwise: it goes back to how it was.
                if moved
                    && (document.held_code.is_none()
                        || before.last().is_some_and(|(verb, ..)| verb == "resolve"))
                {
                    let taxed = decisions.last().is_some_and(|(_, choice, ..)| tells_tax(choice));
                    if let Some(finding) =
                        if taxed { self.tax_in_payment(id, &document).await? } else { None }
                    {
                        return Ok(Err(finding));
                    }
                    match self.booking(id, document, terms_of(before), Booking::Before).await? {
                        Err(finding) => return Ok(Err(finding)),
                        Ok(mut changes) => {
                            // What was asked before is asked again.
                            if !before.iter().any(|(verb, ..)| verb == "resolve") {
                                changes
                                    .rejudged
                                    .iter_mut()
                                    .filter(|row| row.id == key)
                                    .for_each(|row| row.accepted.clear());
                            }
                            changes
                        }
                    }
                } else {
                    match self.taken_back(id, document, &booked).await? {
                        Err(finding) => return Ok(Err(finding)),
                        Ok(changes) => changes,
                    }
                }
            }
        };
        let of_credits = self.said_of_credits(&mut changes).await?;
        let mut said = self.said(id, &changes) + &of_credits;
        let waits =
            changes.rejudged.iter().any(|row| row.id == key && row.status == DocumentStatus::Held);
        if refused {
            self.note_move(key)?;
        }
        match waits && !refused {
            true => said += &self.give_way(id, key, "undo", "", changes).await?,
            false => self.decided_document(id, "undo", "", changes).await?,
        }
        if refused {
            self.end_moves().await??;
            self.show_original(key).await?;
        }
        Ok(Ok(said))
    }

    /// What takes a booked document back. kontor's own matches go with it; what a person matched is
    /// the person's to take back first.
    pub(super) async fn taken_back(
        &self,
        id: &str,
        document: DocumentRow,
        booked: &[i64],
    ) -> anyhow::Result<Result<Changes, Finding>> {
        if let Some(finding) = self.still_listed(id, &document, booked).await? {
            return Ok(Err(finding));
        }
        let items = self.store.items_from(document.id).await?;
        let (items, repeated) = self.but_repeated(&document, items).await?;
        if let Some(finding) = self.still_set_off(id, &items).await? {
            return Ok(Err(finding));
        }
        if let Some(finding) = self.still_taken_off(id, document.id, &items).await? {
            return Ok(Err(finding));
        }
        if let Some(finding) = self.still_succeeded(id, &items).await? {
            return Ok(Err(finding));
        }
        let (restored, given_back) = match self.given_back_by(id, document.id).await? {
            Err(finding) => return Ok(Err(finding)),
            Ok(given_back) => given_back,
        };
        let company = document.company.clone().unwrap_or_default();
        let own: Vec<i64> = items.iter().filter_map(|item| item.posting).collect();
        let numbers: Vec<i64> = own.iter().chain(booked).copied().collect();
        let postings: Postings = self.postings(&company, &numbers).await?;
        let mut books = self.books().await?;
        let mut plan = self.sheet(&mut books);
        for number in booked.iter().filter(|number| !own.contains(number)) {
            plan.reverse(&company, *number, document.id, &postings);
        }
        let mut settling =
            self.store.settling(&items.iter().map(|item| item.id).collect::<Vec<_>>()).await?;
        let deducted = self.store.items_deducted_by(document.id).await?;
        // Paid since it was taken off, and so without its VAT: that payment was booked on account
        // of this invoice.
        let untaxed = deducted
            .iter()
            .filter(|item| item.kind == ItemKind::PrepaymentUntaxed)
            .map(|item| item.id);
        // Or paid since it was given back, with VAT that comes with the final invoice again.
        let taxed = restored
            .iter()
            .filter(|row| row.kind == ItemKind::PrepaymentUntaxed)
            .map(|row| row.item_id);
        settling.extend(self.store.settling(&untaxed.chain(taxed).collect::<Vec<_>>()).await?);
        if let Some(item) = items.iter().find(|item| item.kind == ItemKind::Prepaid) {
            plan.look_again(&item.company, self.requests_of(item).await?);
        }
        let off: Vec<String> = deducted.iter().map(|item| item.number.clone()).collect();
        plan.withdrawn(items, &postings);
        plan.changes.items.extend(repeated);
        plan.freed(deducted);
        plan.taken_off_again(&restored, given_back);
        plan.changes.parts_anew.push(document.id);
        self.settle(&mut plan).await?;
        let mut changes = plan.finish();
        for row in &changes.entries {
            settling.remove(&row.id);
        }
        if !settling.is_empty() {
            let entries: Vec<String> = settling.iter().map(|entry| format!("E{entry}")).collect();
            return Ok(Err(STILL_SETTLED
                .found()
                .with("id", id)
                .with("entries", entries.join(", "))));
        }
        let language = self.setup.language_of(document.company.as_deref());
        let mut row = self.waiting(id, document);
        if row.reason_code.as_deref() == Some(TAKEN_BACK.code) && !off.is_empty() {
            let found = FINAL_TAKEN_BACK.found().with("id", id).with("numbers", off.join(", "));
            row.reason = Some(found.say(language));
        }
        changes.rejudged.push(row);
        Ok(Ok(changes))
    }

    /// The final invoice in force that takes one of a document's items off, as what stands in the
    /// way of taking it back.
    pub(super) async fn still_taken_off(
        &self,
        id: &str,
        document: i64,
        items: &[ItemRow],
    ) -> anyhow::Result<Option<Finding>> {
        for by in items
            .iter()
            .filter(|item| !item.is_withdrawn())
            .filter_map(|item| item.deducted_by)
            .filter(|by| *by != document)
        {
            if self
                .store
                .document_row(by)
                .await?
                .is_some_and(|row| row.status == DocumentStatus::Processed)
            {
                return Ok(Some(
                    STILL_TAKEN_OFF.found().with("id", id).with("by", format!("D{by}")),
                ));
            }
        }
        let stands = items.iter().filter(|item| !item.is_withdrawn()).map(|item| item.id);
        let parts = self.store.parts_taken(&stands.collect::<Vec<_>>()).await?;
        Ok(latest_of_parts(&parts)
            .filter(|by| *by != document)
            .map(|by| STILL_TAKEN_OFF.found().with("id", id).with("by", format!("D{by}"))))
    }

    /// What is set off against these items, as what stands in the way of taking them back.
    pub(super) async fn still_set_off(
        &self,
        id: &str,
        items: &[ItemRow],
    ) -> anyhow::Result<Option<Finding>> {
        let rows =
            self.store.set_offs_of(&items.iter().map(|item| item.id).collect::<Vec<_>>()).await?;
        let list: Vec<String> = rows.iter().map(|row| format!("V{}", row.id)).collect();
        let found = |first: &String| {
            STILL_SET_OFF.found().with("id", id).with("list", list.join(", ")).with("first", first)
        };
        Ok(list.first().map(found))
    }

    /// The document waits again, with the reason it waited for before a person decided.
    pub(super) fn waiting(&self, id: &str, document: DocumentRow) -> DocumentRow {
        let taken_back = TAKEN_BACK.found().with("id", id);
        let (code, reason) = (document.held_code.clone(), document.held_reason.clone());
        DocumentRow {
            status: DocumentStatus::Held,
            reason_code: code.or_else(|| Some(taken_back.code().to_owned())),
            reason: reason.or_else(|| {
                Some(taken_back.say(self.setup.language_of(document.company.as_deref())))
            }),
            held_code: None,
            held_reason: None,
            accepted: Vec::new(),
            notes: document.notes.into_iter().filter(|note| !says_free(note)).collect(),
            ..document
        }
    }
}
