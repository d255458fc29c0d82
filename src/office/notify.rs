//! After the books are written: the digest of what came, and the mails on their way.

use super::asked::asked;
use super::attempt::Attempt;
use super::moved::AccountMoved;
use super::places::{Unusable, unusable};
use super::run::Runner;
use crate::domain::{Language, Money, calendar, spelling};
use crate::mail::{
    Attachment, Brought, Cash, Halt, LONGEST_LIST, Letter, Line, News, Occasion, Open, Outbox,
    OverdueItems, Reader, Round, letters,
};
use crate::pipeline::{Digest, Section};
use crate::report::{Row, called, clarification, documents_waiting, outlook, questions, workbook};
use crate::settings::{Company, Office};
use crate::store::rows::{EntryRow, ItemRow};
use crate::store::{Arrived, Changes, Counters, DocumentLine, FailedMail, Overdue, Span};
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A mail that failed is told of for so long, hours.
const FAILED_FOR: i64 = 24 * 7;

/// The media type of workbooks (ECMA-376, part 2).
pub(super) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

impl Runner {
    /// Writes a digest for each company that documents came for since the last, and for those that
    /// belong to none; at its own time also for the companies without any, when the pipelines say
    /// so. Documents and digest of a company commit together, so that a crash before it makes it up
    /// and one after it does not repeat it; a company whose digest fails stops no other, and what
    /// came for it stands in its next one. Gives how many mails were written.
    pub async fn digest(
        &self,
        office: &Office,
        occasion: Option<&Occasion>,
    ) -> anyhow::Result<Attempt> {
        let _turn = self.turn().await?;
        let wanted = &self.setup.pipelines.digest;
        let mut groups: BTreeMap<Option<&str>, Arrived> = BTreeMap::new();
        // What belongs to nobody can only be the only company's.
        let only = match office.companies.as_slice() {
            [company] => Some(company.id.as_str()),
            _ => None,
        };
        let arrived = self.store.documents_undigested(LONGEST_LIST).await?;
        for (company, documents) in &arrived {
            groups.entry(company.as_deref().or(only)).or_default().join(documents.clone());
        }
        if occasion.is_some() && wanted.even_when_nothing {
            for company in &office.companies {
                groups.entry(Some(company.id.as_str())).or_default();
            }
        }
        let mut written = Attempt::of(self.setup.language);
        let lying = unusable(&self.setup.folder);
        if occasion.is_some() && lying.iter().any(|one| self.whose(one).or(only).is_none()) {
            groups.entry(None).or_default();
        }
        if groups.is_empty() {
            return Ok(written);
        }
        let mut gathered = Gathered {
            counters: self.store.counters().await?,
            entries: self.store.entries_undigested().await?,
            documents: self.documents_waiting(only).await?,
            failed: self.failed().await?,
            moved: self.accounts_moved().await?,
            lying: lying
                .into_iter()
                .map(|one| {
                    let whose = self.whose(&one).or(only).map(str::to_owned);
                    (whose, one.folder(&self.setup.folder), one)
                })
                .collect(),
        };
        for (company, documents) in groups {
            let went =
                self.digest_of(office, company, only, documents, &mut gathered, occasion).await;
            written.take(company.unwrap_or("office"), went)?;
        }
        Ok(written)
    }

    /// The company in whose folder of the inbox something lies.
    fn whose(&self, lying: &Unusable) -> Option<&str> {
        let below = lying.place().strip_prefix(self.setup.folder.inbox()).ok()?;
        let folder = below.components().next()?.as_os_str().to_str()?;
        self.setup.directory.pinned(folder)
    }

