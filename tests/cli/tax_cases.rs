//! Tax that nobody would be asked about: what the recipient owes, what comes after its period was
//! closed, input VAT of what lies ahead, and cases that do not go with the buyer.

use super::bureau::{Bureau, MUELLER, OURS, Tested};
use super::invoice::Invoice;
use serde_json::Value;

const CUSTOMER: (&str, &str) = ("Bau AG", "DE300002153");

fn bill(number: &str, date: &str, ours_sells: bool) -> String {
    let (seller, buyer) = if ours_sells { (OURS, CUSTOMER) } else { (CUSTOMER, OURS) };
    Invoice { number, date, seller, buyer, net_cents: 10_000, type_code: "380", corrects: None }
        .xml()
}

/// The invoice with this in front of its parties (BG-14).
fn over(xml: &str, from: &str, to: &str) -> String {
    let period = format!(
        "<cac:InvoicePeriod><cbc:StartDate>{from}</cbc:StartDate><cbc:EndDate>{to}</cbc:EndDate></cac:InvoicePeriod><cac:AccountingSupplierParty>"
    );
    xml.replacen("<cac:AccountingSupplierParty>", &period, 1)
}

/// An office of this chart and these settings besides.
fn bureau(chart: &str, settings: &str) -> Bureau {
    let bureau = Bureau::mueller(settings);
    let file = bureau.path("companies/mueller.toml");
    let text = std::fs::read_to_string(&file).expect("it is there").replace("SKR03", chart);
    bureau.write("companies/mueller.toml", text);
    bureau
}

fn statement(bureau: &Bureau, name: &str, rows: &[(&str, &str, &str, &str)]) {
    let head =
        "account_iban;booking_date;value_date;amount;currency;counterparty_name;remittance\n";
    let rows: String = rows
        .iter()
        .map(|(day, amount, who, text)| {
            format!("{MUELLER};{day};{day};{amount};EUR;{who};{text}\n")
        })
        .collect();
    bureau.drop(&format!("mueller/{name}"), format!("{head}{rows}"));
    bureau.run(&["run"]);
}

/// The lines of the journal's last entry, but for the bank's: account, signed amount, code.
fn booked(bureau: &Bureau) -> Vec<String> {
    let journal = bureau.report("journal");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let lines = journal.last().and_then(|entry| entry["lines"].as_array().cloned());
    let line = |line: &Value| {
        let (debit, credit) = (text(&line["debit"]), text(&line["credit"]));
        let side = if debit.is_empty() || debit == "0.00" { "H" } else { "S" };
        let amount = if side == "S" { debit } else { credit };
        format!("{} {side} {amount} {}", text(&line["account"]), text(&line["vat_code"]))
    };
    let told = lines.unwrap_or_default();
    told.iter()
        .map(|told| line(told).trim_end().to_owned())
        .filter(|told| {
            !["1200 ", "1800 ", "1000 ", "1600 "].iter().any(|bank| told.starts_with(bank))
        })
        .collect()
}

/// The VAT return of a month: position and amount.
fn filed(bureau: &Bureau, month: &str) -> Vec<String> {
    let (from, to) = (format!("{month}-01"), format!("{month}-30"));
    let rows = bureau
        .run(&[
            "report",
            "vat-return",
            "--company",
            "mueller",
            "--from",
            &from,
            "--to",
            &to,
            "--json",
        ])
        .rows();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    rows.iter().map(|row| format!("{} {}", text(&row["position"]), text(&row["amount"]))).collect()
}

fn entry_of(bureau: &Bureau, day: &str) -> String {
    let rows = bureau.report("reconciliation");
    let row = rows.iter().find(|row| row["booking_date"] == day).expect("it is there");
    row["id"].as_str().unwrap_or_default().to_owned()
}

