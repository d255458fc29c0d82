-- Items that were invoiced in another currency than that of the books: what they are there, what settles them there, and what moved.
ALTER TABLE open_item ADD COLUMN abroad_currency TEXT;     -- ISO 4217; NULL for an item of the books' currency
ALTER TABLE open_item ADD COLUMN abroad_minor BIGINT;      -- minor units of that currency, of the item's sign
ALTER TABLE allocation ADD COLUMN abroad_minor BIGINT;     -- what the item is reduced by there, cash and discount together
ALTER TABLE item_movement ADD COLUMN abroad_minor BIGINT;  -- what is added to its open amount there
