//! An office of a test: a temporary folder, two companies, and small documents written here.

use assert_cmd::Command;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

pub type Tested = Result<(), Box<dyn std::error::Error>>;

pub const MUELLER: &str = "DE02120300000000202051";
/// Name and VAT id of the company that [`MUELLER`] is the account of.
pub const OURS: (&str, &str) = ("Müller Metallbau GmbH", "DE136695976");
pub const KERN: &str = "DE02500105170137075030";

/// A temporary office.
pub struct Bureau {
    folder: TempDir,
}

/// A started kontor that is ended with the test.
pub struct Started(Child);

impl Started {
    pub fn id(&self) -> u32 {
        self.0.id()
    }

    /// Waits until it ends by itself.
    pub fn ended(&mut self) -> std::io::Result<()> {
        self.0.wait().map(|_| ())
    }

    /// SIGKILL, and until it is gone.
    pub fn end(&mut self) -> std::io::Result<()> {
        self.0.kill()?;
        self.0.wait().map(|_| ())
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        let _ = self.end();
    }
}

pub fn wait_for(what: &str, mut come: impl FnMut() -> bool) {
    let until = Instant::now() + Duration::from_secs(60);
    while !come() {
        assert!(Instant::now() < until, "{what} did not come");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// How a call of kontor ended.
pub struct Ended {
    pub status: i32,
    pub out: String,
    pub err: String,
}

impl Ended {
    /// stdout as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out)
            .unwrap_or_else(|error| panic!("no JSON ({error}): {}\n{}", self.out, self.err))
    }

    /// stdout as a list of JSON objects.
    pub fn rows(&self) -> Vec<Value> {
        self.json().as_array().cloned().unwrap_or_else(|| panic!("no list: {}", self.out))
    }
}

/// kontor with these arguments, outside of any office.
pub fn kontor(arguments: &[&str]) -> Ended {
    ended(Command::new(env!("CARGO_BIN_EXE_kontor")).env_remove("KONTOR_OFFICE").args(arguments))
}

fn ended(command: &mut Command) -> Ended {
    let output = command.output().unwrap_or_else(|error| panic!("kontor does not start: {error}"));
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ended {
        status: output.status.code().unwrap_or(-1),
        out: text(&output.stdout),
        err: text(&output.stderr),
    }
}

impl Bureau {
    /// Two companies; files are taken at once. `more` is added to kontor.toml.
    pub fn with(more: &str) -> Bureau {
        let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
        let bureau = Bureau { folder };
        bureau.write(
            "kontor.toml",
            format!("{more}\n[intake]\nsettle_seconds = 0\npoll_seconds = 1\n"),
        );
        bureau.write(
            "companies/mueller.toml",
            company(
                "Müller Metallbau GmbH",
                "DE136695976",
                MUELLER,
                "SKR03",
                "buch@mueller.example",
            ),
        );
        bureau.write(
            "companies/kern.toml",
            company("Kern Handel KG", "DE811907980", KERN, "SKR04", "buch@kern.example"),
        );
        fs::create_dir_all(bureau.path("inbox")).unwrap_or_else(|error| panic!("{error}"));
        bureau
    }

    pub fn new() -> Bureau {
        Bureau::with("")
    }

    /// Müller with these settings besides.
    pub fn mueller(settings: &str) -> Bureau {
        let bureau = Bureau::new();
        let own = company(OURS.0, OURS.1, MUELLER, "SKR03", "buch@mueller.example");
        bureau.write("companies/mueller.toml", format!("{own}{settings}\n"));
        bureau
    }

    pub fn path(&self, below: &str) -> PathBuf {
        self.folder.path().join(below)
    }

    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    pub fn write(&self, below: &str, content: impl AsRef<[u8]>) {
        let path = self.path(below);
        let folder = path.parent().unwrap_or(self.root());
        fs::create_dir_all(folder)
            .and_then(|()| fs::write(&path, content))
            .unwrap_or_else(|error| panic!("{below}: {error}"));
    }

    pub fn drop(&self, below: &str, content: impl AsRef<[u8]>) {
        self.write(&format!("inbox/{below}"), content);
    }

    /// kontor in this office.
    pub fn run(&self, arguments: &[&str]) -> Ended {
        ended(
            Command::new(env!("CARGO_BIN_EXE_kontor"))
                .args(arguments)
                .env("KONTOR_OFFICE", self.root()),
        )
    }

    /// `kontor watch` in this office, once it is at work.
    pub fn watch(&self) -> Started {
        let child = std::process::Command::new(env!("CARGO_BIN_EXE_kontor"))
            .arg("watch")
            .env("KONTOR_OFFICE", self.root())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("{error}"));
        wait_for("the store", || self.path("kontor.db").exists());
        std::thread::sleep(Duration::from_millis(300));
        Started(child)
    }

    pub fn report(&self, name: &str) -> Vec<Value> {
        self.run(&["report", name, "--json"]).rows()
    }

    /// The document of this file.
    pub fn document(&self, file: &str) -> Value {
        let documents = self.report("documents");
        let found = documents.iter().find(|row| row["file"] == file).cloned();
        found.unwrap_or_else(|| panic!("no document {file}: {documents:#?}"))
    }

    /// All files below a folder, sorted, as paths below it.
    pub fn files(&self, below: &str) -> Vec<String> {
        let mut found = Vec::new();
        let mut folders = vec![self.path(below)];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
                let path = entry.path();
                match entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                    true => folders.push(path),
                    false => found.push(
                        path.strip_prefix(self.path(below))
                            .unwrap_or(&path)
                            .to_string_lossy()
                            .into_owned(),
                    ),
                }
            }
        }
        found.sort();
        found
    }
}

