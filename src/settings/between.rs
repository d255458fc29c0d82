//! What holds between companies: no account, no VAT id and no name belongs to two of them.

use super::company::Company;
use super::fault::Fault;
use super::findings::{IBAN_SHARED, NAME_SHARED, VAT_ID_SHARED};
use super::page::Page;
use crate::domain::text::fold;
use crate::domain::{Finding, Iban, VatId};

/// A company and the text of its file.
pub(super) struct Source<'a> {
    pub company: &'a Company,
    pub text: &'a str,
}

/// Faults between companies, told at the later of the two files.
pub(super) fn shared(sources: &[Source<'_>]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (index, source) in sources.iter().enumerate() {
        let earlier = sources.get(..index).unwrap_or_default();
        for account in &source.company.bank_accounts {
            let holds = |company: &Company| company.bank_account(&account.iban).is_some();
            let found = |other: String| {
                IBAN_SHARED.found().with("iban", &account.iban).with("other", other)
            };
            let same = |text: &str| Iban::read(text).as_ref() == Some(&account.iban);
            faults.extend(
                first(earlier, holds).map(|other| told(source, "ibans", same, found(other))),
            );
        }
        if let Some(vat_id) = &source.company.vat_id {
            let holds = |company: &Company| company.vat_id.as_ref() == Some(vat_id);
            let found =
                |other: String| VAT_ID_SHARED.found().with("vat_id", vat_id).with("other", other);
            let same = |text: &str| VatId::read(text).as_ref() == Some(vat_id);
            faults.extend(
                first(earlier, holds).map(|other| told(source, "vat_id", same, found(other))),
            );
        }
        for (key, name) in names(source.company) {
            let holds =
                |company: &Company| names(company).any(|(_, other)| fold(other) == fold(name));
            let found = |other: String| NAME_SHARED.found().with("name", name).with("other", other);
            faults.extend(
                first(earlier, holds)
                    .map(|other| told(source, key, |text| text == name, found(other))),
            );
        }
    }
    faults
}

/// Its names, each with the setting that holds it.
fn names(company: &Company) -> impl Iterator<Item = (&'static str, &str)> {
    let aliases = company.aliases.iter().map(|alias| ("aliases", alias.as_str()));
    std::iter::once(("name", company.name.as_str())).chain(aliases)
}

fn first(sources: &[Source<'_>], holds: impl Fn(&Company) -> bool) -> Option<String> {
    let other = sources.iter().find(|source| holds(source.company))?;
    Some(format!("companies/{}.toml", other.company.id))
}

/// The finding at the text of `key` that says the same.
fn told(
    source: &Source<'_>,
    key: &'static str,
    same: impl Fn(&str) -> bool,
    finding: Finding,
) -> Fault {
    let file = format!("companies/{}.toml", source.company.id);
    let page = Page::open(&file, source.text);
    let spans = page.root().texts(key);
    let span = spans.iter().find(|text| same(text.get_ref())).map_or(0..0, |text| text.span());
    page.fault(span, finding.clone(), None);
    page.close().pop().unwrap_or_else(|| Fault::of_file(&file, finding))
}
