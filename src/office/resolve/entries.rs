//! Bank entries: a person's answer becomes a decision of the matcher's kind, and the neighbours are
//! looked at again.

use super::SplitPart;
use super::documents::STILL_PAID;
use super::told::{Booked, prepayment_freed, refused};
use super::withdrawn::WITHDRAWN;
use super::{
    CANNOT, CREDIT_USED, Choice, Decided, NO_ACCOUNT, NOBODYS_ACCOUNT, NOT_SUMMING,
    NOTHING_SUGGESTED, OUTDATED, OWN_BANK, RETURN_FIRST, STILL_RETURNED, UNKNOWN, label,
};
use crate::domain::{Finding, Iban, Language, Money, spelling};
use crate::ledger::Personal;
use crate::matching::{Beside, Category, Decision, Explanation, MatchStatus, Place};
use crate::office::plan::{Plan, answered, decision_of, kept_minor};
use crate::office::run::Desk;
use crate::store::rows::{EntryRow, EntryState, EntryStatus, ItemKind, ItemRow, Refusal};
use crate::store::{Changes, DecisionRow, OWN_MATCH};
use rust_decimal::Decimal;
use std::collections::BTreeSet;

/// How many open items of the contacts at hand are looked at again when a person has decided.
const MOST_OF_ONE: usize = 1_000;

impl Desk {
    pub(super) async fn resolve_entry(&self, id: &str, key: i64, choice: &Choice) -> Decided {
        let Some(row) = self.store.entries(&[key]).await?.pop() else {
            return Ok(Err(UNKNOWN.found().with("id", id)));
        };
        if row.is_withdrawn() {
            return Ok(Err(WITHDRAWN.found().with("id", id)));
        }
        if let Choice::Reject(_) = choice {
            return self.reject_proposal(id, row, choice).await;
        }
        if *choice == Choice::Accept && row.state.status == EntryStatus::Matched {
            return Ok(Ok(self.already(id, &row).await?));
        }
        let refused = (*choice == Choice::Leave).then(|| Refusal::of(&row.state));
        let decision = match self.decision(id, &row, choice).await? {
            Ok(decision) => decision,
            Err(finding) => return Ok(Err(finding)),
        };
        if let Some((number, by)) = self.returned_by_another(&row).await? {
            return Ok(Err(STILL_RETURNED
                .found()
                .with("id", id)
                .with("number", number)
                .with("by", by)));
        }
        if let Some(finding) = self.payment_taken_off(id, &row, Some(&decision)).await? {
            return Ok(Err(finding));
        }
        if let Some(finding) = self.reduces_credited(id, &decision).await? {
            return Ok(Err(finding));
        }
        let freed = self.freed_prepayments(&row, &decision).await?;
        let mut row = row;
        row.refused.extend(refused);
        let rested = match decision.same_as {
            Some(_) => Some((row.clone(), self.rested_on(&row).await?)),
            None => None,
        };
        let booked = match self.apply(row, Some(&decision), (id, "resolve", &label(choice))).await?
        {
            Ok(booked) => booked,
            Err(finding) => return Ok(Err(finding)),
        };
        let mut said = vec![booked.sentence(id, &decision, self.setup.language)];
        // A return is given the payment that is named, not its items.
        let returns = decision.category == Some(Category::Return);
        if let Choice::Match(matching) = choice
            && !returns
        {
            said.extend(booked.left_over(&matching.numbers, self.setup.language));
            said.extend(freed.iter().map(|item| prepayment_freed(item, self.setup.language)));
        }
        if let Some((known, rested)) = rested {
            said.extend(
                self.no_longer(&known, &rested)
                    .await?
                    .into_iter()
                    .map(|what| format!("{id}: {what}.")),
            );
        }
        Ok(Ok(said.join(" ")))
    }

