//! What must agree between the sub-ledger (open items, allocations, bank entries) and the journal,
//! as questions whose right answer is no row at all. The store does the work; nothing is read
//! whole.

use super::sql::{self, QueryBuilder, Row};
use super::stale::mark_those;
use super::tally::{COUNTED, Recount};
use super::{Store, Stored};
use crate::domain::statement::Entry;

/// A row that does not agree with what it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Astray {
    /// The company's id.
    pub company: String,
    /// The row as a person knows it: `E12`, `D7`, an invoice's number, the number of a journal
    /// entry; an item that is gone as `P3`.
    pub row: String,
}

/// What can fail to agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// An item's amount is the sum of the movements that booked it.
    ItemIsItsMovements,
    /// What an entry settles of an item is the sum of the movements it caused.
    AllocationIsItsMovements,
    /// A booked item stands in its posting, on the personal account of its contact, with its
    /// amount.
    ItemIsPosted,
    /// The balance of a personal account is what is open of its contact, credits on account among
    /// it.
    AccountIsItsItems,
    /// A bank entry in euro is posted, with its amount.
    EntryIsPosted,
    /// A posting in force is the one that its bank entry names.
    PostingIsNamed,
    /// A posting that something rests on has not been taken back.
    PostingIsInForce,
    /// What movements, allocations and postings speak of is there.
    RowIsThere,
    /// What was closed stands as it did then, and nothing has been booked into it since.
    ClosedIsClosed,
    /// An opening balance in force stands in its posting.
    OpeningIsPosted,
    /// An item is not settled by more than it is.
    ItemIsNotOversettled,
    /// What is set off is the sum of the movements it caused, on both sides alike, and it is
    /// posted.
    SetOffIsItsMovements,
    /// A bank entry that is matched is posted, on the personal account of each item that it
    /// settles.
    MatchIsPosted,
    /// What is kept of an account and month is the sum of its lines, and what is counted of a day
    /// is the number of its entries.
    TotalIsItsLines,
    /// An entry that is another moves nothing; the other is one of its account with its amount,
    /// stands for itself, and was told of by all that told of it.
    SameIsOne,
    /// What was accrued order line by order line is the expense of its entry, and the entry has
    /// been taken back.
    AccrualIsPosted,
    /// The posting of an item names its number.
    ItemIsNumbered,
    /// A statement or an invoice that counts as processed is booked.
    ProcessedIsBooked,
    /// What books an opening balance is the one that the balance names.
    OpeningIsNamed,
    /// What a person let pass of the control has its decision.
    ReleaseIsDecided,
    /// An account that a person named last for an invoice is one that it is booked on; and what is
    /// booked counts as processed.
    AccountIsAsSaid,
    /// What is kept beside the facts of a delivery note says what they say.
    NoteIsItsFacts,
    /// A bank entry stands on the account of a statement that told of it.
    EntryIsOnItsAccount,
}

impl Proof {
    /// All of them.
    pub const ALL: [Proof; 23] = [
        Proof::ItemIsItsMovements,
        Proof::AllocationIsItsMovements,
        Proof::ItemIsPosted,
        Proof::AccountIsItsItems,
        Proof::EntryIsPosted,
        Proof::PostingIsNamed,
        Proof::PostingIsInForce,
        Proof::RowIsThere,
        Proof::ClosedIsClosed,
        Proof::OpeningIsPosted,
        Proof::ItemIsNotOversettled,
        Proof::SetOffIsItsMovements,
        Proof::MatchIsPosted,
        Proof::TotalIsItsLines,
        Proof::SameIsOne,
        Proof::AccrualIsPosted,
        Proof::ItemIsNumbered,
        Proof::ProcessedIsBooked,
        Proof::OpeningIsNamed,
        Proof::ReleaseIsDecided,
        Proof::AccountIsAsSaid,
        Proof::NoteIsItsFacts,
        Proof::EntryIsOnItsAccount,
    ];

