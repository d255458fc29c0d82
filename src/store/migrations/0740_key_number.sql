-- Keys by which items and entries find each other are numbers made of company and key, a fifth of what their text was; the
-- next run makes them anew.
DROP TABLE item_key;
DROP TABLE entry_key;
CREATE TABLE item_key (
    key     BIGINT NOT NULL,
    item_id BIGINT NOT NULL REFERENCES open_item (id),
    PRIMARY KEY (key, item_id)
);
CREATE INDEX item_key_item ON item_key (item_id);
CREATE TABLE entry_key (
    key      BIGINT NOT NULL,
    entry_id BIGINT NOT NULL REFERENCES bank_entry (id),
    PRIMARY KEY (key, entry_id)
);
CREATE INDEX entry_key_entry ON entry_key (entry_id);
