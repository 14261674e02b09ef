//! The directions in which the parts may depend on each other, held by reading every source file's imports and paths.
//!
//! Each rule says why it is there: whoever wants to break it finds what would be lost.

#[path = "architecture/circles.rs"]
mod circles;
#[path = "architecture/imports.rs"]
mod imports;
#[path = "architecture/modules.rs"]
mod modules;
#[path = "architecture/source_text.rs"]
mod source_text;

use std::{
    fs,
    path::{Path, PathBuf},
};

use modules::Modules;

/// Files below `within` (but not below `except`) mention none of `forbidden`.
struct Rule {
    why: &'static str,
    within: &'static [&'static str],
    except: &'static [&'static str],
    forbidden: &'static [&'static str],
}

const RULES: &[Rule] = &[
    Rule {
        why: "Between server and browser stands one websocket; two would each need resuming, backoff and closing.",
        within: &["app/src"],
        except: &["app/src/feed/socket"],
        forbidden: &["web_sys::WebSocket"],
    },
    Rule {
        why: "The fold of feed messages is tested natively, without a browser.",
        within: &["app/src/feed/store"],
        except: &[],
        forbidden: &["leptos", "web_sys", "js_sys", "wasm_bindgen"],
    },
    Rule {
        why: "dynoxide's server answers any web page that reaches it: it is reached over connections of ours, and listens \
              nowhere.",
        within: &["server"],
        except: &["server/emulator/src/front/inside"],
        forbidden: &["dynoxide::server"],
    },
    Rule {
        why: "What lies in the data folder is its owner's alone: whatever makes a file or a folder there says so.",
        within: &["server/archive-sqlite/src", "server/emulator/src"],
        except: &[],
        forbidden: &[
            "fs::create_dir",
            "fs::create_dir_all",
            "fs::copy",
            "fs::write",
            "fs::DirBuilder",
            "fs::OpenOptions",
            "std::fs::create_dir",
            "std::fs::create_dir_all",
            "std::fs::copy",
            "std::fs::write",
            "std::fs::DirBuilder",
            "std::fs::OpenOptions",
            "File::create",
            "File::create_new",
        ],
    },
    Rule {
        why: "The archive is the log. Whoever shows changes reads them from there and never from a stream; of the web server,\
              Cargo sees to it.",
        within: &["server/service/src/feed"],
        except: &[],
        forbidden: &[
            "afterimage_aws",
            "afterimage_capture::source",
            "afterimage_capture::StreamSource",
            "afterimage_capture::supervisor",
            "afterimage_capture::Supervisor",
        ],
    },
    Rule {
        why: "Decisions are pure and tested exhaustively; effects are thin around them.",
        within: &["server/capture/src/lineage", "server/capture/src/backoff", "app/model/src"],
        except: &[],
        forbidden: &["tokio", "std::time::Instant", "std::time::SystemTime", "std::fs", "std::net"],
    },
    Rule {
        why: "Time of day is handed in, so that what happens after fifteen minutes is tested in no time.",
        within: &["server"],
        except: &["server/base/src/clock"],
        forbidden: &["UtcDateTime::now", "OffsetDateTime::now_utc", "SystemTime::now"],
    },
    Rule {
        why: "Who asks, and in which language, goes with the question (`afterimage_model::Context`). What a thread happens to hold \
              is of whoever was answered on it before.",
        within: &["server"],
        except: &["server/web/src/pages"],
        forbidden: &["leptos::context", "leptos::reactive", "tokio::task_local"],
    },
    Rule {
        why: "leptos_meta writes titles into the document as they are. They go through one place, which makes text of \
              them.",
        within: &["app/src", "server"],
        except: &["app/src/components/document_head"],
        forbidden: &["leptos_meta"],
    },
    Rule {
        why: "What a page has asked for travels within a script of the document: as JSON in which no markup can be read.",
        within: &["app/src"],
        except: &["app/src/components/resource"],
        forbidden: &[
            "Resource::new",
            "Resource::new_blocking",
            "Resource::new_str",
            "Resource::new_str_blocking",
            "Resource::new_with_options",
            "ArcResource::new",
            "ArcResource::new_blocking",
            "ArcResource::new_str",
            "ArcResource::new_str_blocking",
            "ArcResource::new_with_options",
            "OnceResource::new",
            "OnceResource::new_blocking",
            "ArcOnceResource::new",
            "ArcOnceResource::new_blocking",
            "SharedValue::new",
        ],
    },
    Rule {
        why: "What is shown of an answer may be used until the next one is there. Within the framework's own Suspend its signals end \
              before that; `components/answered` gives it a life of its own. What is downloaded once is never asked for again.",
        within: &["app/src/pages"],
        except: &["app/src/pages/search/examples", "app/src/pages/live/drawer"],
        forbidden: &["Suspend::new", "leptos::prelude::Suspend"],
    },
    Rule {
        why: "Only views make HTML: they escape what they are given.",
        within: &["app/src", "server"],
        except: &[],
        forbidden: &["axum::response::Html", "response::Html"],
    },
];

