//! Bank entries: a person's answer becomes a decision of the matcher's kind, and the neighbours are
//! looked at again.

use super::documents::STILL_PAID;
use super::items::{Candidate, Payer, bearing, is_of_payer, meant, only_against, parted, spread};
use super::rest;
use super::told::{Booked, refused};
use super::{
    CANNOT, CREDIT_USED, Choice, Decided, Matching, NO_ACCOUNT, NO_SUCH_ITEM, NOBODYS_ACCOUNT,
    NOT_SUMMING, NOTHING_SUGGESTED, OTHER_PARTY, OTHER_SIDE, OUTDATED, OWN_BANK, RestOf,
    STILL_RETURNED, UNKNOWN, label,
};
use crate::domain::money::proportion;
use crate::domain::{Currency, Finding, Iban, Language, Money, Party, Side, spelling};
use crate::ledger::Personal;
use crate::matching::{
    Allocation, Beside, Category, Decision, Explanation, MatchStatus, Place, assigned,
};
use crate::office::plan::{
    Plan, Rest, answered, decision_of, entry_facts, facts_of, in_books, is_far, kept_minor,
    rate_days,
};
use crate::office::run::Desk;
use crate::store::rows::{EntryRow, EntryState, EntryStatus, ItemKind, ItemRow, Refusal};
use crate::store::{DecisionRow, OWN_MATCH};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// How many open items of the contacts at hand are looked at again when a person has decided.
const MOST_OF_ONE: usize = 1_000;

