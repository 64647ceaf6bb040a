//! The stick in a spare computer: the old one alive, dead, waking later; behind; twice.

use proptest::prelude::*;

use super::*;
use crate::ledger::desk::Desk;
use crate::ledger::premises::Secret;
use crate::life::at_start::AtStart;
use crate::life::restore::{Restore, Restored};
use crate::life::strip::SecondCopyState;
use crate::register::entries::EntryFilter;
use crate::stop_reason::StopReason;
use crate::succession::new_life::NewLife;
use domain::ids::number::Number;
use domain::journal::event::Fate;
use journal::CopyState;

/// A counter with a stick.
pub fn with_stick() -> Sample {
    let mut sample = Sample::new();
    sample.stop();
    std::fs::remove_dir_all(sample.data()).unwrap();
    sample.second_copy = Some(sample.path("stick"));
    sample.start();
    sample
}

/// A counter that has stopped, with an outage and one entry, all of it on its stick.
pub fn stopped_with_an_entry() -> Sample {
    let mut sample = with_stick();
    sample.open("2026-11-21 08:00");
    sample.issue();
    copied(&sample.desk());
    sample.stop();
    sample
}

/// A counter with an outage open, and in `kept` its stick as it was when two entries were issued.
pub fn with_a_stick_of_then() -> (Sample, OutageId) {
    let sample = with_stick();
    let outage = sample.open("2026-11-21 08:00").opening.outage;
    for _ in 0..2 {
        sample.issue();
    }
    copied(&sample.desk());
    copy_folder(&sample.path("stick"), &sample.path("kept"));
    (sample, outage)
}

/// Whether the stick has the very last record: the strip calls one up to date that has a few on their way.
fn holds_everything(desk: &Desk) -> bool {
    let journal = desk.journal();
    let head = journal.head().map(|head| head.position);
    matches!(journal.second_copy(), CopyState::Current { at, .. } if at == head)
}

/// Waits until the stick holds everything.
pub fn copied(desk: &Desk) {
    let deadline = std::time::Duration::from_secs(30);
    let began = clock::Clock::system();
    let start = began.monotonic();
    while !holds_everything(desk) {
        assert!(began.monotonic().saturating_sub(start) < deadline, "{:?}", desk.strip().second_copy);
        std::thread::yield_now();
    }
}

/// The same, where the copy may also have been left behind.
fn copied_unless_stopped(desk: &Desk) {
    let began = clock::Clock::system();
    let start = began.monotonic();
    let settled = |desk: &Desk| {
        let state = desk.strip().second_copy;
        holds_everything(desk) || matches!(state, SecondCopyState::Failing | SecondCopyState::NotConfigured)
    };
    while !settled(desk) && began.monotonic().saturating_sub(start) < std::time::Duration::from_secs(10) {
        std::thread::yield_now();
    }
}

/// A spare computer: its own folder, home and name.
pub fn spare(sample: &Sample, name: &str) -> Premises {
    Premises {
        folder: sample.path(name).join("data"),
        key_file: sample.path(name).join("key"),
        seal_tools: vault::SealTools::none(),
        high_water: sample.path(name).join("high-water"),
        machine: Machine::named(name),
        second_copy: Some(sample.path("stick")),
        ..sample.premises()
    }
}

pub fn asked(stick: PathBuf) -> Restore {
    // The first that was begun there: its id is the oldest.
    let all = journal::copies(&disk::RealDisk, &stick).unwrap_or_default();
    Restore {
        folder: stick,
        station: all.into_iter().map(|copy| copy.station).min(),
        secret: Secret::RecoveryCode(demo::recovery_code().print().to_string().into()),
        passphrase: "una frase nuova e lunga".to_owned(),
        at_start: AtStart::ByItself,
        name: "Carla Bruni".to_owned(),
        new: NewLife { fate: Fate::Destroyed, ..NewLife::here("il computer non si accende più") },
    }
}

