//! `kontor resolve` takes what a person types: the words of the clarification sheet in either
//! language, a reason of several words, numbers parted by commas; and says what may be decided
//! about a document that is only asked about.

use super::bureau::{Bureau, MUELLER, OPEN_ITEMS, Tested, camt};
use serde_json::Value;

#[test]
fn what_a_person_types_is_understood_in_either_language() -> Tested {
    let bureau = Bureau::new();
    bureau.drop("mueller/open-items.csv", OPEN_ITEMS);
    let rows = [
        ("-7.00", "Wer", "Eins"),
        ("-10.70", "Wer", "Zwei"),
        ("1190.00", "Fremd", "Drei"),
        ("-9.00", "Wer", "Vier"),
    ];
    bureau.drop("mueller/bank.xml", camt(MUELLER, 5, &rows));
    bureau.run(&["run"]);
    for answer in [
        &["e1", "Konto", "4970"][..],
        &["e2", "konto", "4940", "--vat", "7 %"],
        &["E3", "Beleg", "RE-1001,"],
        &["E4", "aufteilen", "4970=4,00", "4930=5,00"],
        &["E4", "offen"],
    ] {
        let said = bureau.run(&[&["resolve"], answer].concat());
        assert_eq!(said.status, 0, "{answer:?}: {}", said.err);
    }
    let booked = bureau.report("trial-balance");
    let closing = |account: &str| {
        booked.iter().find(|row| row["account"] == account).map(|row| row["closing"].clone())
    };
    assert_eq!(
        (closing("4970"), closing("4940"), closing("1571")),
        (Some("7.00".into()), Some("10.00".into()), Some("0.70".into()))
    );
    for wrong in [
        &["E4", "Konto"][..],
        &["E4", "konto", "4970", "--vat", "170 %"],
        &["E4", "vielleicht"],
        &["E4", "ablehnen"],
    ] {
        assert_eq!(bureau.run(&[&["resolve"], wrong].concat()).status, 2, "{wrong:?}");
    }
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn a_reason_may_have_several_words_and_what_is_only_asked_about_says_what_may_be_decided() -> Tested
{
    let bureau = Bureau::new();
    bureau.drop("kern/bank.xml", camt(MUELLER, 5, &[("-7.00", "Wer", "Eins")]));
    bureau.drop("mueller/bank.sta", format!(":20:X\r\n:25:{MUELLER}\r\n:28C:1/1\r\n:60F:C261004EUR100,00\r\n:61:2610051005C50,00NTRFNONREF\r\n:86:166?00GUTSCHRIFT?20X?32Wer\r\n:62F:C261005EUR170,00\r\n-\r\n"));
    bureau.run(&["run"]);
    let row = |what: &dyn Fn(&Value) -> bool| {
        bureau.report("documents").into_iter().find(|row| what(row))
    };
    let asked = row(&|row| row["format"] == "mt940").ok_or("the statement")?;
    let refused =
        bureau.run(&["resolve", asked["id"].as_str().ok_or("an id")?, "reject", "kaputt"]);
    assert_eq!(refused.status, 1);
    assert!(
        refused.err.contains("accept") && !refused.err.contains("wartet nicht"),
        "{}",
        refused.err
    );
    let held = row(&|row| row["status"] == "held").ok_or("a held document")?;
    let id = held["id"].as_str().ok_or("an id")?;
    let said = bureau.run(&[
        "resolve",
        &id.to_lowercase(),
        "ablehnen",
        "liegt",
        "im",
        "falschen",
        "Ordner",
    ]);
    assert_eq!(said.status, 0, "{}", said.err);
    let now = row(&|row| row["id"] == id).ok_or("still there")?;
    assert_eq!(
        (now["status"].as_str(), now["reason"].as_str()),
        (Some("rejected"), Some("liegt im falschen Ordner"))
    );
    // Whoever types small letters decides the same.
    assert_eq!(bureau.run(&["undo", &id.to_lowercase()]).status, 0);
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}
