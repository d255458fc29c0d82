//! From settings to a runner: opening an office.

use super::accounts::OwnSource;
use super::books::{CompanyBooks, VendorRule};
use super::contacts::MANY;
use super::folder::Folder;
use super::in_force;
use super::lock::{Lock, NotLocked};
use super::route::{Directory, Known};
use super::run::{Desk, Runner, Setup};
use super::scan::{self, Scan, Scanner};
use super::services::{Service, payouts_of};
use super::take::Judgement;
use super::work::PORTION;
use crate::domain::text::fold;
use crate::domain::{Content, Iban, Language, Side, lengths, too_fine};
use crate::einvoice;
use crate::einvoice::rules::{RuleSet, Severity, xrechnung};
use crate::formats::{self, Input, Layouts, Read, hybrid_pdf};
use crate::ledger::{Bookkeeping, Closing, VatPeriod, VatRegime, prepaid_role};
use crate::mail::{Mailer, Templates};
use crate::n;
use crate::pipeline::{self, Configured, LayoutTable, Pipelines, Validation, Vendor};
use crate::report::REPORTS;
use crate::settings::{self, Company, Fault, Office, Profit, Storage};
use crate::store::rows::DocumentRow;
use crate::store::{Ailing, Location, Store, StoreError, Stored};
use crate::xml::{self, Limits, Tree};
use anyhow::Context;
use rustix::fs::Access;
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// Why an office could not be opened.
#[derive(Debug)]
pub enum NotOpened {
    /// Settings with faults: all of them.
    Settings(Vec<Fault>),
    /// Another process holds it; what it says of itself.
    Held(String),
    /// The store: what it says is told as [`StoreError::say`] words it, where it does.
    Store(StoreError),
    /// Anything else.
    Failed(anyhow::Error),
}

/// Opens an office for work: settings, lock, store. A server that is away is waited for at most so
/// long (`None`: for ever).
pub async fn open(
    root: &Path,
    holder: &str,
    patience: Option<Duration>,
) -> Result<(Runner, Office), NotOpened> {
    let (setup, mut office) = configured(root)?;
    if setup.folder.make().map_err(|error| NotOpened::Failed(error.into()))? {
        eprintln!("{}", made_anew(&setup.folder, setup.language));
    }
    let lock = Lock::take(&setup.folder.lock(), holder);
    let lock = lock.map_err(|error| match error {
        NotLocked::Held(holder) => NotOpened::Held(holder),
        NotLocked::Io(error) => NotOpened::Failed(error.into()),
    })?;
    super::archive::sweep(&setup.folder.archive());
    super::drafts::sweep(&setup.folder.reports());
    let store = store(root, &office, patience).await?;
    let gone = without_originals(&setup.folder, &store).await;
    if let Some(error) = gone.map_err(NotOpened::Store)? {
        return Err(NotOpened::Store(error));
    }
    in_force::heed(&store, &mut office, true).await?;
    Ok((Runner::new(Arc::new(setup), store, lock), office))
}

/// That the inbox was not there.
fn made_anew(folder: &Folder, language: Language) -> String {
    let inbox = folder.inbox();
    let inbox = inbox.display();
    match language {
        Language::De => format!(
            "kontor: {inbox} fehlte und ist neu angelegt. Lag der Eingang auf einem Laufwerk, \
             bitte den neuen Ordner löschen und das Laufwerk verbinden."
        ),
        Language::En => format!(
            "kontor: {inbox} was missing and is made anew. If the inbox lay on a drive, delete the \
             new folder and connect the drive."
        ),
    }
}

/// That the originals are away which the books know.
pub async fn without_originals(folder: &Folder, store: &Store) -> Stored<Option<StoreError>> {
    if folder.keeps_originals() || !store.knows_originals().await? {
        return Ok(None);
    }
    Ok(Some(StoreError::NoOriginals(folder.archive().display().to_string())))
}

