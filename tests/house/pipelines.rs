//! The shipped pipeline files: sound, explained, and doing what their own tests say.

use kontor::domain::{Content, Language};
use kontor::einvoice::{self, rules::Severity};
use kontor::formats::bank_csv::Bank;
use kontor::formats::{self, Input, Layouts, Read};
use kontor::ledger::Chart;
use kontor::pipeline::{
    AccountChoice, BUILT_IN, Document, File, Outcome, Pipelines, RuleSet, SampleTest, read_files,
};
use kontor::settings::{Company, Fault, ROLES, role_named};
use kontor::xml::{self, Limits, Tree};
use rust_decimal::Decimal;
use std::path::Path;

fn shipped() -> Vec<File> {
    BUILT_IN
        .iter()
        .map(|(name, text)| File { built_in: true, ..File::of_office(name, text) })
        .collect()
}

pub(crate) fn with_own(name: &str, text: &str) -> (Pipelines, Vec<Fault>) {
    let mut files = vec![File::of_office(name, text)];
    files.extend(shipped().into_iter().filter(|file| file.name != name));
    read_files(&files)
}

fn said(faults: &[Fault]) -> Vec<String> {
    faults.iter().map(|fault| fault.say(Language::En)).collect()
}

pub(crate) fn company(chart: &str) -> Company {
    let (company, _) =
        Company::read("muster", &format!("name = \"Muster GmbH\"\nchart = \"{chart}\"\n"));
    company.expect("a sound company")
}

#[test]
fn the_shipped_files_are_sound() {
    let (pipelines, faults) = read_files(&shipped());
    assert_eq!(said(&faults), Vec::<String>::new());
    assert_eq!(pipelines.sources.len(), BUILT_IN.len());
    assert!(
        pipelines.sources.iter().all(|source| source.title.is_some()),
        "every shipped file has a title"
    );
}

#[test]
fn every_file_in_pipelines_is_shipped() -> std::io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("pipelines");
    let mut names: Vec<String> = std::fs::read_dir(folder)?
        .filter_map(|entry| Some(entry.ok()?.path().file_stem()?.to_string_lossy().into_owned()))
        .filter(|name| !["banks", "pdf-statements"].contains(&name.as_str()))
        .collect();
    let mut shipped: Vec<&str> = BUILT_IN.iter().map(|(name, _)| *name).collect();
    names.sort();
    shipped.sort_unstable();
    assert_eq!(names, shipped);
    Ok(())
}

#[test]
fn the_rules_do_what_their_tests_say() {
    let (pipelines, _) = read_files(&shipped());
    assert!(pipelines.text_tests.len() > 20);
    for chart in ["SKR03", "SKR04"] {
        let company = company(chart);
        let failed: Vec<String> = pipelines
            .text_tests
            .iter()
            .filter_map(|test| Some(format!("{}: {}", test.text, test.run(&pipelines, &company)?)))
            .collect();
        assert_eq!(failed, Vec::<String>::new(), "{chart}");
    }
}

#[test]
fn each_category_but_returns_is_tested() {
    let (pipelines, _) = read_files(&shipped());
    for rule in &pipelines.rules {
        let tested = pipelines.text_tests.iter().any(|test| test.category == Some(rule.category));
        assert!(
            tested || rule.category.as_str() == "other",
            "{} has no test of its category",
            rule.name
        );
    }
}

/// `account = "bank-fees"   # SKR03 4970 · SKR04 6855`: the comment says what the chart says.
#[test]
fn comments_name_the_accounts_of_the_charts() {
    let mut seen = 0;
    for (name, text) in BUILT_IN {
        for line in text.lines() {
            let Some((setting, comment)) =
                line.split_once("# SKR03 ").filter(|(setting, _)| setting.contains("account = \""))
            else {
                continue;
            };
            let role = setting.split('"').nth(1).and_then(role_named).expect(line);
            let expected =
                format!("{} · SKR04 {}", Chart::SKR03.number(role), Chart::SKR04.number(role));
            assert_eq!(comment.trim(), expected, "{name}: {line}");
            seen += 1;
        }
    }
    assert!(seen > 15);
}

