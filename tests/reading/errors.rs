//! Every message has a file that provokes it: samples/broken/CODE.* gives exactly the finding CODE,
//! in the words of the snapshot.
//!
//! What reading a file may find is asked of the formats themselves; what only the intake of an
//! office can find, of an office.

use super::broken::{broken, is_of, of_files, of_intake, office, root};
use kontor::cli::validate;
use kontor::domain::{Content, Finding, FindingKind, Language};
use kontor::formats::{self, Input, Layouts, Part, Read};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

type Failure = Box<dyn std::error::Error>;

/// Kinds that no small file can provoke, and why.
const WITHOUT_SAMPLE: &[(&str, &str)] = &[
    ("zip-too-large", "takes more than 100 MB; tests/reading/containers.rs makes it"),
    ("csv-too-large", "takes more than 256 MB"),
    ("container-unpacks-too-much", "is made by tests/cli/hostile.rs"),
    ("reading-takes-too-long", "likewise"),
    ("reading-takes-too-much-memory", "likewise"),
    ("reading-ended-kontor", "needs a process that died; src/office/interrupted.rs tries it"),
    ("goes-on", "needs a file that came before; src/office/kept.rs has two"),
    ("not-stored", "needs a store that refuses a row; tests/office/unstored.rs has two"),
    ("too-large", "takes more than the limit in kontor.toml"),
    ("file-closed", "comes from a file's permissions, not from what it holds"),
    ("unreadable", "is a fault of kontor itself"),
    ("file-unreadable", "comes from the operating system, not from what a file holds"),
    ("decided-before", "needs a person's decision; tests/cli/decided.rs has one"),
    ("entry-decided-fits", "likewise; tests/office/left.rs has one"),
    ("entries-kept-elsewhere", "likewise; tests/cli/accounts.rs has some"),
    ("late-for-its-period", "needs a closed period; tests/cli/periods.rs closes one"),
    (
        "several-companies",
        "needs an office whose companies share a mark, which this one does not; an invoice of both \
         is booked by both",
    ),
    (
        "open-item-without-rate",
        "needs a company's own folder; tests/office/listed.rs drops the list there",
    ),
    (
        "prepayment-taxed-late",
        "needs a payment that becomes known late; tests/office/paid_late.rs has one",
    ),
    ("deposit-stands-again", "needs a prepayment of an earlier run; tests/office/finals.rs"),
    ("open-items-invoiced", "needs a booked invoice; tests/office/listed.rs has one"),
    ("open-items-left", "needs a payment; tests/office/listed_again.rs has one"),
    ("open-items-otherwise", "likewise"),
    ("invoice-over-list", "likewise"),
    ("open-items-of-another-year", "needs a payment; tests/office/listed_again.rs has one"),
    ("open-items-undated", "needs a company's own folder; tests/office/listed_again.rs"),
    ("invoice-listed-otherwise", "needs a list of an earlier run; tests/office/listed_again.rs"),
    (
        "advance-on-order",
        "needs a person's decision about a payment; tests/office/advances.rs has one",
    ),
    ("credits-replaced-invoice", "likewise"),
    (
        "named-already",
        "needs an invoice of an earlier run; tests/office/chains.rs has all of these",
    ),
    (
        "credits-final-invoice",
        "needs a prepayment of an earlier run; tests/office/finals.rs has all of these",
    ),
    ("credits-final-invoice-paid", "likewise"),
    ("credits-taken-off", "likewise"),
    ("final-credited-before", "likewise"),
    ("prepayment-credited", "likewise"),
    ("prepayment-taken-off", "likewise"),
    (
        "prepayment-in-part",
        "needs a paid prepayment; tests/office/finals_in_parts.rs has all three",
    ),
    ("prepayment-part-unpaid", "likewise"),
    (
        "prepayments-in-part",
        "needs several prepayments of earlier runs; tests/office/finals_money.rs",
    ),
    ("prepaid-differs", "likewise"),
    ("number-free-again", "needs a booking that is taken back; tests/office/rejudged.rs"),
    ("prepayment-used-up", "likewise"),
    ("prepayment-paid-in-part", "needs a prepayment of an earlier run; tests/office/finals.rs"),
    ("prepayment-not-taken-off", "likewise"),
    ("corrects-taken-off", "likewise"),
    ("corrects-near-invoice", "likewise"),
    ("corrects-held-invoice", "likewise"),
    ("corrects-given-back", "likewise"),
    ("credits-held-invoice", "likewise"),
    ("names-held-invoice", "likewise"),
    ("credits-taken-back", "likewise"),
    ("credits-unbooked-invoice", "likewise"),
    ("credit-note-same-number", "likewise"),
    ("names-invoice", "needs an invoice of an earlier run; tests/office/finals.rs has one"),
    ("duplicate-invoice-spelt", "likewise"),
    ("prepayment-line-differs", "likewise"),
    ("names-itself", "likewise"),
    ("credits-too-much", "likewise"),
    ("credited-too-much", "likewise"),
    ("credits-unknown-prepayment", "likewise"),
    ("prepayment-credited-before", "likewise"),
    (
        "credits-unknown-deduction",
        "needs a prepayment of an earlier run; tests/office/finals_more.rs has all of these",
    ),
    ("prepayment-unpaid", "likewise"),
    ("prepayment-of-another-order", "likewise"),
    ("prepayment-and-money", "likewise"),
    ("prepayment-half-paid", "likewise"),
    ("prepayments-alike", "likewise"),
    (
        "prepayment-after-final",
        "needs a final invoice of an earlier run; tests/office/finals_late.rs has all of these",
    ),
    ("of-unknown", "likewise"),
    ("of-nothing-taken-off", "likewise"),
    ("waits-no-longer", "likewise"),
    ("advance-by-hand", "likewise"),
    ("at-stated-rate", "needs the rates of a day; tests/office/rests_on.rs has one"),
    ("other-rate-stated", "likewise"),
    ("place-taken", "needs a person's decision about a correction; tests/cli/named.rs has one"),
    (
        "corrects-credited-invoice",
        "needs a credit note that an earlier run has booked; tests/cli/named.rs has one",
    ),
    ("corrects-settled-invoice", "needs a payment that an earlier run has booked"),
    ("credits-after-discount", "likewise"),
    ("credits-discount-again", "likewise"),
    (
        "answers-unreadable",
        "what is unreadable is not recognised as a sheet of answers, and is refused as an office \
         document",
    ),
    ("answers-no-column", "is a workbook; tests/cli/sheets.rs has one"),
    ("answers-too-large", "takes more than 50 MB unpacked, and is refused as an office document"),
    ("vat-shown-without-right", "needs a company that owes no VAT; tests/cli/taxes.rs has one"),
    (
        "margin-scheme",
        "needs an invoice issued by the office's own company; tests/cli/taxes.rs has one",
    ),
    ("intra-community-implausible", "likewise; tests/cli/tax_cases.rs has all three"),
    ("export-implausible", "likewise"),
    ("zero-rate-implausible", "likewise"),
    ("input-vat-period-under-way", "is over a period; tests/cli/tax_cases.rs has one"),
    ("reverse-charge-not-open", "needs a person's decision; tests/cli/owed.rs has one"),
    ("prepayment-first", "is over before the run ends; tests/cli/rests.rs brings what raises it"),
    ("foreign-vat-in-cost", "is a note of what is booked; tests/cli/owed.rs has one"),
    ("acquisition-at-home", "needs a person's decision; tests/cli/owed.rs has one"),
    ("edifact-too-large", "takes more than 256 MB"),
    (
        "table-workbook-unreadable",
        "what is unreadable is not recognised as a table, and is refused as an office document",
    ),
    (
        "opening-unknown-account",
        "needs a company's own folder and chart; tests/cli/openings.rs drops it",
    ),
    ("personal-account-shared", "needs 30,000 contacts; tests/cli/one_account.rs makes them"),
    ("contact-account-in-use", "needs bookings; tests/cli/parties.rs makes them"),
    ("contact-account-of-another", "needs a company's own folder; tests/cli/parties.rs drops it"),
    ("contact-account-of-other-role", "likewise"),
    ("contact-account-unknown", "likewise"),
    (
        "contact-account-named-late",
        "needs an invoice that is booked; tests/cli/parties.rs drops it first",
    ),
    ("contact-with-two-accounts", "likewise"),
    ("opening-by-items", "likewise"),
    ("items-rate-of-another-time", "likewise; tests/cli/taxes.rs drops it"),
    ("items-no-rate-of-vat", "likewise; tests/cli/workbooks.rs drops it"),
    ("opening-uneven", "likewise"),
    ("entries-not-booked", "likewise; tests/cli/entries.rs provokes it"),
    ("entries-booked-before", "likewise"),
    ("entries-alike", "likewise"),
    ("entries-corrected", "likewise"),
    ("entries-other-day", "likewise"),
    ("entries-far-ahead", "likewise"),
    ("entries-maybe-retold", "needs two statements; tests/cli/retold.rs drops both"),
    ("entries-maybe-sum", "likewise"),
    ("unlikely-day", "hangs on the day it is dropped; tests/cli/taxes.rs drops it"),
    ("entries-maybe-reworded", "needs two files of one kind; tests/cli/doors.rs drops both"),
    ("entries-maybe-worded", "needs files of two kinds; tests/cli/doors.rs drops both"),
    ("entries-maybe-shifted", "likewise"),
    ("entries-maybe-more", "needs two hundred; tests/cli/doors.rs drops them"),
    ("entries-maybe-beside", "needs files of two kinds; tests/cli/beside.rs drops both"),
    ("entries-maybe-named", "needs files of two kinds; tests/cli/beside.rs drops both"),
    ("entries-maybe-swept", "needs two statements; tests/cli/swept.rs drops both"),
    ("entries-maybe-part", "needs a notice and its statement; tests/cli/batches.rs drops both"),
    ("entries-maybe-turned", "needs two statements; tests/cli/placed.rs drops both"),
    ("currency-of-account", "needs two statements; tests/office/known_twice.rs drops both"),
    ("currency-assumed-before", "likewise"),
    ("pdf-other-account", "needs the invoice beside its pages; tests/cli/paper.rs drops both"),
    ("pdf-other-sum", "likewise"),
    ("statements-not-found", "is refused before it could be; the file would have to change"),
    ("currency-of-several", "needs three statements; tests/cli/currencies.rs drops them"),
    ("entries-beside", "needs two batches; tests/cli/extf.rs drops them"),
    ("at-days-rate", "needs a file of rates beside the invoice; tests/cli/rates.rs drops both"),
    ("cash-moved-twice", "needs a person's answer; tests/cli/transit.rs gives one"),
    ("advance-on-account-beside", "needs a person's answer; tests/office/listed_again.rs"),
    ("advance-on-account", "needs a person's answer; tests/cli/decided.rs gives one"),
    ("nothing-called-paid", "needs a person's answer; tests/cli/tax_cases.rs gives one"),
    ("paid-unseen", "needs statements that go on; tests/cli/tax_cases.rs drops them"),
    ("paid-while-blocked", "needs a payment; tests/cli/control.rs has one"),
    ("scan-without-reader", "depends on the machine; tests/cli/scans.rs provokes it"),
    ("scan-unread", "likewise"),
    ("scan-read", "likewise"),
    ("file-breaks-off", "comes from the operating system, not from what a file holds"),
];

