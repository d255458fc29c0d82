//! Settings: what a broken text is told, word for word; and that the files of `kontor init` say
//! what holds without them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test may fall"
)]

mod broken;

use broken::{
    BROKEN,
    Reader::{self, Company as C, Kontor as K, Pipeline as P},
};
use kontor::domain::Language;
use kontor::ledger::{Chart, Role};
use kontor::pipeline::{File, check_texts, read_files};
use kontor::settings::{
    Company, Fault, Office, PasswordSource, Security, Settings, Storage, commented_company,
    commented_kontor_toml, load, render,
};
use std::path::PathBuf;

fn faults_of(reader: Reader, text: &str) -> Vec<Fault> {
    match reader {
        K => Settings::read("kontor.toml", text).1,
        C => Company::read("mueller", text).1,
        P => read_files(&[File::of_office("eigene", text)]).1,
    }
}

#[test]
fn each_broken_text_is_told_word_for_word() {
    for (reader, text, expected) in BROKEN {
        let said: Vec<String> =
            faults_of(*reader, text).iter().map(|fault| fault.say(Language::De)).collect();
        assert_eq!(said, *expected, "{text}");
    }
}

/// What a text alone cannot provoke; the tests below do, each in an office of its own.
const OF_OFFICES: &[&str] = &[
    "settings-not-utf8",
    "settings-too-long",
    "settings-unreadable",
    "no-office",
    "password-in-office",
    "bad-company-id",
    "no-company",
    "iban-in-two-companies",
    "vat-id-in-two-companies",
    "name-in-two-companies",
    "settings-passed-over",
    "settings-folder-passed-over",
    "source-format-unknown",
    "report-unknown",
    "table-of-the-office",
    "table-in-two-files",
    "pipeline-test-failed",
    "bad-layout",
];

#[test]
fn each_kind_of_fault_is_provoked() {
    let provoked: Vec<&str> = BROKEN
        .iter()
        .flat_map(|(reader, text, _)| faults_of(*reader, text))
        .map(|fault| fault.finding.code())
        .collect();
    for kind in kontor::settings::FINDINGS.iter().chain(kontor::pipeline::FINDINGS) {
        assert!(provoked.contains(&kind.code) != OF_OFFICES.contains(&kind.code), "{}", kind.code);
    }
}

/// Every sentence and hint is there in both languages, filled, without a placeholder left.
#[test]
fn sentences_are_filled_in_both_languages() {
    for fault in BROKEN.iter().flat_map(|(reader, text, _)| faults_of(*reader, text)) {
        let both = [Language::De, Language::En].map(|language| fault.say(language));
        assert!(
            both.iter().all(|text| !text.contains("„“")
                && !text.contains("\"\"")
                && !text.contains(": .")
                && !text.contains("{name")),
            "{both:?}"
        );
        assert_ne!(both.first(), both.last());
    }
}

/// The comments' `#` taken off every line that is a setting.
fn uncommented(text: &str) -> String {
    let setting = |line: &str| {
        line.strip_prefix('#')
            .filter(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '['))
            .map(str::to_owned)
    };
    text.lines().map(|line| setting(line).unwrap_or_else(|| line.to_owned()) + "\n").collect()
}

#[test]
fn the_settings_of_init_say_the_defaults() {
    for language in [Language::De, Language::En] {
        let text = commented_kontor_toml(language);
        let (as_written, faults) = Settings::read("kontor.toml", &text);
        // An office made in English is English.
        assert_eq!((as_written, faults.len()), (Settings { language, ..Settings::default() }, 0));
        let open = uncommented(&text);
        let (settings, faults) = Settings::read("kontor.toml", &open);
        assert_eq!(faults, [], "{open}");
        assert_eq!(settings, Settings { language, ..Settings::default() });
        assert_eq!(keys(&open), ALL_KEYS, "every setting is shown once");
    }
}

