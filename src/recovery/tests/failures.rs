//! One failure at a time.

use super::fake::{FakeCentre, Fault};
use super::{ask, enrol, run, station};
use crate::pass::{Leave, Stood};
use desk::parts::centre_status::Reach;
use desk::stop_reason::StopReason;
use desk::succession::new_life::NewLife;
use domain::centre::recovery::Way;
use domain::ids::anchor::{Anchor, ChainHash, Position};

fn rests(stood: &Stood) {
    assert!(matches!(stood, Stood::Rest), "{stood:?}");
}

#[test]
fn nothing_goes_to_a_centre_before_a_person_says_so() {
    let (sample, _) = station(3);
    let desk = sample.desk();
    let centre = enrol(&sample, "Centro");
    let fake = FakeCentre::new(desk.station_id());
    rests(&run(&desk, centre, &fake, Leave::NotGiven));
    assert!(fake.arrived.borrow().is_empty());
    assert_eq!(desk.recovery().centres[0].line.reach, Reach::Reachable);
    assert_eq!(desk.recovery().centres[0].lacking, 3);
}

#[test]
fn every_entry_arrives_once_in_order_and_gets_its_ordinary_number() {
    let (sample, ids) = station(5);
    let desk = sample.desk();
    let centre = enrol(&sample, "Centro");
    ask(&sample, centre);
    let fake = FakeCentre::new(desk.station_id());
    rests(&run(&desk, centre, &fake, Leave::Given));
    assert_eq!(fake.entries()[..], ids);
    assert_eq!(desk.strip().not_recovered, 0);
    for id in ids {
        let view = desk.entry(&sample.clerk(), id).unwrap();
        assert_eq!(view.way, Way::Recovered);
        assert!(view.recovery.ordinary().is_some());
    }
    let arrived = fake.arrived.borrow().len();
    rests(&run(&desk, centre, &fake, Leave::Given));
    assert_eq!(fake.arrived.borrow().len(), arrived, "what it has is not sent again, nor is what is local");
}

#[test]
fn a_lost_reply_is_a_question_and_never_a_blind_resend() {
    for fault in [Fault::ActsAndDropsTheReply, Fault::ActsAndAnswers504] {
        let (sample, ids) = station(4);
        let desk = sample.desk();
        let centre = enrol(&sample, "Centro");
        ask(&sample, centre);
        // First the question for the position, then the batch.
        let fake = FakeCentre::new(desk.station_id());
        let mut pass = crate::pass::Pass::new(centre, desk.station_id(), std::time::Duration::ZERO);
        let mut step = || pass.step(&desk, &fake, Leave::Given, std::time::Duration::ZERO);
        assert!(matches!(step(), Stood::Going));
        fake.faults.borrow_mut().push_back(fault);
        assert!(matches!(step(), Stood::Failed(_)));
        assert_eq!(desk.entry(&sample.clerk(), ids[0]).unwrap().way, Way::Unknown);
        let arrived = fake.arrived.borrow().len();
        rests(&run(&desk, centre, &fake, Leave::Given));
        let again: Vec<_> = fake.arrived.borrow()[arrived..].to_vec();
        assert!(
            again.iter().all(|position| !fake.arrived.borrow()[..arrived].contains(position)),
            "{again:?}"
        );
        assert_eq!(desk.strip().not_recovered, 0);
    }
}

#[test]
fn errors_for_a_while_and_a_centre_that_is_down_only_delay() {
    let (sample, ids) = station(3);
    let desk = sample.desk();
    let centre = enrol(&sample, "Centro");
    ask(&sample, centre);
    let faults = [Fault::Down, Fault::Answers500, Fault::Answers500, Fault::Busy, Fault::DropsTheQuestion];
    let fake = FakeCentre::new(desk.station_id()).failing(faults.into_iter().cycle().take(40));
    rests(&run(&desk, centre, &fake, Leave::Given));
    assert_eq!(fake.entries()[..], ids);
    assert_eq!(desk.strip().not_recovered, 0);
    let changes = desk.recovery().centres[0].line.timeline.len();
    assert!(changes >= 4, "the timeline tells {changes} changes");
}

