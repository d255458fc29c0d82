-- Documents of which a business partner is to be told by mail: marked in the transaction that writes what they say, taken off with the mail.
CREATE TABLE confirmation_due (
    company     TEXT NOT NULL,
    document_id BIGINT NOT NULL REFERENCES document (id),
    PRIMARY KEY (company, document_id)
);
CREATE INDEX placed_order_document ON placed_order (document_id);
