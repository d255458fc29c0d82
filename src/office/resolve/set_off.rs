//! Setting open items off against each other without a bank entry: an invoice against a credit
//! note, what a customer owes against what is owed to the same party as a vendor. Only claims
//! between the same two, due in the same currency, can be set off (§ 387 BGB).

use super::items::{Candidate, bearing};
use super::{CANNOT, CLOSED, Decided, NO_SUCH_ITEM, SEVERAL, UNKNOWN, kind};
use crate::domain::{
    Currency, Finding, FindingKind, JournalEntry, JournalLine, Language, Money, spelling,
};
use crate::office::run::Desk;
use crate::store::{DecisionRow, Keys, SetOffRow};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Two items that belong to different parties.
pub static OTHER_PARTY: FindingKind = kind(
    "set-off-other-party",
    "{items} gehören nicht demselben Geschäftspartner; verrechnet wird nur, was zwischen denselben \
     beiden offen ist.",
    "{items} are not one contact's; only what is open between the same two can be set off.",
);
/// Two items of one direction.
pub static SAME_DIRECTION: FindingKind = kind(
    "set-off-same-direction",
    "{items} gehen in dieselbe Richtung; verrechnen lassen sich Rechnung und Gutschrift oder \
     Forderung und Verbindlichkeit.",
    "{items} go the same way; an invoice can be set off against a credit note, a receivable \
     against a payable.",
);
/// One item named twice.
pub static ITSELF: FindingKind = kind(
    "set-off-itself",
    "{number} lässt sich nicht gegen sich selbst verrechnen. Bitte den anderen Posten nennen \
     („kontor report open-items“ zeigt alle).",
    "{number} cannot be set off against itself. Name the other item (\"kontor report open-items\" \
     shows all).",
);
/// Two items in different currencies.
pub static TWO_CURRENCIES: FindingKind = kind(
    "set-off-two-currencies",
    "{items} lauten auf verschiedene Währungen; verrechnet wird nur in einer.",
    "{items} are in different currencies; only those of one can be set off.",
);
/// A day before the items were there.
pub static TOO_EARLY: FindingKind = kind(
    "set-off-too-early",
    "Am {date} gab es {items} noch nicht beide; frühestens der {first} ist möglich.",
    "On {date}, {items} were not both there yet; the first day possible is {first}.",
);
/// An item of which nothing was decided.
pub static NOTHING_OF_ITEM: FindingKind = kind(
    "undo-nothing-of-item",
    "Zu {number} ist nichts zurückzunehmen: weder eine Verrechnung noch ein Fälligkeitstag. Eine \
     Zahlung nimmt „kontor undo E…“ zurück („kontor explain {number}“ zeigt sie), eine Buchung \
     „kontor undo D…“.",
    "There is nothing to take back about {number}: neither a set-off nor a due day. \"kontor undo \
     E…\" takes a payment back (\"kontor explain {number}\" shows it), \"kontor undo D…\" a \
     booking.",
);
/// Several set-offs of one item.
pub static SEVERAL_SET_OFFS: FindingKind = kind(
    "undo-several-set-offs",
    "Mit {number} ist mehrmals verrechnet: {list}. Bitte eine davon nennen (undo V…).",
    "{number} has been set off several times: {list}. Name one of them (undo V…).",
);

/// What a person wants set off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Against {
    /// The number of the other item.
    pub number: String,
    /// Whose books, where several companies have such numbers.
    pub company: Option<String>,
    /// The day it is booked on; today when absent.
    pub day: Option<Date>,
}

impl Desk {
    /// Sets an item off against another, by no more than the smaller of the two.
    pub(super) async fn set_off(&self, named: &str, against: &Against) -> Decided {
        let known = self.all_named([named, &against.number], against.company.as_deref()).await?;
        let (item, other) = match pair(named, &against.number, &known, self.setup.language) {
            Ok(pair) => pair,
            Err(finding) => return Ok(Err(finding)),
        };
        let items = format!("{}, {}", item.item.number, other.item.number);
        let today = Timestamp::now().to_zoned_datetime(self.setup.time_zone.clone()).date();
        let first = item.item.date.max(other.item.date);
        let day = against.day.or(first.filter(|first| *first > today)).unwrap_or(today);
        if let Some(first) = first.filter(|first| day < *first) {
            let said = |day| spelling::day(day, self.setup.language);
            return Ok(Err(TOO_EARLY
                .found()
                .with("items", items)
                .with("date", said(day))
                .with("first", said(first))));
        }
        if let Some(finding) = self.sets_off_taken(item, other).await? {
            return Ok(Err(finding));
        }
        let parts = parts(item.left, other.left);
        let mut books = self.books().await?;
        let mut near =
            self.neighbours_of(&item.item.company, [item.item.id, other.item.id]).await?;
        let postings =
            self.postings(&item.item.company, &crate::office::plan::Plan::in_force(&near)).await?;
        let mut plan = self.sheet(&mut books);
        self.tell_named(&plan, &item.item.company, &mut near).await?;
        let (row, booked) = match plan.set_off((&item.item, &other.item), parts, day, &mut near) {
            Ok(done) => done,
            Err(why) => {
                return Ok(Err(CANNOT.found().with("id", items).with_value("why", why.said())));
            }
        };
        plan.settle(&item.item.company, near, &postings);
        let mut changes = plan.finish();
        let id = format!("V{}", row.id);
        books.counters.decision += 1;
        let choice = format!("{} against {}", item.item.number, other.item.number);
        changes.decisions.push(DecisionRow {
            id: books.counters.decision,
            target: id,
            verb: "resolve".to_owned(),
            choice,
            at: self.now(),
            by: self.recorded_by.clone(),
        });
        self.store.commit(&changes).await?;
        Ok(Ok(sentence(&row, (item, other), &booked, self.setup.language)))
    }

