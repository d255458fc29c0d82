-- What each statement calls a booking, and bookings found by their value date.

ALTER TABLE entry_source ADD COLUMN reference TEXT;                      -- the reference of its own that this statement gave the booking

-- A booking's facts are those of the statement that told of it first.
UPDATE entry_source SET reference = (SELECT b.bank_reference FROM bank_entry b WHERE b.id = entry_id)
WHERE statement_id = (SELECT MIN(o.statement_id) FROM entry_source o WHERE o.entry_id = entry_source.entry_id);

CREATE INDEX bank_entry_value ON bank_entry (company, account, value_date);