    /// What is said where a proposal is accepted and all is booked: nothing is left to do.
    async fn already(&self, id: &str, row: &EntryRow) -> anyhow::Result<String> {
        let items: Vec<i64> = row.state.allocations.iter().map(|part| part.item_id).collect();
        let mut known: Vec<String> =
            self.store.items_with(&items).await?.into_iter().map(|item| item.number).collect();
        known.extend(row.state.posting_account.clone().filter(|_| known.is_empty()));
        let what =
            if known.is_empty() { String::new() } else { format!(" ({})", known.join(", ")) };
        Ok(match self.setup.language {
            Language::De => format!(
                "{id} ist schon gebucht{what}; zu bestätigen ist nichts. „kontor undo {id}“ nimmt \
                 die Buchung zurück."
            ),
            Language::En => {
                format!(
                    "{id} is booked already{what}; nothing is left to accept. \"kontor undo {id}\" \
                     takes the booking back."
                )
            }
        })
    }

    /// What a choice decides, or why it cannot.
    async fn decision(
        &self,
        id: &str,
        row: &EntryRow,
        choice: &Choice,
    ) -> anyhow::Result<Result<Decision, Finding>> {
        Ok(match choice {
            Choice::Accept => self.accepted(id, row).await?,
            Choice::Reject(_)
            | Choice::Release(_)
            | Choice::Book(_)
            | Choice::Against(_)
            | Choice::Due(_)
            | Choice::Unit(_)
            | Choice::Received(_) => Err(NOTHING_SUGGESTED.found().with("id", id)),
            Choice::Match(matching) => self.matched(row, matching).await?,
            Choice::Account { number, category, vat } => {
                let number = self.borne_by_key(row, number).await?;
                self.contra(row, &number).await?.map(|()| Decision {
                    account: Some(number),
                    category: category.or(Some(Category::Other)),
                    vat_percent: *vat,
                    ..by_person(
                        row,
                        MatchStatus::Matched,
                        "Von einer Person kontiert.",
                        "Booked by a person.",
                    )
                })
            }
            Choice::Split(parts) => self.split(row, parts).await?,
            Choice::Same(other) => self.same(id, row, other).await?,
            Choice::Leave => Ok(by_person(
                row,
                MatchStatus::Open,
                "Bleibt offen, so entschieden.",
                "Stays open, as decided.",
            )),
        })
    }

    /// The proposal, whole, as long as what it settles is still open.
    async fn accepted(
        &self,
        id: &str,
        row: &EntryRow,
    ) -> anyhow::Result<Result<Decision, Finding>> {
        let proposed = decision_of(row);
        let says = !proposed.allocations.is_empty()
            || proposed.account.is_some()
            || !proposed.beside.is_empty();
        if row.state.status != EntryStatus::Suggested || !says {
            return Ok(Err(NOTHING_SUGGESTED.found().with("id", id)));
        }
        if let Some(item) = self.goes_beyond(row, &proposed.allocations).await? {
            let kind = match self.would_open(row, &item).await? {
                Some(returned) => RETURN_FIRST.found().with("returned", format!("E{returned}")),
                None => OUTDATED.found(),
            };
            return Ok(Err(kind.with("id", id).with("number", &item.number)));
        }
        let explanation = vec![Explanation::new(
            "Vorschlag von einer Person bestätigt.",
            "Proposal confirmed by a person.",
        )];
        Ok(Ok(Decision { status: MatchStatus::Matched, confidence: 1000, explanation, ..proposed }))
    }

    /// What a payment service kept of the entry, minor units signed as on its account.
    pub(super) async fn kept(&self, row: &EntryRow) -> anyhow::Result<i64> {
        Ok(self
            .books_but_contacts()
            .await?
            .companies
            .get(&row.company)
            .map(|books| kept_minor(books, row))
            .unwrap_or_default())
    }

