//! The day on which what is left of an open item is due, as a person says: a retention (§ 17 (8)
//! VOB/B) is owed years after its invoice, an instalment when the two agreed. Nothing is booked by
//! it; lists of what is open and overdue, and the outlook on cash, go by it.

use super::items::{Candidate, bearing};
use super::{Decided, NO_SUCH_ITEM, NOT_DECIDED, SEVERAL, kind};
use crate::domain::{Finding, FindingKind, Language, Money, spelling};
use crate::office::run::Desk;
use crate::store::rows::ItemRow;
use crate::store::{Changes, DecisionRow};
use jiff::civil::Date;

/// A day before there was anything to pay.
pub static TOO_EARLY: FindingKind = kind(
    "due-too-early",
    "{number} ist vom {date}; fällig kann es nicht schon am {day} sein. Bitte den Tag prüfen.",
    "{number} is of {date}; it cannot be due on {day} already. Please check the day.",
);
/// A slip of the pen: no retention lasts as long (§ 634a BGB: five years; § 199 (3): thirty).
pub static TOO_FAR: FindingKind = kind(
    "due-too-far",
    "{day} liegt mehr als 30 Jahre nach dem Beleg {number} vom {date}; bitte den Tag prüfen.",
    "{day} is more than 30 years after {number} of {date}; check the day.",
);
/// Nothing is left to be due.
pub static SETTLED: FindingKind = kind(
    "due-settled",
    "{number} ist ausgeglichen; davon ist nichts mehr fällig.",
    "{number} is settled; nothing of it is due any more.",
);
/// What was taken back could be two things.
pub static DUE_OR_SET_OFF: FindingKind = kind(
    "undo-due-or-set-off",
    "Zu {number} gibt es einen Fälligkeitstag und eine Verrechnung. Bitte sagen, was gemeint ist: \
     „kontor resolve {number} due beleg“ nimmt den Tag zurück, „kontor undo {set_off}“ die \
     Verrechnung.",
    "{number} has a due day told and a set-off. Say which is meant: \"kontor resolve {number} due \
     document\" takes the day back, \"kontor undo {set_off}\" the set-off.",
);

/// When a person says an item is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueDay {
    /// `None`: as its document says.
    pub day: Option<Date>,
    /// Whose books, where several companies have such numbers.
    pub company: Option<String>,
    /// Why; stands in `explain`.
    pub reason: Option<String>,
}

impl DueDay {
    /// As `resolve` is told it.
    pub(super) fn label(&self) -> String {
        let day = self.day.map_or_else(|| "document".to_owned(), |day| day.to_string());
        let reason = self.reason.as_ref().map(|reason| format!(" --reason {reason}"));
        format!("due {day}{}", reason.unwrap_or_default())
    }
}

impl Desk {
    /// Notes when what is left of an item is due.
    pub(super) async fn tell_due(&self, named: &str, due: &DueDay) -> Decided {
        let known = self.all_named([named, named], due.company.as_deref()).await?;
        let candidate = match open_one(named, &known, self.setup.language) {
            Ok(candidate) => candidate,
            Err(finding) => return Ok(Err(finding)),
        };
        let item = &candidate.item;
        let said = |day| spelling::day(day, self.setup.language);
        if let Some((day, date)) = due.day.zip(item.date).filter(|(day, date)| day < date) {
            let finding = TOO_EARLY.found().with("number", &item.number);
            return Ok(Err(finding.with("date", said(date)).with("day", said(day))));
        }
        if let Some((day, date)) = due.day.zip(item.date).filter(|days| is_far(*days)) {
            let finding = TOO_FAR.found().with("number", &item.number);
            return Ok(Err(finding.with("date", said(date)).with("day", said(day))));
        }
        if due.day.is_none() && item.due_told.is_none() {
            return Ok(Err(NOT_DECIDED.found().with("id", named)));
        }
        self.keep_due(item, due.day, ("resolve", due.label())).await?;
        Ok(Ok(sentence(named, candidate, due.day, self.setup.language)))
    }

    /// Takes back the day told for an item that a person names; `None` where none is told.
    pub(super) async fn undo_due(&self, named: &str) -> anyhow::Result<Option<Decided>> {
        let known = self.all_named([named, named], None).await?;
        let bearers = bearing(named, &known);
        let told: Vec<&Candidate> =
            bearers.into_iter().filter(|candidate| candidate.item.due_told.is_some()).collect();
        let one = match told.as_slice() {
            [] => return Ok(None),
            [one] => *one,
            several => return Ok(Some(Ok(Err(ask_which(named, several, self.setup.language))))),
        };
        if let Some(set_off) = self.store.set_offs_of(&[one.item.id]).await?.first() {
            let finding = DUE_OR_SET_OFF.found().with("number", named);
            return Ok(Some(Ok(Err(finding.with("set_off", format!("V{}", set_off.id))))));
        }
        self.keep_due(&one.item, None, ("undo", String::new())).await?;
        Ok(Some(Ok(Ok(sentence(named, one, None, self.setup.language)))))
    }

