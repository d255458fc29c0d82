-- By what an invoice was reduced beside money (Skonto, a lower price, a loss) and a credit note of it did not take back once more, as long
-- as that is booked: the payment that booked it stays until then.
CREATE TABLE reduction_returned (
    document_id  BIGINT NOT NULL,           -- the credit note
    item_id      BIGINT NOT NULL,           -- of the invoice
    amount_minor BIGINT NOT NULL,           -- of the item's sign
    PRIMARY KEY (document_id, item_id)
);
CREATE INDEX reduction_returned_item ON reduction_returned (item_id);
