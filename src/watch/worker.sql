-- Every event that becomes due makes a job, in the same transaction. Run again, this changes nothing.
CREATE OR REPLACE FUNCTION vigie_enqueue(event events) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO procrastinate_jobs (queue_name, task_name, priority, lock, queueing_lock, args, scheduled_at)
    VALUES (
        'vigie', 'vigie.treat', 0,
        -- messages to one recipient go one after the other
        CASE event.name
            WHEN 'raised' THEN (SELECT 'to:' || recipient FROM messages WHERE id = event.payload::json ->> 'message_id')
            WHEN 'digest-due' THEN 'digest:' || (event.payload::json ->> 'subscription_id')
        END,
        'event:' || event.id, jsonb_build_object('event_id', event.id), event.available_at
    )
    ON CONFLICT (queueing_lock) WHERE status = 'todo' DO NOTHING;
END $$;

CREATE OR REPLACE FUNCTION vigie_on_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM vigie_enqueue(NEW);
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER vigie_on_event AFTER INSERT OR UPDATE OF state, available_at ON events
    FOR EACH ROW WHEN (NEW.state = 'ready') EXECUTE FUNCTION vigie_on_event();

-- What waits without a job: written before the trigger was there, or its job was lost.
CREATE OR REPLACE FUNCTION vigie_enqueue_missing() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM vigie_enqueue(event) FROM events AS event
    WHERE event.state = 'ready' AND NOT EXISTS (
        SELECT 1 FROM procrastinate_jobs
        WHERE queueing_lock = 'event:' || event.id AND status IN ('todo', 'doing')
    );
END $$;
