//! The tables that a user drops to say what is known: contacts, orders, open items and deliveries,
//! as CSV or XLSX.
//!
//! Recognised by their columns ([`columns`]), English or German, whatever the file is called. Rows
//! of one order or delivery note make one document. A bad row is told with its line, its column and
//! what to do, and the good rows are read all the same.
//!
//! Places in findings are line and number of the column, as a spreadsheet counts them.

pub mod columns;
mod contacts;
mod entries;
mod invoices;
mod openings;
mod sheet;
mod stock;
mod units;
pub mod workbook;

use super::csv_shape::encoding::decode;
use super::csv_shape::{DAMAGED, TOO_LARGE};
use super::{Confidence, Format, Input, Reading, Reads};
use crate::domain::finding::{Place, Weight};
use crate::domain::invoice::Discount;
use crate::domain::{
    Content, Currency, DeliveryLine, DeliveryNote, Finding, FindingKind, Kind, Money, OpenItem,
};
use crate::domain::{Order, OrderLine, OrderSide, OrderStage, Party, Side};
use columns::{
    CONTACTS, DELIVERIES, INVOICES, OPEN_ITEMS, OPENING_BALANCES, ORDERS, STOCK, Table, UNITS,
};
use sheet::{Row, Sheet};
use std::collections::HashMap;

/// `invoices.csv`.
pub const INVOICES_FORMAT: Format = row(
    "invoices-csv",
    Kind::Invoice,
    ("Rechnungen (invoices.csv)", "invoices (invoices.csv)"),
    |input| is(input, &INVOICES),
    invoices::read,
);
/// `contacts.csv`.
pub const CONTACTS_FORMAT: Format = row(
    "contacts-csv",
    Kind::Contacts,
    ("Kontakte (contacts.csv)", "contacts (contacts.csv)"),
    |input| is(input, &CONTACTS),
    contacts::read,
);
/// `orders.csv`.
pub const ORDERS_FORMAT: Format = row(
    "orders-csv",
    Kind::Order,
    ("Bestellungen (orders.csv)", "orders (orders.csv)"),
    |input| is(input, &ORDERS),
    orders,
);
/// `open-items.csv`.
pub const OPEN_ITEMS_FORMAT: Format = row(
    "open-items-csv",
    Kind::OpenItems,
    ("Offene Posten (open-items.csv)", "open items (open-items.csv)"),
    |input| is(input, &OPEN_ITEMS),
    open_items,
);
/// `opening-balances.csv`.
pub const OPENING_BALANCES_FORMAT: Format = row(
    "opening-balances-csv",
    Kind::OpeningBalances,
    ("Anfangssalden (opening-balances.csv)", "opening balances (opening-balances.csv)"),
    |input| whole(input, &OPENING_BALANCES),
    openings::read,
);
/// `stock.csv`.
pub const STOCK_FORMAT: Format = row(
    "stock-csv",
    Kind::StockCount,
    ("Inventur (stock.csv)", "stock-taking (stock.csv)"),
    |input| is(input, &STOCK),
    stock::read,
);
/// `units.csv`.
pub const UNITS_FORMAT: Format = row(
    "units-csv",
    Kind::Units,
    ("Umrechnungen von Einheiten (units.csv)", "conversions of units (units.csv)"),
    |input| is(input, &UNITS),
    units::read,
);
/// `entries.csv`.
pub const ENTRIES_FORMAT: Format = row(
    "entries-csv",
    Kind::Entries,
    ("Buchungen (entries.csv)", "entries (entries.csv)"),
    entries::recognise,
    entries::read,
);
/// `deliveries.csv`.
pub const DELIVERIES_FORMAT: Format = row(
    "deliveries-csv",
    Kind::DeliveryNote,
    ("Lieferungen (deliveries.csv)", "deliveries (deliveries.csv)"),
    |input| is(input, &DELIVERIES),
    deliveries,
);

const fn row(
    name: &'static str,
    kind: Kind,
    title: (&'static str, &'static str),
    recognise: fn(&Input) -> Confidence,
    read: fn(&Input) -> Result<Reading, Finding>,
) -> Format {
    Format {
        name,
        kind,
        title,
        source: "README, “CSV files of your own”",
        recognise,
        reads: Reads::Whole(read),
        findings: FINDINGS,
    }
}

