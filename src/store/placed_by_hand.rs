//! Statements that a person placed on a ledger account by hand, whose bank account the settings
//! know by now: as that of another ledger account, or of another company.

use super::bank_control::BankAstray;
use super::kept_under::bank_of;
use super::sql::{self, QueryBuilder};
use super::{Store, Stored};
use crate::domain::Finding;
use crate::domain::statement_chain::{of_another_company, stands_elsewhere};

impl Store {
    /// The documents that stand elsewhere than their bank account, each with what is asked. Where
    /// the same is asked about a statement that tells the same entries, or was, it is not asked
    /// again.
    pub(super) async fn placed_by_hand(&self, company: Option<&str>) -> Stored<Vec<BankAstray>> {
        let mut placed = QueryBuilder::of_company(
            "SELECT DISTINCT company, account FROM statement WHERE {company} AND account LIKE \
             '% %' ORDER BY company, account",
            "company",
            company,
        );
        let mut astray = Vec::new();
        for row in placed.build().fetch_all(&self.pool).await? {
            let (company, kept): (String, String) =
                (row.try_get("company")?, row.try_get("account")?);
            let bank = bank_of(&kept).to_owned();
            if bank == kept {
                continue;
            }
            let ledger = kept.split(' ').next().unwrap_or_default();
            let openings = self.openings(&company).await?;
            let own = openings.iter().find(|row| row.bank.as_ref() == Some(&bank));
            let own = own.map(|row| row.account.as_str()).filter(|own| *own != ledger);
            let theirs = self.company_keeping(&bank, &company).await?;
            let asks = |document: i64| match (own, &theirs) {
                (Some(own), _) => Some(stands_elsewhere((&bank, ledger, own), document)),
                (None, Some(theirs)) => {
                    Some(of_another_company((&bank, ledger), (&company, theirs), document))
                }
                (None, None) => None,
            };
            let answer = match own {
                Some(own) => format!("account {own}"),
                None => String::new(),
            };
            astray.extend(self.asked_about((&company, &kept), &answer, asks).await?);
        }
        Ok(astray)
    }

    /// What is asked about the documents that are kept under this, unless another document asks
    /// whether to give the same answer.
    async fn asked_about(
        &self,
        (company, kept): (&str, &str),
        answer: &str,
        asks: impl Fn(i64) -> Option<Finding>,
    ) -> Stored<Vec<BankAstray>> {
        let rows = sql::query(
            "SELECT s.document_id, MIN(COALESCE(s.opening_date, s.closing_date, s.first_day)) AS \
             day FROM statement s WHERE s.company = $1 AND s.account = $2 AND ($3 = '' OR NOT \
             EXISTS (SELECT 1 FROM document d WHERE d.company = $1 AND d.id <> s.document_id AND \
             d.doubts LIKE '%kontor resolve D' || s.document_id || ' ' || $3 || '%')) GROUP BY \
             s.document_id ORDER BY s.document_id",
        );
        let mut asked = Vec::new();
        for row in rows.bind(company).bind(kept).bind(answer).fetch_all(&self.pool).await? {
            let document_id: i64 = row.try_get("document_id")?;
            let day = super::read::date(&row, "day")?.unwrap_or_default();
            let found = asks(document_id);
            asked.extend(found.map(|finding| BankAstray { document_id, day, finding }));
        }
        Ok(asked)
    }

    /// Another company whose statements are of this bank account by its IBAN.
    async fn company_keeping(&self, bank: &str, but: &str) -> Stored<Option<String>> {
        let row = sql::query(
            "SELECT company FROM statement WHERE account = $1 AND company <> $2 ORDER BY company \
             LIMIT 1",
        );
        let row = row.bind(bank).bind(but).fetch_optional(&self.pool).await?;
        Ok(row.map(|row| row.try_get("company")).transpose()?)
    }
}
