-- Rules whose names JSON writes otherwise (a backslash, a tab, a new line) were counted under what JSON makes of them: counted again.
DELETE FROM entry_tally;
INSERT INTO entry_tally (company, day, status, decided_by, moves, rule, category, account, currency, entries, minor)
SELECT company, day, status, decided_by, moves, rule, CASE WHEN rule = '' THEN '' ELSE category END,
    CASE WHEN rule = '' THEN '' ELSE account END, CASE WHEN rule = '' THEN '' ELSE currency END,
    COUNT(*), CAST(SUM(CASE WHEN rule = '' THEN 0 ELSE minor END) AS BIGINT)
FROM (
    SELECT company, day, status, decided_by, moves, category, account, currency, minor,
        CASE WHEN instr(tail, '“ passt; kein offener Posten ist gemeint."') > 0
        THEN REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(substr(tail, 1, instr(tail, '“ passt; kein offener Posten ist gemeint."') - 1),
            '\\', '⧵'), '\"', '"'), '\t', '	'), '\n', '
'), '⧵', '\') ELSE '' END AS rule
    FROM (
        SELECT company, COALESCE(booking_date, value_date, '') AS day, status, decided_by,
            CASE WHEN amount_minor = 0 THEN 0 ELSE 1 END AS moves, amount_minor AS minor, COALESCE(category, '') AS category,
            COALESCE(posting_account, '') AS account, currency,
            CASE WHEN category IS NOT NULL AND status = 'matched' AND decided_by = 'kontor' AND instr(explanation, '{"de":"Regel „') > 0
            THEN substr(explanation, instr(explanation, '{"de":"Regel „') + 14) ELSE '' END AS tail
        FROM bank_entry
    ) AS told
) AS ruled
GROUP BY company, day, status, decided_by, moves, rule, CASE WHEN rule = '' THEN '' ELSE category END,
    CASE WHEN rule = '' THEN '' ELSE account END, CASE WHEN rule = '' THEN '' ELSE currency END;

-- What tells of an entry that later moved to another day.
UPDATE statement SET
    first_day = (SELECT MIN(b.booking_date) FROM entry_source e JOIN bank_entry b ON b.id = e.entry_id WHERE e.statement_id = statement.id),
    last_day = (SELECT MAX(b.booking_date) FROM entry_source e JOIN bank_entry b ON b.id = e.entry_id WHERE e.statement_id = statement.id);
