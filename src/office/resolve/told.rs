//! The answer to a decision: one sentence that says what was booked, with accounts, names and
//! amounts.

use super::items::parted;
use super::number;
use crate::domain::text::fold;
use crate::domain::{Currency, JournalEntry, Language, Money, Side, spelling};
use crate::matching::{Category, Decision, MatchStatus};
use crate::office::books::Books;
use crate::office::run::Desk;
use crate::store::Changes;
use crate::store::rows::{EntryRow, EntryStatus, ItemKind, ItemRow};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// What a decision caused, as far as a person is told.
pub(super) struct Booked {
    entry: Option<JournalEntry>,
    /// Account → its name, or whose it is.
    names: BTreeMap<String, String>,
    /// Settled items: number, contact, what of it was settled, minor units.
    items: Vec<(String, String, i64, i64, Currency)>,
    /// Something is left on a personal account, as an open item of the entry's number.
    left_on_account: bool,
}

impl Booked {
    pub(super) fn of(
        row: &EntryRow,
        decision: Option<&Decision>,
        changes: &Changes,
        items: &BTreeMap<i64, ItemRow>,
        books: &Books,
    ) -> Booked {
        let sealed = changes.journal.iter().find(|sealed| {
            Some(sealed.number) == row.state.posting && sealed.company == row.company
        });
        let entry = sealed.map(|sealed| sealed.entry.clone());
        let chart = books.companies.get(&row.company).map(|books| books.chart);
        let name = |account: &str| {
            let bearer =
                books.contacts.bearer(&row.company, account).map(|contact| contact.name.clone());
            bearer
                .or_else(|| chart.and_then(|chart| chart.name(account)).map(str::to_owned))
                .unwrap_or_default()
        };
        let lines = entry.iter().flat_map(JournalEntry::lines);
        let names = lines.map(|line| (line.account.clone(), name(&line.account))).collect();
        let told = |part: &crate::matching::Allocation| {
            let item = items.get(&part.item)?;
            let contact = books
                .contacts
                .get(item.contact_id)
                .map(|contact| contact.name.clone())
                .unwrap_or_default();
            Some((item.number.clone(), contact, part.amount, part.discount, item.currency))
        };
        let items = decision
            .iter()
            .flat_map(|decision| decision.allocations.iter().filter_map(told))
            .collect();
        let of_entry = format!("E{}", row.id);
        let is_left = |item: &ItemRow| {
            item.kind == ItemKind::OnAccount && item.number == of_entry && item.amount_minor != 0
        };
        let left_on_account = changes.items.iter().any(is_left);
        Booked { entry, names, items, left_on_account }
    }

    /// `E2 gebucht: Soll 1200 Bank 11.400,00 EUR; Haben 10001 Sonnenhof GmbH 11.400,00 EUR.
    /// Ausgeglichen: AR-0901 …`
    pub(super) fn sentence(&self, id: &str, decision: &Decision, language: Language) -> String {
        let german = language == Language::De;
        if decision.status != MatchStatus::Matched {
            return if german {
                format!("{id}: bleibt offen.")
            } else {
                format!("{id}: stays open.")
            };
        }
        if let Some(first) = decision.same_as {
            return match german {
                true => format!(
                    "{id} ist derselbe Umsatz wie E{first} und nicht mehr gebucht; „kontor undo \
                     {id}“ nimmt das zurück."
                ),
                false => format!(
                    "{id} is the same entry as E{first} and no longer booked; \"kontor undo {id}\" \
                     takes that back."
                ),
            };
        }
        let Some(entry) = &self.entry else {
            return if german {
                format!("{id}: erledigt, ohne Betrag.")
            } else {
                format!("{id}: done, without an amount.")
            };
        };
        let said = |amount: Decimal| spelling::amount(Money::new(amount, Currency::EUR), language);
        let side = |wanted: Side| {
            let amount = |line: &crate::domain::JournalLine| {
                if wanted == Side::Receivable { line.debit } else { line.credit }
            };
            let lines = entry.lines().iter().filter(|line| !amount(line).is_zero());
            let line = |line: &crate::domain::JournalLine| {
                let name = self.names.get(&line.account).map_or("", String::as_str);
                format!("{} {name} {}", line.account, said(amount(line))).replace("  ", " ")
            };
            lines.map(line).collect::<Vec<_>>().join(", ")
        };
        let (debit, credit) = (side(Side::Receivable), side(Side::Payable));
        let mut sentence = match german {
            true => format!("{id} gebucht: Soll {debit}; Haben {credit}"),
            false => format!("{id} booked: debit {debit}; credit {credit}"),
        };
        let minor =
            |minor: i64, currency| spelling::amount(Money::from_minor(minor, currency), language);
        let items = self.items.iter().map(|(number, contact, amount, discount, currency)| {
            let besides = match (*discount, german) {
                (0, _) => String::new(),
                (discount, true) => format!(" und {} Abzug", minor(discount, *currency)),
                (discount, false) => format!(" and {} deducted", minor(discount, *currency)),
            };
            format!("{number} ({contact}) {}{besides}", minor(*amount, *currency))
        });
        let items: Vec<String> = items.collect();
        if !items.is_empty() {
            sentence.push_str(if german { "; zugeordnet: " } else { "; allocated: " });
            sentence.push_str(&items.join(", "));
        }
        let rest: i64 = decision.on_account
            + decision
                .beside
                .iter()
                .filter(|part| is_on_account(part))
                .map(|part| part.amount)
                .sum::<i64>();
        if rest != 0 {
            // How much it is; which way it went says the entry.
            let size = minor(rest.saturating_abs(), Currency::EUR);
            let goes_back = decision.category == Some(Category::Return);
            sentence.push_str(&match (goes_back, german) {
                (false, true) => {
                    format!("; zu viel sind {size}, sie bleiben auf dem Personenkonto")
                }
                (false, false) => format!("; {size} is too much and stays on the personal account"),
                (true, true) => format!("; {size} davon stehen auf dem Personenkonto"),
                (true, false) => format!("; {size} of it stand on the personal account"),
            });
        }
        if self.left_on_account {
            sentence.push_str(&match german {
                true => format!(" (offener Posten {id})"),
                false => format!(" (open item {id})"),
            });
        }
        sentence + "."
    }

