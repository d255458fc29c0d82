//! Rules about lines (BG-25) and their periods, prices and articles: BR-21 to BR-30, BR-54, BR-64,
//! BR-65, BR-CO-04, BR-CO-19/20.

use super::super::number::{any_number, two_digits};
use super::super::{Fault, Rule, Verdict, fatal, must};
use crate::einvoice::model::{Line, Period, Syntax, Terms};
use crate::einvoice::term::{is_xml_blank, normalize};
use crate::n;
use crate::xml::Node;
use jiff::civil::Date;

/// A rule about a line.
pub type LineRule = Rule<fn(&Terms, &Line) -> Verdict>;

/// One row a rule.
pub static RULES: &[LineRule] = &[
    fatal(
        "BR-21",
        "BT-126",
        |_, line| must(line.id.is_filled()?),
        "Eine Position hat keine Nummer (BT-126).",
        "A line has no identifier (BT-126).",
    ),
    fatal(
        "BR-22",
        "BT-129",
        |_, line| must(line.quantity.exists()),
        "Eine Position nennt keine Menge (BT-129).",
        "A line states no quantity (BT-129).",
    ),
    fatal(
        "BR-23",
        "BT-130",
        |_, line| must(line.quantity.iter().any(|node| node.attribute(n!("unitCode")).is_some())),
        "Eine Position nennt keine Mengeneinheit (BT-130).",
        "A line states no unit of measure (BT-130).",
    ),
    fatal(
        "BR-24",
        "BT-131",
        |_, line| must(line.net.exists()),
        "Eine Position nennt keinen Nettobetrag (BT-131).",
        "A line states no net amount (BT-131).",
    ),
    fatal(
        "BR-25",
        "BT-153",
        |_, line| must(line.name.is_filled()?),
        "Eine Position nennt keinen Artikelnamen (BT-153).",
        "A line states no item name (BT-153).",
    ),
    fatal(
        "BR-26",
        "BT-146",
        |_, line| must(line.price.exists()),
        "Eine Position nennt keinen Nettopreis (BT-146).",
        "A line states no net price (BT-146).",
    ),
    fatal(
        "BR-27",
        "BT-146",
        |_, line| {
            must(any_number(&line.price, |price| !price.is_sign_negative() || price.is_zero())?)
        },
        "Der Nettopreis einer Position (BT-146) ist negativ oder fehlt. Eine Gutschrift braucht \
         eine negative Menge, keinen negativen Preis.",
        "The net price of a line (BT-146) is negative or missing. A credit needs a negative \
         quantity, not a negative price.",
    ),
    fatal(
        "BR-28",
        "BT-148",
        |_, line| {
            must(
                !line.gross_price.exists()
                    || any_number(&line.gross_price, |price| {
                        !price.is_sign_negative() || price.is_zero()
                    })?,
            )
        },
        "Der Bruttopreis einer Position (BT-148) ist negativ.",
        "The gross price of a line (BT-148) is negative.",
    ),
    fatal(
        "BR-64",
        "BT-157",
        article_has_scheme,
        "Die Artikelnummer nach einem Standard (BT-157) nennt ihr Schema nicht, zum Beispiel 0160 \
         für eine GTIN.",
        "A standard item number (BT-157) does not name its scheme, e.g. 0160 for a GTIN.",
    ),
    fatal(
        "BR-CO-04",
        "BT-151",
        |_, line| {
            must(line.categories.iter().any(|category| category.is_vat && category.code.exists()))
        },
        "Eine Position nennt keine Umsatzsteuerkategorie (BT-151).",
        "A line states no VAT category (BT-151).",
    ),
    fatal(
        "BR-DEC-23",
        "BT-131",
        |_, line| two_digits(&line.net),
        "Der Nettobetrag einer Position (BT-131) hat mehr als zwei Nachkommastellen.",
        "The net amount of a line (BT-131) has more than two decimals.",
    ),
];

/// BR-CO-18, which CII judges at the lines.
pub static CII_RULES: &[LineRule] = &[fatal(
    "BR-CO-18",
    "BG-23",
    |terms, _| must(!terms.breakdowns.is_empty()),
    super::document::NO_BREAKDOWN.0,
    super::document::NO_BREAKDOWN.1,
)];

/// UBL asks each number for its scheme, CII the one number for a scheme that is not blank.
fn article_has_scheme(terms: &Terms, line: &Line) -> Verdict {
    let mut schemes = line.standard_article.iter().map(|node| node.attribute(n!("schemeID")));
    match terms.syntax {
        Syntax::Ubl => must(schemes.all(|scheme| scheme.is_some())),
        Syntax::Cii => {
            let named: Vec<&str> = schemes.flatten().collect();
            match named.as_slice() {
                [] => must(!line.standard_article.exists()),
                [scheme] => must(!normalize(scheme).is_empty()),
                _ => Err(Fault::Several("GlobalID".into())),
            }
        }
    }
}

/// A rule about a period.
pub type PeriodRule = Rule<fn(&Terms, &Period) -> Verdict>;

