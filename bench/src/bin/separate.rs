//! `separate ADDRESS DATABASE BYTES`: the connect operation as one writes it by hand: separate queries in one transaction,
//! prepared, over a pool, on the register's own tables. Its answer is made of what it read, and filled up to that many bytes.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use axum::{
    Json, Router,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::put,
};
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, PgPool, postgres::PgPoolOptions};

#[derive(Clone)]
struct Register {
    pool: PgPool,
    /// The next id of an event: far beyond those that the register gives out, and taken without asking the database.
    next: Arc<AtomicI64>,
    bytes: usize,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wanted {
    user_id: i64,
}

#[derive(FromRow)]
struct Link {
    person_id: Option<i64>,
    connected_at: Option<i64>,
    service_at: Option<i64>,
    version: i64,
    updated_at: i64,
    connection_id: i64,
    external_id: String,
    username: String,
    email: Option<String>,
    has_mfa: Option<i64>,
}

#[derive(FromRow, Serialize)]
#[serde(rename_all = "camelCase")]
struct Person {
    id: i64,
    email: String,
    first_name: String,
    last_name: String,
    job_title: Option<String>,
    created_at: i64,
    updated_at: i64,
}

#[derive(FromRow, Serialize)]
#[serde(rename_all = "camelCase")]
struct Account {
    id: i64,
    external_id: String,
    username: String,
    has_mfa: Option<i64>,
}

#[derive(FromRow, Serialize)]
#[serde(rename_all = "camelCase")]
struct Connection {
    id: i64,
    name: String,
    kind: String,
    state: String,
    connected_at: Option<i64>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Identity<'a> {
    id: i64,
    identity_id: &'a str,
    username: &'a str,
    email: Option<&'a str>,
    has_mfa: Option<i64>,
    connected_at: i64,
    user: &'a Person,
    identities: &'a [Account],
    connection: &'a Connection,
    filling: String,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [address, database, bytes] = words.as_slice() else { return Err("separate ADDRESS DATABASE BYTES".into()) };
    let pool = PgPoolOptions::new().max_connections(16).min_connections(16).connect(database).await?;
    let last: i64 = sqlx::query_scalar("SELECT COALESCE(MAX(id), $1) FROM events WHERE id >= $1 AND id < 2 * $1")
        .bind(1_i64 << 50)
        .fetch_one(&pool)
        .await?;
    let register = Register { pool, next: Arc::new(AtomicI64::new(last + 1)), bytes: bytes.parse()? };
    let router = Router::new().route("/user-identities/infrastructure/{id}/connect", put(connect)).with_state(register);
    axum::serve(tokio::net::TcpListener::bind(address).await?, router).await?;
    Ok(())
}

async fn connect(State(register): State<Register>, Path(id): Path<i64>, headers: HeaderMap, body: Bytes) -> Response {
    if !headers.contains_key(header::AUTHORIZATION) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let Ok(wanted) = serde_json::from_slice::<Wanted>(&body) else { return StatusCode::BAD_REQUEST.into_response() };
    match register.connect(id, wanted.user_id).await {
        Ok(Some(answer)) => answer,
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

impl Register {
    async fn connect(&self, id: i64, person: i64) -> Result<Option<Response>, sqlx::Error> {
        let mut transaction = self.pool.begin().await?;
        let link: Option<Link> = sqlx::query_as(
            "SELECT l.person_id, l.connected_at, l.service_at, l.version, l.updated_at, a.connection_id, a.external_id, a.username, \
             a.email, a.has_mfa FROM links l JOIN accounts a ON a.company_id = l.company_id AND a.id = l.account_id \
             WHERE l.company_id = 1 AND l.account_id = $1 FOR UPDATE OF l",
        )
        .bind(id)
        .fetch_optional(&mut *transaction)
        .await?;
        let Some(link) = link.filter(|link| link.service_at.is_none()) else { return Ok(None) };
        let user: Option<Person> = sqlx::query_as(
            "SELECT id, email, first_name, last_name, job_title, created_at, updated_at FROM people \
             WHERE company_id = 1 AND id = $1",
        )
        .bind(person)
        .fetch_optional(&mut *transaction)
        .await?;
        let Some(user) = user else { return Ok(None) };
        let identities: Vec<Account> = sqlx::query_as(
            "SELECT a.id, a.external_id, a.username, a.has_mfa FROM links l JOIN accounts a ON a.company_id = l.company_id \
             AND a.id = l.account_id WHERE l.company_id = 1 AND l.person_id = $1 AND l.family = 'identity'",
        )
        .bind(person)
        .fetch_all(&mut *transaction)
        .await?;
        let connection: Connection = sqlx::query_as(
            "SELECT id, name, kind, state, connected_at FROM connections WHERE company_id = 1 AND id = $1",
        )
        .bind(link.connection_id)
        .fetch_one(&mut *transaction)
        .await?;
        let at = link.updated_at + 1;
        if link.person_id != Some(person) {
            self.save(&mut transaction, id, person, &link).await?;
        }
        transaction.commit().await?;
        let mut answer = Identity {
            id,
            identity_id: &link.external_id,
            username: &link.username,
            email: link.email.as_deref(),
            has_mfa: link.has_mfa,
            connected_at: at,
            user: &user,
            identities: &identities,
            connection: &connection,
            filling: String::new(),
        };
        let length = serde_json::to_vec(&answer).map_or(0, |bytes| bytes.len());
        answer.filling = "x".repeat(self.bytes.saturating_sub(length));
        Ok(Some(Json(answer).into_response()))
    }

    async fn save(
        &self,
        transaction: &mut sqlx::Transaction<'_, sqlx::Postgres>,
        id: i64,
        person: i64,
        link: &Link,
    ) -> Result<(), sqlx::Error> {
        let (event, at) = (self.next.fetch_add(1, Ordering::Relaxed), link.updated_at + 1);
        sqlx::query(
            "UPDATE links SET person_id = $2, connected_at = $3, unlinked_at = NULL, decided_by = 'human', decided_event = $4, \
             version = $5, updated_at = $3 WHERE company_id = 1 AND account_id = $1",
        )
        .bind(id)
        .bind(person)
        .bind(at)
        .bind(event)
        .bind(link.version + 1)
        .execute(&mut **transaction)
        .await?;
        let state = |person, at, version| {
            serde_json::json!({
                "account": id, "connectedAt": at, "decidedBy": "human", "decidedEvent": event, "person": person,
                "expected": { "admin": null, "database": null, "push": null, "write": null },
                "proposedOwner": null, "service": null, "unlinkedAt": null, "version": version,
            })
        };
        let before = state(link.person_id, link.connected_at, link.version);
        let body = serde_json::json!({ "after": state(Some(person), Some(at), link.version + 1), "before": before });
        sqlx::query(
            "INSERT INTO events (company_id, id, subject_kind, subject_id, person_id, version, at, actor_kind, actor_person, \
             actor, request, kind, body) VALUES (1, $1, 'link', $2, $3, $4, $5, 'key', 1, $6, '0123456789abcdef', \
             'account.linked', $7)",
        )
        .bind(event)
        .bind(id)
        .bind(person)
        .bind(link.version + 1)
        .bind(at)
        .bind(r#"{"kind":"key","key":1,"person":1}"#)
        .bind(body.to_string())
        .execute(&mut **transaction)
        .await?;
        let unnumbered = sqlx::query("INSERT INTO unnumbered (company_id, event_id) VALUES (1, $1)");
        unnumbered.bind(event).execute(&mut **transaction).await?;
        Ok(())
    }
}
