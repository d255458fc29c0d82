-- What statistics count of bank entries and of what came, by day: kept by the transaction that changes them, so that reports cost days and
-- not all that ever came. `verify` compares it with the entries.
CREATE TABLE entry_tally (
    company    TEXT NOT NULL,
    day        TEXT NOT NULL,               -- the booking day, else the value day, else ''
    status     TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    moves      BIGINT NOT NULL,             -- 0: entries over nothing
    rule       TEXT NOT NULL,               -- the rule that booked them, else ''; like it the three below
    category   TEXT NOT NULL,
    account    TEXT NOT NULL,
    currency   TEXT NOT NULL,
    entries    BIGINT NOT NULL,
    minor      BIGINT NOT NULL,             -- the sum of what a rule booked
    PRIMARY KEY (company, day, status, decided_by, moves, rule, category, account, currency)
);
INSERT INTO entry_tally (company, day, status, decided_by, moves, rule, category, account, currency, entries, minor)
SELECT company, day, status, decided_by, moves, rule, CASE WHEN rule = '' THEN '' ELSE category END,
    CASE WHEN rule = '' THEN '' ELSE account END, CASE WHEN rule = '' THEN '' ELSE currency END,
    COUNT(*), CAST(SUM(CASE WHEN rule = '' THEN 0 ELSE minor END) AS BIGINT)
FROM (
    SELECT company, day, status, decided_by, moves, category, account, currency, minor,
        CASE WHEN instr(tail, '“ passt; kein offener Posten ist gemeint."') > 0
        THEN REPLACE(substr(tail, 1, instr(tail, '“ passt; kein offener Posten ist gemeint."') - 1), '\"', '"') ELSE '' END AS rule
    FROM (
        SELECT company, COALESCE(booking_date, value_date, '') AS day, status, decided_by,
            CASE WHEN amount_minor = 0 THEN 0 ELSE 1 END AS moves, amount_minor AS minor, COALESCE(category, '') AS category,
            COALESCE(posting_account, '') AS account, currency,
            CASE WHEN category IS NOT NULL AND status = 'matched' AND decided_by = 'kontor' AND instr(explanation, '{"de":"Regel „') > 0
            THEN substr(explanation, instr(explanation, '{"de":"Regel „') + 14) ELSE '' END AS tail
        FROM bank_entry
    ) AS told
) AS ruled
GROUP BY company, day, status, decided_by, moves, rule, CASE WHEN rule = '' THEN '' ELSE category END,
    CASE WHEN rule = '' THEN '' ELSE account END, CASE WHEN rule = '' THEN '' ELSE currency END;

CREATE TABLE arrival_tally (
    company   TEXT NOT NULL,                -- '' for what belongs to none
    day       TEXT NOT NULL,
    documents BIGINT NOT NULL,              -- received
    entries   BIGINT NOT NULL,              -- bank entries that became known
    mails     BIGINT NOT NULL,              -- sent
    PRIMARY KEY (company, day)
);
INSERT INTO arrival_tally (company, day, documents, entries, mails)
SELECT company, day, SUM(documents), SUM(entries), SUM(mails) FROM (
    SELECT COALESCE(company, '') AS company, substr(received_at, 1, 10) AS day, 1 AS documents, 0 AS entries, 0 AS mails FROM document
    UNION ALL
    SELECT b.company, substr(MIN(d.received_at), 1, 10), 0, 1, 0 FROM bank_entry b JOIN entry_source e ON e.entry_id = b.id
    JOIN statement s ON s.id = e.statement_id JOIN document d ON d.id = s.document_id GROUP BY b.id, b.company
    UNION ALL
    SELECT COALESCE(company, ''), substr(next_at, 1, 10), 0, 0, 1 FROM mail WHERE status = 'sent'
) AS came GROUP BY company, day;

-- What a person took back, without reading all that was ever decided.
CREATE INDEX decision_undone ON decision (target) WHERE verb <> 'resolve';
-- What waits of a company, the largest first.
CREATE INDEX bank_entry_largest ON bank_entry (company, (CASE WHEN status = 'suggested' THEN 0 ELSE 1 END), (ABS(amount_minor)) DESC)
WHERE status <> 'matched';
CREATE INDEX bank_entry_largest_of_all ON bank_entry ((CASE WHEN status = 'suggested' THEN 0 ELSE 1 END), (ABS(amount_minor)) DESC)
WHERE status <> 'matched';
-- The invoices that a company issued in a year.
CREATE INDEX open_item_issued ON open_item (company, date) WHERE side = 'receivable';
-- What stands on accounts in other currencies.
CREATE INDEX bank_entry_abroad ON bank_entry (company, account, currency, booking_date, amount_minor) WHERE currency <> 'EUR';

-- The days of the entries that a statement told of: what an export without balances covers.
ALTER TABLE statement ADD COLUMN first_day TEXT;
ALTER TABLE statement ADD COLUMN last_day TEXT;
UPDATE statement SET
    first_day = (SELECT MIN(b.booking_date) FROM entry_source e JOIN bank_entry b ON b.id = e.entry_id WHERE e.statement_id = statement.id),
    last_day = (SELECT MAX(b.booking_date) FROM entry_source e JOIN bank_entry b ON b.id = e.entry_id WHERE e.statement_id = statement.id);
