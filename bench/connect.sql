-- The connect operation in one statement, as one writes it by hand: account $1 becomes person $2's. Its one row is the answer.
WITH link AS (
    SELECT account_id, person_id, connected_at, version, updated_at FROM links
    WHERE company_id = 1 AND account_id = $1::bigint AND service_at IS NULL FOR UPDATE
), person AS (
    SELECT id, email, first_name, last_name, job_title, created_at, updated_at FROM people
    WHERE company_id = 1 AND id = $2::bigint
), change AS (
    SELECT link.*, person.id AS person, nextval('bench_events') AS event FROM link, person
    WHERE link.person_id IS DISTINCT FROM person.id
), saved AS (
    UPDATE links SET person_id = change.person, connected_at = change.updated_at + 1, unlinked_at = NULL, decided_by = 'human',
        decided_event = change.event, version = change.version + 1, updated_at = change.updated_at + 1
    FROM change WHERE links.company_id = 1 AND links.account_id = change.account_id
), told AS (
    INSERT INTO events (company_id, id, subject_kind, subject_id, person_id, version, at, actor_kind, actor_person, actor, request,
        kind, body)
    SELECT 1, event, 'link', account_id, person, version + 1, updated_at + 1, 'key', 1, '{"kind":"key","key":1,"person":1}',
        '0123456789abcdef', 'account.linked', json_build_object(
            'after', json_build_object('account', account_id, 'connectedAt', updated_at + 1, 'decidedBy', 'human',
                'decidedEvent', event, 'person', person, 'expected', '{"admin":null,"database":null,"push":null,"write":null}'::json,
                'proposedOwner', NULL, 'service', NULL, 'unlinkedAt', NULL, 'version', version + 1),
            'before', json_build_object('account', account_id, 'connectedAt', connected_at, 'decidedBy', 'human',
                'decidedEvent', event, 'person', person_id, 'expected', '{"admin":null,"database":null,"push":null,"write":null}'::json,
                'proposedOwner', NULL, 'service', NULL, 'unlinkedAt', NULL, 'version', version))::text
    FROM change
), queued AS (
    INSERT INTO unnumbered (company_id, event_id) SELECT 1, event FROM change
)
SELECT json_build_object('id', a.id, 'identityId', a.external_id, 'username', a.username, 'email', a.email, 'hasMfa', a.has_mfa,
    'connectedAt', link.updated_at + 1, 'user', to_json(person),
    'identities', (SELECT coalesce(json_agg(json_build_object('id', i.id, 'externalId', i.external_id, 'username', i.username,
            'hasMfa', i.has_mfa)), '[]') FROM links l JOIN accounts i ON i.company_id = l.company_id AND i.id = l.account_id
        WHERE l.company_id = 1 AND l.person_id = person.id AND l.family = 'identity'),
    'connection', (SELECT json_build_object('id', c.id, 'name', c.name, 'kind', c.kind, 'state', c.state,
            'connectedAt', c.connected_at) FROM connections c WHERE c.company_id = 1 AND c.id = a.connection_id))::text AS answer
FROM link, person, accounts a WHERE a.company_id = 1 AND a.id = link.account_id
