//! Who is spoken to in which language: pages and what they ask in their reader's, other programs in English.

use afterimage_app::api::{PAGE_HEADER, PAGE_HEADER_VALUE};
use afterimage_model::{Language, protocol::FeedMessage};
use axum::{
    body::{self, Body},
    http::{Request, StatusCode, header},
};
use leptos::context::use_context;
use serde_json::Value;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tower::ServiceExt;

use crate::support::{FeedClient, Server};

const ITEM: &str = "table=demo-orders&key=order_id%3Dorder%231";

/// What is answered to a reader of Portuguese.
async fn in_portuguese(server: &Server, path: &str) -> reqwest::Response {
    let request = server.http.get(server.url(path)).header(PAGE_HEADER, PAGE_HEADER_VALUE);
    let request = request.header("accept-language", "pt-BR,pt;q=0.9,en;q=0.5");
    request.send().await.expect("an answer")
}

async fn json_in_portuguese(server: &Server, path: &str) -> Value {
    in_portuguese(server, path).await.json().await.expect("JSON")
}

#[tokio::test]
async fn a_page_is_in_its_readers_language_and_so_is_what_the_server_tells_it() {
    let server = Server::with_orders(1).await;
    let page = in_portuguese(&server, "/changes/999").await.text().await.expect("HTML");
    assert!(page.contains("<html lang=\"pt-BR\">"), "{page}");
    assert!(page.contains("O acervo não tem a alteração 999."), "{page}");
    let page = server.get("/changes/999").await.text().await.expect("HTML");
    assert!(page.contains("<html lang=\"en\">") && page.contains("The archive has no change 999."), "{page}");
}

/// A thread makes several pages at the same time; each is gone on with when what it has asked for comes.
#[tokio::test]
async fn pages_that_are_made_at_the_same_time_keep_their_languages_and_titles() {
    let server = Server::with_orders(3).await;
    let pages = (0..24).map(|at| {
        let server = &server;
        async move {
            let path = ["/changes/2", "/items", "/health"][at % 3];
            let (response, lang) =
                if at % 2 == 0 { (in_portuguese(server, path).await, "pt-BR") } else { (server.get(path).await, "en") };
            let page = response.text().await.expect("HTML");
            let of_language = format!("<html lang=\"{lang}\">");
            assert!(page.contains(&of_language) && page.contains("</title>"), "{path} in {lang}: {page}");
        }
    });
    futures::future::join_all(pages).await;
}

#[tokio::test]
async fn a_choice_that_the_cookie_keeps_counts_more_than_the_browser() {
    let server = Server::with_orders(1).await;
    let request = server.http.get(server.url("/ui/change?id=999")).header(PAGE_HEADER, PAGE_HEADER_VALUE);
    let request = request.header("accept-language", "en").header("cookie", "a=b; afterimage-language=pt-BR");
    let told = request.send().await.expect("an answer").text().await.expect("text");
    assert!(told.contains("O acervo não tem a alteração 999."), "{told}");
}

#[tokio::test]
async fn a_refusal_is_in_the_pages_language_and_in_english_for_programs() {
    let server = Server::with_orders(1).await;
    let preview = json_in_portuguese(&server, &format!("/ui/restore_preview?{ITEM}&version=1")).await;
    let refused = "Este servidor só lê, por isso não restaura nada. Quem o inicia pode permitir a gravação com \
                   --allow-writes.";
    assert_eq!(preview["refused"], refused);
    let unreachable = preview["now"]["why_unknown"]["message"].as_str().expect("words");
    assert!(unreachable.starts_with("GetItem ficou sem resposta: "), "{unreachable}");

    let path = "/api/v1/items/demo-orders/order_id=order%231/restore?version=1";
    let preview = json_in_portuguese(&server, path).await;
    let refused = "This server only reads, so it restores nothing. Whoever starts it can allow writing with \
                   --allow-writes.";
    assert_eq!(preview["refused"], refused);
    let unreachable = preview["now"]["why_unknown"]["message"].as_str().expect("words");
    assert!(unreachable.starts_with("GetItem got no answer: "), "{unreachable}");
}

