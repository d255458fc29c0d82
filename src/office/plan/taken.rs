//! Invoices whose place another has taken: what comes for them later waits, so that nothing counts,
//! or is taken back, twice.

use super::Plan;
use super::after_final::PREPAYMENT_LATE;
use super::by_line::LINE_DIFFERS;
use super::chains::{Chain, Link};
use super::corrections::{
    CORRECTS, CORRECTS_CREDITED, CORRECTS_GIVEN_BACK, CORRECTS_SETTLED, CORRECTS_TAKEN_OFF,
    DEDUCTION_MISSING, NAMES_INVOICE,
};
use super::credited::{
    CREDITED_FINAL, CREDITED_PREPAYMENT, CREDITED_TOO_MUCH, CREDITS_DEDUCTION, CREDITS_PREPAYMENT,
    CREDITS_TOO_MUCH,
};
use super::deductions::{
    PREPAID_DIFFERS, PREPAYMENT_CREDITED, PREPAYMENT_DIFFERS, PREPAYMENT_FIRST, PREPAYMENT_PARTLY,
    PREPAYMENT_TAKEN_OFF, PREPAYMENT_UNKNOWN,
};
use super::in_parts::{
    PREPAYMENT_IN_PART, PREPAYMENT_PART_UNPAID, PREPAYMENT_USED_UP, PREPAYMENTS_IN_PART,
};
use super::items::{OTHER_INVOICE, SAME_NUMBER};
use super::named::{NAMED_ALREADY, SPELT_OTHERWISE};
use super::near::{
    CORRECTS_HELD, CORRECTS_NEAR, CORRECTS_UNKNOWN, CORRECTS_UNNAMED, CREDITS_HELD, NAMES_HELD,
};
use super::paid_prepayments::{
    PREPAYMENT_AND_MONEY, PREPAYMENT_HALF, PREPAYMENT_OTHER_ORDER, PREPAYMENT_UNPAID,
    PREPAYMENTS_ALIKE,
};
use super::reduced::{CREDITS_REDUCED, CREDITS_REDUCTION};
use super::restored::{CREDITS_FINAL, CREDITS_FINAL_PAID, CREDITS_TAKEN_OFF};
use crate::domain::finding::Weight;
use crate::domain::finding_argument::Argument;
use crate::domain::{Finding, FindingKind};
use crate::store::rows::{DocumentRow, ItemRow};

/// Findings of what comes for an invoice whose place is taken.
pub static FINDINGS: &[&FindingKind] =
    &[&PLACE_TAKEN, &CREDITS_REPLACED, &FREE_AGAIN, &WAITS_NO_LONGER];

