-- What a person refused for a bank entry, answer by answer as JSON: items and accounts that are not proposed for it again. NULL where
-- nothing was refused. What was decided before about payments of the same counterparty is found by who decided.
ALTER TABLE bank_entry ADD COLUMN refused TEXT;
CREATE INDEX bank_entry_decided ON bank_entry (company, decided_by, id);
