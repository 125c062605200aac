-- What witnesses signed below our checkpoints: that each log they were shown begins with the one they saw before. None is changed or goes.
CREATE TABLE audit.cosignature (
    size bigint CHECK (size > 0),
    witness text,
    line text NOT NULL,
    cosigned_at timestamptz NOT NULL,
    PRIMARY KEY (size, witness)
);
GRANT SELECT, INSERT ON audit.cosignature TO antoan_audit;
GRANT SELECT ON audit.cosignature TO antoan_audit_viewer;
