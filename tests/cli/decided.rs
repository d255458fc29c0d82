//! What a person decided stands; a document that answers or contradicts it says so and waits.

use super::bureau::{Bureau, MUELLER, OURS, Tested, camt};
use super::invoice::Invoice;
use serde_json::Value;

const CONTACTS: &str = "contact;name;role;iban\nL1;Stahl AG;vendor;DE32600501010020000104\n";
const INVOICE: &str =
    "document;side;contact;date;due;amount\nER-77123;payable;L1;2026-10-06;;88.00\n";

fn decided(choice: &[&str]) -> Result<Bureau, Box<dyn std::error::Error>> {
    let bureau = Bureau::new();
    bureau.drop("mueller/contacts.csv", CONTACTS);
    bureau.drop("mueller/bank.xml", camt(MUELLER, 5, &[("-88.00", "Stahl AG", "Rechnung 77123")]));
    bureau.run(&["run"]);
    let answer = bureau.run(&[&["resolve", "E1"], choice].concat());
    assert_eq!(answer.status, 0, "{}", answer.err);
    Ok(bureau)
}

#[test]
fn an_invoice_for_what_was_booked_or_left_open_by_hand_waits() -> Tested {
    for choice in [&["account", "4970"][..], &["leave"][..]] {
        let bureau = decided(choice)?;
        bureau.drop("mueller/open-items.csv", INVOICE);
        assert_eq!(bureau.run(&["run"]).status, 1, "a doubt");
        let review = bureau.run(&["review"]).out;
        assert!(review.contains("ER-77123") && review.contains("undo E1"), "{review}");
        assert_eq!(bureau.run(&["verify"]).status, 0);
        // The same list again says nothing new, and a yes ends it.
        let waiting = bureau
            .report("documents")
            .into_iter()
            .find(|row| row["waits"] == true)
            .ok_or("nothing waits")?;
        let accepted = bureau.run(&["resolve", waiting["id"].as_str().ok_or("an id")?, "accept"]);
        assert_eq!(accepted.status, 0, "{}", accepted.err);
        assert!(!bureau.run(&["review"]).out.contains("ER-77123"));
    }
    Ok(())
}

/// Done as the question says: the entry is decided anew, or a person settles the item with it.
/// Either way nothing asks any more.
#[test]
fn the_question_ends_with_the_entry_s_new_decision() -> Tested {
    for choice in [&["account", "4970"][..], &["leave"][..]] {
        for answer in [&["undo", "E1"][..], &["resolve", "E1", "match", "ER-77123"][..]] {
            let bureau = decided(choice)?;
            bureau.drop("mueller/open-items.csv", INVOICE);
            assert_eq!(bureau.run(&["run"]).status, 1, "a doubt");
            let answered = bureau.run(answer);
            assert_eq!(
                answered.status, 0,
                "{choice:?} {answer:?}: {} {}",
                answered.out, answered.err
            );
            let asked: Vec<Value> =
                bureau.report("documents").into_iter().filter(|row| row["waits"] == true).collect();
            assert!(asked.is_empty(), "{choice:?} {answer:?}: {asked:?}");
            assert_eq!(bureau.run(&["verify"]).status, 0);
            // What is booked already is accepted, and nothing is left to do.
            let again = bureau.run(&["resolve", "E1", "accept"]);
            assert!(
                again.status == 0 && again.out.contains("E1 ist schon gebucht (ER-77123)"),
                "{} {}",
                again.out,
                again.err
            );
        }
    }
    Ok(())
}

#[test]
fn another_amount_of_another_month_is_no_answer() -> Tested {
    let bureau = decided(&["account", "4970"])?;
    bureau.drop(
        "mueller/open-items.csv",
        INVOICE.replace("ER-77123", "ER-9").replace("2026-10-06", "2026-12-01"),
    );
    assert_eq!(bureau.run(&["run"]).status, 0);
    Ok(())
}

fn of_nordlicht(
    number: &'static str,
    net_cents: i64,
    type_code: &'static str,
    corrects: Option<&'static str>,
) -> Invoice<'static> {
    Invoice {
        number,
        date: "2026-10-05",
        seller: ("Nordlicht AG", "DE173205089"),
        buyer: OURS,
        net_cents,
        type_code,
        corrects,
    }
}

