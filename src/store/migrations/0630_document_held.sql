-- What waits for a reason, asked for with every batch that may bring what it waits for.
CREATE INDEX document_held ON document (reason_code, id) WHERE status = 'held';
