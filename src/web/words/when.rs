//! How dates, times and stretches of time are written and read on screens.

use chrono::{Datelike, NaiveDate, NaiveTime, TimeDelta, Timelike, Weekday};

use super::lang::Lang;
use domain::time::moment::{Moment, Shown};

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

/// `dalle ore 15:30 di oggi`, `dalle ore 15:30 dell’08/11/2026`; `since today 15:30`.
pub fn since(at: Moment, now: Moment, l: Lang) -> String {
    hour_of(at, now, l, ("dalle ore", "since"))
}

/// `fino alle ore 15:30 di domani`; `until tomorrow 15:30`.
pub fn until(at: Moment, now: Moment, l: Lang) -> String {
    hour_of(at, now, l, ("fino alle ore", "until"))
}

fn hour_of(at: Moment, now: Moment, l: Lang, (it, en): (&str, &str)) -> String {
    if l == Lang::En {
        return format!("{en} {}", near(at, now, l));
    }
    let day = match at.day().signed_duration_since(now.day()).num_days() {
        0 => "di oggi".to_owned(),
        1 => "di domani".to_owned(),
        -1 => "di ieri".to_owned(),
        _ => of_day(at.day(), l),
    };
    format!("{it} {} {day}", time(at))
}

/// `del 22/11/2026`, `dell’08/11/2026`; `of 22/11/2026`.
pub fn of_day(day: NaiveDate, l: Lang) -> String {
    with_day(("del ", "dell’", "of "), day, l)
}

/// `dal 22/11/2026`, `dall’11/11/2026`; `from 22/11/2026`.
pub fn from_day(day: NaiveDate, l: Lang) -> String {
    with_day(("dal ", "dall’", "from "), day, l)
}

/// A day behind a preposition with its article, which is cut before *otto* and *undici*.
fn with_day((whole, cut, en): (&str, &str, &str), day: NaiveDate, l: Lang) -> String {
    let it = if matches!(day.day(), 8 | 11) { cut } else { whole };
    format!("{}{}", l.t(it, en), date(day))
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
        (d, 0, _) => format!("{d} {}", l.t("g", "d")),
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
    fn articles_agree_with_the_day_they_stand_before() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
        assert_eq!(of_day(day(7), Lang::It), "del 07/11/2026");
        assert_eq!(of_day(day(8), Lang::It), "dell’08/11/2026");
        assert_eq!(from_day(day(11), Lang::It), "dall’11/11/2026");
        assert_eq!(of_day(day(8), Lang::En), "of 08/11/2026");
        assert_eq!(
            [days_ago(0, Lang::It), days_ago(1, Lang::It), days_ago(2, Lang::It)],
            ["oggi", "ieri", "2 giorni fa"]
        );
        let at = |day: u32, hour| {
            let local =
                NaiveDate::from_ymd_opt(2026, 11, day).and_then(|day| day.and_hms_opt(hour, 5, 0)).unwrap();
            let Shown::Once(at) = Moment::shown(local) else { panic!("no night of clocks") };
            at
        };
        let now = at(10, 12);
        assert_eq!(since(at(10, 1), now, Lang::It), "dalle ore 01:05 di oggi");
        assert_eq!(until(at(11, 18), now, Lang::It), "fino alle ore 18:05 di domani");
        assert_eq!(since(at(8, 18), now, Lang::It), "dalle ore 18:05 dell’08/11/2026");
        assert_eq!(since(at(9, 18), now, Lang::En), "since yesterday 18:05");
        assert_eq!(stretch(TimeDelta::hours(24), Lang::It), "1 g");
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
