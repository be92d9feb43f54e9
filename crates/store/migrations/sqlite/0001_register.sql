-- The register: facts on accounts, decisions on links, one event for every change.

CREATE TABLE blocks (
    noun TEXT NOT NULL PRIMARY KEY,
    next INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE terms (
    version INTEGER NOT NULL PRIMARY KEY,
    published_at INTEGER NOT NULL
) STRICT;

CREATE TABLE companies (
    id INTEGER NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    -- Kept secret: it salts the digests by which events refer to what can be erased.
    salt TEXT NOT NULL,
    terms_accepted INTEGER NOT NULL,
    lacks TEXT NOT NULL,
    settings TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    leaves INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX companies_name ON companies (name_key);

CREATE TABLE people (
    company_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    entry_id TEXT NOT NULL,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    job_title TEXT,
    roles TEXT NOT NULL,
    terms_agreed_at INTEGER,
    has_left INTEGER NOT NULL,
    left_at INTEGER,
    left_after INTEGER,
    left_inferred INTEGER NOT NULL,
    -- The next leaving date that one of their entries states.
    due_at INTEGER,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (company_id, id),
    FOREIGN KEY (company_id) REFERENCES companies (id)
) STRICT;
CREATE INDEX people_email ON people (company_id, email_key, id);
CREATE INDEX people_sort ON people (company_id, sort_key, id);
CREATE INDEX people_due ON people (due_at, company_id, id) WHERE due_at IS NOT NULL;

CREATE TABLE connections (
    company_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    kind TEXT NOT NULL,
    family TEXT NOT NULL,
    state TEXT NOT NULL,
    upstream TEXT,
    set_up_by INTEGER,
    connected_at INTEGER,
    failed_at INTEGER,
    code INTEGER,
    uploaded_at INTEGER,
    renamed_at INTEGER,
    deleted_at INTEGER,
    listed_at INTEGER,
    as_of INTEGER,
    accounts INTEGER NOT NULL,
    lease_run INTEGER,
    lease_until INTEGER,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (company_id, id),
    FOREIGN KEY (company_id) REFERENCES companies (id),
    FOREIGN KEY (company_id, set_up_by) REFERENCES people (company_id, id)
) STRICT;
CREATE UNIQUE INDEX connections_name ON connections (company_id, name_key);

-- What providers say. Written by runs only.
CREATE TABLE accounts (
    company_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    connection_id INTEGER NOT NULL,
    family TEXT NOT NULL,
    external_id TEXT NOT NULL,
    external_key TEXT NOT NULL,
    username TEXT NOT NULL,
    username_key TEXT NOT NULL,
    email TEXT,
    email_key TEXT,
    has_mfa INTEGER,
    facts TEXT NOT NULL,
    digest TEXT NOT NULL,
    seen_at INTEGER,
    last_seen_at INTEGER,
    first_missed_at INTEGER,
    removed_at INTEGER,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (company_id, id),
    FOREIGN KEY (company_id, connection_id) REFERENCES connections (company_id, id)
) STRICT;
CREATE UNIQUE INDEX accounts_external ON accounts (company_id, connection_id, external_id);
CREATE INDEX accounts_name ON accounts (company_id, username_key, id);
CREATE INDEX accounts_username ON accounts (company_id, family, username_key, id);
CREATE INDEX accounts_email ON accounts (company_id, family, email_key, id);
CREATE INDEX accounts_external_key ON accounts (company_id, family, external_key, id);
CREATE INDEX accounts_mfa ON accounts (company_id, family, has_mfa, id);
CREATE INDEX accounts_connection ON accounts (company_id, connection_id, username_key, id, removed_at);

-- What was decided: one narrow row for each account.
CREATE TABLE links (
    company_id INTEGER NOT NULL,
    account_id INTEGER NOT NULL,
    family TEXT NOT NULL,
    person_id INTEGER,
    connected_at INTEGER,
    unlinked_at INTEGER,
    service_at INTEGER,
    service_reason TEXT,
    designator_id INTEGER,
    owner_id INTEGER,
    review_by TEXT,
    proposed_owner_id INTEGER,
    admin_at INTEGER,
    database_at INTEGER,
    write_at INTEGER,
    push_at INTEGER,
    decided_by TEXT,
    decided_event INTEGER,
    version INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (company_id, account_id),
    FOREIGN KEY (company_id, account_id) REFERENCES accounts (company_id, id),
    FOREIGN KEY (company_id, person_id) REFERENCES people (company_id, id),
    FOREIGN KEY (company_id, designator_id) REFERENCES people (company_id, id),
    FOREIGN KEY (company_id, owner_id) REFERENCES people (company_id, id),
    FOREIGN KEY (company_id, proposed_owner_id) REFERENCES people (company_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX links_person ON links (company_id, person_id, family, account_id) WHERE person_id IS NOT NULL;
CREATE INDEX links_owner ON links (company_id, owner_id, account_id) WHERE owner_id IS NOT NULL;
CREATE INDEX links_unlinked ON links (company_id, family, account_id) WHERE person_id IS NULL AND service_at IS NULL;
CREATE INDEX links_connected ON links (company_id, family, connected_at, account_id) WHERE connected_at IS NOT NULL;
CREATE INDEX links_service ON links (company_id, family, service_at, account_id) WHERE service_at IS NOT NULL;

-- Never updated. Bodies name people by id alone.
CREATE TABLE events (
    company_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id INTEGER NOT NULL,
    -- Of decisions about an account: whose it is after it.
    person_id INTEGER,
    version INTEGER NOT NULL,
    at INTEGER NOT NULL,
    observed_at INTEGER,
    run_id INTEGER,
    batch_id INTEGER,
    actor_kind TEXT NOT NULL,
    actor_person INTEGER,
    actor TEXT NOT NULL,
    request TEXT,
    kind TEXT NOT NULL,
    because TEXT,
    body TEXT NOT NULL,
    PRIMARY KEY (company_id, id),
    FOREIGN KEY (company_id) REFERENCES companies (id)
) STRICT;
CREATE UNIQUE INDEX events_subject ON events (company_id, subject_kind, subject_id, version);
CREATE INDEX events_at ON events (company_id, at, id);
CREATE INDEX events_batch ON events (company_id, batch_id, subject_id, version) WHERE batch_id IS NOT NULL;
CREATE INDEX events_rule ON events (company_id, run_id, subject_id, version) WHERE actor_kind = 'rule';
CREATE INDEX events_person ON events (company_id, person_id, subject_id) WHERE person_id IS NOT NULL;

-- Events that have no number yet; the numbering takes them from here.
CREATE TABLE unnumbered (
    company_id INTEGER NOT NULL,
    event_id INTEGER NOT NULL,
    PRIMARY KEY (company_id, event_id),
    FOREIGN KEY (company_id, event_id) REFERENCES events (company_id, id)
) STRICT, WITHOUT ROWID;

-- The numbered list of committed events: dense, in an order that never changes.
CREATE TABLE leaves (
    company_id INTEGER NOT NULL,
    leaf INTEGER NOT NULL,
    event_id INTEGER NOT NULL,
    PRIMARY KEY (company_id, leaf),
    FOREIGN KEY (company_id, event_id) REFERENCES events (company_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX leaves_event ON leaves (company_id, event_id);

-- The one erasable place: what events say of accounts and people by digest only, as of each version.
CREATE TABLE attributes (
    company_id INTEGER NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id INTEGER NOT NULL,
    version INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (company_id, subject_kind, subject_id, version),
    FOREIGN KEY (company_id) REFERENCES companies (id)
) STRICT, WITHOUT ROWID;

CREATE TABLE keys (
    company_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    name TEXT NOT NULL,
    hash TEXT NOT NULL,
    owner_id INTEGER NOT NULL,
    permissions TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER,
    used_at INTEGER,
    version INTEGER NOT NULL,
    PRIMARY KEY (company_id, id),
    FOREIGN KEY (company_id, owner_id) REFERENCES people (company_id, id)
) STRICT;
CREATE UNIQUE INDEX keys_hash ON keys (hash);

CREATE TABLE runs (
    company_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    connection_id INTEGER NOT NULL,
    scope TEXT NOT NULL,
    state TEXT NOT NULL,
    complete INTEGER NOT NULL,
    link INTEGER NOT NULL,
    observed_at INTEGER,
    as_of INTEGER,
    started_at INTEGER NOT NULL,
    finished_at INTEGER,
    -- How far applying has come: the phase, and the last external id that is done in it.
    phase INTEGER NOT NULL,
    cursor TEXT NOT NULL,
    -- Rises with every write of this row, so that of two who go on with a run one wins.
    step INTEGER NOT NULL,
    actor TEXT NOT NULL,
    manifest TEXT NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (company_id, id),
    FOREIGN KEY (company_id, connection_id) REFERENCES connections (company_id, id)
) STRICT;
CREATE INDEX runs_connection ON runs (company_id, connection_id, id);
CREATE INDEX runs_open ON runs (company_id, connection_id, id) WHERE finished_at IS NULL;

-- Rows of a run that are checked and not yet applied. Digest and body are null where they show nothing new.
CREATE TABLE staged (
    company_id INTEGER NOT NULL,
    run_id INTEGER NOT NULL,
    external_id TEXT NOT NULL,
    digest TEXT,
    body TEXT,
    PRIMARY KEY (company_id, run_id, external_id),
    FOREIGN KEY (company_id, run_id) REFERENCES runs (company_id, id)
) STRICT, WITHOUT ROWID;
