//! The disk of an old computer that is found after its register went on elsewhere: what it has more comes in as records of the
//! life it was.

use super::restoring::{asked, copied, desk_of, issue_at, restored, spare, with_a_stick_of_then};
use super::*;
use crate::ledger::opening::means;
use crate::register::entries::Confirmation;
use crate::register::strays::NewStray;
use crate::succession::late_records::{LateFound, LateTaken, TakeLate};
use domain::ids::id::{StationId, StrayId};
use domain::ids::number::Series;
use journal;

/// A counter whose PC died after the stick saw two numbers, and had given three more; the spare one that goes on.
pub(crate) struct Lost {
    sample: Sample,
    premises: Premises,
    counter: Option<Counter>,
    old: StationId,
    given: Vec<EntryView>,
    outage: OutageId,
}

impl Lost {
    fn new() -> Self {
        let (mut sample, outage) = with_a_stick_of_then();
        copy_folder(&sample.data(), &sample.path("fork").join("data"));
        copy_folder(&sample.path("high-water"), &sample.path("fork").join("high-water"));
        let given: Vec<_> = (0..3).map(|_| sample.issue()).collect();
        sample.desk().print(&sample.clerk(), given[0].entry.id).unwrap();
        let old = sample.desk().station_id();
        copied(&sample.desk());
        sample.stop();
        let premises = Premises { second_copy: Some(sample.path("kept")), ..spare(&sample, "spare") };
        let (counter, _) = restored(&premises, sample.path("kept"));
        sample.later(TimeDelta::minutes(30));
        Self { sample, premises, counter: Some(counter), old, given, outage }
    }

    fn desk(&self) -> Arc<Desk> {
        desk_of(self.counter.as_ref().unwrap())
    }

    fn who(&self) -> Session {
        self.desk().sign_in("carla", "334455").unwrap().1
    }

    fn restart(&mut self) {
        self.stop();
        self.counter = Some(Counter::enter(self.premises.clone()).unwrap());
    }

    fn stop(&mut self) {
        self.counter.take().unwrap().stop();
    }

    fn look(&self, folder: &std::path::Path) -> Result<LateFound, DeskError> {
        self.desk().late_records(&self.who(), folder)
    }

    fn take(&self, folder: PathBuf) -> LateTaken {
        let shown = self.look(&folder).unwrap().to;
        let asked = TakeLate { folder, reason: "ritrovato il disco del computer vecchio".to_owned(), shown };
        self.desk().take_late_records(&self.who(), asked).unwrap()
    }

    fn refused(&self, folder: &std::path::Path) -> String {
        let error = self.look(folder).unwrap_err();
        assert_eq!(fields(&error), ["folder"], "{error:?}");
        error.fields()[0].told.it.clone()
    }

    /// The first number of the old life that nobody here can vouch for.
    fn unknown_from(&self) -> String {
        let all = self.desk().continuations(&self.who()).unwrap();
        all[0].unknown_from[0].to_string()
    }

    fn asked(&self, entry: &EntryView) -> Confirmation {
        self.desk().confirm_by_telephone(&entry.entry.number.to_string(), &entry.check_code)
    }

    /// Everything that was given is known as it was.
    fn is_whole(&self) {
        let (desk, who) = (self.desk(), self.who());
        for entry in &self.given {
            assert!(matches!(self.asked(entry), Confirmation::Genuine { .. }), "{}", entry.entry.number);
            let known = desk.entry(&who, entry.entry.id).unwrap();
            assert_eq!((&known.entry, &known.check_code), (&entry.entry, &entry.check_code));
        }
        assert_eq!(self.unknown_from(), "EM01-2026-0000006");
    }
}

