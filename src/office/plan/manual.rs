//! Entries that a person writes down (`entries.csv`): booked whole or held; what comes again is not
//! booked twice, and a corrected voucher takes the place of the earlier.

use super::Plan;
use crate::domain::finding::Weight;
use crate::domain::{Finding, FindingKind, JournalEntry, Language, ManualEntry, ManualRow, Place};
use crate::ledger::{Function, NotPosted, Personal, post_manual, wording};
use crate::office::books::CompanyBooks;
use crate::store::rows::DocumentStatus;
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::{BTreeMap, HashMap};

/// Findings of entries written down.
pub static FINDINGS: &[&FindingKind] =
    &[&NOT_BOOKED, &KNOWN, &ALIKE, &CORRECTED, &OTHER_DAY, &BESIDE, &FAR_AHEAD];

pub static NOT_BOOKED: FindingKind = FindingKind {
    code: "entries-not-booked",
    weight: Weight::Error,
    de: "Nichts aus dieser Datei ist gebucht; bitte berichtigen und die Datei erneut ablegen.",
    en: "Nothing of this file is booked; correct it and drop the file again.",
};
pub static KNOWN: FindingKind = FindingKind {
    code: "entries-booked-before",
    weight: Weight::Note,
    de: "Schon gebucht waren und nicht noch einmal gebucht sind {count} von {all} Buchungen dieser \
        Datei.",
    en: "Booked already, and so not booked again: {count} of the {all} entries of this file.",
};
pub static ALIKE: FindingKind = FindingKind {
    code: "entries-alike",
    weight: Weight::Warning,
    de: "Ohne Belegnummer und in Tag, Konten, Betrag und Text gleich schon Gebuchtem, darum nicht \
        noch einmal gebucht ({count}): {entries}. Ist es weiteres, bitte mit Belegnummer erneut \
        ablegen.",
    en: "Without a voucher number and equal to what is booked in day, accounts, amount and text, \
        and so not booked again ({count}): {entries}. If it is more, drop it again with a voucher \
        number.",
};
pub static CORRECTED: FindingKind = FindingKind {
    code: "entries-corrected",
    weight: Weight::Note,
    de: "Beleg {document} vom {date} war anders gebucht; die frühere Buchung ist storniert, die \
        neue gilt.",
    en: "Voucher {document} of {date} was booked otherwise; the earlier entry is reversed, the new \
        one holds.",
};
pub static OTHER_DAY: FindingKind = FindingKind {
    code: "entries-other-day",
    weight: Weight::Warning,
    de: "Beleg {document} ist mit denselben Beträgen auch am {date} gebucht (D{earlier}). Ist nur \
        der Tag berichtigt, bitte die frühere Datei zurücknehmen („kontor undo D{earlier}“).",
    en: "Voucher {document} is booked with the same amounts on {date} too (D{earlier}). If only \
        the day was corrected, take the earlier file back (\"kontor undo D{earlier}\").",
};

pub static BESIDE: FindingKind = FindingKind {
    code: "entries-beside",
    weight: Weight::Warning,
    de: "Beleg {document} vom {date} war schon anders gebucht (D{earlier}); beides gilt. Sollte \
        der Stapel das Frühere ersetzen, bitte die frühere Datei zurücknehmen („kontor undo \
        D{earlier}“).",
    en: "Voucher {document} of {date} was booked otherwise before (D{earlier}); both count. If the \
        batch is to replace the earlier, take that file back (\"kontor undo D{earlier}\").",
};

pub static FAR_AHEAD: FindingKind = FindingKind {
    code: "entries-far-ahead",
    weight: Weight::Warning,
    de: "Ein späteres Jahr als das der Ablage nennt der Tag bei {count|Buchung|Buchungen} dieser \
        Datei, zuerst „{entry}“ am {date}. Gebucht ist, wie es dasteht; stimmt der Tag nicht, \
        bitte zurücknehmen („kontor undo {this}“) und berichtigt ablegen.",
    en: "A later year than that of its drop is stated by {count|entry|entries} of this file, the \
        first \"{entry}\" on {date}. Booked as it stands; if the day is wrong, take it back \
        (\"kontor undo {this}\") and drop it corrected.",
};

/// So many days ahead, across the turn of a year, entries are written without a question.
const AHEAD_DAYS: i32 = 31;

/// So far around a day a voucher is looked for that may be the same.
const NEAR_DAYS: i32 = 14;

/// Entries in force that such files brought, by company.
#[derive(Debug, Default)]
pub struct KnownManual {
    /// Each once.
    pub booked: HashMap<String, Vec<BookedManual>>,
}

