-- What lists and answers said of units, each beside what was said before: the newest counts, and what is taken back lets the former hold again.
CREATE TABLE unit_said (
    company     TEXT NOT NULL,
    article     TEXT NOT NULL,              -- as it is compared; empty: of all articles
    unit        TEXT NOT NULL,              -- the code of the unit, or the word where no code is known
    of_unit     TEXT NOT NULL,
    position    BIGINT NOT NULL,            -- the greater, the newer
    facts       TEXT NOT NULL,              -- JSON: the row as it was written
    document_id BIGINT NOT NULL REFERENCES document (id),
    said        BIGINT NOT NULL,            -- which list or answer of its document it was, from 1
    PRIMARY KEY (company, article, unit, of_unit, position)
);
INSERT INTO unit_said (company, article, unit, of_unit, position, facts, document_id, said)
SELECT company, article, unit, of_unit, 1, facts, document_id, 1 FROM unit_conversion;
DROP TABLE unit_conversion;
CREATE INDEX unit_said_document ON unit_said (document_id);
