//! EDIFACT DESADV and RECADV (UN directories D.96A to D.07A, EANCOM among them): what was sent, and
//! what of it arrived.
//!
//! Not supported: which box holds which line (CPS and PAC are passed over), and serial numbers.

use super::edifact::segment::Segment;
use super::edifact::{self, Interchange, Message, values};
use super::{Confidence, Format, Input, Read, Reading, Reads, trade};
use crate::domain::{Content, DeliveryLine, DeliveryNote, Finding, FindingKind, Kind, Party};
use rust_decimal::Decimal;

/// The row of despatch advices.
pub const FORMAT: Format = Format {
    name: "desadv",
    kind: Kind::DeliveryNote,
    title: ("Lieferavis als EDIFACT (DESADV)", "EDIFACT despatch advice (DESADV)"),
    source: "UN/EDIFACT D.96A to D.07A, ISO 9735; EANCOM 2002",
    recognise: |input| recognise(input, "DESADV"),
    reads: Reads::Whole(read),
    findings: FINDINGS,
};

/// The row of receipt advices.
pub const RECEIPT_FORMAT: Format = Format {
    name: "recadv",
    kind: Kind::DeliveryNote,
    title: ("Wareneingangsmeldung als EDIFACT (RECADV)", "EDIFACT receipt advice (RECADV)"),
    source: "UN/EDIFACT D.96A to D.07A, ISO 9735; EANCOM 2002",
    recognise: |input| recognise(input, "RECADV"),
    reads: Reads::Whole(read),
    findings: FINDINGS,
};

static FINDINGS: &[&FindingKind] = &[
    &trade::WITHOUT_NUMBER,
    &trade::WITHOUT_LINES,
    &trade::BAD_VALUE,
    &trade::NEGATIVE,
    &trade::GTIN_WRONG,
    &trade::RECEIPT_DIFFERS,
    &edifact::BROKEN,
    &edifact::BREAKS_OFF,
    &edifact::COUNT_DIFFERS,
    &edifact::UNKNOWN_SEGMENT,
    &edifact::TOO_LARGE,
];

fn recognise(input: &Input, kind: &str) -> Confidence {
    match edifact::first_types(input.bytes).as_slice() {
        [one] if one == kind => Confidence::Mark,
        _ => Confidence::No,
    }
}

fn read(input: &Input) -> Result<Reading, Finding> {
    let interchange = Interchange::decode(input.bytes)?;
    let (messages, mut findings) = interchange.messages()?;
    let message = messages.first().ok_or_else(|| edifact::BROKEN.found().with("what", "UNH"))?;
    let note = Reader::read(message, &mut findings);
    trade::look_at_delivery(&note, &mut findings);
    Ok(Reading { content: Read::Content(Content::DeliveryNotes(vec![note])), findings })
}

/// Whose references come next.
#[derive(Clone, Copy, PartialEq)]
enum At {
    Head,
    Supplier,
    Customer,
    Other,
}

struct Reader<'f> {
    note: DeliveryNote,
    at: At,
    line: Option<Line>,
    findings: &'f mut Vec<Finding>,
}

/// A line with the quantities it states: the one that counts, the first of others.
#[derive(Default)]
struct Line {
    line: DeliveryLine,
    article: values::Article,
    counted: Option<(Decimal, Option<String>)>,
    other: Option<(Decimal, Option<String>)>,
}

