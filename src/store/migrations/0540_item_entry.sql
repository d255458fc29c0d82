-- The bank entries that ever were proposed for an item or settled it, so that what was said of it is found from the item, refusals and what was
-- taken back among it.
CREATE TABLE item_entry (
    item_id  BIGINT NOT NULL REFERENCES open_item (id),
    entry_id BIGINT NOT NULL REFERENCES bank_entry (id),
    PRIMARY KEY (item_id, entry_id)
);
INSERT INTO item_entry (item_id, entry_id)
SELECT item_id, entry_id FROM allocation
UNION
SELECT item_id, entry_id FROM item_movement WHERE entry_id IS NOT NULL;
