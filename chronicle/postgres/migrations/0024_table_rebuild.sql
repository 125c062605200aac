-- Rebuilds of views: each is asked for, taken up by the service whose views they are, and decided. One at a time for a service.
-- What was found is about rows that the service's own role sees; every service reads the whole log and so knows no less.
CREATE TABLE chronicle.rebuild (
    rebuild_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- the command id of the fact that will tell of it: recorded once, however often it is tried
    receipt_id uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
    service text NOT NULL,
    -- none: all views of the service
    views text[] NOT NULL,
    switch_when_same boolean NOT NULL,
    -- an account's opaque id and a role, never a name
    asked_by text NOT NULL,
    asked_role text NOT NULL,
    asked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    state text NOT NULL DEFAULT 'asked'
        CHECK (state IN ('asked', 'folding', 'compared', 'switched', 'discarded', 'cancelled', 'failed')),
    wish text CHECK (wish IN ('switch', 'discard', 'cancel')),
    wished_by text,
    wished_role text,
    -- which process carries it out, and the shape of the views and the program they are folded by
    run uuid,
    program text,
    -- from the first fact to `pin`; `position` is how far it has come, `kept` where a killed process would be followed up
    pin bigint,
    position bigint NOT NULL DEFAULT 0,
    kept bigint NOT NULL DEFAULT 0,
    page_facts integer NOT NULL DEFAULT 1,
    -- seconds a page: how many, their mean, and the sum of squares of what they are off it (Welford)
    pages bigint NOT NULL DEFAULT 0,
    page_seconds_mean double precision NOT NULL DEFAULT 0,
    page_seconds_squares double precision NOT NULL DEFAULT 0,
    -- of each view, how it differs (chronicle/rebuild/operation.py)
    found jsonb NOT NULL DEFAULT '[]',
    error text,
    started_at timestamptz,
    updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended_at timestamptz
);
CREATE UNIQUE INDEX rebuild_under_way ON chronicle.rebuild (service) WHERE ended_at IS NULL;
-- the role all services are members of is made when the first of them is settled, which is after this
DO $$ BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('chronicle.settle_service'));
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'antoan_services') THEN
        CREATE ROLE antoan_services NOLOGIN;
    END IF;
END $$;
GRANT SELECT ON chronicle.rebuild TO antoan_services;