    /// The digest of a company, or of what belongs to nobody. Gives how many mails it is.
    async fn digest_of(
        &self,
        office: &Office,
        company: Option<&str>,
        only: Option<&str>,
        documents: Arrived,
        gathered: &mut Gathered,
        occasion: Option<&Occasion>,
    ) -> anyhow::Result<usize> {
        let last = documents.reach.map(|(_, last)| last);
        let mut changes = Changes::default();
        let before = gathered.counters.mail;
        let mut number = before;
        if let Some(reader) = self.reader(office, company) {
            let own = match company.and_then(|company| office.company(company)) {
                Some(company) => self.own(company).await?,
                None => Own::default(),
            };
            let mut news = gathered.news(company, &documents, &own, reader.language);
            news.head = company.and_then(|company| gathered.counters.journal.get(company).cloned());
            news.cash = self.cash(company).await?;
            if let Some(company) = company {
                let whose = Some(company).filter(|_| Some(company) != only);
                let mut questions = questions(&self.store, whose, reader.language).await?;
                news.freed = self.store.freed(company, LONGEST_LIST).await?;
                news.uneven = self
                    .openings_uneven(Some(company))
                    .await?
                    .pop()
                    .map(|(_, finding)| finding.say(reader.language));
                news.below_zero = self
                    .cash_below_zero(Some(company))
                    .await?
                    .pop()
                    .map(|(_, finding)| finding.say(reader.language));
                let limits = self.turnover_limits(Some(company)).await?;
                news.limits = limits.into_iter().map(|(_, said)| said).collect();
                news.moved = gathered.moved_of(company, reader.language);
                news.usual = self.store.usual(company, self.today()).await?;
                news.first =
                    questions.iter().take(FIRST).map(|row| first(row, reader.language)).collect();
                news.asked = questions.len();
                // What is assumed stops nothing: no sheet goes out for that alone.
                if !questions.is_empty() {
                    self.add_assumed(whose, &mut questions).await?;
                }
                news.attachments.extend(sheet(company, &questions, reader.language)?);
            }
            let now = Timestamp::now().to_string();
            for letter in letters(
                &news,
                &reader,
                &self.setup.pipelines.digest.sections,
                occasion,
                &self.setup.templates,
            ) {
                number += 1;
                changes.mails.extend(self.setup.mailer.message(number, &letter, &now));
            }
        }
        let by = if number == before { 0 } else { before + 1 };
        changes.releases_told.extend(company.map(str::to_owned));
        changes.digested.extend(last.into_iter().flat_map(|last| told(company, only, last, by)));
        self.store.commit(&changes).await?;
        gathered.counters.mail = number;
        Ok(changes.mails.len())
    }

    /// Writes these letters into the outbox; one whose cause was mailed before is none. Gives how
    /// many were written.
    pub async fn post(&self, letters: &[Letter]) -> anyhow::Result<usize> {
        let _turn = self.turn().await?;
        let before = self.store.counters().await?.mail;
        let now = Timestamp::now().to_string();
        let mails = (before + 1..)
            .zip(letters)
            .filter_map(|(number, letter)| self.setup.mailer.message(number, letter, &now));
        let changes = Changes { mails: mails.collect(), ..Changes::default() };
        self.store.commit(&changes).await?;
        Ok(changes.mails.len())
    }

    /// Who is told of what concerns the whole office: those that read all digests, else every
    /// company's reader, else the sender.
    pub fn keepers(&self, office: &Office) -> Vec<String> {
        let all = &self.setup.pipelines.digest.to;
        let mut to: Vec<String> = if all.is_empty() {
            office.companies.iter().filter_map(|own| own.email.clone()).collect()
        } else {
            all.clone()
        };
        to.sort();
        to.dedup();
        if to.is_empty() { vec![office.settings.mail.from.clone()] } else { to }
    }

    /// Sends what is queued: all of it, or with `due` only what has waited long enough.
    pub async fn send(&self, outbox: &Outbox, due: bool) -> anyhow::Result<Round> {
        Ok(outbox.send(&self.store, due, &Halt::never()).await?)
    }

    /// Who reads the digest of a company: its own address unless the pipelines leave it out, and
    /// those that read all. What belongs to no company goes to those, else to the office's own
    /// address.
    fn reader(&self, office: &Office, company: Option<&str>) -> Option<Reader> {
        let wanted = &self.setup.pipelines.digest;
        let language = office.settings.language;
        match company {
            Some(id) => {
                let company = office.company(id)?;
                Some(Reader {
                    name: company.name.clone(),
                    to: addresses(wanted, company),
                    language: company.language.unwrap_or(language),
                })
            }
            None => {
                let name =
                    if language == Language::De { "Ohne Firma" } else { "Without a company" };
                let to = if wanted.to.is_empty() {
                    vec![office.settings.mail.from.clone()]
                } else {
                    wanted.to.clone()
                };
                Some(Reader { name: name.to_owned(), to, language })
            }
        }
    }

