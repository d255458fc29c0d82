//! EDIFACT ORDERS, ORDCHG and ORDRSP (UN directories D.96A to D.07A, EANCOM among them): orders,
//! changes and answers.
//!
//! Not supported: schedules within a line (SCC with several quantities: the ordered one counts),
//! sub-lines as parts of their line (they are lines of their own), and prices by allowance (ALC): a
//! gross price is taken only where no allowance stands with it.

use super::edifact::segment::Segment;
use super::edifact::{self, Interchange, Message, values};
use super::{Confidence, Format, Input, Read, Reading, Reads, trade};
use crate::domain::{
    Content, Currency, Finding, FindingKind, Kind, LineStatus, Order, OrderLine, OrderStage, Party,
};
use jiff::civil::Date;
use rust_decimal::Decimal;

/// The row of the table of formats.
pub const FORMAT: Format = Format {
    name: "orders",
    kind: Kind::Order,
    title: (
        "Bestellung und Auftragsbestätigung als EDIFACT (ORDERS, ORDCHG, ORDRSP)",
        "EDIFACT orders, changes and answers (ORDERS, ORDCHG, ORDRSP)",
    ),
    source: "UN/EDIFACT D.96A to D.07A, ISO 9735; EANCOM 2002",
    recognise,
    reads: Reads::Whole(read),
    findings: FINDINGS,
};

static FINDINGS: &[&FindingKind] = &[
    &trade::ORDER_WITHOUT_NUMBER,
    &trade::ORDER_WITHOUT_LINES,
    &trade::ORDER_BAD_VALUE,
    &trade::NEGATIVE,
    &trade::GTIN_WRONG,
    &edifact::BROKEN,
    &edifact::BREAKS_OFF,
    &edifact::COUNT_DIFFERS,
    &edifact::UNKNOWN_SEGMENT,
    &edifact::TOO_LARGE,
];

fn recognise(input: &Input) -> Confidence {
    match edifact::first_types(input.bytes).as_slice() {
        [one] if matches!(one.as_str(), "ORDERS" | "ORDCHG" | "ORDRSP") => Confidence::Mark,
        _ => Confidence::No,
    }
}

fn read(input: &Input) -> Result<Reading, Finding> {
    let interchange = Interchange::decode(input.bytes)?;
    let (messages, mut findings) = interchange.messages()?;
    let message = messages.first().ok_or_else(|| edifact::BROKEN.found().with("what", "UNH"))?;
    let order = Reader::read(message, &mut findings);
    trade::look_at_order(&order, &mut findings)?;
    Ok(Reading { content: Read::Content(Content::Orders(vec![order])), findings })
}

/// What is gathered on the way through the segments.
struct Reader<'f> {
    order: Order,
    buyer: Party,
    seller: Party,
    /// The party that the last NAD named, for the references behind it.
    at: At,
    due: Option<Date>,
    line: Option<Line>,
    answer: Option<LineStatus>,
    findings: &'f mut Vec<Finding>,
}

#[derive(Clone, Copy, PartialEq)]
enum At {
    Head,
    Buyer,
    Seller,
    Other,
}

/// A line with what it is not yet decided by.
#[derive(Default)]
struct Line {
    line: OrderLine,
    article: values::Article,
    /// Quantities by their kind: ordered, confirmed, the first of all.
    quantities: [Option<(Decimal, Option<String>)>; 3],
    gross: Option<Decimal>,
    allowance: bool,
}

