//! Invoices that the control holds: booked, blocked for payment, released by a person with a reason
//! or by what comes later.

use super::bureau::{Bureau, Tested};
use serde_json::Value;

const CONTACTS: &str =
    "contact;name;role;vat_id;iban\nV-1;Stahl AG;vendor;DE290104774;DE02500105170137075030\n";
const ORDER: &str = "order;side;date;contact;line;article;description;quantity;unit;unit_price;vat_rate\n\
    B-1;purchase;2026-10-01;V-1;1;A-1;Winkel;10;Stk;10,00;19\n";
const EARLIER: &str = "delivery_note;date;contact;order;line;article;quantity;unit\nLS-0;2026-09-01;V-1;;1;Z-9;1;Stk\n";

pub fn invoice(number: &str, quantity: u32, iban: &str) -> String {
    let net = quantity * 10;
    let (vat, gross) = (f64::from(net) * 0.19, f64::from(net) * 1.19);
    format!(
        "invoice;date;seller;seller_vat_id;iban;buyer;buyer_vat_id;line;article;quantity;unit;unit_price;net;vat_rate;vat;gross;order\n\
         {number};2026-10-20;Stahl AG;DE290104774;{iban};Müller Metallbau \
         GmbH;DE136695976;1;A-1;{quantity};Stk;10,00;{net},00;19;{vat:.2};{gross:.2};B-1\n"
    )
}

pub fn delivery(number: &str, quantity: u32) -> String {
    format!(
        "delivery_note;date;contact;order;line;article;quantity;unit\n{number};2026-10-22;V-1;B-1;1;A-1;{quantity};Stk\n"
    )
}

pub fn bureau() -> Bureau {
    let bureau = Bureau::new();
    bureau.drop("mueller/contacts.csv", CONTACTS);
    bureau.drop("mueller/orders.csv", ORDER);
    bureau.drop("mueller/deliveries.csv", EARLIER);
    bureau.run(&["run"]);
    bureau
}

pub fn control(bureau: &Bureau, number: &str) -> Value {
    bureau
        .report("invoice-control")
        .into_iter()
        .find(|row| row["invoice"] == number)
        .unwrap_or_default()
}

pub fn blocked(bureau: &Bureau, number: &str) -> Value {
    bureau
        .report("open-items")
        .into_iter()
        .find(|row| row["document"] == number)
        .unwrap_or_default()["blocked"]
        .clone()
}

pub fn codes(row: &Value) -> Vec<&str> {
    row["findings"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|finding| finding["code"].as_str())
        .collect()
}

