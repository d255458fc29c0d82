//! The digest: after a run, or at its time, each company reads what came, what was booked, what
//! waits and what was rejected.

mod lines;
mod subject;

use super::cash::{Cash, CashBlock};
use super::{Attachment, Letter, Templates};
use crate::domain::{Language, Money, Side};
use crate::pipeline::Section;
use crate::store::rows::EntryRow;
use crate::store::{Arrived, DocumentLine, Freed, Usual};
use lines::{answered, cut, freed, line, listed, told_usual, unusable, waiting};
use minijinja::context;
use minijinja::value::{Serde, Value};
use serde::Serialize;
use subject::subject;

/// Lines of one list at most; the rest is counted.
pub const LONGEST_LIST: usize = 25;

/// A line of a list.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Line {
    /// What `explain` and `resolve` take: `D7`, `E12`.
    pub id: String,
    /// What it is.
    pub what: String,
    /// Why it stands here.
    pub why: String,
    /// Where it can be looked at.
    pub at: String,
}

/// Items of one side that are past their due date.
pub struct OverdueItems {
    /// Receivables or payables.
    pub side: Side,
    /// How many there are in all.
    pub count: usize,
    /// What is open of them, a sum for each currency.
    pub sums: Vec<Money>,
    /// The first, up to [`LONGEST_LIST`].
    pub first: Vec<Line>,
}

/// Who is told, and in which language.
#[derive(Debug, Clone)]
pub struct Reader {
    /// How the reader is addressed.
    pub name: String,
    /// The addresses.
    pub to: Vec<String>,
    /// The language of the mail.
    pub language: Language,
}

/// What a digest tells of one company, or of the documents that belong to none.
pub struct News<'a> {
    /// The company's id; none for what belongs to nobody.
    pub company: Option<&'a str>,
    /// New since the last digest, oldest first.
    pub documents: &'a Arrived,
    /// How many bank entries those documents brought, and how many of them are settled.
    pub entries: Brought,
    /// What came in the four weeks before; absent where there were none.
    pub usual: Option<Usual>,
    /// What is worked off first, in that order, and how many questions the sheet asks.
    pub first: Vec<Line>,
    /// Questions on the sheet that goes with it.
    pub asked: usize,
    /// Every document that waits for a person, however long ago it came.
    pub waiting: Vec<&'a DocumentLine>,
    /// How many invoices are free for payment that a digest told of as blocked, and the first.
    pub freed: (usize, Vec<Freed>),
    /// What the opening of the books still lacks.
    pub uneven: Option<String>,
    /// That the cash box is below zero.
    pub below_zero: Option<String>,
    /// Limits of turnover that are passed or near.
    pub limits: Vec<String>,
    /// Bank accounts that another company has by the settings than its books say.
    pub moved: Vec<String>,
    /// Where kontor cannot work and what it cannot take: the folder of the office, and what to do.
    pub unusable: Vec<(String, String)>,
    /// The first bank entries that wait, up to [`LONGEST_LIST`], with the numbers of the open items
    /// suggested for each and when it became known (ISO 8601).
    pub open: Vec<Open<'a>>,
    /// How many wait in all.
    pub open_count: usize,
    /// What there is on the accounts, and what there will be.
    pub cash: Option<Cash>,
    /// The items past their due date, receivables and payables apart.
    pub overdue: Vec<OverdueItems>,
    /// Mails that failed.
    pub failed_mails: Vec<Line>,
    /// What the digest carries: the clarification sheet.
    pub attachments: Vec<Attachment>,
    /// The head of the company's journal, the number of its last entry and that entry's hash: kept
    /// by the reader, it shows books that were written anew from somewhere.
    pub head: Option<(i64, String)>,
}

/// Bank entries that documents brought.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Brought {
    /// All of them.
    pub entries: usize,
    /// Those that are settled.
    pub matched: usize,
}

/// A bank entry that waits.
#[derive(Debug, Clone)]
pub struct Open<'a> {
    /// The entry itself.
    pub entry: &'a EntryRow,
    /// Numbers of the open items that are proposed.
    pub suggested: Vec<String>,
    /// When it became known, ISO 8601.
    pub since: Option<&'a str>,
}

/// The time a digest was due at; absent when a run by hand writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occasion {
    /// ISO 8601 UTC: names the occasion for ever.
    pub at: String,
    /// Earlier or same times at which kontor did not run, as a person reads them.
    pub missed: Vec<String>,
}

