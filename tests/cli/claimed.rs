//! An invoice that comes for what a rule has booked, and the bank's return of what a rule booked:
//! the one is asked about, the other is proposed on the same account.

use super::bureau::{Bureau, MUELLER, Tested, camt};
use serde_json::Value;

const LANDLORD: &str = "Hausverwaltung Kai GmbH";
const ITEMS: &str = "document;side;contact;date;due;amount;vat_rate\n";

fn entry(bureau: &Bureau, id: &str) -> Value {
    let rows = bureau.report("reconciliation");
    rows.into_iter().find(|row| row["id"] == id).unwrap_or_default()
}

/// The rent of this amount, booked by the shipped rule.
fn rent_paid(amount: &str) -> Bureau {
    let bureau = Bureau::new();
    bureau.drop("mueller/1.xml", camt(MUELLER, 5, &[(amount, LANDLORD, "Miete Oktober")]));
    bureau.run(&["run"]);
    let booked = entry(&bureau, "E1");
    assert_eq!((&booked["status"], &booked["account"]), (&"matched".into(), &"4210".into()));
    bureau
}

#[test]
fn an_invoice_that_comes_behind_a_rule_takes_its_payment_back() -> Tested {
    for (amount, rows, status) in [
        (
            "-1189.99",
            "MR-77;payable;Hausverwaltung Kai GmbH;2026-10-01;2026-10-15;1190.00;19\n",
            "suggested",
        ),
        (
            "-1428.00",
            "MR-77;payable;Hausverwaltung Kai GmbH;2026-10-01;2026-10-15;1190.00;19\n\
             NK-78;payable;Hausverwaltung Kai GmbH;2026-10-01;2026-10-15;238.00;19\n",
            "suggested",
        ),
        // Neither the sum nor nearly one of them: the rule keeps it.
        (
            "-850.00",
            "MR-77;payable;Hausverwaltung Kai GmbH;2026-10-01;2026-10-15;1190.00;19\n",
            "matched",
        ),
    ] {
        let bureau = rent_paid(amount);
        bureau.drop("mueller/open-items.csv", format!("{ITEMS}{rows}"));
        bureau.run(&["run"]);
        let now = entry(&bureau, "E1");
        assert_eq!(now["status"], status, "{now}");
        assert_eq!(bureau.run(&["verify"]).status, 0);
    }
    Ok(())
}

#[test]
fn what_a_rule_booked_comes_back_to_its_account() -> Tested {
    let bureau = rent_paid("-850.00");
    let back = [("850.00", LANDLORD, "RUECKUEBERWEISUNG Miete Oktober AC04 Konto erloschen")];
    bureau.drop("mueller/2.xml", camt(MUELLER, 6, &back));
    bureau.run(&["run"]);
    let returned = entry(&bureau, "E2");
    assert_eq!(
        (&returned["status"], &returned["account"]),
        (&"suggested".into(), &"4210".into()),
        "{returned}"
    );
    assert!(returned["explanation"].to_string().contains("E1"), "{returned}");
    assert_eq!(bureau.run(&["resolve", "E2", "accept"]).status, 0);
    let balances = bureau.report("trial-balance");
    let rent = balances.iter().find(|row| row["account"] == "4210");
    assert!(rent.is_none_or(|row| row["closing"] == "0.00"), "{rent:?}");
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}
