//! What goes with every question: who asks, in which language they are answered, and until when.

use std::{fmt, sync::Arc, time::Duration};

use crate::Language;

/// What whoever answers must know of whoever asks. It is made where a question comes in, and handed on with it; nobody
/// looks for it anywhere else.
#[derive(Clone, Debug)]
pub struct Context {
    /// Who asks.
    pub caller: Caller,
    /// The language of what is said to people. Nothing else depends on it.
    pub language: Language,
    /// When an answer that is found piece by piece ends with what was found so far.
    pub deadline: Deadline,
}

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caller {
    /// Whoever works at this machine: without a login nobody else gets here.
    LocalUser,
}

impl Context {
    /// The user of this machine asks, in a language, and has time.
    pub fn local_user(language: Language) -> Self {
        Self { caller: Caller::LocalUser, language, deadline: Deadline::never() }
    }

    /// The same question, until this deadline if the question's own is not over before.
    #[must_use]
    pub fn until(&self, deadline: Deadline) -> Self {
        Self { deadline: self.deadline.clone().or(deadline), ..self.clone() }
    }
}

/// Asked between pieces of work whether it is time to end.
#[derive(Clone, Default)]
pub struct Deadline(Option<Known>);

#[derive(Clone)]
struct Known {
    is_over: Arc<dyn Fn() -> bool + Send + Sync>,
    /// By the clock that deadlines are measured with, where it is one of time.
    at: Option<Duration>,
}

impl Deadline {
    /// It never is.
    pub fn never() -> Self {
        Self(None)
    }

    /// When somebody says so.
    pub fn when(is_over: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        Self(Some(Known { is_over: Arc::new(is_over), at: None }))
    }

    /// When a clock, of which a program has one, shows this time, as it says itself.
    pub fn at(time: Duration, is_over: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        Self(Some(Known { is_over: Arc::new(is_over), at: Some(time) }))
    }

    /// Whether it is time.
    pub fn is_over(&self) -> bool {
        self.0.as_ref().is_some_and(|known| (known.is_over)())
    }

    /// As soon as one of the two is over. Of two times it is the earlier one: looking at the clock once is enough.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        match (self.0, other.0) {
            (Some(one), Some(other)) => match (one.at, other.at) {
                (Some(at), Some(others)) => Self(Some(if at <= others { one } else { other })),
                _ => Self::when(move || (one.is_over)() || (other.is_over)()),
            },
            (one, other) => Self(one.or(other)),
        }
    }
}

impl fmt::Debug for Deadline {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(if self.0.is_some() { "Deadline" } else { "Deadline::never" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_that_is_narrowed_ends_with_whatever_ends_first() {
        let (over, not_yet) = (|| Deadline::when(|| true), || Deadline::when(|| false));
        let asked = Context::local_user(Language::Portuguese);
        assert!(!asked.deadline.is_over() && asked.until(over()).deadline.is_over());
        assert!(asked.until(over()).until(not_yet()).deadline.is_over());
        assert!(asked.until(not_yet()).until(over()).deadline.is_over());
        assert!(!asked.until(not_yet()).until(Deadline::never()).deadline.is_over());
        assert_eq!(asked.until(over()).language, Language::Portuguese);
    }

    #[test]
    fn of_two_times_the_earlier_one_counts_and_is_asked_alone() {
        let at = |seconds, is_over: bool| Deadline::at(Duration::from_secs(seconds), move || is_over);
        assert!(at(1, true).or(at(2, false)).is_over());
        assert!(!at(2, true).or(at(1, false)).is_over());
        assert!(at(2, true).or(Deadline::when(|| false)).is_over());
    }
}
