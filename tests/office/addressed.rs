//! An e-invoice in a company's inbox that is addressed to somebody else waits, whoever that is, and
//! each answer that its question proposes works.

use crate::invoice::Invoice;
use crate::small_office::{OWN, Office};
use serde_json::Value;

fn office(name: &str, company: &str) -> Office {
    let office = Office::make(name);
    let settings = format!(
        "name = \"{company}\"\nvat_id = \"DE136695976\"\nibans = [\"{OWN}\"]\nchart = \"SKR03\"\n"
    );
    std::fs::write(office.path().join("companies/beispiel.toml"), settings).expect("written");
    office
}

fn put(office: &Office, number: &str, date: &str, buyer: (&str, &str)) {
    let invoice = Invoice {
        number,
        date,
        seller: ("Stahlhandel Nord GmbH", "DE173205089"),
        buyer,
        net_cents: 100_000,
        type_code: "380",
        corrects: None,
    };
    office.put(&format!("{number}.xml"), &invoice.xml());
}

fn document(office: &Office, id: &str) -> Value {
    let all = office.report("documents");
    all.into_iter().find(|row| row["id"] == id).unwrap_or(Value::Null)
}

/// § 33 UStDV: up to 250 € an invoice need not say whom it is for, be it XML.
#[test]
fn a_small_invoice_without_a_recipient_is_booked() {
    let office = office("addressed-small", "Schmidt Metallbau GmbH");
    for (number, net_cents, buyer) in
        [("K-1", 10_000, ""), ("K-2", 100_000, ""), ("K-3", 100_000, "Schmidt GmbH")]
    {
        let invoice = Invoice {
            number,
            date: "2026-11-05",
            seller: ("Stahlhandel Nord GmbH", "DE173205089"),
            buyer: (buyer, ""),
            net_cents,
            type_code: "380",
            corrects: None,
        };
        office.put(&format!("{number}.xml"), &invoice.xml());
    }
    office.run();
    // The last names a family that many bear, without an address.
    for (id, status) in [("D1", "processed"), ("D2", "held"), ("D3", "held")] {
        let row = document(&office, id);
        assert_eq!(row["status"], status, "{row}");
    }
}

#[test]
fn what_another_person_or_legal_form_is_addressed_by_waits() {
    for (name, company, other, ours) in [
        ("addressed-1", "Praxis Dr. Anna Roth", "Praxis Dr. Jens Ohm", "Dr. med. Anna Roth"),
        ("addressed-2", "Schmidt GmbH", "Schmidt KG", "Fa. Schmidt, Buchhaltung"),
        ("addressed-3", "Schmidt e.K.", "Schmidt GmbH", "Herrn Peter Schmidt"),
    ] {
        let office = office(name, company);
        for (number, day) in [("A-1", "02"), ("A-2", "03"), ("A-3", "04")] {
            put(&office, number, &format!("2026-11-{day}"), (other, ""));
        }
        put(&office, "B-1", "2026-11-05", (ours, ""));
        put(&office, "B-2", "2026-11-06", (other, "DE136695976"));
        office.run();
        for id in ["D1", "D2", "D3"] {
            let row = document(&office, id);
            let reason = row["reason"].as_str().unwrap_or_default();
            assert!(row["status"] == "held" && reason.contains(company), "{row}");
            assert!(reason.contains(&format!("„{other}“")), "{reason}");
        }
        for id in ["D4", "D5"] {
            let row = document(&office, id);
            assert!(row["status"] == "processed" && row["waits"] != true, "{company}: {row}");
        }
        office.done(&["resolve", "D1", "reject", "GRUND"]);
        office.done(&["resolve", "D2", "accept", "--without-input-vat"]);
        office.done(&["resolve", "D3", "accept"]);
        let (rejected, booked) = (document(&office, "D1"), document(&office, "D3"));
        assert!(rejected["status"] == "rejected" && booked["status"] == "processed");
        assert!(document(&office, "D2")["status"] == "processed", "{company}");
        // The name, once it is one of the company's, asks no more.
        let settings = office.path().join("companies/beispiel.toml");
        let text = std::fs::read_to_string(&settings).expect("read");
        std::fs::write(&settings, format!("aliases = [\"{other}\"]\n{text}")).expect("written");
        put(&office, "C-1", "2026-11-09", (other, ""));
        office.run();
        assert_eq!(document(&office, "D6")["status"], "processed", "{company}");
    }
}

/// An answer about a name is remembered: the next invoice to it is booked. A word or letter more
/// makes it another's, and one that was booked without its input VAT taught nothing.
#[test]
fn a_name_that_a_person_accepted_is_not_asked_about_again() {
    let office = office("addressed-4", "Müller GmbH");
    let waits = |number: &str, day: &str, name: &str| {
        put(&office, number, &format!("2026-11-{day}"), (name, ""));
        office.run();
        let row = office.report("documents").into_iter().find(|row| row["number"] == number);
        let row = row.unwrap_or(Value::Null);
        assert!(row["status"] == "held" || row["status"] == "processed", "{row}");
        (row["id"].as_str().unwrap_or_default().to_owned(), row["status"] == "held")
    };
    for (number, name) in [
        ("A-1", "Müller Logistik GmbH"),
        ("A-2", "Möller GmbH"),
        ("A-3", "Max Müller GmbH"),
        ("A-4", "Müller Holding GmbH"),
    ] {
        assert!(waits(number, "02", name).1, "{name}");
    }
    for (number, name) in [
        ("B-1", "MUELLER GMBH"),
        ("B-2", "Müller GmbH, Einkauf"),
        ("B-3", "Firma Müller"),
        ("B-4", "Müller GmbH Filiale Kiel"),
    ] {
        assert!(!waits(number, "03", name).1, "{name}");
    }
    office.done(&["resolve", "D1", "accept"]);
    office.done(&["resolve", "D2", "accept", "--without-input-vat"]);
    assert!(!waits("C-1", "04", "MÜLLER Logistik GmbH").1);
    assert!(waits("C-2", "04", "Müller Logistik Service GmbH").1);
    assert!(waits("C-3", "04", "Möller GmbH").1);
    // What is taken back is asked again.
    office.done(&["undo", "D1"]);
    assert!(waits("C-4", "05", "Müller Logistik GmbH").1);
    office.done(&["verify"]);
}
