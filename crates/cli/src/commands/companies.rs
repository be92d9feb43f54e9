//! `whose companies …`

use http::Method;
use serde_json::{Map, Value, json};

use super::Asked;
use crate::{
    args::{Companies, Setting, Terms},
    client::encoded,
    exit::{Code, Failure, Result},
    print::{self, Column, Rows, Shape, clean, words},
};

const SHAPE: Shape = Shape {
    table: &[
        Column::at("ID", "/id"),
        Column::at("COMPANY", "/name"),
        Column::at("LACKS", "/lacks"),
        Column::at("TERMS ACCEPTED", "/termsAccepted"),
        Column::at("IN FORCE", "/termsInForce"),
    ],
    csv: &[
        Column::at("id", "/id"),
        Column::at("name", "/name"),
        Column::at("features", "/features"),
        Column::at("lacks", "/lacks"),
        Column::at("termsAccepted", "/termsAccepted"),
        Column::at("termsInForce", "/termsInForce"),
        Column::at("timeZone", "/settings/timeZone"),
        Column::at("offboardingSla", "/settings/offboardingSla"),
        Column::at("staleAfter", "/settings/staleAfter"),
        Column::time("createdAt", "/createdAt"),
    ],
};

pub(super) async fn run(asked: &Asked, companies: Companies) -> Result<Code> {
    match companies {
        Companies::Create { name } => {
            let made = asked.client.send(Method::POST, "/api/v1/companies", &json!({ "name": name })).await?;
            asked.answer(&made, || format!("made {}; name it with --company", clean(words::text(&made, "/name"))))
        }
        Companies::List { listed } => {
            let rows = Rows::Pages(asked.client.list("/api/v1/companies".to_owned(), Vec::new()));
            print::list(rows, &SHAPE, listed, asked.json).await.map(|()| Code::Done)
        }
        Companies::Features { name, give, take } => features(asked, &name, (give, take)).await,
        Companies::Set(setting) => set(asked, setting).await,
        Companies::Terms(wanted) => terms(asked, wanted).await,
    }
}

async fn features(asked: &Asked, name: &str, (give, take): (Vec<String>, Vec<String>)) -> Result<Code> {
    let path = format!("/api/v1/companies/{}/features", encoded(name));
    let gives = give.into_iter().map(|feature| (feature, true));
    for (feature, on) in gives.chain(take.into_iter().map(|feature| (feature, false))) {
        asked.client.send(Method::PUT, &path, &json!({ "feature": feature, "on": on })).await?;
    }
    let company = find(asked, name).await?;
    asked.answer(&company, || {
        let lacks = |feature: &str| {
            let lacks = company.pointer("/lacks").and_then(Value::as_array);
            lacks.is_some_and(|lacks| lacks.iter().any(|lacking| lacking.as_str() == Some(feature)))
        };
        let all = domain::companies::Feature::ALL.map(domain::companies::Feature::name);
        let line = |feature| format!("{}  {feature}", if lacks(feature) { "no " } else { "yes" });
        all.map(line).join("\n")
    })
}

/// The company for which the caller speaks.
async fn own(asked: &Asked) -> Result<Value> {
    let mut whoami = asked.client.get("/api/v1/whoami", &Vec::new()).await?;
    Ok(whoami.pointer_mut("/company").map(Value::take).unwrap_or_default())
}

async fn find(asked: &Asked, name: &str) -> Result<Value> {
    let wanted = domain::texts::key(name);
    // Only the operator may list companies, and everybody may look at their own.
    let own = own(asked).await?;
    if domain::texts::key(words::text(&own, "/name")) == wanted {
        return Ok(own);
    }
    let all = asked.client.list("/api/v1/companies".to_owned(), Vec::new()).all().await?;
    let found = all.into_iter().find(|company| domain::texts::key(words::text(company, "/name")) == wanted);
    found.ok_or_else(|| Failure::new(Code::NoSuch, "there is no such company; see `whose companies list`"))
}

async fn set(asked: &Asked, setting: Setting) -> Result<Code> {
    let whoami = asked.client.get("/api/v1/whoami", &Vec::new()).await?;
    let name = words::text(&whoami, "/company/name");
    let given = [
        ("timeZone", setting.time_zone.map(Value::from)),
        ("offboardingSla", setting.offboarding_sla.map(Value::from)),
        ("staleAfter", setting.stale_after.map(Value::from)),
    ];
    let body: Map<String, Value> =
        given.into_iter().filter_map(|(field, value)| Some((field.to_owned(), value?))).collect();
    let company = if body.is_empty() {
        find(asked, name).await?
    } else {
        let path = format!("/api/v1/companies/{}/settings", encoded(name));
        asked.client.send(Method::PUT, &path, &body.into()).await?
    };
    asked.answer(&company, || {
        let number = |place| words::number(&company, place).unwrap_or_default();
        format!(
            "time zone: {}\noffboarding SLA: {} business days\nlists are stale after: {} days",
            clean(words::text(&company, "/settings/timeZone")),
            number("/settings/offboardingSla"),
            number("/settings/staleAfter")
        )
    })
}

async fn terms(asked: &Asked, wanted: Terms) -> Result<Code> {
    if wanted.publish {
        let published = asked.client.send(Method::POST, "/api/v1/terms", &json!({})).await?;
        return asked.answer(&published, || {
            let version = words::number(&published, "/version").unwrap_or_default();
            format!("terms {version} are in force; every company must accept them: `whose companies terms --accept`")
        });
    }
    if wanted.accept {
        let company = asked.client.send(Method::POST, "/api/v1/terms/acceptance", &json!({})).await?;
        return asked.answer(&company, || "the terms in force are accepted".to_owned());
    }
    let company = own(asked).await?;
    asked.answer(&company, || {
        let number = |place| words::number(&company, place).unwrap_or_default();
        match (number("/termsInForce"), number("/termsAccepted")) {
            (0, _) => "no terms have been published".to_owned(),
            (in_force, accepted) if accepted < in_force => format!(
                "terms in force: {in_force}\naccepted: {accepted}\nto accept them: whose companies terms --accept"
            ),
            (in_force, accepted) => format!("terms in force: {in_force}\naccepted: {accepted}"),
        }
    })
}