impl Reader<'_> {
    fn read(message: &Message, findings: &mut Vec<Finding>) -> DeliveryNote {
        let receipt = message.kind == "RECADV";
        let format = if receipt { RECEIPT_FORMAT.name } else { FORMAT.name };
        let note = DeliveryNote { format: format.to_owned(), receipt, ..DeliveryNote::default() };
        let mut reader = Reader { note, at: At::Head, line: None, findings };
        message.segments.iter().for_each(|segment| reader.take(segment));
        reader.end_line();
        reader.note
    }

    fn take(&mut self, segment: &Segment) {
        match (segment.tag(), &mut self.line) {
            ("BGM", _) => self.note.number = segment.text(2, 0),
            ("DTM", None) => self.date(segment),
            ("RFF", None) => self.reference(segment),
            ("NAD", None) => self.party(segment),
            ("LIN", _) => self.begin_line(segment),
            ("CPS" | "UNS" | "CNT", _) => self.end_line(),
            ("PIA", Some(line)) => line.article.take_from(segment),
            ("IMD", Some(line)) => {
                line.line.description =
                    line.line.description.take().or_else(|| values::description(segment))
            }
            ("QTY", Some(_)) => self.quantity(segment),
            ("QVR", Some(_)) => self.variance(segment),
            ("RFF", Some(line)) => line_reference(line, segment),
            ("GIN", Some(line)) if segment.part(1, 0) == "BX" => {
                line.article.batch = line.article.batch.take().or(segment.text(2, 0))
            }
            _ => {}
        }
    }

    /// 137 the document's day; of arrival: the day it came, else the day it is expected (UNCL
    /// 2005).
    fn date(&mut self, segment: &Segment) {
        let kind = segment.part(1, 0);
        let arrival =
            matches!(kind, "35" | "50" | "17" | "69" | "132" | "191" | "358" | "2" | "64");
        if !(arrival || matches!(kind, "137" | "11"))
            || segment.part(1, 1).is_empty()
            || self.at != At::Head
        {
            return;
        }
        let Some(date) = values::date(segment, self.note.date) else {
            self.findings.push(trade::bad(
                &trade::BAD_VALUE,
                segment.part(1, 1),
                Some(edifact::place(segment)),
            ));
            return;
        };
        match kind {
            "137" => {
                self.note.date.get_or_insert(date);
            }
            "35" | "50" => self.note.delivery_date = Some(date),
            "11" => {}
            _ => {
                self.note.delivery_date.get_or_insert(date);
            }
        }
    }

    fn reference(&mut self, segment: &Segment) {
        let number = segment.text(1, 1);
        match (segment.part(1, 0), self.at) {
            ("VA" | "FC", At::Supplier) => values::complete(&mut self.note.supplier, segment),
            ("VA" | "FC", At::Customer) => values::complete(&mut self.note.customer, segment),
            ("ON", _) => self.note.order_number = self.note.order_number.take().or(number),
            ("AAK" | "DQ" | "ALO", _) if self.note.receipt => {
                self.note.despatch_number = self.note.despatch_number.take().or(number)
            }
            _ => {}
        }
    }

    fn party(&mut self, segment: &Segment) {
        let party = values::party(segment);
        let free = |party: &Party| party.name.is_none() && party.identifier.is_none();
        self.at = match segment.part(1, 0) {
            "SU" => At::Supplier,
            "SE" | "CZ" if free(&self.note.supplier) => At::Supplier,
            "BY" => At::Customer,
            "DP" | "CN" if free(&self.note.customer) => At::Customer,
            _ => At::Other,
        };
        match self.at {
            At::Supplier => self.note.supplier = party,
            At::Customer => self.note.customer = party,
            At::Head | At::Other => {}
        }
    }

    fn begin_line(&mut self, segment: &Segment) {
        self.end_line();
        let mut line = Line::default();
        line.line.id = segment.text(1, 0);
        line.article.take_from(segment);
        self.line = Some(line);
    }

    /// 12 despatched, 46 delivered; 48 received, 194 received and accepted. What was ordered (21)
    /// or lies in one box (52, 59) is none of them.
    fn quantity(&mut self, segment: &Segment) {
        let Some(line) = &mut self.line else { return };
        let Some(quantity) = values::decimal(segment.part(1, 1)) else {
            self.findings.push(trade::bad(
                &trade::BAD_VALUE,
                segment.part(1, 1),
                Some(edifact::place(segment)),
            ));
            return;
        };
        let stated = Some((quantity, segment.text(1, 2)));
        match (segment.part(1, 0), self.note.receipt) {
            ("194", true) => line.counted = stated,
            ("48", true) | ("12" | "46", false) => line.counted = line.counted.take().or(stated),
            ("21" | "52" | "59", _) => {}
            ("119" | "124" | "195" | "196", true) if !quantity.is_zero() => {
                let finding = trade::RECEIPT_DIFFERS
                    .found()
                    .with("line", line.line.id.as_deref().unwrap_or("?"));
                self.findings.push(finding.with_value("quantity", -quantity));
            }
            _ => line.other = line.other.take().or(stated),
        }
    }

    /// QVR: by how much what came differs.
    fn variance(&mut self, segment: &Segment) {
        let Some(line) = self.line.as_ref().filter(|_| self.note.receipt) else { return };
        let Some(difference) =
            values::decimal(segment.part(1, 0)).filter(|difference| !difference.is_zero())
        else {
            return;
        };
        let finding =
            trade::RECEIPT_DIFFERS.found().with("line", line.line.id.as_deref().unwrap_or("?"));
        self.findings.push(finding.with_value("quantity", difference));
    }

    fn end_line(&mut self) {
        let Some(mut done) = self.line.take() else { return };
        if let Some((quantity, unit)) = done.counted.or(done.other) {
            (done.line.quantity, done.line.unit) = (Some(quantity), unit);
        }
        (done.line.article, done.line.buyer_article) = done.article.numbers();
        done.line.gtin = done.article.gtin.take();
        done.line.batch = done.line.batch.or(done.article.batch);
        self.note.lines.push(done.line);
    }
}

