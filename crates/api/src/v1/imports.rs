//! Imports: a list is sent as it is, read as a stream, checked whole, and then applied beside the requests.

use app::runs::Import;
use domain::{
    connections::Kind,
    listings::{DateOrder, Reading},
    runs::Scope,
    texts,
};
use http::StatusCode;

use super::{lists, runs};
use crate::{context::Context, operations::Answer, personnel, problems::Problem, query::Params, spool::spool};

/// The most characters of a field and its column.
pub(crate) const MAP_LENGTH: usize = 1024;

/// Imports a list of accounts.
pub(crate) async fn accounts(context: Context) -> Answer {
    import(context, Scope::Accounts).await
}

/// Imports a roster.
pub(crate) async fn people(context: Context) -> Answer {
    import(context, Scope::People).await
}

async fn import(mut context: Context, scope: Scope) -> Answer {
    let import = asked(&Params::parse(&context.query)?, scope)?;
    let dry_run = import.dry_run;
    let spool = spool(&mut context).await?;
    let run = context.app.import(&context.caller, import, spool.list.clone()).await?;
    let status = if dry_run { StatusCode::OK } else { runs::status(&run) };
    runs::shown((&context.app, &context.caller), &run, status).await
}

fn asked(params: &Params<'_>, scope: Scope) -> Result<Import, Problem> {
    let connection = text(params, "connection")?;
    let link = scope == Scope::Accounts && lists::flag(params, "link")?.unwrap_or(true);
    Ok(Import {
        scope,
        connection: connection.ok_or_else(|| Problem::parameter("connection", "is required"))?,
        fresh: false,
        kind: params.read("kind", "must be the kind of a connection, as AWS or ROSTER", Kind::parse)?,
        reading: reading(params)?,
        complete: lists::flag(params, "complete")?.unwrap_or(false),
        link,
        observed_at: lists::instant(params, "asOf")?,
        dry_run: lists::flag(params, "dryRun")?.unwrap_or(false),
        confirm: personnel::confirm(params)?,
        hold: true,
        wait: false,
        name: text(params, "name")?.unwrap_or_else(|| "-".to_owned()),
    })
}

/// How the list is to be read.
fn reading(params: &Params<'_>) -> Result<Reading, Problem> {
    let map = params.read_all("map", "must be FIELD=COLUMN, of at most 1024 characters, each field once", |text| {
        let (field, column) = text.split_once('=').filter(|_| text.chars().count() <= MAP_LENGTH)?;
        Some((field.trim().to_owned(), column.trim().to_owned()))
    })?;
    let dates = params.read("dates", "must be dmy or mdy", DateOrder::parse)?;
    Ok(Reading { format: text(params, "format")?, map, dates })
}

/// A text of at most 255 characters, which every file system's names are.
fn text(params: &Params<'_>, name: &str) -> Result<Option<String>, Problem> {
    params.read(name, "must have 1 to 255 characters", |text| {
        let fits = !text.trim().is_empty() && text.chars().count() <= 255 && texts::storable(text);
        fits.then(|| text.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problems::Code;

    fn read(query: &str, scope: Scope) -> Result<Import, Code> {
        asked(&Params::parse(query).unwrap(), scope).map_err(|problem| problem.code())
    }

    #[test]
    fn an_import_says_what_it_does_not_say_otherwise() {
        let import = read("connection=aws&format=aws-credential-report", Scope::Accounts).unwrap();
        assert!(import.link && import.hold && !import.wait && !import.complete && !import.dry_run);
        assert_eq!((import.kind, import.confirm, import.name.as_str()), (None, None, "-"));
        let import =
            read("connection=x&format=csv&link=false&confirm=0&complete=true&kind=GCP", Scope::Accounts).unwrap();
        assert!(!import.link && import.complete);
        assert_eq!((import.kind, import.confirm), (Some(Kind::Gcp), Some(0)));
    }

    #[test]
    fn a_list_is_read_as_somebody_says_or_as_it_shows_itself() {
        let import = read("connection=hr&name=People.NDJSON", Scope::People).unwrap();
        assert_eq!((import.reading, import.link), (Reading::default(), false));
        let query = "connection=hr&format=csv&map=email%3DWork+Email&map=mfa=&dates=dmy";
        let reading = read(query, Scope::People).unwrap().reading;
        let map = [("email", "Work Email"), ("mfa", "")].map(|(field, column)| (field.to_owned(), column.to_owned()));
        assert_eq!(
            reading,
            Reading { format: Some("csv".to_owned()), map: map.into(), dates: Some(DateOrder::DayFirst) }
        );
    }

    #[test]
    fn what_is_missing_or_malformed_is_refused() {
        for query in ["format=csv", "connection=&format=csv"] {
            assert_eq!(read(query, Scope::Accounts).err(), Some(Code::Query), "{query}");
        }
        for more in [
            "kind=aws",
            "complete=yes",
            "asOf=today",
            "dryRun=1",
            "confirm=all",
            "link=maybe",
            "map=email",
            "dates=ymd",
        ] {
            let query = format!("connection=x&format=csv&{more}");
            assert_eq!(read(&query, Scope::Accounts).err(), Some(Code::Query), "{query}");
        }
    }
}
