//! The statement of account of a contact, and what an office is used for.

use crate::bureau::{Bureau, MUELLER, OPEN_ITEMS, Tested, camt};

#[test]
fn a_contacts_statement_carries_its_balance_and_usage_counts_by_month() -> Tested {
    let bureau = Bureau::new();
    bureau.drop("mueller/open-items.csv", OPEN_ITEMS);
    bureau.run(&["run"]);
    bureau.drop("auszug.xml", camt(MUELLER, 1, &[("1190.00", "Bau AG", "Rechnung RE-1001")]));
    bureau.run(&["run"]);
    let items = bureau.report("reconciliation");
    let contact = items[0]["allocations"][0]["contact"].as_str().unwrap_or_default().to_owned();
    assert!(!contact.is_empty(), "{items:#?}");
    let asked = ["report", "statement-of-account", "--contact", &contact, "--json"];
    let rows = bureau.run(&asked).rows();
    let kinds: Vec<(&str, &str)> = rows
        .iter()
        .filter_map(|row| Some((row["kind"].as_str()?, row["balance"].as_str()?)))
        .collect();
    assert_eq!(
        kinds,
        [("item", "1190.00"), ("item", "1785.00"), ("payment", "595.00")],
        "{rows:#?}"
    );
    assert_eq!(rows[2]["bank_entry"], items[0]["id"]);
    let text = bureau.run(&["report", "statement-of-account", "--contact", &contact]).out;
    assert!(
        text.contains("Zahlung")
            && text.contains("1.190,00")
            && text.lines().all(|line| line.chars().count() <= 80),
        "{text}"
    );
    // A later span begins with what stood before.
    let later = bureau
        .run(&[
            "report",
            "statement-of-account",
            "--contact",
            &contact,
            "--from",
            "2099-01-01",
            "--json",
        ])
        .rows();
    assert_eq!(
        (later.len(), &later[0]["kind"], &later[0]["balance"]),
        (1, &"carried".into(), &"595.00".into()),
        "{later:#?}"
    );
    let nobody = bureau.run(&["report", "statement-of-account", "--contact", "nobody"]);
    assert!(nobody.status == 2 && nobody.err.contains("nobody"), "{}", nobody.err);
    assert_eq!(bureau.run(&["report", "statement-of-account"]).status, 2);

    let usage = bureau.report("usage");
    let of = |field: &str| {
        usage
            .iter()
            .filter(|row| row["company"] == "mueller")
            .filter_map(|row| row[field].as_i64())
            .sum::<i64>()
    };
    assert_eq!((of("documents"), of("entries")), (2, 1), "{usage:#?}");
    assert!(of("mails") > 0, "{usage:#?}");
    assert!(
        bureau
            .report("usage")
            .iter()
            .all(|row| row["month"].as_str().is_some_and(|month| month.len() == 7))
    );
    Ok(())
}
