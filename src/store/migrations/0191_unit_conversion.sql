-- Conversions of units that a list tells: one of a unit is so many of another, of an article or of all.
CREATE TABLE unit_conversion (
    company     TEXT NOT NULL,
    article     TEXT NOT NULL,              -- as it is compared; empty: of all articles
    unit        TEXT NOT NULL,              -- the code of the unit, or the word where no code is known
    of_unit     TEXT NOT NULL,
    facts       TEXT NOT NULL,              -- JSON: the row as it was written
    document_id BIGINT NOT NULL REFERENCES document (id),
    PRIMARY KEY (company, article, unit, of_unit)
);
