-- Rows that another hand than kontor's added, changed or deleted, each with what it said before the
-- first time (NULL: it was not there). Triggers write it that never see what kontor writes itself.
CREATE TABLE changed_by_hand (
    name TEXT NOT NULL,
    row_key TEXT NOT NULL,
    was TEXT,
    day TEXT NOT NULL,
    PRIMARY KEY (name, row_key)
);
