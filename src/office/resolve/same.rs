//! A booking that was read twice, as two: a person says that the one is the other. It is kept,
//! moves nothing and is left out of the lists; its statements tell of the other from then on, so
//! that no later file brings it back.

use super::entries::by_person;
use super::{Choice, Decided, kind, number};
use crate::domain::statement::Entry;
use crate::domain::{Finding, FindingKind, Language, Money, spelling};
use crate::matching::{Decision, Explanation, MatchStatus};
use crate::office::accounts::bank_of;
use crate::office::plan::{
    Plan, can_be_one, can_be_part, is_turned, looks_like_one, united, with_part_said, without_part,
};
use crate::office::run::Desk;
use crate::store::rows::{DocumentRow, EntryRow, EntryStatus};
use rust_decimal::Decimal;
use std::collections::BTreeSet;

/// The other is no entry, or the same.
pub static NO_OTHER: FindingKind = kind(
    "resolve-same-what",
    "{other} ist kein anderer Bankumsatz. Bitte den nennen, der {id} schon ist: same E12.",
    "{other} is no other bank entry. Name the one that {id} is already: same E12.",
);
/// Two entries that cannot be one.
pub static NOT_ALIKE: FindingKind = kind(
    "resolve-same-unlike",
    "{id} und {other} können nicht derselbe Umsatz sein: Konto, Währung und Betrag müssen gleich \
     sein (oder {id} eine Zahlung aus der Summe {other}), die Tage höchstens eine Woche \
     auseinander liegen, und die Ende-zu-Ende-Referenz darf nicht verschieden sein.",
    "{id} and {other} cannot be the same entry: account, currency and amount must be equal (or \
     {id} a payment inside the sum {other}), their days at most a week apart, and the end-to-end \
     reference must not differ.",
);
/// The larger of two entries is no sum.
pub static NO_SUM: FindingKind = kind(
    "resolve-same-no-sum",
    "{other} ist keine Summe: {other} nennt eine eigene Gegenseite und keine Zahlungen darin, also \
     kann {id} mit anderem Betrag kein Teil davon sein. Bitte den Umsatz nennen, der {id} schon \
     ist, oder {id} für sich entscheiden.",
    "{other} is no sum: {other} names another side of its own and no payments inside it, so {id} \
     of another amount cannot be part of it. Name the entry that {id} is already, or decide about \
     {id} by itself.",
);
/// One statement tells of both.
pub static ONE_STATEMENT: FindingKind = kind(
    "resolve-same-statement",
    "{id} und {other} stehen im selben Auszug ({document}); die Bank hat zwei Umsätze gebucht. Ist \
     einer davon falsch, muss die Bank ihn zurückbuchen.",
    "{id} and {other} stand in one statement ({document}); the bank booked two entries. If one is \
     wrong, the bank must reverse it.",
);
/// Others are said to be this one.
pub static STANDS_FOR_OTHERS: FindingKind = kind(
    "resolve-same-others",
    "{others} gilt als derselbe Umsatz wie {id}. Bitte erst das zurücknehmen (undo), dann {id} \
     entscheiden.",
    "{others} counts as the same entry as {id}. Take that back first (undo), then decide about \
     {id}.",
);

/// The entries that a question asks about as the payments of this sum.
fn parts_asked(doubt: &str, sum: i64) -> Option<BTreeSet<i64>> {
    let (_, list) = doubt.split_once(&format!("kontor resolve E{sum} same "))?;
    let list = list.split(|c: char| !c.is_ascii_alphanumeric() && c != ',').next()?;
    list.split(',').map(|id| number(id).map(|(_, key)| key)).collect()
}

fn the_same_as(first: i64) -> Explanation {
    Explanation::new(
        format!(
            "Derselbe Umsatz wie E{first}, doppelt eingelesen: so von einer Person entschieden. \
             Gebucht ist er dort."
        ),
        format!(
            "The same entry as E{first}, read twice: decided so by a person. It is booked there."
        ),
    )
}

fn part_of(first: i64) -> Explanation {
    Explanation::new(
        format!(
            "Eine Zahlung aus der Summe E{first}: so von einer Person entschieden. Gebucht ist sie \
             dort."
        ),
        format!("A payment inside the sum E{first}: decided so by a person. It is booked there."),
    )
}