/// The order and its line (ON, LI), the lot (BT).
fn line_reference(line: &mut Line, segment: &Segment) {
    let (number, line_number) = (segment.text(1, 1), segment.text(1, 2));
    match segment.part(1, 0) {
        "ON" => {
            line.line.order_number = line.line.order_number.take().or(number);
            line.line.order_line = line.line.order_line.take().or(line_number);
        }
        "LI" => line.line.order_line = line.line.order_line.take().or(line_number).or(number),
        "BT" => line.line.batch = line.line.batch.take().or(number),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::Layouts;
    use jiff::civil::date;
    use rust_decimal::dec;

    fn read_message(kind: &str, body: &str) -> Result<(DeliveryNote, Vec<&'static str>), Finding> {
        let count = body.matches('\'').count() + 2;
        let text = format!(
            "UNB+UNOC:3+A+B+260101:0900+1'UNH+1+{kind}:D:01B:UN:EAN007'{body}UNT+{count}+1'UNZ+1+1'"
        );
        let layouts = Layouts::default();
        let input = Input { bytes: text.as_bytes(), name: "", layouts: &layouts };
        assert_eq!(recognise(&input, kind), Confidence::Mark);
        let reading = read(&input)?;
        let Read::Content(Content::DeliveryNotes(mut notes)) = reading.content else {
            panic!("no note")
        };
        Ok((notes.remove(0), reading.findings.iter().map(Finding::code).collect()))
    }

    #[test]
    fn what_was_sent_is_told_from_what_was_ordered() -> Result<(), Finding> {
        let (note, findings) = read_message(
            "DESADV",
            "BGM+351+LS-1+9'DTM+137:20260904:102'DTM+17:20260906:102'RFF+ON:B-1'NAD+SU+4012345000009::9++Stahl AG'RFF+VA:DE136695976'NAD+BY+4098765000004::9'NAD+DP+1::9'CPS+1'PAC+2++CT'LIN+1++4006381333931:EN'PIA+1+4711:SA'QTY+21:20:PCE'QTY+12:12:PCE'RFF+ON:B-1:30'RFF+BT:L9'CPS+2'LIN+2++4006381333931:EN'QTY+12:8:PCE'",
        )?;
        assert_eq!(findings, [""; 0]);
        assert_eq!(
            (note.number.as_deref(), note.date, note.delivery_date),
            (Some("LS-1"), Some(date(2026, 9, 4)), Some(date(2026, 9, 6)))
        );
        assert_eq!(note.supplier.vat_id.as_ref().map(|id| id.as_str()), Some("DE136695976"));
        assert_eq!(note.customer.identifier.as_deref(), Some("4098765000004"));
        let first = note.lines.first().cloned().unwrap_or_default();
        assert_eq!(
            (first.quantity, first.order_line.as_deref(), first.batch.as_deref()),
            (Some(dec!(12)), Some("30"), Some("L9"))
        );
        assert_eq!((note.lines.len(), note.order_number.as_deref()), (2, Some("B-1")));
        Ok(())
    }

    #[test]
    fn a_receipt_counts_what_was_accepted_and_tells_what_was_not() -> Result<(), Finding> {
        let (note, findings) = read_message(
            "RECADV",
            "BGM+632+WE-1+9'DTM+137:20260905:102'DTM+50:20260904:102'RFF+AAK:LS-1'LIN+1++5:SA'QTY+12:20:PCE'QTY+48:20:PCE'QTY+194:18:PCE'QTY+195:2:PCE'LIN+2++6:SA'QTY+48:3:PCE'QVR+-1:12+BP'",
        )?;
        assert_eq!(findings, ["receipt-differs", "receipt-differs"]);
        assert_eq!(
            (note.receipt, note.despatch_number.as_deref(), note.delivery_date),
            (true, Some("LS-1"), Some(date(2026, 9, 4)))
        );
        assert_eq!(
            note.lines.iter().map(|line| line.quantity).collect::<Vec<_>>(),
            [Some(dec!(18)), Some(dec!(3))]
        );
        Ok(())
    }
}
