-- What each command id led to, so that the same command gets the same answer as the first time.
CREATE TABLE chronicle.command (
    command_id uuid PRIMARY KEY,
    stream text NOT NULL,
    first_position bigint NOT NULL,
    last_position bigint NOT NULL,
    version integer NOT NULL
);