/// An entry in force.
#[derive(Debug, Clone)]
pub struct BookedManual {
    /// Its number in the journal.
    pub number: i64,
    /// The document that brought it.
    pub document: i64,
    /// As it was written down, with its document's day.
    pub entry: JournalEntry,
}

impl Plan<'_> {
    /// The days that must be known before [`Plan::manual`]: the first and the last, by company.
    pub fn manual_days(&self) -> BTreeMap<String, (Date, Date)> {
        let mut days: BTreeMap<String, (Date, Date)> = BTreeMap::new();
        let rows = self.routed.manual.iter().flat_map(|(_, company, entries)| {
            entries.iter().map(move |entry| (company, entry.date))
        });
        for (company, day) in rows {
            let around = |days: i32| day.checked_add(days.days()).unwrap_or(day);
            let span = days.entry(company.clone()).or_insert((day, day));
            *span = (span.0.min(around(-NEAR_DAYS)), span.1.max(around(NEAR_DAYS)));
        }
        days
    }

    /// Books what was written down.
    pub fn manual(&mut self, mut known: KnownManual) {
        for (at, company, entries) in std::mem::take(&mut self.routed.manual) {
            let Some(books) = self.books.companies.get(&company).cloned() else { continue };
            match posted(&books, &entries, books.language) {
                Ok(posted) => {
                    self.book_manual(at, &books, posted, known.booked.entry(company).or_default())
                }
                Err(faults) => {
                    if let Some(mut row) = self.changes.documents.get(at).cloned() {
                        self.give(&mut row, DocumentStatus::Held, &NOT_BOOKED.found());
                        row.reason = row.reason.map(|reason| format!("{reason} {faults}"));
                        self.changes.documents.splice(at..=at, [row]);
                    }
                }
            }
        }
    }

    fn book_manual(
        &mut self,
        at: usize,
        books: &CompanyBooks,
        posted: Vec<(ManualEntry, JournalEntry)>,
        known: &mut Vec<BookedManual>,
    ) {
        let (document, all) = (self.id_at(at), posted.len());
        self.doubt_far_ahead(at, &posted);
        let (mut again, mut alike, mut booked) = (0, Vec::new(), Vec::new());
        for (manual, entry) in posted {
            if let Some(same) = known.iter().position(|other| is_same(&other.entry, &entry)) {
                known.remove(same);
                match manual.document {
                    Some(_) => again += 1,
                    None => alike.push(manual.title()),
                }
                continue;
            }
            match (&manual.document, manual.keyed) {
                (Some(voucher), None) => self.correct(at, books, voucher, &entry, known),
                // A batch adds to what is booked; it takes back by Generalumkehr alone.
                (Some(voucher), Some(keyed)) if !keyed.reversal => {
                    self.doubt_beside(at, voucher, &entry, known)
                }
                _ => {}
            }
            self.note_cash_moved(at, books, &entry);
            let sealed = self.books.seal(&books.id, entry.clone(), Some(document), None, None);
            booked.push(BookedManual { number: sealed.number, document, entry });
            self.changes.journal.push(sealed);
        }
        known.extend(booked);
        if again > 0 {
            self.note_at(at, &KNOWN.found().with("count", again).with("all", all));
        }
        if !alike.is_empty() {
            let named: Vec<String> =
                alike.iter().take(MOST_NAMED).map(|title| format!("„{title}“")).collect();
            self.note_at(
                at,
                &ALIKE.found().with("count", alike.len()).with("entries", named.join(", ")),
            );
        }
    }

    /// Asks about days that lie in a later year than the one the file came in, and not soon.
    fn doubt_far_ahead(&mut self, at: usize, posted: &[(ManualEntry, JournalEntry)]) {
        let came = self.changes.documents.get(at).and_then(|row| row.received_at.get(..10));
        let Some(came) = came.and_then(|day| day.parse::<Date>().ok()) else { return };
        let soon = came.checked_add(AHEAD_DAYS.days()).unwrap_or(came);
        let is_far = |day: Date| day > soon && day.year() > came.year();
        let far = || posted.iter().filter(|(manual, _)| is_far(manual.date));
        let Some((first, _)) = far().min_by_key(|(manual, _)| manual.date) else { return };
        let found = FAR_AHEAD.found().with("count", far().count()).with("entry", first.title());
        self.note_at(at, &found.with_value("date", first.date));
    }

    /// Asks about a voucher that an earlier file booked otherwise on the same day.
    fn doubt_beside(
        &mut self,
        at: usize,
        voucher: &str,
        entry: &JournalEntry,
        known: &[BookedManual],
    ) {
        let same = |other: &&BookedManual| {
            ManualEntry::voucher(other.entry.text()) == Some(voucher)
                && other.entry.date() == entry.date()
        };
        if let Some(other) = known.iter().find(same) {
            let finding = BESIDE.found().with("document", voucher).with_value("date", entry.date());
            self.note_at(at, &finding.with("earlier", other.document));
        }
    }

    /// Takes back what an earlier file booked under the voucher on that day; one on a day near by
    /// with the same amounts is doubted.
    fn correct(
        &mut self,
        at: usize,
        books: &CompanyBooks,
        voucher: &str,
        entry: &JournalEntry,
        known: &mut Vec<BookedManual>,
    ) {
        let of_voucher =
            |other: &BookedManual| ManualEntry::voucher(other.entry.text()) == Some(voucher);
        if let Some(earlier) =
            known.iter().position(|other| of_voucher(other) && other.entry.date() == entry.date())
        {
            let old = known.remove(earlier);
            let reversal = old
                .entry
                .reversed(old.entry.date(), wording::reversal(old.entry.text(), books.language));
            let sealed =
                self.books.seal(&books.id, reversal, Some(self.id_at(at)), None, Some(old.number));
            self.changes.journal.push(sealed);
            self.note_at(
                at,
                &CORRECTED.found().with("document", voucher).with_value("date", entry.date()),
            );
            return;
        }
        let near = |other: &&BookedManual| {
            let apart = other
                .entry
                .date()
                .since(entry.date())
                .map_or(i32::MAX, |span| span.get_days().abs());
            of_voucher(other) && apart <= NEAR_DAYS && other.entry.lines() == entry.lines()
        };
        if let Some(other) = known.iter().find(near) {
            let finding =
                OTHER_DAY.found().with("document", voucher).with_value("date", other.entry.date());
            self.note_at(at, &finding.with("earlier", other.document));
        }
    }
}