/// Opens an office to read, or for a person to decide something, in turn with whoever runs it.
pub async fn desk(root: &Path, person: &str) -> Result<(Desk, Office), NotOpened> {
    let (setup, mut office) = configured(root)?;
    let store = store(root, &office, Some(PATIENCE)).await?;
    in_force::heed(&store, &mut office, true).await?;
    Ok((
        Desk {
            setup: Arc::new(setup),
            store,
            recorded_by: person.to_owned(),
            portion: PORTION,
            many_contacts: MANY,
        },
        office,
    ))
}

/// Opens an office to look at it. Where it may not be written, as a copy on a read-only disk, or
/// not for want of room, nothing of it is.
pub async fn look(root: &Path) -> Result<(Desk, Office), NotOpened> {
    let (setup, mut office) = configured(root)?;
    let as_it_is = async |file: &Path| {
        Store::look(file).await.map(|store| taught(store, &office)).map_err(NotOpened::Store)
    };
    let store = match location(root, &office.settings.storage) {
        Location::Sqlite(file) if is_read_only(&file) => as_it_is(&file).await?,
        location => match (store(root, &office, Some(PATIENCE)).await, location) {
            (Err(NotOpened::Store(error)), Location::Sqlite(file))
                if error.ailing() == Some(Ailing::Full) =>
            {
                as_it_is(&file).await?
            }
            (opened, _) => opened?,
        },
    };
    in_force::heed(&store, &mut office, false).await?;
    Ok((
        Desk {
            setup: Arc::new(setup),
            store,
            recorded_by: String::new(),
            portion: PORTION,
            many_contacts: MANY,
        },
        office,
    ))
}

/// True of books that lie there and may not be written, they or what SQLite keeps beside them.
fn is_read_only(books: &Path) -> bool {
    let may = |path: &Path, access| rustix::fs::access(path, access).is_ok();
    let folder = books.parent().unwrap_or(Path::new("."));
    may(books, Access::READ_OK) && !(may(books, Access::WRITE_OK) && may(folder, Access::WRITE_OK))
}

/// A person who asks waits so long for a server that is away.
const PATIENCE: Duration = Duration::from_secs(10);

async fn store(
    root: &Path,
    office: &Office,
    patience: Option<Duration>,
) -> Result<Store, NotOpened> {
    let location = location(root, &office.settings.storage);
    if let Location::Sqlite(file) = &location
        && std::fs::metadata(file).map_or(true, |known| known.len() == 0)
        && Folder::new(root).keeps_originals()
    {
        return Err(NotOpened::Store(StoreError::Gone(file.display().to_string())));
    }
    let store = Store::open(&location, patience).await.map_err(NotOpened::Store)?;
    Ok(taught(store, office))
}

/// A store that knows what it must of how companies are taxed.
fn taught(store: Store, office: &Office) -> Store {
    let owes_with_money = |company: &&Company| company.taxation.vat == VatRegime::Cash;
    let advances = office.companies.iter().filter(owes_with_money).map(|company| {
        let account = company.chart.number(prepaid_role(Side::Receivable));
        (company.id.clone(), account.to_owned())
    });
    let advances = advances.collect();
    store.with_vat_months(vat_months(office)).with_advances(advances)
}

/// How many months a VAT return of each company covers.
fn vat_months(office: &Office) -> HashMap<String, i8> {
    let months = |company: &Company| match company.taxation.vat_return {
        VatPeriod::Monthly => 1,
        VatPeriod::Quarterly => 3,
        VatPeriod::Yearly => 12,
    };
    office.companies.iter().map(|company| (company.id.clone(), months(company))).collect()
}

/// Where an office keeps its books.
pub fn location(root: &Path, storage: &Storage) -> Location {
    match storage {
        Storage::Sqlite(file) => Location::Sqlite(root.join(file)),
        Storage::Postgres(url) => Location::Postgres(url.clone()),
    }
}

