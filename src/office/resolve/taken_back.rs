//! Taking back what was decided about a bank entry, by a person or by kontor itself. The answer
//! names what rested on it: items that are open again, money that stood on account, an account that
//! was learnt, an answer that others were decided by.

use super::entries::by_person;
use super::returned::given_back;
use super::withdrawn::WITHDRAWN;
use super::{Decided, NOT_DECIDED, STILL_RETURNED, UNKNOWN};
use crate::domain::{Finding, Iban, Language, Money, spelling};
use crate::ledger::Personal;
use crate::matching::{Decision, MatchStatus, is_earned};
use crate::office::plan::decision_of;
use crate::office::run::Desk;
use crate::store::OWN_MATCH;
use crate::store::rows::{EntryRow, EntryStatus, ItemRow, Refusal};
use std::collections::HashMap;

/// What rests on a decision, as it stands before that is taken back.
pub(super) struct Rested {
    /// The items that it settles or opens, and what is open of each.
    items: Vec<ItemRow>,
    left: HashMap<i64, i64>,
    /// What it left on personal accounts.
    on_account: Vec<ItemRow>,
    /// The contacts for whom its account is known to pay because of it.
    paid_for: Vec<i64>,
    /// How others of the counterparty stand that wait.
    waiting: Vec<(i64, EntryStatus)>,
}

impl Desk {
    pub(super) async fn undo_entry(&self, id: &str, key: i64) -> Decided {
        let Some(row) = self.store.entries(&[key]).await?.pop() else {
            return Ok(Err(UNKNOWN.found().with("id", id)));
        };
        if row.is_withdrawn() {
            return Ok(Err(WITHDRAWN.found().with("id", id)));
        }
        let mut row = row;
        let matched = row.state.status == EntryStatus::Matched;
        if !matched && !row.state.by_person && row.refused.is_empty() {
            return Ok(Err(NOT_DECIDED.found().with("id", id)));
        }
        if let Some((number, by)) = self.returned_by_another(&row).await? {
            return Ok(Err(STILL_RETURNED
                .found()
                .with("id", id)
                .with("number", number)
                .with("by", by)));
        }
        if let Some(finding) = self.payment_taken_off(id, &row, None).await? {
            return Ok(Err(finding));
        }
        let (known, rested) = (row.clone(), self.rested_on(&row).await?);
        // The matcher looks at it again. kontor's own match is refused by that: nothing is booked
        // for it by itself any more, what else fits is proposed.
        let own = matched && !row.state.by_person;
        let refusal = Refusal::of(&row.state);
        // What names neither item nor account could not be kept from coming again.
        let stays = (own && refusal == Refusal::default()).then(|| taken_back(&row));
        match (own, matched) {
            (true, _) => row.refused.push(refusal),
            (false, false) => {
                row.refused.pop();
            }
            (false, true) => {}
        }
        let what = if own { OWN_MATCH } else { "" };
        let before = decision_of(&row);
        if let Err(finding) = self.apply(row, stays.as_ref(), (id, "undo", what)).await? {
            return Ok(Err(finding));
        }
        let again = self
            .store
            .entries(&[key])
            .await?
            .pop()
            .filter(|row| matched && !own && is_again(row, &before));
        if let Some(row) = again
            && let Err(finding) = self.take_back_own(id, row).await?
        {
            return Ok(Err(finding));
        }
        let mut said = match known.same_as() {
            Some(first) => self.apart_again(&known, first).await?,
            None => vec![undone(&known, id, self.setup.language)],
        };
        said.extend(self.no_longer(&known, &rested).await?);
        said.extend(self.still_inside(&known).await?);
        Ok(Ok(said.join("; ") + "."))
    }

    /// Takes back what kontor does by itself just as the person had it whose decision was taken
    /// back: nothing would have changed.
    async fn take_back_own(
        &self,
        id: &str,
        mut row: EntryRow,
    ) -> anyhow::Result<Result<(), Finding>> {
        let refusal = Refusal::of(&row.state);
        let stays = (refusal == Refusal::default()).then(|| taken_back(&row));
        row.refused.push(refusal);
        Ok(self.apply(row, stays.as_ref(), (id, "undo", OWN_MATCH)).await?.map(|_| ()))
    }

    /// An item of this payment that a return has opened again, and that return: without the payment
    /// more would be open than was ever owed.
    pub(super) async fn returned_by_another(
        &self,
        row: &EntryRow,
    ) -> anyhow::Result<Option<(String, String)>> {
        if row.state.status != EntryStatus::Matched {
            return Ok(None);
        }
        let items: Vec<i64> = row.state.allocations.iter().map(|part| part.item_id).collect();
        for item in self.store.items_with(&items).await? {
            let all = self.store.entries(&self.store.allocated_to(&[item.id]).await?).await?;
            let mut pairs = given_back(&all, item.id).into_iter();
            if let Some((_, back)) = pairs.find(|(paid, _)| *paid == row.id) {
                return Ok(Some((item.number, format!("E{back}"))));
            }
            if self.store.settled(item.id, Some(row.id)).await?.signum()
                == -item.amount_minor.signum()
            {
                let opens = |part: i64| part.signum() == -item.amount_minor.signum();
                let by = self.matched_to(&item, row.id, opens).await?;
                return Ok(Some((item.number, by.join(", "))));
            }
        }
        Ok(None)
    }

