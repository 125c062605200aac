-- The second wall: names, for the rest of the transaction, the units an account may see on a day. Rows of other units are
-- then not there for whoever only looks (chronicle/postgres/views.py). Works this out from authority and the tree of
-- units by itself, so that it holds even where a program forgot to ask, or asked wrongly.
CREATE FUNCTION portal.look_as(account uuid, day date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    roots text[];
    everything boolean;
    units text;
BEGIN
    SELECT coalesce(bool_or(a.unit_id IS NULL), false), coalesce(array_agg(a.unit_id), '{}') INTO everything, roots
      FROM portal.authority a JOIN portal.account c USING (account_id)
     WHERE a.account_id = account AND c.disabled_at IS NULL
       AND a.valid_from <= day AND (a.valid_to IS NULL OR day <= a.valid_to)
       -- a deputy may do what the one acted for may do today, and no longer
       AND (a.on_behalf_of IS NULL OR EXISTS (
           SELECT FROM portal.authority p
            WHERE p.account_id = a.on_behalf_of AND p.role = a.role AND p.unit_id IS NOT DISTINCT FROM a.unit_id
              AND p.on_behalf_of IS NULL AND p.valid_from <= day AND (p.valid_to IS NULL OR day <= p.valid_to)));
    IF NOT everything AND cardinality(roots) > 0 THEN
        IF to_regclass('portal.places') IS NULL THEN
            units := array_to_string(roots, ' ');
        ELSE
            -- the top of the tree is everything: no list of ten thousand units is needed to say so
            everything := coalesce((SELECT array_agg(p.unit_id) <@ roots FROM portal.places p WHERE p.parent_id IS NULL), false);
            IF NOT everything THEN
                WITH RECURSIVE below AS (
                    SELECT r AS unit_id FROM unnest(roots) AS r
                    UNION
                    SELECT p.unit_id FROM portal.places p JOIN below b ON p.parent_id = b.unit_id
                )
                SELECT string_agg(b.unit_id, ' ') INTO units FROM below b;
            END IF;
        END IF;
    END IF;
    PERFORM set_config('antoan.everything', CASE WHEN everything THEN 'on' ELSE 'off' END, true),
            set_config('antoan.units', coalesce(units, ''), true);
END $$;
ALTER FUNCTION portal.look_as OWNER TO antoan_portal;
REVOKE ALL ON FUNCTION portal.look_as FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal.look_as TO antoan_viewers;
GRANT USAGE ON SCHEMA portal TO antoan_viewers;
-- the tree of units, for the first wall: a view table, made and made again by the portal
ALTER DEFAULT PRIVILEGES FOR ROLE antoan_portal IN SCHEMA portal GRANT SELECT ON TABLES TO antoan_services;