    /// The question: company and row of all that does not agree.
    fn question(self) -> &'static str {
        match self {
            Proof::ItemIsItsMovements => {
                "SELECT i.company, i.number FROM open_item i LEFT JOIN item_movement m ON \
                 m.item_id = i.id AND m.entry_id IS NULL AND m.set_off_id IS NULL \
                 GROUP BY i.id, i.company, i.number, i.amount_minor, i.abroad_minor HAVING \
                 COALESCE(SUM(m.amount_minor), 0) <> i.amount_minor \
                 OR COALESCE(SUM(m.abroad_minor), 0) <> COALESCE(i.abroad_minor, 0) \
                 UNION SELECT i.company, i.number FROM (SELECT item_id, rest_minor AS rest FROM \
                 item_open \
                 UNION ALL SELECT item_id, -amount_minor FROM item_movement) AS kept JOIN \
                 open_item i ON i.id = kept.item_id \
                 GROUP BY i.id, i.company, i.number HAVING SUM(rest) <> 0 ORDER BY 1, 2"
            }
            Proof::AllocationIsItsMovements => {
                "SELECT company, 'E' || entry_id FROM ( \
                 SELECT b.company AS company, a.entry_id AS entry_id, a.item_id AS item_id, \
                 a.amount_minor + a.discount_minor AS amount, \
                 COALESCE(a.abroad_minor, 0) AS abroad \
                 FROM allocation a JOIN bank_entry b ON b.id = a.entry_id WHERE a.state = \
                 'matched' \
                 UNION ALL SELECT company, entry_id, item_id, amount_minor, COALESCE(abroad_minor, \
                 0) FROM item_movement \
                 WHERE entry_id IS NOT NULL) AS moved \
                 GROUP BY company, entry_id, item_id HAVING SUM(amount) <> 0 OR SUM(abroad) <> 0 \
                 ORDER BY entry_id"
            }
            Proof::ItemIsPosted => {
                "SELECT i.company, i.number FROM open_item i JOIN contact c ON c.id = i.contact_id \
                 WHERE i.posting IS NOT NULL AND i.amount_minor <> COALESCE(( \
                 SELECT SUM(CASE WHEN i.side = 'receivable' THEN l.debit_minor - l.credit_minor \
                 ELSE l.credit_minor - l.debit_minor END) \
                 FROM journal_line l WHERE l.company = i.company AND l.number = i.posting \
                 AND l.account = CASE WHEN i.side = 'receivable' THEN c.customer_account ELSE \
                 c.vendor_account END), 0) ORDER BY i.id"
            }
            // What an invoice says is paid already is owed by nobody and stands on an account of
            // its own; what is listed in another currency without a rate is not booked yet.
            Proof::AccountIsItsItems => {
                "SELECT company, account FROM ( \
                 SELECT i.company AS company, CASE WHEN i.side = 'receivable' THEN \
                 c.customer_account ELSE c.vendor_account END AS account, \
                 CASE WHEN i.side = 'receivable' THEN o.rest_minor ELSE -o.rest_minor END AS minor \
                 FROM item_open o JOIN open_item i ON i.id = o.item_id JOIN contact c ON c.id = \
                 i.contact_id \
                 WHERE i.kind <> 'prepaid' AND (i.posting IS NOT NULL OR i.kind = 'on-account') \
                 UNION ALL SELECT t.company, t.account, t.credit_minor - t.debit_minor FROM \
                 account_total t JOIN ( \
                 SELECT company, customer_account AS account FROM contact WHERE customer_account \
                 IS NOT NULL \
                 UNION SELECT company, vendor_account FROM contact WHERE vendor_account IS NOT \
                 NULL) AS personal \
                 ON personal.company = t.company AND personal.account = t.account) AS owed \
                 GROUP BY company, account HAVING SUM(minor) <> 0 ORDER BY company, account"
            }
            Proof::EntryIsPosted => {
                "SELECT b.company, 'E' || b.id FROM bank_entry b WHERE b.currency = 'EUR' AND \
                 b.amount_minor <> 0 AND b.same_as IS NULL AND NOT EXISTS ( \
                 SELECT 1 FROM journal_line l WHERE l.company = b.company AND l.number = b.posting \
                 AND l.debit_minor - l.credit_minor = b.amount_minor) ORDER BY b.id"
            }
            Proof::PostingIsNamed => {
                "SELECT j.company, CAST(j.number AS TEXT) FROM journal_entry j JOIN bank_entry b \
                 ON b.id = j.entry_id \
                 WHERE j.reverses IS NULL AND COALESCE(b.posting, 0) <> j.number \
                 AND NOT EXISTS (SELECT 1 FROM journal_entry r WHERE r.company = j.company AND \
                 r.reverses = j.number) ORDER BY j.number"
            }
            Proof::PostingIsInForce => {
                "SELECT named.company, named.row FROM ( \
                 SELECT company, 'E' || id AS row, posting FROM bank_entry UNION ALL SELECT \
                 company, number AS row, posting FROM open_item \
                 UNION ALL SELECT company, 'V' || id AS row, posting FROM set_off WHERE taken_back \
                 IS NULL \
                 ) AS named JOIN journal_entry r ON r.company = named.company AND r.reverses = \
                 named.posting ORDER BY named.row"
            }
            Proof::RowIsThere => {
                "SELECT m.company, 'P' || m.item_id FROM item_movement m LEFT JOIN open_item i ON \
                 i.id = m.item_id WHERE i.id IS NULL \
                 UNION SELECT b.company, 'P' || a.item_id FROM allocation a JOIN bank_entry b ON \
                 b.id = a.entry_id \
                 LEFT JOIN open_item i ON i.id = a.item_id WHERE i.id IS NULL \
                 UNION SELECT m.company, 'E' || m.entry_id FROM item_movement m LEFT JOIN \
                 bank_entry b ON b.id = m.entry_id \
                 WHERE m.entry_id IS NOT NULL AND b.id IS NULL \
                 UNION SELECT m.company, 'V' || m.set_off_id FROM item_movement m LEFT JOIN \
                 set_off s ON s.id = m.set_off_id \
                 WHERE m.set_off_id IS NOT NULL AND s.id IS NULL \
                 UNION SELECT j.company, 'E' || j.entry_id FROM journal_entry j LEFT JOIN \
                 bank_entry b ON b.id = j.entry_id \
                 WHERE j.entry_id IS NOT NULL AND b.id IS NULL \
                 UNION SELECT j.company, 'D' || j.document_id FROM journal_entry j LEFT JOIN \
                 document d ON d.id = j.document_id \
                 WHERE j.document_id IS NOT NULL AND d.id IS NULL"
            }
            Proof::ClosedIsClosed => {
                "SELECT c.company, c.closed_until FROM closing c LEFT JOIN journal_entry j ON \
                 j.company = c.company AND j.number = c.number \
                 WHERE c.number <> 0 AND COALESCE(j.hash, '') <> c.hash \
                 UNION SELECT c.company, c.closed_until FROM closing c JOIN journal_entry j ON \
                 j.company = c.company \
                 AND j.number > c.number AND j.date <= c.closed_until \
                 UNION SELECT d.target, d.choice FROM decision d WHERE d.verb = 'close' AND NOT \
                 EXISTS (SELECT 1 FROM closing c WHERE c.company = d.target AND c.closed_until = \
                 d.choice)"
            }
            Proof::OpeningIsPosted => {
                "SELECT o.company, o.account FROM opening_balance o WHERE o.posting IS NOT NULL \
                 AND o.amount_minor <> COALESCE(( \
                 SELECT SUM(l.debit_minor - l.credit_minor) FROM journal_line l \
                 WHERE l.company = o.company AND l.number = o.posting AND l.account = o.account), \
                 0) ORDER BY o.account"
            }
            Proof::MatchIsPosted => {
                "SELECT b.company, 'E' || b.id FROM bank_entry b LEFT JOIN journal_entry j ON \
                 j.company = b.company AND j.number = b.posting \
                 WHERE b.status = 'matched' AND b.amount_minor <> 0 AND b.same_as IS NULL AND \
                 (j.number IS NULL OR b.decision LIKE '%\"status\":\"suggested\"%' \
                 OR (b.decision IS NULL AND b.category IS NULL AND b.posting_account IS NULL \
                 AND NOT EXISTS (SELECT 1 FROM allocation a WHERE a.entry_id = b.id AND a.state = \
                 'matched'))) \
                 UNION SELECT b.company, 'E' || b.id FROM allocation a JOIN bank_entry b ON b.id = \
                 a.entry_id \
                 JOIN open_item i ON i.id = a.item_id JOIN contact c ON c.id = i.contact_id \
                 WHERE a.state = 'matched' AND i.kind <> 'prepaid' AND a.amount_minor + \
                 a.discount_minor <> 0 AND b.amount_minor <> 0 \
                 AND NOT EXISTS (SELECT 1 FROM journal_line l WHERE l.company = b.company AND \
                 l.number = b.posting \
                 AND l.account = CASE WHEN i.side = 'receivable' THEN c.customer_account ELSE \
                 c.vendor_account END)"
            }
            Proof::TotalIsItsLines => {
                "SELECT company, account || ' ' || month FROM ( \
                 SELECT company, account, month, tax_month, vat_code, debit_minor AS debit, \
                 credit_minor AS credit FROM account_total \
                 UNION ALL SELECT l.company, l.account, substr(e.date, 1, 7), \
                 substr(COALESCE(e.tax_date, e.date), 1, 7), \
                 COALESCE(l.vat_code, ''), -l.debit_minor, -l.credit_minor \
                 FROM journal_line l JOIN journal_entry e ON e.company = l.company AND e.number = \
                 l.number) AS kept \
                 GROUP BY company, account, month, tax_month, vat_code HAVING SUM(debit) <> 0 OR \
                 SUM(credit) <> 0 \
                 UNION SELECT company, account || ' ' || day FROM ( \
                 SELECT company, account, booked, day, minor FROM bank_day \
                 UNION ALL SELECT l.company, l.account, e.date, COALESCE(e.document_date, e.date), \
                 l.credit_minor - l.debit_minor \
                 FROM opening_balance o JOIN journal_line l ON l.company = o.company AND l.account \
                 = o.account \
                 JOIN journal_entry e ON e.company = l.company AND e.number = l.number WHERE \
                 o.bank IS NOT NULL) AS days \
                 GROUP BY company, account, booked, day HAVING SUM(minor) <> 0 \
                 UNION SELECT company, day FROM ( \
                 SELECT company, side, currency, day, is_due, items, minor FROM due_total \
                 UNION ALL SELECT company, side, currency, day, is_due, -1, -rest_minor FROM \
                 item_open WHERE day IS NOT NULL) AS due \
                 GROUP BY company, side, currency, day, is_due HAVING SUM(items) <> 0 OR \
                 SUM(minor) <> 0 \
                 UNION SELECT i.company, i.number FROM item_open o JOIN open_item i ON i.id = \
                 o.item_id WHERE o.company <> i.company OR o.side <> i.side OR o.currency <> \
                 i.currency OR COALESCE(o.day, '-') <> CASE WHEN i.kind = 'prepaid' THEN '-' ELSE \
                 COALESCE(i.due_told, i.due, i.date, '') END OR o.is_due <> CASE WHEN i.kind <> \
                 'prepaid' AND COALESCE(i.due_told, i.due) IS NOT NULL THEN 1 ELSE 0 END \
                 UNION SELECT company, day FROM ( \
                 SELECT company, day, documents, 0 AS mails FROM arrival_tally \
                 UNION ALL SELECT company, day, 0, mails FROM mail_tally \
                 UNION ALL SELECT COALESCE(company, ''), substr(received_at, 1, 10), -1, 0 FROM \
                 document \
                 UNION ALL SELECT COALESCE(company, ''), substr(next_at, 1, 10), 0, -1 FROM mail \
                 WHERE status = 'sent') AS came \
                 GROUP BY company, day HAVING SUM(documents) <> 0 OR SUM(mails) <> 0 \
                 UNION SELECT company, 'E1 – E' || (SELECT MAX(id) FROM bank_entry) FROM (SELECT \
                 company, entries FROM arrival_tally UNION ALL SELECT company, -1 FROM bank_entry \
                 b \
                 WHERE EXISTS (SELECT 1 FROM entry_source e WHERE e.entry_id = b.id)) AS known \
                 GROUP BY company HAVING SUM(entries) <> 0 \
                 UNION SELECT s.company, 'D' || s.document_id FROM statement s LEFT JOIN ( \
                 SELECT e.statement_id AS id, MIN(b.booking_date) AS first_day, \
                 MAX(b.booking_date) AS last_day \
                 FROM entry_source e JOIN bank_entry b ON b.id = e.entry_id GROUP BY \
                 e.statement_id) AS told ON told.id = s.id \
                 WHERE COALESCE(s.first_day, '') <> COALESCE(told.first_day, '') OR \
                 COALESCE(s.last_day, '') <> COALESCE(told.last_day, '') \
                 ORDER BY 1, 2"
            }
            Proof::SameIsOne => {
                "SELECT b.company, 'E' || b.id FROM bank_entry b LEFT JOIN bank_entry o ON o.id = \
                 b.same_as AND o.company = b.company \
                 AND (o.account = b.account OR o.account LIKE '% ' || b.account OR b.account LIKE \
                 '% ' || o.account OR EXISTS (SELECT 1 FROM entry_source x JOIN entry_source y ON \
                 y.reference = x.reference WHERE x.entry_id = b.id AND y.entry_id = o.id)) \
                 AND o.currency = b.currency AND o.same_as IS NULL AND \
                 (o.amount_minor = -b.amount_minor OR CASE WHEN b.amount_minor < 0 THEN \
                 o.amount_minor <= b.amount_minor ELSE o.amount_minor >= b.amount_minor END) \
                 WHERE b.same_as IS NOT NULL AND (b.posting IS NOT NULL OR \
                 b.status <> 'matched' OR b.decided_by <> 'person' \
                 OR b.same_as <> b.id AND o.id IS NULL \
                 OR EXISTS (SELECT 1 FROM entry_source e WHERE e.entry_id = b.id AND NOT EXISTS ( \
                 SELECT 1 FROM entry_source t WHERE t.entry_id = o.id AND t.statement_id = \
                 e.statement_id))) ORDER BY b.id"
            }
            Proof::AccrualIsPosted => {
                "SELECT a.company, CAST(a.posting AS TEXT) FROM (SELECT company, posting, account, \
                 SUM(minor) AS minor \
                 FROM goods_accrual GROUP BY company, posting, account) AS a WHERE a.minor <> \
                 COALESCE(( \
                 SELECT SUM(l.debit_minor - l.credit_minor) FROM journal_line l \
                 WHERE l.company = a.company AND l.number = a.posting AND l.account = a.account), \
                 0) \
                 OR NOT EXISTS (SELECT 1 FROM journal_entry r WHERE r.company = a.company AND \
                 r.reverses = a.posting) ORDER BY 1, 2"
            }
            Proof::ItemIsNumbered => {
                "SELECT i.company, i.number FROM open_item i JOIN journal_entry j ON j.company = \
                 i.company AND j.number = i.posting \
                 WHERE i.kind <> 'on-account' AND REPLACE(' ' || j.text || ' ', ' ' || i.number || \
                 ' ', '') = ' ' || j.text || ' ' ORDER BY i.id"
            }
            Proof::ProcessedIsBooked => {
                "SELECT COALESCE(d.company, ''), 'D' || d.id FROM document d WHERE d.status = \
                 'processed' AND (d.kind = 'bank-statement' AND NOT EXISTS (SELECT 1 FROM \
                 statement s WHERE s.document_id = d.id) \
                 OR d.kind = 'invoice' AND NOT EXISTS (SELECT 1 FROM journal_entry j WHERE \
                 j.document_id = d.id)) ORDER BY d.id"
            }
            Proof::EntryIsOnItsAccount => {
                "SELECT b.company, 'E' || b.id FROM bank_entry b WHERE b.same_as IS NULL AND \
                 EXISTS (SELECT 1 FROM entry_source o WHERE o.entry_id = b.id) AND NOT \
                 EXISTS (SELECT 1 FROM entry_source e JOIN statement s ON s.id = e.statement_id \
                 WHERE e.entry_id = b.id AND s.account = b.account AND s.company = b.company) \
                 ORDER BY b.id"
            }
            // What a list or the first statement of an account opens has no bank entry.
            Proof::OpeningIsNamed => {
                "SELECT j.company, MIN(l.account) FROM document d JOIN journal_entry j ON \
                 j.document_id = d.id JOIN journal_line l ON l.company = j.company AND l.number = \
                 j.number AND l.line = 1 WHERE d.kind IN ('opening-balances', 'bank-statement') \
                 AND j.entry_id IS NULL AND j.reverses IS NULL AND NOT EXISTS (SELECT 1 FROM \
                 journal_entry r WHERE r.company = j.company AND r.reverses = j.number) AND NOT \
                 EXISTS (SELECT 1 FROM opening_balance o WHERE o.company = j.company AND o.posting \
                 = j.number) GROUP BY j.company, j.number UNION SELECT o.company, o.account FROM \
                 opening_balance o JOIN journal_entry j ON j.company = o.company AND j.number = \
                 o.posting WHERE COALESCE(j.document_date, j.date) <> o.date"
            }
            Proof::ReleaseIsDecided => {
                "SELECT k.company, 'D' || k.document_id FROM invoice_control k WHERE k.released <> \
                 '[]' AND COALESCE(k.released_by, '') <> 'kontor' AND NOT EXISTS (SELECT 1 FROM \
                 decision x WHERE x.target = 'D' || k.document_id) ORDER BY k.document_id"
            }
            // Each decision behind it may have booked it anew.
            Proof::AccountIsAsSaid => {
                "SELECT COALESCE(d.company, ''), x.target FROM decision x JOIN document d ON \
                 x.target = 'D' || d.id WHERE x.verb = 'resolve' AND x.choice LIKE 'account %' AND \
                 d.kind = 'invoice' AND d.status = 'processed' AND NOT EXISTS (SELECT 1 FROM \
                 decision y WHERE y.target = x.target AND y.id > x.id) AND NOT EXISTS (SELECT 1 \
                 FROM journal_entry j JOIN journal_line l ON l.company = j.company AND l.number = \
                 j.number WHERE j.document_id = d.id AND x.choice || ' ' LIKE 'account ' || \
                 l.account || ' %') UNION SELECT i.company, 'D' || d.id FROM document d JOIN \
                 open_item i ON i.document_id = d.id WHERE d.kind = 'invoice' AND d.status <> \
                 'processed' AND i.amount_minor <> 0 UNION SELECT s.company, 'D' || d.id FROM \
                 statement s JOIN document d ON d.id = s.document_id WHERE d.status <> 'processed'"
            }
            Proof::NoteIsItsFacts => {
                // One without a number is kept under that of its document, and signs that JSON
                // writes otherwise are not looked for.
                "SELECT n.company, n.number FROM delivery_note n WHERE n.number NOT LIKE '?D%' \
                 AND n.number NOT LIKE '%\"%' AND REPLACE(n.number, '\\', '') = n.number AND \
                 REPLACE(n.facts, n.number, '') = n.facts OR n.date IS NOT NULL AND \
                 REPLACE(n.facts, n.date, '') = n.facts"
            }
            Proof::SetOffIsItsMovements => {
                "SELECT company, 'V' || set_off_id FROM ( \
                 SELECT company, id AS set_off_id, item_id, item_minor AS amount FROM set_off \
                 WHERE taken_back IS NULL \
                 UNION ALL SELECT company, id, against_id, against_minor FROM set_off WHERE \
                 taken_back IS NULL \
                 UNION ALL SELECT company, set_off_id, item_id, amount_minor FROM item_movement \
                 WHERE set_off_id IS NOT NULL) AS moved \
                 GROUP BY company, set_off_id, item_id HAVING SUM(amount) <> 0 \
                 UNION SELECT s.company, 'V' || s.id FROM set_off s WHERE ABS(s.item_minor) <> \
                 ABS(s.against_minor) \
                 OR NOT EXISTS (SELECT 1 FROM journal_line l WHERE l.company = s.company AND \
                 l.number = s.posting)"
            }
            Proof::ItemIsNotOversettled => {
                "SELECT i.company, i.number FROM open_item i JOIN item_movement m ON m.item_id = \
                 i.id \
                 GROUP BY i.id, i.company, i.number, i.amount_minor \
                 HAVING (i.amount_minor >= 0 AND SUM(m.amount_minor) < 0) OR (i.amount_minor <= 0 \
                 AND SUM(m.amount_minor) > 0) ORDER BY i.id"
            }
        }
    }
}

