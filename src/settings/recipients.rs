//! Who is mailed what: `[recipients]` (roles and their addresses), `digest_to`, `[[report_mail]]`.

use super::email_address::is_email;
use super::findings::{RECIPIENT, REPORT_MAIL_TO};
use super::page::{Page, Table};
use super::suggest;
use crate::domain::period::{EVERY, Every};
use std::collections::BTreeMap;
use toml::Spanned;
use toml::de::DeValue;

/// Reports that a company asks for by mail, after each week, month, quarter or year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportMail {
    /// `every`: on the first working day after its end.
    pub every: Every,
    /// `reports`: as `kontor report` names them.
    pub reports: Vec<String>,
    /// `to`: the addresses, roles resolved; the company's `email` where the line is missing.
    pub to: Vec<String>,
    /// `format`: `xlsx`.
    pub form: Attached,
}

/// In which form a report is attached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attached {
    /// A workbook.
    Xlsx,
    /// A PDF/A-3b.
    Pdf,
    /// For the spreadsheet.
    Csv,
}

const FORMS: &[(&str, Attached)] =
    &[("xlsx", Attached::Xlsx), ("pdf", Attached::Pdf), ("csv", Attached::Csv)];

/// Roles of a company and their addresses.
pub(super) struct Roles(BTreeMap<String, Vec<String>>);

impl Roles {
    /// `[recipients]`: a role and its addresses.
    pub(super) fn read(root: &Table<'_>) -> Roles {
        let mut roles = BTreeMap::new();
        let Some(table) = root.table("recipients") else { return Roles(roles) };
        for (key, value) in table.rows() {
            let addresses = table.texts_in(key.get_ref(), value);
            roles.insert(
                key.get_ref().to_string(),
                addresses.into_iter().filter_map(|text| address(table.page(), text)).collect(),
            );
        }
        Roles(roles)
    }

    /// The addresses under a key, each once, roles resolved; what is neither is a fault.
    pub(super) fn addresses(&self, table: &Table<'_>, key: &'static str) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for text in table.texts(key) {
            let meant = match self.0.get(text.get_ref()) {
                Some(addresses) => addresses.clone(),
                None if text.get_ref().contains('@') => {
                    address(table.page(), text).into_iter().collect()
                }
                None => {
                    let known: Vec<&str> = self.0.keys().map(String::as_str).collect();
                    let hint = (!known.is_empty()).then(|| suggest::hint(text.get_ref(), known));
                    table.page().fault(
                        text.span(),
                        RECIPIENT.found().with("value", text.get_ref()),
                        hint,
                    );
                    Vec::new()
                }
            };
            for address in meant {
                if !found.contains(&address) {
                    found.push(address);
                }
            }
        }
        found
    }
}

fn address(page: &Page<'_>, text: Spanned<String>) -> Option<String> {
    let sound = is_email(text.get_ref());
    if !sound {
        page.fault(
            text.span(),
            super::findings::EMAIL.found().with("value", text.get_ref()),
            Some(super::EMAIL_HINT),
        );
    }
    sound.then(|| text.into_inner())
}

/// Reads `[[report_mail]]`.
pub(super) fn read_report_mails(
    root: &Table<'_>,
    roles: &Roles,
    email: Option<&str>,
) -> Vec<ReportMail> {
    let mut mails = Vec::new();
    for table in root.tables("report_mail") {
        let every = table.choice("every", EVERY).unwrap_or(Every::Month);
        let form = table.choice("format", FORMS).unwrap_or(Attached::Xlsx);
        let reports: Vec<String> =
            table.texts("reports").into_iter().map(Spanned::into_inner).collect();
        let named = roles.addresses(&table, "to");
        let to = if table.value("to").is_none() {
            email.map(str::to_owned).into_iter().collect()
        } else {
            named
        };
        table.done();
        let names_somebody = table.value("to").is_some_and(|to| match to.get_ref() {
            DeValue::Array(names) => !names.is_empty(),
            _ => true,
        });
        if to.is_empty() && names_somebody && !reports.is_empty() {
            // That nobody of that name is known has been told.
            continue;
        }
        if reports.is_empty() || to.is_empty() {
            table.fault(&REPORT_MAIL_TO, None);
            continue;
        }
        mails.push(ReportMail { every, reports, to, form });
    }
    mails
}
