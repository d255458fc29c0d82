-- Customers number their orders each for themselves: an order is the same where number, side and whoever gave the number are the same.

CREATE TABLE placed_order (
    company  TEXT NOT NULL,
    number   TEXT NOT NULL,
    side     TEXT NOT NULL,
    issuer   BIGINT NOT NULL,               -- the customer's contact; 0: the company's own number (purchases)
    facts    TEXT NOT NULL,                 -- JSON: the order with its lines
    document_id BIGINT NOT NULL REFERENCES document (id),
    contact_id BIGINT,
    PRIMARY KEY (company, number, side, issuer)
);
INSERT INTO placed_order (company, number, side, issuer, facts, document_id, contact_id)
    SELECT company, number, side, CASE WHEN side = 'sales' THEN COALESCE(contact_id, 0) ELSE 0 END, facts, document_id, contact_id
    FROM trade_order;
DROP TABLE trade_order;
CREATE INDEX placed_order_contact ON placed_order (company, contact_id);

ALTER TABLE order_message ADD COLUMN contact_id BIGINT; -- who said it, where that is known
