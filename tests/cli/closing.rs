//! Closing statements by a company's settings: its fiscal year, and receipts and payments (EÜR).

use super::bureau::{Bureau, MUELLER, OURS, Tested, camt};
use super::invoice::Invoice;
use serde_json::Value;

const OTHER: (&str, &str) = ("Bau AG", "DE300002153");

fn invoice(number: &str, date: &str, net_cents: i64, issued: bool) -> String {
    let (seller, buyer) = if issued { (OURS, OTHER) } else { (OTHER, OURS) };
    Invoice { number, date, seller, buyer, net_cents, type_code: "380", corrects: None }.xml()
}

fn position(bureau: &Bureau, report: &[&str], code: &str) -> Value {
    let rows =
        bureau.run(&[&["report"], report, &["--company", "mueller", "--json"]].concat()).rows();
    rows.into_iter()
        .find(|row| row["position"] == code)
        .map_or(Value::Null, |row| row["amount"].clone())
}

#[test]
fn profit_counts_from_the_fiscal_years_first_day() -> Tested {
    let bureau = Bureau::mueller("fiscal_year_start = \"07-01\"");
    bureau.drop(
        "mueller/buchungen.csv",
        "date;document;account;contra_account;amount;text\n2026-06-30;A;1000;8200;100.00;altes \
         Jahr\n2026-07-01;B;1000;8200;40.00;neues Jahr\n",
    );
    assert_eq!(bureau.run(&["run"]).status, 0);
    assert_eq!(position(&bureau, &["profit-and-loss", "--as-of", "2026-12-31"], "1"), "40.00");
    assert_eq!(position(&bureau, &["profit-and-loss", "--as-of", "2026-06-30"], "1"), "100.00");
    let sheet = |code| position(&bureau, &["balance-sheet", "--as-of", "2026-12-31"], code);
    assert_eq!([sheet("P.A.V"), sheet("AKTIVA"), sheet("PASSIVA")], ["40.00", "140.00", "140.00"]);
    let trial = bureau
        .run(&["report", "trial-balance", "--from", "2026-12-01", "--to", "2026-12-31", "--json"])
        .rows();
    let opening = |account: &str| {
        trial.iter().find(|row| row["account"] == account).map(|row| row["opening"].clone())
    };
    assert_eq!(opening("8200"), Some("-40.00".into()), "the revenue of the fiscal year so far");
    assert_eq!(opening("1000"), Some("140.00".into()), "cash goes on");
    let of_year = bureau
        .run(&[
            "report",
            "trial-balance",
            "--company",
            "mueller",
            "--as-of",
            "2026-12-31",
            "--json",
        ])
        .rows();
    let row = |account: &str| {
        of_year.iter().find(|row| row["account"] == account).cloned().unwrap_or_default()
    };
    assert_eq!(
        (&row("8200")["opening"], &row("8200")["closing"]),
        (&"0.00".into(), &"-40.00".into()),
        "of this fiscal year"
    );
    assert_eq!(
        (&row("1000")["opening"], &row("1000")["closing"]),
        (&"100.00".into(), &"140.00".into())
    );
    let next = bureau
        .run(&["report", "trial-balance", "--from", "2027-07-01", "--to", "2027-12-31", "--json"])
        .rows();
    let opened = next.iter().find(|row| row["account"] == "8200").map(|row| row["opening"].clone());
    assert_eq!(opened, Some("0.00".into()), "nothing has the currency's digits too");
    Ok(())
}

