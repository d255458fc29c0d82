//! The lines of a digest: documents, bank entries and sums, each in one sentence of its reader's
//! language.

use super::{LONGEST_LIST, Line, News, Open, OverdueItems};
use crate::domain::spelling::counted;
use crate::domain::{Language, Side, spelling};
use crate::store::{DocumentLine, Freed, Usual, called};

/// What became of each row of a sheet: its notes, those that ask first.
pub(super) fn answered(document: &DocumentLine) -> Vec<Line> {
    let line =
        |said: &String| Line { id: document.id.clone(), what: said.clone(), ..Line::default() };
    let asks = |said: &&String| document.doubts.contains(said);
    let (not_done, done): (Vec<&String>, Vec<&String>) = document.notes.iter().partition(asks);
    not_done.into_iter().chain(done).map(line).collect()
}

/// `Üblich in den letzten vier Wochen, je Arbeitstag: 12 Dokumente, 31 Bankumsätze, davon 91 %
/// zugeordnet.`
pub(super) fn told_usual(usual: Usual, language: Language) -> String {
    let daily =
        |count: i64| usize::try_from((count + WORKING_DAYS / 2) / WORKING_DAYS).unwrap_or_default();
    let (documents, entries) = (daily(usual.documents), daily(usual.entries));
    let share = (usual.matched * 100).checked_div(usual.booked);
    match language {
        Language::De => format!(
            "Üblich in den letzten vier Wochen, je Arbeitstag: {}, {}{}.",
            counted(documents, ["Dokument", "Dokumente"]),
            counted(entries, ["Bankumsatz", "Bankumsätze"]),
            share.map(|share| format!(", davon {share} % zugeordnet")).unwrap_or_default()
        ),
        Language::En => format!(
            "Usual in the last four weeks, by working day: {}, {}{}.",
            counted(documents, ["document", "documents"]),
            counted(entries, ["bank entry", "bank entries"]),
            share.map(|share| format!(", {share} % of them matched")).unwrap_or_default()
        ),
    }
}

/// Working days of four weeks.
const WORKING_DAYS: i64 = 20;

impl OverdueItems {
    /// `Überfällige Forderungen, zusammen 1.190,00 EUR`
    pub(super) fn title(&self, language: Language) -> String {
        let sums: Vec<String> =
            self.sums.iter().map(|sum| spelling::amount(*sum, language)).collect();
        let (what, together) = match (language, self.side) {
            (Language::De, Side::Receivable) => ("Überfällige Forderungen", "zusammen"),
            (Language::De, Side::Payable) => ("Überfällige Verbindlichkeiten", "zusammen"),
            (Language::En, Side::Receivable) => ("Receivables past their due date", "together"),
            (Language::En, Side::Payable) => ("Payables past their due date", "together"),
        };
        format!("{what}, {together} {}", sums.join(" + "))
    }
}

pub(super) fn listed(news: &News<'_>, status: &str) -> Vec<Line> {
    let fitting = news.documents.told.iter().filter(|document| document.status == status);
    fitting
        .map(|document| Line {
            id: document.id.clone(),
            what: document.file.clone(),
            why: document.reason.clone().unwrap_or_default(),
            at: String::new(),
        })
        .collect()
}

/// What lies in the inbox and cannot be taken, and the folders that kontor cannot work in: each with
/// its title.
pub(super) fn unusable(news: &News<'_>, language: Language) -> [(&'static str, Vec<Line>); 2] {
    let titles = match language {
        Language::De => [
            "Was im Eingang liegt und nicht genommen werden kann",
            "Ordner, in denen kontor nicht arbeiten kann",
        ],
        Language::En => {
            ["What lies in the inbox and cannot be taken", "Folders that kontor cannot work in"]
        }
    };
    let line = |(folder, said): &(String, String)| Line {
        id: folder.clone(),
        what: said.clone(),
        ..Line::default()
    };
    let (lying, folders): (Vec<_>, Vec<_>) =
        news.unusable.iter().map(line).partition(|line| line.id == "inbox");
    let [lies, folder] = titles;
    [(lies, lying), (folder, folders)]
}

pub(super) fn cut(mut list: Vec<Line>) -> Vec<Line> {
    list.truncate(LONGEST_LIST);
    list
}

/// A document that waits: whose it is and over how much, since when, why, and where it can be
/// looked at.
pub(super) fn waiting(document: &DocumentLine, language: Language) -> Line {
    let why: Vec<&str> =
        document.reason.iter().chain(&document.doubts).map(String::as_str).collect();
    let number = document.number.as_ref().map(|number| format!(" ({number})")).unwrap_or_default();
    let named = document.called(language);
    let (file, at) =
        if language == Language::De { ("Datei", "Beleg") } else { ("File", "Document") };
    let file = named.as_ref().map(|_| format!("{file}: {}", document.file));
    let at = document.shown_as.as_ref().map(|path| format!("{at}: {path}"));
    let what = named.unwrap_or_else(|| format!("{}{number}", document.file));
    Line {
        id: document.id.clone(),
        what: format!("{what}{}", since(Some(&document.received_at), language)),
        why: why.join(" "),
        at: file.into_iter().chain(at).collect::<Vec<_>>().join(" · "),
    }
}

/// An invoice that is free for payment: who released it and why.
pub(super) fn freed(free: &Freed, language: Language) -> Line {
    let number = free.number.as_deref();
    let what = called(free.party.as_deref(), number, free.amount, None, language);
    let reason = free.reason.as_deref().unwrap_or_default();
    // What kontor notes is a sentence of its own.
    let why = match (free.by.as_str(), language) {
        ("kontor" | "", _) => reason.to_owned(),
        (by, Language::De) => format!("Freigegeben von {by}: {reason}"),
        (by, Language::En) => format!("Released by {by}: {reason}"),
    };
    Line {
        id: format!("D{}", free.document_id),
        what: what.or_else(|| free.number.clone()).unwrap_or_default(),
        why: why.trim_end_matches([':', ' ']).to_owned(),
        at: String::new(),
    }
}

/// `, seit 13.10.2026`
pub(super) fn since(moment: Option<&str>, language: Language) -> String {
    let Some(day) = moment.and_then(|moment| moment.get(..10)?.parse().ok()) else {
        return String::new();
    };
    let word = if language == Language::De { "seit" } else { "since" };
    format!(", {word} {}", spelling::day(day, language))
}

pub(super) fn line(open: &Open<'_>, language: Language) -> Line {
    let entry = open.entry;
    let date =
        entry.entry.booking_date.map(|date| spelling::day(date, language)).unwrap_or_default();
    let name = entry
        .entry
        .counterparty
        .name
        .as_deref()
        .or(entry.entry.remittance.as_deref())
        .unwrap_or_default();
    let suggested = match (open.suggested.join(", "), language) {
        (numbers, _) if numbers.is_empty() => None,
        (numbers, Language::De) => Some(format!("Vorschlag: {numbers}.")),
        (numbers, Language::En) => Some(format!("Suggested: {numbers}.")),
    };
    let explained = entry.state.explanation.first().map(|said| match language {
        Language::De => said.de.clone(),
        Language::En => said.en.clone(),
    });
    let why: Vec<String> = suggested.into_iter().chain(explained).collect();
    Line {
        id: format!("E{}", entry.id),
        what: format!(
            "{date}  {}  {name}{}",
            spelling::amount(entry.entry.amount, language),
            since(open.since, language)
        ),
        why: why.join(" "),
        at: String::new(),
    }
}
