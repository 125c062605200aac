-- Append-only by trigger as well as by privilege: even the owner is refused.
CREATE FUNCTION chronicle.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the log is append-only: % on %.% is refused', TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation',
              HINT = 'record a new fact that corrects the old one';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON chronicle.event
    FOR EACH ROW EXECUTE FUNCTION chronicle.refuse_change();
ALTER TABLE chronicle.event ENABLE ALWAYS TRIGGER append_only;
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON chronicle.event
    FOR EACH STATEMENT EXECUTE FUNCTION chronicle.refuse_change();
ALTER TABLE chronicle.event ENABLE ALWAYS TRIGGER never_truncated;
