-- The whole decision about an entry as JSON: charges, rest on account, kinds of discount, parts beside the items. What a person
-- accepts is booked as it was proposed. NULL for entries that stay open, and for those of before.
ALTER TABLE bank_entry ADD COLUMN decision TEXT;