    /// Parts on accounts, which together are the entry, before what a payment service kept.
    async fn split(
        &self,
        row: &EntryRow,
        parts: &[SplitPart],
    ) -> anyhow::Result<Result<Decision, Finding>> {
        let kept = self.kept(row).await?;
        let currency = row.entry.amount.currency;
        let amount = Money::new(
            row.entry.amount.amount - Money::from_minor(kept, currency).amount,
            currency,
        );
        let sum: Decimal = parts.iter().map(|part| part.amount).sum();
        // Amounts of money out may be named without their sign.
        let is_bare = amount.amount.is_sign_negative() && sum == -amount.amount;
        let sign = if is_bare { Decimal::NEGATIVE_ONE } else { Decimal::ONE };
        if sum * sign != amount.amount {
            let said = |amount: Money| spelling::amount(amount, self.setup.language);
            let sum = Money::new(sum, amount.currency);
            return Ok(Err(NOT_SUMMING
                .found()
                .with("sum", said(sum))
                .with("amount", said(amount))));
        }
        let mut beside = Vec::new();
        for part in parts {
            let account = self.borne_by_key(row, &part.account).await?;
            if let Err(finding) = self.contra(row, &account).await? {
                return Ok(Err(finding));
            }
            let Some(minor) = Money::new(part.amount * sign, amount.currency).minor() else {
                return Ok(Err(NOT_SUMMING
                    .found()
                    .with("sum", part.amount)
                    .with("amount", amount.amount)));
            };
            let place = Place::Account(account);
            beside.push(Beside { vat_percent: part.vat, ..Beside::of(place, minor) });
        }
        let decision = by_person(
            row,
            MatchStatus::Matched,
            "Von einer Person aufgeteilt.",
            "Split by a person.",
        );
        Ok(Ok(Decision { beside, charge: kept, category: Some(Category::Other), ..decision }))
    }

    /// Whether a part of an entry can be booked on an account: not on the one that its money has
    /// moved on.
    pub(super) async fn contra(
        &self,
        row: &EntryRow,
        number: &str,
    ) -> anyhow::Result<Result<(), Finding>> {
        match self.money_is_on(row).await?.as_deref() == Some(number) {
            true => Ok(Err(OWN_BANK.found().with("account", number))),
            false => self.account(&row.company, number).await,
        }
    }

    /// The personal account of the contact that a person names by its key in the list, given to it
    /// at this first need: a customer's for money in, a vendor's for money out, unless he is only
    /// the other. What is no such key stays as it is.
    async fn borne_by_key(&self, row: &EntryRow, named: &str) -> anyhow::Result<String> {
        let mut books = self.books().await?;
        let known = books.companies.get(&row.company).is_some_and(|own| own.knows(named));
        if known || Personal::of(named).is_some() {
            return Ok(named.to_owned());
        }
        let is_in = !row.entry.amount.amount.is_sign_negative();
        let Some((contact, side)) = books.contacts.called(&row.company, named, is_in) else {
            return Ok(named.to_owned());
        };
        let account = books.contacts.personal_account(contact, side);
        let contacts = books.contacts.take_changed();
        if !contacts.is_empty() {
            self.store.commit(&Changes { contacts, ..Changes::default() }).await?;
        }
        Ok(account)
    }

    /// The ledger account that an entry's money is on.
    async fn money_is_on(&self, row: &EntryRow) -> anyhow::Result<Option<String>> {
        Ok(self
            .books_but_contacts()
            .await?
            .companies
            .get(&row.company)
            .and_then(|books| books.bank_account(&row.account)))
    }

    /// Whether an account can be booked on: one of the chart, of the settings, or somebody's
    /// personal account.
    async fn account(&self, company: &str, number: &str) -> anyhow::Result<Result<(), Finding>> {
        if Personal::of(number).is_some() {
            let borne = self.books().await?.contacts.bearer(company, number).is_some();
            return Ok(if borne {
                Ok(())
            } else {
                Err(NOBODYS_ACCOUNT.found().with("account", number))
            });
        }
        let books = self.books_but_contacts().await?;
        let known = books.companies.get(company).is_some_and(|books| books.takes(number));
        Ok(if known { Ok(()) } else { Err(NO_ACCOUNT.found().with("account", number)) })
    }