/// What the crates below the program may depend on. Everybody above compiles it, too, and what is below `app` to WebAssembly besides.
/// That nothing depends upwards needs no rule: Cargo refuses circles. What a crate could take up without one is here. A
/// change goes one way: what captures and what keeps changes must work, and be tested, without anybody looking.
const DEPENDENCIES: &[(&str, &[&str])] = &[
    ("app/model", &["async-trait", "base64", "memchr", "serde", "serde_json", "thiserror", "time", "utoipa"]),
    ("app/language", &["afterimage-model", "fluent-bundle", "fluent-syntax"]),
    (
        "server/archive",
        &[
            "afterimage-base",
            "afterimage-language",
            "afterimage-model",
            "async-trait",
            "base64",
            "futures",
            "serde",
            "serde_json",
            "thiserror",
            "tokio",
            "tokio-util",
        ],
    ),
    (
        "server/archive-memory",
        &["afterimage-archive", "afterimage-base", "afterimage-model", "async-trait", "tokio", "tokio-util"],
    ),
    (
        "server/archive-sqlite",
        &[
            "afterimage-archive",
            "afterimage-base",
            "afterimage-model",
            "async-trait",
            "futures",
            "hashbrown",
            "memchr",
            "metrics",
            "rusqlite",
            "serde_json",
            "sha2",
            "sqlx",
            "sqlx-macros",
            "tokio",
            "tokio-util",
            "tracing",
            "uuid",
            "zstd",
        ],
    ),
    (
        "server/capture",
        &[
            "afterimage-archive",
            "afterimage-base",
            "afterimage-language",
            "afterimage-model",
            "async-trait",
            "base64",
            "futures",
            "metrics",
            "rand",
            "serde",
            "serde_json",
            "thiserror",
            "tokio",
            "tokio-util",
            "tracing",
            "wildmatch",
        ],
    ),
    (
        "server/emulator",
        &[
            "afterimage-archive",
            "afterimage-base",
            "afterimage-capture",
            "afterimage-model",
            "async-trait",
            "axum",
            "bytes",
            "crc32fast",
            "dynoxide-rs",
            "http",
            "hyper",
            "hyper-util",
            "rand",
            "rusqlite",
            "serde_json",
            "thiserror",
            "tokio",
            "tokio-util",
            "tower",
            "tracing",
        ],
    ),
    (
        "server/aws",
        &[
            "afterimage-base",
            "afterimage-capture",
            "afterimage-language",
            "afterimage-model",
            "async-trait",
            "aws-config",
            "aws-credential-types",
            "aws-sdk-dynamodb",
            "aws-sdk-dynamodbstreams",
            "aws-smithy-types",
            "aws-types",
            "bytes",
            "futures",
            "http",
            "memchr",
            "serde",
            "serde_json",
            "thiserror",
            "tokio",
            "tracing",
        ],
    ),
    (
        "server/base",
        &["afterimage-language", "afterimage-model", "http", "thiserror", "tokio", "tokio-util", "tracing"],
    ),
    (
        "server/service",
        &[
            "afterimage-archive",
            "afterimage-base",
            "afterimage-capture",
            "afterimage-language",
            "afterimage-model",
            "async-trait",
            "clap",
            "csv",
            "futures",
            "memchr",
            "parquet",
            "serde",
            "serde_json",
            "sha2",
            "thiserror",
            "tokio",
            "tokio-util",
            "tracing",
        ],
    ),
    (
        "server/web",
        &[
            "afterimage-app",
            "afterimage-base",
            "afterimage-language",
            "afterimage-model",
            "afterimage-service",
            "axum",
            "futures",
            "http",
            "hyper",
            "hyper-util",
            "leptos",
            "leptos_axum",
            "metrics",
            "metrics-exporter-prometheus",
            "mime_guess",
            "rust-embed",
            "serde",
            "serde_json",
            "thiserror",
            "tokio",
            "tokio-util",
            "tower",
            "tower-http",
            "tracing",
            "utoipa",
        ],
    ),
];

