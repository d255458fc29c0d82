//! Payment terms (BT-20): due date and cash discounts (Skonto), out of the notation of XRechnung
//! and out of plain sentences.
//!
//! The notation is that of XRechnung 3.0, section 11.2 (rule BR-DE-18): lines
//! `#SKONTO#TAGE=14#PROZENT=2.00#BASISBETRAG=…#`. Sentences are read by `terms_text`. A discount
//! taken wrongly costs money and trust: what can be read in two ways is not read at all.

use super::stated_terms;
use super::terms_text::{self, Period};
use crate::domain::Invoice;
use crate::domain::invoice::Discount;
use crate::xml::Node;
use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::Decimal;

/// What payment terms say.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Terms {
    /// The last day on which the whole amount is paid in time.
    pub due: Option<Date>,
    /// Cash discounts, the earliest first.
    pub discounts: Vec<Discount>,
}

/// Beyond this a percentage is no cash discount but something else.
const HIGHEST_PERCENT: Decimal = Decimal::from_parts(20, 0, 0, false, 0);
/// Longer than this no bill runs.
const LONGEST_DAYS: u32 = 366;
/// More text than this is no payment terms but general conditions.
const LONGEST_TEXT: usize = 4_000;

/// Fills in due date and discounts: from the elements below `root` that state them, else from the
/// words of BT-20; and the last day of each discount that counts days.
pub fn complete(invoice: &mut Invoice, root: Node) {
    let stated = stated_terms::read(root);
    let said = read(invoice.payment.terms.as_deref().unwrap_or_default(), invoice.issue_day());
    invoice.due_date = stated.due.or(invoice.due_date).or(said.due);
    let mut discounts =
        if stated.discounts.is_empty() { said.discounts.clone() } else { stated.discounts };
    for discount in &mut discounts {
        if discount.days.is_none() && discount.until.is_none() {
            // An element that names a percentage only: the words beside it may say until when.
            let same = said.discounts.iter().find(|other| other.percent == discount.percent);
            (discount.days, discount.until) =
                same.map_or((None, None), |same| (same.days, same.until));
        }
        discount.until = discount.until.or_else(|| after(invoice.issue_day(), discount.days));
        discount.base =
            discount.base.map(|base| invoice.currency.map_or(base, |currency| currency.pad(base)));
    }
    invoice.payment.discounts = discounts;
}

/// Reads payment terms of an invoice issued on this day; without the day, terms that count days
/// have no dates.
pub fn read(text: &str, issued: Option<Date>) -> Terms {
    let text = text.get(..text.len().min(LONGEST_TEXT)).unwrap_or_default();
    let mut terms = Terms::default();
    let mut prose = String::new();
    for line in text.lines() {
        match line.contains('#') && line.contains('=') {
            // Capitals are asked for, and not always given.
            true => terms.discounts.extend(
                line.to_uppercase()
                    .split("#SKONTO")
                    .skip(1)
                    .filter_map(|rest| notation(rest, issued)),
            ),
            false => prose.extend([line, "\n"]),
        }
    }
    let said = terms_text::read(&prose);
    if terms.discounts.is_empty() {
        terms.discounts = said
            .discounts
            .iter()
            .filter_map(|(percent, period)| discount(*percent, *period, issued))
            .collect();
    }
    terms.due = said.due.and_then(|period| day(period, issued));
    terms.discounts.sort_by_key(|discount| (discount.days, discount.until));
    terms.discounts.dedup();
    terms
}

/// `#TAGE=14#PROZENT=2.00#BASISBETRAG=100.00#`; keys in any order, unknown ones are passed over.
fn notation(rest: &str, issued: Option<Date>) -> Option<Discount> {
    let (mut days, mut percent, mut base) = (None, None, None);
    for part in rest.split('#') {
        let Some((key, value)) = part.split_once('=') else { continue };
        match key.trim() {
            "TAGE" => days = value.trim().parse::<u32>().ok(),
            "PROZENT" => percent = decimal(value),
            "BASISBETRAG" => base = decimal(value),
            _ => {}
        }
    }
    let days = days.filter(|days| *days <= LONGEST_DAYS)?;
    let percent = percent.filter(is_discount)?;
    Some(Discount { percent, days: Some(days), until: after(issued, Some(days)), base })
}