/// Everything a person has set, ready to run.
pub fn configured(root: &Path) -> Result<(Setup, Office), NotOpened> {
    let Configured { mut office, pipelines } =
        crate::pipeline::load(root).map_err(NotOpened::Settings)?;
    let layouts = layouts(&pipelines).map_err(NotOpened::Settings)?;
    office.warnings.extend(unknown_sources(&office.companies, &layouts));
    let unknown = unknown_reports(&office.companies);
    if !unknown.is_empty() {
        return Err(NotOpened::Settings(unknown));
    }
    let known: Vec<Known> = office.companies.iter().map(known).collect();
    let mailer =
        Mailer::new(&office.settings.mail.from).map_err(|error| NotOpened::Failed(error.into()))?;
    let language = office.settings.language;
    let books_of = |company| Arc::new(books(company, &pipelines, &layouts, language));
    let companies =
        office.companies.iter().map(|company| (company.id.clone(), books_of(company))).collect();
    let setup = Setup {
        folder: Folder::new(root),
        language,
        time_zone: office.settings.time_zone.clone(),
        day: None,
        known_by: format!("{known:?}"),
        directory: Directory::new(&known).with_services(own_services(&layouts)),
        companies,
        layouts,
        settle: Duration::from_secs(office.settings.intake.settle_seconds.into()),
        largest: u64::from(office.settings.intake.largest_file_mb) * 1_000_000,
        deepest: usize::try_from(office.settings.intake.container_depth).unwrap_or(usize::MAX),
        reading_seconds: office.settings.intake.reading_seconds.into(),
        pipelines,
        mailer,
        templates: templates(root),
    };
    Ok((setup, office))
}

/// The texts of mails that the office has of its own: what lies in `templates/` and is a text.
pub fn templates(root: &Path) -> Templates {
    let files = std::fs::read_dir(root.join("templates")).into_iter().flatten().flatten();
    let read = files.filter_map(|file| {
        Some((file.file_name().into_string().ok()?, std::fs::read_to_string(file.path()).ok()?))
    });
    Templates::with(read.filter(|(name, _)| !name.starts_with('.')).collect())
}

/// The layouts of pipeline files as the formats take them; every one that is wrong is told.
fn layouts(pipelines: &Pipelines) -> Result<Layouts, Vec<Fault>> {
    let (banks, mut faults) = read_all(&pipelines.banks);
    let (pdf_statements, more) = read_all(&pipelines.pdf_statements);
    faults.extend(more);
    if faults.is_empty() { Ok(Layouts { banks, pdf_statements }) } else { Err(faults) }
}

/// Sources whose format nothing is read as.
fn unknown_sources(companies: &[Company], layouts: &Layouts) -> Vec<Fault> {
    let known = formats::of_statements(layouts);
    let mut faults = Vec::new();
    for company in companies {
        let unknown = |format: &str| {
            !known.iter().any(|name| {
                format == name || (name.starts_with("camt") && format.starts_with(name))
            })
        };
        for source in company.sources.iter().filter(|source| unknown(&source.format)) {
            let found = settings::SOURCE_FORMAT.found().with("format", &source.format);
            let hint = settings::hint(&source.format, known.iter().map(String::as_str));
            faults.push(Fault::of_file(format!("companies/{}.toml", company.id), found).hint(hint));
        }
    }
    faults
}

/// Reports that are asked for by mail and cannot be sent so.
fn unknown_reports(companies: &[Company]) -> Vec<Fault> {
    let known: Vec<&str> =
        REPORTS.iter().filter(|report| !report.is_asked_only()).map(|report| report.name).collect();
    let asked = companies.iter().flat_map(|company| {
        company
            .report_mails
            .iter()
            .flat_map(move |mail| mail.reports.iter().map(move |name| (company, name)))
    });
    let unknown =
        asked.filter(|(_, name)| !known.contains(&name.as_str())).map(|(company, name)| {
            let found = settings::REPORT_UNKNOWN.found().with("report", name);
            Fault::of_file(format!("companies/{}.toml", company.id), found)
                .hint(settings::hint(name, known.iter().copied()))
        });
    unknown.collect()
}