    /// The items of all companies, or of one, that bear one of two numbers, with what is left of
    /// them.
    pub(super) async fn all_named(
        &self,
        numbers: [&str; 2],
        company: Option<&str>,
    ) -> anyhow::Result<Vec<Candidate>> {
        let mut companies: Vec<&String> = self
            .setup
            .companies
            .keys()
            .filter(|id| company.is_none_or(|only| only == id.as_str()))
            .collect();
        companies.sort();
        let mut known = Vec::new();
        for company in companies {
            known.extend(self.candidates(company, &numbers.map(str::to_owned), None).await?);
        }
        Ok(known)
    }

    async fn neighbours_of(
        &self,
        company: &str,
        items: [i64; 2],
    ) -> anyhow::Result<crate::store::Neighbours> {
        let keys = Keys { items: BTreeSet::from(items), ..Keys::default() };
        let near = self.store.neighbours(company, &keys).await?;
        self.with_successors(company, keys, near, &[]).await
    }

    /// Takes a set-off back.
    pub(super) async fn undo_set_off(&self, id: &str, key: i64) -> Decided {
        let Some(row) = self.store.set_off(key).await? else {
            return Ok(Err(UNKNOWN.found().with("id", id)));
        };
        let booked = self.postings(&row.company, &[row.posting]).await?.remove(&row.posting);
        let Some(booked) = booked.filter(|_| row.taken_back.is_none()) else {
            return Ok(Err(super::NOT_DECIDED.found().with("id", id)));
        };
        let items = [row.item_id, row.against_id];
        if let Some(finding) = self.set_off_taken_off(&format!("V{key}"), items).await? {
            return Ok(Err(finding));
        }
        let mut books = self.books().await?;
        let mut near = self.neighbours_of(&row.company, [row.item_id, row.against_id]).await?;
        let postings =
            self.postings(&row.company, &crate::office::plan::Plan::in_force(&near)).await?;
        let mut plan = self.sheet(&mut books);
        let (company, amount) = (row.company.clone(), row.item_minor);
        self.tell_named(&plan, &company, &mut near).await?;
        plan.set_off_taken_back(row, &booked, &mut near);
        plan.settle(&company, near, &postings);
        let mut changes = plan.finish();
        books.counters.decision += 1;
        changes.decisions.push(DecisionRow {
            id: books.counters.decision,
            target: format!("V{key}"),
            verb: "undo".to_owned(),
            choice: String::new(),
            at: self.now(),
            by: self.recorded_by.clone(),
        });
        self.store.commit(&changes).await?;
        let amount = spelling::amount(
            Money::from_minor(amount.saturating_abs(), Currency::EUR),
            self.setup.language,
        );
        Ok(Ok(match self.setup.language {
            Language::De => {
                format!(
                    "V{key}: zurückgenommen; „{}“ über {amount} ist storniert, beide Posten sind \
                     wieder offen.",
                    booked.text()
                )
            }
            Language::En => format!(
                "V{key}: taken back; \"{}\" over {amount} is reversed, both items are open again.",
                booked.text()
            ),
        }))
    }

    /// Takes back the one set-off of an item that a person names by its number.
    pub(super) async fn undo_set_off_of(&self, named: &str) -> Decided {
        let known = self.all_named([named, named], None).await?;
        let items: Vec<i64> =
            bearing(named, &known).into_iter().map(|candidate| candidate.item.id).collect();
        let rows = self.store.set_offs_of(&items).await?;
        match rows.as_slice() {
            [] if items.is_empty() => Ok(Err(UNKNOWN.found().with("id", named))),
            [] => Ok(Err(NOTHING_OF_ITEM.found().with("number", named))),
            [one] => self.undo_set_off(&format!("V{}", one.id), one.id).await,
            several => {
                let list: Vec<String> = several.iter().map(|row| format!("V{}", row.id)).collect();
                Ok(Err(SEVERAL_SET_OFFS
                    .found()
                    .with("number", named)
                    .with("list", list.join(", "))))
            }
        }
    }
}

/// What each is reduced by, of its own sign: no more than the smaller.
fn parts(left: i64, other: i64) -> (i64, i64) {
    let most = left.saturating_abs().min(other.saturating_abs());
    (most.saturating_mul(left.signum()), most.saturating_mul(other.signum()))
}

/// A question about two items.
type Fits<'a> = &'a dyn Fn(&Candidate, &Candidate) -> bool;

