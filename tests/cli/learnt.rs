//! What a person refused is not proposed again, and what was answered before is proposed, then
//! booked.

use super::bureau::{Bureau, MUELLER, OURS, Tested, camt};
use super::invoice::Invoice;
use serde_json::Value;

const CONTACTS: &str =
    "contact;name;role;iban\nK1;Sonnenhof GmbH;customer;DE32600501010020000104\n";
const ITEMS: &str = "document;side;contact;date;due;amount;vat_rate\n\
    RE-1;receivable;K1;2026-09-01;2026-09-15;500.00;19\nRE-2;receivable;K1;2026-09-02;2026-09-16;500.00;19\n";

fn entry(bureau: &Bureau, id: &str) -> Value {
    let rows = bureau.report("reconciliation");
    rows.into_iter().find(|row| row["id"] == id).unwrap_or_default()
}

fn done(bureau: &Bureau, arguments: &[&str]) -> String {
    let ended = bureau.run(arguments);
    assert_eq!(ended.status, 0, "{arguments:?}: {}", ended.err);
    ended.out
}

#[test]
fn what_was_refused_is_not_proposed_again_until_it_is_taken_back() -> Tested {
    let bureau = Bureau::new();
    bureau.drop("mueller/contacts.csv", CONTACTS);
    bureau.drop("mueller/open-items.csv", ITEMS);
    bureau
        .drop("mueller/bank.xml", camt(MUELLER, 5, &[("500.00", "Sonnenhof GmbH", "vielen Dank")]));
    bureau.run(&["run"]);
    let proposed = |bureau: &Bureau| {
        entry(bureau, "E1")["allocations"][0]["document"].as_str().map(str::to_owned)
    };
    let first = proposed(&bureau).ok_or("a proposal")?;
    let said = done(&bureau, &["resolve", "E1", "reject", "nicht diese"]);
    assert!(said.contains(&first), "{said}");
    let second = proposed(&bureau).ok_or("the other one")?;
    assert_ne!(first, second);
    assert!(
        entry(&bureau, "E1")["explanation"].to_string().contains(&first),
        "it says what was refused"
    );
    // Refused too: nothing is left, not by night either.
    done(&bureau, &["resolve", "E1", "reject", "auch nicht"]);
    bureau.run(&["nightly"]);
    assert_eq!((entry(&bureau, "E1")["status"].as_str(), proposed(&bureau)), (Some("open"), None));
    assert_eq!(bureau.run(&["resolve", "E1", "reject", "was?"]).status, 1, "nothing is proposed");
    // One after the other, backwards.
    done(&bureau, &["undo", "E1"]);
    assert_eq!(proposed(&bureau), Some(second));
    done(&bureau, &["undo", "E1"]);
    assert_eq!(proposed(&bureau), Some(first));
    assert_eq!(bureau.run(&["undo", "E1"]).status, 1, "nothing is decided any more");
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn an_answer_is_proposed_then_booked_and_lost_by_one_undo() -> Tested {
    let bureau = Bureau::new();
    let pay = |day: u32, amount: &str, text: &str| {
        bureau.drop(
            &format!("mueller/{day}.xml"),
            camt(MUELLER, day, &[(amount, "Stellplatz Nord Verwaltung", text)]),
        );
        bureau.run(&["run"]);
    };
    pay(1, "-60.00", "Stellplatz Juni");
    assert_eq!(entry(&bureau, "E1")["status"], "open");
    done(&bureau, &["resolve", "E1", "account", "4520", "--vat", "19"]);
    pay(2, "-61.00", "Stellplatz Juli");
    let second = entry(&bureau, "E2");
    assert_eq!(
        (&second["status"], &second["account"]),
        (&"suggested".into(), &"4520".into()),
        "{second}"
    );
    assert!(second["explanation"].to_string().contains("E1"), "{second}");
    assert!(bureau.run(&["review"]).out.contains("Konto 4520"));
    done(&bureau, &["resolve", "E2", "accept"]);
    // Another text is another matter.
    pay(3, "-60.00", "Kaution Schlüssel");
    assert_eq!(entry(&bureau, "E3")["status"], "open");
    pay(4, "-60.00", "Stellplatz August 2026");
    done(&bureau, &["resolve", "E4", "accept"]);
    pay(5, "-62.00", "Stellplatz September");
    let fifth = entry(&bureau, "E5");
    assert_eq!(
        (&fifth["status"], &fifth["account"], &fifth["decided_by"]),
        (&"matched".into(), &"4520".into(), &"kontor".into()),
        "{fifth}"
    );
    assert!(fifth["explanation"].to_string().contains("E1, E2, E4"), "{fifth}");
    let journal = bureau.report("journal");
    let lines = journal.last().map(|row| row["lines"].to_string()).unwrap_or_default();
    assert!(lines.contains("52.10") && lines.contains("9.90"), "the VAT as answered: {lines}");
    // Above one and a half times what was answered it is asked.
    pay(6, "-91.51", "Stellplatz Oktober");
    let sixth = entry(&bureau, "E6");
    assert_eq!(sixth["status"], "suggested", "{sixth}");
    assert!(sixth["explanation"].to_string().contains("91,50"), "{sixth}");
    // One undo of what was booked by itself, and it is asked again.
    let said = bureau.run(&["undo", "E5"]).out;
    assert!(said.contains("Gleiches wird nun wieder gefragt"), "{said}");
    pay(7, "-60.00", "Stellplatz November");
    assert_eq!(entry(&bureau, "E7")["status"], "suggested");
    // Taken back itself, it counts no longer.
    done(&bureau, &["undo", "E5"]);
    pay(8, "-60.00", "Stellplatz Dezember");
    assert_eq!(entry(&bureau, "E8")["status"], "matched", "{}", entry(&bureau, "E8"));
    // Without one of the three answers nothing is booked by itself.
    done(&bureau, &["undo", "E4"]);
    pay(9, "-60.00", "Stellplatz Januar");
    assert_eq!(entry(&bureau, "E9")["status"], "suggested", "{}", entry(&bureau, "E9"));
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

/// A shipped rule knows the rent's account and no VAT: what a person took out is taken out again.
#[test]
fn the_vat_that_was_answered_holds_where_a_rule_names_the_same_account() -> Tested {
    for (text, account) in [("Miete Halle", "4210"), ("Kontofuehrung Konto Nord", "4970")] {
        let bureau = Bureau::new();
        let pay = |month: u32| {
            let told = format!("{text} {month:02}/2026");
            bureau.drop(
                &format!("mueller/{month}.xml"),
                camt(MUELLER, month, &[("-1190.00", "Kurz Immobilien", &told)]),
            );
            bureau.run(&["run"]);
        };
        let vat = ["account", account, "--vat", "19"];
        for (month, id) in [(1, "E1"), (2, "E2"), (3, "E3")] {
            pay(month);
            if entry(&bureau, id)["status"] == "matched" {
                done(&bureau, &["undo", id]);
            }
            done(&bureau, &[&["resolve", id][..], &vat].concat());
        }
        pay(4);
        let fourth = entry(&bureau, "E4");
        assert_eq!(fourth["account"], account, "{fourth}");
        if fourth["status"] != "matched" {
            assert_eq!(fourth["status"], "suggested", "{fourth}");
            done(&bureau, &["resolve", "E4", "accept"]);
        }
        let journal = bureau.report("journal");
        let lines = journal.last().map(|row| row["lines"].to_string()).unwrap_or_default();
        assert!(lines.contains("1000.00") && lines.contains("190.00"), "{text}: {lines}");
        assert_eq!(bureau.run(&["verify"]).status, 0);
    }
    Ok(())
}

#[test]
fn a_company_may_set_the_cap_to_nothing() -> Tested {
    let bureau = Bureau::new();
    let shipped = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/pipelines/bank-statements.toml"
    ))?;
    bureau.write(
        "pipelines/bank-statements.toml",
        shipped.replace("#learnt_up_to = 500.00", "learnt_up_to = 0"),
    );
    for day in 1..=4 {
        bureau.drop(
            &format!("mueller/{day}.xml"),
            camt(MUELLER, day, &[("-60.00", "Stellplatz Nord", "Stellplatz")]),
        );
        bureau.run(&["run"]);
        assert_ne!(entry(&bureau, &format!("E{day}"))["status"], "matched");
        done(&bureau, &["resolve", &format!("E{day}"), "account", "4520"]);
    }
    Ok(())
}

