//! After the books are written: the digest of what came, and the mails on their way.

use super::run::Runner;
use crate::domain::{Language, Money, spelling};
use crate::mail::{Attachment, Brought, Cash, LONGEST_LIST, Line, News, Occasion, Open, Outbox, OverdueItems, Reader, Round, letters};
use crate::pipeline::Section;
use crate::report::{called, clarification, outlook, questions, workbook};
use crate::settings::Office;
use crate::store::rows::{EntryRow, ItemRow};
use crate::store::{Changes, DocumentLine, FailedMail, Overdue};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};

/// A mail that failed is told of for so long, hours.
const FAILED_FOR: i64 = 24 * 7;

/// The media type of workbooks (ECMA-376, part 2).
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

impl Runner {
    /// Writes a digest for each company that documents came for since the last, and for those that belong to none; at its own
    /// time also for the companies without any, when the pipelines say so. Documents and digest commit together, so that a
    /// crash before it makes it up and one after it does not repeat it. Gives how many mails were written.
    pub async fn digest(&self, office: &Office, occasion: Option<&Occasion>) -> anyhow::Result<usize> {
        let _turn = self.turn().await?;
        let wanted = &self.setup.pipelines.digest;
        let documents = self.store.documents_undigested(LONGEST_LIST).await?;
        let entries = self.store.entries_undigested().await?;
        let mut groups: BTreeMap<Option<&str>, Vec<&DocumentLine>> = BTreeMap::new();
        // What belongs to nobody can only be the only company's.
        let only = match office.companies.as_slice() {
            [company] => Some(company.id.as_str()),
            _ => None,
        };
        for document in &documents {
            groups.entry(document.company.as_deref().or(only)).or_default().push(document);
        }
        if occasion.is_some() && wanted.even_when_nothing {
            for company in &office.companies {
                groups.entry(Some(company.id.as_str())).or_default();
            }
        }
        if groups.is_empty() {
            return Ok(0);
        }
        let waiting = self.waiting(only, groups.keys().flatten().copied()).await?;
        let gathered = Gathered {
            entries,
            waiting,
            overdue: self.overdue(groups.keys().flatten().copied()).await?,
            failed: self.failed().await?,
            contacts: self.contacts().await?,
        };
        let mut counters = self.store.counters().await?;
        let now = Timestamp::now().to_string();
        let mut changes = Changes::default();
        for (company, documents) in groups {
            let last = documents.last().map(|document| document.key);
            let Some(reader) = self.reader(office, company) else {
                changes.digested.extend(last.into_iter().flat_map(|last| told(company, only, last, 0)));
                continue;
            };
            let mut news = gathered.news(company, documents, reader.language);
            news.head = company.and_then(|company| counters.journal.get(company).cloned());
            news.cash = self.cash(company).await?;
            if let Some(company) = company {
                let own = Some(company).filter(|_| Some(company) != only);
                let questions = questions(&self.store, own, reader.language).await?;
                news.uneven = self.openings_uneven(Some(company)).await?.pop().map(|(_, finding)| finding.say(reader.language));
                news.usual = self.store.usual(company, self.today()).await?;
                news.first = questions.iter().take(FIRST).map(|row| first(row, reader.language)).collect();
                news.asked = questions.len();
                news.attachments.extend(sheet(company, &questions, reader.language)?);
            }
            let first = counters.mail + 1;
            for letter in letters(&news, &reader, &wanted.sections, occasion, &self.setup.templates) {
                counters.mail += 1;
                changes.mails.extend(self.setup.mailer.message(counters.mail, &letter, &now));
            }
            let by = if counters.mail < first { 0 } else { first };
            changes.digested.extend(last.into_iter().flat_map(|last| told(company, only, last, by)));
        }
        self.store.commit(&changes).await?;
        Ok(changes.mails.len())
    }

    /// Sends what is queued: all of it, or with `due` only what has waited long enough.
    pub async fn send(&self, outbox: &Outbox, due: bool) -> anyhow::Result<Round> {
        Ok(outbox.send(&self.store, due).await?)
    }

