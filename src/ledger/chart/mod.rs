//! Charts of accounts (Kontenrahmen): DATEV's SKR03 and SKR04 whole, each a table of its own
//! (`skr03.tsv`, `skr04.tsv`).
//!
//! A line is an account: number, name, function (automatic accounts with their rate, tax and
//! collective accounts), its place in the VAT return (Kennzahl), where the function comes from, and
//! how sure the name is. Names on which two public charts agree say `two charts`; the functions of
//! SKR03 are those of DATEV's chart of 2010, those of SKR04 follow by the paired account. Whoever
//! files a return from these books has their tax adviser release the table once.

mod role;

pub use role::{Rate, Role};

use crate::domain::Side;
use role::ROLES;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// An account of a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Account {
    /// Four digits.
    pub number: &'static str,
    /// Its German name, as accountants know it; one that ends in `…` is cut.
    pub name: &'static str,
    /// What DATEV's programs do with it by themselves.
    pub function: Function,
    /// Its place in the VAT return (Kennzahl) where it is the base of one.
    pub return_position: Option<&'static str>,
    /// Where its function comes from; empty for an account without one.
    pub source: &'static str,
    /// How sure its name is.
    pub certainty: &'static str,
}

/// What DATEV's programs do with an account by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    /// Nothing.
    Plain,
    /// Automatic account of purchases (AV): what stands on it bears this rate of input VAT, in
    /// percent.
    AutomaticInput(u8),
    /// Automatic account of turnover (AM): this rate of VAT, in percent; 0 for what is exempt or
    /// not taxable.
    AutomaticOutput(u8),
    /// VAT itself.
    Tax,
    /// Stands for the personal accounts and is never posted on (Sammelkonto).
    Collective,
    /// Opening balances (Saldenvorträge).
    CarryForward,
}

/// A chart of accounts. The two are [`Chart::SKR03`] (ordered by process) and [`Chart::SKR04`]
/// (ordered by closing statement).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Chart {
    /// DATEV's chart ordered by process (Prozessgliederungsprinzip).
    SKR03,
    /// DATEV's chart ordered by the closing statement (Abschlussgliederungsprinzip).
    SKR04,
}

/// Whose personal account a number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Personal {
    /// 10000–69999 (Debitoren).
    Customer,
    /// 70000–99999 (Kreditoren).
    Vendor,
}

/// How many bank accounts one company can have in a chart.
pub const MOST_BANKS: usize = 60;

/// The accounts of a chart by number.
type Table = BTreeMap<&'static str, Account>;

static SKR03: LazyLock<Table> = LazyLock::new(|| table(include_str!("skr03.tsv")));
static SKR04: LazyLock<Table> = LazyLock::new(|| table(include_str!("skr04.tsv")));

fn table(text: &'static str) -> Table {
    text.lines()
        .skip(1)
        .filter_map(Account::read)
        .map(|account| (account.number, account))
        .collect()
}

impl Account {
    /// Reads a line of a chart's table.
    fn read(line: &'static str) -> Option<Account> {
        let mut fields = line.split('\t');
        let mut field = || fields.next().map(|field| if field == "-" { "" } else { field });
        let (number, name, function, rate) = (field()?, field()?, field()?, field()?);
        let position = field()?;
        Some(Account {
            number,
            name,
            function: Function::read(function, rate)?,
            return_position: (!position.is_empty()).then_some(position),
            source: field()?,
            certainty: field()?,
        })
    }

    /// Whether its name says that the recipient owes the VAT of what stands on it: beside or
    /// without its deduction.
    pub fn is_owed(&self) -> bool {
        self.name.contains("% Vorsteuer und") || self.is_without_deduction()
    }

    /// Whether its name says that nothing is deducted of what stands on it.
    pub fn is_without_deduction(&self) -> bool {
        self.name.contains("ohne Vorsteuer")
    }

    /// The rate of VAT, in percent, that all that stands on it bears; `None` where it is no
    /// automatic account.
    pub fn automatic_rate(&self) -> Option<u8> {
        match self.function {
            Function::AutomaticInput(rate) | Function::AutomaticOutput(rate) => Some(rate),
            _ => None,
        }
    }
}

impl Function {
    fn read(word: &str, rate: &str) -> Option<Function> {
        // Rates of the past (10,7 % of farmers) are cut to whole percent: nothing is computed by
        // them.
        let rate = rate.split('.').next().and_then(|whole| whole.parse().ok()).unwrap_or_default();
        Some(match word {
            "" => Function::Plain,
            "automatic-input" => Function::AutomaticInput(rate),
            "automatic-output" => Function::AutomaticOutput(rate),
            "tax" => Function::Tax,
            "collective" => Function::Collective,
            "carry-forward" => Function::CarryForward,
            _ => return None,
        })
    }
}

impl Chart {
    /// The chart of that name, in either case, blanks aside (`SKR 03`).
    pub fn read(name: &str) -> Option<Chart> {
        let compact: String =
            name.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
        match compact.as_str() {
            "SKR03" => Some(Chart::SKR03),
            "SKR04" => Some(Chart::SKR04),
            _ => None,
        }
    }

