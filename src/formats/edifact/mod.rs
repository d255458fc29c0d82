//! UN/EDIFACT (ISO 9735, syntax versions 1 to 4): segments out of bytes, messages out of an
//! interchange, and the counts that prove that nothing is missing (UNT, UNZ, CNT). What the
//! messages say is their formats' business.
//!
//! Not supported: interactive messages (UIB), security segments, and dependent elements. Segments
//! that no directory knows are told and passed over.

pub mod segment;
pub mod tags;
pub mod values;

pub use crate::domain::cut_off::EDIFACT as BREAKS_OFF;
use crate::domain::finding::Weight;
use crate::domain::{Finding, FindingKind, Place};
use segment::{Segment, Segments, Separators};

pub static BROKEN: FindingKind = FindingKind {
    code: "edifact-broken",
    weight: Weight::Error,
    de: "Die EDIFACT-Datei ist nicht aufgebaut, wie ISO 9735 es verlangt ({what}). Bitte den \
        Absender um eine neue Datei bitten.",
    en: "The EDIFACT file is not built as ISO 9735 wants it ({what}). Ask the sender for a new \
        file.",
};
pub static COUNT_DIFFERS: FindingKind = FindingKind {
    code: "edifact-count-differs",
    weight: Weight::Warning,
    de: "{segment} nennt {stated}, in der Datei steht aber {found}. Es kann etwas fehlen; bitte \
        mit dem Absender vergleichen.",
    en: "{segment} states {stated}, but the file holds {found}. Something may be missing; compare \
        it with the sender.",
};
pub static UNKNOWN_SEGMENT: FindingKind = FindingKind {
    code: "edifact-unknown-segment",
    weight: Weight::Note,
    de: "Das Segment „{segment}“ gibt es in keinem EDIFACT-Verzeichnis; es wird übergangen.",
    en: "No EDIFACT directory knows the segment “{segment}”; it is passed over.",
};
pub static TOO_LARGE: FindingKind = FindingKind {
    code: "edifact-too-large",
    weight: Weight::Error,
    de: "Die EDIFACT-Datei hat mehr als {limit} MB. Bitte den Absender um kleinere Dateien bitten.",
    en: "The EDIFACT file has more than {limit} MB. Ask the sender for smaller files.",
};

/// Largest interchange, bytes.
const LARGEST: usize = 256 * MEGABYTE;
const MEGABYTE: usize = 1024 * 1024;
/// Most findings about unknown segments of one message.
const MOST_UNKNOWN: usize = 20;

/// Bytes before the first segment: a byte order mark and white space.
fn trimmed(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start()
}

/// True when the bytes begin as an interchange does.
pub fn is_edifact(bytes: &[u8]) -> bool {
    let bytes = trimmed(bytes);
    let after = |mark: &[u8]| bytes.strip_prefix(mark).and_then(<[u8]>::first).copied();
    match (after(b"UNA"), after(b"UNB")) {
        (Some(_), _) => bytes.get(9..).is_some_and(|rest| {
            rest.trim_ascii_start().first().is_some_and(u8::is_ascii_uppercase)
        }),
        (_, Some(separator)) => separator.is_ascii_punctuation(),
        _ => false,
    }
}

/// The types of the messages that an interchange begins with (`ORDERS`, …): none, one, or the first
/// two.
pub fn first_types(bytes: &[u8]) -> Vec<String> {
    if !is_edifact(bytes) {
        return Vec::new();
    }
    let separators = Separators::of(trimmed(bytes));
    let opening = [b"UNH".as_slice(), &[separators.element]].concat();
    let places = memchr::memmem::find_iter(bytes, &opening)
        .filter(|at| begins_segment(bytes, *at, separators));
    let kind = |at: usize| {
        let head = bytes.get(at..at.saturating_add(200).min(bytes.len())).unwrap_or_default();
        let text = String::from_utf8_lossy(head);
        let element = text.split(char::from(separators.element)).nth(2).unwrap_or_default();
        element
            .split([char::from(separators.component), char::from(separators.end)])
            .next()
            .unwrap_or_default()
            .trim()
            .to_owned()
    };
    places.take(2).map(kind).collect()
}

/// True when what stands before a place ends a segment, or nothing does. A segment may end with a
/// line.
fn begins_segment(bytes: &[u8], at: usize, separators: Separators) -> bool {
    let before = bytes.get(..at).unwrap_or_default();
    let blank = |byte: &u8| byte.is_ascii_whitespace() && *byte != separators.end;
    let kept = before.iter().rposition(|byte| !blank(byte)).map_or(0, |last| last + 1);
    let before = before.get(..kept).unwrap_or_default();
    before.last().is_none_or(|last| *last == separators.end)
        && (separators.release.is_none()
            || before.len() < 2
            || before.get(before.len() - 2).copied() != separators.release)
}

