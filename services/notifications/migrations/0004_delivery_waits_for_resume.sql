-- What is for an outlet that is paused waits until it is resumed.
ALTER TABLE notifications.delivery
    DROP CONSTRAINT delivery_waits_for_check,
    ADD CONSTRAINT delivery_waits_for_check CHECK (waits_for IN ('turn', 'hours', 'digest', 'bundle', 'retry', 'resume'));
