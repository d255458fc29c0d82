-- Accounts that paid for a contact, as a person confirmed: ACCOUNT:ENTRY, parted by blanks.
ALTER TABLE contact ADD COLUMN payers TEXT NOT NULL DEFAULT '';
-- The questions that one answer may settle besides: what waits of the same counterparty.
CREATE INDEX bank_entry_by_counterparty ON bank_entry (company, counterparty_iban);
