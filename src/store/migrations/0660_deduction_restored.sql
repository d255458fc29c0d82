-- Prepayments that a final invoice had taken off and a credit note over the whole of it gave back, as long as that is in force: what its
-- undo takes off again.
CREATE TABLE deduction_restored (
    document_id BIGINT NOT NULL,            -- the credit note
    item_id     BIGINT NOT NULL,            -- the prepayment
    final_id    BIGINT NOT NULL,            -- the document of the final invoice
    kind        TEXT NOT NULL,              -- of the item as long as it was taken off
    PRIMARY KEY (document_id, item_id)
);
