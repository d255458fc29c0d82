-- The rates that a document told are held against it when the books are verified.
CREATE INDEX exchange_rate_document ON exchange_rate (document_id);
