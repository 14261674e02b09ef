//! The pages as the server renders them.

use crate::support::Server;

async fn page(server: &Server, path: &str) -> (u16, String, String) {
    let response = server.get(path).await;
    let status = response.status().as_u16();
    assert!(response.headers()["content-type"].to_str().expect("text").starts_with("text/html"), "{path}");
    assert_eq!(response.headers()["cache-control"], "no-store", "{path}");
    let policy = response.headers()["content-security-policy"].to_str().expect("text").to_owned();
    (status, policy, response.text().await.expect("HTML"))
}

#[tokio::test]
async fn every_page_is_rendered() {
    let server = Server::with_orders(3).await;
    for path in ["/", "/?q=placed", "/items", "/items/demo-orders", "/changes/2", "/tables", "/write", "/health"] {
        let (status, _, html) = page(&server, path).await;
        assert_eq!(status, 200, "{path}");
        assert!(html.contains("<html lang=\"en\">") && html.contains("</html>"), "{path}: {html}");
    }
    let (_, _, live) = page(&server, "/").await;
    assert!(live.contains("order#3"), "the first rows are in the page");
}

#[tokio::test]
async fn every_inline_script_carries_the_nonce_of_its_own_answer() {
    let server = Server::with_orders(3).await;
    let (_, policy, html) = page(&server, "/").await;
    let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).expect("a nonce");
    let scripts = html.match_indices("<script").map(|(at, _)| &html[at..at + html[at..].find('>').unwrap_or(0)]);
    let scripts: Vec<&str> = scripts.collect();
    assert!(!scripts.is_empty());
    for script in scripts {
        assert!(script.contains(&format!("nonce=\"{nonce}\"")), "{script}");
    }
    let (_, other, _) = page(&server, "/").await;
    assert!(!other.contains(nonce), "a nonce is used once");
}

#[tokio::test]
async fn an_unknown_address_is_a_page_with_status_404() {
    let server = Server::start().await;
    let (status, _, html) = page(&server, "/nothing/here").await;
    assert_eq!(status, 404);
    assert!(html.contains("There is no such page"));
}

#[tokio::test]
async fn server_functions_answer_the_page() {
    let server = Server::with_orders(3).await;
    let overview = server.page_asks("/ui/overview").await;
    assert_eq!(overview["changes"], 3);
    let page = server.page_asks("/ui/changes?query=&limit=2").await;
    assert_eq!((page["changes"].as_array().map(Vec::len), &page["older"]), (Some(2), &serde_json::json!(2)));
    assert_eq!(page["cursor"], 3);
}
