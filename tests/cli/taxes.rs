//! The tax regime of a company, from its file to the books and the VAT return.

use super::bureau::{Bureau, MUELLER, OURS, Tested};
use super::invoice::Invoice;
use serde_json::Value;
use std::fs;

fn issued(number: &str, date: &str, net_cents: i64) -> String {
    Invoice {
        number,
        date,
        seller: OURS,
        buyer: ("Bau AG", "DE300002153"),
        net_cents,
        type_code: "380",
        corrects: None,
    }
    .xml()
}

fn balance(bureau: &Bureau, account: &str) -> Value {
    let rows = bureau.report("trial-balance");
    rows.into_iter()
        .find(|row| row["account"] == account)
        .map_or(Value::Null, |row| row["closing"].clone())
}

#[test]
fn vat_that_a_small_business_shows_is_owed_at_a_persons_word_only() -> Tested {
    let bureau = Bureau::mueller("vat = \"small-business\"");
    bureau.drop("mueller/a.xml", issued("A-1", "2026-10-05", 10_000));
    assert_eq!(bureau.run(&["run"]).status, 1);
    let held = bureau.document("mueller/a.xml");
    assert!(held["status"] == "held" && held["reason"].to_string().contains("§ 14c"), "{held:#?}");
    assert!(bureau.report("journal").is_empty());
    assert_eq!(
        bureau.run(&["resolve", held["id"].as_str().unwrap_or_default(), "accept"]).status,
        0
    );
    let balances = ["8195", "1783", "1776"].map(|account| balance(&bureau, account));
    assert_eq!(balances, ["-100.00".into(), "-19.00".into(), Value::Null]);
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

/// § 13 (1) no. 1a UStG: what is performed over a time is performed with its end, whenever it is
/// invoiced after that.
#[test]
fn what_is_invoiced_by_period_is_of_the_month_it_ended_in() -> Tested {
    let with_period = |number, from: &str, to: &str| {
        let xml = issued(number, "2026-11-03", 10_000);
        let period = format!(
            "<cac:InvoicePeriod><cbc:StartDate>{from}</cbc:StartDate><cbc:EndDate>{to}</cbc:EndDate></cac:InvoicePeriod>"
        );
        let before = "<cac:AccountingSupplierParty>";
        assert!(xml.contains(before), "{xml}");
        xml.replacen(before, &format!("{period}{before}"), 1)
    };
    let bureau = Bureau::mueller("");
    bureau.drop("mueller/a.xml", with_period("A-1", "2026-10-01", "2026-10-31"));
    // Invoiced beforehand: it counts as before.
    bureau.drop("mueller/b.xml", with_period("A-2", "2026-12-01", "2026-12-31"));
    assert_eq!(bureau.run(&["run"]).status, 0);
    let turnover = |from: &str, to: &str| -> Vec<Value> {
        let rows =
            bureau.run(&["report", "vat-return", "--from", from, "--to", to, "--json"]).rows();
        rows.into_iter()
            .filter(|row| row["position"] == "81")
            .map(|row| row["amount"].clone())
            .collect()
    };
    assert_eq!(turnover("2026-10-01", "2026-10-31"), ["100.00"]);
    assert_eq!(turnover("2026-11-01", "2026-11-30"), ["100.00"]);
    assert!(turnover("2026-12-01", "2026-12-31").is_empty());
    Ok(())
}

/// An invoice of 100.00 to a buyer of this country and VAT id, in this category and rate, with this
/// reason.
pub fn billed(
    number: &str,
    (country, vat_id): (&str, &str),
    (category, rate): (&str, &str),
    reason: &str,
) -> String {
    let xml = issued(number, "2026-10-05", 10_000).replace("DE300002153", vat_id);
    let (seller, buyer) =
        xml.split_at(xml.find("<cac:AccountingCustomerParty>").unwrap_or_default());
    let buyer = buyer.replacen(
        "<cbc:IdentificationCode>DE<",
        &format!("<cbc:IdentificationCode>{country}<"),
        1,
    );
    let tax = rate.parse::<i64>().unwrap_or_default();
    let kind = |reason: &str| {
        format!(
            "<cbc:ID>{category}</cbc:ID><cbc:Percent>{rate}</cbc:Percent>{reason}<cac:TaxScheme>"
        )
    };
    let said = if reason.is_empty() {
        String::new()
    } else {
        format!("<cbc:TaxExemptionReason>{reason}</cbc:TaxExemptionReason>")
    };
    let old = "<cbc:ID>S</cbc:ID><cbc:Percent>19</cbc:Percent><cac:TaxScheme>";
    let text = format!("{seller}{buyer}").replacen(old, &kind(&said), 1).replace(old, &kind(""));
    let text = text
        .replace(">19.00<", &format!(">{tax}.00<"))
        .replace(">119.00<", &format!(">{}.00<", 100 + tax));
    let delivery = format!(
        "<cac:Delivery><cbc:ActualDeliveryDate>2026-10-05</cbc:ActualDeliveryDate><cac:DeliveryLocation><cac:Address><cac:Country><cbc:IdentificationCode>{country}</cbc:IdentificationCode></cac:Country></cac:Address></cac:DeliveryLocation></cac:Delivery><cac:TaxTotal>"
    );
    let text = text.replacen("<cac:TaxTotal>", &delivery, 1);
    match vat_id {
        // A consumer.
        "" => text.replace(
            "<cac:PartyTaxScheme><cbc:CompanyID></cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>",
            "",
        ),
        _ => text,
    }
}

fn positions(bureau: &Bureau, report: &str) -> Vec<String> {
    let rows = bureau
        .run(&[
            "report",
            report,
            "--company",
            "mueller",
            "--from",
            "2026-10-01",
            "--to",
            "2026-10-31",
            "--json",
        ])
        .rows();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    rows.iter().map(|row| format!("{} {}", text(&row["position"]), text(&row["amount"]))).collect()
}

#[test]
fn what_is_sold_abroad_or_exempt_goes_where_its_reason_says() -> Tested {
    for (chart, accounts) in [
        ("SKR03", ["8130", "8150", "8320", "1767", "8193"]),
        ("SKR04", ["4130", "4150", "4320", "3817", "4138"]),
    ] {
        let bureau = Bureau::new();
        let settings = std::fs::read_to_string(bureau.path("companies/mueller.toml"))?;
        bureau.write("companies/mueller.toml", settings.replace("SKR03", chart));
        bureau.drop(
            "mueller/a.xml",
            billed(
                "A-1",
                ("FR", "FR83404833048"),
                ("K", "0"),
                "Innergemeinschaftliches Dreiecksgeschäft",
            ),
        );
        bureau.drop(
            "mueller/b.xml",
            billed("A-2", ("DE", "DE300002153"), ("E", "0"), "Steuerfrei nach § 4 Nr. 3 UStG"),
        );
        bureau.drop("mueller/c.xml", billed("A-3", ("IT", ""), ("S", "22"), ""));
        bureau.drop(
            "mueller/d.xml",
            billed("A-4", ("DE", "DE300002153"), ("E", "0"), "Gebrauchtgegenstände/Sonderregelung"),
        );
        bureau.run(&["run"]);
        let margin = bureau.document("mueller/d.xml");
        assert!(
            margin["status"] == "held"
                && margin["reason"].to_string().contains("Differenzbesteuerung"),
            "{margin:#?}"
        );
        assert_eq!(
            bureau.run(&["resolve", margin["id"].as_str().unwrap_or_default(), "accept"]).status,
            0
        );
        let balances = accounts.map(|account| balance(&bureau, account));
        assert_eq!(
            balances,
            ["-100.00", "-100.00", "-100.00", "-22.00", "-100.00"],
            "{:#?}",
            bureau.report("documents")
        );
        assert_eq!(
            positions(&bureau, "vat-return"),
            ["43 100.00", "42 100.00", "45 100.00", "83 0.00"]
        );
        assert_eq!(positions(&bureau, "ec-sales-list"), ["FR83404833048 D 100.00"]);
        assert_eq!(bureau.run(&["verify"]).status, 0);
    }
    Ok(())
}

#[test]
fn accounts_that_say_their_tax_themselves_stand_in_the_return() -> Tested {
    let bureau = Bureau::new();
    let rows = "date;account;contra;amount;vat_code;text;document\n\
        2026-10-03;1588;1792;190,00;;Einfuhrumsatzsteuer;Z1\n\
        2026-10-03;1792;8105;700,00;;Miete steuerfrei;Z2\n\
        2026-10-03;1792;8135;30000,00;;Neuwagen nach Wien;Z3\n\
        2026-10-04;3550;1792;50,00;;Erwerb steuerfrei;Z4\n\
        2026-10-04;3200;1792;60,00;IGE0;Solarmodule aus Italien;Z5\n\
        2026-10-04;0085;1792;1000,00;13bGR19;Grundstück mit Option;Z6\n\
        2026-10-05;1556;1792;12,50;;Berichtigung nach § 15a;Z7\n\
        2026-10-05;1792;1782;7,00;;Nachsteuer;Z8\n\
        2026-10-06;1780;1781;300,00;;Sondervorauszahlung angerechnet;Z9\n";
    bureau.drop("mueller/entries.csv", rows);
    let ran = bureau.run(&["run"]);
    assert_eq!(ran.status, 0, "{}{}", ran.out, bureau.run(&["review"]).out);
    let expected = [
        "44 30000.00",
        "48 700.00",
        "91 50.00",
        "90 60.00",
        "73 1000.00",
        "74 190.00",
        "62 190.00",
        "67 190.00",
        "64 12.50",
        "65 7.00",
        "39 300.00",
        "83 -495.50",
    ];
    assert_eq!(positions(&bureau, "vat-return"), expected);
    Ok(())
}

/// A regime whose limit of turnover is passed goes on in the books, and is named.
#[test]
fn limits_of_turnover_that_are_passed_are_named() -> Tested {
    let bureau = Bureau::mueller("vat = \"small-business\"");
    let exempt = |number, date, net| {
        let tax = format!("{}.{:02}", net * 19 / 10_000, net * 19 / 100 % 100);
        let gross = format!("{}.{:02}", net * 119 / 10_000, net * 119 / 100 % 100);
        let base = format!("{}.{:02}", net / 100, net % 100);
        issued(number, date, net)
            .replace(&format!(">{gross}<"), &format!(">{base}<"))
            .replace(&format!(">{tax}<"), ">0.00<")
            .replace("<cbc:ID>S</cbc:ID>", "<cbc:ID>E</cbc:ID>")
            .replace(">19<", ">0<")
            .replacen(
                "</cbc:Percent>",
                "</cbc:Percent><cbc:TaxExemptionReason>§ 19 UStG</cbc:TaxExemptionReason>",
                1,
            )
    };
    let check = |bureau: &Bureau| bureau.run(&["check", "--offline"]).out;
    bureau.drop("mueller/a.xml", exempt("A-1", "2025-05-05", 2_400_000));
    bureau.drop("mueller/b.xml", exempt("A-2", "2026-01-05", 2_400_000));
    bureau.run(&["run"]);
    // Near is not passed.
    let said = check(&bureau);
    assert!(said.contains("nahe an 25.000,00 EUR") && !said.contains("mehr als"), "{said}");
    bureau.drop("mueller/c.xml", exempt("A-3", "2025-10-05", 200_000));
    bureau.drop("mueller/d.xml", exempt("A-4", "2026-02-05", 8_000_000));
    bureau.run(&["run"]);
    let said = check(&bureau);
    for part in ["2025: 26.000,00 EUR", "2026: 104.000,00 EUR", "100.000,00 EUR", "§ 19"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let rows = bureau.run(&["report", "tax-adviser", "--as-of", "2026-11-30", "--json"]).rows();
    let row = rows.iter().find(|row| row["detail"].to_string().contains("104.000,00"));
    assert_eq!(row.map(|row| row["status"].clone()), Some("open".into()), "{rows:#?}");
    Ok(())
}

/// Information on an invoice for accounting (751) is no invoice.
#[test]
fn input_vat_is_deducted_from_no_information_on_an_invoice() -> Tested {
    let bureau = Bureau::mueller("");
    let invoice = Invoice {
        number: "I-1",
        date: "2026-10-05",
        seller: ("Bau AG", "DE300002153"),
        buyer: OURS,
        net_cents: 10_000,
        type_code: "751",
        corrects: None,
    };
    bureau.drop("mueller/i.xml", invoice.xml());
    assert_eq!(bureau.run(&["run"]).status, 1);
    let held = bureau.document("mueller/i.xml");
    assert!(held["status"] == "held" && held["reason"].to_string().contains("751"), "{held:#?}");
    let id = held["id"].as_str().unwrap_or_default();
    assert_eq!(bureau.run(&["resolve", id, "accept", "--without-input-vat"]).status, 0);
    assert_eq!(balance(&bureau, "1576"), Value::Null);
    Ok(())
}

/// The second half of 2020 had rates of its own: 19 % for what was supplied then is asked, on an
/// invoice and on a list.
#[test]
fn a_rate_of_another_time_is_asked() -> Tested {
    let bureau = Bureau::mueller("");
    bureau.drop("mueller/a.xml", issued("A-1", "2020-08-15", 10_000));
    bureau.drop("mueller/b.xml", issued("A-2", "2020-06-15", 10_000));
    bureau.drop(
        "mueller/liste.csv",
        "document;side;contact;date;due;amount;currency;vat_rate\nRE-16;receivable;Bau \
         AG;2024-03-01;2024-03-31;116.00;EUR;16\nRE-19;receivable;Bau \
         AG;2024-03-01;2024-03-31;119.00;EUR;19\n",
    );
    assert_eq!(bureau.run(&["run"]).status, 1);
    let held = bureau.document("mueller/a.xml");
    assert!(held["reason"].to_string().contains("16 % und 5 %"), "{held:#?}");
    assert_eq!(bureau.document("mueller/b.xml")["status"], "processed");
    let list = bureau.document("mueller/liste.csv");
    let doubts = list["doubts"].to_string();
    assert!(doubts.contains("RE-16") && !doubts.contains("RE-19"), "{list:#?}");
    for document in [&held, &list] {
        let id = document["id"].as_str().unwrap_or_default();
        assert_eq!(bureau.run(&["resolve", id, "accept"]).status, 0);
    }
    assert_eq!(bureau.document("mueller/liste.csv")["doubts"], serde_json::json!([]));
    Ok(())
}

/// A year written wrong: taken as it stands, and asked about until a person says that it is right.
#[test]
fn a_day_far_away_is_asked_about() -> Tested {
    let bureau = Bureau::mueller("");
    bureau.drop("mueller/a.xml", issued("A-1", "2126-08-15", 10_000));
    bureau.drop("mueller/b.xml", issued("A-2", "2026-06-15", 10_000));
    bureau.drop(
        "mueller/bank.csv",
        "Buchungstag;Valuta;Name;Verwendungszweck;Betrag;Währung\n\
         01.10.2126;01.10.2126;Bau AG;Test;10,00;EUR\n",
    );
    assert_eq!(bureau.run(&["run"]).status, 1);
    for far in ["mueller/a.xml", "mueller/bank.csv"] {
        let asked = bureau.document(far);
        let said = asked["doubts"].to_string() + &asked["reason"].to_string();
        assert!(said.contains("liegt weit weg") && said.contains("2126"), "{far}: {asked:#?}");
        let id = asked["id"].as_str().unwrap_or_default();
        assert!(bureau.run(&["review"]).out.contains("liegt weit weg"));
        assert_eq!(bureau.run(&["resolve", id, "accept"]).status, 0, "{far}");
        assert_eq!(bureau.document(far)["doubts"], serde_json::json!([]), "{far}");
    }
    assert!(!bureau.document("mueller/b.xml")["doubts"].to_string().contains("weit weg"));
    Ok(())
}

/// What was withheld of wages is owed on one account whatever year it is of; taxes with accounts of
/// their own for earlier years are proposed on these, each part of a text on its own.
#[test]
fn only_where_the_year_changes_the_account_it_is_asked_about() -> Tested {
    let bureau = Bureau::mueller("");
    let rows = [
        ("-1204.00", "LSt Dez 2025"),
        ("-1205.00", "Lohnsteuer 12/25"),
        ("-1055.00", "KSt 2024 1.000,00 SolZ 2024 55,00"),
        ("-2110.00", "KSt 2024 SolZ 2024 2.110,00"),
        ("-1700.00", "LOHNST DEZ.25 1.200,00 UMS.ST DEZ.25 500,00"),
        ("-3165.00", "KSt 2026 SolZ 2026 3.165,00"),
    ];
    let head = "iban;booking_date;amount;currency;counterparty;remittance\n".to_owned();
    let row = |(amount, text): &(&str, &str)| {
        format!("{MUELLER};2026-01-12;{amount};EUR;Finanzamt Musterstadt;{text}\n")
    };
    bureau.drop("mueller/bank.csv", head + &rows.iter().map(row).collect::<String>());
    assert!(bureau.run(&["run"]).status < 2);
    let entries = bureau.report("reconciliation");
    let said = |amount: &str| {
        let entry = entries.iter().find(|entry| entry["amount"] == amount).expect("the entry");
        (entry["status"].as_str().unwrap_or_default().to_owned(), entry.to_string())
    };
    for amount in ["-1204.00", "-1205.00"] {
        let (status, entry) = said(amount);
        assert!(status == "matched" && entry.contains("1741"), "{entry}");
    }
    for (amount, on) in [
        ("-1055.00", ["2203 1.000,00", "2209 55,00"]),
        ("-2110.00", ["2.000,00 EUR auf 2203", "110,00 EUR auf 2209"]),
        ("-1700.00", ["1741 1.200,00", "1790 500,00"]),
    ] {
        let (status, entry) = said(amount);
        assert!(status == "suggested" && on.iter().all(|on| entry.contains(on)), "{entry}");
        assert!(entry.contains("früheres Jahr"), "{entry}");
    }
    let (status, entry) = said("-3165.00");
    assert!(status == "suggested" && entry.contains("auf 2208"), "{entry}");
    Ok(())
}

/// Limits that are near or passed are told where people look, each in the language of the books.
#[test]
fn a_turnover_near_its_limit_is_told_where_people_look() -> Tested {
    let mut settings = "vat = \"cash\"".to_owned();
    for (language, words) in [
        ("", ["nahe an 800.000,00 EUR", "mehr als 800.000,00 EUR"]),
        ("language = \"en\"", ["near 800,000.00 EUR", "more than 800,000.00 EUR"]),
    ] {
        settings = format!("{}\n{language}", settings.lines().next().unwrap_or_default());
        let bureau = Bureau::mueller(&settings);
        let paid = |file: &str, amount: &str| {
            let row = format!("{MUELLER};2026-10-20;{amount};EUR;Bau AG;bar\n");
            let head = "iban;booking_date;amount;currency;counterparty;remittance\n";
            bureau.drop(&format!("mueller/{file}"), format!("{head}{row}"));
            assert!(bureau.run(&["run"]).status < 2);
            let waits = bureau.run(&["review", "--json"]).rows();
            let id = waits.last().map(|row| row["id"].to_string()).unwrap_or_default();
            let said = ["resolve", id.trim_matches('"'), "account", "8400", "--vat", "19"];
            let done = bureau.run(&said);
            assert_eq!(done.status, 0, "{}{}", done.out, done.err);
        };
        let told = |verb: &[&str], words: &str| bureau.run(verb).out.contains(words);
        assert!(!told(&["review"], "800"));
        paid("a.csv", "880600.00");
        for verb in [["review"].as_slice(), &["status"], &["check", "--offline"]] {
            assert!(told(verb, words[0]), "{verb:?}: {}", bureau.run(verb).out);
        }
        paid("b.csv", "119000.00");
        for verb in [["review"].as_slice(), &["status"], &["check", "--offline"]] {
            assert!(told(verb, words[1]), "{verb:?}: {}", bureau.run(verb).out);
        }
        bureau.run(&["nightly"]);
        let files: Vec<String> = bureau.files("outbox");
        let mails: String = files
            .iter()
            .map(|file| {
                fs::read_to_string(bureau.path(&format!("outbox/{file}"))).unwrap_or_default()
            })
            .collect();
        let decoded = mails.replace("=\n", "").replace("=\r\n", "");
        assert!(decoded.contains("mehr als 800") || decoded.contains("more than 800"), "{decoded}");
    }
    Ok(())
}