    async fn keep_due(
        &self,
        item: &ItemRow,
        day: Option<Date>,
        (verb, choice): (&str, String),
    ) -> anyhow::Result<()> {
        let mut books = self.books_but_contacts().await?;
        books.counters.decision += 1;
        let decision = DecisionRow {
            id: books.counters.decision,
            target: item_id(item),
            verb: verb.to_owned(),
            choice,
            at: self.now(),
            by: self.recorded_by.clone(),
        };
        let changes = Changes {
            items: vec![ItemRow { due_told: day, ..item.clone() }],
            decisions: vec![decision],
            ..Changes::default()
        };
        Ok(self.store.commit(&changes).await?)
    }
}

/// Whether a day is more than thirty years after that of a document.
fn is_far((day, date): (Date, Date)) -> bool {
    day.year() - date.year() > 30
}

/// How an item stands among the decisions: numbers of documents recur in other companies and years.
pub fn item_id(item: &ItemRow) -> String {
    format!("I{}", item.id)
}

/// The one item of a number of which something is left.
fn open_one<'a>(
    named: &str,
    known: &'a [Candidate],
    language: Language,
) -> Result<&'a Candidate, Finding> {
    let bearers = bearing(named, known);
    if bearers.is_empty() {
        return Err(NO_SUCH_ITEM.found().with("number", named));
    }
    let open: Vec<&Candidate> =
        bearers.into_iter().filter(|candidate| candidate.left != 0).collect();
    match open.as_slice() {
        [] => Err(SETTLED.found().with("number", named)),
        [one] => Ok(*one),
        several => Err(ask_which(named, several, language)),
    }
}

fn ask_which(named: &str, several: &[&Candidate], language: Language) -> Finding {
    let told: Vec<String> = several.iter().map(|candidate| candidate.told(language)).collect();
    SEVERAL.found().with("number", named).with("items", told.join("; "))
}

/// `RE-4001 (Bau GmbH): Die offenen 595,00 EUR sind am 31.05.2031 fällig, nach dem Beleg am
/// 14.06.2026 …`
fn sentence(named: &str, candidate: &Candidate, day: Option<Date>, language: Language) -> String {
    let item = &candidate.item;
    let (number, name) = (&item.number, &candidate.contact.name);
    let money = Money::from_minor(candidate.left, item.currency);
    let open = spelling::amount(money, language);
    let said = |day| spelling::day(day, language);
    match (day, item.due, language) {
        (Some(day), Some(due), Language::De) => format!(
            "{number} ({name}): Offen sind {open}, fällig am {} (nach dem Beleg am {}). \
             Zurücknehmen: kontor undo {named}.",
            said(day),
            said(due)
        ),
        (Some(day), None, Language::De) => format!(
            "{number} ({name}): Offen sind {open}, fällig am {}. Zurücknehmen: kontor undo \
             {named}.",
            said(day)
        ),
        (Some(day), Some(due), Language::En) => format!(
            "{number} ({name}): {open} is open, due on {} (by its document on {}). Take back: \
             kontor undo {named}.",
            said(day),
            said(due)
        ),
        (Some(day), None, Language::En) => format!(
            "{number} ({name}): {open} is open, due on {}. Take back: kontor undo {named}.",
            said(day)
        ),
        (None, Some(due), Language::De) => {
            format!("{number} ({name}): fällig wieder nach dem Beleg, am {}.", said(due))
        }
        (None, None, Language::De) => {
            format!("{number} ({name}): wieder ohne Fälligkeitstag, wie im Beleg.")
        }
        (None, Some(due), Language::En) => {
            format!("{number} ({name}): due by its document again, on {}.", said(due))
        }
        (None, None, Language::En) => {
            format!("{number} ({name}): without a due day again, as in its document.")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_far;
    use jiff::civil::date;

    #[test]
    fn a_day_beyond_any_retention_is_a_slip() {
        let of = date(2026, 6, 14);
        assert!(is_far((date(9031, 8, 31), of)));
        assert!(!is_far((date(2031, 8, 31), of)));
        assert!(!is_far((date(2056, 8, 31), of)));
    }
}
