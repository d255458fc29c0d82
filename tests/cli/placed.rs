//! Statements that a person placed by hand: what their account began with is booked once, whatever
//! the settings name later; and one that does not belong is taken back whole.

use super::accounts::{NOBODYS, settings, standing};
use super::bureau::{Bureau, KERN, MUELLER, OPEN_ITEMS, Tested, camt};
use serde_json::Value;

/// A statement of one day with the balance before it, in whole euro.
fn day(number: u32, before: &str, entries: &[(&str, &str, &str)]) -> String {
    let text = camt(NOBODYS, number, entries);
    let total: i64 =
        entries.iter().map(|(amount, ..)| amount.replace('.', "").parse().unwrap_or(0)).sum();
    let old = |minor: i64| format!(">{}.{:02}<", minor / 100, minor % 100);
    let start: i64 = before.replace('.', "").parse().unwrap_or(0);
    text.replace(&old(1_000_000 + total), &old(start + total)).replacen(
        &old(1_000_000),
        &old(start),
        1,
    )
}

/// An office with one statement that a person placed on 1230.
fn placed(entries: &[(&str, &str, &str)]) -> Bureau {
    let bureau = Bureau::new();
    bureau.drop("mueller/a.xml", camt(NOBODYS, 1, entries));
    bureau.run(&["run"]);
    let id = bureau.document("mueller/a.xml")["id"].as_str().unwrap_or_default().to_owned();
    assert_eq!(bureau.run(&["resolve", &id, "accept", "--account", "1230"]).status, 0);
    bureau
}

fn balances(bureau: &Bureau) -> [String; 3] {
    ["1230", "1210", "9000"].map(|account| standing(bureau, account))
}

fn doubts(bureau: &Bureau, file: &str) -> String {
    bureau.document(file)["doubts"].to_string()
}

fn of_company(bureau: &Bureau, company: &str, account: &str) -> String {
    let rows = bureau.run(&["report", "trial-balance", "--company", company, "--json"]).rows();
    let row = rows.iter().find(|row| row["account"] == account);
    row.and_then(|row| row["closing"].as_str()).unwrap_or("0.00").to_owned()
}

#[test]
fn an_account_is_opened_once_whatever_the_settings_name_later() -> Tested {
    for closed in [false, true] {
        let bureau = placed(&[("20.00", "Wer", "Was")]);
        if closed {
            let until = ["close", "--company", "mueller", "--until", "2026-10-31"];
            assert_eq!(bureau.run(&until).status, 0);
        }
        settings(&bureau, &[MUELLER, NOBODYS], "");
        bureau.drop("mueller/b.xml", day(2, "10020.00", &[("5.00", "Wer", "Noch")]));
        assert_eq!(bureau.run(&["run"]).status, 1);
        assert_eq!(balances(&bureau), ["10020.00", "5.00", "-10000.00"]);
        let asked = doubts(&bureau, "mueller/a.xml");
        assert!(asked.contains("kontor resolve D1 account 1210"), "{asked}");
        assert_eq!(doubts(&bureau, "mueller/b.xml"), "[]");
        assert_eq!(bureau.run(&["verify"]).status, 0);
        assert_eq!(bureau.run(&["resolve", "D1", "account", "1210"]).status, 0);
        assert_eq!(balances(&bureau), ["0.00", "10025.00", "-10000.00"]);
        assert_eq!(doubts(&bureau, "mueller/a.xml"), "[]");
        assert_eq!(bureau.run(&["verify"]).status, 0);
    }
    Ok(())
}

