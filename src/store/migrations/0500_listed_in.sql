-- The list of open items whose row an invoice took the place of. Taken back, the invoice gives that row its place again.
ALTER TABLE open_item ADD COLUMN listed_in BIGINT;                       -- the list's document
