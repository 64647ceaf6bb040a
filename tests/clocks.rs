//! Clocks that are wrong, jump, change to winter time, or belong to another zone. The station is told the time by a
//! preloaded library; nobody waits.

use std::path::PathBuf;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde_json::{Value, json};

use crate::support::api::Api;
use crate::support::counter::{EVERYONE, clerk, issue_as, outage_since};
use crate::support::site::{Page, Visitor};
use crate::support::station::{Start, Station};
use crate::support::tool::{Tool, available, faketime_library};

/// A station whose clock stands where it is told.
struct Told {
    station: Station,
    file: PathBuf,
    zone: Tz,
}

impl Told {
    /// Started at this instant (UTC), on an operating system set to `zone`.
    fn start(at: &str, zone: Tz) -> Self {
        let folder = tempfile::TempDir::with_prefix("sportello-clock-").unwrap().keep();
        let file = folder.join("time");
        write_time(&file, at, zone);
        let station = Start::demo()
            .environment("LD_PRELOAD", faketime_library().expect("it is available").display().to_string())
            .environment("FAKETIME_TIMESTAMP_FILE", file.display().to_string())
            .environment("FAKETIME_NO_CACHE", "1")
            .environment("FAKETIME_DONT_FAKE_MONOTONIC", "1")
            .environment("DONT_FAKE_MONOTONIC", "1")
            .environment("TZ", zone.name())
            .start();
        Self { station, file, zone }
    }

    /// The clock is moved, by whoever moves clocks.
    fn moved_to(&self, at: &str) {
        write_time(&self.file, at, self.zone);
    }

    /// The clock has gone on to this instant, and a person says that it is right.
    fn later(&self, at: &str) {
        self.moved_to(at);
        self.confirm();
    }

    fn confirm(&self) {
        let mut visitor = Visitor::signed_in(self.station.address(), EVERYONE.0, EVERYONE.1);
        let answer = visitor.send("/clock", "/clock", &[("do", "right")]);
        assert_eq!(answer.location.as_deref(), Some("/"), "{answer:?}");
    }

    /// A person says what time it is in Italy.
    fn correct(&self, date: &str, time: &str) {
        let mut visitor = Visitor::signed_in(self.station.address(), EVERYONE.0, EVERYONE.1);
        let answer = visitor.send("/clock", "/clock", &[("do", "set"), ("date", date), ("local", time)]);
        assert_eq!(answer.location.as_deref(), Some("/"), "{answer:?}");
    }

    fn clerk(&self) -> Api {
        clerk(&self.station)
    }
}

fn utc(at: &str) -> DateTime<Utc> {
    NaiveDateTime::parse_from_str(at, "%Y-%m-%d %H:%M:%S").unwrap().and_utc()
}

/// The library reads the file in the zone of the operating system.
fn write_time(file: &std::path::Path, at: &str, zone: Tz) {
    let local = utc(at).with_timezone(&zone).format("%Y-%m-%d %H:%M:%S").to_string();
    // In one step: the station may be reading it.
    let fresh = file.with_extension("new");
    std::fs::write(&fresh, local).unwrap();
    std::fs::rename(&fresh, file).unwrap();
}

/// Issues, and gives the number.
#[track_caller]
fn issue(clerk: &Api) -> String {
    let entry = issue_as(clerk, clerk.mint(), "Orologiai").unwrap().expect(201);
    entry["number"].as_str().unwrap().to_owned()
}

/// Is refused because somebody must look at the clock.
#[track_caller]
fn refused_for_the_clock(clerk: &Api) {
    let refusal = issue_as(clerk, clerk.mint(), "Orologiai").unwrap();
    assert_eq!(refusal.status, 409, "{}", refusal.text());
    assert_eq!(refusal.json()["code"], "clock-in-doubt");
}

fn open(clerk: &Api, at: &str) -> Value {
    clerk.post("/api/v1/outages", &outage_since(clerk, utc(at) - TimeDelta::hours(1))).unwrap().expect(201)
}

/// Entries of series P on each local day.
fn totals(clerk: &Api) -> Vec<(String, u64)> {
    let outage = clerk.get("/api/v1/outages/current").unwrap().expect(200);
    let days = outage["totals"].as_array().unwrap();
    days.iter().map(|day| (day["day"].as_str().unwrap().to_owned(), day["p"].as_u64().unwrap())).collect()
}

fn days(expected: &[(&str, u64)]) -> Vec<(String, u64)> {
    expected.iter().map(|(day, count)| ((*day).to_owned(), *count)).collect()
}