/// Other people's crates that only these of ours may depend on, apart from tests.
struct Alone {
    why: &'static str,
    begins: &'static str,
    in_crates: &'static [&'static str],
}

const ALONE: &[Alone] = &[
    Alone {
        why: "Amazon's types end where an answer becomes a page of changes and a table a Table. Another source, or another \
              emulator, touches that crate and no more.",
        begins: "aws-",
        in_crates: &["server/aws"],
    },
    Alone {
        why: "One crate knows how changes are kept: all else goes through its door, so that another engine can stand behind \
              it.",
        begins: "sqlx",
        in_crates: &["server/archive-sqlite"],
    },
    Alone {
        why: "The embedded DynamoDB is spoken to over HTTP like any other: a shortcut would not be what runs on AWS.",
        begins: "dynoxide",
        in_crates: &["server/emulator"],
    },
    Alone {
        why: "What the server does is tested without an interface framework, and outlives it.",
        begins: "leptos",
        in_crates: &["app", "server/web"],
    },
];

/// What only tests and measurements may depend on.
const FOR_TESTS: &[&str] = &["test-archive", "test-dynamodb"];

/// What the tests of a crate do without, so that they are compiled and linked soon, and fail for reasons of their own.
const TESTED_WITHOUT: &[(&str, &[&str])] = &[
    (
        "server/capture",
        &["afterimage-archive-sqlite", "afterimage-aws", "afterimage-test-archive", "afterimage-test-dynamodb", "sqlx"],
    ),
    ("server/archive-sqlite", &["afterimage-aws", "afterimage-emulator", "afterimage-test-dynamodb"]),
    ("server/aws", &["afterimage-app", "afterimage-service", "afterimage-web"]),
    ("server/emulator", &["afterimage-app", "afterimage-service", "afterimage-web"]),
    ("server/service", &["afterimage-app", "afterimage-web"]),
    ("server/web", &["afterimage-server"]),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().expect("the workspace's folder")
}

