//! An EDIFACT interchange of several messages: each becomes a document of its own, with the
//! interchange's head and end around it. An interchange of one message that kontor does not read
//! says so here.

use super::edifact::segment::{Segments, Separators};
use super::edifact::{self, Interchange};
use super::{Confidence, Format, Input, Part, Read, Reading, Reads};
use crate::domain::finding::Weight;
use crate::domain::{Finding, FindingKind, Kind};

/// The row of the table of formats.
pub const FORMAT: Format = Format {
    name: "edifact",
    kind: Kind::Container,
    title: (
        "EDIFACT-Übertragungsdatei mit mehreren Nachrichten",
        "EDIFACT interchange of several messages",
    ),
    source: "ISO 9735",
    recognise: |input| {
        if edifact::is_edifact(input.bytes) { Confidence::Mark } else { Confidence::No }
    },
    reads: Reads::Whole(read),
    findings: FINDINGS,
};

static FINDINGS: &[&FindingKind] = &[
    &UNREAD_MESSAGE,
    &edifact::BROKEN,
    &edifact::BREAKS_OFF,
    &edifact::COUNT_DIFFERS,
    &edifact::UNKNOWN_SEGMENT,
    &edifact::TOO_LARGE,
];

pub static UNREAD_MESSAGE: FindingKind = FindingKind {
    code: "edifact-message-unread",
    weight: Weight::Error,
    de: "EDIFACT-Nachrichten der Art {message} liest kontor nicht; gelesen werden ORDERS, ORDCHG, \
        ORDRSP, DESADV und RECADV. Eine Rechnung bitte als E-Rechnung (XRechnung, ZUGFeRD) \
        verlangen.",
    en: "kontor does not read EDIFACT messages of type {message}; it reads ORDERS, ORDCHG, ORDRSP, \
        DESADV and RECADV. Ask for an invoice as an e-invoice (XRechnung, ZUGFeRD).",
};

fn read(input: &Input) -> Result<Reading, Finding> {
    let interchange = Interchange::decode(input.bytes)?;
    let (messages, findings) = interchange.messages()?;
    if let [only] = messages.as_slice() {
        return Err(UNREAD_MESSAGE
            .found()
            .with("message", format!("{} {}", only.kind, only.version)));
    }
    let envelope = Envelope::of(&interchange);
    let parts =
        messages.iter().enumerate().map(|(at, message)| envelope.part(at, message)).collect();
    // What is wrong with a message is told by its part; here stand the counts of the whole.
    let of_parts = |finding: &Finding| {
        finding.arguments.iter().any(|(name, value)| *name == "segment" && is_unz(value))
    };
    Ok(Reading {
        content: Read::Parts(parts),
        findings: findings.into_iter().filter(of_parts).collect(),
    })
}

fn is_unz(value: &crate::domain::finding_argument::Argument) -> bool {
    matches!(value, crate::domain::finding_argument::Argument::Text(text) if text == "UNZ")
}

/// What stands around each message.
struct Envelope<'a> {
    head: &'a str,
    reference: &'a str,
    separators: Separators,
}

impl<'a> Envelope<'a> {
    fn of(interchange: &'a Interchange) -> Envelope<'a> {
        let mut segments = Segments::new(interchange.text(), interchange.separators());
        let head =
            segments.find_map(|segment| segment.ok().filter(|segment| segment.tag() == "UNB"));
        let (head, reference) =
            head.map_or_else(Default::default, |head| (head.raw(), head.part(5, 0)));
        Envelope { head, reference, separators: interchange.separators() }
    }

    /// A message as an interchange of its own, in UTF-8.
    fn part(&self, at: usize, message: &edifact::Message) -> Part {
        let mark = |byte: u8| char::from(byte);
        let Separators { component, element, decimal, release, end } = self.separators;
        let end = mark(end);
        let service =
            [mark(component), mark(element), mark(decimal), release.map_or(' ', mark), ' ', end];
        let mut text: String = "UNA".chars().chain(service).collect();
        for raw in std::iter::once(self.head).chain(message.raw.iter().copied()) {
            text.push_str(raw);
            text.push(end);
            text.push('\n');
        }
        text.push_str(&format!("UNZ{0}1{0}{1}{end}\n", mark(element), self.reference));
        Part {
            name: format!("{:04}-{}.edi", at + 1, message.kind.to_lowercase()),
            bytes: text.into_bytes(),
        }
    }
}
