//! The control of invoices received: what is found about each, as it is known now ([`judged`]), and
//! the report `invoice-control`, which tells what the office has noted of that: what is held for
//! payment, who let it pass and why.

use super::super::{Asked, Cell, Report, Which, column};
use super::Trade;
use super::habits::Usually;
use crate::control::{
    BANK_ACCOUNT, CompanyRules, DUPLICATE, DUPLICATE_WAITS, Earlier, Found, Seen, UNKNOWN_VENDOR,
    VENDOR_OF_THAT_NAME,
};
use crate::domain::invoice_number::number_key;
use crate::domain::words::{self, CONTROL_FINDINGS, INVOICE_STATUSES};
use crate::domain::{Finding, FirmName, InvoiceLine, Language, Side};
use crate::report::row::{Row, row};
use crate::store::control::{ControlFinding, ControlRow, LetPass};
use crate::store::rows::ContactRow;
use crate::store::trade::{BilledRow, Controlled, Whose};
use crate::store::{Store, Stored};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Report `invoice-control`.
pub(in crate::report) const CONTROL: Report = Report {
    name: "invoice-control",
    which: Which::InvoiceControl,
    title: ("Rechnungsprüfung", "Control of invoices received"),
    columns: &[
        column("company", "Firma", "Company", Cell::Text),
        column("document", "Nr", "Id", Cell::Text),
        column("invoice", "Rechnung", "Invoice", Cell::Text),
        column("contact", "Kontakt", "Contact", Cell::Text),
        column("name", "Name", "Name", Cell::Long),
        column("status", "Status", "Status", Cell::Word(INVOICE_STATUSES)),
        column("summary", "Befunde", "Findings", Cell::Words(CONTROL_FINDINGS)),
        column("released_by", "Freigegeben von", "Released by", Cell::Text),
        column("reason", "Weil", "Because", Cell::Long),
    ],
};

/// What is found about the invoices and delivery notes that a company received, of one contact (0:
/// of nobody known; `None`: of all), by document. An invoice that was refused or is there twice
/// bills nothing, and nothing is found about it.
pub async fn judged(
    store: &Store,
    company: &str,
    contact: Option<i64>,
    rules: &CompanyRules,
) -> Stored<BTreeMap<i64, Vec<ControlFinding>>> {
    let whose = Whose { company: Some(company), contact };
    let by_company = HashMap::from([(company.to_owned(), rules.clone())]);
    let mut trade = Trade::delivered(store, whose, &by_company, None).await?;
    let listed = trade
        .contacts
        .values()
        .any(|row| row.company == company && !row.is_provisional() && row.role != "customer");
    let verified = store.accounts_let_pass(whose).await?;
    let (mut judged, mut usually) = (BTreeMap::new(), Usually::default());
    let look = |contacts: &HashMap<i64, ContactRow>, looked: Looked| {
        let Looked { row, found: by_lines, twin } = looked;
        if !is_judged(&row) {
            return;
        }
        let mut found: Vec<Found> = twin.iter().map(repeats).collect();
        found.extend(vendor(&row, contacts, listed, &verified));
        found.extend(if twin.is_none() { usually.meet(&row) } else { None });
        found.extend(by_lines);
        judged.insert(row.document_id, found.iter().map(kept).collect());
    };
    trade.bill(store, whose, None, look).await?;
    judged.extend(
        trade.astray.iter().map(|(document, found)| (*document, found.iter().map(kept).collect())),
    );
    Ok(judged)
}

/// An invoice as it is met in the order they came.
pub(super) struct Looked {
    pub(super) row: BilledRow,
    /// What the ordered lines have to say of it.
    pub(super) found: Vec<Found>,
    /// The earlier invoice that it repeats.
    pub(super) twin: Option<Twin>,
}

/// An earlier invoice that another repeats.
pub(super) struct Twin {
    number: String,
    document: i64,
    /// It is not booked yet.
    waits: bool,
}

fn repeats(twin: &Twin) -> Found {
    let kind = if twin.waits { &DUPLICATE_WAITS } else { &DUPLICATE };
    let document = format!("D{}", twin.document);
    let finding = kind.found().with("actual", &twin.number).with("document", document);
    let actual = Some(twin.number.clone());
    Found { line: None, expected: None, actual, finding, settled: None }
}

/// Of invoices received: those that no person refused and whose place no other took, nor the same
/// content that came again.
pub(super) fn is_judged(row: &BilledRow) -> bool {
    let gone = matches!(row.reason_code.as_deref(), Some("person" | "replaced" | "came-again"));
    row.side == Side::Payable && !gone
}

/// Whether a person took an invoice back: what comes under its number takes its place, and nothing
/// is there twice; under another number it is asked about.
pub(super) fn is_taken_back(row: &BilledRow) -> bool {
    row.status == "held" && row.reason_code.as_deref() == Some("taken-back")
}

