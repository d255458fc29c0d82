//! Answers of a clarification sheet: each row is what `resolve` would be told, applied once. What
//! cannot be carried out is said of the sheet's document, with its row and the reason.
//!
//! Rows are applied before the sheet's document is written: a crash in between makes the next run
//! read the sheet again, and what has been answered is found answered.

mod later;
mod shown;
mod taken_back;

use super::plan::{Owed, Terms};
use super::resolve::{
    Choice, Matching, Received, UnitAnswer, label, number, read_matching, split_parts,
};
use super::run::Desk;
use super::take::{Outcome, Taken};
use crate::domain::finding::Weight;
use crate::domain::{Answer, Content, Finding, FindingKind, Kind, Place};
use crate::store::rows::{DocumentStatus, EntryStatus, Refusal};
use later::DECIDED_SINCE;
use rust_decimal::Decimal;
use shown::OTHER_ROW;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use taken_back::TAKEN_BACK;

/// Findings of applying answers.
pub static FINDINGS: &[&FindingKind] = &[
    &NOT_UNDERSTOOD,
    &NOT_DONE,
    &OTHER_COMPANY,
    &OTHER_ROW,
    &DECIDED,
    &TAKEN_BACK,
    &OTHER_PROPOSAL,
    &DONE,
    &MORE_DONE,
    &DECIDED_SINCE,
];

/// An answer that says nothing kontor knows.
pub static NOT_UNDERSTOOD: FindingKind = kind(
    "answer-not-understood",
    "{id}: Die Antwort „{answer}“ ist nicht verständlich; möglich sind ja, offen, Konto NUMMER \
     (auch: Konto 4530 mit 19 %), freigeben GRUND, ablehnen GRUND, Einheit 1 Karton = 12 Stk oder \
     die Nummern von Belegen (RE-1 RE-2; auch: RE-1 ausbuchen GRUND, RE-1 Rest KONTO GRUND).",
    "{id}: the answer “{answer}” is not understood; say accept, leave, account NUMBER (also \
     account 4530 with 19 %), release REASON, reject REASON, unit 1 carton = 12 pcs or numbers of \
     documents (RE-1 RE-2; also RE-1 write-off REASON, RE-1 rest ACCOUNT REASON).",
);
/// An answer that could not be carried out.
pub static NOT_DONE: FindingKind = kind(
    "answer-not-done",
    "{id}: „{answer}“ ist nicht ausgeführt: {why}",
    "{id}: “{answer}” is not carried out: {why}",
);
/// A row about another company's books.
pub static OTHER_COMPANY: FindingKind = kind(
    "answer-other-company",
    "{id} gehört einer anderen Firma; aus diesem Ordner wird die Antwort „{answer}“ nicht \
     ausgeführt.",
    "{id} belongs to another company; from this folder the answer “{answer}” is not carried out.",
);
/// A row about what is decided already.
pub static DECIDED: FindingKind = kind(
    "answer-decided",
    "{id} ist schon entschieden; „{answer}“ ist nicht ausgeführt. Wenn es gelten soll: kontor undo \
     {id}, dann noch einmal antworten.",
    "{id} is decided already; “{answer}” is not carried out. If it should hold: kontor undo {id}, \
     then answer again.",
);

/// A row about a proposal that is another one now.
pub static OTHER_PROPOSAL: FindingKind = kind(
    "answer-other-proposal",
    "{id}: Vorgeschlagen ist inzwischen {now}, die Liste zeigte {shown}; „{answer}“ ist nicht \
     ausgeführt. Bitte auf einer neuen Klärungsliste antworten.",
    "{id}: what is proposed now is {now}, the sheet showed {shown}; “{answer}” is not carried out. \
     Answer on a new clarification sheet.",
);

/// An answer that was carried out.
pub static DONE: FindingKind = FindingKind {
    code: "answer-done",
    weight: Weight::Note,
    de: "{id}: „{answer}“ ist ausgeführt.",
    en: "{id}: “{answer}” is carried out.",
};
/// So many more were.
pub static MORE_DONE: FindingKind = FindingKind {
    code: "answers-more-done",
    weight: Weight::Note,
    de: "Ausgeführt sind außerdem {count|Antwort|Antworten}.",
    en: "Also carried out: {count|answer|answers}.",
};

/// Answers that are each told as carried out, of one sheet; the others are counted.
const MOST_TOLD: usize = 60;

const fn kind(code: &'static str, de: &'static str, en: &'static str) -> FindingKind {
    FindingKind { code, weight: Weight::Warning, de, en }
}

