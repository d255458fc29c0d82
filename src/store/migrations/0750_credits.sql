-- Credit notes of a contact, without looking at all of its invoices.
CREATE INDEX open_item_credit ON open_item (contact_id) WHERE amount_minor < 0;