fn decimal(text: &str) -> Option<Decimal> {
    let text = text.trim().replace(',', ".");
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b'-');
    plain.then(|| Decimal::from_str_exact(&text).ok()).flatten()
}

fn is_discount(percent: &Decimal) -> bool {
    *percent > Decimal::ZERO && *percent <= HIGHEST_PERCENT
}

fn discount(percent: Decimal, period: Period, issued: Option<Date>) -> Option<Discount> {
    let known = is_discount(&percent) && is_plausible(period, issued);
    known.then(|| Discount { percent, days: period.days, until: day(period, issued), base: None })
}

/// A stated date counts more than days; months and the day of issue itself need the invoice date.
fn day(period: Period, issued: Option<Date>) -> Option<Date> {
    match is_plausible(period, issued) {
        true => period.until.or_else(|| after(issued, period.days)),
        false => None,
    }
}

/// A date before the invoice, or more than a year after it, is another date than the one to pay by.
fn is_plausible(period: Period, issued: Option<Date>) -> bool {
    let days_fit = period.days.is_none_or(|days| days <= LONGEST_DAYS);
    let date_fits = match (period.until, issued) {
        (Some(until), Some(issued)) => {
            until >= issued && Some(until) <= after(Some(issued), Some(LONGEST_DAYS))
        }
        _ => true,
    };
    days_fit && date_fits
}