#[test]
fn what_stays_on_two_ledger_accounts_is_opened_once_and_compared_with_the_bank_as_one() -> Tested {
    let bureau = placed(&[("20.00", "Wer", "Was")]);
    settings(&bureau, &[MUELLER, NOBODYS], "");
    bureau.drop("mueller/b.xml", day(2, "10020.00", &[("5.00", "Wer", "Noch")]));
    bureau.run(&["run"]);
    assert_eq!(bureau.run(&["resolve", "D1", "accept"]).status, 0);
    bureau.drop("mueller/c.xml", day(3, "10025.00", &[("1.00", "Wer", "Mehr")]));
    assert_eq!(bureau.run(&["run"]).status, 0);
    assert_eq!(balances(&bureau), ["10020.00", "6.00", "-10000.00"]);
    // A statement is missing between: the bank has more than the books.
    bureau.drop("mueller/d.xml", day(5, "10030.00", &[("1.00", "Wer", "Fern")]));
    assert_eq!(bureau.run(&["run"]).status, 1);
    let asked = doubts(&bureau, "mueller/d.xml");
    assert!(asked.contains("Lücke im Konto") && !asked.contains("stimmt nicht"), "{asked}");
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn an_earlier_statement_and_a_list_open_the_account_in_the_place_of_the_one_placed() -> Tested {
    let bureau = placed(&[("20.00", "Wer", "Was")]);
    settings(&bureau, &[MUELLER, NOBODYS], "");
    let earlier =
        camt(NOBODYS, 1, &[("10.00", "Wer", "Früher")]).replace("2026-10-01", "2026-09-28");
    bureau.drop(
        "mueller/b.xml",
        earlier.replace(">10000.00<", ">9990.00<").replace(">10010.00<", ">10000.00<"),
    );
    bureau.run(&["run"]);
    assert_eq!(balances(&bureau), ["20.00", "10000.00", "-9990.00"]);
    assert_eq!(bureau.run(&["verify"]).status, 0);
    bureau.drop("mueller/o.csv", "account;debit;credit;date\n1210;9990,00;;2026-09-01\n");
    bureau.run(&["run"]);
    assert_eq!(balances(&bureau), ["20.00", "10000.00", "-9990.00"]);
    assert_eq!(bureau.run(&["resolve", "D1", "account", "1210"]).status, 0);
    assert_eq!(balances(&bureau), ["0.00", "10020.00", "-9990.00"]);
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn a_statement_placed_by_hand_is_taken_back_whole_and_can_be_booked_again() -> Tested {
    for closed in [false, true] {
        let bureau = Bureau::new();
        bureau.drop("mueller/items.csv", OPEN_ITEMS);
        bureau.run(&["run"]);
        let lines =
            [("1190.00", "Bau AG", "RE-1001"), ("-50.00", "Wer", "Miete"), ("7.00", "Wer", "Was")];
        bureau.drop("mueller/a.xml", camt(NOBODYS, 1, &lines));
        bureau.run(&["run"]);
        assert_eq!(bureau.run(&["resolve", "D2", "accept", "--account", "1230"]).status, 0);
        assert_eq!(bureau.run(&["resolve", "E2", "account", "4210"]).status, 0);
        assert_eq!(bureau.run(&["resolve", "E3", "leave"]).status, 0);
        if closed {
            let until = ["close", "--company", "mueller", "--until", "2026-10-31"];
            assert_eq!(bureau.run(&until).status, 0);
        }
        let before = bureau.report("journal").len();
        let undone = bureau.run(&["undo", "D2"]);
        assert!(undone.status == 0 && undone.out.contains("3 Umsätze"), "{}", undone.out);
        for account in ["1230", "1590", "4210", "9000"] {
            assert_eq!(standing(&bureau, account), "0.00", "{account}");
        }
        let day = if closed { "2026-11-01" } else { "2026-10-01" };
        let journal = bureau.report("journal");
        assert!(journal.iter().skip(before).all(|entry| entry["date"] == day), "{journal:#?}");
        assert_eq!(bureau.report("reconciliation").len(), 0);
        let open = bureau.report("open-items");
        assert!(open.iter().any(|row| row["document"] == "RE-1001" && row["open"] == "1190.00"));
        let held = bureau.document("mueller/a.xml");
        assert!(held["status"] == "held" && held["waits"] == true, "{held}");
        assert_eq!(bureau.run(&["verify"]).status, 0);
        for answer in [vec!["undo", "E1"], vec!["resolve", "E2", "account", "4930"]] {
            assert_eq!(bureau.run(&answer).status, 1, "{answer:?}");
        }
        assert_eq!(bureau.run(&["resolve", "D2", "accept", "--account", "1220"]).status, 0);
        assert_eq!(standing(&bureau, "1220"), "11147.00");
        assert_eq!(bureau.report("reconciliation").len(), 3);
        assert_eq!(bureau.run(&["verify"]).status, 0);
    }
    Ok(())
}

#[test]
fn undo_of_one_statement_leaves_what_another_tells_and_of_a_move_goes_back() -> Tested {
    let bureau = placed(&[("20.00", "Wer", "Was"), ("5.00", "Wer", "Noch")]);
    let again = camt(NOBODYS, 1, &[("20.00", "Wer", "Was")]).replace("camt.053", "camt.052");
    bureau.drop(
        "mueller/b.xml",
        again.replace("BkToCstmrStmt", "BkToCstmrAcctRpt").replace("Stmt>", "Rpt>"),
    );
    bureau.run(&["run"]);
    assert_eq!(bureau.run(&["resolve", "D2", "accept", "--account", "1230"]).status, 0);
    assert_eq!(bureau.report("reconciliation").len(), 2);
    assert_eq!(bureau.run(&["resolve", "D1", "account", "1220"]).status, 0);
    assert_eq!(bureau.run(&["undo", "D1"]).status, 0);
    assert_eq!([standing(&bureau, "1220"), standing(&bureau, "1230")], ["0.00", "10025.00"]);
    assert_eq!(bureau.run(&["verify"]).status, 0);
    assert_eq!(bureau.run(&["undo", "D1"]).status, 0);
    let left = bureau.report("reconciliation");
    assert!(left.len() == 1 && left.iter().all(|row| row["amount"] == "20.00"), "{left:#?}");
    assert_eq!(bureau.run(&["verify"]).status, 0);
    // What is that account's by the settings is no matter of an answer.
    bureau.drop("mueller/c.xml", camt(MUELLER, 1, &[("3.00", "Wer", "Eigen")]));
    bureau.run(&["run"]);
    assert_eq!(bureau.run(&["undo", "D3"]).status, 1);
    Ok(())
}

#[test]
fn a_statement_that_turns_out_to_be_another_companys_is_asked_about_and_goes_there() -> Tested {
    let bureau = placed(&[("20.00", "Wer", "Was")]);
    let own = |ibans: &str| {
        format!(
            "name = \"Kern Handel KG\"\nvat_id = \"DE811907980\"\nibans = [{ibans}]\nchart = \
             \"SKR04\"\nemail = \"buch@kern.example\"\n"
        )
    };
    bureau.write("companies/kern.toml", own(&format!("\"{KERN}\", \"{NOBODYS}\"")));
    let copy = camt(NOBODYS, 1, &[("20.00", "Wer", "Was")]).replace("T20:00:00", "T21:00:00");
    bureau.drop("kern/b.xml", copy);
    assert_eq!(bureau.run(&["run"]).status, 1);
    let asked = doubts(&bureau, "mueller/a.xml");
    assert!(asked.contains("kontor undo D1") && asked.contains("kern"), "{asked}");
    assert_eq!(bureau.run(&["undo", "D1"]).status, 0);
    assert_eq!(of_company(&bureau, "mueller", "1230"), "0.00");
    let waits = bureau.document("mueller/a.xml");
    assert!(waits["reason"].as_str().unwrap_or_default().contains("inbox/kern/"), "{waits}");
    assert_eq!(bureau.run(&["resolve", "D1", "accept"]).status, 0);
    assert_eq!(of_company(&bureau, "kern", "1810"), "10020.00");
    assert_eq!(bureau.report("reconciliation").len(), 1);
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn an_account_that_keeps_no_money_is_told_so() -> Tested {
    let bureau = placed(&[("20.00", "Wer", "Was")]);
    for (account, said) in
        [("4930", "kein Konto für Geld"), ("9999", "kennt der Kontenrahmen nicht")]
    {
        let refused = bureau.run(&["resolve", "D1", "account", account]);
        assert!(refused.status == 1 && refused.err.contains(said), "{}", refused.err);
    }
    Ok(())
}

/// A reversal of 50.00, in the direction of what it takes back where it `is_turned`.
fn reversed(text: &str, is_turned: bool) -> String {
    let (way, other) = if is_turned { ("DBIT", "CRDT") } else { ("CRDT", "DBIT") };
    let at = text.rfind("<Ntry>").unwrap_or_default();
    let (head, last) = text.split_at(at);
    let last = last.replace(&format!("<CdtDbtInd>{other}"), &format!("<CdtDbtInd>{way}")).replacen(
        "</CdtDbtInd>",
        "</CdtDbtInd><RvslInd>true</RvslInd>",
        1,
    );
    format!("{head}{last}")
}

#[test]
fn a_reversal_told_the_wrong_way_before_it_is_booked_is_asked_about() -> Tested {
    let lines = [("-50.00", "Strom AG", "Lastschrift 77"), ("50.00", "Strom AG", "Rückgabe 77")];
    let booked = reversed(&camt(MUELLER, 1, &lines), false);
    let early = reversed(&camt(MUELLER, 1, &lines), true);
    let balance = (early.find("<Bal>"), early.find("<Ntry>"));
    let balance = balance.0.zip(balance.1).and_then(|(from, to)| early.get(from..to));
    let early = early.replace(balance.unwrap_or_default(), "").replace("camt.053", "camt.052");
    let early = early.replace("BkToCstmrStmt", "BkToCstmrAcctRpt").replace("Stmt>", "Rpt>");
    for (first, then) in [(&early, &booked), (&booked, &early)] {
        let bureau = Bureau::new();
        bureau.drop("mueller/a.xml", first);
        bureau.run(&["run"]);
        bureau.drop("mueller/b.xml", then);
        assert_eq!(bureau.run(&["run"]).status, 1);
        let asked = doubts(&bureau, "mueller/b.xml");
        let question = asked.split("„kontor ").find(|said| said.starts_with("resolve E"));
        let answer: Vec<&str> = question
            .and_then(|said| said.split('“').next())
            .unwrap_or_default()
            .split(' ')
            .collect();
        assert_eq!(answer.len(), 4, "{asked}");
        assert_eq!(bureau.run(&answer).status, 0);
        assert_eq!(standing(&bureau, "1200"), "10000.00");
        let rows = bureau.report("reconciliation");
        let mut amounts: Vec<&Value> = rows.iter().map(|row| &row["amount"]).collect();
        amounts.sort_by_key(|amount| amount.to_string());
        assert_eq!(amounts, ["-50.00", "50.00"]);
        assert_eq!(
            [doubts(&bureau, "mueller/a.xml"), doubts(&bureau, "mueller/b.xml")],
            ["[]", "[]"]
        );
        assert_eq!(bureau.run(&["verify"]).status, 0);
        // Told once more, both ways, it is known.
        bureau.drop("mueller/c.xml", early.replace("T20:00:00", "T21:00:00"));
        bureau.drop("mueller/d.xml", booked.replace("T20:00:00", "T22:00:00"));
        assert_eq!(bureau.run(&["run"]).status, 0);
        assert_eq!(bureau.report("reconciliation").len(), 2);
        assert_eq!(bureau.run(&["verify"]).status, 0);
    }
    Ok(())
}

#[test]
fn an_account_that_changed_hands_is_told_by_check_and_at_each_run() {
    let bureau = Bureau::new();
    settings(&bureau, &[MUELLER, NOBODYS], "");
    bureau.drop("a.xml", camt(NOBODYS, 1, &[("20.00", "Wer", "Was")]));
    assert_eq!(bureau.run(&["run"]).status, 0);
    let told = || {
        let (check, run) = (bureau.run(&["check", "--offline"]).out, bureau.run(&["run"]).err);
        [check, run].map(|said| said.contains("gebucht sind Auszüge davon bei „mueller“ (D1)"))
    };
    assert_eq!(told(), [false; 2]);
    // Nobody's now, it is asked about once a statement comes; another's, nothing would be.
    settings(&bureau, &[MUELLER], "");
    assert_eq!(told(), [false; 2]);
    let kern = std::fs::read_to_string(bureau.path("companies/kern.toml")).expect("settings");
    bureau.write("companies/kern.toml", kern.replace(KERN, &format!("{KERN}\", \"{NOBODYS}")));
    assert_eq!(told(), [true; 2]);
    // Taken back and dropped anew it is where it belongs.
    assert_eq!(bureau.run(&["undo", "D1"]).status, 0);
    assert_eq!(told(), [false; 2]);
}

/// A table that states no account, placed by hand and taken back: it says again which account it
/// lacks, and is booked whole with that.
#[test]
fn what_states_no_account_and_is_taken_back_is_booked_whole_again() -> Tested {
    let bureau = Bureau::new();
    settings(&bureau, &[MUELLER, NOBODYS], "");
    let table = "Buchungstag;Name;Verwendungszweck;Betrag;Währung\n05.10.2026;Wer;Was;20,00;EUR\n";
    bureau.drop("mueller/a.csv", table);
    assert_eq!(bureau.run(&["run"]).status, 1);
    for _ in 0..2 {
        let told = bureau.run(&["resolve", "D1", "accept"]);
        assert!(told.status == 1 && told.err.contains("--account"), "{}", told.err);
        assert_eq!(bureau.run(&["resolve", "D1", "accept", "--account", "1230"]).status, 0);
        assert_eq!(standing(&bureau, "1230"), "20.00");
        assert_eq!(bureau.run(&["undo", "D1"]).status, 0);
        assert_eq!(standing(&bureau, "1230"), "0.00");
    }
    Ok(())
}

/// A new account written in front of the old one, or the first one struck out, moves no account to
/// another's ledger account.
#[test]
fn an_accounts_place_among_the_others_changes_no_ledger_account() -> Tested {
    let second = "DE16600501010020000101";
    let bureau = Bureau::new();
    let settings = bureau.path("companies/mueller.toml");
    let text = std::fs::read_to_string(&settings)?;
    let listed = |ibans: &str| text.replace(&format!("[\"{MUELLER}\"]"), ibans);
    assert_ne!(listed(""), text, "{text}");
    let row = |iban: &str| {
        format!(
            "iban;booking_date;amount;currency;counterparty\n{iban};2026-10-05;-7.00;EUR;Adler\n"
        )
    };
    bureau.drop("mueller/a.csv", row(MUELLER));
    bureau.run(&["run"]);
    for verb in ["run", "check"] {
        std::fs::write(&settings, listed(&format!("[\"{second}\", \"{MUELLER}\"]")))?;
        let refused = bureau.run(&[verb]);
        let said = format!("{}{}", refused.out, refused.err);
        assert!(refused.status != 0 && said.contains("ist auf 1200 gebucht"), "{said}");
    }
    // As the sentence says.
    let named = format!("[\"{second}\", \"{MUELLER}\"]");
    let kept = format!("{}\n[bank_accounts]\n\"{MUELLER}\" = \"1200\"\n", listed(&named));
    std::fs::write(&settings, kept)?;
    bureau.drop("mueller/b.csv", row(second));
    bureau.run(&["run"]);
    let totals = bureau.report("trial-balance");
    let closing = |account: &str| {
        totals.iter().find(|row| row["account"] == account).map(|row| row["closing"].clone())
    };
    assert_eq!([closing("1200"), closing("1210")], [Some("-7.00".into()), Some("-7.00".into())]);
    // The first is closed and struck out: the second keeps its own.
    std::fs::write(&settings, listed(&format!("[\"{second}\"]")))?;
    let refused = bureau.run(&["run"]);
    assert!(refused.err.contains("ist auf 1210 gebucht"), "{}", refused.err);
    Ok(())
}

/// A statement that was booked and is taken back is booked again whole, whatever numbers it bears.
#[test]
fn a_statement_that_was_taken_back_is_booked_again() -> Tested {
    let swift = ":20:X\n:25:12030000/0000202051\n:28C:7/1\n:60F:C261001EUR100,00\n\
        :61:2610051005D5,00NMSCNONREF\n:86:020?00x?20Miete?32Jansen\n\
        :61:2610051005C20,00NMSCNONREF\n:86:051?00x?20RE 1?32Adler\n:62F:C261005EUR115,00\n-\n";
    let table = "Buchungstag;Name;Verwendungszweck;Belastung;Gutschrift\n\
        05.10.2026;Jansen;Miete;5,00;\n05.10.2026;Adler;RE 1;;20,00\n";
    for (name, text) in [("s.sta", swift), ("s.csv", table)] {
        for again in [&["accept"][..], &["account", "1200"]] {
            let bureau = Bureau::new();
            bureau.drop(&format!("mueller/{name}"), text);
            bureau.run(&["run"]);
            let standing = || {
                let rows = bureau.report("trial-balance");
                let row = rows.iter().find(|row| row["account"] == "1200");
                row.map(|row| row["closing"].to_string())
            };
            let before = standing();
            assert_eq!(bureau.run(&["undo", "D1"]).status, 0);
            assert_ne!(standing(), before);
            let answer = bureau.run(&[&["resolve", "D1"], again].concat());
            assert_eq!(answer.status, 0, "{name} {again:?} {}", answer.err);
            assert_eq!(standing(), before, "{name} {again:?}");
            assert_eq!(bureau.run(&["verify"]).status, 0);
        }
    }
    Ok(())
}
