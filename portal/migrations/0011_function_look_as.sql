-- The second wall: names, for the rest of the transaction, the units an account may see on a day. Rows of other units are
-- then not there for whoever only looks (chronicle/postgres/views.py). Works this out from authority and the tree of
-- units by itself, so that it holds even where a program forgot to ask, or asked wrongly.
-- Since 0009: a unit that ended is no top, and who sees a unit sees what those left behind whose place it took.
CREATE OR REPLACE FUNCTION portal.look_as(account uuid, day date) RETURNS void
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
            everything := coalesce((SELECT array_agg(p.unit_id) <@ roots FROM portal.places p 
                                     WHERE p.parent_id IS NULL AND p.ended_on IS NULL), false);
            IF NOT everything THEN
                WITH RECURSIVE gone AS MATERIALIZED (
                    SELECT p.unit_id, h.heir FROM portal.places p CROSS JOIN unnest(p.gone_into) AS h (heir)
                ), below AS (
                    SELECT r AS unit_id FROM unnest(roots) AS r
                    UNION
                    SELECT f.unit_id FROM below b CROSS JOIN LATERAL (
                        SELECT p.unit_id FROM portal.places p WHERE p.parent_id = b.unit_id
                        UNION ALL
                        SELECT g.unit_id FROM gone g WHERE g.heir = b.unit_id
                    ) f
                )
                SELECT string_agg(b.unit_id, ' ') INTO units FROM below b;
            END IF;
        END IF;
    END IF;
    PERFORM set_config('antoan.everything', CASE WHEN everything THEN 'on' ELSE 'off' END, true),
            set_config('antoan.units', coalesce(units, ''), true);
END $$;