/// The invoices received so far, by which the next may be known to repeat one of them.
#[derive(Default)]
pub(super) struct Twins {
    /// Of each vendor: what stands, and what a person took back.
    earlier: HashMap<(String, Option<i64>, String), [Earlier; 2]>,
}

impl Twins {
    /// The earlier invoice that the next one repeats. They are met in the order they came.
    pub(super) fn meet(&mut self, row: &BilledRow) -> Option<Twin> {
        if !is_judged(row) {
            return None;
        }
        let name = if row.contact_id.is_some() { "" } else { row.contact.as_str() };
        let vendor = (row.company.clone(), row.contact_id, name.to_owned());
        // What takes back is not asked, and no invoice repeats it.
        if row.facts.credit {
            return None;
        }
        let [seen, back] = self.earlier.entry(vendor).or_default();
        let this = seen_of(row);
        let is_other = |twin: &&Seen| key_of(&twin.number) != key_of(&this.number);
        let twin = seen.repeated_by(&this).or_else(|| back.repeated_by(&this).filter(is_other));
        let twin = twin.map(|twin| Twin {
            number: twin.number.clone().unwrap_or_default(),
            document: twin.document,
            waits: twin.waits,
        });
        // What another stands for is there no more.
        match row.status.as_str() {
            "held" if is_taken_back(row) => back.add(this),
            "processed" | "held" => seen.add(this),
            _ => {}
        }
        twin
    }
}

fn key_of(number: &Option<String>) -> Option<String> {
    number.as_deref().map(number_key)
}

/// Whether a finding says that more is billed than was ordered or came: of a second invoice for the
/// same goods, that goes without saying.
pub(super) fn of_quantity(found: &Found) -> bool {
    matches!(found.code(), "quantity-exceeds-order" | "quantity-exceeds-delivery" | "not-delivered")
}

fn kept(found: &Found) -> ControlFinding {
    ControlFinding {
        code: found.code().to_owned(),
        line: found.line.clone(),
        expected: found.expected.clone(),
        actual: found.actual.clone(),
        de: found.finding.say(Language::De),
        en: found.finding.say(Language::En),
        settled: found.settled.clone(),
    }
}

/// Hands over the rows of `invoice-control`, in the order the invoices came.
pub(in crate::report) async fn control(
    store: &Store,
    asked: &Asked,
    take: &mut (dyn FnMut(Row) + Send),
) -> Stored<()> {
    let row = |row: Controlled| {
        if is_judged(&row.billed) {
            take(told(&row, asked));
        }
    };
    store.each_controlled(asked.span.company.as_deref(), row).await
}

fn seen_of(row: &BilledRow) -> Seen {
    let line = |line: &InvoiceLine| {
        format!(
            "{:?}×{:?}={:?}",
            line.article.as_ref().or(line.description.as_ref()),
            line.quantity.map(|it| it.normalize()),
            line.net.map(|it| it.normalize())
        )
    };
    let content = row.facts.lines.iter().map(line).collect::<Vec<_>>().join("|");
    Seen {
        document: row.document_id,
        number: row.number.clone(),
        date: row.facts.date,
        gross: row.facts.gross,
        content,
        waits: row.status == "held",
    }
}

/// What is to be said of the vendor and the account to be paid to.
fn vendor(
    row: &BilledRow,
    contacts: &HashMap<i64, ContactRow>,
    listed: bool,
    verified: &LetPass,
) -> Vec<Found> {
    let contact = row.contact_id.and_then(|id| contacts.get(&id));
    let mut found = Vec::new();
    if listed && contact.is_none_or(ContactRow::is_provisional) {
        let finding = contact.and_then(|contact| of_that_name(contact, contacts));
        let finding =
            finding.unwrap_or_else(|| UNKNOWN_VENDOR.found()).with("actual", &row.contact);
        found.push(Found {
            line: None,
            expected: None,
            actual: Some(row.contact.clone()),
            finding,
            settled: None,
        });
    }
    let known = contact.map(|contact| contact.ibans.as_slice()).unwrap_or_default();
    // Whoever let an earlier invoice of this vendor pass has looked at the account.
    let is_verified = |iban: &String| {
        let key = (row.contact_id.unwrap_or_default(), iban.clone());
        verified.get(&key).is_some_and(|document| *document < row.document_id)
    };
    let is_strange = |iban: &&String| !known.contains(iban) && !is_verified(iban);
    let strange = row.facts.ibans.iter().find(is_strange);
    if let Some(iban) = strange.filter(|_| !known.is_empty() && !row.facts.credit) {
        let expected = known.join(", ");
        let finding = BANK_ACCOUNT.found().with("expected", &expected).with("actual", iban);
        found.push(Found {
            line: None,
            expected: Some(expected),
            actual: Some(iban.clone()),
            finding,
            settled: None,
        });
    }
    found
}

