//! What happens in a firm's purchases, each with what a careful clerk finds about it.

use crate::trade_month::{Kind, Line, Named, Trade, cents};
use rust_decimal::{Decimal, dec};

type Case = (&'static str, fn(&mut Trade));

/// Every kind of trade that a month has.
pub const CASES: &[Case] = &[
    ("exact", exact),
    ("exact", exact),
    ("exact", exact),
    ("exact", exact),
    ("before the goods", before_the_goods),
    ("partial and partial", partial),
    ("one invoice for three deliveries", three_deliveries),
    ("one delivery, two invoices", two_invoices),
    ("within the tolerances", tolerated),
    ("beyond the tolerances", beyond_tolerances),
    ("over-delivery", over_delivery),
    ("billed too much", billed_too_much),
    ("short delivery", short_delivery),
    ("billed twice in parts", billed_twice),
    ("price up", price_up),
    ("price down", price_down),
    ("price per 100", per_hundred),
    ("carton taught", carton_taught),
    ("carton unknown", carton_unknown),
    ("other unit of the measure", other_unit),
    ("kg against piece", kilogram_for_piece),
    ("freight within", freight_within),
    ("freight beyond", freight_beyond),
    ("freight as a charge", freight_charge),
    ("substitute", substitute),
    ("line nobody ordered", unordered_line),
    ("return and credit", returned),
    ("return not credited", return_still_billed),
    ("credit for a price", credit_for_price),
    ("changed number", changed_number),
    ("words alone", words_alone),
    ("discount on the whole", discount),
    ("discount too small", discount_too_small),
    ("rounding", rounding),
    ("service", service),
    ("service beyond", service_beyond),
    ("blanket order", blanket),
    ("two orders on one invoice", two_orders),
    ("no order", no_order),
    ("order not named", order_unnamed),
    ("delivery note named", note_named),
    ("delivery without order number", delivery_unnamed),
    ("duplicate number", duplicate_number),
    ("duplicate content", duplicate_content),
    ("two alike that are two", two_alike),
    ("bank account changed", bank_changed),
    ("unknown vendor", unknown_vendor),
    ("VAT differs", vat_differs),
    ("order changed", order_changed),
    ("line declined", declined),
    ("confirmed at another price", confirmed_dearer),
    ("receipt counts less", receipt),
    ("goods nobody ordered", goods_unplanned),
    ("article twice in one order", article_twice),
    ("same article in two orders", article_in_two_orders),
    ("order after its delivery", late_order),
    ("rest billed later", rest_later),
    ("negative line takes off", deduction),
];

/// A month with each case so many times.
pub fn month(seed: u64, rounds: usize) -> Trade {
    let mut trade = Trade::of(seed);
    for _ in 0..rounds {
        for (name, case) in CASES {
            trade.case = name;
            trade.step = 0;
            case(&mut trade);
        }
    }
    trade
}

fn lines(t: &mut Trade) -> usize {
    1 + t.dice.at(4)
}

fn new_order(t: &mut Trade, count: usize) -> usize {
    let vendor = t.vendor();
    t.order(vendor, count)
}

/// Part of a quantity, never nothing and never all.
fn part(quantity: Decimal, percent: i64) -> Decimal {
    let part = (quantity * Decimal::from(percent) / dec!(100)).round_dp(0);
    if part < quantity && part > dec!(0) { part } else { quantity / dec!(2) }
}

fn exact(t: &mut Trade) {
    let count = lines(t);
    let order = new_order(t, count);
    t.deliver_all(order);
    t.bill_all(order);
}

fn before_the_goods(t: &mut Trade) {
    let order = new_order(t, 2);
    let invoice = t.bill_all(order);
    t.finds(invoice, &["not-delivered@1", "not-delivered@2"]);
}

fn partial(t: &mut Trade) {
    let order = new_order(t, 2);
    let (first, second) = (part(t.ordered(order, 0), 40), t.ordered(order, 1));
    t.deliver(order, &[(0, first), (1, second)]);
    t.bill(&[(order, 0, first), (order, 1, second)]);
    let rest = t.ordered(order, 0) - first;
    t.deliver(order, &[(0, rest)]);
    t.bill(&[(order, 0, rest)]);
}

fn three_deliveries(t: &mut Trade) {
    let order = new_order(t, 2);
    let all = t.ordered(order, 0);
    let (one, two) = (part(all, 30), part(all, 30));
    let notes = [
        t.deliver(order, &[(0, one)]),
        t.deliver(order, &[(0, two), (1, t.ordered(order, 1))]),
        t.deliver(order, &[(0, all - one - two)]),
    ];
    let invoice = t.bill_all(order);
    t.documents[invoice].notes = notes.iter().map(|note| t.number_of(*note)).collect();
}

fn two_invoices(t: &mut Trade) {
    let order = new_order(t, 2);
    t.deliver_all(order);
    let all = t.ordered(order, 0);
    let one = part(all, 60);
    t.bill(&[(order, 0, one)]);
    t.bill(&[(order, 0, all - one), (order, 1, t.ordered(order, 1))]);
}

fn tolerated(t: &mut Trade) {
    let order = t.order(0, 1);
    let all = t.ordered(order, 0);
    let more = (all * dec!(1.04)).round_dp(1);
    t.deliver(order, &[(0, more)]);
    let invoice = t.bill(&[(order, 0, more)]);
    t.documents[invoice].lines[0].price *= dec!(1.015);
}

fn beyond_tolerances(t: &mut Trade) {
    let order = t.order(0, 1);
    let all = t.ordered(order, 0);
    let more = (all * dec!(1.2)).round_dp(1);
    t.deliver(order, &[(0, more)]);
    let invoice = t.bill(&[(order, 0, more)]);
    t.documents[invoice].lines[0].price *= dec!(1.1);
    t.finds(invoice, &["quantity-exceeds-order@1", "price-differs@1"]);
}

fn over_delivery(t: &mut Trade) {
    let order = new_order(t, 2);
    let more = t.ordered(order, 0) + dec!(3);
    t.deliver(order, &[(0, more), (1, t.ordered(order, 1))]);
    let invoice = t.bill(&[(order, 0, more), (order, 1, t.ordered(order, 1))]);
    t.finds(invoice, &["quantity-exceeds-order@1"]);
}

fn billed_too_much(t: &mut Trade) {
    let order = new_order(t, 3);
    t.deliver_all(order);
    let more = t.ordered(order, 1) + dec!(5);
    let invoice = t.bill(&[(order, 0, t.ordered(order, 0)), (order, 1, more)]);
    t.finds(invoice, &["quantity-exceeds-order@2"]);
}

fn short_delivery(t: &mut Trade) {
    let order = new_order(t, 2);
    let came = part(t.ordered(order, 0), 80);
    t.deliver(order, &[(0, came), (1, t.ordered(order, 1))]);
    let invoice = t.bill_all(order);
    t.finds(invoice, &["quantity-exceeds-delivery@1"]);
}

fn billed_twice(t: &mut Trade) {
    let order = new_order(t, 1);
    let all = t.ordered(order, 0);
    let (came, billed) = (part(all, 60), part(all, 45));
    t.deliver(order, &[(0, came)]);
    t.bill(&[(order, 0, billed)]);
    let rest = part(all, 40);
    let again = t.bill(&[(order, 0, rest)]);
    t.finds(again, &["quantity-exceeds-delivery@1"]);
}

fn price_up(t: &mut Trade) {
    let order = new_order(t, 2);
    t.deliver_all(order);
    let invoice = t.bill_all(order);
    let line = &mut t.documents[invoice].lines[1];
    line.price = cents(line.price * dec!(1.03)) + dec!(0.02);
    t.finds(invoice, &["price-differs@2"]);
}

fn price_down(t: &mut Trade) {
    let order = new_order(t, 2);
    t.deliver_all(order);
    let invoice = t.bill_all(order);
    let line = &mut t.documents[invoice].lines[0];
    line.price = cents(line.price * dec!(0.95));
}

fn per_hundred(t: &mut Trade) {
    let order = new_order(t, 2);
    t.deliver_all(order);
    let invoice = t.bill_all(order);
    for line in &mut t.documents[invoice].lines {
        line.price *= dec!(100);
        line.base = 100;
    }
}

/// An order in pieces of an article that comes in cartons.
fn cartons(t: &mut Trade) -> (usize, Decimal) {
    let vendor = t.vendor();
    let article = t.article();
    t.articles[article].unit = "C62";
    let order = t.order_of(vendor, &[article]);
    let boxes = t.decimal(2, 9, 0);
    let key = t.key(order, 0);
    t.documents[order].lines[0].quantity = boxes * dec!(12);
    t.lines.get_mut(&key).expect("ordered").ordered = boxes * dec!(12);
    (order, boxes)
}

fn carton_taught(t: &mut Trade) {
    let (order, boxes) = cartons(t);
    let article = t.articles[t.documents[order].lines[0].article].number.clone();
    t.units.push((article, "XCT", 12, "C62"));
    let note = t.deliver_all(order);
    let (price, all) = (t.documents[order].lines[0].price, t.ordered(order, 0));
    if t.dice.below(2) == 0 {
        let line = &mut t.documents[note].lines[0];
        (line.quantity, line.unit) = (boxes, "XCT");
    }
    let invoice = t.bill(&[(order, 0, all)]);
    let line = &mut t.documents[invoice].lines[0];
    (line.quantity, line.unit, line.price) = (boxes, "XCT", price * dec!(12));
}

fn carton_unknown(t: &mut Trade) {
    let (order, boxes) = cartons(t);
    t.deliver_all(order);
    let price = t.documents[order].lines[0].price;
    let invoice = t.bill(&[(order, 0, dec!(0))]);
    let line = &mut t.documents[invoice].lines[0];
    (line.quantity, line.unit, line.price) = (boxes, "XCT", price * dec!(12));
    t.finds(invoice, &["quantity-exceeds-order@1"]);
}

fn other_unit(t: &mut Trade) {
    let vendor = t.vendor();
    let article = t.article();
    let (from, to, factor) = [
        ("KGM", "TNE", dec!(1000)),
        ("KGM", "GRM", dec!(0.001)),
        ("MTR", "CMT", dec!(0.01)),
        ("LTR", "MLT", dec!(0.001)),
    ][t.dice.at(4)];
    t.articles[article].unit = from;
    t.articles[article].price = t.decimal(3, 30, 0);
    let order = t.order_of(vendor, &[article]);
    let key = t.key(order, 0);
    let all = t.decimal(2, 40, 0) * dec!(100);
    t.documents[order].lines[0].quantity = all;
    t.lines.get_mut(&key).expect("ordered").ordered = all;
    t.deliver_all(order);
    let invoice = t.bill_all(order);
    let line = &mut t.documents[invoice].lines[0];
    (line.quantity, line.unit, line.price) = (all / factor, to, line.price * factor);
}

fn kilogram_for_piece(t: &mut Trade) {
    let (order, _) = cartons(t);
    t.deliver_all(order);
    let invoice = t.bill(&[(order, 0, dec!(0))]);
    let quantity = t.decimal(20, 400, 1);
    let line = &mut t.documents[invoice].lines[0];
    (line.quantity, line.unit) = (quantity, "KGM");
    t.finds(invoice, &["quantity-exceeds-order@1"]);
}

/// A line of costs beside the goods.
fn cost(t: &mut Trade, invoice: usize, words: &str, price: Decimal) {
    let (id, like) =
        ((t.documents[invoice].lines.len() + 1).to_string(), t.documents[invoice].lines[0].clone());
    t.documents[invoice].lines.push(Line {
        id,
        named: Named::Words,
        words: Some(words.to_owned()),
        quantity: dec!(1),
        unit: "C62",
        price,
        base: 1,
        order_line: None,
        ..like
    });
}

/// What the goods of an invoice cost.
fn goods(t: &Trade, invoice: usize) -> Decimal {
    t.documents[invoice].lines.iter().map(Line::net).sum()
}

fn freight_within(t: &mut Trade) {
    let order = new_order(t, 2);
    t.deliver_all(order);
    let invoice = t.bill_all(order);
    let words = t.dice.one(&[
        "Frachtkosten",
        "Versand",
        "Fracht und Verpackung",
        "Porto",
        "Transportkostenanteil",
        "Anlieferung frei Haus, Maut",
        "Versandkostenpauschale",
        "Energiekostenzuschlag",
    ]);
    let price = cents(goods(t, invoice) * dec!(0.06));
    cost(t, invoice, words, price);
}

fn freight_beyond(t: &mut Trade) {
    let order = new_order(t, 1);
    t.deliver_all(order);
    let invoice = t.bill_all(order);
    let words =
        t.dice.one(&["Frachtkosten", "Versandkosten", "Speditionsversand", "Verpackungspauschale"]);
    let price = cents(goods(t, invoice) * dec!(0.3));
    cost(t, invoice, words, price);
    t.finds(invoice, &["order-line-missing"]);
}

fn freight_charge(t: &mut Trade) {
    let order = new_order(t, 1);
    t.deliver_all(order);
    let invoice = t.bill_all(order);
    let dear = t.dice.below(2) == 0;
    t.documents[invoice].charge =
        cents(goods(t, invoice) * if dear { dec!(0.4) } else { dec!(0.05) });
    if dear {
        t.finds(invoice, &["order-line-missing"]);
    }
}

fn substitute(t: &mut Trade) {
    let order = new_order(t, 2);
    t.deliver(order, &[(0, t.ordered(order, 0))]);
    let invoice = t.bill(&[(order, 0, t.ordered(order, 0)), (order, 1, dec!(0))]);
    let other = t.article();
    let quantity = t.ordered(order, 1);
    let line = &mut t.documents[invoice].lines[1];
    (line.article, line.quantity, line.named) = (other, quantity, Named::All);
    t.finds(invoice, &["order-line-missing@2"]);
}

fn unordered_line(t: &mut Trade) {
    let order = new_order(t, 2);
    t.deliver_all(order);
    let invoice = t.bill_all(order);
    let (article, mut line) = (t.article(), t.documents[invoice].lines[0].clone());
    (line.id, line.article, line.order_line, line.named) = ("3".into(), article, None, Named::All);
    line.quantity = dec!(4);
    t.documents[invoice].lines.push(line);
    t.finds(invoice, &["order-line-missing@3"]);
}

fn returned(t: &mut Trade) {
    let order = new_order(t, 1);
    t.deliver_all(order);
    t.bill_all(order);
    let back = part(t.ordered(order, 0), 30);
    t.deliver(order, &[(0, -back)]);
    credit(t, order, back);
}

fn credit(t: &mut Trade, order: usize, quantity: Decimal) -> usize {
    let credit = t.bill(&[(order, 0, -quantity)]);
    let document = &mut t.documents[credit];
    document.kind = Kind::Credit;
    document.lines[0].quantity = quantity;
    document.number = document.number.replacen("RE", "GS", 1);
    document.date = document.date.saturating_add(jiff::Span::new().days(4));
    credit
}

fn return_still_billed(t: &mut Trade) {
    let order = new_order(t, 1);
    t.deliver_all(order);
    let back = part(t.ordered(order, 0), 30);
    t.deliver(order, &[(0, -back)]);
    let invoice = t.bill_all(order);
    t.finds(invoice, &["quantity-exceeds-delivery@1"]);
}

fn credit_for_price(t: &mut Trade) {
    let order = new_order(t, 1);
    t.deliver_all(order);
    let invoice = t.bill_all(order);
    let dearer = cents(t.documents[invoice].lines[0].price * dec!(0.1)) + dec!(0.02);
    t.documents[invoice].lines[0].price += dearer;
    t.finds(invoice, &["price-differs@1"]);
    let all = t.ordered(order, 0);
    let credit = credit(t, order, all);
    t.documents[credit].lines[0].price = dearer;
    let key = t.key(order, 0);
    t.lines.get_mut(&key).expect("ordered").invoiced += all;
}

fn changed_number(t: &mut Trade) {
    let order = new_order(t, 2);
    t.deliver_all(order);
    let invoice = t.bill_all(order);
    let mut newer = t.articles[t.documents[invoice].lines[0].article].clone();
    newer.number = format!("N{}", newer.number);
    let words = newer.name.clone();
    t.articles.push(newer);
    let at = t.articles.len() - 1;
    let line = &mut t.documents[invoice].lines[0];
    (line.article, line.words, line.named) = (at, Some(words), Named::Number);
}

fn words_alone(t: &mut Trade) {
    let order = new_order(t, 3);
    t.deliver_all(order);
    let invoice = t.bill_all(order);
    for line in &mut t.documents[invoice].lines {
        line.named = Named::Words;
    }
}

/// All lines at one rate, so that a discount has one.
fn one_rate(t: &mut Trade, order: usize) {
    for at in 0..t.documents[order].lines.len() {
        t.documents[order].lines[at].vat = 19;
    }
}

fn discount(t: &mut Trade) {
    let order = new_order(t, 2);
    one_rate(t, order);
    t.deliver_all(order);
    let invoice = t.bill_all(order);
    t.documents[invoice].discount = dec!(20);
    for line in &mut t.documents[invoice].lines {
        line.price /= dec!(0.8);
    }
}

fn discount_too_small(t: &mut Trade) {
    let order = new_order(t, 1);
    one_rate(t, order);
    t.deliver_all(order);
    let invoice = t.bill_all(order);
    t.documents[invoice].discount = dec!(5);
    t.documents[invoice].lines[0].price *= dec!(1.25);
    t.finds(invoice, &["price-differs@1"]);
}

fn rounding(t: &mut Trade) {
    let order = new_order(t, 1);
    t.documents[order].lines[0].price = t.decimal(3_333, 900, 4);
    t.deliver_all(order);
    t.bill_all(order);
}

fn services(t: &mut Trade, unit: &'static str, words: &str) -> usize {
    let vendor = t.vendor();
    let article = t.article();
    let marks = t.articles[article].number.clone();
    t.articles[article].name = format!("{words} {marks}");
    t.articles[article].unit = unit;
    t.order_of(vendor, &[article])
}

fn service(t: &mut Trade) {
    let (unit, words) = [
        ("HUR", "Montage"),
        ("DAY", "Beratung"),
        ("MON", "Wartungsvertrag"),
        ("LS", "Inspektion pauschal"),
    ][t.dice.at(4)];
    let order = services(t, unit, words);
    t.bill_all(order);
}

fn service_beyond(t: &mut Trade) {
    let order = services(t, "HUR", "Montage");
    let more = t.ordered(order, 0) + dec!(2);
    let invoice = t.bill(&[(order, 0, more)]);
    t.finds(invoice, &["quantity-exceeds-order@1"]);
}

/// An order over a large quantity that is called off in parts.
fn blanket(t: &mut Trade) {
    let order = new_order(t, 1);
    let key = t.key(order, 0);
    t.documents[order].lines[0].quantity = dec!(1000);
    t.lines.get_mut(&key).expect("ordered").ordered = dec!(1000);
    for quantity in [dec!(120), dec!(80), dec!(200)] {
        t.deliver(order, &[(0, quantity)]);
        t.bill(&[(order, 0, quantity)]);
    }
    let invoice = t.bill(&[(order, 0, dec!(50))]);
    t.finds(invoice, &["quantity-exceeds-delivery@1"]);
}

fn two_orders(t: &mut Trade) {
    let vendor = t.vendor();
    let (one, two) = (t.order(vendor, 2), t.order(vendor, 1));
    t.deliver_all(one);
    t.deliver_all(two);
    t.bill(&[
        (one, 0, t.ordered(one, 0)),
        (one, 1, t.ordered(one, 1)),
        (two, 0, t.ordered(two, 0)),
    ]);
}

fn no_order(t: &mut Trade) {
    let order = new_order(t, 1);
    let number = t.number_of(order);
    let invoice = t.bill_all(order);
    t.documents[invoice].orders = vec![format!("{number}99")];
    let key = t.key(order, 0);
    t.lines.remove(&key);
    t.documents.remove(order);
    t.finds(invoice - 1, &["no-order"]);
}

fn order_unnamed(t: &mut Trade) {
    let order = new_order(t, 2);
    t.deliver_all(order);
    let invoice = t.bill_all(order);
    t.documents[invoice].orders.clear();
    for line in &mut t.documents[invoice].lines {
        line.order_line = None;
    }
}

fn note_named(t: &mut Trade) {
    let order = new_order(t, 2);
    let note = t.deliver_all(order);
    let invoice = t.bill_all(order);
    t.documents[invoice].orders.clear();
    t.documents[invoice].notes = vec![t.number_of(note)];
    for line in &mut t.documents[invoice].lines {
        line.order_line = None;
    }
}

fn delivery_unnamed(t: &mut Trade) {
    let order = new_order(t, 2);
    let note = t.deliver_all(order);
    t.documents[note].orders.clear();
    for line in &mut t.documents[note].lines {
        (line.order, line.order_line) = (None, None);
    }
    t.bill_all(order);
}

fn again(t: &mut Trade, invoice: usize) -> usize {
    let mut copy = t.documents[invoice].clone();
    copy.truth.clear();
    copy.format = Some("ubl");
    t.documents[invoice].format = Some("cii");
    t.documents.push(copy);
    t.documents.len() - 1
}

fn duplicate_number(t: &mut Trade) {
    let order = new_order(t, 1);
    t.deliver_all(order);
    let invoice = t.bill_all(order);
    let copy = again(t, invoice);
    let number = t.number_of(copy);
    t.documents[copy].number = match t.dice.below(3) {
        0 => number.replace(['-', '/'], " "),
        1 => number.to_lowercase(),
        _ => number.replace(['-', '/'], "") + " ",
    };
    t.finds(copy, &["duplicate-invoice"]);
}

fn duplicate_content(t: &mut Trade) {
    let order = new_order(t, 2);
    t.deliver_all(order);
    let invoice = t.bill_all(order);
    let copy = again(t, invoice);
    let vendor = t.documents[copy].vendor;
    t.documents[copy].number = t.vendors_number(vendor, "RE");
    t.finds(copy, &["duplicate-invoice"]);
}

/// The same goods at the same price a second time, ordered and delivered twice.
fn two_alike(t: &mut Trade) {
    let one = new_order(t, 1);
    let (vendor, article) = (t.documents[one].vendor, t.documents[one].lines[0].article);
    let two = t.order_of(vendor, &[article]);
    t.deliver_all(one);
    t.deliver_all(two);
    let first = t.bill_all(one);
    let second = t.bill_all(two);
    t.documents[second].date = t.documents[first].date.saturating_add(jiff::Span::new().days(3));
}

fn bank_changed(t: &mut Trade) {
    let order = new_order(t, 1);
    t.deliver_all(order);
    let invoice = t.bill_all(order);
    t.documents[invoice].iban = Some(crate::month_text::iban(&mut t.dice));
    t.finds(invoice, &["bank-account-changed"]);
}

fn unknown_vendor(t: &mut Trade) {
    let vendor = t.vendors.len() - 1;
    t.vendors[vendor].listed = false;
    let order = t.order(vendor, 2);
    t.deliver_all(order);
    let invoice = t.bill_all(order);
    t.finds(invoice, &["unknown-vendor"]);
}

fn vat_differs(t: &mut Trade) {
    let order = new_order(t, 1);
    one_rate(t, order);
    t.deliver_all(order);
    let invoice = t.bill_all(order);
    t.documents[invoice].lines[0].vat = 7;
    t.finds(invoice, &["vat-differs@1"]);
}

/// A message about an order, with lines of its own.
fn message(t: &mut Trade, kind: Kind, order: usize) -> usize {
    let vendor = t.documents[order].vendor;
    let at = t.empty(kind, vendor, "AB", 2);
    t.documents[at].orders = vec![t.number_of(order)];
    for line in 0..t.documents[order].lines.len() {
        let mut about = t.documents[order].lines[line].clone();
        about.order_line = Some(about.id.clone());
        about.order = Some(t.number_of(order));
        about.status = (kind == Kind::Confirmation).then_some("5");
        t.documents[at].lines.push(about);
    }
    at
}

fn order_changed(t: &mut Trade) {
    let order = new_order(t, 2);
    let change = message(t, Kind::Change, order);
    let more = t.ordered(order, 0) + dec!(20);
    t.documents[change].lines[0].quantity = more;
    t.documents[change].lines[1].price = t.documents[order].lines[1].price * dec!(2);
    let key = t.key(order, 0);
    t.lines.get_mut(&key).expect("ordered").ordered = more;
    t.deliver(order, &[(0, more), (1, t.ordered(order, 1))]);
    let invoice = t.bill(&[(order, 0, more), (order, 1, t.ordered(order, 1))]);
    t.documents[invoice].lines[1].price *= dec!(2);
}

fn declined(t: &mut Trade) {
    let order = new_order(t, 2);
    let answer = message(t, Kind::Confirmation, order);
    t.documents[answer].lines[1].status = Some("7");
    let key = t.key(order, 1);
    t.lines.get_mut(&key).expect("ordered").ordered = dec!(0);
    t.deliver(order, &[(0, t.ordered(order, 0))]);
    let invoice = t.bill_all(order);
    t.finds(invoice, &["quantity-exceeds-order@2"]);
}

fn confirmed_dearer(t: &mut Trade) {
    let order = new_order(t, 1);
    let answer = message(t, Kind::Confirmation, order);
    let dearer = cents(t.documents[order].lines[0].price * dec!(1.08)) + dec!(0.01);
    t.documents[answer].lines[0].price = dearer;
    t.documents[answer].lines[0].status = Some("3");
    t.deliver_all(order);
    let invoice = t.bill_all(order);
    t.documents[invoice].lines[0].price = dearer;
    t.finds(invoice, &["price-differs@1"]);
}

fn receipt(t: &mut Trade) {
    let order = new_order(t, 1);
    let note = t.deliver_all(order);
    let all = t.ordered(order, 0);
    let kept = part(all, 80);
    let receipt = t.deliver(order, &[(0, kept)]);
    t.documents[receipt].kind = Kind::Receipt;
    t.documents[receipt].number = t.documents[receipt].number.replacen("LS", "WE", 1);
    t.documents[receipt].notes = vec![t.number_of(note)];
    let key = t.key(order, 0);
    t.lines.get_mut(&key).expect("ordered").delivered -= all;
    let invoice = t.bill_all(order);
    t.finds(invoice, &["quantity-exceeds-delivery@1"]);
}

fn goods_unplanned(t: &mut Trade) {
    let order = new_order(t, 1);
    let note = t.deliver_all(order);
    let (article, mut line) = (t.article(), t.documents[note].lines[0].clone());
    (line.id, line.article, line.order_line, line.named) = ("2".into(), article, None, Named::All);
    line.quantity = dec!(6);
    t.documents[note].lines.push(line);
    t.documents[note].unplanned = true;
    t.bill_all(order);
}

fn article_twice(t: &mut Trade) {
    let (vendor, article) = (t.vendor(), t.article());
    let order = t.order_of(vendor, &[article, article]);
    t.documents[order].lines[1].price = t.documents[order].lines[0].price + dec!(0.50);
    t.deliver_all(order);
    t.bill_all(order);
}

fn article_in_two_orders(t: &mut Trade) {
    let (vendor, article) = (t.vendor(), t.article());
    let (one, two) = (t.order_of(vendor, &[article]), t.order_of(vendor, &[article]));
    t.deliver_all(one);
    t.deliver_all(two);
    t.bill_all(one);
    t.bill_all(two);
}

/// The order is written down after its goods came.
fn late_order(t: &mut Trade) {
    let order = new_order(t, 2);
    t.deliver_all(order);
    t.bill_all(order);
    t.documents[order].date = t.day(27);
}

fn rest_later(t: &mut Trade) {
    let order = new_order(t, 2);
    let all = t.ordered(order, 0);
    let came = part(all, 70);
    t.deliver(order, &[(0, came), (1, t.ordered(order, 1))]);
    t.bill(&[(order, 0, came), (order, 1, t.ordered(order, 1))]);
    let late = t.deliver(order, &[(0, all - came)]);
    t.documents[late].date = t.day(26);
}

/// One line too many and the same taken off again.
fn deduction(t: &mut Trade) {
    let order = new_order(t, 2);
    t.deliver_all(order);
    let invoice = t.bill_all(order);
    cost(t, invoice, "Gutschrift Leergut", dec!(-1.50));
}
