-- What was settled on which days is asked for receipts and payments (EÜR).
CREATE INDEX item_movement_day ON item_movement (company, date);