/// The findings that reading a table may raise.
pub static FINDINGS: &[&FindingKind] = &[
    &TOO_LARGE,
    &DAMAGED,
    &NO_GOOD_ROW,
    &COLUMN_MISSING,
    &MISSING,
    &NOT_A_NUMBER,
    &sheet::NUMBER_TOO_LARGE,
    &sheet::OUT_OF_RANGE,
    &sheet::PERCENT_UNLIKELY,
    &sheet::OTHER_CURRENCY,
    &NOT_A_DATE,
    &CHOICE,
    &contacts::IBAN_WRONG,
    &contacts::VAT_ID_WRONG,
    &contacts::COUNTRY_UNKNOWN,
    &UNKNOWN_COLUMN,
    &sheet::BREAKS_OFF,
    &ROWS_DISAGREE,
    &ORDER_OF_NOBODY,
    &NUMBERS_UNDECIDED,
    &DATES_IN_DOUBT,
    &openings::BOTH_SIDES,
    &openings::ACCOUNT_TWICE,
    &openings::NOT_AN_ACCOUNT,
    &entries::ROW_UNREAD,
    &entries::UNBALANCED,
    &invoices::ROW_UNREAD,
];

/// Orders that name nobody on the other side: no delivery and no invoice is held against them.
pub static ORDER_OF_NOBODY: FindingKind = FindingKind {
    code: "table-order-of-nobody",
    weight: Weight::Warning,
    de: "Ohne Kontakt: {orders}. So wird keine Lieferung und keine Rechnung dagegen geprüft. Bitte \
        die Spalte „kontakt“ ausfüllen und die Datei erneut ablegen.",
    en: "Without a contact: {orders}. No delivery and no invoice is checked against such orders. \
        Fill in the column “contact” and drop the file again.",
};

/// A table of which nothing can be taken.
pub static NO_GOOD_ROW: FindingKind = FindingKind {
    code: "table-no-good-row",
    weight: Weight::Error,
    de: "Keine Zeile der Tabelle ({file}) lässt sich übernehmen. {first}",
    en: "No row of the table ({file}) can be taken. {first}",
};

/// A column that must be there.
pub static COLUMN_MISSING: FindingKind = FindingKind {
    code: "table-column-missing",
    weight: Weight::Error,
    de: "Der Tabelle ({file}) fehlt die Spalte: {column}. Bitte ergänzen und die Datei erneut \
        ablegen.",
    en: "The table ({file}) lacks the column: {column}. Add it and drop the file again.",
};

/// A cell that must be filled.
pub static MISSING: FindingKind = FindingKind {
    code: "table-cell-missing",
    weight: Weight::Warning,
    de: "Die Spalte „{column}“ ist leer; die Zeile wird nicht übernommen. Bitte ausfüllen und die \
        Datei erneut ablegen.",
    en: "Column “{column}” is empty; the row is not taken. Fill it in and drop the file again.",
};

/// A cell that should be a number.
pub static NOT_A_NUMBER: FindingKind = FindingKind {
    code: "table-not-a-number",
    weight: Weight::Warning,
    de: "Die Spalte „{column}“ ist keine Zahl: „{value}“; die Zeile wird nicht übernommen. Bitte \
        z. B. 1.234,50 oder 1234.50 schreiben.",
    en: "Column “{column}” is no number: “{value}”; the row is not taken. Write 1.234,50 or \
        1234.50, for example.",
};

/// A cell that should be a day.
pub static NOT_A_DATE: FindingKind = FindingKind {
    code: "table-not-a-date",
    weight: Weight::Warning,
    de: "Die Spalte „{column}“ ist kein Datum: „{value}“; die Zeile wird nicht übernommen. Bitte \
        z. B. 31.12.2026 oder 2026-12-31 schreiben.",
    en: "Column “{column}” is no date: “{value}”; the row is not taken. Write 31.12.2026 or \
        2026-12-31, for example.",
};

/// A cell that should be one of some words.
pub static CHOICE: FindingKind = FindingKind {
    code: "table-not-a-choice",
    weight: Weight::Warning,
    de: "Die Spalte „{column}“ hat den unbekannten Wert „{value}“; die Zeile wird nicht \
        übernommen. Erlaubt sind: {allowed}.",
    en: "Column “{column}” has the unknown value “{value}”; the row is not taken. Allowed are: \
        {allowed}.",
};

/// A column that the table does not have.
pub static UNKNOWN_COLUMN: FindingKind = FindingKind {
    code: "table-unknown-column",
    weight: Weight::Note,
    de: "Die Spalte „{column}“ kennt kontor nicht; sie wird übergangen.",
    en: "kontor does not know the column “{column}”; it is passed over.",
};

/// Rows of one document that say different things of it.
pub static ROWS_DISAGREE: FindingKind = FindingKind {
    code: "table-rows-disagree",
    weight: Weight::Warning,
    de: "Die Zeilen zu „{document}“ nennen verschiedene Daten, Kontakte oder Währungen; es gilt \
        die erste Zeile. Bitte angleichen.",
    en: "The rows of “{document}” name different dates, contacts or currencies; the first row \
        holds. Make them agree.",
};

