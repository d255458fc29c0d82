//! Whose account a statement is of, and under which account its entries are kept. Each statement of
//! a file is judged by itself: by its IBAN or the bank's number; without one it is of the account
//! that the settings name for its source, else of the only account there is. What is nobody's waits
//! or is rejected; no account is ever guessed.

use super::route::{Directory, NO_COMPANY, WRONG_COMPANY};
use crate::domain::finding::Weight;
use crate::domain::text::fold;
use crate::domain::{Account, BankStatement, Finding, FindingKind};
pub use crate::store::bank_of;
use std::collections::BTreeSet;

/// An account that nobody in the office has.
pub static UNKNOWN_ACCOUNT: FindingKind = FindingKind {
    code: "unknown-account",
    weight: Weight::Warning,
    de: "Das Konto {account} hat keine Firma dieses Büros; sein Auszug ist nicht gebucht. Gehört \
        es „{company}“: in companies/{company}.toml unter ibans eintragen, dann „kontor resolve \
        {document} accept“ (oder einmalig mit „--account NUMMER“ sein Sachkonto nennen). Sonst: \
        „kontor resolve {document} reject GRUND“.",
    en: "No company of this office has the account {account}; its statement is not booked. If it \
        is of “{company}”: add it under ibans in companies/{company}.toml, then \"kontor resolve \
        {document} accept\" (or, once, name its ledger account with \"--account NUMBER\"). Else: \
        \"kontor resolve {document} reject REASON\".",
};
/// A statement without an account, where there are several.
pub static ACCOUNT_NOT_STATED: FindingKind = FindingKind {
    code: "account-not-stated",
    weight: Weight::Warning,
    de: "Der Auszug ({format}, {stated}) nennt {what}, und welches Konto von \
        „{company}“ gemeint ist, steht nicht fest; er ist nicht gebucht. „kontor resolve \
        {document} accept --account NUMMER“ nennt sein Sachkonto. Für künftige: in \
        companies/{company}.toml einen Abschnitt [[source]] mit format = \"{format}\" und account \
        = \"NUMMER\".",
    en: "The statement ({format}, {stated}) states {what}, and which account of \
        “{company}” is meant is not certain; it is not booked. \"kontor resolve {document} accept \
        --account NUMBER\" names its ledger account. For the next ones: a section [[source]] in \
        companies/{company}.toml with format = \"{format}\" and account = \"NUMBER\".",
};
/// Statements without an IBAN that have an account of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnSource {
    /// Of a message type, its version may be left out.
    pub format: String,
    /// What the statement calls its account.
    pub label: Option<String>,
    /// What its entries are kept under: the ledger account, or the IBAN whose ledger account that
    /// is.
    pub account: String,
}

impl OwnSource {
    fn is_of(&self, format: &str, account: &Account) -> bool {
        let rest = format.strip_prefix(&self.format);
        let label = |label: &String| account.number.as_deref().map(fold) == Some(fold(label));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            && self.label.as_ref().is_none_or(label)
    }

    /// What an account's entries are kept under; several numbers of one source are several
    /// accounts.
    fn kept(&self, account: &Account) -> String {
        let number =
            account.number.as_deref().filter(|number| self.label.is_none() && is_number(number));
        match number {
            Some(number) if !self.account.starts_with(char::is_alphabetic) => {
                format!("{} {number}", self.account)
            }
            _ => self.account.clone(),
        }
    }
}

/// Where a statement belongs.
#[derive(Debug, Clone, PartialEq)]
pub enum Placed {
    /// The company's id, and what the entries are kept under.
    Kept {
        /// The company's id.
        company: String,
        /// What the entries are kept under.
        account: String,
    },
    /// The company whose question it is.
    Held(String, Finding),
    /// It cannot be taken.
    Rejected(Finding),
}

impl Directory {
    /// Where each statement of a file belongs; `pinned` is the company of its folder.
    pub fn place(&self, pinned: Option<&str>, file: &BankStatement) -> Vec<Placed> {
        let accounts: Vec<&Account> =
            file.statements.iter().map(|statement| &statement.account).collect();
        let home = self.home(pinned, &accounts);
        // What one file tells apart by names alone is more than one account.
        let names: BTreeSet<Option<String>> = accounts
            .iter()
            .filter(|account| stated(account).is_none())
            .map(|account| account.number.as_deref().map(fold))
            .collect();
        let sight = Sight {
            pinned: pinned.and_then(|id| self.at(id)),
            home,
            format: &file.format,
            several: names.len() > 1,
        };
        accounts.into_iter().map(|account| self.place_one(&sight, account)).collect()
    }

