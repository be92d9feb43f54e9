//! Companies: made by the operator, with their features and terms.

use domain::{
    companies::{Company, DEFAULT, Feature, Setting, Settings, check_name},
    events::Subject,
    ids::{CompanyId, Noun},
    permissions::Permission,
};
use store::{
    db::{Work, work},
    migrations::hex,
};

use crate::{App, Caller, Error, Kind, Result, digests, error, events::Record};

impl App {
    /// Makes the company that exists from the first start, unless it does.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn make_default_company(&self) -> Result<()> {
        if self.company(DEFAULT).await?.is_some() {
            return Ok(());
        }
        let record = Record {
            company: CompanyId::new(0),
            actor: domain::actors::Actor::Register,
            request: None,
            run: None,
            batch: None,
            observed_at: None,
        };
        match self.make_company(DEFAULT, record).await {
            Err(Error { kind: Kind::Conflict(_), .. }) => Ok(()),
            made => made.map(drop),
        }
    }

    /// The company of that name, in any case.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn company(&self, name: &str) -> Result<Option<Company>> {
        let name = name.to_owned();
        let read = work(move |tx| -> Work<'_, Option<Company>, Error> {
            let name = name.clone();
            Box::pin(async move { Ok(store::companies::named(tx, &name).await?) })
        });
        self.0.pool.read(read).await
    }

    /// The terms version in force.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn terms(&self) -> Result<i64> {
        let read =
            work(|tx| -> Work<'_, i64, Error> { Box::pin(async move { Ok(store::companies::terms(tx).await?) }) });
        self.0.pool.read(read).await
    }

    /// Every company, by name.
    ///
    /// # Errors
    /// When the caller may not.
    pub async fn companies(&self, caller: &Caller) -> Result<Vec<Company>> {
        caller.may(Permission::ManageCompanies)?;
        let read = work(|tx| -> Work<'_, Vec<Company>, Error> {
            Box::pin(async move { Ok(store::companies::all(tx).await?) })
        });
        self.0.pool.read(read).await
    }

    /// Makes a company, with all features and with the terms in force accepted.
    ///
    /// # Errors
    /// When the caller may not, or the name is taken or unfit.
    pub async fn create_company(&self, caller: &Caller, name: &str) -> Result<Company> {
        caller.may(Permission::ManageCompanies)?;
        self.make_company(name.trim(), Record::of(caller)).await
    }

    async fn make_company(&self, name: &str, record: Record) -> Result<Company> {
        check_name(name)?;
        let id = CompanyId::new(self.0.ids.one(Noun::Company).await?);
        let event = self.0.ids.events(1).await?;
        let (now, salt) = (self.now(), hex(&digests::random::<32>()?));
        let name = name.to_owned();
        let make = work(move |tx| -> Work<'_, Company, Error> {
            let (name, salt, event) = (name.clone(), salt.clone(), event.clone());
            let record = Record { company: id, ..record.clone() };
            Box::pin(async move {
                let terms_accepted = store::companies::terms(tx).await?;
                let company = Company {
                    id,
                    name,
                    created_at: now,
                    terms_accepted,
                    lacks: Vec::new(),
                    settings: Settings::default(),
                    epoch: 0,
                };
                store::companies::add(tx, &company, &salt).await.map_err(taken)?;
                let what = ("company.created", body(&company, None));
                for event in event {
                    record.one(tx, event, (Subject::Company(id.get()), 0), now, what.clone()).await?;
                }
                Ok(company)
            })
        });
        self.0.pool.write(make).await
    }

    /// Gives a company a feature, or takes it.
    ///
    /// # Errors
    /// When the caller may not, or there is no such company.
    pub async fn set_feature(&self, caller: &Caller, name: &str, feature: Feature, on: bool) -> Result<Company> {
        caller.may(Permission::ManageCompanies)?;
        self.change_company(caller, name, "company.features", move |company, _| {
            company.lacks.retain(|lacking| *lacking != feature);
            if !on {
                company.lacks.push(feature);
                company.lacks.sort_unstable();
            }
        })
        .await
    }

    /// Sets what a company's findings are measured by.
    ///
    /// # Errors
    /// When the caller may not, there is no such company, or something is beyond what is of use.
    pub async fn set_company(&self, caller: &Caller, name: &str, setting: Setting) -> Result<Company> {
        caller.may(Permission::ManageCompanies)?;
        setting.over(&Settings::default()).check()?;
        self.change_company(caller, name, "company.settings", move |company, _| {
            company.settings = setting.over(&company.settings);
        })
        .await
    }

    /// Accepts the terms in force for the caller's company.
    ///
    /// # Errors
    /// When the caller may not.
    pub async fn accept_terms(&self, caller: &Caller) -> Result<Company> {
        caller.may(Permission::AcceptTerms)?;
        let name = caller.company.name.clone();
        self.change_company(caller, &name, "company.terms-accepted", |company, terms| company.terms_accepted = terms)
            .await
    }

    async fn change_company(
        &self,
        caller: &Caller,
        name: &str,
        kind: &'static str,
        change: impl Fn(&mut Company, i64) + Send + Sync + Clone + 'static,
    ) -> Result<Company> {
        let event = self.0.ids.events(1).await?;
        let (now, name, record) = (self.now(), name.to_owned(), Record::of(caller));
        let save = work(move |tx| -> Work<'_, Company, Error> {
            let (name, record, change, event) = (name.clone(), record.clone(), change.clone(), event.clone());
            Box::pin(async move {
                let found = store::companies::locked(tx, &name).await?;
                let before = found.ok_or(Error::from(Kind::Missing(error::Noun::Company)))?;
                let mut company = before.clone();
                change(&mut company, store::companies::terms(tx).await?);
                if company == before {
                    return Ok(company);
                }
                let version = store::companies::update(tx, &company).await?;
                let record = Record { company: company.id, ..record };
                for event in event {
                    let of = (Subject::Company(company.id.get()), version);
                    record.one(tx, event, of, now, (kind, body(&company, None))).await?;
                }
                Ok(company)
            })
        });
        let company = self.0.pool.write(save).await?;
        self.0.keys.forget_all();
        Ok(company)
    }

    /// Publishes a new terms version, which every company must accept before it can go on; gives its number.
    ///
    /// # Errors
    /// When the caller may not.
    pub async fn publish_terms(&self, caller: &Caller) -> Result<i64> {
        caller.may(Permission::ManageCompanies)?;
        let event = self.0.ids.events(1).await?;
        let (now, name, record) = (self.now(), caller.company.name.clone(), Record::of(caller));
        let publish = work(move |tx| -> Work<'_, i64, Error> {
            let (name, record, event) = (name.clone(), record.clone(), event.clone());
            Box::pin(async move {
                let company = store::companies::locked(tx, &name).await?;
                let company = company.ok_or(Error::from(Kind::Missing(error::Noun::Company)))?;
                let version = store::companies::terms(tx).await? + 1;
                store::companies::publish(tx, version, now).await?;
                let next = store::companies::update(tx, &company).await?;
                for event in event {
                    let of = (Subject::Company(company.id.get()), next);
                    record.one(tx, event, of, now, ("terms.published", body(&company, Some(version)))).await?;
                }
                Ok(version)
            })
        });
        let version = self.0.pool.write(publish).await?;
        self.0.keys.forget_all();
        Ok(version)
    }
}

/// That a company could not be added: the only conflict is with one of its name.
fn taken(failed: store::Error) -> Error {
    match failed.kind {
        store::error::Kind::Conflict => Error::conflict("a company of that name exists already"),
        _ => failed.into(),
    }
}

/// The state of a company, as its events hold it; with the terms that it published then.
fn body(company: &Company, published: Option<i64>) -> String {
    let mut body = serde_json::json!({
        "lacks": company.lacks,
        "settings": company.settings,
        "terms": company.terms_accepted,
    });
    if let (Some(version), Some(fields)) = (published, body.as_object_mut()) {
        fields.insert("published".to_owned(), version.into());
    }
    digests::canonical(&body)
}
