//! What a person decided stands; a document that answers or contradicts it says so and waits.

use super::bureau::{Bureau, MUELLER, Tested, camt};

const CONTACTS: &str = "contact;name;role;iban\nL1;Stahl AG;vendor;DE32600501010020000104\n";
const INVOICE: &str = "document;side;contact;date;due;amount\nER-77123;payable;L1;2026-10-06;;88.00\n";

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
        let waiting = bureau.report("documents").into_iter().find(|row| row["waits"] == true).ok_or("nothing waits")?;
        let accepted = bureau.run(&["resolve", waiting["id"].as_str().ok_or("an id")?, "accept"]);
        assert_eq!(accepted.status, 0, "{}", accepted.err);
        assert!(!bureau.run(&["review"]).out.contains("ER-77123"));
    }
    Ok(())
}

#[test]
fn another_amount_of_another_month_is_no_answer() -> Tested {
    let bureau = decided(&["account", "4970"])?;
    bureau.drop("mueller/open-items.csv", INVOICE.replace("ER-77123", "ER-9").replace("2026-10-06", "2026-12-01"));
    assert_eq!(bureau.run(&["run"]).status, 0);
    Ok(())
}
