//! `kontor run`: process what is in the inbox until nothing is left to do, then exit.

use super::office::{self, Outcome};
use super::{Ended, Told, nightly, print, print_json};
use crate::domain::Language;
use crate::domain::spelling::counted;
use crate::office::attempt::Attempt;
use crate::office::intake::Watchlist;
use crate::office::maildir;
use crate::office::outgoing;
use crate::office::places;
use crate::office::run::{Runner, Summary};
use crate::settings::Office;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

/// Process what is in the inbox until nothing is left to do, then exit.
///
/// Every file of the inbox is read, checked, matched and booked; what cannot be processed goes to
/// rejected/ with its reason, and each company gets a digest. A second run right after changes
/// nothing.
#[derive(clap::Args)]
pub struct Run {}

impl Run {
    /// Runs the office once.
    pub async fn run(&self, told: &Told) -> Outcome {
        let (runner, settings) = match office::open(told, "run").await {
            Ok(opened) => opened,
            Err(ended) => return Ok(ended),
        };
        let language = settings.settings.language;
        nightly::tell_of_the_last(&runner, language).await?;
        office::tell_moved(&runner, language).await?;
        tell_failed(&runner.again(async || runner.reconsider_if_rules_changed().await).await?);
        let summary = once(&runner, &settings, &mut Watchlist::of_a_call(), true).await?;
        match told.json {
            true => print_json(&as_json(&summary)),
            false => print(&format!("{}\n", sentence(&summary, language))),
        }
        runner.store.clone().close().await;
        Ok(ended(&summary))
    }
}

/// One pass of the inbox. With `wait` (by hand), files that still settle are waited for, digest and
/// reports are written and every queued mail is tried, last: no document waits for a mail. Without
/// (a watcher), all these have times of their own.
pub async fn once(
    runner: &Runner,
    office: &Office,
    list: &mut Watchlist,
    wait: bool,
) -> anyhow::Result<Summary> {
    if let Some(maildir) = &office.settings.intake.maildir {
        let (maildir, inbox) = (office.root.join(maildir), runner.setup.folder.inbox());
        let took = tokio::task::block_in_place(|| {
            maildir::take(&maildir, &inbox, office.settings.language)
        });
        tell_failed(&match took {
            Ok(taken) => taken,
            Err(error) => {
                let mut failed = Attempt::of(office.settings.language);
                failed.take("maildir", Err(error))?;
                failed
            }
        });
    }
    let bar = ProgressBar::no_length().with_style(
        ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}")
            .unwrap_or_else(|_| ProgressStyle::default_bar()),
    );
    let mut summary = runner
        .drain(list, wait, &|done, seen| {
            bar.set_length(seen as u64);
            bar.set_position(done as u64);
        })
        .await?;
    bar.finish_and_clear();
    if wait {
        let lying = places::left_lying(&runner.setup.folder);
        lying.iter().for_each(|one| eprintln!("kontor: {}", one.say(office.settings.language)));
        summary.left += lying.len();
    }
    if wait || summary.received > 0 {
        runner.again(async || Ok(runner.show_originals().await?)).await?;
    }
    if wait {
        tell_failed(&runner.again(async || runner.digest(office, None).await).await?);
        tell_failed(
            &runner
                .again(async || {
                    super::kept_reports::write_stale(&runner.setup, &runner.store).await
                })
                .await?,
        );
        let outbox = outgoing::outbox(&runner.setup.folder, &office.settings)?;
        let round = runner.again(async || runner.send(&outbox, false).await).await?;
        if round.sent > 0 {
            tell_failed(
                &runner
                    .again(async || {
                        super::kept_reports::write_mails(&runner.setup, &runner.store).await
                    })
                    .await?,
            );
        }
        if let Some(why) = round.trouble {
            eprintln!("{}", mail_waits(&why, office.settings.language));
        }
    }
    Ok(summary)
}

/// Tells what failed of work for many; the rest is done.
pub fn tell_failed(attempt: &Attempt) {
    attempt.failed.iter().for_each(|failed| eprintln!("kontor: {failed}"));
}

/// That no mail leaves, and why.
pub fn mail_waits(why: &str, language: Language) -> String {
    match language {
        Language::De => format!("kontor: E-Mails gehen nicht hinaus und warten: {why}"),
        Language::En => format!("kontor: mails do not leave and wait: {why}"),
    }
}

/// The exit status a summary deserves.
pub fn ended(summary: &Summary) -> Ended {
    if summary.rejected + summary.held + summary.doubtful + summary.left > 0 {
        Ended::Wrong
    } else {
        Ended::Done
    }
}

/// A summary as JSON.
pub fn as_json(summary: &Summary) -> serde_json::Value {
    json!({
        "received": summary.received, "processed": summary.processed,
        "duplicate": summary.duplicate,
        "held": summary.held, "rejected": summary.rejected, "doubtful": summary.doubtful,
        "entries": summary.entries, "booked": summary.booked, "released": summary.released,
    })
}

/// A summary in one line.
pub fn sentence(summary: &Summary, language: Language) -> String {
    let Summary {
        received,
        processed,
        duplicate,
        held,
        rejected,
        doubtful,
        entries,
        booked,
        released,
        ..
    } = summary;
    match language {
        Language::De if *received == 0 && *released == 0 => {
            "Im Eingang liegt nichts Neues.".to_owned()
        }
        Language::En if *received == 0 && *released == 0 => "Nothing new in the inbox.".to_owned(),
        Language::De => {
            let doubts = match doubtful {
                0 => String::new(),
                _ => format!(
                    " Zu {} gibt es Fragen (kontor review).",
                    counted(*doubtful, ["Dokument", "Dokumenten"])
                ),
            };
            let free = match released {
                0 => String::new(),
                _ => format!(
                    " {} jetzt zur Zahlung frei.",
                    counted(*released, ["Rechnung ist", "Rechnungen sind"])
                ),
            };
            format!(
                "{}: {processed} verarbeitet, {duplicate} doppelt, {held} angehalten, {rejected} \
                 abgewiesen; {}, {}.{doubts}{free}",
                counted(*received, ["Dokument", "Dokumente"]),
                counted(*entries, ["neuer Bankumsatz", "neue Bankumsätze"]),
                counted(*booked, ["Buchung", "Buchungen"]),
            )
        }
        Language::En => {
            let doubts = match doubtful {
                0 => String::new(),
                _ => format!(
                    " Questions about {} (kontor review).",
                    counted(*doubtful, ["document", "documents"])
                ),
            };
            let free = match released {
                0 => String::new(),
                _ => format!(
                    " {} now free for payment.",
                    counted(*released, ["invoice is", "invoices are"])
                ),
            };
            format!(
                "{}: {processed} processed, {duplicate} duplicate, {held} held, {rejected} \
                 rejected; {}, {}.{doubts}{free}",
                counted(*received, ["document", "documents"]),
                counted(*entries, ["new bank entry", "new bank entries"]),
                counted(*booked, ["journal entry", "journal entries"]),
            )
        }
    }
}