    /// The name, as in `companies/ID.toml`.
    pub fn as_str(self) -> &'static str {
        match self {
            Chart::SKR03 => "SKR03",
            Chart::SKR04 => "SKR04",
        }
    }

    fn table(self) -> &'static Table {
        match self {
            Chart::SKR03 => &SKR03,
            Chart::SKR04 => &SKR04,
        }
    }

    /// Every account, by number.
    pub fn accounts(self) -> impl Iterator<Item = &'static Account> {
        self.table().values()
    }

    /// The account of this number; `None` where the chart has none, also for personal accounts.
    pub fn account(self, number: &str) -> Option<&'static Account> {
        self.table().get(number)
    }

    /// The number of a role's account. Every role has one in each chart.
    pub fn number(self, role: Role) -> &'static str {
        let (_, skr03, skr04) =
            ROLES.iter().find(|row| row.0 == role).copied().unwrap_or((role, "1590", "1370"));
        match self {
            Chart::SKR03 => skr03,
            Chart::SKR04 => skr04,
        }
    }

    /// Every role with its account's number.
    pub fn roles(self) -> impl Iterator<Item = (Role, &'static str)> {
        ROLES.iter().map(move |row| (row.0, self.number(row.0)))
    }

    /// The number of a company's bank account: the first (0) is 1200 (SKR03) or 1800 (SKR04), then
    /// 1210, 1220 … 1250, then 1201, 1211 …; `None` from `MOST_BANKS` on.
    pub fn bank(self, index: usize) -> Option<String> {
        let first: usize = match self {
            Chart::SKR03 => 1200,
            Chart::SKR04 => 1800,
        };
        (index < MOST_BANKS).then(|| (first + 10 * (index % 6) + index / 6).to_string())
    }

    /// The name of an account, the bank accounts that [`Chart::bank`] gives among them.
    pub fn name(self, number: &str) -> Option<&'static str> {
        let named = self.account(number).map(|account| account.name);
        named.or_else(|| self.is_bank(number).then_some("Bank"))
    }

    /// Whether an account tells of expense or revenue, which begin each fiscal year at zero (§ 242
    /// (2) HGB); by the chart's classes, so that a company's own numbers count too. Stock (SKR03
    /// 3970–3989) stands among the goods and goes on.
    pub fn is_profit_and_loss(self, number: &str) -> bool {
        let class = number.bytes().next().unwrap_or_default();
        match self {
            _ if Personal::of(number).is_some() => false,
            Chart::SKR03 => {
                matches!(class, b'2' | b'3' | b'4' | b'8')
                    && !number.starts_with("397")
                    && !number.starts_with("398")
            }
            Chart::SKR04 => matches!(class, b'4'..=b'7'),
        }
    }

    /// Whether an account is one of income: what comes in on it is turnover, and VAT in it is owed.
    pub fn is_income(self, number: &str) -> bool {
        match self {
            Chart::SKR03 => {
                number.len() == 4
                    && (number.starts_with('8')
                        || number.starts_with("27")
                        || number.starts_with("25"))
            }
            Chart::SKR04 => number.len() == 4 && number.starts_with('4'),
        }
    }

    /// Whether an account is one of fixed assets (§ 266 (2) A HGB), whose cost a reduction of the
    /// price lowers (§ 255 (1) HGB).
    pub fn is_fixed_asset(self, number: &str) -> bool {
        let class: Option<u32> = number
            .get(..4)
            .and_then(|class| class.parse().ok())
            .filter(|_| Personal::of(number).is_none());
        match self {
            Chart::SKR03 => matches!(class, Some(10..=599)),
            Chart::SKR04 => matches!(class, Some(100..=999)),
        }
    }

    /// Whether money may stand on an account: none of expense or revenue, of taxes or of fixed
    /// assets, none that collects others or carries forward.
    pub fn may_hold_money(self, number: &str) -> bool {
        let is_plain =
            self.account(number).is_none_or(|account| account.function == Function::Plain);
        is_plain && !self.is_profit_and_loss(number) && !self.is_fixed_asset(number)
    }

    /// Whether the number may be posted on: an account of the chart, or a bank account.
    pub fn has(self, number: &str) -> bool {
        self.name(number).is_some()
    }

    /// Whether a number is one that [`Chart::bank`] gives.
    pub fn is_bank(self, number: &str) -> bool {
        (0..MOST_BANKS).any(|index| self.bank(index).as_deref() == Some(number))
    }
}

impl Personal {
    /// Whose personal account this is; `None` for an impersonal one.
    pub fn of(number: &str) -> Option<Personal> {
        if number.len() != 5 || !number.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        match number.parse().ok()? {
            10_000..=69_999u32 => Some(Personal::Customer),
            70_000..=99_999 => Some(Personal::Vendor),
            _ => None,
        }
    }

    /// On which side its items are.
    pub fn side(self) -> Side {
        match self {
            Personal::Customer => Side::Receivable,
            Personal::Vendor => Side::Payable,
        }
    }

    /// The numbers a new personal account may get.
    pub fn range(self) -> std::ops::RangeInclusive<u32> {
        match self {
            Personal::Customer => 10_000..=69_999,
            Personal::Vendor => 70_000..=99_999,
        }
    }

    /// The collective account behind the personal ones.
    pub fn collective(self) -> Role {
        match self {
            Personal::Customer => Role::Receivables,
            Personal::Vendor => Role::Payables,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is computed by an automatic account is what its name says.
    #[test]
    fn an_automatic_account_bears_the_rate_that_its_name_states() {
        for (chart, text) in
            [(Chart::SKR03, include_str!("skr03.tsv")), (Chart::SKR04, include_str!("skr04.tsv"))]
        {
            for line in text.lines().filter(|line| line.contains("\tautomatic-")) {
                let fields: Vec<&str> = line.split('\t').collect();
                let (number, name, rate) = (fields[0], fields[1], fields[3].replace('.', ","));
                let stated = match rate.as_str() {
                    "0" => !name.contains("19 %") && !name.contains("7 %"),
                    rate => name.contains(&format!("{rate} %")),
                };
                assert!(stated, "{number} {name}: {rate}");
                let account = chart.account(number).expect("it is in the table");
                let input = matches!(account.function, Function::AutomaticInput(_));
                assert!(!(input && chart.is_income(number)), "{number} {name} is of turnover");
            }
        }
    }
}
