//! The records of lives before: after damage, on a spare computer, beside a clone that lives on, after a rollback.

use crate::pass::{Leave, Pass, Stood};
use desk::parts::centre_status::Lifted;
use desk::succession::late_records::TakeLate;
use desk::succession::new_life::NewLife;
use desk::tests::failing_disk::Failing;
use desk::tests::restoring::{copied, desk_of, issue_at, restored, spare, with_stick};
use desk::tests::{Sample, copy_folder};
use desk::{DeskError, StopReason};
use domain::centre::recovery::Way;
use domain::ids::anchor::{Anchor, ChainHash, Position};
use domain::ids::id::StationId;
use vault::machine::Machine;

use super::fake::FakeCentre;
use super::{ask, enrol, run, station};

/// Runs a pass over the records of a life before.
fn run_past(desk: &desk::Desk, centre: domain::ids::id::CentreId, of: StationId, to: &FakeCentre) -> Stood {
    let mut pass = Pass::new(centre, of, std::time::Duration::ZERO);
    for _ in 0..500 {
        match pass.step(desk, to, Leave::Given, std::time::Duration::ZERO) {
            Stood::Going => {}
            ended => return ended,
        }
    }
    panic!("a pass that never comes to rest");
}

fn rests(stood: &Stood) {
    assert!(matches!(stood, Stood::Rest), "{stood:?}");
}

fn once_each(fake: &FakeCentre) {
    let mut arrived = fake.arrived.borrow().clone();
    let all = arrived.len();
    arrived.sort_unstable();
    arrived.dedup();
    assert_eq!(arrived.len(), all, "no record is sent twice");
}

#[test]
fn after_damage_both_lives_bring_back_what_is_theirs() {
    let (mut sample, ids) = station(3);
    let centre = enrol(&sample, "Centro");
    ask(&sample, centre);
    let old = sample.desk().station_id();
    sample.stop();
    damage(&sample);
    sample.start();
    let desk = sample.desk();
    assert_eq!(desk.strip().stop, Some(StopReason::JournalDamaged));
    desk.continue_register(&sample.supervisor(), &NewLife::here("settore illeggibile")).unwrap();
    let after = sample.issue().entry.id;
    assert!(desk.recovery().centres[0].unknown, "the new station is still to be made known");
    let (past, living) = (FakeCentre::new(old), FakeCentre::new(desk.station_id()));
    rests(&run_past(&desk, centre, old, &past));
    rests(&run(&desk, centre, &living, Leave::Given));
    // One cannot be read any more: its header went all the same, and the chain goes on.
    let came = past.entries();
    assert!(came.len() >= 2 && came.iter().all(|id| ids.contains(id)), "{came:?}");
    assert_eq!(living.entries(), [after]);
    // The one that cannot be read stands aside with the centre's words: a person answers for it.
    let lost = ids.iter().filter(|id| !came.contains(id)).count();
    assert_eq!(desk.recovery().ways[4], (Way::Rejected, lost));
    assert_eq!(desk.strip().not_recovered, lost as u64);
    once_each(&past);
    once_each(&living);
    // What is known of a life before outlives a kill.
    sample.kill();
    let desk = sample.desk();
    let arrived = past.arrived.borrow().len();
    rests(&run_past(&desk, centre, old, &past));
    assert_eq!(past.arrived.borrow().len(), arrived);
    assert_eq!(desk.recovery().centres[0].lives.len(), 1);
}

/// One byte in the middle of the last record but a few.
fn damage(sample: &Sample) {
    let segment = std::fs::read_dir(sample.data().join("journal"))
        .unwrap()
        .map(|item| item.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "seg"))
        .max()
        .unwrap();
    let mut bytes = std::fs::read(&segment).unwrap();
    let used = bytes.iter().rposition(|byte| *byte != 0).unwrap();
    bytes[used / 2] ^= 1;
    std::fs::write(segment, bytes).unwrap();
}

