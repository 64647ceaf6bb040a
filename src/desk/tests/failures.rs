use super::failing_disk::Failing;
use super::*;
use crate::stop_reason::StopReason;

/// A disk that fails while a certificate is issued, and works again afterwards.
fn uncertain_then_known(failing: Failing) {
    let sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let (desk, clerk) = (sample.desk(), sample.clerk());
    let first = sample.issue();
    let request = sample.request();
    sample.disk.fail(failing);
    let outcome = desk.issue_direct(&clerk, request.clone()).unwrap_err();
    assert!(matches!(outcome, DeskError::OutcomeUncertain(_)), "{outcome:?}");
    assert!(outcome.retry_helps());
    let still = desk.issue_direct(&clerk, sample.request());
    assert!(still.is_err(), "nothing is issued on a disk that fails");
    sample.disk.fail(Failing::Nothing);
    sample.later(TimeDelta::seconds(6));
    let second = desk.issue_direct(&clerk, request.clone()).unwrap();
    assert_eq!(second.entry.number.serial(), 2);
    assert_eq!(desk.issue_direct(&clerk, request).unwrap().entry, second.entry);
    assert_eq!(sample.issue().entry.number.serial(), 3);
    assert_eq!(desk.entry(&clerk, first.entry.id).unwrap().entry, first.entry);
    assert!(desk.verify_journal(&sample.supervisor()).unwrap().findings.is_empty());
    assert_eq!(desk.outage().unwrap().entries, 3);
}

#[test]
fn after_a_failed_sync_the_outcome_is_uncertain_and_reopening_tells() {
    uncertain_then_known(Failing::Sync);
}

#[test]
fn after_a_failed_write_the_outcome_is_uncertain_and_reopening_tells() {
    uncertain_then_known(Failing::Write);
}

#[test]
fn on_a_disk_that_fills_up_every_number_given_gets_its_paper_and_the_rest_waits() {
    let sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let (desk, clerk, supervisor) = (sample.desk(), sample.clerk(), sample.supervisor());
    sample.disk.fail(Failing::Full);
    let mut issued = Vec::new();
    let refused = loop {
        match desk.issue_direct(&clerk, sample.request()) {
            Ok(view) => issued.push(view.entry),
            Err(error) => break error,
        }
        assert!(issued.len() < 2000, "a segment of 256 KB is full long before");
    };
    assert!(matches!(
        refused,
        DeskError::Stopped { reason: StopReason::DiskFull } | DeskError::OutcomeUncertain(_)
    ));
    sample.later(TimeDelta::seconds(6));
    let annulled = desk.annul(&supervisor, issued[0].id, "disco pieno");
    assert!(annulled.is_ok() || matches!(annulled, Err(DeskError::OutcomeUncertain(_))), "{annulled:?}");
    sample.disk.fail(Failing::Nothing);
    sample.later(TimeDelta::seconds(6));
    desk.settle();
    let last = issued.last().unwrap().number.serial();
    let next = sample.issue().entry.number.serial();
    assert!(next == last + 1 || next == last + 2, "{last} {next}");
    assert!(desk.print(&clerk, issued[1].id).is_ok());
}
