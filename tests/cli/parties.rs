//! Whose document it is: both companies of an invoice between them, the right folder after the wrong one, and what came before.

use super::bureau::{Bureau, Tested, ubl};
use serde_json::Value;

const MUELLER: (&str, Option<&str>) = ("Müller Metallbau GmbH", Some("DE136695976"));
const KERN: (&str, Option<&str>) = ("Kern Handel KG", Some("DE811907980"));

fn balance(bureau: &Bureau, company: &str, account: &str) -> Value {
    let rows = bureau.run(&["report", "trial-balance", "--company", company, "--json"]).rows();
    rows.into_iter().find(|row| row["account"] == account).map_or(Value::Null, |row| row["closing"].clone())
}

fn statuses(bureau: &Bureau) -> Vec<String> {
    bureau.report("documents").iter().map(|row| format!("{} {} {}", row["file"], row["company"], row["status"]).replace('"', "")).collect()
}

#[test]
fn an_invoice_between_two_companies_is_booked_in_both_once() -> Tested {
    for files in [vec!["inv.xml"], vec!["kern/inv.xml"], vec!["mueller/inv.xml"], vec!["kern/inv.xml", "mueller/inv.xml"]] {
        let bureau = Bureau::new();
        for file in &files {
            bureau.drop(file, ubl("Z-1", KERN, MUELLER));
        }
        assert_eq!(bureau.run(&["run"]).status, 0, "{files:?}: {:?}", statuses(&bureau));
        assert_eq!(bureau.report("documents").len(), 2, "{:?}", statuses(&bureau));
        // Once more, whatever the folder: nothing is booked twice.
        bureau.drop("mueller/again.xml", ubl("Z-1", KERN, MUELLER));
        assert_eq!(bureau.run(&["run"]).status, 0);
        assert_eq!(bureau.document("mueller/again.xml")["status"], "duplicate");
        assert_eq!((balance(&bureau, "kern", "3806"), balance(&bureau, "mueller", "1576")), ("-19.00".into(), "19.00".into()), "{files:?}");
        assert_eq!(bureau.run(&["verify"]).status, 0);
    }
    Ok(())
}

#[test]
fn what_lay_in_the_wrong_folder_is_booked_in_the_right_one_and_asked_no_more() -> Tested {
    let bureau = Bureau::new();
    let invoice = || ubl("L-1", ("Stahl AG", Some("DE290104774")), MUELLER);
    bureau.drop("kern/l1.xml", invoice());
    assert_eq!(bureau.run(&["run"]).status, 1);
    bureau.drop("mueller/l1.xml", invoice());
    assert_eq!(bureau.run(&["run"]).status, 0);
    assert_eq!(statuses(&bureau), ["kern/l1.xml kern duplicate", "mueller/l1.xml mueller processed"]);
    // Accepted where it lies, it goes to the company that it names.
    bureau.drop("kern/l2.xml", ubl("L-2", ("Stahl AG", Some("DE290104774")), MUELLER));
    assert_eq!(bureau.run(&["run"]).status, 1);
    assert_eq!(bureau.run(&["resolve", "D3", "accept"]).status, 0);
    assert_eq!(balance(&bureau, "mueller", "1576"), "38.00");
    assert_eq!(balance(&bureau, "kern", "1406"), Value::Null);
    Ok(())
}

#[test]
fn a_list_that_came_before_holds_again() -> Tested {
    let bureau = Bureau::new();
    let list = |account: &str| format!("contact;name;role;vat_id;account\nV-1;Stahl AG;vendor;DE290104774;{account}\n");
    for (at, account) in ["4805", "4930", "4805"].iter().enumerate() {
        bureau.drop(&format!("mueller/{at}.csv"), list(account));
        assert_eq!(bureau.run(&["run"]).status, 0);
    }
    bureau.drop("mueller/same.csv", list("4805"));
    bureau.drop("mueller/l1.xml", ubl("L-1", ("Stahl AG", Some("DE290104774")), MUELLER));
    assert_eq!(bureau.run(&["run"]).status, 0);
    assert_eq!(bureau.document("mueller/same.csv")["status"], "duplicate");
    assert_eq!(balance(&bureau, "mueller", "4805"), "100.00");
    Ok(())
}