impl Desk {
    /// Applies the answers of every sheet among these documents; what is not carried out becomes a
    /// doubt of its document. True when there was a sheet: the books are others now. One that was
    /// taken before says nothing: what was undone since stays undone.
    pub(super) async fn apply_answers(&self, taken: &mut [Vec<Taken>]) -> anyhow::Result<bool> {
        let mut any = false;
        for document in taken.iter_mut().flatten() {
            let company = document
                .file
                .split_once('/')
                .and_then(|(folder, _)| self.setup.directory.pinned(folder))
                .map(str::to_owned);
            let Outcome::Read { content: Content::Answers(answers), doubts, .. } =
                &mut document.outcome
            else {
                continue;
            };
            if self.was_answered(&document.sha256, company.as_deref()).await? {
                continue;
            }
            any = true;
            let mut told = self.answered(company.as_deref(), answers).await?;
            // A sheet is that of the companies whose questions it answers: the readers of each are
            // told what became of their rows. What is nobody's stands with the first.
            let nobodys = told.remove(&None).unwrap_or_default();
            let mut parts = told.into_iter().filter_map(|(owner, told)| Some((owner?, told)));
            if company.is_some() {
                doubts.extend(parts.flat_map(|(_, told)| told));
            } else if let Some((first, told)) = parts.next() {
                doubts.extend(told);
                document.answers_for = Some(first);
                document.answers_others = parts.collect();
            }
            doubts.extend(nobodys);
        }
        Ok(any)
    }

    /// Whether this content was taken as a sheet before, for this company, or outside of all
    /// folders for anybody.
    async fn was_answered(&self, sha256: &str, company: Option<&str>) -> anyhow::Result<bool> {
        let known = self.store.documents_with(&[sha256.to_owned()]).await?;
        Ok(known.iter().any(|row| {
            row.status == DocumentStatus::Processed
                && row.kind == Kind::Answers.as_str()
                && (company.is_none() || row.company.as_deref() == company)
        }))
    }

    /// What became of each row, by whose question it answers.
    async fn answered(
        &self,
        company: Option<&str>,
        answers: &[Answer],
    ) -> anyhow::Result<BTreeMap<Option<String>, Vec<Finding>>> {
        let mut told: BTreeMap<Option<String>, Vec<Finding>> = BTreeMap::new();
        let mut done: BTreeMap<Option<String>, usize> = BTreeMap::new();
        let mut people: HashMap<&str, Desk> = HashMap::new();
        for answer in answers {
            let desk = match &answer.by {
                None => self,
                Some(person) => people
                    .entry(person)
                    .or_insert_with(|| Desk { recorded_by: person.clone(), ..self.clone() }),
            };
            let owner = self.owner(&answer.id).await?.0;
            let applied = desk.apply_answer(company, answer).await?;
            let told = told.entry(owner.clone()).or_default();
            match applied {
                Err(finding) => told.push(finding.at(Place::Line(answer.row.into()))),
                Ok(()) => {
                    let done = done.entry(owner).or_default();
                    *done += 1;
                    if *done <= MOST_TOLD {
                        let finding =
                            DONE.found().with("id", &answer.id).with("answer", &answer.answer);
                        told.push(finding.at(Place::Line(answer.row.into())));
                    }
                }
            }
        }
        for (owner, done) in done {
            if let Some(more) = done.checked_sub(MOST_TOLD).filter(|more| *more > 0) {
                told.entry(owner).or_default().push(MORE_DONE.found().with("count", more));
            }
        }
        Ok(told)
    }

    /// Whose a question is, and whether kontor settled it by itself meanwhile.
    async fn owner(&self, id: &str) -> anyhow::Result<(Option<String>, bool)> {
        Ok(match number(id) {
            Some(('E', key)) => match self.store.entries(&[key]).await?.pop() {
                Some(row) => (
                    Some(row.company),
                    !row.state.by_person && row.state.status == EntryStatus::Matched,
                ),
                None => (None, false),
            },
            Some(('D', key)) => {
                (self.store.document_row(key).await?.and_then(|row| row.company), false)
            }
            _ => (None, false),
        })
    }

    /// A word that takes or refuses the proposal means the one that the person saw.
    async fn proposed_now(&self, answer: &Answer, choice: &Choice) -> anyhow::Result<Shown> {
        let (Choice::Accept | Choice::Reject(_), Some(shown), Some(('E', key))) =
            (choice, &answer.proposal, number(&answer.id))
        else {
            return Ok(Shown::Nothing);
        };
        let row = self
            .store
            .entries(&[key])
            .await?
            .pop()
            .filter(|row| row.state.status == EntryStatus::Suggested);
        let Some(proposed) = row.map(|row| Refusal::of(&row.state)) else {
            return Ok(Shown::Nothing);
        };
        let numbers: Vec<String> = self
            .store
            .items_with(&proposed.items)
            .await?
            .into_iter()
            .map(|item| item.number)
            .collect();
        Ok(match proposed.account {
            // The sheet shows accounts behind a word, those of a split joined.
            Some(account) => match shown.split_whitespace().collect::<Vec<_>>().as_slice() {
                ["Konto" | "account", number] if *number == account => Shown::Still,
                _ => Shown::Otherwise(account),
            },
            None if numbers.is_empty() => Shown::Nothing,
            None if words_of(shown) == words_of(&numbers.join(" ")) => Shown::Still,
            None => Shown::Otherwise(numbers.join(" ")),
        })
    }