/// So many entries are named in one sentence.
const MOST_NAMED: usize = 3;

fn is_same(one: &JournalEntry, other: &JournalEntry) -> bool {
    one.date() == other.date() && one.text() == other.text() && one.lines() == other.lines()
}

/// Every entry as it is booked, in the chart's numbers and in those of the journal; or what is
/// wrong, as sentences.
fn posted(
    books: &CompanyBooks,
    entries: &[ManualEntry],
    language: Language,
) -> Result<Vec<(ManualEntry, JournalEntry)>, String> {
    let mut faults: Vec<String> = Vec::new();
    let mut posted = Vec::with_capacity(entries.len());
    let stated =
        entries.iter().find_map(|manual| manual.keyed?.chart).map(|chart| format!("SKR0{chart}"));
    if let Some(stated) = stated.filter(|stated| stated != books.chart.as_str()) {
        return Err(OTHER_CHART
            .found()
            .with("stated", stated)
            .with("own", books.chart.as_str())
            .say(language));
    }
    for manual in entries {
        let charted = ManualEntry {
            rows: manual.rows.iter().map(|row| in_chart(books, row)).collect(),
            ..manual.clone()
        };
        let refused = manual
            .rows
            .iter()
            .flat_map(|row| std::iter::once(&row.account).chain(&row.contra))
            .find_map(|account| not_taken(books, account));
        let entry = match refused {
            Some(refused) => Err(refused),
            None => post_manual(books.keeping, &charted).map_err(|why| not_posted(&why)),
        };
        match entry {
            Ok(entry) => {
                posted.push((manual.clone(), entry.renumbered(|number| Some(books.number(number)))))
            }
            Err(why) => faults.push(why.at(Place::Line(manual.row)).say(language)),
        }
    }
    let more = faults.len().saturating_sub(MOST_NAMED);
    match faults.is_empty() {
        true => Ok(posted),
        false => {
            faults.truncate(MOST_NAMED);
            let rest = if language == Language::De {
                format!("und {more} weitere.")
            } else {
                format!("and {more} more.")
            };
            Err(faults.into_iter().chain((more > 0).then_some(rest)).collect::<Vec<_>>().join(" "))
        }
    }
}

/// A row in the chart's numbers, where the company has numbers of its own.
fn in_chart(books: &CompanyBooks, row: &ManualRow) -> ManualRow {
    let charted = |account: &String| {
        let own = books.own_numbers.iter().filter(|(_, own)| *own == account).min();
        own.map_or_else(|| account.clone(), |(number, _)| number.clone())
    };
    ManualRow {
        account: charted(&row.account),
        contra: row.contra.as_ref().map(charted),
        ..row.clone()
    }
}

