//! A station's certificate comes to its end, and a new one is asked for with a new key: the old one is believed no more.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};

use crate::journey::sign_in;
use crate::recovery::TwoSides;
use crate::support::browser::Browser;
use crate::support::counter::{Asked, EVERYONE, clerk, entries, open_outage};
use crate::support::hub::Centre;
use crate::support::pictures;
use crate::support::site::Acquainted;
use crate::support::station::{PROGRAM, Start, Station};
use crate::support::tool::{Tool, available, faketime_library};
use crate::support::wait::until;

#[test]
fn a_new_key_takes_the_place_of_the_old_one_and_records_go_on() {
    if !available(&[Tool::Browser, Tool::Faketime]) {
        return;
    }
    let mut centre = Centre::start();
    let mut station = Start::demo().start();
    open_outage(&clerk(&station));
    Asked::default().issue(&clerk(&station), "Prima").unwrap();
    let here = Browser::open();
    let mut sides = TwoSides::new(&station, &centre);
    enter(&here, &mut sides, &station);
    sides.ask_to_be_known(&here, &centre.stations);
    sides.grant(&here);
    sides.until(&here, "/recovery", "Riversare 1 registrazione");
    sides.recover(&here);
    sides.until(&here, "/recovery", "Tutto riversato");
    assert!(!here.text_of("#strip").contains("certificato"), "{}", here.text());
    station.stop();
    let before = station.keep();
    tells_of_the_end(&here, &mut sides, &mut station);
    station.restore(&before);

    station.launch();
    enter(&here, &mut sides, &station);
    renew(&here, &sides);
    Asked::default().issue(&clerk(&station), "Seconda").unwrap();
    let api = clerk(&station);
    until("the second entry's ordinary number", || {
        entries(&api).iter().all(|row| row["ordinary"].is_string()).then_some(())
    });

    // Whoever still has the old key speaks for nobody.
    station.stop();
    station.restore(&before);
    station.launch();
    enter(&here, &mut sides, &station);
    sides.until(&here, "/recovery", "ha ricevuto un altro certificato");
    pictures::keep(&here, "renewal-old-key");
    centre.stop();
}

#[test]
fn a_new_key_is_asked_for_from_the_command_line_and_records_go_on() {
    let mut centre = Centre::start();
    let station = Start::demo().start();
    open_outage(&clerk(&station));
    let mut there = Acquainted::with(&station, &centre, &centre.stations);
    let before = fingerprints(&station);
    let nobody = renewal(&station, &["--centre", "Nessuno"]).wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&nobody.stderr).into_owned();
    assert!(!nobody.status.success() && said.contains("no centre is called “Nessuno”"), "{said}");

    let mut child = renewal(&station, &[]);
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let told = lines.next().unwrap();
    assert!(told.contains("Comune di esercitazione"), "{told}");
    let digits = lines.next().unwrap();
    assert_eq!(digits.len(), "042 117".len(), "{digits}");
    there.grant(&digits);
    assert_eq!(lines.next().unwrap(), "Centro del Comune: certified; see sportello keys show");
    assert!(child.wait().unwrap().success());
    let after = fingerprints(&station);
    assert_ne!(after[0], before[0], "another certificate is in use");
    assert!(after.contains(&before[0]), "the one before is kept: {after:?}");

    Asked::default().issue(&clerk(&station), "Dopo").unwrap();
    let api = clerk(&station);
    until("its ordinary number", || {
        entries(&api).iter().all(|row| row["ordinary"].is_string()).then_some(())
    });
    centre.stop();
}

/// `sportello keys renew`, with its PIN typed.
fn renewal(station: &Station, further: &[&str]) -> Child {
    let mut command = Command::new(PROGRAM);
    command.args(["keys", "renew", "--login", EVERYONE.0, "--url", station.address()]).args(further);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(EVERYONE.1.as_bytes()).unwrap();
    child
}

/// Of the certificates that the station keeps, the one in use first.
fn fingerprints(station: &Station) -> Vec<String> {
    let output = station.command(&["keys", "show"]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let found = said.lines().filter_map(|line| line.trim().strip_prefix("fingerprint").map(str::to_owned));
    let found: Vec<String> = found.collect();
    assert!(!found.is_empty(), "{said}{output:?}");
    found
}

fn enter(here: &Browser, sides: &mut TwoSides, station: &Station) {
    sides.turn_to(station);
    sides.goto(here, "/");
    sign_in(here);
}

/// A month before the certificate's end, and a day after.
fn tells_of_the_end(here: &Browser, sides: &mut TwoSides, station: &mut Station) {
    let library = faketime_library().expect("it is available").display().to_string();
    for (shift, told) in [("+700d", "da rinnovare:"), ("+731d", "scaduto")] {
        let library = library.clone();
        station.configure(|start| start.environment("LD_PRELOAD", library).environment("FAKETIME", shift));
        station.launch();
        enter(here, sides, station);
        sides.goto(here, "/recovery");
        let strip = here.text_of("#strip");
        assert!(strip.contains("certificato") && strip.contains(told), "{strip}");
        assert!(here.text_of("main").contains(told), "{}", here.text());
        pictures::keep(here, &format!("renewal-{shift}"));
        station.kill();
    }
    station.configure(|start| start.environment("LD_PRELOAD", "").environment("FAKETIME", "+0d"));
}

/// From the recovery page, with a new key; the six digits are compared again.
fn renew(here: &Browser, sides: &TwoSides) {
    sides.goto(here, "/recovery");
    here.press("main a[href*='again=']");
    here.tick("key", "new");
    pictures::keep(here, "renewal-ask");
    here.press("main form[action='/recovery/centre'] button");
    sides.until(here, "/recovery/enrolment", "confrontare queste sei cifre");
    sides.goto_there("/stations");
    sides.there.press("main a[href^='/enrolments/']");
    sides.grant(here);
    sides.goto_there("/stations");
    pictures::keep(&sides.there, "renewal-stations");
}