    /// Writes an entry's new state with its postings, and lets the matcher look at its neighbours
    /// again. Without a decision the entry is the matcher's again.
    pub(super) async fn apply(
        &self,
        row: EntryRow,
        decision: Option<&Decision>,
        (id, verb, choice): (&str, &str, &str),
    ) -> anyhow::Result<Result<Booked, Finding>> {
        let (on_account, used) = self.left_on_account(&row).await?;
        if let Some(item) = used {
            let by = self.matched_to(&item, row.id, |_| true).await?.join(", ");
            return Ok(Err(CREDIT_USED
                .found()
                .with("id", id)
                .with("number", item.number)
                .with("by", by)));
        }
        let document =
            self.store.sources_of(row.id).await?.first().map_or(0, |(document, _)| *document);
        let parted = row.same_as().map(|first| (row.id, first));
        let mut books = self.books().await?;
        // An answer about what kontor has matched itself takes that back, and the log says so.
        let corrects =
            verb == "resolve" && row.state.status == EntryStatus::Matched && !row.state.by_person;
        books.counters.decision += 1 + i64::from(corrects);
        let decision_id = books.counters.decision;
        let company = row.company.clone();
        let mut keys = self.store.keys_around(row.id).await?;
        keys.decided = decision.map(|_| row.id);
        keys.items.extend(row.state.allocations.iter().map(|part| part.item_id));
        // What is learnt from this decision, or no longer, holds for those of the same counterparty
        // that wait.
        let party = &row.entry.counterparty;
        keys.entries.extend(
            self.store
                .waiting_of(&company, party.name.as_deref(), party.iban.as_ref().map(Iban::as_str))
                .await?,
        );
        keys.items.extend(
            decision.iter().flat_map(|decision| decision.allocations.iter().map(|part| part.item)),
        );
        keys.items.extend(on_account.iter().map(|item| item.id));
        let touched: Vec<i64> = row
            .state
            .allocations
            .iter()
            .map(|part| part.item_id)
            .chain(keys.items.iter().copied())
            .collect();
        let contacts: BTreeSet<i64> =
            self.store.items_with(&touched).await?.iter().map(|item| item.contact_id).collect();
        let theirs =
            self.store.items_open_of(&contacts.into_iter().collect::<Vec<_>>(), &touched).await?;
        keys.items.extend(theirs.iter().map(|item| item.id).take(MOST_OF_ONE));
        let richer = self.richer(&row, decision).await?;
        keys.entries.extend(richer.iter().map(|(first, _)| *first));
        let mut plan = self.sheet(&mut books);
        if let Some((first, rich)) = richer {
            plan.renew(&company, first, rich);
            let told = plan.keys().get(&company);
            keys.of_entries.extend(told.iter().flat_map(|keys| keys.of_entries.iter().copied()));
        }
        let near = self.store.neighbours(&company, &keys).await?;
        let mut near = self.with_successors(&company, keys, near, &[]).await?;
        let postings = self.postings(&company, &Plan::in_force(&near)).await?;
        near.entries.entry(row.id).or_insert_with(|| row.clone());
        self.tell_rates(&mut plan, Some(&near)).await?;
        self.tell_named(&plan, &company, &mut near).await?;
        let row = match decision {
            Some(decision) => match plan.decided(row, decision, &near.items, &postings) {
                Ok(row) => row,
                Err(why) => {
                    return Ok(Err(CANNOT.found().with("id", id).with_value("why", why.said())));
                }
            },
            None => {
                plan.undecided(row.clone());
                row
            }
        };
        plan.left_on_account(&row, decision, &near.items, (on_account, document));
        plan.learn_payer(&row, decision, &theirs);
        let by_person = decision.is_some();
        answered(
            &mut near,
            &EntryRow { state: EntryState { by_person, ..row.state.clone() }, ..row.clone() },
        );
        let near_items = near.items.clone();
        plan.settle(&company, near, &postings);
        let before = parted.map(|(_, first)| first);
        self.reopen(&mut plan, &row, (before, decision.and_then(|decision| decision.same_as)))
            .await?;
        let mut changes = plan.finish();
        changes.parted.extend(parted);
        changes.rejudged.extend(self.asked_of_same(&row, parted.is_some(), decision).await?);
        changes.rejudged.extend(self.asked_of_decided(&row, decision, &near_items).await?);
        changes.rejudged.extend(self.asked_of_rest(&row, decision).await?);
        changes.sources.extend(self.told_as_one(&row, decision).await?);
        if corrects {
            changes.decisions.push(DecisionRow {
                id: decision_id - 1,
                target: id.to_owned(),
                verb: "undo".to_owned(),
                choice: OWN_MATCH.to_owned(),
                at: self.now(),
                by: self.recorded_by.clone(),
            });
        }
        changes.decisions.push(DecisionRow {
            id: decision_id,
            target: id.to_owned(),
            verb: verb.to_owned(),
            choice: choice.to_owned(),
            at: self.now(),
            by: self.recorded_by.clone(),
        });
        if let Some(entries) = self.oversettling(&changes).await? {
            let entries = self.but_given_back(row.id, entries).await?;
            return Ok(Err(STILL_PAID.found().with("id", id).with("entries", entries)));
        }
        self.store.commit(&changes).await?;
        Ok(Ok(Booked::of(&row, decision, &changes, &near_items, &books)))
    }