#[test]
fn a_centre_that_claims_a_record_it_cannot_have_is_not_believed() {
    let (sample, _) = station(2);
    let desk = sample.desk();
    let centre = enrol(&sample, "Centro");
    ask(&sample, centre);
    let fake = FakeCentre::new(desk.station_id());
    let other = Anchor { position: Position::new(3).unwrap(), chain: ChainHash::new([9; 32]) };
    fake.lies.set(Some(other));
    assert!(matches!(run(&desk, centre, &fake, Leave::Given), Stood::Halted(_)));
    let view = desk.recovery();
    assert!(view.centres[0].line.halted.as_ref().unwrap().why.it.contains("posizione 3"));
    assert_eq!(view.centres[0].known.reached, None);
    assert_eq!(desk.strip().stop, Some(StopReason::PartedFromCentre), "until a person decides");
}

#[test]
fn a_centre_ahead_of_the_journal_stops_issuing_until_a_person_decides() {
    let (sample, _) = station(2);
    let desk = sample.desk();
    let centre = enrol(&sample, "Centro");
    let fake = FakeCentre::new(desk.station_id());
    let ahead = Anchor { position: Position::new(900).unwrap(), chain: ChainHash::new([9; 32]) };
    fake.lies.set(Some(ahead));
    assert!(matches!(run(&desk, centre, &fake, Leave::NotGiven), Stood::Halted(_)));
    assert_eq!(desk.strip().stop, Some(StopReason::PartedFromCentre));
    assert!(sample.try_issue().is_err());
    desk.continue_register(&sample.supervisor(), &NewLife::here("cartella rimessa")).unwrap();
    assert!(matches!(run(&desk, centre, &fake, Leave::NotGiven), Stood::Halted(_)));
    assert_eq!(desk.strip().stop, None, "decided once is decided");
    assert!(sample.try_issue().is_ok());
}

#[test]
fn an_older_database_put_back_at_the_centre_gets_again_what_it_lost() {
    let (sample, ids) = station(6);
    let desk = sample.desk();
    let centre = enrol(&sample, "Centro");
    ask(&sample, centre);
    let fake = FakeCentre::new(desk.station_id());
    rests(&run(&desk, centre, &fake, Leave::Given));
    fake.restore(50);
    rests(&run(&desk, centre, &fake, Leave::Given));
    assert_eq!(fake.entries()[..], ids);
    assert_eq!(desk.strip().not_recovered, 0);
}

#[test]
fn a_rejected_entry_blocks_none_and_stands_aside_with_the_centres_words() {
    let (sample, ids) = station(4);
    let desk = sample.desk();
    let centre = enrol(&sample, "Centro");
    ask(&sample, centre);
    let fake = FakeCentre::new(desk.station_id());
    fake.rejects.borrow_mut().push(ids[1]);
    rests(&run(&desk, centre, &fake, Leave::Given));
    assert_eq!(desk.strip().not_recovered, 1);
    let view = desk.entry(&sample.clerk(), ids[1]).unwrap();
    assert_eq!(view.way, Way::Rejected);
    assert_eq!(view.recovery.rejection(), Some(("not-a-register", "registro sconosciuto")));
}

#[test]
fn what_was_asked_and_answered_outlives_a_kill() {
    let (mut sample, ids) = station(3);
    let centre = enrol(&sample, "Centro");
    ask(&sample, centre);
    let fake = FakeCentre::new(sample.desk().station_id()).failing([Fault::Down]);
    let mut pass = crate::pass::Pass::new(centre, sample.desk().station_id(), std::time::Duration::ZERO);
    for _ in 0..3 {
        pass.step(&sample.desk(), &fake, Leave::Given, std::time::Duration::ZERO);
    }
    sample.kill();
    let desk = sample.desk();
    assert!(desk.centre(centre).unwrap().asked);
    rests(&run(&desk, centre, &fake, Leave::Given));
    assert_eq!(fake.entries()[..], ids);
    sample.kill();
    assert_eq!(sample.desk().strip().not_recovered, 0);
}