/// The period of a line (BG-26).
pub static LINE_PERIOD_RULES: &[PeriodRule] = &[
    fatal(
        "BR-30",
        "BT-134, BT-135",
        ends_after_start,
        "Der Zeitraum einer Position endet (BT-135), bevor er beginnt (BT-134).",
        "The period of a line ends (BT-135) before it starts (BT-134).",
    ),
    fatal(
        "BR-CO-20",
        "BT-134, BT-135",
        |_, period| must(period.start_group.exists() || period.end_group.exists()),
        "Der Zeitraum einer Position nennt weder Beginn (BT-134) noch Ende (BT-135).",
        "The period of a line states neither start (BT-134) nor end (BT-135).",
    ),
];

/// The period of the document (BG-14).
pub static DOCUMENT_PERIOD_RULES: &[PeriodRule] = &[
    fatal(
        "BR-29",
        "BT-73, BT-74",
        ends_after_start,
        "Der Abrechnungszeitraum endet (BT-74), bevor er beginnt (BT-73).",
        "The invoicing period ends (BT-74) before it starts (BT-73).",
    ),
    fatal(
        "BR-CO-19",
        "BT-73, BT-74",
        |_, period| {
            must(period.start_group.exists() || period.end_group.exists() || period.code.exists())
        },
        "Der Abrechnungszeitraum nennt weder Beginn (BT-73) noch Ende (BT-74).",
        "The invoicing period states neither start (BT-73) nor end (BT-74).",
    ),
];

/// UBL compares dates, CII the texts of format 102.
fn ends_after_start(terms: &Terms, period: &Period) -> Verdict {
    if !period.start_group.exists() || !period.end_group.exists() {
        return Ok(());
    }
    if terms.syntax == Syntax::Ubl {
        let (start, end) = (xml_date(period.start.text()?)?, xml_date(period.end.text()?)?);
        return must(end >= start);
    }
    let is_102 = |node: &Node| node.attribute(n!("format")) == Some("102");
    let starts = || period.start.iter().filter(is_102);
    let mut ends = period.end.iter().filter(is_102);
    must(ends.any(|end| starts().any(|start| end.text() >= start.text())))
}

/// Reads `xs:date` (XML Schema 1.1 part 2, section 3.3.9): the day at midnight, moved by its time
/// zone in minutes.
fn xml_date(text: &str) -> Result<(Date, i32), Fault> {
    let fault = || Fault::NotADate(text.trim().to_string());
    let text = text.trim_matches(is_xml_blank);
    let (day, zone) = text.split_at_checked(10).ok_or_else(fault)?;
    let date = Date::strptime("%Y-%m-%d", day).map_err(|_| fault())?;
    let minutes = match zone {
        "" | "Z" => 0,
        _ => offset(zone).ok_or_else(fault)?,
    };
    Ok((date, -minutes))
}

/// `+02:00` in minutes.
fn offset(zone: &str) -> Option<i32> {
    let (hours, minutes) = zone.get(1..)?.split_once(':')?;
    let sign = if zone.starts_with('-') { -1 } else { zone.starts_with('+').then_some(1)? };
    let number = |text: &str| (text.len() == 2).then(|| text.parse::<i32>().ok()).flatten();
    Some(sign * (number(hours)? * 60 + number(minutes)?))
}

/// A rule about one element of an article: an attribute (BG-32) or a classification (BT-158).
pub type ArticleRule = Rule<fn(&Terms, Node) -> Verdict>;

/// Attributes of articles: `AdditionalItemProperty` in UBL, `ApplicableProductCharacteristic` in
/// CII.
pub static ATTRIBUTE_RULES: &[ArticleRule] = &[fatal(
    "BR-54",
    "BT-160, BT-161",
    |terms, node| {
        let (name, value) = match terms.syntax {
            Syntax::Ubl => (n!("cbc:Name"), n!("cbc:Value")),
            Syntax::Cii => (n!("ram:Description"), n!("ram:Value")),
        };
        must(node.child(name).is_some() && node.child(value).is_some())
    },
    "Einer Artikeleigenschaft fehlt der Name (BT-160) oder der Wert (BT-161).",
    "An item attribute lacks its name (BT-160) or its value (BT-161).",
)];

/// Classifications of articles: the code in UBL, the group around it in CII.
pub static CLASSIFICATION_RULES: &[ArticleRule] = &[fatal(
    "BR-65",
    "BT-158",
    |terms, node| {
        if terms.syntax == Syntax::Ubl {
            return must(node.attribute(n!("listID")).is_some());
        }
        let lists: Vec<&str> =
            node.all(n!("ram:ClassCode")).filter_map(|code| code.attribute(n!("listID"))).collect();
        match lists.as_slice() {
            [] => must(node.child(n!("ram:ClassCode")).is_none()),
            [list] => must(!normalize(list).is_empty()),
            _ => Err(Fault::Several("ClassCode".into())),
        }
    },
    "Eine Artikelklassifikation (BT-158) nennt ihr Schema nicht.",
    "An item classification (BT-158) does not name its scheme.",
)];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_compared_in_their_time_zones() -> Result<(), Fault> {
        assert!(xml_date("2026-07-02")? > xml_date("2026-07-01Z")?);
        assert!(xml_date("2026-07-01-02:00")? > xml_date("2026-07-01+02:00")?);
        assert!(
            xml_date("2026-7-1").is_err()
                && xml_date("2026-02-30").is_err()
                && xml_date("ä").is_err()
        );
        Ok(())
    }
}
