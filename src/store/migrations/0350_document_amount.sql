-- Whose invoice a document is and over how much, so that a list of what waits can be sorted and summed by it; told where its original is
-- laid under a readable name, which knew both all along. Documents from before have neither: their name says it.
ALTER TABLE document ADD COLUMN party TEXT;
ALTER TABLE document ADD COLUMN amount_minor BIGINT;    -- as the invoice states it; NULL of what is no invoice
ALTER TABLE document ADD COLUMN currency TEXT;
