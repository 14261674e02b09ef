//! How many files and connections the program may have open: asked for at the start, as far as the system lets it.
//!
//! Most systems begin a program with 1,024, which connections and feed sockets use up before their own limits apply; a
//! program that may is given more for the asking.

use afterimage_web::limits::{MAX_CONNECTIONS, MAX_FEED_SOCKETS};

/// What else is open: the archive, the embedded DynamoDB with its connections, and those to AWS.
const BESIDES: usize = 1_024;

/// How many handles are enough.
const ENOUGH: u64 = (MAX_CONNECTIONS + MAX_FEED_SOCKETS + BESIDES) as u64;

/// What to ask for where so many are allowed now, and so many could be (no limit as `None`); nothing where it is enough.
fn wanted(now: Option<u64>, most: Option<u64>) -> Option<u64> {
    let now = now.filter(|now| *now < ENOUGH)?;
    let wanted = most.map_or(ENOUGH, |most| most.min(ENOUGH));
    (wanted > now).then_some(wanted)
}

/// Asks for as many as are enough. Where that is refused the program runs with what it has, and says so.
#[cfg(unix)]
pub fn allow_enough() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    if let Some(wanted) = wanted(current, maximum)
        && let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: Some(wanted), maximum })
    {
        tracing::warn!(%error, "the system does not let the program have {wanted} files open");
    }
    if let Some(allowed) = getrlimit(Resource::Nofile).current.filter(|allowed| *allowed < ENOUGH) {
        tracing::warn!(
            "the program may have {allowed} files and connections open, and {ENOUGH} with as many clients as it serves; \
             allow more (ulimit -Hn, or LimitNOFILE of its service)"
        );
    }
}

/// Other systems have no such limit, or another one.
#[cfg(not(unix))]
pub fn allow_enough() {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_as_are_enough_are_asked_for_or_as_many_as_may_be() {
        assert_eq!(wanted(Some(1_024), Some(1_048_576)), Some(ENOUGH));
        assert_eq!(wanted(Some(1_024), None), Some(ENOUGH));
        assert_eq!(wanted(Some(256), Some(2_000)), Some(2_000));
    }

    #[test]
    fn what_is_enough_or_cannot_be_more_is_left_alone() {
        assert_eq!(wanted(Some(ENOUGH), Some(1_048_576)), None);
        assert_eq!(wanted(None, None), None);
        assert_eq!(wanted(Some(1_024), Some(1_024)), None);
    }
}
