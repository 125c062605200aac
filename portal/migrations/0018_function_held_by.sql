-- An account with the authority it holds on a day, or no row where it is disabled or unknown (0006).
-- Since 0006: an authority says for whom its office decides by delegation on that day.
CREATE OR REPLACE FUNCTION portal.held_by(account uuid, day date)
RETURNS TABLE (account_id uuid, title text, kind text, authorities json, tree_position bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
#variable_conflict use_column
DECLARE
    given json := '[]';
BEGIN
    IF to_regclass('portal.delegations') IS NOT NULL THEN
        SELECT coalesce(json_agg(json_build_object(
                   'to_unit', d.to_unit, 'from_unit', d.from_unit, 'unit_kinds', d.unit_kinds)
                   ORDER BY d.from_unit, d.delegation_id), '[]')
          INTO given
          FROM portal.delegations d
         WHERE d.valid_from <= day AND (d.valid_to IS NULL OR day <= d.valid_to)
           AND (d.ended_on IS NULL OR day < d.ended_on)
           AND d.to_unit IN (SELECT a.unit_id FROM portal.authority a WHERE a.account_id = account);
    END IF;
    RETURN QUERY SELECT c.account_id, c.title, c.kind,
           (SELECT coalesce(json_agg(json_build_object(
                       'authority_id', a.authority_id, 'role', a.role, 'unit_id', a.unit_id, 'valid_from', a.valid_from,
                       'valid_to', a.valid_to, 'on_behalf_of', a.on_behalf_of,
                       'decides_for', (SELECT coalesce(json_agg(g.value), '[]') FROM json_array_elements(given) g
                                        WHERE g.value ->> 'to_unit' = a.unit_id AND a.role ~ '_(chair|officer)$')
                       ) ORDER BY a.authority_id), '[]')
              FROM portal.authority a
             WHERE a.account_id = c.account_id AND a.valid_from <= day AND (a.valid_to IS NULL OR day <= a.valid_to)
             -- a deputy may do what the one acted for may do today, and no longer
             AND (a.on_behalf_of IS NULL OR EXISTS (
                 SELECT FROM portal.authority p
                  WHERE p.account_id = a.on_behalf_of AND p.role = a.role AND p.unit_id IS NOT DISTINCT FROM a.unit_id
                    AND p.on_behalf_of IS NULL AND p.valid_from <= day AND (p.valid_to IS NULL OR day <= p.valid_to)))),
           coalesce((SELECT r.position FROM portal.reader r WHERE r.reader = 'portal.places'), 0)
      FROM portal.account c WHERE c.account_id = account AND c.disabled_at IS NULL;
END $$;
