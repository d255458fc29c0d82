//! A small office in a temporary folder, and a month of made-up files for it.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

pub const OWN: &str = "DE02120300000000202051";

/// Customers' accounts; the check digits hold.
const IBANS: [&str; 4] = [
    "DE02100500000054540402",
    "DE02300209000106531065",
    "DE02200505501015871393",
    "DE02100100100006820101",
];
const NAMES: [&str; 4] =
    ["Müller Bau GmbH", "Müller Bau KG", "Schäfer Druck e.K.", "Weiß & Söhne OHG"];

/// An office that vanishes when it is dropped.
pub struct Office(PathBuf);

impl Office {
    pub fn make(name: &str) -> Office {
        Office::kept_in(name, None)
    }

    /// An office whose books are kept at this address, or in the file that they are kept in by
    /// default.
    pub fn kept_in(name: &str, storage: Option<&str>) -> Office {
        let path = std::env::temp_dir().join(format!("kontor-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        assert!(kontor(&path, &["init", &path.display().to_string()]).status.success());
        let company = format!(
            "name = \"Beispiel GmbH\"\nvat_id = \"DE136695976\"\nibans = [\"{OWN}\"]\nchart = \
             \"SKR03\"\nemail = \"buch@beispiel.example\"\n"
        );
        std::fs::write(path.join("companies/beispiel.toml"), company).expect("written");
        let storage =
            storage.map(|url| format!("[storage]\nurl = \"{url}\"\n")).unwrap_or_default();
        std::fs::write(
            path.join("kontor.toml"),
            format!("[intake]\nsettle_seconds = 0\n{storage}"),
        )
        .expect("written");
        Office(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Puts a file into the inbox, whole at once.
    pub fn put(&self, name: &str, text: &str) {
        let inbox = self.0.join("inbox/beispiel");
        std::fs::create_dir_all(&inbox).expect("made");
        let aside = self.0.join("aside");
        std::fs::write(&aside, text).expect("written");
        std::fs::rename(aside, inbox.join(name)).expect("moved");
    }

    pub fn run(&self) {
        let output = kontor(&self.0, &["run"]);
        // 1: done, and a person is asked, as when a statement comes before the one it follows.
        assert!(
            matches!(output.status.code(), Some(0 | 1)),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }

    pub fn report(&self, name: &str) -> Vec<Value> {
        let output = kontor(&self.0, &["report", name, "--json"]);
        serde_json::from_slice(&output.stdout).expect("JSON")
    }

    /// Whether a verb went well, and all that it said.
    pub fn say(&self, words: &[&str]) -> (bool, String) {
        let output = kontor(&self.0, words);
        let said = String::from_utf8_lossy(&output.stdout).into_owned()
            + &String::from_utf8_lossy(&output.stderr);
        (output.status.success(), said)
    }

    /// What a verb said that must go well.
    pub fn done(&self, words: &[&str]) -> String {
        let (went, said) = self.say(words);
        assert!(went, "{words:?}: {said}");
        said
    }

    /// Number of each open item, and what is left of it.
    pub fn open_items(&self) -> Vec<String> {
        let text = |row: &Value, field: &str| row[field].as_str().unwrap_or_default().to_owned();
        let items = self.report("open-items");
        let mut open: Vec<String> = items
            .iter()
            .map(|row| format!("{} {}", text(row, "document"), text(row, "open")))
            .collect();
        open.sort();
        open
    }

    /// What the books say, ids and the numbers of personal accounts apart.
    pub fn outcome(&self) -> Vec<String> {
        let shown = |report: &str, fields: &[&str]| -> Vec<String> {
            let line = |row: &Value| {
                fields.iter().map(|field| row[*field].to_string()).collect::<Vec<_>>().join(" ")
            };
            self.report(report).iter().map(|row| format!("{report} {}", line(row))).collect()
        };
        let mut lines = shown(
            "reconciliation",
            &[
                "booking_date",
                "amount",
                "status",
                "allocations",
                "category",
                "account",
                "confidence",
                "explanation",
            ],
        );
        lines.extend(shown(
            "open-items",
            &["document", "side", "contact", "date", "due", "amount", "open"],
        ));
        let moved = |row: &&Value| row["closing"] != "0.00";
        lines.extend(
            self.report("trial-balance")
                .iter()
                .filter(moved)
                .map(|row| format!("trial-balance {} {}", row["name"], row["closing"])),
        );
        lines.sort();
        lines
    }

    /// What the personal accounts of customers, then of vendors, stand at, and what is open of
    /// them, where the two differ; cents. All of a side together: of a contact that was two until a
    /// list joined them, each account stays.
    pub fn sub_ledger_astray(&self) -> Vec<String> {
        let cents = |value: &Value| {
            value.as_str().unwrap_or_default().replace('.', "").parse::<i64>().expect("an amount")
        };
        let (trial_balance, open_items) = (self.report("trial-balance"), self.report("open-items"));
        let sums = |customers: bool| {
            let own = |account: &str| account.len() == 5 && (account < "70000") == customers;
            let accounts = trial_balance
                .iter()
                .filter(|row| row["account"].as_str().is_some_and(own))
                .map(|row| cents(&row["closing"]));
            let items = open_items
                .iter()
                .filter(|row| (row["side"] == "receivable") == customers)
                .map(|row| cents(&row["open"]));
            (
                accounts.sum::<i64>(),
                if customers { items.sum::<i64>() } else { -items.sum::<i64>() },
            )
        };
        let astray =
            [true, false].map(sums).into_iter().filter(|(accounts, items)| accounts != items);
        astray.map(|sums| format!("{sums:?}")).collect()
    }

    pub fn left_in_inbox(&self) -> Vec<String> {
        let entries =
            std::fs::read_dir(self.0.join("inbox/beispiel")).into_iter().flatten().flatten();
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

pub fn kontor(office: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kontor"));
    command.args(args);
    if args.first() != Some(&"init") {
        command.arg("--office").arg(office);
    }
    command.output().expect("kontor runs")
}

/// One booking of the month.
struct Booking {
    day: u64,
    cents: i64,
    customer: usize,
    text: String,
}

/// Three bookings for each statement: by number, by account and amount alone, and something that
/// fits nothing or a returned part.
fn bookings(seed: u64, statements: u64) -> (Vec<Booking>, String) {
    let mut bookings = Vec::new();
    let mut items =
        "document;side;contact;date;due;amount;currency;discount_percent;discount_until;order\n"
            .to_owned();
    let mut state = seed;
    let mut next = |below: u64| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    for at in 0..statements {
        let day = 1 + at * 27 / statements;
        for part in 0..3 {
            let customer = usize::try_from(next(4)).unwrap_or_default();
            let cents = 1_001 + i64::try_from(next(900_000)).unwrap_or_default();
            let number = format!("RE-2026-{:04}", at * 3 + part + 1);
            items += &format!(
                "{number};receivable;K{customer};2026-10-15;2026-11-15;{};EUR;;;\n",
                euro(cents)
            );
            let (cents, text) = match (part, next(4)) {
                (0, 0) => (cents, format!("RG {}", number.replace('-', ""))),
                (0, 1) => (cents - 1, format!("Rechnung {number} vom 15.10.2026 Kd-Nr 4711")),
                (0, _) => (cents, number),
                (1, _) => (cents, "Danke für die Überweisung".to_owned()),
                (_, 0) => (cents / 2, format!("Teilzahlung {number}")),
                (_, 1) => (-cents, "Lastschrift Werkzeug".to_owned()),
                (_, _) => (cents + 777, "Vorkasse".to_owned()),
            };
            bookings.push(Booking { day, cents, customer, text });
        }
    }
    (bookings, items)
}

fn euro(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", cents.abs() / 100, cents.abs() % 100)
}

/// Contacts, open items and camt statements of a month: name and content.
pub fn month(seed: u64, statements: u64) -> Vec<(String, String)> {
    let (bookings, items) = bookings(seed, statements);
    let mut contacts = "contact;name;role;vat_id;iban\n".to_owned();
    for (at, (name, iban)) in NAMES.iter().zip(IBANS).enumerate() {
        contacts += &format!("K{at};{name};customer;;{iban}\n");
    }
    let mut files =
        vec![("contacts.csv".to_owned(), contacts), ("open-items.csv".to_owned(), items)];
    let mut balance = 1_000_000;
    for (at, part) in bookings.chunks(3).enumerate() {
        files.push((format!("auszug-{at:03}.xml"), camt(at, balance, part)));
        balance += part.iter().map(|booking| booking.cents).sum::<i64>();
    }
    files
}

/// The same bookings as one table.
pub fn as_csv(seed: u64, statements: u64) -> String {
    let mut table =
        "booking_date;value_date;amount;currency;counterparty_name;counterparty_iban;remittance\n"
            .to_owned();
    for booking in bookings(seed, statements).0 {
        let day = format!("2026-11-{:02}", booking.day);
        let (name, iban) = (NAMES[booking.customer], IBANS[booking.customer]);
        table +=
            &format!("{day};{day};{};EUR;{name};{iban};{}\n", euro(booking.cents), booking.text);
    }
    table
}

fn camt(at: usize, opening: i64, bookings: &[Booking]) -> String {
    let way = |cents: i64| if cents < 0 { "DBIT" } else { "CRDT" };
    let day = format!("2026-11-{:02}", bookings.first().map_or(1, |booking| booking.day));
    let money = |cents: i64| {
        format!("<Amt Ccy=\"EUR\">{}</Amt><CdtDbtInd>{}</CdtDbtInd>", euro(cents.abs()), way(cents))
    };
    let balance = |kind: &str, cents: i64| {
        format!(
            "<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>{}<Dt><Dt>{day}</Dt></Dt></Bal>",
            money(cents)
        )
    };
    let closing = opening + bookings.iter().map(|booking| booking.cents).sum::<i64>();
    let entry = |(place, booking): (usize, &Booking)| {
        let side = if booking.cents < 0 { "Cdtr" } else { "Dbtr" };
        format!(
            "<Ntry>{}<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{day}</Dt></BookgDt><ValDt><Dt>{day}</Dt></ValDt>\
             <AcctSvcrRef>B{at}-{place}</AcctSvcrRef><BkTxCd><Prtry><Cd>NTRF</Cd></Prtry></BkTxCd><NtryDtls><TxDtls>\
             <RltdPties><{side}><Pty><Nm>{}</Nm></Pty></{side}><{side}Acct><Id><IBAN>{}</IBAN></Id></{side}Acct></RltdPties>\
             <RmtInf><Ustrd>{}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>",
            money(booking.cents),
            NAMES[booking.customer].replace('&', "&amp;"),
            IBANS[booking.customer],
            booking.text
        )
    };
    let entries: String = bookings.iter().enumerate().map(entry).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Document \
         xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt>\
         <GrpHdr><MsgId>M{at}</MsgId><CreDtTm>{day}T19:00:00+01:00</CreDtTm></GrpHdr><Stmt><Id>S{at}</Id>\
         <CreDtTm>{day}T19:00:00+01:00</CreDtTm><Acct><Id><IBAN>{OWN}</IBAN></Id><Ccy>EUR</Ccy></Acct>{}{}{entries}</Stmt></BkToCstmrStmt></Document>",
        balance("OPBD", opening),
        balance("CLBD", closing)
    )
}
