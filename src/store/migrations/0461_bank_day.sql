-- What moved on each account that a bank account is kept on, by day: the control of closing balances costs days, not bookings. Kept by the
-- transaction that books; `verify` compares it with the journal.
CREATE TABLE bank_day (
    company TEXT NOT NULL,
    account TEXT NOT NULL,
    booked  TEXT NOT NULL,                  -- the day of the posting
    day     TEXT NOT NULL,                  -- the day of its document
    minor   BIGINT NOT NULL,                -- debit less credit
    PRIMARY KEY (company, account, booked, day)
);
INSERT INTO bank_day (company, account, booked, day, minor)
SELECT l.company, l.account, e.date, COALESCE(e.document_date, e.date), CAST(SUM(l.debit_minor - l.credit_minor) AS BIGINT)
FROM opening_balance o JOIN journal_line l ON l.company = o.company AND l.account = o.account
JOIN journal_entry e ON e.company = l.company AND e.number = l.number WHERE o.bank IS NOT NULL
GROUP BY l.company, l.account, e.date, COALESCE(e.document_date, e.date);
