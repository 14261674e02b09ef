//! What is archived against what was written, by the API.

use std::{
    collections::HashMap,
    net::SocketAddr,
    time::{Duration, Instant},
};

use serde_json::Value;

use super::endpoint::TABLE;

/// How long the archive may take to come up with what was written.
const PATIENCE: Duration = Duration::from_secs(120);

/// How often it is asked how far it is.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// How the two differ.
#[derive(Clone, Copy, Debug)]
pub struct Difference {
    pub missing: usize,
    pub twice: usize,
}

/// An answer's JSON. Where the program refuses, it is asked again.
async fn json(client: &reqwest::Client, url: &str) -> Value {
    let end = Instant::now() + PATIENCE;
    loop {
        let answer = client.get(url).send().await;
        if let Ok(answer) = answer
            && answer.status().is_success()
            && let Ok(json) = answer.json().await
        {
            return json;
        }
        assert!(Instant::now() < end, "no answer to {url}");
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// Waits until so many changes are archived, or for as long as there is patience.
pub async fn wait_until_archived(address: SocketAddr, changes: usize) {
    let (client, end) = (reqwest::Client::new(), Instant::now() + PATIENCE);
    while Instant::now() < end {
        let page = json(&client, &format!("http://{address}/api/v1/changes?before=latest&limit=1")).await;
        let newest = page["changes"][0]["id"].as_u64().unwrap_or_default();
        if newest >= changes as u64 {
            return;
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
    println!("the archive did not come up with what was written");
}

/// Reads everything that is archived, and counts what is not there once.
pub async fn compare(address: SocketAddr, written: &[u128]) -> Difference {
    let (client, mut counts, mut after) = (reqwest::Client::new(), HashMap::<u128, usize>::new(), Value::from(0));
    loop {
        let url = format!("http://{address}/api/v1/changes?q=table:{TABLE}&after={after}&limit=1000");
        let page = json(&client, &url).await;
        for change in page["changes"].as_array().into_iter().flatten() {
            let number = change["sequence_number"].as_str().and_then(|number| number.parse().ok()).expect("a number");
            *counts.entry(number).or_default() += 1;
        }
        if page["end"] == true {
            break;
        }
        after = page["next_after"].clone();
    }
    let missing = written.iter().filter(|number| !counts.contains_key(number)).count();
    Difference { missing, twice: counts.values().filter(|count| **count > 1).count() }
}
