//! Delivery notes and orders that a person takes back, what then counts, and what the digest says of
//! an invoice that is free at last.

use super::answered::text;
use super::bureau::{Bureau, Tested};
use super::control::{bureau, codes, control, delivery, invoice};

/// What a field of the order's only line says.
fn of_order(bureau: &Bureau, field: &str) -> String {
    let rows = bureau.report("deliveries");
    let row = rows.iter().find(|row| row["order"] == "B-1").cloned().unwrap_or_default();
    row[field].as_str().unwrap_or_default().to_owned()
}

fn id(bureau: &Bureau, file: &str) -> String {
    bureau.document(file)["id"].as_str().unwrap_or_default().to_owned()
}

/// The text of the newest digest.
fn digest(bureau: &Bureau) -> String {
    let mut mails = bureau.files("outbox");
    mails.retain(|name| name.contains("digest"));
    mails.sort();
    let mail = mails.last().and_then(|name| std::fs::read(bureau.path("outbox").join(name)).ok());
    mail.as_deref().and_then(text).unwrap_or_default()
}

#[test]
fn a_delivery_note_is_taken_back_and_its_invoice_judged_anew() -> Tested {
    let bureau = bureau();
    bureau.drop("mueller/l1.csv", delivery("LS-1", 10));
    bureau.drop("mueller/r1.csv", invoice("R-1", 10, "DE02500105170137075030"));
    assert_eq!(bureau.run(&["run"]).status, 0, "{}", bureau.run(&["review"]).out);
    let note = id(&bureau, "mueller/l1.csv");
    assert_eq!(bureau.run(&["undo", &note]).status, 0);
    assert_eq!(of_order(&bureau, "delivered"), "0");
    assert_eq!(codes(&control(&bureau, "R-1")), ["not-delivered"]);
    assert_eq!(bureau.document("mueller/l1.csv")["status"], "rejected");
    // Once is enough.
    let again = bureau.run(&["undo", &note]);
    assert!(again.status == 1 && again.err.contains("schon zurückgenommen"), "{}", again.err);
    assert_eq!(bureau.run(&["verify"]).status, 0);
    assert_eq!(bureau.run(&["resolve", &note, "accept"]).status, 0);
    assert_eq!(of_order(&bureau, "delivered"), "10");
    assert_eq!(codes(&control(&bureau, "R-1")), Vec::<&str>::new());
    assert_eq!(bureau.run(&["resolve", &note, "reject", "nicht unsere"]).status, 0);
    assert_eq!(of_order(&bureau, "delivered"), "0");
    assert_eq!(bureau.run(&["undo", &note]).status, 0);
    assert_eq!(of_order(&bureau, "delivered"), "10");
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn what_a_list_had_replaced_counts_again() -> Tested {
    let bureau = bureau();
    bureau.drop("mueller/l1.csv", delivery("LS-1", 4));
    bureau.run(&["run"]);
    bureau.drop("mueller/l2.csv", delivery("LS-1", 9));
    let larger = "order;side;date;contact;line;article;quantity;unit;unit_price;vat_rate\n\
         B-1;purchase;2026-10-01;V-1;1;A-1;30;Stk;10,00;19\n\
         B-7;purchase;2026-10-01;V-1;1;A-7;5;Stk;1,00;19\n";
    bureau.drop("mueller/o2.csv", larger);
    bureau.run(&["run"]);
    assert_eq!([of_order(&bureau, "ordered"), of_order(&bureau, "delivered")], ["30", "9"]);
    let (order, note) = (id(&bureau, "mueller/o2.csv"), id(&bureau, "mueller/l2.csv"));
    assert_eq!(bureau.run(&["undo", &note]).status, 0);
    assert_eq!(bureau.run(&["undo", &order]).status, 0);
    assert_eq!([of_order(&bureau, "ordered"), of_order(&bureau, "delivered")], ["10", "4"]);
    assert!(!bureau.report("deliveries").iter().any(|row| row["order"] == "B-7"));
    assert_eq!(bureau.run(&["verify"]).status, 0, "{}", bureau.run(&["verify"]).out);
    // What is older says nothing beside what is newer.
    let first = id(&bureau, "mueller/orders.csv");
    assert_eq!(bureau.run(&["resolve", &order, "accept"]).status, 0);
    assert_eq!(bureau.run(&["undo", &first]).status, 0);
    assert_eq!(bureau.run(&["resolve", &first, "accept"]).status, 0);
    assert_eq!(of_order(&bureau, "ordered"), "30");
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn the_digest_tells_once_which_invoices_are_free_at_last() -> Tested {
    let bureau = bureau();
    bureau.drop("mueller/r1.csv", invoice("R-1", 10, "DE02500105170137075030"));
    bureau.run(&["run"]);
    assert!(!digest(&bureau).contains("Frei zur Zahlung"));
    bureau.drop("mueller/l1.csv", delivery("LS-1", 10));
    assert_eq!(bureau.run(&["run"]).status, 0);
    let told = digest(&bureau);
    assert!(told.contains("Frei zur Zahlung, bisher gesperrt (1):"), "{told}");
    assert!(told.contains("Stahl AG R-1 119,00 EUR"), "{told}");
    assert!(told.contains("Lieferschein LS-1"), "{told}");
    bureau.drop("mueller/l2.csv", delivery("LS-2", 0));
    bureau.run(&["run"]);
    assert!(!digest(&bureau).contains("Frei zur Zahlung"));
    Ok(())
}

#[test]
fn amounts_bear_the_digits_of_their_currency() -> Tested {
    let bureau = Bureau::new();
    let whole = invoice("R-1", 10, "DE02500105170137075030").replace(";100,00;19;", ";100;19;");
    bureau.write("r.csv", whole);
    let file = bureau.path("r.csv");
    let told = bureau.run(&["inspect", "--json", &file.to_string_lossy()]).json();
    let sums = ["net", "vat", "gross"].map(|sum| told["totals"][sum].clone());
    assert_eq!(sums, ["100.00", "19.00", "119.00"], "{told}");
    Ok(())
}

#[test]
fn a_file_that_nobody_can_read_is_the_only_companys() -> Tested {
    let bureau = Bureau::new();
    std::fs::remove_file(bureau.path("companies/kern.toml"))?;
    bureau.drop("y.bin", [0u8, 1, 3]);
    bureau.run(&["run"]);
    let document = bureau.document("y.bin");
    assert_eq!([&document["company"], &document["status"]], ["mueller", "rejected"]);
    Ok(())
}