/// § 13b (1), § 1a, § 15 (1) no. 3, 4 UStG: the same by an answer, by a rule, in a split and by
/// entries.csv.
#[test]
fn what_the_recipient_owes_is_owed_whoever_books_it() -> Tested {
    for (chart, service, kept, goods, cash) in [
        ("SKR03", ("3123", "1577", "1787"), ("3143", "1787"), ("3425", "1574", "1774"), "1000"),
        ("SKR04", ("5923", "1407", "3837"), ("5943", "3837"), ("5425", "1404", "3804"), "1600"),
    ] {
        let owed = |(account, input, output): (&str, &str, &str), code: &str| {
            vec![
                format!("{account} S 119.00 {code}"),
                format!("{input} S 22.61 {code}"),
                format!("{output} H 22.61 {code}"),
            ]
        };
        let undeducted = vec![
            format!("{} S 119.00 13bEU19", kept.0),
            format!("{} S 22.61", kept.0),
            format!("{} H 22.61 13bEU19", kept.1),
        ];
        let bureau = bureau(chart, "");
        bureau.write(
            "pipelines/own.toml",
            format!(
                "[[rule]]\nname = \"Werbung\"\ntext = [\"Klickpreis\"]\ncategory = \"other\"\naccount = \"{}\"\n",
                service.0
            ),
        );
        statement(
            &bureau,
            "a.csv",
            &[
                ("2026-10-01", "-119.00", "Firma A", "Vorgang"),
                ("2026-10-02", "-119.00", "Firma B", "Vorgang"),
                ("2026-10-03", "-119.00", "Firma C", "Vorgang"),
                ("2026-10-05", "-238.00", "Firma D", "Vorgang"),
            ],
        );
        let answer = |day: &str, words: &[&str]| {
            let id = entry_of(&bureau, day);
            let told = bureau.run(&[&["resolve", id.as_str()], words].concat());
            assert_eq!(told.status, 0, "{} {}", told.out, told.err);
            booked(&bureau)
        };
        assert_eq!(answer("2026-10-01", &["account", service.0]), owed(service, "13bEU19"));
        assert_eq!(answer("2026-10-02", &["account", kept.0]), undeducted);
        assert_eq!(answer("2026-10-03", &["account", goods.0]), owed(goods, "IGE19"));
        let both = format!("{}=119.00,{}=119.00", service.0, kept.0);
        let split = answer("2026-10-05", &["split", &both]);
        assert_eq!(split, [owed(service, "13bEU19"), undeducted.clone()].concat());
        statement(&bureau, "b.csv", &[("2026-10-06", "-119.00", "Suche", "Klickpreis")]);
        assert_eq!(booked(&bureau), owed(service, "13bEU19"), "by the rule");
        let row = |account: &str| {
            format!(
                "date;account;contra;amount;document\n2026-10-07;{account};{cash};119,00;B{account}\n"
            )
        };
        bureau.drop("mueller/c.csv", row(service.0));
        bureau.run(&["run"]);
        assert_eq!(booked(&bureau), owed(service, "13bEU19"), "by entries.csv");
        bureau.drop("mueller/d.csv", row(kept.0));
        bureau.run(&["run"]);
        assert_eq!(booked(&bureau), undeducted, "by entries.csv");
        let expected = ["89 119.00", "46 833.00", "47 158.27", "61 22.61", "67 90.44", "83 67.83"];
        assert_eq!(filed(&bureau, "2026-10"), expected);
        assert_eq!(bureau.run(&["verify"]).status, 0);
    }
    Ok(())
}

/// § 19 (1), § 15 (2), (4) UStG.
#[test]
fn who_deducts_nothing_owes_as_recipient_and_keeps_import_vat() -> Tested {
    for (chart, settings, expected, import) in [
        (
            "SKR03",
            "vat = \"small-business\"",
            ["3123 S 119.00 13bEU19", "3123 S 22.61", "1787 H 22.61 13bEU19"].as_slice(),
            ["4300 S 19.00"].as_slice(),
        ),
        (
            "SKR04",
            "input_vat = \"40\"",
            &[
                "5923 S 119.00 13bEU19",
                "5923 S 13.57",
                "1407 S 9.04 13bEU19",
                "3837 H 22.61 13bEU19",
            ],
            &["1433 S 7.60 EUSt", "6860 S 11.40"],
        ),
    ] {
        let bureau = bureau(chart, settings);
        let accounts =
            if chart == "SKR03" { ["3123", "1588", "1000"] } else { ["5923", "1433", "1600"] };
        statement(
            &bureau,
            "a.csv",
            &[
                ("2026-10-01", "-119.00", "Firma A", "Vorgang"),
                ("2026-10-02", "-19.00", "Zoll", "Vorgang"),
            ],
        );
        let first = entry_of(&bureau, "2026-10-01");
        assert_eq!(bureau.run(&["resolve", &first, "account", accounts[0]]).status, 0);
        assert_eq!(booked(&bureau), expected);
        let second = entry_of(&bureau, "2026-10-02");
        assert_eq!(bureau.run(&["resolve", &second, "account", accounts[1]]).status, 0);
        assert_eq!(booked(&bureau), import);
        bureau.drop(
            "mueller/e.csv",
            format!(
                "date;account;contra;amount;document\n2026-10-07;{};{};19,00;Z1\n",
                accounts[1], accounts[2]
            ),
        );
        bureau.run(&["run"]);
        assert_eq!(booked(&bureau), import, "by entries.csv");
    }
    Ok(())
}

