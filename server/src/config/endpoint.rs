//! `--endpoint-url`. Endpoints' addresses are shown on every page and in the log, so nothing that is secret may be in them; and what
//! is wrong with one is said without repeating it.

use std::ffi::OsStr;

use afterimage_aws::endpoint_url::{EndpointFault, check_endpoint_url};
use clap::{Arg, Command, builder::TypedValueParser, error::ErrorKind};

/// Reads `--endpoint-url`. clap's own parsers repeat what they refuse.
#[derive(Clone, Copy, Debug)]
pub(super) struct EndpointUrl;

impl TypedValueParser for EndpointUrl {
    type Value = String;

    fn parse_ref(&self, command: &Command, _argument: Option<&Arg>, value: &OsStr) -> Result<String, clap::Error> {
        let text = value.to_str().ok_or(EndpointFault::NoUrl);
        let fit = text.and_then(|text| check_endpoint_url(text).map(|()| text.to_owned()));
        fit.map_err(|fault| {
            let message = format!("--endpoint-url (or AFTERIMAGE_ENDPOINT_URL) is not taken: {fault}.\n");
            clap::Error::raw(ErrorKind::ValueValidation, message).with_cmd(command)
        })
    }
}
