//! Endpoints that no flag names: the AWS SDK takes them from the environment and from profiles, also one for each of the
//! two services. What must not be in a flag must not be in these either.

use aws_config::SdkConfig;
use aws_types::service_config::ServiceConfigKey;

use super::{Failure, FailureKind};
use crate::endpoint_url::{EndpointFault, check_endpoint_url};

/// The services that are asked, as the SDK calls them (in a profile it looks for `dynamodb` and `dynamodb-streams`). The
/// first one's endpoint is the one that is shown.
const SERVICES: [&str; 2] = ["DynamoDB", "DynamoDB Streams"];

/// Where the SDK finds an endpoint; for one service alone it adds that one's name itself.
const VARIABLE: &str = "AWS_ENDPOINT_URL";
const SETTING: &str = "endpoint_url";

/// The variables.
const VARIABLES: [&str; 3] = [VARIABLE, "AWS_ENDPOINT_URL_DYNAMODB", "AWS_ENDPOINT_URL_DYNAMODB_STREAMS"];

/// Refuses what is in the environment before the SDK looks at it: what it does not understand it repeats in the log.
///
/// # Errors
/// When a variable's value is no endpoint's address, or has more in it.
pub(super) fn refuse_variables(variable: impl Fn(&str) -> Option<String>) -> Result<(), Failure> {
    for name in VARIABLES {
        if let Some(value) = variable(name) {
            check_endpoint_url(&value).map_err(|fault| unfit(&format!("The variable {name}"), fault))?;
        }
    }
    Ok(())
}

/// The endpoint that requests about items go to, where it is not Amazon's own.
///
/// # Errors
/// When a service's endpoint is no endpoint's address, or has more in it.
pub(super) fn in_force(config: &SdkConfig) -> Result<Option<String>, Failure> {
    let mut shown = None;
    for service in SERVICES {
        let Some(url) = of_service(config, service) else { continue };
        let place = format!("The endpoint of {service} in the AWS configuration");
        check_endpoint_url(&url).map_err(|fault| unfit(&place, fault))?;
        if service == SERVICES[0] {
            shown = Some(url);
        }
    }
    Ok(shown)
}

/// As the SDK's clients find it.
fn of_service(config: &SdkConfig, service: &str) -> Option<String> {
    let everybodys = config.endpoint_url().map(str::to_owned);
    if config.get_origin(SETTING).is_client_config() {
        return everybodys;
    }
    let key = ServiceConfigKey::builder().service_id(service).env(VARIABLE).profile(SETTING).build().ok()?;
    config.service_config().and_then(|found| found.load_config(key)).or(everybodys)
}

fn unfit(place: &str, fault: EndpointFault) -> Failure {
    Failure::new(FailureKind::Configuration, format!("{place} is not taken: {fault}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_in_variables_are_refused_by_the_variables_name() {
        for name in VARIABLES {
            let set = |asked: &str| (asked == name).then(|| "http://user:hunter2@127.0.0.1".to_owned());
            let refused = refuse_variables(set).expect_err("a refusal").to_string();
            assert!(refused.contains(name) && refused.contains("--profile"), "{refused}");
            assert!(!refused.contains("hunter2"), "{refused}");
        }
        let fine = |name: &str| (name == VARIABLE).then(|| "http://127.0.0.1:8000".to_owned());
        assert!(refuse_variables(fine).is_ok());
        assert!(refuse_variables(|_| None).is_ok());
    }
}
