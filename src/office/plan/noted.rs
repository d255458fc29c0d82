//! What a document's row notes for whoever looks at it: its finding, its number, who it is from,
//! and which rules it breaks.

use crate::domain::finding_argument::Argument;
use crate::domain::{Content, Finding, Kind, Language};
use crate::office::take::{Judgement, Outcome};
use crate::store::rows::DocumentRow;

/// Of how many broken rules the sentence is told; of the others the names.
const RULES_TOLD: usize = 2;

/// Notes a finding that did not stop the document; one that asks makes the document wait for a
/// person.
pub(super) fn note(row: &mut DocumentRow, finding: &Finding, language: Language) {
    let said = finding.clone().with("this", format!("D{}", row.id)).say(language);
    if row.notes.contains(&said) {
        return;
    }
    if finding.kind.weight.asks() {
        row.doubts.push(said.clone());
    }
    row.notes.push(said);
}

/// Notes what is doubtful about the statements of a document that waits for another reason: whoever
/// decides about it sees both.
pub(super) fn note_own(row: &mut DocumentRow, content: &Content, language: Language) {
    let Content::BankStatement(file) = content else { return };
    file.statements
        .iter()
        .flat_map(|statement| &statement.findings)
        .for_each(|finding| note(row, finding, language));
}

/// Kind, format and number, as far as the content tells.
pub(super) fn describe(row: &mut DocumentRow, outcome: &Outcome) {
    match outcome {
        Outcome::Container(format, _) => {
            row.kind = Kind::Container.as_str();
            row.format = Some((*format).to_owned());
        }
        Outcome::Failed(kind, _) => row.kind = kind.as_str(),
        Outcome::Picture(_) => {}
        Outcome::Read { format, content, .. } => {
            row.kind = content.kind().as_str();
            row.format = Some(format.clone());
            row.number = number(content);
        }
    }
}

/// The number a person knows the document by.
pub(super) fn number(content: &Content) -> Option<String> {
    match content {
        Content::BankStatement(file) => file
            .statements
            .first()
            .and_then(|statement| statement.sequence.clone().or(statement.id.clone())),
        Content::Invoice(invoice) => invoice.number.clone(),
        Content::DeliveryNotes(notes) => notes.first().and_then(|note| note.number.clone()),
        Content::Orders(orders) => orders.first().map(|order| order.number.clone()),
        Content::Contacts(_)
        | Content::OpenItems(_)
        | Content::OpeningBalances(_)
        | Content::StockCounts(_)
        | Content::Units(_)
        | Content::Entries(_)
        | Content::ExchangeRates(_)
        | Content::Answers(_) => None,
    }
}

/// What the broken rules say, with their names.
pub(super) fn rules(invalid: &[Judgement]) -> Argument {
    let mut each: Vec<&Judgement> = Vec::new();
    for judgement in invalid {
        if !each.iter().any(|other| other.rule == judgement.rule) {
            each.push(judgement);
        }
    }
    let (told, named) = each.split_at(each.len().min(RULES_TOLD));
    let sentence = |judgement: &&Judgement| {
        let with_name = |text: &str| format!("{} ({})", text.trim_end_matches('.'), judgement.rule);
        Argument::from([with_name(&judgement.de), with_name(&judgement.en)])
    };
    let names = named.iter().map(|judgement| Argument::text(&judgement.rule));
    Argument::row(&told.iter().map(sentence).chain(names).collect::<Vec<_>>(), "; ")
}

pub(super) fn said(judgement: &Judgement, language: crate::domain::Language) -> String {
    let text = match language {
        crate::domain::Language::De => &judgement.de,
        crate::domain::Language::En => &judgement.en,
    };
    format!("{} ({}): {text}", judgement.rule, judgement.place)
}
