//! What vendors and customers are told by mail where a company's settings turn it on: what of a
//! delivery arrived, a claim for what is wrong with it, and that an order is taken on. What arrived
//! is told by a receipt advice of the company's own or by a person, never by the vendor's delivery
//! note alone; an address comes from the list of contacts alone.

use super::books::CompanyBooks;
use super::run::Desk;
use crate::control::{Arrival, Arrived, Goods, Ordered, arrivals};
use crate::domain::finding::Weight;
use crate::domain::{Currency, Finding, FindingKind, Language, OrderSide, spelling};
use crate::mail::{Confirmation, ConfirmationKind, ConfirmedLine, confirmation};
use crate::report::promised;
use crate::store::rows::DocumentStatus;
use crate::store::trade::{DeliveryRow, OrderRow, Whose};
use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;

/// Findings of confirming.
pub static FINDINGS: &[&FindingKind] = &[&NO_ADDRESS];

/// A partner without an address.
pub static NO_ADDRESS: FindingKind = FindingKind {
    code: "confirmation-no-address",
    weight: Weight::Warning,
    de: "Nicht bestätigt: für „{contact}“ steht in der Liste der Kontakte keine E-Mail-Adresse \
        ({number}). Bitte selbst Bescheid geben und die Adresse für das nächste Mal in \
        contacts.csv nachtragen.",
    en: "Not confirmed: the list of contacts has no e-mail address for \"{contact}\" ({number}). \
        Tell them yourself, and add the address to contacts.csv for the next time.",
};

/// To whom something is told: an address, or why nobody is.
type Addressee = Result<String, Box<Finding>>;

impl Desk {
    /// Writes the mails that are due. Gives how many. Whoever calls has the turn.
    pub(super) async fn confirm(&self) -> anyhow::Result<usize> {
        let mut written = 0;
        for (company, document) in self.store.confirmations_due().await? {
            let (mut told, mut said) = (Vec::new(), Vec::new());
            let stands = self
                .store
                .document_row(document)
                .await?
                .is_some_and(|row| row.status == DocumentStatus::Processed);
            if let Some(books) = self.setup.companies.get(&company).filter(|_| stands) {
                for row in self
                    .store
                    .notes_of(document)
                    .await?
                    .iter()
                    .filter(|row| row.company == company && row.note.receipt)
                {
                    self.goods(books, row, &mut told, &mut said).await?;
                }
                for row in self
                    .store
                    .orders_of(&company, document)
                    .await?
                    .iter()
                    .filter(|row| row.order.side == OrderSide::Sales)
                {
                    self.order(books, row, &mut told, &mut said).await?;
                }
            }
            let language = self.setup.language_of(Some(&company));
            let before = self.store.counters().await?.mail;
            let now = Timestamp::now().to_string();
            let letters =
                told.iter().map(|told| confirmation(told, language, &self.setup.templates));
            let mails: Vec<_> = (before + 1..)
                .zip(letters)
                .filter_map(|(id, letter)| self.setup.mailer.message(id, &letter, &now))
                .collect();
            let said: Vec<String> = said.iter().map(|finding| finding.say(language)).collect();
            self.store.confirmed((&company, document), &mails, &said).await?;
            written += mails.len();
        }
        Ok(written)
    }

    /// What a receipt says of a delivery: the confirmation, and the claim where something is to be
    /// made good.
    async fn goods(
        &self,
        books: &CompanyBooks,
        row: &DeliveryRow,
        told: &mut Vec<Confirmation>,
        said: &mut Vec<Finding>,
    ) -> anyhow::Result<()> {
        let despatch = row.note.despatch_number.as_deref();
        let known = match row.contact_id {
            Some(contact) => {
                self.store
                    .delivery_notes(Whose { company: Some(&row.company), contact: Some(contact) })
                    .await?
            }
            None => Vec::new(),
        };
        let of_contact = || known.iter().filter(|other| other.contact_id == row.contact_id);
        let announced = of_contact().find(|other| {
            !other.note.receipt && despatch.is_some() && other.note.number.as_deref() == despatch
        });
        let mut receipts: Vec<_> = of_contact()
            .filter(|other| {
                other.note.receipt
                    && despatch.is_some()
                    && other.note.despatch_number.as_deref() == despatch
            })
            .collect();
        if receipts.is_empty() {
            receipts.push(row);
        }
        let receipts: Vec<_> = receipts.iter().map(|row| &row.note).collect();
        let arrived = arrivals(announced.map(|row| &row.note), &receipts);
        let wanted = books.confirmations;
        let claims: Vec<&Arrived> = arrived.iter().filter(|one| one.arrival.is_claim()).collect();
        let mut parts: Vec<(ConfirmationKind, Vec<&Arrived>)> = Vec::new();
        if wanted.goods_received {
            parts.push((ConfirmationKind::Goods, arrived.iter().collect()));
        }
        if wanted.claims && !claims.is_empty() {
            parts.push((ConfirmationKind::Claim, claims));
        }
        let number = despatch.or(row.note.number.as_deref()).unwrap_or("–");
        let parts: Vec<_> = parts.into_iter().filter(|(_, lines)| !lines.is_empty()).collect();
        let to = match parts.is_empty() {
            true => return Ok(()),
            false => self.address(row.contact_id, number).await?,
        };
        let to = match to {
            Ok(to) => to,
            Err(finding) => {
                said.push(*finding);
                return Ok(());
            }
        };
        let note = announced.map_or(&row.note, |row| &row.note);
        told.extend(parts.into_iter().map(|(kind, lines)| Confirmation {
            kind,
            document_id: row.document_id,
            company: books.id.clone(),
            company_name: books.name.clone(),
            reply_to: books.email.clone(),
            to: to.clone(),
            number: number.to_owned(),
            order: note.first_order().or(row.note.first_order()).map(str::to_owned),
            day: row.note.delivery_date.or(row.note.date),
            lines: lines.into_iter().map(|line| arrived_line(line, books.language)).collect(),
        }));
        Ok(())
    }

