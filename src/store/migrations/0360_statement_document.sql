-- The statements of a document, as the digest counts what came in the last weeks.
CREATE INDEX statement_document ON statement (document_id);
