//! A year of a firm, made at random, under each tax regime and both charts: the VAT return is what
//! invoices and payments say by a few lines of arithmetic, the statements hold together, and
//! neither the chart nor the order of files changes them. `KONTOR_YEARS=20 cargo test --test office
//! year` takes more years.

use crate::bill::{Bill, Group, Other};
use crate::small_office::{OWN, Office, kontor};
use serde_json::Value;
use std::collections::BTreeMap;

const OURS: Other = Other { name: "Beispiel GmbH", vat_id: "DE136695976", country: "DE" };
const CUSTOMERS: [Other; 4] = [
    Other { name: "Bau AG", vat_id: "DE300002153", country: "DE" },
    Other { name: "Möbelhaus Kunz KG", vat_id: "DE811907980", country: "DE" },
    Other { name: "Dupont SARL", vat_id: "FR83404833048", country: "FR" },
    Other { name: "Rossi SpA", vat_id: "IT00743110157", country: "IT" },
];
const VENDORS: [Other; 3] = [
    Other { name: "Stahl Service GmbH", vat_id: "DE129273398", country: "DE" },
    Other { name: "Oostende Staal NV", vat_id: "BE0403170701", country: "BE" },
    Other { name: "Reinigung Blitz GmbH", vat_id: "DE118510155", country: "DE" },
];

/// Numbers that seem random and are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }

    fn cents(&mut self) -> i64 {
        i64::try_from(1_000 + self.below(400_000)).expect("small")
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Regime {
    Accrual,
    Cash,
    Small,
    Exempt,
    /// Four tenths of the input VAT are deducted.
    Part,
}

impl Regime {
    fn settings(self) -> &'static str {
        match self {
            Regime::Accrual => "vat = \"accrual\"\n",
            Regime::Cash => "vat = \"cash\"\n",
            Regime::Small => "vat = \"small-business\"\n",
            Regime::Exempt => "vat = \"exempt\"\ninput_vat = \"none\"\n",
            Regime::Part => "input_vat = \"40\"\n",
        }
    }

    fn owes_no_output(self) -> bool {
        matches!(self, Regime::Small | Regime::Exempt)
    }

    /// What is deducted of an amount of VAT, cents.
    fn deducted(self, tax: i64) -> i64 {
        match self {
            Regime::Accrual | Regime::Cash => tax,
            Regime::Small | Regime::Exempt => 0,
            Regime::Part => percent(tax, 40),
        }
    }
}

/// Percent of an amount in cents, half away from zero.
fn percent(cents: i64, of: i64) -> i64 {
    let product = cents * of;
    if product < 0 { -((-product + 50) / 100) } else { (product + 50) / 100 }
}

/// What is paid: signed as on the bank account, on a day of the month.
struct Paid {
    month: i8,
    day: i8,
    cents: i64,
    name: &'static str,
    text: String,
}

/// The files of a year, and what the VAT return says of it.
struct Year {
    files: Vec<(String, String)>,
    vat: Vat,
    /// What came in and what went out, cents.
    money: (i64, i64),
}

/// Bases of the taxes that the form computes itself, and the taxes that it is told; cents.
#[derive(Default)]
struct Vat {
    full: i64,
    reduced: i64,
    acquired: i64,
    as_recipient: i64,
    deducted: i64,
}

impl Vat {
    fn turnover(&mut self, sign: i64, parts: &[(i64, i64, i64)]) {
        for (rate, net, _) in parts {
            *(if *rate == 19 { &mut self.full } else { &mut self.reduced }) += sign * net;
        }
    }

    /// Kz 83: bases count in whole euros, cut.
    fn owed(&self) -> i64 {
        let whole = |cents: i64| cents / 100 * 100;
        let acquired = percent(whole(self.acquired), 19);
        percent(whole(self.full), 19)
            + percent(whole(self.reduced), 7)
            + acquired
            + self.as_recipient
            - self.deducted
    }
}

