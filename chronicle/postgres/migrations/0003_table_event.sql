-- The log. Partitioned by position, so that old ranges can be detached to an archive;
-- therefore uniqueness of (stream, version) is kept by chronicle.stream, not here.
CREATE TABLE chronicle.event (
    position bigint NOT NULL,
    stream text NOT NULL,
    version integer NOT NULL,
    type text NOT NULL,
    schema_version integer NOT NULL,
    event_id uuid NOT NULL,
    data json NOT NULL,  -- json, never jsonb: the exact bytes are kept, and later hashed
    occurred_on date NOT NULL,
    recorded_at timestamptz NOT NULL,
    actor text NOT NULL,
    role text NOT NULL,
    office text NOT NULL,
    on_behalf_of text,
    correlation_id uuid NOT NULL,
    causation bigint,
    command_id uuid NOT NULL,
    rule_set text,
    PRIMARY KEY (position)
) PARTITION BY RANGE (position);
CREATE INDEX event_stream ON chronicle.event (stream, version);