fn after(issued: Option<Date>, days: Option<u32>) -> Option<Date> {
    issued?.checked_add(i64::from(days?).days()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use rust_decimal::dec;

    /// `percent/days/until` of each discount and the due date, for an invoice of 1 September 2026.
    fn said(text: &str) -> (Vec<String>, Option<String>) {
        let terms = read(text, Some(date(2026, 9, 1)));
        let discounts = terms.discounts.iter().map(|discount| {
            let days = discount.days.map_or("-".to_owned(), |days| days.to_string());
            let until =
                discount.until.map_or("-".to_owned(), |until| until.strftime("%m-%d").to_string());
            format!("{}/{days}/{until}", discount.percent.normalize())
        });
        (discounts.collect(), terms.due.map(|due| due.strftime("%m-%d").to_string()))
    }

    #[track_caller]
    fn holds(text: &str, discounts: &[&str], due: Option<&str>) {
        assert_eq!(
            said(text),
            (discounts.iter().map(|it| it.to_string()).collect(), due.map(str::to_owned)),
            "{text}"
        );
    }

    #[test]
    fn the_notation_of_xrechnung_is_read_line_by_line() {
        let text = "#SKONTO#TAGE=14#PROZENT=2.00#BASISBETRAG=119.00#\n#SKONTO#TAGE=7#PROZENT=3.00#\n#VERZUG#TAGE=30#PROZENT=5.00#\n";
        let terms = read(text, Some(date(2026, 9, 1)));
        let expected = [
            Discount {
                percent: dec!(3.00),
                days: Some(7),
                until: Some(date(2026, 9, 8)),
                base: None,
            },
            Discount {
                percent: dec!(2.00),
                days: Some(14),
                until: Some(date(2026, 9, 15)),
                base: Some(dec!(119.00)),
            },
        ];
        assert_eq!(terms.discounts, expected);
        assert_eq!(terms.due, None);
        holds(
            "#SKONTO#TAGE=14#PROZENT=2,00#\nZahlbar bis 01.10.2026 ohne Abzug",
            &["2/14/09-15"],
            Some("10-01"),
        );
        holds("#SKONTO#TAGE=x#PROZENT=2.00#", &[], None);
        holds("#SKONTO#TAGE=14#PROZENT=200.00#", &[], None);
    }

    #[test]
    fn german_sentences_with_one_discount() {
        holds("2 % Skonto bei Zahlung innerhalb von 10 Tagen", &["2/10/09-11"], None);
        holds("Bei Zahlung innerhalb 14 Tagen gewähren wir 2,0% Skonto.", &["2/14/09-15"], None);
        holds("innerhalb 8 Tagen 3 % Skonto, 30 Tage netto", &["3/8/09-09"], Some("10-01"));
        holds("10 Tage 2%, 30 Tage netto", &["2/10/09-11"], Some("10-01"));
        holds("10 Tage 2%, 30 Tage", &[], None);
        for bare in [
            "10 Tage 2%",
            "2 % 10 Tage",
            "10 Tage: 2 %",
            "2% in 10 Tagen",
            "2 % innerhalb von 10 Tagen",
            "10 Tg. 2%",
            "10 Tage 2 v.H.",
        ] {
            holds(bare, &["2/10/09-11"], None);
        }
        for skonto in [
            "10 Tage 2% Skonto",
            "2% Skonto 10 Tage",
            "Skonto 2% 10 Tage",
            "Skonto: 10 Tage 2%",
            "10 Tage abzgl. 2%",
        ] {
            holds(skonto, &["2/10/09-11"], None);
            holds(&format!("{skonto}, 30 Tage netto"), &["2/10/09-11"], Some("10-01"));
        }
        holds("8 Tage 3 %, 14 Tage 2 %", &["3/8/09-09", "2/14/09-15"], None);
        holds("10 Tage 2 % Verzugszinsen", &[], None);
        holds("14 Tage 2% Skonto, 30 Tage rein netto", &["2/14/09-15"], Some("10-01"));
        holds("14 Tage 2% Skonto 30 Tage netto", &["2/14/09-15"], Some("10-01"));
        holds("30 Tage netto 14 Tage 2% Skonto", &["2/14/09-15"], Some("10-01"));
        holds("2 % Skonto 10 Tage netto 30 Tage", &["2/10/09-11"], Some("10-01"));
        holds(
            "Zahlbar innerhalb von 10 Tagen abzüglich 2 % Skonto oder innerhalb von 30 Tagen netto \
             Kasse",
            &["2/10/09-11"],
            Some("10-01"),
        );
        holds(
            "Zahlbar binnen zehn Tagen mit 2 Prozent Skonto, sonst dreißig Tage netto.",
            &["2/10/09-11"],
            Some("10-01"),
        );
        holds("Bei Zahlungen binnen 14 Tagen, 2% Skonto", &["2/14/09-15"], None);
        holds("2 % Skonto, wenn Sie binnen 2 Wochen zahlen", &["2/14/09-15"], None);
        holds("bis zum 12.09.2026 abzüglich 2 % Skonto", &["2/-/09-12"], None);
        holds("Bis zum 19.09.2026 mit 2% Skonto (=1,98).", &["2/-/09-19"], None);
        holds(
            "Bei Zahlung bis zum 06.10.2026 zahlen Sie mit 2,50 % Skonto € 4.176,90",
            &["2.5/-/10-06"],
            None,
        );
        holds(
            "Zahlbar innerhalb 30 Tagen netto bis 01.10.2026, 3% Skonto innerhalb 10 Tagen bis \
             11.09.2026",
            &["3/10/09-11"],
            Some("10-01"),
        );
    }

    #[test]
    fn german_sentences_with_two_discounts() {
        holds(
            "8 Tage 3 % Skonto, 14 Tage 2 % Skonto, 30 Tage netto",
            &["3/8/09-09", "2/14/09-15"],
            Some("10-01"),
        );
        holds(
            "3 % Skonto innerhalb 8 Tagen 2 % Skonto innerhalb 14 Tagen",
            &["3/8/09-09", "2/14/09-15"],
            None,
        );
        holds(
            "8 Tage 3 %\n14 Tage 2 %\n30 Tage netto",
            &["3/8/09-09", "2/14/09-15"],
            Some("10-01"),
        );
        holds("10 Tage 2%. 30 Tage netto", &["2/10/09-11"], Some("10-01"));
    }

    #[test]
    fn due_dates_without_discount() {
        holds("zahlbar bis 15.09.2026 ohne Abzug", &[], Some("09-15"));
        holds("Zahlbar bis spätestens zum 15. September 2026", &[], Some("09-15"));
        holds("Zahlungsziel: 30 Tage", &[], Some("10-01"));
        holds("30 Tage", &[], Some("10-01"));
        holds("30 Tage netto", &[], Some("10-01"));
        holds(
            "Der Rechnungsbetrag ist innerhalb von 14 Tagen nach Rechnungsdatum ohne jeden Abzug \
             zahlbar.",
            &[],
            Some("09-15"),
        );
        holds("zahlbar sofort", &[], Some("09-01"));
        holds("Zahlbar sofort, rein netto", &[], Some("09-01"));
        holds("sofort netto Kasse; fällig zum 04.10.2026 ohne Abzug", &[], Some("10-04"));
        holds("Fällig am 2026-09-30", &[], Some("09-30"));
    }

    #[test]
    fn english_sentences() {
        holds("2/10 net 30", &["2/10/09-11"], Some("10-01"));
        holds("2%/10, n/30", &["2/10/09-11"], Some("10-01"));
        for alone in ["Net 30", "net 30 days", "n/30", "30 days net", "Netto 30 Tage.", "NET30"] {
            holds(alone, &[], Some("10-01"));
        }
        holds("zahlbar innerhalb 14 Tagen netto", &[], Some("09-15"));
        holds("netto 1200", &[], None);
        holds("net 30.5", &[], None);
        holds(
            "2% cash discount if paid within 10 days, net 30 days",
            &["2/10/09-11"],
            Some("10-01"),
        );
        holds("2 % discount if paid within 2 days", &["2/2/09-03"], None);
        holds("Payment due within 30 days", &[], Some("10-01"));
        holds("Net 30 days", &[], Some("10-01"));
        holds("Due on receipt", &[], Some("09-01"));
        holds("payable by 2026-09-20 without deduction", &[], Some("09-20"));
    }

    #[test]
    fn days_that_may_be_the_discounts_are_no_due_date() {
        for text in [
            "Payment within 10 days, 2% discount",
            "Zahlung innerhalb 10 Tagen, 2% Skonto",
            "Zahlbar innerhalb von 14 Tagen, 3 %",
            "2 % Skonto, zahlbar innerhalb von 10 Tagen",
            "Zahlbar bis 15.09.2026, 2 % Skonto",
            "Zahlbar in 10 Tagen.\n2 % Skonto",
            "Payable within 8 days (2 % cash discount)",
        ] {
            holds(text, &[], None);
        }
        holds("Zahlbar innerhalb 30 Tagen netto, 2 % Skonto", &[], Some("10-01"));
        holds("2 % Skonto, 30 Tage netto", &[], Some("10-01"));
        holds(
            "Zahlbar in 30 Tagen, bei Zahlung in 10 Tagen, 2 % Skonto",
            &["2/10/09-11"],
            Some("10-01"),
        );
        holds(
            "2 % Skonto innerhalb 10 Tagen, zahlbar in 30 Tagen. Skonto 2 % = 2,38 EUR",
            &["2/10/09-11"],
            Some("10-01"),
        );
    }

    #[test]
    fn what_can_be_read_in_two_ways_is_not_read() {
        for text in [
            "",
            "30 Tage netto, 2 % Skonto",
            "2 % Skonto oder 3 % Skonto innerhalb von 10 Tagen und 14 Tagen und 20 Tagen",
            "Verzugszinsen 9 % nach 30 Tagen",
            "2 % discount if paid within 2 days Penalty percentage 10% from due date",
            "5 % Rabatt, 19 % MwSt.",
            "2 % Skonto innerhalb von 10 Tagen nach Lieferung",
            "2 % Skonto innerhalb von 10 Werktagen",
            "Skonto 2 %",
            "innerhalb von 10 - 14 Tagen 2 % Skonto",
            "50 % Skonto 10 Tage",
            "Kein Skonto. 2 % Bonus in 10 Tagen",
            "Skonto 2 % bis 12.10.2019",
            "Skonto wird nicht gewährt, auch nicht 2 % in 10 Tagen",
            "zahlbar in 4 oder 6 Monaten",
            "Die Lieferung erfolgte am 01.09.2026.",
            "Zahlbar bei 10 % Anzahlung innerhalb von 10 Tagen",
        ] {
            let (discounts, _) = said(text);
            assert!(discounts.is_empty(), "{text}: {discounts:?}");
        }
        holds("Verzugszinsen ab dem 31. Tag", &[], None);
        holds("Bei Zahlung bis 15.09.2026 zahlen Sie 1.166,20 EUR", &[], None);
        holds("zahlbar bis 15.09.2026, fällig am 20.09.2026", &[], None);
        holds("zahlbar 30 Tage nach Lieferung", &[], None);
        holds("Der Betrag wird am 15.09.2026 per Lastschrift eingezogen.", &[], None);
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(300))]
        #[test]
        fn no_text_panics(text in "[0-9 .,%#/a-zA-ZäöüÄß\\-\\n]{0,120}", any in ".{0,60}") {
            let issued = Some(date(2026, 9, 1));
            read(&text, issued);
            read(&any, None);
            read(&format!("2 % Skonto {text} 10 Tage #SKONTO#{any}"), issued);
        }
    }
}
