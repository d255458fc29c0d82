//! The other layouts of banks that kontor ships, each as a head and what stands below it.

use super::bookings::{Booking, World, money};
use super::tables::{long, quoted, shown};

/// An export: its name in `pipelines/banks.toml`, the lines above, its columns and what stands in
/// them, and how it is written.
pub struct Layout {
    pub name: &'static str,
    above: &'static str,
    /// `Column=what`; no columns of its own where every name is empty.
    columns: &'static [(&'static str, What)],
    form: Form,
    pub euro_only: bool,
}

/// What stands in a column.
#[derive(Clone, Copy)]
enum What {
    Day,
    Value,
    Amount,
    /// The amount where it goes out, without its sign.
    Debit,
    /// The amount where it comes in.
    Credit,
    Name,
    Iban,
    Own,
    Text,
    Kind,
    /// Name and text in one.
    Told,
    /// Name, account and text behind the words of ELBA.
    Labelled,
    Currency,
    EndToEnd,
    /// The export's own number of the row.
    Row,
    Is(&'static str),
}

/// How it is written.
#[derive(Clone, Copy)]
struct Form {
    between: &'static str,
    quoted: bool,
    point: char,
    /// `2026-10-05`, or `05.10.2026`.
    iso: bool,
}

const GERMAN: Form = Form { between: ";", quoted: false, point: ',', iso: false };
const QUOTED: Form = Form { quoted: true, ..GERMAN };
const ENGLISH: Form = Form { between: ",", quoted: false, point: '.', iso: true };

use What::*;

pub static LAYOUTS: &[Layout] = &[
    Layout {
        name: "vr-bank-gad",
        above: "",
        columns: &[
            ("Buchungstag", Day),
            ("Valuta", Value),
            ("Auftraggeber/Zahlungsempfänger", Is("Müller Metallbau GmbH")),
            ("Empfänger/Zahlungspflichtiger", Name),
            ("Konto-Nr.", Is("")),
            ("IBAN", Iban),
            ("BLZ", Is("")),
            ("BIC", Is("")),
            ("Vorgang/Verwendungszweck", Text),
            ("Kundenreferenz", EndToEnd),
            ("Währung", Currency),
            ("Betrag", Amount),
        ],
        form: QUOTED,
        euro_only: false,
    },
    Layout {
        name: "sparda",
        above: "",
        columns: &[
            ("Buchungstag", Day),
            ("Wertstellungstag", Value),
            ("Verwendungszweck", Told),
            ("Umsatz", Amount),
            ("Währung", Currency),
        ],
        form: QUOTED,
        euro_only: false,
    },
    Layout {
        name: "dkb-old",
        above: "",
        columns: &[
            ("Buchungstag", Day),
            ("Wertstellung", Value),
            ("Buchungstext", Kind),
            ("Auftraggeber / Begünstigter", Name),
            ("Verwendungszweck", Text),
            ("Kontonummer", Iban),
            ("BLZ", Is("")),
            ("Betrag (EUR)", Amount),
            ("Gläubiger-ID", Is("")),
            ("Mandatsreferenz", Is("")),
            ("Kundenreferenz", EndToEnd),
        ],
        form: QUOTED,
        euro_only: true,
    },
    Layout {
        name: "hypovereinsbank",
        above: "",
        columns: &[
            ("Kontonummer", Own),
            ("Buchungsdatum", Day),
            ("Valuta", Value),
            ("Empfaenger 1", Name),
            ("Empfaenger 2", Is("")),
            ("Verwendungszweck", Text),
            ("Betrag", Amount),
            ("Waehrung", Currency),
        ],
        form: GERMAN,
        euro_only: false,
    },
    Layout {
        name: "targobank",
        above: "",
        columns: &[
            ("", Day),
            ("", Told),
            ("", Debit),
            ("", Credit),
            ("", Is("")),
            ("", Is("")),
            ("", Own),
        ],
        form: QUOTED,
        euro_only: true,
    },
    Layout {
        name: "consorsbank",
        above: "",
        columns: &[
            ("Buchung", Day),
            ("Valuta", Value),
            ("Sender / Empfänger", Name),
            ("IBAN / Konto-Nr.", Iban),
            ("BIC / BLZ", Is("")),
            ("Buchungstext", Kind),
            ("Verwendungszweck", Text),
            ("Kategorie", Is("")),
            ("Stichwort", Is("")),
            ("Umsatz geteilt", Is("")),
            ("Betrag in EUR", Amount),
        ],
        form: GERMAN,
        euro_only: true,
    },
    Layout {
        name: "n26-old",
        above: "",
        columns: &[
            ("Date", Day),
            ("Payee", Name),
            ("Account number", Iban),
            ("Transaction type", Is("Transfer")),
            ("Payment reference", Text),
            ("Amount (EUR)", Amount),
            ("Amount (Foreign Currency)", Is("")),
            ("Type Foreign Currency", Is("")),
            ("Exchange Rate", Is("")),
        ],
        form: ENGLISH,
        euro_only: true,
    },
    Layout {
        name: "revolut-business",
        above: "",
        columns: &[
            ("Date started (UTC)", Value),
            ("Date completed (UTC)", Day),
            ("ID", Row),
            ("Type", Is("TRANSFER")),
            ("State", Is("COMPLETED")),
            ("Description", Told),
            ("Reference", Text),
            ("Payer", Is("")),
            ("Orig currency", Currency),
            ("Orig amount", Amount),
            ("Payment currency", Currency),
            ("Amount", Amount),
            ("Fee", Is("0.00")),
            ("Balance", Is("")),
            ("Account", Is("Main")),
            ("Beneficiary IBAN", Iban),
            ("Beneficiary BIC", Is("")),
        ],
        form: ENGLISH,
        euro_only: false,
    },
    Layout {
        name: "qonto",
        above: "",
        columns: &[
            ("Settlement date (UTC)", Day),
            ("Operation date (UTC)", Value),
            ("Counterparty name", Name),
            ("Total amount (incl. VAT)", Amount),
            ("Currency", Currency),
            ("Reference", Text),
            ("Transaction ID", Row),
        ],
        form: Form { between: ";", ..ENGLISH },
        euro_only: false,
    },
    Layout {
        name: "kontist",
        above: "",
        columns: &[
            ("Buchungsdatum", Day),
            ("Wertstellungsdatum", Value),
            ("Name", Name),
            ("IBAN", Iban),
            ("Verwendungszweck", Text),
            ("Betrag", Amount),
        ],
        form: GERMAN,
        euro_only: true,
    },
    Layout {
        name: "bunq",
        above: "",
        columns: &[
            ("Date", Day),
            ("Interest Date", Value),
            ("Amount", Amount),
            ("Account", Own),
            ("Counterparty", Iban),
            ("Name", Name),
            ("Description", Text),
        ],
        form: ENGLISH,
        euro_only: true,
    },
    Layout {
        name: "vivid",
        above: "",
        columns: &[
            ("Completed date", Day),
            ("Counterparty name", Name),
            ("Counterparty IBAN", Iban),
            ("Reference", Text),
            ("Payment amount", Amount),
            ("Payment currency", Currency),
        ],
        form: ENGLISH,
        euro_only: false,
    },
    Layout {
        name: "raiffeisen-at",
        above: "",
        columns: &[
            ("", Day),
            ("", Labelled),
            ("", Value),
            ("", Amount),
            ("", Currency),
            ("", Is("")),
        ],
        form: GERMAN,
        euro_only: false,
    },
    Layout {
        name: "easybank",
        above: "",
        columns: &[("", Own), ("", Told), ("", Day), ("", Value), ("", Amount), ("", Currency)],
        form: GERMAN,
        euro_only: false,
    },
];

impl Layout {
    /// What stands above the rows; nothing where the export has no head.
    pub fn head(&self) -> Option<String> {
        let names: Vec<&str> = self.columns.iter().map(|(name, _)| *name).collect();
        let has_names = names.iter().any(|name| !name.is_empty());
        has_names.then(|| self.above.to_owned() + &self.line(&names))
    }