/// Every setting of `kontor.toml`, as the README lists them.
const ALL_KEYS: &[&str] = &[
    "language",
    "time_zone",
    "[storage]",
    "url",
    "[mail]",
    "from",
    "server",
    "port",
    "security",
    "user",
    "password_env",
    "password_file",
    "ca_file",
    "timeout_seconds",
    "only_to",
    "per_minute",
    "[mail.retry]",
    "first_seconds",
    "longest_seconds",
    "give_up_hours",
    "[mail.dkim]",
    "domain",
    "selector",
    "key_file",
    "[schedule]",
    "nightly",
    "digest",
    "[nightly]",
    "ping_url",
    "[intake]",
    "maildir",
    "settle_seconds",
    "poll_seconds",
    "largest_file_mb",
    "container_depth",
    "reading_seconds",
];

fn keys(text: &str) -> Vec<&str> {
    text.lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| line.split(" =").next().unwrap_or(line))
        .collect()
}

#[test]
fn the_company_of_init_says_the_defaults() {
    for language in [Language::De, Language::En] {
        let text = commented_company(language);
        let (written, faults) = Company::read("beispiel", &text);
        assert_eq!(faults, []);
        let open = uncommented(&text);
        let (opened, faults) = Company::read("beispiel", &open);
        assert_eq!(faults, [], "{open}");
        let (written, opened) = (written.expect("a company"), opened.expect("a company"));
        assert_eq!(opened.account(Role::BankFees), written.account(Role::BankFees));
        assert_eq!(opened.sources.len(), 1);
        assert_eq!((opened.control.vendors.len(), opened.control.taught.len()), (1, 1));
        let sent = opened.report_mails.first().map(|mail| (mail.reports.len(), mail.to.len()));
        assert_eq!(sent, Some((3, 1)), "the role is resolved");
        let (control, report_mails) = (Default::default(), Vec::new());
        let behind = |company: &Company| -> Vec<_> {
            company
                .bank_accounts
                .iter()
                .map(|bank| (bank.iban.clone(), bank.account.clone()))
                .collect()
        };
        assert_eq!(behind(&opened), behind(&written), "the account written is the one given");
        assert_eq!(
            Company {
                accounts: Default::default(),
                sources: Vec::new(),
                bank_accounts: written.bank_accounts.clone(),
                control,
                report_mails,
                ..opened
            },
            written
        );
    }
}

#[test]
fn the_contracts_least_form_is_enough() {
    let text = "name = \"Müller Metallbau GmbH\"\nvat_id = \"DE123456789\"\nibans = \
        [\"DE02120300000000202051\"]\nchart = \"SKR03\"                      # or SKR04\nemail = \
        \"buchhaltung@mueller.example\"  # who receives reports\n";
    let (company, faults) = Company::read("mueller", text);
    assert!(
        faults.iter().all(|fault| !fault.stops()),
        "the contract's own example runs, though its VAT id is made up"
    );
    let company = company.expect("a company");
    assert_eq!(company.chart, Chart::SKR03);
    assert_eq!(company.bank_accounts.first().map(|account| account.account.as_str()), Some("1200"));
}

#[test]
fn a_mail_server_is_read_with_where_its_password_lies() {
    let text = "[mail]\nfrom = \"kontor@firma.example\"\nserver = \"mail.firma.example\"\nsecurity \
        = \"tls\"\nuser = \"kontor\"\npassword_env = \"KONTOR_MAIL_PASSWORD\"\n";
    let (settings, faults) = Settings::read("kontor.toml", text);
    assert_eq!(faults, []);
    let server = settings.mail.server.expect("a server");
    assert_eq!((server.port, server.security), (465, Security::Tls));
    assert_eq!(
        server.login,
        Some(("kontor".to_owned(), PasswordSource::Environment("KONTOR_MAIL_PASSWORD".to_owned())))
    );
    let (local, faults) = Settings::read(
        "kontor.toml",
        "[mail]\nfrom = \"a@b\"\nserver = \"127.0.0.1\"\nsecurity = \"none\"\nport = 2525\n",
    );
    assert_eq!((local.mail.server.map(|server| server.port), faults.len()), (Some(2525), 0));
}

