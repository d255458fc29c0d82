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

/// A vendor's orders of ten lines each, all delivered and billed once.
#[divan::bench(args = [100, 1_000])]
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
