-- The last position recorded before an instant, 0 where there was none: what was known by then. Instants never go back along the
-- log (chronicle.append), so it is found by halving; an index on them would cost every append. Where it lies inside of an
-- archived range only the file can tell: that is an error here, and chronicle.postgres.log looks there.
CREATE OR REPLACE FUNCTION chronicle.position_at(instant timestamptz) RETURNS bigint
LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $$
DECLARE
    low bigint := 0;
    high bigint;
    middle bigint;
    recorded timestamptz;
    away record;
BEGIN
    SELECT h.position INTO high FROM chronicle.head h;
    WHILE low < high LOOP
        middle := (low + high + 1) / 2;
        SELECT e.recorded_at INTO recorded FROM chronicle.event e WHERE e.position = middle;
        IF NOT FOUND THEN
            SELECT a.first_position, a.last_position, a.recorded_from, a.recorded_until INTO away FROM chronicle.archived a
             WHERE middle BETWEEN a.first_position AND a.last_position AND a.restored_at IS NULL;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'the log lacks position %', middle USING ERRCODE = 'data_corrupted';
            ELSIF away.recorded_until < instant THEN
                low := away.last_position;
            ELSIF away.recorded_from >= instant THEN
                high := away.first_position - 1;
            ELSE
                RAISE EXCEPTION 'the position at % lies in an archived range', instant
                    USING ERRCODE = 'object_not_in_prerequisite_state';
            END IF;
        ELSIF recorded < instant THEN
            low := middle;
        ELSE
            high := middle - 1;
        END IF;
    END LOOP;
    RETURN low;
END $$;
