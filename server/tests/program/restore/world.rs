//! A running program with its embedded DynamoDB, and other programs that write to it.

use std::{path::Path, time::Duration};

use afterimage_app::links;
use afterimage_aws::Clients;
use afterimage_capture::selection::TableSelection;
use afterimage_model::ItemKey;
use afterimage_server::{
    config::{ServeOptions, Source, StartAt},
    program::{self, Running},
};
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue as Value, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType,
    StreamSpecification, StreamViewType,
};
use serde_json::{Value as Json, json};
use tempfile::TempDir;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

/// How long something may take that takes a second.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running program with its embedded DynamoDB, and a way to write to it as others do.
pub struct World {
    running: Option<Running>,
    shutdown: CancellationToken,
    pub dynamodb: aws_sdk_dynamodb::Client,
    pub http: reqwest::Client,
    folder: TempDir,
}

async fn start(folder: &Path) -> (Running, CancellationToken) {
    let shutdown = CancellationToken::new();
    let options = ServeOptions {
        listen: "127.0.0.1:0".parse().expect("an address"),
        data_dir: folder.to_owned(),
        source: Source::Embedded { port: 0 },
        tables: TableSelection::All,
        start: StartAt::TrimHorizon,
        model: None,
        demo_rate: 0.0,
    };
    (program::serve(options, shutdown.clone()).await.expect("it starts"), shutdown)
}

fn client(running: &Running) -> aws_sdk_dynamodb::Client {
    use afterimage_model::health::Endpoint;
    let Endpoint::Embedded { url } = &running.endpoint else { panic!("{:?}", running.endpoint) };
    Clients::embedded(url).dynamodb
}

impl World {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let (running, shutdown) = start(folder.path()).await;
        let dynamodb = client(&running);
        Self { running: Some(running), shutdown, dynamodb, http: reqwest::Client::new(), folder }
    }

    pub fn url(&self) -> String {
        self.running.as_ref().expect("it runs").url()
    }

    pub async fn stop(&mut self) {
        self.shutdown.cancel();
        let running = self.running.take().expect("it runs");
        timeout(PATIENCE, running.finished()).await.expect("it stops").expect("it stops well");
    }

    pub async fn restart(&mut self) {
        self.stop().await;
        let (running, shutdown) = start(self.folder.path()).await;
        self.dynamodb = client(&running);
        (self.running, self.shutdown) = (Some(running), shutdown);
    }

    /// Another program writes an item.
    pub async fn put(&self, table: &str, item: Json) {
        let attributes = item.as_object().expect("an item").iter();
        let item = attributes.map(|(name, value)| (name.clone(), sdk(value))).collect();
        self.dynamodb.put_item().table_name(table).set_item(Some(item)).send().await.expect("written");
    }

    pub async fn delete(&self, table: &str, key: Json) {
        let attributes = key.as_object().expect("a key").iter();
        let key = attributes.map(|(name, value)| (name.clone(), sdk(value))).collect();
        self.dynamodb.delete_item().table_name(table).set_key(Some(key)).send().await.expect("deleted");
    }

    pub async fn get(&self, path: &str) -> (u16, Json) {
        let answer = self.http.get(format!("{}{path}", self.url())).send().await.expect("an answer");
        (answer.status().as_u16(), answer.json().await.expect("JSON"))
    }

    pub async fn post(&self, path: &str, body: &Json) -> (u16, Json) {
        let answer = self.http.post(format!("{}{path}", self.url())).json(body).send().await.expect("an answer");
        (answer.status().as_u16(), answer.json().await.expect("JSON"))
    }

    /// Waits until the item has so many versions in the archive.
    pub async fn versions(&self, item: &Item, count: u64) -> Json {
        let waiting = async {
            loop {
                let (_, life) = self.get(&format!("{}/changes", item.path())).await;
                if life["item"]["versions"].as_u64() >= Some(count) {
                    return life;
                }
            }
        };
        timeout(PATIENCE, waiting).await.expect("the changes do not arrive")
    }

    pub async fn preview(&self, item: &Item, version: u64) -> Json {
        let (status, preview) = self.get(&format!("{}/restore?version={version}", item.path())).await;
        assert_eq!(status, 200, "{preview}");
        preview
    }

    pub async fn restore(&self, item: &Item, version: u64, expected: &Json) -> (u16, Json) {
        self.post(&format!("{}/restore", item.path()), &json!({"version": version, "expected": expected})).await
    }

    /// What the form's own door tells of the item now.
    pub async fn now(&self, item: &Item) -> Json {
        let (_, preview) = self.get(&format!("{}/restore?version=1", item.path())).await;
        preview["now"]["existence"].clone()
    }

    pub async fn image(&self, change: &Json) -> Json {
        self.get(&format!("/api/v1/changes/{change}")).await.1["new_image"].clone()
    }
}

/// A value in DynamoDB JSON, as the SDK takes it.
fn sdk(value: &Json) -> Value {
    let (tag, value) = value.as_object().and_then(|tagged| tagged.iter().next()).expect("a tagged value");
    let text = || value.as_str().expect("text").to_owned();
    let texts = || value.as_array().expect("a set").iter().map(|text| text.as_str().expect("text").to_owned());
    match tag.as_str() {
        "S" => Value::S(text()),
        "N" => Value::N(text()),
        "NULL" => Value::Null(true),
        "SS" => Value::Ss(texts().collect()),
        "NS" => Value::Ns(texts().collect()),
        "L" => Value::L(value.as_array().expect("a list").iter().map(sdk).collect()),
        "M" => {
            Value::M(value.as_object().expect("a map").iter().map(|(name, value)| (name.clone(), sdk(value))).collect())
        }
        other => panic!("{other}"),
    }
}

/// Which item the test is about.
pub struct Item {
    pub table: &'static str,
    pub key: ItemKey,
}

impl Item {
    pub fn new(table: &'static str, key: &str) -> Self {
        Self { table, key: key.parse().expect("a key") }
    }

    pub fn user(id: &str) -> Self {
        Self::new("demo-users", &format!("user_id={id}"))
    }

    pub fn path(&self) -> String {
        format!("/api/v1/items/{}/{}", links::encode(self.table), links::encode(&self.key.to_string()))
    }
}

pub fn user(id: &str, more: Json) -> Json {
    let mut item = json!({"user_id": {"S": id}, "visits": {"N": "1"}});
    item.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    item
}

pub async fn create_table(client: &aws_sdk_dynamodb::Client, table: &str, keys: [&str; 2], view_type: StreamViewType) {
    let mut request = client.create_table().table_name(table).billing_mode(BillingMode::PayPerRequest);
    for (name, kind) in keys.into_iter().zip([KeyType::Hash, KeyType::Range]) {
        let element = KeySchemaElement::builder().attribute_name(name).key_type(kind).build().expect("a key");
        let attribute = AttributeDefinition::builder().attribute_name(name).attribute_type(ScalarAttributeType::S);
        request = request.key_schema(element).attribute_definitions(attribute.build().expect("an attribute"));
    }
    let stream = StreamSpecification::builder().stream_enabled(true).stream_view_type(view_type).build();
    request.stream_specification(stream.expect("a stream")).send().await.expect("a table");
}
