-- The items of which something is open, so that what is due and overdue costs what is open and not what ever was. Kept by the transaction
-- that moves an item; `verify` compares it with the movements.
CREATE TABLE item_open (
    item_id    BIGINT PRIMARY KEY REFERENCES open_item (id),
    company    TEXT NOT NULL,
    rest_minor BIGINT NOT NULL              -- the sum of all its movements, signed as the item; never zero
);
CREATE INDEX item_open_company ON item_open (company);
INSERT INTO item_open (item_id, company, rest_minor)
SELECT m.item_id, i.company, CAST(SUM(m.amount_minor) AS BIGINT) FROM item_movement m JOIN open_item i ON i.id = m.item_id
GROUP BY m.item_id, i.company HAVING SUM(m.amount_minor) <> 0;