    /// Who reads the digest of a company: its own address unless the pipelines leave it out, and those that read all. What
    /// belongs to no company goes to those, else to the office's own address.
    fn reader(&self, office: &Office, company: Option<&str>) -> Option<Reader> {
        let wanted = &self.setup.pipelines.digest;
        let language = office.settings.language;
        match company {
            Some(id) => {
                let company = office.company(id)?;
                let own = company.email.clone().filter(|_| wanted.companies);
                let mut to: Vec<String> = own.into_iter().collect();
                to.extend(wanted.to.iter().filter(|address| Some(*address) != company.email.as_ref() || !wanted.companies).cloned());
                Some(Reader { name: company.name.clone(), to, language: company.language.unwrap_or(language) })
            }
            None => {
                let name = if language == Language::De { "Ohne Firma" } else { "Without a company" };
                let to = if wanted.to.is_empty() { vec![office.settings.mail.from.clone()] } else { wanted.to.clone() };
                Some(Reader { name: name.to_owned(), to, language })
            }
        }
    }

    /// What waits for a person: all documents, and of these companies the first bank entries. `only` takes over what belongs to no
    /// company.
    async fn waiting(&self, only: Option<&str>, companies: impl Iterator<Item = &str>) -> anyhow::Result<Waiting> {
        let mut documents = self.store.documents_waiting(None, self.setup.language).await?;
        for document in &mut documents {
            document.company = document.company.take().or_else(|| only.map(str::to_owned));
        }
        let (mut counts, mut ids) = (HashMap::new(), Vec::new());
        for company in companies {
            let (count, first) = self.store.entries_waiting(company, LONGEST_LIST).await?;
            counts.insert(company.to_owned(), count);
            ids.extend(first);
        }
        let entries = self.store.entries(&ids).await?;
        let items: Vec<i64> = entries.iter().flat_map(|entry| &entry.state.allocations).map(|allocation| allocation.item_id).collect();
        let numbers = self.store.items_with(&items).await?.into_iter().map(|item| (item.id, item.number)).collect();
        Ok(Waiting { documents, entries, counts, numbers, since: self.store.known_since(&ids).await? })
    }

    fn wants(&self, section: Section) -> bool {
        self.setup.pipelines.digest.sections.contains(&section)
    }

    /// By company, the items past their due date, receivables and payables apart.
    async fn overdue(&self, companies: impl Iterator<Item = &str>) -> anyhow::Result<HashMap<String, [Overdue; 2]>> {
        let mut overdue = HashMap::new();
        if !self.wants(Section::OverdueItems) {
            return Ok(overdue);
        }
        let today = self.today();
        for company in companies {
            overdue.insert(company.to_owned(), self.store.items_overdue(company, today, LONGEST_LIST).await?);
        }
        Ok(overdue)
    }

    fn today(&self) -> Date {
        Timestamp::now().to_zoned_datetime(self.setup.time_zone.clone()).date()
    }

    /// What there is on a company's accounts, and what there will be.
    async fn cash(&self, company: Option<&str>) -> anyhow::Result<Option<Cash>> {
        let Some(company) = company.filter(|_| self.wants(Section::Cash)) else { return Ok(None) };
        let (accounts, days, left_out) = outlook(&self.store, company, self.today()).await?;
        Ok(Some(Cash { accounts, days, left_out }).filter(|cash| !cash.accounts.is_empty()))
    }

    async fn failed(&self) -> anyhow::Result<Vec<FailedMail>> {
        if !self.wants(Section::Mail) {
            return Ok(Vec::new());
        }
        let since = Timestamp::now().saturating_sub(SignedDuration::from_hours(FAILED_FOR))?;
        Ok(self.store.mails_failed(&since.to_string()).await?)
    }

    async fn contacts(&self) -> anyhow::Result<HashMap<i64, String>> {
        Ok(self.store.contacts().await?.into_iter().map(|row| (row.id, row.name)).collect())
    }
}

/// Questions that the digest names on top.
const FIRST: usize = 5;

/// A question as it stands there: whose and over how much; why it waits stands below.
fn first(row: &Value, language: Language) -> Line {
    let text = |name: &str| row.get(name).and_then(Value::as_str).unwrap_or_default();
    let amount = || format!("{} {}", spelling::number(text("amount"), language), text("currency"));
    let party = [text("counterparty"), text("remittance")].into_iter().find(|said| !said.is_empty()).unwrap_or_default();
    let what = match row.get("file") {
        Some(_) => called(row, language).unwrap_or_else(|| text("file").to_owned()),
        None => format!("{}  {party}", amount()),
    };
    Line { id: text("id").to_owned(), what, ..Line::default() }
}