#[test]
fn a_new_invoice_number_in_the_text_is_asked_about() -> Tested {
    let bureau = Bureau::new();
    for day in 1..=4 {
        let text = format!("Wartung Rechnung 2026{day}17");
        bureau.drop(
            &format!("mueller/{day}.xml"),
            camt(MUELLER, day, &[("-60.00", "Wartung Nord", &text)]),
        );
        bureau.run(&["run"]);
        let row = entry(&bureau, &format!("E{day}"));
        assert_eq!(row["status"], if day == 1 { "open" } else { "suggested" }, "{row}");
        if day == 4 {
            assert!(row["explanation"].to_string().contains("Rechnungsnummer"), "{row}");
        }
        done(&bureau, &["resolve", &format!("E{day}"), "account", "4520"]);
    }
    Ok(())
}

#[test]
fn what_waits_of_the_same_counterparty_is_proposed_at_once() -> Tested {
    let bureau = Bureau::new();
    let entries = [
        ("-60.00", "Stellplatz Nord", "Stellplatz Juni"),
        ("-60.00", "Stellplatz Nord", "Stellplatz Juli"),
    ];
    bureau.drop("mueller/1.xml", camt(MUELLER, 1, &entries));
    bureau.run(&["run"]);
    done(&bureau, &["resolve", "E1", "account", "4520"]);
    assert_eq!(entry(&bureau, "E2")["status"], "suggested");
    let said = bureau.run(&["undo", "E1"]).out;
    assert!(
        said.contains(
            "als Vorbild für gleiche Umsätze zählt die Antwort nicht mehr; neu \
             beurteilt: E2 (offen)"
        ),
        "{said}"
    );
    assert_eq!(entry(&bureau, "E2")["status"], "open");
    Ok(())
}