/// What is said where a listed vendor bears the name of one that only invoices told of, and another
/// VAT id.
fn of_that_name(contact: &ContactRow, contacts: &HashMap<i64, ContactRow>) -> Option<Finding> {
    let (name, vat_id) = (FirmName::new(&contact.name), contact.vat_id.as_ref()?);
    let listed = contacts
        .values()
        .filter(|known| known.company == contact.company && !known.is_provisional());
    let mut namesakes = listed.filter(|known| {
        known.role != "customer" && FirmName::new(&known.name).likeness(&name).is_some()
    });
    let (known, expected) = namesakes
        .find_map(|known| Some((known, known.vat_id.as_ref().filter(|known| *known != vat_id)?)))?;
    let finding = VENDOR_OF_THAT_NAME.found().with("contact", &known.contact);
    Some(finding.with("vat_id", vat_id).with("expected", expected))
}

/// The documents of the booked invoices that are not to be paid yet: what the control holds, and
/// what reading found (sums that do not add up, an amount to pay beside the gross one) and nobody
/// has accepted.
pub(in crate::report) async fn blocked(
    store: &Store,
    company: Option<&str>,
) -> Stored<BTreeSet<i64>> {
    let mut blocked: BTreeSet<i64> =
        store.controls_held(company).await?.iter().map(|row| row.document_id).collect();
    let doubted = store.invoices_doubted(company).await?;
    let asks = |codes: &[String]| codes.iter().any(|code| code_of(code).is_some());
    blocked.extend(doubted.iter().filter(|(_, codes)| asks(codes)).map(|(document, _)| *document));
    Ok(blocked)
}

/// The contract's code for why a document is held, or for what reading it found.
fn code_of(reason: &str) -> Option<&'static str> {
    Some(match reason {
        "not-valid" | "invoice-incomplete" => "not-valid",
        "arithmetic" | "payable-aside" => "arithmetic",
        "duplicate-invoice" | "duplicate-invoice-differs" => "duplicate-invoice",
        "wrong-company" | "other-sender" | "other-vat-id" | "other-addressee" => "wrong-company",
        "pdf-differs" | "pdf-two-invoices" => "pdf-differs",
        _ => return None,
    })
}

fn told(controlled: &Controlled, asked: &Asked) -> Row {
    let Controlled { billed: row, contact: known, control } = controlled;
    let held = row.status != "processed";
    let plain = |code: &str, message: Option<&str>| {
        row!({"code": code, "line": (), "expected": (),
            "actual": (), "message": message})
    };
    let mut findings: Vec<Row> = Vec::new();
    let reason = row.reason_code.as_deref().filter(|_| held).and_then(code_of);
    findings.extend(reason.map(|code| plain(code, row.reason.as_deref())));
    for code in
        row.facts.doubts.iter().filter(|_| held || !row.accepted).filter_map(|code| code_of(code))
    {
        // What exactly stands among the document's own doubts.
        let said = words::word(CONTROL_FINDINGS, code, asked.language);
        findings.push(plain(code, row.reason.as_deref().filter(|_| held).or(Some(said))));
    }
    let asks = !findings.is_empty();
    findings.extend(control.iter().flat_map(|control| &control.findings).map(|found| {
        row!({"code": found.code, "line": found.line, "expected": found.expected,
            "actual": found.actual, "message": found.say(asked.language)})
    }));
    let mut codes = HashSet::new();
    findings
        .retain(|finding| codes.insert((finding["code"].to_string(), finding["line"].to_string())));
    let status = if held || asks || control.as_ref().is_some_and(ControlRow::is_held) {
        "held"
    } else {
        "approved"
    };
    let summary: Vec<String> = findings.iter().map(summed).collect();
    let (contact, name) = match known {
        Some((contact, name)) => (contact, name),
        None => (&row.contact, &row.contact),
    };
    let said = |field: fn(&ControlRow) -> &Option<String>| {
        control.as_ref().and_then(|control| field(control).clone())
    };
    row!({
        "company": row.company,
        "document": format!("D{}", row.document_id),
        "invoice": row.number,
        "contact": contact,
        "name": name,
        "status": status,
        "summary": Some(summary.join("; ")).filter(|all| !all.is_empty()),
        "findings": findings,
        "released_by": said(|control| &control.released_by),
        "released_at": said(|control| &control.released_at),
        "reason": said(|control| &control.reason),
    })
}

/// A finding in few words, for a table of text.
fn summed(finding: &Row) -> String {
    match (finding.text("code"), finding.text("line")) {
        (Some(code), Some(line)) => format!("{code} ({line})"),
        (Some(code), None) => code.to_owned(),
        (None, _) => String::new(),
    }
}