/// The clarification sheet as it goes with a company's digest; nothing when nothing is asked.
fn sheet(company: &str, questions: &[Value], language: Language) -> anyhow::Result<Option<Attachment>> {
    if questions.is_empty() {
        return Ok(None);
    }
    let word = if language == Language::De { "Klaerung" } else { "Clarification" };
    let bytes = workbook(&clarification(questions, language))?;
    Ok(Some(Attachment { name: format!("{word}-{company}.xlsx"), media_type: XLSX, bytes }))
}

/// What a digest told of: the company's documents, and with those of the only company those of nobody.
fn told(company: Option<&str>, only: Option<&str>, last: i64, mail: i64) -> Vec<(Option<String>, i64, i64)> {
    let mut told = vec![(company.map(str::to_owned), last, mail)];
    if company.is_some() && company == only {
        told.push((None, last, mail));
    }
    told
}

/// What waits for a person, of the companies at hand.
struct Waiting {
    documents: Vec<DocumentLine>,
    /// The first of each company.
    entries: Vec<EntryRow>,
    /// How many entries of each company wait.
    counts: HashMap<String, usize>,
    /// Numbers of the items suggested, by id.
    numbers: HashMap<i64, String>,
    /// When each entry became known.
    since: HashMap<i64, String>,
}

impl Waiting {
    fn open<'a>(&'a self, entry: &'a EntryRow) -> Open<'a> {
        let suggested = entry.state.allocations.iter().filter_map(|allocation| self.numbers.get(&allocation.item_id).cloned()).collect();
        Open { entry, suggested, since: self.since.get(&entry.id).map(String::as_str) }
    }
}

/// What the store knows for all digests of one time.
struct Gathered {
    /// By company, how many entries came and how many of them are settled.
    entries: HashMap<String, (usize, usize)>,
    waiting: Waiting,
    /// By company, the items past their due date, receivables and payables apart.
    overdue: HashMap<String, [Overdue; 2]>,
    failed: Vec<FailedMail>,
    /// Names by id.
    contacts: HashMap<i64, String>,
}

impl Gathered {
    fn news<'a>(&'a self, company: Option<&'a str>, documents: Vec<&'a DocumentLine>, language: Language) -> News<'a> {
        let is_its = |entry: &&EntryRow| Some(entry.company.as_str()) == company;
        let overdue = company.and_then(|company| self.overdue.get(company));
        let failed = self.failed.iter().filter(|mail| mail.company.as_deref() == company);
        let (entries, matched) = company.and_then(|company| self.entries.get(company)).copied().unwrap_or_default();
        News {
            company,
            documents,
            entries: Brought { entries, matched },
            usual: None,
            first: Vec::new(),
            asked: 0,
            uneven: None,
            waiting: self.waiting.documents.iter().filter(|document| document.company.as_deref() == company).collect(),
            open: self.waiting.entries.iter().filter(is_its).map(|entry| self.waiting.open(entry)).collect(),
            open_count: company.and_then(|company| self.waiting.counts.get(company)).copied().unwrap_or_default(),
            overdue: overdue.into_iter().flatten().map(|overdue| self.overdue_items(overdue, language)).collect(),
            cash: None,
            attachments: Vec::new(),
            head: None,
            failed_mails: failed
                .map(|mail| Line {
                    id: format!("M{}", mail.id),
                    what: format!("{}: {}", mail.recipient, mail.subject),
                    why: mail.error.clone().unwrap_or_default(),
                    at: String::new(),
                })
                .collect(),
        }
    }

    fn overdue_items(&self, overdue: &Overdue, language: Language) -> OverdueItems {
        let line = |(item, open): &(ItemRow, i64)| {
            let due = item.due.map(|due| spelling::day(due, language)).unwrap_or_default();
            let name = self.contacts.get(&item.contact_id).map(String::as_str).unwrap_or_default();
            let open = spelling::amount(Money::from_minor(*open, item.currency), language);
            Line { id: item.number.clone(), what: format!("{due}  {open}  {name}"), ..Line::default() }
        };
        let Overdue { side, count, sums, first } = overdue;
        OverdueItems { side: *side, count: *count, sums: sums.clone(), first: first.iter().map(line).collect() }
    }
}
