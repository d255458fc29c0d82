-- A document is asked for by its number alone: kontor explain RE-1.
CREATE INDEX document_called ON document (number);
