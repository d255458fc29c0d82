//! The control of invoices received, kept up to date: whenever something of a contact's trade has
//! changed, its invoices are looked at again. What is found about a booked invoice holds it for
//! payment; when what was missing has come, kontor releases it and says so.

use super::run::Desk;
use crate::control::CompanyRules;
use crate::domain::finding::Weight;
use crate::domain::{Finding, FindingKind, Kind, Language, words};
use crate::report::judged;
use crate::store::control::{ControlFinding, ControlRow};
use crate::store::rows::DocumentStatus;
use crate::store::trade::Whose;
use std::collections::BTreeMap;

/// Findings of keeping the control up to date.
pub static FINDINGS: &[&FindingKind] = &[&RELEASED, &CREDITED, &ANSWERED];

/// An invoice that was blocked, and that a credit note made good.
pub static CREDITED: FindingKind = FindingKind {
    code: "invoice-credited",
    weight: Weight::Note,
    de: "Die Rechnung ist zur Zahlung frei: die Gutschrift {credit} gleicht aus, was an ihr zu \
        viel war.",
    en: "The invoice is free for payment: credit note {credit} makes up for what was too much of \
        it.",
};

/// An invoice that was blocked, and that what came since has cleared.
pub static RELEASED: FindingKind = FindingKind {
    code: "invoice-released",
    weight: Weight::Note,
    de: "Die Rechnung ist zur Zahlung frei: {what} hat geklärt, was offen war ({codes}).",
    en: "The invoice is free for payment: {what} settled what was open ({codes}).",
};

/// What was asked about a delivery note or the answer to an order, and what has come since has
/// answered.
pub static ANSWERED: FindingKind = FindingKind {
    code: "question-answered",
    weight: Weight::Note,
    de: "Nichts mehr zu fragen: {what} hat geklärt, was offen war ({codes}).",
    en: "Nothing is asked any more: {what} settled what was open ({codes}).",
};

/// How a note begins that says why an invoice is free for payment.
const FREE: [&str; 4] = [
    "Die Rechnung ist zur Zahlung frei: ",
    "The invoice is free for payment: ",
    "Nichts mehr zu fragen: ",
    "Nothing is asked any more: ",
];

/// Whether a note says why an invoice is free for payment, or why nothing is asked any more. Only the last of them holds, and none of
/// a document that is not booked.
pub(super) fn says_free(note: &str) -> bool {
    FREE.iter().any(|lead| note.starts_with(lead))
}

/// The findings that a delivery note settles.
const OF_GOODS: &[&str] = &["not-delivered", "quantity-exceeds-delivery"];

/// Contacts looked at one by one; of more, the company's whole trade is read once.
const ONE_BY_ONE: usize = 16;

/// Invoices whose control is held against what was noted of it at once.
const AT_ONCE: usize = 1_000;

/// What looking again came to.
struct Looked {
    rows: Vec<ControlRow>,
    /// Why a document is free for payment now; `None` where what was said of that no longer holds.
    said: Vec<(i64, Option<String>)>,
    released: usize,
}

impl Desk {
    /// Controls what is due. Gives how many invoices were released by what came. Whoever calls has
    /// the turn.
    pub(super) async fn control(&self) -> anyhow::Result<usize> {
        let (due, bases) = (self.store.control_due().await?, self.store.control_bases().await?);
        let mut released = 0;
        let mut companies: Vec<&String> = self.setup.companies.keys().collect();
        companies.sort();
        for company in companies {
            let rules = self
                .setup
                .companies
                .get(company)
                .map(|books| books.control.clone())
                .unwrap_or_default();
            let basis = self.basis(company, &rules).await?;
            let all = bases.get(company) != Some(&basis);
            let Some(contacts) = due.get(company).cloned().or_else(|| all.then(Default::default))
            else {
                continue;
            };
            let mut found = BTreeMap::new();
            if all || contacts.len() > ONE_BY_ONE {
                found = judged(&self.store, company, None, &rules).await?;
            } else {
                for contact in contacts {
                    found.extend(judged(&self.store, company, Some(contact), &rules).await?);
                }
            }
            let looked = self.compared(company, found).await?;
            let said = (looked.said.as_slice(), says_free as fn(&str) -> bool);
            self.store.controlled(company, &basis, &looked.rows, said).await?;
            released += looked.released;
        }
        Ok(released)
    }

    /// By what a company's invoices are controlled, as a text that is another one when something of
    /// it is.
    pub(super) async fn basis(
        &self,
        company: &str,
        rules: &CompanyRules,
    ) -> anyhow::Result<String> {
        let habits = self.store.habits(company).await?;
        let listed = self.store.lists_vendors(company).await?;
        let units = self.store.unit_conversions(company).await?;
        // What the program looks at counts too: `usual` since invoices are held against their
        // vendor's habits, `received` since goods are to come also where none ever did.
        Ok(format!(
            "{} usual received {habits:?} {listed} {rules:?} {units:?}",
            env!("CARGO_PKG_VERSION")
        ))
    }

