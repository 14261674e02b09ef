//! Modules that stand side by side, each with all below it, depend one way: where they do not.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use super::modules::{Mention, ModulePath, Modules};

/// Modules of one parent, of which each depends on each other one, if only by way of the rest.
#[derive(Debug)]
pub struct Circle {
    modules: BTreeSet<ModulePath>,
    /// One mention for each edge within the circle.
    edges: Vec<(ModulePath, ModulePath, Mention)>,
}

/// Which module depends on which of those beside it, and by what.
type Edges = BTreeMap<(ModulePath, ModulePath), Mention>;

/// All circles among a crate's modules.
pub fn circles(modules: &Modules) -> Vec<Circle> {
    let edges = edges(modules.mentions());
    let all: BTreeSet<&ModulePath> = edges.keys().flat_map(|(from, to)| [from, to]).collect();
    let reached: BTreeMap<&ModulePath, BTreeSet<&ModulePath>> =
        all.iter().map(|module| (*module, reached_from(module, &edges))).collect();
    let circle_of = |module: &ModulePath| -> BTreeSet<ModulePath> {
        let others = reached[module].iter().filter(|other| reached[**other].contains(module));
        others.map(|other| (*other).clone()).collect()
    };
    // Each is found once for each of its modules.
    let found: BTreeSet<BTreeSet<ModulePath>> = all.iter().map(|module| circle_of(module)).collect();
    found.into_iter().filter(|modules| !modules.is_empty()).map(|modules| Circle::of(modules, &edges)).collect()
}

/// A mention is an edge between the two modules of one parent that it leads from and to, or is below. What is mentioned of the
/// parent, or of what is below oneself, makes none.
fn edges(mentions: Vec<Mention>) -> Edges {
    let mut edges = Edges::new();
    for mention in mentions {
        let (from, to) = (&mention.from, &mention.to);
        let common = from.iter().zip(to).take_while(|(one, other)| one == other).count();
        if from.len() > common && to.len() > common {
            let edge = (from[..=common].to_vec(), to[..=common].to_vec());
            edges.entry(edge).or_insert(mention);
        }
    }
    edges
}

fn reached_from<'e>(module: &ModulePath, edges: &'e Edges) -> BTreeSet<&'e ModulePath> {
    let (mut reached, mut next) = (BTreeSet::new(), vec![module]);
    while let Some(from) = next.pop() {
        for (_, to) in edges.keys().filter(|(begin, _)| begin == from) {
            if reached.insert(to) {
                next.push(to);
            }
        }
    }
    reached
}

impl Circle {
    fn of(modules: BTreeSet<ModulePath>, edges: &Edges) -> Self {
        let within = edges.iter().filter(|((from, to), _)| modules.contains(from) && modules.contains(to));
        let edges = within.map(|((from, to), mention)| (from.clone(), to.clone(), mention.clone())).collect();
        Self { modules, edges }
    }
}

impl fmt::Display for Circle {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<String> = self.modules.iter().map(|module| module.join("::")).collect();
        write!(formatter, "depend on each other: {}", names.join(", "))?;
        for (from, to, Mention { file, path, .. }) in &self.edges {
            write!(formatter, "\n    {} -> {}: {file} has {path}", from.join("::"), to.join("::"))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is told of the circles of an invented crate.
    fn told(sources: &[(&str, &str)]) -> Vec<String> {
        circles(&Modules::of(sources.iter().copied())).iter().map(Circle::to_string).collect()
    }

    #[test]
    fn a_circle_is_told_with_its_modules_and_what_makes_each_edge() {
        let told = told(&[
            ("lib.rs", "mod reader;\nmod shelf;\nmod writer;"),
            ("reader.rs", "use super::shelf::Shelf;"),
            ("shelf.rs", "fn f() { crate::writer::Writer::new(); }"),
            ("writer.rs", "use crate::{\n    reader::{self, Reader as R},\n};"),
        ]);
        let expected = "depend on each other: reader, shelf, writer\n    \
            reader -> shelf: reader.rs has super::shelf::Shelf\n    \
            shelf -> writer: shelf.rs has crate::writer::Writer::new\n    \
            writer -> reader: writer.rs has crate::reader";
        assert_eq!(told, [expected]);
    }

    #[test]
    fn a_module_stands_for_all_below_it() {
        let told = told(&[
            ("reader.rs", "mod page;"),
            ("reader/page.rs", "use crate::shelf::Shelf;"),
            ("shelf.rs", "mod board;"),
            ("shelf/board.rs", "use super::super::reader::page;"),
            ("other.rs", "use super::{reader::Reader, shelf::Shelf};"),
        ]);
        let expected = "depend on each other: reader, shelf\n    \
            reader -> shelf: reader/page.rs has crate::shelf::Shelf\n    \
            shelf -> reader: shelf/board.rs has super::super::reader::page";
        assert_eq!(told, [expected]);
    }

    #[test]
    fn circles_of_different_parents_are_told_apart() {
        let told = told(&[
            ("one/a.rs", "use super::b::B;"),
            ("one/b.rs", "use super::a::A;"),
            ("two/a.rs", "use super::b::B;"),
            ("two/b.rs", "use super::a::A; use crate::one::a::A as Other;"),
        ]);
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told[0].contains("one::a, one::b") && told[1].contains("two::a, two::b"), "{told:?}");
    }

