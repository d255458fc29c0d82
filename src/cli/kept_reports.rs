//! The newest of each report, kept in `reports/` for the spreadsheet: written by night, and where
//! something was booked or decided since. What costs a run more than the run itself is left to the
//! night, or to who asks for it; a note in its place says so.

use super::report::write;
use super::run::tell_failed;
use crate::domain::Language;
use crate::office::asked::asked;
use crate::office::attempt::{Attempt, why};
use crate::office::places::is_closed;
use crate::office::run::{Desk, Setup};
use crate::report::{Asked, Form, REPORTS, Report};
use crate::store::{Span, Store, Stored};
use rayon::prelude::*;
use std::path::{Path, PathBuf};
use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::task::block_in_place;

/// Documents, bank entries or journal entries of a company (or of the office) from which on the
/// reports with a row for each are not kept in `reports/`; they are asked for with a span.
const LONGEST_KEPT: i64 = 20_000;
/// Open items from which on what lists them is not kept, and what sums them is left to the night.
const MOST_OPEN: i64 = 20_000;
/// Turnovers (of an account in a month) from which on what sums all of them is left to the night:
/// those of 300 accounts in some seven years.
const MOST_TURNOVERS: i64 = 50_000;

/// So many companies' reports are written by one that reads beside the others; those of fewer in
/// turn.
const MANY: usize = 16;
/// So many companies' reports are written before the marks are taken off that they are stale.
const AT_ONCE: usize = 128;

/// When reports are written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum When {
    /// As something was booked: somebody waits for the end of it.
    AsBooked,
    /// By night.
    Nightly,
}

/// What becomes of a report in `reports/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kept {
    /// It is the newest.
    Always,
    /// It is that of the night.
    ByNight,
    /// It is asked for.
    Never,
}

/// How large the books of a company are.
struct Size {
    /// A report with a row for each document, bank entry or journal entry is long.
    long: bool,
    /// So is a list of what is open.
    much_open: bool,
    /// Sums over all accounts take long.
    many_turnovers: bool,
}

impl Size {
    async fn of(store: &Store, company: Option<&str>) -> Stored<Size> {
        Ok(Size {
            long: store.has_more_than(LONGEST_KEPT, company).await?,
            much_open: store.has_more_open_than(MOST_OPEN, company).await?,
            many_turnovers: store.has_more_turnovers_than(MOST_TURNOVERS, company).await?,
        })
    }

    fn keeps(&self, report: &Report) -> Kept {
        match () {
            () if self.long && report.grows() || self.much_open && report.lists_what_is_open() => {
                Kept::Never
            }
            () if self.much_open && report.sums_what_is_open()
                || self.many_turnovers && report.sums_accounts() =>
            {
                Kept::ByNight
            }
            () => Kept::Always,
        }
    }
}

/// Writes the newest of each report as CSV for the spreadsheet, of all companies: by night, when
/// days have passed.
pub async fn write_all(setup: &Setup, store: &Store) -> anyhow::Result<Attempt> {
    store.reports_left(&all(setup)).await?;
    write_those(setup, store, When::Nightly).await
}

/// Writes the reports of the companies that something was booked or decided for since they were
/// written last, by whomever, to `reports/COMPANY/`, and then those of the whole office to
/// `reports/`. A report that did not change is left alone; one that fails stops no other and is
/// written the next time.
pub async fn write_stale(setup: &Setup, store: &Store) -> anyhow::Result<Attempt> {
    write_those(setup, store, When::AsBooked).await
}

/// Writes them after a person's decision, which they are never older than. That is made and told by
/// now: what could not be written is told too, and undoes nothing.
pub async fn follow(desk: &Desk) {
    let written = write_stale(&desk.setup, &desk.store).await.unwrap_or_else(|error| {
        let mut failed = Attempt::of(desk.setup.language);
        failed.failed.push(format!("reports/: {}", why(&error, desk.setup.language)));
        failed
    });
    tell_failed(&written);
}

async fn write_those(setup: &Setup, store: &Store, when: When) -> anyhow::Result<Attempt> {
    if !std::fs::read_to_string(stamp_file(setup)).is_ok_and(|then| then == stamp(setup)) {
        store.reports_left(&all(setup)).await?;
    }
    let mut written = Attempt::of(setup.language);
    let mut stale = store.stale_reports().await?;
    if stale.is_empty() {
        return Ok(written);
    }
    let of_office = stale.remove("");
    let stale: Vec<(String, i64)> = stale.into_iter().collect();
    // Whoever is stopped here has lost little.
    for some in stale.chunks(AT_ONCE) {
        let attempts = write_companies(setup, store, some, when).await?;
        let whole = some.iter().zip(&attempts).filter(|(_, attempt)| attempt.is_whole());
        let whole: Vec<_> = whole.map(|((id, times), _)| (id.as_str(), *times)).collect();
        store.reports_written(&whole).await?;
        attempts.into_iter().for_each(|attempt| written.join(attempt));
    }
    let mut office = Attempt::of(setup.language);
    write_each(setup, store, None, when, &mut office).await?;
    match of_office {
        Some(times) if office.is_whole() => store.reports_written(&[("", times)]).await?,
        None if !office.is_whole() => store.reports_left(&[""]).await?,
        _ => {}
    }
    written.join(office);
    // Mails, and what else comes after the reports, do not wait for a folder that is closed: the
    // next run writes them all again.
    let stamped = std::fs::write(stamp_file(setup), stamp(setup));
    written
        .take(&stamp_file(setup).display().to_string(), stamped.map(|()| 0).map_err(Into::into))?;
    Ok(written)
}