    /// All documents that wait for a person; `only` takes over what belongs to no company.
    async fn documents_waiting(&self, only: Option<&str>) -> anyhow::Result<Vec<DocumentLine>> {
        let mut documents =
            documents_waiting(&self.store, None, &asked(&self.setup, Span::default())).await?;
        for document in &mut documents {
            document.company = document.company.take().or_else(|| only.map(str::to_owned));
        }
        Ok(documents)
    }

    /// What a company's digest tells besides its documents: the first bank entries that wait, and
    /// what is overdue.
    async fn own(&self, company: &Company) -> anyhow::Result<Own> {
        let (count, ids) = self.store.entries_waiting(&company.id, LONGEST_LIST).await?;
        let entries = self.store.entries(&ids).await?;
        let items: Vec<i64> = entries
            .iter()
            .flat_map(|entry| &entry.state.allocations)
            .map(|allocation| allocation.item_id)
            .collect();
        let numbers = self
            .store
            .items_with(&items)
            .await?
            .into_iter()
            .map(|item| (item.id, item.number))
            .collect();
        let overdue = match self.wants(Section::OverdueItems) {
            true => {
                let due_before = calendar::overdue_before(self.today(), company.state);
                self.store.items_overdue(&company.id, due_before, LONGEST_LIST).await?.into()
            }
            false => Vec::new(),
        };
        let late = overdue.iter().flat_map(|overdue| &overdue.first);
        let owing: BTreeSet<i64> = late.map(|(item, _)| item.contact_id).collect();
        let owing: Vec<i64> = owing.into_iter().collect();
        let owing = self.store.contacts_numbered(&owing).await?;
        Ok(Own {
            entries,
            count,
            numbers,
            since: self.store.known_since(&ids).await?,
            overdue,
            names: owing.into_iter().map(|row| (row.id, row.name)).collect(),
        })
    }

    fn wants(&self, section: Section) -> bool {
        self.setup.pipelines.digest.sections.contains(&section)
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
}

/// Who reads a company's digest: the company itself unless the pipelines leave it out, whom it
/// names, and those that read all.
fn addresses(wanted: &Digest, company: &Company) -> Vec<String> {
    let own = company.email.as_ref().filter(|_| wanted.companies);
    let mut to: Vec<String> = Vec::new();
    for address in own.into_iter().chain(&company.digest_to).chain(&wanted.to) {
        if !to.contains(address) {
            to.push(address.clone());
        }
    }
    to
}

/// The companies whose digest nobody reads, for want of an address.
pub fn unread<'a>(wanted: &Digest, office: &'a Office) -> Vec<&'a str> {
    office
        .companies
        .iter()
        .filter(|company| addresses(wanted, company).is_empty())
        .map(|company| company.id.as_str())
        .collect()
}

/// Where news of what belongs to no company goes for want of anybody who reads it: the sender's
/// address, which is often no mailbox. `None` where somebody is named, or where all is the only
/// company's.
pub fn nobodys<'a>(wanted: &Digest, office: &'a Office) -> Option<&'a str> {
    (wanted.to.is_empty() && office.companies.len() > 1)
        .then_some(office.settings.mail.from.as_str())
}

/// Questions that the digest names on top.
const FIRST: usize = 5;

/// A question as it stands there: whose and over how much; why it waits stands below.
fn first(row: &Row, language: Language) -> Line {
    let text = |name: &str| row.text(name).unwrap_or_default();
    let amount = || {
        format!("{} {}", spelling::number(&row["amount"].to_string(), language), text("currency"))
    };
    let party = [text("counterparty"), text("remittance")]
        .into_iter()
        .find(|said| !said.is_empty())
        .unwrap_or_default();
    let what = match row.get("file") {
        Some(_) => called(row, language).unwrap_or_else(|| text("file").to_owned()),
        None => format!("{}  {party}", amount()),
    };
    Line { id: text("id").to_owned(), what, ..Line::default() }
}

/// The clarification sheet as it goes with a company's digest; nothing when nothing is asked.
fn sheet(
    company: &str,
    questions: &[Row],
    language: Language,
) -> anyhow::Result<Option<Attachment>> {
    if questions.is_empty() {
        return Ok(None);
    }
    let word = if language == Language::De { "Klaerung" } else { "Clarification" };
    let bytes = workbook(&clarification(questions, language))?;
    Ok(Some(Attachment { name: format!("{word}-{company}.xlsx"), media_type: XLSX, bytes }))
}

