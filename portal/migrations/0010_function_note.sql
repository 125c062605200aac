-- Adds to the audit, for services that have no other business here: an export, a command refused for lack of authority.
CREATE FUNCTION portal.note(kind text, account uuid, about text, network text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    INSERT INTO portal.audit (kind, account_id, about, network) VALUES (kind, account, left(about, 500), network)
$$;
ALTER FUNCTION portal.note OWNER TO antoan_portal;
REVOKE ALL ON FUNCTION portal.note FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal.note TO antoan_services;