#[test]
fn a_line_with_a_password_is_never_shown() {
    for text in [
        "[mail]\npassword = \"geheim\"\n",
        "[mail]\npassword = geheim\n",
        "[mail]\npasword = \"geheim\"\n",
        "[storage]\nurl = \"mysql://k:geheim@db\"\n",
    ] {
        let faults = Settings::read("kontor.toml", text).1;
        assert!(!faults.is_empty());
        for language in [Language::De, Language::En] {
            assert!(!render(&faults, language, false).contains("geheim"), "{text}");
        }
    }
}

#[test]
fn a_fault_is_shown_with_its_line_and_a_caret() {
    let faults = Settings::read("kontor.toml", "[mail]\n\tprot = 25  # Anschluss\n").1;
    let expected = "kontor.toml:2:2: There is no setting \"prot\" here.\n  2 |  prot = 25  # \
        Anschluss\n    |  ^^^^\n  Did you mean \"port\"?\n";
    assert_eq!(render(&faults, Language::En, false), expected);
    assert!(render(&faults, Language::En, true).contains("\u{1b}[31m^^^^\u{1b}[0m"));
}

/// An office of these files.
fn office(files: &[(&str, &[u8])]) -> std::io::Result<tempfile::TempDir> {
    let folder = tempfile::tempdir()?;
    for (name, bytes) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap_or(folder.path()))?;
        std::fs::write(path, bytes)?;
    }
    Ok(folder)
}

const MUELLER: &[u8] = b"name = \"M\"\nchart = \"SKR03\"\nvat_id = \"DE136695976\"\nibans = \
    [\"DE02120300000000202051\"]\n";

fn checked(files: &[(&str, &[u8])]) -> std::io::Result<Vec<String>> {
    let folder = office(files)?;
    let root = folder.path().display().to_string();
    Ok(check_texts(folder.path())
        .iter()
        .map(|fault| fault.say(Language::De).replace(&root, "BÜRO"))
        .collect())
}

#[test]
fn an_office_is_read() -> std::io::Result<()> {
    let folder = office(&[
        ("kontor.toml", b"language = \"en\"\n"),
        ("companies/mueller.toml", MUELLER),
        ("companies/notiz.txt", b"?"),
    ])?;
    let office: Office = load(folder.path()).expect("a sound office");
    assert_eq!(office.settings.language, Language::En);
    assert_eq!(office.settings.storage, Storage::Sqlite(PathBuf::from("kontor.db")));
    assert_eq!(
        office.companies.iter().map(|company| company.id.as_str()).collect::<Vec<_>>(),
        ["mueller"]
    );
    assert_eq!(office.warnings, []);
    let configured = kontor::pipeline::load(folder.path()).expect("a sound office");
    assert_eq!(configured.office, office);
    Ok(())
}

#[test]
fn what_is_no_office_is_said() -> std::io::Result<()> {
    let nothing = "BÜRO: Dieser Ordner ist kein Büro von kontor: Es gibt weder kontor.toml noch \
        companies/. \
        „kontor init ORDNER“ legt ein Büro an; --office ORDNER wählt eines.";
    assert_eq!(checked(&[])?, [nothing]);
    let said = checked(&[("kontor.toml", b"")])?;
    assert_eq!(said.len(), 1);
    assert!(said.iter().all(|text| {
        text.starts_with(
            "companies/: Es ist keine Firma angelegt, deren Bücher geführt werden. \
             Eine Datei companies/KÜRZEL.toml",
        )
    }));
    Ok(())
}

