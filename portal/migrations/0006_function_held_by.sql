-- An account with the authority it holds on a day, or no row where it is disabled or unknown.
-- tree_position: how far the tree of units is known, so that a caller knows whether the one it remembers is still true.
CREATE FUNCTION portal.held_by(account uuid, day date)
RETURNS TABLE (account_id uuid, title text, kind text, authorities json, tree_position bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT c.account_id, c.title, c.kind,
           (SELECT coalesce(json_agg(json_build_object(
                       'authority_id', a.authority_id, 'role', a.role, 'unit_id', a.unit_id, 'valid_from', a.valid_from,
                       'valid_to', a.valid_to, 'on_behalf_of', a.on_behalf_of) ORDER BY a.authority_id), '[]')
              FROM portal.authority a
             WHERE a.account_id = c.account_id AND a.valid_from <= day AND (a.valid_to IS NULL OR day <= a.valid_to)
             -- a deputy may do what the one acted for may do today, and no longer
             AND (a.on_behalf_of IS NULL OR EXISTS (
                 SELECT FROM portal.authority p
                  WHERE p.account_id = a.on_behalf_of AND p.role = a.role AND p.unit_id IS NOT DISTINCT FROM a.unit_id
                    AND p.on_behalf_of IS NULL AND p.valid_from <= day AND (p.valid_to IS NULL OR day <= p.valid_to)))),
           coalesce((SELECT r.position FROM portal.reader r WHERE r.reader = 'portal.places'), 0)
      FROM portal.account c WHERE c.account_id = account AND c.disabled_at IS NULL
$$;
ALTER FUNCTION portal.held_by OWNER TO antoan_portal;
REVOKE ALL ON FUNCTION portal.held_by FROM PUBLIC;
