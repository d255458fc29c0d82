//! Valuing what stands in other currencies at the rate of a day (§ 256a HGB): a person's act before
//! a period is closed. The entry of an item is taken back on the next day, so that its payment is
//! held against what it was invoiced at; a bank account keeps its value.

use super::plan::FOREIGN_CURRENCY;
use super::run::Desk;
use crate::domain::finding::Weight;
use crate::domain::{Currency, Finding, FindingKind, JournalEntry, Money, Side, spelling};
use crate::ledger::{NotPosted, post_valuation, wording};
use crate::office::books::Recorded;
use crate::report::{Valued, valued};
use crate::store::{Changes, DecisionRow};
use jiff::civil::Date;
use rust_decimal::{Decimal, dec};

/// Findings of valuing.
pub static FINDINGS: &[&FindingKind] = &[&CLOSED, &NO_RATE, &UNKNOWN, &UNBOOKED, &FAR, &NOTHING];

/// A day that takes no entry any more.
pub static CLOSED: FindingKind = kind(
    "revalue-closed",
    "{company} ist bis {last} abgeschlossen; bewertet wird, bevor abgeschlossen ist.",
    "{company} is closed until {last}; balances are valued before that.",
);
/// A currency without a rate.
pub static NO_RATE: FindingKind = kind(
    "revalue-no-rate",
    "Für {currency} gibt es am {day} keinen Kurs; nichts ist bewertet. Bitte die Kursdatei der EZB \
     in den Eingang legen (eurofxref-hist.csv).",
    "There is no rate for {currency} on {day}; nothing is valued. Drop the ECB's file of rates \
     into the inbox (eurofxref-hist.csv).",
);
/// A bank account that opened with euros of which nobody knows what they were.
pub static UNKNOWN: FindingKind = kind(
    "revalue-opening-unknown",
    "Womit das Konto {account} in {currency} begann, sagt kein Kontoauszug; es kann nicht bewertet \
     werden. Bitte den ersten Auszug mit Saldo ablegen.",
    "No statement says what account {account} began with in {currency}; it cannot be valued. Drop \
     the first statement with a balance.",
);
/// What is not booked cannot be valued.
pub static UNBOOKED: FindingKind = kind(
    "revalue-unbooked",
    "{entries|Bankumsatz|Bankumsätze}, {documents|Rechnung|Rechnungen} und \
     {items|offener Posten|offene Posten} in fremder Währung sind noch nicht gebucht, weil ein \
     Kurs fehlt; nichts ist bewertet. Bitte die Kursdatei der EZB in den Eingang legen \
     (eurofxref-hist.csv).",
    "{entries|bank entry|bank entries}, {documents|invoice|invoices} and \
     {items|open item|open items} in other currencies are not booked yet for want of a rate; \
     nothing is valued. Drop the ECB's file of rates into the inbox (eurofxref-hist.csv).",
);
/// A difference that no rate explains.
pub static FAR: FindingKind = kind(
    "revalue-too-far",
    "{account} {name}: Buchwert {booked}, Tageswert {value}. So weit ändern sich Kurse nicht; \
     vermutlich fehlen der Anfangssaldo oder Buchungen. Nichts ist bewertet; bitte das Konto \
     durchsehen (kontor report account).",
    "{account} {name}: booked {booked}, value {value}. Rates do not move that far; the opening \
     balance or entries are probably missing. Nothing is valued; look through the account (kontor \
     report account).",
);
/// Nothing stands in another currency, or all of it at its value.
pub static NOTHING: FindingKind = kind(
    "revalue-nothing",
    "Am {day} ist nichts zu bewerten: Nichts steht in fremder Währung offen, oder alles schon zum \
     Kurs dieses Tages.",
    "There is nothing to value on {day}: nothing is open in another currency, or all of it stands \
     at that day's rate already.",
);

const fn kind(code: &'static str, de: &'static str, en: &'static str) -> FindingKind {
    FindingKind { code, weight: Weight::Error, de, en }
}

/// The entry of a valuation, and what it gains (positive) or loses.
#[derive(Debug)]
pub struct Revalued {
    /// Journal entries: items, taken back on the next day; bank accounts.
    pub entries: Vec<(i64, JournalEntry)>,
    /// In the books' currency.
    pub gained: Decimal,
}

