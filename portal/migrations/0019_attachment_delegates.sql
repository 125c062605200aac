-- Who decides a unit's dossier by delegation opens its files too (0012, 0017).
ALTER POLICY within_scope ON portal.attachment USING (
    (SELECT coalesce(current_setting('antoan.everything', true), '') = 'on')
    OR unit_id IN (SELECT unnest(string_to_array(current_setting('antoan.units', true), ' ')))
    OR unit_id IN (SELECT unnest(string_to_array(current_setting('antoan.delegated', true), ' '))));
