//! Trade as a clerk sees it: whose order is whose, and what credit notes settle.

use super::bureau::{Bureau, Tested};
use serde_json::Value;

const CONTACTS: &str = "contact;name;role;vat_id;iban\nV-1;Stahl \
    AG;vendor;DE290104774;DE02500105170137075030\n\
    K-1;Kunde Eins GmbH;customer;;\nK-2;Kunde Zwei GmbH;customer;;\n";
const HEAD: &str = "invoice;date;seller;seller_vat_id;buyer;buyer_vat_id;line;article;quantity;unit;unit_price;net;vat_rate;vat;gross;order\n";

/// A purchase invoice of ten pieces that cost 10.00 each; of a credit note all amounts are
/// negative.
fn invoice(number: &str, (quantity, price, net): (&str, &str, f64)) -> String {
    let (vat, gross) = (net * 0.19, net * 1.19);
    format!(
        "{HEAD}{number};2026-10-20;Stahl AG;DE290104774;Müller Metallbau \
         GmbH;DE136695976;1;A-1;{quantity};Stk;{price};{net:.2};19;{vat:.2};{gross:.2};B-1\n"
    )
}

fn bureau() -> Bureau {
    let bureau = Bureau::new();
    bureau.drop("mueller/contacts.csv", CONTACTS);
    bureau.drop(
        "mueller/orders.csv",
        "order;side;date;contact;line;article;description;quantity;unit;unit_price;vat_rate\n\
         B-1;purchase;2026-10-01;V-1;1;A-1;Winkel;10;Stk;10,00;19\n",
    );
    bureau.drop("mueller/l.csv", "delivery_note;date;contact;order;line;article;quantity;unit\nLS-1;2026-10-10;V-1;B-1;1;A-1;10;Stk\n");
    bureau.run(&["run"]);
    bureau
}

fn control(bureau: &Bureau, number: &str) -> Value {
    bureau
        .report("invoice-control")
        .into_iter()
        .find(|row| row["invoice"] == number)
        .unwrap_or_default()
}

fn codes(row: &Value) -> Vec<&str> {
    row["findings"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|finding| finding["code"].as_str())
        .collect()
}

#[test]
fn a_credit_over_the_difference_in_price_releases_the_invoice() -> Tested {
    let bureau = bureau();
    bureau.drop("mueller/r.csv", invoice("R-1", ("10", "12,00", 120.0)));
    assert_eq!(bureau.run(&["run"]).status, 1);
    // Another sum says nothing of this difference.
    bureau.drop("mueller/g0.csv", invoice("G-0", ("-10", "1,00", -10.0)));
    bureau.run(&["run"]);
    assert_eq!(
        (&control(&bureau, "R-1")["status"], codes(&control(&bureau, "R-1"))),
        (&"held".into(), vec!["price-differs"])
    );
    bureau.drop("mueller/g1.csv", invoice("G-1", ("-10", "2,00", -20.0)));
    let ended = bureau.run(&["run"]);
    let row = control(&bureau, "R-1");
    assert_eq!(
        (&row["status"], &row["released_by"], codes(&row)),
        (&"approved".into(), &"kontor".into(), vec!["price-differs"]),
        "{}",
        ended.out
    );
    assert!(row["reason"].as_str().is_some_and(|why| why.contains("Gutschrift G-1")), "{row}");
    assert_eq!(bureau.report("deliveries")[0]["invoiced"], "10");
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn a_credit_for_what_did_not_come_releases_the_invoice() -> Tested {
    let bureau = bureau();
    bureau.drop("mueller/r.csv", invoice("R-1", ("13", "10,00", 130.0)));
    assert_eq!(bureau.run(&["run"]).status, 1);
    assert!(codes(&control(&bureau, "R-1")).contains(&"quantity-exceeds-order"));
    bureau.drop("mueller/g1.csv", invoice("G-1", ("-2", "10,00", -20.0)));
    bureau.run(&["run"]);
    assert_eq!(control(&bureau, "R-1")["status"], "held", "one piece too many is left");
    bureau.drop("mueller/g2.csv", invoice("G-2", ("-1", "10,00", -10.0)));
    bureau.run(&["run"]);
    assert_eq!(control(&bureau, "R-1")["status"], "approved");
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn two_customers_may_give_their_orders_the_same_number() -> Tested {
    let bureau = bureau();
    let head = "order;side;date;contact;line;article;quantity;unit;unit_price\n";
    bureau.drop("mueller/a.csv", format!("{head}4711;sales;2026-10-01;K-1;1;X-1;5;Stk;3,00\n"));
    bureau.run(&["run"]);
    bureau.drop("mueller/b.csv", format!("{head}4711;sales;2026-10-02;K-2;1;X-1;7;Stk;3,00\n"));
    // The company's own note to one of them.
    bureau.drop("mueller/l2.csv", "delivery_note;date;contact;order;line;article;quantity;unit\nA-9;2026-10-12;K-2;4711;1;X-1;7;Stk\n");
    bureau.run(&["run"]);
    let open = |contact: &str| {
        let rows = bureau.report("deliveries");
        let row = rows
            .iter()
            .find(|row| row["order"] == "4711" && row["contact"] == contact)
            .cloned()
            .unwrap_or_default();
        (row["ordered"].clone(), row["open"].clone())
    };
    assert_eq!((open("K-1"), open("K-2")), (("5".into(), "5".into()), ("7".into(), "0".into())));
    // Sent again by the same customer, it is the same order.
    bureau.drop("mueller/c.csv", format!("{head}4711;sales;2026-10-03;K-1;1;X-1;6;Stk;3,00\n"));
    bureau.run(&["run"]);
    assert_eq!((open("K-1"), open("K-2")), (("6".into(), "6".into()), ("7".into(), "0".into())));
    Ok(())
}
