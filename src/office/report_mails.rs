//! Reports that companies ask for by mail: after each week, month, quarter or year, on the first
//! working day after its end, once.

use super::asked::asked;
use super::attempt::Attempt;
use super::run::Runner;
use crate::domain::{Language, calendar};
use crate::mail::{Attachment, ReportLine, ReportNews, report_letters};
use crate::report::{Asked, Form, Report, WIDTH, gather, named, pdf, render, sheet_of, workbook};
use crate::settings::{Attached, Company, Office, ReportMail};
use crate::store::Span;
use jiff::ToSpan;
use jiff::civil::Date;

impl Runner {
    /// Writes the mails with reports that are due on this day and were not written yet; what a
    /// night missed comes with the next. Gives how many were written.
    pub async fn mail_reports(&self, office: &Office, day: Date) -> anyhow::Result<Attempt> {
        let mut written = Attempt::of(self.setup.language);
        for company in &office.companies {
            for wanted in &company.report_mails {
                written.take(&company.id, self.mail_report(office, company, wanted, day).await)?;
            }
        }
        Ok(written)
    }

    async fn mail_report(
        &self,
        office: &Office,
        company: &Company,
        wanted: &ReportMail,
        day: Date,
    ) -> anyhow::Result<usize> {
        let period = wanted.every.last_before(day);
        if day < calendar::working_day_from(period.to.saturating_add(1.day()), company.state) {
            return Ok(0);
        }
        let cause = |to: &String| {
            format!("reports:{}:{}:{}:{to}", company.id, period.label(), wanted.reports.join("+"))
        };
        let known = self.store.mailed(&wanted.to.iter().map(cause).collect::<Vec<_>>()).await?;
        let to: Vec<(String, String)> = wanted
            .to
            .iter()
            .map(|to| (cause(to), to.clone()))
            .filter(|(cause, _)| !known.contains(cause))
            .collect();
        if to.is_empty() {
            return Ok(0);
        }
        let language = company.language.unwrap_or(office.settings.language);
        let span = Span {
            company: Some(company.id.clone()),
            from: Some(period.from),
            to: Some(period.to),
        };
        let asked = Asked { language, ..asked(&self.setup, span) };
        let (mut reports, mut attachments) = (Vec::new(), Vec::new());
        for report in wanted.reports.iter().filter_map(|name| named(name)) {
            let rows = gather(report, &self.store, &asked).await?;
            let file = attached(
                report,
                &rows,
                wanted.form,
                &format!("{}-{}", company.id, period.label()),
                language,
            )?;
            reports.push(ReportLine {
                title: report.title(language).to_owned(),
                rows: rows.len(),
                file: file.name.clone(),
            });
            attachments.push(file);
        }
        let news = ReportNews {
            company: &company.id,
            name: &company.name,
            period: period.say(language),
            reports,
            attachments,
        };
        self.post(&report_letters(&news, &to, language, &self.setup.templates)).await
    }
}

/// A report as a file, named by itself, whose it is and its period.
fn attached(
    report: &'static Report,
    rows: &[crate::report::Row],
    form: Attached,
    whose: &str,
    language: Language,
) -> anyhow::Result<Attachment> {
    let (ending, media_type, bytes) = match form {
        Attached::Xlsx => {
            ("xlsx", super::notify::XLSX, workbook(&sheet_of(report, rows, language))?)
        }
        Attached::Pdf => ("pdf", "application/pdf", pdf(report, rows, language)?),
        Attached::Csv => {
            ("csv", "text/csv", render(report, rows, Form::Csv, language, WIDTH).into_bytes())
        }
    };
    Ok(Attachment { name: format!("{}-{whose}.{ending}", report.name), media_type, bytes })
}
