//! The control of trade beyond the single invoice: what is paid though it is blocked, a delivery note
//! that is billed twice, what a seller answers to an order, pages of an invoice that comes later.

use super::bureau::{Bureau, MUELLER, OURS, Tested, camt, ubl};
use super::control::{blocked, bureau, codes, control, delivery, invoice};
use serde_json::Value;

#[test]
fn what_is_paid_though_it_is_blocked_is_told_and_an_account_is_verified_once() -> Tested {
    let bureau = bureau();
    bureau.drop("mueller/l1.csv", delivery("LS-1", 10));
    bureau.drop("mueller/r1.csv", invoice("R-1", 6, "DE02100100100006820101"));
    bureau.run(&["run"]);
    let id = bureau.document("mueller/r1.csv")["id"].as_str().unwrap_or_default().to_owned();
    let paid = camt(MUELLER, 5, &[("-71.40", "Stahl AG", "R-1")]);
    bureau.drop("mueller/bank.xml", paid.replace("2026-10-05", "2026-10-25"));
    bureau.run(&["run"]);
    let review = bureau.run(&["review"]).out;
    assert!(review.contains("gesperrt und doch gezahlt, 71,40 EUR am 25.10.2026 (E1)"), "{review}");
    assert_eq!(bureau.run(&["resolve", &id, "release", "angerufen"]).status, 0);
    assert!(!bureau.run(&["review"]).out.contains("doch gezahlt"));
    // The account was looked at: the next invoice that names it is asked about no more.
    bureau.drop("mueller/r2.csv", invoice("R-2", 4, "DE02100100100006820101"));
    assert_eq!(bureau.run(&["run"]).status, 0, "{}", bureau.run(&["review"]).out);
    assert_eq!(codes(&control(&bureau, "R-2")), Vec::<&str>::new());
    assert_eq!(codes(&control(&bureau, "R-1")), ["bank-account-changed"]);
    Ok(())
}

#[test]
fn a_delivery_note_is_billed_once() -> Tested {
    let bureau = bureau();
    bureau.drop("mueller/l1.csv", delivery("LS-1", 6));
    bureau.drop("mueller/l2.csv", delivery("LS-2", 4));
    let billed = |number: &str, day: &str| {
        invoice(number, 4, "DE02500105170137075030")
            .replace(";order\n", ";order;delivery_note\n")
            .replace(";B-1\n", ";B-1;LS-2\n")
            .replace("2026-10-20", day)
    };
    bureau.drop("mueller/r1.csv", billed("R-1", "2026-10-23"));
    assert_eq!(bureau.run(&["run"]).status, 0);
    bureau.drop("mueller/r2.csv", billed("R-2", "2026-10-24"));
    assert_eq!(bureau.run(&["run"]).status, 1);
    assert_eq!(codes(&control(&bureau, "R-1")), Vec::<&str>::new());
    assert_eq!(codes(&control(&bureau, "R-2")), ["quantity-exceeds-delivery"]);
    assert!(bureau.run(&["review"]).out.contains("nach Lieferschein LS-2"));
    Ok(())
}

/// A UBL answer to order B-1.
fn answer(code: &str, lines: &str) -> String {
    let party = |role: &str, name: &str, vat_id: &str| {
        format!(
            "<c:{role}><c:Party><c:PartyName><b:Name>{name}</b:Name></c:PartyName><c:PartyTaxScheme><b:CompanyID>{vat_id}</b:CompanyID></c:PartyTaxScheme></c:Party></c:{role}>"
        )
    };
    format!(
        "<OrderResponse xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:OrderResponse-2\" \
         xmlns:c=\"urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2\" \
         xmlns:b=\"urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2\"><b:ID>AB-5</b:ID><b:IssueDate>2026-10-02</b:IssueDate><b:OrderResponseCode>{code}</b:OrderResponseCode><c:OrderReference><b:ID>B-1</b:ID></c:OrderReference>{}{}{lines}</OrderResponse>",
        party("SellerSupplierParty", "Stahl AG", "DE290104774"),
        party("BuyerCustomerParty", "Müller Metallbau GmbH", "DE136695976")
    )
}

fn ordered(bureau: &Bureau) -> Value {
    bureau.report("deliveries").first().map(|row| row["ordered"].clone()).unwrap_or_default()
}

