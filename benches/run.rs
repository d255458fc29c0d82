//! The whole way: 10,000 small documents (a third invoices, a third delivery notes, a third one-day
//! statements) through `kontor run`, durable, as a user starts it. Prints documents a second, the
//! greatest memory, and what each further thousand costs.
//!
//! `cargo bench --bench run` (with `-- 2000` for fewer documents)

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test may fall"
)]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

const KONTOR: &str = env!("CARGO_BIN_EXE_kontor");

fn main() {
    let documents: usize =
        std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(10_000);
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench-run");
    let _ = fs::remove_dir_all(&folder);
    let office = folder.join("at-once");
    make_office(&office);
    drop_documents(&office, 0..documents);
    let (took, memory) = run(&office);
    println!(
        "{documents} documents at once: {:.1} s, {:.0} a second, {memory} MB at most",
        took.as_secs_f64(),
        documents as f64 / took.as_secs_f64()
    );

    let office = folder.join("by-thousands");
    make_office(&office);
    for first in (0..documents).step_by(1_000) {
        let last = (first + 1_000).min(documents);
        drop_documents(&office, first..last);
        let (took, memory) = run(&office);
        println!(
            "documents {first} to {last}: {:.2} ms each, {memory} MB at most",
            took.as_secs_f64() * 1_000.0 / (last - first) as f64
        );
    }
    let (took, _) = run(&office);
    println!("an empty inbox: {:.0} ms", took.as_secs_f64() * 1_000.0);
    if std::env::var_os("KEEP").is_none() {
        let _ = fs::remove_dir_all(&folder);
    }
}

/// Runs the office; wall time and greatest resident memory in MB.
fn run(office: &Path) -> (Duration, u64) {
    let started = Instant::now();
    let mut child = Command::new(KONTOR)
        .arg("run")
        .arg("--office")
        .arg(office)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("kontor starts");
    let mut memory = 0;
    while child.try_wait().expect("kontor runs").is_none() {
        let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let peak = status.lines().find_map(|line| {
            line.strip_prefix("VmHWM:")?.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()
        });
        memory = memory.max(peak.unwrap_or_default() / 1024);
        std::thread::sleep(Duration::from_millis(2));
    }
    (started.elapsed(), memory)
}

fn make_office(office: &Path) {
    fs::create_dir_all(office.join("companies")).expect("a folder");
    fs::create_dir_all(office.join("inbox")).expect("a folder");
    let company = "name = \"Müller Metallbau GmbH\"\nvat_id = \"DE136695976\"\nibans = \
        [\"DE02120300000000202051\"]\nchart = \"SKR03\"\nemail = \"b@mueller.example\"\n";
    fs::write(office.join("companies/mueller.toml"), company).expect("a file");
}

fn drop_documents(office: &Path, numbers: std::ops::Range<usize>) {
    let past = SystemTime::now() - Duration::from_secs(3600);
    for number in numbers {
        let (name, text) = match number % 3 {
            0 => (format!("invoice-{number}.xml"), invoice(number)),
            1 => (format!("delivery-{number}.xml"), delivery_note(number)),
            _ => (format!("statement-{number}.xml"), statement(number)),
        };
        let file = office.join("inbox").join(name);
        fs::write(&file, text).expect("a file");
        fs::File::options()
            .write(true)
            .open(&file)
            .and_then(|file| file.set_modified(past))
            .expect("a time");
    }
}

/// The day of a number: one a statement, going back from the end of 2026.
fn day(number: usize) -> String {
    let day = jiff::civil::date(1990, 1, 1)
        .checked_add(jiff::Span::new().days(number as i64 / 3))
        .expect("a day");
    day.to_string()
}

/// Fills the marks that every template shares: an invoice's facts follow from its number.
fn filled(template: &str, invoice: usize) -> String {
    let vendor = invoice % 120;
    let (net, vat) = net_and_vat(invoice);
    template
        .replace("@DAY@", &day(invoice))
        .replace("@VENDOR@", &format!("Lieferant {vendor} GmbH"))
        .replace("@VATID@", &vat_id(vendor))
        .replace("@IBAN@", &iban(vendor))
        .replace("@NET@", &cents(net))
        .replace("@VAT@", &cents(vat))
        .replace("@GROSS@", &cents(net + vat))
}

/// What an invoice is over, in cents.
fn net_and_vat(invoice: usize) -> (u64, u64) {
    let net = 10_000 + invoice as u64 % 9_973;
    (net, (net * 19 + 50) / 100)
}

fn cents(minor: u64) -> String {
    format!("{}.{:02}", minor / 100, minor % 100)
}

/// A German VAT id with a sound check digit (ISO 7064, modulo 11 and 10).
fn vat_id(vendor: usize) -> String {
    let number = format!("3{vendor:07}");
    let product = number.bytes().fold(10u32, |product, digit| {
        let sum = (u32::from(digit - b'0') + product) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    format!("DE{number}{}", (11 - product) % 10)
}

/// A German IBAN with sound check digits (ISO 7064, modulo 97).
fn iban(account: usize) -> String {
    let tail = format!("21050170{account:010}");
    let remainder = format!("{tail}131400")
        .bytes()
        .fold(0u64, |sum, digit| (sum * 10 + u64::from(digit - b'0')) % 97);
    format!("DE{:02}{tail}", 98 - remainder)
}

fn invoice(number: usize) -> String {
    filled(include_str!("run/invoice.xml"), number)
        .replace("@NUMBER@", &format!("RE-{}", 100_000 + number))
}

fn delivery_note(number: usize) -> String {
    filled(include_str!("run/delivery.xml"), number)
        .replace("@NUMBER@", &format!("LS-{}", 100_000 + number))
}

/// A statement of one day, which follows on that of the day before: it pays the invoice two
/// documents before it, and a fee.
fn statement(number: usize) -> String {
    let invoice = number - 2;
    let paid = |invoice: usize| {
        let (net, vat) = net_and_vat(invoice);
        net + vat + 100
    };
    let opening = 1_000_000_000 - (0..invoice).step_by(3).map(paid).sum::<u64>();
    filled(include_str!("run/statement.xml"), invoice)
        .replace("@OPENING@", &cents(opening))
        .replace("@CLOSING@", &cents(opening - paid(invoice)))
        .replace("@NUMBER@", &number.to_string())
        .replace("@INVOICE@", &format!("RE-{}", 100_000 + invoice))
}