/// The companies of the office, and `""` for what belongs to none.
fn all(setup: &Setup) -> Vec<&str> {
    setup.companies.keys().map(String::as_str).chain([""]).collect()
}

/// Writes the reports of these companies, those of several side by side.
async fn write_companies(
    setup: &Setup,
    store: &Store,
    companies: &[(String, i64)],
    when: When,
) -> anyhow::Result<Vec<Attempt>> {
    let runtime = Handle::current();
    let write = async |store: &Store, companies: &[(String, i64)]| {
        let mut written = Vec::with_capacity(companies.len());
        for (id, _) in companies {
            written.push(write_company(setup, store, id, when).await?);
        }
        anyhow::Ok(written)
    };
    if companies.len() < MANY || runtime.runtime_flavor() != RuntimeFlavor::MultiThread {
        return write(store, companies).await;
    }
    let beside = |some: &[(String, i64)]| {
        runtime.block_on(async { write(&store.reader().await?, some).await })
    };
    let written = block_in_place(|| {
        companies.par_chunks(MANY).map(beside).collect::<anyhow::Result<Vec<_>>>()
    });
    Ok(written?.into_iter().flatten().collect())
}

/// Writes the reports of a company, or nothing of one that the office no longer has.
async fn write_company(
    setup: &Setup,
    store: &Store,
    id: &str,
    when: When,
) -> anyhow::Result<Attempt> {
    let mut written = Attempt::of(setup.language);
    if let Some((id, _)) = setup.companies.get_key_value(id) {
        write_each(setup, store, Some(id), when, &mut written).await?;
    }
    Ok(written)
}

/// Writes the reports that tell of mails again, where they lie: what they said waits has gone out.
pub async fn write_mails(setup: &Setup, store: &Store) -> anyhow::Result<Attempt> {
    let mut written = Attempt::of(setup.language);
    let reports = setup.folder.reports();
    for company in setup.companies.keys().map(Some).chain([None]) {
        let folder = company.map_or_else(|| reports.clone(), |id| reports.join(id));
        let asked = asked(setup, Span { company: company.cloned(), ..Span::default() });
        for report in REPORTS.iter().filter(|report| report.tells_of_mails()) {
            let file = folder.join(format!("{}.csv", report.name));
            if file.exists() {
                write_or_note(report, store, &asked, &file, &mut written).await?;
            }
        }
    }
    Ok(written)
}

/// True when something was booked or decided since the reports were written last.
pub async fn are_stale(store: &Store) -> anyhow::Result<bool> {
    Ok(!store.stale_reports().await?.is_empty())
}

/// Writes the reports of a company, or of the whole office.
async fn write_each(
    setup: &Setup,
    store: &Store,
    company: Option<&String>,
    when: When,
    written: &mut Attempt,
) -> anyhow::Result<()> {
    let size = Size::of(store, company.map(String::as_str)).await?;
    let reports = setup.folder.reports();
    let folder = company.map_or_else(|| reports.clone(), |id| reports.join(id));
    // What ails the folder is told once, not for each report.
    let usable = std::fs::create_dir_all(&folder).and_then(|()| match is_closed(&folder) {
        true => Err(rustix::io::Errno::ACCESS.into()),
        false => Ok(()),
    });
    if let Err(error) = usable {
        return written.take(&folder.display().to_string(), Err(error.into()));
    }
    let asked = asked(setup, Span { company: company.cloned(), ..Span::default() });
    let only = setup.companies.keys().next().filter(|_| setup.companies.len() == 1);
    for report in REPORTS.iter().filter(|report| !report.is_asked_only()) {
        let name = format!("{}.csv", report.name);
        let file = folder.join(&name);
        let kept = size.keeps(report);
        if kept == Kept::Never || kept == Kept::ByNight && when == When::AsBooked {
            let said = say_not_kept(&file, report, kept, &asked);
            written.take(&file.display().to_string(), said.map(|()| 0))?;
            continue;
        }
        let _ = std::fs::remove_file(not_kept(&file));
        // What has rows of companies only is the same for the office of one company.
        let same = only
            .filter(|_| company.is_none() && !report.has_rows_of_nobody())
            .map(|id| reports.join(id).join(&name));
        if same.is_some_and(|same| std::fs::copy(same, &file).is_ok()) {
            continue;
        }
        write_or_note(report, store, &asked, &file, written).await?;
    }
    Ok(())
}

