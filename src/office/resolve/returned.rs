//! A return that a person gives its payment: `match E1` where the bank names none.

use super::entries::by_person;
use super::items::{Candidate, bearing};
use super::{Matching, RETURN_FIRST, kind, number};
use crate::domain::{Finding, FindingKind, Language, spelling};
use crate::matching::{Allocation, Category, Decision, MatchStatus, takes_back};
use crate::office::books::CompanyBooks;
use crate::office::plan::{decision_of, entry_facts, kept_minor};
use crate::office::run::Desk;
use crate::store::rows::{EntryRow, EntryStatus, ItemKind, ItemRow};
use jiff::civil::Date;

/// The entry named is no payment that this one may give back.
pub static NO_RETURN: FindingKind = kind(
    "resolve-no-return",
    "{id} ({amount}) gibt {other} ({paid}) nicht zurück: Die andere Zahlung muss früher, in \
     anderer Richtung und auf demselben Konto gebucht sein, offene Posten ganz ohne Rest \
     ausgeglichen haben, und der Betrag darf nur um ein Entgelt der Bank abweichen. Sonst bitte \
     aufteilen (split).",
    "{id} ({amount}) does not give {other} ({paid}) back: the other payment must be earlier, the \
     other way round and on the same account, must have settled open items without a rest, and the \
     amount may differ by a bank fee only. Else split it.",
);

/// Several payments have settled what is named.
pub static WHICH_RETURN: FindingKind = kind(
    "resolve-which-return",
    "{number} haben mehrere Zahlungen ausgeglichen, die {id} zurückgeben kann: {others}. Bitte die \
     gemeinte nennen: match {first}.",
    "Several payments have settled {number} that {id} may give back: {others}. Name the one that \
     is meant: match {first}.",
);

impl Desk {
    /// That an entry gives back the payment of an item: `match RE-1` of money that goes the other
    /// way, where nothing that bears the number is left to be paid this way. `None` where that is
    /// not what is said.
    async fn gives_back_what_paid(
        &self,
        row: &EntryRow,
        matching: &Matching,
    ) -> anyhow::Result<Option<Result<Decision, Finding>>> {
        let ([number], None) = (matching.numbers.as_slice(), &matching.rest) else {
            return Ok(None);
        };
        let way = row.entry.amount.minor().unwrap_or_default().signum();
        let known: Vec<Candidate> = self
            .candidates(&row.company, &matching.numbers, Some(row.id))
            .await?
            .into_iter()
            .filter(|candidate| candidate.item.kind != ItemKind::OnAccount)
            .collect();
        let to_be_paid = |candidate: &Candidate| candidate.on_bank().signum() == way;
        let borne = bearing(number, &known);
        let items: Vec<i64> = borne.iter().map(|candidate| candidate.item.id).collect();
        let is_return = entry_facts(row, false).is_some_and(|facts| takes_back(&facts));
        if items.is_empty() || !is_return || borne.into_iter().any(to_be_paid) {
            return Ok(None);
        }
        let settling: Vec<i64> = self.store.settling(&items).await?.into_iter().collect();
        let paid = self.store.entries(&settling).await?;
        let books = self.books_but_contacts().await?;
        let Some(own) = books.companies.get(&row.company) else { return Ok(None) };
        let mut fitting: Vec<(String, Decision)> = paid
            .iter()
            .filter(|paid| paid.id != row.id)
            .filter_map(|paid| Some((format!("E{}", paid.id), returning(row, paid, own)?)))
            .collect();
        drop(books);
        let mut given_back = Vec::new();
        for (paid, decision) in fitting.drain(..) {
            // What came back already does not come back again.
            if self.goes_beyond(row, &decision.allocations).await?.is_none() {
                given_back.push((paid, decision));
            }
        }
        if given_back.len() < 2 {
            return Ok(given_back.pop().map(|(_, decision)| Ok(decision)));
        }
        let others: Vec<String> = given_back.into_iter().map(|(paid, _)| paid).collect();
        let first = others.first().cloned().unwrap_or_default();
        let finding =
            WHICH_RETURN.found().with("number", number).with("id", format!("E{}", row.id));
        Ok(Some(Err(finding.with("others", others.join(", ")).with("first", first))))
    }

