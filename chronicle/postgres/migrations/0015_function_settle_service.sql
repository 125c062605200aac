-- Gives a service its login role, its right to append its own categories and read the log, and its own schema of views.
-- As before, without the table of streams that is no more.
CREATE OR REPLACE FUNCTION chronicle.settle_service(service text, role_name text, login_password text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('chronicle.settle_service'));
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
        EXECUTE format('CREATE ROLE %I LOGIN', role_name);
    END IF;
    EXECUTE format('ALTER ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD %L', role_name, login_password);
    EXECUTE format('GRANT USAGE ON SCHEMA chronicle TO %I', role_name);
    EXECUTE format('GRANT SELECT ON chronicle.event, chronicle.head, chronicle.command TO %I', role_name);
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
    EXECUTE format('ALTER TABLE %I.parked OWNER TO %I', service, role_name);
END $$;
