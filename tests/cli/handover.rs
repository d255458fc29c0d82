//! `kontor export datev`, read back by a small reader of its own: the same trial balance, the same
//! sides.

use super::bureau::{Bureau, MUELLER, Tested, camt, kontor};
use super::invoice::Invoice;
use std::collections::BTreeMap;
use std::path::Path;

/// Debit and credit of each account, in cents.
type Turnover = BTreeMap<String, (i64, i64)>;

/// Automatic accounts of both charts as DATEV has them: rate, and the accounts that the tax goes
/// to; two where the recipient owes it.
const AUTOMATIC: &[(&str, &[&str], i64, &[&str])] = &[
    ("03", &["8400", "8736", "8720", "8790", "8760", "1718", "2406"], 19, &["1776"]),
    ("03", &["8300", "8731", "1711", "2401"], 7, &["1771"]),
    ("03", &["3400", "3736", "1518"], 19, &["1576"]),
    ("03", &["3300", "3731", "1511"], 7, &["1571"]),
    ("03", &["3425", "3748"], 19, &["1574", "1774"]),
    ("03", &["3120", "3123", "3125", "3151"], 19, &["1577", "1787"]),
    ("04", &["4400", "4736", "4720", "4790", "4760", "3272", "6936"], 19, &["3806"]),
    ("04", &["4300", "4731", "3260", "6931"], 7, &["3801"]),
    ("04", &["5400", "5736", "1186"], 19, &["1406"]),
    ("04", &["5300", "5731", "1181"], 7, &["1401"]),
    ("04", &["5425", "5748"], 19, &["1404", "3804"]),
    ("04", &["5920", "5923", "5925", "5951"], 19, &["1407", "3837"]),
];

/// Tax keys: rate, and the account in either chart.
const KEYS: &[(&str, i64, &str, &str)] = &[
    ("9", 19, "1576", "1406"),
    ("8", 7, "1571", "1401"),
    ("3", 19, "1776", "3806"),
    ("2", 7, "1771", "3801"),
];

/// The fields of a line; quoted ones without their quotation marks.
fn fields(line: &str) -> Vec<String> {
    let (mut fields, mut quoted) = (vec![String::new()], false);
    for letter in line.chars() {
        match letter {
            '"' => quoted = !quoted,
            ';' if !quoted => fields.push(String::new()),
            _ => fields.last_mut().into_iter().for_each(|field| field.push(letter)),
        }
    }
    fields
}

fn rounded(numerator: i64, denominator: i64) -> i64 {
    let half = if numerator < 0 { -denominator / 2 } else { denominator / 2 };
    (numerator + half) / denominator
}

fn book(turnover: &mut Turnover, account: &str, debit: bool, cents: i64) {
    if cents != 0 {
        let (soll, haben) = turnover.entry(format!("{account:0>4}")).or_default();
        *(if debit { soll } else { haben }) += cents;
    }
}

/// Books the contra account's side with whatever DATEV computes.
fn book_contra(
    turnover: &mut Turnover,
    chart: &str,
    account: &str,
    key: &str,
    debit: bool,
    gross: i64,
) {
    let automatic = AUTOMATIC
        .iter()
        .find(|row| row.0 == chart && row.1.contains(&account))
        .map(|row| (row.2, row.3));
    let keyed = KEYS
        .iter()
        .find(|row| row.0 == key)
        .map(|row| (row.1, if chart == "03" { row.2 } else { row.3 }));
    match (key, automatic, keyed) {
        ("40", ..) | ("", None, _) => book(turnover, account, debit, gross),
        ("", Some((rate, [tax])), _) => {
            let tax_cents = rounded(gross * rate, 100 + rate);
            book(turnover, account, debit, gross - tax_cents);
            book(turnover, tax, debit, tax_cents);
        }
        ("", Some((rate, [input, output])), _) => {
            let tax_cents = rounded(gross * rate, 100);
            book(turnover, account, debit, gross);
            book(turnover, input, debit, tax_cents);
            book(turnover, output, !debit, tax_cents);
        }
        (_, None, Some((rate, tax))) => {
            let tax_cents = rounded(gross * rate, 100 + rate);
            book(turnover, account, debit, gross - tax_cents);
            book(turnover, tax, debit, tax_cents);
        }
        _ => panic!("key {key:?} on {account}"),
    }
}

