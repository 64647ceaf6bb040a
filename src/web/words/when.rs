//! How dates, times and stretches of time are written and read on screens.

use chrono::{Datelike, NaiveDate, NaiveTime, TimeDelta, Timelike, Weekday};

use super::lang::Lang;
use crate::domain::time::moment::{Moment, Shown};

/// `22/11/2026`.
pub fn date(day: NaiveDate) -> String {
    day.format("%d/%m/%Y").to_string()
}

/// `09:12`.
pub fn time(at: Moment) -> String {
    at.hour()
}

/// `22/11/2026 09:12`.
pub fn date_time(at: Moment) -> String {
    at.day_and_hour()
}

/// `domenica` / `Sunday`.
pub fn weekday(day: NaiveDate, l: Lang) -> &'static str {
    match day.weekday() {
        Weekday::Mon => l.t("lunedì", "Monday"),
        Weekday::Tue => l.t("martedì", "Tuesday"),
        Weekday::Wed => l.t("mercoledì", "Wednesday"),
        Weekday::Thu => l.t("giovedì", "Thursday"),
        Weekday::Fri => l.t("venerdì", "Friday"),
        Weekday::Sat => l.t("sabato", "Saturday"),
        Weekday::Sun => l.t("domenica", "Sunday"),
    }
}

/// `oggi 15:30`, `ieri 15:30`, `domani 15:30`, otherwise `22/11/2026 15:30`, as seen from `now`.
pub fn near(at: Moment, now: Moment, l: Lang) -> String {
    let day = match at.day().signed_duration_since(now.day()).num_days() {
        0 => l.t("oggi", "today"),
        1 => l.t("domani", "tomorrow"),
        -1 => l.t("ieri", "yesterday"),
        _ => return date_time(at),
    };
    format!("{day} {}", time(at))
}

/// How long ago a day was: `oggi`, `ieri`, `3 giorni fa`.
pub fn days_ago(days: i64, l: Lang) -> String {
    match days {
        ..=0 => l.t("oggi", "today").to_owned(),
        1 => l.t("ieri", "yesterday").to_owned(),
        more => format!("{more} {}", l.t("giorni fa", "days ago")),
    }
}

/// `19 h 12 min`, `3 g 4 h`, `5 min`.
pub fn stretch(length: TimeDelta, l: Lang) -> String {
    let minutes = length.num_minutes().max(0);
    let (days, hours) = (minutes / 1440, minutes / 60 % 24);
    match (days, hours, minutes % 60) {
        (0, 0, m) => format!("{m} min"),
        (0, h, m) => format!("{h} h {m:02} min"),
        (d, h, _) => format!("{d} {} {h} h", l.t("g", "d")),
    }
}

/// Reads a date as a clerk types it: `gg/mm/aaaa`, also with dots, hyphens or blanks, and `ggmmaaaa`.
pub fn read_date(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let parts: Vec<&str> = if digits.len() == 8 && digits.len() == text.len() {
        vec![&digits[..2], &digits[2..4], &digits[4..]]
    } else {
        text.split(['/', '.', '-', ' ']).filter(|part| !part.is_empty()).collect()
    };
    let [day, month, year] = parts.as_slice() else { return None };
    if year.len() != 4 {
        return None;
    }
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// Reads a time of day: `9:12`, `09.12`, `0912`.
pub fn read_time(text: &str) -> Option<NaiveTime> {
    let text = text.trim();
    let (hours, minutes) = match text.split_once([':', '.', ',']) {
        Some(parts) => parts,
        None if text.len() == 4 && text.is_ascii() => text.split_at(2),
        None => return None,
    };
    if minutes.len() != 2 {
        return None;
    }
    NaiveTime::from_hms_opt(hours.parse().ok()?, minutes.parse().ok()?, 0)
}

/// Why a date and a time are no instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoInstant {
    /// They are not written as dates and times are.
    Unreadable,
    /// No clock showed them: that night the clocks went forward.
    Never,
    /// Clocks showed them twice, the night they went back, and nothing says which of the two is meant.
    Twice,
}

