//! What kontor settles by itself is counted, and `verify` names a match that the journal does not
//! book.

use super::bureau::{Bureau, MUELLER, Tested, camt};

const ITEMS: &str = "document;side;contact;date;due;amount\nRE-2001;receivable;Sonnenhof \
    GmbH;2026-09-01;;119.00\n\
    RE-2002;receivable;Sonnenhof GmbH;2026-09-02;;238.00\n";

fn office() -> Bureau {
    let bureau = Bureau::new();
    bureau.drop("mueller/open-items.csv", ITEMS);
    let entries = [
        ("119.00", "Sonnenhof GmbH", "Rechnung RE-2001"),
        ("238.00", "Sonnenhof GmbH", "Rechnung RE-2002"),
        ("-10.00", "Irgendwer", "wofür"),
        ("-11.00", "Irgendwer sonst", "auch wofür"),
    ];
    bureau.drop("mueller/bank.xml", camt(MUELLER, 5, &entries));
    bureau.run(&["run"]);
    bureau
}

#[test]
fn what_was_matched_asked_answered_and_wrong_is_counted_by_month() -> Tested {
    let bureau = office();
    let id = |remittance: &str| {
        let rows = bureau.report("reconciliation");
        rows.iter()
            .find(|row| row["remittance"] == remittance)
            .and_then(|row| row["id"].as_str().map(str::to_owned))
            .unwrap_or_default()
    };
    let counts = || {
        let row = bureau
            .report("automation")
            .into_iter()
            .find(|row| row["month"] == "2026-10")
            .unwrap_or_default();
        ["entries", "automatic", "asked", "answered", "undone", "wrong"]
            .map(|field| row[field].as_i64().unwrap_or(-1))
    };
    assert_eq!(counts(), [4, 2, 2, 0, 0, 0]);
    bureau.run(&["resolve", &id("wofür"), "account", "4930"]);
    assert_eq!(counts(), [4, 2, 2, 1, 0, 0]);
    assert_eq!(bureau.run(&["undo", &id("Rechnung RE-2001")]).status, 0);
    assert_eq!(counts(), [4, 2, 2, 1, 1, 1]);
    // Answered over what was matched by itself is the same as taken back.
    assert_eq!(bureau.run(&["resolve", &id("Rechnung RE-2002"), "account", "8400"]).status, 0);
    assert_eq!(counts(), [4, 2, 2, 1, 2, 2]);
    let rows = bureau.report("automation");
    let total = rows.iter().find(|row| row["month"] == "total").ok_or("the sum")?;
    assert_eq!(
        (&total["false_percent"], &total["false_percent_95"]),
        (&"100".into(), &"100".into())
    );
    for form in ["text", "csv", "html"] {
        assert_eq!(bureau.run(&["report", "automation", "--format", form]).status, 0, "{form}");
    }
    Ok(())
}

/// Each rule that booked something stands with its sum, each that did not with nothing; of the days
/// that are asked for.
#[test]
fn rules_tell_what_they_booked_and_which_never_fired() -> Tested {
    let bureau = Bureau::new();
    bureau.write(
        "pipelines/eigene.toml",
        "[[rule]]\nname = \"Kaffee\"\ntext = [\"Kaffee\"]\ncategory = \"other\"\naccount = \
         \"4980\"\n\n\
         [[rule]]\nname = \"Tee\"\ntext = [\"Teeladen\"]\ncategory = \"other\"\naccount = \
         \"4980\"\n",
    );
    bureau.drop(
        "mueller/bank.xml",
        camt(
            MUELLER,
            5,
            &[("-10.00", "Laden", "Kaffee"), ("-2.50", "Laden", "Kaffee"), ("7.00", "Wer", "Was")],
        ),
    );
    bureau.run(&["run"]);
    let of = |arguments: &[&str], rule: &str| {
        let rows = bureau
            .run(&[&["report", "rules", "--company", "mueller", "--json"], arguments].concat())
            .rows();
        rows.into_iter()
            .find(|row| row["rule"] == rule)
            .map(|row| (row["entries"].clone(), row["amount"].clone()))
    };
    assert_eq!(of(&[], "Kaffee"), Some((2.into(), "-12.50".into())));
    assert_eq!(of(&[], "Tee"), Some((0.into(), serde_json::Value::Null)));
    assert_eq!(of(&["--to", "2020-01-01"], "Kaffee"), Some((0.into(), serde_json::Value::Null)));
    Ok(())
}