fn year(seed: u64, regime: Regime, with_dollars: bool) -> Year {
    let mut dice = Dice(seed);
    let (mut files, mut payments, mut vat) = (Vec::new(), Vec::new(), Vat::default());
    for month in 1..=11_i8 {
        for at in 0..3 {
            let number = format!("RE-{month:02}{at}{}", 100 + dice.below(899));
            let customer = usize::try_from(dice.below(4)).expect("small");
            let abroad = CUSTOMERS[customer].country != "DE";
            let groups = match (regime, abroad, dice.below(3)) {
                (regime, ..) if regime.owes_no_output() => vec![Group::of("E", 0, dice.cents())],
                (_, true, _) => vec![Group::of("K", 0, dice.cents())],
                (_, _, 0) => {
                    vec![Group::of("S", 19, dice.cents()), Group::of("S", 7, dice.cents())]
                }
                (_, _, 1) => vec![Group::of("S", 7, dice.cents())],
                _ => vec![Group::of("S", 19, dice.cents())],
            };
            let skonto = dice.below(3) == 0;
            let bill = Bill {
                number,
                month,
                day: 2 + at,
                seller: OURS,
                buyer: CUSTOMERS[customer],
                groups,
                skonto,
                credits: None,
            };
            if dice.below(6) == 0 {
                credited(&bill, regime, &mut files, &mut payments, &mut vat);
                files.push((format!("{}.xml", bill.number), bill.xml()));
                continue;
            }
            let way = dice.below(6);
            let (paid, discount) = settled(&bill, way, &mut payments, 1, &mut dice);
            // Skonto lowers the VAT with the price; unpaid output tax waits where it is owed with
            // the money.
            let whole: Vec<(i64, i64, i64)> =
                bill.groups.iter().map(|group| (group.rate, group.net, 0)).collect();
            if !regime.owes_no_output() && !abroad {
                if regime != Regime::Cash || paid + discount == bill.gross() {
                    vat.turnover(1, &whole);
                    vat.turnover(-1, &bill.inside(discount));
                } else {
                    vat.turnover(1, &bill.inside(paid));
                }
            }
            files.push((format!("{}.xml", bill.number), bill.xml()));
        }
        for at in 0..3 {
            let vendor = usize::try_from(dice.below(3)).expect("small");
            let number = format!("L{}/{month:02}{at}", 1_000 + dice.below(8_999));
            let groups = match vendor {
                0 if dice.below(3) == 0 => {
                    vec![Group::of("S", 19, dice.cents()), Group::of("S", 7, dice.cents())]
                }
                0 => vec![Group::of("S", 19, dice.cents())],
                1 => vec![Group::of("K", 0, dice.cents())],
                _ => vec![Group::of("AE", 0, dice.cents())],
            };
            let bill = Bill {
                number,
                month,
                day: 9 + at,
                seller: VENDORS[vendor],
                buyer: OURS,
                groups,
                skonto: vendor == 0 && dice.below(3) == 0,
                credits: None,
            };
            let way = dice.below(5);
            let (_, discount) = settled(&bill, way, &mut payments, -1, &mut dice);
            match vendor {
                0 => {
                    let taxes = bill
                        .taxes()
                        .into_iter()
                        .chain(bill.inside(discount).into_iter().map(|part| -part.2));
                    vat.deducted += taxes.map(|tax| regime.deducted(tax)).sum::<i64>();
                }
                1 => {
                    vat.acquired += bill.net();
                    vat.deducted += regime.deducted(percent(bill.net(), 19));
                }
                _ => {
                    vat.as_recipient += percent(bill.net(), 19);
                    vat.deducted += regime.deducted(percent(bill.net(), 19));
                }
            }
            files.push((format!("in-{month}-{at}.xml"), bill.xml()));
        }
        payments.push(Paid {
            month,
            day: 28,
            cents: -1_250,
            name: "Sparbank",
            text: "Kontoführung Entgelt Rechnungsabschluss".to_owned(),
        });
    }
    if with_dollars {
        files.extend(in_dollars(&mut dice, &mut payments));
    }
    files.extend(statements(&payments));
    // The bank's side of the opening is that of its first statement.
    files.push(("opening-balances.csv".to_owned(), OPENING.to_owned()));
    let all = |sign: i64| payments.iter().map(|paid| (paid.cents * sign).max(0)).sum();
    Year { files, vat, money: (all(1), all(-1)) }
}

/// Balances that the books begin with, beside the bank's.
const OPENING: &str = "account;debit;credit;date\n{CAPITAL};;50000,00;2026-01-01\n{MACHINE};20000,00;;2026-01-01\n{LOAN};;20000,00;2026-01-01\n";
/// Placeholders of it, and their accounts in both charts.
const OPENED: [[&str; 3]; 3] =
    [["{CAPITAL}", "0800", "2900"], ["{MACHINE}", "0210", "0440"], ["{LOAN}", "0630", "3150"]];