pub fn restored(premises: &Premises, stick: PathBuf) -> (Counter, Restored) {
    let counter = Counter::enter(premises.clone()).unwrap();
    let restored = counter.restore(counter.setup_code(), asked(stick)).unwrap();
    (counter, restored)
}

pub fn desk_of(counter: &Counter) -> Arc<Desk> {
    match counter.phase() {
        Phase::Open(desk) => desk,
        Phase::Damaged(told) => panic!("{told}"),
        _ => panic!("the counter is open"),
    }
}

pub fn issue_at(sample: &Sample, desk: &Desk) -> Result<Number, DeskError> {
    let who = desk.sign_in("anna", "112233").unwrap().1;
    let request = crate::issue::issuing::IssueDirect {
        id: EntryId::new(desk.mint()),
        ..sample.certificate_of("D'Àngelo Župančič", "Maria Chiara")
    };
    desk.issue_direct(&who, request).map(|view| view.entry.number)
}

fn reason(result: Result<Number, DeskError>) -> StopReason {
    match result {
        Err(DeskError::Stopped { reason }) => reason,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_stick_in_a_spare_computer_brings_everything_back_under_a_code_of_its_own() {
    let mut sample = with_stick();
    let outage = sample.open("2026-11-21 08:00");
    let before: Vec<_> = (0..3).map(|_| sample.issue()).collect();
    let (desk, clerk) = (sample.desk(), sample.clerk());
    let printed = desk.print(&clerk, before[0].entry.id).unwrap();
    copied(&desk);
    drop(desk);
    sample.stop();
    let premises = spare(&sample, "spare");
    let (counter, restored) = restored(&premises, sample.path("stick"));
    assert_eq!(restored.before.as_str(), "EM01");
    assert!(restored.code.as_str().starts_with("EM01R"), "{}", restored.code);
    let desk = desk_of(&counter);
    assert_eq!(desk.strip().stop, None, "{:?}", desk.stop_detail());
    assert_eq!(desk.outage().unwrap().opening.outage, outage.opening.outage);
    // The operators are who they were, and everything is found, also the paper that was kept.
    let who = desk.sign_in("anna", "112233").unwrap().1;
    for entry in &before {
        assert_eq!(desk.entry(&who, entry.entry.id).unwrap().entry, entry.entry);
    }
    assert_eq!(desk.printed(&who, before[0].entry.id).unwrap().bytes, printed.bytes);
    let number = issue_at(&sample, &desk).unwrap();
    assert_eq!((number.key().code.clone(), number.serial()), (restored.code, 1));
    drop(desk);
    counter.stop();
    // It opens by itself from now on, and with the passphrase that was chosen.
    std::fs::remove_file(&premises.key_file).unwrap();
    let counter = Counter::enter(premises).unwrap();
    counter.unlock(Secret::Passphrase("una frase nuova e lunga".into())).unwrap();
    assert_eq!(issue_at(&sample, &desk_of(&counter)).unwrap().serial(), 2);
}

#[test]
fn the_old_computer_that_wakes_with_the_stick_in_stops_and_says_why() {
    let mut sample = stopped_with_an_entry();
    let (counter, restored) = restored(&spare(&sample, "spare"), sample.path("stick"));
    let new = issue_at(&sample, &desk_of(&counter)).unwrap();
    counter.stop();
    sample.start();
    assert_eq!(reason(sample.try_issue().map(|view| view.entry.number)), StopReason::NewerLife);
    let told = sample.desk().stop_detail().unwrap();
    assert!(told.it.contains(restored.code.as_str()), "{told:?}");
    // Without the stick nobody can tell it; its own numbers are still its own.
    sample.stop();
    sample.second_copy = None;
    sample.start();
    assert_ne!(sample.issue().entry.number, new);
}

#[test]
fn two_spare_computers_from_one_stick_never_meet_in_a_number() {
    let sample = stopped_with_an_entry();
    copy_folder(&sample.path("stick"), &sample.path("clone"));
    let (one, first) = restored(&spare(&sample, "one"), sample.path("stick"));
    let other = Premises { second_copy: Some(sample.path("clone")), ..spare(&sample, "two") };
    let (two, second) = restored(&other, sample.path("clone"));
    let (again, third) = restored(&spare(&sample, "three"), sample.path("stick"));
    assert!(first.code != second.code && first.code != third.code && second.code != third.code);
    let numbers: std::collections::BTreeSet<Number> =
        [&one, &two, &again].map(|counter| issue_at(&sample, &desk_of(counter)).unwrap()).into();
    assert_eq!(numbers.len(), 3);
}

#[test]
fn what_is_asked_wrongly_changes_nothing_and_is_named() {
    let mut sample = with_stick();
    sample.open("2026-11-21 08:00");
    copied(&sample.desk());
    sample.stop();
    let premises = spare(&sample, "spare");
    let counter = Counter::enter(premises.clone()).unwrap();
    let refused = |change: &dyn Fn(&mut Restore)| {
        let mut wrong = asked(sample.path("stick"));
        change(&mut wrong);
        let error = counter.restore(counter.setup_code(), wrong).unwrap_err();
        fields(&error).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(refused(&|asked| asked.folder = sample.path("nothing")), ["folder"]);
    assert_eq!(refused(&|asked| asked.passphrase = "corta".to_owned()), ["passphrase"]);
    assert_eq!(refused(&|asked| asked.secret = Secret::RecoveryCode("AAAA".into())), ["secret"]);
    assert_eq!(
        refused(&|asked| {
            asked.name.clear();
            asked.new = NewLife::here("");
            "foglio trentuno".clone_into(&mut asked.new.seen);
        }),
        ["name", "fate", "reason", "seen"]
    );
    assert!(matches!(
        counter.restore("0000-0000", asked(sample.path("stick"))),
        Err(DeskError::WrongSetupCode)
    ));
    // Nothing was claimed and nothing founded: the right answers restore it.
    counter.restore(counter.setup_code(), asked(sample.path("stick"))).unwrap();
    assert!(matches!(counter.phase(), Phase::Open(_)));
}

#[test]
fn a_restore_that_died_is_begun_again() {
    let mut sample = with_stick();
    sample.open("2026-11-21 08:00");
    let issued = sample.issue();
    copied(&sample.desk());
    sample.stop();
    let premises = spare(&sample, "spare");
    let (counter, first) = restored(&premises, sample.path("stick"));
    drop(counter);
    // As if the last step had not come.
    std::fs::write(premises.folder.join("restoring"), b"").unwrap();
    let counter = Counter::enter(premises).unwrap();
    assert!(matches!(counter.phase(), Phase::Empty));
    let second = counter.restore(counter.setup_code(), asked(sample.path("stick"))).unwrap();
    assert_ne!(first.code, second.code);
    let desk = desk_of(&counter);
    let who = desk.sign_in("anna", "112233").unwrap().1;
    assert_eq!(desk.entry(&who, issued.entry.id).unwrap().entry, issued.entry);
}

#[test]
fn a_life_ended_by_a_person_goes_on_elsewhere_under_its_own_code() {
    let mut sample = with_stick();
    sample.open("2026-11-21 08:00");
    sample.issue();
    sample.desk().end_station(&sample.supervisor(), "si passa al computer nuovo").unwrap();
    assert_eq!(reason(sample.try_issue().map(|view| view.entry.number)), StopReason::Ended);
    copied(&sample.desk());
    sample.stop();
    let (counter, restored) = restored(&spare(&sample, "spare"), sample.path("stick"));
    assert_eq!(restored.code, restored.before);
    let number = issue_at(&sample, &desk_of(&counter)).unwrap();
    assert_eq!(number.to_string(), "EM01-2026-0000002");
    counter.stop();
    sample.start();
    assert_eq!(reason(sample.try_issue().map(|view| view.entry.number)), StopReason::Ended);
}

/// What may happen to a counter, its copies and its disks.
#[derive(Clone, Copy, Debug)]
enum Happens {
    Issue,
    Restart,
    KeepImage,
    ImageBack,
    PullStick,
    PutStickBack,
    RestoreElsewhere,
}

fn happens() -> impl Strategy<Value = Happens> {
    prop_oneof![
        4 => Just(Happens::Issue),
        2 => Just(Happens::Restart),
        1 => Just(Happens::KeepImage),
        1 => Just(Happens::ImageBack),
        1 => Just(Happens::PullStick),
        1 => Just(Happens::PutStickBack),
        1 => Just(Happens::RestoreElsewhere),
    ]
}

/// A person decides whatever stands in the way. Who knows that an image was put back never says that nothing happened.
fn go_on(desk: &Desk, put_back: bool) {
    let Some(who) = desk.sign_in("carla", "334455").ok().map(|(_, who)| who) else { return };
    while desk.strip().stop.is_some() {
        let decided = if desk.may_go_on_as_it_is() && !put_back {
            desk.go_on_as_it_is(&who, "provato")
        } else {
            desk.continue_register(&who, &NewLife::here("provato")).map(drop)
        };
        if decided.is_err() {
            return;
        }
    }
}

/// Issues, a person deciding whatever stands in the way.
fn issue_somehow(sample: &Sample, desk: &Desk, put_back: bool, given: &mut Vec<Number>) {
    go_on(desk, put_back);
    if let Ok(number) = issue_at(sample, desk) {
        given.push(number);
    }
}

/// Bytes of records flip on the disk, and the store is lost with them.
fn damage(sample: &Sample, positions: std::ops::RangeInclusive<usize>) {
    const MAGIC: &[u8] = b"\x89SPFRM\r\n";
    let segments =
        std::fs::read_dir(sample.data().join("journal")).unwrap().flatten().map(|item| item.path());
    let path = segments.filter(|path| path.extension().is_some_and(|end| end == "seg")).min().unwrap();
    let mut bytes = std::fs::read(&path).unwrap();
    let frames: Vec<usize> = (0..bytes.len() - 8).filter(|at| bytes[*at..].starts_with(MAGIC)).collect();
    for position in positions {
        bytes[frames[position - 1] + 150] ^= 1;
    }
    std::fs::write(&path, bytes).unwrap();
    std::fs::remove_dir_all(sample.data().join("store")).unwrap();
}

#[test]
fn records_that_come_back_from_the_stick_come_back_in_lists_and_numbers_too() {
    let mut sample = with_stick();
    let outage = sample.open("2026-11-21 08:00").opening.outage;
    // Begun before records are lost, and never issued.
    let pending = sample.request();
    let issued: Vec<_> = (0..4).map(|_| sample.issue()).collect();
    let last = usize::try_from(sample.desk().journal_summary().position).unwrap();
    copied(&sample.desk());
    sample.stop();
    let (stick, away) = (sample.path("stick"), sample.path("away"));
    std::fs::rename(&stick, &away).unwrap();
    damage(&sample, last - 2..=last - 1);
    sample.start();
    assert_eq!(sample.desk().unreadable_numbers(outage).unwrap().len(), 1);
    assert!(sample.desk().entry(&sample.clerk(), issued[2].entry.id).is_err());
    sample.desk().settle();
    sample.stop();

    std::fs::rename(&away, &stick).unwrap();
    sample.start();
    let desk = sample.desk();
    assert_eq!(desk.unreadable_numbers(outage).unwrap(), []);
    for view in &issued {
        assert_eq!(desk.entry(&sample.clerk(), view.entry.id).unwrap().entry, view.entry);
    }
    assert_eq!(desk.outage().unwrap().entries, 4);
    let findings = desk.journal_summary().findings;
    assert!(findings.iter().all(|finding| !finding.it.contains("ricostruito")), "{findings:?}");
    // No old id is refused any more.
    let late = desk.issue_direct(&sample.clerk(), pending).unwrap();
    assert_eq!(late.entry.number.serial(), 5);
}

fn swap(sample: &Sample, from: &str, to: &str) {
    for name in ["data", "high-water"] {
        let (from, to) = (sample.path(from).join(name), sample.path(to).join(name));
        if to.exists() {
            std::fs::remove_dir_all(&to).unwrap();
        }
        copy_folder(&from, &to);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: crate::tests::restoring::cases(), ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_copied_put_back_pulled_and_restored_no_number_is_given_twice(
        orders in prop::collection::vec(happens(), 4..14)
    ) {
        let mut sample = with_stick();
        sample.open("2026-11-21 08:00");
        let mut given: Vec<Number> = Vec::new();
        let mut spares: Vec<Counter> = Vec::new();
        // An image can be put back unseen only if everything outside it was put back too: the mark and the journal lie on
        // one disk, so what was issued with the stick in the pocket is known to papers alone.
        let (mut image, mut put_back, mut in_pocket) = (false, false, false);
        for (step, order) in orders.iter().enumerate() {
            match order {
                Happens::Issue => {
                    issue_somehow(&sample, &sample.desk(), put_back, &mut given);
                    for spare in &spares {
                        issue_somehow(&sample, &desk_of(spare), false, &mut given);
                    }
                    if sample.path("stick").exists() {
                        copied_unless_stopped(&sample.desk());
                    } else {
                        in_pocket = true;
                    }
                }
                Happens::Restart => sample.restart(),
                Happens::KeepImage => {
                    sample.stop();
                    swap(&sample, "", "image");
                    (image, in_pocket) = (true, false);
                    sample.start();
                }
                Happens::ImageBack if image && !in_pocket => {
                    put_back = true;
                    sample.stop();
                    swap(&sample, "image", "");
                    sample.start();
                }
                // A life begun while it is in the pocket makes a copy of its own in its place.
                Happens::PullStick if sample.path("stick").exists() && !sample.path("pocket").exists() => {
                    std::fs::rename(sample.path("stick"), sample.path("pocket")).unwrap();
                }
                Happens::PutStickBack if sample.path("pocket").exists() && !sample.path("stick").exists() => {
                    std::fs::rename(sample.path("pocket"), sample.path("stick")).unwrap();
                }
                Happens::RestoreElsewhere if sample.path("stick").exists() && spares.len() < 2 => {
                    let premises = Premises {
                        second_copy: None,
                        ..spare(&sample, &format!("spare-{step}"))
                    };
                    let counter = Counter::enter(premises).unwrap();
                    // The life that lives now: of several copies the newest.
                    let newest = counter.copies_on(&sample.path("stick")).unwrap_or_default();
                    let station = newest.into_iter().map(|copy| copy.station).max();
                    let wanted = Restore { station, ..asked(sample.path("stick")) };
                    if counter.restore(counter.setup_code(), wanted).is_ok() {
                        spares.push(counter);
                    }
                }
                _ => {}
            }
        }
        issue_somehow(&sample, &sample.desk(), put_back, &mut given);
        let once: std::collections::BTreeSet<&Number> = given.iter().collect();
        prop_assert_eq!(once.len(), given.len(), "{:?} gave {:?}", orders, given);
        // Nothing acknowledged is destroyed: what this counter gave in its living past is there.
        let desk = sample.desk();
        let rows = desk.entries(&sample.supervisor(), EntryFilter::default()).unwrap().rows;
        prop_assert!(!rows.is_empty());
    }
}

/// Orders tried: a few in the suite, many by hand.
fn cases() -> u32 {
    if std::env::var_os("SPORTELLO_LONG").is_some() { 400 } else { 6 }
}
