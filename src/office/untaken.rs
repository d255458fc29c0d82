//! What is told of a file that is not taken, or not read: too large, too deep, unreadable, closed.

use super::intake::Claimed;
use super::interrupted;
use super::take::{Outcome, Taken};
use super::trial;
use crate::domain::finding::Weight;
use crate::domain::{Content, Finding, FindingKind, Kind};

/// Findings of taking.
pub static FINDINGS: &[&FindingKind] = &[
    &TOO_LARGE,
    &TOO_DEEP,
    &TOO_MANY,
    &UNPACKS_TOO_MUCH,
    &TEXT_TOO_LONG,
    &trial::TAKES_TOO_LONG,
    &trial::TAKES_TOO_MUCH,
    &interrupted::ENDED_A_RUN,
    &super::unstored::NOT_STORED,
    &UNREADABLE,
    &CLOSED,
    &PICTURE,
    &super::kept::GOES_ON,
];

/// A file beyond the limit of size.
pub static TOO_LARGE: FindingKind = FindingKind {
    code: "too-large",
    weight: Weight::Error,
    de: "Die Datei ist mit {size} MB größer als erlaubt ({limit} MB). Bitte in kleineren \
        Zeiträumen exportieren oder die Grenze in kontor.toml anheben.",
    en: "At {size} MB the file is larger than allowed ({limit} MB). Export shorter spans, or raise \
        the limit in kontor.toml.",
};

/// Containers in containers in containers.
pub static TOO_DEEP: FindingKind = FindingKind {
    code: "container-too-deep",
    weight: Weight::Error,
    de: "Das Archiv steckt in mehr als {limit} anderen. Bitte auspacken und die Dokumente einzeln \
        ablegen.",
    en: "The archive is nested in more than {limit} others. Unpack it and drop the documents one \
        by one.",
};

/// More files in a container than kontor takes.
pub static TOO_MANY: FindingKind = FindingKind {
    code: "container-too-many",
    weight: Weight::Error,
    de: "Die Datei enthält insgesamt mehr als {limit} Dokumente. Bitte aufteilen.",
    en: "The file holds more than {limit} documents in all. Split it.",
};

/// Archives in archives that unpack, all together, to more than kontor takes.
pub static UNPACKS_TOO_MUCH: FindingKind = FindingKind {
    code: "container-unpacks-too-much",
    weight: Weight::Error,
    de: "Ausgepackt ergibt die Datei, alle Archive in ihr zusammengenommen, mehr als {limit} MB. \
        So sehen Angriffe aus; sie wird nicht gelesen. Bitte den Absender fragen, oder auspacken \
        und die Dokumente einzeln ablegen.",
    en: "Unpacked, with all archives inside it, the file makes more than {limit} MB. Attacks look \
        like this; it is not read. Ask the sender, or unpack it and drop the documents one by one.",
};

/// A file of a known format that reading fails on by a fault of kontor's own.
pub static UNREADABLE: FindingKind = FindingKind {
    code: "unreadable",
    weight: Weight::Error,
    de: "kontor hat diese Datei nicht lesen können, obwohl sie bekannt aussieht. Das ist ein \
        Fehler in kontor; bitte melden und die Datei aufheben.",
    en: "kontor could not read this file though it looks familiar. That is a fault of kontor; \
        please report it and keep the file.",
};

/// A file that the disk does not give: no right to read it, or an error.
pub static CLOSED: FindingKind = FindingKind {
    code: "file-closed",
    weight: Weight::Error,
    de: "kontor konnte die Datei nicht öffnen ({problem}). Bitte die Leserechte prüfen und die \
        Datei noch einmal ablegen.",
    en: "kontor could not open the file ({problem}). Check who may read it and drop it again.",
};

/// A picture of an invoice that lies beside it as XML.
pub static PICTURE: FindingKind = FindingKind {
    code: "picture-of-invoice",
    weight: Weight::Note,
    de: "Das PDF ist das Bild der Rechnung {number}, die als E-Rechnung daneben liegt; zu buchen \
        ist daraus nichts.",
    en: "The PDF is the picture of invoice {number}, which came beside it as an e-invoice; nothing \
        is booked from it.",
};

/// Texts longer than any bank or seller writes.
pub static TEXT_TOO_LONG: FindingKind = FindingKind {
    code: "text-too-long",
    weight: Weight::Warning,
    de: "{count|Text der Datei ist|Texte der Datei sind} länger als {limit} Zeichen und nur bis \
        dahin gelesen. Bitte die Datei ansehen.",
    en: "{count|text of the file is|texts of the file are} longer than {limit} characters and read \
        only that far. Look at the file.",
};

/// A file that is not read: it goes to `rejected/` itself, and no copy of it to the archive.
pub(super) fn unread(claimed: &Claimed, file: String, sha256: String, finding: Finding) -> Taken {
    let outcome = Outcome::Failed(Kind::Unknown, finding);
    Taken {
        claim: claimed.claim.clone(),
        file,
        parent: None,
        sha256,
        archived: None,
        size: claimed.size,
        outcome,
        answers_for: None,
        answers_others: Vec::new(),
    }
}

/// The format as the content names it, e.g. with the version of a message; the row's name where it
/// does not.
pub(super) fn named(content: &Content, row: &'static str) -> String {
    let own = match content {
        Content::BankStatement(file) => file.format.as_str(),
        Content::Invoice(invoice) => invoice.format.as_str(),
        Content::DeliveryNotes(notes) => notes.first().map_or("", |note| note.format.as_str()),
        Content::Orders(orders) => orders.first().map_or("", |order| order.format.as_str()),
        Content::Contacts(_)
        | Content::OpenItems(_)
        | Content::OpeningBalances(_)
        | Content::StockCounts(_)
        | Content::Units(_)
        | Content::Entries(_) => "csv",
        Content::ExchangeRates(_) => "",
        Content::Answers(_) => "xlsx",
    };
    if own.is_empty() { row.to_owned() } else { own.to_owned() }
}