fn company(name: &str, vat: &str, iban: &str, chart: &str, email: &str) -> String {
    format!(
        "name = \"{name}\"\nvat_id = \"{vat}\"\nibans = [\"{iban}\"]\nchart = \"{chart}\"\nemail = \
         \"{email}\"\n"
    )
}

/// A camt.053 statement of an account: entries of amount (with sign), counterparty and remittance.
pub fn camt(iban: &str, number: u32, entries: &[(&str, &str, &str)]) -> String {
    let cents = |text: &str| -> i64 { text.replace('.', "").parse().unwrap_or(0) };
    let total: i64 = entries.iter().map(|(amount, _, _)| cents(amount)).sum();
    let balance = |code: &str, minor: i64| {
        let side = if minor < 0 { "DBIT" } else { "CRDT" };
        let minor = minor.abs();
        format!(
            "<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt \
             Ccy=\"EUR\">{}.{:02}</Amt><CdtDbtInd>{side}</CdtDbtInd><Dt><Dt>2026-10-0{number}</Dt></Dt></Bal>",
            minor / 100,
            minor % 100
        )
    };
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document \
         xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt><GrpHdr><MsgId>M{number}</MsgId><CreDtTm>2026-10-0{number}T20:00:00</CreDtTm></GrpHdr><Stmt><Id>S{iban}{number}</Id><ElctrncSeqNb>{number}</ElctrncSeqNb><CreDtTm>2026-10-0{number}T20:00:00</CreDtTm><Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>EUR</Ccy></Acct>{}{}",
        balance("OPBD", 1_000_000),
        balance("CLBD", 1_000_000 + total)
    );
    for (at, (amount, name, remittance)) in entries.iter().enumerate() {
        let (side, party) =
            if amount.starts_with('-') { ("DBIT", "Cdtr") } else { ("CRDT", "Dbtr") };
        let amount = amount.trim_start_matches('-');
        text += &format!(
            "<Ntry><Amt \
             Ccy=\"EUR\">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-10-0{number}</Dt></BookgDt><ValDt><Dt>2026-10-0{number}</Dt></ValDt><AcctSvcrRef>R{number}-{at}</AcctSvcrRef><BkTxCd/><NtryDtls><TxDtls><Refs><AcctSvcrRef>R{number}-{at}</AcctSvcrRef></Refs><RltdPties><{party}><Pty><Nm>{name}</Nm></Pty></{party}></RltdPties><RmtInf><Ustrd>{remittance}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
        );
    }
    text + "</Stmt></BkToCstmrStmt></Document>\n"
}