/// Numbers that read two ways, with nothing to decide it.
pub static NUMBERS_UNDECIDED: FindingKind = FindingKind {
    code: "table-numbers-undecided",
    weight: Weight::Error,
    de: "Ob „.“ oder „,“ in den Zahlen die Dezimalen oder die Tausender trennt, lässt sich nicht \
        entscheiden. Bitte mit zwei Nachkommastellen schreiben, z. B. 1.000,00.",
    en: "Whether “.” or “,” parts decimals or thousands in the numbers cannot be decided. Write \
        two decimals, e.g. 1,000.00.",
};

/// Days that read two ways.
pub static DATES_IN_DOUBT: FindingKind = FindingKind {
    code: "table-dates-in-doubt",
    weight: Weight::Warning,
    de: "Ob in dieser Datei Tag oder Monat vorn steht, lässt sich nicht entscheiden; gelesen wurde \
        Tag vor Monat. Bitte z. B. 31.12.2026 schreiben.",
    en: "Whether day or month comes first in this file cannot be decided; day before month was \
        read. Write 2026-12-31, for example.",
};

/// How much of a file's start recognition looks at, in bytes.
const HEAD: usize = 16 * 1024;

fn is(input: &Input, table: &'static Table) -> Confidence {
    let head = input.bytes.get(..input.bytes.len().min(HEAD)).unwrap_or_default();
    if head.starts_with(b"%PDF") || head.starts_with(b"PK") || head.first() == Some(&b'<') {
        return Confidence::No;
    }
    match sheet::table_of(&decode(head).text) {
        Some(found) if std::ptr::eq(found.table, table) && found.missing.is_empty() => {
            Confidence::Mark
        }
        Some(found) if std::ptr::eq(found.table, table) => Confidence::Shape,
        _ => Confidence::No,
    }
}

/// Whether a head is this table and nothing else: for tables whose columns stand in others too,
/// such as a journal or an account's turnover.
fn whole(input: &Input, table: &'static Table) -> Confidence {
    match is(input, table) {
        Confidence::Mark => {
            let head = decode(input.bytes.get(..input.bytes.len().min(HEAD)).unwrap_or_default());
            if sheet::is_whole(&head.text, table) { Confidence::Mark } else { Confidence::No }
        }
        _ => Confidence::No,
    }
}

const SIDES: [(&str, Side); 6] = [
    ("receivable", Side::Receivable),
    ("payable", Side::Payable),
    ("forderung", Side::Receivable),
    ("verbindlichkeit", Side::Payable),
    ("debitor", Side::Receivable),
    ("kreditor", Side::Payable),
];

const ORDER_SIDES: [(&str, OrderSide); 4] = [
    ("purchase", OrderSide::Purchase),
    ("sales", OrderSide::Sales),
    ("einkauf", OrderSide::Purchase),
    ("verkauf", OrderSide::Sales),
];

fn open_items(input: &Input) -> Result<Reading, Finding> {
    let mut sheet = Sheet::read(input.bytes)?;
    let items = sheet.good(open_item)?;
    Ok(reading(Content::OpenItems(items), sheet))
}

fn open_item(row: &mut Row) -> Option<OpenItem> {
    let (document, contact, amount) =
        (row.needed("document"), row.needed("contact"), row.needed("amount"));
    let amount = amount.and_then(|_| row.number("amount"));
    let side = row.needed("side").and_then(|_| row.choice("side", &SIDES));
    let (date, due) = (row.date("date"), row.date("due"));
    let (percent, until) = (row.discount_percent(), row.date("discount_until"));
    let currency = row.currency().unwrap_or(Currency::EUR);
    if until.is_some() && row.text("discount_percent").is_none() {
        row.note(&MISSING, "discount_percent", "");
    }
    let vat_rate = row.vat_rate();
    let discount = percent.filter(|percent| !percent.is_zero()).map(|percent| Discount {
        percent,
        days: None,
        until,
        base: None,
    });
    Some(OpenItem {
        document: document?,
        side: side?,
        contact: contact?,
        date,
        due,
        amount: Money::new(amount?, currency),
        discounts: discount.into_iter().collect(),
        order: row.text("order"),
        vat_rate,
    })
}