/// What is exported for dollars, with the rates; two of three are paid, at another rate.
fn in_dollars(dice: &mut Dice, payments: &mut Vec<Paid>) -> Vec<(String, String)> {
    let buyer = Other { name: "Acme Steel Inc", vat_id: "", country: "US" };
    let mut files = vec![(
        "rates.csv".to_owned(),
        "Date,USD,CHF\n2026-02-06,1.2500,0.9500\n2026-05-06,1.1000,0.9400\n2026-09-04,1.1800,0.9300\n".to_owned(),
    )];
    for (at, month) in [2, 5, 9].into_iter().enumerate() {
        let number = format!("US-{month}{}", 1_000 + dice.below(8_999));
        let groups = vec![Group::of("G", 0, dice.cents())];
        let bill = Bill {
            number,
            month,
            day: 6,
            seller: OURS,
            buyer,
            groups,
            skonto: false,
            credits: None,
        };
        if at > 0 {
            payments.push(Paid {
                month: month + 1,
                day: 17,
                cents: bill.gross() * 100 / 114,
                name: buyer.name,
                text: format!("Rechnung {}", bill.number),
            });
        }
        files.push((format!("{}.xml", bill.number), bill.xml().replace("EUR", "USD")));
    }
    files
}

/// A part of what was billed is credited; the rest is paid with both numbers named, all at once.
fn credited(
    bill: &Bill,
    regime: Regime,
    files: &mut Vec<(String, String)>,
    payments: &mut Vec<Paid>,
    vat: &mut Vat,
) {
    let groups = bill
        .groups
        .iter()
        .take(1)
        .map(|group| Group::of(group.category, group.rate, group.net / 3))
        .collect();
    let number = format!("GS-{}", bill.number);
    let (seller, buyer) = (bill.seller, bill.buyer);
    let note = Bill {
        number,
        month: bill.month,
        day: bill.day + 1,
        seller,
        buyer,
        groups,
        skonto: false,
        credits: Some(bill.number.clone()),
    };
    let of = |bill: &Bill| -> Vec<(i64, i64, i64)> {
        bill.groups.iter().map(|group| (group.rate, group.net, 0)).collect()
    };
    if !regime.owes_no_output() && buyer.country == "DE" {
        vat.turnover(1, &of(bill));
        vat.turnover(-1, &of(&note));
    }
    let text = format!("Rechnung {} abzgl. Gutschrift {}", bill.number, note.number);
    payments.push(Paid {
        month: bill.month,
        day: 24,
        cents: bill.gross() - note.gross(),
        name: buyer.name,
        text,
    });
    files.push((format!("{}.xml", note.number), note.xml()));
}

/// Pays a bill in one of several ways; gives what was paid and what Skonto was taken off, in cents
/// of the bill.
fn settled(
    bill: &Bill,
    way: u64,
    payments: &mut Vec<Paid>,
    sign: i64,
    dice: &mut Dice,
) -> (i64, i64) {
    let other = if sign > 0 { bill.buyer } else { bill.seller };
    let gross = bill.gross();
    let mut pay = |day: i8, months: i8, cents: i64| {
        let text = format!("Rechnung {}", bill.number);
        payments.push(Paid {
            month: bill.month + months,
            day,
            cents: cents * sign,
            name: other.name,
            text,
        });
    };
    match way {
        // Not at all.
        0 => (0, 0),
        // In two parts, the second a month later.
        1 if gross > 5_000 => {
            let first = 1_000 + i64::try_from(dice.below(3_000)).expect("small");
            pay(20, 0, first);
            pay(15, 1, gross - first);
            (gross, 0)
        }
        2 if bill.skonto => {
            let discount = percent(gross, 2);
            pay(bill.day + 8, 0, gross - discount);
            (gross - discount, discount)
        }
        _ => {
            pay(25, i8::from(dice.below(2) == 0), gross);
            (gross, 0)
        }
    }
}

/// A camt statement a month.
fn statements(payments: &[Paid]) -> Vec<(String, String)> {
    let mut balance = 5_000_000;
    let mut by_month: BTreeMap<i8, Vec<&Paid>> = BTreeMap::new();
    payments.iter().for_each(|paid| by_month.entry(paid.month).or_default().push(paid));
    let mut files = Vec::new();
    for (month, mut paid) in by_month {
        paid.sort_by_key(|paid| paid.day);
        let closing = balance + paid.iter().map(|paid| paid.cents).sum::<i64>();
        files.push((format!("auszug-{month:02}.xml"), statement(month, (balance, closing), &paid)));
        balance = closing;
    }
    files
}

