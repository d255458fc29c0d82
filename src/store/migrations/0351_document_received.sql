-- What came in the last weeks, by company: the digest holds a day against the usual.
CREATE INDEX document_received ON document (company, received_at);