impl Store {
    /// Tests that the store can be written, where it may be; gives what it is, by name and version.
    pub async fn test(&self) -> Stored<String> {
        if self.is_for_looking {
            return self.pool.describe().await;
        }
        let mut transaction = self.pool.begin().await?;
        mark_those(&mut transaction, &[""]).await?;
        // Dropped, and so taken back.
        drop(transaction);
        self.pool.describe().await
    }

    /// The rows that do not agree with what they rest on.
    pub async fn prove(&self, proof: Proof) -> Stored<Vec<Astray>> {
        let rows = sql::query(proof.question()).fetch_all(&self.pool).await?;
        rows.iter()
            .map(|row| Ok(Astray { company: row.try_get(0)?, row: row.try_get(1)? }))
            .collect()
    }

    /// Reads all bank entries once, a page at a time: those whose columns do not say what was read
    /// of them, and the days whose counts of entries are not those of the entries that stand there.
    pub async fn entries_astray(&self) -> Stored<EntriesAstray> {
        let (mut entries, mut counted, mut after) = (Vec::new(), Recount::default(), Some(0_i64));
        while let Some(id) = after {
            let mut query = QueryBuilder::new(COUNTED);
            query
                .push(
                    ", value_date, counterparty_name, counterparty_iban, remittance, \
                     structured_reference, end_to_end_id, mandate_id, bank_reference, facts, \
                     decision, posting_account AS booked_on, category AS filed_under FROM \
                     bank_entry WHERE id > ",
                )
                .push_bind(id)
                .push(" ORDER BY id LIMIT 1000");
            after = None;
            for row in query.build().fetch_all(&self.pool).await? {
                let id: i64 = row.try_get("id")?;
                after = Some(id);
                counted.step(&row)?;
                if !agrees(&row)? || !is_as_decided(&row)? {
                    entries
                        .push(Astray { company: row.try_get("company")?, row: format!("E{id}") });
                }
            }
        }
        Ok(EntriesAstray { entries, counts: counted.astray(self).await? })
    }
}

