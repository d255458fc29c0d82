//! A person names the items that a bank entry settles: which are meant, what is paid of each, and
//! what becomes of a rest. Apart from the other answers because it alone works with open items.

use super::entries::by_person;
use super::items::{
    Candidate, Payer, bearing, beside_it, is_of_payer, meant, only_against, parted, spread,
};
use super::rest;
use super::{CLOSED, Matching, NO_SUCH_ITEM, OTHER_PARTY, OTHER_SIDE, RestOf};
use crate::domain::money::proportion;
use crate::domain::{Currency, Finding, Money, Party, Side};
use crate::matching::{Allocation, Beside, Decision, MatchStatus, Place, assigned};
use crate::office::plan::{Rest, entry_facts, facts_of, in_books, is_far, kept_minor, rate_days};
use crate::office::run::Desk;
use crate::store::rows::{EntryRow, ItemKind, ItemRow};
use std::collections::{BTreeMap, BTreeSet, HashMap};

impl Desk {
    /// The items named, in their order; what is left over stays on account, unless a person says
    /// what becomes of it.
    pub(super) async fn matched(
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
                    None => {
                        items.push(item);
                        let of_one = beside_it(item, &known, &payer);
                        items.extend(
                            of_one.filter(|_| matching.rest.is_none() && numbers.len() == 1),
                        );
                    }
                },
                Err(finding) if finding.code() == CLOSED.code => {
                    return Ok(Err(self.closed(row, number, &known).await?.unwrap_or(finding)));
                }
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
                let beside = rested
                    .beside
                    .map(|(number, minor)| Beside::of(Place::Account(number), in_entry(minor)));
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
        let beside =
            (on_account != 0).then_some(Beside::of(Place::ContactOf(first.item.id), on_account));
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
        let books = self.books_but_contacts().await?;
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
        let mut candidates = Vec::new();
        let own = but_for.map(|entry| format!("E{entry}"));
        let items = self.store.items_numbered(company, &asked).await?;
        let theirs: BTreeSet<i64> = items.iter().map(|item| item.contact_id).collect();
        let theirs = self.store.contacts_numbered(&theirs.into_iter().collect::<Vec<_>>()).await?;
        for item in items {
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
            let contact = theirs.iter().find(|row| row.id == item.contact_id).cloned();
            let Some(contact) = contact else { continue };
            candidates.push(Candidate { item, contact, left, rest });
        }
        Ok(candidates)
    }
}

/// Whether what is paid at a day's rate is the whole: banks take rates of their own.
fn is_near(paid: i64, whole: i64) -> bool {
    (paid - whole).saturating_abs().saturating_mul(100) <= whole.saturating_abs().saturating_mul(3)
}
