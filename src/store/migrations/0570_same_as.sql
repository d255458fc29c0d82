-- A booking that was read twice: a person said which other one it is. It is kept, moves nothing, and leads to that one.
ALTER TABLE bank_entry ADD COLUMN same_as BIGINT REFERENCES bank_entry (id);
CREATE INDEX bank_entry_same ON bank_entry (same_as) WHERE same_as IS NOT NULL;
