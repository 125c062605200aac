-- What every partition of the log gets, new or restored, and only it can have itself: nothing in it is ever changed or emptied.
CREATE FUNCTION chronicle.guard_partition(partition text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER never_truncated BEFORE TRUNCATE ON chronicle.%I
                    FOR EACH STATEMENT EXECUTE FUNCTION chronicle.refuse_change()', partition);
    EXECUTE format('ALTER TABLE chronicle.%I ENABLE ALWAYS TRIGGER never_truncated', partition);
    EXECUTE format('ALTER TABLE chronicle.%I ENABLE ALWAYS TRIGGER append_only', partition);
END $$;
REVOKE ALL ON FUNCTION chronicle.guard_partition FROM PUBLIC;