#[test]
fn a_later_delivery_note_releases_and_says_so() -> Tested {
    let bureau = bureau();
    bureau.drop("mueller/r1.csv", invoice("R-1", 10, "DE02500105170137075030"));
    assert_eq!(bureau.run(&["run"]).status, 1);
    let document = bureau.document("mueller/r1.csv");
    assert_eq!((&document["status"], &document["waits"]), (&"processed".into(), &true.into()));
    assert_eq!(
        (codes(&control(&bureau, "R-1")), blocked(&bureau, "R-1")),
        (vec!["not-delivered"], true.into())
    );
    // A part is not enough.
    bureau.drop("mueller/l1.csv", delivery("LS-1", 6));
    assert!(!bureau.run(&["run"]).out.contains("zur Zahlung frei"));
    assert_eq!(codes(&control(&bureau, "R-1")), ["quantity-exceeds-delivery"]);
    bureau.drop("mueller/l2.csv", delivery("LS-2", 4));
    let ended = bureau.run(&["run"]);
    assert!(
        ended.status == 0 && ended.out.contains("1 Rechnung ist jetzt zur Zahlung frei"),
        "{}",
        ended.out
    );
    let row = control(&bureau, "R-1");
    assert_eq!((&row["status"], &row["released_by"]), (&"approved".into(), &"kontor".into()));
    assert!(row["reason"].as_str().is_some_and(|why| why.contains("LS-2")), "{row}");
    assert_eq!(
        (&bureau.document("mueller/r1.csv")["waits"], blocked(&bureau, "R-1")),
        (&false.into(), false.into())
    );
    assert!(bureau.run(&["explain", "R-1"]).out.contains("Lieferschein LS-2"));
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn a_stranger_account_is_released_by_a_reason_only_and_undone() -> Tested {
    let bureau = bureau();
    bureau.drop("mueller/l1.csv", delivery("LS-1", 10));
    bureau.drop("mueller/r1.csv", invoice("R-1", 10, "DE02100100100006820101"));
    assert_eq!(bureau.run(&["run"]).status, 1);
    let id = bureau.document("mueller/r1.csv")["id"].as_str().unwrap_or_default().to_owned();
    assert_eq!(codes(&control(&bureau, "R-1")), ["bank-account-changed"]);
    let refused = bureau.run(&["resolve", &id, "accept"]);
    assert!(refused.status == 1 && refused.err.contains("release"), "{}", refused.err);
    assert_eq!(blocked(&bureau, "R-1"), true);
    assert_eq!(
        bureau.run(&["resolve", &id, "release", "Frau Kurz angerufen, Konto stimmt"]).status,
        0
    );
    let row = control(&bureau, "R-1");
    assert_eq!(
        (&row["status"], &row["reason"]),
        (&"approved".into(), &"Frau Kurz angerufen, Konto stimmt".into())
    );
    assert!(
        row["released_by"].is_string()
            && row["released_at"].is_string()
            && codes(&row) == ["bank-account-changed"],
        "{row}"
    );
    assert_eq!(blocked(&bureau, "R-1"), false);
    // A night later it stays released.
    bureau.run(&["nightly"]);
    assert_eq!(blocked(&bureau, "R-1"), false);
    assert_eq!(bureau.run(&["undo", &id]).status, 0);
    assert_eq!(
        (blocked(&bureau, "R-1"), control(&bureau, "R-1")["released_by"].clone()),
        (true.into(), Value::Null)
    );
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn refusing_a_blocked_invoice_takes_its_booking_back() -> Tested {
    let bureau = bureau();
    bureau.drop("mueller/r1.csv", invoice("R-1", 10, "DE02500105170137075030"));
    assert_eq!(bureau.run(&["run"]).status, 1);
    let id = bureau.document("mueller/r1.csv")["id"].as_str().unwrap_or_default().to_owned();
    assert_eq!(bureau.run(&["resolve", &id, "reject", "nie bestellt"]).status, 0);
    let document = bureau.document("mueller/r1.csv");
    assert_eq!(
        (&document["status"], &document["reason"]),
        (&"rejected".into(), &"nie bestellt".into())
    );
    assert!(bureau.report("open-items").iter().all(|row| row["document"] != "R-1"));
    let sheet = bureau.report("trial-balance");
    assert!(
        sheet.iter().all(|row| row["account"] != "1576" || row["closing"] == "0.00"),
        "{sheet:?}"
    );
    // Taken back, it waits again, and can be booked after all.
    assert_eq!(bureau.run(&["undo", &id]).status, 0);
    assert_eq!(bureau.run(&["resolve", &id, "accept"]).status, 0);
    assert_eq!(blocked(&bureau, "R-1"), true);
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn tolerances_and_units_of_the_company_s_file_hold_at_once() -> Tested {
    let bureau = bureau();
    bureau.drop("mueller/l1.csv", delivery("LS-1", 9));
    bureau.drop("mueller/r1.csv", invoice("R-1", 10, "DE02500105170137075030"));
    assert_eq!(bureau.run(&["run"]).status, 1);
    assert_eq!(codes(&control(&bureau, "R-1")), ["quantity-exceeds-delivery"]);
    let company = std::fs::read_to_string(bureau.path("companies/mueller.toml"))?;
    bureau.write(
        "companies/mueller.toml",
        format!(
            "{company}\n[[vendor_tolerances]]\nvendor = \"stahl ag\"\nundelivered_percent = 10\n"
        ),
    );
    assert_eq!(bureau.run(&["check"]).status, 0);
    // The next run, without a document, finds that other rules hold.
    assert!(bureau.run(&["run"]).out.contains("zur Zahlung frei"));
    assert_eq!(control(&bureau, "R-1")["status"], "approved");
    // A carton is asked about until somebody says what it holds.
    bureau
        .drop("mueller/o2.csv", ORDER.replace("B-1;", "B-2;").replace("A-1;Winkel", "A-2;Platte"));
    bureau.drop(
        "mueller/r2.csv",
        invoice("R-2", 1, "DE02500105170137075030")
            .replace(";A-1;1;Stk;10,00", ";A-2;1;Krt;10,00")
            .replace(";B-1", ";B-2"),
    );
    bureau.drop(
        "mueller/l2.csv",
        delivery("LS-2", 10).replace(";A-1;", ";A-2;").replace(";B-1;", ";B-2;"),
    );
    bureau.run(&["run"]);
    assert_eq!(codes(&control(&bureau, "R-2")), ["quantity-exceeds-order"]);
    let taught = "[[unit]]\narticle = \"A-2\"\nunit = \"Karton\"\nquantity = 1\nof = \"Stk\"\n";
    bureau.write("companies/mueller.toml", format!("{company}\n{taught}"));
    bureau.run(&["run"]);
    assert_eq!(control(&bureau, "R-2")["status"], "approved");
    // What held before holds no more.
    assert_eq!(control(&bureau, "R-1")["status"], "held");
    Ok(())
}

#[test]
fn what_came_without_invoice_and_what_is_billed_without_goods_stand_in_one_list() -> Tested {
    let bureau = bureau();
    bureau
        .drop("mueller/o2.csv", ORDER.replace("B-1;", "B-2;").replace("A-1;Winkel", "A-2;Platte"));
    bureau.drop("mueller/r1.csv", invoice("R-1", 3, "DE02500105170137075030"));
    bureau.drop(
        "mueller/l2.csv",
        delivery("LS-2", 4).replace(";A-1;", ";A-2;").replace(";B-1;", ";B-2;"),
    );
    bureau.run(&["run"]);
    let rows = bureau.run(&["report", "between", "--as-of", "2026-12-01", "--json"]).rows();
    let said = |row: &Value| {
        ["order", "kind", "quantity", "value", "age"]
            .map(|field| row[field].as_str().unwrap_or_default().to_owned())
    };
    let said: Vec<_> = rows.iter().map(said).collect();
    assert_eq!(
        said,
        [
            ["B-1", "not-received", "3", "30.00", "31-60"],
            ["B-2", "not-invoiced", "4", "40.00", "31-60"]
        ]
    );
    Ok(())
}

#[test]
fn a_note_of_a_sender_in_no_list_counts_for_the_order_that_it_names() -> Tested {
    let bureau = bureau();
    bureau.drop("mueller/r1.csv", invoice("R-1", 10, "DE02500105170137075030"));
    assert_eq!(bureau.run(&["run"]).status, 1);
    // The same goods for another order of nobody, and other goods for this one, release nothing.
    let message = |order: &str, article: &str, number: &str| {
        format!(
            "UNB+UNOC:3+A+B+261022:0900+1'UNH+1+DESADV:D:01B:UN:EAN007'BGM+351+{number}+9'DTM+137:20261022:102'RFF+ON:{order}'\
             NAD+SU+4012345000009::9'NAD+BY+4098765000004::9'CPS+1'LIN+1'PIA+1+{article}:SA'QTY+12:10:PCE'UNT+10+1'UNZ+1+1'"
        )
    };
    bureau.drop("mueller/l1.edi", message("B-7", "A-1", "LS-1"));
    bureau.drop("mueller/l2.edi", message("B-1", "Z-9", "LS-2"));
    bureau.run(&["run"]);
    assert_eq!(codes(&control(&bureau, "R-1")), ["not-delivered"]);
    bureau.drop("mueller/l3.edi", message("B-1", "A-1", "LS-3"));
    let ended = bureau.run(&["run"]);
    assert!(ended.out.contains("1 Rechnung ist jetzt zur Zahlung frei"), "{}", ended.out);
    let row = bureau
        .report("deliveries")
        .into_iter()
        .find(|row| row["order"] == "B-1")
        .unwrap_or_default();
    assert_eq!((&row["delivered"], &row["open"]), (&"10".into(), &"0".into()));
    Ok(())
}

#[test]
fn a_second_invoice_for_the_same_goods_is_one_question_and_bills_nothing() -> Tested {
    let bureau = bureau();
    bureau.drop("mueller/l1.csv", delivery("LS-1", 10));
    let own = "DE02500105170137075030";
    bureau.drop("mueller/r1.csv", invoice("R-1", 6, own));
    bureau.run(&["run"]);
    bureau.drop("mueller/r2.csv", invoice("R-2", 6, own));
    assert_eq!(bureau.run(&["run"]).status, 1);
    assert_eq!(codes(&control(&bureau, "R-2")), ["duplicate-invoice"]);
    let billed = || {
        bureau
            .report("deliveries")
            .into_iter()
            .find(|row| row["order"] == "B-1")
            .unwrap_or_default()["invoiced"]
            .clone()
    };
    assert_eq!(billed(), "6");
    // What is left of the order can be billed.
    bureau.drop("mueller/r3.csv", invoice("R-3", 4, own));
    bureau.run(&["run"]);
    assert_eq!(codes(&control(&bureau, "R-3")), [""; 0]);
    // Whoever lets it pass says that it bills the goods once more; that asks no second time.
    let id = bureau.document("mueller/r2.csv")["id"].as_str().unwrap_or_default().to_owned();
    assert_eq!(bureau.run(&["resolve", &id, "release", "mit dem Lieferanten geklärt"]).status, 0);
    bureau.run(&["nightly"]);
    assert_eq!((&control(&bureau, "R-2")["status"], billed()), (&"approved".into(), "16".into()));
    Ok(())
}

#[test]
fn goods_that_no_order_is_about_are_asked_about_until_an_order_or_a_yes_comes() -> Tested {
    let bureau = bureau();
    let asks = |file: &str| bureau.document(file)["waits"] == true;
    bureau.drop("mueller/l1.csv", delivery("LS-1", 10) + "LS-1;2026-10-22;V-1;B-1;2;Z-7;4;Stk\n");
    assert_eq!(bureau.run(&["run"]).status, 1);
    assert!(asks("mueller/l1.csv"));
    assert!(bureau.run(&["review"]).out.contains("in der Bestellung B-1 steht davon nichts"));
    // The order that comes later answers it.
    bureau.drop(
        "mueller/o2.csv",
        format!("{ORDER}B-1;purchase;2026-10-01;V-1;2;Z-7;Platte;4;Stk;3,00;19\n"),
    );
    assert_eq!(bureau.run(&["run"]).status, 0);
    assert!(!asks("mueller/l1.csv"));
    // An order of nobody is asked about too; a yes settles it, and a no says that nothing came.
    bureau.drop("mueller/l2.csv", delivery("LS-2", 3).replace(";B-1;", ";B-9;"));
    bureau.drop("mueller/l3.csv", delivery("LS-3", 2).replace(";A-1;", ";Q-1;"));
    assert_eq!(bureau.run(&["run"]).status, 1);
    let id = |file: &str| bureau.document(file)["id"].as_str().unwrap_or_default().to_owned();
    assert_eq!(bureau.run(&["resolve", &id("mueller/l2.csv"), "accept"]).status, 0);
    assert_eq!(
        bureau.run(&["resolve", &id("mueller/l3.csv"), "reject", "nicht angenommen"]).status,
        0
    );
    bureau.run(&["nightly"]);
    assert!(!asks("mueller/l2.csv") && !asks("mueller/l3.csv"));
    assert!(bureau.report("stock").iter().all(|row| row["article"] != "Q-1"));
    assert_eq!(bureau.run(&["undo", &id("mueller/l2.csv")]).status, 0);
    assert!(asks("mueller/l2.csv"));
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn receipts_and_hybrid_orders_are_taken_as_they_come() -> Tested {
    let bureau = bureau();
    let message = "UNB+UNOC:3+A+B+261022:0900+1'UNH+1+RECADV:D:01B:UN:EAN007'BGM+632+WE-1+9'DTM+137:20261022:102'RFF+ON:B-1'RFF+AAK:LS-1'\
        NAD+SU+4012345000009::9'NAD+BY+4098765000004::9'CPS+1'LIN+1'PIA+1+A-1:SA'QTY+194:8:PCE'UNT+11+1'UNZ+1+1'";
    bureau.drop("mueller/l1.csv", delivery("LS-1", 10));
    bureau.drop("mueller/receipt.edi", message);
    bureau.drop("mueller/order.pdf", std::fs::read("samples/order/order-x/hallenbau-OX-5513.pdf")?);
    bureau.run(&["run"]);
    for file in ["mueller/receipt.edi", "mueller/order.pdf"] {
        assert_eq!(bureau.document(file)["status"], "processed", "{file}");
    }
    Ok(())
}

#[test]
fn a_list_of_conversions_answers_what_a_carton_holds() -> Tested {
    let bureau = bureau();
    let own = "DE02500105170137075030";
    bureau.drop("mueller/l1.csv", delivery("LS-1", 10));
    bureau.drop(
        "mueller/r1.csv",
        invoice("R-1", 1, own).replace(";A-1;1;Stk;10,00", ";A-1;1;Krt;10,00"),
    );
    assert_eq!(bureau.run(&["run"]).status, 1);
    assert_eq!(codes(&control(&bureau, "R-1")), ["quantity-exceeds-order"]);
    // A pallet of cartons of pieces; what a kilogram is no list says otherwise.
    bureau.drop(
        "mueller/einheiten.csv",
        "Artikel;Gebinde;Inhalt;Basiseinheit\nA1;Karton;1;Stk\n;kg;900;g\n;Palette;5;Karton\n",
    );
    let ended = bureau.run(&["run"]);
    assert!(ended.out.contains("1 Rechnung ist jetzt zur Zahlung frei"), "{}", ended.out);
    assert!(bureau.document("mueller/einheiten.csv")["notes"].to_string().contains("1000"));
    bureau.drop(
        "mueller/r2.csv",
        invoice("R-2", 1, own)
            .replace(";A-1;1;Stk;10,00", ";A-1;1;Palette;10,00")
            .replace("R-2;2026-10-20", "R-2;2026-10-21"),
    );
    bureau.run(&["run"]);
    assert_eq!(
        codes(&control(&bureau, "R-2")),
        [""; 0],
        "five of ten pieces, of which one was billed"
    );
    let billed = bureau
        .report("deliveries")
        .into_iter()
        .find(|row| row["order"] == "B-1")
        .unwrap_or_default()["invoiced"]
        .clone();
    assert_eq!(billed, "6");
    // The newer list counts.
    bureau
        .drop("mueller/einheiten2.csv", "Artikel;Gebinde;Inhalt;Basiseinheit\nA-1;Krt;12;Stück\n");
    bureau.run(&["run"]);
    assert_eq!(codes(&control(&bureau, "R-1")), ["quantity-exceeds-order"]);
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn an_answer_says_what_a_carton_holds_and_is_kept() -> Tested {
    let bureau = bureau();
    let own = "DE02500105170137075030";
    // A carton of an article ordered in pieces came, and is billed.
    bureau.drop("mueller/l1.csv", delivery("LS-1", 1).replace(";Stk", ";Karton"));
    bureau.drop(
        "mueller/r1.csv",
        invoice("R-1", 1, own).replace(";A-1;1;Stk;10,00", ";A-1;1;Krt;10,00"),
    );
    assert_eq!(bureau.run(&["run"]).status, 1);
    let note = bureau.document("mueller/l1.csv")["id"].as_str().unwrap_or_default().to_owned();
    let bill = bureau.document("mueller/r1.csv")["id"].as_str().unwrap_or_default().to_owned();
    let billed = || {
        bureau
            .report("deliveries")
            .into_iter()
            .find(|row| row["order"] == "B-1")
            .unwrap_or_default()
    };
    assert_eq!(
        (&billed()["delivered"], &bureau.document("mueller/l1.csv")["waits"]),
        (&"0".into(), &true.into())
    );
    // What is always so, and what is not asked, is refused; nothing is kept of it.
    assert_eq!(bureau.run(&["resolve", &note, "unit", "zwölf"]).status, 2);
    let other = bureau.run(&["resolve", &note, "unit", "1 Palette = 12 Stk"]);
    assert!(other.status == 1 && other.err.contains("Krt"), "{}", other.err);
    assert_eq!(bureau.run(&["resolve", &bill, "unit", "10", "--line", "7"]).status, 1);
    assert_eq!(billed()["delivered"], "0");
    // The number alone is enough: only one of the two is a package.
    let said = bureau.run(&["resolve", &note, "unit", "1"]);
    assert_eq!(said.status, 0, "{}", said.err);
    assert_eq!((&billed()["delivered"], &billed()["invoiced"]), (&"1".into(), &"1".into()));
    assert_eq!(
        (&control(&bureau, "R-1")["status"], &bureau.document("mueller/l1.csv")["waits"]),
        (&"approved".into(), &false.into())
    );
    // It holds for what comes later, and a better answer about the same carton takes its place.
    bureau.drop("mueller/l2.csv", delivery("LS-2", 4).replace(";Stk", ";Karton"));
    assert_eq!(bureau.run(&["run"]).status, 0);
    assert_eq!(billed()["delivered"], "5");
    // Of another article nobody has said it.
    bureau
        .drop("mueller/o2.csv", ORDER.replace("B-1;", "B-2;").replace("A-1;Winkel", "A-2;Platte"));
    bureau.drop(
        "mueller/l3.csv",
        delivery("LS-3", 2)
            .replace(";A-1;", ";A-2;")
            .replace(";B-1;", ";B-2;")
            .replace(";Stk", ";Karton"),
    );
    assert_eq!(bureau.run(&["run"]).status, 1);
    assert_eq!(bureau.document("mueller/l3.csv")["waits"], true);
    // Taken back, it is asked again.
    assert_eq!(bureau.run(&["undo", &note]).status, 0);
    assert_eq!(
        (&billed()["delivered"], &bureau.document("mueller/l1.csv")["waits"]),
        (&"0".into(), &true.into())
    );
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn two_answers_about_one_note_are_taken_back_one_by_one() -> Tested {
    let bureau = bureau();
    bureau
        .drop("mueller/o2.csv", ORDER.replace("B-1;", "B-2;").replace("A-1;Winkel", "A-2;Platte"));
    let rows = "LS-5;2026-10-22;V-1;B-1;1;A-1;1;Karton\nLS-5;2026-10-22;V-1;B-2;2;A-2;1;Karton\n";
    bureau.drop(
        "mueller/l5.csv",
        format!("delivery_note;date;contact;order;line;article;quantity;unit\n{rows}"),
    );
    bureau.run(&["run"]);
    let note = bureau.document("mueller/l5.csv")["id"].as_str().unwrap_or_default().to_owned();
    let delivered = || {
        let of = |order: &str| {
            bureau
                .report("deliveries")
                .into_iter()
                .find(|row| row["order"] == order)
                .unwrap_or_default()["delivered"]
                .clone()
        };
        (of("B-1"), of("B-2"))
    };
    assert_eq!(
        bureau.run(&["resolve", &note, "unit", "1 Karton = 1.000 Stk", "--line", "1"]).status,
        2,
        "read in two ways"
    );
    for (line, holds) in [("1", "2"), ("2", "3")] {
        let said = bureau.run(&["resolve", &note, "unit", holds, "--line", line]);
        assert_eq!(said.status, 0, "{}", said.err);
    }
    assert_eq!(delivered(), ("2".into(), "3".into()));
    assert_eq!(bureau.run(&["undo", &note]).status, 0);
    assert_eq!(delivered(), ("2".into(), "0".into()), "the first answer still holds");
    assert_eq!(bureau.run(&["undo", &note]).status, 0);
    assert_eq!(delivered(), ("0".into(), "0".into()));
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

/// Sums that do not agree block a booked invoice everywhere alike, until a person says that they
/// are right.
#[test]
fn what_reading_doubts_is_blocked_in_every_report() {
    let bureau = Bureau::new();
    let sample =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/broken/payable-aside.xml");
    bureau.drop("mueller/p.xml", std::fs::read(sample).expect("a sample"));
    assert_eq!(bureau.run(&["run"]).status, 1);
    let state = || (control(&bureau, "2026-0816")["status"].clone(), blocked(&bureau, "2026-0816"));
    assert_eq!(state(), ("held".into(), true.into()));
    let id = bureau.document("mueller/p.xml")["id"].as_str().unwrap_or_default().to_owned();
    let ended = bureau.run(&["resolve", &id, "accept"]);
    assert_eq!(ended.status, 0, "{}", ended.err);
    assert_eq!(state(), ("approved".into(), false.into()));
    assert_eq!(bureau.run(&["undo", &id]).status, 0);
    assert_eq!(state(), ("held".into(), true.into()));
}

/// A vendor who bills the same each month is asked about another amount and about a second invoice
/// in a month; one who bills at will is not.
#[test]
fn what_is_unusual_of_a_vendor_without_orders_is_asked() {
    let bureau = Bureau::new();
    bureau.drop("mueller/contacts.csv", CONTACTS);
    let bill = |number: &str, day: &str, net: f64| {
        let (vat, gross) = (net * 0.19, net * 1.19);
        format!(
            "invoice;date;seller;seller_vat_id;buyer;buyer_vat_id;line;article;quantity;unit;unit_price;net;vat_rate;vat;gross\n\
             {number};{day};Stahl AG;DE290104774;Müller Metallbau \
             GmbH;DE136695976;1;Miete;1;Stk;{net:.2};{net:.2};19;{vat:.2};{gross:.2}\n"
        )
    };
    for (number, day, net) in [
        ("M-6", "2026-06-01", 100.0),
        ("M-7", "2026-07-01", 100.0),
        ("M-8", "2026-08-01", 101.0),
        ("M-9", "2026-09-01", 100.0),
    ] {
        bureau.drop(&format!("mueller/{number}.csv"), bill(number, day, net));
        bureau.run(&["run"]);
        assert_eq!(control(&bureau, number)["status"], "approved", "{number}");
    }
    bureau.drop("mueller/M-9b.csv", bill("M-9b", "2026-09-20", 100.0));
    bureau.drop("mueller/M-10.csv", bill("M-10", "2026-10-01", 1000.0));
    assert_eq!(bureau.run(&["run"]).status, 1);
    let (second, other) = (control(&bureau, "M-9b"), control(&bureau, "M-10"));
    assert_eq!(
        (codes(&second), blocked(&bureau, "M-9b")),
        (vec!["unusual-rhythm"], true.into()),
        "{second}"
    );
    assert!(second["findings"].to_string().contains("01.09.2026"), "{second}");
    assert_eq!(codes(&other), ["unusual-amount"], "{other}");
    let id = bureau.document("mueller/M-9b.csv")["id"].as_str().unwrap_or_default().to_owned();
    assert_eq!(bureau.run(&["resolve", &id, "release", "Nebenkosten, Herr Kurz"]).status, 0);
    assert_eq!(blocked(&bureau, "M-9b"), Value::Bool(false));
    assert_eq!(bureau.run(&["verify"]).status, 0);
}