    /// That an entry gives back the payment a person names by its number; `None` where no bank
    /// entry is named.
    pub(super) async fn gives_back_named(
        &self,
        row: &EntryRow,
        matching: &Matching,
    ) -> anyhow::Result<Option<Result<Decision, Finding>>> {
        let [named] = matching.numbers.as_slice() else { return Ok(None) };
        let key = number(&named.trim().to_uppercase())
            .filter(|(letter, _)| *letter == 'E' && matching.rest.is_none());
        let Some((_, key)) = key.filter(|(_, key)| *key != row.id) else {
            return self.gives_back_what_paid(row, matching).await;
        };
        let paid =
            self.store.entries(&[key]).await?.pop().filter(|paid| paid.company == row.company);
        let Some(paid) = paid else { return Ok(None) };
        // Money on account bears the number of the entry that left it there, and is meant by it.
        if !self.candidates(&row.company, &matching.numbers, Some(row.id)).await?.is_empty() {
            return Ok(None);
        }
        let (id, other) = (format!("E{}", row.id), format!("E{}", paid.id));
        let decision = {
            let books = self.books_but_contacts().await?;
            books.companies.get(&row.company).and_then(|own| returning(row, &paid, own))
        };
        let said = |row: &EntryRow| spelling::amount(row.entry.amount, self.setup.language);
        let unfit = || {
            let finding = NO_RETURN.found().with("id", &id).with("amount", said(row));
            finding.with("other", &other).with("paid", said(&paid))
        };
        Ok(Some(match decision {
            Some(decision) if self.goes_beyond(row, &decision.allocations).await?.is_none() => {
                Ok(decision)
            }
            _ => Err(unfit()),
        }))
    }

    /// Of entries that stand in the way of taking a return back, those that it did not give back:
    /// what paid before it is not to be taken back for it.
    pub(super) async fn but_given_back(&self, by: i64, entries: String) -> anyhow::Result<String> {
        let Some(back) = self.store.entries(&[by]).await?.pop() else { return Ok(entries) };
        let mut paid: Vec<String> = Vec::new();
        for part in &back.state.allocations {
            let rows = self.store.entries(&self.store.allocated_to(&[part.item_id]).await?).await?;
            let pairs = given_back(&rows, part.item_id).into_iter();
            paid.extend(pairs.filter(|(_, back)| *back == by).map(|(paid, _)| format!("E{paid}")));
        }
        let others: Vec<&str> =
            entries.split(", ").filter(|entry| !paid.iter().any(|paid| paid == entry)).collect();
        Ok(if others.is_empty() { entries } else { others.join(", ") })
    }

    /// An item of which these allocations of an entry would leave more open than it was, or settle
    /// more than is left.
    pub(super) async fn goes_beyond(
        &self,
        row: &EntryRow,
        allocations: &[Allocation],
    ) -> anyhow::Result<Option<ItemRow>> {
        let items: Vec<i64> = allocations.iter().map(|part| part.item).collect();
        for item in self.store.items_with(&items).await? {
            let left = item.amount_minor - self.store.settled(item.id, Some(row.id)).await?;
            let mut parts = allocations.iter().filter(|part| part.item == item.id);
            let after = parts.try_fold(left, |left, part| {
                left.checked_sub(part.amount.checked_add(part.discount)?)
            });
            let (least, most) = (item.amount_minor.min(0), item.amount_minor.max(0));
            if after.is_none_or(|after| !(least..=most).contains(&after)) {
                return Ok(Some(item));
            }
        }
        Ok(None)
    }

    /// Of a settled item that a person names: which entry is to be decided first, where one that
    /// waits gives a payment of it back.
    pub(super) async fn closed(
        &self,
        row: &EntryRow,
        named: &str,
        known: &[Candidate],
    ) -> anyhow::Result<Option<Finding>> {
        for candidate in bearing(named, known) {
            if let Some(returned) = self.would_open(row, &candidate.item).await? {
                let found = RETURN_FIRST.found().with("returned", format!("E{returned}"));
                let found = found.with("id", format!("E{}", row.id));
                return Ok(Some(found.with("number", &candidate.item.number)));
            }
        }
        Ok(None)
    }

