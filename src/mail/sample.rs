//! Mails with made-up content, to look at and to try templates with.

use super::cash::Cash;
use super::confirmation::{self, Confirmation, ConfirmationKind, ConfirmedLine};
use super::digest::{self, Brought, Line, News, Occasion, Open, OverdueItems, Reader};
use super::failure::{self, FailedJob};
use super::notice::{self, Notice, NoticeKind};
use super::reports::{self, ReportLine, ReportNews};
use super::{Letter, Templates};
use crate::domain::period::Every;
use crate::domain::statement::Entry;
use crate::domain::{Currency, Language, Money, Side};
use crate::pipeline::Section;
use crate::store::rows::{EntryRow, EntryState, EntryStatus, Sentence};
use crate::store::{Arrived, CashBalance, DocumentLine, Usual};
use jiff::ToSpan;
use jiff::civil::date;
use minijinja::Value;
use rust_decimal::Decimal;

/// The mails there are, as `kontor mail preview` takes them.
pub const KINDS: [&str; 8] = [
    "digest",
    "receipt",
    "rejection",
    "failure",
    "reports",
    "goods-received",
    "claim",
    "order-confirmation",
];

/// A mail of that kind with made-up content; `None` for an unknown one.
pub fn sample(
    kind: &str,
    language: Language,
    sections: &[Section],
    templates: &Templates,
) -> Option<Letter> {
    match kind {
        "digest" => with_news(language, |news, reader, occasion| {
            digest::letters(news, reader, sections, Some(occasion), templates).into_iter().next()
        }),
        "failure" => {
            let to = ["buchhaltung@beispiel.example".to_owned()];
            failure::failure(
                "sample",
                "13.10.2026 02:30",
                &failed(language),
                &to,
                language,
                templates,
            )
            .into_iter()
            .next()
        }
        "reports" => {
            let to = [("sample".to_owned(), "buchhaltung@beispiel.example".to_owned())];
            reports::report_letters(&report_news(language), &to, language, templates)
                .into_iter()
                .next()
        }
        "receipt" => {
            Some(notice::letter(&notice(NoticeKind::Receipt, language), language, templates))
        }
        "rejection" => {
            Some(notice::letter(&notice(NoticeKind::Rejection, language), language, templates))
        }
        kind => {
            let kind = ConfirmationKind::ALL.into_iter().find(|one| one.as_str() == kind)?;
            Some(confirmation::confirmation(&told(kind, language), language, templates))
        }
    }
}

/// Values that a template of this file name is filled with, one for each face that it has.
pub(super) fn values(file: &str, language: Language) -> Vec<Value> {
    let sections: Vec<Section> = Section::WORDS.iter().map(|(_, section)| *section).collect();
    match file.split('.').next() {
        Some("digest") => vec![with_news(language, |news, reader, occasion| {
            digest::values(news, reader, &sections, Some(occasion))
        })],
        Some("failure") => vec![failure::values("13.10.2026 02:30", &failed(language), language)],
        Some("reports") => vec![reports::values(&report_news(language), language)],
        Some("notice") => [NoticeKind::Receipt, NoticeKind::Rejection]
            .map(|kind| notice::values(&notice(kind, language), language))
            .into(),
        Some("confirmation") => ConfirmationKind::ALL
            .map(|kind| confirmation::values(&told(kind, language), language))
            .into(),
        _ => Vec::new(),
    }
}

fn failed(language: Language) -> Vec<FailedJob> {
    let name = pick(language, "Berichte", "Reports");
    let why = pick(
        language,
        "reports/beispiel/open-items.csv: Der Datenträger ist voll.",
        "reports/beispiel/open-items.csv: the disk is full.",
    );
    vec![FailedJob { name, why }]
}

fn report_news(language: Language) -> ReportNews<'static> {
    let line = |de: &str, en: &str, file: &str, rows| ReportLine {
        title: pick(language, de, en),
        rows,
        file: file.to_owned(),
    };
    let reports = vec![
        line("Offene Posten", "Open items", "open-items-beispiel-2026-09.xlsx", 12),
        line(
            "Regeln: was sie gebucht haben",
            "Rules: what they booked",
            "rules-beispiel-2026-09.xlsx",
            0,
        ),
    ];
    let period = Every::Month.last_before(date(2026, 10, 13)).say(language);
    ReportNews {
        company: "beispiel",
        name: "Beispiel GmbH",
        period,
        reports,
        attachments: Vec::new(),
    }
}

fn pick(language: Language, de: &str, en: &str) -> String {
    if language == Language::De { de } else { en }.to_owned()
}

fn notice(kind: NoticeKind, language: Language) -> Notice {
    let reason = pick(
        language,
        "BR-CO-10 (BG-25): Die Summe der Positionen ist nicht die Summe ihrer Nettobeträge.",
        "BR-CO-10 (BG-25): the sum of the lines is not the sum of their net amounts.",
    );
    Notice {
        kind,
        document_id: 7,
        company: "beispiel".to_owned(),
        company_name: "Beispiel GmbH".to_owned(),
        reply_to: Some("buchhaltung@beispiel.example".to_owned()),
        to: "rechnung@lieferant.example".to_owned(),
        number: "R-309".to_owned(),
        reasons: vec![reason],
    }
}

