-- What is open of all items that are due on a day, summed as they move: what is overdue and what falls due costs days, not a look at each
-- item that is open. `verify` compares it with the items.
CREATE TABLE due_total (
    company  TEXT NOT NULL,
    side     TEXT NOT NULL,                 -- receivable, payable
    currency TEXT NOT NULL,
    day      TEXT NOT NULL,                 -- due; of an item without a due day its own day, '' where it has none
    is_due   BIGINT NOT NULL,               -- 1 where the day is a due day
    items    BIGINT NOT NULL,               -- how many
    minor    BIGINT NOT NULL,               -- what is open of them, signed as the items
    PRIMARY KEY (company, side, currency, day, is_due)
);
CREATE INDEX due_total_nothing ON due_total (company) WHERE items = 0;

-- The items that are open, found by the day on which they are due.
DROP TABLE item_open;
CREATE TABLE item_open (
    item_id    INTEGER PRIMARY KEY REFERENCES open_item (id),
    company    TEXT NOT NULL,
    rest_minor BIGINT NOT NULL,             -- the sum of all its movements, signed as the item; never zero
    side       TEXT NOT NULL,
    currency   TEXT NOT NULL,
    day        TEXT,                        -- as above; NULL where an invoice says that it is paid already
    is_due     BIGINT NOT NULL
);
CREATE INDEX item_open_day ON item_open (company, side, day);
INSERT INTO item_open (item_id, company, rest_minor, side, currency, day, is_due)
SELECT m.item_id, i.company, CAST(SUM(m.amount_minor) AS BIGINT), i.side, i.currency,
    CASE WHEN i.kind = 'prepaid' THEN NULL ELSE COALESCE(i.due_told, i.due, i.date, '') END,
    CASE WHEN i.kind <> 'prepaid' AND COALESCE(i.due_told, i.due) IS NOT NULL THEN 1 ELSE 0 END
FROM item_movement m JOIN open_item i ON i.id = m.item_id
GROUP BY m.item_id, i.company, i.side, i.currency, i.kind, i.due_told, i.due, i.date HAVING SUM(m.amount_minor) <> 0;
INSERT INTO due_total (company, side, currency, day, is_due, items, minor)
SELECT company, side, currency, day, is_due, COUNT(*), CAST(SUM(rest_minor) AS BIGINT) FROM item_open WHERE day IS NOT NULL
GROUP BY company, side, currency, day, is_due;

-- Whether a company keeps a list of its vendors, without a look at each of its customers.
CREATE INDEX contact_listed ON contact (company)
    WHERE contact <> name AND substr(contact, 1, length(name) + 2) <> name || ' (' AND role <> 'customer';
