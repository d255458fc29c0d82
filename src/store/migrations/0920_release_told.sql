-- The release of an invoice that a digest told of, by its moment: another release is news again.
ALTER TABLE invoice_control ADD COLUMN release_told TEXT;
UPDATE invoice_control SET release_told = released_at;
CREATE INDEX invoice_control_untold ON invoice_control (company) WHERE COALESCE(release_told, '') <> released_at;