/// Why nothing is written by hand on an account.
fn not_taken(books: &CompanyBooks, account: &str) -> Option<Finding> {
    let function = books.chart.account(account).map(|known| known.function);
    let banks =
        || books.bank_accounts.values().any(|own| own == account || books.number(own) == account);
    let kind = match function {
        _ if Personal::of(account).is_some() => &BY_ITEMS,
        Some(Function::Collective) => &BY_ITEMS,
        Some(Function::CarryForward) => &BY_OPENING,
        _ if banks() => &BY_STATEMENT,
        _ if !books.knows(account) => &UNKNOWN_ACCOUNT,
        _ => return None,
    };
    Some(kind.found().with("account", account))
}

/// What the posting rules refuse, in words.
fn not_posted(why: &NotPosted) -> Finding {
    match why {
        NotPosted::BearsNoVat(account) => BEARS_NO_VAT.found().with("account", account),
        NotPosted::BearsOtherVat(account) => BEARS_OTHER_VAT.found().with("account", account),
        NotPosted::Code(code) => NO_SUCH_CODE.found().with("code", code),
        NotPosted::Rate(rate) => NO_SUCH_RATE.found().with_value("rate", *rate),
        NotPosted::OwesNoVat => OWES_NO_VAT.found(),
        NotPosted::Nothing | NotPosted::Entry(crate::domain::journal::NotAnEntry::TooFewLines) => {
            NOTHING.found()
        }
        other => REFUSED.found().with_value("why", other.words()),
    }
}

const fn fault(code: &'static str, de: &'static str, en: &'static str) -> FindingKind {
    FindingKind { code, weight: Weight::Error, de, en }
}

static BY_ITEMS: FindingKind = fault(
    "entries-personal-account",
    "Auf Konto {account} wird nicht von Hand gebucht: Was Kunden und Lieferanten schulden, kommt \
     als Rechnung, als open-items.csv oder mit der Zahlung.",
    "Nothing is booked by hand on account {account}: what customers and vendors owe comes as an \
     invoice, as open-items.csv or with its payment.",
);
static BY_OPENING: FindingKind = fault(
    "entries-carry-forward",
    "Auf Konto {account} wird nicht von Hand gebucht: Anfangssalden kommen mit \
     opening-balances.csv.",
    "Nothing is booked by hand on account {account}: opening balances come with \
     opening-balances.csv.",
);
static BY_STATEMENT: FindingKind = fault(
    "entries-bank-account",
    "Auf das Bankkonto {account} wird nicht von Hand gebucht: Seine Umsätze kommen mit dem \
     Kontoauszug.",
    "Nothing is booked by hand on the bank account {account}: its entries come with the statement.",
);
static UNKNOWN_ACCOUNT: FindingKind = fault(
    "entries-unknown-account",
    "Das Konto {account} kennt der Kontenrahmen nicht; bitte die Nummer berichtigen.",
    "The chart of accounts has no account {account}; correct the number.",
);
static OTHER_CHART: FindingKind = fault(
    "entries-other-chart",
    "Die Konten der Datei sind die des {stated}, die Firma bucht nach {own}. Bitte die Datei im \
     Kontenrahmen der Firma ausgeben lassen.",
    "The file's accounts are those of {stated}, the company books by {own}. Have the file written \
     in the company's chart.",
);
static BEARS_NO_VAT: FindingKind = fault(
    "entries-no-vat-there",
    "Weder Konto {account} noch sein Gegenkonto kann Umsatzsteuer tragen: Das können Konten für \
     Aufwand, Ertrag und Anlagen.",
    "Neither account {account} nor its contra account can bear VAT: accounts of expense, revenue \
     and fixed assets can.",
);
static BEARS_OTHER_VAT: FindingKind = fault(
    "entries-other-vat",
    "Das Konto {account} ist eines für eine andere Steuer als die genannte.",
    "Account {account} is one of another VAT than is stated.",
);
static NO_SUCH_CODE: FindingKind = fault(
    "entries-unknown-code",
    "Den Steuerschlüssel {code} gibt es nicht.",
    "There is no tax code {code}.",
);
static NO_SUCH_RATE: FindingKind = fault(
    "entries-unknown-rate",
    "Für {rate} % Umsatzsteuer gibt es kein Konto.",
    "There is no account for VAT of {rate} %.",
);
static OWES_NO_VAT: FindingKind = fault(
    "entries-owes-no-vat",
    "Die Firma schuldet keine Umsatzsteuer (vat in companies/); bitte ein Konto ohne Steuer \
     nennen.",
    "The company owes no VAT (vat in companies/); name an account without VAT.",
);
static NOTHING: FindingKind =
    fault("entries-of-nothing", "Die Buchung bewegt nichts.", "The entry moves nothing.");
static REFUSED: FindingKind = fault("entries-refused", "{why}.", "{why}.");
