//! A restored computer, looked at afterwards.

use super::restoring::{desk_of, issue_at, restored, spare, stopped_with_an_entry};

#[test]
fn the_journal_that_a_restored_computer_writes_is_verified_with_those_before() {
    let sample = stopped_with_an_entry();
    let premises = spare(&sample, "spare");
    let (counter, _) = restored(&premises, sample.path("stick"));
    let desk = desk_of(&counter);
    issue_at(&sample, &desk).unwrap();
    let who = desk.sign_in("carla", "334455").unwrap().1;
    let sound = desk.verify_journal(&who).unwrap();
    assert!(sound.findings.is_empty(), "{:?}", sound.findings);
    let position = desk.journal().head().unwrap().position.get();
    assert!(sound.records > position, "the life before too: {} of {position}", sound.records);
    let segment = std::fs::read_dir(premises.folder.join("lives")).unwrap().flatten().find_map(|life| {
        let items = std::fs::read_dir(life.path()).ok()?.flatten().map(|item| item.path());
        items.filter(|path| path.extension().is_some_and(|end| end == "seg")).min()
    });
    let segment = segment.unwrap();
    let mut bytes = std::fs::read(&segment).unwrap();
    let first = bytes.windows(8).position(|window| window == b"\x89SPFRM\r\n").unwrap();
    bytes[first + 150] ^= 1;
    std::fs::write(&segment, bytes).unwrap();
    let found = desk.verify_journal(&who).unwrap().findings;
    assert_eq!(found.len(), 1, "{found:?}");
}