#[tokio::test]
async fn health_is_told_to_people_in_their_language_and_to_supervisors_in_english() {
    let server = Server::with_orders(2).await;
    let first = |report: &Value| {
        let check = &report["checks"][0];
        let detail = check["detail"].as_str().expect("words");
        let (figures, _) = detail.rsplit_once(',').expect("bytes");
        (check["name"].as_str().expect("a name").to_owned(), figures.to_owned())
    };
    let told = |name: &str, figures: &str| (name.to_owned(), figures.to_owned());
    let report = json_in_portuguese(&server, "/ui/health").await;
    assert_eq!(first(&report), told("leitor do acervo", "2 alterações de 2 itens"));
    let report = json_in_portuguese(&server, "/api/v1/health").await;
    assert_eq!(first(&report), told("archive reader", "2 changes of 2 items"));
}

#[tokio::test]
async fn the_feed_tells_pages_what_is_wrong_in_their_language_and_programs_in_english() {
    let server = Server::start().await;
    let told = async |origin: Option<String>| {
        let mut request = format!("ws://{}/feed", server.address).into_client_request().expect("a request");
        request.headers_mut().insert("accept-language", "pt-BR".parse().expect("a value"));
        if let Some(origin) = origin {
            request.headers_mut().insert("origin", origin.parse().expect("a value"));
        }
        let (socket, _) = tokio_tungstenite::connect_async(request).await.expect("a socket");
        let mut client = FeedClient(socket);
        client.send_text("{}").await;
        match client.next().await {
            FeedMessage::Error { message, .. } => message,
            other => panic!("{other:?}"),
        }
    };
    let program = told(None).await;
    assert!(program.starts_with("This is no request of the feed (missing field `type`"), "{program}");
    assert!(program.ends_with("). Send {\"type\": \"subscribe\", \"query\": \"\"}."), "{program}");
    let page = told(Some(format!("http://{}", server.address))).await;
    assert!(page.starts_with("Isto não é um pedido do feed (missing field `type`"), "{page}");
    assert!(page.ends_with("). Envie {\"type\": \"subscribe\", \"query\": \"\"}."), "{page}");
}

/// The framework leaves the context of a page that is still being read on the thread that rendered it.
#[tokio::test]
async fn a_page_that_is_still_being_read_does_not_lend_its_language_to_others() {
    let server = Server::with_orders(1).await;
    let router = afterimage_web::router(server.state.clone());
    let ask = async |path: &str| {
        let request = Request::get(path).header(header::HOST, server.address.to_string());
        let request = request.header(header::ACCEPT_LANGUAGE, "pt-BR").body(Body::empty()).expect("a request");
        router.clone().oneshot(request).await.expect("an answer")
    };
    let text = async |body: Body| {
        let bytes = body::to_bytes(body, usize::MAX).await.expect("a body");
        String::from_utf8(bytes.to_vec()).expect("text")
    };
    let page = ask("/").await;
    assert_eq!(use_context::<Language>(), None, "left on the thread");
    let api = ask("/api/v1/items/demo-orders/order_id=order%231/restore?version=1").await;
    assert_eq!((page.status(), api.status()), (StatusCode::OK, StatusCode::OK));
    assert!(text(api.into_body()).await.contains("This server only reads, so it restores nothing."));
    let page = text(page.into_body()).await;
    assert!(page.contains("<html lang=\"pt-BR\">") && page.contains("</html>"), "{page}");
}

#[tokio::test]
async fn a_languages_messages_are_kept_for_ever_and_those_of_another_version_are_not_there() {
    let server = Server::start().await;
    let address = afterimage_language::address(Language::Portuguese);
    let messages = server.get(address).await;
    assert_eq!(messages.status(), 200);
    assert_eq!(messages.headers()["cache-control"], "public, max-age=31536000, immutable");
    assert_eq!(messages.headers()["content-type"], "text/plain; charset=utf-8");
    assert!(messages.text().await.expect("text").contains("frame-page-live = Ao vivo"));
    let of_another = address.replace("/pt-BR.ftl", "/en.ftl");
    for path in [of_another.as_str(), "/messages/0123456789abcdef/pt-BR.ftl"] {
        let other = server.get(path).await;
        assert_eq!(other.status(), 404, "{path}");
        assert_ne!(other.headers()["cache-control"], "public, max-age=31536000, immutable", "{path}");
    }
}