/// What is no longer kept must not lie there as if it were the newest: a note in its place, or
/// beside that of the night, says how it is asked for.
fn say_not_kept(file: &Path, report: &Report, kept: Kept, asked: &Asked) -> anyhow::Result<()> {
    if kept == Kept::Never {
        let _ = std::fs::remove_file(file);
    }
    let said = said_not_kept(report, kept, asked);
    let note = not_kept(file);
    match std::fs::read_to_string(&note).is_ok_and(|before| before == said) {
        true => Ok(()),
        false => Ok(std::fs::write(note, said)?),
    }
}

fn said_not_kept(report: &Report, kept: Kept, asked: &Asked) -> String {
    let name = report.name;
    let whose =
        asked.span.company.as_ref().map(|id| format!(" --company {id}")).unwrap_or_default();
    let (first, last) = (asked.today.first_of_month(), asked.today.last_of_month());
    let span = match report.grows() {
        true => format!(" --from {first} --to {last}"),
        false => String::new(),
    };
    let command = format!("kontor report {name}{whose}{span} --format csv --output {name}.csv");
    match (asked.language, kept) {
        (Language::De, Kept::ByNight) => format!(
            "{name}.csv zeigt den Stand des letzten Nachtlaufs (liegt keine da, schreibt „kontor \
             nightly“ sie). Bei über {MOST_OPEN} offenen Posten oder {MOST_TURNOVERS} \
             Monatssummen der Konten wird sie nicht bei jedem Lauf neu gerechnet. Den Stand von \
             jetzt gibt es jederzeit:\n{command}\n"
        ),
        (Language::En, Kept::ByNight) => format!(
            "{name}.csv is as of the last nightly run (where there is none, \"kontor nightly\" \
             writes it). With more than {MOST_OPEN} open items or {MOST_TURNOVERS} monthly \
             turnovers of accounts it is not reckoned anew at each run. Ask for what holds now at \
             any time:\n{command}\n"
        ),
        (Language::De, _) if report.lists_what_is_open() => format!(
            "{name}.csv wird nicht mehr bei jedem Lauf geschrieben: Es gibt über {MOST_OPEN} \
             offene Posten. Den Bericht gibt es jederzeit:\n{command}\n"
        ),
        (Language::En, _) if report.lists_what_is_open() => format!(
            "{name}.csv is no longer written at each run: there are more than {MOST_OPEN} open \
             items. Ask for it at any time:\n{command}\n"
        ),
        (Language::De, _) => format!(
            "{name}.csv wird nicht mehr bei jedem Lauf geschrieben: Es gibt über {LONGEST_KEPT} \
             Dokumente, Bankumsätze oder Buchungen. Mit einem Zeitraum gibt es den Bericht \
             jederzeit:\n{command}\n"
        ),
        (Language::En, _) => format!(
            "{name}.csv is no longer written at each run: there are more than {LONGEST_KEPT} \
             documents, bank entries or journal entries. Ask for a span at any time:\n{command}\n"
        ),
    }
}

fn not_kept(file: &Path) -> PathBuf {
    file.with_extension("txt")
}

/// Writes a report. One that cannot be written, because a spreadsheet holds it open, is noted and
/// written the next time; the others go on.
async fn write_or_note(
    report: &'static Report,
    store: &Store,
    asked: &Asked,
    file: &Path,
    written: &mut Attempt,
) -> anyhow::Result<()> {
    let went = write(report, store, asked, Form::Csv, file).await;
    written.take(&file.display().to_string(), went.map(|()| 1))
}

fn stamp_file(setup: &Setup) -> PathBuf {
    setup.folder.reports().join(".as-of")
}

/// What makes every report another one.
fn stamp(setup: &Setup) -> String {
    format!("{} {:?}", env!("CARGO_PKG_VERSION"), setup.language)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(size: &Size) -> Vec<(&'static str, Kept)> {
        let kept = REPORTS.iter().filter(|report| !report.is_asked_only());
        kept.map(|report| (report.name, size.keeps(report)))
            .filter(|(_, kept)| *kept != Kept::Always)
            .collect()
    }

    #[test]
    fn only_what_is_long_waits_for_who_asks_or_for_the_night() {
        let small = Size { long: false, much_open: false, many_turnovers: false };
        assert!(kept(&small).is_empty());
        let open = Size { much_open: true, ..small };
        let (never, by_night) = (Kept::Never, Kept::ByNight);
        assert_eq!(
            kept(&open),
            [
                ("open-items", never),
                ("ageing", by_night),
                ("cash", by_night),
                ("tax-adviser", by_night)
            ]
        );
        let long = Size { long: true, ..small };
        assert!(kept(&long).contains(&("journal", never)));
        assert!(!kept(&long).iter().any(|(name, _)| *name == "trial-balance"));
        let many = Size { many_turnovers: true, ..small };
        assert!(kept(&many).contains(&("trial-balance", by_night)));
        assert!(!kept(&many).iter().any(|(_, kept)| *kept == never));
    }
}
