-- The books of an office. Amounts are whole minor units (cents) beside their currency; dates are ISO 8601 text; ids are
-- given by the one writer, so that SQLite and PostgreSQL take the same text.

CREATE TABLE document (
    id           BIGINT PRIMARY KEY,
    parent_id    BIGINT REFERENCES document (id),
    claim        TEXT NOT NULL UNIQUE,      -- the claim it was taken under; makes taking idempotent
    file         TEXT NOT NULL,             -- path below inbox/ that it came under
    sha256       TEXT NOT NULL,
    archived     TEXT,                      -- path below archive/; NULL when it was too large to keep a copy
    size_bytes   BIGINT NOT NULL,
    kind         TEXT NOT NULL,
    format       TEXT,
    company      TEXT,
    number       TEXT,
    status       TEXT NOT NULL,             -- processed | duplicate | held | rejected
    reason_code  TEXT,
    reason       TEXT,
    notes        TEXT NOT NULL,             -- JSON array of sentences: doubts that did not stop it
    duplicate_of BIGINT REFERENCES document (id),
    received_at  TEXT NOT NULL,
    digest       BIGINT                     -- the e-mail that told the company of it
);
CREATE INDEX document_content ON document (sha256);
CREATE INDEX document_undigested ON document (digest, id);
CREATE INDEX document_number ON document (company, kind, number);

CREATE TABLE contact (
    id               BIGINT PRIMARY KEY,
    company          TEXT NOT NULL,
    contact          TEXT NOT NULL,
    name             TEXT NOT NULL,
    role             TEXT NOT NULL,         -- customer | vendor | both
    vat_id           TEXT,
    ibans            TEXT NOT NULL,         -- parted by blanks
    email            TEXT,
    address          TEXT NOT NULL,         -- JSON: street, postcode, city, country
    account          TEXT,                  -- revenue or expense account, else the posting rules decide
    customer_account TEXT,                  -- personal account (Debitor)
    vendor_account   TEXT                   -- personal account (Kreditor)
);
CREATE INDEX contact_key ON contact (company, contact);

CREATE TABLE open_item (
    id           BIGINT PRIMARY KEY,
    company      TEXT NOT NULL,
    number       TEXT NOT NULL,             -- the invoice's number as its issuer writes it
    side         TEXT NOT NULL,
    contact_id   BIGINT NOT NULL REFERENCES contact (id),
    date         TEXT,
    due          TEXT,
    currency     TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,           -- gross; negative for a credit note
    vat          TEXT NOT NULL,             -- JSON: VAT breakdown, for the correction that Skonto asks for
    discounts    TEXT NOT NULL,             -- JSON
    order_number TEXT,
    payment_reference TEXT,                 -- BT-83
    origin       TEXT NOT NULL,             -- invoice | list
    document_id  BIGINT NOT NULL REFERENCES document (id),
    posting      BIGINT                     -- the journal entry it was booked with
);
CREATE INDEX open_item_number ON open_item (company, number, side);
CREATE INDEX open_item_contact ON open_item (contact_id);

CREATE TABLE item_key (
    company TEXT NOT NULL,
    key     TEXT NOT NULL,
    item_id BIGINT NOT NULL REFERENCES open_item (id),
    PRIMARY KEY (company, key, item_id)
);
CREATE INDEX item_key_item ON item_key (item_id);

CREATE TABLE statement (
    id            BIGINT PRIMARY KEY,
    document_id   BIGINT NOT NULL REFERENCES document (id),
    company       TEXT NOT NULL,
    account       TEXT NOT NULL,            -- IBAN, else the bank's own number
    currency      TEXT,
    ident         TEXT,
    sequence      TEXT,
    opening_date  TEXT,
    opening_minor BIGINT,
    closing_date  TEXT,
    closing_minor BIGINT
);
CREATE INDEX statement_account ON statement (company, account, closing_date);

CREATE TABLE bank_entry (
    id                   BIGINT PRIMARY KEY,
    company              TEXT NOT NULL,
    account              TEXT NOT NULL,
    booking_date         TEXT,
    value_date           TEXT,
    amount_minor         BIGINT NOT NULL,
    currency             TEXT NOT NULL,
    counterparty_name    TEXT,
    counterparty_iban    TEXT,
    remittance           TEXT,
    structured_reference TEXT,
    end_to_end_id        TEXT,
    mandate_id           TEXT,
    bank_reference       TEXT,
    facts                TEXT NOT NULL,     -- JSON: the whole entry as read
    status               TEXT NOT NULL,     -- matched | suggested | open
    category             TEXT,
    posting_account      TEXT,
    confidence           TEXT,
    explanation          TEXT NOT NULL,     -- JSON array of {de, en}
    decided_by           TEXT NOT NULL,     -- kontor | person
    posting              BIGINT             -- its journal entry now in force
);
CREATE INDEX bank_entry_day ON bank_entry (company, account, booking_date);

