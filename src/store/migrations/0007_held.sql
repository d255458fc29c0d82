-- Why a document waited, kept when a person ends its waiting: what taking the decision back gives back.

ALTER TABLE document ADD COLUMN held_code TEXT;
ALTER TABLE document ADD COLUMN held_reason TEXT;
