-- Leaves, as chronicle/ledger/leaf.py writes them, as the rows they were made of: so one query serves the table and the archive.
CREATE FUNCTION chronicle.entries_of(leaves text[]) RETURNS SETOF chronicle.event
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
    SELECT (e->>0)::bigint, e->>1, (e->>2)::integer, e->>3, (e->>4)::integer, (e->>5)::uuid, data, (e->>6)::date,
           timestamptz 'epoch' + (e->>7)::bigint * interval '1 microsecond', e->>8, e->>9, e->>10, e->>11, (e->>12)::uuid,
           (e->>13)::bigint, (e->>14)::uuid, e->>15
      FROM (SELECT split_part(leaf, E'\n', 1)::jsonb AS e, substr(leaf, strpos(leaf, E'\n') + 1)::json AS data
              FROM unnest(leaves) WITH ORDINALITY AS given(leaf, place) ORDER BY place OFFSET 0) told
$$;