#[test]
fn what_a_seller_confirms_otherwise_waits_for_a_yes() -> Tested {
    let bureau = bureau();
    let line = "<c:OrderLine><c:LineItem><b:ID>1</b:ID><b:LineStatusCode>3</b:LineStatusCode><b:Quantity unitCode=\"H87\">8</b:Quantity><c:Price><b:PriceAmount>11.00</b:PriceAmount></c:Price><c:Item><b:Name>Winkel</b:Name></c:Item></c:LineItem><c:OrderLineReference><b:LineID>1</b:LineID></c:OrderLineReference></c:OrderLine>";
    bureau.drop("mueller/ab.xml", answer("CA", line));
    assert_eq!(bureau.run(&["run"]).status, 1);
    let document = bureau.document("mueller/ab.xml");
    let (id, told) = (document["id"].as_str().unwrap_or_default().to_owned(), document.to_string());
    assert!(told.contains("bestätigt sind 8, bestellt 10"), "{told}");
    assert!(told.contains("bestätigt ist der Preis 11,00, bestellt 10,00"), "{told}");
    assert_eq!(ordered(&bureau), "10");
    assert_eq!(bureau.run(&["resolve", &id, "accept"]).status, 0);
    assert_eq!(ordered(&bureau), "8");
    // What was agreed to is held against the invoice.
    bureau.drop("mueller/l1.csv", delivery("LS-1", 8));
    let billed = invoice("R-1", 8, "DE02500105170137075030");
    let dearer = billed.replace(";10,00;80,00;19;15.20;95.20;", ";11,00;88,00;19;16.72;104.72;");
    bureau.drop("mueller/r1.csv", dearer);
    assert_eq!(bureau.run(&["run"]).status, 0, "{}", bureau.run(&["review"]).out);
    assert_eq!(bureau.run(&["undo", &id]).status, 0);
    assert_eq!(ordered(&bureau), "10");
    assert_eq!(codes(&control(&bureau, "R-1")), ["price-differs"]);
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn an_order_that_is_refused_whole_is_told_and_expected_no_more() -> Tested {
    let bureau = bureau();
    bureau.drop("mueller/ab.xml", answer("RE", ""));
    assert_eq!(bureau.run(&["run"]).status, 1);
    let document = bureau.document("mueller/ab.xml");
    assert!(document.to_string().contains("hat die Bestellung B-1 abgelehnt"), "{document}");
    assert_eq!(ordered(&bureau), "0");
    let id = document["id"].as_str().unwrap_or_default();
    assert_eq!(bureau.run(&["resolve", id, "reject", "bleibt bestehen"]).status, 0);
    assert_eq!(ordered(&bureau), "10");
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn more_than_was_ordered_is_told_when_it_comes() -> Tested {
    let bureau = bureau();
    bureau.drop("mueller/l1.csv", delivery("LS-1", 12));
    assert_eq!(bureau.run(&["run"]).status, 1);
    let document = bureau.document("mueller/l1.csv");
    let told = document.to_string();
    assert!(told.contains("damit sind 12 geliefert, bestellt waren 10"), "{told}");
    let id = document["id"].as_str().unwrap_or_default();
    assert_eq!(bureau.run(&["resolve", id, "accept"]).status, 0);
    assert_eq!(bureau.document("mueller/l1.csv")["waits"], false);
    Ok(())
}

#[test]
fn pages_that_wait_are_the_picture_of_the_invoice_that_comes_later() -> Tested {
    let bureau = Bureau::new();
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/samples/broken/pdf-invoice-proposed.pdf");
    bureau.drop("mueller/r.pdf", std::fs::read(page)?);
    bureau.run(&["run"]);
    assert_eq!(bureau.document("mueller/r.pdf")["status"], "held");
    let invoice =
        ubl("2026-0815", ("Schrauben-Hahn GmbH", Some("DE129273398")), (OURS.0, Some(OURS.1)));
    bureau.drop(
        "mueller/r.xml",
        invoice.replace("<cbc:IssueDate>2026-10-01", "<cbc:IssueDate>2026-09-01"),
    );
    bureau.run(&["run"]);
    let page = bureau.document("mueller/r.pdf");
    assert_eq!(page["status"], "duplicate", "{page}");
    assert_eq!(blocked(&bureau, "2026-0815"), false);
    Ok(())
}