fn orders(input: &Input) -> Result<Reading, Finding> {
    let mut sheet = Sheet::read(input.bytes)?;
    let rows = sheet.good(|row| order(row).map(|order| (order, row.line())))?;
    let mut orders: Vec<Order> = Vec::new();
    let mut known: HashMap<(String, OrderSide), usize> = HashMap::new();
    for (mut order, line) in rows {
        let at = *known.entry((order.number.clone(), order.side)).or_insert(orders.len());
        match orders.get_mut(at) {
            None => orders.push(order),
            Some(before) => {
                let euro = |currency: Option<Currency>| currency.unwrap_or(Currency::EUR);
                let same_currency = euro(before.currency) == euro(order.currency);
                if !same_currency {
                    // A price in another currency than the order's is none to hold a bill against.
                    order.lines.iter_mut().for_each(|line| line.unit_price = None);
                }
                before.lines.append(&mut order.lines);
                let agree = merge(&mut before.date, order.date)
                    & merge(&mut before.party.name, order.party.name)
                    & same_currency;
                merge(&mut before.party.identifier, order.party.identifier);
                sheet.findings.extend((!agree).then(|| disagree(&order.number, line)));
            }
        }
    }
    let of_nobody = orders.iter().filter(|order| order.party.name.is_none());
    let mut named: Vec<&str> = of_nobody.map(|order| order.number.as_str()).collect();
    if named.len() > MOST_NAMED {
        named.truncate(MOST_NAMED);
        named.push("…");
    }
    let found = || ORDER_OF_NOBODY.found().with("orders", named.join(", "));
    sheet.findings.extend((!named.is_empty()).then(found));
    Ok(reading(Content::Orders(orders), sheet))
}

/// Orders that one finding names.
const MOST_NAMED: usize = 5;

fn order(row: &mut Row) -> Option<Order> {
    let (number, quantity) = (row.needed("order"), row.needed("quantity"));
    let quantity = quantity.and_then(|_| row.number("quantity"));
    let side = row.needed("side").and_then(|_| row.choice("side", &ORDER_SIDES));
    let date = row.date("date");
    let unit_price = row.unit_price();
    let line = OrderLine {
        id: row.text("line"),
        article: row.text("article"),
        gtin: row.text("gtin"),
        description: row.text("description"),
        quantity,
        unit: row.text("unit"),
        unit_price,
        vat_rate: row.vat_rate(),
        delivery_date: row.date("delivery_date"),
        ..OrderLine::default()
    };
    Some(Order {
        format: "csv".to_owned(),
        number: number?,
        date,
        side: side?,
        stage: OrderStage::Order,
        order_number: None,
        currency: row.currency(),
        party: party(row),
        buyer: None,
        seller: None,
        lines: vec![line],
    })
}

fn deliveries(input: &Input) -> Result<Reading, Finding> {
    let mut sheet = Sheet::read(input.bytes)?;
    let rows = sheet.good(|row| delivery(row).map(|note| (note, row.line())))?;
    let mut notes: Vec<DeliveryNote> = Vec::new();
    let mut known: HashMap<(Option<String>, Option<String>), usize> = HashMap::new();
    for (mut note, line) in rows {
        let at =
            *known.entry((note.number.clone(), note.supplier.name.clone())).or_insert(notes.len());
        match notes.get_mut(at) {
            None => notes.push(note),
            Some(before) => {
                before.lines.append(&mut note.lines);
                let agree = merge(&mut before.date, note.date);
                merge(&mut before.delivery_date, note.delivery_date);
                // Lines carry their own order numbers; the note keeps one only when all agree.
                before.order_number = before
                    .order_number
                    .take()
                    .filter(|order| Some(order) == note.order_number.as_ref());
                sheet.findings.extend(
                    (!agree).then(|| disagree(note.number.as_deref().unwrap_or_default(), line)),
                );
            }
        }
    }
    Ok(reading(Content::DeliveryNotes(notes), sheet))
}

fn delivery(row: &mut Row) -> Option<DeliveryNote> {
    let (number, quantity) = (row.needed("delivery_note"), row.needed("quantity"));
    let quantity = quantity.and_then(|_| row.number("quantity"));
    let date = row.date("date");
    let line = DeliveryLine {
        id: row.text("line"),
        article: row.text("article"),
        gtin: row.text("gtin"),
        description: row.text("description"),
        quantity,
        unit: row.text("unit"),
        order_number: row.text("order"),
        order_line: row.text("order_line"),
        batch: row.text("batch"),
        ..DeliveryLine::default()
    };
    Some(DeliveryNote {
        format: "csv".to_owned(),
        number: Some(number?),
        date,
        delivery_date: date,
        supplier: party(row),
        customer: Party::default(),
        order_number: row.text("order"),
        lines: vec![line],
        ..DeliveryNote::default()
    })
}

/// The other side as far as a table names it: by key or name, so it stands as both.
fn party(row: &Row) -> Party {
    Party { name: row.text("contact"), identifier: row.text("contact"), ..Party::default() }
}

/// Fills an empty value; false when two values differ.
fn merge<T: PartialEq>(before: &mut Option<T>, after: Option<T>) -> bool {
    match (before.as_ref(), after) {
        (None, after) => {
            *before = after;
            true
        }
        (Some(before), Some(after)) => *before == after,
        (Some(_), None) => true,
    }
}

fn disagree(document: &str, line: u64) -> Finding {
    ROWS_DISAGREE.found().with("document", document).at(Place::Line(line))
}

fn reading(content: Content, sheet: Sheet) -> Reading {
    let mut reading = Reading::of(content);
    reading.findings = sheet.findings;
    reading
}
