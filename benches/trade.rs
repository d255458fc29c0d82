//! How fast messages about goods are read, and how fast invoices are held against orders and
//! deliveries.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test may fall"
)]

use divan::{Bencher, counter::BytesCount, counter::ItemsCount};
use kontor::control::{Billed, Billing, Book, Delivered, Goods, Ordered, Rules};
use kontor::formats::{Input, Layouts, read};
use rust_decimal::{Decimal, dec};

const ORDERS: &[u8] = include_bytes!("../samples/order/edifact/baumarkt-orders.edi");
const DESADV: &[u8] = include_bytes!("../samples/delivery-note/edifact/weber-desadv.edi");
const OPENTRANS: &[u8] = include_bytes!("../samples/order/opentrans/hallenbau-H-2026-81.xml");
const UBL: &[u8] = include_bytes!("../samples/order/ubl/hallenbau-H-2026-77.xml");

fn main() {
    divan::main();
}

#[divan::bench(args = ["orders", "desadv", "opentrans", "ubl-order"])]
fn message(bencher: Bencher, name: &str) {
    let bytes = match name {
        "orders" => ORDERS,
        "desadv" => DESADV,
        "opentrans" => OPENTRANS,
        _ => UBL,
    };
    let layouts = Layouts::default();
    bencher
        .counter(BytesCount::of_slice(bytes))
        .bench(|| read(&Input { bytes, name, layouts: &layouts }).is_ok());
}

/// One message of 2,000 lines: what reading costs beside what each message costs once.
#[divan::bench(args = ["desadv", "opentrans"])]
fn long_message(bencher: Bencher, name: &str) {
    let bytes = if name == "desadv" { long_desadv() } else { long_opentrans() };
    let layouts = Layouts::default();
    let (_, whole) = read(&Input { bytes: &bytes, name, layouts: &layouts }).expect("it is read");
    assert!(whole.findings.is_empty(), "{:?}", whole.findings.first());
    bencher
        .counter(BytesCount::of_slice(&bytes))
        .bench(|| read(&Input { bytes: &bytes, name, layouts: &layouts }).is_ok());
}

const LINES: usize = 2_000;

/// The delivery's one line again and again, each with a number of its own.
fn long_desadv() -> Vec<u8> {
    let at = |what: &[u8]| DESADV.windows(what.len()).position(|part| part == what).unwrap();
    let (first, after) = (at(b"LIN+1"), at(b"CNT+2"));
    let line = &DESADV[first..after];
    let mut message = DESADV[..first].to_vec();
    for number in 1..=LINES {
        message.extend_from_slice(format!("LIN+{number}'").as_bytes());
        message.extend_from_slice(&line[b"LIN+1'".len()..]);
    }
    // The segments from UNH to UNT: those of the sample, and those of each further line.
    let segments = line.iter().filter(|c| **c == b'\'').count();
    let count = 17 + segments * (LINES - 1);
    let end = format!("CNT+2:{LINES}'UNT+{count}+1'UNZ+1+4711'");
    message.extend_from_slice(end.as_bytes());
    message
}

fn long_opentrans() -> Vec<u8> {
    let text = std::str::from_utf8(OPENTRANS).unwrap();
    let (head, rest) = text.split_once("<ORDER_ITEM>").unwrap();
    let (line, tail) = rest.split_once("</ORDER_ITEM>").unwrap();
    let id = "<LINE_ITEM_ID>1<";
    let lines: String = (1..=LINES)
        .map(|at| {
            let line = line.replace(id, &format!("<LINE_ITEM_ID>{at}<"));
            format!("<ORDER_ITEM>{line}</ORDER_ITEM>")
        })
        .collect();
    let (one, all) = ("<TOTAL_ITEM_NUM>1<", format!("<TOTAL_ITEM_NUM>{LINES}<"));
    format!("{head}{lines}{}", tail.replace(one, &all)).into_bytes()
}

/// A vendor's orders of ten lines each, all delivered and billed once.
#[divan::bench(args = [100, 1_000, 10_000])]
fn control(bencher: Bencher, orders: usize) {
    let goods = |at: usize| Goods { article: Some(format!("A-{at}")), ..Goods::default() };
    let pairs = || (0..orders).flat_map(|order| (0..10).map(move |line| (order, line)));
    let ordered: Vec<Ordered> = pairs()
        .map(|(order, line)| Ordered {
            order: format!("B-{order}"),
            line: Some(line.to_string()),
            goods: goods(line),
            quantity: Some(dec!(10)),
            unit_price: Some(dec!(2.50)),
            ..Ordered::default()
        })
        .collect();
    let delivered: Vec<Delivered> = pairs()
        .map(|(order, line)| Delivered {
            note: format!("L-{order}"),
            order: Some(format!("B-{order}")),
            goods: goods(line),
            quantity: dec!(10),
            ..Delivered::default()
        })
        .collect();
    let billed = |line: usize| Billed {
        goods: goods(line),
        quantity: Some(dec!(10)),
        unit_price: Some(dec!(2.50)),
        net: Some(Decimal::from(25)),
        ..Billed::default()
    };
    let billings: Vec<Billing> = (0..orders)
        .map(|order| Billing {
            orders: vec![format!("B-{order}")],
            lines: (0..10).map(billed).collect(),
            ..Billing::default()
        })
        .collect();
    bencher.counter(ItemsCount::new(orders * 10)).bench(|| {
        let mut book = Book::new(ordered.clone(), Rules::default());
        delivered.iter().for_each(|line| {
            book.deliver(line);
        });
        billings.iter().map(|billing| book.control(billing).len()).sum::<usize>()
    });
}
