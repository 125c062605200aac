-- As before, also for a rebuild that the program that asks carries out itself, apart from the service.
DROP FUNCTION audit.ask_rebuild(text, text[], boolean, text, text);
CREATE FUNCTION audit.ask_rebuild(
    service text, views text[], switch_when_same boolean, account text, role_held text, apart boolean DEFAULT false
) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    INSERT INTO chronicle.rebuild (service, views, switch_when_same, asked_by, asked_role, apart)
    VALUES (service, views, switch_when_same, account, role_held, apart)
    ON CONFLICT (service) WHERE ended_at IS NULL DO NOTHING
    RETURNING rebuild_id
$$;
REVOKE ALL ON FUNCTION audit.ask_rebuild FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.ask_rebuild TO antoan_audit;
