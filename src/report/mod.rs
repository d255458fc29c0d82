//! Reports: what an office can be asked. One table ([`REPORTS`]); each report is a list of typed
//! rows ([`Row`]). As JSON a row is the object that the contract names; the other forms take from
//! it what stands in the report's columns.

mod abroad;
mod account;
mod adviser;
mod ageing;
mod assets;
mod automation;
mod bwa;
mod cash;
mod clarification;
mod contact;
pub mod datev;
mod drill;
mod gather;
mod html;
pub mod limits;
mod page;
mod pdf;
pub mod plain_journal;
mod receipts;
mod render;
mod row;
mod rules;
mod shared;
mod statements;
mod table;
mod taxes;
mod totals;
mod trade;
mod trial_balance;
mod usage;
mod waiting;
mod workbook;
mod written;

pub use abroad::{Valued, valued};
pub use cash::outlook;
pub use clarification::clarification;
pub use drill::{DRILL, drill, is_compound};
pub use gather::{
    Asked, document_rows, each, entry_rows, gather, journal_rows, mail_row, open_minor,
};
pub use page::invoice_page;
pub use pdf::pdf;
pub use render::{Form, WIDTH, render, sheet_of};
pub use row::{Field, Row};
pub use rules::RuleInForce;
pub use shared::Shared;
pub use table::wrapped;
pub use trade::{Unbilled, judged, promised, unbilled, when};
pub use waiting::{assumed_row, called, documents_waiting, each_waiting, questions, waiting};
pub use workbook::{Sheet, SheetCell, SheetColumn, workbook};
pub use written::RowWriter;

use crate::domain::Language;
use crate::domain::words::{self, Word};

/// One report.
pub struct Report {
    /// As `kontor report` takes it.
    pub name: &'static str,
    /// Which rows it has.
    pub which: Which,
    /// German, English.
    pub title: (&'static str, &'static str),
    /// Its columns in text, CSV and workbooks, in their order.
    pub columns: &'static [Column],
}

/// The reports by their kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Files received.
    Documents,
    /// Files received and what became of them, by day.
    Completeness,
    /// Bank entries and what settles them.
    Reconciliation,
    /// Open items.
    OpenItems,
    /// Journal entries.
    Journal,
    /// Turnover and balance by account.
    TrialBalance,
    /// Statements of bank accounts.
    Statements,
    /// Mails.
    Mail,
    /// The sheet of one account.
    Account,
    /// Balance sheet, profit and loss account, BWA.
    Closing(statements::Statement),
    /// The BWA month by month.
    BwaMonths,
    /// What is overdue, by age.
    Ageing,
    /// What kontor settles by itself, and what of it was wrong.
    Automation,
    /// Balances of the bank accounts, and what is due on them.
    Cash,
    /// What stands in other currencies, and what it is worth.
    ForeignBalances,
    /// What a tax adviser asks before they take the books.
    TaxAdviser,
    /// Invoices that may be fixed assets.
    Assets,
    /// The VAT return (UStVA).
    VatReturn,
    /// EC sales list (Zusammenfassende Meldung).
    SalesList,
    /// Ordered lines with what came and what is billed.
    Deliveries,
    /// What the control says of invoices received.
    InvoiceControl,
    /// Goods received or invoiced, not both.
    Between,
    /// What lies in stock.
    Stock,
    /// How long contacts took to deliver, and how late.
    Punctuality,
    /// Documents, entries and mails by month.
    Usage,
    /// What the rules of the pipelines booked.
    Rules,
    /// Items and payments of one contact.
    StatementOfAccount,
}

/// One column of a report's text and CSV forms.
pub struct Column {
    /// The field of the row.
    pub field: &'static str,
    /// Its German heading.
    pub de: &'static str,
    /// Its English heading.
    pub en: &'static str,
    /// What stands in it.
    pub kind: Cell,
    /// What stands at its foot.
    pub foot: Foot,
    /// Left out of a text that would not fit its width otherwise.
    pub spare: bool,
}

