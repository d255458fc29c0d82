//! What becomes of a rest, by a person's word: written off with the VAT in it, or put on an
//! account; and Skonto on prepayments.

use super::bureau::{Bureau, KERN, MUELLER, OURS, Tested, camt};
use super::invoice::Invoice;
use serde_json::Value;

const CONTACTS: &str =
    "contact;name;role\nK1;Alpha GmbH;customer\nK2;Beta KG;customer\nL1;Stahl AG;vendor\n";
const ITEMS: &str = "document;side;contact;date;due;amount;vat_rate\n\
    RE-1;receivable;K1;2026-09-01;2026-09-15;1190.00;19\nRE-2;receivable;K2;2026-09-01;2026-09-15;107.00;7\n\
    RE-3;receivable;K1;2026-09-01;2026-09-15;100.00;\nRE-4;receivable;K2;2026-09-01;;50.00;19\n\
    ER-7;payable;L1;2026-09-05;2026-10-05;595.00;19\n";
const PAID: &[(&str, &str, &str)] = &[
    ("595.00", "Alpha GmbH", "Zahlung RE-1"),
    ("100.00", "Beta KG", "RE-2"),
    ("90.00", "Alpha GmbH", "RE-3"),
    ("60.00", "Beta KG", "RE-4 plus Mahngeb"),
    ("-500.00", "Stahl AG", "ER-7"),
];

/// The books of Müller in SKR03, or of Kern in SKR04.
fn office(company: &str) -> Bureau {
    let bureau = Bureau::new();
    let iban = if company == "mueller" { MUELLER } else { KERN };
    bureau.drop(&format!("{company}/contacts.csv"), CONTACTS);
    bureau.drop(&format!("{company}/open-items.csv"), ITEMS);
    bureau.drop(&format!("{company}/bank.xml"), camt(iban, 5, PAID));
    assert_eq!(bureau.run(&["run"]).status, 0);
    bureau
}

fn lines(bureau: &Bureau) -> Vec<String> {
    let journal = bureau.report("journal");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let line = |line: &Value| {
        let side = if line["debit"] == "0.00" {
            format!("H {}", text(&line["credit"]))
        } else {
            format!("S {}", text(&line["debit"]))
        };
        format!("{} {side} {}", text(&line["account"]), text(&line["vat_code"]))
            .trim_end()
            .to_owned()
    };
    journal
        .last()
        .and_then(|entry| entry["lines"].as_array().cloned())
        .unwrap_or_default()
        .iter()
        .map(line)
        .collect()
}

fn open(bureau: &Bureau) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    bureau
        .report("open-items")
        .iter()
        .map(|row| (text(&row["document"]), text(&row["open"])))
        .collect()
}

