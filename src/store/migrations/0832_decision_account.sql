-- The accounts that persons named for documents: what a vendor's next invoice is booked on.
CREATE INDEX decision_account ON decision (target)
    WHERE verb = 'resolve' AND choice LIKE 'account %' AND target LIKE 'D%';
