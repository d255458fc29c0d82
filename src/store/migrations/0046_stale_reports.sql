-- Companies whose reports are older than their books; '' for what belongs to no company. Marked with what touches them, in the same
-- transaction, and taken off when the reports are written.
CREATE TABLE stale_reports (
    company TEXT PRIMARY KEY
);
INSERT INTO stale_reports (company) SELECT DISTINCT COALESCE(company, '') FROM document;