fn told(kind: ConfirmationKind, language: Language) -> Confirmation {
    let is_order = kind == ConfirmationKind::Order;
    let difference = match is_order {
        true => pick(language, "gewünscht: 16.10.2026", "wanted: 16 October 2026"),
        false => pick(language, "2 Stk fehlen", "2 pcs are missing"),
    };
    let line = |de: &str, en: &str, quantity: &str| ConfirmedLine {
        what: pick(language, de, en),
        quantity: quantity.to_owned(),
        price: is_order.then(|| "4,90 EUR".to_owned()),
        difference: None,
        expected: is_order.then(|| date(2026, 10, 20)),
    };
    let mut lines = vec![ConfirmedLine {
        difference: Some(difference),
        ..line("Winkel A-1", "bracket A-1", "8")
    }];
    if kind != ConfirmationKind::Claim {
        lines.push(line("Blech B-7", "sheet B-7", "3"));
    }
    Confirmation {
        kind,
        document_id: 7,
        company: "beispiel".to_owned(),
        company_name: "Beispiel GmbH".to_owned(),
        reply_to: Some("buchhaltung@beispiel.example".to_owned()),
        to: "vertrieb@partner.example".to_owned(),
        number: if is_order { "B-4711" } else { "LS-309" }.to_owned(),
        order: (!is_order).then(|| "B-12".to_owned()),
        day: Some(date(2026, 10, 13)),
        lines,
    }
}

fn document(key: i64, file: &str, status: &str, reason: Option<String>) -> DocumentLine {
    DocumentLine {
        id: format!("D{key}"),
        file: file.to_owned(),
        sha256: String::new(),
        kind: "invoice".to_owned(),
        format: None,
        company: Some("beispiel".to_owned()),
        number: Some(format!("R-30{key}")),
        status: status.to_owned(),
        waits: status == "held",
        reason,
        received_at: "2026-10-13T08:00:00+02:00".to_owned(),
        notes: Vec::new(),
        doubts: Vec::new(),
        duplicate_of: None,
        party: None,
        amount: None,
        currency: None,
        shown_as: None,
        key,
        archived: None,
        digest: None,
    }
}

/// A morning with one of everything.
fn with_news<T>(language: Language, tell: impl Fn(&News<'_>, &Reader, &Occasion) -> T) -> T {
    let unknown = pick(language, "Der Verkäufer ist unbekannt.", "The seller is unknown.");
    let wrong = pick(language, "Die Datei ist leer.", "The file is empty.");
    let documents = [
        document(7, "r-307.xml", "processed", None),
        document(8, "r-308.xml", "held", Some(unknown)),
        document(9, "r-309.pdf", "rejected", Some(wrong)),
    ];
    let mut arrived = Arrived::default();
    documents.iter().for_each(|line| arrived.add(line.clone(), documents.len()));
    let said = Sentence {
        de: "Die Nummer passt, der Betrag nicht: 40,00 EUR weniger.".to_owned(),
        en: "The number fits, the amount does not: 40.00 EUR less.".to_owned(),
    };
    let entry = EntryRow {
        id: 12,
        company: "beispiel".to_owned(),
        account: "DE02120300000000202051".to_owned(),
        entry: Entry {
            booking_date: Some(date(2026, 10, 12)),
            remittance: Some("RE-1001".to_owned()),
            ..Entry::new(Money::from_minor(115_000, Currency::EUR))
        },
        state: EntryState {
            status: EntryStatus::Suggested,
            category: None,
            posting_account: None,
            confidence: None,
            explanation: vec![said],
            allocations: Vec::new(),
            decision: None,
            by_person: false,
            posting: None,
        },
        refused: Vec::new(),
    };
    let line =
        |id: &str, what: &str| Line { id: id.to_owned(), what: what.to_owned(), ..Line::default() };
    let overdue = |side, id, what| OverdueItems {
        side,
        count: 1,
        sums: vec![Money::from_minor(119_000, Currency::EUR)],
        first: vec![line(id, what)],
    };
    let day = |ahead: i32| date(2026, 10, 13).saturating_add(ahead.days());
    let cash = Cash {
        accounts: vec![CashBalance {
            account: "DE02120300000000202051".to_owned(),
            day: date(2026, 10, 12),
            balance: Money::from_minor(1_843_250, Currency::EUR),
        }],
        days: (0..=30)
            .map(|ahead| {
                (
                    day(ahead),
                    Decimal::from(18_432 - 700 * ahead + if ahead > 20 { 9_000 } else { 0 }),
                )
            })
            .collect(),
        left_out: Currency::read("USD").into_iter().collect(),
    };
    let news = News {
        company: Some("beispiel"),
        documents: &arrived,
        entries: Brought { entries: 1, matched: 0 },
        usual: Some(Usual { documents: 212, entries: 655, booked: 655, matched: 601 }),
        first: vec![line("D8", "Holz OHG 4711 1.190,00 EUR")],
        asked: 2,
        freed: (0, Vec::new()),
        uneven: None,
        below_zero: None,
        limits: Vec::new(),
        moved: Vec::new(),
        unusable: Vec::new(),
        waiting: documents.iter().filter(|document| document.waits).collect(),
        open: vec![Open {
            entry: &entry,
            suggested: vec!["RE-1001".to_owned()],
            since: Some("2026-10-12T20:00:00+02:00"),
        }],
        open_count: 1,
        cash: Some(cash),
        overdue: vec![
            overdue(Side::Receivable, "RE-988", "Bau AG"),
            overdue(Side::Payable, "4711", "Holz OHG"),
        ],
        failed_mails: vec![line("M3", "buch@kunde.example")],
        attachments: Vec::new(),
        head: Some((31, "5f1e".repeat(16))),
    };
    let reader = Reader {
        name: "Beispiel GmbH".to_owned(),
        to: vec!["buchhaltung@beispiel.example".to_owned()],
        language,
    };
    let occasion = Occasion {
        at: "2026-10-13T04:00:00Z".to_owned(),
        missed: vec!["12.10.2026 06:00".to_owned()],
    };
    tell(&news, &reader, &occasion)
}
