//! A month of a firm, made at random: who pays what, how the payer writes it, and what is true of
//! it. What is true is known because it was made so, never because kontor says it.

use crate::month_text::{self as text, Dice};
use jiff::civil::Date;

/// The firm's own accounts.
pub const OURS: [&str; 2] = ["DE02120300000000202051", "DE88100900001234567892"];

/// A customer or a vendor.
#[derive(Debug, Clone)]
pub struct Party {
    pub key: String,
    pub name: String,
    pub iban: String,
    /// Whether the list of contacts tells the account.
    pub known: bool,
    pub vendor: bool,
    /// The number under which the other side keeps us, or we keep it: a trap.
    pub customer_number: String,
}

/// An invoice or credit note that is open before the month.
#[derive(Debug, Clone)]
pub struct Item {
    pub document: String,
    pub party: usize,
    /// Negative for a credit note.
    pub cents: i64,
    pub date: Date,
    /// Percent, and the last day.
    pub skonto: Option<(i64, Date)>,
}

impl Item {
    /// The discount in cents, half away from zero.
    pub fn discount(&self) -> i64 {
        self.skonto.map_or(0, |(percent, _)| (self.cents * percent + 50) / 100)
    }
}

/// What an entry is, in truth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Truth {
    /// It settles these: item, cash and discount in cents of the item's sign. `posts`: a careful
    /// person would post it without asking.
    Settles { parts: Vec<(usize, i64, i64)>, posts: bool },
    /// It settles one of these, and nobody can tell which.
    OneOf(Vec<usize>),
    /// It has no item and this category.
    Category { category: &'static str, posts: bool },
    /// It has no item; what it is only a person knows, who books it on this account.
    Account(&'static str),
}

/// An entry of the statement with its truth.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The bank's reference, by which it is found again.
    pub reference: String,
    pub day: Date,
    pub cents: i64,
    pub name: String,
    pub iban: Option<String>,
    pub text: String,
    pub end_to_end: Option<String>,
    /// What the bank kept, unsigned.
    pub charges: i64,
    pub returned: bool,
    pub case: &'static str,
    pub truth: Truth,
}

/// The firm while its month is made.
pub struct Firm {
    pub dice: Dice,
    pub parties: Vec<Party>,
    pub items: Vec<Item>,
    pub entries: Vec<Entry>,
    pub first: Date,
    pub seed: u64,
    /// The first item of this month.
    pub new_from: usize,
    number: u64,
    scheme: u64,
    /// The other side's way to number, one a vendor.
    vendors_numbers: Vec<u64>,
}

/// How many customers and vendors a firm has.
const CUSTOMERS: usize = 40;
const VENDORS: usize = 14;

impl Firm {
    pub fn of(seed: u64) -> Firm {
        let mut dice = Dice::of(seed);
        let names = text::names(&mut dice, CUSTOMERS + VENDORS);
        let mut parties = Vec::new();
        for (at, name) in names.into_iter().enumerate() {
            let vendor = at >= CUSTOMERS;
            let known = dice.below(4) > 0;
            let customer_number = format!("{}", 10_000 + dice.below(9_000));
            let key = format!("{}{:02}", if vendor { "L" } else { "K" }, at + 1);
            parties.push(Party {
                key,
                name,
                iban: text::iban(&mut dice),
                known,
                vendor,
                customer_number,
            });
        }
        let vendors_numbers = (0..VENDORS).map(|_| 100 + dice.below(80_000)).collect();
        let (number, scheme) = (700 + dice.below(1_500), dice.below(6));
        let first = jiff::civil::date(2026, 9, 1);
        Firm {
            dice,
            parties,
            items: Vec::new(),
            entries: Vec::new(),
            first,
            seed,
            new_from: 0,
            number,
            scheme,
            vendors_numbers,
        }
    }

    /// The month is over, and the next one begins; what is open stays.
    pub fn next_month(&mut self) {
        self.first = self.first.saturating_add(jiff::Span::new().months(1));
        self.new_from = self.items.len();
        self.entries.clear();
    }

    pub fn customer(&mut self) -> usize {
        self.dice.at(CUSTOMERS)
    }

    /// A customer whose account is known, where the case stands on it.
    pub fn known_customer(&mut self) -> usize {
        loop {
            let customer = self.customer();
            if self.parties[customer].known {
                return customer;
            }
        }
    }

    pub fn vendor(&mut self) -> usize {
        CUSTOMERS + self.dice.at(VENDORS)
    }

    /// Mostly a customer, at times a vendor.
    pub fn somebody(&mut self) -> usize {
        if self.dice.below(5) == 0 { self.vendor() } else { self.customer() }
    }

