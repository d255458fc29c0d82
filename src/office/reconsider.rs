//! Looking again at what waits: a rule, a vendor or a setting that holds for tomorrow's payment
//! holds for the one that waits, too.

use super::attempt::Attempt;
use super::plan::{Plan, waiting_mark};
use super::rejudge::Again;
use super::run::{Desk, Summary};
use crate::matching::KEYS;
use crate::store::rows::EntryRow;
use crate::store::{JobRow, Keys, PaidBefore};
use jiff::Timestamp;
use sha2::{Digest, Sha256};

/// Entries decided in one transaction.
const PORTION: u32 = 200;

/// Items and entries whose keys are made anew in one transaction.
const KEYS_PORTION: u32 = 5_000;

/// The job under which the rules last looked through with are noted.
const JOB: &str = "reconcile";

/// The job under which the keys that are stored are noted; no work of its own, so that nobody is
/// told of it.
pub const KEYS_JOB: &str = "keys";

impl Desk {
    /// Lets the matcher look at every undecided entry again, company by company. Gives how many
    /// were settled by it.
    pub async fn reconsider(&self) -> anyhow::Result<Attempt> {
        let _turn = self.turn().await?;
        self.control().await?;
        self.renew_keys().await?;
        self.accounts_follow(None, &mut Summary::default()).await?;
        let mut books = self.books().await?;
        self.accounts_known(&books).await?;
        let mut companies: Vec<String> = self.setup.companies.keys().cloned().collect();
        companies.sort();
        self.rates_came(&mut books, &mut Summary::default()).await?;
        self.accounts_named(&mut books, &mut Summary::default()).await?;
        self.sellers_told(&mut books, &mut Summary::default()).await?;
        self.companies_told(&mut books, &mut Summary::default()).await?;
        self.judge_again(&mut books, &mut Summary::default(), Again::Night).await?;
        let mut settled = Attempt::of(self.setup.language);
        for company in companies {
            let went = self.reconsider_company(&mut books, &company).await;
            if went.is_err() {
                // What a plan that failed has numbered was not written.
                books = self.books().await?;
            }
            settled.take(&company, went)?;
        }
        self.end_answered().await?;
        let (error, mark) =
            (settled.failure(), Some(self.rules()).filter(|_| settled.failed.is_empty()));
        self.store
            .job_ended(&JobRow {
                name: JOB.into(),
                ended_at: Timestamp::now().to_string(),
                error,
                mark,
            })
            .await?;
        Ok(settled)
    }

    async fn reconsider_company(
        &self,
        books: &mut super::books::Books,
        company: &str,
    ) -> anyhow::Result<usize> {
        let (mut settled, mut after) = (0, 0);
        loop {
            let portion = self.store.undecided(company, after, PORTION).await?;
            let Some(last) = portion.last() else { return Ok(settled) };
            after = last.id;
            settled += self.reconsider_portion(books, company, portion).await?;
        }
    }

    /// Looks again at the entries that were asked about because of a document which is decided now.
    pub(super) async fn reconsider_what_waits_for(&self, document: i64) -> anyhow::Result<()> {
        let waiting = self.store.undecided_for(&waiting_mark(document)).await?;
        if waiting.is_empty() {
            return Ok(());
        }
        let mut books = self.books().await?;
        for of_company in waiting.chunk_by(|one, other| one.company == other.company) {
            let company = of_company.first().map(|row| row.company.clone()).unwrap_or_default();
            for portion in of_company.chunks(PORTION as usize) {
                self.reconsider_portion(&mut books, &company, portion.to_vec()).await?;
            }
        }
        Ok(())
    }

    /// The same, when rules or settings are others than the last time.
    pub async fn reconsider_if_rules_changed(&self) -> anyhow::Result<Attempt> {
        let before = self
            .store
            .jobs()
            .await?
            .into_iter()
            .find(|job| job.name == JOB)
            .and_then(|job| job.mark);
        if before == Some(self.rules()) { Ok(Attempt::default()) } else { self.reconsider().await }
    }

    /// Stores the keys of all items and entries anew, where a newer version of kontor makes others
    /// than those that are stored.
    pub(super) async fn renew_keys(&self) -> anyhow::Result<()> {
        let stored = self.store.job(KEYS_JOB).await?.and_then(|job| job.mark);
        let own = KEYS.to_string();
        if stored.as_ref() == Some(&own) {
            return Ok(());
        }
        let books = &mut self.books().await?;
        let mut companies: Vec<&String> = self.setup.companies.keys().collect();
        companies.sort();
        for company in companies {
            let (mut item, mut entry) = (Some(0), Some(0));
            while item.is_some() || entry.is_some() {
                let mut plan = self.sheet(books);
                if let Some(after) = item {
                    let rows = self.store.items_after(company, after, KEYS_PORTION).await?;
                    rows.iter().for_each(|row| plan.index_item(row));
                    item = rows.last().map(|row| row.id);
                }
                if let Some(after) = entry {
                    let rows = self.store.entries_after(company, after, KEYS_PORTION).await?;
                    rows.iter().for_each(|row| plan.index_entry(row));
                    entry = rows.last().map(|row| row.id);
                }
                let changes = plan.finish();
                if !changes.item_keys.is_empty() || !changes.entry_keys.is_empty() {
                    self.store.commit(&changes).await?;
                }
            }
        }
        let done = JobRow {
            name: KEYS_JOB.into(),
            ended_at: Timestamp::now().to_string(),
            error: None,
            mark: Some(own),
        };
        Ok(self.store.job_ended(&done).await?)
    }

    async fn reconsider_portion(
        &self,
        books: &mut super::books::Books,
        company: &str,
        portion: Vec<EntryRow>,
    ) -> anyhow::Result<usize> {
        let ids: Vec<i64> = portion.iter().map(|row| row.id).collect();
        let of_entries = self.store.keys_of(&ids).await?;
        let returned = portion.iter().filter_map(PaidBefore::of).collect();
        let keys = Keys { of_entries, returned, ..Keys::default() };
        let mut near = self.store.neighbours(company, &keys).await?;
        near = self.with_successors(company, keys, near, &[]).await?;
        for row in portion {
            near.entries.entry(row.id).or_insert(row);
        }
        let postings = self.postings(company, &Plan::in_force(&near)).await?;
        let mut plan = self.sheet(books);
        self.tell_rates(&mut plan, Some(&near)).await?;
        self.tell_named(&plan, company, &mut near).await?;
        plan.settle(company, near, &postings);
        let changes = plan.finish();
        if changes.entries.is_empty() {
            return Ok(0);
        }
        self.store.commit(&changes).await?;
        Ok(changes
            .entries
            .iter()
            .filter(|row| row.state.status == crate::store::rows::EntryStatus::Matched)
            .count())
    }

    /// A fingerprint of the rules that entries are decided by.
    fn rules(&self) -> String {
        let mut companies: Vec<_> = self.setup.companies.values().collect();
        companies.sort_by(|a, b| a.id.cmp(&b.id));
        let mut digest = Sha256::new();
        digest.update(env!("CARGO_PKG_VERSION"));
        digest.update(KEYS.to_be_bytes());
        digest.update(&self.setup.known_by);
        for books in companies {
            let mut accounts: Vec<_> = books.bank_accounts.iter().collect();
            accounts.sort();
            let own = (&books.ibans, accounts, &books.services);
            digest.update(format!(
                "{}\n{:?}\n{:?}\n{own:?}\n",
                books.id, books.policy, books.vendor_rules
            ));
        }
        digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