#[test]
fn faults_of_all_files_are_told_at_once() -> std::io::Result<()> {
    let said = checked(&[
        (
            "kontor.toml",
            b"[mail]\nfrom = \"k@b.example\"\nserver = \"m\"\nuser = \
                \"k\"\npassword_file = \"password\"\n",
        ),
        ("companies/Mueller.toml", b"name = \"M\"\nchart = \"SKR03\"\n"),
        ("companies/a.toml", MUELLER),
        ("companies/b.toml", MUELLER),
        ("companies/c.toml", b"name = \"M\xfcller\"\n"),
        (
            "pipelines/eigene.toml",
            b"[[rule]]\nname = \"Tank\"\ntext = \"Tankstelle\"\ncategory = \
                \"card\"\naccount = \"4530\"\n[[test]]\ntext = \"TANKSTELLE NORD\"\ncategory = \
                \"rent\"\n[matching]\n",
        ),
        ("pipelines/zweite.toml", b"[matching]\n"),
    ])?;
    let expected = [
        "kontor.toml:5:17: Die Kennwortdatei liegt im Büro-Ordner und würde mit ihm gesichert und \
         weitergegeben. Bitte einen absoluten Pfad außerhalb angeben. Zum Beispiel: password_file \
         = \"/etc/kontor/mail-password\".",
        "companies/c.toml: Die Datei ist nicht in UTF-8 gespeichert. Bitte im Editor mit der \
         Kodierung UTF-8 speichern.",
        "companies/Mueller.toml: Der Dateiname „Mueller“ taugt nicht als Kürzel einer Firma: \
         erlaubt sind kleine Buchstaben a–z, Ziffern und Bindestriche. Zum Beispiel \
         companies/mueller-metallbau.toml.",
        "companies/b.toml:4:10: Die IBAN „DE02120300000000202051“ steht auch in companies/a.toml. \
         Auszüge dieses Kontos werden abgewiesen, wenn sie nicht in inbox/KÜRZEL liegen.",
        "companies/b.toml:3:10: Die USt-IdNr. „DE136695976“ steht auch in companies/a.toml. \
         Belege, die nur sie nennen, werden abgewiesen, wenn sie nicht in inbox/KÜRZEL liegen.",
        "companies/b.toml:1:8: Den Namen „M“ trägt auch die Firma in companies/a.toml. Belege, die \
         nur ihn nennen, werden abgewiesen, wenn sie nicht in inbox/KÜRZEL liegen.",
        "pipelines/zweite.toml:1:1: [matching] steht auch in pipelines/eigene.toml; es kann nur \
         eine Angabe gelten. Eine Datei gleichen Namens ersetzt die mitgelieferte.",
        "pipelines/eigene.toml:6:1: Der Test trifft nicht zu: Erwartet war rent, die Regeln \
         ergeben card (4530).",
    ];
    assert_eq!(said, expected);
    Ok(())
}

#[test]
fn what_looks_like_settings_and_is_not_read_is_told() -> std::io::Result<()> {
    let said = checked(&[
        ("Kontor.toml.txt", b""),
        ("companies/a.toml", MUELLER),
        ("companies/b.toml.txt", MUELLER),
        ("companies/C.TOML", MUELLER),
        ("companies/d/d.toml", MUELLER),
        ("companies/e.tml", MUELLER),
        ("companies/beispiel.toml.txt", b"?"),
        ("companies/notiz.txt", b"?"),
        ("pipelines/digest.txt", b"?"),
        ("pipelines/README.md", b"?"),
    ])?;
    let files: Vec<&str> =
        said.iter().filter_map(|text| Some(text.split_once(": Dies")?.0)).collect();
    assert_eq!(
        files,
        [
            "Kontor.toml.txt",
            "companies/C.TOML",
            "companies/b.toml.txt",
            "companies/d",
            "companies/e.tml",
            "pipelines/digest.txt"
        ]
    );
    assert_eq!(said.len(), files.len(), "{said:?}");
    Ok(())
}

/// A pipeline file with one rule for the tram.
fn tram(head: &str, account: &str) -> String {
    format!(
        "{head}\n[[rule]]\nname = \"Bahn\"\ntext = \"Straßenbahn\"\nsign = \"out\"\ncategory = \
         \"other\"\naccount = \"{account}\"\n"
    )
}

