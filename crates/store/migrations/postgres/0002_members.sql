-- Members: who may use the pages; how they sign in, and where they are signed in.

CREATE TABLE members (
    company_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    -- How an identity provider knows them; null where they sign in by one-time links alone.
    issuer TEXT COLLATE "C",
    subject TEXT COLLATE "C",
    name TEXT COLLATE "C" NOT NULL,
    role TEXT COLLATE "C" NOT NULL,
    person_id BIGINT,
    created_at BIGINT NOT NULL,
    removed_at BIGINT,
    version BIGINT NOT NULL,
    PRIMARY KEY (company_id, id),
    FOREIGN KEY (company_id) REFERENCES companies (id),
    FOREIGN KEY (company_id, person_id) REFERENCES people (company_id, id)
);
CREATE UNIQUE INDEX members_identity ON members (company_id, issuer, subject) WHERE removed_at IS NULL AND issuer IS NOT NULL;

CREATE TABLE sessions (
    company_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    hash TEXT COLLATE "C" NOT NULL,
    member_id BIGINT NOT NULL,
    began_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    ended_at BIGINT,
    version BIGINT NOT NULL,
    PRIMARY KEY (company_id, id),
    FOREIGN KEY (company_id, member_id) REFERENCES members (company_id, id)
);
CREATE UNIQUE INDEX sessions_hash ON sessions (hash);
CREATE INDEX sessions_member ON sessions (company_id, member_id, id) WHERE ended_at IS NULL;

CREATE TABLE tickets (
    company_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    hash TEXT COLLATE "C" NOT NULL,
    member_id BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (company_id, id),
    FOREIGN KEY (company_id, member_id) REFERENCES members (company_id, id)
);
CREATE UNIQUE INDEX tickets_hash ON tickets (hash);
