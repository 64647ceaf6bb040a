//! The second copy is pulled out while people are served, and comes back.

use crate::support::api::Api;
use crate::support::counter::{Asked, EVERYONE, assert_whole, opened};
use crate::support::disk::copy_folder;
use crate::support::site::Visitor;
use crate::support::station::{PROGRAM, Start, Station};
use crate::support::tool::run;
use crate::support::wait::until;

fn await_copy(station: &Station, state: &str) {
    let api = Api::at(station.address());
    until(&format!("the second copy to be {state}"), || {
        let status = api.get("/status").unwrap().expect(200);
        (status["station"]["second_copy"] == state).then_some(())
    });
}

fn verify(folder: &std::path::Path) -> String {
    run(std::process::Command::new(PROGRAM).args(["journal", "verify", "--data"]).arg(folder))
}

/// The line that names the last record and its chain hash.
fn head(verified: &str) -> String {
    verified.lines().find(|line| line.starts_with("head")).expect("a head").to_owned()
}

#[test]
fn a_second_copy_pulled_out_holds_nobody_up_and_catches_up_when_it_is_back() {
    let stick = tempfile::TempDir::with_prefix("sportello-stick-").unwrap();
    let (there, away) = (stick.path().join("copy"), stick.path().join("away"));
    std::fs::create_dir(&there).unwrap();
    let mut station = Start::demo().argument("--second-copy").argument(there.display().to_string()).start();
    let clerk = opened(&station);
    let mut asked = Asked::default();
    asked.issue(&clerk, "Prima").unwrap();
    await_copy(&station, "up-to-date");

    std::fs::rename(&there, &away).unwrap();
    for _ in 0..3 {
        asked.issue(&clerk, "Durante").unwrap();
    }
    await_copy(&station, "missing");
    asked.issue(&clerk, "Ancora").unwrap();

    std::fs::rename(&away, &there).unwrap();
    await_copy(&station, "up-to-date");
    asked.issue(&clerk, "Dopo").unwrap();
    await_copy(&station, "up-to-date");
    station.stop();
    assert_eq!(head(&verify(&there)), head(&verify(&station.data())), "the copy holds everything");

    // The disk of the counter is gone: the copy is a journal.
    std::fs::remove_dir_all(station.data().join("journal")).unwrap();
    std::fs::remove_dir_all(station.data().join("store")).unwrap();
    copy_folder(&there, &station.data().join("journal"));
    station.configure(|_| Start::demo());
    station.launch();
    // It was not made for this machine: a person says that nothing else runs it.
    let mut visitor = Visitor::signed_in(station.address(), EVERYONE.0, EVERYONE.1);
    let answer = visitor.send("/decide", "/decide", &[("do", "adopt")]);
    assert_eq!(answer.status, 303, "{}", answer.html);
    station.stop();
    assert_whole(&mut station, &asked);
}
