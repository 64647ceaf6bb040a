//! The payloads of the journal, byte for byte. A line that changes here is a broken format: give the kind a new version
//! and upcast the old one in [`super::journal::record::Payload::read`].

mod documented;
mod events;
mod heads;
mod lives;
mod recovery;
mod reserved;
mod strays;

use super::journal::event::Event;
use super::journal::record::{Command, Kind, Payload};
use super::office::by::By;
use events::events;
use lives::{late, lives};

const LINES: &str = include_str!("payloads.jsonl");

fn commands() -> Vec<Command> {
    let opening = events().into_iter().find_map(|(_, event)| match event {
        Event::OutageOpened(opening) => Some(opening),
        _ => None,
    });
    let by = By { operator: events::operator(), name: "Anna Ferri".to_owned() };
    events()
        .into_iter()
        .chain(lives(opening))
        .chain(heads::heads())
        .chain(reserved::reserved())
        .chain(recovery::of_past_lives())
        .chain(strays::strays())
        .chain(late())
        .chain(recovery::of_decisions())
        .chain(heads::of_a_reserve_taken_twice())
        .chain(recovery::of_corrections())
        .chain(recovery::of_put_backs())
        .chain(recovery::of_files())
        .chain(events::of_keys_and_lists())
        .chain(events::of_files_kept())
        .map(|(kind, event)| Command { kind, v: 1, by: Some(by.clone()), events: vec![event] })
        .chain([Command { kind: Kind::Noted, v: 1, by: None, events: Vec::new() }])
        .collect()
}

#[test]
fn every_payload_is_written_as_it_always_was_and_reads_back() {
    let lines: Vec<&str> = LINES.lines().collect();
    let commands = commands();
    for (index, command) in commands.iter().enumerate() {
        let written = String::from_utf8(command.to_bytes()).unwrap();
        assert_eq!(lines.get(index).copied(), Some(written.as_str()), "line {}", index + 1);
        assert_eq!(Payload::read(written.as_bytes()), Payload::Known(command.clone()));
    }
    assert_eq!(lines.len(), commands.len());
}

#[test]
fn every_kind_has_a_golden_payload() {
    let commands = commands();
    for kind in Kind::ALL {
        assert!(commands.iter().any(|command| command.kind == *kind), "{kind:?}");
    }
}

#[test]
fn what_a_newer_version_wrote_is_carried_under_its_name() {
    for (bytes, kind) in [
        (&br#"{"kind":"moon-phase","v":1,"by":null,"events":[]}"#[..], "moon-phase"),
        (br#"{"kind":"noted","v":2,"by":null,"events":[]}"#, "noted"),
        (br#"{"kind":"noted","v":1,"by":null,"events":[{"event":"new"}]}"#, "noted"),
        (b"\xff", ""),
    ] {
        assert_eq!(Payload::read(bytes), Payload::Unknown { kind: kind.to_owned() });
    }
}