impl Desk {
    pub(super) async fn resolve_entry(&self, id: &str, key: i64, choice: &Choice) -> Decided {
        let Some(row) = self.store.entries(&[key]).await?.pop() else {
            return Ok(Err(UNKNOWN.found().with("id", id)));
        };
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
            | Choice::Unit(_)
            | Choice::Received(_) => Err(NOTHING_SUGGESTED.found().with("id", id)),
            Choice::Match(matching) => self.matched(row, matching).await?,
            Choice::Account { number, category, vat } => {
                self.contra(row, number).await?.map(|()| Decision {
                    account: Some(number.clone()),
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
            return Ok(Err(OUTDATED.found().with("id", id).with("number", &item.number)));
        }
        let explanation = vec![Explanation::new(
            "Vorschlag von einer Person bestätigt.",
            "Proposal confirmed by a person.",
        )];
        Ok(Ok(Decision { status: MatchStatus::Matched, confidence: 1000, explanation, ..proposed }))
    }

    /// The items named, in their order; what is left over stays on account, unless a person says
    /// what becomes of it.
    async fn matched(
        &self,
        row: &EntryRow,
        matching: &Matching,
    ) -> anyhow::Result<Result<Decision, Finding>> {
        if let Some(returned) = self.gives_back_named(row, matching).await? {
            return Ok(returned);
        }
        let (entry, numbers) = (&row.entry, matching.numbers.as_slice());
        if let Some(RestOf::OnAccount { number, .. }) = &matching.rest
            && let Err(finding) = self.contra(row, number).await?
        {
            return Ok(Err(finding));
        }
        let candidates = self.candidates(&row.company, numbers, Some(row.id)).await?;
        let items_kept: BTreeMap<i64, ItemRow> = candidates
            .iter()
            .map(|candidate| (candidate.item.id, candidate.item.clone()))
            .collect();
        let mut rests: HashMap<i64, Rest> = candidates
            .iter()
            .filter_map(|candidate| Some((candidate.item.id, candidate.rest?)))
            .collect();
        let known: Vec<Candidate> = candidates.into_iter().map(Candidate::invoiced).collect();
        let kept = self.kept(row).await?;
        let gross = entry.amount.minor().unwrap_or_default().saturating_sub(kept);
        let paid = self.paid(row, numbers, (&known, &rests), gross).await?;
        let payer = Payer {
            amount: paid.minor().unwrap_or_default(),
            currency: paid.currency,
            name: entry.counterparty.name.as_deref(),
            iban: entry.counterparty.iban.as_ref(),
        };
        let mut items: Vec<&Candidate> = Vec::new();
        for number in numbers {
            match meant(number, &known, &payer, self.setup.language) {
                Ok(item) if items.iter().any(|named| named.item.id == item.item.id) => {}
                Ok(item) => match self.other_party(row, number, item, &payer).await? {
                    Some(finding) => return Ok(Err(finding)),
                    None => items.push(item),
                },
                Err(finding) => return Ok(Err(finding)),
            }
        }
        if only_against(payer.amount, &items) {
            return Ok(Err(OTHER_SIDE.found().with("number", numbers.join(" ")).with("items", "")));
        }
        let decision = Decision {
            charge: kept,
            ..by_person(
                row,
                MatchStatus::Matched,
                "Von einer Person zugeordnet.",
                "Matched by a person.",
            )
        };
        let mut booked = |decision: Decision| {
            let (status, confidence, explanation) =
                (decision.status, decision.confidence, decision.explanation.clone());
            Decision {
                status,
                confidence,
                explanation,
                ..in_books(decision, row, &items_kept, &mut rests)
            }
        };
        let in_entry = |minor: i64| match paid.currency == entry.amount.currency {
            true => minor,
            false => proportion(minor, gross, payer.amount),
        };
        if let Some(rest) = &matching.rest {
            let rested = rest::settled(payer.amount, &items, rest, self.setup.language);
            return Ok(rested.map(|rested| {
                let explanation =
                    decision.explanation.iter().cloned().chain([rested.explanation]).collect();
                let beside = rested.beside.map(|(number, minor)| Beside {
                    place: Place::Account(number),
                    amount: in_entry(minor),
                });
                let (allocations, beside) = (rested.allocations, beside.into_iter().collect());
                booked(Decision {
                    allocations,
                    beside,
                    explanation,
                    reason: Some(rested.reason),
                    ..decision
                })
            }));
        }
        if let Some((allocations, charge)) = self.whole(row, paid, &items).await? {
            return Ok(Ok(booked(Decision { allocations, charge, ..decision })));
        }
        let (allocations, on_account) = spread(payer.amount, &items);
        let Some(first) = items.iter().find(|item| {
            allocations.iter().any(|part| part.item == item.item.id && part.amount != 0)
        }) else {
            return Ok(Err(NO_SUCH_ITEM.found().with("number", numbers.join(" "))));
        };
        let on_account = in_entry(on_account);
        let beside = (on_account != 0)
            .then_some(Beside { place: Place::ContactOf(first.item.id), amount: on_account });
        Ok(Ok(booked(Decision { allocations, beside: beside.into_iter().collect(), ..decision })))
    }

    /// What an entry pays, in the currency of the items named where they were invoiced in another:
    /// as the bank was instructed, else at the rate of its day, else all that is left of them where
    /// no rate would explain another sum. `gross` is the amount before what a payment service kept,
    /// minor units.
    async fn paid(
        &self,
        row: &EntryRow,
        numbers: &[String],
        (known, rests): (&[Candidate], &HashMap<i64, Rest>),
        gross: i64,
    ) -> anyhow::Result<Money> {
        let amount = Money::from_minor(gross, row.entry.amount.currency);
        let named: Vec<&Candidate> =
            numbers.iter().flat_map(|number| bearing(number, known)).collect();
        let abroad = named
            .iter()
            .find(|candidate| candidate.rest.is_some())
            .map(|candidate| candidate.item.currency);
        let Some(currency) = abroad
            .filter(|_| named.iter().all(|candidate| candidate.item.currency != amount.currency))
        else {
            return Ok(amount);
        };
        if let Some(instructed) =
            row.entry.instructed.filter(|instructed| instructed.currency == currency)
        {
            let signed = if amount.amount.is_sign_negative() {
                -instructed.amount.abs()
            } else {
                instructed.amount.abs()
            };
            return Ok(Money::new(signed, currency));
        }
        let whole: i64 = named.iter().map(|candidate| candidate.on_bank()).sum();
        let euro =
            named.iter().filter_map(|candidate| Some((candidate, rests.get(&candidate.item.id)?)));
        let euro: i64 = euro
            .map(
                |(candidate, rest)| {
                    if candidate.item.side == Side::Receivable { rest.euro } else { -rest.euro }
                },
            )
            .sum();
        let day = row
            .entry
            .booking_date
            .or(row.entry.value_date)
            .filter(|_| amount.currency == Currency::EUR);
        let rate = match day {
            Some(day) => {
                self.store.last_rate(currency, rate_days(day)).await?.map(|(rate, _)| rate.rate)
            }
            None => None,
        };
        let at_rate =
            rate.and_then(|rate| Money::new(amount.amount.checked_mul(rate)?, currency).minor());
        Ok(match at_rate {
            Some(paid) if !is_near(paid, whole) => Money::from_minor(paid, currency),
            None if amount.currency != Currency::EUR
                || is_far(amount.minor().unwrap_or_default(), euro) =>
            {
                amount
            }
            _ => Money::from_minor(whole, currency),
        })
    }

    /// Somebody else's item, where the payer is a contact that is known and the item was named by
    /// its number alone.
    async fn other_party(
        &self,
        row: &EntryRow,
        named: &str,
        item: &Candidate,
        payer: &Payer<'_>,
    ) -> anyhow::Result<Option<Finding>> {
        if parted(named).1.is_some() || is_of_payer(item, payer) {
            return Ok(None);
        }
        let party = Party {
            name: payer.name.map(str::to_owned),
            iban: payer.iban.cloned(),
            ..Party::default()
        };
        let books = self.books().await?;
        let known =
            books.contacts.find(&row.company, &party).filter(|contact| *contact != item.contact.id);
        Ok(known.and_then(|contact| books.contacts.get(contact)).map(|contact| {
            let finding = OTHER_PARTY
                .found()
                .with("number", &item.item.number)
                .with("bearer", &item.contact.name);
            finding
                .with("payer", &contact.name)
                .with("id", format!("E{}", row.id))
                .with("named", item.alone())
        }))
    }

    /// The items whole, where the amount is theirs: Skonto in time, a cent off, a charge of the
    /// bank (see [`assigned`]).
    async fn whole(
        &self,
        row: &EntryRow,
        paid: Money,
        items: &[&Candidate],
    ) -> anyhow::Result<Option<(Vec<Allocation>, i64)>> {
        let books = self.books().await?;
        let Some((mut entry, books)) =
            entry_facts(row, false).zip(books.companies.get(&row.company))
        else {
            return Ok(None);
        };
        if paid.currency != entry.currency {
            (entry.amount, entry.currency, entry.charges) =
                (paid.minor().unwrap_or_default(), paid.currency, None);
        } else {
            entry.kept = kept_minor(books, row);
        }
        let facts: Vec<_> =
            items.iter().map(|named| facts_of(&named.item, &named.contact, named.left)).collect();
        Ok(assigned(&entry, &facts, &books.policy))
    }

    /// Items that may be meant, with what others than this entry have left of them; none that the
    /// entry itself has left on account, which ends with the decision that it stems from.
    pub(super) async fn candidates(
        &self,
        company: &str,
        numbers: &[String],
        but_for: Option<i64>,
    ) -> anyhow::Result<Vec<Candidate>> {
        let mut asked: Vec<String> = Vec::new();
        for number in numbers {
            let (number, _) = parted(number);
            asked.extend([number.to_owned(), number.to_uppercase()]);
        }
        asked.sort();
        asked.dedup();
        let books = self.books().await?;
        let mut candidates = Vec::new();
        let own = but_for.map(|entry| format!("E{entry}"));
        for item in self.store.items_numbered(company, &asked).await? {
            if item.kind == ItemKind::OnAccount && own.as_ref() == Some(&item.number) {
                continue;
            }
            let settled = self.store.settled(item.id, but_for).await?;
            let left = item.amount_minor - settled;
            let rest = match item.abroad {
                Some(_) => {
                    Rest::of(&item, settled, self.store.settled_abroad(&item, but_for).await?)
                }
                None => None,
            };
            let Some(contact) = books.contacts.get(item.contact_id).cloned() else { continue };
            candidates.push(Candidate { item, contact, left, rest });
        }
        Ok(candidates)
    }

    /// What a payment service kept of the entry, minor units signed as on its account.
    async fn kept(&self, row: &EntryRow) -> anyhow::Result<i64> {
        Ok(self
            .books()
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
        parts: &[(String, Decimal)],
    ) -> anyhow::Result<Result<Decision, Finding>> {
        let kept = self.kept(row).await?;
        let currency = row.entry.amount.currency;
        let amount = Money::new(
            row.entry.amount.amount - Money::from_minor(kept, currency).amount,
            currency,
        );
        let sum: Decimal = parts.iter().map(|(_, part)| *part).sum();
        // Amounts of money out may be named without their sign.
        let sign = if sum == -amount.amount { Decimal::NEGATIVE_ONE } else { Decimal::ONE };
        if sum * sign != amount.amount {
            let said = |amount: Money| spelling::amount(amount, self.setup.language);
            let sum = Money::new(sum, amount.currency);
            return Ok(Err(NOT_SUMMING
                .found()
                .with("sum", said(sum))
                .with("amount", said(amount))));
        }
        let mut beside = Vec::new();
        for (number, part) in parts {
            if let Err(finding) = self.contra(row, number).await? {
                return Ok(Err(finding));
            }
            let Some(minor) = Money::new(*part * sign, amount.currency).minor() else {
                return Ok(Err(NOT_SUMMING
                    .found()
                    .with("sum", part)
                    .with("amount", amount.amount)));
            };
            beside.push(Beside { place: Place::Account(number.clone()), amount: minor });
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
    async fn contra(&self, row: &EntryRow, number: &str) -> anyhow::Result<Result<(), Finding>> {
        match self.money_is_on(row).await?.as_deref() == Some(number) {
            true => Ok(Err(OWN_BANK.found().with("account", number))),
            false => self.account(&row.company, number).await,
        }
    }

    /// The ledger account that an entry's money is on.
    async fn money_is_on(&self, row: &EntryRow) -> anyhow::Result<Option<String>> {
        Ok(self
            .books()
            .await?
            .companies
            .get(&row.company)
            .and_then(|books| books.bank_account(&row.account)))
    }

    /// Whether an account can be booked on: one of the chart, of the settings, or somebody's
    /// personal account.
    async fn account(&self, company: &str, number: &str) -> anyhow::Result<Result<(), Finding>> {
        let books = self.books().await?;
        let of_company = books.companies.get(company);
        if Personal::of(number).is_some() {
            let borne = books.contacts.bearer(company, number).is_some();
            return Ok(if borne {
                Ok(())
            } else {
                Err(NOBODYS_ACCOUNT.found().with("account", number))
            });
        }
        let known = of_company.is_some_and(|books| books.takes(number));
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
        let mut near = self.store.neighbours(&company, &keys).await?;
        let postings = self.postings(&company, &Plan::in_force(&near)).await?;
        let mut plan = self.sheet(&mut books);
        near.entries.entry(row.id).or_insert_with(|| row.clone());
        self.tell_rates(&mut plan, Some(&near)).await?;
        self.tell_orders(&plan, &company, &mut near).await?;
        if let Some((first, rich)) = richer {
            plan.renew(&company, first, rich);
        }
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
        let mut changes = plan.finish();
        changes.parted.extend(parted);
        changes.rejudged.extend(self.asked_of_same(&row, parted.is_some(), decision).await?);
        changes.rejudged.extend(self.asked_of_decided(&row, decision, &near_items).await?);
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

/// Whether what is paid at a day's rate is the whole: banks take rates of their own.
fn is_near(paid: i64, whole: i64) -> bool {
    (paid - whole).saturating_abs().saturating_mul(100) <= whole.saturating_abs().saturating_mul(3)
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
