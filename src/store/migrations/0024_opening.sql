-- What accounts stand at on the day the books are taken over: opening-balances.csv, booked against 9000. A row whose posting has
-- been taken back counts for nothing.
CREATE TABLE opening_balance (
    company      TEXT NOT NULL,
    account      TEXT NOT NULL,
    date         TEXT NOT NULL,             -- the balance holds from the beginning of this day
    amount_minor BIGINT NOT NULL,           -- debit less credit
    bank         TEXT,                      -- the bank account (IBAN, else the bank's number) that is kept on it, if it is one
    document_id  BIGINT NOT NULL REFERENCES document (id),
    posting      BIGINT,
    PRIMARY KEY (company, account)
);