    /// Of the numbers that a person named, those that got nothing; `None` where each got something.
    pub(super) fn left_over(&self, numbers: &[String], language: Language) -> Option<String> {
        let got = |named: &str| {
            self.items.iter().any(|(number, ..)| fold(number) == fold(parted(named).0))
        };
        let left: Vec<&str> =
            numbers.iter().map(String::as_str).filter(|named| !got(named)).collect();
        let named = left.join(", ");
        (!left.is_empty()).then(|| match language {
            Language::De => format!("Für {named} bleibt nichts: Der Betrag ist vorher verbraucht."),
            Language::En => format!("Nothing is left for {named}: the amount is used up before."),
        })
    }
}

fn is_on_account(part: &crate::matching::Beside) -> bool {
    matches!(part.place, crate::matching::Place::ContactOf(_))
}

impl Desk {
    /// Whether documents may wait for what this is about: a document, or an entry that pays
    /// prepayments or is proposed for some.
    pub(super) async fn others_wait_for(&self, id: &str) -> anyhow::Result<bool> {
        let key = match number(id) {
            Some(('D', _)) => return Ok(true),
            Some(('E', key)) => key,
            _ => return Ok(false),
        };
        let rows = self.store.entries(&[key]).await?;
        let parts = rows.iter().flat_map(|row| &row.state.allocations);
        let items: Vec<i64> = parts.map(|part| part.item_id).collect();
        let items = self.store.items_with(&items).await?;
        Ok(items.iter().any(|item| item.kind == ItemKind::Prepayment))
    }

    /// The prepayments that an entry paid and that a decision gives nothing any more.
    pub(super) async fn freed_prepayments(
        &self,
        row: &EntryRow,
        decision: &Decision,
    ) -> anyhow::Result<Vec<ItemRow>> {
        let pays = |id: i64| decision.allocations.iter().any(|part| part.item == id);
        let paid = row
            .state
            .allocations
            .iter()
            .filter(|part| row.state.status == EntryStatus::Matched && !pays(part.item_id));
        let paid: Vec<i64> = paid.map(|part| part.item_id).collect();
        let mut items = self.store.items_with(&paid).await?;
        items.retain(|item| item.kind == ItemKind::Prepayment && item.amount_minor > 0);
        Ok(items)
    }
}

/// What becomes of a prepayment whose payment a person gave to an invoice: if that asks for the
/// whole, the prepayment is not owed besides.
pub(super) fn prepayment_freed(item: &ItemRow, language: Language) -> String {
    let (number, document) = (&item.number, item.document_id);
    match language {
        Language::De => format!(
            "Die Anzahlung {number} ist damit wieder unbezahlt. Verlangt die Rechnung das Ganze, \
             ohne sie abzuziehen, ist sie zurückzunehmen: „kontor undo D{document}“, dann „kontor \
             resolve D{document} reject GRUND“."
        ),
        Language::En => format!(
            "The prepayment {number} is unpaid again by that. If the invoice asks for the whole \
             without taking it off, take it back: \"kontor undo D{document}\", then \"kontor \
             resolve D{document} reject REASON\"."
        ),
    }
}

/// What refusing a proposal means.
pub(super) fn refused(id: &str, what: &str, proposed: bool, language: Language) -> String {
    match (proposed, language) {
        (true, Language::De) => {
            format!(
                "{id}: abgelehnt; {what} wird hierfür nicht wieder vorgeschlagen. „kontor review“ \
                 zeigt, was sonst passt."
            )
        }
        (true, Language::En) => format!(
            "{id}: refused; {what} is not proposed for it again. \"kontor review\" shows what else \
             fits."
        ),
        (false, Language::De) => format!(
            "{id}: abgelehnt; {what} wird hierfür nicht wieder vorgeschlagen. Der Umsatz bleibt \
             offen."
        ),
        (false, Language::En) => {
            format!("{id}: refused; {what} is not proposed for it again. The entry stays open.")
        }
    }
}
