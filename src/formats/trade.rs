//! What the formats of orders and delivery notes share: the findings, and the codes of UN/EDIFACT
//! that the XML formats use too.

use crate::domain::finding::Weight;
use crate::domain::{
    DeliveryNote, Finding, FindingKind, LineStatus, Order, OrderLine, OrderSide, OrderStage, Party,
    Place,
};
use rust_decimal::Decimal;

/// The findings of delivery notes, whatever the format.
pub static DELIVERY_FINDINGS: &[&FindingKind] =
    &[&WITHOUT_NUMBER, &WITHOUT_LINES, &BAD_VALUE, &NEGATIVE, &GTIN_WRONG, &RECEIPT_DIFFERS];

/// The findings of orders, whatever the format.
pub static ORDER_FINDINGS: &[&FindingKind] =
    &[&ORDER_WITHOUT_NUMBER, &ORDER_WITHOUT_LINES, &ORDER_BAD_VALUE, &NEGATIVE, &GTIN_WRONG];

pub static WITHOUT_NUMBER: FindingKind = FindingKind {
    code: "despatch-without-number",
    weight: Weight::Warning,
    de: "Der Lieferschein hat keine Nummer. Er wird gelesen, lässt sich aber keiner Rechnung über \
        die Nummer zuordnen.",
    en: "The delivery note has no number. It is read, but no invoice can refer to it by number.",
};
pub static WITHOUT_LINES: FindingKind = FindingKind {
    code: "despatch-without-lines",
    weight: Weight::Warning,
    de: "Der Lieferschein nennt keine Positionen. Was geliefert wurde, muss der Absender \
        nachreichen.",
    en: "The delivery note has no lines. The sender must say what was delivered.",
};
pub static BAD_VALUE: FindingKind = FindingKind {
    code: "despatch-bad-value",
    weight: Weight::Warning,
    de: "„{value}“ ist weder Zahl noch Datum, wie es hier stehen müsste. Die Angabe fehlt im \
        gelesenen Lieferschein; bitte nachsehen.",
    en: "“{value}” is neither the number nor the date that must stand here. It is missing from the \
        delivery note as read; look it up.",
};
pub static ORDER_WITHOUT_NUMBER: FindingKind = FindingKind {
    code: "order-without-number",
    weight: Weight::Error,
    de: "Die Bestellung hat keine Nummer; ohne sie lassen sich Lieferung und Rechnung nicht \
        zuordnen. Bitte vom Absender mit Nummer schicken lassen.",
    en: "The order has no number; without it neither delivery nor invoice can be told to belong to \
        it. Ask the sender for it with a number.",
};
pub static ORDER_WITHOUT_LINES: FindingKind = FindingKind {
    code: "order-without-lines",
    weight: Weight::Warning,
    de: "Die Bestellung nennt keine Positionen. Was bestellt wurde, muss der Absender nachreichen.",
    en: "The order has no lines. The sender must say what was ordered.",
};
pub static ORDER_BAD_VALUE: FindingKind = FindingKind {
    code: "order-bad-value",
    weight: Weight::Warning,
    de: "„{value}“ ist weder Zahl noch Datum, wie es hier stehen müsste. Die Angabe fehlt in der \
        gelesenen Bestellung; bitte nachsehen.",
    en: "“{value}” is neither the number nor the date that must stand here. It is missing from the \
        order as read; look it up.",
};
pub static NEGATIVE: FindingKind = FindingKind {
    code: "trade-negative-quantity",
    weight: Weight::Warning,
    de: "Position {line}: Die Menge {quantity} ist negativ. Ob das eine Rückgabe oder eine \
        Minderung ist, bitte mit dem Absender klären.",
    en: "Line {line}: the quantity {quantity} is negative. Settle with the sender whether that is \
        a return or a reduction.",
};
pub static GTIN_WRONG: FindingKind = FindingKind {
    code: "gtin-check-digit",
    weight: Weight::Note,
    de: "Die GTIN „{gtin}“ hat eine falsche Prüfziffer (Positionen: {lines}). Der Artikel wird \
        dort an Nummer und Bezeichnung erkannt.",
    en: "The check digit of GTIN “{gtin}” is wrong (lines: {lines}). The article is told there by \
        its number and description.",
};
pub static RECEIPT_DIFFERS: FindingKind = FindingKind {
    code: "receipt-differs",
    weight: Weight::Note,
    de: "Wareneingang, Position {line}: Abweichung von {quantity} gegenüber dem Lieferschein \
        (fehlend oder abgelehnt: negativ).",
    en: "Goods received, line {line}: {quantity} against the delivery note (short or refused: \
        negative).",
};

/// What a delivery note lacks; a receipt may well have no lines, when all came as announced.
pub fn look_at_delivery(note: &DeliveryNote, findings: &mut Vec<Finding>) {
    findings.extend(note.number.is_none().then(|| WITHOUT_NUMBER.found()));
    findings.extend(note.lines.is_empty().then(|| WITHOUT_LINES.found()));
    for (at, line) in note.lines.iter().enumerate() {
        findings.extend(negative(line.quantity, line.id.as_deref(), at));
    }
    findings.extend(wrong_gtins(
        note.lines.iter().map(|line| (line.gtin.as_deref(), line.id.as_deref())),
    ));
}