/// Reads the bookings in a folder.
fn read_back(folder: &Path) -> Result<Turnover, Box<dyn std::error::Error>> {
    let mut turnover = Turnover::new();
    for file in std::fs::read_dir(folder)? {
        let path = file?.path();
        if !path.to_string_lossy().contains("EXTF_Buchungsstapel") {
            continue;
        }
        let bytes = std::fs::read(&path)?;
        let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
        let mut lines = text.split_terminator("\r\n");
        let heading = fields(lines.next().unwrap_or_default());
        assert_eq!(
            (heading.len(), &heading[1..5]),
            (31, &["700", "21", "Buchungsstapel", "13"].map(String::from)[..])
        );
        assert_eq!(fields(lines.next().unwrap_or_default()).len(), 125);
        let (from, to) = (&heading[14][4..], &heading[15][4..]);
        for line in lines {
            let row = fields(line);
            assert_eq!(row.len(), 125, "{line}");
            let day = format!("{}{}", &row[9][2..], &row[9][..2]);
            assert!(day.as_str() >= from && day.as_str() <= to, "{line}");
            assert!(
                row[10].chars().all(|c| c.is_ascii_alphanumeric() || "$&%*+-/".contains(c)),
                "{line}"
            );
            let cents: i64 = row[0].replace(',', "").parse()?;
            assert!(
                cents > 0 && row[0].rsplit(',').next().is_some_and(|cents| cents.len() == 2),
                "{line}"
            );
            let (cents, debit) = (if row[117] == "1" { -cents } else { cents }, row[1] == "S");
            book(&mut turnover, &row[6], debit, cents);
            book_contra(&mut turnover, &heading[26], &row[7], &row[8], !debit, cents);
        }
    }
    // What is taken back on its own side leaves nothing.
    turnover.retain(|_, sides| *sides != (0, 0));
    Ok(turnover)
}

fn cents(amount: &serde_json::Value) -> i64 {
    amount.as_str().and_then(|amount| amount.replace('.', "").parse().ok()).unwrap_or_default()
}

/// Of a personal account only the balance: an invoice and a credit note settled together stand on
/// both its sides in the books, and no program takes an account against itself.
fn as_taken(turnover: Turnover) -> Turnover {
    let taken = |(account, (debit, credit)): (String, (i64, i64))| match account.len() {
        5 => (account, (debit - credit, 0)),
        _ => (account, (debit, credit)),
    };
    turnover.into_iter().map(taken).filter(|(_, sides)| *sides != (0, 0)).collect()
}

/// Exports a company's two years and compares.
fn same_both_ways(office: &Path, company: &str, folder: &Path) -> Tested {
    let (office, span) = (
        office.to_string_lossy(),
        ["--company", company, "--from", "2025-01-01", "--to", "2027-12-31"],
    );
    let out = folder.to_string_lossy();
    let export: Vec<&str> = ["export", "datev"]
        .into_iter()
        .chain(span)
        .chain(["--output", &out, "--office", &office])
        .collect();
    let ended = kontor(&export);
    assert_eq!(ended.status, 0, "{}", ended.err);
    let report: Vec<&str> = ["report", "trial-balance", "--json"]
        .into_iter()
        .chain(span)
        .chain(["--office", &office])
        .collect();
    let rows = kontor(&report).rows();
    let books: Turnover = rows
        .iter()
        .map(|row| {
            (
                row["account"].as_str().unwrap_or_default().to_owned(),
                (cents(&row["debit"]), cents(&row["credit"])),
            )
        })
        .filter(|(_, turnover)| *turnover != (0, 0))
        .collect();
    assert!(!rows.is_empty());
    assert_eq!(as_taken(read_back(folder)?), as_taken(books.clone()));
    // What is imported twice is doubled.
    assert_eq!(kontor(&export).status, 2);
    let plain: Vec<&str> = ["export", "journal"]
        .into_iter()
        .chain(span)
        .chain(["--output", &out, "--office", &office])
        .collect();
    assert_eq!(kontor(&plain).status, 0);
    let balances = books
        .iter()
        .map(|(account, (debit, credit))| (account.clone(), debit - credit))
        .filter(|(_, balance)| *balance != 0);
    let balances: BTreeMap<String, i64> = balances.collect();
    assert_eq!(plain_balances(&folder.join(format!("{company}.journal")))?, balances);
    assert_eq!(beancount_balances(&folder.join(format!("{company}.beancount")))?, balances);
    Ok(())
}

