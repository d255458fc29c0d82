-- How often reports were marked since they were written last: what is booked while they are being written marks them anew.
ALTER TABLE stale_reports ADD COLUMN times BIGINT NOT NULL DEFAULT 1;