    /// The company that what states no account belongs to: the folder's, the only one, or that of
    /// all other statements beside it.
    fn home(&self, pinned: Option<&str>, accounts: &[&Account]) -> Option<usize> {
        let only = self.only_company();
        let beside = || {
            let owners: BTreeSet<usize> = accounts
                .iter()
                .flat_map(|account| self.owners(account, None))
                .map(|(at, _)| at)
                .collect();
            owners.first().copied().filter(|_| owners.len() == 1)
        };
        pinned.and_then(|id| self.at(id)).or(only).or_else(beside)
    }

    fn place_one(&self, sight: &Sight, account: &Account) -> Placed {
        match stated(account) {
            Some(_) => self.place_stated(sight, account),
            None => self.place_unstated(sight, account),
        }
    }

    fn place_stated(&self, sight: &Sight, account: &Account) -> Placed {
        let mut owners = self.owners(account, sight.home);
        if owners.iter().any(|(at, _)| Some(*at) == sight.pinned) {
            owners.retain(|(at, _)| Some(*at) == sight.pinned);
        }
        let number = mark(account).unwrap_or_default();
        let companies: BTreeSet<usize> = owners.iter().map(|(at, _)| *at).collect();
        match (companies.len(), owners.as_slice()) {
            (0, _) => match (self.of_source(sight, account), sight.home) {
                (Some(kept), _) if account.iban.is_none() => kept,
                (_, Some(home)) => self.held(home, UNKNOWN_ACCOUNT.found().with("account", number)),
                (_, None) => Placed::Rejected(NO_COMPANY.found().with("stated", number)),
            },
            (1, owners) => match (owners.first(), sight.pinned) {
                (Some((at, _)), Some(pinned)) if *at != pinned => {
                    let holder = ["Inhaber des Kontos", "holder of the account"];
                    let finding = WRONG_COMPANY
                        .found()
                        .with("pinned", self.title(pinned))
                        .with("stated", format!("{} ({number})", self.title(*at)))
                        .with_value("role", holder)
                        .with("folder", self.id(*at).unwrap_or_default());
                    self.held(pinned, finding)
                }
                (Some((at, iban)), _) if owners.len() == 1 => self.kept(*at, iban.clone()),
                (Some((at, _)), _) => {
                    let accounts: Vec<&str> = owners.iter().map(|(_, iban)| &**iban).collect();
                    let accounts = accounts.join(", ");
                    let what = [
                        format!(
                            "eine Kontonummer ohne Bankleitzahl, die mehrere tragen ({accounts})"
                        ),
                        format!("a number without a bank code that several bear ({accounts})"),
                    ];
                    self.held(*at, not_stated(sight, number, what))
                }
                (None, _) => Placed::Rejected(NO_COMPANY.found().with("stated", number)),
            },
            _ => Placed::Rejected(self.several(&companies, number)),
        }
    }

    fn place_unstated(&self, sight: &Sight, account: &Account) -> Placed {
        let name = account.number.clone().unwrap_or_else(|| "–".to_owned());
        let Some(home) = sight.home else {
            return Placed::Rejected(NO_COMPANY.found().with("stated", name));
        };
        if let Some(kept) = self.of_source(sight, account) {
            return kept;
        }
        // The report of a payment service on the bank's account would be its money twice: sale by
        // sale, and as the bank's payout.
        match (self.accounts_of(home).as_slice(), sight.several || self.is_service(sight.format)) {
            ([only], false) => self.kept(home, only.clone()),
            _ => {
                let what = ["keine Kontonummer", "no account number"].map(str::to_owned);
                self.held(home, not_stated(sight, name, what))
            }
        }
    }

    /// The account that the settings name for a source; one with a label before one without.
    fn of_source(&self, sight: &Sight, account: &Account) -> Option<Placed> {
        let home = sight.home?;
        let fitting: Vec<&OwnSource> = self
            .sources(home)
            .iter()
            .filter(|source| source.is_of(sight.format, account))
            .collect();
        let source = fitting
            .iter()
            .find(|source| source.label.is_some())
            .or(fitting.first().filter(|_| !sight.several))?;
        Some(self.kept(home, source.kept(account)))
    }

