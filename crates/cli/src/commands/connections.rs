//! `whose connections …`

use super::Asked;
use crate::{
    args::Connections,
    exit::{Code, Result},
    print::{self, Column, Rows, Shape},
};

const SHAPE: Shape = Shape {
    table: &[
        Column::at("ID", "/id"),
        Column::at("CONNECTION", "/name"),
        Column::at("KIND", "/kind"),
        Column::at("STATE", "/state"),
        Column::at("UPSTREAM", "/upstream"),
        Column::at("ACCOUNTS", "/accounts"),
        Column::time("LIST OF", "/asOf"),
    ],
    csv: &[
        Column::at("id", "/id"),
        Column::at("name", "/name"),
        Column::at("kind", "/kind"),
        Column::at("family", "/family"),
        Column::at("state", "/state"),
        Column::at("upstream", "/upstream"),
        Column::at("accounts", "/accounts"),
        Column::time("listedAt", "/listedAt"),
        Column::time("asOf", "/asOf"),
        Column::time("createdAt", "/createdAt"),
    ],
};

pub(super) async fn run(asked: &Asked, connections: Connections) -> Result<Code> {
    let Connections::List { listed } = connections;
    let rows = Rows::Pages(asked.client.list("/api/v1/connections".to_owned(), Vec::new()));
    print::list(rows, &SHAPE, listed, asked.json).await.map(|()| Code::Done)
}
