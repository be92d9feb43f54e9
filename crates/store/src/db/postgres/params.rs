//! Parameters and columns between our two types and PostgreSQL's.

use std::error::Error as StdError;

use tokio_postgres::types::{FromSql, IsNull, ToSql, Type as PgType, private::BytesMut, to_sql_checked};

use super::super::{
    sql::{Statement, Type},
    values::Value,
};
use crate::{Error, Result};

type Written = std::result::Result<IsNull, Box<dyn StdError + Sync + Send>>;

/// A parameter: a plain value, or a column of rows as an array.
#[derive(Debug)]
pub(super) enum Param<'s> {
    One(&'s Value),
    Ints(Vec<Option<i64>>),
    Texts(Vec<Option<&'s str>>),
}

/// The parameters of a statement: its values, then one array for each column of its rows.
pub(super) fn of<'s>(statement: &'s Statement, columns: &[Type]) -> Vec<Param<'s>> {
    let rows = statement.rows.as_deref().unwrap_or_default();
    let arrays = columns.iter().enumerate().map(|(index, kind)| {
        let column = rows.iter().map(|row| row.get(index));
        match kind {
            Type::Int => Param::Ints(column.map(int).collect()),
            Type::Text => Param::Texts(column.map(text).collect()),
        }
    });
    statement.values.iter().map(Param::One).chain(arrays).collect()
}

const fn int(value: Option<&Value>) -> Option<i64> {
    match value {
        Some(Value::Int(number)) => Some(*number),
        _ => None,
    }
}

fn text(value: Option<&Value>) -> Option<&str> {
    match value {
        Some(Value::Text(text)) => Some(text),
        _ => None,
    }
}

impl ToSql for Param<'_> {
    fn to_sql(&self, ty: &PgType, out: &mut BytesMut) -> Written {
        match self {
            Self::One(Value::Null) => Ok(IsNull::Yes),
            Self::One(Value::Int(number)) if *ty == PgType::INT4 => i32::try_from(*number)?.to_sql(ty, out),
            Self::One(Value::Int(number)) => number.to_sql(ty, out),
            Self::One(Value::Text(text)) => text.to_sql(ty, out),
            Self::Ints(numbers) => numbers.to_sql(ty, out),
            Self::Texts(texts) => texts.to_sql(ty, out),
        }
    }

    fn accepts(_: &PgType) -> bool {
        true
    }

    to_sql_checked!();
}

/// A column of a row.
pub(super) fn value(row: &tokio_postgres::Row, index: usize, ty: &PgType) -> Result<Value> {
    match *ty {
        PgType::INT8 => get::<i64>(row, index).map(Value::from),
        PgType::INT4 => get::<i32>(row, index).map(|number| number.map(i64::from)).map(Value::from),
        PgType::INT2 => get::<i16>(row, index).map(|number| number.map(i64::from)).map(Value::from),
        PgType::BOOL => get::<bool>(row, index).map(Value::from),
        PgType::TEXT | PgType::VARCHAR | PgType::NAME => get::<String>(row, index).map(Value::from),
        _ => Err(Error::corrupt(format!("a column has the type {ty}, which the register does not use"))),
    }
}

fn get<'r, T: FromSql<'r>>(row: &'r tokio_postgres::Row, index: usize) -> Result<Option<T>> {
    row.try_get(index).map_err(Error::corrupt)
}