#[test]
fn roles_are_spelled_once_and_stand_for_one_account() {
    for (index, (name, role)) in ROLES.iter().enumerate() {
        assert!(
            ROLES.iter().skip(index + 1).all(|(other, same)| other != name && same != role),
            "{name}"
        );
    }
}

#[test]
fn what_is_accepted_follows_the_family() {
    let (pipelines, _) = read_files(&shipped());
    assert!(pipelines.accepts(Document::BankStatement, "camt.053.001.08"));
    assert!(pipelines.accepts(Document::BankStatement, "csv:sparkasse-camt"));
    assert!(pipelines.accepts(Document::InvoiceReceived, "facturx"));
    assert!(!pipelines.accepts(Document::Contacts, "pdf:anything"));
    assert!(!pipelines.accepts(Document::InvoiceReceived, "ubl-order"));
}

#[test]
fn a_policy_counts_in_cents_and_in_the_companys_accounts() {
    let (pipelines, _) = read_files(&shipped());
    let skr04 = pipelines.policy(&company("SKR04"));
    assert_eq!(
        (skr04.small_difference, skr04.return_fee_limit, skr04.discount_grace_days),
        (1, 1500, 0)
    );
    assert_eq!(
        (skr04.transit_account.as_str(), skr04.return_fee_account.as_str()),
        ("1460", "6855")
    );
    let own = "name = \"M\"\nchart = \"SKR03\"\n[accounts]\nbank-fees = \"4971\"\n";
    let (own, _) = Company::read("m", own);
    let policy = pipelines.policy(&own.expect("a sound company"));
    let fees = policy
        .rules
        .iter()
        .find(|rule| rule.name == "Kontoführung und Bankgebühren")
        .map(|rule| rule.account.as_str());
    assert_eq!(fees, Some("4971"));
}

#[test]
fn an_own_file_comes_first_and_its_tables_take_the_place_of_shipped_ones() {
    let own = "documents = \"bank-statement\"\naccept = \"mt940\"\n[matching]\nsmall_difference = \
        0.05\n\
        [[rule]]\nname = \"Leasing\"\ntext = \"Leasingrate\"\ncategory = \"other\"\naccount = \
        \"4570\"\n\
        [validation]\nhold_invalid = false\nrule_sets = [\"xrechnung\"]\n";
    let (pipelines, faults) = with_own("eigene", own);
    assert_eq!(said(&faults), Vec::<String>::new());
    assert_eq!(
        pipelines.rules.first().map(|rule| &rule.account),
        Some(&AccountChoice::Number("4570".into()))
    );
    assert!(pipelines.rules.len() > 10, "the shipped rules follow");
    assert_eq!(pipelines.matching.small_difference.to_string(), "0.05");
    assert!(!pipelines.validation.hold_invalid);
    assert_eq!(pipelines.validation.rule_sets, [RuleSet::Xrechnung]);
    assert!(!pipelines.accepts(Document::BankStatement, "camt.053.001.08"));
}

#[test]
fn a_file_of_the_same_name_replaces_the_shipped_one() {
    let (pipelines, faults) = with_own("bank-statements", "title = \"Nichts\"\n");
    assert_eq!(said(&faults), Vec::<String>::new());
    assert!(pipelines.rules.is_empty());
    assert!(pipelines.accepts(Document::BankStatement, "anything"));
    assert_eq!(pipelines.sources.len(), BUILT_IN.len());
}