    /// The other entries and the set-offs that have moved an item so.
    pub(super) async fn matched_to(
        &self,
        item: &ItemRow,
        but: i64,
        so: impl Fn(i64) -> bool,
    ) -> anyhow::Result<Vec<String>> {
        let rows = self.store.entries(&self.store.allocated_to(&[item.id]).await?).await?;
        let moves = |row: &&EntryRow| {
            let mut parts = row.state.allocations.iter().filter(|part| part.item_id == item.id);
            row.id != but
                && row.state.status == EntryStatus::Matched
                && parts.any(|part| so(part.amount_minor + part.discount_minor))
        };
        let mut by: Vec<String> =
            rows.iter().filter(moves).map(|row| format!("E{}", row.id)).collect();
        for row in self.store.set_offs_of(&[item.id]).await? {
            by.extend(
                row.parts()
                    .into_iter()
                    .any(|(id, minor)| id == item.id && so(minor))
                    .then(|| format!("V{}", row.id)),
            );
        }
        Ok(by)
    }

    pub(super) async fn rested_on(&self, row: &EntryRow) -> anyhow::Result<Rested> {
        let ids: Vec<i64> = row.state.allocations.iter().map(|part| part.item_id).collect();
        let items = self.store.items_with(&ids).await?;
        let contacts: Vec<i64> = items.iter().map(|item| item.contact_id).collect();
        let taught = |payers: &[(String, i64)]| payers.iter().any(|(_, from)| *from == row.id);
        let contacts = self.store.contacts_numbered(&contacts).await?;
        let mut on_account = self.left_on_account(row).await?.0;
        on_account.retain(|item| item.amount_minor != 0);
        let party = &row.entry.counterparty;
        let waiting = self
            .store
            .waiting_of(&row.company, party.name.as_deref(), party.iban.as_ref().map(Iban::as_str))
            .await?
            .into_iter()
            .collect::<Vec<_>>();
        let waiting = self.store.entries(&waiting).await?;
        Ok(Rested {
            left: self.store.left_of(&ids).await?,
            items,
            on_account,
            paid_for: contacts
                .iter()
                .filter(|contact| taught(&contact.payers))
                .map(|contact| contact.id)
                .collect(),
            waiting: waiting.iter().map(|row| (row.id, row.state.status)).collect(),
        })
    }

    /// What rested on it and no longer holds, each as a half-sentence.
    pub(super) async fn no_longer(
        &self,
        row: &EntryRow,
        rested: &Rested,
    ) -> anyhow::Result<Vec<String>> {
        let german = self.setup.language == Language::De;
        let word = |de: &str, en: &str| (if german { de } else { en }).to_owned();
        let mut said = Vec::new();
        let ids: Vec<i64> = rested.items.iter().map(|item| item.id).collect();
        let left = self.store.left_of(&ids).await?;
        let size = |of: &HashMap<i64, i64>, item: &ItemRow| {
            of.get(&item.id).copied().unwrap_or_default().saturating_abs()
        };
        let money = |minor: i64, item: &ItemRow| {
            spelling::amount(Money::from_minor(minor, item.currency), self.setup.language)
        };
        let listed = |so: &dyn Fn(i64, i64) -> bool| {
            let fitting =
                rested.items.iter().filter(|item| so(size(&rested.left, item), size(&left, item)));
            let list: Vec<String> = fitting
                .map(|item| format!("{} ({})", item.number, money(size(&left, item), item)))
                .collect();
            (!list.is_empty()).then(|| list.join(", "))
        };
        said.extend(
            listed(&|before, after| after > before)
                .map(|list| word("wieder offen: ", "open again: ") + &list),
        );
        said.extend(
            listed(&|before, after| after < before && after != 0)
                .map(|list| word("offen bleiben: ", "left open: ") + &list),
        );
        let settled: Vec<&str> = rested
            .items
            .iter()
            .filter(|item| size(&left, item) == 0 && size(&rested.left, item) != 0)
            .map(|item| item.number.as_str())
            .collect();
        if !settled.is_empty() {
            said.push(word("wieder ausgeglichen: ", "settled again: ") + &settled.join(", "));
        }
        for item in rested.items.iter().filter(|item| size(&left, item) > size(&rested.left, item))
        {
            let Some(day) = item.due_told else { continue };
            let (number, day) = (&item.number, spelling::day(day, self.setup.language));
            said.push(match german {
                true => format!(
                    "für {number} gilt weiter der genannte Fälligkeitstag {day} („kontor resolve \
                     {number} due beleg“ nimmt ihn zurück)"
                ),
                false => format!(
                    "{number} is still due on the day told, {day} (\"kontor resolve {number} due \
                     document\" takes it back)"
                ),
            });
        }
        let now = self
            .store
            .items_with(&rested.on_account.iter().map(|item| item.id).collect::<Vec<_>>())
            .await?;
        for item in &rested.on_account {
            if now.iter().any(|now| now.id == item.id && now.amount_minor == 0) {
                let amount = money(item.amount_minor.saturating_abs(), item);
                said.push(match german {
                    true => format!(
                        "der offene Posten {} auf dem Personenkonto ({amount}) entfällt",
                        item.number
                    ),
                    false => format!(
                        "open item {} on the personal account ({amount}) is gone",
                        item.number
                    ),
                });
            }
        }
        let iban = row.entry.counterparty.iban.as_ref().map(Iban::as_str).unwrap_or_default();
        for contact in self.store.contacts_numbered(&rested.paid_for).await? {
            if contact.payers.iter().all(|(_, from)| *from != row.id) {
                said.push(match german {
                    true => format!(
                        "dass {iban} für {} zahlt, ist hieraus nicht mehr gelernt",
                        contact.name
                    ),
                    false => {
                        format!("that {iban} pays for {} is no longer learnt from it", contact.name)
                    }
                });
            }
        }
        if is_example(row) {
            said.push(word(
                "als Vorbild für gleiche Umsätze zählt die Antwort nicht mehr",
                "the answer no longer counts for entries alike",
            ));
        }
        if row.state.explanation.iter().any(|sentence| is_earned(&sentence.de)) {
            said.push(word(
                "Gleiches wird nun wieder gefragt",
                "entries alike are asked about again",
            ));
        }
        said.extend(self.judged_anew(rested).await?);
        Ok(said)
    }