/// An invoice under the number of one whose place another has taken.
pub static PLACE_TAKEN: FindingKind = FindingKind {
    code: "place-taken",
    weight: Weight::Warning,
    de: "An die Stelle der Rechnung {number} von {contact} ist schon {by} getreten, gebucht mit \
        {document}. Diese ist nicht gebucht, damit nicht beide gelten. Soll sie gelten, bitte \
        zuerst {document} zurücknehmen (kontor undo {document}), dann „kontor resolve {this} \
        replace“; sonst „kontor resolve {this} reject GRUND“. „kontor resolve {this} accept \
        --beside“ bucht sie zusätzlich.",
    en: "{by}, booked with {document}, has taken the place of invoice {number} of {contact} \
        already. This one is not booked, so that not both count. If it is the one that counts, \
        take {document} back first (kontor undo {document}), then \"kontor resolve {this} \
        replace\"; else \"kontor resolve {this} reject REASON\". \"kontor resolve {this} accept \
        --beside\" books it in addition.",
};
/// A document that waited because another was booked under its number, which is taken back.
pub static FREE_AGAIN: FindingKind = FindingKind {
    code: "number-free-again",
    weight: Weight::Warning,
    de: "Was unter der Nummer {number} gebucht war, ist zurückgenommen. „kontor resolve {this} \
        accept“ bucht dieses Dokument{unasked}; „kontor resolve {this} reject GRUND“ lehnt es ab.",
    en: "What was booked under the number {number} is taken back. \"kontor resolve {this} accept\" \
        books this document{unasked}; \"kontor resolve {this} reject REASON\" refuses it.",
};
/// A document that waited because of something else which is decided now.
pub static WAITS_NO_LONGER: FindingKind = FindingKind {
    code: "waits-no-longer",
    weight: Weight::Warning,
    de: "Worauf dieses Dokument gewartet hat, ist entschieden. „kontor resolve {this} accept“ \
        bucht es{unasked}; „kontor resolve {this} reject GRUND“ lehnt es ab.",
    en: "What this document waited for is decided. \"kontor resolve {this} accept\" books \
        it{unasked}; \"kontor resolve {this} reject REASON\" refuses it.",
};
/// A credit note for an invoice whose place another has taken: that one is taken back already.
pub static CREDITS_REPLACED: FindingKind = FindingKind {
    code: "credits-replaced-invoice",
    weight: Weight::Warning,
    de: "Die Gutschrift nennt {number}; an deren Stelle ist schon {by} getreten ({document}), \
        {number} ist damit zurückgenommen. Sie ist nicht gebucht, damit nichts doppelt \
        zurückgenommen wird. Ist sie die Stornierung von {number}: „kontor resolve {this} reject \
        GRUND“; mindert sie {by}: „kontor resolve {this} accept“.",
    en: "The credit note names {number}, whose place {by} has taken already ({document}), so that \
        {number} is taken back. It is not booked, so that nothing is taken back twice. If it is \
        the cancellation of {number}: \"kontor resolve {this} reject REASON\"; if it reduces {by}: \
        \"kontor resolve {this} accept\".",
};
/// Why a document waits because of another one.
pub static WAITS_FOR_ANOTHER: [&FindingKind; 50] = [
    &WAITS_NO_LONGER,
    &PREPAYMENT_LATE,
    &PREPAYMENT_AND_MONEY,
    &PREPAYMENTS_ALIKE,
    &PREPAYMENT_HALF,
    &CREDITS_REDUCED,
    &CREDITS_REDUCTION,
    &OTHER_INVOICE,
    &PLACE_TAKEN,
    &FREE_AGAIN,
    &CREDITS_REPLACED,
    &CORRECTS,
    &CORRECTS_CREDITED,
    &CORRECTS_UNKNOWN,
    &CORRECTS_UNNAMED,
    &PREPAYMENT_UNKNOWN,
    &PREPAYMENT_DIFFERS,
    &PREPAID_DIFFERS,
    &PREPAYMENT_FIRST,
    &LINE_DIFFERS,
    &NAMED_ALREADY,
    &SPELT_OTHERWISE,
    &CREDITS_TOO_MUCH,
    &CREDITED_TOO_MUCH,
    &CREDITS_PREPAYMENT,
    &CREDITS_DEDUCTION,
    &CREDITED_PREPAYMENT,
    &CORRECTS_SETTLED,
    &CORRECTS_TAKEN_OFF,
    &DEDUCTION_MISSING,
    &PREPAYMENT_CREDITED,
    &PREPAYMENT_TAKEN_OFF,
    &PREPAYMENT_IN_PART,
    &PREPAYMENTS_IN_PART,
    &PREPAYMENT_PART_UNPAID,
    &PREPAYMENT_USED_UP,
    &CREDITS_FINAL,
    &CREDITS_FINAL_PAID,
    &CREDITS_TAKEN_OFF,
    &CORRECTS_NEAR,
    &CORRECTS_HELD,
    &SAME_NUMBER,
    &CREDITED_FINAL,
    &NAMES_INVOICE,
    &PREPAYMENT_PARTLY,
    &PREPAYMENT_UNPAID,
    &PREPAYMENT_OTHER_ORDER,
    &CREDITS_HELD,
    &NAMES_HELD,
    &CORRECTS_GIVEN_BACK,
];

/// Whether a document waits because another was, or is, booked under its number.
pub fn is_of_number(row: &DocumentRow) -> bool {
    let waited = [&OTHER_INVOICE, &SAME_NUMBER, &FREE_AGAIN];
    waited.iter().any(|kind| Some(kind.code) == row.reason_code.as_deref())
}

/// What is said of a document that waited because of another, once nothing stands in its way.
/// `unasked`: it is booked if nobody decides.
pub fn free_again(row: &DocumentRow, unasked: bool) -> Finding {
    let kind = if is_of_number(row) { &FREE_AGAIN } else { &WAITS_NO_LONGER };
    let words = match unasked {
        true => Argument::Words(
            "; entscheidet niemand, geschieht das mit den nächsten Dateien oder in der Nacht"
                .into(),
            "; if nobody decides, that happens with the next files or in the night".into(),
        ),
        false => Argument::Words(String::new().into(), String::new().into()),
    };
    let found = kind.found().with("number", row.number.clone().unwrap_or_default());
    found.with("this", format!("D{}", row.id)).with_value("unasked", words)
}

impl Plan<'_> {
    /// The invoices that this one names and whose place another has taken, with the number and the
    /// document of that.
    pub(super) fn taken_by_another(&self, link: Link<'_>) -> Vec<(String, (String, i64))> {
        let Link { at, invoice, whose, met } = link;
        let taken = |number: &String| {
            let item = met.get(&self.key_of(whose.company, whose.side, whose.contact, number))?;
            Some((number.clone(), self.place_taken(at, item)?.clone()))
        };
        invoice.preceding_invoices.iter().filter_map(taken).collect()
    }

    /// The number and the document of another invoice that has the place of an item of which
    /// nothing is in force.
    pub(super) fn place_taken(&self, at: usize, item: &ItemRow) -> Option<&(String, i64)> {
        let taken = self.earlier.taken.get(&item.id).filter(|_| item.is_withdrawn());
        taken.filter(|(_, by)| *by != self.id_at(at))
    }

    /// A credit note that names nothing in force: it stands alone, unless another has taken the
    /// place of what it names.
    pub(super) fn credits_what_stands(&self, link: Link<'_>) -> Result<Chain, Finding> {
        let at = link.at;
        match self.taken_by_another(link).into_iter().next() {
            Some((number, (by, document))) => {
                let found = CREDITS_REPLACED.found().with("number", number).with("by", by);
                Err(found
                    .with("document", format!("D{document}"))
                    .with("this", format!("D{}", self.id_at(at))))
            }
            None => Ok(Chain::Alone),
        }
    }
}
