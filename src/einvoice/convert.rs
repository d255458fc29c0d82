//! [`Terms`] → [`Invoice`]: what a document states becomes what the house works with.
//!
//! Nothing is judged here: a value that cannot be read (a date of no calendar, letters for a
//! number) is left out, and of a term stated twice the first counts. The rules say what is wrong.

use super::extended::{self, LogisticsCharge};
use super::model::{self, Line, Period, Term, Terms};
use crate::domain::invoice::{
    AllowanceCharge, Invoice, InvoiceLine, Payment, StatedDay, Totals, VatBreakdown,
};
use crate::domain::{Currency, Iban, Party, VatId};
use crate::n;
use jiff::civil::Date;
use rust_decimal::Decimal;

/// The domain's invoice. `format` is `ubl` or `cii`; a container that carried the document puts its
/// own name there.
pub fn invoice(terms: &Terms) -> Invoice {
    let currency = terms.currency.value().and_then(Currency::read);
    let money = Amounts(currency);
    let payment = payment(terms);
    let (charges, allowances): (Vec<_>, Vec<_>) = terms
        .allowances
        .iter()
        .filter(|it| it.is_charge.is_some())
        .partition(|it| it.is_charge == Some(true));
    let mut all_charges: Vec<AllowanceCharge> =
        charges.into_iter().map(|it| allowance(it, &money)).collect();
    all_charges.extend(extended::logistics(terms).iter().map(|it| logistics(it, &money)));
    Invoice {
        format: terms.syntax.as_str().into(),
        profile: owned(&terms.specification),
        type_code: owned(&terms.type_code),
        is_credit_note_by_root: terms.root.name() == n!("cn:CreditNote"),
        number: owned(&terms.number),
        issue_date: stated_day(&terms.issue_date),
        due_date: date(&terms.due_date),
        delivery_date: terms.deliveries.iter().find_map(|delivery| date(&delivery.date)),
        period_end: period_end(terms),
        period_start: period_start(terms),
        delivery_country: terms.deliveries.iter().find_map(|delivery| {
            delivery.addresses.first().and_then(|address| owned(&address.country))
        }),
        currency,
        seller: Party { iban: payment.iban.clone(), ..first(&terms.sellers) },
        buyer: Party { iban: debited_account(terms), ..first(&terms.buyers) },
        payee: terms.payees.first().map(party),
        order_number: owned(&terms.order),
        sales_order_number: owned(&terms.sales_order),
        delivery_note_number: owned(&terms.despatch_advice),
        contract_number: owned(&terms.contract),
        buyer_reference: owned(&terms.buyer_reference),
        preceding_invoices: terms.preceding.iter().filter_map(|it| owned(&it.number)).collect(),
        preceding_days: terms
            .preceding
            .iter()
            .filter_map(|it| owned(&it.number).zip(date(&it.date)))
            .collect(),
        notes: terms
            .notes
            .iter()
            .map(|note| note.text().trim().to_string())
            .filter(|note| !note.is_empty())
            .collect(),
        payment,
        lines: terms.lines.iter().map(|it| line(it, &money)).collect(),
        allowances: allowances.into_iter().map(|it| allowance(it, &money)).collect(),
        charges: all_charges,
        vat: terms
            .breakdowns
            .iter()
            .filter(|it| it.in_place)
            .map(|it| breakdown(it, &money))
            .collect(),
        totals: totals(terms, &money),
        // Decoded by `attachments::read`, which can say what is wrong with them.
        attachments: Vec::new(),
    }
}

/// The end of the period that is invoiced: the document's, else that of the line that ends last,
/// when all lines state theirs.
fn period_end(terms: &Terms) -> Option<Date> {
    let end = |periods: &[Period]| periods.iter().filter_map(|period| date(&period.end)).max();
    let of_lines = || {
        terms
            .lines
            .iter()
            .map(|line| end(&line.periods))
            .collect::<Option<Vec<_>>>()?
            .into_iter()
            .max()
    };
    end(&terms.periods).or_else(of_lines)
}

/// The beginning of that period: the document's, else that of the line that begins first, when all
/// lines state theirs.
fn period_start(terms: &Terms) -> Option<Date> {
    let start = |periods: &[Period]| periods.iter().filter_map(|period| date(&period.start)).min();
    let of_lines = || {
        let starts = terms.lines.iter().map(|line| start(&line.periods));
        starts.collect::<Option<Vec<_>>>()?.into_iter().min()
    };
    start(&terms.periods).or_else(of_lines)
}

/// Reads amounts padded to the digits of the invoice's currency.
struct Amounts(Option<Currency>);

impl Amounts {
    fn read(&self, term: &Term) -> Option<Decimal> {
        let amount = term.number()?;
        Some(self.0.map_or(amount, |currency| currency.pad(amount)))
    }
}

fn owned(term: &Term) -> Option<String> {
    term.value().map(str::to_string)
}