    /// The confirmation of a customer's order.
    async fn order(
        &self,
        books: &CompanyBooks,
        row: &OrderRow,
        told: &mut Vec<Confirmation>,
        said: &mut Vec<Finding>,
    ) -> anyhow::Result<()> {
        let (Some(contact), true) = (row.contact_id, books.confirmations.orders) else {
            return Ok(());
        };
        let to = match self.address(row.contact_id, &row.order.number).await? {
            Ok(to) => to,
            Err(finding) => {
                said.push(*finding);
                return Ok(());
            }
        };
        let lines = promised(
            &self.store,
            (&row.company, contact),
            &row.order.number,
            &books.control,
            self.today(),
        )
        .await?;
        if lines.is_empty() {
            return Ok(());
        }
        told.push(Confirmation {
            kind: ConfirmationKind::Order,
            document_id: row.document_id,
            company: books.id.clone(),
            company_name: books.name.clone(),
            reply_to: books.email.clone(),
            to,
            number: row.order.number.clone(),
            order: None,
            day: row.order.date,
            lines: lines
                .iter()
                .map(|(ordered, day)| ordered_line(ordered, *day, books.language))
                .collect(),
        });
        Ok(())
    }

    /// Where mails to a contact go: the address in the list of contacts. One that is in no list has
    /// none, whatever its documents state.
    async fn address(&self, contact: Option<i64>, number: &str) -> anyhow::Result<Addressee> {
        let contact: Vec<i64> = contact.into_iter().collect();
        let row = self.store.contacts_numbered(&contact).await?.pop();
        let name = row.as_ref().map(|row| row.name.clone()).unwrap_or_default();
        let listed = row
            .filter(|row| !row.is_provisional())
            .and_then(|row| row.email)
            .filter(|email| !email.trim().is_empty());
        Ok(listed.ok_or_else(|| {
            Box::new(NO_ADDRESS.found().with("contact", name).with("number", number))
        }))
    }
}

/// `8 Stk`.
fn quantity(
    quantity: Option<Decimal>,
    unit: Option<&crate::domain::Unit>,
    language: Language,
) -> String {
    let number = quantity.map_or_else(
        || "?".to_owned(),
        |quantity| spelling::number(&quantity.normalize().to_string(), language),
    );
    match unit {
        Some(unit) => format!("{number} {}", unit.word(language)),
        None => number,
    }
}

/// `Winkel (A-1)`.
fn called(goods: &Goods) -> String {
    match (&goods.description, goods.article.as_ref().or(goods.gtin.as_ref())) {
        (Some(description), Some(number)) if description != number => {
            format!("{description} ({number})")
        }
        _ => goods.label(),
    }
}

fn arrived_line(line: &Arrived, language: Language) -> ConfirmedLine {
    let much = |number: Decimal| quantity(Some(number), line.unit.as_ref(), language);
    let announced = line.announced.map(much).unwrap_or_default();
    let difference = match (line.arrival, language) {
        (Arrival::Exact | Arrival::Uncompared, _) => None,
        (Arrival::Short(less), Language::De) => {
            Some(format!("es fehlen {} (angekündigt {announced})", much(less)))
        }
        (Arrival::Short(less), Language::En) => {
            Some(format!("{} are missing (announced {announced})", much(less)))
        }
        (Arrival::Over(more), Language::De) => {
            Some(format!("{} zu viel (angekündigt {announced})", much(more)))
        }
        (Arrival::Over(more), Language::En) => {
            Some(format!("{} too many (announced {announced})", much(more)))
        }
        (Arrival::Unannounced, Language::De) => {
            Some("nicht im Lieferschein: falsche oder nicht angekündigte Ware".to_owned())
        }
        (Arrival::Unannounced, Language::En) => {
            Some("not in the delivery note: wrong goods, or not announced".to_owned())
        }
        (Arrival::Unsaid, Language::De) => {
            Some(format!("noch nicht gezählt (angekündigt {announced})"))
        }
        (Arrival::Unsaid, Language::En) => Some(format!("not counted yet (announced {announced})")),
    };
    let shown = if line.arrival == Arrival::Unsaid {
        "–".to_owned()
    } else {
        quantity(line.arrived, line.unit.as_ref(), language)
    };
    ConfirmedLine {
        what: called(&line.goods),
        quantity: shown,
        difference,
        ..ConfirmedLine::default()
    }
}

fn ordered_line(ordered: &Ordered, day: Option<Date>, language: Language) -> ConfirmedLine {
    let currency = ordered.currency.unwrap_or(Currency::EUR);
    let price = |price: Decimal| {
        let number = spelling::number(&currency.pad(price.normalize()).to_string(), language);
        format!("{number} {currency}")
    };
    // A day that is not the one wanted must be seen: silence on a confirmation may bind.
    let wanted =
        ordered.due.filter(|due| day != Some(*due)).map(|due| spelling::day(due, language));
    ConfirmedLine {
        what: called(&ordered.goods),
        quantity: quantity(ordered.quantity, ordered.unit.as_ref(), language),
        price: ordered.unit_price.map(price),
        difference: wanted.map(|due| {
            if language == Language::De {
                format!("gewünscht: {due}")
            } else {
                format!("wanted: {due}")
            }
        }),
        expected: day,
    }
}