#[test]
fn days_run_from_midnight_to_midnight_in_italy_through_the_night_of_winter_time() {
    if !available(&[Tool::Faketime]) {
        return;
    }
    let told = Told::start("2026-10-24 20:00:00", Tz::UTC);
    let clerk = told.clerk();
    let outage = open(&clerk, "2026-10-24 20:00:00");
    // 23:59:30 on the 24th, then 00:00:30, 02:30 in summer time, 02:30 in winter time and 22:30 on the 25th.
    for at in ["2026-10-24 21:59:30", "2026-10-24 22:00:30", "2026-10-25 00:30:00", "2026-10-25 01:30:00"] {
        told.later(at);
        issue(&clerk);
    }
    // The 24 hours from the start have run out an hour before 20:00 in winter time.
    let further = json!({
        "id": clerk.mint(),
        "signer": "Elena Gatti",
        "signer_role": "Segretaria generale",
        "act": { "kind": "to-be-signed" },
    });
    let path = format!("/api/v1/outages/{}/authorisations", outage["id"].as_str().unwrap());
    clerk.post(&path, &further).unwrap().expect(201);
    told.later("2026-10-25 22:59:30");
    issue(&clerk);
    told.later("2026-10-25 23:00:30");
    issue(&clerk);
    assert_eq!(totals(&clerk), days(&[("2026-10-24", 1), ("2026-10-25", 4), ("2026-10-26", 1)]));
}

#[test]
fn in_the_new_year_a_person_looks_at_the_clock_and_numbers_begin_again() {
    if !available(&[Tool::Faketime]) {
        return;
    }
    let told = Told::start("2026-12-31 22:30:00", Tz::UTC);
    let clerk = told.clerk();
    open(&clerk, "2026-12-31 22:30:00");
    told.later("2026-12-31 22:59:30");
    assert!(issue(&clerk).ends_with("-2026-0000001"));
    told.moved_to("2026-12-31 23:00:15");
    refused_for_the_clock(&clerk);
    told.confirm();
    assert!(issue(&clerk).ends_with("-2027-0000001"));
    assert_eq!(totals(&clerk), days(&[("2026-12-31", 1), ("2027-01-01", 1)]));
}

#[test]
fn a_clock_that_jumps_while_the_station_runs_is_asked_about() {
    if !available(&[Tool::Faketime]) {
        return;
    }
    let told = Told::start("2026-06-10 08:00:00", Tz::UTC);
    let clerk = told.clerk();
    open(&clerk, "2026-06-10 08:00:00");
    issue(&clerk);
    for jump in ["2026-06-10 15:00:00", "2026-06-10 09:00:00", "2026-06-09 09:00:00"] {
        told.moved_to(jump);
        refused_for_the_clock(&clerk);
    }
    // The computer's clock is a day behind; a person says what time it is.
    told.correct("10/06/2026", "11:05");
    assert!(issue(&clerk).ends_with("-0000002"));
    assert_eq!(totals(&clerk), days(&[("2026-06-10", 2)]));
}

#[test]
fn a_station_started_with_a_back_dated_clock_asks_and_keeps_the_order_of_its_entries() {
    if !available(&[Tool::Faketime]) {
        return;
    }
    let mut told = Told::start("2026-06-10 08:00:00", Tz::UTC);
    let before = told.clerk();
    open(&before, "2026-06-10 08:00:00");
    issue(&before);
    told.station.stop();
    told.moved_to("2001-01-01 00:00:10");
    told.station.launch();
    let clerk = told.clerk();
    let status = clerk.get("/status").unwrap().expect(200);
    assert_eq!(status["station"]["clock_confirmed"], false, "{status}");
    refused_for_the_clock(&clerk);
    told.correct("10/06/2026", "10:30");
    assert!(issue(&clerk).ends_with("-2026-0000002"));
    let rows = clerk.get("/api/v1/entries").unwrap().expect(200);
    let numbers: Vec<&str> =
        rows["rows"].as_array().unwrap().iter().map(|row| row["number"].as_str().unwrap()).collect();
    assert!(numbers[0].ends_with("-0000002") && numbers[1].ends_with("-0000001"), "{numbers:?}");
}