/// The texts of a term that may stand several times, a line each.
fn all_texts(term: &Term) -> Option<String> {
    let texts = term.iter().map(|node| node.text().trim()).filter(|text| !text.is_empty());
    texts.map(str::to_string).reduce(|one, two| format!("{one}\n{two}"))
}

/// A day as UBL (`2026-07-01`, a time zone may follow) or CII (`20260701`, format 102) writes it.
fn date(term: &Term) -> Option<Date> {
    day(term.value()?)
}

fn stated_day(term: &Term) -> Option<StatedDay> {
    let text = term.value()?;
    let zone = text.get("2026-07-01".len()..).filter(|rest| is_zone(rest));
    Some(StatedDay { day: day(text)?, zone: zone.map(str::to_owned) })
}

fn is_zone(text: &str) -> bool {
    match text.as_bytes() {
        b"Z" => true,
        [b'+' | b'-', hours @ .., b':', _, _] => {
            hours.len() == 2 && text.bytes().filter(u8::is_ascii_digit).count() == 4
        }
        _ => false,
    }
}

/// Reads a day written as `2026-07-01` or `20260701`; what follows the day is ignored.
pub fn day(text: &str) -> Option<Date> {
    let dashed = text.as_bytes().get(4) == Some(&b'-');
    let head = text.get(..if dashed { 10 } else { 8 })?;
    Date::strptime(if dashed { "%Y-%m-%d" } else { "%Y%m%d" }, head).ok()
}

fn first(parties: &[model::Party]) -> Party {
    parties.first().map(party).unwrap_or_default()
}

fn party(party: &model::Party) -> Party {
    let (address, contact) = (party.addresses.first(), party.contacts.first());
    let of = |pick: fn(&model::Address) -> Option<String>| address.and_then(pick);
    let name = owned(&party.names).or_else(|| owned(&party.trading_names));
    Party {
        trading_name: owned(&party.trading_names).filter(|trading| Some(trading) != name.as_ref()),
        name,
        vat_id: party.vat_ids.value().and_then(VatId::read),
        tax_number: owned(&party.tax_ids),
        email: contact.and_then(|contact| owned(&contact.email)).or_else(|| mail_endpoint(party)),
        iban: None,
        street: of(|address| owned(&address.street)),
        postcode: of(|address| owned(&address.postcode)),
        city: of(|address| owned(&address.city)),
        country: of(|address| owned(&address.country)),
        identifier: owned(&party.ids).or_else(|| owned(&party.global_ids)),
    }
}

/// The electronic address, where it is an e-mail address (scheme EM).
fn mail_endpoint(party: &model::Party) -> Option<String> {
    party
        .endpoints
        .iter()
        .map(|node| node.text().trim())
        .find(|text| text.contains('@'))
        .map(str::to_string)
}

fn payment(terms: &Terms) -> Payment {
    let accounts = || terms.payment_means.iter().flat_map(|means| &means.accounts);
    let bic = accounts().find_map(|account| owned(&account.bic));
    let mut ibans = accounts()
        .flat_map(|account| account.id.iter().chain(account.proprietary.iter()))
        .filter_map(|node| Iban::stated(node.text()));
    let iban = ibans.next();
    let mut other_ibans: Vec<Iban> = Vec::new();
    for other in ibans {
        if Some(&other) != iban.as_ref() && !other_ibans.contains(&other) {
            other_ibans.push(other);
        }
    }
    Payment {
        means_code: terms.payment_means.iter().find_map(|means| owned(&means.code)),
        iban,
        other_ibans,
        bic,
        reference: terms.payment_means.iter().find_map(|means| owned(&means.references)),
        mandate: terms.payment_means.iter().find_map(|means| owned(&means.mandate)),
        terms: all_texts(&terms.payment_terms),
        // Read from the words as well: `payment_terms::complete` does both.
        discounts: Vec::new(),
    }
}

fn debited_account(terms: &Terms) -> Option<Iban> {
    terms.payment_means.iter().find_map(|means| means.debited_account.value().and_then(Iban::read))
}

fn line(line: &Line, money: &Amounts) -> InvoiceLine {
    let standard =
        line.standard_article.iter().find(|id| id.attribute(n!("schemeID")) == Some("0160"));
    let category = line.categories.first();
    InvoiceLine {
        id: owned(&line.id),
        article: owned(&line.seller_article).or_else(|| owned(&line.buyer_article)),
        gtin: standard.map(|id| id.text().trim().to_string()).filter(|id| !id.is_empty()),
        description: owned(&line.name).or_else(|| owned(&line.description)),
        quantity: line.quantity.number(),
        unit: line.quantity.attribute(n!("unitCode")).map(str::to_string),
        unit_price: unit_price(line),
        net: money.read(&line.net),
        vat_category: category.and_then(|category| owned(&category.code)),
        vat_rate: category.and_then(|category| category.rate.number()),
        order_line: owned(&line.order_line),
        kind: kind(line),
        ..InvoiceLine::default()
    }
}

