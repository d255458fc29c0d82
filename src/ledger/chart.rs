//! Charts of accounts (Kontenrahmen): DATEV's SKR03 and SKR04, as far as kontor posts by itself.
//!
//! Code asks for a [`Role`], never for a number; the two charts then differ in nothing but this table. Any other account a
//! company's rules name is posted on all the same: a chart only lends it a name where it knows one.

/// What an account is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// The first bank account; further ones by [`Chart::bank`].
    Bank,
    /// Money on its way between the company's own accounts (Geldtransit).
    Transit,
    /// Bank entries that nothing explains yet.
    Unexplained,
    /// Collective account of the customers; lines name personal accounts instead.
    Receivables,
    /// Collective account of the vendors.
    Payables,
    InputVat(Rate),
    OutputVat(Rate),
    /// Input VAT at a rate without an account of its own.
    InputVatOther,
    /// Output VAT at a rate without an account of its own.
    OutputVatOther,
    /// Input VAT on an intra-community acquisition (§ 15 (1) no. 3 UStG).
    InputVatAcquisition(Rate),
    /// VAT owed on an intra-community acquisition (§ 1a UStG).
    OutputVatAcquisition(Rate),
    /// Input VAT where the recipient owes it (§ 13b UStG).
    InputVatReverse(Rate),
    /// VAT owed as the recipient (§ 13b UStG).
    OutputVatReverse(Rate),
    /// Goods and services received, where neither rule nor contact says better.
    Expense(Rate),
    /// The same without VAT, or gross where the VAT cannot be deducted.
    ExpenseUntaxed,
    ExpenseAcquisition(Rate),
    ExpenseReverse(Rate),
    Revenue(Rate),
    /// Revenue without VAT of no better known kind.
    RevenueUntaxed,
    /// Exempt intra-community supply (§ 4 no. 1b UStG).
    RevenueIntraCommunity,
    /// Exempt export (§ 4 no. 1a UStG).
    RevenueExport,
    /// The recipient owes the VAT (§ 13b UStG).
    RevenueReverse,
    /// Exempt under § 4 no. 8 ff. UStG.
    RevenueExempt,
    /// Skonto granted to customers.
    DiscountGranted(Rate),
    DiscountGrantedUntaxed,
    DiscountGrantedIntraCommunity,
    DiscountGrantedReverse,
    /// Skonto received from vendors.
    DiscountReceived(Rate),
    DiscountReceivedUntaxed,
    DiscountReceivedAcquisition(Rate),
    DiscountReceivedReverse(Rate),
    BankFees,
    InterestIncome,
    InterestExpense,
    /// A cent too little.
    SmallLoss,
    /// A cent too much.
    SmallGain,
    PrepaymentsMade,
    PrepaymentsReceived,
    /// Wages and salaries owed, which the payroll books and the bank pays.
    Salaries,
    SocialSecurity,
    WageTax,
    /// Advance payments of VAT (Umsatzsteuer-Vorauszahlungen).
    VatPayments,
    TradeTax,
    CorporationTax,
    Rent,
    Insurance,
    Telephone,
    Cash,
    CreditCard,
    /// Opening balances of impersonal accounts (Saldenvorträge).
    Opening,
    OpeningReceivables,
    OpeningPayables,
}

/// The German VAT rates that an invoice is posted by (§ 12 UStG).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rate {
    /// 19 %.
    Full,
    /// 7 %.
    Reduced,
}

/// An account of a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Account {
    pub role: Role,
    pub number: &'static str,
    /// Its German name, as accountants know it.
    pub name: &'static str,
}

/// A chart of accounts. The two are [`Chart::SKR03`] (ordered by process) and [`Chart::SKR04`] (ordered by closing statement).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Chart {
    SKR03,
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

impl Chart {
    /// The chart of that name, in either case, blanks aside (`SKR 03`).
    pub fn read(name: &str) -> Option<Chart> {
        let compact: String = name.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
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

    /// Every account of the chart that has a role.
    pub fn accounts(self) -> impl Iterator<Item = Account> {
        ACCOUNTS.iter().map(move |row| row.of(self))
    }

    /// The account of a role. Every role has one in each chart.
    pub fn account(self, role: Role) -> Account {
        ACCOUNTS.iter().find(|row| row.0 == role).map_or(UNEXPLAINED.of(self), |row| row.of(self))
    }

    /// The account's number alone.
    pub fn number(self, role: Role) -> &'static str {
        self.account(role).number
    }

    /// The number of a company's bank account: the first (0) is 1200 (SKR03) or 1800 (SKR04), then 1210, 1220 … 1250, then
    /// 1201, 1211 …; `None` from `MOST_BANKS` on.
    pub fn bank(self, index: usize) -> Option<String> {
        let first: usize = match self {
            Chart::SKR03 => 1200,
            Chart::SKR04 => 1800,
        };
        (index < MOST_BANKS).then(|| (first + 10 * (index % 6) + index / 6).to_string())
    }