/// What an order lacks. Error: it has no number. Answers without lines speak of the whole order.
pub fn look_at_order(order: &Order, findings: &mut Vec<Finding>) -> Result<(), Finding> {
    if order.number.is_empty() {
        return Err(ORDER_WITHOUT_NUMBER.found());
    }
    let needs_lines = matches!(order.stage, OrderStage::Order | OrderStage::Change);
    findings.extend((needs_lines && order.lines.is_empty()).then(|| ORDER_WITHOUT_LINES.found()));
    for (at, line) in order.lines.iter().enumerate() {
        findings.extend(negative(line.quantity, line.id.as_deref(), at));
    }
    findings.extend(wrong_gtins(
        order.lines.iter().map(|line| (line.gtin.as_deref(), line.id.as_deref())),
    ));
    Ok(())
}

/// One finding for all lines whose GTIN does not hold.
fn wrong_gtins<'a>(
    lines: impl Iterator<Item = (Option<&'a str>, Option<&'a str>)>,
) -> Option<Finding> {
    let wrong: Vec<(&str, &str)> = lines
        .filter_map(|(gtin, id)| Some((gtin.filter(|gtin| !gtin_holds(gtin))?, id.unwrap_or("?"))))
        .take(MOST_TOLD)
        .collect();
    let (first, _) = wrong.first()?;
    let ids: Vec<&str> = wrong.iter().map(|(_, id)| *id).collect();
    Some(GTIN_WRONG.found().with("gtin", first).with("lines", ids.join(", ")))
}

/// Most lines named in one finding.
const MOST_TOLD: usize = 20;

fn negative(quantity: Option<Decimal>, id: Option<&str>, at: usize) -> Option<Finding> {
    let quantity = quantity.filter(|quantity| *quantity < Decimal::ZERO)?;
    let line = id.map_or_else(|| (at + 1).to_string(), str::to_owned);
    Some(NEGATIVE.found().with("line", line).with_value("quantity", quantity))
}

/// The other side of an order message where nobody has said yet which side the company is: an order
/// comes from a customer, an answer from a vendor.
pub fn usual_side(stage: OrderStage, buyer: &Party, seller: &Party) -> (OrderSide, Party) {
    match stage {
        OrderStage::Confirmation | OrderStage::Refusal => (OrderSide::Purchase, seller.clone()),
        OrderStage::Order | OrderStage::Change | OrderStage::Cancellation => {
            (OrderSide::Sales, buyer.clone())
        }
    }
}

/// An answer that declines and names no line refuses the order as a whole.
pub fn refused_whole(
    stage: OrderStage,
    lines: &[OrderLine],
    answer: Option<LineStatus>,
) -> OrderStage {
    let is_refused = stage == OrderStage::Confirmation
        && lines.is_empty()
        && answer == Some(LineStatus::Declined);
    if is_refused { OrderStage::Refusal } else { stage }
}

/// What UNCL 1229 (action of a line) says; Peppol's order response uses the same codes.
pub fn line_status(code: &str) -> Option<LineStatus> {
    match code.trim() {
        "1" => Some(LineStatus::Added),
        "2" => Some(LineStatus::Deleted),
        "3" | "6" => Some(LineStatus::Changed),
        "5" => Some(LineStatus::Accepted),
        "7" | "10" => Some(LineStatus::Declined),
        _ => None,
    }
}

/// True when a text has the form of a GTIN (8, 12, 13 or 14 digits).
pub fn is_gtin(text: &str) -> bool {
    matches!(text.len(), 8 | 12 | 13 | 14) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// True when a GTIN has its length and its check digit holds (GS1 General Specifications 7.9:
/// weights 3 and 1 from the right).
pub fn gtin_holds(gtin: &str) -> bool {
    let weighed = gtin
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, byte)| u32::from(byte.wrapping_sub(b'0')) * if at % 2 == 1 { 3 } else { 1 });
    is_gtin(gtin) && weighed.sum::<u32>() % 10 == 0
}

/// A price for one unit out of a price for several; a base of nothing counts as one.
pub fn unit_price(price: Decimal, base: Option<Decimal>) -> Option<Decimal> {
    match base {
        Some(base) if !base.is_zero() && base != Decimal::ONE => {
            price.checked_div(base).map(|price| price.normalize())
        }
        _ => Some(price),
    }
}

/// A number as XML writes it: digits, a point, a sign.
pub fn decimal(text: &str) -> Option<Decimal> {
    let text = text.trim();
    let plain = !text.is_empty()
        && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'-' | b'+'));
    plain.then(|| Decimal::from_str_exact(text).ok()).flatten()
}

/// Notes a value that could not be read.
pub fn bad(kind: &'static FindingKind, value: &str, place: Option<Place>) -> Finding {
    let finding = kind.found().with("value", value.trim());
    match place {
        Some(place) => finding.at(place),
        None => finding,
    }
}
