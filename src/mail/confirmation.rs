//! What business partners are told of themselves: what of a delivery arrived, a claim for what is
//! wrong with it, and that an order is confirmed. Off until a company's settings turn them on.

use super::{Letter, Sender, Templates};
use crate::domain::Language;
use crate::domain::spelling;
use jiff::civil::Date;
use minijinja::{Value, context};

/// What a partner is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConfirmationKind {
    /// To the vendor: what of a delivery arrived.
    Goods,
    /// To the vendor: what of it is to be made good.
    Claim,
    /// To the customer: an order is taken on.
    Order,
}

impl ConfirmationKind {
    /// All of them.
    pub const ALL: [ConfirmationKind; 3] =
        [ConfirmationKind::Goods, ConfirmationKind::Claim, ConfirmationKind::Order];

    /// The kind of its mail, as reports and `kontor mail preview` name it.
    pub fn as_str(self) -> &'static str {
        match self {
            ConfirmationKind::Goods => "goods-received",
            ConfirmationKind::Claim => "claim",
            ConfirmationKind::Order => "order-confirmation",
        }
    }
}

/// A line of a confirmation, in the words of its reader.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConfirmedLine {
    /// Article and description.
    pub what: String,
    /// How much of it, with its unit.
    pub quantity: String,
    /// The price of one unit, net of VAT, with its currency; of an order.
    pub price: Option<String>,
    /// How it differs from what was announced or wanted.
    pub difference: Option<String>,
    /// The day that it can be expected; of an order.
    pub expected: Option<Date>,
}

/// A confirmation that follows from a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmation {
    /// What is told.
    pub kind: ConfirmationKind,
    /// The document that it follows from.
    pub document_id: i64,
    /// The company's id.
    pub company: String,
    /// The company's name, as the partner knows it.
    pub company_name: String,
    /// The company's address, for the partner's answer.
    pub reply_to: Option<String>,
    /// The address it goes to.
    pub to: String,
    /// The number of the delivery note, or of the order, as the partner wrote it.
    pub number: String,
    /// Of goods: the order that they are of.
    pub order: Option<String>,
    /// The day the goods came, or of the order.
    pub day: Option<Date>,
    /// What it is about, line by line.
    pub lines: Vec<ConfirmedLine>,
}

/// The letter of a confirmation; of one document and number each kind goes out once.
pub fn confirmation(told: &Confirmation, language: Language, templates: &Templates) -> Letter {
    let number = &told.number;
    let subject = match (told.kind, language) {
        (ConfirmationKind::Goods, Language::De) => {
            format!("Wareneingang zu Ihrem Lieferschein {number}")
        }
        (ConfirmationKind::Goods, Language::En) => {
            format!("Goods received: your delivery note {number}")
        }
        (ConfirmationKind::Claim, Language::De) => {
            format!("Reklamation zu Ihrem Lieferschein {number}")
        }
        (ConfirmationKind::Claim, Language::En) => format!("Claim: your delivery note {number}"),
        (ConfirmationKind::Order, Language::De) => {
            format!("Auftragsbestätigung zu Ihrer Bestellung {number}")
        }
        (ConfirmationKind::Order, Language::En) => {
            format!("Order confirmation: your order {number}")
        }
    };
    let values = values(told, language);
    Letter {
        cause: format!("{}:D{}:{number}", told.kind.as_str(), told.document_id),
        company: Some(told.company.clone()),
        kind: told.kind.as_str(),
        to: told.to.clone(),
        subject,
        text: templates.render("confirmation.txt", &values),
        html: templates.render("confirmation.html", &values),
        attachments: Vec::new(),
        document_id: Some(told.document_id),
        sender: Some(Sender { name: told.company_name.clone(), reply_to: told.reply_to.clone() }),
    }
}

/// What the templates are filled with.
pub(super) fn values(told: &Confirmation, language: Language) -> Value {
    let day = |day: Option<Date>| day.map(|day| spelling::day(day, language));
    let line = |line: &ConfirmedLine| {
        context! {
            what => line.what.as_str(), quantity => line.quantity.as_str(),
            price => line.price.as_deref(),
            difference => line.difference.as_deref(), expected => day(line.expected)
        }
    };
    let lines: Vec<Value> = told.lines.iter().map(line).collect();
    let differs = told.lines.iter().any(|line| line.difference.is_some());
    context! {
        de => language == Language::De, kind => told.kind.as_str(), number => told.number.as_str(),
        order => told.order.as_deref(),
        day => day(told.day), company => told.company_name.as_str(), lines => lines,
        differs => differs
    }
}
