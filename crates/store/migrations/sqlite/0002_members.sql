-- Members: who may use the pages; how they sign in, and where they are signed in.

CREATE TABLE members (
    company_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    -- How an identity provider knows them; null where they sign in by one-time links alone.
    issuer TEXT,
    subject TEXT,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    person_id INTEGER,
    created_at INTEGER NOT NULL,
    removed_at INTEGER,
    version INTEGER NOT NULL,
    PRIMARY KEY (company_id, id),
    FOREIGN KEY (company_id) REFERENCES companies (id),
    FOREIGN KEY (company_id, person_id) REFERENCES people (company_id, id)
) STRICT;
CREATE UNIQUE INDEX members_identity ON members (company_id, issuer, subject) WHERE removed_at IS NULL AND issuer IS NOT NULL;

CREATE TABLE sessions (
    company_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    hash TEXT NOT NULL,
    member_id INTEGER NOT NULL,
    began_at INTEGER NOT NULL,
    used_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    ended_at INTEGER,
    version INTEGER NOT NULL,
    PRIMARY KEY (company_id, id),
    FOREIGN KEY (company_id, member_id) REFERENCES members (company_id, id)
) STRICT;
CREATE UNIQUE INDEX sessions_hash ON sessions (hash);
CREATE INDEX sessions_member ON sessions (company_id, member_id, id) WHERE ended_at IS NULL;

CREATE TABLE tickets (
    company_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    hash TEXT NOT NULL,
    member_id INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER,
    PRIMARY KEY (company_id, id),
    FOREIGN KEY (company_id, member_id) REFERENCES members (company_id, id)
) STRICT;
CREATE UNIQUE INDEX tickets_hash ON tickets (hash);
