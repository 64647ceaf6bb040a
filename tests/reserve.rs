//! The reserve of a station, by the real commands: certified with it, on the stick when the computer dies, taken by the life that
//! goes on; by two clones of one stick.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::support::copy::{await_copy, ended, look, restore, secrets};
use crate::support::counter::{Asked, clerk, entries, open_outage};
use crate::support::disk::copy_folder;
use crate::support::hub::Centre;
use crate::support::site::{Acquainted, Visitor};
use crate::support::station::{PROGRAM, Start, Station};
use crate::support::wait::until;

/// A counter whose stick is `stick`.
fn with_stick(stick: &Path) -> Start {
    Start::demo().argument("--second-copy").argument(stick.to_str().unwrap())
}

fn shown(station: &Station) -> (String, bool) {
    let output = station.command(&["keys", "show"]).output().unwrap();
    (String::from_utf8_lossy(&output.stdout).into_owned(), output.status.success())
}

/// A spare computer that restores from a stick, and serves.
#[track_caller]
fn spare(stick: &Path) -> (Station, String) {
    let mut spare = with_stick(stick).prepare();
    let looked = ended(look(&spare, stick), "");
    let seen = String::from_utf8_lossy(&looked.stdout).into_owned();
    assert!(
        seen.contains("reserve      of EM01, until "),
        "what the stick holds is told before it is taken: {seen}"
    );
    let output = ended(restore(&spare, stick), &secrets());
    let said = String::from_utf8_lossy(&[&output.stdout[..], &output.stderr].concat()).into_owned();
    assert!(output.status.success(), "{said}");
    spare.launch();
    (spare, said)
}

#[test]
fn a_paper_of_the_life_after_is_believed_and_comes_home_without_anybody_comparing_digits() {
    let stick = tempfile::tempdir().unwrap();
    let mut centre = Centre::start();
    let mut station = with_stick(stick.path()).start();
    assert!(shown(&station).0.contains("reserve      none"), "{}", shown(&station).0);
    open_outage(&clerk(&station));
    let mut there = Acquainted::with(&station, &centre, &centre.stations);
    Asked::default().issue(&clerk(&station), "Prima").unwrap();
    let api = clerk(&station);
    until("its ordinary number", || {
        entries(&api).iter().all(|row| row["ordinary"].is_string()).then_some(())
    });
    let (said, sound) = shown(&station);
    assert!(sound && said.contains("Riserva di EM01") && said.contains("729 days left"), "{said}");
    await_copy(&station, "up-to-date");
    station.kill();

    // Two clones of the stick; one is plugged into a spare computer.
    let folder = tempfile::tempdir().unwrap();
    let clone = folder.path().join("clone");
    copy_folder(stick.path(), &clone);
    let (mut first, said) = spare(stick.path());
    assert!(said.contains("believed at once"), "{said}");
    let (said, sound) = shown(&first);
    assert!(sound && said.contains("in use       Comune di") && said.contains("Riserva di EM01"), "{said}");
    assert!(said.contains("reserve      none"), "{said}");
    let before = there.received();
    let number =
        Asked::default().issue(&clerk(&first), "Dopo").unwrap()["number"].as_str().unwrap().to_owned();
    let api = clerk(&first);
    until("its ordinary number, without an enrolment", || {
        entries(&api).iter().all(|row| row["ordinary"].is_string()).then_some(())
    });
    assert_eq!(there.received(), before + 1);

    // The other takes the same reserve: no number twice, the first goes on, both are told.
    let (mut second, said) = spare(&clone);
    assert!(said.contains("believed at once"), "{said}");
    let issued = Asked::default().issue(&clerk(&second), "Altrove");
    let other = issued.ok().map(|issued| issued["number"].as_str().unwrap().to_owned());
    assert_ne!(other.as_ref(), Some(&number));
    let api = clerk(&second);
    until("the second to be stopped", || {
        api.get("/api/v1/entries?limit=1").ok()?;
        let mut answer = ureq::get(format!("{}/status", second.address())).call().ok()?;
        let status: Value = serde_json::from_slice(&answer.body_mut().read_to_vec().ok()?).ok()?;
        (status["station"]["issuing_stopped"] == true).then_some(())
    });
    let mut page = Visitor::at_centre(&centre);
    let told = until("both lives on the centre's page", || {
        let html = page.get("/stations").html;
        html.contains("stessa riserva").then_some(html)
    });
    let code = |number: &str| number.split('-').next().unwrap_or_default().to_owned();
    assert!(told.contains(&code(&number)), "{told}");
    if let Some(other) = &other {
        assert!(told.contains(&code(other)), "{told}");
    }
    Asked::default().issue(&clerk(&first), "Ancora").unwrap();
    let api = clerk(&first);
    until("the first to go on", || entries(&api).iter().all(|row| row["ordinary"].is_string()).then_some(()));
    second.stop();
    // Held against each other, they tell the same.
    first.stop();
    let verified = against(&first, &second);
    assert!(
        verified.contains("one reserve was taken twice") && verified.contains(&code(&number)),
        "{verified}"
    );
    centre.stop();
}

/// `journal verify` of one counter against the other's folder.
fn against(first: &Station, second: &Station) -> String {
    let mut command = Command::new(PROGRAM);
    command.args(["journal", "verify", "--data"]).arg(first.data()).arg("--against").arg(second.data());
    command.arg("--key-file").arg(first.home().join("station.key"));
    let output = command.output().unwrap();
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr].concat()).into_owned()
}
