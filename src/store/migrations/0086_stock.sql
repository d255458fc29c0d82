-- What was counted in stock, row by row of the lists that were dropped.
CREATE TABLE stock_count (
    document_id BIGINT NOT NULL REFERENCES document (id),
    position    BIGINT NOT NULL,            -- in its document, from 0
    company     TEXT NOT NULL,
    date        TEXT NOT NULL,              -- ISO 8601; it holds at the end of this day
    facts       TEXT NOT NULL,              -- JSON: article, how much, unit, place
    PRIMARY KEY (document_id, position)
);
CREATE INDEX stock_count_company ON stock_count (company, date);
