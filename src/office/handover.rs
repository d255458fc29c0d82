//! The hand-over of a company's books to its tax adviser: DATEV's exchange files into a folder,
//! read from the journal page by page. And the journal as plain text, for hledger and its kin.
//! Either all of it is written, or a sentence says what stands against it; nothing is left out.

use super::vouchers::Vouchers;
use crate::domain::finding::Weight;
use crate::domain::{Currency, Finding, FindingKind, JournalLine, ManualEntry, Money};
use crate::ledger::{Function, Numbers, Pair, Periods, Personal, Role, pairs};
use crate::report::datev::{Batch, Bookings, MOST_ROWS, Row, account_names, contacts};
use crate::report::plain_journal::{FORMS, Named, root};
use crate::settings::Company;
use crate::store::rows::ContactRow;
use crate::store::{JournalRow, SettledPart, Span, Store, Subjects};
use jiff::civil::{Date, DateTime};
use rust_decimal::{Decimal, dec};
use std::collections::{BTreeMap, HashMap};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Findings of the hand-over.
pub static FINDINGS: &[&FindingKind] = &[&NO_DAYS, &NOT_EMPTY, &ACCOUNTS, &COLLECTIVE, &TOO_LARGE];

/// A last day before the first.
pub static NO_DAYS: FindingKind = kind(
    "export-no-days",
    "Der letzte Tag ({to}) liegt vor dem ersten ({from}).",
    "The last day ({to}) is before the first ({from}).",
);
/// Files of an earlier export would be imported again.
pub static NOT_EMPTY: FindingKind = kind(
    "export-not-empty",
    "In {folder} liegen schon EXTF-Dateien; sie würden beim Steuerbüro noch einmal eingespielt. \
     Bitte einen leeren Ordner nennen.",
    "{folder} holds EXTF files already, which the tax adviser would import again. Name an empty \
     folder.",
);
/// Accounts of another length than the format's heading states.
pub static ACCOUNTS: FindingKind = kind(
    "export-account-length",
    "Diese Konten haben nicht 4 bis 8 Stellen, wie es DATEV verlangt: {accounts}. Nichts wurde \
     geschrieben.",
    "These accounts do not have 4 to 8 digits, as DATEV wants: {accounts}. Nothing was written.",
);
/// Collective accounts take no bookings at DATEV's.
pub static COLLECTIVE: FindingKind = kind(
    "export-collective-account",
    "Auf Sammelkonten bucht DATEV nicht, nur auf die Personenkonten dahinter: {accounts}. Bitte \
     umbuchen; nichts wurde geschrieben.",
    "DATEV books on the personal accounts, not on the collective accounts before them: {accounts}. \
     Rebook them; nothing was written.",
);
/// An amount of more digits than the format has.
pub static TOO_LARGE: FindingKind = kind(
    "export-amount-too-large",
    "Buchung {entry} hat einen Betrag mit mehr als zehn Stellen vor dem Komma; den nimmt DATEV \
     nicht an. Die Ausgabe ist unvollständig.",
    "Entry {entry} has an amount of more than ten digits before the point, which DATEV does not \
     take. The export is incomplete.",
);

const fn kind(code: &'static str, de: &'static str, en: &'static str) -> FindingKind {
    FindingKind { code, weight: Weight::Error, de, en }
}

/// Journal entries that are read at a time.
const PAGE: i64 = 4_000;

/// The smallest amount that the format has no room for.
const TOO_MUCH: Decimal = dec!(10_000_000_000);

/// What was written.
#[derive(Debug, Default)]
pub struct Exported {
    /// Each file and its rows.
    pub files: Vec<(String, usize)>,
    /// Journal entries.
    pub entries: usize,
    /// Characters that Windows-1252 has no sign for.
    pub replaced: usize,
}

