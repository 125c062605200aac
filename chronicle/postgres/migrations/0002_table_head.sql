-- One row: the last position given out. Taking it orders every append of the province.
CREATE TABLE chronicle.head (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    position bigint NOT NULL DEFAULT 0,
    recorded_at timestamptz NOT NULL DEFAULT '-infinity',
    -- 'server': recorded_at is this server's clock. 'played': the appender says it; chosen once, on an empty log.
    clock text NOT NULL DEFAULT 'server' CHECK (clock IN ('server', 'played'))
);
INSERT INTO chronicle.head DEFAULT VALUES;