/// § 13 (1) no. 1, § 15 (1) no. 1 UStG, § 153 AO.
#[test]
fn late_output_tax_corrects_its_period_and_late_input_vat_waits_for_its_invoice() -> Tested {
    let bureau = bureau("SKR03", "");
    bureau.drop("mueller/a.xml", bill("A-1", "2026-09-05", true));
    assert_eq!(bureau.run(&["run"]).status, 0);
    assert_eq!(bureau.run(&["close", "--company", "mueller", "--until", "2026-09-30"]).status, 0);
    assert_eq!(filed(&bureau, "2026-09"), ["81 100.00", "83 19.00"]);
    bureau.drop("mueller/b.xml", bill("A-2", "2026-09-15", true));
    bureau.drop("mueller/c.xml", bill("R-1", "2026-09-15", false));
    bureau.drop(
        "mueller/e.csv",
        "date;account;contra;amount;document\n2026-09-20;1000;8400;119,00;T1\n",
    );
    bureau.run(&["run"]);
    assert_eq!(filed(&bureau, "2026-09"), ["10 1.00", "81 300.00", "83 57.00"]);
    let october = filed(&bureau, "2026-10");
    assert_eq!(october, ["66 19.00", "83 -19.00"], "{:#?}", bureau.report("documents"));
    // What is taken back was never owed in its period.
    let id = bureau.document("mueller/b.xml")["id"].as_str().unwrap_or_default().to_owned();
    assert_eq!(bureau.run(&["undo", &id]).status, 0);
    assert_eq!(filed(&bureau, "2026-09"), ["10 1.00", "81 200.00", "83 38.00"]);
    assert_eq!(filed(&bureau, "2026-10"), october);
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

/// § 13 (1) no. 1b, § 20 UStG: whoever owes the tax with the money owes it on the day it came.
#[test]
fn money_that_came_before_its_invoice_is_taxed_when_it_came() -> Tested {
    let bureau = bureau("SKR04", "vat = \"cash\"");
    bureau.drop("mueller/a.xml", bill("A-1", "2026-05-05", true));
    bureau.run(&["run"]);
    statement(&bureau, "s.csv", &[("2026-06-10", "119.00", "Jemand", "Akonto")]);
    let entry = entry_of(&bureau, "2026-06-10");
    assert_eq!(bureau.run(&["resolve", &entry, "account", "10001"]).status, 0);
    bureau.drop("mueller/b.xml", bill("A-2", "2026-07-05", true));
    bureau.run(&["run"]);
    let told = bureau.run(&["resolve", "A-2", "against", &entry]);
    assert_eq!(told.status, 0, "{}{}", told.out, told.err);
    assert_eq!(filed(&bureau, "2026-06"), ["81 100.00", "83 19.00"]);
    assert_eq!(filed(&bureau, "2026-11"), ["83 0.00"]);
    Ok(())
}

/// § 15 (1) no. 1 sentence 3 UStG.
#[test]
fn input_vat_of_a_period_that_lies_ahead_waits_and_of_one_under_way_is_asked_about() -> Tested {
    let bureau = bureau("SKR03", "");
    let rent = over(&bill("R-1", "2026-10-01", false), "2026-11-01", "2026-11-30");
    bureau.drop("mueller/a.xml", rent);
    assert_eq!(bureau.run(&["run"]).status, 0);
    assert_eq!(filed(&bureau, "2026-10"), ["83 0.00"]);
    assert_eq!(filed(&bureau, "2026-11"), ["66 19.00", "83 -19.00"]);
    let year = over(&bill("R-2", "2026-10-01", false), "2026-10-01", "2027-09-30");
    bureau.drop("mueller/b.xml", year);
    assert_eq!(bureau.run(&["run"]).status, 1);
    let asked = bureau.document("mueller/b.xml");
    assert!(
        asked["status"] == "processed"
            && asked["waits"] == true
            && asked["notes"].to_string().contains("§ 15 Abs. 1 Nr. 1"),
        "{asked:#?}"
    );
    assert_eq!(filed(&bureau, "2026-10"), ["66 19.00", "83 -19.00"]);
    let id = asked["id"].as_str().unwrap_or_default().to_owned();
    assert_eq!(bureau.run(&["undo", &id]).status, 0);
    assert_eq!(bureau.run(&["resolve", &id, "accept", "--without-input-vat"]).status, 0);
    assert_eq!(filed(&bureau, "2026-10"), ["83 0.00"]);
    assert_eq!(bureau.run(&["undo", &id]).status, 0);
    assert_eq!(bureau.run(&["resolve", &id, "accept"]).status, 0);
    assert_eq!(filed(&bureau, "2026-10"), ["66 19.00", "83 -19.00"]);
    Ok(())
}

/// §§ 6, 6a (1), 12 (3), 18a UStG.
#[test]
fn a_tax_case_that_does_not_go_with_the_buyer_is_asked_about() -> Tested {
    for (chart, account) in [("SKR03", "8125"), ("SKR04", "4125")] {
        let bureau = bureau(chart, "");
        let of = |number: &str, category: &str, country: &str, vat_id: &str| {
            super::taxes::billed(number, (country, vat_id), (category, "0"), "steuerfrei")
        };
        bureau.drop("mueller/k.xml", of("A-1", "K", "DE", "DE300002153"));
        bureau.drop("mueller/g.xml", of("A-2", "G", "DE", "DE300002153"));
        bureau.drop(
            "mueller/z.xml",
            of("A-3", "Z", "AT", "ATU12345675")
                .replace("<cbc:TaxExemptionReason>steuerfrei</cbc:TaxExemptionReason>", ""),
        );
        bureau.drop("mueller/n.xml", of("A-4", "K", "AT", "ATU12345675"));
        assert_eq!(bureau.run(&["run"]).status, 1);
        for (file, law) in [("k", "§ 6a Abs. 1"), ("g", "§ 6 Abs. 1"), ("z", "§ 12 Abs. 3")] {
            let held = bureau.document(&format!("mueller/{file}.xml"));
            assert!(
                held["status"] == "held" && held["reason"].to_string().contains(law),
                "{held:#?}"
            );
        }
        let sold = bureau.document("mueller/n.xml");
        assert_eq!(sold["status"], "processed", "{sold:#?}");
        assert_eq!(filed(&bureau, "2026-10"), ["41 100.00", "83 0.00"]);
        let id = bureau.document("mueller/k.xml")["id"].as_str().unwrap_or_default().to_owned();
        assert_eq!(bureau.run(&["resolve", &id, "accept"]).status, 0);
        let lines = booked(&bureau);
        assert!(lines.contains(&format!("{account} H 100.00 IGL")), "{lines:?}");
    }
    Ok(())
}

/// A gap between statements stands there instead of the difference that it makes.
#[test]
fn a_gap_between_statements_stops_the_closing_until_it_is_accepted() -> Tested {
    let bureau = bureau("SKR03", "");
    let sta = |number: &str,
               (opened, opening): (&str, &str),
               (day, moved): (&str, &str),
               closing: &str| {
        format!(
            ":20:{number}\n:25:12030000/0000202051\n:28C:{number}/1\n:60F:C{opened}EUR{opening}\n:61:{day}{}{moved}NTRFNONREF\n:86:166?00GUTSCHRIFT?20Vorgang {number}?32Jemand\n:62F:C{day}EUR{closing}\n-\n",
            &day[2..]
        )
    };
    bureau.drop("mueller/a.sta", sta("1", ("260701", "1000,00"), ("260702", "C100,00"), "1100,00"));
    bureau.run(&["run"]);
    bureau.drop("mueller/b.sta", sta("3", ("260705", "1110,00"), ("260706", "C50,00"), "1160,00"));
    bureau.run(&["run"]);
    let close = || bureau.run(&["close", "--company", "mueller", "--until", "2026-07-31"]);
    let refused = close();
    assert!(refused.status == 1 && refused.err.contains("10,00"), "{}{}", refused.out, refused.err);
    let id = bureau.document("mueller/b.sta")["id"].as_str().unwrap_or_default().to_owned();
    assert_eq!(bureau.run(&["resolve", &id, "accept"]).status, 0);
    assert_eq!(close().status, 0);
    Ok(())
}

/// A word beside "Zinsen" is another sum; what may be the owner's own is asked about.
#[test]
fn a_shipped_rule_books_no_sum_beside_interest_and_nothing_of_the_owner() -> Tested {
    let rows = [
        ("2026-11-01", "3012.00", "Vermieter", "Kaution zurück zzgl. Zinsen"),
        ("2026-11-02", "-700.00", "Bausparkasse", "Sparbeitrag und Zinsen"),
        ("2026-11-03", "-120.00", "Barmer", "Beiträge 10/26"),
        ("2026-11-04", "-30.00", "Sparkasse", "Kontoführung und Depotgebühr privat"),
        (
            "2026-11-05",
            "-1055.00",
            "Finanzamt Aalen",
            "KOERPST 4VJ.26 1.000,00EUR SOLZ 4VJ.26 55,00EUR",
        ),
        ("2026-11-06", "-40.00", "Sparkasse", "Sollzinsen 4. Quartal"),
        ("2026-11-07", "-400.00", "AOK", "Beitragsnachweis 11/26 Betriebsnummer 12345678"),
    ];
    let status = |name: &str| -> Vec<String> {
        let bureau = Bureau::new();
        let text = std::fs::read_to_string(bureau.path("companies/mueller.toml")).expect("there");
        bureau.write("companies/mueller.toml", text.replace(OURS.0, name));
        statement(&bureau, "s.csv", &rows);
        let mut told = bureau.report("reconciliation");
        told.sort_by_key(|row| row["booking_date"].to_string());
        told.iter().map(|row| row["status"].as_str().unwrap_or_default().to_owned()).collect()
    };
    let merchant = status("Hans Muster e.K.");
    assert_eq!(merchant, ["open", "open", "suggested", "open", "open", "matched", "matched"]);
    let corporation = status(OURS.0);
    assert_eq!(corporation, ["open", "open", "matched", "open", "matched", "matched", "matched"]);
    Ok(())
}

/// The invoice, supplied in the month before and paid so far by this means (BT-81, BT-113), with
/// what is left.
fn paid_at_once(number: &str, means: &str, (paid, left): (&str, &str)) -> String {
    let payable = "<cbc:PayableAmount currencyID=\"EUR\">";
    let paid =
        format!("<cbc:PrepaidAmount currencyID=\"EUR\">{paid}</cbc:PrepaidAmount>{payable}{left}");
    let means = format!(
        "<cac:Delivery><cbc:ActualDeliveryDate>2026-08-28</cbc:ActualDeliveryDate></cac:Delivery>\
         <cac:PaymentMeans><cbc:PaymentMeansCode>{means}</cbc:PaymentMeansCode></cac:PaymentMeans>\
         <cac:TaxTotal>"
    );
    let xml = bill(number, "2026-09-01", true);
    xml.replace(&format!("{payable}119.00"), &paid).replacen("<cac:TaxTotal>", &means, 1)
}

const WHOLE: (&str, &str) = ("119.00", "0.00");

/// What stands on the accounts of VAT that is not due yet, and of VAT that is.
fn undue_and_due(bureau: &Bureau) -> [String; 2] {
    let rows = bureau.report("trial-balance");
    ["1766", "1776"].map(|account| {
        let row = rows.iter().find(|row| row["account"] == account);
        row.and_then(|row| Some(row["closing"].as_str()?.to_owned())).unwrap_or_default()
    })
}

/// Of what is paid in part at the counter so much is due on that day, and the rest with its payment.
#[test]
fn vat_of_the_part_that_is_paid_at_the_counter_is_due_at_once() -> Tested {
    for (means, waiting, due) in [("10", "-12.61", "-6.39"), ("1", "-19.00", "")] {
        let cash = bureau("SKR03", "vat = \"cash\"");
        cash.drop("mueller/a.xml", paid_at_once("A-1", means, ("40.00", "79.00")));
        cash.run(&["run"]);
        assert_eq!(undue_and_due(&cash), [waiting, due], "{means}");
        statement(&cash, "a.csv", &[("2026-10-05", "79.00", "Bau AG", "A-1")]);
        let said = cash.run(&["review"]).out;
        if means == "1" {
            assert!(said.contains("A-1 vom 01.09.2026 nennt 40,00 EUR schon gezahlt"), "{said}");
            assert_eq!(cash.run(&["resolve", "D1", "accept", "--paid"]).status, 0);
        } else {
            assert!(!said.contains("--paid"), "{said}");
        }
        assert_eq!(undue_and_due(&cash), ["0.00", "-19.00"], "{means}");
        // What was paid at the counter came over the bank after all.
        statement(&cash, "b.csv", &[("2026-10-06", "40.00", "Bau AG", "A-1")]);
        assert_eq!(cash.run(&["resolve", "E2", "match", "A-1"]).status, 0);
        assert_eq!(undue_and_due(&cash), ["0.00", "-19.00"], "{means}");
        assert_eq!(cash.run(&["verify"]).status, 0);
    }
    Ok(())
}

/// § 13 (1) no. 1 b UStG: what is paid at the counter is taxed on that day, though no statement
/// ever shows the money; a payment that is matched later makes it due no second time.
#[test]
fn vat_owed_with_the_money_is_due_where_it_is_paid_at_the_counter() -> Tested {
    let due = undue_and_due;
    let september = |bureau: &Bureau| {
        let days = ["--from", "2026-09-01", "--to", "2026-09-30"];
        let asked = [["report", "vat-return"].as_slice(), &days, &["--json"]].concat();
        let rows = bureau.run(&asked).rows();
        rows.iter().find(|row| row["position"] == "81").map(|row| row["amount"].to_string())
    };
    let cash = bureau("SKR03", "vat = \"cash\"");
    cash.drop("mueller/a.xml", paid_at_once("A-1", "10", WHOLE));
    assert_eq!(cash.run(&["run"]).status, 0, "{:?}", cash.report("documents"));
    assert_eq!(
        (due(&cash)[1].as_str(), september(&cash)),
        ("-19.00", Some("\"100.00\"".to_owned()))
    );
    // How it was paid is not said: told once statements have gone on without the money.
    let cash = bureau("SKR03", "vat = \"cash\"");
    cash.drop("mueller/a.xml", paid_at_once("A-1", "1", WHOLE));
    cash.run(&["run"]);
    statement(&cash, "a.csv", &[("2026-09-05", "-1.00", "Post AG", "Porto")]);
    assert!(!cash.run(&["review"]).out.contains("--paid"), "{}", cash.run(&["review"]).out);
    statement(&cash, "b.csv", &[("2026-10-05", "-2.00", "Post AG", "Porto")]);
    assert!(
        cash.run(&["review"]).out.contains("A-1 vom 01.09.2026 nennt 119,00 EUR schon gezahlt")
    );
    assert_eq!(due(&cash), ["-19.00", ""]);
    let said = cash.run(&["resolve", "D1", "accept", "--paid"]);
    assert_eq!(said.status, 0, "{}", said.err);
    assert_eq!(
        (due(&cash), september(&cash)),
        (["0.00", "-19.00"].map(str::to_owned), Some("\"100.00\"".into()))
    );
    assert!(!cash.run(&["review"]).out.contains("--paid"), "{}", cash.run(&["review"]).out);
    cash.drop("mueller/b.xml", bill("A-2", "2026-10-05", true));
    cash.run(&["run"]);
    let whole = cash.document("mueller/b.xml")["id"].as_str().unwrap_or_default().to_owned();
    let refused = cash.run(&["resolve", &whole, "accept", "--paid"]);
    assert!(refused.status == 1 && refused.err.contains("zum Teil bezahlt"), "{}", refused.err);
    // The money came over the bank after all.
    statement(&cash, "c.csv", &[("2026-10-06", "119.00", "Bau AG", "A-1")]);
    assert_eq!(due(&cash), ["-19.00", "-19.00"], "that of A-2 waits");
    assert_eq!(cash.run(&["verify"]).status, 0);
    assert_eq!(cash.run(&["undo", "E3"]).status, 0);
    assert_eq!(cash.run(&["undo", "D1"]).status, 0);
    assert_eq!(due(&cash)[0], "-38.00", "as it was before the answer");
    Ok(())
}
