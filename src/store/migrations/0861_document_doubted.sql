-- Documents with a doubt that nobody has accepted: what waits is found without reading what ever came.
CREATE INDEX document_doubted ON document (company, id) WHERE doubts <> '[]' AND doubts <> accepted;
