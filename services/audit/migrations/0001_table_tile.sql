-- The hashes of the ledger's tree, 256 a row (chronicle/ledger/tiles.py). Derived from the log, and kept so that a proof reads
-- a handful of rows; `antoan verify` hashes every fact again and holds it against these.
CREATE TABLE audit.tile (
    level smallint,
    index bigint,
    hashes bytea NOT NULL CHECK (octet_length(hashes) BETWEEN 32 AND 8192 AND octet_length(hashes) % 32 = 0),
    PRIMARY KEY (level, index)
);
-- hashes do not compress
ALTER TABLE audit.tile ALTER COLUMN hashes SET STORAGE EXTERNAL;
GRANT SELECT, INSERT, UPDATE ON audit.tile TO antoan_audit;
GRANT SELECT ON audit.tile TO antoan_audit_viewer;
