-- The sheet of one account, and what stands on all of them at the end of a day.
CREATE INDEX journal_line_account ON journal_line (company, account);
CREATE INDEX journal_entry_day ON journal_entry (company, date);
