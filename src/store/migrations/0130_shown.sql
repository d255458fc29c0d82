-- Where a document lies under a name that people read: its path below the office folder. NULL until it was put there, and when it was
-- taken away again.
ALTER TABLE document ADD COLUMN shown_as TEXT;