fn sources_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources_below(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The folders of all crates, from the workspace's.
fn crates() -> Vec<String> {
    let mut found = Vec::new();
    for top in ["app", "server"] {
        found.push(top.to_owned());
        for entry in fs::read_dir(root().join(top)).expect("a folder of crates") {
            let entry = entry.expect("an entry");
            if entry.path().join("Cargo.toml").is_file() {
                found.push(format!("{top}/{}", entry.file_name().display()));
            }
        }
    }
    found.sort();
    found
}

/// What a crate depends on, its tests aside.
fn dependencies(folder: &str) -> Vec<String> {
    in_section(folder, "dependencies").expect("dependencies")
}

/// The names in a section of a crate's manifest, where it has one.
fn in_section(folder: &str, title: &str) -> Option<Vec<String>> {
    let manifest = fs::read_to_string(root().join(folder).join("Cargo.toml")).expect("a manifest");
    let (_, section) = manifest.split_once(&format!("\n[{title}]\n"))?;
    let section = section.split("\n[").next().unwrap_or(section);
    let names = section.lines().filter_map(|line| line.split(['.', ' ', '=']).next());
    Some(names.filter(|name| !name.is_empty() && !name.starts_with('#')).map(str::to_owned).collect())
}

/// Whether the crate in this folder serves tests alone.
fn is_for_tests(folder: &str) -> bool {
    FOR_TESTS.iter().any(|name| folder == format!("server/{name}"))
}

/// All of the product's source files, by their path from the workspace's folder.
fn sources() -> Vec<(String, String)> {
    let root = root();
    let mut found = Vec::new();
    for folder in crates() {
        sources_below(&root.join(folder).join("src"), &mut found);
    }
    found.sort();
    let relative = |path: &Path| path.strip_prefix(&root).expect("a path below the root").display().to_string();
    found.iter().map(|path| (relative(path), fs::read_to_string(path).expect("a source file"))).collect()
}

/// `server/service/src/feed` covers `server/service/src/feed.rs` and all below `server/service/src/feed/`, tests aside: a test may
/// look at anything.
fn covers(prefix: &str, file: &str) -> bool {
    file.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || rest == ".rs")
}

fn is_test(file: &str) -> bool {
    ["/tests.rs", "_tests.rs", "/testing.rs"].iter().any(|end| file.ends_with(end)) || file.contains("/tests/")
}

impl Rule {
    fn applies_to(&self, file: &str) -> bool {
        let any = |prefixes: &[&str]| prefixes.iter().any(|prefix| covers(prefix, file));
        any(self.within) && !any(self.except) && !is_test(file)
    }

    /// The paths in a file that the rule forbids.
    fn broken_by(&self, text: &str) -> Vec<String> {
        let below = |path: &str, prefix: &str| {
            path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
        };
        let mut paths = imports::paths(text);
        paths.retain(|path| self.forbidden.iter().any(|prefix| below(path, prefix)));
        paths.sort();
        paths.dedup();
        paths
    }
}

#[test]
fn each_crate_depends_on_what_it_may() {
    for (folder, allowed) in DEPENDENCIES {
        for name in dependencies(folder) {
            assert!(allowed.contains(&name.as_str()), "{folder} depends on {name}");
        }
    }
}

#[test]
fn what_one_crate_does_alone_no_other_crate_can() {
    let mut crates = crates();
    crates.retain(|folder| !is_for_tests(folder));
    for Alone { why, begins, in_crates } in ALONE {
        let using: Vec<_> =
            crates.iter().filter(|folder| dependencies(folder).iter().any(|name| name.starts_with(begins))).collect();
        assert_eq!(using, *in_crates, "{begins}… is depended on. {why}");
    }
}

#[test]
fn what_is_for_tests_is_in_no_program() {
    for folder in crates().iter().filter(|folder| !is_for_tests(folder)) {
        for name in FOR_TESTS.iter().map(|name| format!("afterimage-{name}")) {
            assert!(!dependencies(folder).contains(&name), "{folder} depends on {name}");
        }
    }
}

#[test]
fn each_crates_tests_do_without_what_they_need_not_know() {
    for (folder, without) in TESTED_WITHOUT {
        for name in in_section(folder, "dev-dependencies").expect("dependencies of tests") {
            assert!(!without.contains(&name.as_str()), "the tests of {folder} depend on {name}");
        }
    }
}