#[test]
fn what_the_disk_of_the_old_computer_has_more_comes_in_as_records_of_the_old_life() {
    let mut lost = Lost::new();
    let first = issue_at(&lost.sample, &lost.desk()).unwrap();
    assert_eq!(lost.unknown_from(), "EM01-2026-0000003");
    assert!(matches!(lost.asked(&lost.given[0]), Confirmation::NotKnownHere { .. }));
    let found = lost.look(&lost.sample.data()).unwrap();
    assert_eq!((found.life, found.code.as_str()), (lost.old, "EM01"));
    assert_eq!(found.records, found.to.position.get() - found.from.get() + 1);
    assert!(found.records >= 4 && found.holes.is_empty() && found.rest.is_none(), "{found:?}");
    assert!(found.papers >= 1, "{found:?}");
    // Looking changes nothing.
    assert!(matches!(lost.asked(&lost.given[0]), Confirmation::NotKnownHere { .. }));
    let taken = lost.take(lost.sample.data());
    assert_eq!((&taken.found, taken.disagreeing.len()), (&found, 0));
    lost.is_whole();
    // The paper that was kept came along; the living life numbers on.
    let (desk, who) = (lost.desk(), lost.who());
    assert!(!desk.printed(&who, lost.given[0].entry.id).unwrap().bytes.is_empty());
    let second = issue_at(&lost.sample, &desk).unwrap();
    assert_eq!((second.key(), second.serial()), (first.key(), first.serial() + 1));
    assert!(lost.refused(&lost.sample.data()).contains("tutte le sue registrazioni sono già qui"));
    let pdf = desk.register_pdf(&who, lost.outage, Series::P).unwrap();
    if let Some(said) = super::continuing::read(&pdf) {
        for words in ["EM01-2026-0000005", "da EM01-2026-0000006", "Totale delle operazioni 7"] {
            assert!(said.contains(words), "{words}\n{said}");
        }
    }
    // After a restart nothing is different, and the copy has the longer journal.
    copied(&desk);
    drop(desk);
    lost.restart();
    lost.is_whole();
    assert_eq!(issue_at(&lost.sample, &lost.desk()).unwrap().serial(), second.serial() + 1);
    copied(&lost.desk());
    lost.stop();
    let premises = Premises { second_copy: Some(lost.sample.path("kept")), ..spare(&lost.sample, "third") };
    let (third, _) = {
        let counter = Counter::enter(premises.clone()).unwrap();
        let mut ask = asked(lost.sample.path("kept"));
        let all = journal::copies(&disk::RealDisk, &lost.sample.path("kept")).unwrap();
        ask.station = all.into_iter().map(|copy| copy.station).find(|station| *station != lost.old);
        let restored = counter.restore(counter.setup_code(), ask).unwrap();
        (counter, restored)
    };
    lost.counter = Some(third);
    for entry in &lost.given {
        assert!(matches!(lost.asked(entry), Confirmation::Genuine { .. }));
    }
}

#[test]
fn a_stick_that_knows_more_is_as_good_and_what_was_shown_is_what_is_taken() {
    let lost = Lost::new();
    let stick = lost.sample.path("stick");
    let mut shown = lost.look(&stick).unwrap().to;
    shown.position = shown.position.next();
    let asked = |reason: &str| TakeLate { folder: stick.clone(), reason: reason.to_owned(), shown };
    let no_reason = lost.desk().take_late_records(&lost.who(), asked("")).unwrap_err();
    assert_eq!(fields(&no_reason), ["reason"]);
    let differs = lost.desk().take_late_records(&lost.who(), asked("ritrovata la chiavetta"));
    assert!(matches!(differs, Err(DeskError::ShownDiffers)), "{differs:?}");
    let clerk = lost.desk().sign_in("anna", "112233").unwrap().1;
    assert!(matches!(lost.desk().late_records(&clerk, &stick), Err(DeskError::NotAllowed)));
    lost.take(stick);
    lost.is_whole();
}

#[test]
fn another_journal_is_refused_and_nothing_changes() {
    let lost = Lost::new();
    assert!(lost.refused(&lost.sample.path("nowhere")).contains("non c’è un giornale"));
    let mut other = Sample::new();
    other.stop();
    assert!(lost.refused(&other.data()).contains("di un’altra postazione"));
    assert!(
        lost.refused(&lost.premises.folder.join("lives").join(lost.desk().station_id().to_string()))
            .contains("registro in uso")
    );
    // The old computer's folder was copied, and the copy went its own way.
    let fork = lost.sample.path("fork");
    let premises = Premises {
        folder: fork.join("data"),
        high_water: fork.join("high-water"),
        second_copy: None,
        ..lost.sample.premises()
    };
    let counter = Counter::enter(premises).unwrap();
    for _ in 0..8 {
        // Each signs in, which is a record.
        desk_of(&counter).sign_in("anna", "112233").unwrap();
    }
    counter.stop();
    let taken = lost.take(lost.sample.data());
    let told = lost.refused(&fork.join("data"));
    assert!(told.contains("È un altro giornale: la registrazione n. "), "{told}");
    assert!(told.contains(&format!("n. {} ", taken.found.from)), "{told} {:?}", taken.found);
    lost.is_whole();
}

