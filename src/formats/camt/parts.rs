//! The smaller parts of an account report: amounts, dates, accounts, parties, balances.

use super::{BAD_AMOUNT, BAD_DATE, NO_CURRENCY, Reader};
use crate::domain::statement::{Account, Balance, KindOfBalance};
use crate::domain::{Currency, Finding, Iban, Money};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::borrow::Cow;

/// `CdtDbtInd`: money in or out.
pub(super) fn is_debit(text: &str) -> Option<bool> {
    match text {
        "CRDT" => Some(false),
        "DBIT" => Some(true),
        _ => None,
    }
}

/// The amount, negative when it is a debit.
pub(super) fn signed(amount: Money, debit: bool) -> Money {
    match debit && !amount.amount.is_zero() {
        true => Money { amount: -amount.amount, ..amount },
        false => amount,
    }
}

/// Text that says something; owned.
pub(super) fn said(text: Cow<'_, str>) -> Option<String> {
    (!text.is_empty()).then(|| text.into_owned())
}

/// An identification, unless it says that there is none.
pub(super) fn provided(text: Cow<'_, str>) -> Option<String> {
    match text.eq_ignore_ascii_case("NOTPROVIDED") || text.eq_ignore_ascii_case("NOT PROVIDED") {
        true => None,
        false => said(text),
    }
}

/// A party with the account and bank named beside it.
#[derive(Default, Clone)]
pub(super) struct Side {
    pub name: Option<String>,
    /// SEPA creditor identifier.
    pub creditor_id: Option<String>,
    pub iban: Option<Iban>,
    pub account: Option<String>,
    pub bic: Option<String>,
    pub ultimate: Option<String>,
}