/// One message of an interchange.
pub struct Message<'a> {
    /// `ORDERS`, `DESADV`, …
    pub kind: String,
    /// Directory, e.g. `D.96A`.
    pub version: String,
    /// The reference in UNH and UNT.
    pub reference: String,
    /// From the segment after UNH to the one before UNT.
    pub segments: Vec<Segment<'a>>,
    /// All its segments as they stand in the file, UNH and UNT too.
    pub raw: Vec<&'a str>,
}

/// An interchange: its bytes as text, and how they are parted.
pub struct Interchange {
    text: String,
    separators: Separators,
}

impl Interchange {
    /// Decodes the bytes. Error: too large, or nothing of an interchange.
    pub fn decode(bytes: &[u8]) -> Result<Interchange, Finding> {
        if bytes.len() > LARGEST {
            return Err(TOO_LARGE.found().with("limit", LARGEST / MEGABYTE));
        }
        if !is_edifact(bytes) {
            return Err(BROKEN.found().with("what", "UNB"));
        }
        let bytes = trimmed(bytes);
        let separators = Separators::of(bytes);
        Ok(Interchange { text: segment::text(bytes, separators), separators })
    }

    /// The whole as text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its service characters.
    pub fn separators(&self) -> Separators {
        self.separators
    }

    /// Its messages, and what does not hold about their counts.
    pub fn messages(&self) -> Result<(Vec<Message<'_>>, Vec<Finding>), Finding> {
        let mut reader = Reader {
            messages: Vec::new(),
            open: None,
            findings: Vec::new(),
            began: None,
            ended: false,
        };
        for segment in Segments::new(&self.text, self.separators) {
            reader.take(segment?)?;
        }
        reader.close()
    }
}

/// Sorts segments into messages.
struct Reader<'a> {
    messages: Vec<Message<'a>>,
    open: Option<Message<'a>>,
    findings: Vec<Finding>,
    /// The reference in UNB.
    began: Option<&'a str>,
    ended: bool,
}

impl<'a> Reader<'a> {
    fn take(&mut self, segment: Segment<'a>) -> Result<(), Finding> {
        match segment.tag() {
            "UNB" => self.began = Some(segment.part(5, 0)),
            "UNG" | "UNE" | "UNA" => {}
            "UNH" => {
                self.end_message(None);
                let message = segment.element(2);
                self.open = Some(Message {
                    kind: message.part(0).to_owned(),
                    version: format!("{}.{}", message.part(1), message.part(2)),
                    reference: segment.part(1, 0).to_owned(),
                    segments: Vec::new(),
                    raw: vec![segment.raw()],
                });
            }
            "UNT" => self.end_message(Some(&segment)),
            "UNZ" => {
                self.end_message(None);
                self.ended = true;
                self.count("UNZ", segment.part(1, 0), self.messages.len());
                self.same_reference("UNZ", segment.part(2, 0), self.began.unwrap_or_default());
            }
            tag => match &mut self.open {
                Some(message) => {
                    message.raw.push(segment.raw());
                    message.segments.push(segment);
                }
                None => {
                    return Err(BROKEN.found().with_value(
                        "what",
                        [format!("{tag} vor UNH"), format!("{tag} before UNH")],
                    ));
                }
            },
        }
        Ok(())
    }

    fn same_reference(&mut self, segment: &str, stated: &str, opening: &str) {
        if stated != opening {
            let finding = COUNT_DIFFERS.found().with("segment", segment).with_value(
                "stated",
                [format!("Referenz {stated}"), format!("reference {stated}")],
            );
            self.findings.push(finding.with_value(
                "found",
                [format!("Referenz {opening}"), format!("reference {opening}")],
            ));
        }
    }

    fn end_message(&mut self, closing: Option<&Segment<'a>>) {
        let Some(mut message) = self.open.take() else { return };
        match closing {
            Some(unt) => {
                self.count("UNT", unt.part(1, 0), message.segments.len() + 2);
                self.same_reference("UNT", unt.part(2, 0), &message.reference);
                message.raw.push(unt.raw());
            }
            None => self.findings.push(
                BREAKS_OFF.found().with("message", &message.reference).with("segment", "UNT"),
            ),
        }
        self.look_at(&message);
        self.messages.push(message);
    }