impl Reader<'_> {
    fn read(message: &Message, findings: &mut Vec<Finding>) -> Order {
        let stage = match message.kind.as_str() {
            "ORDRSP" => OrderStage::Confirmation,
            "ORDCHG" => OrderStage::Change,
            _ => OrderStage::Order,
        };
        let (side, party) = trade::usual_side(stage, &Party::default(), &Party::default());
        let order = Order {
            format: FORMAT.name.to_owned(),
            number: String::new(),
            date: None,
            side,
            stage,
            order_number: None,
            currency: None,
            party,
            buyer: None,
            seller: None,
            lines: Vec::new(),
        };
        let (buyer, seller) = Default::default();
        let mut reader = Reader {
            order,
            buyer,
            seller,
            at: At::Head,
            due: None,
            line: None,
            answer: None,
            findings,
        };
        message.segments.iter().for_each(|segment| reader.take(segment));
        reader.finish()
    }

    fn take(&mut self, segment: &Segment) {
        match segment.tag() {
            "BGM" => self.begin(segment),
            "DTM" => self.date(segment),
            "RFF" => self.reference(segment),
            "NAD" if self.line.is_none() => self.party(segment),
            "CUX" if self.order.currency.is_none() => {
                self.order.currency = Currency::read(segment.part(1, 1))
            }
            "LIN" => self.begin_line(segment),
            "UNS" => self.end_line(),
            tag => {
                let Some(line) = &mut self.line else { return };
                match tag {
                    "PIA" => line.article.take_from(segment),
                    "IMD" => describe(&mut line.line, segment),
                    "QTY" => Self::quantity(line, self.order.stage, segment, self.findings),
                    "PRI" => Self::price(line, segment, self.findings),
                    "ALC" => line.allowance = true,
                    "TAX" => {
                        line.line.vat_rate = segment
                            .text(5, 3)
                            .and_then(|rate| values::decimal(&rate))
                            .or(line.line.vat_rate)
                    }
                    _ => {}
                }
            }
        }
    }

    /// BGM: number, and what the message does (UNCL 1225).
    fn begin(&mut self, segment: &Segment) {
        self.order.number = segment.text(2, 0).unwrap_or_default();
        match (segment.part(3, 0), self.order.stage) {
            ("1" | "3", OrderStage::Order | OrderStage::Change) => {
                self.order.stage = OrderStage::Cancellation
            }
            ("4" | "5", OrderStage::Order) if segment.part(1, 0) == "230" => {
                self.order.stage = OrderStage::Change
            }
            ("27", OrderStage::Confirmation) => self.answer = Some(LineStatus::Declined),
            ("29", OrderStage::Confirmation) => self.answer = Some(LineStatus::Accepted),
            _ => {}
        }
    }

    fn date(&mut self, segment: &Segment) {
        let kind = segment.part(1, 0);
        let counts = matches!(
            kind,
            "137" | "4" | "2" | "69" | "17" | "64" | "63" | "67" | "76" | "358" | "10" | "11"
        );
        if !counts || segment.part(1, 1).is_empty() {
            return;
        }
        let Some(date) = values::date(segment, self.order.date) else {
            self.findings.push(trade::bad(
                &trade::ORDER_BAD_VALUE,
                segment.part(1, 1),
                Some(edifact::place(segment)),
            ));
            return;
        };
        match (kind, &mut self.line) {
            ("137" | "4", None) => {
                self.order.date.get_or_insert(date);
            }
            ("137" | "4", Some(_)) => {}
            // What is promised counts more than what was asked for, and stands behind it or before
            // it.
            ("69" | "17" | "67" | "358", Some(line)) => line.line.delivery_date = Some(date),
            (_, Some(line)) => {
                line.line.delivery_date.get_or_insert(date);
            }
            ("69" | "17" | "67" | "358", None) => self.due = Some(date),
            (_, None) => {
                self.due.get_or_insert(date);
            }
        }
    }

    fn reference(&mut self, segment: &Segment) {
        let (kind, number, line_number) =
            (segment.part(1, 0), segment.text(1, 1), segment.text(1, 2));
        match (&mut self.line, self.at) {
            (Some(line), _) if matches!(kind, "ON" | "LI" | "CO") => {
                let stated = line_number.or_else(|| number.filter(|_| kind == "LI"));
                line.line.order_line = line.line.order_line.take().or(stated);
            }
            (Some(_), _) => {}
            (None, At::Buyer) if matches!(kind, "VA" | "FC") => {
                values::complete(&mut self.buyer, segment)
            }
            (None, At::Seller) if matches!(kind, "VA" | "FC") => {
                values::complete(&mut self.seller, segment)
            }
            (None, _) if kind == "ON" => {
                self.order.order_number = self.order.order_number.take().or(number)
            }
            (None, _) => {}
        }
    }

    fn party(&mut self, segment: &Segment) {
        let party = values::party(segment);
        self.at = match segment.part(1, 0) {
            "BY" => At::Buyer,
            "SU" | "SE" => At::Seller,
            _ => At::Other,
        };
        match self.at {
            At::Buyer => self.buyer = party,
            At::Seller => self.seller = party,
            At::Head | At::Other => {}
        }
    }

    fn begin_line(&mut self, segment: &Segment) {
        self.end_line();
        let mut line = Line::default();
        line.line.id = segment.text(1, 0);
        line.line.status = trade::line_status(segment.part(2, 0))
            .filter(|_| self.order.stage != OrderStage::Order);
        line.article.take_from(segment);
        self.line = Some(line);
    }

    fn quantity(
        line: &mut Line,
        stage: OrderStage,
        segment: &Segment,
        findings: &mut Vec<Finding>,
    ) {
        let Some(quantity) = values::decimal(segment.part(1, 1)) else {
            findings.push(trade::bad(
                &trade::ORDER_BAD_VALUE,
                segment.part(1, 1),
                Some(edifact::place(segment)),
            ));
            return;
        };
        let place = match segment.part(1, 0) {
            // Confirmed: to be delivered, accepted.
            "113" | "194" if stage == OrderStage::Confirmation => 0,
            "21" | "1" | "47" | "12" => 1,
            _ => 2,
        };
        if let Some(kept) = line.quantities.get_mut(place) {
            kept.get_or_insert((quantity, segment.text(1, 2)));
        }
    }

    fn price(line: &mut Line, segment: &Segment, findings: &mut Vec<Finding>) {
        let Some(price) = values::decimal(segment.part(1, 1)) else {
            if !segment.part(1, 1).is_empty() {
                findings.push(trade::bad(
                    &trade::ORDER_BAD_VALUE,
                    segment.part(1, 1),
                    Some(edifact::place(segment)),
                ));
            }
            return;
        };
        let price = trade::unit_price(price, values::decimal(segment.part(1, 4)));
        match segment.part(1, 0) {
            "AAA" | "CAL" | "NTP" | "INV" | "CON" if line.line.unit_price.is_none() => {
                line.line.unit_price = price
            }
            "AAB" | "GRP" => line.gross = price,
            _ => {}
        }
    }

    fn end_line(&mut self) {
        let Some(mut done) = self.line.take() else { return };
        let [confirmed, ordered, other] = done.quantities;
        if let Some((quantity, unit)) = confirmed.or(ordered).or(other) {
            (done.line.quantity, done.line.unit) = (Some(quantity), unit);
        }
        (done.line.article, done.line.buyer_article) = done.article.numbers();
        done.line.gtin = done.article.gtin.take();
        let gross = done.gross.filter(|_| !done.allowance);
        done.line.unit_price = done.line.unit_price.or(gross);
        done.line.status = done.line.status.or(self.answer);
        self.order.lines.push(done.line);
    }

    fn finish(mut self) -> Order {
        self.end_line();
        let (stage, lines) = (self.order.stage, &self.order.lines);
        self.order.stage = trade::refused_whole(stage, lines, self.answer);
        let due = self.due;
        self.order
            .lines
            .iter_mut()
            .for_each(|line| line.delivery_date = line.delivery_date.or(due));
        (self.order.side, self.order.party) =
            trade::usual_side(self.order.stage, &self.buyer, &self.seller);
        self.order.order_number =
            self.order.order_number.filter(|_| self.order.stage != OrderStage::Order);
        self.order.buyer = Some(self.buyer);
        self.order.seller = Some(self.seller);
        self.order
    }
}