#[test]
fn a_layout_is_taken_and_its_fault_stands_at_its_line() {
    let text = "[[bank]]\nname = \"dorfbank\"\ntitle = \"Dorfbank\"\nheader = [\"Tag\", \
        \"Betrag\"]\n\n\
        [[bank]]\nname = \"stadtbank\"\ntitle = \"Stadtbank\"\nhaeder = [\"Tag\"]\n\n\
        [[bank]]\nname = \"Landbank\"\ntitle = \"Landbank\"\nheader = \
        [\"Tag\"]\n\n[[pdf_statement]]\nname = \"x\"\n";
    let (pipelines, faults) = with_own("banken", text);
    let banks: Vec<Bank> = pipelines.banks.iter().filter_map(|table| table.read().ok()).collect();
    assert_eq!(banks.iter().map(|bank| bank.name.as_str()).collect::<Vec<_>>(), ["dorfbank"]);
    assert_eq!(
        (pipelines.banks.len(), pipelines.pdf_statements.len()),
        (1, 0),
        "only sound layouts are passed on"
    );
    let places: Vec<String> =
        faults.iter().map(|fault| format!("{} {}", fault.place(), fault.finding.code())).collect();
    assert_eq!(
        places,
        [
            "pipelines/banken.toml:9:1 bad-layout",
            "pipelines/banken.toml:11:1 bad-layout",
            "pipelines/banken.toml:16:1 bad-layout"
        ]
    );
}

/// Samples are read as the product reads them. A sample that is not there is named and passed over.
#[test]
fn the_samples_come_out_as_the_pipelines_say() {
    let (pipelines, _) = read_files(&shipped());
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    assert!(!pipelines.sample_tests.is_empty());
    for test in &pipelines.sample_tests {
        let path = samples.join(&test.sample);
        match std::fs::read(&path) {
            Ok(bytes) => try_sample(test, &bytes),
            Err(_) => eprintln!("skipped: {} is not there", path.display()),
        }
    }
}

fn try_sample(test: &SampleTest, bytes: &[u8]) {
    let sample = &test.sample;
    let (format, reading) =
        match formats::read(&Input { bytes, name: sample, layouts: &Layouts::default() }) {
            Ok(read) => read,
            Err(finding) => {
                assert_eq!(test.outcome, Outcome::Rejected, "{sample}: {finding}");
                return assert!(
                    test.reason.as_deref().is_none_or(|code| code == finding.code()),
                    "{sample}: {finding}"
                );
            }
        };
    assert_ne!(test.outcome, Outcome::Rejected, "{sample} is read");
    assert!(test.kind.is_none_or(|kind| kind == format.kind), "{sample}: {}", format.name);
    let Read::Content(content) = reading.content else { panic!("{sample} is a container") };
    let (name, number, gross, entries) = facts(&content, format.name);
    assert!(test.format.as_ref().is_none_or(|wanted| name.starts_with(wanted)), "{sample}: {name}");
    assert_eq!(
        (&test.number, test.gross, test.entries),
        (&test.number.as_ref().and(number), test.gross.and(gross), test.entries.and(entries)),
        "{sample}"
    );
    assert_eq!(test.outcome == Outcome::Held, is_invalid(bytes), "{sample}: held or not");
}

/// Format, number, gross and number of entries of what was read.
fn facts(
    content: &Content,
    format: &str,
) -> (String, Option<String>, Option<Decimal>, Option<u32>) {
    match content {
        Content::BankStatement(file) => {
            let entries =
                file.statements.iter().map(|statement| statement.entries.len()).sum::<usize>();
            (file.format.clone(), None, None, u32::try_from(entries).ok())
        }
        Content::Invoice(invoice) => {
            (format.to_owned(), invoice.number.clone(), invoice.totals.gross, None)
        }
        Content::DeliveryNotes(notes) => {
            (format.to_owned(), notes.first().and_then(|note| note.number.clone()), None, None)
        }
        _ => (format.to_owned(), None, None, None),
    }
}

/// Whether the official rules find the e-invoice invalid.
fn is_invalid(bytes: &[u8]) -> bool {
    let decoded = xml::decode(bytes);
    let Ok(tree) = Tree::parse(&decoded.text, Limits::default()) else { return false };
    einvoice::validate(&tree, None).is_some_and(|report| {
        report.findings.iter().any(|finding| finding.severity == Severity::Fatal)
    })
}
