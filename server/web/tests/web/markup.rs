//! Whatever others have called their things, it arrives in the document as text: every page, in every language, with
//! harmless markup in each name, key, value and address that it may show.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use afterimage_app::{components::diff_layout, inert, links};
use afterimage_archive::{ShardPage, StreamRecord, incoming};
use afterimage_model::{AttributeValue, CapturedChange, Context, Image, ItemKey, Language, Op, ViewType};
use reqwest::Response;
use serde_json::Value;

use crate::support::{Server, changed};

/// What would be bold if it were no text. It has what ends a tag, a title, a script, a text field, a comment and both
/// kinds of quotes.
const MARKUP: &str = "\"'--></title></script></textarea><b>x</b>";

/// The same for names that have no slash in them.
const MARKUP_OF_VIEW: &str = "\"'--><b>x";

/// The part of both that must never be seen as it is.
const BOLD: &str = "<b>x";

/// The same as text in HTML.
const BOLD_AS_TEXT: &str = "&lt;b&gt;x";

/// Pages on which nothing stands that others have named, unless their address says it.
const OWN_WORDS: [&str; 3] = ["/demonstration", "/health", "/settings"];

/// Pages that are called after what they show.
const NAMED: [&str; 3] = ["/items/{table}", "/items/{table}/{key}", "/views/{name}"];

const ARN: &str = "arn:aws:dynamodb:local:000000000000:table/markup/stream/2026-11-22T00:00:00.000";

fn text(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}

fn key() -> ItemKey {
    ItemKey::from_image(&Image::from_iter([(MARKUP.to_owned(), text(MARKUP))])).expect("a key")
}

/// Two changes of an item whose table, key, attributes and values are all markup.
fn changes() -> Vec<CapturedChange> {
    let image = |value: &str| Image::from_iter([(MARKUP.to_owned(), text(MARKUP)), ("v".to_owned(), text(value))]);
    let of_item = |sequence, op, old, new| CapturedChange {
        table: MARKUP.to_owned(),
        stream_arn: ARN.to_owned(),
        item_key: key(),
        note: Some(MARKUP.to_owned()),
        ..changed(sequence, op, sequence, old, new)
    };
    let (before, after) = (image(MARKUP), image(&MARKUP.repeat(2)));
    vec![of_item(1, Op::Insert, None, Some(before.clone())), of_item(2, Op::Modify, Some(before), Some(after))]
}

async fn server() -> Server {
    let server = Server::start().await;
    let stream = StreamRecord {
        arn: ARN.to_owned(),
        table: MARKUP.to_owned(),
        view_type: ViewType::NewAndOldImages,
        partition_key: None,
        sort_key: None,
        ended: true,
    };
    server.archive.writer.upsert_stream(stream).await.expect("the stream");
    let page = ShardPage {
        stream_arn: ARN.to_owned(),
        shard_id: "shard-1".to_owned(),
        changes: changes().into_iter().map(incoming).collect::<Vec<_>>().into(),
        checkpoint: None,
    };
    server.archive.writer.append(page).await.expect("archived");
    let query = format!("key:\"{}\"", BOLD.repeat(2));
    let context = Context::local_user(Language::English);
    server.state.backend.save_view(&context, MARKUP_OF_VIEW, &query, false).await.expect("a view");
    server
}

/// The pages' paths, with `{…}` where something is named: as the server routes them, and those beside them.
fn routes() -> Vec<String> {
    let mut routes: Vec<_> = afterimage_web::pages::paths().map(str::to_owned).collect();
    assert!(routes.iter().any(|route| route == NAMED[1]), "{routes:?}");
    routes.push("/no-such-page/{name}".to_owned());
    #[cfg(debug_assertions)]
    routes.push(afterimage_app::gallery::PATH.to_owned());
    routes
}

