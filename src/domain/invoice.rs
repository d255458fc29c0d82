//! An invoice or credit note in the terms of EN 16931-1 (BT business terms, BG groups), whatever
//! syntax it came in.
//!
//! Amounts are in the invoice currency, padded to its digits; a credit note (type 381) carries
//! positive amounts.

use super::money::Currency;
use super::party::{Iban, Party};
use super::text::fold;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize, Serializer};
use std::fmt;

/// The semantic invoice.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Invoice {
    /// `ubl`, `cii`, `zugferd1`, `facturx`, `csv`, `pdf:NAME`.
    pub format: String,
    /// BT-24: the specification identifier.
    pub profile: Option<String>,
    /// BT-3: UNTDID 1001 code; 381 is a credit note.
    pub type_code: Option<String>,
    /// The root element is UBL's `CreditNote`; [`Invoice::nature`] is what is reckoned with.
    #[serde(skip)]
    pub is_credit_note_by_root: bool,
    /// BT-1.
    pub number: Option<String>,
    /// BT-2; [`Invoice::issue_day`] is what is reckoned with.
    pub issue_date: Option<StatedDay>,
    /// BT-9.
    pub due_date: Option<Date>,
    /// BT-72.
    pub delivery_date: Option<Date>,
    /// BT-74, else the latest BT-135 when all lines state one: the end of what is invoiced by
    /// period.
    #[serde(skip)]
    pub period_end: Option<Date>,
    /// BT-73, else the earliest BT-134 when all lines state one: its beginning.
    #[serde(skip)]
    pub period_start: Option<Date>,
    /// BT-80: the state that is delivered to.
    #[serde(skip)]
    pub delivery_country: Option<String>,
    /// BT-5.
    pub currency: Option<Currency>,
    /// BG-4.
    pub seller: Party,
    /// BG-7.
    pub buyer: Party,
    /// BG-10: who is paid, when it is not the seller.
    pub payee: Option<Party>,
    /// BT-13: the buyer's order.
    pub order_number: Option<String>,
    /// BT-14: the seller's order.
    pub sales_order_number: Option<String>,
    /// BT-16.
    pub delivery_note_number: Option<String>,
    /// BT-12.
    pub contract_number: Option<String>,
    /// BT-10 (Leitweg-ID in Germany).
    pub buyer_reference: Option<String>,
    /// BT-25: invoices this one refers to.
    pub preceding_invoices: Vec<String>,
    /// BT-26: the day of each of those that states one, by its number: numbers begin anew each
    /// year.
    #[serde(skip)]
    pub preceding_days: Vec<(String, Date)>,
    /// BT-22.
    pub notes: Vec<String>,
    /// How and when to pay (BG-16, BT-20, BT-9).
    pub payment: Payment,
    /// BG-25, sub-lines of the EXTENDED profile included.
    pub lines: Vec<InvoiceLine>,
    /// BG-20.
    pub allowances: Vec<AllowanceCharge>,
    /// BG-21.
    pub charges: Vec<AllowanceCharge>,
    /// BG-23.
    pub vat: Vec<VatBreakdown>,
    /// BG-22.
    pub totals: Totals,
    /// BG-24 documents carried inside the invoice.
    #[serde(skip)]
    pub attachments: Vec<Attachment>,
}

/// A day as a document states it, with the time zone it may name (`Z`, `+01:00`; XML Schema part 2,
/// § 3.3.9). The zone is shown and never reckoned with: a business date holds where it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatedDay {
    /// The day as it is written.
    pub day: Date,
    /// The time zone written behind it (`+02:00`, `Z`).
    pub zone: Option<String>,
}

impl From<Date> for StatedDay {
    fn from(day: Date) -> StatedDay {
        StatedDay { day, zone: None }
    }
}

impl fmt::Display for StatedDay {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}{}", self.day, self.zone.as_deref().unwrap_or_default())
    }
}

impl Serialize for StatedDay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Invoice {
    /// States amounts with at least the digits of its currency (`119.00`); prices and quantities
    /// stay as they are.
    pub fn pad(&mut self) {
        let currency = self.currency.unwrap_or(Currency::EUR);
        let totals = &mut self.totals;
        let sums = [
            &mut totals.lines,
            &mut totals.allowances,
            &mut totals.charges,
            &mut totals.net,
            &mut totals.vat,
            &mut totals.vat_in_euro,
            &mut totals.gross,
            &mut totals.prepaid,
            &mut totals.rounding,
            &mut totals.payable,
        ];
        let vat = self.vat.iter_mut().flat_map(|one| [&mut one.base, &mut one.amount]);
        let besides = self.allowances.iter_mut().chain(&mut self.charges);
        let besides = besides.flat_map(|one| [&mut one.amount, &mut one.base]);
        let lines = self.lines.iter_mut().map(|line| &mut line.net);
        for amount in sums.into_iter().chain(vat).chain(besides).chain(lines).flatten() {
            *amount = currency.pad(*amount);
        }
    }

    /// The day of issue, whatever zone it is stated in.
    pub fn issue_day(&self) -> Option<Date> {
        self.issue_date.as_ref().map(|stated| stated.day)
    }
}

/// BG-16: how to pay.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Payment {
    /// BT-81: UNTDID 4461 code (58 SEPA credit transfer, 59 SEPA direct debit, 30 credit transfer).
    pub means_code: Option<String>,
    /// BT-84 of the first account, as stated: ask [`Iban::is_valid`], it may be a domestic account
    /// number.
    pub iban: Option<Iban>,
    /// BT-84 of the further accounts.
    pub other_ibans: Vec<Iban>,
    /// BT-86.
    pub bic: Option<String>,
    /// BT-83: the remittance information asked for.
    pub reference: Option<String>,
    /// BT-89: the mandate of a direct debit.
    pub mandate: Option<String>,
    /// BT-20 as written.
    pub terms: Option<String>,
    /// Cash discount terms (Skonto) found in BT-20 or in the syntax's own elements.
    pub discounts: Vec<Discount>,
}