/// What reading finds, inside containers too.
fn found(name: &str, bytes: &[u8]) -> Vec<Finding> {
    let layouts = Layouts::default();
    match formats::read(&Input { bytes, name, layouts: &layouts }) {
        Err(finding) => vec![finding],
        Ok((_, reading)) => {
            let inside: Vec<Finding> = match reading.content {
                Read::Content(Content::BankStatement(file)) => {
                    file.statements.into_iter().flat_map(|one| one.findings).collect()
                }
                Read::Content(_) => Vec::new(),
                Read::Parts(parts) => {
                    parts.iter().flat_map(|Part { name, bytes }| found(name, bytes)).collect()
                }
            };
            reading.findings.into_iter().chain(inside).collect()
        }
    }
}

#[test]
fn every_kind_has_a_sample_or_a_reason() {
    let kinds: BTreeSet<&str> =
        of_files().iter().chain(&of_intake()).map(|kind| kind.code).collect();
    let samples: BTreeSet<String> = broken().into_iter().map(|(code, _)| code).collect();
    let excused: BTreeSet<&str> = WITHOUT_SAMPLE.iter().map(|(code, _)| *code).collect();
    let missing: Vec<&&str> =
        kinds.iter().filter(|code| !samples.contains(**code) && !excused.contains(*code)).collect();
    assert_eq!(missing, Vec::<&&str>::new(), "samples/broken lacks these");
    let strange: Vec<&String> =
        samples.iter().filter(|code| !kinds.contains(code.as_str())).collect();
    assert_eq!(strange, Vec::<&String>::new(), "nothing raises these");
    let needless: Vec<&&str> =
        excused.iter().filter(|code| samples.contains(**code) || !kinds.contains(*code)).collect();
    assert_eq!(needless, Vec::<&&str>::new(), "the reasons are out of date");
}

