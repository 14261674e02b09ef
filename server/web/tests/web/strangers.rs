//! What a form or a script of another web site could send changes nothing, whatever its browser tells of itself.

use std::collections::BTreeMap;

use afterimage_app::api::{PAGE_HEADER, PAGE_HEADER_VALUE};
use leptos::server_fn::axum::server_fn_paths;
use reqwest::{Method, RequestBuilder, Response, StatusCode, header};
use serde_json::{Value, json};

use crate::support::Server;

/// All that a form can send, what a script can send without asking, and what is only like JSON.
const FOREIGN_TYPES: [&str; 8] = [
    "text/plain",
    "text/plain;charset=UTF-8",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "text/plain; application/json",
    "application/problem+json",
    "application/octet-stream",
    "text/json",
];

/// The server functions, by path: with the one method that each takes.
fn server_functions() -> BTreeMap<&'static str, Method> {
    let functions: BTreeMap<_, _> = server_fn_paths().collect();
    assert!(functions.len() > 30 && functions.contains_key("/ui/write"), "{functions:?}");
    functions
}

/// The method and the path of each operation of the API that may change something.
async fn writing_operations(server: &Server) -> Vec<(Method, String, Value)> {
    let document = server.json("/api/v1/openapi.json").await;
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations").iter().filter(|(method, _)| *method != "get") {
            let method = method.to_uppercase().parse().expect("a method");
            found.push((method, path.replace(['{', '}'], ""), operation.clone()));
        }
    }
    assert!(found.len() > 8, "{found:?}");
    found
}

async fn send(request: RequestBuilder) -> Response {
    request.send().await.expect("an answer")
}

async fn code(response: Response) -> String {
    assert_eq!(response.headers()[header::CONTENT_TYPE], "application/problem+json");
    let problem: Value = response.json().await.expect("JSON");
    problem["code"].as_str().expect("a code").to_owned()
}

#[tokio::test]
async fn what_the_api_is_told_to_change_is_told_in_json_alone() {
    let server = Server::start().await;
    for (method, path, operation) in writing_operations(&server).await {
        assert!(operation["responses"]["415"].is_object(), "{method} {path}");
        // Neither the parameters nor the body are anything that the route takes.
        let request = || server.http.request(method.clone(), server.url(&format!("{path}?replace=perhaps")));
        for content_type in FOREIGN_TYPES {
            let answer = send(request().header(header::CONTENT_TYPE, content_type).body("{")).await;
            assert_eq!(answer.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE, "{method} {path} {content_type}");
            assert_eq!(code(answer).await, "content_type", "{method} {path}");
        }
        let answer = send(request().body("{}")).await;
        assert_eq!(answer.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE, "{method} {path} of no type");
        let answer = send(request()).await;
        let needs_type = method != Method::DELETE;
        assert_eq!(answer.status() == StatusCode::UNSUPPORTED_MEDIA_TYPE, needs_type, "{method} {path} with nothing");
        let answer = send(request().header(header::CONTENT_TYPE, "application/json").body("{")).await;
        assert_ne!(answer.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE, "{method} {path} with JSON");
    }
}

#[tokio::test]
async fn server_functions_are_told_in_json_alone_and_answer_pages_alone() {
    let server = Server::start().await;
    for (path, method) in server_functions() {
        assert!(method == Method::GET || method == Method::POST, "{method} {path}");
        let request = || server.http.request(method.clone(), server.url(path));
        let of_page = || request().header(PAGE_HEADER, PAGE_HEADER_VALUE);
        let as_json = |request: RequestBuilder| request.header(header::CONTENT_TYPE, "application/json").body("{");
        if method == Method::POST {
            for content_type in FOREIGN_TYPES {
                let answer = send(of_page().header(header::CONTENT_TYPE, content_type).body("running=true")).await;
                assert_eq!(answer.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE, "{path} {content_type}");
            }
            let answer = send(of_page()).await;
            assert_eq!(answer.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE, "{path} with nothing");
        }
        let answer = send(as_json(request())).await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{method} {path}");
        assert_eq!(code(answer).await, "not_a_page", "{method} {path}");
        let answer = send(as_json(of_page())).await;
        let refused = [StatusCode::UNSUPPORTED_MEDIA_TYPE, StatusCode::FORBIDDEN, StatusCode::METHOD_NOT_ALLOWED];
        assert!(!refused.contains(&answer.status()), "{method} {path}: {}", answer.status());
    }
}

#[tokio::test]
async fn a_server_function_takes_its_one_method_and_no_other() {
    let server = Server::start().await;
    for (path, method) in server_functions() {
        let other = if method == Method::GET { Method::POST } else { Method::GET };
        let request = server.http.request(other.clone(), server.url(path)).header(PAGE_HEADER, PAGE_HEADER_VALUE);
        let answer = send(request.json(&json!({}))).await;
        assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED, "{other} {path}");
    }
}

#[tokio::test]
async fn nobody_is_sent_to_where_a_referer_says() {
    let server = Server::with_orders(1).await;
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    for (path, method) in server_functions() {
        let request = http.request(method.clone(), server.url(path)).header(PAGE_HEADER, PAGE_HEADER_VALUE);
        let request = request.header(header::ACCEPT, "text/html,application/xhtml+xml");
        let answer = send(request.header(header::REFERER, "http://evil.example/").json(&json!({}))).await;
        assert!(!answer.status().is_redirection(), "{method} {path}: {}", answer.status());
        assert!(!answer.headers().contains_key(header::LOCATION), "{method} {path}");
    }
}

#[tokio::test]
async fn a_page_that_came_by_another_scheme_or_from_nowhere_is_another_site() {
    let server = Server::start().await;
    let address = server.address;
    let foreign =
        [format!("https://{address}"), "null".to_owned(), format!("http://{}", address.ip()), address.to_string()];
    for origin in foreign {
        for path in ["/api/v1/replays", "/ui/write"] {
            let request = server.http.post(server.url(path)).header(header::ORIGIN, &origin).json(&json!({}));
            let answer = send(request.header(PAGE_HEADER, PAGE_HEADER_VALUE)).await;
            assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{path} from {origin}");
            assert_eq!(code(answer).await, "foreign_origin", "{path} from {origin}");
        }
    }
    let own = server.http.post(server.url("/api/v1/replays")).header(header::ORIGIN, format!("http://{address}"));
    assert_eq!(send(own.json(&json!({}))).await.status(), StatusCode::UNPROCESSABLE_ENTITY);
}

/// A browser asks first, before it lets a script of another site send JSON, a DELETE or a header of ours.
#[tokio::test]
async fn no_script_of_another_site_is_ever_allowed_anything() {
    let server = Server::start().await;
    for path in ["/api/v1/replays", "/api/v1/views/x", "/ui/write", "/ui/overview", "/", "/metrics", "/nothing"] {
        let request = server.http.request(Method::OPTIONS, server.url(path));
        let request = request.header(header::ORIGIN, "http://evil.example");
        let request = request.header("access-control-request-method", "POST");
        let answer =
            send(request.header("access-control-request-headers", format!("content-type,{PAGE_HEADER}"))).await;
        let allowed = answer.headers().keys().find(|name| name.as_str().starts_with("access-control-"));
        assert_eq!(allowed, None, "{path}");
    }
}