/// Each link of a booking leads to a document of the archive beside it, which lies there under its
/// name.
fn documents_are_linked(folder: &Path) -> Tested {
    let mut archive = zip::ZipArchive::new(std::fs::File::open(folder.join("Belege.zip"))?)?;
    let list = std::io::read_to_string(archive.by_name("document.xml")?)?;
    let named: Vec<&str> =
        list.split("name=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    for name in &named {
        assert!(archive.by_name(name)?.size() > 0, "{name}");
    }
    let mut linked = 0;
    for file in std::fs::read_dir(folder)? {
        let path = file?.path();
        if !path.to_string_lossy().contains("EXTF_Buchungsstapel") {
            continue;
        }
        let text: String = std::fs::read(&path)?.iter().map(|byte| char::from(*byte)).collect();
        let guids = text.split("BEDI \"\"").skip(1).filter_map(|rest| rest.split('"').next());
        for guid in guids {
            assert!(list.contains(&format!("guid=\"{guid}\"")), "{guid}");
            linked += 1;
        }
    }
    assert!(
        linked >= named.len() && !named.is_empty(),
        "{linked} links, {} documents",
        named.len()
    );
    Ok(())
}

/// The balances of a plain-text journal, each transaction of which must come to zero; hledger reads
/// it too, where it is installed.
fn plain_balances(file: &Path) -> Result<BTreeMap<String, i64>, Box<dyn std::error::Error>> {
    match std::process::Command::new("hledger").arg("-f").arg(file).arg("check").output() {
        Ok(checked) => {
            assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr))
        }
        Err(_) => println!("hledger is not installed: the journal is read by this test alone"),
    }
    let (mut balances, mut sum) = (BTreeMap::new(), 0);
    for line in std::fs::read_to_string(file)?.lines() {
        let posting = line
            .strip_prefix("    ")
            .filter(|posting| !posting.starts_with(';'))
            .map(|posting| posting.split("  ; "));
        let Some(posting) = posting.and_then(|mut parts| parts.next()) else {
            assert_eq!(sum, 0, "before {line}");
            continue;
        };
        let (account, amount) = posting.rsplit_once("  ").ok_or("an amount")?;
        let cents: i64 = amount.trim_end_matches(" EUR").replace('.', "").parse()?;
        *balances.entry(account.split(' ').next().unwrap_or_default().to_owned()).or_default() +=
            cents;
        sum += cents;
    }
    balances.retain(|_, balance| *balance != 0);
    Ok(balances)
}

/// The balances of a Beancount file; bean-check reads it too, where it is installed.
fn beancount_balances(file: &Path) -> Result<BTreeMap<String, i64>, Box<dyn std::error::Error>> {
    match std::process::Command::new("bean-check").arg(file).output() {
        Ok(checked) => {
            assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr))
        }
        Err(_) => println!("Beancount is not installed: its file is read by this test alone"),
    }
    let mut balances = BTreeMap::new();
    for line in std::fs::read_to_string(file)?.lines() {
        let posting = line.strip_prefix("  ").and_then(|posting| posting.split_once("  "));
        let Some((account, amount)) = posting.filter(|(account, _)| !account.is_empty()) else {
            continue;
        };
        let (_, number) = account.split_once(':').ok_or("an account")?;
        let cents: i64 = amount.trim_end_matches(" EUR").replace('.', "").parse()?;
        *balances.entry(number.to_owned()).or_default() += cents;
    }
    balances.retain(|_, balance| *balance != 0);
    Ok(balances)
}

#[test]
fn the_demo_reads_back_to_its_trial_balances_in_both_charts() -> Tested {
    let place = tempfile::tempdir()?;
    let demo = place.path().join("demo");
    assert_eq!(kontor(&["demo", &demo.to_string_lossy()]).status, 0);
    for company in ["mueller", "kern"] {
        same_both_ways(&demo, company, &place.path().join(company))?;
        let contacts =
            std::fs::read(place.path().join(company).join("EXTF_Debitoren_Kreditoren.csv"))?;
        let text: String = contacts.iter().map(|byte| char::from(*byte)).collect();
        assert!(
            text.lines().skip(1).all(|line| fields(line).len() == 254) && text.lines().count() > 3
        );
        assert!(place.path().join(company).join("EXTF_Kontenbeschriftungen.csv").is_file());
        documents_are_linked(&place.path().join(company))?;
    }
    Ok(())
}

