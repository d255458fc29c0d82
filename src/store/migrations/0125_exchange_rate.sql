-- Exchange rates that were dropped, for the whole office.
CREATE TABLE exchange_rate (
    currency    TEXT NOT NULL,              -- ISO 4217
    day         TEXT NOT NULL,              -- ISO 8601
    rate        TEXT NOT NULL,              -- units of the currency for one euro
    document_id BIGINT NOT NULL REFERENCES document (id),
    PRIMARY KEY (currency, day)
);
-- What is not booked yet, looked through when rates come.
CREATE INDEX bank_entry_unbooked ON bank_entry (company, id) WHERE posting IS NULL;
