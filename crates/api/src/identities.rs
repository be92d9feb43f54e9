//! Operations 1 to 8: identities, of infrastructure and of version control.

use app::links::Command;
use domain::{
    connections::Family,
    ids::AccountId,
    links::{Change, Patch},
};
use http::StatusCode;
use store::lists;

use crate::{
    body::{Connect, ServiceAccount, Toggle},
    context::Context,
    operations::Answer,
    present,
    problems::{Code, Problem},
    query::{Direction, IdentitySort, ListIdentities},
    wire::Page,
};

macro_rules! families {
    ($($operation:ident $infrastructure:ident $version_control:ident;)*) => {$(
        pub(crate) async fn $infrastructure(context: Context) -> Answer {
            $operation(context, Family::Infrastructure).await
        }

        pub(crate) async fn $version_control(context: Context) -> Answer {
            $operation(context, Family::VersionControl).await
        }
    )*};
}

families! {
    connect connect_infrastructure connect_version_control;
    list list_infrastructure list_version_control;
    mark mark_infrastructure mark_version_control;
    toggle toggle_infrastructure toggle_version_control;
}

/// Links the account to a person, or to nobody.
async fn connect(mut context: Context, family: Family) -> Answer {
    let body = context.body().await?;
    let change = match Connect::parse(&body)?.person {
        Some(person) => Change::Link(person),
        None => Change::Unlink,
    };
    decide(context, family, change, None).await
}

/// Marks the account as a service account, or clears the mark; the reason for clearing goes to the event.
async fn mark(mut context: Context, family: Family) -> Answer {
    let body = context.body().await?;
    let ServiceAccount { on, reason } = ServiceAccount::parse(&body)?;
    if on {
        let change = Change::Mark { reason, owner: Patch::Keep, review_by: Patch::Keep };
        return decide(context, family, change, None).await;
    }
    let because = (!reason.trim().is_empty()).then_some(reason);
    decide(context, family, Change::Unmark, because).await
}

/// Says that the account is meant to have an access, or not.
async fn toggle(mut context: Context, family: Family) -> Answer {
    let body = context.body().await?;
    let Toggle { on, access } = Toggle::parse(&body, family)?;
    decide(context, family, Change::Expect { access, on }, None).await
}

async fn decide(context: Context, family: Family, change: Change, because: Option<String>) -> Answer {
    let command = Command {
        account: AccountId::new(context.id()?),
        family: Some(family),
        change,
        because,
        version: None,
        batch: None,
    };
    let outcome = context.app.decide(&context.caller, vec![command]).await.pop();
    let decided = outcome.ok_or(Problem::new(Code::Internal))??;
    let world = present::world(&decided.world, context.settings.contract);
    present::json(StatusCode::OK, &present::identity(&decided.stored, &world)?)
}

/// A page of identities.
async fn list(context: Context, family: Family) -> Answer {
    let asked = ListIdentities::parse(&context.query, family)?;
    let connections = match (asked.connection, asked.kind) {
        (None, None) => None,
        (connection, kind) => {
            let all = context.app.connections_of_kind(&context.caller, kind).await?;
            Some(all.into_iter().filter(|id| connection.is_none_or(|wanted| wanted == *id)).collect())
        }
    };
    let wanted = lists::Wanted { families: vec![family], connections, q: asked.q, ..lists::Wanted::default() };
    let page = lists::Page {
        sort: sort(asked.sort),
        descending: asked.direction == Direction::Descending,
        from: lists::From::Skip(asked.page.offset()),
        limit: asked.page.limit,
    };
    let listed = context.app.list_accounts(&context.caller, wanted, page, true).await?;
    let world = present::world(&listed.answer.world, context.settings.contract);
    let data: Result<Vec<_>, Problem> =
        listed.answer.accounts.iter().map(|stored| present::identity(stored, &world)).collect();
    let page =
        Page { data: data?, page: asked.page.number, limit: asked.page.limit, total: listed.total.unwrap_or_default() };
    present::json(StatusCode::OK, &page)
}

const fn sort(sort: IdentitySort) -> lists::Sort {
    match sort {
        IdentitySort::IdentityId => lists::Sort::ExternalId,
        IdentitySort::Username => lists::Sort::Username,
        IdentitySort::Email => lists::Sort::Email,
        IdentitySort::ConnectedAt => lists::Sort::ConnectedAt,
        IdentitySort::DisconnectedAt => lists::Sort::DisconnectedAt,
        IdentitySort::ServiceAccount => lists::Sort::ServiceAccount,
        IdentitySort::HasMfa => lists::Sort::Mfa,
        IdentitySort::User => lists::Sort::Person,
        IdentitySort::ClientId => lists::Sort::Upstream,
        IdentitySort::ConnectionState => lists::Sort::ConnectionState,
        IdentitySort::AdminAccess => lists::Sort::Admin,
        IdentitySort::DbAccess => lists::Sort::Database,
        IdentitySort::ClientAlias => lists::Sort::ConnectionName,
        IdentitySort::WriteAccess => lists::Sort::Write,
        IdentitySort::PushAccess => lists::Sort::Push,
    }
}
