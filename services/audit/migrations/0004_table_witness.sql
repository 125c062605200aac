-- What became of the last question to each witness; no trouble: it signed.
CREATE TABLE audit.witness (
    witness text PRIMARY KEY,
    asked_at timestamptz NOT NULL,
    size bigint NOT NULL,
    trouble text CHECK (trouble IN ('away', 'refused', 'saw_longer')),
    said text
);
GRANT SELECT, INSERT, UPDATE ON audit.witness TO antoan_audit;
GRANT SELECT ON audit.witness TO antoan_audit_viewer;
