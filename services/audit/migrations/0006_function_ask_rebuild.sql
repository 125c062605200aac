-- Asks a service to rebuild views of its own (none named: all). Returns its number, NULL where one of that service is under way.
CREATE FUNCTION audit.ask_rebuild(service text, views text[], switch_when_same boolean, account text, role_held text) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    INSERT INTO chronicle.rebuild (service, views, switch_when_same, asked_by, asked_role)
    VALUES (service, views, switch_when_same, account, role_held)
    ON CONFLICT (service) WHERE ended_at IS NULL DO NOTHING
    RETURNING rebuild_id
$$;
REVOKE ALL ON FUNCTION audit.ask_rebuild FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.ask_rebuild TO antoan_audit;
