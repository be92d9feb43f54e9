//! Comparing the rows that somebody edited with what is decided now.

use std::collections::HashMap;

use serde_json::Value;

use super::Row;
use crate::{
    client::Client,
    exit::{Code, Failure, Result},
    print::words,
    sheets::{Edited, People, Sheet, change},
};

/// Up to so many accounts are read one by one; for more, the whole list is walked.
const FEW: usize = 50;

/// What is to become of a sheet.
pub(super) struct Plan {
    /// Each row that is not so already, in their order.
    pub(super) rows: Vec<Row>,
    /// How many rows say what is so already.
    pub(super) so: usize,
    /// How many of those say why: for nothing.
    pub(super) in_vain: usize,
}

/// Compares the sheet with the register.
pub(super) async fn plan(client: &Client, sheet: Sheet, because: Option<&str>) -> Result<Plan> {
    let refused = |(number, why)| Row { number, account: None, outcome: Err(why) };
    let rows = sheet.refused.into_iter().map(refused).collect();
    let mut plan = Plan { rows, so: sheet.unchanged, in_vain: 0 };
    let names_people = |edited: &Edited| !edited.names_nobody();
    let people = if sheet.edited.iter().any(names_people) { People::load(client).await? } else { People::default() };
    let mut edited: HashMap<i64, Vec<Edited>> = HashMap::new();
    for row in sheet.edited {
        edited.entry(row.account).or_default().push(row);
    }
    let mut compare = |of: Vec<Edited>, present: Option<&Value>| {
        let several = of.len() > 1;
        for edited in of {
            let says_why = edited.says_why();
            let edited = edited.because_of(because);
            let outcome = match present {
                _ if several => Err("is about the same account as another row".to_owned()),
                None => Err(format!("there is no account #{}", edited.account)),
                Some(present) => change(&edited, present, &people),
            };
            match outcome.transpose() {
                None => (plan.so, plan.in_vain) = (plan.so + 1, plan.in_vain + usize::from(says_why)),
                Some(outcome) => plan.rows.push(Row { number: edited.row, account: Some(edited.account), outcome }),
            }
        }
    };
    if edited.len() <= FEW {
        for (id, of) in edited.drain() {
            compare(of, one(client, id).await?.as_ref());
        }
    } else {
        let mut pages = client.list("/api/v1/accounts".to_owned(), vec![("sort", "id".to_owned())]);
        while !edited.is_empty() {
            let page = pages.next(usize::MAX).await?;
            if page.is_empty() {
                break;
            }
            for account in &page {
                let of = words::number(account, "/id").and_then(|id| edited.remove(&id));
                compare(of.unwrap_or_default(), Some(account));
            }
        }
    }
    edited.drain().for_each(|(_, of)| compare(of, None));
    plan.rows.sort_by_key(|row| row.number);
    Ok(plan)
}

/// The account, if there is one of that id.
async fn one(client: &Client, id: i64) -> Result<Option<Value>> {
    if id < 1 {
        return Ok(None);
    }
    match client.get(&format!("/api/v1/accounts/{id}"), &Vec::new()).await {
        Ok(account) => Ok(Some(account)),
        Err(Failure { code: Code::NoSuch, .. }) => Ok(None),
        Err(failed) => Err(failed),
    }
}
