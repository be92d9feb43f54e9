-- Whoever walks what is unlinked reads this index alone: with all columns of its condition, SQLite needs no row for them, and
-- takes it, instead of walking everything that a company has.
DROP INDEX links_unlinked;
CREATE INDEX links_unlinked ON links (company_id, family, account_id, person_id, service_at)
    WHERE person_id IS NULL AND service_at IS NULL;
