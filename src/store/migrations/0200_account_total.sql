-- What stands on each account, month by month: reports add up months and look at single entries only where a span begins or ends
-- inside one. Kept by the transaction that books; `verify` compares it with the lines.
CREATE TABLE account_total (
    company      TEXT NOT NULL,
    month        TEXT NOT NULL,             -- of the booking date, YYYY-MM
    account      TEXT NOT NULL,
    tax_month    TEXT NOT NULL,             -- of the day that decides the VAT period
    vat_code     TEXT NOT NULL,             -- '' without one
    debit_minor  BIGINT NOT NULL,
    credit_minor BIGINT NOT NULL,
    PRIMARY KEY (company, month, account, tax_month, vat_code)
);
INSERT INTO account_total (company, month, account, tax_month, vat_code, debit_minor, credit_minor)
SELECT l.company, substr(e.date, 1, 7), l.account, substr(COALESCE(e.tax_date, e.date), 1, 7), COALESCE(l.vat_code, ''),
    CAST(SUM(l.debit_minor) AS BIGINT), CAST(SUM(l.credit_minor) AS BIGINT)
FROM journal_line l JOIN journal_entry e ON e.company = l.company AND e.number = l.number
GROUP BY l.company, substr(e.date, 1, 7), l.account, substr(COALESCE(e.tax_date, e.date), 1, 7), COALESCE(l.vat_code, '');
-- The entries of some days, by the day of their VAT.
CREATE INDEX journal_entry_tax_day ON journal_entry (company, (COALESCE(tax_date, date)));