/// One section as it stands in the mail.
#[derive(Default, Serialize)]
struct Block {
    /// The figures of what came.
    figures: bool,
    /// What there is on the accounts.
    cash: Option<CashBlock>,
    title: String,
    count: usize,
    lines: Vec<Line>,
}

/// What the templates are filled with.
pub(super) fn values(
    news: &News<'_>,
    reader: &Reader,
    sections: &[Section],
    occasion: Option<&Occasion>,
) -> Value {
    let german = reader.language == Language::De;
    let count = |status: &str| news.documents.of(status);
    let matched = news.entries.matched;
    let (received, wrong) = (news.documents.count(), count("rejected"));
    let (questions, waiting) = (news.waiting.len() + news.open_count, waiting_now(news));
    // Opening balances that are missing wait too, but are no row of a sheet.
    let waits = waiting + usize::from(news.uneven.is_some());
    let blocks: Vec<Block> =
        sections.iter().flat_map(|section| blocks(*section, news, reader.language)).collect();
    context! {
        de => german, name => reader.name.as_str(), waits, waiting, received,
        matched,
        processed => count("processed"), duplicate => count("duplicate"),
        held_count => count("held"), rejected_count => wrong,
        usual => news.usual.map(|usual| told_usual(usual, reader.language)).unwrap_or_default(),
        asked => news.asked, left => questions.saturating_sub(news.asked),
        entries => news.entries.entries, blocks => Value::from(Serde(blocks)),
        sheet => !news.attachments.is_empty(),
        head_number => news.head.as_ref().map(|(number, _)| *number),
        head_hash => news.head.as_ref().map(|(_, hash)| hash.as_str()),
        missed => occasion.map(|occasion| occasion.missed.join(", ")).unwrap_or_default(),
    }
}

/// How much waits for a person, as subject and figures count it: the rows of a sheet, and what
/// cannot be taken from the inbox.
fn waiting_now(news: &News<'_>) -> usize {
    news.waiting.len() + news.open_count + news.unusable.len()
}

/// The letters of one digest, one for each reader's address, in the order of `sections`.
pub fn letters(
    news: &News<'_>,
    reader: &Reader,
    sections: &[Section],
    occasion: Option<&Occasion>,
    templates: &Templates,
) -> Vec<Letter> {
    let values = values(news, reader, sections, occasion);
    let (text, html) =
        (templates.render("digest.txt", &values), templates.render("digest.html", &values));
    let matched = news.entries.matched;
    let wrong = news.documents.of("rejected");
    let (received, waits) = (news.documents.count(), waiting_now(news));
    let figures = [received, matched, waits, wrong, news.freed.0];
    let subject = format!("{}: {}", reader.name, subject(reader.language, figures));
    let cause = cause(news, occasion);
    let letter = |(at, to): (usize, &String)| Letter {
        cause: if at == 0 { cause.clone() } else { format!("{cause}:{to}") },
        company: news.company.map(str::to_owned),
        kind: "digest",
        to: to.clone(),
        subject: subject.clone(),
        text: text.clone(),
        html: html.clone(),
        attachments: news.attachments.clone(),
        document_id: None,
        sender: None,
    };
    reader.to.iter().enumerate().map(letter).collect()
}

/// What a digest goes out for: its documents; one without any, its time.
fn cause(news: &News<'_>, occasion: Option<&Occasion>) -> String {
    let whose = news.company.unwrap_or("office");
    match (news.documents.reach, occasion) {
        (Some((first, last)), _) => format!("digest:{whose}:{first}-{last}"),
        (None, occasion) => format!(
            "digest:{whose}:at:{}",
            occasion.map(|occasion| occasion.at.as_str()).unwrap_or_default()
        ),
    }
}

