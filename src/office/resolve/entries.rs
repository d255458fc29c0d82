//! Bank entries: a person's answer becomes a decision of the matcher's kind, and the neighbours are looked at again.

use super::{Choice, Decided, NO_ACCOUNT, NO_SUCH_ITEM, NOT_DECIDED, NOTHING_SUGGESTED, UNKNOWN, done, label};
use crate::domain::Finding;
use crate::ledger::Personal;
use crate::matching::{Allocation, Category, Decision, Explanation, MatchStatus};
use crate::office::books::CompanyBooks;
use crate::office::run::Desk;
use crate::store::Neighbours;
use crate::store::rows::{EntryRow, EntryStatus, ItemRow};
use std::collections::HashMap;

impl Desk {
    pub(super) async fn resolve_entry(&self, id: &str, key: i64, choice: &Choice) -> Decided {
        let Some(mut row) = self.store.entries(&[key]).await?.pop() else { return Ok(Err(UNKNOWN.found().with("id", id))) };
        let items = self.items_for(&row, choice).await?;
        let decision = match decide(id, &row, choice, &items, &self.setup.companies) {
            Ok(decision) => decision,
            Err(finding) => return Ok(Err(finding)),
        };
        row.state.by_person = true;
        self.apply(row, Some(&decision), id, "resolve", &label(choice)).await?;
        Ok(Ok(done(self.setup.language, id)))
    }

    /// The items a choice is about: those suggested, or those named.
    async fn items_for(&self, row: &EntryRow, choice: &Choice) -> anyhow::Result<Vec<(ItemRow, i64)>> {
        let numbers: Vec<String> = match choice {
            Choice::Match(numbers) => numbers.clone(),
            _ => Vec::new(),
        };
        let mut items = self.store.items_numbered(&row.company, &numbers).await?;
        if matches!(choice, Choice::Accept) {
            let suggested: Vec<i64> = row.state.allocations.iter().map(|allocation| allocation.item_id).collect();
            items = self.store.items_with(&suggested).await?;
        }
        let mut open = Vec::new();
        for item in items {
            let settled = self.store.settled(item.id, Some(row.id)).await?;
            let left = item.amount_minor - settled;
            open.push((item, left));
        }
        Ok(open)
    }

    /// Writes an entry's new state with its postings, and lets the matcher look at its neighbours again. Without a decision the
    /// entry is the matcher's again.
    async fn apply(&self, mut row: EntryRow, decision: Option<&Decision>, id: &str, verb: &str, choice: &str) -> anyhow::Result<()> {
        let mut books = self.books().await?;
        books.counters.decision += 1;
        let decision_id = books.counters.decision;
        let company = row.company.clone();
        let keys = self.store.keys_around(row.id).await?;
        let mut near = self.store.neighbours(&company, &keys).await?;
        let was_settled =
            near.entries.get(&row.id).is_some_and(|stored| stored.state.by_person && stored.state.status == EntryStatus::Matched);
        near.items.extend(
            self.store
                .items_with(&row.state.allocations.iter().map(|a| a.item_id).collect::<Vec<_>>())
                .await?
                .into_iter()
                .map(|i| (i.id, i)),
        );
        if let Some(decision) = decision {
            let named: Vec<i64> = decision.allocations.iter().map(|allocation| allocation.item).collect();
            near.items.extend(self.store.items_with(&named).await?.into_iter().map(|item| (item.id, item)));
        }
        let postings = self
            .postings(&company, &near.entries.values().filter_map(|e| e.state.posting).chain(row.state.posting).collect::<Vec<_>>())
            .await?;
        let mut plan = self.sheet(&mut books);
        // What a person settled with this entry before no longer counts: it is decided anew.
        for allocation in row.state.allocations.iter().filter(|_| was_settled) {
            *near.settled_elsewhere.entry(allocation.item_id).or_default() -= allocation.amount_minor + allocation.discount_minor;
        }
        let others = match decision {
            Some(decision) => {
                plan.decided(&mut row, decision, &near.items, &postings);
                without(near, &row)
            }
            None => {
                row.state.by_person = false;
                near.entries.insert(row.id, row);
                near
            }
        };
        plan.settle(&company, others, &postings);
        let mut changes = plan.finish();
        changes.decisions.push((decision_id, id.to_owned(), verb.to_owned(), choice.to_owned(), self.now()));
        self.store.commit(&changes).await?;
        Ok(())
    }

