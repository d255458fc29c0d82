-- Clarification sheets of which rows wait are asked for with every run; documents are many, sheets few.
CREATE INDEX document_sheet ON document (id) WHERE kind = 'answers' AND doubts <> '[]';
