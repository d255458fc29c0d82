//! What a digest is about, in the words of its subject.

use crate::domain::Language;
use crate::domain::spelling::counted;

/// The subject of a digest behind its reader's name, by what came: documents, payments matched, what
/// waits, what was rejected, and invoices that are free for payment now.
pub(super) fn subject(
    language: Language,
    [received, matched, waits, wrong, freed]: [usize; 5],
) -> String {
    let waiting = match language {
        Language::De => counted(waits, ["wartet", "warten"]),
        Language::En => format!("{waits} waiting"),
    };
    let free = match language {
        _ if received > 0 || freed == 0 => None,
        Language::De => {
            Some(counted(freed, ["Rechnung frei zur Zahlung", "Rechnungen frei zur Zahlung"]))
        }
        Language::En => {
            Some(format!("{} free for payment", counted(freed, ["invoice", "invoices"])))
        }
    };
    if let Some(free) = free {
        return if waits == 0 { free } else { format!("{free}, {waiting}") };
    }
    match (language, received, waits) {
        (Language::De, 0, 0) => "nichts Neues".to_owned(),
        (Language::En, 0, 0) => "nothing new".to_owned(),
        (Language::De, 0, _) => format!("nichts Neues, {waiting}"),
        (Language::En, 0, _) => format!("nothing new, {waiting}"),
        (Language::De, ..) => format!(
            "{}, {} zugeordnet, {waiting}, {wrong} abgewiesen",
            counted(received, ["Dokument", "Dokumente"]),
            counted(matched, ["Zahlung", "Zahlungen"])
        ),
        (Language::En, ..) => format!(
            "{}, {} matched, {waiting}, {wrong} rejected",
            counted(received, ["document", "documents"]),
            counted(matched, ["payment", "payments"])
        ),
    }
}
