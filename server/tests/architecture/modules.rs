//! A crate's modules, and which of them mention which.

use std::collections::BTreeMap;

use super::{
    imports::{Mentioned, mentioned},
    source_text::{Code, Section, sections},
};

/// A module's path from its crate's root, which is empty itself.
pub type ModulePath = Vec<String>;

/// Imports that lead to imports are followed so often: nobody re-exports further, and circles of them have an end.
const MOST_IMPORTS_FOLLOWED: u32 = 16;

/// That one module mentions another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The one.
    pub from: ModulePath,
    /// The other: where what is mentioned is declared, and not where it is exported again.
    pub to: ModulePath,
    /// The file that mentions it.
    pub file: String,
    /// The path, as it stands there.
    pub path: String,
}

/// A module of the crate.
#[derive(Debug, Default)]
struct Module {
    file: String,
    mentioned: Mentioned,
}

/// The modules of a crate that are compiled not for tests alone.
#[derive(Debug, Default)]
pub struct Modules(BTreeMap<ModulePath, Module>);

impl Modules {
    /// Those of a crate's sources: each with its path from the folder that the crate's root is in, and its text.
    pub fn of<'s>(sources: impl IntoIterator<Item = (&'s str, &'s str)>) -> Self {
        let (mut found, mut for_tests) = (Self::default(), Vec::new());
        for (file, text) in sources {
            let path = path_of(file);
            let Code { code, test_modules } = Code::of(text);
            for_tests.extend(test_modules.into_iter().map(|name| below(&path, &[name])));
            for Section { within, code } in sections(&code) {
                let module = found.0.entry(below(&path, &within)).or_default();
                file.clone_into(&mut module.file);
                let Mentioned { imports, inline } = mentioned(&code);
                module.mentioned.imports.extend(imports);
                module.mentioned.inline.extend(inline);
            }
        }
        found.0.retain(|path, _| !for_tests.iter().any(|tests| path.starts_with(tests)));
        found
    }

    /// All mentions of a module in another.
    pub fn mentions(&self) -> Vec<Mention> {
        let mut found = Vec::new();
        for (from, Module { file, mentioned }) in &self.0 {
            let imported = mentioned.imports.iter().map(|import| &import.path);
            for path in imported.chain(&mentioned.inline) {
                let to = self.mentioned_in(from, path, MOST_IMPORTS_FOLLOWED);
                if let Some(to) = to.filter(|to| to != from) {
                    found.push(Mention { from: from.clone(), to, file: file.clone(), path: path.clone() });
                }
            }
        }
        found
    }

    /// The module that a path leads to which stands in a module; nothing when it leads out of the crate.
    fn mentioned_in(&self, module: &[String], path: &str, imports_left: u32) -> Option<ModulePath> {
        let names: Vec<String> = path.split("::").map(str::to_owned).collect();
        let (first, rest) = names.split_first()?;
        match first.as_str() {
            "crate" => self.declared(Vec::new(), rest, imports_left),
            "self" => self.declared(module.to_vec(), rest, imports_left),
            "super" => {
                let up = names.iter().take_while(|name| *name == "super").count();
                let parent = module.get(..module.len().checked_sub(up)?)?;
                self.declared(parent.to_vec(), &names[up..], imports_left)
            }
            _ if self.has(module, first) || self.imports(module, first).is_some() => {
                self.declared(module.to_vec(), &names, imports_left)
            }
            _ => None,
        }
    }

    /// Where the names lead to from a module: down the modules, and on from what is imported under a name.
    fn declared(&self, mut module: ModulePath, names: &[String], imports_left: u32) -> Option<ModulePath> {
        for (at, name) in names.iter().enumerate() {
            if self.has(&module, name) {
                module.push(name.clone());
            } else if let Some(import) = self.imports(&module, name).filter(|_| imports_left > 0) {
                let rest = names[at + 1..].iter().map(String::as_str);
                let path: Vec<&str> = [import].into_iter().chain(rest).collect();
                return self.mentioned_in(&module, &path.join("::"), imports_left - 1);
            } else {
                break;
            }
        }
        Some(module)
    }

    fn has(&self, parent: &[String], name: &str) -> bool {
        self.0.contains_key(&below(parent, &[name.to_owned()]))
    }

    /// The path that a name stands for in a module which imports it.
    fn imports(&self, module: &[String], name: &str) -> Option<&str> {
        let imports = &self.0.get(module)?.mentioned.imports;
        imports.iter().find(|import| import.name == name && import.path != name).map(|import| import.path.as_str())
    }
}

/// `follower/listing.rs` is the module `follower::listing`; `lib.rs` and `main.rs` are the root.
fn path_of(file: &str) -> ModulePath {
    let names = file.trim_end_matches(".rs").trim_end_matches("/mod").split('/');
    names.filter(|name| !["lib", "main"].contains(name)).map(str::to_owned).collect()
}

fn below(module: &[String], names: &[String]) -> ModulePath {
    [module, names].concat()
}
