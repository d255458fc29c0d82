//! Personal accounts (Debitoren, Kreditoren): who bears which, and which number a contact gets.

use super::Contacts;
use crate::domain::Side;
use crate::domain::text::fold;
use crate::ledger::Personal;
use crate::store::rows::ContactRow;

impl Contacts {
    /// Whose personal account a number is.
    pub fn bearer(&self, company: &str, account: &str) -> Option<&ContactRow> {
        let bears = |row: &&ContactRow| {
            [&row.customer_account, &row.vendor_account]
                .into_iter()
                .flatten()
                .any(|own| own == account)
        };
        let known = self
            .by_personal
            .get(&(company.to_owned(), account.to_owned()))
            .and_then(|id| self.rows.get(id))
            .filter(bears);
        known.or_else(|| self.to_bear(company, account))
    }

    /// The contact whose own number in the list is that of a personal account, and that has none on
    /// its side yet: it will bear it.
    fn to_bear(&self, company: &str, account: &str) -> Option<&ContactRow> {
        let side = Personal::of(account)?.side();
        self.ask_all();
        let row = self
            .by_key
            .get(&(company.to_owned(), fold(account)))
            .and_then(|id| self.rows.get(id))?;
        (self.own_number(row, side) == Some(account)).then_some(row)
    }

    /// A contact's own number, where it is one of a personal account of this side, its role allows
    /// that and nobody bears it; `None` too where it has another.
    fn own_number<'r>(&self, row: &'r ContactRow, side: Side) -> Option<&'r str> {
        let is_free = |number: &&str| {
            !self.by_personal.contains_key(&(row.company.clone(), (*number).to_owned()))
        };
        let other = if side == Side::Receivable { "vendor" } else { "customer" };
        let fits = row.role != other
            && Personal::of(&row.contact).is_some_and(|personal| personal.side() == side);
        Some(row.contact.as_str()).filter(|_| slot(row, side).is_none() && fits).filter(is_free)
    }

    /// The contact of this key in the list, and the side of it that money in, or out, is of: a
    /// customer pays, a vendor is paid, and one who is only the other gets or gives it back.
    pub fn called(&self, company: &str, key: &str, is_in: bool) -> Option<(i64, Side)> {
        self.ask_all();
        let row = self.by_key.get(&(company.to_owned(), fold(key)))?;
        let row = self.rows.get(row)?;
        Some((row.id, side_of(row, is_in)))
    }

    /// Makes the contact bear a personal account that is to be its own.
    pub fn bear(&mut self, company: &str, account: &str) {
        let to_bear = self.to_bear(company, account).map(|row| row.id).zip(Personal::of(account));
        if let Some((id, personal)) = to_bear {
            self.personal_account(id, personal.side());
        }
    }

    /// The personal account of a contact on a side, given at first need: its own number in the list
    /// where that is one.
    pub fn personal_account(&mut self, id: i64, side: Side) -> String {
        let Some(row) = self.row(id) else { return String::new() };
        if let Some(account) = slot(row, side) {
            return account.clone();
        }
        self.ask_all();
        let (own, company) = (self.own_number(row, side).map(str::to_owned), row.company.clone());
        let of_side = (company.clone(), side);
        let is_own = own.is_some();
        let account = own.unwrap_or_else(|| self.next_free(company, side));
        if !is_own && self.full.contains(&of_side) {
            self.crowded.push((side, id));
        }
        let Some(mut row) = self.rows.remove(&id) else { return String::new() };
        match side {
            Side::Receivable => row.customer_account = Some(account.clone()),
            Side::Payable => row.vendor_account = Some(account.clone()),
        }
        self.keep(row, None);
        account
    }

    /// Of two contacts that are one, one bears the account of the other where it has none itself.
    pub(super) fn share_accounts(&mut self, first: i64, second: i64) {
        for (id, from) in [(first, second), (second, first)] {
            let Some(from) = self.rows.get(&from).cloned() else { continue };
            let Some(before) = self.rows.remove(&id) else { continue };
            let mut row = before.clone();
            row.customer_account = row.customer_account.or(from.customer_account);
            row.vendor_account = row.vendor_account.or(from.vendor_account);
            self.keep(row, Some(&before));
        }
    }

    /// The next number that nobody bears, and that is no other contact's in the list. Where the
    /// range is full, its last one is shared.
    fn next_free(&mut self, company: String, side: Side) -> String {
        let range =
            if side == Side::Receivable { Personal::Customer } else { Personal::Vendor }.range();
        let of_side = (company.clone(), side);
        if self.full.contains(&of_side) {
            return range.end().to_string();
        }
        let last = self.last_personal.get(&of_side).copied().unwrap_or(*range.start());
        let is_free = |number: &String| {
            let key = (company.clone(), number.clone());
            !self.by_personal.contains_key(&key) && !self.by_key.contains_key(&key)
        };
        let numbers = (last.saturating_add(1)..=*range.end())
            .chain(range.start() + 1..=*range.end())
            .map(|number| number.to_string());
        let free = numbers.into_iter().find(is_free);
        free.unwrap_or_else(|| {
            self.full.insert(of_side);
            range.end().to_string()
        })
    }
}

/// The account that a contact has on a side.
fn slot(row: &ContactRow, side: Side) -> Option<&String> {
    match side {
        Side::Receivable => row.customer_account.as_ref(),
        Side::Payable => row.vendor_account.as_ref(),
    }
}

/// The side of a contact that money in, or out, is of.
fn side_of(row: &ContactRow, is_in: bool) -> Side {
    match (row.role.as_str(), is_in) {
        ("customer", _) => Side::Receivable,
        ("vendor", _) => Side::Payable,
        (_, true) => Side::Receivable,
        (_, false) => Side::Payable,
    }
}
