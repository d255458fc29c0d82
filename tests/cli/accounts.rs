//! Whose account a statement is of: what is nobody's waits, names its account, and can be brought
//! to an end.

use super::bureau::{Bureau, KERN, MUELLER, OURS, Tested, camt};
use serde_json::Value;
use std::fs;

pub const NOBODYS: &str = "DE89370400440532013000";
const PAYPAL: &str = "\"Datum\",\"Uhrzeit\",\"Zeitzone\",\"Beschreibung\",\"Währung\",\"Brutto\",\"Gebühr\",\"Netto\",\"Guthaben\",\"Transaktionscode\",\"Absender E-Mail-Adresse\",\"Name\",\"Name der Bank\",\"Bankkonto\",\"Versand- und Bearbeitungsgebühr\",\"Umsatzsteuer\",\"Rechnungsnummer\",\"Zugehöriger Transaktionscode\"\n\
    \"01.10.2026\",\"10:00:00\",\"Europe/Berlin\",\"Zahlung\",\"EUR\",\"100,00\",\"-3,00\",\"97,00\",\"97,00\",\"1AB23456CD789012E\",\"k@example.com\",\"Kunde\",\"\",\"\",\"0,00\",\"0,00\",\"RE-1\",\"\"\n";

/// One file with these accounts' statements.
fn several(accounts: &[(&str, &str)]) -> String {
    let parts: Vec<String> = accounts
        .iter()
        .enumerate()
        .map(|(at, (iban, amount))| {
            camt(iban, 1 + u32::try_from(at).unwrap_or(0), &[(amount, "Wer", "Was")])
        })
        .collect();
    let cut = |text: &str| {
        let (from, to) =
            (text.find("<Stmt>").unwrap_or_default(), text.find("</Stmt>").unwrap_or_default());
        text.get(from..to).unwrap_or_default().to_owned() + "</Stmt>"
    };
    let first = parts.first().cloned().unwrap_or_default();
    let inner: String = parts.iter().map(|part| cut(part)).collect();
    first.replace(&cut(&first), &inner)
}

fn entries(bureau: &Bureau) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut rows: Vec<_> = bureau
        .report("reconciliation")
        .iter()
        .map(|row| (text(&row["iban"]), text(&row["amount"])))
        .collect();
    rows.sort();
    rows
}

fn named(bureau: &Bureau, status: &str) -> Value {
    bureau
        .report("documents")
        .into_iter()
        .find(|row| row["number"] == NOBODYS && row["status"] == status)
        .unwrap_or_default()
}

fn own(amount: &str) -> (String, String) {
    (MUELLER.to_owned(), amount.to_owned())
}

