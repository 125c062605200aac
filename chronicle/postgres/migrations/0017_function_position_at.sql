-- The last position recorded before an instant, 0 where there was none: what was known by then. Instants never go back along the
-- log (chronicle.append), so it is found by halving; an index on them would cost every append.
CREATE FUNCTION chronicle.position_at(instant timestamptz) RETURNS bigint
LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $$
DECLARE
    low bigint := 0;
    high bigint;
    middle bigint;
BEGIN
    SELECT h.position INTO high FROM chronicle.head h;
    WHILE low < high LOOP
        middle := (low + high + 1) / 2;
        IF (SELECT e.recorded_at < instant FROM chronicle.event e WHERE e.position = middle) THEN
            low := middle;
        ELSE
            high := middle - 1;
        END IF;
    END LOOP;
    RETURN low;
END $$;
