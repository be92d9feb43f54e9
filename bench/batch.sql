-- For pgbench: :size decisions in one statement, each with its event, as bare as they can be.
-- :first, :last, :people and :size are given with --define.
WITH picked AS (
    SELECT l.account_id, l.version, l.updated_at, 1 + floor(random() * :people::bigint)::bigint AS person
    FROM links l WHERE l.company_id = 1 AND l.account_id IN
        (SELECT DISTINCT :first::bigint + floor(random() * (:last::bigint - :first::bigint))::bigint FROM generate_series(1, :size::int))
    ORDER BY l.account_id FOR UPDATE
), saved AS (
    UPDATE links l SET person_id = p.person, connected_at = p.updated_at + 1, unlinked_at = NULL, service_at = NULL,
        service_reason = NULL, decided_by = 'human', version = p.version + 1, updated_at = p.updated_at + 1
    FROM picked p WHERE l.company_id = 1 AND l.account_id = p.account_id
    RETURNING l.account_id, l.person_id, l.version, l.updated_at
), told AS (
    INSERT INTO events (company_id, id, subject_kind, subject_id, person_id, version, at, actor_kind, actor_person, actor, request,
        kind, body)
    SELECT 1, nextval('bench_events'), 'link', account_id, person_id, version, updated_at, 'key', 1,
        '{"kind":"key","key":1,"person":1}', '0123456789abcdef', 'account.linked',
        '{"after":"' || repeat('x', 580) || '"}'
    FROM saved RETURNING id
)
INSERT INTO unnumbered (company_id, event_id) SELECT 1, id FROM told;