/// Reads the instant of a date and a time in two fields. In the hour that is twice the time says which: `02:30 1` in summer
/// time, `02:30 2` an hour later; or as it is shown, `02:30 (UTC+2)`.
pub fn read_moment(day: &str, time: &str) -> Result<Moment, NoInstant> {
    let (time, which) = match time.trim().rsplit_once(' ') {
        Some((time, which)) => (time, Some(which)),
        None => (time, None),
    };
    let local = read_date(day).zip(read_time(time)).map(|(day, time)| day.and_time(time));
    match (Moment::shown(local.ok_or(NoInstant::Unreadable)?), which) {
        (Shown::Never, _) => Err(NoInstant::Never),
        (Shown::Once(at), None) | (Shown::Twice { first: at, .. }, Some("1" | "(UTC+2)")) => Ok(at),
        (Shown::Twice { second, .. }, Some("2" | "(UTC+1)")) => Ok(second),
        (Shown::Twice { .. }, None) => Err(NoInstant::Twice),
        (Shown::Once(_) | Shown::Twice { .. }, Some(_)) => Err(NoInstant::Unreadable),
    }
}

/// Whether a person would say the two show the same minute.
pub fn same_minute(a: Moment, b: Moment) -> bool {
    a.local().date_naive() == b.local().date_naive()
        && a.local().hour() == b.local().hour()
        && a.local().minute() == b.local().minute()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_read_however_a_clerk_types_it() {
        let day = NaiveDate::from_ymd_opt(1987, 3, 14);
        for text in ["14/03/1987", "14.3.1987", "14-03-1987", " 14 03 1987 ", "14031987"] {
            assert_eq!(read_date(text), day, "{text}");
        }
        for text in ["", "31/02/2026", "14/03/87", "1987-03-14", "14/3", "aa/bb/cccc", "1/2/3/2026"] {
            assert_eq!(read_date(text), None, "{text}");
        }
    }

    #[test]
    fn a_time_is_read_however_a_clerk_types_it() {
        let time = NaiveTime::from_hms_opt(9, 5, 0);
        for text in ["9:05", "09:05", "9.05", "0905"] {
            assert_eq!(read_time(text), time, "{text}");
        }
        for text in ["", "9", "25:00", "9:5", "9:60", "è:05"] {
            assert_eq!(read_time(text), None, "{text}");
        }
    }

    #[test]
    fn an_hour_that_never_was_is_refused_and_one_that_was_twice_is_asked() {
        assert_eq!(read_moment("29/03/2026", "02:30"), Err(NoInstant::Never));
        assert_eq!(read_moment("25/10/2026", "2.30"), Err(NoInstant::Twice));
        let read = |time| read_moment("25/10/2026", time).map(|at| at.to_string());
        assert_eq!(read("02:30 1").unwrap(), "2026-10-25T02:30:00.000+02:00");
        assert_eq!(read(" 0230 2 ").unwrap(), "2026-10-25T02:30:00.000+01:00");
        for which in ["1", "2"] {
            let at = read_moment("25/10/2026", &format!("02:30 {which}")).unwrap();
            assert_eq!(read_moment("25/10/2026", &time(at)), Ok(at), "what is shown is read");
        }
        assert_eq!(read("03:00").unwrap(), "2026-10-25T03:00:00.000+01:00");
        for time in ["", "02:30 3", "03:00 1", "2 30"] {
            assert_eq!(read(time), Err(NoInstant::Unreadable), "{time}");
        }
    }

    #[test]
    fn a_stretch_of_time_is_said_as_people_say_it() {
        assert_eq!(stretch(TimeDelta::minutes(5), Lang::It), "5 min");
        assert_eq!(stretch(TimeDelta::minutes(19 * 60 + 2), Lang::It), "19 h 02 min");
        assert_eq!(stretch(TimeDelta::hours(76), Lang::It), "3 g 4 h");
    }
}