#[test]
fn of_a_damaged_disk_what_is_sound_comes_in_and_what_is_not_is_told() {
    let lost = Lost::new();
    let found = lost.look(&lost.sample.data()).unwrap();
    let folder = lost.sample.path("damaged");
    copy_folder(&lost.sample.data(), &folder);
    // The record of the second number that the stick never saw.
    let position = lost.given[1].position;
    damage(&folder.join("journal"), position);
    let damaged = lost.look(&folder).unwrap();
    assert_eq!((damaged.to, damaged.records), (found.to, found.records - 1));
    assert_eq!(damaged.holes.len(), 1);
    assert_eq!(damaged.holes[0].from.get(), position);
    lost.take(folder);
    assert!(matches!(lost.asked(&lost.given[0]), Confirmation::Genuine { .. }));
    assert!(matches!(lost.asked(&lost.given[1]), Confirmation::Unreadable));
    assert!(matches!(lost.asked(&lost.given[2]), Confirmation::Genuine { .. }));
    assert_eq!(lost.unknown_from(), "EM01-2026-0000006");
}

#[test]
fn who_dies_between_the_journal_and_the_word_of_it_does_it_again() {
    let mut lost = Lost::new();
    let issued = issue_at(&lost.sample, &lost.desk()).unwrap();
    let found = lost.look(&lost.sample.data()).unwrap();
    let keys = lost.desk().keys.clone();
    lost.stop();
    let means = means(&lost.premises, &keys, Some(lost.old));
    let (here, there) = (lost.premises.folder.join("journal"), lost.sample.data().join("journal"));
    let (_, known) = {
        let headers = journal::headers(&means.disk, &here).unwrap();
        let (header, chain) = headers.last().unwrap();
        (headers.len(), domain::ids::anchor::Anchor { position: header.position, chain: *chain })
    };
    journal::take_late(&means, &here, Some(known), &there, found.to, 256 * 1024).unwrap();
    drop((means, keys));
    lost.counter = Some(Counter::enter(lost.premises.clone()).unwrap());
    lost.is_whole();
    assert_eq!(lost.look(&lost.sample.data()).unwrap().from, found.from);
    lost.take(lost.sample.data());
    lost.is_whole();
    assert_eq!(issue_at(&lost.sample, &lost.desk()).unwrap().serial(), issued.serial() + 1);
}

#[test]
fn a_sheet_written_down_by_hand_counts_no_more_once_the_register_knows_its_number() {
    let lost = Lost::new();
    let desk = lost.desk();
    let sheet = |entry: &EntryView, surname: &str| NewStray {
        id: StrayId::new(desk.mint()),
        number: entry.entry.number.to_string(),
        title: "Certificato di nascita".to_owned(),
        surname: surname.to_owned(),
        given_names: entry.entry.subject.given_names.clone(),
        birth_date: String::new(),
        issued: day("2026-11-21"),
        issued_at: None,
        check_code: entry.check_code.clone(),
        remark: String::new(),
    };
    let right = &lost.given[0].entry.subject.surname;
    desk.write_stray(&lost.who(), sheet(&lost.given[0], right)).unwrap();
    desk.write_stray(&lost.who(), sheet(&lost.given[1], "Rossi")).unwrap();
    assert_eq!(desk.outage_by_id(lost.outage).unwrap().strays, 2);
    let taken = lost.take(lost.sample.data());
    assert_eq!(taken.disagreeing, [lost.given[1].entry.number.clone()]);
    assert_eq!(desk.outage_by_id(lost.outage).unwrap().strays, 0);
    assert!(desk.continuations(&lost.who()).unwrap()[0].strays.is_empty());
    lost.is_whole();
}

/// Spoils one record on the disk.
fn damage(journal: &std::path::Path, position: u64) {
    const MAGIC: &[u8] = b"\x89SPFRM\r\n";
    let name = std::fs::read_dir(journal).unwrap().map(|item| item.unwrap().path());
    let mut segments: Vec<PathBuf> =
        name.filter(|path| path.extension().is_some_and(|e| e == "seg")).collect();
    segments.sort();
    let mut seen = 0;
    for path in segments {
        let mut bytes = std::fs::read(&path).unwrap();
        let starts: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at..].starts_with(MAGIC)).collect();
        for start in starts {
            seen += 1;
            if seen == position {
                bytes[start + 140] ^= 0x55;
                std::fs::write(&path, &bytes).unwrap();
                return;
            }
        }
    }
    panic!("no record {position}");
}