/// Numbers of bank, VAT, loss, price reduction, gain and input VAT by chart.
struct Numbers([&'static str; 8]);

const SKR03: Numbers = Numbers(["1200", "1776", "2406", "8710", "1771", "2709", "1576", "4970"]);
const SKR04: Numbers = Numbers(["1800", "3806", "6936", "4710", "3801", "4839", "1406", "6855"]);

#[test]
fn a_rest_is_written_off_with_its_vat_and_taken_back() -> Tested {
    for (company, Numbers([bank, vat, loss, reduced, vat7, gain, input, fees])) in
        [("mueller", SKR03), ("kern", SKR04)]
    {
        let bureau = office(company);
        let said = |arguments: &[&str]| {
            let answer = bureau.run(arguments);
            (answer.status, format!("{}{}", answer.out, answer.err))
        };
        let (status, told) =
            said(&["resolve", "E1", "match", "RE-1", "--write-off", "Insolvenz, Quote 50 %"]);
        assert_eq!(status, 0, "{told}");
        assert!(
            told.contains("Forderungsverluste 19 %") && told.contains("595,00 EUR Abzug"),
            "{told}"
        );
        let expected = [
            format!("{bank} S 595.00"),
            "10001 H 1190.00".into(),
            format!("{loss} S 500.00 USt19"),
            format!("{vat} S 95.00 USt19"),
        ];
        assert_eq!(lines(&bureau), expected);
        assert_eq!(
            said(&["resolve", "E2", "match", "RE-2", "--write-off", "Mangel am Blech"]).0,
            0
        );
        let expected = [
            format!("{bank} S 100.00"),
            "10002 H 107.00".into(),
            format!("{reduced} S 6.54 USt7"),
            format!("{vat7} S 0.46 USt7"),
        ];
        assert_eq!(lines(&bureau), expected);
        assert_eq!(
            said(&["resolve", "E5", "match", "ER-7", "--write-off", "verzichtet lt. Brief"]).0,
            0
        );
        let expected = [
            format!("{bank} H 500.00"),
            "70001 S 595.00".into(),
            format!("{gain} H 79.83 VSt19"),
            format!("{input} H 15.17 VSt19"),
        ];
        assert_eq!(lines(&bureau), expected);
        // What VAT is inside is not known; nothing is booked, an account takes it.
        let (status, told) = said(&["resolve", "E3", "match", "RE-3", "--write-off", "Insolvenz"]);
        assert!(status == 1 && told.contains("vat_rate"), "{told}");
        assert_eq!(
            said(&[
                "resolve",
                "E3",
                "match",
                "RE-3",
                "--rest",
                fees,
                "--reason",
                "Spesen der Bank"
            ])
            .0,
            0
        );
        assert_eq!(
            lines(&bureau),
            [format!("{bank} S 90.00"), "10001 H 100.00".into(), format!("{fees} S 10.00")]
        );
        assert!(bureau.run(&["explain", "E3"]).out.contains("Spesen der Bank"));
        assert_eq!(open(&bureau), [("RE-4".to_owned(), "50.00".to_owned())]);
        let span = ["--company", company, "--from", "2026-10-01", "--to", "2026-10-31"];
        let boxes: Vec<_> =
            bureau.run(&[&["report", "vat-return", "--json"], &span[..]].concat()).rows();
        let stated: Vec<_> =
            boxes.iter().map(|row| (row["position"].as_str(), row["amount"].as_str())).collect();
        for expected in [
            ("81", "-500.00"),
            ("86", "-6.00"),
            ("66", "-15.17"),
            ("50", "500.00"),
            ("37", "15.17"),
        ] {
            assert!(stated.contains(&(Some(expected.0), Some(expected.1))), "{stated:?}");
        }
        let folder = bureau.path("datev");
        let folder = folder.to_str().ok_or("a path")?;
        assert_eq!(said(&[&["export", "datev", "--output", folder], &span[..]].concat()).0, 0);
        let written: Vec<u8> = std::fs::read(bureau.path("datev/EXTF_Buchungsstapel_2026-10.csv"))?;
        let written: String = written.iter().map(|byte| char::from(*byte)).collect();
        assert!(
            written.contains(&format!("595,00;\"H\";;;;;10001;{loss};")),
            "the loss goes gross on its automatic account"
        );
        // Taken back, all is open as before.
        assert_eq!(said(&["undo", "E1"]).0, 0);
        assert!(open(&bureau).contains(&("RE-1".to_owned(), "1190.00".to_owned())));
        assert_eq!(said(&["verify"]).0, 0);
    }
    Ok(())
}

#[test]
fn what_a_reason_does_not_say_is_asked_and_nothing_is_logged() {
    let bureau = office("mueller");
    let before = bureau.report("journal").len();
    let refused = |arguments: &[&str], word: &str| {
        let answer = bureau.run(arguments);
        assert!(
            answer.status == 1 && answer.err.contains(word),
            "{arguments:?}: {} {}",
            answer.status,
            answer.err
        );
    };
    refused(&["resolve", "E1", "match", "RE-1", "--write-off", "so vereinbart"], "genau eines");
    refused(&["resolve", "E1", "match", "RE-1", "--write-off", "kein Skonto"], "genau eines");
    refused(
        &["resolve", "E1", "match", "RE-1", "--write-off", "Kleindifferenz"],
        "keine Kleindifferenz",
    );
    refused(&["resolve", "E4", "match", "RE-4", "--write-off", "Insolvenz"], "10,00 EUR höher");
    refused(
        &["resolve", "E4", "match", "RE-4", "--rest", "1200", "--reason", "Mahngebühr"],
        "1200",
    );
    refused(&["resolve", "E4", "match", "RE-4", "--rest", "9", "--reason", "Mahngebühr"], "9");
    assert_eq!(bureau.run(&["resolve", "E4", "match", "RE-4", "--rest", "2700"]).status, 2, "why?");
    assert_eq!(bureau.report("journal").len(), before);
    // The rest of a payment to an account, with its reason in the books.
    let answer =
        bureau.run(&["resolve", "E4", "match", "RE-4", "--rest", "2700", "--reason", "Mahngebühr"]);
    assert_eq!(answer.status, 0, "{}", answer.err);
    assert_eq!(lines(&bureau), ["1200 S 60.00", "10002 H 50.00", "2700 H 10.00"]);
    let text = bureau.report("journal").last().map(|entry| entry["text"].clone());
    assert!(
        text.as_ref().and_then(Value::as_str).is_some_and(|text| text.ends_with("Mahngebühr")),
        "{text:?}"
    );
    assert_eq!(bureau.run(&["verify"]).status, 0);
}

/// A prepayment of 1,190.00 paid with 2 % Skonto; the final invoice takes off what was asked for,
/// or what was received.
#[test]
fn skonto_on_a_prepayment_leaves_no_rest_on_its_accounts() {
    for (prepaid, payable, expected) in [
        (
            "1190.00",
            "2380.00",
            [
                ("1593", "0.00"),
                ("1718", "0.00"),
                ("1776", "-566.20"),
                ("8736", "20.00"),
                ("8400", "-3000.00"),
                ("10001", "2380.00"),
            ],
        ),
        (
            "1166.20",
            "2403.80",
            [
                ("1593", "0.00"),
                ("1718", "0.00"),
                ("1776", "-570.00"),
                ("8736", "0.00"),
                ("8400", "-3000.00"),
                ("10001", "2403.80"),
            ],
        ),
    ] {
        let bureau = Bureau::new();
        let of = |number, net_cents, type_code, corrects| {
            let buyer = ("Alpha GmbH", "DE173205089");
            Invoice {
                number,
                date: "2026-10-01",
                seller: OURS,
                buyer,
                net_cents,
                type_code,
                corrects,
            }
            .xml()
        };
        bureau.drop("mueller/az.xml", of("AZ-1", 100_000, "386", None));
        bureau.drop("mueller/bank.xml", camt(MUELLER, 5, &[("1166.20", "Alpha GmbH", "AZ-1")]));
        bureau.run(&["run"]);
        let answer =
            bureau.run(&["resolve", "E1", "match", "AZ-1", "--write-off", "Skonto gewährt"]);
        assert_eq!(answer.status, 0, "{}", answer.err);
        let taken_off =
            format!("<cbc:PrepaidAmount currencyID=\"EUR\">{prepaid}</cbc:PrepaidAmount>");
        let whole = of("SR-1", 300_000, "380", Some("AZ-1"));
        let xml = whole.replace(
            "<cbc:PayableAmount currencyID=\"EUR\">3570.00",
            &format!("{taken_off}<cbc:PayableAmount currencyID=\"EUR\">{payable}"),
        );
        bureau.drop("mueller/sr.xml", xml);
        let ran = bureau.run(&["run"]);
        assert_eq!(ran.status, 0, "{:?}", bureau.report("documents"));
        let balances = bureau.report("trial-balance");
        for (account, closing) in expected {
            let found = balances
                .iter()
                .find(|row| row["account"] == account)
                .map_or("0.00", |row| row["closing"].as_str().unwrap_or_default());
            assert_eq!(found, closing, "{account} with {prepaid} taken off");
        }
        assert_eq!(bureau.run(&["verify"]).status, 0);
    }
}

/// What a final invoice has taken off is not taken back under it: the deduction would stand there
/// alone, and VAT be declared that is no one's. The final invoice first; then both come back as
/// they were, and the payment with them.
#[test]
fn a_prepayment_is_not_taken_back_under_its_final_invoice() {
    let of = |number, net_cents, type_code, corrects| {
        let buyer = ("Alpha GmbH", "DE173205089");
        Invoice { number, date: "2026-10-01", seller: OURS, buyer, net_cents, type_code, corrects }
            .xml()
    };
    let bureau = Bureau::new();
    bureau.drop("mueller/az.xml", of("AZ-1", 100_000, "386", None));
    bureau.drop("mueller/bank.xml", camt(MUELLER, 5, &[("1190.00", "Alpha GmbH", "AZ-1")]));
    bureau.run(&["run"]);
    let payable = "<cbc:PayableAmount currencyID=\"EUR\">";
    let taken_off = format!(
        "<cbc:PrepaidAmount currencyID=\"EUR\">1190.00</cbc:PrepaidAmount>{payable}2380.00"
    );
    bureau.drop(
        "mueller/sr.xml",
        of("SR-1", 300_000, "380", Some("AZ-1")).replace(&format!("{payable}3570.00"), &taken_off),
    );
    assert_eq!(bureau.run(&["run"]).status, 0, "{:?}", bureau.report("documents"));
    let id = |file: &str| bureau.document(file)["id"].as_str().unwrap_or_default().to_owned();
    let (first, last) = (id("mueller/az.xml"), id("mueller/sr.xml"));
    let stands = || {
        let balances = bureau.report("trial-balance");
        let of = |account: &&str| {
            balances
                .iter()
                .find(|row| row["account"] == **account)
                .map_or(Value::Null, |row| row["closing"].clone())
        };
        ["1590", "1593", "1718", "1776", "8400", "10001"].iter().map(of).collect::<Vec<_>>()
    };
    let whole = stands();
    for answer in [vec!["undo", &first], vec!["resolve", &first, "account", "8300"]] {
        let refused = bureau.run(&answer);
        assert!(
            refused.status == 1 && refused.err.contains(&format!("kontor undo {last}")),
            "{}",
            refused.err
        );
        assert_eq!(stands(), whole);
    }
    for answer in [vec!["undo", &last], vec!["undo", &first]] {
        assert_eq!(bureau.run(&answer).status, 0);
    }
    let back = ["-1190.00", "0.00", "0.00", "0.00", "0.00", "0.00"];
    assert_eq!(stands(), back);
    for id in [&first, &last] {
        assert_eq!(bureau.run(&["resolve", id, "accept"]).status, 0);
    }
    assert_eq!(stands()[1..], whole[1..]);
    assert_eq!((stands()[0].clone(), bureau.run(&["verify"]).status), ("0.00".into(), 0));
}

/// Prepayment, payment and final invoice in any order, apart or in one drop: the VAT of the
/// prepayment is that of the month it was paid in, and nothing waits.
#[test]
fn a_chain_of_invoices_comes_out_the_same_in_any_order() {
    let of = |number, date, net_cents, type_code, corrects| {
        let buyer = ("Alpha GmbH", "DE173205089");
        Invoice { number, date, seller: OURS, buyer, net_cents, type_code, corrects }.xml()
    };
    let payable = "<cbc:PayableAmount currencyID=\"EUR\">";
    let taken_off = format!(
        "<cbc:PrepaidAmount currencyID=\"EUR\">1190.00</cbc:PrepaidAmount>{payable}2380.00"
    );
    let last = of("SR-1", "2026-11-20", 300_000, "380", Some("AZ-1"))
        .replace(&format!("{payable}3570.00"), &taken_off);
    let files = [
        ("az.xml", of("AZ-1", "2026-10-01", 100_000, "386", None)),
        ("bank.xml", camt(MUELLER, 5, &[("1190.00", "Alpha GmbH", "AZ-1")])),
        ("sr.xml", last),
    ];
    for drops in [
        vec![vec![0, 1, 2]],
        vec![vec![0], vec![1, 2]],
        vec![vec![2], vec![0, 1]],
        vec![vec![2], vec![1], vec![0]],
        vec![vec![0], vec![1], vec![2]],
    ] {
        let bureau = Bureau::new();
        let mut ended = 0;
        for drop in &drops {
            for (name, content) in drop.iter().filter_map(|at| files.get(*at)) {
                bureau.drop(&format!("mueller/{name}"), content.clone());
            }
            ended = bureau.run(&["run"]).status;
        }
        assert_eq!(ended, 0, "{drops:?}: {:?}", bureau.report("documents"));
        let returned = |from: &str, to: &str| {
            let rows = bureau
                .run(&[
                    "report",
                    "vat-return",
                    "--company",
                    "mueller",
                    "--from",
                    from,
                    "--to",
                    to,
                    "--json",
                ])
                .rows();
            rows.iter()
                .map(|row| format!("{} {}", row["position"], row["amount"]).replace('"', ""))
                .collect::<Vec<_>>()
        };
        assert_eq!(returned("2026-10-01", "2026-10-31"), ["81 1000.00", "83 190.00"], "{drops:?}");
        assert_eq!(returned("2026-11-01", "2026-11-30"), ["81 2000.00", "83 380.00"], "{drops:?}");
        assert_eq!(bureau.run(&["verify"]).status, 0, "{drops:?}");
    }
}

/// A return that names no number: the question names the payments that it may be, and the number of
/// one answers it.
#[test]
fn a_return_is_given_the_payment_that_a_person_names() -> Tested {
    let contacts = "contact;name;role;iban\nK1;Alpha GmbH;customer;DE16600501010020000101\n";
    let items = "document;side;contact;date;due;amount;vat_rate\n\
        RE-1;receivable;K1;2026-09-01;2026-09-15;100.00;19\nRE-2;receivable;K1;2026-09-01;2026-09-15;100.00;19\n\
        RE-3;receivable;K1;2026-09-01;2026-09-15;300.00;19\n";
    let row = |day: &str, amount: &str, text: &str| {
        format!("{MUELLER};{day};{amount};EUR;Alpha GmbH;DE16600501010020000101;{text}\n")
    };
    let head =
        "iban;booking_date;amount;currency;counterparty;counterparty_iban;remittance\n".to_owned();
    let paid = [
        row("2026-10-02", "100.00", "RE-1"),
        row("2026-10-03", "100.00", "RE-2"),
        row("2026-10-04", "300.00", "RE-3"),
    ];
    let back = row("2026-10-08", "-103.00", "RUECKLASTSCHRIFT MS03");
    let bureau = Bureau::new();
    bureau.drop("mueller/contacts.csv", contacts);
    bureau.drop("mueller/open-items.csv", items);
    bureau.drop("mueller/bank.csv", head + &paid.concat() + &back);
    bureau.run(&["run"]);
    let review = bureau.run(&["review"]).out;
    assert!(
        review.contains("E1, 02.10.2026 (RE-1)") && review.contains("E2, 03.10.2026 (RE-2)"),
        "{review}"
    );
    let other = bureau.run(&["resolve", "E4", "match", "E3"]);
    assert!(other.status == 1 && other.err.contains("-103,00"), "{} {}", other.out, other.err);
    for _ in 0..2 {
        let answer = bureau.run(&["resolve", "E4", "match", "E1"]);
        assert!(
            answer.status == 0 && !answer.out.contains("Für E1"),
            "{} {}",
            answer.out,
            answer.err
        );
        assert_eq!(
            open(&bureau).into_iter().filter(|(_, left)| left != "0.00").collect::<Vec<_>>(),
            [("RE-1".into(), "100.00".into())]
        );
        let booked = lines(&bureau);
        assert!(booked.iter().any(|line| line.starts_with("4970 S 3.00")), "{booked:?}");
        assert_eq!(bureau.run(&["verify"]).status, 0);
        // What came back once does not come back again.
        assert_eq!(bureau.run(&["undo", "E4"]).status, 0);
    }
    Ok(())
}

/// A return with a dear fee waits; the payment after it says so, and so does whoever answers it
/// first.
#[test]
fn a_payment_of_what_a_waiting_return_opens_names_that_return() -> Tested {
    let contacts = "contact;name;role;iban\nK1;Alpha GmbH;customer;DE16600501010020000101\n";
    let items = "document;side;contact;date;due;amount;vat_rate\n\
        RE-1;receivable;K1;2026-09-01;2026-09-15;100.00;19\n";
    let row = |day: &str, amount: &str, text: &str| {
        format!("{MUELLER};{day};{amount};EUR;Alpha GmbH;DE16600501010020000101;{text}\n")
    };
    let head = "iban;booking_date;amount;currency;counterparty;counterparty_iban;remittance\n";
    let rows = [
        head.to_owned(),
        row("2026-10-02", "100.00", "RE-1"),
        row("2026-10-08", "-118.50", "RUECKLASTSCHRIFT RE-1 ENTGELT 18,50"),
        row("2026-10-12", "100.00", "RE-1 erneut"),
    ];
    let bureau = Bureau::new();
    bureau.drop("mueller/contacts.csv", contacts);
    bureau.drop("mueller/open-items.csv", items);
    bureau.drop("mueller/bank.csv", rows.concat());
    bureau.run(&["run"]);
    let review = bureau.run(&["review"]).out;
    assert!(review.contains("Bitte zuerst über E2 entscheiden"), "{review}");
    for answer in [&["accept"][..], &["match", "RE-1"]] {
        let answered = bureau.run(&[&["resolve", "E3"], answer].concat());
        assert!(answered.status == 1 && answered.err.contains("zuerst E2"), "{}", answered.err);
    }
    assert_eq!(bureau.run(&["resolve", "E2", "accept"]).status, 0);
    let review = bureau.run(&["review"]).out;
    assert!(!review.contains("zuerst über E2"), "{review}");
    assert_eq!(bureau.run(&["resolve", "E3", "accept"]).status, 0);
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}