    /// Whether the value date stands in a column.
    pub fn states_value_dates(&self) -> bool {
        self.columns.iter().any(|(_, what)| matches!(what, Value))
    }

    /// The row of a booking.
    pub fn row(&self, world: &World, b: &Booking) -> String {
        let cells: Vec<String> =
            self.columns.iter().map(|(_, what)| self.cell(*what, world, b)).collect();
        self.line(&cells.iter().map(String::as_str).collect::<Vec<_>>())
    }

    fn line(&self, cells: &[&str]) -> String {
        if self.form.quoted { quoted(cells) } else { cells.join(self.form.between) }
    }

    fn cell(&self, what: What, world: &World, b: &Booking) -> String {
        let (name, iban, text, kind) = shown(b);
        let day = |day: jiff::civil::Date| if self.form.iso { day.to_string() } else { long(day) };
        let amount = |cents: i64| money(cents, self.form.point);
        match what {
            Day => day(b.day),
            Value => day(b.value),
            Amount => amount(b.cents),
            Debit => {
                if b.cents < 0 {
                    amount(b.cents)
                } else {
                    String::new()
                }
            }
            Credit => {
                if b.cents < 0 {
                    String::new()
                } else {
                    amount(b.cents)
                }
            }
            Name => name.to_owned(),
            Iban => iban.to_owned(),
            Own => world.iban.to_owned(),
            Text if text.is_empty() => kind.to_owned(),
            Text => text.to_owned(),
            Kind => kind.to_owned(),
            Told if name.is_empty() => kind.to_owned(),
            Told => format!("{name} {text}").trim().to_owned(),
            Labelled if name.is_empty() => kind.to_owned(),
            Labelled => {
                let side = if b.cents < 0 { "Empfänger" } else { "Auftraggeber" };
                format!("Verwendungszweck: {text} {side}: {name} IBAN {side}: {iban}")
            }
            Currency => b.currency.to_owned(),
            EndToEnd => b.end_to_end.clone().unwrap_or_default(),
            Row => format!("{}-{:06}", self.name, b.number),
            Is(text) => text.to_owned(),
        }
    }
}
