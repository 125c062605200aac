-- Every checkpoint that was ever signed, whether it was published or not. None is changed or goes.
CREATE TABLE audit.checkpoint (
    size bigint PRIMARY KEY CHECK (size > 0),
    root bytea NOT NULL CHECK (octet_length(root) = 32),
    note text NOT NULL,
    signed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
GRANT SELECT, INSERT ON audit.checkpoint TO antoan_audit;
GRANT SELECT ON audit.checkpoint TO antoan_audit_viewer;
