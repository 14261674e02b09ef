//! The program's figures for Prometheus, at `/metrics`.
//!
//! Names follow <https://prometheus.io/docs/practices/naming/>: the program's name first, base units (seconds, bytes),
//! `_total` for what only grows. Any part of the program counts through the `metrics` crate's macros.

use std::{
    sync::OnceLock,
    time::{Duration, Instant},
};

use afterimage_model::health::Overview;
use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::header;
use metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tokio_util::sync::CancellationToken;

use super::{AppState, context::ForProgram, problem::Problem};

/// The largest values that the buckets of request durations hold, in seconds.
const DURATION_BUCKETS: [f64; 9] = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 30.0];

/// How often observations are folded into their buckets, so that they do not pile up while nobody scrapes.
const UPKEEP_INTERVAL: Duration = Duration::from_secs(5);

/// The recorder's other end.
#[derive(Clone, Debug)]
pub struct Metrics(PrometheusHandle);

impl Metrics {
    /// The process's recorder; the first call installs it.
    pub fn install() -> Self {
        static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
        Self(HANDLE.get_or_init(install_recorder).clone())
    }

    /// Keeps the figures folded until cancelled.
    pub async fn keep_up(self, cancel: CancellationToken) {
        let mut ticks = tokio::time::interval(UPKEEP_INTERVAL);
        while cancel.run_until_cancelled(ticks.tick()).await.is_some() {
            self.0.run_upkeep();
        }
    }
}

fn install_recorder() -> PrometheusHandle {
    let builder = PrometheusBuilder::new();
    let builder = builder.set_buckets(&DURATION_BUCKETS).unwrap_or_else(|_| PrometheusBuilder::new());
    let recorder = builder.build_recorder();
    let handle = recorder.handle();
    if metrics::set_global_recorder(recorder).is_err() {
        tracing::warn!("another metrics recorder is installed: /metrics stays empty");
    }
    describe();
    handle
}

fn describe() {
    describe_counter!("afterimage_http_requests_total", "HTTP requests answered");
    describe_histogram!("afterimage_http_request_duration_seconds", "Time until an answer began");
    describe_counter!("afterimage_http_connections_cut_total", "Connections cut because of a limit, by why");
    describe_gauge!("afterimage_websocket_clients", "Open feed websockets");
    describe_counter!("afterimage_feed_changes_sent_total", "Changes told to feed websockets");
    describe_gauge!("afterimage_archive_changes", "Changes in the archive");
    describe_gauge!("afterimage_archive_items", "Items that the archived changes are of");
    describe_gauge!("afterimage_archive_size_bytes", "The archive's size on disk");
    describe_gauge!("afterimage_archive_gaps", "Stretches of streams that were trimmed before they were read");
    describe_gauge!("afterimage_stream_lag_seconds", "How far the slowest shard is behind");
    describe_gauge!("afterimage_stream_shards", "Shards that are known and not drained");
    describe_gauge!("afterimage_tables", "Tables that are followed");
    describe_gauge!("afterimage_ready", "1 when every data path works, else 0");
    describe_gauge!("afterimage_build_info", "1, labelled with the program's version");
}

/// `GET /metrics`.
///
/// # Errors
/// When the archive's figures cannot be read.
pub async fn scrape(State(state): State<AppState>, ForProgram(context): ForProgram) -> Result<Response, Problem> {
    record_state(&state.backend.overview(&context).await?);
    let content_type = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
    Ok((content_type, state.metrics.0.render()).into_response())
}

fn record_state(overview: &Overview) {
    let figures = [
        ("afterimage_archive_changes", overview.changes),
        ("afterimage_archive_items", overview.items),
        ("afterimage_archive_size_bytes", overview.archive_size_bytes),
        ("afterimage_archive_gaps", overview.gaps),
        ("afterimage_stream_shards", overview.shards),
        ("afterimage_tables", overview.tables),
        ("afterimage_ready", u64::from(overview.healthy)),
    ];
    for (name, value) in figures {
        gauge!(name).set(value as f64);
    }
    // Not a number where it is not known: a zero would claim that nothing is behind.
    let lag = overview.lag_ms.map_or(f64::NAN, |milliseconds| milliseconds as f64 / 1_000.0);
    gauge!("afterimage_stream_lag_seconds").set(lag);
    gauge!("afterimage_build_info", "version" => overview.version.clone()).set(1.0);
}

/// Counts every request by its route, never by its path: paths are as many as there are items.
pub async fn count(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let method = method_label(request.method());
    let started = Instant::now();
    let response = next.run(request).await;
    let status = response.status().as_u16().to_string();
    counter!("afterimage_http_requests_total", "method" => method, "route" => route.clone(), "status" => status)
        .increment(1);
    histogram!("afterimage_http_request_duration_seconds", "method" => method, "route" => route)
        .record(started.elapsed().as_secs_f64());
    response
}

/// A label of few values, whatever clients send.
fn method_label(method: &http::Method) -> &'static str {
    ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
        .into_iter()
        .find(|known| method.as_str() == *known)
        .unwrap_or("other")
}
