-- A rebuild may be carried out by another program than the one that serves, apart from it: with its own fold, to be looked at. The
-- service leaves it alone, but for giving it up.
ALTER TABLE chronicle.rebuild ADD COLUMN apart boolean NOT NULL DEFAULT false;
-- the role all who look are members of is made when the first service is settled, which is after this
DO $$ BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('chronicle.settle_service'));
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'antoan_viewers') THEN
        CREATE ROLE antoan_viewers NOLOGIN;
    END IF;
END $$;
-- who looks at what was rebuilt sees whether it still waits for a decision, and nothing of what was found
GRANT SELECT (rebuild_id, state, wish) ON chronicle.rebuild TO antoan_viewers;