/// What does not agree of the bank entries.
pub struct EntriesAstray {
    /// Entries whose columns do not say what was read of them.
    pub entries: Vec<Astray>,
    /// Days, with the rule where there is one, whose counts are not those of the entries.
    pub counts: Vec<Astray>,
}

/// Whether account and category of an entry are those that were decided, which others are booked
/// by.
fn is_as_decided(row: &Row) -> Stored<bool> {
    let decision: Option<&str> = row.try_get("decision")?;
    let decision: Option<serde_json::Value> =
        decision.and_then(|text| serde_json::from_str(text).ok());
    let account = decision.as_ref().and_then(|decision| decision.get("account")?.as_str());
    let booked: Option<&str> = row.try_get("booked_on")?;
    let category = decision.as_ref().and_then(|decision| decision.get("category")?.as_str());
    let filed: Option<&str> = row.try_get("filed_under")?;
    Ok((account.is_none() || booked == account) && (category.is_none() || filed == category))
}

/// Whether the columns of an entry say what was read of it.
fn agrees(row: &Row) -> Stored<bool> {
    let facts: Option<Entry> = serde_json::from_str(row.try_get("facts")?).ok();
    let Some(entry) = facts else { return Ok(false) };
    let (amount, currency): (i64, &str) = (row.try_get("amount_minor")?, row.try_get("currency")?);
    let day = |date: Option<jiff::civil::Date>| date.map(|date| date.to_string());
    let texts = [
        ("booking_date", day(entry.booking_date)),
        ("value_date", day(entry.value_date)),
        ("counterparty_name", entry.counterparty.name),
        ("counterparty_iban", entry.counterparty.iban.map(|iban| iban.to_string())),
        ("remittance", entry.remittance),
        ("structured_reference", entry.structured_reference),
        ("end_to_end_id", entry.end_to_end_id),
        ("mandate_id", entry.mandate_id),
        ("bank_reference", entry.bank_reference),
    ];
    for (column, read) in texts {
        if row.try_get::<Option<&str>, _>(column)? != read.as_deref() {
            return Ok(false);
        }
    }
    Ok(entry.amount.minor() == Some(amount) && entry.amount.currency.code() == currency)
}
