-- Periods that are closed, and what the journal says of itself: the day of the document beside the day of booking, when an
-- entry was written and by whom. Entries of before have none of the three and keep the seal they were given.

ALTER TABLE journal_entry ADD COLUMN document_date TEXT;
ALTER TABLE journal_entry ADD COLUMN recorded_at TEXT;
ALTER TABLE journal_entry ADD COLUMN recorded_by TEXT;

CREATE TABLE closing (
    company      TEXT NOT NULL,
    closed_until TEXT NOT NULL,             -- the last day that takes no booking any more
    closed_at    TEXT NOT NULL,
    closed_by    TEXT NOT NULL,
    number       BIGINT NOT NULL,           -- the journal's last entry at that moment; 0 where there was none
    hash         TEXT NOT NULL,             -- and that entry's hash: what was closed
    PRIMARY KEY (company, closed_until)
);
