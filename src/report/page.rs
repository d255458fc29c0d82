//! An e-invoice as a page that people read: what its XML says, in the order of a letter. The XML
//! stays the original.

use crate::domain::invoice::{AllowanceCharge, InvoiceLine, StatedDay};
use crate::domain::party::Party;
use crate::domain::unit::Unit;
use crate::domain::{Invoice, Language, plain, spelling};
use jiff::civil::Date;
use minijinja::value::{Serde, Value as Template};
use minijinja::{AutoEscape, Environment, context};
use rust_decimal::Decimal;
use serde::Serialize;
use std::sync::OnceLock;

/// Lines of the invoice on the page; a longer one says how many more there are.
const MOST_LINES: usize = 2_000;

#[derive(Serialize)]
struct Side {
    title: &'static str,
    lines: Vec<String>,
}

type Pairs = Vec<(String, String)>;

/// The page; `original` is the name of the file that it shows.
pub fn invoice_page(invoice: &Invoice, original: &str, language: Language) -> String {
    let page = Page { invoice, language };
    let values = context! {
        lang => page.pick("de", "en"),
        title => format!(
            "{} {}",
            page.kind(),
            shown(invoice.number.as_deref().unwrap_or_default()),
        ),
        parties => Template::from(Serde(page.parties())),
        facts => Template::from(Serde(page.facts())),
        notes => invoice
            .notes
            .iter()
            .map(|note| plain::page(note).into_owned())
            .collect::<Vec<_>>(),
        headings => page.headings(),
        lines => page.lines(),
        sums => Template::from(Serde(page.sums())),
        payment => Template::from(Serde(page.payment())),
        foot => page.foot(original),
    };
    pages().get_template(TEMPLATE).and_then(|template| template.render(values)).unwrap_or_default()
}

const TEMPLATE: &str = "invoice.html";

/// The template, compiled once: many invoices come at once.
fn pages() -> &'static Environment<'static> {
    static PAGES: OnceLock<Environment<'static>> = OnceLock::new();
    PAGES.get_or_init(|| {
        let mut environment = Environment::new();
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        // It ships with kontor, and a test fills it in.
        let _ = environment.add_template(TEMPLATE, include_str!("templates/invoice.html"));
        environment
    })
}

struct Page<'a> {
    invoice: &'a Invoice,
    language: Language,
}