    pub(super) async fn undo_entry(&self, id: &str, key: i64) -> Decided {
        let Some(mut row) = self.store.entries(&[key]).await?.pop() else { return Ok(Err(UNKNOWN.found().with("id", id))) };
        match (row.state.by_person, row.state.status) {
            // A person's decision: the matcher looks at it again.
            (true, _) => self.apply(row, None, id, "undo", "").await?,
            // kontor's own match: it stays open until a person decides otherwise.
            (false, EntryStatus::Matched) => {
                row.state.by_person = true;
                let decision = left_open(&row, "Zuordnung zurückgenommen.", "Match taken back.");
                self.apply(row, Some(&decision), id, "undo", "").await?;
            }
            _ => return Ok(Err(NOT_DECIDED.found().with("id", id))),
        }
        Ok(Ok(done(self.setup.language, id)))
    }
}

fn decide(
    id: &str,
    row: &EntryRow,
    choice: &Choice,
    items: &[(ItemRow, i64)],
    companies: &HashMap<String, CompanyBooks>,
) -> Result<Decision, Finding> {
    let amount = row.entry.amount.minor().unwrap_or_default();
    match choice {
        Choice::Accept if row.state.status == EntryStatus::Suggested && !row.state.allocations.is_empty() => {
            let allocations = row.state.allocations.iter().map(|a| (a.item_id, a.amount_minor, a.discount_minor));
            Ok(matched(row, allocations.map(|(item, amount, discount)| allocation(item, amount, discount)).collect()))
        }
        Choice::Accept if row.state.status == EntryStatus::Suggested && row.state.posting_account.is_some() => {
            let category = row.state.category.as_deref().and_then(Category::read);
            Ok(on_account(row, row.state.posting_account.clone(), category))
        }
        Choice::Accept | Choice::Reject(_) | Choice::Book(_) => Err(NOTHING_SUGGESTED.found().with("id", id)),
        Choice::Match(numbers) => {
            let missing = numbers.iter().find(|number| !items.iter().any(|(item, _)| item.number == **number));
            if let Some(number) = missing {
                return Err(NO_SUCH_ITEM.found().with("number", number));
            }
            Ok(matched(row, spread(amount, items)))
        }
        Choice::Account(account, category) => {
            let known = companies.get(&row.company).is_some_and(|books| books.chart.name(account).is_some());
            match known || Personal::of(account).is_some() {
                true => Ok(on_account(row, Some(account.clone()), category.or(Some(Category::Other)))),
                false => Err(NO_ACCOUNT.found().with("account", account)),
            }
        }
        Choice::Leave => Ok(left_open(row, "Bleibt offen, so entschieden.", "Stays open, as decided.")),
    }
}

/// Spreads an amount over items in their order, none beyond what is open; what is left over goes to the last.
fn spread(amount: i64, items: &[(ItemRow, i64)]) -> Vec<Allocation> {
    let mut left = amount;
    let mut allocations: Vec<Allocation> = Vec::new();
    for (at, (item, open)) in items.iter().enumerate() {
        let sign = if item.side == crate::domain::Side::Payable { -1 } else { 1 };
        let on_bank = open * sign;
        let last = at + 1 == items.len();
        let part = if last || on_bank.signum() != left.signum() {
            if last { left } else { on_bank }
        } else {
            on_bank.abs().min(left.abs()) * left.signum()
        };
        left -= part;
        allocations.push(allocation(item.id, part * sign, 0));
    }
    allocations.retain(|allocation| allocation.amount != 0);
    allocations
}

fn allocation(item: i64, amount: i64, discount: i64) -> Allocation {
    Allocation { item, amount, discount, discount_kind: (discount != 0).then_some(crate::matching::DiscountKind::CashDiscount) }
}

fn matched(row: &EntryRow, allocations: Vec<Allocation>) -> Decision {
    Decision { allocations, ..decision(row, MatchStatus::Matched, "Von einer Person zugeordnet.", "Matched by a person.") }
}

fn on_account(row: &EntryRow, account: Option<String>, category: Option<Category>) -> Decision {
    Decision { account, category, ..decision(row, MatchStatus::Matched, "Von einer Person kontiert.", "Booked by a person.") }
}

fn left_open(row: &EntryRow, de: &str, en: &str) -> Decision {
    decision(row, MatchStatus::Open, de, en)
}

fn decision(row: &EntryRow, status: MatchStatus, de: &str, en: &str) -> Decision {
    Decision {
        entry: row.id,
        status,
        allocations: Vec::new(),
        charge: 0,
        on_account: 0,
        category: None,
        account: None,
        confidence: 1000,
        explanation: vec![Explanation::new(de, en)],
        runner_up: None,
    }
}

fn without(mut near: Neighbours, row: &EntryRow) -> Neighbours {
    near.entries.remove(&row.id);
    near
}
