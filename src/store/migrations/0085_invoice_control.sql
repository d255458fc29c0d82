-- What the control of an invoice received found, who let it pass all the same, and whose invoices are to be looked at again.

CREATE TABLE invoice_control (
    document_id BIGINT PRIMARY KEY REFERENCES document (id),
    company     TEXT NOT NULL,
    findings    TEXT NOT NULL,              -- JSON: code, line, expected, actual, and the sentence in both languages
    held        BIGINT NOT NULL,            -- 1: something of it nobody has released
    released    TEXT NOT NULL DEFAULT '[]', -- JSON array: the marks of the findings that a person let pass
    released_by TEXT,                       -- a person, or kontor when what was missing came
    released_at TEXT,
    reason      TEXT                        -- how it was verified, in the person's words; what came, in kontor's
);
CREATE INDEX invoice_control_held ON invoice_control (company) WHERE held = 1;

-- Marked in the transaction that touches a contact's trade, taken off with what the control then says.
CREATE TABLE control_due (
    company    TEXT NOT NULL,
    contact_id BIGINT NOT NULL,             -- 0: nobody is known by what the invoice states
    PRIMARY KEY (company, contact_id)
);

-- By what a company's invoices were controlled last; when that changes, all are due.
CREATE TABLE control_basis (
    company TEXT PRIMARY KEY,
    basis   TEXT NOT NULL
);

CREATE INDEX trade_order_contact ON trade_order (company, contact_id);