/// What a digest told of: the company's documents, and with those of the only company those of
/// nobody.
fn told(
    company: Option<&str>,
    only: Option<&str>,
    last: i64,
    mail: i64,
) -> Vec<(Option<String>, i64, i64)> {
    let mut told = vec![(company.map(str::to_owned), last, mail)];
    if company.is_some() && company == only {
        told.push((None, last, mail));
    }
    told
}

/// What a company's digest tells besides its documents.
#[derive(Default)]
struct Own {
    /// The first bank entries that wait.
    entries: Vec<EntryRow>,
    /// How many wait in all.
    count: usize,
    /// Numbers of the items suggested, by id.
    numbers: HashMap<i64, String>,
    /// When each entry became known.
    since: HashMap<i64, String>,
    /// The items past their due date, receivables and payables apart.
    overdue: Vec<Overdue>,
    /// Those who owe these, by id.
    names: HashMap<i64, String>,
}

impl Own {
    fn open<'a>(&'a self, entry: &'a EntryRow) -> Open<'a> {
        let suggested = entry
            .state
            .allocations
            .iter()
            .filter_map(|allocation| self.numbers.get(&allocation.item_id).cloned())
            .collect();
        Open { entry, suggested, since: self.since.get(&entry.id).map(String::as_str) }
    }
}

/// What the store knows for all digests of one time.
struct Gathered {
    /// The numbers given so far, and the heads of the journals.
    counters: Counters,
    /// By company, how many entries came and how many of them are settled.
    entries: HashMap<String, (usize, usize)>,
    /// Documents that wait for a person.
    documents: Vec<DocumentLine>,
    failed: Vec<FailedMail>,
    /// Where kontor cannot work and what it cannot take: whose it is, and in which folder.
    lying: Vec<(Option<String>, String, Unusable)>,
    /// Bank accounts that changed hands.
    moved: Vec<AccountMoved>,
}

impl Gathered {
    /// What is said of accounts that a company had, or has by now.
    fn moved_of(&self, company: &str, language: Language) -> Vec<String> {
        let is_theirs = |moved: &&AccountMoved| moved.from == company || moved.to == company;
        self.moved.iter().filter(is_theirs).map(|moved| moved.told.say(language)).collect()
    }

    fn news<'a>(
        &'a self,
        company: Option<&'a str>,
        documents: &'a Arrived,
        own: &'a Own,
        language: Language,
    ) -> News<'a> {
        let failed = self.failed.iter().filter(|mail| mail.company.as_deref() == company);
        let lying = self.lying.iter().filter(|(whose, ..)| whose.as_deref() == company);
        let (entries, matched) =
            company.and_then(|company| self.entries.get(company)).copied().unwrap_or_default();
        News {
            company,
            documents,
            entries: Brought { entries, matched },
            usual: None,
            first: Vec::new(),
            asked: 0,
            freed: (0, Vec::new()),
            uneven: None,
            below_zero: None,
            limits: Vec::new(),
            moved: Vec::new(),
            unusable: lying.map(|(_, folder, one)| (folder.clone(), one.say(language))).collect(),
            waiting: self
                .documents
                .iter()
                .filter(|document| document.company.as_deref() == company)
                .collect(),
            open: own.entries.iter().map(|entry| own.open(entry)).collect(),
            open_count: own.count,
            overdue: own
                .overdue
                .iter()
                .map(|overdue| overdue_items(overdue, &own.names, language))
                .collect(),
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
}

fn overdue_items(
    overdue: &Overdue,
    names: &HashMap<i64, String>,
    language: Language,
) -> OverdueItems {
    let line = |(item, open): &(ItemRow, i64)| {
        let due = item.due_day().map(|due| spelling::day(due, language)).unwrap_or_default();
        let name = names.get(&item.contact_id).map(String::as_str).unwrap_or_default();
        let open = spelling::amount(Money::from_minor(*open, item.currency), language);
        Line { id: item.number.clone(), what: format!("{due}  {open}  {name}"), ..Line::default() }
    };
    let Overdue { side, count, sums, first } = overdue;
    OverdueItems {
        side: *side,
        count: *count,
        sums: sums.clone(),
        first: first.iter().map(line).collect(),
    }
}