    /// The name of an account with a role, of a bank account or of a collective account; `None` for all others.
    pub fn name(self, number: &str) -> Option<&'static str> {
        let named = self.accounts().find(|account| account.number == number).map(|account| account.name);
        named.or_else(|| self.is_bank(number).then_some("Bank"))
    }

    /// Whether an account is one of income: what comes in on it is turnover, and VAT in it is owed.
    pub fn is_income(self, number: &str) -> bool {
        match self {
            Chart::SKR03 => number.len() == 4 && (number.starts_with('8') || number.starts_with("27") || number.starts_with("25")),
            Chart::SKR04 => number.len() == 4 && number.starts_with('4'),
        }
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

/// One row of both charts: role, number in SKR03, number in SKR04, German name.
struct Row(Role, &'static str, &'static str, &'static str);

impl Row {
    const fn of(&self, chart: Chart) -> Account {
        let number = match chart {
            Chart::SKR03 => self.1,
            Chart::SKR04 => self.2,
        };
        Account { role: self.0, number, name: self.3 }
    }
}

const UNEXPLAINED: Row = Row(Role::Unexplained, "1590", "1370", "Durchlaufende Posten (ungeklärte Bankbewegungen)");

use Rate::{Full, Reduced};

static ACCOUNTS: &[Row] = &[
    Row(Role::Bank, "1200", "1800", "Bank"),
    Row(Role::Cash, "1000", "1600", "Kasse"),
    Row(Role::Transit, "1360", "1460", "Geldtransit"),
    UNEXPLAINED,
    Row(Role::CreditCard, "1730", "3610", "Kreditkartenabrechnung"),
    Row(Role::Receivables, "1400", "1200", "Forderungen aus Lieferungen und Leistungen"),
    Row(Role::Payables, "1600", "3300", "Verbindlichkeiten aus Lieferungen und Leistungen"),
    Row(Role::InputVat(Full), "1576", "1406", "Abziehbare Vorsteuer 19 %"),
    Row(Role::InputVat(Reduced), "1571", "1401", "Abziehbare Vorsteuer 7 %"),
    Row(Role::InputVatOther, "1570", "1400", "Abziehbare Vorsteuer"),
    Row(Role::InputVatAcquisition(Full), "1574", "1404", "Abziehbare Vorsteuer aus innergemeinschaftlichem Erwerb 19 %"),
    Row(Role::InputVatAcquisition(Reduced), "1572", "1402", "Abziehbare Vorsteuer aus innergemeinschaftlichem Erwerb"),
    Row(Role::InputVatReverse(Full), "1577", "1407", "Abziehbare Vorsteuer nach § 13b UStG 19 %"),
    Row(Role::InputVatReverse(Reduced), "1578", "1408", "Abziehbare Vorsteuer nach § 13b UStG"),
    Row(Role::OutputVat(Full), "1776", "3806", "Umsatzsteuer 19 %"),
    Row(Role::OutputVat(Reduced), "1771", "3801", "Umsatzsteuer 7 %"),
    Row(Role::OutputVatOther, "1770", "3800", "Umsatzsteuer"),
    Row(Role::OutputVatAcquisition(Full), "1774", "3804", "Umsatzsteuer aus innergemeinschaftlichem Erwerb 19 %"),
    Row(Role::OutputVatAcquisition(Reduced), "1772", "3802", "Umsatzsteuer aus innergemeinschaftlichem Erwerb"),
    Row(Role::OutputVatReverse(Full), "1787", "3837", "Umsatzsteuer nach § 13b UStG 19 %"),
    Row(Role::OutputVatReverse(Reduced), "1785", "3835", "Umsatzsteuer nach § 13b UStG"),
    Row(Role::Expense(Full), "3400", "5400", "Wareneingang 19 % Vorsteuer"),
    Row(Role::Expense(Reduced), "3300", "5300", "Wareneingang 7 % Vorsteuer"),
    Row(Role::ExpenseUntaxed, "3200", "5200", "Wareneingang"),
    Row(Role::ExpenseAcquisition(Full), "3425", "5425", "Innergemeinschaftlicher Erwerb 19 % Vorsteuer und 19 % Umsatzsteuer"),
    Row(Role::ExpenseAcquisition(Reduced), "3420", "5420", "Innergemeinschaftlicher Erwerb 7 % Vorsteuer und 7 % Umsatzsteuer"),
    Row(
        Role::ExpenseReverse(Full),
        "3125",
        "5925",
        "Leistungen eines im Ausland ansässigen Unternehmers 19 % Vorsteuer und 19 % Umsatzsteuer",
    ),
    Row(
        Role::ExpenseReverse(Reduced),
        "3115",
        "5915",
        "Leistungen eines im Ausland ansässigen Unternehmers 7 % Vorsteuer und 7 % Umsatzsteuer",
    ),
    Row(Role::Revenue(Full), "8400", "4400", "Erlöse 19 % USt"),
    Row(Role::Revenue(Reduced), "8300", "4300", "Erlöse 7 % USt"),
    Row(Role::RevenueUntaxed, "8200", "4200", "Erlöse"),
    Row(Role::RevenueIntraCommunity, "8125", "4125", "Steuerfreie innergemeinschaftliche Lieferungen § 4 Nr. 1b UStG"),
    Row(Role::RevenueExport, "8120", "4120", "Steuerfreie Umsätze § 4 Nr. 1a UStG"),
    Row(Role::RevenueReverse, "8337", "4337", "Erlöse aus Leistungen nach § 13b UStG"),
    Row(Role::RevenueExempt, "8100", "4100", "Steuerfreie Umsätze § 4 Nr. 8 ff. UStG"),
    Row(Role::DiscountGranted(Full), "8736", "4736", "Gewährte Skonti 19 % USt"),
    Row(Role::DiscountGranted(Reduced), "8731", "4731", "Gewährte Skonti 7 % USt"),
    Row(Role::DiscountGrantedUntaxed, "8730", "4730", "Gewährte Skonti"),
    Row(Role::DiscountGrantedIntraCommunity, "8743", "4743", "Gewährte Skonti aus steuerfreien innergemeinschaftlichen Lieferungen"),
    Row(Role::DiscountGrantedReverse, "8741", "4741", "Gewährte Skonti aus Leistungen nach § 13b UStG"),
    Row(Role::DiscountReceived(Full), "3736", "5736", "Erhaltene Skonti 19 % Vorsteuer"),
    Row(Role::DiscountReceived(Reduced), "3731", "5731", "Erhaltene Skonti 7 % Vorsteuer"),
    Row(Role::DiscountReceivedUntaxed, "3730", "5730", "Erhaltene Skonti"),
    Row(Role::DiscountReceivedAcquisition(Full), "3748", "5748", "Erhaltene Skonti aus innergemeinschaftlichem Erwerb 19 %"),
    Row(Role::DiscountReceivedAcquisition(Reduced), "3746", "5746", "Erhaltene Skonti aus innergemeinschaftlichem Erwerb 7 %"),
    Row(Role::DiscountReceivedReverse(Full), "3151", "5951", "Erhaltene Skonti aus Leistungen nach § 13b UStG 19 %"),
    Row(Role::DiscountReceivedReverse(Reduced), "3150", "5950", "Erhaltene Skonti aus Leistungen nach § 13b UStG"),
    Row(Role::BankFees, "4970", "6855", "Nebenkosten des Geldverkehrs"),
    Row(Role::InterestIncome, "2650", "7100", "Sonstige Zinsen und ähnliche Erträge"),
    Row(Role::InterestExpense, "2110", "7310", "Zinsaufwendungen für kurzfristige Verbindlichkeiten"),
    Row(Role::SmallLoss, "4900", "6300", "Sonstige betriebliche Aufwendungen"),
    Row(Role::SmallGain, "2700", "4830", "Sonstige betriebliche Erträge"),
    Row(Role::PrepaymentsMade, "1510", "1180", "Geleistete Anzahlungen auf Vorräte"),
    Row(Role::PrepaymentsReceived, "1710", "3250", "Erhaltene Anzahlungen auf Bestellungen"),
    Row(Role::Salaries, "1740", "3720", "Verbindlichkeiten aus Lohn und Gehalt"),
    Row(Role::WageTax, "1741", "3730", "Verbindlichkeiten aus Lohn- und Kirchensteuer"),
    Row(Role::SocialSecurity, "1742", "3740", "Verbindlichkeiten im Rahmen der sozialen Sicherheit"),
    Row(Role::VatPayments, "1780", "3820", "Umsatzsteuer-Vorauszahlungen"),
    Row(Role::TradeTax, "4320", "7610", "Gewerbesteuer"),
    Row(Role::CorporationTax, "2200", "7600", "Körperschaftsteuer"),
    Row(Role::Rent, "4210", "6310", "Miete (unbewegliche Wirtschaftsgüter)"),
    Row(Role::Insurance, "4360", "6400", "Versicherungen"),
    Row(Role::Telephone, "4920", "6805", "Telefon"),
    Row(Role::Opening, "9000", "9000", "Saldenvorträge Sachkonten"),
    Row(Role::OpeningReceivables, "9008", "9008", "Saldenvorträge Debitoren"),
    Row(Role::OpeningPayables, "9009", "9009", "Saldenvorträge Kreditoren"),
];
