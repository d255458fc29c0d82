//! Invoices as PDF without XML: proposed, booked by a yes only, and never twice beside what is
//! booked.

use super::bureau::{Bureau, Tested};

fn sample(name: &str) -> Result<Vec<u8>, std::io::Error> {
    std::fs::read(format!("{}/samples/broken/{name}", env!("CARGO_MANIFEST_DIR")))
}

#[test]
fn what_adds_up_is_booked_by_a_yes_only() -> Tested {
    let bureau = Bureau::new();
    bureau.drop("mueller/r.pdf", sample("pdf-invoice-proposed.pdf")?);
    assert_eq!(bureau.run(&["run"]).status, 1);
    let document = bureau.document("mueller/r.pdf");
    assert_eq!((&document["status"], &document["number"]), (&"held".into(), &"2026-0815".into()));
    assert!(
        document["reason"]
            .as_str()
            .is_some_and(|why| why.contains("netto 100,00 + USt 19,00 = 119,00 EUR")),
        "{document}"
    );
    assert!(bureau.report("open-items").is_empty() && bureau.report("journal").is_empty());
    let id = document["id"].as_str().unwrap_or_default().to_owned();
    assert_eq!(bureau.run(&["resolve", &id, "accept"]).status, 0);
    let item = bureau.report("open-items").into_iter().next().unwrap_or_default();
    assert_eq!((&item["document"], &item["amount"]), (&"2026-0815".into(), &"119.00".into()));
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn the_picture_of_a_booked_invoice_is_a_duplicate() -> Tested {
    let bureau = Bureau::new();
    bureau.drop(
        "mueller/a.csv",
        "invoice;date;seller;iban;buyer;net;vat_rate;vat;gross\n2026-0815;2026-09-01;Schrauben-Hahn GmbH;DE02120300000000202051;Müller Metallbau GmbH;100,00;19;19,00;119,00\n",
    );
    bureau.drop("mueller/0.pdf", sample("pdf-invoice-proposed.pdf")?);
    bureau.run(&["run"]);
    assert_eq!(bureau.document("mueller/0.pdf")["status"], "duplicate");
    assert_eq!(bureau.report("open-items").len(), 1);
    Ok(())
}

#[test]
fn what_does_not_add_up_is_held_with_what_was_read_and_not_booked() -> Tested {
    let bureau = Bureau::new();
    bureau.drop("mueller/r.pdf", sample("pdf-invoice-unproved.pdf")?);
    assert_eq!(bureau.run(&["run"]).status, 1);
    let document = bureau.document("mueller/r.pdf");
    assert!(
        document["reason"]
            .as_str()
            .is_some_and(|why| why.contains("WK-2291") && why.contains("netto + USt = brutto")),
        "{document}"
    );
    let id = document["id"].as_str().unwrap_or_default().to_owned();
    assert_eq!(bureau.run(&["resolve", &id, "accept"]).status, 1);
    assert!(bureau.report("journal").is_empty());
    Ok(())
}
