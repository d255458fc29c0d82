//! Open items set off against each other without a bank entry.

use super::bureau::{Bureau, MUELLER, Tested, camt};
use serde_json::Value;

const CONTACTS: &str = "contact;name;role\nK1;Sonnenhof GmbH;both\nK2;Waldblick KG;customer\n";
const ITEMS: &str = "document;side;contact;date;due;amount;vat_rate\n\
    RE-1;receivable;K1;2026-09-01;2026-09-15;1190.00;19\nGS-1;receivable;K1;2026-09-10;;-119.00;19\n\
    RE-2;receivable;K1;2026-09-02;2026-09-16;500.00;19\nER-7;payable;K1;2026-09-05;2026-10-05;600.00;19\n\
    GS-9;receivable;K2;2026-09-10;;-50.00;19\n";

fn office() -> Bureau {
    let bureau = Bureau::new();
    bureau.drop("mueller/contacts.csv", CONTACTS);
    bureau.drop("mueller/open-items.csv", ITEMS);
    assert_eq!(bureau.run(&["run"]).status, 0);
    bureau
}

fn open(bureau: &Bureau) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut rows: Vec<_> = bureau
        .report("open-items")
        .iter()
        .map(|row| (text(&row["document"]), text(&row["open"])))
        .collect();
    rows.sort();
    rows
}

fn is(rows: &[(String, String)], number: &str) -> Option<String> {
    rows.iter().find(|(document, _)| document == number).map(|(_, open)| open.clone())
}

#[test]
fn an_invoice_is_set_off_against_a_credit_note_and_back() -> Tested {
    let bureau = office();
    let before = (open(&bureau), bureau.report("trial-balance"));
    let answer = bureau.run(&["resolve", "RE-1", "against", "GS-1"]);
    assert_eq!(answer.status, 0, "{}", answer.err);
    let said = ["V1", "119,00 EUR", "1.071,00 EUR", "ausgeglichen", "Sonnenhof", "undo V1"];
    assert!(said.iter().all(|part| answer.out.contains(part)), "{}", answer.out);
    let after = open(&bureau);
    assert_eq!(
        (is(&after, "RE-1").as_deref(), is(&after, "GS-1")),
        (Some("1071.00"), None),
        "{after:?}"
    );
    let journal = bureau.report("journal");
    let entry = journal.last().ok_or("an entry")?;
    assert_eq!(
        (&entry["text"], entry["lines"].as_array().map(Vec::len)),
        (&"Verrechnung RE-1 mit GS-1".into(), Some(2))
    );
    assert_eq!(bureau.run(&["verify"]).status, 0, "{}", bureau.run(&["verify"]).out);
    assert!(bureau.run(&["explain", "V1"]).out.contains("GS-1"));
    assert!(bureau.run(&["explain", "RE-1"]).out.contains("V1"));
    // What is settled takes no more; another item of nobody else's does not either.
    assert_eq!(bureau.run(&["resolve", "RE-1", "against", "GS-1"]).status, 1);
    let undone = bureau.run(&["undo", "V1"]);
    assert_eq!(undone.status, 0, "{}", undone.err);
    assert_eq!(open(&bureau), before.0);
    let closing = |rows: &[Value]| {
        rows.iter().map(|row| (row["account"].clone(), row["closing"].clone())).collect::<Vec<_>>()
    };
    assert_eq!(closing(&bureau.report("trial-balance")), closing(&before.1));
    assert_eq!(bureau.run(&["verify"]).status, 0);
    assert_eq!(bureau.run(&["undo", "V1"]).status, 1, "only once");
    Ok(())
}

#[test]
fn what_a_customer_owes_is_set_off_against_what_is_owed_to_him() -> Tested {
    let bureau = office();
    let answer = bureau.run(&["resolve", "ER-7", "against", "RE-1", "--date", "2026-10-01"]);
    assert_eq!(answer.status, 0, "{}", answer.err);
    let after = open(&bureau);
    assert_eq!(
        (is(&after, "RE-1").as_deref(), is(&after, "ER-7")),
        (Some("590.00"), None),
        "{after:?}"
    );
    let journal = bureau.report("journal");
    let entry = journal.last().ok_or("an entry")?;
    assert_eq!(entry["date"], "2026-10-01");
    let lines = entry["lines"].as_array().ok_or("lines")?;
    let amounts: Vec<_> =
        lines.iter().map(|line| (line["debit"].clone(), line["credit"].clone())).collect();
    assert!(
        amounts.contains(&("600.00".into(), "0.00".into()))
            && amounts.contains(&("0.00".into(), "600.00".into())),
        "{amounts:?}"
    );
    // Before that day it is open.
    let then = bureau.run(&["report", "open-items", "--as-of", "2026-09-30", "--json"]).rows();
    assert!(
        then.iter().any(|row| row["document"] == "ER-7" && row["open"] == "600.00"),
        "{then:?}"
    );
    // The rest is paid, and no more than the rest.
    bureau.drop(
        "mueller/bank.xml",
        camt(MUELLER, 5, &[("590.00", "Sonnenhof GmbH", "Rechnung RE-1")]),
    );
    bureau.run(&["run"]);
    assert_eq!(is(&open(&bureau), "RE-1"), None);
    assert_eq!(bureau.run(&["verify"]).status, 0);
    // By the number of one of the items, as long as it is one set-off.
    assert_eq!(bureau.run(&["undo", "ER-7"]).status, 0);
    assert_eq!(is(&open(&bureau), "RE-1").as_deref(), Some("600.00"));
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn what_cannot_be_set_off_is_refused_with_the_reason() -> Tested {
    let bureau = office();
    for (first, second, said) in [
        ("RE-1", "GS-9", "nicht demselben Geschäftspartner"),
        ("RE-1", "RE-2", "dieselbe Richtung"),
        ("RE-1", "GS-77", "GS-77"),
        ("RE-1", "RE-1", "RE-1"),
    ] {
        let answer = bureau.run(&["resolve", first, "against", second]);
        assert!(
            answer.status == 1 && answer.err.contains(said),
            "{first} {second}: {} {}",
            answer.status,
            answer.err
        );
    }
    let early = bureau.run(&["resolve", "RE-1", "against", "GS-1", "--date", "2026-09-05"]);
    assert!(early.status == 1 && early.err.contains("10.09.2026"), "{}", early.err);
    assert!(
        bureau
            .report("journal")
            .iter()
            .all(|entry| !entry["text"].to_string().contains("Verrechnung"))
    );
    assert_eq!(bureau.run(&["undo", "RE-1"]).status, 2, "nothing of it is set off");
    Ok(())
}

#[test]
fn a_proposal_that_counted_on_what_was_set_off_is_made_anew() -> Tested {
    let bureau = office();
    bureau
        .drop("mueller/bank.xml", camt(MUELLER, 5, &[("500.00", "Sonnenhof GmbH", "vielen Dank")]));
    bureau.run(&["run"]);
    assert_eq!(
        bureau.report("reconciliation")[0]["status"],
        "suggested",
        "{:?}",
        bureau.report("reconciliation")
    );
    assert_eq!(bureau.run(&["resolve", "RE-2", "against", "ER-7"]).status, 0);
    let entry = &bureau.report("reconciliation")[0];
    assert!(!entry["allocations"].to_string().contains("RE-2"), "{entry}");
    assert_eq!(bureau.run(&["undo", "V1"]).status, 0);
    let entry = &bureau.report("reconciliation")[0];
    assert!(entry["allocations"].to_string().contains("RE-2"), "{entry}");
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}