    /// Another entry that waits and would open an item again, by giving a payment of it back.
    pub(super) async fn would_open(
        &self,
        row: &EntryRow,
        item: &ItemRow,
    ) -> anyhow::Result<Option<i64>> {
        let mut waiting = self.store.proposed_for(&[item.id]).await?;
        waiting.remove(&row.id);
        let waiting: Vec<i64> = waiting.into_iter().collect();
        let gives_back = |row: &EntryRow| {
            let mut parts = row.state.allocations.iter().filter(|part| part.item_id == item.id);
            parts.any(|part| (part.amount_minor < 0) != (item.amount_minor < 0))
        };
        let rows = self.store.entries(&waiting).await?;
        Ok(rows.iter().find(|row| gives_back(row)).map(|row| row.id))
    }
}

/// The payments among the entries of an item that came back, each with the return that gave it
/// back: the one that the return tells of, else the latest before it of the same amount.
pub(super) fn given_back(rows: &[EntryRow], item: i64) -> Vec<(i64, i64)> {
    let part = |row: &EntryRow| -> i64 {
        let parts = row.state.allocations.iter().filter(|part| part.item_id == item);
        parts.map(|part| part.amount_minor.saturating_add(part.discount_minor)).sum()
    };
    let is_return = |row: &EntryRow| decision_of(row).category == Some(Category::Return);
    let when = |row: &EntryRow| -> (Option<Date>, i64) { (row.entry.booking_date, row.id) };
    let mut rows: Vec<&EntryRow> =
        rows.iter().filter(|row| row.state.status == EntryStatus::Matched).collect();
    rows.sort_by_key(|row| when(row));
    let mut pairs: Vec<(i64, i64)> = Vec::new();
    for back in rows.iter().filter(|row| is_return(row)) {
        let paid = rows.iter().filter(|row| {
            let is_given = pairs.iter().any(|(paid, _)| *paid == row.id);
            !is_return(row)
                && !is_given
                && part(row) != 0
                && part(row) == part(back).saturating_neg()
                && row.entry.booking_date <= back.entry.booking_date
        });
        let named = |row: &EntryRow| {
            let day = row.entry.booking_date.map(|day| spelling::day(day, Language::De));
            let words = [Some(format!(" E{},", row.id)), day.map(|day| format!(" {day}:"))];
            let said = |words: &String| {
                back.state.explanation.iter().any(|sentence| sentence.de.contains(words))
            };
            words.iter().flatten().any(said)
        };
        let latest = paid.max_by_key(|row| (named(row), when(row) < when(back), when(row)));
        pairs.extend(latest.map(|paid| (paid.id, back.id)));
    }
    pairs
}

/// The decision that one entry gives another back; a bank fee up to half of what comes back costs
/// the company, and what a payment service kept of the payment stays its cost. `None` where the two
/// do not fit.
fn returning(row: &EntryRow, paid: &EntryRow, books: &CompanyBooks) -> Option<Decision> {
    let (limit, account) = (books.policy.return_fee_limit, &books.policy.return_fee_account);
    let kept = kept_minor(books, paid);
    let (back, first) = (row.entry.amount.minor()?, paid.entry.amount.minor()?.checked_sub(kept)?);
    let settled = decision_of(paid);
    let plain = settled.beside.is_empty()
        && settled.on_account == 0
        && settled.charge == kept
        && !settled.is_abroad();
    let fits = paid.state.status == EntryStatus::Matched
        && paid.account == row.account
        && paid.entry.amount.currency == row.entry.amount.currency
        && paid.entry.booking_date <= row.entry.booking_date
        && back.signum() == -first.signum()
        && !settled.allocations.is_empty()
        && settled.category != Some(Category::Return)
        && plain;
    // The bank's fee makes a returned debit larger, a returned transfer smaller.
    let fee = back.checked_add(first)?;
    let most = limit.max(first.saturating_abs() / 2);
    if !fits || fee > 0 || fee.saturating_abs() > most {
        return None;
    }
    let (de, en) = (
        format!("Rückgabe der Zahlung E{}, so von einer Person bestätigt.", paid.id),
        format!("Return of payment E{}, as a person confirmed.", paid.id),
    );
    Some(Decision {
        allocations: settled.allocations.iter().copied().map(Allocation::taken_back).collect(),
        charge: fee,
        category: Some(Category::Return),
        account: (fee != 0).then(|| account.clone()),
        ..by_person(row, MatchStatus::Matched, &de, &en)
    })
}