    async fn apply_answer(
        &self,
        company: Option<&str>,
        answer: &Answer,
    ) -> anyhow::Result<Result<(), Finding>> {
        let about = |kind: &'static FindingKind| {
            kind.found().with("id", &answer.id).with("answer", &answer.answer)
        };
        let Some(mut choice) = read(&answer.answer) else { return Ok(Err(about(&NOT_UNDERSTOOD))) };
        let blocked = match number(&answer.id) {
            Some(('D', key)) => {
                self.store.control_of(key).await?.is_some_and(|control| control.is_held())
            }
            _ => false,
        };
        // To a blocked invoice the note is how it was verified.
        if let (Choice::Accept, true, Some(note)) = (&choice, blocked, &answer.note) {
            choice = Choice::Release(note.clone());
        }
        let proposal = matches!(number(&answer.id), Some(('E', _)));
        let (owner, settled) = self.owner(&answer.id).await?;
        if company.is_some() && owner.is_some() && owner.as_deref() != company {
            return Ok(Err(about(&OTHER_COMPANY)));
        }
        if let Some(finding) = self.means_another(answer).await? {
            return Ok(Err(finding));
        }
        let now = self.proposed_now(answer, &choice).await?;
        let decisions = self.store.decisions(&answer.id).await?;
        if let Some(finding) = self.carried_out_and_taken_back(answer, &label(&choice), &decisions)
        {
            return Ok(Err(finding));
        }
        // Of a copy of the sheet, whose yes released the invoice with its note.
        let released = answer
            .note
            .as_ref()
            .filter(|_| choice == Choice::Accept)
            .map(|note| label(&Choice::Release(note.clone())));
        match decisions.last() {
            Some((verb, said, ..)) if verb == "resolve" && released.as_ref() == Some(said) => {
                return Ok(Ok(()));
            }
            // A second refusal in the same words is new where it is about what is proposed since
            // the first.
            Some((verb, said, ..))
                if verb == "resolve" && *said == label(&choice) && now != Shown::Still =>
            {
                return Ok(Ok(()));
            }
            // What was refused is asked about anew.
            Some((verb, said, ..))
                if verb == "resolve" && !blocked && !(proposal && said.starts_with("reject ")) =>
            {
                return Ok(Err(about(&DECIDED)));
            }
            _ if settled => return Ok(Err(about(&DECIDED))),
            _ => {}
        }
        if let (Shown::Otherwise(now), Some(shown)) = (now, &answer.proposal) {
            let shown = if shown.is_empty() { "–" } else { shown };
            return Ok(Err(about(&OTHER_PROPOSAL).with("now", now).with("shown", shown)));
        }
        let decided = self.resolve_in_turn(&answer.id, &choice).await?;
        Ok(decided.map(|_| ()).map_err(|why| about(&NOT_DONE).with_value("why", &why)))
    }
}

/// Whether what a sheet showed as the proposal for a bank entry is proposed still.
#[derive(Debug, PartialEq, Eq)]
enum Shown {
    Still,
    /// Something else is, which is told.
    Otherwise(String),
    /// The sheet showed nothing, nothing is proposed, or the answer is not about it.
    Nothing,
}

/// A proposal in words that may stand in another order; a spreadsheet may take the zeros off a
/// number.
fn words_of(proposal: &str) -> BTreeSet<&str> {
    proposal.split_whitespace().map(|word| word.trim_start_matches('0')).collect()
}

