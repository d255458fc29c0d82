//! Whose account a column names: the holder's or the other side's.

use super::columns::{Columns, Field};
use super::names::means;
use crate::domain::{Currency, Iban};
use csv::StringRecord;
use std::collections::HashSet;

impl Columns {
    /// `Kontonummer`, `IBAN` or `BLZ` before everything that tells of a booking, the same in every
    /// row: the account's own, though the name alone would as well be the other side's.
    pub(super) fn leading_account(
        &mut self,
        names: &[(String, Option<Currency>)],
        below: &[StringRecord],
        taken: &mut [bool],
    ) {
        const BOOKING: [Field; 6] = [
            Field::BookingDate,
            Field::ValueDate,
            Field::Amount,
            Field::Counterparty,
            Field::Remittance,
            Field::BookingText,
        ];
        for (at, (name, _)) in names.iter().enumerate() {
            if BOOKING.iter().any(|field| means(name, *field)) {
                return;
            }
            let number = OWN_OR_OTHERS.contains(&name.as_str());
            let bank = matches!(name.as_str(), "blz" | "bankleitzahl" | "bic");
            let Some(value) = same_in_all(at, below).filter(|_| number || bank) else { continue };
            match Iban::read(value) {
                _ if bank => {}
                Some(iban) if iban.is_valid() => self.set(Field::AccountIban, at),
                _ => self.set(Field::AccountNumber, at),
            }
            if let Some(taken) = taken.get_mut(at) {
                *taken = true;
            }
        }
    }

    /// A column of IBANs is the other side's, be it called `IBAN` only, where it stands behind the
    /// other side's name, or, being the only one, is empty in some rows or changes as an account's
    /// own does not.
    pub(super) fn others_account(
        &mut self,
        names: &[(String, Option<Currency>)],
        below: &[StringRecord],
    ) {
        let Some(at) = self.at(Field::AccountIban) else { return };
        let bare = names.get(at).is_some_and(|(name, _)| OWN_OR_OTHERS.contains(&name.as_str()));
        let other = self.at(Field::CounterpartyIban);
        let full = below.iter().filter(|row| row.len() > at);
        let stated: HashSet<&str> =
            full.clone().filter_map(|row| row.get(at)).map(str::trim).collect();
        let changes = stated.len() > 3 && stated.len() * 2 > full.count();
        let behind_name = self.behind_name(at);
        if other.is_none() && (changes || behind_name || (stated.len() > 1 && stated.contains("")))
        {
            self.hand_over(Field::AccountIban, Field::CounterpartyIban, at);
        } else if let Some(other) = other.filter(|_| bare && behind_name) {
            // Then the other column is the account's own (C24's `Kontonummer`).
            self.hand_over(Field::CounterpartyIban, Field::CounterpartyIban, at);
            self.hand_over(Field::AccountIban, Field::AccountIban, other);
        }
    }

    fn behind_name(&self, at: usize) -> bool {
        let names = [Field::Counterparty, Field::Payee, Field::Payer];
        at > 0 && names.iter().any(|field| self.at(*field) == Some(at - 1))
    }

    /// A BIC belongs to the IBAN before it.
    pub(super) fn bic_behind_iban(&mut self) {
        let behind = |bic: &usize| *bic > 0 && self.at(Field::CounterpartyIban) == Some(bic - 1);
        if let Some(bic) = self
            .at(Field::AccountBic)
            .filter(behind)
            .filter(|_| self.at(Field::CounterpartyBic).is_none())
        {
            self.hand_over(Field::AccountBic, Field::CounterpartyBic, bic);
        }
    }

    /// A column of account numbers whose name does not say whose they are, and that holds the same
    /// one in every row, is the account's own: an IBAN when there are two rows, another number when
    /// there are three.
    pub(super) fn own_account(
        &mut self,
        names: &[(String, Option<Currency>)],
        below: &[StringRecord],
    ) {
        if self.at(Field::AccountIban).is_some() || self.at(Field::AccountNumber).is_some() {
            return;
        }
        let bare = |at: &usize| {
            names.get(*at).is_some_and(|(name, _)| OWN_OR_OTHERS.contains(&name.as_str()))
        };
        for at in (0..names.len()).filter(bare) {
            let rows = below.iter().filter(|row| row.len() > at).count();
            let Some(value) = same_in_all(at, below).filter(|_| !self.behind_name(at)) else {
                continue;
            };
            let own = match Iban::read(value).filter(Iban::is_valid) {
                Some(_) if rows > 1 => Field::AccountIban,
                None if rows > 2 => Field::AccountNumber,
                _ => continue,
            };
            if self.at(Field::CounterpartyIban) == Some(at) {
                self.hand_over(Field::CounterpartyIban, own, at);
            }
            self.set(own, at);
            return;
        }
    }

    /// `Auftraggeber` and `Empfänger` as two columns: the one who pays and the one who is paid.
    pub(super) fn two_sides(&mut self, names: &[(String, Option<Currency>)], taken: &mut [bool]) {
        let named =
            |list: &[&str]| names.iter().position(|(name, _)| list.contains(&name.as_str()));
        let (Some(payer), Some(payee)) = (named(&PAYERS), named(&PAYEES)) else { return };
        for (field, at) in [(Field::Payer, payer), (Field::Payee, payee)] {
            self.set(field, at);
            if let Some(taken) = taken.get_mut(at) {
                *taken = true;
            }
        }
    }
}

const PAYERS: [&str; 7] =
    ["auftraggeber", "absender", "einzahler", "zahler", "sender", "payer", "maksaja"];
const PAYEES: [&str; 7] = [
    "empfaenger",
    "beguenstigter",
    "zahlungsempfaenger",
    "recipient",
    "beneficiary",
    "payee",
    "maksunsaaja",
];

/// Names of columns that say nothing of whose account it is.
const OWN_OR_OTHERS: [&str; 6] =
    ["iban", "kontonummer", "kontonr", "konto", "accountnumber", "account"];

/// The value of a column that is the same, and something, in every row.
fn same_in_all(at: usize, below: &[StringRecord]) -> Option<&str> {
    let mut values =
        below.iter().filter(|row| row.len() > at + 1).filter_map(|row| row.get(at)).map(str::trim);
    let first = values.next().filter(|first| !first.is_empty())?;
    values.all(|value| value == first).then_some(first)
}
