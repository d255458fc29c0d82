//! A firm that documents name differently has one personal account once a list of contacts says who
//! it is, in whatever order list, invoice and contacts come in; what is paid stays with its payment.

use super::bureau::{Bureau, MUELLER as ACCOUNT, Tested, ubl};

const MUELLER: (&str, Option<&str>) = ("Müller Metallbau GmbH", Some("DE136695976"));
const HAHN: (&str, Option<&str>) = ("Schrauben Hahn KG", Some("DE290104774"));

/// What comes of the firm, each in a run of its own.
#[derive(Debug, Clone, Copy)]
enum File {
    /// An open item under the number by which the list of contacts knows it.
    List,
    /// An invoice, which states its name and VAT id.
    Invoice,
    /// Who it is.
    Contacts,
    /// What it is paid for the invoice.
    Payment,
}

fn drop(bureau: &Bureau, file: File) {
    let (name, text) = match file {
        File::List => (
            "list.csv",
            "document;side;contact;date;due;amount;currency\nSH-1;payable;L-9;2026-09-04;\
             2026-10-04;50.00;EUR\n"
                .to_owned(),
        ),
        File::Invoice => ("invoice.xml", ubl("RE-1", HAHN, MUELLER)),
        File::Contacts => (
            "contacts.csv",
            "contact;name;role;vat_id\nL-9;Schrauben Hahn;vendor;DE290104774\n".to_owned(),
        ),
        File::Payment => (
            "bank.csv",
            format!(
                "iban;booking_date;amount;currency;counterparty;remittance\n{ACCOUNT};2026-10-20;\
                 -119.00;EUR;Schrauben Hahn KG;RE-1\n"
            ),
        ),
    };
    bureau.drop(&format!("mueller/{name}"), text);
    bureau.run(&["run"]);
}

/// The personal accounts of vendors that anything stands on, with their balances.
fn vendors(bureau: &Bureau) -> Vec<(String, String)> {
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let rows = bureau.report("trial-balance").into_iter();
    let all = rows.map(|row| (text(&row["account"]), text(&row["closing"])));
    all.filter(|(account, closing)| account.starts_with('7') && closing != "0.00").collect()
}

fn balances(bureau: &Bureau) -> Vec<String> {
    vendors(bureau).into_iter().map(|(_, closing)| closing).collect()
}

#[test]
fn list_invoice_and_contacts_in_any_order_make_one_account() -> Tested {
    use File::{Contacts, Invoice, List};
    for order in [
        [List, Invoice, Contacts],
        [Invoice, List, Contacts],
        [List, Contacts, Invoice],
        [Invoice, Contacts, List],
        [Contacts, List, Invoice],
        [Contacts, Invoice, List],
    ] {
        let bureau = Bureau::new();
        order.into_iter().for_each(|file| drop(&bureau, file));
        assert_eq!(balances(&bureau), ["-169.00"], "{order:?}");
        assert_eq!(bureau.run(&["verify"]).status, 0, "{order:?}");
        // What comes next stands there too, and is paid from there.
        bureau.drop("mueller/second.xml", ubl("RE-2", HAHN, MUELLER).replace("10-0", "10-1"));
        bureau.run(&["run"]);
        drop(&bureau, File::Payment);
        assert_eq!(balances(&bureau), ["-169.00"], "{order:?}");
        assert_eq!(bureau.run(&["verify"]).status, 0, "{order:?}");
        // The invoice taken back and booked again stays there.
        let id = bureau.document("mueller/second.xml")["id"].as_str().unwrap_or("").to_owned();
        assert_eq!(bureau.run(&["undo", &id]).status, 0, "{order:?}");
        assert_eq!(balances(&bureau), ["-50.00"], "{order:?}");
        assert_eq!(bureau.run(&["resolve", &id, "accept"]).status, 0, "{order:?}");
        assert_eq!(balances(&bureau), ["-169.00"], "{order:?}");
        assert_eq!(bureau.run(&["verify"]).status, 0, "{order:?}");
    }
    Ok(())
}