#[test]
fn a_spare_computer_brings_back_what_the_dead_one_did_not() {
    let mut sample = with_stick();
    sample.open("2026-11-21 08:00");
    let sent = sample.issue().entry.id;
    let centre = enrol(&sample, "Centro");
    ask(&sample, centre);
    let desk = sample.desk();
    let old = desk.station_id();
    let fake = FakeCentre::new(old);
    rests(&run(&desk, centre, &fake, Leave::Given));
    let unsent = sample.issue().entry.id;
    copied(&desk);
    drop(desk);
    sample.stop();
    let (counter, _) = restored(&spare(&sample, "spare"), sample.path("stick"));
    let desk = desk_of(&counter);
    issue_at(&sample, &desk).unwrap();
    assert_eq!(desk.past_lives(), [old]);
    assert_eq!(desk.successor_of(old), Some(desk.station_id()));
    assert_eq!(
        desk.reach(centre, old).unwrap().reached,
        fake.records.borrow().last().map(|held| held.anchor)
    );
    rests(&run_past(&desk, centre, old, &fake));
    assert_eq!(fake.entries(), [sent, unsent]);
    once_each(&fake);
    let living = FakeCentre::new(desk.station_id());
    rests(&run(&desk, centre, &living, Leave::Given));
    assert_eq!((living.entries().len(), desk.strip().not_recovered), (1, 0));
    // The old station signs with its own key, the new one with another.
    let keys = [old, desk.station_id()].map(|of| desk.station_key(of).unwrap().public_key());
    assert_ne!(keys[0], keys[1]);
    assert!(
        spare(&sample, "spare")
            .folder
            .join("lives")
            .join(desk.station_id().to_string())
            .join("keys")
            .is_dir()
    );
}

#[test]
fn what_the_disk_of_the_old_computer_has_more_goes_to_the_centre_as_records_of_the_old_life() {
    let mut sample = with_stick();
    sample.open("2026-11-21 08:00");
    let known = sample.issue().entry.id;
    let centre = enrol(&sample, "Centro");
    ask(&sample, centre);
    copied(&sample.desk());
    let stick = sample.path("kept");
    copy_folder(&sample.path("stick"), &stick);
    let late = [(); 3].map(|()| sample.issue().entry.id);
    let old = sample.desk().station_id();
    sample.stop();
    let premises = desk::Premises { second_copy: Some(stick.clone()), ..spare(&sample, "spare") };
    let (counter, _) = restored(&premises, stick);
    let desk = desk_of(&counter);
    let (past, living) = (FakeCentre::new(old), FakeCentre::new(desk.station_id()));
    rests(&run_past(&desk, centre, old, &past));
    assert_eq!(past.entries(), [known]);
    issue_at(&sample, &desk).unwrap();
    rests(&run(&desk, centre, &living, Leave::Given));
    let who = desk.sign_in("carla", "334455").unwrap().1;
    let shown = desk.late_records(&who, &sample.data()).unwrap().to;
    let asked = TakeLate { folder: sample.data(), reason: "ritrovato il disco".to_owned(), shown };
    desk.take_late_records(&who, asked).unwrap();
    assert_eq!(desk.strip().not_recovered, 3, "they are to be brought back");
    rests(&run_past(&desk, centre, old, &past));
    let [a, b, c] = late;
    assert_eq!(past.entries(), [known, a, b, c], "as records of the old life, behind those that were there");
    rests(&run(&desk, centre, &living, Leave::Given));
    assert_eq!(living.entries().len(), 1, "the living line has only its own");
    once_each(&past);
    once_each(&living);
    assert_eq!(desk.strip().not_recovered, 0);
    for id in late {
        assert_eq!(desk.entry(&who, id).unwrap().way, Way::Recovered);
    }
}

#[test]
fn beside_an_original_that_lives_on_the_copy_is_not_stopped_and_takes_only_what_it_knows() {
    let sample = with_stick();
    sample.open("2026-11-21 08:00");
    let both = sample.issue().entry.id;
    let centre = enrol(&sample, "Centro");
    ask(&sample, centre);
    copied(&sample.desk());
    let stick = sample.path("kept");
    copy_folder(&sample.path("stick"), &stick);
    let original = sample.desk();
    let old = original.station_id();
    sample.issue();
    let fake = FakeCentre::new(old);
    rests(&run(&original, centre, &fake, Leave::Given));
    let premises = desk::Premises { second_copy: Some(stick.clone()), ..spare(&sample, "spare") };
    let (counter, _) = restored(&premises, stick);
    let desk = desk_of(&counter);
    let arrived = fake.entries();
    rests(&run_past(&desk, centre, old, &fake));
    assert_eq!(fake.entries(), arrived, "nothing of the original was displaced");
    assert_eq!(desk.strip().stop, None);
    issue_at(&sample, &desk).unwrap();
    let who = desk.sign_in("anna", "112233").unwrap().1;
    assert_eq!(desk.entry(&who, both).unwrap().way, Way::Recovered);
    assert_eq!(desk.strip().not_recovered, 1, "its own entry is for its own line");
    // The original goes on by itself.
    assert_eq!(original.strip().stop, None);
    sample.issue();
    rests(&run(&original, centre, &fake, Leave::Given));
    assert_eq!(original.strip().not_recovered, 0);
}