    fn kept(&self, at: usize, account: String) -> Placed {
        Placed::Kept { company: self.id(at).unwrap_or_default().to_owned(), account }
    }

    fn held(&self, at: usize, finding: Finding) -> Placed {
        let company = self.id(at).unwrap_or_default();
        Placed::Held(company.to_owned(), finding.with("company", company))
    }

    /// All accounts a company has: its IBANs, and those of its sources.
    fn accounts_of(&self, at: usize) -> Vec<String> {
        let mut accounts: Vec<String> = self.ibans(at).map(str::to_owned).collect();
        accounts.extend(self.sources(at).iter().map(|source| source.account.clone()));
        accounts.sort();
        accounts.dedup();
        accounts
    }

    /// The companies that state an account as theirs, each with the IBAN it is. A number without
    /// its bank counts at home only.
    fn owners(&self, account: &Account, home: Option<usize>) -> Vec<(usize, String)> {
        if let Some(iban) = &account.iban {
            return self
                .owners_of(iban.as_str())
                .map(|at| (at, iban.as_str().to_owned()))
                .collect();
        }
        let Some(number) = account.number.as_deref().filter(|number| is_number(number)) else {
            return Vec::new();
        };
        let with_bank = number.contains(['/', ' ']);
        let here = |at: &usize| with_bank || Some(*at) == home;
        self.all_ibans()
            .filter(|(iban, at)| here(at) && is_behind(iban, number))
            .map(|(iban, at)| (at, iban.to_owned()))
            .collect()
    }
}

/// From where a file's statements are looked at.
struct Sight<'a> {
    pinned: Option<usize>,
    home: Option<usize>,
    format: &'a str,
    /// Its statements without a number bear several names.
    several: bool,
}

/// The question of which account a statement is, with what it states of it, in German and English.
fn not_stated(sight: &Sight, stated: String, [german, english]: [String; 2]) -> Finding {
    let found = ACCOUNT_NOT_STATED.found().with("format", sight.format).with("stated", stated);
    found.with_value("what", [german, english])
}

/// What an account is told apart by: IBAN or number, else the name it goes by.
pub fn mark(account: &Account) -> Option<String> {
    account.iban.as_ref().map(|iban| iban.as_str().to_owned()).or_else(|| account.number.clone())
}

/// The IBAN or number that a statement states of its account.
pub fn stated(account: &Account) -> Option<String> {
    account
        .iban
        .as_ref()
        .map(|iban| iban.to_string())
        .or_else(|| account.number.clone().filter(|number| is_number(number)))
}

/// What the entries of a statement are kept under that a person places on a ledger account: with
/// the IBAN that it states, so that it is the same account once the settings know it.
pub fn kept_on(ledger: &str, account: &Account) -> String {
    match &account.iban {
        Some(iban) => format!("{ledger} {iban}"),
        None => ledger.to_owned(),
    }
}

/// Whether a text is an account's number. Banks also put names there that the holder chose and the
/// app's language changes ("Main Account", "Konto 2"), and masked card numbers: they name no
/// account.
pub fn is_number(text: &str) -> bool {
    let count = |is: fn(&char) -> bool| text.chars().filter(is).count();
    let (digits, letters) = (count(char::is_ascii_digit), count(|c| c.is_alphabetic()));
    let masked = text.contains(['*', '•', '…']) || text.to_lowercase().contains("xx");
    digits > letters && !masked
}

/// Whether an IBAN is that of a bank's account number. Of a German one behind the check digits: bank
/// code, account number of ten digits. A bank code before the number counts (`BLZ/number`); accounts
/// of two banks may bear one number.
pub fn is_behind(iban: &str, number: &str) -> bool {
    let Some((bank, account)) = iban
        .strip_prefix("DE")
        .and_then(|rest| rest.get(2..))
        .and_then(|rest| rest.split_at_checked(8))
    else {
        return iban.get(4..).is_some_and(|bban| is_in_bban(iban, bban, number));
    };
    let (stated_bank, stated) = number.rsplit_once(['/', ' ']).unwrap_or(("", number));
    let other_bank = stated_bank.len() == 8
        && stated_bank.bytes().all(|b| b.is_ascii_digit())
        && stated_bank != bank;
    !other_bank && format!("{stated:0>10}") == account
}

