-- Ranges of the log that were moved out of the table of events into files (chronicle/archive). A row is never taken out again:
-- a range that was restored says so. Who finds positions missing looks here afterwards, and always learns what happened.
CREATE TABLE chronicle.archived (
    first_position bigint PRIMARY KEY,
    last_position bigint NOT NULL CHECK (last_position >= first_position),
    file text NOT NULL UNIQUE,  -- its name in the folder of archives
    bytes bigint NOT NULL,
    sha256 text NOT NULL,  -- of the whole file, as `sha256sum` prints it
    index_sha256 text NOT NULL,  -- of its index, which names the hash of every block: enough to read one safely
    recorded_from timestamptz NOT NULL,  -- of its first fact, and of its last
    recorded_until timestamptz NOT NULL,
    archived_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    restored_at timestamptz
);
