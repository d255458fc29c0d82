-- Timed work: when each job ran last, and how it ended.
CREATE TABLE job (
    name     TEXT PRIMARY KEY,
    ended_at TEXT NOT NULL,                 -- ISO 8601 UTC
    error    TEXT,                          -- NULL: it went well
    mark     TEXT                           -- what it worked with, where that decides whether it must run again
);
