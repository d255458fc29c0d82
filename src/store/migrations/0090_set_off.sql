-- Open items set off against each other without a bank entry. A row is never deleted: what is taken back says by which reversal.

CREATE TABLE set_off (
    id            BIGINT PRIMARY KEY,
    company       TEXT NOT NULL,
    item_id       BIGINT NOT NULL REFERENCES open_item (id),
    against_id    BIGINT NOT NULL REFERENCES open_item (id),
    item_minor    BIGINT NOT NULL,          -- what the first is reduced by, of its own sign
    against_minor BIGINT NOT NULL,          -- what the other is reduced by, of its own sign
    posting       BIGINT NOT NULL,          -- the journal entry that booked it
    taken_back    BIGINT                    -- the reversal that took it back
);
CREATE INDEX set_off_item ON set_off (item_id);
CREATE INDEX set_off_against ON set_off (against_id);

-- What a movement of an open item comes from, where it is no bank entry.
ALTER TABLE item_movement ADD COLUMN set_off_id BIGINT;
