//! How the AWS clients are made: for the embedded DynamoDB, for an endpoint by URL, for Amazon's own.

use std::time::Duration;

use afterimage_base::embedded_client::APP_NAME;
use afterimage_model::health::Endpoint;
use aws_config::{
    AppName, BehaviorVersion, Region, SdkConfig, profile::ProfileFileCredentialsProvider, retry::RetryConfig,
    timeout::TimeoutConfig,
};
use aws_sdk_dynamodb::config::{Credentials, ProvideCredentials, SharedCredentialsProvider};

use super::{Failure, FailureKind, endpoint, failure::causes, refuse_errors::RefuseErrors};
use crate::Remote;

/// The region that requests to the embedded DynamoDB are signed for. Any would do.
pub const EMBEDDED_REGION: &str = "us-east-1";

/// A connection that takes longer than this is not coming.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);

/// The longest that one request may take, its repetitions included.
const OPERATION_TIMEOUT: Duration = Duration::from_secs(20);

/// How often the SDK tries a request before the caller's own backoff takes over.
const ATTEMPTS: u32 = 3;

/// The two clients, made from one configuration.
#[derive(Clone, Debug)]
pub struct Clients {
    /// For tables and items.
    pub dynamodb: aws_sdk_dynamodb::Client,
    /// For streams.
    pub streams: aws_sdk_dynamodbstreams::Client,
    /// Where they go.
    pub endpoint: Endpoint,
}

impl Clients {
    /// For the embedded DynamoDB at `url`. It takes any credentials, so the person's own never reach it.
    pub fn embedded(url: &str) -> Self {
        Self::from_config(&embedded(url).build(), Endpoint::Embedded { url: url.to_owned() })
    }

    /// As [`embedded`](Self::embedded), for the program itself: of tables whose archive was begun under other names, it is told
    /// those.
    pub fn embedded_for_the_archive(url: &str) -> Self {
        let mut config = embedded(url);
        config.set_app_name(AppName::new(APP_NAME).ok());
        Self::from_config(&config.build(), Endpoint::Embedded { url: url.to_owned() })
    }

    /// For tables outside this program, with the AWS SDK's default chain for all that is not named.
    ///
    /// # Errors
    /// When there is no region, or no credentials can be found.
    pub async fn remote(remote: &Remote) -> Result<Self, Failure> {
        if remote.endpoint_url.is_none() {
            endpoint::refuse_variables(|name| std::env::var(name).ok())?;
        }
        let config = load(remote).await;
        let endpoint_url = endpoint::in_force(&config)?;
        let Some(region) = config.region().map(ToString::to_string) else {
            return Err(Failure::new(
                FailureKind::Configuration,
                "No AWS region is configured. Name it with --region, or set AWS_REGION.",
            ));
        };
        check_credentials(&config, remote.profile.as_deref()).await?;
        let endpoint = match endpoint_url {
            Some(url) => Endpoint::Url { url, region },
            None => Endpoint::Aws { region },
        };
        Ok(Self::from_config(&config, endpoint))
    }

    fn from_config(config: &SdkConfig, endpoint: Endpoint) -> Self {
        let dynamodb = aws_sdk_dynamodb::config::Builder::from(config).interceptor(RefuseErrors);
        let streams = aws_sdk_dynamodbstreams::config::Builder::from(config).interceptor(RefuseErrors);
        Self {
            dynamodb: aws_sdk_dynamodb::Client::from_conf(dynamodb.build()),
            streams: aws_sdk_dynamodbstreams::Client::from_conf(streams.build()),
            endpoint,
        }
    }
}

fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder().connect_timeout(CONNECT_TIMEOUT).operation_timeout(OPERATION_TIMEOUT).build()
}

async fn load(remote: &Remote) -> SdkConfig {
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        .timeout_config(timeouts())
        .retry_config(RetryConfig::standard().with_max_attempts(ATTEMPTS));
    if let Some(url) = &remote.endpoint_url {
        loader = loader.endpoint_url(url);
    }
    if let Some(region) = &remote.region {
        loader = loader.region(Region::new(region.clone()));
    }
    if let Some(profile) = &remote.profile {
        // A profile named here counts more than keys in the environment, which the default chain would take first.
        loader = loader
            .profile_name(profile)
            .credentials_provider(ProfileFileCredentialsProvider::builder().profile_name(profile).build());
    }
    loader.load().await
}

/// Finds out at the start, and not with the first request, that there are no credentials.
async fn check_credentials(config: &SdkConfig, profile: Option<&str>) -> Result<(), Failure> {
    let missing = |why: String| {
        let place = profile.map(|profile| format!(" in the profile {profile}")).unwrap_or_default();
        Failure::new(
            FailureKind::Configuration,
            format!(
                "No AWS credentials were found{place} ({why}). Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, run \
                 `aws sso login`, or name a profile that has them with --profile. For DynamoDB Local any invented keys \
                 do."
            ),
        )
    };
    let provider = config.credentials_provider().ok_or_else(|| missing("no provider".to_owned()))?;
    provider.provide_credentials().await.map(|_| ()).map_err(|error| missing(causes(&error)))
}

fn embedded(url: &str) -> aws_types::sdk_config::Builder {
    let credentials = Credentials::new("embedded", "embedded", None, None, "afterimage");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static(EMBEDDED_REGION))
        .endpoint_url(url)
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .timeout_config(timeouts())
        .retry_config(RetryConfig::standard().with_max_attempts(ATTEMPTS))
}