/// What stands at the foot of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Foot {
    /// Nothing.
    Empty,
    /// The sum.
    Sum,
    /// What is summed apart: one row of the foot for each of its values.
    Key,
    /// A part of what the keys sum apart, which has sums of its own above theirs; and a last sum
    /// stands over all keys but the first.
    Part,
}

/// What stands in a column.
#[derive(Debug, Clone, Copy)]
pub enum Cell {
    /// Words.
    Text,
    /// Cut in text tables.
    Long,
    /// An amount, two digits.
    Amount,
    /// A number as it is: a count, or what something is numbered by.
    Number,
    /// How much of something, with its thousands grouped.
    Quantity,
    /// A unit of quantities, told by its word.
    Unit,
    /// A day.
    Date,
    /// Day and time of the office, ISO 8601 in the row.
    Moment,
    /// Yes, or nothing.
    Flag,
    /// A word of the program, told by its table.
    Word(&'static [Word]),
    /// Several of them; cut in text tables.
    Words(&'static [Word]),
}

impl Cell {
    /// True for what stands at the right and is summed or counted.
    pub fn is_number(self) -> bool {
        matches!(self, Cell::Amount | Cell::Number | Cell::Quantity)
    }
}

impl Column {
    const fn summed(self) -> Column {
        Column { foot: Foot::Sum, ..self }
    }

    const fn key(self) -> Column {
        Column { foot: Foot::Key, ..self }
    }

    const fn part(self) -> Column {
        Column { foot: Foot::Part, ..self }
    }

    const fn spare(self) -> Column {
        Column { spare: true, ..self }
    }

    /// The heading.
    pub fn heading(&self, language: Language) -> &'static str {
        match language {
            Language::De => self.de,
            Language::En => self.en,
        }
    }
}

const fn column(field: &'static str, de: &'static str, en: &'static str, kind: Cell) -> Column {
    Column { field, de, en, kind, foot: Foot::Empty, spare: false }
}

/// Every report.
pub static REPORTS: &[Report] = &[
    Report {
        name: "documents",
        which: Which::Documents,
        title: ("Eingegangene Dokumente", "Documents received"),
        columns: &[
            column("id", "Nr", "Id", Cell::Text),
            column("file", "Datei", "File", Cell::Long),
            column("kind", "Art", "Kind", Cell::Word(words::DOCUMENT_KINDS)),
            column("format", "Format", "Format", Cell::Text),
            column("company", "Firma", "Company", Cell::Text),
            column("number", "Nummer", "Number", Cell::Text),
            column("status", "Status", "Status", Cell::Word(words::DOCUMENT_STATUSES)),
            column("waits", "Wartet", "Waits", Cell::Flag),
            column("reason", "Grund", "Reason", Cell::Long),
            column("doubts", "Fragen", "Questions", Cell::Long),
            column("received_at", "Eingang", "Received", Cell::Moment),
        ],
    },
    Report {
        name: "completeness",
        which: Which::Completeness,
        title: ("Vollständigkeit", "Completeness"),
        columns: &[
            column("date", "Tag", "Day", Cell::Date),
            column("company", "Firma", "Company", Cell::Text).key(),
            column("received", "Eingegangen", "Received", Cell::Number).summed(),
            column("processed", "Verarbeitet", "Processed", Cell::Number).summed(),
            column("duplicate", "Doppelt", "Duplicate", Cell::Number).summed(),
            column("held", "Angehalten", "Held", Cell::Number).summed(),
            column("rejected", "Abgewiesen", "Rejected", Cell::Number).summed(),
        ],
    },
    Report {
        name: "reconciliation",
        which: Which::Reconciliation,
        title: ("Kontenabstimmung", "Reconciliation"),
        columns: &[
            column("id", "Nr", "Id", Cell::Text),
            column("company", "Firma", "Company", Cell::Text).key(),
            column("booking_date", "Buchung", "Booked", Cell::Date),
            column("amount", "Betrag", "Amount", Cell::Amount).summed(),
            column("currency", "Währung", "Currency", Cell::Text).key(),
            column("counterparty", "Gegenseite", "Counterparty", Cell::Long),
            column("remittance", "Verwendungszweck", "Remittance", Cell::Long),
            column("status", "Status", "Status", Cell::Word(words::ENTRY_STATUSES)),
            column("allocations", "Zuordnung", "Allocation", Cell::Text),
            column("category", "Kategorie", "Category", Cell::Word(words::CATEGORIES)),
            column("account", "Konto", "Account", Cell::Text),
            column("explanation", "Begründung", "Explanation", Cell::Long),
            column("iban", "Bankkonto", "Bank account", Cell::Text).key(),
        ],
    },
    Report {
        name: "open-items",
        which: Which::OpenItems,
        title: ("Offene Posten", "Open items"),
        columns: &[
            column("company", "Firma", "Company", Cell::Text).key(),
            column("document", "Beleg", "Document", Cell::Text),
            column("side", "Seite", "Side", Cell::Word(words::SIDES)).key(),
            column("contact", "Kontakt", "Contact", Cell::Text),
            column("name", "Name", "Name", Cell::Long),
            column("date", "Datum", "Date", Cell::Date),
            column("due", "Fällig", "Due", Cell::Date),
            column("amount", "Betrag", "Amount", Cell::Amount).summed(),
            column("open", "Offen", "Open", Cell::Amount).summed(),
            column("currency", "Währung", "Currency", Cell::Text).key(),
            column("blocked", "Gesperrt", "Blocked", Cell::Flag),
        ],
    },
    Report {
        name: "journal",
        which: Which::Journal,
        title: ("Journal", "Journal"),
        columns: &[
            column("company", "Firma", "Company", Cell::Text),
            column("entry", "Nr", "Entry", Cell::Number),
            column("date", "Datum", "Date", Cell::Date),
            column("document", "Beleg", "Document", Cell::Text),
            column("text", "Text", "Text", Cell::Long),
            column("lines", "Buchung", "Lines", Cell::Text),
        ],
    },
    trial_balance::REPORT,
    Report {
        name: "statements",
        which: Which::Statements,
        title: ("Kontoauszüge und ihre Kette", "Bank statements and their chain"),
        columns: &[
            column("company", "Firma", "Company", Cell::Text),
            column("iban", "Konto", "Account", Cell::Text),
            column("document", "Beleg", "Document", Cell::Text),
            column("sequence", "Auszug", "Statement", Cell::Text),
            column("opening_date", "Von", "From", Cell::Date),
            column("opening", "Anfangssaldo", "Opening", Cell::Amount),
            column("closing_date", "Bis", "To", Cell::Date),
            column("closing", "Endsaldo", "Closing", Cell::Amount),
            column("finding", "Befund", "Finding", Cell::Long),
        ],
    },
    Report {
        name: "mail",
        which: Which::Mail,
        title: ("E-Mails", "E-mails"),
        columns: &[
            column("id", "Nr", "Id", Cell::Text),
            column("company", "Firma", "Company", Cell::Text),
            column("kind", "Art", "Kind", Cell::Word(words::MAIL_KINDS)),
            column("to", "An", "To", Cell::Text),
            column("subject", "Betreff", "Subject", Cell::Long),
            column("status", "Status", "Status", Cell::Word(words::MAIL_STATUSES)),
        ],
    },
    account::REPORT,
    statements::BALANCE_SHEET,
    statements::PROFIT_AND_LOSS,
    bwa::REPORT,
    bwa::MONTHS,
    ageing::REPORT,
    automation::REPORT,
    cash::REPORT,
    abroad::REPORT,
    adviser::REPORT,
    assets::REPORT,
    taxes::VAT_RETURN,
    taxes::SALES_LIST,
    trade::DELIVERIES,
    trade::PUNCTUALITY,
    trade::BETWEEN,
    trade::STOCK,
    trade::CONTROL,
    contact::REPORT,
    usage::REPORT,
    rules::REPORT,
];

/// The journal line by line, as a spreadsheet and the programs of others want it.
static JOURNAL_LINES: &[Column] = &[
    column("company", "Firma", "Company", Cell::Text),
    column("entry", "Nr", "Entry", Cell::Number),
    column("date", "Datum", "Date", Cell::Date),
    column("document_date", "Belegdatum", "Document date", Cell::Date),
    column("document", "Beleg", "Document", Cell::Text),
    column("bank_entry", "Bankumsatz", "Bank entry", Cell::Text),
    column("text", "Text", "Text", Cell::Long),
    column("account", "Konto", "Account", Cell::Text),
    column("debit", "Soll", "Debit", Cell::Amount),
    column("credit", "Haben", "Credit", Cell::Amount),
    column("vat_code", "Steuer", "VAT", Cell::Text),
    column("tax_date", "Steuertag", "VAT day", Cell::Date).spare(),
    column("reverses", "Storno von", "Reverses", Cell::Number).spare(),
    column("recorded_at", "Erfasst am", "Recorded at", Cell::Moment).spare(),
    column("recorded_by", "Erfasst von", "Recorded by", Cell::Text).spare(),
];

impl Report {
    /// Its title.
    pub fn title(&self, language: Language) -> &'static str {
        match language {
            Language::De => self.title.0,
            Language::En => self.title.1,
        }
    }