CREATE TABLE entry_source (
    entry_id     BIGINT NOT NULL REFERENCES bank_entry (id),
    statement_id BIGINT NOT NULL REFERENCES statement (id),
    PRIMARY KEY (entry_id, statement_id)
);
CREATE INDEX entry_source_statement ON entry_source (statement_id);

CREATE TABLE entry_key (
    company  TEXT NOT NULL,
    key      TEXT NOT NULL,
    entry_id BIGINT NOT NULL REFERENCES bank_entry (id),
    PRIMARY KEY (company, key, entry_id)
);
CREATE INDEX entry_key_entry ON entry_key (entry_id);

CREATE TABLE allocation (
    entry_id       BIGINT NOT NULL REFERENCES bank_entry (id),
    item_id        BIGINT NOT NULL REFERENCES open_item (id),
    amount_minor   BIGINT NOT NULL,         -- what the item is reduced by in cash
    discount_minor BIGINT NOT NULL,         -- what it is reduced by besides
    state          TEXT NOT NULL,           -- matched | suggested
    PRIMARY KEY (entry_id, item_id)
);
CREATE INDEX allocation_item ON allocation (item_id);

CREATE TABLE journal_entry (
    company       TEXT NOT NULL,
    number        BIGINT NOT NULL,
    date          TEXT NOT NULL,
    document_id   BIGINT REFERENCES document (id),
    entry_id      BIGINT REFERENCES bank_entry (id),
    reverses      BIGINT,
    text          TEXT NOT NULL,
    previous_hash TEXT NOT NULL,
    hash          TEXT NOT NULL,
    PRIMARY KEY (company, number)
);
CREATE INDEX journal_entry_document ON journal_entry (document_id);
CREATE INDEX journal_entry_bank ON journal_entry (entry_id);

CREATE TABLE journal_line (
    company      TEXT NOT NULL,
    number       BIGINT NOT NULL,
    line         BIGINT NOT NULL,
    account      TEXT NOT NULL,
    debit_minor  BIGINT NOT NULL,
    credit_minor BIGINT NOT NULL,
    vat_code     TEXT,
    PRIMARY KEY (company, number, line),
    FOREIGN KEY (company, number) REFERENCES journal_entry (company, number)
);

CREATE TABLE trade_order (
    company  TEXT NOT NULL,
    number   TEXT NOT NULL,
    side     TEXT NOT NULL,
    facts    TEXT NOT NULL,                 -- JSON: the order with its lines
    document_id BIGINT NOT NULL REFERENCES document (id),
    PRIMARY KEY (company, number, side)
);

CREATE TABLE delivery_note (
    company      TEXT NOT NULL,
    supplier     TEXT NOT NULL,
    number       TEXT NOT NULL,
    order_number TEXT,
    date         TEXT,
    facts        TEXT NOT NULL,             -- JSON: the delivery note with its lines
    document_id  BIGINT NOT NULL REFERENCES document (id),
    PRIMARY KEY (company, supplier, number)
);

CREATE TABLE mail (
    id          BIGINT PRIMARY KEY,
    cause       TEXT NOT NULL UNIQUE,       -- what it goes out for; the same cause never mails twice
    company     TEXT,
    kind        TEXT NOT NULL,
    recipient   TEXT NOT NULL,
    subject     TEXT NOT NULL,
    message_id  TEXT NOT NULL,
    source      TEXT NOT NULL,              -- the whole message, as it goes out
    document_id BIGINT REFERENCES document (id),
    status      TEXT NOT NULL,              -- queued | sent | failed
    attempts    BIGINT NOT NULL,
    next_at     TEXT NOT NULL,
    error       TEXT
);
CREATE INDEX mail_due ON mail (status, next_at);

CREATE TABLE decision (
    id        BIGINT PRIMARY KEY,
    target    TEXT NOT NULL,
    verb      TEXT NOT NULL,                -- resolve | undo
    choice    TEXT NOT NULL,
    decided_at TEXT NOT NULL
);
CREATE INDEX decision_target ON decision (target);
