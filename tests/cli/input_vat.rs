//! Input VAT and the statements that it needs: what lacks them is named, and a person may take it
//! out.

use super::bureau::{Bureau, Tested};
use serde_json::Value;

fn sample(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/samples/broken/{name}", env!("CARGO_MANIFEST_DIR")))
        .expect("a sample")
}

fn closing(bureau: &Bureau, account: &str) -> Value {
    bureau
        .report("trial-balance")
        .iter()
        .find(|row| row["account"] == account)
        .map(|row| row["closing"].clone())
        .unwrap_or_default()
}

#[test]
fn an_invoice_without_the_sellers_number_loses_its_input_vat_at_a_word() -> Tested {
    let bureau = Bureau::new();
    bureau.drop("mueller/r.xml", sample("input-vat-tax-number-missing.xml"));
    assert_eq!(bureau.run(&["run"]).status, 1);
    let id = bureau.document("mueller/r.xml")["id"].as_str().unwrap_or_default().to_owned();
    assert_eq!(
        (closing(&bureau, "1576"), bureau.document("mueller/r.xml")["waits"].clone()),
        ("207.58".into(), true.into())
    );
    let done = bureau.run(&["resolve", &id, "accept", "--without-input-vat"]);
    assert_eq!(done.status, 0, "{}", done.err);
    assert_eq!(
        (closing(&bureau, "1576"), bureau.document("mueller/r.xml")["waits"].clone()),
        ("0.00".into(), false.into())
    );
    let open = bureau.report("open-items");
    assert_eq!((open.len(), &open[0]["open"]), (1, &"1300.08".into()), "{open:?}");
    assert_eq!(bureau.run(&["verify"]).status, 0);
    // Moved to another account, it stays without.
    assert_eq!(bureau.run(&["resolve", &id, "account", "4806"]).status, 0);
    assert_eq!(
        (closing(&bureau, "1576"), closing(&bureau, "4806")),
        ("0.00".into(), "1300.08".into())
    );
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn what_is_no_invoice_is_booked_at_a_word_only() -> Tested {
    for (answer, tax) in [("--without-input-vat", Value::Null), ("", "207.58".into())] {
        let bureau = Bureau::new();
        bureau.drop("mueller/r.xml", sample("input-vat-no-invoice.xml"));
        assert_eq!(bureau.run(&["run"]).status, 1);
        let document = bureau.document("mueller/r.xml");
        assert_eq!((&document["status"], closing(&bureau, "1576")), (&"held".into(), Value::Null));
        let id = document["id"].as_str().unwrap_or_default().to_owned();
        let words: Vec<&str> = ["resolve", &id, "accept", answer]
            .into_iter()
            .filter(|word| !word.is_empty())
            .collect();
        assert_eq!(bureau.run(&words).status, 0);
        assert_eq!(
            (closing(&bureau, "1576"), &bureau.document("mueller/r.xml")["status"]),
            (tax, &"processed".into())
        );
        assert_eq!(bureau.run(&["verify"]).status, 0);
    }
    Ok(())
}