#[test]
fn a_statement_of_an_unknown_account_waits_and_is_booked_once_the_settings_know_it() -> Tested {
    let bureau = Bureau::new();
    let file = several(&[(MUELLER, "5.00"), (NOBODYS, "300.00")]);
    bureau.drop("mueller/a.xml", &file);
    assert_eq!(bureau.run(&["run"]).status, 1);
    assert_eq!(bureau.document("mueller/a.xml")["status"], "processed");
    let held = named(&bureau, "held");
    assert!(
        held["reason"].as_str().unwrap_or_default().contains(NOBODYS) && held["waits"] == true,
        "{held}"
    );
    assert_eq!(entries(&bureau), [own("5.00")]);
    let id = held["id"].as_str().unwrap_or_default().to_owned();
    let refused = bureau.run(&["resolve", &id, "accept"]);
    assert!(refused.status == 1 && refused.err.contains(NOBODYS), "{}", refused.err);
    for wrong in ["4930", "70001", "1234567"] {
        assert_eq!(
            bureau.run(&["resolve", &id, "accept", "--account", wrong]).status,
            1,
            "{wrong}"
        );
    }
    // The same file again asks once, and books nothing twice.
    bureau.drop("mueller/a.xml", &file);
    bureau.run(&["run"]);
    assert_eq!(entries(&bureau), [own("5.00")]);
    assert_eq!(bureau.report("documents").iter().filter(|row| row["status"] == "held").count(), 1);
    let settings = bureau.root().join("companies/mueller.toml");
    fs::write(
        &settings,
        fs::read_to_string(&settings)?.replace(MUELLER, &format!("{MUELLER}\", \"{NOBODYS}")),
    )?;
    let id = named(&bureau, "held")["id"].as_str().unwrap_or_default().to_owned();
    assert_eq!(bureau.run(&["resolve", &id, "accept"]).status, 0);
    assert_eq!(entries(&bureau), [own("5.00"), (NOBODYS.to_owned(), "300.00".to_owned())]);
    bureau.drop("mueller/a.xml", &file);
    bureau.run(&["run"]);
    assert_eq!(entries(&bureau).len(), 2);
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn a_file_that_comes_again_after_the_settings_know_the_account_is_booked_whole() -> Tested {
    let bureau = Bureau::new();
    let file = several(&[(MUELLER, "5.00"), (NOBODYS, "300.00")]);
    bureau.drop("a.xml", &file);
    bureau.run(&["run"]);
    let settings = bureau.root().join("companies/mueller.toml");
    fs::write(
        &settings,
        fs::read_to_string(&settings)?.replace(MUELLER, &format!("{MUELLER}\", \"{NOBODYS}")),
    )?;
    bureau.drop("wieder.xml", &file);
    assert_eq!(bureau.run(&["run"]).status, 0);
    assert_eq!(entries(&bureau), [own("5.00"), (NOBODYS.to_owned(), "300.00".to_owned())]);
    assert!(!bureau.report("documents").iter().any(|row| row["status"] == "held"));
    Ok(())
}

#[test]
fn a_wallet_waits_until_a_person_names_its_account_or_the_settings_do() -> Tested {
    let bureau = Bureau::new();
    let settings = bureau.root().join("companies/mueller.toml");
    fs::write(
        &settings,
        fs::read_to_string(&settings)?.replace(MUELLER, &format!("{MUELLER}\", \"{NOBODYS}")),
    )?;
    bureau.drop("mueller/p.csv", PAYPAL);
    bureau.run(&["run"]);
    let held = bureau.document("mueller/p.csv");
    assert!(
        held["status"] == "held"
            && held["reason"].as_str().unwrap_or_default().contains("csv:paypal"),
        "{held}"
    );
    let id = held["id"].as_str().unwrap_or_default().to_owned();
    assert_eq!(bureau.run(&["resolve", &id, "accept"]).status, 1);
    assert_eq!(bureau.run(&["resolve", &id, "accept", "--account", "1220"]).status, 0);
    let balance = |account: &str| {
        let rows = bureau.report("trial-balance");
        rows.into_iter()
            .find(|row| row["account"] == account)
            .map_or(Value::Null, |row| row["closing"].clone())
    };
    assert_eq!([balance("1220"), balance("1200")], [Value::from("97.00"), Value::Null]);
    // The setting names the same account: the same booking by another export is known.
    let text = fs::read_to_string(&settings)?
        + "[[source]]\nformat = \"csv:paypal\"\naccount = \"1220\"\n";
    fs::write(&settings, text)?;
    bureau.drop("mueller/q.csv", PAYPAL.replace("Zahlung", "Zahlung "));
    assert_eq!(bureau.run(&["run"]).status, 0);
    assert_eq!(balance("1220"), "97.00");
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

/// A number of five digits is a customer's or vendor's: booked on one that nobody bears, it would
/// be found nowhere. Nor is it booked on an account that the chart has not, or on the customers'
/// collective one. `check` names each such rule.
#[test]
fn no_rule_books_on_an_account_that_is_none() -> Tested {
    for account in ["45300", "4598", "1400"] {
        let bureau = Bureau::new();
        let rule = "[[rule]]\nname = \"Sprit\"\ntext = [\"Diesel\"]\ncategory = \"other\"\n";
        bureau.write("pipelines/own.toml", format!("{rule}account = \"{account}\"\n"));
        let checked = bureau.run(&["check", "--offline"]);
        assert!(
            checked.status == 1
                && checked.out.contains("Die Regel „Sprit“")
                && checked.out.contains(account),
            "{}",
            checked.out
        );
        bureau.drop("mueller/a.xml", camt(MUELLER, 1, &[("-50.00", "Tanke", "Diesel")]));
        assert_eq!(bureau.run(&["run"]).status, 0);
        let entry = bureau.report("reconciliation").into_iter().next().unwrap_or_default();
        assert!(
            entry["status"] == "open" && entry["explanation"].to_string().contains(account),
            "{entry:#}"
        );
        assert!(
            !bureau
                .report("journal")
                .iter()
                .any(|entry| entry["lines"].to_string().contains(account))
        );
    }
    Ok(())
}

#[test]
fn an_entry_is_not_booked_against_its_own_bank_account() -> Tested {
    let bureau = Bureau::new();
    bureau.drop("mueller/a.xml", camt(MUELLER, 1, &[("-50.00", "Wer", "Was")]));
    assert_eq!(bureau.run(&["run"]).status, 0);
    for answer in [vec!["account", "1200"], vec!["split", "1200=20.00,4930=30.00"]] {
        let said = bureau.run(&[vec!["resolve", "E1"], answer].concat());
        assert!(said.status == 1 && said.err.contains("1200"), "{} {}", said.status, said.err);
    }
    assert_eq!(
        bureau.report("reconciliation").first().map(|row| row["status"].clone()),
        Some("open".into())
    );
    // Another account bears what it should, at its own rate only.
    assert_eq!(bureau.run(&["resolve", "E1", "account", "3300", "--vat", "19"]).status, 1);
    assert_eq!(bureau.run(&["resolve", "E1", "account", "4980", "--vat", "19"]).status, 0);
    Ok(())
}

#[test]
fn money_in_is_not_split_into_parts_that_go_out() -> Tested {
    let bureau = Bureau::new();
    let lines = [("60.00", "Wer", "Was"), ("-60.00", "Wer", "Was")];
    bureau.drop("mueller/a.xml", camt(MUELLER, 1, &lines));
    assert_eq!(bureau.run(&["run"]).status, 0);
    let split = |id: &str, parts: &str| bureau.run(&["resolve", id, "split", parts]).status;
    assert_eq!((split("E1", "8400=-60.00"), split("E1", "8400=60.00")), (1, 0));
    // Of money out the sign may be left out.
    assert_eq!(split("E2", "4930=60.00"), 0);
    Ok(())
}

/// The VAT inside a part is said with it; import VAT that a person has parted is not parted again,
/// and an account that does not say its rate is taxed by nobody.
#[test]
fn parts_of_a_split_bear_the_vat_that_is_said() -> Tested {
    let bureau = Bureau::mueller("input_vat = \"60\"");
    let lines = [
        ("-119.00", "Gasthof", "Bewirtung"),
        ("-500.00", "Zollkasse", "EUSt"),
        ("20.00", "Bau AG", "Skonto"),
    ];
    bureau.drop("mueller/a.xml", camt(MUELLER, 1, &lines));
    assert_eq!(bureau.run(&["run"]).status, 0);
    let lines = |id: &str, answer: &[&str]| {
        let said = bureau.run(&[&["resolve", id], answer].concat());
        let journal = bureau.report("journal");
        let last = journal.last().cloned().unwrap_or_default();
        let line = |line: &Value| {
            let text = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
            [text("account"), text("debit"), text("vat_code")].join(" ")
        };
        let told: Vec<String> = last["lines"].as_array().into_iter().flatten().map(line).collect();
        (said.status, told)
    };
    let (status, meal) = lines("E1", &["split", "4650=89,00:19,4660=30:7"]);
    assert_eq!(
        (status, &meal[1..]),
        (
            0,
            &["4650 80.47 VSt19", "1576 8.53 VSt19", "4660 28.82 VSt7", "1571 1.18 VSt7"]
                .map(String::from)[..]
        )
    );
    assert_eq!(lines("E1", &["split", "4650=89:16,4660=30"]).0, 1);
    let (status, import) = lines("E2", &["split", "1588=300,4300=200"]);
    assert_eq!(
        (status, &import[1..]),
        (0, &["1588 300.00 EUSt", "4300 200.00 "].map(String::from)[..])
    );
    // Without a part for it, what is not deducted is parted from it.
    let (status, import) = lines("E2", &["account", "1588"]);
    assert_eq!(
        (status, &import[1..]),
        (0, &["1588 300.00 EUSt", "4300 200.00 "].map(String::from)[..])
    );
    assert_eq!(lines("E3", &["account", "3153"]).0, 1);
    let (status, reduced) = lines("E3", &["account", "3154"]);
    assert!(status == 0 && reduced.contains(&"1787 3.80 13b19".to_owned()), "{reduced:?}");
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn a_statement_of_another_iban_is_not_put_on_an_account_that_has_one() -> Tested {
    let bureau = Bureau::new();
    bureau.drop("mueller/s.xml", camt(NOBODYS, 1, &[("300.00", "Wer", "Was")]));
    bureau.run(&["run"]);
    let id = bureau.document("mueller/s.xml")["id"].as_str().unwrap_or_default().to_owned();
    let refused = bureau.run(&["resolve", &id, "accept", "--account", "1200"]);
    let said = format!("{}{}", refused.out, refused.err);
    assert!(refused.status == 1 && said.contains(NOBODYS) && said.contains(MUELLER), "{said}");
    assert_eq!(entries(&bureau), []);
    assert_eq!(bureau.run(&["resolve", &id, "accept", "--account", "1220"]).status, 0);
    assert_eq!(entries(&bureau), [(format!("1220 {NOBODYS}"), "300.00".to_owned())]);
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

/// Müller with these accounts, and settings besides.
pub fn settings(bureau: &Bureau, ibans: &[&str], more: &str) {
    let list: Vec<String> = ibans.iter().map(|iban| format!("\"{iban}\"")).collect();
    bureau.write(
        "companies/mueller.toml",
        format!(
            "name = \"{}\"\nvat_id = \"{}\"\nibans = [{}]\nchart = \"SKR03\"\nemail = \
             \"buch@mueller.example\"\n{more}",
            OURS.0,
            OURS.1,
            list.join(", ")
        ),
    );
}

pub fn standing(bureau: &Bureau, account: &str) -> String {
    let rows = bureau.report("trial-balance");
    let row = rows.iter().find(|row| row["account"] == account);
    row.and_then(|row| row["closing"].as_str()).unwrap_or("0.00").to_owned()
}

/// A statement of one account on one day, without balances.
fn bare(iban: &str, entries: &[(&str, &str, &str)]) -> String {
    let text = camt(iban, 2, entries);
    let (from, to) = (text.find("<Bal>"), text.find("<Ntry>"));
    let cut = from.zip(to).and_then(|(from, to)| text.get(from..to)).unwrap_or_default();
    text.replace(cut, "")
}

#[test]
fn what_was_placed_on_a_ledger_account_is_known_once_the_settings_know_its_iban() -> Tested {
    for (account, asks) in [("1210", false), ("1220", true)] {
        let bureau = Bureau::new();
        bureau.drop("mueller/a.xml", bare(NOBODYS, &[("20.00", "Wer", "Was")]));
        bureau.run(&["run"]);
        assert_eq!(bureau.run(&["resolve", "D1", "accept", "--account", account]).status, 0);
        assert_eq!(standing(&bureau, account), "20.00");
        settings(&bureau, &[MUELLER, NOBODYS], "");
        let more = &[("20.00", "Wer", "Was"), ("5.00", "Wer", "Noch")];
        bureau.drop("mueller/b.xml", bare(NOBODYS, more));
        assert_eq!(bureau.run(&["run"]).status, i32::from(asks));
        assert_eq!(entries(&bureau).len(), 2);
        let asked = bureau.document("mueller/b.xml")["doubts"].to_string();
        match asks {
            false => {
                let own = |amount: &str| (NOBODYS.to_owned(), amount.to_owned());
                assert_eq!(entries(&bureau), [own("20.00"), own("5.00")]);
                assert_eq!(standing(&bureau, "1210"), "25.00");
                assert_eq!(asked, "[]");
            }
            // Where a person put it elsewhere, they are told.
            true => {
                assert_eq!(
                    [standing(&bureau, "1220"), standing(&bureau, "1210")],
                    ["20.00", "5.00"]
                );
                assert!(asked.contains("1220 (D1)") && asked.contains("20,00 EUR"), "{asked}");
                assert_eq!(bureau.run(&["resolve", "D1", "account", "1210"]).status, 0);
                assert_eq!(
                    [standing(&bureau, "1220"), standing(&bureau, "1210")],
                    ["0.00", "25.00"]
                );
                assert_eq!(bureau.document("mueller/b.xml")["doubts"].to_string(), "[]");
                // Now it is the account that the statement states.
                assert_eq!(bureau.run(&["resolve", "D1", "account", "1220"]).status, 1);
            }
        }
        assert_eq!(bureau.run(&["verify"]).status, 0);
    }
    Ok(())
}

#[test]
fn what_a_service_gave_one_id_is_one_on_whatever_account_it_was_placed() -> Tested {
    let bureau = Bureau::new();
    let payout = "\"02.10.2026\",\"10:00:00\",\"Europe/Berlin\",\"Allgemeine Abbuchung\",\"EUR\",\"-97,00\",\"0,00\",\"-97,00\",\"0,00\",\"2AB23456CD789012E\",\"\",\"\",\"Bank\",\"2051\",\"0,00\",\"0,00\",\"\",\"\"\n";
    let more = "\"05.10.2026\",\"10:00:00\",\"Europe/Berlin\",\"Zahlung\",\"EUR\",\"97,00\",\"0,00\",\"97,00\",\"97,00\",\"3AB23456CD789012E\",\"k@example.com\",\"Kunde\",\"\",\"\",\"0,00\",\"0,00\",\"RE-1\",\"\"\n";
    bureau.drop("mueller/p.csv", format!("{PAYPAL}{payout}"));
    bureau.run(&["run"]);
    assert_eq!(bureau.run(&["resolve", "D1", "accept", "--account", "1220"]).status, 0);
    settings(&bureau, &[MUELLER], "[[source]]\nformat = \"csv:paypal\"\naccount = \"1210\"\n");
    bureau.drop("mueller/q.csv", format!("{PAYPAL}{payout}{more}"));
    assert_eq!(bureau.run(&["run"]).status, 1);
    assert_eq!(standing(&bureau, "1360"), "97.00");
    // The row of another id is another booking, though it is alike.
    assert_eq!([standing(&bureau, "1220"), standing(&bureau, "1210")], ["0.00", "97.00"]);
    let asked = bureau.document("mueller/q.csv")["doubts"].to_string();
    assert!(asked.contains("2 Umsätze stehen schon auf Sachkonto 1220 (D1)"), "{asked}");
    assert_eq!(bureau.run(&["verify"]).status, 0);
    // A profit and loss account keeps no money.
    assert_eq!(bureau.run(&["resolve", "D1", "account", "4930"]).status, 1);
    assert_eq!(bureau.run(&["resolve", "D1", "account", "1210"]).status, 0);
    assert_eq!(entries(&bureau).iter().filter(|(kept, _)| kept == "1210").count(), 3);
    assert_eq!([standing(&bureau, "1210"), standing(&bureau, "1360")], ["97.00", "97.00"]);
    assert_eq!(bureau.document("mueller/q.csv")["doubts"].to_string(), "[]");
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn a_file_of_two_companies_accounts_ends_in_both_folders() -> Tested {
    let bureau = Bureau::new();
    let file = several(&[(MUELLER, "5.00"), (KERN, "7.00")]);
    for (folder, asks) in [("kern", true), ("mueller", false), ("kern", false), ("mueller", false)]
    {
        bureau.drop(&format!("{folder}/a.xml"), &file);
        assert_eq!(bureau.run(&["run"]).status, i32::from(asks), "{folder}");
        assert_eq!(
            bureau.report("documents").iter().any(|row| row["status"] == "held"),
            asks,
            "{folder}"
        );
    }
    assert_eq!(entries(&bureau), [own("5.00"), (KERN.to_owned(), "7.00".to_owned())]);
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn a_statement_that_waits_is_booked_by_the_next_run_once_the_settings_name_its_account() -> Tested {
    for job in ["run", "nightly"] {
        let bureau = Bureau::new();
        bureau.drop("mueller/a.xml", several(&[(MUELLER, "5.00"), (NOBODYS, "300.00")]));
        bureau.drop("mueller/p.csv", PAYPAL);
        assert_eq!(bureau.run(&["run"]).status, 1);
        assert_eq!(entries(&bureau), [own("5.00")]);
        let source = "[[source]]\nformat = \"csv:paypal\"\naccount = \"1220\"\n";
        settings(&bureau, &[MUELLER, NOBODYS], source);
        bureau.run(&[job]);
        let all = [
            ("1220".to_owned(), "97.00".to_owned()),
            own("5.00"),
            (NOBODYS.to_owned(), "300.00".to_owned()),
        ];
        assert_eq!(entries(&bureau), all, "{job}");
        assert!(!bureau.report("documents").iter().any(|row| row["status"] == "held"));
        assert_eq!(bureau.run(&["verify"]).status, 0);
    }
    Ok(())
}

#[test]
fn a_statement_with_balances_moves_with_what_its_account_began_with() -> Tested {
    let bureau = Bureau::new();
    bureau.drop("mueller/a.xml", camt(NOBODYS, 1, &[("20.00", "Wer", "Was")]));
    bureau.run(&["run"]);
    assert_eq!(bureau.run(&["resolve", "D1", "accept", "--account", "1220"]).status, 0);
    assert_eq!(standing(&bureau, "1220"), "10020.00");
    assert_eq!(bureau.run(&["resolve", "E1", "account", "1230"]).status, 0);
    // Booked against the account that it would move to, it would move nothing.
    let refused = bureau.run(&["resolve", "D1", "account", "1230"]);
    assert!(refused.status == 1 && refused.err.contains("kontor undo E1"), "{}", refused.err);
    assert_eq!(bureau.run(&["undo", "E1"]).status, 0);
    for (account, before) in [("1230", "1220"), ("1220", "1230")] {
        assert_eq!(bureau.run(&["resolve", "D1", "account", account]).status, 0);
        assert_eq!([standing(&bureau, account), standing(&bureau, before)], ["10020.00", "0.00"]);
        assert_eq!(bureau.run(&["verify"]).status, 0);
    }
    Ok(())
}

/// An export of a bank without a layout: what its column of ids holds may be anything.
fn export(text: &str) -> String {
    format!(
        "Buchungstag;Betrag;Währung;Verwendungszweck;Referenznummer\n01.10.2026;97,00;EUR;{text};AB-12345\n"
    )
}

#[test]
fn a_booking_that_stands_on_two_accounts_is_said_to_be_one_by_its_id() -> Tested {
    let bureau = Bureau::new();
    settings(&bureau, &[MUELLER, NOBODYS], "");
    bureau.drop("mueller/p.csv", export("Zahlung"));
    bureau.run(&["run"]);
    assert_eq!(bureau.run(&["resolve", "D1", "accept", "--account", "1230"]).status, 0);
    bureau.drop("mueller/q.csv", export("Zahlung 1"));
    bureau.run(&["run"]);
    assert_eq!(bureau.run(&["resolve", "D2", "accept", "--account", "1240"]).status, 0);
    assert_eq!([standing(&bureau, "1230"), standing(&bureau, "1240")], ["97.00", "97.00"]);
    let refused = bureau.run(&["resolve", "D1", "account", "1240"]);
    assert!(refused.status == 1 && refused.err.contains("resolve E1 same E2"), "{}", refused.err);
    // The later one is the earlier: that one moves, and stands nowhere twice.
    assert_eq!(bureau.run(&["resolve", "E2", "same", "E1"]).status, 0);
    assert_eq!([standing(&bureau, "1230"), standing(&bureau, "1240")], ["97.00", "0.00"]);
    assert_eq!(bureau.run(&["resolve", "D1", "account", "1240"]).status, 0);
    assert_eq!([standing(&bureau, "1230"), standing(&bureau, "1240")], ["0.00", "97.00"]);
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

/// A column of transaction ids holds ids, however short.
#[test]
fn a_short_id_of_a_service_is_one_on_whatever_account_it_was_placed() -> Tested {
    let bureau = Bureau::new();
    let short = PAYPAL.replace("1AB23456CD789012E", "1AB2345");
    bureau.drop("mueller/p.csv", &short);
    bureau.run(&["run"]);
    assert_eq!(bureau.run(&["resolve", "D1", "accept", "--account", "1220"]).status, 0);
    settings(&bureau, &[MUELLER], "[[source]]\nformat = \"csv:paypal\"\naccount = \"1210\"\n");
    bureau.drop("mueller/q.csv", short.replace("Zahlung", "Zahlung "));
    assert_eq!(bureau.run(&["run"]).status, 1);
    assert_eq!([standing(&bureau, "1220"), standing(&bureau, "1210")], ["97.00", "0.00"]);
    let asked = bureau.document("mueller/q.csv")["doubts"].to_string();
    assert!(asked.contains("1 Umsatz steht schon auf Sachkonto 1220 (D1)"), "{asked}");
    assert_eq!(bureau.run(&["resolve", "D1", "account", "1210"]).status, 0);
    assert_eq!([standing(&bureau, "1220"), standing(&bureau, "1210")], ["0.00", "97.00"]);
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}
