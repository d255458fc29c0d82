-- What the control of invoices needs beside orders and delivery notes: whom an order is with, what was said of orders after, and
-- each invoice line by line.

ALTER TABLE trade_order ADD COLUMN contact_id BIGINT;

CREATE TABLE order_message (
    document_id BIGINT NOT NULL REFERENCES document (id),
    position    BIGINT NOT NULL,            -- in its document, from 0
    company     TEXT NOT NULL,
    number      TEXT NOT NULL,              -- of the order that it is about
    side        TEXT NOT NULL,
    facts       TEXT NOT NULL,              -- JSON: the change, answer or cancellation with its lines
    PRIMARY KEY (document_id, position)
);
CREATE INDEX order_message_order ON order_message (company, number, side);

CREATE TABLE billed_invoice (
    document_id BIGINT PRIMARY KEY REFERENCES document (id),
    company     TEXT NOT NULL,
    side        TEXT NOT NULL,              -- payable | receivable
    contact_id  BIGINT,                     -- NULL while nobody is known by what it states
    contact     TEXT NOT NULL,              -- as the invoice names the other side
    number      TEXT,
    facts       TEXT NOT NULL               -- JSON: what is billed, line by line
);
CREATE INDEX billed_invoice_company ON billed_invoice (company, contact_id);
