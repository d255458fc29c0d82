-- Delivery notes by the order that they name: who sent them may be known by that alone.
CREATE INDEX delivery_note_order ON delivery_note (company, order_number);