/// The two items that are meant: of one company and party, open, of opposite directions and one
/// currency. Where several are, a person must say which.
fn pair<'a>(
    named: &str,
    against: &str,
    known: &'a [Candidate],
    language: Language,
) -> Result<(&'a Candidate, &'a Candidate), Finding> {
    let (items, others) = (bearing(named, known), bearing(against, known));
    for (list, number) in [(&items, named), (&others, against)] {
        if list.is_empty() {
            return Err(NO_SUCH_ITEM.found().with("number", number));
        }
        if list.iter().all(|candidate| candidate.left == 0) {
            return Err(CLOSED.found().with("number", number));
        }
    }
    let mut left: Vec<(&Candidate, &Candidate)> = items
        .iter()
        .flat_map(|item| others.iter().map(|other| (*item, *other)))
        .filter(|(a, b)| a.item.id != b.item.id)
        .collect();
    if left.is_empty() {
        return Err(ITSELF.found().with("number", named));
    }
    // An invoice and a credit note of one number, named twice, are one pair.
    let mut met: BTreeSet<[i64; 2]> = BTreeSet::new();
    left.sort_by_key(|(a, _)| a.left < 0);
    left.retain(|(a, b)| met.insert([a.item.id.min(b.item.id), a.item.id.max(b.item.id)]));
    let steps: [(Fits<'_>, &'static FindingKind); 4] = [
        (&|a, b| a.left != 0 && b.left != 0, &CLOSED),
        (&|a, b| a.item.company == b.item.company && same_party(a, b), &OTHER_PARTY),
        (&|a, b| a.on_bank().signum() == -b.on_bank().signum(), &SAME_DIRECTION),
        (&|a, b| a.item.currency == b.item.currency, &TWO_CURRENCIES),
    ];
    let told = |list: &[(&Candidate, &Candidate)]| {
        let mut told: Vec<String> =
            list.iter().flat_map(|(a, b)| [a.told(language), b.told(language)]).collect();
        told.sort();
        told.dedup();
        told.join("; ")
    };
    for (fits, otherwise) in steps {
        let fitting: Vec<(&Candidate, &Candidate)> =
            left.iter().copied().filter(|(a, b)| fits(a, b)).collect();
        if fitting.is_empty() {
            return Err(otherwise.found().with("items", told(&left)).with("number", named));
        }
        left = fitting;
    }
    match left.as_slice() {
        [one] => Ok(*one),
        several => Err(SEVERAL
            .found()
            .with("number", format!("{named}, {against}"))
            .with("items", told(several))),
    }
}

/// One contact, or two of one VAT id.
fn same_party(a: &Candidate, b: &Candidate) -> bool {
    a.contact.id == b.contact.id
        || a.contact.vat_id.is_some() && a.contact.vat_id == b.contact.vat_id
}

/// `V1: 119,00 EUR von RE-1 (Kunde GmbH; offen bleiben 1.071,00 EUR) gegen GS-1 (Kunde GmbH;
/// ausgeglichen) verrechnet, gebucht am …`
fn sentence(
    row: &SetOffRow,
    (item, against): (&Candidate, &Candidate),
    booked: &JournalEntry,
    language: Language,
) -> String {
    let german = language == Language::De;
    let said = |minor: i64| {
        spelling::amount(Money::from_minor(minor.saturating_abs(), item.item.currency), language)
    };
    let rest = |candidate: &Candidate, taken: i64| match (candidate.left - taken, german) {
        (0, true) => {
            format!("{} ({}; ausgeglichen)", candidate.item.number, candidate.contact.name)
        }
        (0, false) => format!("{} ({}; settled)", candidate.item.number, candidate.contact.name),
        (left, true) => format!(
            "{} ({}; offen bleiben {})",
            candidate.item.number,
            candidate.contact.name,
            said(left)
        ),
        (left, false) => format!(
            "{} ({}; {} stays open)",
            candidate.item.number,
            candidate.contact.name,
            said(left)
        ),
    };
    let side = |debit: bool| {
        let amount = |line: &JournalLine| if debit { line.debit } else { line.credit };
        let lines = booked.lines().iter().filter(|line| !amount(line).is_zero());
        let line = |line: &JournalLine| {
            format!(
                "{} {}",
                line.account,
                spelling::amount(Money::new(amount(line), Currency::EUR), language)
            )
        };
        lines.map(line).collect::<Vec<_>>().join(", ")
    };
    let (first, other) = (rest(item, row.item_minor), rest(against, row.against_minor));
    let (day, debit, credit) = (spelling::day(booked.date(), language), side(true), side(false));
    let (id, amount) = (row.id, said(row.item_minor));
    match german {
        true => format!(
            "V{id}: {amount} von {first} gegen {other} verrechnet, gebucht am {day}: Soll {debit}; \
             Haben {credit} (zurücknehmen: undo V{id})."
        ),
        false => format!(
            "V{id}: {amount} of {first} set off against {other}, booked on {day}: debit {debit}; \
             credit {credit} (take back: undo V{id})."
        ),
    }
}
