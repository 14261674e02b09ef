use aws_sdk_dynamodbstreams::{
    config::http::HttpResponse,
    error::{ConnectorError, ErrorMetadata},
    operation::get_records::GetRecordsError,
};
use aws_smithy_types::body::SdkBody;

use super::*;

fn answered(code: &str, status: u16) -> SourceError {
    let metadata = ErrorMetadata::builder().code(code).message("as the service says it").build();
    let status = status.try_into().expect("a status");
    let response = HttpResponse::new(status, SdkBody::empty());
    source_error(SdkError::service_error(GetRecordsError::generic(metadata), response))
}

#[test]
fn the_code_of_an_answer_decides_its_kind_and_its_message_is_kept() {
    for (code, kind) in [
        ("ExpiredIteratorException", SourceErrorKind::ExpiredIterator),
        ("TrimmedDataAccessException", SourceErrorKind::Trimmed),
        ("ResourceNotFoundException", SourceErrorKind::StreamNotFound),
        ("LimitExceededException", SourceErrorKind::Throttled),
        ("ThrottlingException", SourceErrorKind::Throttled),
        ("AccessDeniedException", SourceErrorKind::AccessDenied),
        ("ExpiredTokenException", SourceErrorKind::Credentials),
        ("UnrecognizedClientException", SourceErrorKind::Credentials),
        ("InternalServerError", SourceErrorKind::Unavailable),
        ("ValidationException", SourceErrorKind::Other),
    ] {
        assert_eq!(answered(code, 400), SourceError::new(kind, "as the service says it"), "{code}");
    }
}

#[test]
fn an_unknown_code_is_judged_by_its_status() {
    assert_eq!(answered("SomethingNew", 503).kind, SourceErrorKind::Unavailable);
    assert_eq!(answered("SomethingNew", 429).kind, SourceErrorKind::Throttled);
    assert_eq!(answered("SomethingNew", 400).kind, SourceErrorKind::Other);
}

#[test]
fn no_answer_is_unavailable_and_missing_credentials_are_told_apart() {
    let refused = std::io::Error::new(std::io::ErrorKind::ConnectionRefused, "connection refused");
    let dispatch = SdkError::<GetRecordsError>::dispatch_failure(ConnectorError::io(refused.into()));
    let error = source_error(dispatch);
    assert_eq!(error.kind, SourceErrorKind::Unavailable);
    assert!(error.to_string().contains("connection refused"), "{error}");

    let none = CredentialsError::not_loaded("no profile");
    let dispatch = SdkError::<GetRecordsError>::dispatch_failure(ConnectorError::other(none.into(), None));
    assert_eq!(source_error(dispatch).kind, SourceErrorKind::Credentials);
    let timeout = SdkError::<GetRecordsError>::timeout_error("too slow");
    assert_eq!(source_error(timeout).kind, SourceErrorKind::Unavailable);
}
