//! XML, element by element, from somebody who may mean harm: a megabyte of an archive can expand to gigabytes. One piece is
//! held at a time, and how much there is, how long a piece is and how deep elements nest has an end.

use std::io::{self, BufRead, Read};

use domain::listings::BadList;
use quick_xml::{
    Reader, XmlVersion,
    escape::resolve_xml_entity,
    events::{BytesRef, BytesStart, Event},
};

use super::{super::CELL_LIMIT, damaged, too_large};
use crate::reading::refusals;

/// Bytes that a piece may have: a tag, a comment, or a text.
const PIECE_LIMIT: usize = 1 << 20;
/// How deep elements may nest.
const DEPTH_LIMIT: usize = 64;

/// The elements of a part.
pub(super) struct Elements<'a> {
    xml: Reader<Metered<'a>>,
    piece: Vec<u8>,
    depth: usize,
}

impl<'a> Elements<'a> {
    /// Those of a part that expands to no more than so many bytes.
    pub(super) fn of(input: impl BufRead + 'a, limit: u64) -> Self {
        let mut xml = Reader::from_reader(Metered { input: Box::new(input), piece: 0, all: limit });
        xml.config_mut().expand_empty_elements = true;
        Self { xml, piece: Vec::new(), depth: 0 }
    }

    /// How deep the element is that was just begun.
    pub(super) const fn depth(&self) -> usize {
        self.depth
    }

    /// The next element that `known` makes something of, by its name; none when the one that is so deep has ended, or
    /// everything has.
    pub(super) fn find<T>(
        &mut self,
        within: usize,
        known: impl Fn(&str, &BytesStart<'_>) -> Result<Option<T>, BadList>,
    ) -> Result<Option<T>, BadList> {
        loop {
            let ended = match self.next()? {
                Event::Start(element) => match known(element.local_name().as_ref(), &element)? {
                    None => false,
                    found => return Ok(found),
                },
                Event::Eof => return Ok(None),
                Event::End(_) => true,
                _ => false,
            };
            if ended && self.depth < within {
                return Ok(None);
            }
        }
    }

    /// The next piece. Every element has a start and an end.
    fn next(&mut self) -> Result<Event<'_>, BadList> {
        self.piece.clear();
        self.xml.get_mut().piece = PIECE_LIMIT;
        let event = match self.xml.read_event_into(&mut self.piece) {
            Ok(event) => event,
            Err(quick_xml::Error::Io(error)) if error.kind() == io::ErrorKind::FileTooLarge => return Err(too_large()),
            Err(_) => return Err(damaged()),
        };
        match &event {
            Event::Start(_) if self.depth == DEPTH_LIMIT => return Err(too_large()),
            Event::Start(_) => self.depth += 1,
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            // What is declared there may stand for anything.
            Event::DocType(_) => return Err(damaged()),
            Event::Eof if self.depth > 0 => return Err(damaged()),
            _ => {}
        }
        Ok(event)
    }

    /// Passes over what is left of the element that was just begun.
    pub(super) fn skip(&mut self) -> Result<(), BadList> {
        self.inside(|_| Ok(()))
    }

    /// What stands in the element that was just begun, apart from the elements in it.
    pub(super) fn text(&mut self) -> Result<String, BadList> {
        let mut text = String::new();
        self.inside(|event| {
            match event {
                Event::Text(part) => text.push_str(&part.xml10_content()),
                Event::CData(part) => text.push_str(&part.xml10_content()),
                Event::GeneralRef(name) => text.push_str(&entity(name)?),
                _ => {}
            }
            if text.len() > CELL_LIMIT {
                return Err(refusals::list(format!("a cell is longer than {CELL_LIMIT} bytes")));
            }
            Ok(())
        })?;
        Ok(text)
    }

    /// Calls `take` with the pieces that stand in the element that was just begun, up to its end.
    fn inside(&mut self, mut take: impl FnMut(&Event<'_>) -> Result<(), BadList>) -> Result<(), BadList> {
        let mut deep = 1;
        while deep > 0 {
            match self.next()? {
                Event::Start(_) => deep += 1,
                Event::End(_) => deep -= 1,
                Event::Eof => return Err(damaged()),
                event if deep == 1 => take(&event)?,
                _ => {}
            }
        }
        Ok(())
    }
}

/// The letter that the entity stands for.
fn entity(name: &BytesRef<'_>) -> Result<String, BadList> {
    if let Some(letter) = name.resolve_char_ref().map_err(|_| damaged())? {
        return Ok(letter.into());
    }
    resolve_xml_entity(name).map(str::to_owned).ok_or_else(damaged)
}

/// The attributes of those names, wherever they come from.
pub(super) fn attributes<const N: usize>(
    element: &BytesStart<'_>,
    names: [&str; N],
) -> Result<[Option<String>; N], BadList> {
    let mut values = [const { None }; N];
    for attribute in element.attributes().with_checks(false) {
        let attribute = attribute.map_err(|_| damaged())?;
        let name = attribute.key.local_name();
        let place = names.iter().position(|wanted| *wanted == name.as_ref()).and_then(|place| values.get_mut(place));
        if let Some(place) = place {
            *place = Some(attribute.normalized_value(XmlVersion::Explicit1_0).map_err(|_| damaged())?.into_owned());
        }
    }
    Ok(values)
}

/// A reader that fails when a piece, or everything, is longer than it may be.
struct Metered<'a> {
    input: Box<dyn BufRead + 'a>,
    piece: usize,
    all: u64,
}

impl Read for Metered<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let length = self.fill_buf()?.read(into)?;
        self.consume(length);
        Ok(length)
    }
}

impl BufRead for Metered<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.piece == 0 || self.all == 0 {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.input.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.piece = self.piece.saturating_sub(amount);
        self.all = self.all.saturating_sub(amount as u64);
        self.input.consume(amount);
    }
}
