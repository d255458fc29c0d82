//! What vendors and customers are told by mail: off until turned on, once per document, to
//! addresses of the list of contacts alone.

use super::bureau::{Bureau, OURS, Tested, ubl};
use super::mail::decoded;

const ON: &str = "[confirmations]\ngoods_received = true\nclaims = true\norders = true\n";
const NAMESPACES: &str = r#"xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2""#;
const NOTE: &str = "delivery_note;date;contact;order;line;article;description;quantity;unit\n\
    LS-1;2026-10-10;V-1;B-1;1;A-1;Winkel;10;Stk\nLS-1;2026-10-10;V-1;B-1;2;A-2;Blech;4;Stk\n";

fn bureau(settings: &str, email: &str) -> Bureau {
    let bureau = Bureau::mueller(settings);
    bureau.drop(
        "mueller/contacts.csv",
        format!(
            "contact;name;role;vat_id;iban;email\nV-1;Stahl \
             AG;vendor;DE290104774;;{email}\nK-1;Kunde Eins GmbH;customer;;;einkauf@kunde.example\n"
        ),
    );
    bureau.drop(
        "mueller/orders.csv",
        "order;side;date;contact;line;article;description;quantity;unit;unit_price;vat_rate\n\
         B-1;purchase;2026-10-01;V-1;1;A-1;Winkel;10;Stk;10,00;19\nB-1;purchase;2026-10-01;V-1;2;A-2;Blech;4;Stk;5,00;19\n",
    );
    bureau.drop("mueller/l.csv", NOTE);
    bureau.run(&["run"]);
    bureau
}

fn party(role: &str, name: &str, vat: &str) -> String {
    let tax = format!(
        "<cac:PartyTaxScheme><cbc:CompanyID>{vat}</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>"
    );
    let tax = if vat.is_empty() { String::new() } else { tax };
    format!(
        "<cac:{role}><cac:Party><cac:PartyName><cbc:Name>{name}</cbc:Name></cac:PartyName>{tax}</cac:Party></cac:{role}>"
    )
}

/// Our receipt advice: nine brackets, of which the note announces ten, and a thing that it does not
/// announce.
fn receipt() -> String {
    let line = |number: u32, quantity: u32, article: &str| {
        format!(
            r#"<cac:ReceiptLine><cbc:ID>{number}</cbc:ID><cbc:ReceivedQuantity unitCode="C62">{quantity}</cbc:ReceivedQuantity><cac:Item><cbc:Name>Ware {article}</cbc:Name><cac:SellersItemIdentification><cbc:ID>{article}</cbc:ID></cac:SellersItemIdentification></cac:Item></cac:ReceiptLine>"#
        )
    };
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><ReceiptAdvice xmlns="urn:oasis:names:specification:ubl:schema:xsd:ReceiptAdvice-2" {NAMESPACES}><cbc:ID>RA-1</cbc:ID><cbc:IssueDate>2026-10-11</cbc:IssueDate><cac:OrderReference><cbc:ID>B-1</cbc:ID></cac:OrderReference><cac:DespatchDocumentReference><cbc:ID>LS-1</cbc:ID></cac:DespatchDocumentReference>{}{}{}{}{}</ReceiptAdvice>"#,
        party("DeliveryCustomerParty", "Müller Metallbau GmbH", "DE136695976"),
        party("DespatchSupplierParty", "Stahl AG", "DE290104774"),
        line(1, 9, "A-1"),
        line(2, 4, "A-2"),
        line(3, 1, "X-9"),
    )
}

fn order(seller: &str, vat: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2" {NAMESPACES}><cbc:ID>4711</cbc:ID><cbc:IssueDate>2026-10-01</cbc:IssueDate><cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>{}{}<cac:OrderLine><cac:LineItem><cbc:ID>1</cbc:ID><cbc:Quantity unitCode="C62">5</cbc:Quantity><cac:Delivery><cac:RequestedDeliveryPeriod><cbc:EndDate>2099-10-16</cbc:EndDate></cac:RequestedDeliveryPeriod></cac:Delivery><cac:Price><cbc:PriceAmount currencyID="EUR">12.5</cbc:PriceAmount></cac:Price><cac:Item><cbc:Name>Geländer</cbc:Name></cac:Item></cac:LineItem></cac:OrderLine></Order>"#,
        party("BuyerCustomerParty", "Kunde Eins GmbH", ""),
        party("SellerSupplierParty", seller, vat),
    )
}

