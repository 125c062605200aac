-- The second wall: names, for the rest of the transaction, the units an account may see on a day (0011).
-- Since 0011: where the decision about a unit's dossier is delegated to an office of the account's, the unit is named beside,
-- with all below it, on which that decision rests; only rows of dossiers, and of what they rest on, are shown for those.
CREATE OR REPLACE FUNCTION portal.look_as(account uuid, day date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    roots text[];
    everything boolean;
    units text;
    offices text[];
    delegated text;
BEGIN
    SELECT coalesce(bool_or(a.unit_id IS NULL), false), coalesce(array_agg(a.unit_id), '{}'),
           array_agg(a.unit_id) FILTER (WHERE a.role ~ '_(chair|officer)$')
      INTO everything, roots, offices
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
    IF NOT everything AND cardinality(offices) > 0
       AND to_regclass('portal.places') IS NOT NULL AND to_regclass('portal.delegations') IS NOT NULL THEN
        WITH RECURSIVE below AS (
            SELECT p.unit_id FROM portal.delegations d
              JOIN portal.places p ON p.parent_id = d.from_unit AND p.unit_kind = ANY (d.unit_kinds)
             WHERE d.to_unit = ANY (offices) AND d.valid_from <= day AND (d.valid_to IS NULL OR day <= d.valid_to)
               AND (d.ended_on IS NULL OR day < d.ended_on)
            UNION
            SELECT p.unit_id FROM below b JOIN portal.places p ON p.parent_id = b.unit_id
        )
        SELECT string_agg(b.unit_id, ' ') INTO delegated FROM below b;
    END IF;
    PERFORM set_config('antoan.everything', CASE WHEN everything THEN 'on' ELSE 'off' END, true),
            set_config('antoan.units', coalesce(units, ''), true),
            set_config('antoan.delegated', coalesce(delegated, ''), true);
END $$;