impl Desk {
    /// Values what a company has in other currencies at the rate of a day, in turn with whoever
    /// writes its books.
    pub async fn revalue(
        &self,
        company: &str,
        day: Date,
    ) -> anyhow::Result<Result<Revalued, Finding>> {
        let _turn = self.turn().await?;
        let mut books = self.books().await?;
        books.recorded = Recorded { at: self.now(), by: self.recorded_by.clone() };
        if let Some(last) = books
            .periods
            .get(company)
            .filter(|periods| periods.is_closed(day))
            .and_then(|periods| periods.closed_until)
        {
            return Ok(Err(CLOSED.found().with("company", company).with_value("last", last)));
        }
        let unrated = self.store.unrated(Some(company), day, FOREIGN_CURRENCY.code).await?;
        if !unrated.is_none() {
            let found = UNBOOKED
                .found()
                .with("entries", unrated.entries)
                .with("documents", unrated.documents);
            return Ok(Err(found.with("items", unrated.items)));
        }
        let Some(settings) = books.companies.get(company).cloned() else {
            return Ok(Err(NOTHING.found().with_value("day", day)));
        };
        let banks: Vec<(String, String)> = settings.bank_accounts.clone().into_iter().collect();
        let all = valued(&self.store, company, &banks, day).await?;
        if let Some(finding) = all.iter().find_map(|valued| astray(valued, day)) {
            return Ok(Err(finding));
        }
        let changed = |valued: &&Valued| {
            valued.difference(day).is_some_and(|difference| !difference.is_zero())
        };
        let (items, accounts): (Vec<&Valued>, Vec<&Valued>) =
            all.iter().filter(changed).partition(|valued| valued.balance.item.is_some());
        let mut changes = Changes::default();
        let mut revalued = Revalued { entries: Vec::new(), gained: Decimal::ZERO };
        let next = day.tomorrow()?;
        for (part, is_items) in [(accounts, false), (items, true)] {
            let differences: Vec<(String, Decimal)> = part
                .iter()
                .filter_map(|valued| Some((valued.account.clone(), valued.difference(day)?)))
                .collect();
            let text = wording::valuation(day, self.setup.language_of(Some(company)));
            let entry = match post_valuation(settings.chart, day, &text, &differences) {
                Ok(entry) => entry,
                Err(NotPosted::Nothing) => continue,
                Err(error) => return Err(error.into()),
            };
            revalued.gained +=
                differences.iter().map(|(_, difference)| *difference).sum::<Decimal>();
            let sealed = books.seal(company, entry.clone(), None, None, None);
            let number = sealed.number;
            revalued.entries.push((number, entry.clone()));
            changes.journal.push(sealed);
            if is_items {
                let back = entry.reversed(
                    next,
                    wording::reversal(&text, self.setup.language_of(Some(company))),
                );
                changes.journal.push(books.seal(company, back, None, None, Some(number)));
                for valued in part {
                    let Some((item, difference)) = valued.balance.item.zip(valued.difference(day))
                    else {
                        continue;
                    };
                    let payable =
                        valued.balance.owed.is_some_and(|(_, side)| side == Side::Payable);
                    let minor =
                        Money::new(if payable { -difference } else { difference }, Currency::EUR)
                            .minor()
                            .unwrap_or_default();
                    changes.valuations.extend([
                        (company.to_owned(), item, day, minor),
                        (company.to_owned(), item, next, -minor),
                    ]);
                }
            }
        }
        if revalued.entries.is_empty() {
            return Ok(Err(NOTHING.found().with_value("day", day)));
        }
        let id = self.store.counters().await?.decision + 1;
        changes.decisions.push(DecisionRow {
            id,
            target: company.to_owned(),
            verb: "revalue".to_owned(),
            choice: day.to_string(),
            at: self.now(),
            by: self.recorded_by.clone(),
        });
        self.store.commit(&changes).await?;
        Ok(Ok(revalued))
    }
}

/// Not even the weakest currencies lose more within a year.
const FARTHEST: Decimal = dec!(0.6);

/// Why a balance cannot be valued.
fn astray(valued: &Valued, day: Date) -> Option<Finding> {
    let currency = valued.balance.currency;
    if valued.balance.abroad.is_none() {
        return Some(UNKNOWN.found().with("account", &valued.account).with("currency", currency));
    }
    let Some(value) = valued.value else {
        return Some(NO_RATE.found().with("currency", currency).with_value("day", day));
    };
    // Small rests of a bank account may have drifted by more than their own size.
    let difference = (value - valued.booked).abs();
    let is_far = difference > Decimal::ONE_HUNDRED
        && difference > value.abs().max(valued.booked.abs()) * FARTHEST;
    let money = |amount: Decimal| Money::new(amount, Currency::EUR);
    is_far.then(|| {
        let found = FAR.found().with("account", &valued.account).with("name", &valued.balance.name);
        found.with_value("booked", money(valued.booked)).with_value("value", money(value))
    })
}

/// `Nr. 12: 30,00 EUR Ertrag` as a person is told it.
pub fn told(revalued: &Revalued, language: crate::domain::Language) -> String {
    let gained = spelling::amount(Money::new(revalued.gained, Currency::EUR), language);
    let numbers = revalued
        .entries
        .iter()
        .map(|(number, _)| number.to_string())
        .collect::<Vec<_>>()
        .join(", ");
    match language {
        crate::domain::Language::De => {
            format!("Bewertet (Buchung {numbers}): Ergebnis {gained}.\n")
        }
        crate::domain::Language::En => {
            format!("Valued (journal entry {numbers}): result {gained}.\n")
        }
    }
}
