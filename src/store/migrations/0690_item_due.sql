-- The day on which a person said that what is left of an item is due: a retention is, years after its invoice. NULL: as its
-- document says.
ALTER TABLE open_item ADD COLUMN due_told TEXT;