#[test]
fn no_part_depends_on_what_it_must_not_know() {
    let mut broken = Vec::new();
    for (file, text) in sources() {
        for rule in RULES.iter().filter(|rule| rule.applies_to(&file)) {
            for path in rule.broken_by(&text) {
                broken.push(format!("{file} mentions {path}.\n    {}", rule.why));
            }
        }
    }
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

/// What depends on each other is understood, tested and changed as one, however many files it is in.
#[test]
fn modules_that_stand_side_by_side_depend_one_way() {
    let (sources, mut found) = (sources(), Vec::new());
    for folder in crates() {
        let prefix = format!("{folder}/src/");
        let of_crate = sources.iter().filter(|(file, _)| !is_test(file));
        let of_crate = of_crate.filter_map(|(file, text)| Some((file.strip_prefix(&prefix)?, text.as_str())));
        let circles = circles::circles(&Modules::of(of_crate));
        found.extend(circles.iter().map(|circle| format!("Of {prefix} these {circle}")));
    }
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

/// The framework's own client sends no header of ours, and what names no codec is sent as forms are.
#[test]
fn every_server_function_is_asked_as_only_a_page_can_and_by_get_only_where_it_reads() {
    let mut asked = 0;
    for (file, text) in sources() {
        for function in text.split("#[server(").skip(1) {
            let (how, rest) = function.split_once(")]").expect("the end of the attribute");
            let name = rest.split_once("fn ").and_then(|(_, rest)| rest.split_once('(')).expect("a function").0;
            let reads = name.starts_with("load_") || name.starts_with("find_");
            assert!(how.starts_with("client = PageClient, prefix = \"/ui\", "), "{file}: {name} ({how})");
            assert!(
                how.contains("input = Answer") || (how.contains("input = GetUrl") && reads),
                "{file}: {name} ({how})"
            );
            asked += 1;
        }
    }
    assert!(asked > 30, "{asked}");
}

/// The views escape what they are given; this is how a text would get around them.
#[test]
fn no_text_becomes_markup() {
    for (file, text) in sources() {
        for way in ["inner_html", "set_outer_html", "insert_adjacent_html", "document.write"] {
            assert!(!text.contains(way), "{file} has {way}");
        }
        // What is within a text field is not escaped by its view.
        for field in text.split("<textarea").skip(1).filter_map(|field| field.split("</textarea>").next()) {
            let held = field.lines().map(str::trim).filter(|line| line.starts_with('{'));
            for held in held {
                assert!(held.starts_with("{inert::as_written("), "{file}: a text field holds {held}");
            }
        }
    }
}

#[test]
fn every_rule_covers_some_file() {
    let files = sources();
    for rule in RULES {
        for prefix in rule.within {
            assert!(files.iter().any(|(file, _)| covers(prefix, file)), "no file is called {prefix}");
        }
    }
}

#[test]
fn a_broken_rule_is_noticed() {
    let rule = |file: &str| RULES.iter().filter(|rule| rule.applies_to(file)).collect::<Vec<_>>();
    let breaks = |file: &str, text: &str| rule(file).iter().flat_map(|rule| rule.broken_by(text)).collect::<Vec<_>>();
    assert_eq!(
        breaks(
            "server/service/src/feed/reader.rs",
            "use afterimage_capture::{\n  source::{self, Page},\n  statuses,\n};"
        ),
        ["afterimage_capture::source", "afterimage_capture::source::Page"]
    );
    let now = "SystemTime::now";
    assert_eq!(breaks("server/web/src/lib.rs", &format!("fn f() {{ {now}(); }}")), [now]);
    assert_eq!(breaks("server/base/src/clock.rs", &format!("fn f() {{ {now}(); }}")), [""; 0]);
    assert_eq!(breaks("server/service/src/feed/tests.rs", "use afterimage_capture::supervisor;"), [""; 0]);
    assert_eq!(breaks("app/src/pages/x.rs", "use leptos_meta::Title;"), ["leptos_meta::Title"]);
    assert_eq!(breaks("app/src/pages/x.rs", "let a = Resource::new(|| (), load);"), ["Resource::new"]);
    assert_eq!(breaks("server/web/src/lib.rs", "// SystemTime::now is what the clock does\n"), [""; 0]);
}
