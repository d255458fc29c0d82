-- The sub-ledger as it grew: what raised or lowered an open item, and on which day. Rows are only ever added, so that a list of
-- open items as of a past day stays what it was; their sums are what open_item and allocation say today.

CREATE TABLE item_movement (
    company      TEXT NOT NULL,
    item_id      BIGINT NOT NULL REFERENCES open_item (id),
    entry_id     BIGINT REFERENCES bank_entry (id),  -- what settled it; NULL where the item itself was booked or taken back
    date         TEXT NOT NULL,             -- the day it counts from: that of its posting
    amount_minor BIGINT NOT NULL            -- signed as the item: what is added to its open amount
);
CREATE INDEX item_movement_item ON item_movement (item_id, date);
CREATE INDEX item_movement_entry ON item_movement (entry_id);

INSERT INTO item_movement (company, item_id, entry_id, date, amount_minor)
SELECT i.company, i.id, NULL, COALESCE(p.date, i.date, '0001-01-01'), i.amount_minor
FROM open_item i LEFT JOIN journal_entry p ON p.company = i.company AND p.number = i.posting
WHERE i.amount_minor <> 0;

INSERT INTO item_movement (company, item_id, entry_id, date, amount_minor)
SELECT b.company, a.item_id, a.entry_id, COALESCE(p.date, b.booking_date, b.value_date, '0001-01-01'), -(a.amount_minor + a.discount_minor)
FROM allocation a JOIN bank_entry b ON b.id = a.entry_id LEFT JOIN journal_entry p ON p.company = b.company AND p.number = b.posting
WHERE a.state = 'matched';

-- Which entry takes another back: asked when the books are proved.
CREATE INDEX journal_entry_reverses ON journal_entry (company, reverses);