/// A UBL invoice that names a seller and a buyer, and little more: its syntax holds, the rules find
/// much to say.
pub fn ubl(number: &str, seller: (&str, Option<&str>), buyer: (&str, Option<&str>)) -> String {
    let party = |(name, vat): (&str, Option<&str>)| {
        let tax = vat.map_or(String::new(), |vat| {
            format!("<cac:PartyTaxScheme><cbc:CompanyID>{vat}</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>")
        });
        format!(
            "<cac:Party><cac:PostalAddress><cac:Country><cbc:IdentificationCode>DE</cbc:IdentificationCode></cac:Country></cac:PostalAddress>{tax}<cac:PartyLegalEntity><cbc:RegistrationName>{name}</cbc:RegistrationName></cac:PartyLegalEntity><cac:Contact><cbc:ElectronicMail>rechnung@lieferant.example</cbc:ElectronicMail></cac:Contact></cac:Party>"
        )
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Invoice \
         xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Invoice-2\" \
         xmlns:cac=\"urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2\" \
         xmlns:cbc=\"urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2\"><cbc:CustomizationID>urn:cen.eu:en16931:2017</cbc:CustomizationID><cbc:ID>{number}</cbc:ID><cbc:IssueDate>2026-10-01</cbc:IssueDate><cbc:DueDate>2026-10-31</cbc:DueDate><cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode><cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode><cac:AccountingSupplierParty>{}</cac:AccountingSupplierParty><cac:AccountingCustomerParty>{}</cac:AccountingCustomerParty><cac:TaxTotal><cbc:TaxAmount currencyID=\"EUR\">19.00</cbc:TaxAmount><cac:TaxSubtotal><cbc:TaxableAmount currencyID=\"EUR\">100.00</cbc:TaxableAmount><cbc:TaxAmount currencyID=\"EUR\">19.00</cbc:TaxAmount><cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>19</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:TaxCategory></cac:TaxSubtotal></cac:TaxTotal><cac:LegalMonetaryTotal><cbc:LineExtensionAmount currencyID=\"EUR\">100.00</cbc:LineExtensionAmount><cbc:TaxExclusiveAmount currencyID=\"EUR\">100.00</cbc:TaxExclusiveAmount><cbc:TaxInclusiveAmount currencyID=\"EUR\">119.00</cbc:TaxInclusiveAmount><cbc:PayableAmount currencyID=\"EUR\">119.00</cbc:PayableAmount></cac:LegalMonetaryTotal><cac:InvoiceLine><cbc:ID>1</cbc:ID><cbc:InvoicedQuantity unitCode=\"C62\">1</cbc:InvoicedQuantity><cbc:LineExtensionAmount currencyID=\"EUR\">100.00</cbc:LineExtensionAmount><cac:Item><cbc:Name>Blech</cbc:Name><cac:ClassifiedTaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>19</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:ClassifiedTaxCategory></cac:Item><cac:Price><cbc:PriceAmount currencyID=\"EUR\">100.00</cbc:PriceAmount></cac:Price></cac:InvoiceLine></Invoice>\n",
        party(seller),
        party(buyer)
    )
}

/// Open items of one customer and one vendor.
pub const OPEN_ITEMS: &str = "document;side;contact;date;due;amount;currency\nRE-1001;receivable;Bau AG;2026-09-01;2026-09-30;1190,00;EUR\nRE-1002;receivable;Bau AG;2026-09-02;2026-09-30;595,00;EUR\nL-77;payable;Stahl AG;2026-09-03;2026-10-03;238,00;EUR\n";