#[test]
fn rules_are_for_the_companies_that_they_name_and_a_companys_own_are_tried_first()
-> std::io::Result<()> {
    let kern = b"name = \"K\"\nchart = \"SKR03\"\n".as_slice();
    let own = tram("off = \"Zinserträge\"", "4660")
        + "[[test]]\ntext = \"Strassenbahn AG\"\ncategory = \"other\"\naccount = \"4660\"\n";
    let of_office = tram("", "4670")
        + "[[rule]]\nname = \"Nur Kern\"\ncompanies = \"kern\"\ntext = \"Kernöl\"\ncategory = \
            \"other\"\naccount = \"4980\"\n";
    let folder = office(&[
        ("kontor.toml", b""),
        ("companies/mueller.toml", MUELLER),
        ("companies/mueller/bahn.toml", own.as_bytes()),
        ("companies/kern.toml", kern),
        ("pipelines/eigene.toml", of_office.as_bytes()),
    ])?;
    let configured = kontor::pipeline::load(folder.path()).expect("a sound office");
    assert_eq!(configured.office.warnings, [], "the folder of a company is read");
    let rules = |id: &str| -> Vec<(String, String)> {
        let company = configured.office.company(id).expect("a company");
        configured
            .pipelines
            .policy(company)
            .rules
            .into_iter()
            .map(|rule| (rule.name, rule.account))
            .collect()
    };
    let (mueller, kern) = (rules("mueller"), rules("kern"));
    let named = |rules: &[(String, String)], name: &str| {
        rules
            .iter()
            .filter(|(own, _)| own == name)
            .map(|(_, account)| account.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        (named(&mueller, "Bahn"), named(&kern, "Bahn")),
        (vec!["4660".into(), "4670".into()], vec!["4670".to_owned()])
    );
    assert_eq!((named(&mueller, "Nur Kern").len(), named(&kern, "Nur Kern").len()), (0, 1));
    assert_eq!((named(&mueller, "Zinserträge").len(), named(&kern, "Zinserträge").len()), (0, 1));
    assert_eq!(mueller.first().map(|(name, _)| name.as_str()), Some("Bahn"));
    Ok(())
}

#[test]
fn companies_and_rules_that_do_not_exist_are_told() -> std::io::Result<()> {
    let said = checked(&[
        ("kontor.toml", b""),
        ("companies/mueller.toml", MUELLER),
        (
            "pipelines/a.toml",
            tram("companies = [\"muller\"]\noff = [\"Zinsertrag\"]", "4660").as_bytes(),
        ),
        ("companies/mueller/b.toml", b"[matching]\nsmall_difference = 0.5\n"),
    ])?;
    assert_eq!(
        said,
        [
            "companies/mueller/b.toml:1:2: „matching“ gilt für das ganze Büro und kann nicht in \
             einer Datei stehen, die nur für einzelne Firmen ist. Bitte in eine Datei in \
             pipelines/ ohne „companies“ setzen.",
            "pipelines/a.toml:1:14: Den Wert „muller“ kennt „companies“ nicht. Gemeint ist wohl \
             „mueller“.",
            "pipelines/a.toml:2:8: Den Wert „Zinsertrag“ kennt „off“ nicht. Gemeint ist wohl \
             „Zinserträge“.",
        ]
    );
    Ok(())
}

#[test]
fn a_file_that_is_too_long_or_no_file_is_not_read() -> std::io::Result<()> {
    let long = "#".repeat(1 << 20) + "\n";
    assert_eq!(
        checked(&[("kontor.toml", long.as_bytes()), ("companies/a.toml", MUELLER)])?,
        ["kontor.toml: Die Datei ist größer als 1 MB und wird nicht gelesen. Bitte aufteilen."]
    );
    let said = checked(&[("kontor.toml/x", b""), ("companies/a.toml", MUELLER)])?;
    assert!(
        said.len() == 1
            && said
                .iter()
                .all(|text| text.starts_with("kontor.toml: Die Datei kann nicht gelesen werden: ")),
        "{said:?}"
    );
    Ok(())
}

proptest::proptest! {
    /// No text makes a reader panic, and a fault never points behind the text.
    #[test]
    fn any_text_is_read(text in "(\\[\\[?(rule|mail|test|matching|accounts)\\]?\\]\n|[a-z_]{1,12} \
        = |\"[ -~äß]{0,8}\"|[0-9.-]{1,6}|[\\[\\]{},\"'=#\n\\\\]|\\PC){0,60}") {
        let lines = u64::try_from(text.matches('\n').count()).unwrap_or(u64::MAX) + 1;
        for reader in [K, C, P] {
            for fault in faults_of(reader, &text) {
                if let Some(kontor::domain::Place::LineColumn(line, _)) = fault.finding.place {
                    proptest::prop_assert!(line <= lines);
                }
            }
        }
    }
}
