//! Points in time: rendered in UTC by the server, in the reader's zone once the page is alive.

use leptos::prelude::*;

use super::{
    clock::{Zone, shifted, use_clock},
    figures::ago,
};
use crate::model::Timestamp;

/// How a time is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TimeStyle {
    /// `2026-11-22 14:09:17`
    #[default]
    DateAndTime,
    /// `2026-11-22 14:09:17.412`
    DateAndMillis,
    /// `14:09:17`
    TimeOfDay,
    /// `14:09:17.412`
    TimeWithMillis,
    /// `14:09:17`, or `11-22 14:09` when that was another day; the day is told apart once the page is alive.
    Recent,
    /// `4 s ago`; the date and time until the page is alive.
    Ago,
}

impl TimeStyle {
    /// The style in its place where times are to be relative: points in time become how long ago they were; a time of
    /// day stays, because what stands around it tells the day.
    #[must_use]
    pub const fn relative(self) -> Self {
        match self {
            Self::DateAndTime | Self::DateAndMillis | Self::Recent | Self::Ago => Self::Ago,
            Self::TimeOfDay | Self::TimeWithMillis => self,
        }
    }

    /// The time in the zone; `now` is unknown on the server.
    pub fn write(self, time: Timestamp, zone: Zone, now: Option<Timestamp>) -> String {
        let shown = shifted(time, zone);
        let of_day = shown.time_of_day();
        let to_the_second = &of_day[..of_day.len().saturating_sub(".000".len())];
        match (self, now) {
            (Self::Ago, Some(now)) => ago(now.millis_since(time)),
            (Self::Recent, Some(now)) if shifted(now, zone).date() != shown.date() => {
                format!("{} {}", &shown.date()["2026-".len()..], &of_day[.."14:09".len()])
            }
            (Self::DateAndTime | Self::Ago, _) => format!("{} {to_the_second}", shown.date()),
            (Self::DateAndMillis, _) => format!("{} {of_day}", shown.date()),
            (Self::TimeOfDay | Self::Recent, _) => to_the_second.to_owned(),
            (Self::TimeWithMillis, _) => of_day,
        }
    }
}

/// A `<time>`; hovering tells the exact time in UTC.
#[component]
pub fn Moment(
    /// When.
    at: Timestamp,
    /// How it is written.
    #[prop(optional)]
    style: TimeStyle,
) -> impl IntoView {
    let clock = use_clock();
    let exact = at.to_string();
    let text = move || clock.tell(at, style);
    view! {
        <time datetime=exact.clone() title=exact>
            {text}
        </time>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_in_every_style() {
        let time = Timestamp::from_millis(1_795_356_557_412);
        let written = |style: TimeStyle, now| style.write(time, Zone::Utc, now);
        assert_eq!(written(TimeStyle::DateAndTime, None), "2026-11-22 14:09:17");
        assert_eq!(written(TimeStyle::DateAndMillis, None), "2026-11-22 14:09:17.412");
        assert_eq!(written(TimeStyle::TimeOfDay, None), "14:09:17");
        assert_eq!(written(TimeStyle::Ago, None), "2026-11-22 14:09:17");
        assert_eq!(written(TimeStyle::Recent, Some(time)), "14:09:17");
        assert_eq!(written(TimeStyle::Recent, Some(Timestamp::from_millis(1_795_456_557_412))), "11-22 14:09");
        assert_eq!(written(TimeStyle::Ago, Some(Timestamp::from_millis(1_795_356_561_500))), "4 s ago");
    }
}