    /// What is new about these invoices beside what was noted of them.
    async fn compared(
        &self,
        company: &str,
        found: BTreeMap<i64, Vec<ControlFinding>>,
    ) -> anyhow::Result<Looked> {
        let mut looked = Looked { rows: Vec::new(), said: Vec::new(), released: 0 };
        let (ids, mut known) = (found.keys().copied().collect::<Vec<_>>(), BTreeMap::new());
        for (at, (document_id, findings)) in found.into_iter().enumerate() {
            // What was noted is read in portions.
            if at % AT_ONCE == 0 {
                let next = ids.get(at..).unwrap_or_default();
                known = self.store.controls_of(next.get(..AT_ONCE).unwrap_or(next)).await?;
            }
            let before = known.remove(&document_id);
            // What was noted while it lay with another company is none of this one's.
            let is_noted = |row: &ControlRow| row.findings == findings && row.company == company;
            if before.as_ref().map_or(findings.is_empty(), is_noted) {
                continue;
            }
            let was_open: Vec<ControlFinding> =
                before.iter().flat_map(|before| before.open()).cloned().collect();
            let blank = ControlRow {
                document_id,
                company: company.to_owned(),
                findings: Vec::new(),
                released: Vec::new(),
                released_by: None,
                released_at: None,
                reason: None,
            };
            let own = company.to_owned();
            let mut row = ControlRow { findings, company: own, ..before.unwrap_or(blank) };
            // What is not booked is not free for payment either.
            let document = self.store.document_row(document_id).await?;
            let is_invoice = document.as_ref().is_none_or(|row| row.kind == Kind::Invoice.as_str());
            let is_booked = document.is_some_and(|row| row.status == DocumentStatus::Processed);
            if row.is_held() || !was_open.is_empty() && !is_booked {
                (row.released_by, row.released_at, row.reason) = (None, None, None);
                looked.said.push((document_id, None));
            } else if !was_open.is_empty() {
                let finding = match settled(&row.findings, &was_open) {
                    Some(finding) => finding.say(self.setup.language_of(Some(company))),
                    None => {
                        let kind = if is_invoice { &RELEASED } else { &ANSWERED };
                        self.by_itself(kind, company, document_id, &was_open).await?
                    }
                };
                (row.released_by, row.released_at) = (Some("kontor".to_owned()), Some(self.now()));
                row.reason = Some(finding.clone());
                looked.said.push((document_id, Some(finding)));
                looked.released += usize::from(is_invoice);
            }
            looked.rows.push(row);
        }
        Ok(looked)
    }

    /// What released an invoice beside credit notes, as far as it can be named: goods that came, by
    /// their delivery note.
    async fn by_itself(
        &self,
        kind: &'static FindingKind,
        company: &str,
        document: i64,
        was_open: &[ControlFinding],
    ) -> anyhow::Result<String> {
        let language = self.setup.language_of(Some(company));
        let mut codes: Vec<&str> = was_open.iter().map(|finding| finding.code.as_str()).collect();
        codes.dedup();
        let contact = self.store.billed_contact(document).await?;
        let notes = match contact.filter(|_| codes.iter().all(|code| OF_GOODS.contains(code))) {
            Some(contact) => {
                self.store
                    .delivery_notes(Whose { company: Some(company), contact: Some(contact) })
                    .await?
            }
            None => Vec::new(),
        };
        let last = notes.iter().max_by_key(|row| row.document_id);
        let what = match (last, language) {
            (Some(row), Language::De) => {
                format!(
                    "Lieferschein {} (D{})",
                    row.note.number.as_deref().unwrap_or("ohne Nummer"),
                    row.document_id
                )
            }
            (Some(row), Language::En) => {
                format!(
                    "delivery note {} (D{})",
                    row.note.number.as_deref().unwrap_or("without number"),
                    row.document_id
                )
            }
            (None, Language::De) => "was seitdem geschehen ist,".to_owned(),
            (None, Language::En) => "what has happened since".to_owned(),
        };
        let codes = words::list(words::CONTROL_FINDINGS, &codes.join("; "), language);
        Ok(kind.found().with("what", what).with("codes", codes).say(language))
    }
}

/// What says that credit notes made up for what was open; `None` where something else did too.
fn settled(findings: &[ControlFinding], was_open: &[ControlFinding]) -> Option<Finding> {
    let by = |open: &ControlFinding| {
        findings.iter().find(|now| now.mark() == open.mark()).and_then(|now| now.settled.clone())
    };
    let mut credits: Vec<String> = was_open.iter().map(by).collect::<Option<_>>()?;
    credits.dedup();
    Some(CREDITED.found().with("credit", credits.join(", ")))
}