    /// The columns of a spreadsheet with a row for each line of a row; `None` where a row has no
    /// lines.
    pub fn line_columns(&self) -> Option<&'static [Column]> {
        (self.which == Which::Journal).then_some(JOURNAL_LINES)
    }

    /// True when it says nothing without something named beside (an account, a contact), so that it
    /// is not kept in `reports/`.
    pub fn is_asked_only(&self) -> bool {
        matches!(self.which, Which::Account | Which::StatementOfAccount)
    }

    /// True when it tells what the journal says.
    pub fn is_of_the_journal(&self) -> bool {
        use Which::{
            Account, BwaMonths, Closing, ForeignBalances, Journal, SalesList, TrialBalance,
            VatReturn,
        };
        matches!(
            self.which,
            Account
                | BwaMonths
                | Closing(_)
                | ForeignBalances
                | Journal
                | SalesList
                | TrialBalance
                | VatReturn
        )
    }

    /// True when some of its rows may belong to no company.
    pub fn has_rows_of_nobody(&self) -> bool {
        matches!(self.which, Which::Documents | Which::Completeness | Which::Mail | Which::Usage)
    }

    /// True when it changes as mails go out.
    pub fn tells_of_mails(&self) -> bool {
        matches!(self.which, Which::Mail | Which::Usage)
    }

    /// True when it has a row for each of what may be many, so that it is written as it is read.
    pub fn is_written_by_rows(&self) -> bool {
        matches!(self.which, Which::Reconciliation | Which::OpenItems | Which::Journal)
    }

    /// True when it has a row for each open item.
    pub fn lists_what_is_open(&self) -> bool {
        self.which == Which::OpenItems
    }

    /// True when it is reckoned from all open items.
    pub fn sums_what_is_open(&self) -> bool {
        matches!(self.which, Which::Ageing | Which::Cash | Which::TaxAdviser)
    }

    /// True when it is reckoned from the balances of all accounts, personal ones too.
    pub fn sums_accounts(&self) -> bool {
        matches!(
            self.which,
            Which::TrialBalance
                | Which::Closing(_)
                | Which::BwaMonths
                | Which::ForeignBalances
                | Which::TaxAdviser
                | Which::VatReturn
        )
    }

    /// True when it grows with every document; of a large office such a report is asked for with a
    /// span.
    pub fn grows(&self) -> bool {
        matches!(
            self.which,
            Which::Documents
                | Which::Reconciliation
                | Which::Journal
                | Which::Mail
                | Which::Deliveries
                | Which::InvoiceControl
        )
    }
}

/// The report of this name.
pub fn named(name: &str) -> Option<&'static Report> {
    REPORTS.iter().find(|report| report.name == name)
}