#[test]
fn receipts_and_payments_count_with_the_money() -> Tested {
    let bureau = Bureau::mueller("profit = \"cash\"\nvat = \"cash\"");
    bureau.drop("mueller/a.xml", invoice("A-1", "2026-10-01", 100_000, true));
    bureau.drop("mueller/b.xml", invoice("A-2", "2026-10-01", 50_000, true));
    bureau.drop("mueller/r.xml", invoice("R-7", "2026-10-02", 10_000, false));
    bureau.run(&["run"]);
    let nothing = ["profit-and-loss", "--from", "2026-01-01", "--to", "2026-12-31"];
    assert_eq!(
        [position(&bureau, &nothing, "159"), position(&bureau, &nothing, "199")],
        ["0.00", "0.00"],
        "nothing is paid yet"
    );
    // A-1 in two parts, the second in November; a bank fee; A-2 never.
    bureau.drop(
        "mueller/1.xml",
        camt(MUELLER, 8, &[("400.00", "Bau AG", "Teilzahlung Rechnung A-1")]),
    );
    bureau.drop("mueller/2.xml", camt(MUELLER, 9, &[("-119.00", "Bau AG", "Rechnung R-7")]));
    bureau.run(&["run"]);
    let open: Vec<String> = bureau
        .report("reconciliation")
        .iter()
        .filter(|row| row["status"] != "matched")
        .map(|row| row["id"].as_str().unwrap_or_default().to_owned())
        .collect();
    for id in &open {
        let number =
            if bureau.run(&["explain", id]).out.contains("400,00") { "A-1" } else { "R-7" };
        assert_eq!(bureau.run(&["resolve", id, "match", number]).status, 0, "{id}");
    }
    bureau.drop("mueller/kasse.csv", "Datum;Beleg;Konto;Gegenkonto;Betrag;Steuersatz;Buchungstext\n2026-10-20;K-1;4930;1000;11,90;19;Papier\n2026-12-31;AfA;4830;0420;250,00;;AfA\n");
    bureau.run(&["run"]);
    let year = ["profit-and-loss", "--from", "2026-01-01", "--to", "2026-12-31"];
    let of = |code| position(&bureau, &year, code);
    assert_eq!([of("112"), of("140"), of("159")], ["336.13", "63.87", "400.00"], "400 of 1190");
    assert_eq!(
        [of("100"), of("229"), of("185"), of("130")],
        ["100.00", "10.00", "20.90", "250.00"]
    );
    assert_eq!([of("199"), of("G")], ["380.90", "19.10"]);
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn a_return_that_changes_after_its_period_was_closed_is_a_corrected_one() -> Tested {
    let bureau = Bureau::new();
    bureau.drop("mueller/a1.xml", invoice("A-1001", "2026-10-02", 100_000, true));
    assert_eq!(bureau.run(&["run"]).status, 0);
    let corrected = || {
        let asked = [
            "report",
            "vat-return",
            "--company",
            "mueller",
            "--from",
            "2026-10-01",
            "--to",
            "2026-10-31",
            "--json",
        ];
        let line = bureau.run(&asked).rows().into_iter().find(|row| row["position"] == "10");
        line.map(|line| line["label"].as_str().unwrap_or_default().to_owned())
    };
    assert_eq!(bureau.run(&["close", "--company", "mueller", "--until", "2026-10-31"]).status, 0);
    assert_eq!(corrected(), None);
    // Supplied in October, invoiced and booked in November: VAT of October.
    let delivered = "<cac:Delivery><cbc:ActualDeliveryDate>2026-10-28</cbc:ActualDeliveryDate></cac:Delivery><cac:TaxTotal>";
    bureau.drop(
        "mueller/a2.xml",
        invoice("A-1002", "2026-11-03", 50_000, true).replacen("<cac:TaxTotal>", delivered, 1),
    );
    assert_eq!(bureau.run(&["run"]).status, 0);
    assert!(
        corrected().is_some_and(|label| label.contains("Nr. 2")),
        "{:#?}",
        bureau.report("journal")
    );
    Ok(())
}

/// Ten brackets at 10.00 came in October, four of them are billed, and three sheets that have no
/// price came as well.
fn goods_received(settings: &str) -> Bureau {
    let bureau = Bureau::mueller(settings);
    bureau.drop(
        "mueller/contacts.csv",
        "contact;name;role;vat_id;iban\nV-1;Stahl AG;vendor;DE290104774;\n",
    );
    bureau.drop(
        "mueller/orders.csv",
        "order;side;date;contact;line;article;description;quantity;unit;unit_price;vat_rate\n\
         B-1;purchase;2026-10-01;V-1;1;A-1;Winkel;10;Stk;10,00;19\nB-1;purchase;2026-10-01;V-1;2;A-2;Blech;3;Stk;;19\n",
    );
    bureau.drop(
        "mueller/l.csv",
        "delivery_note;date;contact;order;line;article;quantity;unit\nL-1;2026-10-10;V-1;B-1;1;A-1;10;Stk\nL-1;2026-10-10;V-1;B-1;2;A-2;3;Stk\n",
    );
    bureau.drop(
        "mueller/r.csv",
        "invoice;date;seller;seller_vat_id;buyer;buyer_vat_id;line;article;quantity;unit;unit_price;net;vat_rate;vat;gross;order\n\
         R-1;2026-10-20;Stahl AG;DE290104774;Müller Metallbau \
         GmbH;DE136695976;1;A-1;4;Stk;10,00;40.00;19;7.60;47.60;B-1\n",
    );
    bureau.run(&["run"]);
    bureau
}

fn closing_of(bureau: &Bureau, account: &str, day: &str) -> Value {
    let rows = bureau
        .run(&["report", "trial-balance", "--company", "mueller", "--to", day, "--json"])
        .rows();
    rows.into_iter()
        .find(|row| row["account"] == account)
        .map_or(Value::Null, |row| row["closing"].clone())
}

#[test]
fn goods_received_and_not_billed_are_accrued_for_one_night() -> Tested {
    let bureau = goods_received("accrue_goods_received = true");
    let closed = bureau.run(&["close", "--company", "mueller", "--until", "2026-10-31"]);
    assert_eq!(closed.status, 0, "{}", closed.err);
    assert!(closed.out.contains("60,00 EUR") && closed.out.contains("B-1/2"), "{}", closed.out);
    let both = |day: &str| [closing_of(&bureau, "3200", day), closing_of(&bureau, "0970", day)];
    assert_eq!(both("2026-10-31"), ["60.00", "-60.00"]);
    assert_eq!(both("2026-11-01"), ["0.00", "0.00"]);
    assert_eq!(bureau.run(&["verify"]).status, 0);
    // What its parts sum to is proved.
    assert!(super::bad_input::sqlite(&bureau, "UPDATE goods_accrual SET minor = minor + 1")?);
    let verified = bureau.run(&["verify"]);
    assert!(
        verified.status == 1 && verified.out.contains("Abgrenzung"),
        "{} {}",
        verified.out,
        verified.err
    );
    Ok(())
}

#[test]
fn goods_that_nobody_can_count_are_named_when_a_month_is_closed() -> Tested {
    let bureau = goods_received("accrue_goods_received = true");
    bureau.drop(
        "mueller/l2.csv",
        "delivery_note;date;contact;order;line;article;quantity;unit\nL-2;2026-10-12;V-1;B-1;1;A-1;2;Karton\n",
    );
    bureau.run(&["run"]);
    let closed = bureau.run(&["close", "--company", "mueller", "--until", "2026-10-31"]);
    assert!(closed.out.contains("L-2/1"), "{}", closed.out);
    Ok(())
}

#[test]
fn nothing_is_accrued_unasked_within_a_month_or_where_money_counts() -> Tested {
    for (settings, until) in [
        ("", "2026-10-31"),
        ("accrue_goods_received = true", "2026-10-30"),
        ("accrue_goods_received = true\nprofit = \"cash\"", "2026-10-31"),
    ] {
        let bureau = goods_received(settings);
        assert_eq!(bureau.run(&["close", "--company", "mueller", "--until", until]).status, 0);
        assert_eq!(closing_of(&bureau, "0970", until), Value::Null, "{settings} {until}");
    }
    Ok(())
}

/// An invoice that calls so much of its 1,190.00 or other gross paid already.
fn called_paid(xml: &str, gross: &str, paid: &str, left: &str) -> String {
    let payable = format!("<cbc:PayableAmount currencyID=\"EUR\">{gross}</cbc:PayableAmount>");
    assert!(xml.contains(&payable), "{xml}");
    xml.replace(
        &payable,
        &format!(
            "<cbc:PrepaidAmount currencyID=\"EUR\">{paid}</cbc:PrepaidAmount><cbc:PayableAmount \
             currencyID=\"EUR\">{left}</cbc:PayableAmount>"
        ),
    )
}

#[test]
fn what_an_invoice_calls_paid_counts_with_its_money() -> Tested {
    for (vat, issued, sign, expected) in [
        ("accrual", true, "", [("112", "1000.00"), ("140", "190.00"), ("G", "1190.00")]),
        ("cash", true, "", [("112", "1000.00"), ("140", "190.00"), ("G", "1190.00")]),
        ("accrual", false, "-", [("100", "1000.00"), ("185", "190.00"), ("G", "-1190.00")]),
    ] {
        let bureau = Bureau::mueller(&format!("profit = \"cash\"\nvat = \"{vat}\"\n"));
        let xml = invoice("F-1", "2026-10-01", 100_000, issued);
        bureau.drop("mueller/f.xml", called_paid(&xml, "1190.00", "1190.00", "0.00"));
        bureau.run(&["run"]);
        let report = ["profit-and-loss", "--as-of", "2026-12-31"];
        assert_eq!(position(&bureau, &report, "G"), "0.00", "{vat} {issued}");
        let amount = format!("{sign}1190.00");
        bureau.drop("mueller/bank.xml", camt(MUELLER, 3, &[(&amount, OTHER.0, "F-1")]));
        bureau.run(&["run"]);
        for (code, amount) in expected {
            assert_eq!(position(&bureau, &report, code), amount, "{vat} {issued} {code}");
        }
    }
    Ok(())
}

#[test]
fn a_prepayment_counts_when_it_is_paid_whatever_came_first() -> Tested {
    let bureau = Bureau::mueller("profit = \"cash\"\n");
    let prepayment = Invoice {
        number: "P-1",
        date: "2026-09-01",
        seller: OURS,
        buyer: OTHER,
        net_cents: 50_000,
        type_code: "386",
        corrects: None,
    };
    let last = Invoice {
        number: "F-1",
        date: "2026-10-02",
        net_cents: 200_000,
        type_code: "380",
        corrects: Some("P-1"),
        ..prepayment
    };
    bureau.drop("mueller/p.xml", prepayment.xml());
    bureau.drop("mueller/f.xml", called_paid(&last.xml(), "2380.00", "595.00", "1785.00"));
    bureau.run(&["run"]);
    bureau.drop("mueller/bank.xml", camt(MUELLER, 3, &[("595.00", OTHER.0, "P-1")]));
    bureau.run(&["run"]);
    let report = ["profit-and-loss", "--as-of", "2026-12-31"];
    assert_eq!(position(&bureau, &report, "G"), "595.00");
    bureau.drop("mueller/bank2.xml", camt(MUELLER, 4, &[("1785.00", OTHER.0, "F-1")]));
    bureau.run(&["run"]);
    for (code, amount) in [("112", "2000.00"), ("140", "380.00"), ("G", "2380.00")] {
        assert_eq!(position(&bureau, &report, code), amount, "{code}");
    }
    Ok(())
}

/// Of an item by list so much of its VAT is input VAT as the company deducts; the rest is its price.
#[test]
fn of_a_listed_item_the_input_vat_is_what_is_deducted_of_it() -> Tested {
    for (settings, input, rest) in [
        ("", Value::from("9.50"), "50.00"),
        ("input_vat = \"40\"", Value::from("3.80"), "55.70"),
        ("input_vat = \"none\"", Value::Null, "59.50"),
        ("vat = \"small-business\"", Value::Null, "59.50"),
    ] {
        let bureau = Bureau::mueller(&format!("profit = \"cash\"\n{settings}\n"));
        bureau.drop(
            "mueller/open-items.csv",
            "document;side;contact;date;due;amount;currency;vat_rate\n\
             F-71;payable;Bau AG;2026-09-01;2026-10-01;59.50;EUR;19\n",
        );
        bureau.drop("mueller/bank.xml", camt(MUELLER, 3, &[("-59.50", OTHER.0, "F-71")]));
        bureau.run(&["run"]);
        let report = ["profit-and-loss", "--as-of", "2026-12-31"];
        for (code, amount) in [("185", input), ("?A", rest.into()), ("G", "-59.50".into())] {
            assert_eq!(position(&bureau, &report, code), amount, "{settings} {code}");
        }
    }
    Ok(())
}

/// What revenues and expenses had come to when the books were taken over is no month's turnover: it
/// counts in a span that begins with the fiscal year.
#[test]
fn balances_taken_over_are_of_the_year_and_of_no_month() -> Tested {
    let bureau = Bureau::mueller("");
    bureau.drop(
        "mueller/salden.csv",
        "account;debit;credit;date\n1000;1000.00;;2026-06-30\n8200;;50000.00;2026-06-30\n\
         4930;49000.00;;2026-06-30\n",
    );
    bureau.drop(
        "mueller/buchungen.csv",
        "date;document;account;contra_account;amount;text\n2026-06-15;A;1000;8200;300.00;Juni\n\
         2026-06-16;A;4910;1000;75.00;Porto\n2026-07-15;B;1000;8200;200.00;Juli\n",
    );
    assert_eq!(bureau.run(&["run"]).status, 0);
    let [june, july] = [("2026-06-01", "2026-06-30"), ("2026-07-01", "2026-07-31")];
    let of = |report: &'static str, (from, to): (&'static str, &'static str)| {
        [report, "--from", from, "--to", to]
    };
    for (span, revenue) in
        [(june, "300.00"), (july, "200.00"), (("2026-01-01", july.1), "50500.00")]
    {
        assert_eq!(position(&bureau, &of("bwa", span), "1020"), revenue, "{span:?}");
        assert_eq!(position(&bureau, &of("profit-and-loss", span), "1"), revenue, "{span:?}");
    }
    let rows = |report: &[&str]| {
        bureau.run(&[&["report"], report, &["--company", "mueller", "--json"]].concat()).rows()
    };
    let costs = rows(&of("bwa", june)).into_iter().find(|row| row["position"] == "1260");
    let costs = costs.unwrap_or_default();
    let fields = ["amount", "percent", "previous", "year", "year_percent", "year_previous"];
    assert_eq!(
        fields.map(|field| costs[field].as_str().unwrap_or_default().to_owned()),
        ["75.00", "25.00", "0.00", "49075.00", "97.56", "0.00"]
    );
    let lines = rows(&[&of("bwa", june)[..], &["--explain", "1020"]].concat());
    assert_eq!(lines.iter().map(|row| row["amount"].clone()).collect::<Vec<_>>(), ["300.00"]);
    let months = rows(&["bwa-months", "--as-of", "2026-07-31"]);
    let revenue = months.iter().find(|row| row["position"] == "1020").cloned().unwrap_or_default();
    let fields = ["taken_over", "month_5", "month_6", "month_7", "month_8", "year"];
    assert_eq!(
        fields.map(|field| revenue[field].clone()),
        [
            "50000.00".into(),
            "0.00".into(),
            "300.00".into(),
            "200.00".into(),
            Value::Null,
            "50500.00".into()
        ]
    );
    Ok(())
}
