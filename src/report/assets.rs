//! Report `assets`: lines of invoices received above 800 € net on accounts of expense whose words
//! are those of a fixed asset. A hint: whether it is one, a person decides (§ 6 (2), § 7 EStG).

use super::gather::in_cents;
use super::row::{Row, row};
use super::{Asked, Cell, Column, Report, Which, column};
use crate::domain::text::fold;
use crate::domain::{InvoiceLine, Side};
use crate::store::trade::{BilledRow, Whose};
use crate::store::{Store, Stored};
use jiff::civil::Date;
use rust_decimal::{Decimal, dec};

const COLUMNS: &[Column] = &[
    column("company", "Firma", "Company", Cell::Text).key(),
    column("document", "Beleg", "Document", Cell::Text),
    column("date", "Datum", "Date", Cell::Date),
    column("contact", "Lieferant", "Vendor", Cell::Long),
    column("text", "Text", "Text", Cell::Long),
    column("account", "Konto", "Account", Cell::Text),
    column("name", "Bezeichnung", "Name", Cell::Long),
    column("net", "Netto", "Net", Cell::Amount).summed(),
    column("word", "Merkmal", "Mark", Cell::Text),
];

pub(super) const REPORT: Report = Report {
    name: "assets",
    which: Which::Assets,
    title: (
        "Mögliche Anlagegüter auf Aufwandskonten",
        "Possible fixed assets on accounts of expense",
    ),
    columns: COLUMNS,
};

/// Up to this net amount a thing may be an expense at once (§ 6 (2) sentence 1 EStG), in euro.
const LOW_VALUE: Decimal = dec!(800);

/// Words of things that last: machines, vehicles, furniture, computers. Compared folded, inside
/// words too.
const WORDS: &[&str] = &[
    "maschine",
    "drehbank",
    "fraese",
    "kompressor",
    "presse",
    "kreissaege",
    "bandsaege",
    "kran",
    "stapler",
    "hubwagen",
    "fahrzeug",
    "pkw",
    "lkw",
    "anhaenger",
    "transporter",
    "notebook",
    "laptop",
    "macbook",
    "server",
    "computer",
    "drucker",
    "kopierer",
    "monitor",
    "beamer",
    "schreibtisch",
    "schrank",
    "regal",
    "stuhl",
    "moebel",
    "werkbank",
    "kamera",
    "photovoltaik",
    "waermepumpe",
    "klimaanlage",
    "kuehlschrank",
    "machine",
    "lathe",
    "printer",
    "vehicle",
    "trailer",
    "forklift",
    "desk",
    "furniture",
];

/// Words of what is done to such things, or of what they use up.
const NOT: &[&str] = &[
    "miete",
    "mieten",
    "leasing",
    "wartung",
    "reparatur",
    "inspektion",
    "ersatzteil",
    "zubehoer",
    "toner",
    "rental",
    "repair",
];

pub(super) async fn rows(store: &Store, asked: &Asked) -> Stored<Vec<Row>> {
    let span = (asked.span.from.unwrap_or(Date::MIN), asked.until());
    let whose = Whose { company: asked.span.company.as_deref(), contact: None };
    let mut found = Vec::new();
    store.each_billed(whose, |invoice| found.extend(likely(invoice, span))).await?;
    let mut rows = Vec::new();
    for Likely { invoice, date, lines } in found {
        let Some(account) = expense_of(store, asked, &invoice).await? else { continue };
        for (net, word, text) in lines {
            rows.push(row!({
                "company": invoice.company,
                "document": format!("D{}", invoice.document_id),
                "date": date,
                "contact": invoice.contact,
                "text": text,
                "account": account,
                "name": asked.account_name(&invoice.company, &account),
                "net": in_cents(net),
                "word": word,
            }));
        }
    }
    Ok(rows)
}

/// A booked invoice with lines that look like assets: net, the word that says so, text.
struct Likely {
    invoice: BilledRow,
    date: Date,
    lines: Vec<(Decimal, &'static str, String)>,
}

fn likely(invoice: BilledRow, (from, to): (Date, Date)) -> Option<Likely> {
    let date = invoice.facts.date.filter(|day| (from..=to).contains(day))?;
    if invoice.side != Side::Payable || invoice.status != "processed" || invoice.facts.credit {
        return None;
    }
    let marked = |line: &InvoiceLine| {
        let net = line.net.filter(|net| *net > LOW_VALUE)?;
        let text = line.description.clone().or_else(|| line.article.clone())?;
        Some((net, mark(&text)?, text))
    };
    let lines: Vec<_> = invoice.facts.lines.iter().filter_map(marked).collect();
    (!lines.is_empty()).then_some(Likely { invoice, date, lines })
}

/// The account of expense that bears most of an invoice; `None` where it is booked on none.
async fn expense_of(store: &Store, asked: &Asked, invoice: &BilledRow) -> Stored<Option<String>> {
    let Some(closing) = asked.closings.get(&invoice.company) else { return Ok(None) };
    let numbers = store.postings_from(&invoice.company, invoice.document_id).await?;
    let entries = store.journal_numbered(&invoice.company, &numbers).await?;
    let is_expense = |account: &str| {
        let charted = asked.chart_number(&invoice.company, account);
        closing.chart.is_profit_and_loss(charted) && !closing.chart.is_income(charted)
    };
    let lines =
        entries.into_iter().flat_map(|entry| entry.lines).filter(|line| is_expense(&line.account));
    Ok(lines.max_by_key(|line| line.debit).map(|line| line.account))
}

/// The word by which a text seems to name something that lasts.
fn mark(text: &str) -> Option<&'static str> {
    let folded = fold(text);
    let has = |word: &&&str| folded.contains(**word);
    if NOT.iter().any(|word| folded.contains(word)) {
        None
    } else {
        WORDS.iter().find(has).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::mark;

    #[test]
    fn things_that_last_are_told_from_what_is_done_to_them() {
        assert_eq!(mark("CNC-Fräsmaschine FX 3"), Some("maschine"));
        assert_eq!(mark("Schränke, Büromöbel"), Some("moebel"));
        assert_eq!(
            [
                mark("Wartung Drehbank"),
                mark("Miete Kopierer"),
                mark("Toner für Drucker"),
                mark("Stahlrohr 40x40")
            ],
            [None; 4]
        );
    }
}
