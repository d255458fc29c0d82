-- Names to which invoices were addressed that a person said are a company's own; they hold as long as the document by which he said so is
-- booked.
CREATE TABLE addressee (
    document_id BIGINT PRIMARY KEY,         -- by which it was said
    company     TEXT NOT NULL,
    name        TEXT NOT NULL,              -- folded
    street      TEXT,                       -- as the document states it
    postcode    TEXT
);