#[test]
fn the_zone_of_the_operating_system_does_not_matter() {
    if !available(&[Tool::Faketime]) {
        return;
    }
    for zone in [Tz::America__New_York, Tz::Pacific__Auckland] {
        // Half past midnight in Italy: another day in New York.
        let told = Told::start("2026-06-09 22:30:00", zone);
        let clerk = told.clerk();
        open(&clerk, "2026-06-09 22:30:00");
        let entry = issue_as(&clerk, clerk.mint(), "Orologiai").unwrap().expect(201);
        assert!(entry["issued"].as_str().unwrap().starts_with("2026-06-10T00:30:00"), "{entry}");
        assert_eq!(totals(&clerk).last().unwrap(), &("2026-06-10".to_owned(), 1));
    }
}

/// Sends the page that opens an outage, begun at this day and time.
#[track_caller]
fn open_on_screen(visitor: &mut Visitor, day: &str, time: &str) -> Page {
    let page = visitor.get("/outage/open");
    let [id, authorisation, further] =
        ["id", "authorisation-id", "further-id"].map(|name| page.hidden(name).unwrap());
    let fields = [
        ("id", id.as_str()),
        ("authorisation-id", &authorisation),
        ("further-id", &further),
        ("scenario", "own-suite"),
        ("cause", "power"),
        ("cause-description", "Mancanza di energia"),
        ("started", day),
        ("started-time", time),
        ("telephone", "0523 123456"),
        ("clock", "right"),
        ("authorisation", "new"),
        ("authorisation-signer", "Elena Gatti"),
        ("authorisation-signer-role", "Segretaria generale"),
        ("authorisation-given", "written"),
        ("authorisation-act", "to-be-signed"),
    ];
    visitor.send("/outage/open", "/outage/open", &fields)
}

#[test]
fn an_outage_cannot_begin_in_the_hour_that_never_was() {
    if !available(&[Tool::Faketime]) {
        return;
    }
    let told = Told::start("2026-03-29 06:00:00", Tz::UTC);
    let mut visitor = Visitor::signed_in(told.station.address(), EVERYONE.0, EVERYONE.1);
    let refused = open_on_screen(&mut visitor, "29/03/2026", "02:30");
    assert_eq!(refused.status, 422, "{}", refused.html);
    assert!(refused.html.contains("href=\"#started-time\""), "{}", refused.html);
    assert!(refused.html.contains("dalle 02:00 alle 03:00"), "{}", refused.html);
    assert_eq!(told.clerk().get("/api/v1/outages/current").unwrap().status, 404);
    let opened = open_on_screen(&mut visitor, "29/03/2026", "01:30");
    assert_eq!(opened.location.as_deref(), Some("/outage/opened"), "{}", opened.html);
}

#[test]
fn in_the_hour_that_was_twice_a_person_says_which_and_a_program_says_its_offset() {
    if !available(&[Tool::Faketime]) {
        return;
    }
    let told = Told::start("2026-10-25 04:00:00", Tz::UTC);
    let mut visitor = Visitor::signed_in(told.station.address(), EVERYONE.0, EVERYONE.1);
    let asked = open_on_screen(&mut visitor, "25/10/2026", "02:30");
    assert_eq!(asked.status, 422, "{}", asked.html);
    assert!(asked.html.contains("02:30 1"), "{}", asked.html);
    assert_eq!(open_on_screen(&mut visitor, "25/10/2026", "02:30 2").status, 303);
    let clerk = told.clerk();
    let outage = clerk.get("/api/v1/outages/current").unwrap().expect(200);
    assert_eq!(outage["started"], "2026-10-25T02:30:00.000+01:00", "{outage}");
    let page = visitor.get(&format!("/outages/{}", outage["id"].as_str().unwrap())).html;
    assert!(page.contains("25/10/2026 02:30 (UTC+1)"), "what is shown says which: {page}");
    // Restored in the same hour: 02:45 in summer time lies before the start, in winter time after it.
    let path = format!("/api/v1/outages/{}/closing", outage["id"].as_str().unwrap());
    let close = |restored: &str| clerk.post(&path, &json!({ "restored": restored })).unwrap();
    let early = close("2026-10-25T02:45:00+02:00");
    assert_eq!(early.status, 422, "{}", early.text());
    assert_eq!(early.json()["fields"][0]["field"], "restored");
    let closed = close("2026-10-25T02:45:00+01:00").expect(200);
    assert_eq!(closed["closing"]["restored"], "2026-10-25T02:45:00.000+01:00", "{closed}");
    // The next one begins at an instant told in another zone.
    let next = outage_since(&clerk, utc("2026-10-25 01:50:00"));
    let next = clerk.post("/api/v1/outages", &next).unwrap().expect(201);
    assert_eq!(next["started"], "2026-10-25T02:50:00.000+01:00", "{next}");
}