fn read_all<T: serde::de::DeserializeOwned>(tables: &[LayoutTable]) -> (Vec<T>, Vec<Fault>) {
    let (mut read, mut faults) = (Vec::new(), Vec::new());
    for table in tables {
        match table.read() {
            Ok(layout) => read.push(layout),
            Err(fault) => faults.push(*fault),
        }
    }
    (read, faults)
}

fn known(company: &Company) -> Known {
    Known {
        id: company.id.clone(),
        name: company.name.clone(),
        aliases: company.aliases.clone(),
        vat_id: company.vat_id.clone(),
        tax_number: company.tax_number.clone(),
        ibans: ibans(company),
        sources: sources(company).collect(),
        address: [&company.street, &company.postcode, &company.city].map(Clone::clone),
    }
}

/// A source whose ledger account stands for one bank account is that bank account.
fn sources(company: &Company) -> impl Iterator<Item = OwnSource> {
    company.sources.iter().map(|source| {
        let mut banks = company.bank_accounts.iter().filter(|bank| bank.account == source.account);
        let bank = banks
            .next()
            .filter(|_| banks.next().is_none())
            .map(|bank| bank.iban.as_str().to_owned());
        let account = bank.unwrap_or_else(|| source.account.clone());
        OwnSource { format: source.format.clone(), label: source.label.clone(), account }
    })
}

fn ibans(company: &Company) -> Vec<Iban> {
    company.bank_accounts.iter().map(|account| account.iban.clone()).collect()
}

/// The office's own layouts that are reports of payment services, by their formats.
fn own_services(layouts: &Layouts) -> impl Iterator<Item = String> {
    layouts
        .banks
        .iter()
        .filter(|bank| bank.payouts.is_some())
        .map(|bank| format!("csv:{}", bank.name))
}

/// The sources that are reports of payment services.
fn services(company: &Company, layouts: &Layouts) -> Vec<Service> {
    let service = |source: OwnSource| {
        Some(Service {
            payouts: payouts_of(&source.format, layouts)?.clone(),
            account: source.account,
        })
    };
    sources(company).filter_map(service).collect()
}

fn books(
    company: &Company,
    pipelines: &Pipelines,
    layouts: &Layouts,
    language: Language,
) -> CompanyBooks {
    let banks = company
        .bank_accounts
        .iter()
        .map(|account| (account.iban.as_str().to_owned(), account.account.clone()));
    let is_bank =
        |number: &String| company.bank_accounts.iter().any(|bank| bank.account == *number);
    let own = company
        .sources
        .iter()
        .map(|source| &source.account)
        .filter(|number| !is_bank(number))
        .map(|own| (own.clone(), own.clone()));
    CompanyBooks {
        id: company.id.clone(),
        name: company.name.clone(),
        email: company.email.clone(),
        chart: company.chart,
        keeping: Bookkeeping {
            vat: company.taxation.vat,
            input_percent: company.taxation.input_percent,
            language: company.language.unwrap_or(language),
            ..Bookkeeping::from(company.chart)
        },
        closing: Closing {
            chart: company.chart,
            fiscal_year: company.taxation.fiscal_year,
            by_receipts: company.taxation.profit == Profit::Cash,
            small_business: company.taxation.vat == VatRegime::SmallBusiness,
            cash_vat: company.taxation.vat == VatRegime::Cash,
            input_percent: company.taxation.input_percent,
            size: company.taxation.size,
        },
        ibans: ibans(company),
        bank_accounts: banks.chain(own).collect(),
        services: services(company, layouts),
        own_numbers: company
            .accounts
            .iter()
            .map(|(role, own)| (company.chart.number(*role).to_owned(), own.clone()))
            .collect(),
        control: company.control.clone(),
        confirmations: company.confirmations,
        accrues_goods: company.accrues_goods,
        language: company.language.unwrap_or(language),
        policy: pipelines.policy(company),
        vendor_rules: pipelines
            .vendors
            .iter()
            .filter(|vendor| vendor.whose.is_for(&company.id))
            .map(|vendor| vendor_rule(vendor, company))
            .collect(),
    }
}

