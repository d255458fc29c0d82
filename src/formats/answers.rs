//! The clarification sheet as it comes back: an XLSX workbook (ECMA-376) whose first sheet has the
//! headings `id` (`Nr`) and `answer` (`Antwort`), perhaps below a title. An empty answer is none.
//!
//! Not supported: other sheets of the workbook.

use super::xlsx_rows::{self, Bounds, Trouble};
use super::{Confidence, Format, Input, Reading, Reads};
use crate::domain::finding::Weight;
use crate::domain::finding_argument::Argument;
use crate::domain::{Answer, Content, Finding, FindingKind, Kind, Place, Shown};
use rust_decimal::Decimal;

/// The row of the table of formats.
pub const FORMAT: Format = Format {
    name: "answers",
    kind: Kind::Answers,
    title: ("Klärungsliste mit Antworten (XLSX)", "clarification sheet with answers (XLSX)"),
    source: "[above](#deciding); ECMA-376 (Office Open XML)",
    recognise,
    reads: Reads::Whole(read),
    findings: FINDINGS,
};

/// The findings of clarification sheets.
pub static FINDINGS: &[&FindingKind] =
    &[&UNREADABLE, &TOO_LARGE, &NO_ANSWERS, &NO_ID, &TWO_ANSWERS, &RATE_ALONE];

pub static UNREADABLE: FindingKind = FindingKind {
    code: "answers-unreadable",
    weight: Weight::Error,
    de: "Die Tabelle ist nicht lesbar ({what}). Bitte in der Tabellenkalkulation öffnen und als \
        XLSX neu speichern.",
    en: "The spreadsheet cannot be read ({what}). Open it in the spreadsheet program and save it \
        as XLSX again.",
};
pub static TOO_LARGE: FindingKind = FindingKind {
    code: "answers-too-large",
    weight: Weight::Error,
    de: "Die Tabelle ist zu groß für eine Klärungsliste (ausgepackt über {limit} MB). Bitte nur \
        die Zeilen mit Antworten schicken.",
    en: "The spreadsheet is too large for a clarification sheet (over {limit} MB unpacked). Send \
        only the rows with answers.",
};
pub static NO_ANSWERS: FindingKind = FindingKind {
    code: "answers-no-column",
    weight: Weight::Error,
    de: "Das ist eine Klärungsliste, aber die Spalte „Antwort“ fehlt; nichts ist ausgeführt. Bitte \
        die Spalte wieder anlegen (Überschrift „Antwort“ neben „Nr“) oder auf einer neuen \
        Liste antworten: „kontor review --format xlsx --output DATEI“.",
    en: "This is a clarification sheet, but its column “answer” is missing; nothing is carried \
        out. Add the column again (heading “answer” beside “id”), or answer on a new sheet: \
        \"kontor review --format xlsx --output FILE\".",
};
pub static NO_ID: FindingKind = FindingKind {
    code: "answers-no-id",
    weight: Weight::Warning,
    de: "Die Antwort „{answer}“ steht in einer Zeile ohne Nr; sie wird nicht ausgeführt. Bitte die \
        Nr (E… oder D…) eintragen.",
    en: "The answer “{answer}” stands in a row without an id; it is not carried out. Enter the id \
        (E… or D…).",
};

pub static TWO_ANSWERS: FindingKind = FindingKind {
    code: "answers-two-in-a-row",
    weight: Weight::Warning,
    de: "{id}: Die Zeile sagt zweierlei ({answer}); sie wird nicht ausgeführt. Bitte entweder die \
        Antwort oder einen anderen Beleg oder ein anderes Konto angeben; ein Steuersatz gilt nur \
        mit einem Konto zu einem Bankumsatz (E…).",
    en: "{id}: the row says two things ({answer}); it is not carried out. Give either the answer \
        or another document or another account; a VAT rate goes only with an account for a bank \
        entry (E…).",
};