/// Writes the books of these days (both of them among them) for DATEV into a folder.
pub async fn datev(
    store: &Store,
    company: &Company,
    (from, to): (Date, Date),
    now: DateTime,
    (archive, folder): (&Path, &Path),
) -> anyhow::Result<Result<Exported, Finding>> {
    if to < from {
        return Ok(Err(NO_DAYS.found().with_value("from", from).with_value("to", to)));
    }
    std::fs::create_dir_all(folder)?;
    if holds_exports(folder)? {
        return Ok(Err(NOT_EMPTY.found().with("folder", folder.display())));
    }
    let span = Span { company: Some(company.id.clone()), from: Some(from), to: Some(to) };
    let moved: Vec<String> =
        store.totals(&span).await?.into_iter().map(|total| total.account).collect();
    if let Some(finding) = unfit(company, &moved) {
        return Ok(Err(finding));
    }
    let closed = Periods { closed_until: store.closed_until(&company.id).await? };
    let contacts_known: Vec<ContactRow> =
        store.contacts().await?.into_iter().filter(|row| row.company == company.id).collect();
    let made_at = now.strftime("%Y%m%d%H%M%S000").to_string();
    let mut writing = Writing {
        company,
        folder,
        vouchers: Vouchers::new(archive, folder, &company.id, now),
        account_length: account_length(&moved),
        own: own_numbers(company),
        vat_ids: vat_ids(&contacts_known),
        subjects: store.subjects(&company.id).await?,
        days: (from, to),
        closed,
        made_at,
        open: None,
        exported: Exported::default(),
    };
    let mut after = None;
    loop {
        let page = store.journal_page(&span, after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = Some((last.date, last.number));
        let numbers = numbers(store, &page, &writing.subjects).await?;
        for id in page.iter().filter_map(|entry| entry.document_id) {
            if !writing.vouchers.has(id)
                && let Some(document) = store.document_row(id).await?
            {
                writing.vouchers.add(&document)?;
            }
        }
        for entry in &page {
            if let Some(finding) = writing.entry(entry, &numbers)? {
                return Ok(Err(finding));
            }
        }
        writing.flush()?;
    }
    writing.end()?;
    writing.vouchers.end()?;
    writing.exported.files.append(&mut writing.vouchers.files);
    let batch = writing.batch(from, to);
    writing.master("EXTF_Debitoren_Kreditoren.csv", contacts(&batch, &contacts_known))?;
    let impersonal =
        moved.iter().map(String::as_str).filter(|account| Personal::of(account).is_none());
    writing.master(
        "EXTF_Kontenbeschriftungen.csv",
        account_names(&batch, company.chart, impersonal),
    )?;
    Ok(Ok(writing.exported))
}

/// Writes the journal of these days as plain text into a folder, over what an earlier export wrote
/// there.
pub async fn journal(
    store: &Store,
    company: &Company,
    (from, to): (Date, Date),
    folder: &Path,
) -> anyhow::Result<Result<Exported, Finding>> {
    if to < from {
        return Ok(Err(NO_DAYS.found().with_value("from", from).with_value("to", to)));
    }
    std::fs::create_dir_all(folder)?;
    let span = Span { company: Some(company.id.clone()), from: Some(from), to: Some(to) };
    let contacts = store.contacts().await?;
    let personal = |number: &str| {
        let own = |row: &&ContactRow| {
            [&row.customer_account, &row.vendor_account]
                .into_iter()
                .flatten()
                .any(|account| account == number)
        };
        contacts
            .iter()
            .filter(|row| row.company == company.id)
            .find(own)
            .map(|row| row.name.as_str())
    };
    let named = |number: String| {
        let name = company
            .chart
            .account(&number)
            .map(|account| account.name)
            .or_else(|| personal(&number))
            .unwrap_or_default()
            .to_owned();
        let root = root(company.chart, &number);
        (number, Named { name, root })
    };
    let accounts: BTreeMap<String, Named> =
        store.totals(&span).await?.into_iter().map(|total| named(total.account)).collect();
    let mut files = Vec::new();
    for form in FORMS {
        let path = folder.join(format!("{}.{}", company.id, form.ending()));
        let mut file = std::io::BufWriter::new(std::fs::File::create(&path)?);
        file.write_all(form.head(&company.name, &accounts, from).as_bytes())?;
        files.push((form, path, file));
    }
    let (mut after, mut entries) = (None, 0);
    loop {
        let page = store.journal_page(&span, after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = Some((last.date, last.number));
        for entry in &page {
            for (form, _, file) in &mut files {
                file.write_all(form.transaction(entry, &accounts).as_bytes())?;
            }
        }
        entries += page.len();
    }
    let mut written = Vec::new();
    for (_, path, file) in files {
        file.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()?;
        written.push((name_of(&path), entries));
    }
    Ok(Ok(Exported { files: written, entries, replaced: 0 }))
}

fn holds_exports(folder: &Path) -> std::io::Result<bool> {
    for entry in std::fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.starts_with("EXTF_") || name.starts_with("Belege") {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What of the accounts the format cannot take.
fn unfit(company: &Company, accounts: &[String]) -> Option<Finding> {
    let fits = |account: &str| (4..=8).contains(&account.len());
    let strange: Vec<&str> =
        accounts.iter().map(String::as_str).filter(|account| !fits(account)).collect();
    if !strange.is_empty() {
        return Some(ACCOUNTS.found().with("accounts", strange.join(", ")));
    }
    let is_collective = |account: &str| {
        company
            .chart
            .account(account)
            .is_some_and(|account| account.function == Function::Collective)
    };
    let collective: Vec<&str> =
        accounts.iter().map(String::as_str).filter(|account| is_collective(account)).collect();
    (!collective.is_empty()).then(|| COLLECTIVE.found().with("accounts", collective.join(", ")))
}

/// Digits of the longest impersonal account: DATEV keeps all accounts of a company at one length.
fn account_length(accounts: &[String]) -> u8 {
    let impersonal = accounts.iter().filter(|account| Personal::of(account).is_none());
    impersonal.filter_map(|account| u8::try_from(account.len()).ok()).max().unwrap_or(4).clamp(4, 8)
}

/// The company's own numbers, each with the account of the chart that it stands for.
fn own_numbers(company: &Company) -> HashMap<String, String> {
    let of_chart = |role: &Role| company.chart.number(*role).to_owned();
    company.accounts.iter().map(|(role, own)| (own.clone(), of_chart(role))).collect()
}

fn vat_ids(contacts: &[ContactRow]) -> HashMap<String, String> {
    let of = |row: &ContactRow| {
        let accounts = [row.customer_account.clone(), row.vendor_account.clone()];
        let id = row.vat_id.clone();
        accounts
            .into_iter()
            .flatten()
            .filter_map(move |account| Some((account, id.clone()?)))
            .collect::<Vec<_>>()
    };
    contacts.iter().flat_map(of).collect()
}

/// The numbers of the documents behind entries that book no open item, by the documents' ids
/// (`D7`).
async fn numbers(
    store: &Store,
    page: &[JournalRow],
    subjects: &Subjects,
) -> anyhow::Result<BTreeMap<String, String>> {
    let bare = page
        .iter()
        .filter(|entry| entry.entry_id.is_none() && !subjects.booked.contains_key(&entry.number));
    let mut ids: Vec<i64> = bare.filter_map(|entry| entry.document_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let documents = store.documents_numbered(&ids).await?;
    Ok(documents.into_iter().filter_map(|document| Some((document.id, document.number?))).collect())
}

/// The file of bookings being written.
struct Open {
    path: PathBuf,
    file: std::fs::File,
    rows: Bookings,
    /// Year and month.
    month: (i16, i8),
    /// 1, 2, 3 … within the month.
    part: usize,
}

struct Writing<'a> {
    company: &'a Company,
    folder: &'a Path,
    vouchers: Vouchers<'a>,
    account_length: u8,
    /// The company's own numbers → the chart's.
    own: HashMap<String, String>,
    /// By personal account.
    vat_ids: HashMap<String, String>,
    subjects: Subjects,
    days: (Date, Date),
    closed: Periods,
    made_at: String,
    open: Option<Open>,
    exported: Exported,
}

impl Writing<'_> {
    fn batch(&self, from: Date, to: Date) -> Batch {
        Batch {
            consultant: self.company.datev_consultant,
            client: self.company.datev_client,
            fiscal_year: self.company.taxation.fiscal_year.start(from),
            account_length: self.account_length,
            from,
            to,
            made_at: self.made_at.clone(),
            locked: self.closed.is_closed(to),
            chart: self.company.chart.as_str().trim_start_matches("SKR"),
            name: self.company.name.clone(),
        }
    }

    /// Writes an entry; gives what the format cannot take.
    fn entry(
        &mut self,
        entry: &JournalRow,
        numbers: &BTreeMap<String, String>,
    ) -> anyhow::Result<Option<Finding>> {
        let (lines, reversal) = turned(&entry.lines);
        let pairs = pairs(Numbers { chart: self.company.chart, own: &self.own }, &lines);
        anyhow::ensure!(!pairs.is_empty(), "journal entry {} has no pairs", entry.number);
        if pairs.iter().any(|pair| pair.amount >= TOO_MUCH) {
            return Ok(Some(TOO_LARGE.found().with("entry", entry.number)));
        }
        self.make_room(entry.date, pairs.len())?;
        let Some(open) = &mut self.open else { return Ok(None) };
        let invoiced = self.subjects.booked.get(&entry.number);
        let settled = entry.entry_id.and_then(|id| self.subjects.settled.get(&id));
        let mut settled = settled.cloned().unwrap_or_default();
        let paper = entry.document_id.and_then(|id| numbers.get(&format!("D{id}")));
        let own = entry.number.to_string();
        let voucher = ManualEntry::voucher(&entry.text)
            .filter(|_| entry.entry_id.is_none())
            .map(str::to_owned);
        let document = invoiced
            .map(|invoiced| &invoiced.number)
            .or(paper)
            .or(voucher.as_ref())
            .unwrap_or(&own);
        let link = self.vouchers.link(entry.document_id);
        // Items of one account set off: nothing for a program that takes no account against itself,
        // and no balance changes.
        for pair in pairs.iter().filter(|pair| pair.account != pair.contra) {
            let settles = settles(&mut settled, pair);
            let row = Row {
                date: entry.date,
                document: settles.as_deref().unwrap_or(document),
                due: invoiced.and_then(|invoiced| invoiced.due),
                text: &entry.text,
                link: link.as_deref(),
                vat_id: needed_vat_id(&self.vat_ids, pair, &lines),
                tax_date: entry.tax_date,
                reversal,
            };
            open.rows.push(pair, &row);
        }
        self.exported.entries += 1;
        Ok(None)
    }

    /// Begins another file where the month or the rows of this one are over.
    fn make_room(&mut self, date: Date, rows: usize) -> anyhow::Result<()> {
        let month = (date.year(), date.month());
        let part = match &self.open {
            Some(open) if open.month == month && open.rows.rows() + rows <= MOST_ROWS => {
                return Ok(());
            }
            Some(open) if open.month == month => open.part + 1,
            _ => 1,
        };
        self.end()?;
        let (from, to) =
            (date.first_of_month().max(self.days.0), date.last_of_month().min(self.days.1));
        let more = if part == 1 { String::new() } else { format!("_{part}") };
        let path =
            self.folder.join(format!("EXTF_Buchungsstapel_{}{more}.csv", date.strftime("%Y-%m")));
        let file = std::fs::File::create(&path)?;
        self.open =
            Some(Open { path, file, rows: Bookings::of(&self.batch(from, to)), month, part });
        Ok(())
    }

    fn flush(&mut self) -> anyhow::Result<()> {
        if let Some(open) = &mut self.open {
            open.file.write_all(&open.rows.take())?;
        }
        Ok(())
    }

    fn end(&mut self) -> anyhow::Result<()> {
        self.flush()?;
        if let Some(open) = self.open.take() {
            open.file.sync_all()?;
            self.exported.replaced += open.rows.replaced();
            self.exported.files.push((name_of(&open.path), open.rows.rows()));
        }
        Ok(())
    }

    fn master(&mut self, name: &str, content: crate::report::datev::Encoded) -> anyhow::Result<()> {
        std::fs::write(self.folder.join(name), &content.bytes)?;
        self.exported.replaced += content.replaced;
        // The heading and the titles are no rows.
        let lines = content.bytes.iter().filter(|byte| **byte == b'\n').count();
        self.exported.files.push((name.to_owned(), lines.saturating_sub(2)));
        Ok(())
    }
}

/// The invoice that a pair settles, of those that are left of its payment: the one that it settles
/// to the cent, else the next that holds as much. A payment of one invoice names it in all rows.
fn settles(left: &mut [SettledPart], pair: &Pair<'_>) -> Option<String> {
    if let [one] = left {
        return Some(one.number.clone());
    }
    let minor = Money::new(pair.amount, Currency::EUR).minor()?;
    Personal::of(pair.account)?;
    let exact = left.iter().position(|part| part.amount_minor == minor);
    let at = exact.or_else(|| left.iter().position(|part| part.amount_minor > minor))?;
    let part = left.get_mut(at)?;
    part.amount_minor -= minor;
    Some(part.number.clone())
}

/// The VAT id of the personal account among these lines, where the tax code asks for it: goods and
/// services between EU states.
fn needed_vat_id<'v>(
    vat_ids: &'v HashMap<String, String>,
    pair: &Pair<'_>,
    lines: &[JournalLine],
) -> Option<&'v str> {
    let code = pair
        .code
        .filter(|code| ["IGL", "IGE", "EUL", "13bEU"].iter().any(|kind| code.starts_with(kind)));
    code.and_then(|_| lines.iter().find_map(|line| vat_ids.get(&line.account))).map(String::as_str)
}

fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The lines of an entry that takes another back on the same sides (all of them negative), as those
/// of the other; whether it is one.
fn turned(lines: &[JournalLine]) -> (Vec<JournalLine>, bool) {
    let reversal =
        lines.iter().all(|line| line.debit <= Decimal::ZERO && line.credit <= Decimal::ZERO);
    let turn = |line: &JournalLine| JournalLine {
        debit: -line.debit,
        credit: -line.credit,
        ..line.clone()
    };
    (if reversal { lines.iter().map(turn).collect() } else { lines.to_vec() }, reversal)
}