fn turned(first: i64) -> Explanation {
    Explanation::new(
        format!(
            "Dasselbe Storno wie E{first}, dort in der Richtung, in der es gebucht ist: so von \
             einer Person entschieden."
        ),
        format!(
            "The same reversal as E{first}, which has the direction that it is booked in: decided \
             so by a person."
        ),
    )
}

impl Desk {
    /// That an entry is another one. Where that other is itself said to be a third, the third is
    /// meant.
    pub(super) async fn same(
        &self,
        id: &str,
        row: &EntryRow,
        other: &str,
    ) -> anyhow::Result<Result<Decision, Finding>> {
        let (id, other) = (id.to_uppercase(), other.trim().to_uppercase());
        let said = |kind: &'static FindingKind| kind.found().with("id", &id).with("other", &other);
        let key = number(&other).filter(|(letter, _)| *letter == 'E').map(|(_, key)| key);
        let Some(mut first) = self.store.entries(key.as_slice()).await?.pop() else {
            return Ok(Err(said(&NO_OTHER)));
        };
        if let Some(third) = first.same_as() {
            first = self.store.entries(&[third]).await?.pop().unwrap_or(first);
        }
        if first.id == row.id || first.is_withdrawn() {
            return Ok(Err(said(&NO_OTHER)));
        }
        let others = self.store.read_again(row.id).await?;
        if !others.is_empty() {
            let others: Vec<String> = others.iter().map(|id| format!("E{id}")).collect();
            return Ok(Err(said(&STANDS_FOR_OTHERS).with("others", others.join(", "))));
        }
        let is_account = first.company == row.company
            && (first.account == row.account
                || bank_of(&first.account) == row.account
                || first.account == bank_of(&row.account)
                || self.are_told_alike(first.id, row.id).await?);
        let is_turned = is_turned(&first.entry, &row.entry);
        let is_part = first.entry.amount != row.entry.amount && !is_turned;
        let can_be = if is_part { can_be_part } else { can_be_one };
        let again = row.same_as() == Some(first.id);
        let is_likely = again || can_be(&first.entry, &row.entry);
        let asked =
            || async { Ok::<bool, anyhow::Error>(!is_part && self.was_asked(&first, row).await?) };
        if !is_account || !is_likely && !asked().await? {
            return Ok(Err(said(&NOT_ALIKE)));
        }
        if is_part && !again && !self.is_sum_of(&first, row).await? {
            return Ok(Err(said(&NO_SUM)));
        }
        let told = self.told_itself(&first).await?;
        let both =
            self.store.sources_of(row.id).await?.into_iter().find(|source| told.contains(source));
        if let Some((document, _)) = both.filter(|_| row.same_as() != Some(first.id)) {
            return Ok(Err(said(&ONE_STATEMENT).with("document", format!("D{document}"))));
        }
        let decision = by_person(row, MatchStatus::Matched, "", "");
        let explanation = vec![match (is_turned, is_part) {
            (true, _) => turned(first.id),
            (false, true) => part_of(first.id),
            (false, false) => the_same_as(first.id),
        }];
        Ok(Ok(Decision { same_as: Some(first.id), explanation, ..decision }))
    }

    /// Whether one teller gave two entries of two accounts one reference: a booking that was placed
    /// on both.
    pub(super) async fn are_told_alike(&self, first: i64, second: i64) -> anyhow::Result<bool> {
        let (mut told, mut alike) = (Vec::new(), false);
        for id in [first, second] {
            let tellings = self.store.tellings_of(id).await?;
            let ids: Vec<i64> = tellings.iter().map(|telling| telling.statement).collect();
            let rows = self.store.statements_with(&ids).await?;
            let marks = tellings.into_iter().filter_map(|telling| {
                let teller = rows.iter().find(|teller| teller.id == telling.statement)?;
                Some((teller.format.clone()?, telling.reference?))
            });
            let marks: Vec<(String, String)> = marks.collect();
            alike = marks.iter().any(|mark| told.contains(mark));
            told.extend(marks);
        }
        Ok(alike)
    }