impl Page<'_> {
    fn pick(&self, de: &'static str, en: &'static str) -> &'static str {
        if self.language == Language::De { de } else { en }
    }

    fn kind(&self) -> &'static str {
        match self.invoice.is_credit_note_by_root
            || self.invoice.type_code.as_deref() == Some("381")
        {
            true => self.pick("Gutschrift", "Credit note"),
            false => self.pick("Rechnung", "Invoice"),
        }
    }

    fn money(&self, amount: Option<Decimal>) -> Option<String> {
        let currency = self.invoice.currency;
        amount.map(|amount| {
            let padded = currency.map_or(amount, |currency| currency.pad(amount));
            let unit = currency.map(|currency| format!(" {currency}")).unwrap_or_default();
            format!("{}{unit}", spelling::number(&padded.to_string(), self.language))
        })
    }

    fn number(&self, number: Option<Decimal>) -> String {
        number
            .map(|number| spelling::number(&number.normalize().to_string(), self.language))
            .unwrap_or_default()
    }

    fn day(&self, day: Option<Date>) -> Option<String> {
        day.map(|day| spelling::day(day, self.language))
    }

    fn parties(&self) -> Vec<Side> {
        let side = |title, party: &Party| Side { title, lines: self.party(party) };
        let mut sides = vec![
            side(self.pick("Verkäufer", "Seller"), &self.invoice.seller),
            side(self.pick("Käufer", "Buyer"), &self.invoice.buyer),
        ];
        sides.extend(
            self.invoice
                .payee
                .as_ref()
                .map(|payee| side(self.pick("Zahlungsempfänger", "Payee"), payee)),
        );
        sides
    }

    fn party(&self, party: &Party) -> Vec<String> {
        let place = [&party.postcode, &party.city, &party.country]
            .map(|part| part.as_deref().unwrap_or_default())
            .join(" ");
        let named = |name: &str, text: Option<&str>| text.map(|text| format!("{name} {text}"));
        let lines = [
            party.name.clone(),
            party.street.clone(),
            Some(place.trim().to_owned()),
            named(self.pick("USt-IdNr.", "VAT id"), party.vat_id.as_ref().map(|vat| vat.as_str())),
            named(self.pick("Steuernummer", "Tax number"), party.tax_number.as_deref()),
            party.email.clone(),
        ];
        lines
            .into_iter()
            .flatten()
            .filter(|line| !line.is_empty())
            .map(|line| shown(&line))
            .collect()
    }

    fn facts(&self) -> Pairs {
        let invoice = self.invoice;
        let issued = invoice
            .issue_date
            .as_ref()
            .map(|StatedDay { day, .. }| spelling::day(*day, self.language));
        said([
            (self.pick("Datum", "Date"), issued),
            (self.pick("Lieferdatum", "Delivered"), self.day(invoice.delivery_date)),
            (self.pick("Fällig", "Due"), self.day(invoice.due_date)),
            (self.pick("Bestellung", "Order"), invoice.order_number.clone()),
            (self.pick("Lieferschein", "Delivery note"), invoice.delivery_note_number.clone()),
            (self.pick("Vertrag", "Contract"), invoice.contract_number.clone()),
            (
                self.pick("Käuferreferenz (Leitweg-ID)", "Buyer reference"),
                invoice.buyer_reference.clone(),
            ),
            (
                self.pick("Bezieht sich auf", "Refers to"),
                Some(invoice.preceding_invoices.join(", ")),
            ),
        ])
    }

    fn headings(&self) -> Vec<&'static str> {
        match self.language {
            Language::De => vec!["Pos.", "Bezeichnung", "Menge", "Einzelpreis", "USt %", "Netto"],
            Language::En => vec!["No.", "Description", "Quantity", "Unit price", "VAT %", "Net"],
        }
    }

    fn lines(&self) -> Vec<Vec<String>> {
        let all = &self.invoice.lines;
        let mut lines: Vec<Vec<String>> =
            all.iter().take(MOST_LINES).map(|line| self.line(line)).collect();
        if let Some(more @ 1..) = all.len().checked_sub(MOST_LINES) {
            lines.push(vec![
                "…".to_owned(),
                format!("{} {more}", self.pick("und weitere Zeilen:", "and more lines:")),
            ]);
        }
        lines
    }

    fn line(&self, line: &InvoiceLine) -> Vec<String> {
        let unit = line.unit.as_deref().and_then(Unit::read);
        let quantity = format!(
            "{} {}",
            self.number(line.quantity),
            unit.as_ref().map_or("", |unit| unit.word(self.language))
        );
        let article =
            line.article.as_ref().map(|article| format!("{article}  ")).unwrap_or_default();
        let told = format!("{article}{}", line.description.as_deref().unwrap_or_default());
        let net = line
            .net
            .map(|net| self.invoice.currency.map_or(net, |currency| currency.pad(net)).to_string());
        let amounts = [
            quantity.trim().to_owned(),
            self.number(line.unit_price),
            self.number(line.vat_rate),
            net.map(|net| spelling::number(&net, self.language)).unwrap_or_default(),
        ];
        [line.id.clone().unwrap_or_default(), told]
            .into_iter()
            .chain(amounts)
            .map(|text| shown(&text))
            .collect()
    }

    fn sums(&self) -> Pairs {
        let (invoice, totals) = (self.invoice, &self.invoice.totals);
        let part = |word: &'static str, part: &AllowanceCharge| {
            let reason = part
                .reason
                .as_deref()
                .map(|reason| format!(" ({})", shown(reason)))
                .unwrap_or_default();
            self.money(part.amount).map(|amount| (format!("{word}{reason}"), amount))
        };
        let mut sums =
            said([(self.pick("Summe der Zeilen", "Sum of lines"), self.money(totals.lines))]);
        sums.extend(
            invoice
                .allowances
                .iter()
                .filter_map(|allowance| part(self.pick("Nachlass", "Allowance"), allowance)),
        );
        sums.extend(
            invoice
                .charges
                .iter()
                .filter_map(|charge| part(self.pick("Zuschlag", "Charge"), charge)),
        );
        sums.extend(said([(self.pick("Netto", "Net"), self.money(totals.net))]));
        sums.extend(invoice.vat.iter().filter_map(|vat| {
            let rate =
                vat.rate.map(|rate| format!(" {} %", self.number(Some(rate)))).unwrap_or_default();
            let base = self
                .money(vat.base)
                .map(|base| format!(" {} {base}", self.pick("auf", "on")))
                .unwrap_or_default();
            self.money(vat.amount)
                .map(|amount| (format!("{}{rate}{base}", self.pick("USt", "VAT")), amount))
        }));
        sums.extend(said([
            (self.pick("Brutto", "Gross"), self.money(totals.gross)),
            (self.pick("Schon bezahlt", "Prepaid"), self.money(totals.prepaid)),
            (self.pick("Rundung", "Rounding"), self.money(totals.rounding)),
            (self.pick("Zu zahlen", "Payable"), self.money(totals.payable)),
        ]));
        sums
    }

    fn payment(&self) -> Pairs {
        let payment = &self.invoice.payment;
        said([
            (self.pick("Zahlungsbedingungen", "Terms"), payment.terms.clone()),
            ("IBAN", payment.iban.as_ref().map(|iban| iban.as_str().to_owned())),
            ("BIC", payment.bic.clone()),
            (self.pick("Verwendungszweck", "Reference"), payment.reference.clone()),
            (self.pick("Mandat", "Mandate"), payment.mandate.clone()),
        ])
    }

    fn foot(&self, original: &str) -> String {
        match self.language {
            Language::De => {
                format!("Lesefassung von kontor. Maßgeblich ist die E-Rechnung selbst: {original}")
            }
            Language::En => format!(
                "Made by kontor to be read. What counts is the e-invoice itself: {original}"
            ),
        }
    }
}