/// BT-X-8, of lines that do not count.
fn kind(line: &Line) -> Option<String> {
    (extended::kind(line) != extended::Kind::Detail)
        .then(|| owned(&extended::stated_kind(line.node)))
        .flatten()
}

/// Freight and the like: a charge on the whole document, part of BT-108.
fn logistics(it: &LogisticsCharge, money: &Amounts) -> AllowanceCharge {
    let category = it.categories.first();
    AllowanceCharge {
        amount: money.read(&it.amount),
        vat_category: category.and_then(|category| owned(&category.code)),
        vat_rate: category.and_then(|category| category.rate.number()),
        reason: owned(&it.description),
        ..AllowanceCharge::default()
    }
}

/// BT-146 divided by BT-149, which is one unless stated.
fn unit_price(line: &Line) -> Option<Decimal> {
    let price = line.price.number()?;
    match line.base_quantity.number() {
        Some(base) if !base.is_zero() && base != Decimal::ONE => {
            price.checked_div(base).map(|price| price.normalize())
        }
        _ => Some(price),
    }
}

fn allowance(it: &model::AllowanceCharge, money: &Amounts) -> AllowanceCharge {
    let category = it.categories.first();
    AllowanceCharge {
        amount: money.read(&it.amount),
        base: money.read(&it.base),
        percent: it.percent.number(),
        vat_category: category.and_then(|category| owned(&category.code)),
        vat_rate: category.and_then(|category| category.rate.number()),
        reason: owned(&it.reason).or_else(|| owned(&it.reason_code)),
    }
}

fn breakdown(it: &model::Breakdown, money: &Amounts) -> VatBreakdown {
    let category = it.categories.first();
    VatBreakdown {
        category: category.and_then(|category| owned(&category.code)),
        rate: category.and_then(|category| category.rate.number()),
        base: money.read(&it.base),
        amount: money.read(&it.amount),
        exemption_reason: category
            .and_then(|category| owned(&category.reason).or_else(|| owned(&category.reason_code))),
        exemption_code: category.and_then(|category| owned(&category.reason_code)),
    }
}

fn totals(terms: &Terms, money: &Amounts) -> Totals {
    let vat = money.read(&vat_total(terms));
    let Some(totals) = terms.totals.first() else { return Totals { vat, ..Totals::default() } };
    let vat_in_euro = vat_in_euro(terms).and_then(|term| money.read(&term));
    Totals {
        lines: money.read(&totals.lines),
        allowances: money.read(&totals.allowances),
        charges: money.read(&totals.charges),
        net: money.read(&totals.net),
        vat,
        vat_in_euro,
        gross: money.read(&totals.gross),
        prepaid: money.read(&totals.prepaid),
        rounding: money.read(&totals.rounding),
        payable: money.read(&totals.payable),
    }
}

/// BT-110: the VAT amount in the invoice currency, else the first that names no other currency.
fn vat_total<'t, 'a>(terms: &Terms<'t, 'a>) -> Term<'t, 'a> {
    let currency = terms.currency.value();
    let amounts = || terms.tax_amounts.iter();
    let named = amounts().find(|node| node.attribute(n!("currencyID")).map(str::trim) == currency);
    let mut term = Term::default();
    if let Some(node) =
        named.or_else(|| amounts().find(|node| node.attribute(n!("currencyID")).is_none()))
    {
        term.push(node);
    }
    term
}

/// BT-111 where it is in euro, and the invoice in another currency.
fn vat_in_euro<'t, 'a>(terms: &Terms<'t, 'a>) -> Option<Term<'t, 'a>> {
    terms.currency.value().filter(|currency| *currency != "EUR")?;
    let mut amounts = terms.tax_amounts.iter();
    let in_euro =
        amounts.find(|node| node.attribute(n!("currencyID")).map(str::trim) == Some("EUR"));
    let mut term = Term::default();
    term.push(in_euro?);
    Some(term)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_in_both_syntaxes() {
        let first_of_july = jiff::civil::date(2026, 7, 1);
        assert_eq!(day("2026-07-01"), Some(first_of_july));
        assert_eq!(day("2026-07-01+02:00"), Some(first_of_july));
        assert_eq!(day("20260701"), Some(first_of_july));
        assert_eq!(day("2026-02-30"), None);
        assert_eq!(day("1.7.2026"), None);
        assert_eq!(day("ä"), None);
    }

    #[test]
    fn a_zone_is_one_by_its_shape() {
        let zones: Vec<&str> = ["Z", "+01:00", "-05:30", "", "+1:00", "T10:00:00", "+01:0a", "ä"]
            .into_iter()
            .filter(|text| is_zone(text))
            .collect();
        assert_eq!(zones, ["Z", "+01:00", "-05:30"]);
    }
}