#[test]
fn what_is_paid_stays_and_what_was_moved_can_be_taken_back() -> Tested {
    use File::{Contacts, Invoice, List, Payment};
    let bureau = Bureau::new();
    [List, Invoice, Payment, Contacts].into_iter().for_each(|file| drop(&bureau, file));
    assert_eq!(balances(&bureau), ["-50.00"]);
    assert_eq!(bureau.run(&["undo", "E1"]).status, 0);
    assert_eq!(balances(&bureau).len(), 2, "{:?}", vendors(&bureau));
    assert_eq!(bureau.run(&["verify"]).status, 0);

    let bureau = Bureau::new();
    [List, Invoice, Contacts].into_iter().for_each(|file| drop(&bureau, file));
    let id = bureau.document("mueller/invoice.xml")["id"].as_str().unwrap_or("").to_owned();
    assert_eq!(bureau.run(&["undo", &id]).status, 0);
    assert_eq!(balances(&bureau), ["-50.00"]);
    assert_eq!(bureau.run(&["verify"]).status, 0);
    assert_eq!(bureau.run(&["resolve", &id, "accept"]).status, 0);
    assert_eq!(balances(&bureau), ["-169.00"]);
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn what_moves_late_is_booked_on_the_first_open_day() -> Tested {
    use File::{Contacts, Invoice, List};
    let bureau = Bureau::new();
    [List, Invoice].into_iter().for_each(|file| drop(&bureau, file));
    let closed = bureau.run(&["close", "--company", "mueller", "--until", "2026-10-31"]);
    let of_october = || {
        let asked = ["report", "trial-balance", "--until", "2026-10-31", "--json"];
        bureau.run(&asked).out
    };
    let before = of_october();
    drop(&bureau, Contacts);
    assert_eq!(balances(&bureau), ["-169.00"], "{} {}", closed.out, closed.err);
    assert_eq!((closed.status, of_october()), (0, before));
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

/// An order makes a contact that bears no account; once the list of contacts says whose key it
/// names, an invoice and a list by name are of that one firm.
#[test]
fn a_key_that_only_an_order_told_makes_no_second_contact() -> Tested {
    let order = "order;side;date;contact;line;article;description;quantity;unit;unit_price\nB-1;\
        purchase;2026-09-01;L-9;1;A1;Blech;10;Stk;10.00\n";
    let list = "document;side;contact;date;due;amount;currency\nRE-1;payable;Schrauben Hahn KG;\
        2026-10-01;2026-10-31;119.00;EUR\n";
    for (together, paid) in [(false, false), (true, false), (true, true)] {
        let bureau = Bureau::new();
        bureau.drop("mueller/orders.csv", order);
        bureau.run(&["run"]);
        drop(&bureau, File::Invoice);
        if paid {
            drop(&bureau, File::Payment);
        }
        if together {
            bureau.drop("mueller/list.csv", list);
        }
        drop(&bureau, File::Contacts);
        bureau.drop("mueller/again.csv", list);
        bureau.run(&["run"]);
        let expected: &[&str] = if paid { &[] } else { &["-119.00"] };
        assert_eq!(balances(&bureau), expected, "{together} {paid}");
        assert_eq!(bureau.report("open-items").len(), expected.len(), "{together} {paid}");
        assert_eq!(bureau.run(&["verify"]).status, 0);
    }
    Ok(())
}

/// Where no personal number is free, a contact shares the last one, and that is told: never two on
/// one account without a word.
#[test]
fn contacts_that_share_an_account_are_told() -> Tested {
    let bureau = Bureau::new();
    let list: String =
        (70_001..=99_999).map(|number| format!("{number};V{number};vendor;{number}\n")).collect();
    bureau.drop("mueller/contacts.csv", format!("contact;name;role;account\n{list}"));
    bureau.run(&["run"]);
    assert!(!bureau.run(&["check", "--offline"]).out.contains("99999"));
    let head = "document;side;contact;date;due;amount;currency\n";
    let item =
        |number: u32| format!("S-{number};payable;Neu {number};2026-09-04;2026-10-04;50.00;EUR\n");
    bureau.drop("mueller/list.csv", format!("{head}{}{}", item(1), item(2)));
    bureau.run(&["run"]);
    let list = bureau.document("mueller/list.csv");
    assert_eq!(list["waits"], true, "{list}");
    for part in ["70001–99999", "99999", "2 Kontakte", "Neu 1, Neu 2"] {
        assert!(list["doubts"].to_string().contains(part), "{part}: {list}");
    }
    let id = list["id"].as_str().unwrap_or_default();
    assert!(bureau.run(&["review"]).out.contains("sind verbraucht"));
    let checked = bureau.run(&["check", "--offline"]).out;
    assert!(checked.contains("99999") && checked.contains("3 Kontakte"), "{checked}");
    assert_eq!(bureau.run(&["resolve", id, "accept"]).status, 0);
    assert_eq!(bureau.document("mueller/list.csv")["waits"], false);
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}
