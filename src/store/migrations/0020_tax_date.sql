-- The day that decides in which period an entry's VAT is declared, where it is not the day of booking.

ALTER TABLE journal_entry ADD COLUMN tax_date TEXT;