    /// An amount that the party has no other item of.
    pub fn amount(&mut self, party: usize) -> i64 {
        loop {
            let most = [20_000, 150_000, 900_000, 3_000_000][self.dice.at(4)];
            let mut cents = 1_500 + i64::try_from(self.dice.below(most)).expect("small");
            if self.dice.below(8) == 0 {
                cents = (cents / 5_000 + 1) * 5_000;
            }
            if !self.items.iter().any(|item| item.party == party && item.cents.abs() == cents) {
                return cents;
            }
        }
    }

    /// The next number of ours: a running one, in the firm's own form.
    pub fn next_number(&mut self) -> String {
        self.number += 1 + self.dice.below(3);
        self.in_form(2026, self.number)
    }

    pub fn in_form(&self, year: u64, number: u64) -> String {
        match self.scheme {
            0 => format!("RE-{year}-{number:04}"),
            1 => format!("{year}{number:04}"),
            2 => format!("{}", 10_000 + number),
            3 => format!("AR{}-{number:05}", year % 100),
            4 => format!("R{number:05}"),
            _ => format!("{year}/{number:04}"),
        }
    }

    fn number_of(&mut self, party: usize) -> String {
        if party < CUSTOMERS {
            return self.next_number();
        }
        let vendor = party - CUSTOMERS;
        self.vendors_numbers[vendor] += 1 + self.dice.below(20);
        let number = self.vendors_numbers[vendor];
        match vendor % 4 {
            0 => format!("{number}"),
            1 => format!("L-2026/{number}"),
            2 => format!("VR{number:06}"),
            _ => format!("26-{number:05}"),
        }
    }

    /// A new open invoice of the month before.
    pub fn invoice(&mut self, party: usize) -> usize {
        let cents = self.amount(party);
        self.invoice_of(party, cents)
    }

    pub fn invoice_of(&mut self, party: usize, cents: i64) -> usize {
        let document = self.number_of(party);
        let date = self.first.saturating_sub(
            jiff::Span::new().days(1 + i64::try_from(self.dice.below(28)).expect("small")),
        );
        self.items.push(Item { document, party, cents, date, skonto: None });
        self.items.len() - 1
    }

    /// Lets Skonto be taken until a day of the month.
    pub fn with_skonto(&mut self, item: usize) -> Date {
        let percent = 2 + i64::from(self.dice.below(2) == 0);
        let until = self.day_from(8, 10);
        self.items[item].skonto = Some((percent, until));
        until
    }

    /// A credit note of a customer.
    pub fn credit(&mut self, party: usize, cents: i64) -> usize {
        let item = self.invoice_of(party, -cents);
        if self.dice.below(2) == 0 {
            self.items[item].document = format!("GS-{}", self.items[item].document);
        }
        item
    }

    /// A day of the month: one of `span` from the `from`th.
    pub fn day_from(&mut self, from: u64, span: u64) -> Date {
        self.first.saturating_add(
            jiff::Span::new().days(i64::try_from(from - 1 + self.dice.below(span)).expect("small")),
        )
    }

    pub fn day(&mut self) -> Date {
        self.day_from(2, 26)
    }

    /// Money as it moves on the account: what a customer pays comes in, what a vendor gets goes
    /// out.
    pub fn sign(&self, party: usize) -> i64 {
        if self.parties[party].vendor { -1 } else { 1 }
    }

    /// An entry of a party; `cents` as on the account.
    pub fn pays(
        &mut self,
        case: &'static str,
        party: usize,
        cents: i64,
        text: String,
        truth: Truth,
    ) -> &mut Entry {
        let day = self.day();
        let name = text::as_banks_write(&mut self.dice, &self.parties[party].name);
        let iban = Some(self.parties[party].iban.clone());
        self.moves(case, (name, iban), (day, cents), text, truth)
    }

    /// An entry of anybody.
    pub fn moves(
        &mut self,
        case: &'static str,
        (name, iban): (String, Option<String>),
        (day, cents): (Date, i64),
        text: String,
        truth: Truth,
    ) -> &mut Entry {
        let reference = format!("B{}{:05}", self.first.month(), self.entries.len());
        self.entries.push(Entry {
            reference,
            day,
            cents,
            name,
            iban,
            text,
            end_to_end: None,
            charges: 0,
            returned: false,
            case,
            truth,
        });
        self.entries.last_mut().expect("just pushed")
    }

    /// What settles items in full, cent by cent.
    pub fn whole(&self, items: &[usize], posts: bool) -> Truth {
        Truth::Settles {
            parts: items.iter().map(|at| (*at, self.items[*at].cents, 0)).collect(),
            posts,
        }
    }
}