#[test]
fn every_broken_file_says_what_it_is_named_after_and_nothing_else() -> Result<(), Failure> {
    let codes: BTreeSet<&str> = of_files().iter().map(|kind| kind.code).collect();
    let checked: BTreeSet<&str> = validate::FINDINGS.iter().map(|kind| kind.code).collect();
    let read = |code: &str| codes.contains(code) && !checked.contains(code);
    let (mut page, mut strays) = (String::new(), Vec::new());
    for (code, name) in broken().iter().filter(|(code, _)| read(code)) {
        let findings = found(name, &fs::read(root().join("samples/broken").join(name))?);
        let told: BTreeSet<&str> = findings.iter().map(Finding::code).collect();
        if told != BTreeSet::from([code.as_str()]) {
            strays.push((name.clone(), told));
        }
        page += &format!("{name}\n");
        for finding in &findings {
            assert!(
                !finding.say(Language::En).contains(['{', '}']),
                "{name}: a placeholder is left"
            );
            page += &format!("    {}\n", finding.say(Language::De));
        }
    }
    assert_eq!(strays, Vec::new());
    insta::assert_snapshot!("reading", page);
    Ok(())
}

#[test]
fn what_is_no_einvoice_is_told_so() -> Result<(), Failure> {
    let output = assert_cmd::Command::cargo_bin("kontor")?
        .current_dir(root().join("samples/broken"))
        .args(["validate", "--json", "not-an-einvoice.xml"])
        .output()?;
    insta::assert_snapshot!("validate", String::from_utf8(output.stdout)?);
    Ok(())
}

