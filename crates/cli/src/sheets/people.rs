//! The people that a sheet may name.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::{client::Client, exit::Result, print::words};

/// Everybody, by address and by id.
#[derive(Debug, Default)]
pub(crate) struct People {
    all: HashMap<i64, Value>,
    by_address: HashMap<String, Vec<i64>>,
}

impl People {
    /// Everybody whom the register knows.
    pub(crate) async fn load(client: &Client) -> Result<Self> {
        let (mut people, mut pages) = (Self::default(), client.list("/api/v1/people".to_owned(), Vec::new()));
        loop {
            let page = pages.next(usize::MAX).await?;
            if page.is_empty() {
                return Ok(people);
            }
            page.iter().for_each(|person| people.add(person));
        }
    }

    /// Adds a person; what answers show besides their name, address and standing is not kept.
    pub(super) fn add(&mut self, person: &Value) {
        let Some(id) = words::number(person, "/id") else { return };
        let brief = ["id", "email", "firstName", "lastName", "left"]
            .map(|field| (field.to_owned(), person.get(field).cloned().unwrap_or_default()));
        self.by_address.entry(domain::texts::key(words::text(person, "/email"))).or_default().push(id);
        self.all.insert(id, json!(HashMap::from(brief)));
    }

    /// The one person whom an address or an id, as `#5`, names; of several with an address, the one who has not left.
    pub(super) fn named(&self, text: &str) -> std::result::Result<&Value, String> {
        let text = text.trim();
        if let Some(id) = text.strip_prefix('#') {
            let found = id.parse().ok().and_then(|id: i64| self.all.get(&id));
            return found.ok_or_else(|| "there is no person of that id".to_owned());
        }
        let ids = self.by_address.get(&domain::texts::key(text)).map_or(&[][..], Vec::as_slice);
        let found: Vec<&Value> = ids.iter().filter_map(|id| self.all.get(id)).collect();
        let here: Vec<&Value> = found.iter().filter(|person| !words::is(person, "/left")).copied().collect();
        match (here.as_slice(), found.as_slice()) {
            ([one], _) | ([], [one]) => Ok(one),
            ([], []) if text.contains('@') => Err("there is no person with that address".to_owned()),
            ([], []) => Err("a person is named by an address, or by an id as #5".to_owned()),
            _ => {
                let ids: Vec<String> = ids.iter().map(|id| format!("#{id}")).collect();
                Err(format!("several people have that address; name one by id: {}", ids.join(", ")))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people() -> People {
        let mut people = People::default();
        for (id, email, left) in [
            (1, "ada@example.com", false),
            (2, "Ada@example.com", true),
            (3, "two@example.com", false),
            (4, "two@example.com", false),
            (5, "gone@example.com", true),
        ] {
            people.add(&json!({ "id": id, "email": email, "left": left, "roles": [] }));
        }
        people
    }

    #[test]
    fn an_address_names_the_one_who_works_here() {
        let people = people();
        for (text, id) in [(" ADA@example.com", 1), ("gone@example.com", 5), ("#2", 2), ("#4", 4)] {
            assert_eq!(people.named(text).unwrap()["id"], id, "{text}");
        }
    }

    #[test]
    fn what_names_nobody_or_several_is_told_apart() {
        let people = people();
        for (text, why) in [
            ("two@example.com", "several people have that address; name one by id: #3, #4"),
            ("nobody@example.com", "no person with that address"),
            ("#9", "no person of that id"),
            ("Ada Lovelace", "named by an address"),
            ("2026-12-31", "named by an address"),
        ] {
            assert!(people.named(text).unwrap_err().contains(why), "{text}");
        }
    }
}