const OWN: &str = "iban;booking_date;amount;currency;counterparty;counterparty_iban;remittance\n";

/// Drops a statement of one entry and runs.
fn moves(bureau: &Bureau, day: &str, amount: &str, who: (&str, &str), text: &str) {
    let row = format!("{MUELLER};{day};{amount};EUR;{};{};{text}\n", who.0, who.1);
    bureau.drop(&format!("mueller/{day}.csv"), format!("{OWN}{row}"));
    bureau.run(&["run"]);
}

#[test]
fn a_split_is_proposed_then_booked_and_lost_by_one_undo() -> Tested {
    let bureau = Bureau::new();
    let bank = ("Volksbank Nord", "DE32600501010020000104");
    let rate = |day: &str, amount: &str, text: &str| moves(&bureau, day, amount, bank, text);
    rate("2026-06-01", "-1037.50", "Darlehen 77 Tilgung 1.000,00 Zinsen 37,50");
    done(&bureau, &["resolve", "E1", "split", "0630=1000.00,2110=37.50"]);
    rate("2026-07-01", "-1037.50", "Darlehen 77 Tilgung 1.003,75 Zinsen 33,75");
    let second = entry(&bureau, "E2");
    assert_eq!(second["status"], "suggested", "{second}");
    assert!(bureau.run(&["review"]).out.contains("0630"), "{}", bureau.run(&["review"]).out);
    done(&bureau, &["resolve", "E2", "accept"]);
    let lines =
        bureau.report("journal").last().map(|row| row["lines"].to_string()).unwrap_or_default();
    assert!(
        lines.contains("1003.75") && lines.contains("33.75"),
        "the instalment is the same each month, its parts are those of the text: {lines}"
    );
    // Another amount, whose parts the text states.
    rate("2026-08-01", "-1040.00", "Darlehen 77 Tilgung 1.010,00 Zinsen 30,00");
    done(&bureau, &["resolve", "E3", "accept"]);
    let lines =
        bureau.report("journal").last().map(|row| row["lines"].to_string()).unwrap_or_default();
    assert!(lines.contains("1010.00") && lines.contains("30.00"), "{lines}");
    rate("2026-09-01", "-1040.00", "Darlehen 77 Tilgung 1.012,00 Zinsen 28,00");
    let fourth = entry(&bureau, "E4");
    assert_eq!(
        (&fourth["status"], &fourth["decided_by"]),
        (&"matched".into(), &"kontor".into()),
        "{fourth}"
    );
    done(&bureau, &["undo", "E4"]);
    rate("2026-10-01", "-1040.00", "Darlehen 77 Tilgung 1.012,00 Zinsen 28,00");
    assert_eq!(entry(&bureau, "E5")["status"], "suggested");
    // Refused, it is not proposed again.
    done(&bureau, &["resolve", "E5", "reject", "anders"]);
    assert_eq!(entry(&bureau, "E5")["status"], "open", "{}", entry(&bureau, "E5"));
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn the_account_of_a_confirmed_payment_is_the_customers_from_then_on() -> Tested {
    let bureau = Bureau::new();
    bureau.drop("mueller/contacts.csv", "contact;name;role\nK1;Sonnenhof GmbH;customer\n");
    let items = "document;side;contact;date;due;amount;vat_rate\n\
        RE-1;receivable;K1;2026-08-01;;510.30;19\nRE-2;receivable;K1;2026-09-02;;611.40;19\nRE-3;receivable;K1;2026-09-20;;712.50;19\n";
    bureau.drop("mueller/open-items.csv", items);
    let payer = ("Sonnenhof GmbH", "DE32600501010020000104");
    moves(&bureau, "2026-08-20", "510.30", payer, "Zahlung");
    assert_eq!(entry(&bureau, "E1")["status"], "suggested");
    moves(&bureau, "2026-09-20", "611.40", payer, "Zahlung");
    assert_eq!(entry(&bureau, "E2")["status"], "suggested");
    done(&bureau, &["resolve", "E1", "accept"]);
    moves(&bureau, "2026-10-02", "712.50", payer, "Zahlung");
    let third = entry(&bureau, "E3");
    assert_eq!(
        (&third["status"], &third["decided_by"]),
        (&"matched".into(), &"kontor".into()),
        "{third}"
    );
    // Taken back, it is learnt no longer, and the answer says so.
    done(&bureau, &["undo", "E3"]);
    let said = bureau.run(&["undo", "E1"]).out;
    assert!(
        said.contains(
            "dass DE32600501010020000104 für Sonnenhof GmbH zahlt, ist hieraus nicht mehr gelernt"
        ),
        "{said}"
    );
    done(&bureau, &["undo", "E3"]);
    assert_eq!(entry(&bureau, "E3")["status"], "suggested", "{}", entry(&bureau, "E3"));
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn who_paid_for_another_is_proposed_again_and_asked_each_time() -> Tested {
    let bureau = Bureau::new();
    bureau.drop(
        "mueller/contacts.csv",
        "contact;name;role;iban\nK1;Sonnenhof GmbH;customer;DE02200505501015871393\n",
    );
    let mut items = "document;side;contact;date;due;amount;vat_rate\n".to_owned();
    for at in 1..=5 {
        items += &format!("RE-{at};receivable;K1;2026-0{at}-01;;5{at}0.30;19\n");
    }
    bureau.drop("mueller/open-items.csv", items);
    let payer = ("Steuerkanzlei Ohm", "DE32600501010020000104");
    moves(&bureau, "2026-06-01", "510.30", payer, "Zahlung");
    assert_eq!(entry(&bureau, "E1")["status"], "open");
    done(&bureau, &["resolve", "E1", "match", "RE-1"]);
    for at in 2..=5 {
        moves(&bureau, &format!("2026-06-0{at}"), &format!("5{at}0.30"), payer, "Zahlung");
        let row = entry(&bureau, &format!("E{at}"));
        assert_eq!(
            (&row["status"], &row["allocations"][0]["document"]),
            (&"suggested".into(), &format!("RE-{at}").into()),
            "{row}"
        );
        assert!(row["explanation"].to_string().contains(&format!("E{}", at - 1)), "{row}");
        done(&bureau, &["resolve", &format!("E{at}"), "accept"]);
    }
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn parts_that_the_text_names_are_booked_apart() -> Tested {
    let bureau = Bureau::new();
    let office = ("Finanzkasse Aalen", "DE32600501010020000104");
    moves(
        &bureau,
        "2026-09-10",
        "-1734.56",
        office,
        "UMS.ST AUG.26 1.234,56EUR LOHNST AUG.26 500,00EUR",
    );
    let first = entry(&bureau, "E1");
    assert_eq!(
        (&first["status"], &first["category"]),
        (&"matched".into(), &"tax".into()),
        "{first}"
    );
    let lines =
        bureau.report("journal").last().map(|row| row["lines"].to_string()).unwrap_or_default();
    assert!(
        lines.contains("1234.56") && lines.contains("500.00") && lines.contains("1741"),
        "{lines}"
    );
    // What does not sum is asked, and so is what no rule knows.
    moves(
        &bureau,
        "2026-09-11",
        "-1734.57",
        office,
        "UMS.ST AUG.26 1.234,56EUR LOHNST AUG.26 500,00EUR",
    );
    moves(
        &bureau,
        "2026-09-12",
        "-1244.56",
        office,
        "UMS.ST AUG.26 1.234,56EUR SAEUMNISZUSCHLAG 10,00EUR",
    );
    assert_eq!(
        (&entry(&bureau, "E2")["status"], &entry(&bureau, "E3")["status"]),
        (&"open".into(), &"open".into())
    );
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

/// A shipped rule knows no company: what was answered against it three times holds.
#[test]
fn three_answers_against_a_shipped_rule_are_learnt() -> Tested {
    let bureau = Bureau::new();
    let pay = |day: u32| {
        let rent = ("-890.00", "Haus und Grund Meyer", "Bueromiete");
        bureau.drop(&format!("mueller/{day}.xml"), camt(MUELLER, day, &[rent]));
        bureau.run(&["run"]);
    };
    for (day, id, status) in [(1, "E1", "matched"), (2, "E2", "suggested"), (3, "E3", "suggested")]
    {
        pay(day);
        assert_eq!(entry(&bureau, id)["status"], status, "{}", entry(&bureau, id));
        done(&bureau, &["resolve", id, "account", "4220"]);
    }
    pay(4);
    let fourth = entry(&bureau, "E4");
    assert_eq!((&fourth["status"], &fourth["account"]), (&"matched".into(), &"4220".into()));
    assert!(fourth["explanation"].to_string().contains("E1, E2, E3"), "{fourth}");
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

fn bought(number: &str, day: &str) -> String {
    Invoice {
        number,
        date: day,
        seller: ("Putz Co KG", "DE300002153"),
        buyer: OURS,
        net_cents: 10_000,
        type_code: "380",
        corrects: None,
    }
    .xml()
}

/// The accounts that the last entry of a document in force stands on.
fn accounts(bureau: &Bureau, document: &str) -> Vec<String> {
    let rows = bureau.report("journal");
    let last =
        rows.iter().rev().find(|row| row["document"] == document && row["reverses"].is_null());
    let lines = last.and_then(|row| row["lines"].as_array().cloned()).unwrap_or_default();
    lines.iter().map(|line| line["account"].as_str().unwrap_or("").to_owned()).collect()
}

#[test]
fn the_account_that_a_person_names_for_an_invoice_is_that_of_the_vendors_next() -> Tested {
    let bureau = Bureau::new();
    bureau.drop("mueller/r1.xml", bought("R-1", "2026-08-05"));
    bureau.run(&["run"]);
    assert!(accounts(&bureau, "D1").contains(&"3400".to_owned()));
    let assumed = |bureau: &Bureau| {
        let rows = bureau.report("tax-adviser");
        rows.iter().any(|row| row.to_string().contains("Kein Konto genannt für Putz Co KG"))
    };
    assert!(assumed(&bureau));
    done(&bureau, &["resolve", "D1", "account", "4250"]);
    assert!(!assumed(&bureau));
    bureau.drop("mueller/r2.xml", bought("R-2", "2026-09-05"));
    bureau.run(&["run"]);
    assert!(accounts(&bureau, "D2").contains(&"4250".to_owned()));
    // What is taken back teaches nothing.
    done(&bureau, &["undo", "D1"]);
    bureau.drop("mueller/r3.xml", bought("R-3", "2026-09-06"));
    bureau.run(&["run"]);
    assert!(accounts(&bureau, "D3").contains(&"3400".to_owned()));
    Ok(())
}

#[test]
fn an_account_that_does_not_fit_an_invoice_is_no_answer() -> Tested {
    let bureau = Bureau::new();
    bureau.drop("mueller/r1.xml", bought("R-1", "2026-08-05"));
    bureau.run(&["run"]);
    let before = bureau.report("journal").len();
    for account in ["8400", "3425", "1200", "1576"] {
        let ended = bureau.run(&["resolve", "D1", "account", account]);
        assert_eq!(ended.status, 1, "{account}: {}", ended.out);
        assert!(ended.err.contains(account), "{}", ended.err);
        assert_eq!(bureau.report("journal").len(), before, "{account}");
    }
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}
