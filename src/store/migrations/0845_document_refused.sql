-- What was refused, to find what was booked before among it.
CREATE INDEX document_refused ON document (reason_code, id) WHERE status = 'rejected';
