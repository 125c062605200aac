-- Gives a service its login role, its right to append its own categories and read the log, and its own schema of views;
-- and beside it a role of those who only look: what that one finds in a view is what its rows' policies let through.
CREATE OR REPLACE FUNCTION chronicle.settle_service(service text, role_name text, login_password text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
    viewer text := role_name || '_viewer';
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('chronicle.settle_service'));
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
        EXECUTE format('CREATE ROLE %I LOGIN', role_name);
    END IF;
    EXECUTE format('ALTER ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD %L', role_name, login_password);
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'antoan_services') THEN
        CREATE ROLE antoan_services NOLOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'antoan_viewers') THEN
        CREATE ROLE antoan_viewers NOLOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = viewer) THEN
        EXECUTE format('CREATE ROLE %I NOLOGIN', viewer);
    END IF;
    EXECUTE format('GRANT antoan_viewers TO %I', viewer);
    EXECUTE format('GRANT antoan_services, %I TO %I', viewer, role_name);
    EXECUTE format('GRANT USAGE ON SCHEMA chronicle TO %I', role_name);
    EXECUTE format('GRANT SELECT ON chronicle.event, chronicle.archived, chronicle.head, chronicle.command TO %I', role_name);
    EXECUTE format('GRANT EXECUTE ON FUNCTION chronicle.append TO %I', role_name);
    INSERT INTO chronicle.writer VALUES (role_name, service) ON CONFLICT DO NOTHING;
    EXECUTE format('CREATE SCHEMA IF NOT EXISTS %I AUTHORIZATION %I', service, role_name);
    -- where each reader of the service stands: kept in the same transaction as its rows
    EXECUTE format('CREATE TABLE IF NOT EXISTS %I.reader (
        reader text PRIMARY KEY, position bigint NOT NULL, definition text NOT NULL DEFAULT '''')', service);
    -- facts and broker messages the service could not handle, with the reason
    EXECUTE format('CREATE TABLE IF NOT EXISTS %I.parked (
        parked_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, reader text NOT NULL, position bigint, stream text,
        error text NOT NULL, message bytea, parked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        UNIQUE (reader, position))', service);
    EXECUTE format('ALTER TABLE %I.reader OWNER TO %I', service, role_name);
    -- who looks sees where the log and the views stand, and no fact
    EXECUTE format('GRANT USAGE ON SCHEMA chronicle, %I TO %I', service, viewer);
    EXECUTE format('GRANT SELECT ON %I.reader, chronicle.head TO %I', service, viewer);
    EXECUTE format('GRANT SELECT (position, recorded_at) ON chronicle.event TO %I', viewer);
    -- the same of what was archived, as far as the database knows it
    EXECUTE format('GRANT SELECT (first_position, last_position, recorded_from, recorded_until, restored_at)
                       ON chronicle.archived TO %I', viewer);
    EXECUTE format('ALTER TABLE %I.parked OWNER TO %I', service, role_name);
END $$;