fn statement(month: i8, (opening, closing): (i64, i64), paid: &[&Paid]) -> String {
    let money = |cents: i64| {
        let way = if cents < 0 { "DBIT" } else { "CRDT" };
        format!(
            "<Amt Ccy=\"EUR\">{}.{:02}</Amt><CdtDbtInd>{way}</CdtDbtInd>",
            cents.abs() / 100,
            cents.abs() % 100
        )
    };
    let last = jiff::civil::date(2026, month, 1).last_of_month();
    let balance = |kind: &str, cents: i64, day: jiff::civil::Date| {
        format!(
            "<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>{}<Dt><Dt>{day}</Dt></Dt></Bal>",
            money(cents)
        )
    };
    let entries: String = paid
        .iter()
        .enumerate()
        .map(|(at, paid)| {
            let (day, party) = (jiff::civil::date(2026, month, paid.day), if paid.cents < 0 { "Cdtr" } else { "Dbtr" });
            format!(
                "<Ntry>{}<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{day}</Dt></BookgDt><ValDt><Dt>{day}</Dt></ValDt>\
                 <AcctSvcrRef>B{month:02}{at:03}</AcctSvcrRef><BkTxCd/><NtryDtls><TxDtls><RltdPties><{party}><Pty><Nm>{}</Nm></Pty></{party}></RltdPties>\
                 <RmtInf><Ustrd>{}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>",
                money(paid.cents),
                paid.name,
                paid.text
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document \
         xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt><GrpHdr><MsgId>M{month}</MsgId>\
         <CreDtTm>{last}T20:00:00</CreDtTm></GrpHdr><Stmt><Id>S{month}</Id><ElctrncSeqNb>{month}</ElctrncSeqNb><CreDtTm>{last}T20:00:00</CreDtTm>\
         <Acct><Id><IBAN>{OWN}</IBAN></Id><Ccy>EUR</Ccy></Acct>{}{}{entries}</Stmt></BkToCstmrStmt></Document>\n",
        balance("OPBD", opening, jiff::civil::date(2026, month, 1)),
        balance("CLBD", closing, last)
    )
}

/// Runs a year in an office of its own, in so many portions.
fn run(name: &str, chart: &str, regime: Regime, portions: &[&[(String, String)]]) -> Office {
    run_with(name, chart, regime.settings(), portions)
}

fn run_with(name: &str, chart: &str, settings: &str, portions: &[&[(String, String)]]) -> Office {
    let office = Office::make(name);
    let company = format!(
        "name = \"{}\"\nvat_id = \"{}\"\nibans = [\"{OWN}\"]\nchart = \"{chart}\"\nemail = \
         \"buch@beispiel.example\"\n{}",
        OURS.name, OURS.vat_id, settings
    );
    std::fs::write(office.path().join("companies/beispiel.toml"), company).expect("written");
    let opened = |text: &str| {
        OPENED.iter().fold(text.to_owned(), |text, [name, skr03, skr04]| {
            text.replace(name, if chart == "SKR03" { skr03 } else { skr04 })
        })
    };
    for portion in portions {
        portion.iter().for_each(|(name, text)| office.put(&name.replace('/', "-"), &opened(text)));
        office.run();
    }
    let asked: Vec<String> = office
        .report("documents")
        .iter()
        .filter(|row| row["status"] != "processed")
        .map(Value::to_string)
        .collect();
    assert_eq!(asked, Vec::<String>::new(), "{name}");
    // What was paid as billed is matched; a part that no invoice explains is not among the
    // payments.
    let open: Vec<String> = office
        .report("reconciliation")
        .iter()
        .filter(|row| row["status"] != "matched")
        .map(Value::to_string)
        .collect();
    for row in &open {
        assert!(row.contains("Rechnung"), "{name}: {row}");
    }
    for entry in open {
        let row: Value = serde_json::from_str(&entry).expect("a row");
        let (id, text) =
            (row["id"].as_str().expect("an id"), row["remittance"].as_str().expect("a text"));
        let done =
            kontor(office.path(), &["resolve", id, "match", text.trim_start_matches("Rechnung ")]);
        assert!(
            done.status.success(),
            "{name}: {entry}\n{}",
            String::from_utf8_lossy(&done.stderr)
        );
    }
    assert!(kontor(office.path(), &["verify"]).status.success(), "{name}");
    office
}

/// Rows of a statement of the year: position and amount.
fn statement_of(office: &Office, report: &str) -> BTreeMap<String, String> {
    statement_between(office, report, "2026-01-01", "2026-12-31")
}

fn statement_between(
    office: &Office,
    report: &str,
    from: &str,
    to: &str,
) -> BTreeMap<String, String> {
    let output = kontor(office.path(), &["report", report, "--from", from, "--to", to, "--json"]);
    let rows: Vec<Value> = serde_json::from_slice(&output.stdout).expect("JSON");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    rows.iter().map(|row| (text(&row["position"]), text(&row["amount"]))).collect()
}

const STATEMENTS: [&str; 4] = ["vat-return", "balance-sheet", "profit-and-loss", "bwa"];

/// One year, or as many as `KONTOR_YEARS` says.
fn holds(first: u64, regime: Regime) {
    let years =
        std::env::var("KONTOR_YEARS").ok().and_then(|years| years.parse().ok()).unwrap_or(1);
    (first..first + years).for_each(|seed| one_holds(seed, regime));
}

fn one_holds(seed: u64, regime: Regime) {
    let year = year(seed, regime, true);
    let name = |chart: &str| format!("year-{seed}-{regime:?}-{chart}").to_lowercase();
    let office = run(&name("03"), "SKR03", regime, &[&year.files]);
    let of = |report: &str| statement_of(&office, report);
    let (sheet, profit, vat) = (of("balance-sheet"), of("profit-and-loss"), of("vat-return"));
    let owed = year.vat.owed();
    let owed =
        format!("{}{}.{:02}", if owed < 0 { "-" } else { "" }, owed.abs() / 100, owed.abs() % 100);
    assert_eq!(vat.get("83"), Some(&owed), "{regime:?}: {vat:#?}");
    assert_eq!(sheet.get("AKTIVA"), sheet.get("PASSIVA"), "{sheet:#?}");
    assert_eq!(sheet.get("P.A.V"), profit.get("17"), "{profit:#?}");
    for side in ["?", "P.?"] {
        assert_eq!(sheet.get(side), None, "{sheet:#?}");
    }

    let other = run(&name("04"), "SKR04", regime, &[&year.files]);
    for report in STATEMENTS {
        assert_eq!(of(report), statement_of(&other, report), "{report}: both charts");
    }
    // Statements before invoices, in portions, the year backwards.
    let mut turned = year.files.clone();
    turned.reverse();
    let portions: Vec<&[(String, String)]> = turned.chunks(17).collect();
    let backwards = run(&name("backwards"), "SKR03", regime, &portions);
    for report in STATEMENTS {
        assert_eq!(of(report), statement_of(&backwards, report), "{report}: backwards");
    }
}

#[test]
fn a_year_with_vat_owed_on_supply() {
    holds(7, Regime::Accrual);
}

#[test]
fn a_year_with_vat_owed_on_receipt() {
    holds(8, Regime::Cash);
}

/// Who finds profit by receipts and payments: what came in less what went out, in whatever months
/// it is counted. What is owed to the tax office as recipient moves no money before it is paid.
fn receipts_and_payments(seed: u64, regime: Regime) {
    let year = year(seed, regime, false);
    let settings = format!("{}profit = \"cash\"\n", regime.settings());
    let cents = |text: &String| text.replace('.', "").parse::<i64>().expect("an amount");
    for chart in ["SKR03", "SKR04"] {
        let office = run_with(
            &format!("receipts-{seed}-{chart}").to_lowercase(),
            chart,
            &settings,
            &[&year.files],
        );
        let form = statement_of(&office, "profit-and-loss");
        let of = |code: &str| form.get(code).map(cents).unwrap_or_default();
        assert_eq!((of("159"), of("199")), year.money, "{regime:?} {form:#?}");
        assert_eq!((of("?E"), of("?A")), (0, 0), "{form:#?}");
        let months: i64 = (1..=12)
            .map(|month| {
                let (first, last) = (
                    format!("2026-{month:02}-01"),
                    jiff::civil::date(2026, month, 1).last_of_month().to_string(),
                );
                statement_between(&office, "profit-and-loss", &first, &last)
                    .get("G")
                    .map(cents)
                    .unwrap_or_default()
            })
            .sum();
        assert_eq!(months, of("G"));
    }
}

#[test]
fn a_year_of_receipts_and_payments() {
    receipts_and_payments(10, Regime::Cash);
}

#[test]
fn a_year_of_receipts_and_payments_of_a_small_business() {
    receipts_and_payments(11, Regime::Small);
}

#[test]
fn a_year_of_a_small_business() {
    holds(9, Regime::Small);
}

#[test]
fn a_year_of_an_exempt_firm() {
    holds(12, Regime::Exempt);
}

#[test]
fn a_year_with_a_part_of_the_input_vat() {
    holds(13, Regime::Part);
}