/// Kind and recipient of each mail to others than the company.
fn told(bureau: &Bureau) -> Vec<(String, String)> {
    let word =
        |row: &serde_json::Value, field: &str| row[field].as_str().unwrap_or_default().to_owned();
    let rows = bureau.report("mail");
    rows.iter()
        .filter(|row| row["kind"] != "digest")
        .map(|row| (word(row, "kind"), word(row, "to")))
        .collect()
}

fn text_of(bureau: &Bureau, kind: &str) -> Result<String, Box<dyn std::error::Error>> {
    let file = bureau
        .files("outbox")
        .into_iter()
        .find(|file| file.contains(kind))
        .ok_or(kind.to_owned())?;
    let (subject, text, html) = decoded(&bureau.path("outbox").join(file))?;
    assert!(html.contains("viewport") && !html.contains("{{"), "{html}");
    Ok(format!("{subject}\n{text}"))
}

fn pair(kind: &str, to: &str) -> (String, String) {
    (kind.to_owned(), to.to_owned())
}

#[test]
fn a_delivery_note_alone_confirms_nothing_and_our_receipt_does_where_it_is_turned_on() -> Tested {
    let off = bureau("", "lager@stahl.example");
    off.drop("mueller/ra.xml", receipt());
    off.run(&["run"]);
    assert_eq!(told(&off), []);
    let on = bureau(ON, "lager@stahl.example");
    assert_eq!(told(&on), [], "nothing is confirmed by the vendor's own word");
    on.drop("mueller/ra.xml", receipt());
    on.run(&["run"]);
    assert_eq!(
        told(&on),
        [pair("goods-received", "lager@stahl.example"), pair("claim", "lager@stahl.example")]
    );
    let goods = text_of(&on, "goods-received")?;
    assert!(
        goods.contains("LS-1")
            && goods.contains("9 Stk")
            && goods.contains("es fehlen 1 Stk (angekündigt 10 Stk)"),
        "{goods}"
    );
    assert!(goods.contains("4 Stk") && goods.contains("nicht im Lieferschein"), "{goods}");
    let claim = text_of(&on, "claim")?;
    assert!(
        claim.contains("es fehlen 1 Stk") && claim.contains("X-9") && !claim.contains("A-2"),
        "{claim}"
    );
    on.run(&["run"]);
    on.run(&["nightly"]);
    assert_eq!(told(&on).len(), 2, "once");
    assert_eq!(on.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn a_person_counts_what_arrived_and_takes_it_back() -> Tested {
    let bureau = bureau(&format!("language = \"en\"\n{ON}"), "lager@stahl.example");
    let note = bureau
        .report("documents")
        .into_iter()
        .find(|row| row["kind"] == "delivery-note")
        .unwrap_or_default();
    let id = note["id"].as_str().unwrap_or_default();
    for (counts, says) in [("7=1", "„7“"), ("zwei", "2=8")] {
        let refused = bureau.run(&["resolve", id, "received", counts]);
        assert!(refused.status != 0 && refused.err.contains(says), "{}", refused.err);
    }
    let counted = bureau.run(&["resolve", id, "received", "2=0"]);
    assert_eq!(counted.status, 0, "{}", counted.err);
    let delivered = || -> Vec<String> {
        bureau
            .report("deliveries")
            .iter()
            .map(|row| row["delivered"].as_str().unwrap_or_default().to_owned())
            .collect()
    };
    assert_eq!(delivered(), ["10", "0"]);
    assert_eq!(
        told(&bureau),
        [pair("goods-received", "lager@stahl.example"), pair("claim", "lager@stahl.example")]
    );
    bureau.run(&["run"]);
    let claim = text_of(&bureau, "claim")?;
    assert!(claim.contains("4 pcs are missing") && !claim.contains("Winkel"), "{claim}");
    let again = bureau.run(&["resolve", id, "received"]);
    assert!(again.status == 1 && again.err.contains("WE-"), "{}", again.err);
    assert_eq!(bureau.run(&["undo", id]).status, 0);
    assert_eq!(delivered(), ["10", "4"]);
    let all = bureau.run(&["resolve", id, "received"]);
    assert_eq!(
        (all.status, told(&bureau).len()),
        (0, 2),
        "nobody is told twice of one document: {}",
        all.err
    );
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn without_an_address_in_the_list_nobody_is_mailed_and_it_is_said() -> Tested {
    let bureau = bureau(ON, "");
    bureau.drop("mueller/ra.xml", receipt());
    bureau.run(&["run"]);
    assert_eq!(told(&bureau), []);
    let documents = bureau.report("documents");
    let notes = documents
        .iter()
        .find(|row| row["file"] == "mueller/ra.xml")
        .map(|row| row["notes"].to_string())
        .unwrap_or_default();
    assert!(notes.contains("Stahl AG") && notes.contains("keine E-Mail-Adresse"), "{notes}");
    let waits = bureau.run(&["review"]).out;
    assert!(waits.contains("keine E-Mail-Adresse"), "{waits}");
    Ok(())
}

#[test]
fn an_order_is_confirmed_to_the_customer_with_its_day_and_never_one_of_our_own() -> Tested {
    let on = bureau(ON, "lager@stahl.example");
    on.drop("mueller/o.xml", order("Müller Metallbau GmbH", "DE136695976"));
    on.run(&["run"]);
    assert_eq!(told(&on), [pair("order-confirmation", "einkauf@kunde.example")]);
    let text = text_of(&on, "order-confirmation")?;
    for said in ["4711", "5 Stk Geländer", "12,50 EUR netto", "voraussichtlich am 16.10.2099"] {
        assert!(text.contains(said), "{said}: {text}");
    }
    // One that names another seller is nobody's to confirm.
    let other = bureau(ON, "lager@stahl.example");
    other.drop("mueller/o.xml", order("Stahl AG", "DE290104774"));
    other.run(&["run"]);
    assert_eq!(told(&other), []);
    Ok(())
}

/// What an invoice states of its sender is no address of the list, even where the list later names
/// the sender without one.
#[test]
fn an_address_of_a_document_is_none() {
    let bureau = Bureau::mueller(ON);
    let invoice =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/broken/payable-aside.xml");
    bureau.drop(
        "mueller/r.xml",
        std::fs::read(invoice).expect("a sample that states a@stahl.example"),
    );
    bureau.run(&["run"]);
    bureau.drop(
        "mueller/contacts.csv",
        "contact;name;role;vat_id;iban;email\nV-1;Stahl AG;vendor;DE290104774;;\n",
    );
    bureau.drop("mueller/l.csv", NOTE);
    bureau.run(&["run"]);
    bureau.drop("mueller/ra.xml", receipt());
    bureau.run(&["run"]);
    assert_eq!(told(&bureau), []);
}

/// A sender who bills much in an hour gets so many receipts and no more, and each document that
/// brought none says so.
#[test]
fn one_address_gets_no_more_receipts_than_people_read() -> Tested {
    let bureau = Bureau::new();
    bureau.write("pipelines/absender.toml", "[mail]\nconfirm_receipt = true\n");
    let drop = |numbers: std::ops::Range<usize>| {
        for number in numbers {
            let text = ubl(
                &format!("G-{number}"),
                ("Stahl AG", Some("DE129274202")),
                (OURS.0, Some(OURS.1)),
            );
            bureau.drop(&format!("{number}.xml"), text);
        }
        bureau.run(&["run"]);
    };
    drop(0..15);
    drop(15..27);
    let receipts = bureau.report("mail").iter().filter(|row| row["kind"] == "receipt").count();
    assert_eq!(receipts, 20);
    let said = |row: &serde_json::Value| row.to_string().contains("in der letzten Stunde schon 20");
    assert_eq!(bureau.report("documents").iter().filter(|row| said(row)).count(), 7);
    Ok(())
}
