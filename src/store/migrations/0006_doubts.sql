-- What a person is asked about a document that was taken all the same, and what of it a person has accepted.

ALTER TABLE document ADD COLUMN doubts TEXT NOT NULL DEFAULT '[]';      -- JSON array of sentences; those of notes that ask
ALTER TABLE document ADD COLUMN accepted TEXT NOT NULL DEFAULT '[]';    -- JSON array: the doubts that a person accepted