fn vendor_rule(vendor: &Vendor, company: &Company) -> VendorRule {
    VendorRule {
        vat_id: vendor.vat_id.as_ref().map(|vat| vat.as_str().to_owned()),
        iban: vendor.iban.as_ref().map(|iban| iban.as_str().to_owned()),
        name: vendor.name.as_deref().map(|name| match name.strip_suffix('*') {
            Some(stem) => format!("{}*", fold(stem)),
            None => fold(name),
        }),
        account: vendor.account.number(company).to_owned(),
        owed_rate: vendor.vat,
        reverse_charge: vendor.reverse_charge,
    }
}

/// Judges an e-invoice by the rule sets that the pipelines or else it itself names, and by its
/// schema; what is fatal.
pub fn judge(bytes: &[u8], validation: &Validation) -> Vec<Judgement> {
    let named: Vec<RuleSet> = std::iter::once(RuleSet::Schema)
        .chain(validation.rule_sets.iter().map(|set| match set {
            pipeline::RuleSet::En16931 => RuleSet::En16931,
            pipeline::RuleSet::Xrechnung => RuleSet::XRechnung,
        }))
        .collect();
    let sets = (named.len() > 1).then_some(named.as_slice());
    let payload = if hybrid_pdf::is_pdf(bytes) {
        hybrid_pdf::payload(bytes).ok().map(|payload| payload.xml)
    } else {
        None
    };
    let document = payload.as_deref().unwrap_or(bytes);
    let decoded = xml::decode(document);
    let Ok(tree) = Tree::parse(&decoded.text, Limits::default()) else { return Vec::new() };
    let Some(terms) = einvoice::read(&tree) else { return Vec::new() };
    let report = einvoice::judge(&terms, Some(&einvoice::sets_to_book(&terms, sets)));
    // Rules of the core that XRechnung's extension replaces are broken by every invoice that uses
    // it; KoSIT's scenario weighs them so.
    let is_extension = report.profile.as_deref() == Some(xrechnung::EXTENSION);
    let report = if is_extension {
        xrechnung::levels::relevel(report, tree.root().name() == n!("cn:CreditNote"))
    } else {
        report
    };
    let mut reasons = xml::breaches(document);
    reasons.extend(payload.as_ref().and_then(|_| hybrid_pdf::contradiction(bytes)));
    let report = report.refused_for(&reasons);
    let fatal = report.findings.iter().filter(|finding| finding.severity == Severity::Fatal);
    fatal
        .map(|finding| Judgement {
            rule: finding.rule.to_owned(),
            place: einvoice::place(&tree, finding).map(|node| node.path()).unwrap_or_default(),
            de: finding.say(crate::domain::Language::De),
            en: finding.say(crate::domain::Language::En),
        })
        .collect()
}

/// Reads a document's content again from the archive.
pub fn reread(setup: &Setup, document: &DocumentRow) -> anyhow::Result<Content> {
    let archived = document.archived.as_deref().context("the document is not in the archive")?;
    let bytes = std::fs::read(setup.folder.archive().join(archived))?;
    let read = |bytes: &[u8]| {
        formats::read(&Input { bytes, name: &document.file, layouts: &setup.layouts })
    };
    let (_, reading) = match read(&bytes) {
        Err(refused) => match scan::scan(&bytes, &refused, Scanner::here()) {
            Some(Scan::Words(words)) => read(&words).map_err(|_| scan::unread(&words))?,
            Some(Scan::Closed(finding)) => Err(finding)?,
            None => Err(refused)?,
        },
        Ok(read) => read,
    };
    match reading.content {
        Read::Content(mut content) => {
            lengths::shorten(&mut content);
            // What it tells was asked when the file came.
            let _ = too_fine::rounded(&mut content);
            Ok(content)
        }
        Read::Parts(_) => anyhow::bail!("{} is a container", document.file),
    }
}