    #[test]
    fn what_goes_one_way_is_no_circle() {
        let one_way = [
            ("reader.rs", "use super::shelf::Shelf; use std::shelf::reader::Nothing;"),
            ("shelf.rs", "use super::board::Board; // use super::reader::Reader;"),
            ("board.rs", "const TEXT: &str = r#\"use \"super::reader::Reader;\"#; fn f() { reader::read(); }"),
        ];
        assert_eq!(told(&one_way), [""; 0]);
    }

    #[test]
    fn a_module_and_what_is_below_it_may_depend_on_each_other() {
        let parent_and_child = [
            ("lib.rs", "mod reader; pub struct State; use reader::Reader;"),
            ("reader.rs", "mod page; use page::Page; use super::State; pub struct Reader;"),
            ("reader/page.rs", "use super::Reader; use crate::State;"),
        ];
        assert_eq!(told(&parent_and_child), [""; 0]);
    }

    #[test]
    fn what_is_compiled_for_tests_alone_may_look_at_anything() {
        let looks_back = "use crate::reader::Reader;";
        let tests = format!("pub struct Shelf;\n#[cfg(test)]\nmod tests {{\n    {looks_back}\n}}\npub fn after() {{}}");
        let function = format!("#[cfg(test)]\npub fn empty() {{ {looks_back} }}");
        let elsewhere = "#[cfg(test)]\n#[path = \"shelf_samples.rs\"]\npub(super) mod samples;";
        let reader = ("reader.rs", "use super::shelf::Shelf;");
        assert_eq!(told(&[reader, ("shelf.rs", &tests)]), [""; 0]);
        assert_eq!(told(&[reader, ("shelf.rs", &function)]), [""; 0]);
        assert_eq!(told(&[reader, ("shelf.rs", elsewhere), ("shelf/samples.rs", looks_back)]), [""; 0]);
        let behind = format!("{tests} {looks_back}");
        assert_eq!(told(&[reader, ("shelf.rs", &behind)]).len(), 1, "what comes after it is not");
    }

    #[test]
    fn what_is_exported_again_counts_where_it_is_declared() {
        let told = told(&[
            ("lib.rs", "mod reader; mod shelf; pub use self::reader::Reader; pub use shelf::Shelf as Board;"),
            ("reader.rs", "use crate::Board;"),
            ("shelf.rs", "use crate::Reader;"),
        ]);
        let expected = "depend on each other: reader, shelf\n    \
            reader -> shelf: reader.rs has crate::Board\n    \
            shelf -> reader: shelf.rs has crate::Reader";
        assert_eq!(told, [expected]);
    }

    #[test]
    fn what_an_import_begins_is_followed_and_may_lead_in_a_circle_itself() {
        let told = told(&[
            ("reader.rs", "use super::shelf; fn f() { shelf::board::put(); }"),
            ("shelf.rs", "pub mod board;"),
            ("shelf/board.rs", "use crate::reader; fn f() { reader::read(); }"),
            ("lost.rs", "pub use self::found as lost; pub use self::lost as found; fn f() { found::anything(); }"),
        ]);
        assert_eq!(told.len(), 1, "{told:?}");
    }

    #[test]
    fn a_module_that_is_written_out_in_a_file_is_one_of_its_own() {
        let above_itself = "mod own { use super::Reader; use super::super::shelf::Shelf; }";
        let told = told(&[("reader.rs", above_itself), ("shelf.rs", "use super::reader::own::Own;")]);
        let expected = "depend on each other: reader, shelf\n    \
            reader -> shelf: reader.rs has super::super::shelf::Shelf\n    \
            shelf -> reader: shelf.rs has super::reader::own::Own";
        assert_eq!(told, [expected]);
        let side_by_side = "mod one { use super::two::Two; }\nmod two { use super::one::One; }";
        let of_one_file = circles(&Modules::of([("reader.rs", side_by_side)]));
        assert_eq!(of_one_file.len(), 1, "{of_one_file:?}");
    }
}