/// Free text counts; of several the first of each kind that says something.
fn describe(line: &mut OrderLine, segment: &Segment) {
    let text = values::description(segment);
    if segment.part(1, 0) != "C" || line.description.is_none() {
        line.description = line.description.take().or(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::Layouts;
    use jiff::civil::date;
    use rust_decimal::dec;

    fn read_message(kind: &str, body: &str) -> Result<(Order, Vec<&'static str>), Finding> {
        let count = body.matches('\'').count() + 2;
        let text = format!(
            "UNB+UNOC:3+A+B+260101:0900+1'UNH+1+{kind}:D:96A:UN'{body}UNT+{count}+1'UNZ+1+1'"
        );
        let layouts = Layouts::default();
        let input = Input { bytes: text.as_bytes(), name: "", layouts: &layouts };
        assert_eq!(recognise(&input), Confidence::Mark);
        let reading = read(&input)?;
        let Read::Content(Content::Orders(mut orders)) = reading.content else {
            panic!("no order")
        };
        Ok((orders.remove(0), reading.findings.iter().map(Finding::code).collect()))
    }

    #[test]
    fn an_order_names_both_sides_prices_and_days() -> Result<(), Finding> {
        let (order, findings) = read_message(
            "ORDERS",
            "BGM+220+B-1+9'DTM+137:20260105:102'DTM+2:20260120:102'NAD+BY+4098765000004::9++Muster \
             & Co'RFF+VA:DE136695976'NAD+SU+4012345000009::9++Stahl \
             AG'CUX+2:EUR:9'LIN+1++4006381333931:EN'PIA+1+4711-A:SA+77:BP'IMD+F++:::Schraube:M8'QTY+21:1000:PCE'QTY+59:100:PCE'PRI+AAB:14'PRI+AAA:12,50::NTP:100:PCE'TAX+7+VAT+++:::19'LIN+2++5:SA'QTY+21:3:PCE'DTM+2:202605:616'PRI+AAB:7'UNS+S'CNT+2:2'",
        )?;
        assert_eq!(findings, [""; 0]);
        assert_eq!(
            (order.number.as_str(), order.date, order.stage),
            ("B-1", Some(date(2026, 1, 5)), OrderStage::Order)
        );
        assert_eq!(order.party.vat_id.as_ref().map(|id| id.as_str()), Some("DE136695976"));
        assert_eq!(order.seller.and_then(|seller| seller.name).as_deref(), Some("Stahl AG"));
        let [first, second] = order.lines.as_slice() else { panic!("{} lines", order.lines.len()) };
        assert_eq!(
            (first.quantity, first.unit_price, first.vat_rate),
            (Some(dec!(1000)), Some(dec!(0.125)), Some(dec!(19)))
        );
        assert_eq!(
            (first.article.as_deref(), first.buyer_article.as_deref(), first.gtin.as_deref()),
            (Some("4711-A"), Some("77"), Some("4006381333931"))
        );
        assert_eq!(
            (first.description.as_deref(), first.delivery_date),
            (Some("Schraube M8"), Some(date(2026, 1, 20)))
        );
        assert_eq!(
            (second.unit_price, second.delivery_date),
            (Some(dec!(7)), Some(date(2026, 2, 1)))
        );
        Ok(())
    }

    #[test]
    fn an_answer_says_what_will_come() -> Result<(), Finding> {
        let (order, _) = read_message(
            "ORDRSP",
            "BGM+231+AB-1+4'DTM+137:20260105:102'RFF+ON:B-1'LIN+1+3+5:SA'QTY+21:10:PCE'QTY+113:8:PCE'DTM+67:20260130:102'RFF+ON:B-1:20'",
        )?;
        let line = order.lines.first().cloned().unwrap_or_default();
        assert_eq!(
            (order.about(), order.side.as_str(), order.stage),
            ("B-1", "purchase", OrderStage::Confirmation)
        );
        assert_eq!(
            (line.quantity, line.status, line.order_line.as_deref()),
            (Some(dec!(8)), Some(LineStatus::Changed), Some("20"))
        );
        assert_eq!(line.delivery_date, Some(date(2026, 1, 30)));
        let (refused, _) =
            read_message("ORDRSP", "BGM+231+AB-2+27'RFF+ON:B-1'LIN+1++5:SA'QTY+21:10'")?;
        assert_eq!(refused.lines.first().and_then(|line| line.status), Some(LineStatus::Declined));
        Ok(())
    }

    #[test]
    fn what_is_no_number_is_told_and_left_out() -> Result<(), Finding> {
        let (order, findings) = read_message(
            "ORDERS",
            "BGM+220+B-1+9'DTM+137:20261305:102'LIN+1++5:SA'QTY+21:1.000,5:PCE'",
        )?;
        assert_eq!(findings, ["order-bad-value", "order-bad-value"]);
        assert_eq!((order.date, order.lines.first().and_then(|line| line.quantity)), (None, None));
        Ok(())
    }
}
