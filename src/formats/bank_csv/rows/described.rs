//! What a row says of its booking beside the amount: days, the other side, references, texts.

use super::Taker;
use crate::domain::{Entry, Iban, Money};
use crate::formats::bank_csv::columns::Field;
use crate::formats::bank_csv::sales;
use crate::formats::bank_csv::texts::{labelled, sepa_tags, unwrapped};
use crate::formats::bank_csv::words::{fill, fill_bank, owned, paid, told};
use crate::formats::csv_shape::{date, number};
use csv::StringRecord;
use std::borrow::Cow;

impl Taker<'_> {
    /// Dates, names and texts of an entry.
    pub(super) fn describe(&self, row: &StringRecord, entry: &mut Entry, minus: bool) {
        let get = |field| self.columns.get(field, row);
        let valued = get(Field::ValueDate);
        let near = |booked| date::without_year(valued, booked, self.forms.date);
        let stated =
            date::read(valued, self.forms.date).or_else(|| entry.booking_date.and_then(near));
        entry.value_date = stated.or(entry.booking_date.filter(|_| self.columns.only_valued));
        let other_side = match (minus, self.columns.at(Field::Payer), self.columns.at(Field::Payee))
        {
            (_, Some(_), None) => Field::Payer,
            (_, None, Some(_)) => Field::Payee,
            (true, ..) => Field::Payee,
            (false, ..) => Field::Payer,
        };
        let name =
            [get(Field::Counterparty), get(other_side)].into_iter().find(|name| !name.is_empty());
        match name.filter(|name| Iban::read(name).is_some_and(|iban| iban.is_valid())) {
            Some(iban) => fill(entry, Field::CounterpartyIban, iban),
            None => entry.counterparty.name = name.and_then(owned),
        }
        fill(entry, Field::CounterpartyIban, get(Field::CounterpartyIban));
        fill_bank(entry, get(Field::CounterpartyBic));
        fill(entry, Field::EndToEndId, get(Field::EndToEndId));
        fill(entry, Field::MandateId, get(Field::MandateId));
        fill(entry, Field::CreditorId, get(Field::CreditorId));
        fill(entry, Field::BankReference, get(Field::BankReference));
        let is_referred = entry.bank_reference.is_some();
        entry.batch_id = owned(get(Field::BatchId));
        entry.booking_text = owned(get(Field::BookingText));
        let net = entry.amount.amount.abs();
        let net = Money::new(if minus { -net } else { net }, entry.amount.currency);
        let stated = sales::instructed(&self.columns, row, self.forms.number, net);
        entry.instructed =
            stated.or_else(|| self.in_account_currency(get(Field::OriginalAmount), entry));
        entry.exchange_rate = number::read(get(Field::ExchangeRate), self.forms.number);
        let written = self.remittance(row);
        let text = if self.bank.is_some_and(|bank| bank.party_in_text) {
            told(entry, &written)
        } else {
            Cow::Borrowed(written.as_ref())
        };
        match self.bank.filter(|bank| !bank.labels.is_empty()) {
            Some(bank) => {
                let fields = labelled(&text, bank);
                let stated = |label: &String| text.contains(label.as_str());
                let empty = bank
                    .labels
                    .get(&Field::Remittance)
                    .is_some_and(|labels| labels.iter().any(stated));
                if !empty && !fields.iter().any(|(field, _)| *field == Field::Remittance) {
                    entry.remittance = owned(&text);
                }
                fields.iter().for_each(|(field, value)| fill(entry, *field, value));
            }
            None => entry.remittance = owned(&text),
        }
        for (field, value) in sepa_tags(&text) {
            match field {
                Field::Remittance => {}
                Field::OriginalAmount => {
                    entry.instructed =
                        entry.instructed.or_else(|| self.in_account_currency(value, entry))
                }
                Field::Fee => {
                    entry.charges =
                        entry.charges.or_else(|| self.in_account_currency(value, entry).map(paid))
                }
                _ => fill(entry, field, value),
            }
        }
        entry.is_reference_guessed = entry.bank_reference.is_some() && !is_referred;
        entry.transaction_code.clone_from(&entry.booking_text);
    }

    /// An amount beside the booked one; of a text its first word.
    fn in_account_currency(&self, written: &str, entry: &Entry) -> Option<Money> {
        let amount = number::read(written.split_whitespace().next()?, self.forms.number)?;
        (!amount.is_zero()).then(|| Money::new(amount.abs(), entry.amount.currency))
    }

    fn remittance<'r>(&self, row: &'r StringRecord) -> Cow<'r, str> {
        let mut texts = self
            .columns
            .remittance
            .iter()
            .filter_map(|at| row.get(*at))
            .map(str::trim)
            .filter(|text| !text.is_empty());
        let first = texts.next().map(unwrapped).unwrap_or_default();
        texts.fold(first, |all, text| {
            if all.contains(text) { all } else { Cow::Owned(format!("{all} {}", unwrapped(text))) }
        })
    }
}
