-- The document whose bytes begin with all bytes of this one, which was cut off: the whole of it, which came later.
ALTER TABLE document ADD COLUMN whole BIGINT;
-- What was rejected and of which no whole came, the latest first.
CREATE INDEX document_half ON document (id) WHERE status = 'rejected' AND whole IS NULL;