/// A vendor corrects an invoice under its own number and names that number as the one corrected.
#[test]
fn a_corrected_invoice_under_its_own_number_takes_the_first_back_once() -> Tested {
    let bureau = Bureau::new();
    bureau.drop("mueller/first.xml", of_nordlicht("R-1", 10_000, "380", None).xml());
    bureau.run(&["run"]);
    bureau.drop("mueller/second.xml", of_nordlicht("R-1", 12_000, "384", Some("R-1")).xml());
    assert_eq!(bureau.run(&["run"]).status, 1, "a person is asked");
    let told = bureau.document("mueller/second.xml");
    let id = told["id"].as_str().ok_or("an id")?;
    assert!(
        told["reason"]
            .as_str()
            .is_some_and(|reason| reason.contains(&format!("resolve {id} replace"))),
        "{told}"
    );
    assert_eq!(bureau.run(&["resolve", id, "replace"]).status, 0);
    let closing = |account: &str| -> Vec<Value> {
        bureau
            .report("trial-balance")
            .into_iter()
            .filter(|row| row["account"] == account)
            .map(|row| row["closing"].clone())
            .collect()
    };
    assert_eq!(
        [closing("1576"), closing("3400")],
        [["22.80"], ["120.00"]].map(|sums| sums.map(Value::from).to_vec())
    );
    let open: Vec<Value> =
        bureau.report("open-items").iter().map(|row| row["open"].clone()).collect();
    assert_eq!(open, ["142.80"]);
    assert!(!bureau.run(&["review"]).out.contains("schon da"), "what was replaced is no twin");
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

const TWO_CUSTOMERS: &str = "contact;name;role;iban\nK1;Hansa \
    AG;customer;DE89370400440532013000\nK2;Iris GmbH;customer;DE57700700100123456700\n";
const OF_IRIS: &str =
    "document;side;contact;date;due;amount\nRE-7;receivable;K2;2026-10-01;;100.00\n";

/// `match NUMBER` takes nobody else's item, unless told whose.
#[test]
fn another_partys_item_is_taken_only_when_it_is_named() -> Tested {
    let bureau = Bureau::new();
    bureau.drop("mueller/contacts.csv", TWO_CUSTOMERS);
    bureau.drop("mueller/open-items.csv", OF_IRIS);
    let told = "iban;booking_date;value_date;amount;currency;counterparty;counterparty_iban;remittance\n\
        DE02120300000000202051;2026-10-08;2026-10-08;100.00;EUR;Hansa \
        AG;DE89370400440532013000;danke\n";
    bureau.drop("mueller/statements.csv", told);
    bureau.run(&["run"]);
    let refused = bureau.run(&["resolve", "E1", "match", "RE-7"]);
    assert_ne!(refused.status, 0);
    let named = refused
        .err
        .split("match ")
        .nth(1)
        .and_then(|rest| rest.split('“').next())
        .ok_or("no way named")?
        .to_owned();
    assert_eq!(bureau.run(&["resolve", "E1", "match", &named]).status, 0, "{}", refused.err);
    assert_eq!(bureau.report("open-items").len(), 0);
    Ok(())
}

/// What a person accepted and takes back does not come back by itself at once.
#[test]
fn what_is_taken_back_stays_so_though_kontor_would_book_it_itself() -> Tested {
    let bureau = Bureau::new();
    bureau.drop("mueller/contacts.csv", TWO_CUSTOMERS);
    bureau.drop("mueller/open-items.csv", OF_IRIS);
    let part = |amount: &str, text: &str| {
        format!(
            "DE02120300000000202051;2026-10-08;2026-10-08;{amount};EUR;Iris \
             GmbH;DE57700700100123456700;{text}\n"
        )
    };
    let head =
        "iban;booking_date;value_date;amount;currency;counterparty;counterparty_iban;remittance\n";
    bureau.drop(
        "mueller/statements.csv",
        format!("{head}{}{}", part("60.00", "RE-7 Teil"), part("40.00", "RE-7 Rest")),
    );
    bureau.run(&["run"]);
    for entry in ["E1", "E2"] {
        bureau.run(&["resolve", entry, "match", "RE-7"]);
    }
    assert_eq!(bureau.report("open-items").len(), 0);
    assert_eq!(bureau.run(&["undo", "E2"]).status, 0);
    let open: Vec<Value> =
        bureau.report("open-items").iter().map(|row| row["open"].clone()).collect();
    assert_eq!(open, ["40.00"]);
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

/// The open items of a company: document and what is open.
fn open_items(bureau: &Bureau) -> Vec<String> {
    let item = |row: serde_json::Value| {
        format!(
            "{} {}",
            row["document"].as_str().unwrap_or_default(),
            row["open"].as_str().unwrap_or_default()
        )
    };
    let mut items: Vec<String> = bureau.report("open-items").into_iter().map(item).collect();
    items.sort();
    items
}

fn statuses(bureau: &Bureau) -> Vec<String> {
    let mut rows: Vec<(String, String)> = (bureau.report("documents").into_iter())
        .map(|row| {
            (
                row["id"].as_str().unwrap_or_default().to_owned(),
                row["status"].as_str().unwrap_or_default().to_owned(),
            )
        })
        .collect();
    rows.sort();
    rows.into_iter().map(|(_, status)| status).collect()
}

/// What was booked before is booked again once what took its place is taken back or refused, as
/// often as that happens.
#[test]
fn taking_a_replacement_back_gives_the_first_its_place_again() -> Tested {
    for (second, verb, now) in [
        (of_nordlicht("R-1", 12_000, "380", None), "replace", "R-1 142.80"),
        (of_nordlicht("R-2", 12_000, "384", Some("R-1")), "accept", "R-2 142.80"),
    ] {
        let bureau = Bureau::new();
        bureau.drop("mueller/first.xml", of_nordlicht("R-1", 10_000, "380", None).xml());
        bureau.run(&["run"]);
        bureau.drop("mueller/second.xml", second.xml());
        bureau.run(&["run"]);
        for _ in 0..2 {
            let decided = bureau.run(&["resolve", "D2", verb]);
            assert_eq!(decided.status, 0, "{}", decided.err);
            assert_eq!(open_items(&bureau), [now]);
            let undone = bureau.run(&["undo", "D2"]);
            assert!(
                undone.status == 0 && undone.out.contains("D1"),
                "{} {}",
                undone.out,
                undone.err
            );
            assert_eq!(open_items(&bureau), ["R-1 119.00"]);
            assert_eq!(statuses(&bureau), ["processed", "held"]);
        }
        assert_eq!(bureau.run(&["resolve", "D2", "reject", "bleibt bei der ersten"]).status, 0);
        assert_eq!(open_items(&bureau), ["R-1 119.00"]);
        assert_eq!(bureau.run(&["verify"]).status, 0);
    }
    Ok(())
}

/// What was booked by another document meanwhile is told, and is no acceptance.
#[test]
fn accepting_what_is_booked_already_says_so() -> Tested {
    let invoice = of_nordlicht("R-9", 10_000, "380", None);
    let bureau = Bureau::new();
    // A blank before the declaration: both wait.
    bureau.drop("mueller/first.xml", format!("\n{}", invoice.xml()));
    bureau.drop("mueller/second.xml", format!("\n\n{}", invoice.xml()));
    bureau.run(&["run"]);
    assert_eq!(statuses(&bureau), ["held", "held"]);
    assert_eq!(bureau.run(&["resolve", "D1", "accept"]).status, 0);
    let second = bureau.run(&["resolve", "D2", "accept"]);
    assert!(
        second.out.contains("R-9") && second.out.contains("D1"),
        "{} {}",
        second.out,
        second.err
    );
    assert_eq!(statuses(&bureau), ["processed", "duplicate"]);
    assert_eq!(open_items(&bureau), ["R-9 119.00"]);
    let explained = bureau.run(&["explain", "D2"]).out;
    assert!(explained.contains("nichts angenommen"), "{explained}");
    Ok(())
}

/// Money of a customer or vendor of the list of whom nothing is booked yet: his key puts it on his
/// account, and his next invoice proposes it.
#[test]
fn what_is_paid_before_any_invoice_is_left_on_its_contacts_account() -> Tested {
    let bureau = Bureau::new();
    let iban = "DE02100500000054540402";
    bureau.drop(
        "mueller/contacts.csv",
        format!("contact;name;role;vat_id;iban\nK-7;Nordlicht AG;vendor;;{iban}\n"),
    );
    let head = "iban;booking_date;amount;currency;counterparty;counterparty_iban;remittance\n";
    let row = format!("{MUELLER};2026-09-20;-100.00;EUR;Nordlicht AG;{iban};Anzahlung Messe\n");
    bureau.drop("mueller/bank.csv", format!("{head}{row}"));
    bureau.run(&["run"]);
    assert_eq!(bureau.run(&["resolve", "E1", "account", "K-8"]).status, 1);
    let said = bureau.run(&["resolve", "E1", "account", "k-7"]);
    assert!(said.out.contains("70001 Nordlicht AG 100,00 EUR"), "{}{}", said.out, said.err);
    assert_eq!(open_items(&bureau), ["E1 -100.00"]);
    bureau.drop("mueller/r.xml", of_nordlicht("R-1", 10_000, "380", None).xml());
    bureau.run(&["run"]);
    let waits = bureau.run(&["review"]).out;
    assert!(waits.contains("„kontor undo E1“, dann „kontor resolve E1 match R-1“"), "{waits}");
    assert_eq!(bureau.run(&["undo", "E1"]).status, 0);
    assert_eq!(bureau.run(&["resolve", "E1", "match", "R-1"]).status, 0);
    assert_eq!(open_items(&bureau), ["R-1 19.00"]);
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}