    /// What an earlier decision about an entry left on personal accounts, and that of it which
    /// something else has settled.
    pub(super) async fn left_on_account(
        &self,
        row: &EntryRow,
    ) -> anyhow::Result<(Vec<ItemRow>, Option<ItemRow>)> {
        let mut items = self.store.items_numbered(&row.company, &[format!("E{}", row.id)]).await?;
        items.retain(|item| item.kind == ItemKind::OnAccount);
        let left =
            self.store.left_of(&items.iter().map(|item| item.id).collect::<Vec<_>>()).await?;
        let used = items
            .iter()
            .find(|item| left.get(&item.id).copied().unwrap_or_default() != item.amount_minor);
        let used = used.cloned();
        Ok((items, used))
    }

    /// Refuses what is proposed for an entry: the matcher looks at it again, and proposes something
    /// else or nothing.
    async fn reject_proposal(&self, id: &str, row: EntryRow, choice: &Choice) -> Decided {
        let refusal = Refusal::of(&row.state);
        if row.state.status != EntryStatus::Suggested || refusal == Refusal::default() {
            return Ok(Err(NOTHING_SUGGESTED.found().with("id", id)));
        }
        let mut what: Vec<String> = self
            .store
            .items_with(&refusal.items)
            .await?
            .into_iter()
            .map(|item| item.number)
            .collect();
        what.extend(refusal.account.clone());
        let (key, what) = (row.id, what.join(", "));
        let row =
            EntryRow { refused: row.refused.iter().cloned().chain([refusal]).collect(), ..row };
        if let Err(finding) = self.apply(row, None, (id, "resolve", &label(choice))).await? {
            return Ok(Err(finding));
        }
        let proposed = self
            .store
            .entries(&[key])
            .await?
            .pop()
            .is_some_and(|row| row.state.status == EntryStatus::Suggested);
        Ok(Ok(refused(id, &what, proposed, self.setup.language)))
    }
}

pub(super) fn by_person(row: &EntryRow, status: MatchStatus, de: &str, en: &str) -> Decision {
    Decision {
        entry: row.id,
        status,
        allocations: Vec::new(),
        charge: 0,
        on_account: 0,
        beside: Vec::new(),
        vat_percent: None,
        category: None,
        account: None,
        confidence: 1000,
        weights: 0,
        explanation: vec![Explanation::new(de, en)],
        runner_up: None,
        reason: None,
        order: None,
        same_as: None,
    }
}