#[test]
fn what_a_regime_books_otherwise_reads_back_too() -> Tested {
    for (chart, regime) in [
        ("SKR03", "cash"),
        ("SKR04", "cash"),
        ("SKR03", "small-business"),
        ("SKR04", "exempt"),
        ("SKR04", "accrual"),
    ] {
        let bureau = Bureau::new();
        let ours = ("Müller Metallbau GmbH", "DE136695976");
        bureau.write(
            "companies/mueller.toml",
            format!(
                "name = \"{}\"\nvat_id = \"{}\"\nibans = [\"{MUELLER}\"]\nchart = \"{chart}\"\nvat \
                 = \"{regime}\"\ndatev_consultant = 29098\ndatev_client = 55003\n",
                ours.0, ours.1
            ),
        );
        let other = ("Bau AG", "DE300002153");
        let sold = Invoice {
            number: "A-1",
            date: "2026-10-05",
            seller: ours,
            buyer: other,
            net_cents: 10_003,
            type_code: "380",
            corrects: None,
        };
        let bought = Invoice {
            number: "B 1/ä",
            date: "2026-09-07",
            seller: other,
            buyer: ours,
            net_cents: 77_777,
            type_code: "380",
            corrects: None,
        };
        bureau.drop("mueller/a.xml", sold.xml());
        bureau.drop("mueller/b.xml", bought.xml());
        bureau.run(&["run"]);
        bureau.run(&["undo", "D2"]);
        let folder = bureau.path("datev");
        same_both_ways(bureau.root(), "mueller", &folder)?;
        let some = std::fs::read(folder.join("EXTF_Buchungsstapel_2026-09.csv"))?;
        let text: String = some.iter().map(|byte| char::from(*byte)).collect();
        assert!(
            text.starts_with("\"EXTF\";700;21;")
                && text.contains(";29098;55003;20260101;4;20260901;20260930;"),
            "{text}"
        );
    }
    Ok(())
}

#[test]
fn a_payment_of_several_invoices_names_each_and_masters_have_addresses() -> Tested {
    for regime in ["accrual", "cash"] {
        let bureau = Bureau::mueller(&format!("vat = \"{regime}\"\n"));
        bureau.drop(
            "mueller/contacts.csv",
            "kontakt;name;rolle;ustid;strasse;plz;ort;land\n\
             10001;Bau AG;customer;DE300002153;Am Deich 3;24103;Kiel;DE\n",
        );
        let ours = ("Müller Metallbau GmbH", "DE136695976");
        for (number, net_cents) in [("A-1", 20_000), ("A-2", 10_000)] {
            let sold = Invoice {
                number,
                date: "2026-09-05",
                seller: ours,
                buyer: ("Bau AG", "DE300002153"),
                net_cents,
                type_code: "380",
                corrects: None,
            };
            bureau.drop(&format!("mueller/{number}.xml"), sold.xml());
        }
        bureau.drop("mueller/bank.xml", camt(MUELLER, 1, &[("357.00", "Bau AG", "A-1 und A-2")]));
        bureau.run(&["run"]);
        let folder = bureau.path("datev");
        same_both_ways(bureau.root(), "mueller", &folder)?;
        let mut paid: BTreeMap<String, i64> = BTreeMap::new();
        for file in std::fs::read_dir(&folder)? {
            let path = file?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let text: String = std::fs::read(&path)?.iter().map(|byte| char::from(*byte)).collect();
            if name.starts_with("EXTF_Buchungsstapel") {
                let rows =
                    text.lines().map(fields).filter(|row| row.get(6) == Some(&"10001".into()));
                let rows = rows.filter(|row| row.get(7) == Some(&"1200".into()));
                for row in rows {
                    *paid.entry(row[10].clone()).or_default() +=
                        row[0].replace(',', "").parse::<i64>()?;
                }
            }
            if name.starts_with("EXTF_Debitoren") {
                assert!(
                    text.contains(";\"STR\";\"Am Deich 3\";;\"24103\";\"Kiel\";\"DE\";"),
                    "{text}"
                );
            }
        }
        let expected = [("A-1".to_owned(), 23_800), ("A-2".to_owned(), 11_900)];
        assert_eq!(paid, BTreeMap::from(expected), "{regime}");
    }
    Ok(())
}
