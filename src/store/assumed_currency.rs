//! Statements that name no currency, were read in euros, and are asked about since another statement
//! of their account names another currency.

use super::sql::{self, QueryBuilder, Transaction};
use super::{ROWS, Store, Stored};
use crate::domain::finding::Weight;
use crate::domain::{Finding, FindingKind};

/// Findings of assumed currencies.
pub static FINDINGS: &[&FindingKind] = &[&ASSUMED_BEFORE];

/// A file of an account was read in euros for want of a currency, and another names one.
pub static ASSUMED_BEFORE: FindingKind = FindingKind {
    code: "currency-assumed-before",
    weight: Weight::Warning,
    de: "Die Datei nennt keine Währung und ist in Euro gebucht; {other} führt das Konto in \
        {currency}, vielleicht mit denselben Umsätzen. „kontor undo {this}“ nimmt die Datei \
        zurück, „kontor resolve {this} accept“ bucht sie dann in {currency}. Sind es Umsätze in \
        Euro, beendet „kontor resolve {this} accept“ (ohne undo) die Frage.",
    en: "The file names no currency and is booked in euros; {other} keeps the account in \
        {currency}, perhaps with the same bookings. \"kontor undo {this}\" takes the file back, \
        \"kontor resolve {this} accept\" then books it in {currency}. If its bookings are in \
        euros, \"kontor resolve {this} accept\" (without undo) ends the question.",
};

impl Store {
    /// The documents whose assumed currency is asked about, found anew each time: what is taken
    /// back, or the last statement in another currency, ends the question. It names the first of
    /// these, so that what a person has accepted stays accepted.
    pub(super) async fn currencies_assumed(
        &self,
        company: Option<&str>,
    ) -> Stored<Vec<(i64, Finding)>> {
        let mut query = QueryBuilder::new(
            "SELECT DISTINCT document_id, company, account FROM statement WHERE assumed = 2 AND ",
        );
        let rows = query.push_company("company", company).build().fetch_all(&self.pool).await?;
        let mut asked = Vec::with_capacity(rows.len());
        for row in &rows {
            let document: i64 = row.try_get("document_id")?;
            let [company, account]: [String; 2] =
                [row.try_get("company")?, row.try_get("account")?];
            let other = sql::query(
                "SELECT document_id, currency FROM statement WHERE company = $1 AND account = $2 \
                 AND assumed = 0 AND currency <> 'EUR' ORDER BY id LIMIT 1",
            );
            let other = other.bind(company).bind(account).fetch_optional(&self.pool).await?;
            if let Some(other) = other {
                let found = ASSUMED_BEFORE
                    .found()
                    .with("other", format!("D{}", other.try_get::<i64, _>("document_id")?))
                    .with("currency", other.try_get::<String, _>("currency")?);
                asked.push((document, found.with("this", format!("D{document}"))));
            }
        }
        Ok(asked)
    }
}

/// Notes which statements are asked about.
pub(super) async fn write(to: &mut Transaction, statements: &[i64]) -> Stored<()> {
    for chunk in statements.chunks(ROWS) {
        let mut query = QueryBuilder::new("UPDATE statement SET assumed = 2 WHERE id IN (");
        query.push_list(chunk).push(")").build().execute(&mut *to).await?;
    }
    Ok(())
}
