-- Keys are looked up in the order of their numbers: a table that is its own index, and one that leads from an item or an entry
-- to all its keys, in place of an index of each. The next run makes them anew.
DROP TABLE item_key;
DROP TABLE entry_key;
CREATE TABLE item_key (
    key     BIGINT NOT NULL,
    item_id BIGINT NOT NULL,
    PRIMARY KEY (key, item_id)
) WITHOUT ROWID;
CREATE TABLE keys_of_item (
    item_id INTEGER PRIMARY KEY,
    keys    TEXT NOT NULL                   -- numbers, parted by blanks
);
CREATE TABLE entry_key (
    key      BIGINT NOT NULL,
    entry_id BIGINT NOT NULL,
    PRIMARY KEY (key, entry_id)
) WITHOUT ROWID;
CREATE TABLE keys_of_entry (
    entry_id INTEGER PRIMARY KEY,
    keys     TEXT NOT NULL
);

-- Few entries of the journal are of the bank, fewer take another back, and few items move by a bank entry: the others stand
-- in no index of it.
DROP INDEX journal_entry_reverses;
CREATE INDEX journal_entry_reverses ON journal_entry (company, reverses) WHERE reverses IS NOT NULL;
DROP INDEX journal_entry_bank;
CREATE INDEX journal_entry_bank ON journal_entry (entry_id) WHERE entry_id IS NOT NULL;
DROP INDEX item_movement_entry;
CREATE INDEX item_movement_entry ON item_movement (entry_id) WHERE entry_id IS NOT NULL;

-- The numbers that a company issued, without a look at each row.
DROP INDEX open_item_issued;
CREATE INDEX open_item_issued ON open_item (company, date, number, kind) WHERE side = 'receivable';

-- Read by its number only, which is SQLite's own number of the row then.
DROP TABLE item_open;
CREATE TABLE item_open (
    item_id    INTEGER PRIMARY KEY REFERENCES open_item (id),
    company    TEXT NOT NULL,
    rest_minor BIGINT NOT NULL              -- the sum of all its movements, signed as the item; never zero
);
CREATE INDEX item_open_company ON item_open (company);
INSERT INTO item_open (item_id, company, rest_minor)
SELECT m.item_id, i.company, CAST(SUM(m.amount_minor) AS BIGINT) FROM item_movement m JOIN open_item i ON i.id = m.item_id
GROUP BY m.item_id, i.company HAVING SUM(m.amount_minor) <> 0;
