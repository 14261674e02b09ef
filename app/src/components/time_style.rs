//! How points in time are written.

use afterimage_model::Timestamp;

use super::figures::ago;

/// In which zone times are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Zone {
    /// As the server renders them.
    #[default]
    Utc,
    /// The browser's.
    Local,
}

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

/// The point in time that reads in UTC as `time` reads in the zone.
fn shifted(time: Timestamp, zone: Zone) -> Timestamp {
    match zone {
        Zone::Utc => time,
        Zone::Local => Timestamp::from_millis(time.as_millis() - local_offset_millis(time)),
    }
}

/// How far UTC is ahead of the browser's zone at that time.
#[cfg(feature = "hydrate")]
fn local_offset_millis(time: Timestamp) -> i64 {
    let date = js_sys::Date::new(&wasm_bindgen::JsValue::from_f64(time.as_millis() as f64));
    #[allow(clippy::cast_possible_truncation, reason = "minutes, at most a day of them")]
    let minutes = date.get_timezone_offset() as i64;
    minutes * 60_000
}

#[cfg(not(feature = "hydrate"))]
fn local_offset_millis(_: Timestamp) -> i64 {
    0
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
