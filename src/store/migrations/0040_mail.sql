-- A message on its way: noted before it goes, so that one whose sending was interrupted is known to have perhaps arrived.
ALTER TABLE mail ADD COLUMN begun TEXT;     -- ISO 8601 UTC; NULL when nothing was begun or it ended
-- A failed one that a person let be: it is told no more.
ALTER TABLE mail ADD COLUMN let_be TEXT;    -- ISO 8601 UTC
