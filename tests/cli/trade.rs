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

#[test]
fn a_carton_ordered_and_its_pieces_billed_come_out_even() -> Tested {
    for pieces in [7, 12] {
        let bureau = Bureau::new();
        let (all, unit_price) = (10 * pieces, 2);
        bureau.drop("mueller/contacts.csv", CONTACTS);
        bureau.drop(
            "mueller/units.csv",
            format!("article;unit;quantity;of\nA-1;Karton;{pieces};Stk\n"),
        );
        bureau.drop(
            "mueller/orders.csv",
            format!(
                "order;side;date;contact;line;article;description;quantity;unit;unit_price;vat_rate\n\
                 B-1;purchase;2026-10-01;V-1;1;A-1;Winkel;10;Karton;{},00;19\n",
                pieces * unit_price
            ),
        );
        let note = |number: u32, quantity: u32| {
            format!("LS-{number};2026-10-10;V-1;B-1;1;A-1;{quantity};Stk\n")
        };
        let head = "delivery_note;date;contact;order;line;article;quantity;unit\n";
        bureau.drop("mueller/l.csv", format!("{head}{}{}", note(1, 1), note(2, all - 1)));
        for (at, quantity) in [(1, 1), (2, all - 1)] {
            let net = f64::from(quantity * unit_price);
            let billed = invoice(&format!("R-{at}"), (&quantity.to_string(), "2,00", net));
            bureau.drop(&format!("mueller/r{at}.csv"), billed);
        }
        assert_eq!(bureau.run(&["run"]).status, 0);
        let row = bureau.report("deliveries").into_iter().next().unwrap_or_default();
        assert_eq!(
            (&row["delivered"], &row["invoiced"], &row["open"]),
            (&"10".into(), &"10".into(), &"0".into()),
            "{row}"
        );
        assert!(bureau.run(&["when", "B-1"]).out.contains("vollständig geliefert"));
    }
    Ok(())
}

#[test]
fn a_line_without_a_unit_has_that_in_which_it_was_counted_first() -> Tested {
    let bureau = Bureau::new();
    bureau.drop("mueller/contacts.csv", CONTACTS);
    bureau.drop(
        "mueller/orders.csv",
        "order;side;date;contact;line;article;description;quantity;unit_price;vat_rate\n\
         B-1;purchase;2026-10-01;V-1;1;A-1;Winkel;10;10,00;19\n",
    );
    bureau.drop("mueller/l.csv", "delivery_note;date;contact;order;line;article;quantity;unit\nLS-1;2026-10-10;V-1;B-1;1;A-1;10;Stk\n");
    bureau.drop("mueller/r1.csv", invoice("R-1", ("5", "10,00", 50.0)));
    bureau.drop("mueller/r2.csv", invoice("R-2", ("4", "10,00", 40.0)).replace(";Stk;", ";kg;"));
    assert_eq!(bureau.run(&["run"]).status, 1);
    assert_eq!(control(&bureau, "R-1")["status"], "approved");
    let held = control(&bureau, "R-2");
    assert_eq!(codes(&held), ["quantity-exceeds-order"]);
    let said = held["findings"][0]["message"].to_string();
    assert!(said.contains("berechnet in „kg“, bisher gezählt in „Stk“"), "{said}");
    Ok(())
}

#[test]
fn the_first_orders_of_an_office_reopen_nothing() -> Tested {
    let bureau = Bureau::new();
    bureau.drop("mueller/contacts.csv", CONTACTS);
    let earlier = |number: &str, quantity: u32| {
        let net = f64::from(quantity * 10);
        invoice(number, (&quantity.to_string(), "10,00", net)).replace("B-1", "P-7")
    };
    bureau.drop("mueller/r0.csv", earlier("R-0", 10));
    assert_eq!(bureau.run(&["run"]).status, 0);
    bureau.drop(
        "mueller/orders.csv",
        "order;side;date;contact;line;article;description;quantity;unit;unit_price;vat_rate\n\
         B-1;purchase;2026-11-01;V-1;1;A-1;Winkel;10;Stk;10,00;19\n",
    );
    assert_eq!(bureau.run(&["run"]).status, 0);
    assert_eq!(control(&bureau, "R-0")["status"], "approved");
    // From then on what names an order must have one.
    bureau.drop("mueller/r1.csv", earlier("R-1", 9));
    assert_eq!(bureau.run(&["run"]).status, 1);
    assert_eq!(codes(&control(&bureau, "R-1")), ["no-order"]);
    assert_eq!(control(&bureau, "R-0")["status"], "approved");
    Ok(())
}

#[test]
fn a_list_whose_sums_do_not_hold_is_not_booked_before_a_yes() -> Tested {
    let bureau = Bureau::new();
    bureau.drop("mueller/contacts.csv", CONTACTS);
    let row = |number: &str,
               seller: &str,
               (quantity, rate): (u32, &str),
               vat: &str,
               gross: &str| {
        format!(
            "{HEAD}{number};2026-10-20;{seller};Müller Metallbau GmbH;DE136695976;1;A-1;{quantity};\
             Stk;100,00;100,00;{rate};{vat};{gross};\n"
        )
    };
    let known = "Stahl AG;DE290104774";
    for (name, text) in [
        ("rate.csv", row("R-1", known, (1, "19"), "9,00", "109,00")),
        ("other.csv", row("R-2", known, (1, "7"), "19,00", "119,00")),
        ("line.csv", row("R-3", known, (2, "19"), "19,00", "119,00")),
        ("unsaid.csv", row("R-4", known, (1, ""), "", "113,00")),
        ("nobody.csv", row("R-5", ";", (1, "19"), "19,00", "119,00")),
        // Its rate follows from its amounts.
        ("sound.csv", row("R-6", known, (1, ""), "", "119,00")),
    ] {
        bureau.drop(&format!("mueller/{name}"), text);
    }
    assert_eq!(bureau.run(&["run"]).status, 1);
    let told = |name: &str| {
        let document = bureau.document(&format!("mueller/{name}"));
        (document["status"].clone(), document["reason"].as_str().unwrap_or_default().to_owned())
    };
    for (name, reason) in [
        ("rate.csv", "USt ist 9,00 und müsste 19,00 sein (100,00 × 19 %)"),
        ("other.csv", "USt ist 19,00 und müsste 7,00 sein"),
        (
            "line.csv",
            "Netto der Position ist 100,00 und müsste 200,00 sein (Position 1: 2 × 100,00)",
        ),
        ("unsaid.csv", "Umsatzsteuersatz (BT-119)"),
        ("nobody.csv", "Verkäufer (BT-27)"),
    ] {
        let (status, said) = told(name);
        assert!(status == "held" && said.contains(reason), "{name}: {status} {said}");
    }
    assert_eq!(told("sound.csv").0, "processed");
    assert_eq!(codes(&control(&bureau, "R-1")), ["arithmetic"]);
    let id = bureau.document("mueller/rate.csv")["id"].as_str().unwrap_or_default().to_owned();
    assert_eq!(bureau.run(&["resolve", &id, "accept"]).status, 0);
    assert_eq!(told("rate.csv").0, "processed");
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}