fn blocks(section: Section, news: &News<'_>, language: Language) -> Vec<Block> {
    let pick = |de: &'static str, en: &'static str| {
        if language == Language::De { de } else { en }.to_owned()
    };
    let list = |title: String, count: usize, lines: Vec<Line>| {
        vec![Block { figures: false, cash: None, title, count, lines: cut(lines) }]
    };
    match section {
        Section::Completeness => {
            let figures = Block { figures: true, ..Block::default() };
            let answers = news
                .documents
                .told
                .iter()
                .filter(|document| document.kind == "answers")
                .flat_map(answered);
            let answers: Vec<Line> = answers.collect();
            let first = pick(
                "Zuerst zu klären, das Dringendste oben",
                "To be settled first, the most urgent on top",
            );
            let answered = pick("Ihre Antworten", "Your answers");
            // Few questions are seen at a glance below.
            let first_of_many =
                if news.asked > news.first.len() { news.first.clone() } else { Vec::new() };
            let first = list(first, first_of_many.len(), first_of_many);
            // Each row's fate is told, however many they are.
            let answered =
                Block { count: answers.len(), title: answered, lines: answers, ..Block::default() };
            let twice = listed(news, "duplicate");
            let twice = list(
                pick(
                    "Doppelt (nichts davon ist noch einmal gebucht)",
                    "Duplicates (none of them is booked again)",
                ),
                news.documents.of("duplicate"),
                twice,
            );
            let free =
                pick("Frei zur Zahlung, bisher gesperrt", "Free for payment, blocked until now");
            let (count, free_now) = &news.freed;
            let lines = free_now.iter().map(|free| freed(free, language)).collect();
            let free = list(free, *count, lines);
            let blocks = std::iter::once(figures).chain(first).chain([answered]);
            blocks.chain(free).chain(twice).collect()
        }
        Section::Cash => {
            let cash = news.cash.as_ref().map(|cash| cash.block(language));
            cash.map(|cash| Block { cash: Some(cash), ..Block::default() }).into_iter().collect()
        }
        Section::Rejected => {
            let lines = listed(news, "rejected");
            list(
                pick(
                    "Abgewiesen (die Dateien liegen in rejected/)",
                    "Rejected (the files lie in rejected/)",
                ),
                news.documents.of("rejected"),
                lines,
            )
        }
        Section::Held => {
            let lines = news.waiting.iter().map(|document| waiting(document, language)).collect();
            let title = pick(
                "Dokumente, die auf eine Entscheidung warten",
                "Documents that wait for a decision",
            );
            let mut blocks = list(title, news.waiting.len(), lines);
            let uneven = news.uneven.iter().map(|said| Line {
                id: "9000".to_owned(),
                what: said.clone(),
                ..Line::default()
            });
            blocks
                .extend(uneven.flat_map(|line| list(pick("Eröffnung", "Opening"), 1, vec![line])));
            let told = |said: &Vec<String>| -> Vec<Line> {
                said.iter().map(|said| Line { what: said.clone(), ..Line::default() }).collect()
            };
            let below_zero = told(&news.below_zero.iter().cloned().collect());
            blocks.extend(list(pick("Kasse", "Cash box"), below_zero.len(), below_zero));
            let title = pick("Umsatzgrenzen", "Limits of turnover");
            blocks.extend(list(title, news.limits.len(), told(&news.limits)));
            let moved = told(&news.moved);
            let title =
                pick("Konten, die zwei Firmen beanspruchen", "Accounts that two companies claim");
            blocks.extend(list(title, moved.len(), moved));
            for (title, lines) in unusable(news, language) {
                blocks.extend(list(title.to_owned(), lines.len(), lines));
            }
            blocks
        }
        Section::Reconciliation => list(
            pick(
                "Bankumsätze, die auf eine Entscheidung warten",
                "Bank entries that wait for a decision",
            ),
            news.open_count,
            news.open.iter().map(|open| line(open, language)).collect(),
        ),
        Section::OverdueItems => news
            .overdue
            .iter()
            .flat_map(|items| list(items.title(language), items.count, items.first.clone()))
            .collect(),
        Section::Mail => list(
            pick("Gescheiterte E-Mails", "Mails that failed"),
            news.failed_mails.len(),
            news.failed_mails.clone(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::lines::since;
    use super::*;
    use crate::domain::Currency;
    use std::collections::BTreeMap;

    static NONE: Arrived = Arrived { told: Vec::new(), counts: BTreeMap::new(), reach: None };

    fn nothing() -> News<'static> {
        News {
            company: Some("kern"),
            documents: &NONE,
            entries: Brought::default(),
            usual: None,
            first: Vec::new(),
            asked: 0,
            waiting: Vec::new(),
            freed: (0, Vec::new()),
            uneven: None,
            below_zero: None,
            limits: Vec::new(),
            moved: Vec::new(),
            unusable: Vec::new(),
            open: Vec::new(),
            open_count: 0,
            cash: None,
            overdue: Vec::new(),
            failed_mails: Vec::new(),
            attachments: Vec::new(),
            head: None,
        }
    }

    #[test]
    fn a_digest_of_nothing_says_so_in_the_readers_language_once_an_occasion() {
        let occasion =
            Occasion { at: "2026-11-24T05:00:00Z".into(), missed: vec!["23.11.2026 06:00".into()] };
        let reader = |language| Reader {
            name: "Kern".into(),
            to: vec!["a@kern.example".into(), "b@kern.example".into()],
            language,
        };
        let sections: Vec<Section> = Section::WORDS.iter().map(|(_, section)| *section).collect();
        let german = letters(
            &nothing(),
            &reader(Language::De),
            &sections,
            Some(&occasion),
            &Templates::default(),
        );
        let causes: Vec<&str> = german.iter().map(|letter| letter.cause.as_str()).collect();
        assert_eq!(
            causes,
            [
                "digest:kern:at:2026-11-24T05:00:00Z",
                "digest:kern:at:2026-11-24T05:00:00Z:b@kern.example"
            ]
        );
        let first = german.first().map(|letter| letter.text.clone()).unwrap_or_default();
        assert!(
            first.contains("23.11.2026 06:00") && first.contains("Es wartet nichts"),
            "{first}"
        );
        let english = letters(
            &nothing(),
            &reader(Language::En),
            &sections,
            Some(&occasion),
            &Templates::default(),
        );
        assert!(
            english.iter().all(|letter| letter.subject == "Kern: nothing new"
                && letter.html.contains("Nothing waits"))
        );
    }

    #[test]
    fn one_is_no_plural_and_what_waits_is_never_nothing() {
        assert_eq!(
            subject(Language::De, [1, 1, 1, 0, 0]),
            "1 Dokument, 1 Zahlung zugeordnet, 1 wartet, 0 abgewiesen"
        );
        assert_eq!(subject(Language::De, [0, 0, 2, 0, 0]), "nichts Neues, 2 warten");
        let freed = subject(Language::De, [0, 0, 1, 0, 2]);
        assert_eq!(freed, "2 Rechnungen frei zur Zahlung, 1 wartet");
        assert_eq!(since(Some("2026-10-13T08:00:00+02:00"), Language::De), ", seit 13.10.2026");
    }

    #[test]
    fn sections_stand_in_their_order_and_none_that_is_not_wanted() {
        let line =
            |id: &str| Line { id: id.into(), what: "Überweisung".into(), ..Line::default() };
        let sums = vec![Money::from_minor(119_000, Currency::EUR)];
        let overdue =
            vec![OverdueItems { side: Side::Payable, count: 1, sums, first: vec![line("RE-1")] }];
        let news = News { overdue, failed_mails: vec![line("M7")], ..nothing() };
        let reader = Reader {
            name: "Kern".into(),
            to: vec!["a@kern.example".into()],
            language: Language::De,
        };
        let text = |sections: &[Section]| {
            letters(&news, &reader, sections, None, &Templates::default())
                .pop()
                .map(|letter| letter.text)
                .unwrap_or_default()
        };
        let both = text(&[Section::Mail, Section::OverdueItems]);
        assert!(both.find("M7") < both.find("RE-1") && both.contains("M7"), "{both}");
        assert!(
            both.contains("Überfällige Verbindlichkeiten, zusammen 1.190,00 EUR (1)"),
            "{both}"
        );
        assert!(!both.contains("Eingegangen"), "{both}");
        assert!(!text(&[Section::Completeness]).contains("RE-1"));
    }

    #[test]
    fn the_head_of_the_journal_is_told_where_there_is_one() {
        let reader = Reader {
            name: "Kern".into(),
            to: vec!["a@kern.example".into()],
            language: Language::De,
        };
        let told = |news: &News<'_>| {
            letters(news, &reader, &[Section::Completeness], None, &Templates::default()).remove(0)
        };
        let with = told(&News { head: Some((31, "ab12".into())), ..nothing() });
        assert!(
            with.text.contains("Journal bis Buchung 31, Prüfsumme:\nab12")
                && with.html.contains("Prüfsumme: ab12"),
            "{}",
            with.text
        );
        assert!(!told(&nothing()).text.contains("Prüfsumme"));
    }
}