/// Whether what stands behind an IBAN's check digits is this account: all of it or its end, or with
/// the bank code before it, each with or without leading zeros.
fn is_in_bban(iban: &str, bban: &str, number: &str) -> bool {
    const APART: [char; 3] = ['/', ' ', '-'];
    let joined = |text: &str| text.replace(APART, "").to_uppercase();
    let whole = joined(number);
    if whole.len() > 6 && bban.ends_with(&whole) {
        return true;
    }
    let Some((bank, account)) = number.rsplit_once(['/', ' ']) else { return false };
    let bare = |text: &str| text.trim_start_matches('0').to_owned();
    let (bank, account) = (bare(&joined(bank)), bare(&joined(account)));
    let Some(rest) = bare(bban).strip_prefix(&bank).map(bare) else { return false };
    // A French account ends with a key of two digits, which may be left out.
    let keyless = ["FR", "MC"].iter().any(|country| iban.starts_with(country));
    let is_account =
        rest == account || keyless && rest.len() == account.len() + 2 && rest.starts_with(&account);
    !bank.is_empty() && account.len() > 3 && is_account
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Iban, Statement};
    use crate::office::route::Known;

    const GIRO: &str = "DE64120300000001234567";
    const SECOND: &str = "DE24500502010000987654";
    const NOBODYS: &str = "DE89370400440532013000";
    /// A `[[bank]]` of the office's with payouts.
    const OWN_SERVICE: &str = "csv:mycard";

    #[test]
    fn bank_code_and_account_are_those_of_any_countrys_iban() {
        let is = |iban: &str, number: &str| is_behind(iban, number);
        const AT: &str = "AT611904300234573201";
        assert!(is(AT, "19043/00234573201") && is(AT, "19043/234573201") && is(AT, "00234573201"));
        assert!(!is(AT, "19044/00234573201") && !is(AT, "19043/234573202") && !is(AT, "/3201"));
        assert!(is("CH9300762011623852957", "00762/11623852957"));
        assert!(is("CH9300762011623852957", "762/011623852957"));
        const FR: &str = "FR1420041010050500013M02606";
        assert!(is(FR, "20041/01005/0500013M026/06") && is(FR, "20041/01005/0500013m026"));
        assert!(is("GB29NWBK60161331926819", "60-16-13 31926819"));
        assert!(is("DE64120300000001234567", "12030000/1234567"));
        assert!(!is("DE64120300000001234567", "12030001/1234567"));
    }

    fn company(id: &str, ibans: &[&str], sources: &[(&str, Option<&str>, &str)]) -> Known {
        let source = |(format, label, account): &(&str, Option<&str>, &str)| OwnSource {
            format: (*format).into(),
            label: label.map(str::to_owned),
            account: (*account).into(),
        };
        let ibans = ibans.iter().filter_map(|iban| Iban::read(iban)).collect();
        Known {
            id: id.into(),
            ibans,
            sources: sources.iter().map(source).collect(),
            ..Known::default()
        }
    }

    /// Where statements go, each by its IBAN, its number or label, or nothing.
    fn places(
        office: &[Known],
        pinned: Option<&str>,
        format: &str,
        accounts: &[&str],
    ) -> Vec<String> {
        let statement = |text: &&str| {
            let iban = Iban::read(text).filter(Iban::is_valid);
            let number = Some((*text).to_owned()).filter(|text| iban.is_none() && !text.is_empty());
            Statement {
                account: Account { iban, number, ..Account::default() },
                ..Statement::default()
            }
        };
        let statements = accounts.iter().map(statement).collect();
        let file = BankStatement { format: format.into(), statements, ..BankStatement::default() };
        let said = |placed: Placed| match placed {
            Placed::Kept { company, account } => format!("{company} {account}"),
            Placed::Held(company, finding) => format!("{company}: {}", finding.code()),
            Placed::Rejected(finding) => finding.code().to_owned(),
        };
        Directory::new(office)
            .with_services([OWN_SERVICE.to_owned()])
            .place(pinned, &file)
            .into_iter()
            .map(said)
            .collect()
    }

    #[test]
    fn each_statement_of_a_file_goes_its_own_way() {
        let office = [company("a", &[GIRO], &[]), company("b", &[SECOND], &[])];
        assert_eq!(
            places(&office, None, "camt.053.001.08", &[GIRO, NOBODYS, SECOND]),
            [&format!("a {GIRO}"), "no-company", &format!("b {SECOND}")]
        );
        assert_eq!(
            places(&office, None, "camt.053.001.08", &[GIRO, NOBODYS]),
            [&format!("a {GIRO}"), "a: unknown-account"]
        );
        assert_eq!(
            places(&office, Some("a"), "camt.053.001.08", &[GIRO, NOBODYS, SECOND]),
            [&format!("a {GIRO}"), "a: unknown-account", "a: wrong-company"]
        );
        let shared = [company("a", &[GIRO], &[]), company("b", &[GIRO], &[])];
        assert_eq!(places(&shared, None, "mt940", &[GIRO]), ["several-companies"]);
        assert_eq!(places(&shared, Some("b"), "mt940", &[GIRO]), [format!("b {GIRO}")]);
    }

    #[test]
    fn without_a_number_it_is_the_only_account_or_that_of_its_source_or_a_question() {
        let only = [company("a", &[GIRO], &[])];
        assert_eq!(places(&only, None, "csv:american-express", &[""]), [format!("a {GIRO}")]);
        assert_eq!(
            places(&only, None, "csv:paypal", &[""]),
            ["a: account-not-stated"],
            "the bank tells of its payouts itself"
        );
        assert_eq!(
            places(&only, None, OWN_SERVICE, &[""]),
            ["a: account-not-stated"],
            "so does an acquirer of the office's own"
        );
        assert_eq!(places(&only, None, "csv:n26", &["Main Account"]), [format!("a {GIRO}")]);
        assert_eq!(
            places(&only, None, "csv:comdirect", &["Girokonto", "Tagesgeld"]),
            ["a: account-not-stated"; 2]
        );
        let two = [company("a", &[GIRO, SECOND], &[])];
        assert_eq!(places(&two, None, "csv:paypal", &[""]), ["a: account-not-stated"]);
        assert_eq!(
            places(&[company("a", &[], &[])], None, "csv:paypal", &[""]),
            ["a: account-not-stated"]
        );
        let sources: &[(&str, Option<&str>, &str)] = &[
            ("csv:paypal", None, "1220"),
            ("csv:comdirect", Some("tagesgeld"), SECOND),
            ("camt.052", None, "1230"),
        ];
        let own = [company("a", &[GIRO, SECOND], sources)];
        assert_eq!(places(&own, None, "csv:paypal", &[""]), ["a 1220"]);
        assert_eq!(places(&own, None, "csv:paypal2", &[""]), ["a: account-not-stated"]);
        assert_eq!(places(&own, None, "camt.052.001.08", &[""]), ["a 1230"]);
        assert_eq!(
            places(&own, None, "csv:comdirect", &["Girokonto", "Tagesgeld"]),
            ["a: account-not-stated", &format!("a {SECOND}")]
        );
        // Two names beside one source without a label: which is meant is not certain.
        assert_eq!(places(&own, None, "csv:paypal", &["A", "B"]), ["a: account-not-stated"; 2]);
    }

    #[test]
    fn numbers_of_one_source_stay_apart_and_ibans_are_no_source() {
        let own = [company(
            "a",
            &[GIRO],
            &[("csv:karte", None, "1220"), ("csv:karte", Some("4711 0815 9"), "1230")],
        )];
        assert_eq!(places(&own, None, "csv:karte", &["4711 0001"]), ["a 1220 4711 0001"]);
        assert_eq!(places(&own, None, "csv:karte", &["4711 0815 9"]), ["a 1230"]);
        assert_eq!(places(&own, None, "csv:karte", &[NOBODYS]), ["a: unknown-account"]);
        assert_eq!(places(&own, None, "csv:karte", &["1234567"]), [format!("a {GIRO}")]);
    }

    #[test]
    fn names_and_masks_are_no_numbers() {
        for label in
            ["Main Account", "Hauptkonto", "*1234", "•• 1234", "XXXX1234", "N/A", "Konto 2", ""]
        {
            assert!(!is_number(label), "{label}");
        }
        for number in ["1234567", "50050201/1234567", "12-34-56 12345678", "NL91ABNA0417164300"] {
            assert!(is_number(number), "{number}");
        }
    }
}
