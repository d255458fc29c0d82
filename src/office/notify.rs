//! After the books are written: the digest of what came, and the mails on their way.

use super::run::Runner;
use crate::domain::Language;
use crate::mail::{Outbox, Reader, digests};
use crate::settings::Office;
use crate::store::Changes;
use jiff::Timestamp;

impl Runner {
    /// Writes a digest to each company that documents came for since the last, and to the office for those that belong to none;
    /// documents and digest commit together, so that a crash before it makes it up and one after it does not repeat it.
    pub async fn digest(&self, office: &Office) -> anyhow::Result<usize> {
        let _turn = self.turn()?;
        let documents = self.store.documents_undigested().await?;
        let Some(last) = documents.last().map(|document| document.key) else { return Ok(0) };
        let entries = self.store.entries(&self.store.entries_undigested().await?).await?;
        let mut counters = self.store.counters().await?;
        let now = Timestamp::now().to_string();
        let mut changes = Changes::default();
        for (company, letter) in digests(&documents, &entries, |company| reader(office, company)) {
            counters.mail += 1;
            let mail = letter.and_then(|letter| self.setup.mailer.message(counters.mail, &letter, &now));
            changes.digested.push((company, last, mail.as_ref().map_or(0, |mail| mail.id)));
            changes.mails.extend(mail);
        }
        self.store.commit(&changes).await?;
        Ok(changes.mails.len())
    }

    /// Sends what is queued: all of it, or with `due` only what has waited long enough. Gives how many left and how many did not.
    pub async fn send(&self, outbox: &Outbox, due: bool) -> anyhow::Result<(usize, usize)> {
        Ok(outbox.send(&self.store, due).await?)
    }
}

/// Who reads the digest of a company; that of no company goes to the office's own address.
fn reader(office: &Office, company: Option<&str>) -> Option<Reader> {
    let language = office.settings.language;
    match company {
        Some(id) => {
            let company = office.company(id)?;
            Some(Reader { name: company.name.clone(), email: company.email.clone(), language: company.language.unwrap_or(language) })
        }
        None => {
            let name = if language == Language::De { "Ohne Firma" } else { "Without a company" };
            Some(Reader { name: name.to_owned(), email: Some(office.settings.mail.from.clone()), language })
        }
    }
}
