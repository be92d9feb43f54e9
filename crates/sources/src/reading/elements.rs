//! The objects of one JSON array, each cut out as it comes in, so that a body of any length is never held whole.

use domain::listings::BadList;

use super::{bytes::Input, pages, refusals, scanner::Scanner};

/// The objects of a JSON array: a bare one, or one that is a member of an object.
pub(crate) struct Elements {
    scanner: Scanner,
    around: Around,
    next: Next,
    others: Vec<String>,
}

/// What stands around the array.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Around {
    /// Nothing. Several arrays may follow each other, as tools print page after page.
    Nothing,
    /// An object with no other member.
    Only,
    /// An object with other members, which are checked and passed over.
    Others,
}

/// What may come next in an array.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    /// The first object, or the end.
    FirstOrEnd,
    /// A comma and an object, or the end.
    CommaOrEnd,
    /// Nothing more.
    Nothing,
}

impl Elements {
    /// Reads as far as the array. With a key, it must be the only member of an object, under that key; without, it
    /// stands alone or is the only member of an object.
    pub(crate) fn open(input: Input, key: Option<&str>) -> Result<Self, BadList> {
        let mut elements = Self::new(input);
        match elements.scanner.mark()? {
            None => return Err(refusals::empty()),
            Some(b'[') if key.is_none() => return Ok(elements),
            Some(b'{') if elements.scanner.ahead()? == Some(b'"') => elements.around = Around::Only,
            Some(b'{') if elements.scanner.ahead()?.is_none() => return Err(refusals::cut_off(1)),
            Some(_) => return Err(elements.no_array(key)),
        }
        let found = elements.scanner.key()?;
        if key.is_some_and(|key| key != found) {
            return Err(elements.no_array(key));
        }
        match elements.scanner.mark()? {
            Some(b'[') => Ok(elements),
            None => Err(refusals::cut_off(1)),
            Some(_) => Err(elements.no_array(key)),
        }
    }

    /// Reads as far as the array that stands alone, or is a member of an object under one of these keys.
    pub(crate) fn among(input: Input, keys: &[String]) -> Result<Self, BadList> {
        let mut elements = Self::new(input);
        match elements.scanner.mark()? {
            None => return Err(refusals::empty()),
            Some(b'[') => return Ok(elements),
            Some(b'{') => elements.around = Around::Others,
            Some(_) => return Err(elements.no_array(None)),
        }
        while elements.scanner.ahead()? != Some(b'}') {
            let key = elements.scanner.key()?;
            if elements.scanner.ahead()? == Some(b'[') && keys.contains(&key) {
                elements.scanner.mark()?;
                return Ok(elements);
            }
            elements.other(key)?;
            elements.comma_unless_end()?;
        }
        let wanted = if keys.is_empty() { "no key".to_owned() } else { keys.join(" or ") };
        Err(refusals::list(format!("holds no array of objects where one must be: alone, or under {wanted}")))
    }

    const fn new(input: Input) -> Self {
        Self { scanner: Scanner::new(input), around: Around::Nothing, next: Next::FirstOrEnd, others: Vec::new() }
    }

    /// How deep the objects stand in the whole.
    pub(crate) const fn depth(&self) -> usize {
        if matches!(self.around, Around::Nothing) { 1 } else { 2 }
    }

    /// The keys of the members around the array that were passed over.
    pub(crate) fn others(&self) -> &[String] {
        &self.others
    }

    /// Reads the next object, and gives the line that it begins on; `None` past the last, once nothing follows.
    pub(crate) fn read(&mut self, object: &mut Vec<u8>) -> Result<Option<u64>, BadList> {
        loop {
            if self.next == Next::Nothing {
                return Ok(None);
            }
            if let Some(line) = element(&mut self.scanner, &mut self.next, object)? {
                return Ok(Some(line));
            }
            self.end()?;
        }
    }

    fn end(&mut self) -> Result<(), BadList> {
        match (self.around, self.scanner.mark()?) {
            (Around::Nothing, None) => return Ok(()),
            (Around::Nothing, Some(b'[')) => {
                self.next = Next::FirstOrEnd;
                return Ok(());
            }
            (Around::Nothing, Some(_)) => return Err(self.behind()),
            (_, None) => return Err(refusals::cut_off(1)),
            (_, Some(b'}')) => {}
            (Around::Others, Some(b',')) => {
                loop {
                    let key = self.scanner.key()?;
                    self.other(key)?;
                    if !self.comma_unless_end()? {
                        break;
                    }
                }
                self.scanner.mark()?;
            }
            (Around::Only, Some(_)) => {
                let problem = "the object around the list must have one key only";
                return Err(refusals::row(self.scanner.line(), problem));
            }
            (Around::Others, Some(_)) => return Err(self.scanner.no_json()),
        }
        if self.scanner.mark()?.is_some() { Err(self.behind()) } else { Ok(()) }
    }

    /// Passes over a member that is not the list, unless it says that the list goes on elsewhere.
    fn other(&mut self, key: String) -> Result<(), BadList> {
        let value = self.scanner.value(1)?;
        pages::check(&key, &value, self.scanner.line())?;
        if self.others.contains(&key) {
            return Err(refusals::row(self.scanner.line(), "has a key twice"));
        }
        if self.others.len() >= refusals::COLUMN_LIMIT {
            return Err(refusals::row(self.scanner.line(), "has too many keys"));
        }
        self.others.push(key);
        Ok(())
    }

    /// Takes the comma between two members; false at the end of the object, which stays there.
    fn comma_unless_end(&mut self) -> Result<bool, BadList> {
        match self.scanner.ahead()? {
            Some(b'}') => Ok(false),
            Some(b',') => self.scanner.mark().map(|_| true),
            None => Err(refusals::cut_off(1)),
            Some(_) => Err(self.scanner.no_json()),
        }
    }

    fn behind(&self) -> BadList {
        refusals::row(self.scanner.line(), "something follows the end of the list")
    }

    fn no_array(&self, key: Option<&str>) -> BadList {
        let wanted = key.map_or_else(
            || "a JSON array of objects, or a JSON object with one such array".to_owned(),
            |key| format!("a JSON object with one key, {key}, that holds an array of objects"),
        );
        refusals::row(self.scanner.line(), format!("expected {wanted}"))
    }
}

/// The next object of an array and the line that it begins on, or `None` once the array is closed.
pub(crate) fn element(scanner: &mut Scanner, next: &mut Next, object: &mut Vec<u8>) -> Result<Option<u64>, BadList> {
    match (*next, scanner.ahead()?) {
        (_, Some(b']')) => {
            scanner.mark()?;
            *next = Next::Nothing;
            return Ok(None);
        }
        (Next::CommaOrEnd, Some(b',')) => drop(scanner.mark()?),
        (Next::CommaOrEnd, Some(_)) => {
            return Err(refusals::row(scanner.line(), "objects must be separated by commas"));
        }
        _ => {}
    }
    match scanner.ahead()? {
        Some(b'{') => {}
        None => return Err(refusals::cut_off(scanner.line())),
        Some(_) => return Err(refusals::row(scanner.line(), "every element of the array must be an object")),
    }
    *next = Next::CommaOrEnd;
    scanner.object(object).map(Some)
}
