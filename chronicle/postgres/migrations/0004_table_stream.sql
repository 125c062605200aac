-- The version each stream has reached; checked before an append draws positions.
CREATE TABLE chronicle.stream (
    stream text PRIMARY KEY,
    version integer NOT NULL
);