pub static RATE_ALONE: FindingKind = FindingKind {
    code: "answers-rate-alone",
    weight: Weight::Warning,
    de: "{id}: In der Zeile steht nur ein Steuersatz ({answer}); sie wird nicht ausgeführt. Bitte \
        auch das Konto angeben, zu dem er gilt.",
    en: "{id}: the row holds only a VAT rate ({answer}); it is not carried out. Give the account \
        too that it goes with.",
};

/// Largest workbook, unpacked, bytes: a thousand questions are a tenth of it.
const LARGEST: u64 = 50_000_000;
/// Rows and columns that are looked at.
const MOST_ROWS: usize = 20_000;
const MOST_COLUMNS: usize = 100;

const IDS: &[&str] = &["id", "nr", "nr."];
const ANSWERS: &[&str] = &["answer", "antwort"];
const NOTES: &[&str] = &["note", "notiz"];
const DOCUMENTS: &[&str] = &["other document", "anderer beleg"];
const ACCOUNTS: &[&str] = &["other account", "anderes konto"];
const RATES: &[&str] = &["vat %", "ust %"];
const PROPOSALS: &[&str] = &["proposal", "vorschlag"];
const COMPANIES: &[&str] = &["company", "firma"];
const DATES: &[&str] = &["date", "datum"];
const AMOUNTS: &[&str] = &["amount", "betrag"];
const CURRENCIES: &[&str] = &["currency", "währung"];
const PARTIES: &[&str] = &["counterparty or file", "gegenseite oder datei"];
const TEXTS: &[&str] = &["text"];
const PEOPLE: &[&str] = &["answered by", "beantwortet von"];
/// Answers that take what is proposed.
const YES: &[&str] = &["ja", "j", "yes", "y", "ok", "accept", "annehmen"];

fn recognise(input: &Input) -> Confidence {
    if !xlsx_rows::is_workbook(input.bytes) {
        return Confidence::No;
    }
    match rows(input.bytes) {
        Ok(rows) if columns(&rows).is_some() || lacks_answers(&rows) => Confidence::Mark,
        _ => Confidence::No,
    }
}

fn read(input: &Input) -> Result<Reading, Finding> {
    let rows = rows(input.bytes)?;
    let Some((above, columns)) = columns(&rows) else {
        return Err(NO_ANSWERS.found());
    };
    let mut reading = Reading::of(Content::Answers(Vec::new()));
    let mut answers = Vec::new();
    for (number, row) in (1u32..).zip(&rows).skip(above + 1) {
        let cell = |at: Option<usize>| {
            at.and_then(|at| row.get(at)).map(String::as_str).filter(|cell| !cell.is_empty())
        };
        let said = Said {
            answer: cell(Some(columns.answer)),
            document: cell(columns.document),
            account: cell(columns.account),
            rate: cell(columns.rate),
        };
        let Some(all) = said.all() else { continue };
        let Some(id) = cell(Some(columns.id)) else {
            reading.findings.push(NO_ID.found().with("answer", all).at(Place::Line(number.into())));
            continue;
        };
        let Some(answer) = said.composed(id, columns.german) else {
            let kind = if said.is_rate_alone() { &RATE_ALONE } else { &TWO_ANSWERS };
            reading.findings.push(
                kind.found().with("id", id).with("answer", all).at(Place::Line(number.into())),
            );
            continue;
        };
        let text = |at: Option<usize>| cell(at).map(str::to_owned);
        // A cell that is empty says that nothing was proposed.
        let proposal = columns.proposal.map(|at| row.get(at).cloned().unwrap_or_default());
        let (note, by) = (text(columns.note), text(columns.by));
        let [company, date, amount, currency, party, remittance] = columns.shown.map(text);
        let shown = Shown { company, date, amount, currency, party, text: remittance };
        answers.push(Answer { row: number, id: id.to_owned(), answer, note, proposal, by, shown });
    }
    reading.content = super::Read::Content(Content::Answers(answers));
    Ok(reading)
}

