-- What final invoices took off of a prepayment otherwise than whole and all of it paid, or all unpaid: with the VAT as they booked it, so
-- that what takes the last part takes the exact rest, whatever the order. It counts as long as the document is booked.
CREATE TABLE deduction_part (
    document_id BIGINT NOT NULL,            -- the final invoice
    item_id     BIGINT NOT NULL,            -- the prepayment
    place       BIGINT NOT NULL,            -- which of the shares of VAT of the prepayment
    is_paid     BIGINT NOT NULL,            -- 1: of what was paid, with its VAT; 0: of what was asked for and is not paid
    gross_minor BIGINT NOT NULL,            -- of the item's sign
    net_minor   BIGINT NOT NULL,
    PRIMARY KEY (document_id, item_id, place, is_paid)
);
CREATE INDEX deduction_part_item ON deduction_part (item_id);
