//! The field's own things: money, parties, statements, invoices, delivery notes, orders, open
//! items, journal entries and findings. Values only: no file, no database, no clock, no
//! environment.

pub mod answers;
mod bodies;
pub mod calendar;
pub mod country;
pub mod cut_off;
pub mod delivery;
pub mod exchange_rate;
pub mod finding;
pub mod finding_argument;
pub mod firm_name;
pub mod invoice;
pub mod invoice_number;
pub mod invoice_type;
pub mod journal;
pub mod legal_form;
pub mod lengths;
pub mod manual;
pub mod masterdata;
pub mod money;
mod name_marks;
mod name_parts;
pub mod name_words;
pub mod names_apart;
pub mod order;
pub mod party;
pub mod period;
pub mod plain;
pub mod short_forms;
pub mod spelling;
pub mod statement;
pub mod statement_chain;
pub mod statement_halves;
pub mod statement_numbers;
pub mod stock;
mod surnames;
pub mod text;
pub mod too_fine;
pub mod towns;
pub mod unit;
pub mod vat_check;
pub mod words;

pub use answers::{Answer, Shown};
pub use delivery::{DeliveryLine, DeliveryNote};
pub use exchange_rate::ExchangeRate;
pub use finding::{Finding, FindingKind, Language, Place};
pub use firm_name::{FirmName, Likeness};
pub use invoice::{Invoice, InvoiceLine, StatedDay};
pub use invoice_type::InvoiceNature;
pub use journal::{JournalEntry, JournalLine};
pub use manual::{ManualEntry, ManualRow, ManualTax};
pub use masterdata::{Contact, OpenItem, OpeningBalance, Role, Side};
pub use money::{Currency, Money};
pub use names_apart::{NameWords, Sameness};
pub use order::{LineStatus, Order, OrderLine, OrderSide, OrderStage};
pub use party::{Iban, Party, VatId};
pub use statement::{Account, Balance, BankStatement, Entry, Statement};
pub use stock::{Conversion, StockCount};
pub use surnames::is_surname;
pub use unit::Unit;

/// What a document says, once it is read.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// One file of bank statements; it may hold several statements and several accounts.
    BankStatement(BankStatement),
    /// One invoice or credit note.
    Invoice(Box<Invoice>),
    /// Delivery notes (despatch advices) and receipts of one file.
    DeliveryNotes(Vec<DeliveryNote>),
    /// Purchase or sales orders of one file.
    Orders(Vec<Order>),
    /// Rows of a `contacts.csv`.
    Contacts(Vec<Contact>),
    /// Rows of an `open-items.csv`.
    OpenItems(Vec<OpenItem>),
    /// Rows of an `opening-balances.csv`.
    OpeningBalances(Vec<OpeningBalance>),
    /// Rows of a stock-taking list (`stock.csv`).
    StockCounts(Vec<StockCount>),
    /// Rows of a list of conversions of units (`units.csv`).
    Units(Vec<Conversion>),
    /// Entries written down by a person (`entries.csv`).
    Entries(Vec<ManualEntry>),
    /// Rates of a central bank; they hold for the whole office.
    ExchangeRates(Vec<ExchangeRate>),
    /// Rows of a clarification sheet that a person has answered.
    Answers(Vec<Answer>),
}

/// The kinds of documents, spelled as the reports and `inspect` spell them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Entries of a bank account.
    BankStatement,
    /// An invoice or a credit note.
    Invoice,
    /// A despatch advice or a receipt advice.
    DeliveryNote,
    /// An order, its change, or the answer to it.
    Order,
    /// A list of customers and vendors.
    Contacts,
    /// A list of invoices that were open when kontor took over.
    OpenItems,
    /// A list of balances on the day that kontor took over.
    OpeningBalances,
    /// A stock-taking list.
    StockCount,
    /// A list of conversions of units.
    Units,
    /// A list of entries written down by a person.
    Entries,
    /// Exchange rates of a central bank.
    ExchangeRates,
    /// A clarification sheet that came back.
    Answers,
    /// A ZIP archive or an e-mail: its parts are documents, itself it books nothing.
    Container,
    /// Nothing that kontor knows.
    Unknown,
}

impl Kind {
    /// The spelling used in reports, in `inspect` and in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::BankStatement => "bank-statement",
            Kind::Invoice => "invoice",
            Kind::DeliveryNote => "delivery-note",
            Kind::Order => "order",
            Kind::Contacts => "contacts",
            Kind::OpenItems => "open-items",
            Kind::OpeningBalances => "opening-balances",
            Kind::StockCount => "stock-count",
            Kind::Units => "units",
            Kind::Entries => "entries",
            Kind::ExchangeRates => "exchange-rates",
            Kind::Answers => "answers",
            Kind::Container => "container",
            Kind::Unknown => "unknown",
        }
    }

    /// The kind of that spelling.
    pub fn read(text: &str) -> Kind {
        let known = [
            Kind::BankStatement,
            Kind::Invoice,
            Kind::DeliveryNote,
            Kind::Order,
            Kind::Contacts,
            Kind::OpenItems,
            Kind::OpeningBalances,
            Kind::StockCount,
            Kind::Units,
            Kind::Entries,
            Kind::ExchangeRates,
            Kind::Answers,
            Kind::Container,
        ];
        known.into_iter().find(|kind| kind.as_str() == text).unwrap_or(Kind::Unknown)
    }
}

impl Content {
    /// The kind this content is of.
    pub fn kind(&self) -> Kind {
        match self {
            Content::BankStatement(_) => Kind::BankStatement,
            Content::Invoice(_) => Kind::Invoice,
            Content::DeliveryNotes(_) => Kind::DeliveryNote,
            Content::Orders(_) => Kind::Order,
            Content::Contacts(_) => Kind::Contacts,
            Content::OpenItems(_) => Kind::OpenItems,
            Content::OpeningBalances(_) => Kind::OpeningBalances,
            Content::StockCounts(_) => Kind::StockCount,
            Content::Units(_) => Kind::Units,
            Content::Entries(_) => Kind::Entries,
            Content::ExchangeRates(_) => Kind::ExchangeRates,
            Content::Answers(_) => Kind::Answers,
        }
    }
}