/// The route's address; `id` stands for a change's number.
fn address(route: &str, id: &str) -> String {
    let parts = route.split('/').map(|part| match part {
        "{id}" => id.to_owned(),
        "{key}" => links::encode(&links::key_to_parameter(&key())),
        part if part.starts_with('{') => links::encode(MARKUP),
        part => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join("/")
}

fn sources_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources_below(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// The names of all parameters that pages read from their address, as their sources have them.
fn parameters() -> BTreeSet<String> {
    let mut sources = Vec::new();
    sources_below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../app/src"), &mut sources);
    let mut names = BTreeSet::from([diff_layout::LAYOUT.to_owned()]);
    for source in sources {
        let text = fs::read_to_string(&source).expect("a source file");
        let calls = text.split("parameter(").skip(1).filter_map(|call| call.split(')').next());
        let literals = calls.filter_map(|arguments| arguments.split('"').nth(1));
        let is_name = |name: &&str| !name.is_empty() && name.bytes().all(|it| it.is_ascii_lowercase() || it == b'_');
        names.extend(literals.filter(is_name).map(str::to_owned));
    }
    assert!(names.len() > 20 && names.contains("compare") && names.contains("shard"), "{names:?}");
    names
}

async fn page(server: &Server, address: &str, language: &str) -> String {
    let request = server.http.get(server.url(address)).header("accept-language", language);
    let response = request.send().await.expect("an answer");
    assert!(content_type(&response).starts_with("text/html"), "{address}");
    let html = response.text().await.expect("HTML");
    let is_spoken = html.contains(&format!("<html lang=\"{language}\">")) || address.starts_with("/design");
    assert!(is_spoken && html.contains("</html>"), "{address}: {html}");
    assert_markup_is_text(address, &html);
    html
}

fn assert_markup_is_text(address: &str, html: &str) {
    let around = |at: usize| html.get(at.saturating_sub(200)..at).unwrap_or("…").to_owned();
    assert!(!html.contains(BOLD), "{address}: {}", around(html.find(BOLD).unwrap_or_default()));
    let (head, _) = html.split_once("</head>").expect("a head");
    assert_eq!((head.matches("<title>").count(), head.matches("</title>").count()), (1, 1), "{address}: {head}");
}

fn title(html: &str) -> &str {
    html.split_once("<title>").and_then(|(_, rest)| rest.split_once("</title>")).expect("a title").0
}

fn content_type(response: &Response) -> String {
    response.headers()["content-type"].to_str().expect("text").to_owned()
}

#[tokio::test]
async fn markup_in_names_keys_and_values_is_text_on_every_page_in_every_language() {
    let server = server().await;
    for route in routes() {
        for language in ["en", "pt-BR"] {
            let html = page(&server, &address(&route, "2"), language).await;
            let own_words = OWN_WORDS.contains(&route.as_str()) || route.starts_with("/design");
            let unknown = route.starts_with("/no-such-page");
            assert_eq!(html.contains(BOLD_AS_TEXT), !own_words && !unknown, "{route}: {html}");
            if NAMED.contains(&route.as_str()) {
                assert!(title(&html).contains(BOLD_AS_TEXT), "{route}: {}", title(&html));
            }
        }
    }
}

#[tokio::test]
async fn a_title_reads_as_it_was_written() {
    let server = server().await;
    let html = page(&server, &address("/items/{table}", ""), "en").await;
    assert_eq!(title(&html), inert::html(&format!("{MARKUP} · Afterimage")));
    let html = page(&server, "/items", "en").await;
    assert_eq!(title(&html), "Items · Afterimage");
}

#[tokio::test]
async fn markup_in_each_parameter_of_an_address_is_text_on_every_page() {
    let server = server().await;
    let markup = links::encode(MARKUP);
    for route in routes() {
        let address = address(&route, "2");
        for name in parameters() {
            page(&server, &format!("{address}?{name}={markup}"), "en").await;
        }
        let all: Vec<_> = parameters().into_iter().map(|name| format!("{name}={markup}")).collect();
        for address in [format!("{address}?{}", all.join("&")), format!("{address}?{markup}={markup}")] {
            page(&server, &address, "pt-BR").await;
        }
    }
}

#[tokio::test]
async fn markup_is_text_in_every_panel_that_an_address_opens() {
    let server = server().await;
    let item = address("/items/{table}/{key}", "");
    let (table, key) = (address("{table}", ""), address("{key}", ""));
    let attribute = links::encode(&format!("\"{}\"", MARKUP.replace('"', "\\\"")));
    let panels = [
        format!("{item}?v=2"),
        format!("{item}?at=v1"),
        format!("{item}?compare=1..2"),
        format!("{item}?compare=1..2&layout=side"),
        format!("{item}?compare=1..now"),
        format!("{item}?restore=1"),
        format!("{item}?attribute=v"),
        format!("{item}?attribute={attribute}"),
        format!("/items/{table}?order=most_changed&state=all&q={table}"),
        format!("/items/{table}?at=2026-11-23T00:00:00Z"),
        format!("/write?table={table}&key={key}"),
        format!("/tables?table={table}&shard={table}&shards=table"),
        format!("/search?q={}", links::encode(&format!("key:\"{BOLD}*\""))),
        "/?change=2".to_owned(),
        address("/changes/{id}", MARKUP.len().to_string().as_str()),
        address("/changes/{id}", &links::encode(MARKUP)),
    ];
    for address in panels {
        for language in ["en", "pt-BR"] {
            page(&server, &address, language).await;
        }
    }
}

#[tokio::test]
async fn what_is_no_page_is_never_taken_for_one_whatever_was_asked() {
    let server = server().await;
    let document = server.json("/api/v1/openapi.json").await;
    let markup = links::encode(MARKUP);
    let mut asked: Vec<String> = Vec::new();
    for (path, operation) in document["paths"].as_object().expect("paths") {
        let parameters = operation["get"]["parameters"].as_array().into_iter().flatten();
        let pairs = parameters.filter(|it| it["in"] == "query").filter_map(|it| it["name"].as_str());
        let path = address(path, &markup);
        asked.extend(pairs.map(|name| format!("{path}?{name}={markup}")));
        asked.push(path);
    }
    for folder in ["/api/", "/api/v1/", "/ui/", "/pkg/", "/messages/", "/messages/x/", "/feed/", "/feed?q="] {
        asked.push(format!("{folder}{markup}"));
    }
    asked.push(format!("/{}", markup.repeat(600)));
    for path in asked {
        for method in [reqwest::Method::GET, reqwest::Method::POST, reqwest::Method::PUT] {
            let request = server.http.request(method.clone(), server.url(&path)).header("accept", "text/html");
            let response = request.header("content-type", &*markup).body(MARKUP).send().await.expect("an answer");
            assert_eq!(response.headers()["x-content-type-options"], "nosniff", "{method} {path}");
            assert_eq!(
                response.headers()["content-security-policy"],
                "default-src 'none'; frame-ancestors 'none'",
                "{method} {path}"
            );
            let declared = content_type(&response);
            let of_programs = ["application/json", "application/problem+json", "application/jsonl"];
            assert!(of_programs.contains(&declared.as_str()), "{method} {path}: {declared}");
            if declared != of_programs[2] {
                response.json::<Value>().await.expect("JSON");
            }
        }
    }
}

#[tokio::test]
async fn what_the_feed_says_of_a_wrong_query_is_text_in_json() {
    let server = server().await;
    let mut client = server.feed().await;
    client.subscribe(None, &format!("{MARKUP} op:{BOLD}")).await;
    match client.next().await {
        afterimage_model::protocol::FeedMessage::Error { message, .. } => assert!(!message.is_empty()),
        other => panic!("{other:?}"),
    }
}