#[test]
fn a_rolled_back_computer_goes_on_in_a_new_life_and_its_fork_waits_for_a_line_of_its_own() {
    let (mut sample, ids) = station(1);
    let centre = enrol(&sample, "Centro");
    ask(&sample, centre);
    let old = sample.desk().station_id();
    sample.stop();
    sample.take_image();
    sample.start();
    let lost = sample.issue().entry.id;
    let fake = FakeCentre::new(old);
    rests(&run(&sample.desk(), centre, &fake, Leave::Given));
    assert_eq!(fake.entries(), [ids[0], lost]);
    sample.stop();
    sample.put_image_back();
    sample.start();
    let forked = sample.issue().entry.id;
    let desk = sample.desk();
    assert!(matches!(run(&desk, centre, &fake, Leave::Given), Stood::Halted(_)));
    assert_eq!(desk.strip().stop, Some(StopReason::PartedFromCentre));
    desk.continue_register(&sample.supervisor(), &NewLife::here("immagine rimessa")).unwrap();
    let after = sample.issue().entry.id;
    match run_past(&desk, centre, old, &fake) {
        Stood::Halted(told) => {
            assert!(told.why.it.contains("EM01") && told.why.it.contains("Postazioni"), "{told:?}");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(fake.entries(), [ids[0], lost], "the first line stays as it was");
    let view = desk.recovery();
    assert!(view.centres[0].lives[0].line.halted.is_some() && view.centres[0].line.halted.is_none());
    assert_eq!(desk.strip().stop, None);
    let living = FakeCentre::new(desk.station_id());
    rests(&run(&desk, centre, &living, Leave::Given));
    assert_eq!(living.entries(), [after]);
    // What both have is known already; what only this folder has still waits.
    let clerk = sample.clerk();
    assert_eq!(desk.entry(&clerk, ids[0]).unwrap().way, Way::Recovered);
    assert_ne!(desk.entry(&clerk, forked).unwrap().way, Way::Recovered);
    // The centre accepted: a line of its own, from the last record that both have.
    ask(&sample, centre);
    let own = second_line(&fake, &desk, old);
    rests(&run_past(&desk, centre, old, &own));
    assert_eq!(own.entries(), [ids[0], forked]);
    assert_eq!((desk.strip().not_recovered, desk.strip().stop), (0, None));
}

/// The line that a centre keeps beside the first: what both have alike, and nothing after it.
fn second_line(fake: &FakeCentre, desk: &desk::Desk, of: StationId) -> FakeCentre {
    let own = FakeCentre::new(of);
    let alike = |position: Position, anchor| desk.anchor_at(of, position) == Some(anchor);
    let held = fake.records.borrow();
    let common = held.iter().take_while(|one| alike(one.anchor.position, one.anchor));
    own.records.borrow_mut().extend(common.cloned());
    let last = own.records.borrow().last().map(|held| held.anchor.position);
    let outcomes = fake.outcomes.borrow();
    own.outcomes.borrow_mut().extend(outcomes.iter().filter(|one| Some(one.position) <= last).cloned());
    own
}

#[test]
fn a_centre_that_takes_back_what_it_said_costs_no_register_code() {
    let (sample, ids) = station(2);
    let desk = sample.desk();
    let centre = enrol(&sample, "Centro");
    ask(&sample, centre);
    let fake = FakeCentre::new(desk.station_id());
    let ahead = Anchor { position: Position::new(900).unwrap(), chain: ChainHash::new([9; 32]) };
    fake.lies.set(Some(ahead));
    assert!(matches!(run(&desk, centre, &fake, Leave::NotGiven), Stood::Halted(_)));
    assert_eq!(desk.strip().stop, Some(StopReason::PartedFromCentre));
    assert!(desk.go_on_as_it_is(&sample.supervisor(), "il centro ha sbagliato").is_err(), "it still says so");
    let waits = |desk: &desk::Desk| desk.recovery_waits_for(centre, desk.station_id());
    assert_eq!(waits(&desk), Some(Lifted::ByTheCentre), "it is asked again without a person");
    assert!(matches!(run(&desk, centre, &fake, Leave::NotGiven), Stood::Halted(_)));
    fake.lies.set(None);
    rests(&run(&desk, centre, &fake, Leave::NotGiven));
    assert_eq!(waits(&desk), None, "what stood still goes on");
    rests(&run(&desk, centre, &fake, Leave::Given));
    assert_eq!(fake.entries(), ids, "what was issued is brought back meanwhile");
    assert_eq!(desk.strip().stop, Some(StopReason::PartedFromCentre), "a person decides");
    desk.go_on_as_it_is(&sample.supervisor(), "il centro ha sbagliato e ora concorda").unwrap();
    assert_eq!(desk.strip().stop, None);
    assert_eq!(sample.issue().entry.number.to_string(), "EM01-2026-0000003");
    rests(&run(&desk, centre, &fake, Leave::Given));
    assert_eq!(fake.entries()[..2], ids);
    assert_eq!(desk.strip().not_recovered, 0);
    // That decision was about that answer: the next other past stops the counter again.
    fake.lies.set(Some(ahead));
    assert!(matches!(run(&desk, centre, &fake, Leave::Given), Stood::Halted(_)));
    assert_eq!(desk.strip().stop, Some(StopReason::PartedFromCentre));
}

#[test]
fn a_station_that_cannot_write_down_what_a_centre_says_tells_so_and_goes_on_when_it_can() {
    let (mut sample, ids) = station(2);
    let desk = sample.desk();
    let centre = enrol(&sample, "Centro");
    ask(&sample, centre);
    let fake = FakeCentre::new(desk.station_id());
    sample.disk.fail(Failing::Write);
    assert!(matches!(run(&desk, centre, &fake, Leave::Given), Stood::Refused(_)));
    let told = desk.recovery().centres[0].line.refused.clone();
    assert!(told.is_some_and(|told| !told.it.is_empty()));
    // A question that needs no writing goes through.
    fake.restore(0);
    rests(&run(&desk, centre, &fake, Leave::NotGiven));
    assert_eq!(desk.recovery().centres[0].line.refused, None);
    drop(desk);
    sample.disk.fail(Failing::Nothing);
    sample.kill();
    rests(&run(&sample.desk(), centre, &fake, Leave::Given));
    assert_eq!(fake.entries(), ids);
}

#[test]
fn what_is_decided_of_the_computer_decides_nothing_of_the_centre() {
    let mut sample = with_stick();
    sample.open("2026-11-21 08:00");
    sample.issue();
    let centre = enrol(&sample, "Centro");
    ask(&sample, centre);
    let fake = FakeCentre::new(sample.desk().station_id());
    fake.lies.set(Some(Anchor { position: Position::new(900).unwrap(), chain: ChainHash::new([9; 32]) }));
    assert!(matches!(run(&sample.desk(), centre, &fake, Leave::Given), Stood::Halted(_)));
    sample.stop();
    sample.machine = Machine::named("machine-b");
    std::fs::remove_dir_all(sample.path("high-water")).unwrap();
    sample.start();
    let (desk, supervisor) = (sample.desk(), sample.supervisor());
    assert_eq!(desk.strip().stop, Some(StopReason::OtherMachine));
    assert!(desk.go_on_as_it_is(&supervisor, "computer sostituito").is_err(), "the centre was not asked yet");
    // It agrees; nothing is written down before it is known whose journal this is.
    fake.lies.set(None);
    assert!(matches!(run(&desk, centre, &fake, Leave::Given), Stood::Refused(DeskError::Stopped { .. })));
    desk.go_on_as_it_is(&supervisor, "computer sostituito, il vecchio è rotto").unwrap();
    assert_eq!(desk.strip().stop, Some(StopReason::PartedFromCentre), "that is decided itself");
    desk.go_on_as_it_is(&supervisor, "il centro ora concorda").unwrap();
    assert_eq!(desk.strip().stop, None);
    assert_eq!(sample.issue().entry.number.serial(), 2);
}
