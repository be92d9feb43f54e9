//! The dependencies between our crates, against the arrows that ARCHITECTURE.md draws.

mod arrows;

use std::collections::BTreeSet;

use anyhow::{Context, Result, bail};

use crate::workspace::Workspace;
pub(crate) use arrows::Arrow;
use arrows::Drawing;

const MAP: &str = "ARCHITECTURE.md";

/// Which of our crates name which in their `Cargo.toml`.
#[derive(Debug, Default)]
pub(crate) struct Graph {
    /// Under `[dependencies]` and `[build-dependencies]`.
    pub(crate) crates: BTreeSet<Arrow>,
    /// Under `[dev-dependencies]`: only tests need them.
    pub(crate) tests: BTreeSet<Arrow>,
}

/// Fails unless the map draws exactly the dependencies that there are.
pub(crate) fn run(ws: &Workspace) -> Result<()> {
    let unread =
        || format!("{MAP} must hold a block labelled `arrows`; as it is now:\n{}\nWhat is wrong", shown(&ws.graph));
    let text = std::fs::read_to_string(ws.root.join(MAP)).with_context(unread)?;
    let drawing = Drawing::in_markdown(&text).with_context(unread)?;
    let problems = problems(&ws.graph, &drawing);
    if !problems.is_empty() {
        bail!(
            "{}\nThe map is the rule: take the dependency out of Cargo.toml, or move the code to where it is allowed.\n\
             If the rule itself should change, change the arrows in {MAP} in the same commit and say why in docs/decisions.\n\
             As it is now:\n{}",
            problems.join("\n"),
            shown(&ws.graph)
        );
    }
    println!("{}\nas {MAP} draws it", shown(&ws.graph));
    Ok(())
}

fn problems(graph: &Graph, drawing: &Drawing) -> Vec<String> {
    let mut problems = Vec::new();
    for (word, actual, drawn) in [("", &graph.crates, &drawing.crates), ("dev: ", &graph.tests, &drawing.tests)] {
        for arrow in actual.iter().filter(|arrow| !drawn.iter().any(|other| other.covers(arrow))) {
            problems.push(format!("{word}{arrow} is a dependency that {MAP} does not draw"));
        }
        for arrow in drawn.iter().filter(|arrow| !arrow.is_open() && !actual.contains(arrow)) {
            problems.push(format!("{word}{arrow} is drawn in {MAP}, but no Cargo.toml has it"));
        }
    }
    problems
}

/// The graph in the words of the map, one line a crate.
fn shown(graph: &Graph) -> String {
    [("", &graph.crates), ("dev: ", &graph.tests)].map(|(word, arrows)| arrows::lines(word, arrows)).concat().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(crates: &[(&str, &str)], tests: &[(&str, &str)]) -> Graph {
        let set = |arrows: &[(&str, &str)]| arrows.iter().map(|(from, to)| Arrow::new(from, to)).collect();
        Graph { crates: set(crates), tests: set(tests) }
    }

    fn drawing(lines: &str) -> Drawing {
        Drawing::in_markdown(&format!("```arrows\n{lines}\n```\n")).unwrap()
    }

    #[test]
    fn a_graph_that_is_as_drawn_has_no_problem() {
        let graph = graph(&[("app", "domain"), ("app", "store")], &[("api", "testkit")]);
        assert!(problems(&graph, &drawing("app -> store domain\ndev: api -> testkit")).is_empty());
    }

    #[test]
    fn a_dependency_that_is_not_drawn_is_a_problem() {
        let told = problems(&graph(&[("store", "app")], &[]), &drawing("domain ->"));
        assert_eq!(told, ["store -> app is a dependency that ARCHITECTURE.md does not draw"]);
    }

    #[test]
    fn an_arrow_without_a_dependency_is_a_problem() {
        let told = problems(&graph(&[], &[]), &drawing("app -> store"));
        assert_eq!(told, ["app -> store is drawn in ARCHITECTURE.md, but no Cargo.toml has it"]);
    }

    #[test]
    fn a_dependency_of_tests_is_not_allowed_by_one_of_crates_nor_the_other_way_round() {
        assert_eq!(problems(&graph(&[], &[("api", "store")]), &drawing("api -> store")).len(), 2);
        assert_eq!(problems(&graph(&[("api", "testkit")], &[]), &drawing("dev: * -> testkit")).len(), 1);
    }

    #[test]
    fn a_star_allows_any_crate_and_need_not_be_used() {
        let graph = graph(&[("testkit", "app")], &[("api", "testkit")]);
        assert!(problems(&graph, &drawing("testkit -> *\ndev: * -> testkit\nxtask -> *")).is_empty());
    }

    #[test]
    fn the_graph_is_shown_in_the_words_of_the_map() {
        let graph = graph(&[("app", "domain"), ("app", "store")], &[("api", "testkit")]);
        assert_eq!(shown(&graph), "app -> domain store\ndev: api -> testkit");
    }
}