    /// Unknown segments, and the counts of lines and quantities (CNT).
    fn look_at(&mut self, message: &Message) {
        let unknown = message
            .segments
            .iter()
            .filter(|segment| !tags::is_known(segment.tag()))
            .take(MOST_UNKNOWN);
        self.findings
            .extend(unknown.map(|segment| UNKNOWN_SEGMENT.found().with("segment", segment.tag())));
        let lines = message.segments.iter().filter(|segment| segment.tag() == "LIN").count();
        for control in message
            .segments
            .iter()
            .filter(|segment| segment.tag() == "CNT" && segment.part(1, 0) == "2")
        {
            self.count("CNT+2", control.part(1, 1), lines);
        }
    }

    fn count(&mut self, segment: &str, stated: &str, found: usize) {
        if stated.trim().parse::<usize>().ok() != Some(found) {
            let finding = COUNT_DIFFERS
                .found()
                .with("segment", segment)
                .with("stated", if stated.is_empty() { "–" } else { stated });
            self.findings.push(finding.with("found", found));
        }
    }

    fn close(mut self) -> Result<(Vec<Message<'a>>, Vec<Finding>), Finding> {
        let last = self.open.as_ref().map(|message| message.reference.clone());
        self.end_message(None);
        if self.began.is_none() {
            return Err(BROKEN.found().with("what", "UNB"));
        }
        if self.messages.is_empty() {
            return Err(BROKEN.found().with("what", "UNH"));
        }
        if !self.ended && last.is_none() {
            let last =
                self.messages.last().map(|message| message.reference.clone()).unwrap_or_default();
            self.findings.push(BREAKS_OFF.found().with("message", last).with("segment", "UNZ"));
        }
        Ok((self.messages, self.findings))
    }
}

/// The place of a segment: its number in the message is not known to people, so that its text
/// stands.
pub fn place(segment: &Segment) -> Place {
    Place::Path(segment.raw().chars().take(60).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> Result<Vec<&'static str>, &'static str> {
        let interchange = Interchange::decode(text.as_bytes()).map_err(|finding| finding.code())?;
        let (_, findings) = interchange.messages().map_err(|finding| finding.code())?;
        Ok(findings.iter().map(Finding::code).collect())
    }

    const WHOLE: &str = "UNB+UNOC:3+A+B+260101:0900+1'UNH+7+ORDERS:D:96A:UN'BGM+220+X+9'LIN+1'CNT+2:1'UNT+5+7'UNZ+1+1'";

    #[test]
    fn counts_are_proved() {
        assert_eq!(codes(WHOLE), Ok(vec![]));
        assert_eq!(codes(&WHOLE.replace("UNT+5", "UNT+6")), Ok(vec!["edifact-count-differs"]));
        assert_eq!(codes(&WHOLE.replace("UNT+5+7", "UNT+5+8")), Ok(vec!["edifact-count-differs"]));
        assert_eq!(codes(&WHOLE.replace("UNZ+1", "UNZ+2")), Ok(vec!["edifact-count-differs"]));
        assert_eq!(codes(&WHOLE.replace("CNT+2:1", "CNT+2:3")), Ok(vec!["edifact-count-differs"]));
        assert_eq!(codes(&WHOLE.replace("UNZ+1+1'", "")), Ok(vec!["edifact-breaks-off"]));
        assert_eq!(codes(&WHOLE.replace("UNT+5+7'UNZ+1+1'", "")), Ok(vec!["edifact-breaks-off"]));
        assert_eq!(codes(&WHOLE.replace("BGM", "BGX")), Ok(vec!["edifact-unknown-segment"]));
        assert_eq!(
            codes(&WHOLE.replace("UNB+UNOC:3+A+B+260101:0900+1'", "UNA:+.? '")),
            Err("edifact-broken")
        );
        assert_eq!(codes("UNB+UNOC:3+A+B+260101:0900+1'UNZ+0+1'"), Err("edifact-broken"));
    }

    #[test]
    fn the_first_types_tell_what_an_interchange_holds() {
        assert_eq!(first_types(WHOLE.as_bytes()), ["ORDERS"]);
        let two = "UNA/*,! \
            ~\nUNB*UNOC/3*A*B*260101/0900*1~\nUNH*1*DESADV/D/96A/UN~BGM*351*X!~UNH*9~UNT*3*1~\nUNH*2*RECADV/D/01B/UN~";
        assert_eq!(first_types(two.as_bytes()), ["DESADV", "RECADV"]);
        let by_line = two.replace(['\n', '\r'], "").replace('~', "\n");
        assert_eq!(first_types(by_line.as_bytes()), ["DESADV", "RECADV"]);
        assert_eq!(first_types(b"UNBEKANNT;Datum;Betrag"), [""; 0]);
        assert_eq!(first_types(b"UNB"), [""; 0]);
    }
}
