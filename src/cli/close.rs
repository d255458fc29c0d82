//! `kontor close`: a person closes a period.

use super::argument::day;
use super::office::{self, Outcome};
use super::{Ended, Told, kept_reports, print, print_json};
use crate::domain::{Language, spelling};
use crate::office::accruals::Accrued;
use jiff::civil::Date;
use serde_json::json;

/// Close a company's books up to and including a day: nothing is booked on those days any more.
///
/// What comes late is booked on the first open day and keeps the date of its document. A closing is
/// not taken back.
/// kontor close --company mueller --until 2026-09-30
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Close {
    /// The company's ID.
    #[arg(long, value_name = "ID")]
    company: String,
    /// The last day to close, as 2026-09-30.
    #[arg(long, value_name = "DATE", value_parser = day)]
    until: Date,
}

impl Close {
    /// Closes.
    pub async fn run(&self, told: &Told) -> Outcome {
        let (desk, settings) = match office::desk(told).await {
            Ok(opened) => opened,
            Err(ended) => return Ok(ended),
        };
        let Some(company) = office::company(&settings, &self.company) else {
            return Ok(Ended::NotDone);
        };
        let language = settings.settings.language;
        match desk.close(&company, self.until).await? {
            Ok((closing, accrued)) => {
                let mut beside = desk.openings_uneven(Some(&company)).await?;
                beside.extend(desk.cash_below_zero(Some(&company)).await?);
                for (_, finding) in beside {
                    eprintln!("{}", finding.say(language));
                }
                let (company, until, by, number) =
                    (&closing.company, closing.until, &closing.by, closing.number);
                if told.json {
                    print_json(
                        &json!({"company": company, "until": until, "by": by, "at": closing.at,
                            "entry": number, "hash": closing.hash,
                            "accruals": accrued.iter().map(row).collect::<Vec<_>>()}),
                    );
                    kept_reports::follow(&desk).await;
                    return Ok(Ended::Done);
                }
                accrued.iter().for_each(|accrued| print(&said(accrued, language)));
                print(&match language {
                    Language::De => format!(
                        "{company} ist bis {} abgeschlossen (von {by}, letzte Buchung Nr. \
                         {number}). Was später kommt, wird ab dem nächsten Tag gebucht.\n",
                        until.strftime("%d.%m.%Y")
                    ),
                    Language::En => format!(
                        "{company} is closed until {until} (by {by}, last journal entry no. \
                         {number}). What comes later is booked from the next day on.\n"
                    ),
                });
                kept_reports::follow(&desk).await;
                Ok(Ended::Done)
            }
            Err(finding) => {
                eprintln!("{}", finding.say(language));
                Ok(Ended::Wrong)
            }
        }
    }
}

fn row(accrued: &Accrued) -> serde_json::Value {
    json!({"date": accrued.day, "entry": accrued.entry,
        "amount": accrued.amount.amount.to_string(), "unvalued": accrued.unvalued})
}

/// What a month's end accrued, and what of it nobody could value.
fn said(accrued: &Accrued, language: Language) -> String {
    let (day, amount) =
        (spelling::day(accrued.day, language), spelling::amount(accrued.amount, language));
    let booked = match (accrued.entry, language) {
        (Some(entry), Language::De) => {
            format!(
                "Wareneingang ohne Rechnung am {day}: {amount} (Buchung Nr. {entry}, am Tag danach \
                 aufgelöst).\n"
            )
        }
        (Some(entry), Language::En) => {
            format!(
                "Goods received, not invoiced on {day}: {amount} (journal entry no. {entry}, taken \
                 back on the next day).\n"
            )
        }
        (None, _) => String::new(),
    };
    let list = accrued.unvalued.join(", ");
    let left = match (accrued.unvalued.is_empty(), language) {
        (true, _) => String::new(),
        (false, Language::De) => {
            format!(
                "Nicht abgegrenzt zum {day}, weil Preis in EUR oder Steuersatz fehlen oder die \
                 Menge unklar ist (Bestellung oder Lieferschein/Position): {list}.\n"
            )
        }
        (false, Language::En) => format!(
            "Not accrued on {day} for want of a price in EUR, a rate of VAT or a clear quantity \
             (order or delivery note/line): {list}.\n"
        ),
    };
    booked + &left
}