impl Reader<'_> {
    /// Leaves an amount element; `None`, with a finding, when it is no number.
    pub(super) fn amount(&mut self, element: &'static str) -> Result<Option<Money>, Finding> {
        let at = self.events.position();
        let currency = self.events.currency();
        let text = self.events.text()?;
        let Some(amount) = number(&text) else {
            let place = self.events.place(at);
            self.doubt(BAD_AMOUNT.found().with("amount", text).with("element", element).at(place));
            return Ok(None);
        };
        if currency.is_none() && self.account_currency.is_none() {
            let place = self.events.place(at);
            self.doubt(
                NO_CURRENCY
                    .found()
                    .with_value("amount", amount)
                    .with("currency", Currency::EUR)
                    .at(place),
            );
        }
        Ok(Some(Money::new(amount, currency.or(self.account_currency).unwrap_or(Currency::EUR))))
    }

    /// Leaves an element that holds an `Amt` (`TxAmt`, `InstdAmt` …) and gives it with the exchange
    /// rate.
    pub(super) fn amount_and_rate(
        &mut self,
        element: &'static str,
    ) -> Result<(Option<Money>, Option<Decimal>), Finding> {
        let (mut amount, mut rate) = (None, None);
        while let Some(name) = self.events.child()? {
            match name {
                "Amt" => amount = self.amount(element)?,
                "CcyXchg" => {
                    while let Some(name) = self.events.child()? {
                        match name {
                            "XchgRate" => rate = number(&self.events.text()?),
                            _ => self.events.skip()?,
                        }
                    }
                }
                _ => self.events.skip()?,
            }
        }
        Ok((amount, rate))
    }

    /// Leaves a date element, whether it holds `Dt`, `DtTm` or the date itself; the day as the bank
    /// wrote it.
    pub(super) fn date(&mut self, element: &'static str) -> Result<Option<Date>, Finding> {
        let at = self.events.position();
        let text = self.events.text()?;
        let day = day(&text);
        if day.is_none() && !text.is_empty() {
            let place = self.events.place(at);
            self.doubt(BAD_DATE.found().with("date", text).with("element", element).at(place));
        }
        Ok(day)
    }

    /// `Acct`.
    pub(super) fn account(&mut self) -> Result<Account, Finding> {
        let mut account = Account::default();
        while let Some(name) = self.events.child()? {
            match name {
                "Id" => (account.iban, account.number) = self.account_id()?,
                "Ccy" => account.currency = Currency::read(&self.events.text()?),
                "Ownr" => account.holder = self.party(&mut Side::default())?,
                "Svcr" => account.bic = self.agent(&mut None)?,
                _ => self.events.skip()?,
            }
        }
        Ok(account)
    }

    /// The `Id` of an account: an IBAN, or another number. A number that is a valid IBAN counts as
    /// one.
    pub(super) fn account_id(&mut self) -> Result<(Option<Iban>, Option<String>), Finding> {
        let (mut iban, mut number) = (None, None);
        while let Some(name) = self.events.child()? {
            let text = self.events.text()?;
            match name {
                "IBAN" => {
                    iban = Iban::read(&text);
                    if iban.is_none() {
                        number = said(text);
                    }
                }
                _ => {
                    iban = iban.or_else(|| Iban::read(&text).filter(Iban::is_valid));
                    number = said(text);
                }
            }
        }
        Ok((iban, number))
    }

    /// An account beside a party (`DbtrAcct`, `CdtrAcct`).
    pub(super) fn side_account(&mut self, side: &mut Side) -> Result<(), Finding> {
        while let Some(name) = self.events.child()? {
            match name {
                "Id" => (side.iban, side.account) = self.account_id()?,
                _ => self.events.skip()?,
            }
        }
        Ok(())
    }

    /// A party, with the `Pty` or `Agt` that stands between since version 8; gives its name and
    /// notes a creditor identifier.
    pub(super) fn party(&mut self, side: &mut Side) -> Result<Option<String>, Finding> {
        let mut found = None;
        while let Some(name) = self.events.child()? {
            match name {
                "Nm" => found = said(self.events.text()?),
                "Pty" => found = self.party(side)?,
                "Agt" => {
                    let bic = self.agent(&mut found)?;
                    side.bic = side.bic.take().or(bic);
                }
                "FinInstnId" => side.bic = self.institution(&mut found)?,
                "Id" => self.party_id(side)?,
                _ => self.events.skip()?,
            }
        }
        Ok(found)
    }

    fn party_id(&mut self, side: &mut Side) -> Result<(), Finding> {
        while let Some(group) = self.events.child()? {
            if !matches!(group, "PrvtId" | "OrgId") {
                self.events.skip()?;
                continue;
            }
            while let Some(name) = self.events.child()? {
                let text = self.events.text()?;
                match name {
                    "Othr" if looks_like_creditor_id(&text) => side.creditor_id = said(text),
                    "BICOrBEI" | "AnyBIC" | "BIC" if side.bic.is_none() => side.bic = said(text),
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// An agent (`DbtrAgt`, `Svcr` …): its BIC; `name` takes the institution's name when nothing
    /// better is known.
    pub(super) fn agent(&mut self, name: &mut Option<String>) -> Result<Option<String>, Finding> {
        let mut bic = None;
        while let Some(child) = self.events.child()? {
            match child {
                "FinInstnId" => bic = self.institution(name)?,
                _ => self.events.skip()?,
            }
        }
        Ok(bic)
    }

    fn institution(&mut self, name: &mut Option<String>) -> Result<Option<String>, Finding> {
        let mut bic = None;
        while let Some(child) = self.events.child()? {
            match child {
                "BIC" | "BICFI" | "BICOrBEI" | "AnyBIC" => bic = said(self.events.text()?),
                "Nm" if name.is_none() => *name = said(self.events.text()?),
                "CmbndId" => bic = self.institution(name)?,
                _ => self.events.skip()?,
            }
        }
        Ok(bic)
    }

    /// `Bal`; `None` when its amount cannot be read.
    pub(super) fn balance(&mut self) -> Result<Option<KindOfBalance>, Finding> {
        let (mut kind, mut amount, mut debit, mut date) = (String::new(), None, false, None);
        while let Some(name) = self.events.child()? {
            match name {
                "Tp" => kind = self.events.text()?.into_owned(),
                "Amt" => amount = self.amount("Bal/Amt")?,
                "CdtDbtInd" => debit = is_debit(&self.events.text()?).unwrap_or(debit),
                "Dt" => date = self.date("Bal/Dt")?,
                _ => self.events.skip()?,
            }
        }
        Ok(amount.map(|amount| KindOfBalance {
            kind,
            balance: Balance { date, amount: signed(amount, debit) },
        }))
    }
}

/// A decimal number as XML Schema writes it; a comma instead of the point is forgiven.
pub(super) fn number(text: &str) -> Option<Decimal> {
    match Decimal::from_str_exact(text) {
        Ok(number) => Some(number),
        Err(_) => Decimal::from_str_exact(&text.replacen(',', ".", 1)).ok(),
    }
}

/// The day at the front of a date or time stamp; `2024-05-01`, `2024-05-01T…`, `2024-05-01+02:00`,
/// `20240501`.
fn day(text: &str) -> Option<Date> {
    let bytes = text.as_bytes();
    let part = |from: usize, to: usize| -> Option<i16> {
        bytes.get(from..to)?.iter().try_fold(0i16, |sum, byte| {
            byte.is_ascii_digit().then(|| sum * 10 + i16::from(byte - b'0'))
        })
    };
    let (month, day) = match bytes.get(4) {
        Some(b'-') => (part(5, 7)?, part(8, 10)?),
        _ => (part(4, 6)?, part(6, 8)?),
    };
    Date::new(part(0, 4)?, month as i8, day as i8).ok()
}

/// The shape of a SEPA creditor identifier (EPC AT-02): country, check digits, business code,
/// national part.
fn looks_like_creditor_id(text: &str) -> bool {
    let bytes = text.as_bytes();
    (8..=35).contains(&bytes.len())
        && bytes.iter().take(2).all(u8::is_ascii_uppercase)
        && bytes.iter().skip(2).take(2).all(u8::is_ascii_digit)
        && bytes
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'-' | b'.' | b'/'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_are_read_from_dates_and_time_stamps() {
        assert_eq!(day("2024-05-01"), Some(date(2024, 5, 1)));
        assert_eq!(day("2024-05-01T23:59:59+02:00"), Some(date(2024, 5, 1)));
        assert_eq!(day("20240501"), Some(date(2024, 5, 1)));
        assert_eq!(day("2024-02-30"), None);
        assert_eq!(day("ä"), None);
    }

    #[test]
    fn creditor_identifiers_have_a_shape() {
        assert!(looks_like_creditor_id("DE98ZZZ09999999999"));
        assert!(!looks_like_creditor_id("455454654"));
    }
}