/// Sentences that the intake gave, by the inbox file they are about: reasons and notes.
fn sentences(documents: &[Value]) -> BTreeMap<String, Vec<String>> {
    let mut sentences: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for document in documents {
        let file = document["file"].as_str().unwrap_or_default().trim_start_matches("mueller/");
        let dropped =
            broken().into_iter().map(|(_, name)| name).find(|name| file.starts_with(name.as_str()));
        let notes = document["notes"].as_array().into_iter().flatten();
        let told = std::iter::once(&document["reason"])
            .chain(notes)
            .filter_map(Value::as_str)
            .map(str::to_owned);
        sentences.entry(dropped.unwrap_or_default()).or_default().extend(told);
    }
    sentences
}

/// What an office tells of these samples.
fn intake_of(names: &[String]) -> Result<BTreeMap<String, Vec<String>>, Failure> {
    let folder = tempfile::tempdir()?;
    office(folder.path())?;
    for name in names {
        let of_folder = [
            "wrong-company",
            "other-sender",
            "other-addressee",
            "unknown-account",
            "account-not-stated",
            "input-vat-statements-not-found",
        ];
        let below = if of_folder.iter().any(|code| name.starts_with(code)) {
            "inbox/mueller"
        } else {
            "inbox"
        };
        fs::copy(root().join("samples/broken").join(name), folder.path().join(below).join(name))?;
    }
    let kontor = |arguments: &[&str]| -> Result<std::process::Output, Failure> {
        Ok(assert_cmd::Command::cargo_bin("kontor")?
            .args(arguments)
            .arg("--office")
            .arg(folder.path())
            .output()?)
    };
    let run = kontor(&["run"])?;
    assert_eq!(run.status.code(), Some(1), "{}", String::from_utf8_lossy(&run.stderr));
    let documents: Vec<Value> =
        serde_json::from_slice(&kontor(&["report", "documents", "--json"])?.stdout)?;
    Ok(sentences(&documents))
}

#[test]
fn the_intake_tells_what_each_file_is_named_after() -> Result<(), Failure> {
    let of_files: BTreeSet<&str> = of_files().iter().map(|kind| kind.code).collect();
    let kinds: Vec<&FindingKind> =
        of_intake().into_iter().filter(|kind| !of_files.contains(kind.code)).collect();
    let names = broken()
        .into_iter()
        .filter(|(code, _)| kinds.iter().any(|kind| kind.code == code))
        .map(|(_, name)| name);
    // The one of two thousand parts goes into an office of its own, so that the ids of the others'
    // documents stay small.
    let (large, small): (Vec<String>, Vec<String>) =
        names.partition(|name| name.starts_with("container-too-many"));
    let mut page = String::new();
    for (name, mut said) in intake_of(&small)?.into_iter().chain(intake_of(&large)?) {
        let code = name.split_once('.').map_or(name.as_str(), |(code, _)| code);
        let kind = kinds.iter().find(|kind| kind.code == code).ok_or("a kind")?;
        assert!(said.iter().any(|sentence| is_of(kind, sentence)), "{name}: {said:?}");
        said.dedup();
        page += &format!("{name}\n");
        said.iter().for_each(|sentence| page += &format!("    {sentence}\n"));
    }
    assert_eq!(
        page.lines().filter(|line| !line.starts_with(' ')).count(),
        small.len() + large.len(),
        "every sample was taken"
    );
    insta::assert_snapshot!("intake", page);
    Ok(())
}
