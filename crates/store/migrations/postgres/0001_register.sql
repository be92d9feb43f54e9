-- The register: facts on accounts, decisions on links, one event for every change.

CREATE TABLE blocks (
    noun TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    next BIGINT NOT NULL
);

CREATE TABLE terms (
    version BIGINT NOT NULL PRIMARY KEY,
    published_at BIGINT NOT NULL
);

CREATE TABLE companies (
    id BIGINT NOT NULL PRIMARY KEY,
    name TEXT COLLATE "C" NOT NULL,
    name_key TEXT COLLATE "C" NOT NULL,
    -- Kept secret: it salts the digests by which events refer to what can be erased.
    salt TEXT COLLATE "C" NOT NULL,
    terms_accepted BIGINT NOT NULL,
    lacks TEXT COLLATE "C" NOT NULL,
    settings TEXT COLLATE "C" NOT NULL,
    epoch BIGINT NOT NULL,
    leaves BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX companies_name ON companies (name_key);

CREATE TABLE people (
    company_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    entry_id TEXT COLLATE "C" NOT NULL,
    email TEXT COLLATE "C" NOT NULL,
    email_key TEXT COLLATE "C" NOT NULL,
    first_name TEXT COLLATE "C" NOT NULL,
    last_name TEXT COLLATE "C" NOT NULL,
    sort_key TEXT COLLATE "C" NOT NULL,
    job_title TEXT COLLATE "C",
    roles TEXT COLLATE "C" NOT NULL,
    terms_agreed_at BIGINT,
    has_left BIGINT NOT NULL,
    left_at BIGINT,
    left_after BIGINT,
    left_inferred BIGINT NOT NULL,
    -- The next leaving date that one of their entries states.
    due_at BIGINT,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (company_id, id),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);
CREATE INDEX people_email ON people (company_id, email_key, id);
CREATE INDEX people_sort ON people (company_id, sort_key, id);
CREATE INDEX people_due ON people (due_at, company_id, id) WHERE due_at IS NOT NULL;

CREATE TABLE connections (
    company_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    name_key TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    family TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    upstream TEXT COLLATE "C",
    set_up_by BIGINT,
    connected_at BIGINT,
    failed_at BIGINT,
    code BIGINT,
    uploaded_at BIGINT,
    renamed_at BIGINT,
    deleted_at BIGINT,
    listed_at BIGINT,
    as_of BIGINT,
    accounts BIGINT NOT NULL,
    lease_run BIGINT,
    lease_until BIGINT,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (company_id, id),
    FOREIGN KEY (company_id) REFERENCES companies (id),
    FOREIGN KEY (company_id, set_up_by) REFERENCES people (company_id, id)
);
CREATE UNIQUE INDEX connections_name ON connections (company_id, name_key);

-- What providers say. Written by runs only.
CREATE TABLE accounts (
    company_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    connection_id BIGINT NOT NULL,
    family TEXT COLLATE "C" NOT NULL,
    external_id TEXT COLLATE "C" NOT NULL,
    external_key TEXT COLLATE "C" NOT NULL,
    username TEXT COLLATE "C" NOT NULL,
    username_key TEXT COLLATE "C" NOT NULL,
    email TEXT COLLATE "C",
    email_key TEXT COLLATE "C",
    has_mfa BIGINT,
    facts TEXT COLLATE "C" NOT NULL,
    digest TEXT COLLATE "C" NOT NULL,
    seen_at BIGINT,
    last_seen_at BIGINT,
    first_missed_at BIGINT,
    removed_at BIGINT,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (company_id, id),
    FOREIGN KEY (company_id, connection_id) REFERENCES connections (company_id, id)
);
CREATE UNIQUE INDEX accounts_external ON accounts (company_id, connection_id, external_id);
CREATE INDEX accounts_name ON accounts (company_id, username_key, id);
CREATE INDEX accounts_username ON accounts (company_id, family, username_key, id);
CREATE INDEX accounts_email ON accounts (company_id, family, email_key, id);
CREATE INDEX accounts_external_key ON accounts (company_id, family, external_key, id);
CREATE INDEX accounts_mfa ON accounts (company_id, family, has_mfa, id);
CREATE INDEX accounts_connection ON accounts (company_id, connection_id, username_key, id, removed_at);

-- What was decided: one narrow row for each account.
CREATE TABLE links (
    company_id BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    family TEXT COLLATE "C" NOT NULL,
    person_id BIGINT,
    connected_at BIGINT,
    unlinked_at BIGINT,
    service_at BIGINT,
    service_reason TEXT COLLATE "C",
    designator_id BIGINT,
    owner_id BIGINT,
    review_by TEXT COLLATE "C",
    proposed_owner_id BIGINT,
    admin_at BIGINT,
    database_at BIGINT,
    write_at BIGINT,
    push_at BIGINT,
    decided_by TEXT COLLATE "C",
    decided_event BIGINT,
    version BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (company_id, account_id),
    FOREIGN KEY (company_id, account_id) REFERENCES accounts (company_id, id),
    FOREIGN KEY (company_id, person_id) REFERENCES people (company_id, id),
    FOREIGN KEY (company_id, designator_id) REFERENCES people (company_id, id),
    FOREIGN KEY (company_id, owner_id) REFERENCES people (company_id, id),
    FOREIGN KEY (company_id, proposed_owner_id) REFERENCES people (company_id, id)
);
CREATE INDEX links_person ON links (company_id, person_id, family, account_id) WHERE person_id IS NOT NULL;
CREATE INDEX links_owner ON links (company_id, owner_id, account_id) WHERE owner_id IS NOT NULL;
CREATE INDEX links_unlinked ON links (company_id, family, account_id) WHERE person_id IS NULL AND service_at IS NULL;
CREATE INDEX links_connected ON links (company_id, family, connected_at, account_id) WHERE connected_at IS NOT NULL;
CREATE INDEX links_service ON links (company_id, family, service_at, account_id) WHERE service_at IS NOT NULL;

-- Never updated. Bodies name people by id alone.
CREATE TABLE events (
    company_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    subject_kind TEXT COLLATE "C" NOT NULL,
    subject_id BIGINT NOT NULL,
    -- Of decisions about an account: whose it is after it.
    person_id BIGINT,
    version BIGINT NOT NULL,
    at BIGINT NOT NULL,
    observed_at BIGINT,
    run_id BIGINT,
    batch_id BIGINT,
    actor_kind TEXT COLLATE "C" NOT NULL,
    actor_person BIGINT,
    actor TEXT COLLATE "C" NOT NULL,
    request TEXT COLLATE "C",
    kind TEXT COLLATE "C" NOT NULL,
    because TEXT COLLATE "C",
    body TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (company_id, id),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);
CREATE UNIQUE INDEX events_subject ON events (company_id, subject_kind, subject_id, version);
CREATE INDEX events_at ON events (company_id, at, id);
CREATE INDEX events_batch ON events (company_id, batch_id, subject_id, version) WHERE batch_id IS NOT NULL;
CREATE INDEX events_rule ON events (company_id, run_id, subject_id, version) WHERE actor_kind = 'rule';
CREATE INDEX events_person ON events (company_id, person_id, subject_id) WHERE person_id IS NOT NULL;

-- Events that have no number yet; the numbering takes them from here.
CREATE TABLE unnumbered (
    company_id BIGINT NOT NULL,
    event_id BIGINT NOT NULL,
    PRIMARY KEY (company_id, event_id),
    FOREIGN KEY (company_id, event_id) REFERENCES events (company_id, id)
);

-- The numbered list of committed events: dense, in an order that never changes.
CREATE TABLE leaves (
    company_id BIGINT NOT NULL,
    leaf BIGINT NOT NULL,
    event_id BIGINT NOT NULL,
    PRIMARY KEY (company_id, leaf),
    FOREIGN KEY (company_id, event_id) REFERENCES events (company_id, id)
);
CREATE UNIQUE INDEX leaves_event ON leaves (company_id, event_id);

-- The one erasable place: what events say of accounts and people by digest only, as of each version.
CREATE TABLE attributes (
    company_id BIGINT NOT NULL,
    subject_kind TEXT COLLATE "C" NOT NULL,
    subject_id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (company_id, subject_kind, subject_id, version),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

CREATE TABLE keys (
    company_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    hash TEXT COLLATE "C" NOT NULL,
    owner_id BIGINT NOT NULL,
    permissions TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT,
    used_at BIGINT,
    version BIGINT NOT NULL,
    PRIMARY KEY (company_id, id),
    FOREIGN KEY (company_id, owner_id) REFERENCES people (company_id, id)
);
CREATE UNIQUE INDEX keys_hash ON keys (hash);

CREATE TABLE runs (
    company_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    connection_id BIGINT NOT NULL,
    scope TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    complete BIGINT NOT NULL,
    link BIGINT NOT NULL,
    observed_at BIGINT,
    as_of BIGINT,
    started_at BIGINT NOT NULL,
    finished_at BIGINT,
    -- How far applying has come: the phase, and the last external id that is done in it.
    phase BIGINT NOT NULL,
    cursor TEXT COLLATE "C" NOT NULL,
    -- Rises with every write of this row, so that of two who go on with a run one wins.
    step BIGINT NOT NULL,
    actor TEXT COLLATE "C" NOT NULL,
    manifest TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (company_id, id),
    FOREIGN KEY (company_id, connection_id) REFERENCES connections (company_id, id)
);
CREATE INDEX runs_connection ON runs (company_id, connection_id, id);
CREATE INDEX runs_open ON runs (company_id, connection_id, id) WHERE finished_at IS NULL;

-- Rows of a run that are checked and not yet applied. Digest and body are null where they show nothing new.
CREATE TABLE staged (
    company_id BIGINT NOT NULL,
    run_id BIGINT NOT NULL,
    external_id TEXT COLLATE "C" NOT NULL,
    digest TEXT COLLATE "C",
    body TEXT COLLATE "C",
    PRIMARY KEY (company_id, run_id, external_id),
    FOREIGN KEY (company_id, run_id) REFERENCES runs (company_id, id)
);