    /// Whether the larger of two entries is told as a sum, or a person was asked about the smaller
    /// one as a payment inside it.
    async fn is_sum_of(&self, sum: &EntryRow, part: &EntryRow) -> anyhow::Result<bool> {
        if !sum.entry.details.is_empty() || looks_like_one(&sum.entry) {
            return Ok(true);
        }
        self.was_asked(sum, part).await
    }

    /// Whether a question named an entry as this one, or as a payment inside it.
    async fn was_asked(&self, sum: &EntryRow, part: &EntryRow) -> anyhow::Result<bool> {
        let mut told = self.store.sources_of(part.id).await?;
        told.extend(self.store.sources_of(sum.id).await?);
        let alone = format!("kontor resolve E{} same E{}", part.id, sum.id);
        for (document, _) in told {
            let row = self.store.document_row(document).await?;
            let asked = |doubt: &String| {
                doubt.split(['“', '"', '„']).any(|said| said == alone)
                    || parts_asked(doubt, sum.id).is_some_and(|parts| parts.contains(&part.id))
            };
            if row.is_some_and(|row| row.doubts.iter().any(asked)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// What told of an entry itself: what told of payments that are said to be inside it tells of
    /// it as well (document, statement).
    async fn told_itself(&self, first: &EntryRow) -> anyhow::Result<Vec<(i64, i64)>> {
        let mut told = self.store.sources_of(first.id).await?;
        for part in self.store.entries(&self.store.read_again(first.id).await?).await? {
            if part.entry.amount != first.entry.amount {
                let of_part = self.store.sources_of(part.id).await?;
                told.retain(|source| !of_part.contains(source));
            }
        }
        Ok(told)
    }

    /// That several entries (`E1`) are the payments of one, which is their sum: all of them, or
    /// none where one cannot be.
    pub(super) async fn same_as_parts(&self, id: &str, parts: &[String]) -> Decided {
        let unknown = |id: &str| Ok(Err(super::UNKNOWN.found().with("id", id)));
        let key = |id: &str| number(id).filter(|(letter, _)| *letter == 'E').map(|(_, key)| key);
        let Some(sum) = key(id) else { return unknown(id) };
        let Some(sum) = self.store.entries(&[sum]).await?.pop() else { return unknown(id) };
        let mut total = Decimal::ZERO;
        for part in parts {
            let Some(key) = key(part) else { return unknown(part) };
            let Some(row) = self.store.entries(&[key]).await?.pop() else { return unknown(part) };
            total += row.entry.amount.amount;
            if let Err(finding) = self.same(part, &row, id).await? {
                return Ok(Err(finding));
            }
        }
        if total.abs() > sum.entry.amount.amount.abs() {
            let said = |amount: Decimal| {
                spelling::amount(Money::new(amount, sum.entry.amount.currency), self.setup.language)
            };
            let found = super::NOT_SUMMING.found().with("sum", said(total));
            return Ok(Err(found.with("amount", said(sum.entry.amount.amount))));
        }
        let mut said: Vec<String> = Vec::new();
        for (at, part) in parts.iter().enumerate() {
            let Some(key) = key(part) else { return unknown(part) };
            match self.resolve_entry(part, key, &Choice::Same(id.to_owned())).await? {
                Ok(sentence) => said.push(sentence),
                Err(finding) => {
                    for done in parts.iter().take(at) {
                        if let Some(key) = number(done).map(|(_, key)| key) {
                            let _ = self.undo_entry(done, key).await?;
                        }
                    }
                    return Ok(Err(finding));
                }
            }
        }
        said.extend(self.lacking(&sum).await?);
        Ok(Ok(said.join("\n")))
    }

    /// That an entry is one of its own again, and how it and the one that it was said to be stand
    /// now.
    pub(super) async fn apart_again(
        &self,
        known: &EntryRow,
        first: i64,
    ) -> anyhow::Result<Vec<String>> {
        let language = self.setup.language;
        let amount = spelling::amount(known.entry.amount, language);
        let id = known.id;
        let mut said = vec![match language {
            Language::De => format!(
                "E{id}: zurückgenommen; {amount} sind wieder ein eigener Umsatz, nicht in E{first} \
                 enthalten"
            ),
            Language::En => format!(
                "E{id}: taken back; {amount} is an entry of its own again, not held in E{first}"
            ),
        }];
        for row in self.store.entries(&[id, first]).await? {
            let ids: Vec<i64> = row.state.allocations.iter().map(|part| part.item_id).collect();
            let items = self.store.items_with(&ids).await?;
            let mut numbers: Vec<&str> = items.iter().map(|item| item.number.as_str()).collect();
            numbers.extend(row.state.posting_account.as_deref().filter(|_| items.is_empty()));
            let how = match (row.state.status, language) {
                (EntryStatus::Matched, Language::De) => "zugeordnet",
                (EntryStatus::Matched, Language::En) => "matched",
                (EntryStatus::Suggested, Language::De) => "vorgeschlagen",
                (EntryStatus::Suggested, Language::En) => "suggested",
                (EntryStatus::Open, Language::De) => "offen",
                (EntryStatus::Open, Language::En) => "open",
            };
            let colon = if numbers.is_empty() { "" } else { ": " };
            let (entry, numbers) = (row.id, numbers.join(", "));
            said.push(match language {
                Language::De => format!("E{entry} ist nun {how}{colon}{numbers}"),
                Language::En => format!("E{entry} is {how} now{colon}{numbers}"),
            });
        }
        Ok(said)
    }

    /// That other payments are still said to be inside the sum that an entry was said to be a part
    /// of.
    pub(super) async fn still_inside(&self, part: &EntryRow) -> anyhow::Result<Option<String>> {
        let Some(sum) = part.same_as() else { return Ok(None) };
        let Some(sum) = self.store.entries(&[sum]).await?.pop() else { return Ok(None) };
        if sum.entry.amount == part.entry.amount {
            return Ok(None);
        }
        let inside = self.store.read_again(sum.id).await?;
        let list: Vec<String> = inside.iter().map(|id| format!("E{id}")).collect();
        let Some(first) = list.first() else { return Ok(None) };
        let (list, sum) = (list.join(", "), sum.id);
        Ok(Some(match self.setup.language {
            Language::De => format!(
                "in der Summe E{sum} steckt weiter {list} („kontor undo {first}“ nimmt auch das \
                 zurück)"
            ),
            Language::En => format!(
                "{list} is still inside the sum E{sum} (\"kontor undo {first}\" takes that back \
                 too)"
            ),
        }))
    }

    /// What a sum has beside the payments that are said to be inside it; `None` where they give it.
    async fn lacking(&self, sum: &EntryRow) -> anyhow::Result<Option<String>> {
        let inside = self.store.entries(&self.store.read_again(sum.id).await?).await?;
        let amount = sum.entry.amount;
        // Those that the bank tells inside it need no answer.
        let told = sum.entry.details.iter().filter(|detail| !detail.said_inside);
        let told: Decimal = told.map(|detail| detail.amount.amount).sum();
        if told == amount.amount {
            return Ok(None);
        }
        let said: Decimal = inside.iter().map(|part| part.entry.amount.amount).sum();
        let total = told + said;
        let language = self.setup.language;
        let lacks = spelling::amount(Money::new(amount.amount - total, amount.currency), language);
        let said = match language {
            Language::De => format!(
                "Zur Summe E{} fehlen noch Zahlungen über {lacks}; sie sind dort ohne Aufteilung \
                 gebucht.",
                sum.id
            ),
            Language::En => format!(
                "Payments of {lacks} are still missing in the sum E{}; they are booked there as \
                    one.",
                sum.id
            ),
        };
        Ok((total != amount.amount && !inside.is_empty()).then_some(said))
    }

    /// The entry that another is said to be, with what that one says more, as long as nothing is
    /// decided about it.
    pub(super) async fn richer(
        &self,
        row: &EntryRow,
        decision: Option<&Decision>,
    ) -> anyhow::Result<Option<(i64, Entry)>> {
        let (before, now) = (row.same_as(), decision.and_then(|decision| decision.same_as));
        let other = now.or(before).filter(|other| before != now && *other != row.id);
        let Some(first) = other else { return Ok(None) };
        let first = self.store.entries(&[first]).await?.pop();
        let first =
            first.filter(|first| !first.state.by_person && !is_turned(&first.entry, &row.entry));
        let Some(first) = first else { return Ok(None) };
        let is_part = first.entry.amount != row.entry.amount;
        let undecided = first.state.status != EntryStatus::Matched;
        let rich = match now {
            Some(_) if is_part => Some(with_part_said(&first.entry, &row.entry)),
            Some(_) => united(&first.entry, &row.entry),
            // What is no part any more is booked by itself.
            None if is_part => Some(without_part(&first.entry, &row.entry)),
            None => None,
        };
        let rich = rich.filter(|_| undecided || now.is_none());
        Ok(rich.map(|rich| (first.id, rich)))
    }

    /// Books the opening of an entry's account anew where a statement says it and the entry counts
    /// as another one now, or no longer: the ids of that other before and now.
    pub(super) async fn reopen(
        &self,
        plan: &mut Plan<'_>,
        row: &EntryRow,
        (before, now): (Option<i64>, Option<i64>),
    ) -> anyhow::Result<()> {
        if before == now {
            return Ok(());
        }
        let Some(mut bank) = self.known_bank(plan, (&row.company, &row.account)).await? else {
            return Ok(());
        };
        let told = self.store.tellings_of(row.id).await?;
        let told: Vec<i64> = told.into_iter().map(|telling| telling.statement).collect();
        bank.with_same(row, &told, (before, now));
        plan.open_banks(vec![bank]);
        Ok(())
    }

    /// The documents that were asked about for an entry alone: the question ends with the answer,
    /// and comes back when that is taken back.
    pub(super) async fn asked_of_same(
        &self,
        row: &EntryRow,
        taken_back: bool,
        decision: Option<&Decision>,
    ) -> anyhow::Result<Vec<DocumentRow>> {
        let is_same = decision.is_some_and(|decision| decision.same_as.is_some());
        if !is_same && !taken_back {
            return Ok(Vec::new());
        }
        let asked = format!("kontor resolve E{} same ", row.id);
        let mut rejudged = Vec::new();
        let mut told = self.store.sources_of(row.id).await?;
        // That it may be part of a sum was asked where the sum was told.
        if let Some(first) = decision.and_then(|decision| decision.same_as).or(row.same_as()) {
            told.extend(self.store.sources_of(first).await?);
        }
        let told: BTreeSet<i64> = told.into_iter().map(|(document, _)| document).collect();
        let first = decision.and_then(|decision| decision.same_as).or(row.same_as());
        let mut inside: BTreeSet<i64> = match first {
            Some(first) => self.store.read_again(first).await?.into_iter().collect(),
            None => BTreeSet::new(),
        };
        inside.insert(row.id);
        // Of a sum it was asked with all its payments: once each is said to be inside it.
        let of_sum = |doubt: &str| {
            let parts = first.and_then(|first| parts_asked(doubt, first));
            parts.filter(|parts| parts.contains(&row.id))
        };
        for document in told {
            let Some(mut document) = self.store.document_row(document).await? else { continue };
            let before = document.accepted.clone();
            document.accepted.retain(|doubt| !doubt.contains(&asked) && of_sum(doubt).is_none());
            if is_same {
                let answered = |doubt: &&String| {
                    doubt.starts_with("1 ") && doubt.contains(&asked)
                        || of_sum(doubt).is_some_and(|parts| parts.is_subset(&inside))
                };
                document.accepted.extend(document.doubts.iter().filter(answered).cloned());
            }
            rejudged.extend((before != document.accepted).then_some(document));
        }
        Ok(rejudged)
    }

    /// What told of an entry tells of the one that it is said to be: that one, statement, and the
    /// reference given.
    pub(super) async fn told_as_one(
        &self,
        row: &EntryRow,
        decision: Option<&Decision>,
    ) -> anyhow::Result<Vec<(i64, i64, Option<String>)>> {
        let Some(first) = decision.and_then(|decision| decision.same_as) else {
            return Ok(Vec::new());
        };
        let tellings = self.store.tellings_of(row.id).await?;
        Ok(tellings
            .into_iter()
            .map(|telling| (first, telling.statement, telling.reference))
            .collect())
    }
}
