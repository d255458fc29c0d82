//! Invoices as PDF without XML: proposed, booked by a yes only, and never twice beside what is
//! booked.

use super::bureau::{Bureau, Tested};
use crate::invoice::Invoice;
use std::io::Write;
use zip::write::SimpleFileOptions;

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

/// What the control of an e-invoice of 2026-0815 says whose PDF came in the same archive, and the
/// bureau.
fn beside_its_pdf(
    folder: &str,
    xml: String,
) -> Result<(Bureau, serde_json::Value), Box<dyn std::error::Error>> {
    let bureau = Bureau::new();
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in
        [("r.xml", xml.into_bytes()), ("r.pdf", sample("pdf-invoice-proposed.pdf")?)]
    {
        writer.start_file(name, SimpleFileOptions::default())?;
        writer.write_all(&content)?;
    }
    bureau.drop(&format!("{folder}/r.zip"), writer.finish()?.into_inner());
    bureau.run(&["run"]);
    // Nothing is asked of the picture itself.
    assert_eq!(bureau.document(&format!("{folder}/r.zip/r.pdf"))["waits"], false);
    let row = bureau.report("invoice-control").into_iter().next().unwrap_or_default();
    Ok((bureau, row))
}

fn e_invoice(buyer: (&str, &str), net_cents: i64) -> String {
    Invoice {
        number: "2026-0815",
        date: "2026-09-01",
        seller: ("Schrauben-Hahn GmbH", "DE290104774"),
        buyer,
        net_cents,
        type_code: "380",
        corrects: None,
    }
    .xml()
}

const TO_MUELLER: (&str, &str) = ("Müller Metallbau GmbH", "DE136695976");
const TO_KERN: (&str, &str) = ("Kern Handel KG", "DE811907980");

#[test]
fn a_pdf_beside_its_e_invoice_that_shows_another_sum_holds_the_payment() -> Tested {
    for (net_cents, held) in [(10_000, false), (20_000, true)] {
        let (bureau, row) = beside_its_pdf("mueller", e_invoice(TO_MUELLER, net_cents))?;
        let told = row["findings"].to_string().contains("pdf-differs");
        assert_eq!((told, row["status"] == "held"), (held, held), "{row}");
        let asks = bureau.run(&["review"]).out;
        assert_eq!(asks.contains("911,00") || asks.contains("119,00"), held, "{asks}");
    }
    Ok(())
}

/// The PDF shows DE02 1203 …, which is Müller's own.
#[test]
fn a_pdf_beside_its_e_invoice_that_shows_another_account_holds_the_payment() -> Tested {
    let shown = "DE02120300000000202051";
    for (folder, buyer, iban, held) in [
        ("kern", TO_KERN, shown, false),
        ("kern", TO_KERN, "DE89370400440532013000", true),
        ("mueller", TO_MUELLER, "DE89370400440532013000", false),
    ] {
        let means = format!(
            "<cac:PaymentMeans><cbc:PaymentMeansCode>58</cbc:PaymentMeansCode>\
             <cac:PayeeFinancialAccount><cbc:ID>{iban}</cbc:ID></cac:PayeeFinancialAccount>\
             </cac:PaymentMeans><cac:TaxTotal>"
        );
        let xml = e_invoice(buyer, 10_000).replacen("<cac:TaxTotal>", &means, 1);
        let (bureau, row) = beside_its_pdf(folder, xml)?;
        let told = row["findings"].to_string().contains("pdf-differs");
        assert_eq!((told, row["status"] == "held"), (held, held), "{row}");
        assert_eq!(bureau.run(&["review"]).out.contains("IBAN (BT-84)"), held);
    }
    Ok(())
}

/// The same pages and invoice as files of their own, in whatever order and run.
#[test]
fn pages_that_say_otherwise_than_the_booked_invoice_are_asked_about() -> Tested {
    let means = "<cac:PaymentMeans><cbc:PaymentMeansCode>58</cbc:PaymentMeansCode>\
         <cac:PayeeFinancialAccount><cbc:ID>DE89370400440532013000</cbc:ID>\
         </cac:PayeeFinancialAccount></cac:PaymentMeans><cac:TaxTotal>";
    let other = |net_cents| e_invoice(TO_KERN, net_cents);
    for (xml, differs) in [
        (other(20_000), Some("119,00")),
        (other(10_000).replacen("<cac:TaxTotal>", means, 1), Some("DE02120300000000202051")),
        (other(10_000), None),
    ] {
        for order in [&["r.xml", "r.pdf"][..], &["r.pdf", "r.xml"], &["both"]] {
            let bureau = Bureau::new();
            for step in order {
                if *step != "r.pdf" {
                    bureau.drop("kern/r.xml", xml.clone());
                }
                if *step != "r.xml" {
                    bureau.drop("kern/r.pdf", sample("pdf-invoice-proposed.pdf")?);
                }
                bureau.run(&["run"]);
            }
            let pages = bureau.document("kern/r.pdf");
            let status = if differs.is_some() { "held" } else { "duplicate" };
            assert_eq!(pages["status"], status, "{order:?}: {pages}");
            assert_eq!(pages["waits"], differs.is_some());
            let Some(differs) = differs else { continue };
            let said = pages["reason"].to_string();
            assert!(said.contains(differs) && said.contains("gebucht"), "{order:?}: {said}");
            let id = pages["id"].as_str().unwrap_or_default();
            assert_eq!(bureau.run(&["resolve", id, "reject", "nur das Bild"]).status, 0);
            assert_eq!(bureau.document("kern/r.pdf")["waits"], false);
            assert_eq!(bureau.run(&["verify"]).status, 0);
        }
    }
    Ok(())
}