/// What a person wrote, as a choice: the words of `resolve` or their German ones, else the number
/// of a document.
fn read(answer: &str) -> Option<Choice> {
    let answer = answer.trim();
    let (word, rest) = answer
        .split_once(char::is_whitespace)
        .map_or((answer, ""), |(word, rest)| (word, rest.trim()));
    let numbers_of = |text: &str| {
        text.replace("§ 13b", "§13b")
            .replace("innergemeinschaftlicher Erwerb", "EU-Erwerb")
            .split_whitespace()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    match (word.to_lowercase().trim_end_matches(':'), rest) {
        ("accept" | "ja" | "yes" | "ok" | "annehmen" | "j" | "y", "") => Some(Choice::Accept),
        ("accept" | "ja" | "yes" | "ok" | "annehmen", terms) => book(&numbers_of(terms), false),
        ("replace" | "ersetzen", terms) => book(&numbers_of(terms), true),
        ("leave" | "offen" | "open" | "lassen", "") => Some(Choice::Leave),
        ("reject" | "ablehnen" | "abgelehnt", reason) if !reason.is_empty() => {
            Some(Choice::Reject(reason.to_owned()))
        }
        ("release" | "freigeben" | "freigegeben" | "freigabe", reason) if !reason.is_empty() => {
            Some(Choice::Release(reason.to_owned()))
        }
        ("unit" | "einheit" | "umrechnung", rest) => UnitAnswer::read(rest).map(Choice::Unit),
        ("received" | "angekommen" | "eingegangen", rest) => {
            Received::read(rest).map(Choice::Received)
        }
        ("account" | "konto", rest) if !rest.is_empty() => account(rest),
        ("split" | "aufteilen", rest) if !rest.is_empty() => split_parts(rest).map(Choice::Split),
        ("same" | "doppelt" | "gleich" | "wie", others)
            if others
                .split([',', ' '])
                .filter(|other| !other.is_empty())
                .all(|other| matches!(number(other), Some(('E', _))))
                && !others.is_empty() =>
        {
            Some(Choice::Same(others.to_owned()))
        }
        ("match" | "beleg" | "zuordnen", rest) if !rest.is_empty() => matched(rest),
        (word, "") if word.chars().any(|c| c.is_ascii_digit()) => matched(answer),
        // A number alone may be followed by other numbers and by what becomes of the rest, by
        // nothing else.
        (word, rest) if word.chars().any(|c| c.is_ascii_digit()) && !rest.is_empty() => {
            matched(answer).filter(|choice| {
                let is_number = |number: &String| number.chars().any(|c| c.is_ascii_digit());
                matches!(choice, Choice::Match(Matching { rest, numbers }) if rest.is_some()
                || numbers.iter().all(is_number))
            })
        }
        _ => None,
    }
}

fn matched(text: &str) -> Option<Choice> {
    read_matching(&text.split_whitespace().collect::<Vec<_>>()).map(Choice::Match)
}

/// `4530`, `4530 --vat 19` or `4530 mit 19 % USt`; anything else beside the number is not
/// understood rather than left out.
fn account(text: &str) -> Option<Choice> {
    let spaced = text.replace('%', " % ");
    let words: Vec<&str> = spaced.split([' ', ',', ';']).filter(|part| !part.is_empty()).collect();
    let (number, said) = words.split_first()?;
    let is_tax = |word: &&&str| {
        matches!(
            word.to_lowercase().as_str(),
            "--vat" | "vat" | "ust" | "mwst" | "vst" | "mit" | "with" | "%"
        )
    };
    let vat = match (said, said.iter().filter(|word| !is_tax(word)).collect::<Vec<_>>().as_slice())
    {
        ([], _) => None,
        (_, [percent]) => Some(percent.parse().ok()?),
        _ => return None,
    };
    Some(Choice::Account { number: (*number).to_owned(), category: None, vat })
}

/// `--rate 1,0873` and `--account 4930`, as `resolve D… accept` takes them.
fn book(words: &[String], replaces: bool) -> Option<Choice> {
    let mut terms = Terms { replaces, ..Terms::default() };
    let mut owed = Vec::new();
    let mut numbers = Vec::new();
    for word in words {
        match word.as_str() {
            "--without-input-vat" | "ohne-Vorsteuer" => terms.without_input_vat = true,
            "--reverse-charge" | "§13b" | "13b" => owed.push(Owed::Service),
            "--acquisition" | "Erwerb" | "EU-Erwerb" | "innergemeinschaftlicher-Erwerb" => {
                owed.push(Owed::Acquisition)
            }
            "--untaxed" | "unversteuert" => owed.push(Owed::Nothing),
            "--paid" | "bezahlt" | "gezahlt" if !replaces => terms.paid = true,
            "--beside" | "zusätzlich" if !replaces => terms.beside = true,
            _ => numbers.push(word),
        }
    }
    if owed.len() > 1 {
        return None;
    }
    terms.owed = owed.pop();
    let words = numbers;
    for pair in words.chunks(2) {
        match pair {
            [option, rate] if matches!(option.as_str(), "--rate" | "Kurs") => {
                terms.rate =
                    Some(rate.replace(',', ".").parse().ok().filter(|rate| *rate > Decimal::ZERO)?);
            }
            [option, account] if matches!(option.as_str(), "--account" | "Konto") => {
                terms.account = Some((*account).clone())
            }
            [option, of] if matches!(option.as_str(), "--of" | "von") => {
                terms.of = Some((*of).clone())
            }
            _ => return None,
        }
    }
    Some(Choice::Book(terms))
}

#[cfg(test)]
mod tests;