    /// Others of the counterparty that stand otherwise now.
    async fn judged_anew(&self, rested: &Rested) -> anyhow::Result<Option<String>> {
        let rows = self
            .store
            .entries(&rested.waiting.iter().map(|(id, _)| *id).collect::<Vec<_>>())
            .await?;
        let other = |row: &&EntryRow| {
            rested.waiting.iter().any(|(id, before)| *id == row.id && *before != row.state.status)
        };
        let german = self.setup.language == Language::De;
        let told = |row: &EntryRow| {
            if let Some(first) = row.same_as() {
                let how = if german { "gebucht mit" } else { "booked with" };
                return format!("E{} ({how} E{first})", row.id);
            }
            let how = match (row.state.status, german) {
                (EntryStatus::Matched, true) => "zugeordnet",
                (EntryStatus::Matched, false) => "matched",
                (EntryStatus::Suggested, true) => "vorgeschlagen",
                (EntryStatus::Suggested, false) => "suggested",
                (EntryStatus::Open, true) => "offen",
                (EntryStatus::Open, false) => "open",
            };
            format!("E{} ({how})", row.id)
        };
        let list: Vec<String> = rows.iter().filter(other).map(told).collect();
        let head = if german { "neu beurteilt: " } else { "judged anew: " };
        Ok((!list.is_empty()).then(|| head.to_owned() + &list.join(", ")))
    }
}

/// Whether a person's answer is one that entries alike are decided by: accounts, no items and
/// nobody's personal account.
fn is_example(row: &EntryRow) -> bool {
    let decision = decision_of(row);
    let answered = row.state.by_person
        && row.state.status == EntryStatus::Matched
        && decision.allocations.is_empty();
    let account =
        decision.account.as_deref().is_some_and(|account| Personal::of(account).is_none());
    answered && (account || decision.split_over().is_some())
}

fn taken_back(row: &EntryRow) -> Decision {
    by_person(row, MatchStatus::Open, "Zuordnung zurückgenommen.", "Match taken back.")
}

/// True where kontor has booked an entry by itself as it was decided before.
fn is_again(row: &EntryRow, before: &Decision) -> bool {
    let now = decision_of(row);
    row.state.status == EntryStatus::Matched
        && !row.state.by_person
        && (&now.allocations, &now.account, &now.beside)
            == (&before.allocations, &before.account, &before.beside)
}

/// What taking back means.
fn undone(row: &EntryRow, id: &str, language: Language) -> String {
    let amount = spelling::amount(row.entry.amount, language);
    match (row.state.status == EntryStatus::Matched, language) {
        (true, Language::De) => {
            format!("{id}: zurückgenommen; {amount} sind storniert und neu zu klären")
        }
        (true, Language::En) => {
            format!("{id}: taken back; {amount} is reversed and to be explained anew")
        }
        (false, Language::De) => {
            format!("{id}: Die Entscheidung ist zurückgenommen; kontor gleicht {amount} neu ab")
        }
        (false, Language::En) => {
            format!("{id}: the decision is taken back; kontor matches {amount} anew")
        }
    }
}