/// The lists of contacts and of open items.
pub fn lists(firm: &Firm) -> Vec<(String, String)> {
    let mut contacts = "contact;name;role;vat_id;iban\n".to_owned();
    for party in &firm.parties {
        let role = if party.vendor { "vendor" } else { "customer" };
        let iban = if party.known { party.iban.as_str() } else { "" };
        contacts += &format!("{};{};{role};;{iban}\n", party.key, party.name);
    }
    let mut items = "document;side;contact;date;due;amount;currency;discount_percent;discount_until;order;vat_rate\n".to_owned();
    for item in firm.items.iter().skip(firm.new_from) {
        let party = &firm.parties[item.party];
        let side = if party.vendor { "payable" } else { "receivable" };
        let due = item.date.saturating_add(jiff::Span::new().days(30));
        let (percent, until) = item.skonto.map_or_else(Default::default, |(percent, until)| {
            (percent.to_string(), until.to_string())
        });
        items += &format!(
            "{};{side};{};{};{due};{};EUR;{percent};{until};;19\n",
            item.document,
            party.key,
            item.date,
            text::euro(item.cents)
        );
    }
    vec![("contacts.csv".to_owned(), contacts), ("open-items.csv".to_owned(), items)]
}

/// The month's statement as camt.
pub fn camt(firm: &Firm) -> String {
    let money = |cents: i64| {
        let way = if cents < 0 { "DBIT" } else { "CRDT" };
        format!("<Amt Ccy=\"EUR\">{}</Amt><CdtDbtInd>{way}</CdtDbtInd>", text::euro(cents.abs()))
    };
    let (first, last) = (firm.first, firm.first.last_of_month());
    let balance = |kind: &str, cents: i64, day: Date| {
        format!(
            "<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>{}<Dt><Dt>{day}</Dt></Dt></Bal>",
            money(cents)
        )
    };
    let mut entries: Vec<&Entry> = firm.entries.iter().collect();
    entries.sort_by_key(|entry| entry.day);
    let rows: String = entries.iter().map(|entry| row(entry, &money(entry.cents))).collect();
    let opening = 20_000_000;
    let closing = opening + entries.iter().map(|entry| entry.cents).sum::<i64>();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Document \
         xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt>\
         <GrpHdr><MsgId>M{first}</MsgId><CreDtTm>{last}T19:00:00+01:00</CreDtTm></GrpHdr><Stmt><Id>S{first}</Id>\
         <CreDtTm>{last}T19:00:00+01:00</CreDtTm><Acct><Id><IBAN>{}</IBAN></Id><Ccy>EUR</Ccy></Acct>{}{}{rows}</Stmt></BkToCstmrStmt></Document>",
        OURS[0],
        balance("OPBD", opening, first),
        balance("CLBD", closing, last)
    )
}

fn row(entry: &Entry, money: &str) -> String {
    let safe = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    // Who pays is the debtor; on what comes back, of the first payment.
    let side = if (entry.cents < 0) == entry.returned { "Dbtr" } else { "Cdtr" };
    let (day, name, id) = (entry.day, safe(&entry.name), &entry.reference);
    let account = entry.iban.as_ref().map_or_else(String::new, |iban| {
        format!("<{side}Acct><Id><IBAN>{iban}</IBAN></Id></{side}Acct>")
    });
    let own = entry
        .end_to_end
        .as_ref()
        .map_or_else(String::new, |id| format!("<Refs><EndToEndId>{id}</EndToEndId></Refs>"));
    let returned = if entry.returned { "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>" } else { "" };
    let charges = match entry.charges {
        0 => String::new(),
        kept => format!(
            "<Chrgs><Rcrd><Amt \
             Ccy=\"EUR\">{}</Amt><CdtDbtInd>DBIT</CdtDbtInd><ChrgInclInd>true</ChrgInclInd></Rcrd></Chrgs>",
            text::euro(kept)
        ),
    };
    let kind = if entry.returned {
        "<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>RRTN</SubFmlyCd></Fmly></Domn></BkTxCd>"
    } else {
        "<BkTxCd/>"
    };
    format!(
        "<Ntry>{money}<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{day}</Dt></BookgDt><ValDt><Dt>{day}</Dt></ValDt><AcctSvcrRef>{id}</AcctSvcrRef>\
         {kind}{charges}<NtryDtls><TxDtls>{own}<RltdPties><{side}><Pty><Nm>{name}</Nm></Pty></{side}>{account}</RltdPties>\
         <RmtInf><Ustrd>{}</Ustrd></RmtInf>{returned}</TxDtls></NtryDtls></Ntry>",
        safe(&entry.text)
    )
}