/// A cash discount (Skonto): so many percent when paid in time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Discount {
    /// Percent of the invoice's amount that may be taken off, such as 2 for 2 %.
    pub percent: Decimal,
    /// Days counted from the invoice date.
    pub days: Option<u32>,
    /// The last day on which the discount may be taken.
    pub until: Option<Date>,
    /// The amount the percentage is taken of, when it is not the whole payable amount.
    pub base: Option<Decimal>,
}

/// BG-25: one line.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct InvoiceLine {
    /// BT-126.
    pub id: Option<String>,
    /// BT-155, else BT-156: the article number.
    pub article: Option<String>,
    /// BT-157 of scheme 0160.
    pub gtin: Option<String>,
    /// BT-153, with BT-154 when there is no name.
    pub description: Option<String>,
    /// BT-129.
    pub quantity: Option<Decimal>,
    /// BT-130: UN/ECE Rec 20/21 code.
    pub unit: Option<String>,
    /// BT-146 divided by BT-149: the net price of one unit.
    pub unit_price: Option<Decimal>,
    /// BT-131.
    pub net: Option<Decimal>,
    /// BT-151.
    pub vat_category: Option<String>,
    /// BT-152 in percent.
    pub vat_rate: Option<Decimal>,
    /// BT-132: the order line.
    pub order_line: Option<String>,
    /// The order that the line itself names, where a document is about several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_number: Option<String>,
    /// The delivery note that the line itself names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery_note_number: Option<String>,
    /// BT-X-8 of Factur-X EXTENDED, only of lines that do not count: `GROUP` repeats the sum of
    /// lines, `INFORMATION` tells something.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
}

/// BG-20 and BG-21: an allowance or charge on the whole document.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct AllowanceCharge {
    /// BT-92/BT-99.
    pub amount: Option<Decimal>,
    /// BT-93/BT-100.
    pub base: Option<Decimal>,
    /// BT-94/BT-101.
    pub percent: Option<Decimal>,
    /// BT-95/BT-102.
    pub vat_category: Option<String>,
    /// BT-96/BT-103.
    pub vat_rate: Option<Decimal>,
    /// BT-97/BT-104.
    pub reason: Option<String>,
}

/// BG-23: the VAT of one category and rate.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct VatBreakdown {
    /// BT-118.
    pub category: Option<String>,
    /// BT-119 in percent.
    pub rate: Option<Decimal>,
    /// BT-116.
    pub base: Option<Decimal>,
    /// BT-117.
    pub amount: Option<Decimal>,
    /// BT-120, or its code where that is all.
    pub exemption_reason: Option<String>,
    /// BT-121 (VATEX code list).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exemption_code: Option<String>,
}

impl VatBreakdown {
    /// Why no VAT is charged, in words and by its code.
    pub fn exemption(&self) -> String {
        [&self.exemption_reason, &self.exemption_code]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// BG-22: the totals of the document.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Totals {
    /// BT-106.
    pub lines: Option<Decimal>,
    /// BT-107.
    pub allowances: Option<Decimal>,
    /// BT-108.
    pub charges: Option<Decimal>,
    /// BT-109.
    pub net: Option<Decimal>,
    /// BT-110.
    pub vat: Option<Decimal>,
    /// BT-111 of an invoice in another currency whose VAT is accounted for in euro.
    pub vat_in_euro: Option<Decimal>,
    /// BT-112.
    pub gross: Option<Decimal>,
    /// BT-113.
    pub prepaid: Option<Decimal>,
    /// BT-114.
    pub rounding: Option<Decimal>,
    /// BT-115.
    pub payable: Option<Decimal>,
}

/// BT-125: a document attached inside the invoice, decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// The file's name as the invoice states it (BT-125-2).
    pub name: String,
    /// Its media type (BT-125-1).
    pub mime: String,
    /// Its contents, decoded.
    pub bytes: Vec<u8>,
}

/// Words that tell the day of the supply in a text, folded.
const SUPPLY_WORDS: &[&str] = &[
    "leistungsdatum",
    "leistungszeit",
    "leistungsmonat",
    "leistungstag",
    "lieferdatum",
    "liefertag",
    "lieferzeit",
    "liefermonat",
    "lieferung am",
    "leistung am",
    "leistung im",
    "lieferung im",
    "entspricht dem rechnungsdatum",
    "entspricht rechnungsdatum",
    "gleich rechnungsdatum",
    "delivery date",
    "date of supply",
    "service period",
];

/// Whether a text tells in words when the supply was: `Leistungsdatum = Rechnungsdatum`,
/// `Leistungsmonat März 2026`.
pub fn tells_supply(text: &str) -> bool {
    let text = fold(text);
    SUPPLY_WORDS.iter().any(|word| text.contains(word))
}

/// Words of what is paid before the supply, folded.
const PREPAYMENT_WORDS: &[&str] = &[
    "anzahlung",
    "abschlag",
    "vorauszahlung",
    "teilzahlung",
    "a conto",
    "akonto",
    "acconto",
    "down payment",
    "prepayment",
    "advance payment",
];

/// Whether a text speaks of a payment before the supply.
pub fn tells_prepayment(text: &str) -> bool {
    let text = fold(text);
    PREPAYMENT_WORDS.iter().any(|word| text.contains(word))
}