/// What the columns of a sheet are, by their places.
struct Columns {
    id: usize,
    answer: usize,
    note: Option<usize>,
    document: Option<usize>,
    account: Option<usize>,
    rate: Option<usize>,
    proposal: Option<usize>,
    by: Option<usize>,
    /// What is said of the entry or document, in the order of [`Shown`].
    shown: [Option<usize>; 6],
    /// Its headings are German.
    german: bool,
}

/// Rows that the headings may stand in: people write titles above them.
const MOST_ABOVE: usize = 12;

/// The columns, and how many rows stand above their headings.
fn columns(rows: &[Vec<String>]) -> Option<(usize, Columns)> {
    rows.iter().take(MOST_ABOVE).enumerate().find_map(|(at, row)| Some((at, columns_of(row)?)))
}

fn columns_of(headings: &[String]) -> Option<Columns> {
    let find = |names: &[&str]| {
        headings.iter().position(|heading| names.contains(&heading.to_lowercase().as_str()))
    };
    Some(Columns {
        id: find(IDS)?,
        answer: find(ANSWERS)?,
        note: find(NOTES),
        document: find(DOCUMENTS),
        account: find(ACCOUNTS),
        rate: find(RATES),
        proposal: find(PROPOSALS),
        by: find(PEOPLE),
        shown: [COMPANIES, DATES, AMOUNTS, CURRENCIES, PARTIES, TEXTS].map(find),
        german: headings.iter().any(|heading| heading.eq_ignore_ascii_case("antwort")),
    })
}

/// True for the headings of a sheet whose answers were taken out.
fn lacks_answers(rows: &[Vec<String>]) -> bool {
    let has = |row: &[String], names: &[&str]| {
        row.iter().any(|cell| names.contains(&cell.to_lowercase().as_str()))
    };
    let lacks = |row: &Vec<String>| [IDS, PROPOSALS, PARTIES].iter().all(|names| has(row, names));
    rows.iter().take(MOST_ABOVE).any(lacks)
}

/// What a person wrote into the cells of one row.
#[derive(Clone, Copy)]
struct Said<'a> {
    answer: Option<&'a str>,
    document: Option<&'a str>,
    account: Option<&'a str>,
    rate: Option<&'a str>,
}

impl Said<'_> {
    /// All of it; `None` when nothing is said.
    fn all(self) -> Option<String> {
        let said: Vec<&str> =
            [self.answer, self.document, self.account, self.rate].into_iter().flatten().collect();
        (!said.is_empty()).then(|| said.join(", "))
    }

    fn is_rate_alone(self) -> bool {
        self.rate.is_some() && [self.answer, self.document, self.account] == [None; 3]
    }

    /// The one answer that it amounts to, with the VAT rate named beside an account; `None` when
    /// the cells contradict each other.
    fn composed(self, id: &str, german: bool) -> Option<String> {
        let yes = |answer: &str| YES.contains(&answer.to_lowercase().as_str());
        let rate = self.rate;
        let (match_with, on_account, at_rate) =
            if german { ("Beleg", "Konto", "USt") } else { ("match", "account", "--vat") };
        let of_account = |account: &str| match rate {
            Some(rate) => format!("{on_account} {account} {at_rate} {}", percent(rate)),
            None => format!("{on_account} {account}"),
        };
        match (self.answer, self.document, self.account) {
            // A rate is one of an account for a bank entry.
            _ if rate.is_some()
                && (self.document.is_some()
                    || self.answer.is_some_and(yes)
                    || id.starts_with(['D', 'd'])) =>
            {
                None
            }
            (None, Some(document), None) => Some(format!("{match_with} {document}")),
            (None, None, Some(account)) => Some(of_account(account)),
            // A held document may be taken on an account of one's own choice.
            (Some(answer), None, Some(account)) if yes(answer) && id.starts_with(['D', 'd']) => {
                Some(match german {
                    true => format!("ja Konto {account}"),
                    false => format!("accept --account {account}"),
                })
            }
            (Some(answer), None, None) => Some(match rate {
                Some(rate) => format!("{answer} {at_rate} {}", percent(rate)),
                None => answer.to_owned(),
            }),
            _ => None,
        }
    }
}

