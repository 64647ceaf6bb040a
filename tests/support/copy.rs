//! The second copy of a station: kept on a stick, waited for, and made a station again elsewhere.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use super::api::Api;
use super::station::{PROGRAM, Start, Station};
use super::wait::until;

/// Keeps a copy in the folder `stick`.
pub fn with_copy(start: Start, stick: &Path) -> Start {
    start.argument("--second-copy").argument(stick.display().to_string())
}

/// Waits until the station says so of its copy: `up-to-date`, `missing`.
#[track_caller]
pub fn await_copy(station: &Station, state: &str) {
    let api = Api::at(station.address());
    until(&format!("the second copy to be {state}"), || {
        let status = api.get("/status").unwrap().expect(200);
        (status["station"]["second_copy"] == state).then_some(())
    });
}

/// `sportello restore` of the copy of a drill in `stick`, where `spare` is to lie. It only looks.
pub fn look(spare: &Station, stick: &Path) -> Command {
    let mut command = Command::new(PROGRAM);
    command.arg("restore").arg(stick).arg("--demo").arg("--data").arg(spare.data());
    command.arg("--key-file").arg(spare.home().join("station.key"));
    command.arg("--high-water").arg(spare.home().join("high-water"));
    command
}

/// The same, decided by a person: the old computer is broken.
pub fn restore(spare: &Station, stick: &Path) -> Command {
    let mut command = look(spare, stick);
    command.args([
        "--at-start",
        "by-itself",
        "--fate",
        "destroyed",
        "--name",
        "Carla Bruni",
        "--reason",
        "il disco è rotto",
    ]);
    command
}

/// What a person types then: the recovery code of the drill, a new passphrase.
pub fn secrets() -> String {
    format!("{}\nuna frase nuova e lunga\n", *sportello::desk::life::demo::recovery_code().print())
}

/// Runs a command to its end, with this typed.
pub fn ended(mut command: Command, typed: &str) -> Output {
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // Whoever only looks, or died, reads nothing.
    let _ = child.stdin.take().unwrap().write_all(typed.as_bytes());
    child.wait_with_output().unwrap()
}