/// The pairs that say something, clean of what acts.
fn said<const N: usize>(pairs: [(&str, Option<String>); N]) -> Pairs {
    let said = |(name, text): (&str, Option<String>)| {
        text.filter(|text| !text.is_empty()).map(|text| (name.to_owned(), shown(&text)))
    };
    pairs.into_iter().filter_map(said).collect()
}

fn shown(text: &str) -> String {
    plain::line(text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Currency;
    use rust_decimal::dec;

    #[test]
    fn an_invoice_reads_as_a_letter_and_none_of_its_text_is_markup() {
        let line = InvoiceLine {
            description: Some("Träger <b>\u{202e}".into()),
            quantity: Some(dec!(2.0)),
            unit: Some("H87".into()),
            net: Some(dec!(1190)),
            ..InvoiceLine::default()
        };
        let mut invoice = Invoice {
            number: Some("R-1".into()),
            currency: Some(Currency::EUR),
            lines: vec![line],
            ..Invoice::default()
        };
        invoice.totals.payable = Some(dec!(1416.1));
        invoice.issue_date = Some(jiff::civil::date(2026, 10, 3).into());
        let page = invoice_page(&invoice, "a.xml", Language::De);
        for said in [
            "<h1>Rechnung R-1</h1>",
            "03.10.2026",
            "Träger &lt;b&gt;</td>",
            "1.190,00",
            "Zu zahlen",
            "1.416,10 EUR",
            "a.xml",
        ] {
            assert!(page.contains(said), "{said}: {page}");
        }
        assert!(!page.contains("http"), "nothing is fetched");
        invoice.type_code = Some("381".into());
        assert!(invoice_page(&invoice, "a.xml", Language::En).contains("<h1>Credit note R-1</h1>"));
    }
}