/// `19`, `19 %` and the `0.19` of a cell that a spreadsheet shows as a percentage.
fn percent(text: &str) -> String {
    let plain = text.trim_end_matches('%').trim().replace(',', ".");
    match plain.parse::<Decimal>() {
        Ok(share) if share > Decimal::ZERO && share < Decimal::ONE => {
            (share * Decimal::ONE_HUNDRED).normalize().to_string()
        }
        Ok(rate) => rate.normalize().to_string(),
        Err(_) => text.to_owned(),
    }
}

/// The cells of the first sheet as trimmed texts, from the first row on.
fn rows(bytes: &[u8]) -> Result<Vec<Vec<String>>, Finding> {
    let bounds = Bounds { largest: LARGEST, rows: MOST_ROWS, columns: MOST_COLUMNS, sheets: 1 };
    let sheets = xlsx_rows::sheets(bytes, bounds).map_err(|trouble| match trouble {
        Trouble::TooLarge => TOO_LARGE.found().with("limit", LARGEST / 1_000_000),
        Trouble::Unreadable(what) => {
            UNREADABLE.found().with_value("what", Argument::foreign("Aufbau nicht lesbar", what))
        }
    })?;
    sheets
        .into_iter()
        .next()
        .map(|sheet| sheet.rows)
        .ok_or_else(|| UNREADABLE.found().with("what", "0"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_headings_may_stand_below_a_title() {
        let row = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
        let rows = [row(&["Klärung Müller"]), row(&[]), row(&["Nr", "Text", "Antwort"])];
        let found = columns(&rows).map(|(above, columns)| (above, columns.id, columns.answer));
        assert_eq!(found, Some((2, 0, 2)));
        assert!(columns(&rows[..2]).is_none());
        let rate = Said { answer: None, document: None, account: None, rate: Some("19") };
        assert!(rate.is_rate_alone() && !Said { account: Some("4930"), ..rate }.is_rate_alone());
    }

    #[test]
    fn one_answer_comes_of_the_cells_of_a_row_or_none() {
        let said = |answer, document, account| Said { answer, document, account, rate: None };
        let cases = [
            ("E1", said(None, Some("RE-1"), None), None, Some("Beleg RE-1")),
            ("E1", said(None, None, Some("4930")), Some("19 %"), Some("Konto 4930 USt 19")),
            ("E1", said(Some("Konto 4930"), None, None), Some("0.07"), Some("Konto 4930 USt 7")),
            ("E1", said(Some("ja"), None, None), None, Some("ja")),
            ("D1", said(Some("ja"), None, Some("4930")), None, Some("ja Konto 4930")),
            ("E1", said(Some("ja"), None, Some("4930")), None, None),
            ("E1", said(Some("ja"), None, None), Some("19"), None),
            ("E1", said(None, Some("RE-1"), None), Some("19"), None),
            ("E1", said(None, None, None), Some("19"), None),
            ("D1", said(None, None, Some("4930")), Some("19"), None),
            ("E1", said(Some("offen"), Some("RE-1"), None), None, None),
            ("E1", said(None, Some("RE-1"), Some("4930")), None, None),
        ];
        for (id, said, rate, expected) in cases {
            let said = Said { rate, ..said };
            assert_eq!(said.composed(id, true).as_deref(), expected, "{id} {:?}", said.all());
        }
        let english = Said { rate: Some("19"), ..said(None, None, Some("4930")) };
        assert_eq!(english.composed("E1", false).as_deref(), Some("account 4930 --vat 19"));
        assert_eq!(said(None, None, None).all(), None);
    }
}
