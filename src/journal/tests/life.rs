//! A journal's ordinary life.

use super::*;

#[test]
fn what_was_appended_is_read_back_after_reopening() {
    let bench = Bench::new();
    let journal = bench.create();
    let anchors = append(&journal, 1, 40);
    assert_eq!(journal.head(), anchors.last().copied());
    assert_eq!(*bench.observed.lock().unwrap(), anchors);
    assert_eq!(readable(&journal), (1..=40).collect::<Vec<_>>());
    drop(journal);
    assert!(bench.segments().len() > 1, "40 records take several segments of 4 KiB");
    let (journal, opening) = bench.open();
    assert_eq!(opening.head, anchors.last().copied());
    assert_eq!((opening.records, opening.findings, opening.standing), (40, vec![], Standing::Writable));
    assert_eq!(readable(&journal), (1..=40).collect::<Vec<_>>());
    assert_eq!(append(&journal, 41, 41)[0].position, position(41));
    drop(journal);
    assert!(bench.verify(Some(anchors[17])).is_sound());
}

#[test]
fn a_record_keeps_everything_it_was_given() {
    let bench = Bench::new();
    let journal = bench.create();
    let draft = Draft { class: Class::Local, weight: Weight::Critical, ..draft(b"{}".to_vec()) };
    let at = journal.append(draft).unwrap().position;
    let record = journal.read(at).unwrap();
    assert_eq!((record.header.class, record.header.weight), (Class::Local, Weight::Critical));
    assert_eq!((record.header.time, record.header.offset_minutes), (moment(), 120));
    assert_eq!(record.header.commitment, record::commitment(&record.salt, b"{}"));
    assert_eq!(
        record.chain,
        record::chain(&record::genesis(bench.means.keys.station()), &record.header.to_bytes())
    );
}

#[test]
fn nothing_of_a_payload_lies_in_clear() {
    let bench = Bench::new();
    let journal = bench.create();
    journal.append(draft(br#"{"name":"GIUSEPPINA ROSSI"}"#.to_vec())).unwrap();
    for name in bench.segments() {
        assert!(!bench.content(&name).windows(4).any(|window| window == b"ROSS"));
    }
}

#[test]
fn the_largest_payload_fits_and_a_larger_one_is_refused() {
    let bench = Bench::new();
    let journal = bench.create();
    append(&journal, 1, 3);
    let largest = vec![b'x'; LARGEST_PAYLOAD];
    let at = journal.append(draft(largest.clone())).unwrap().position;
    let refused = journal.append(draft(vec![b'x'; LARGEST_PAYLOAD + 1]));
    assert!(matches!(refused, Err(AppendError::TooLarge { found }) if found == LARGEST_PAYLOAD + 1));
    append(&journal, 5, 6);
    assert_eq!(journal.read(at).unwrap().payload, largest);
    drop(journal);
    let (journal, opening) = bench.open();
    assert_eq!((opening.records, opening.findings), (6, vec![]));
    assert_eq!(journal.read(at).unwrap().payload, largest);
}

#[test]
fn a_folder_holds_one_journal_of_one_station() {
    let bench = Bench::filled(1);
    let again = Journal::create(bench.means.clone(), folder(), bench.settings.clone(), bench.observer());
    assert!(matches!(again, Err(OpenFailure::Exists { .. })));
    let keys = keys(SimulatedDisk::new().shared(), 8);
    let station = keys.station();
    let other = Bench { means: Means { keys, station, ..bench.means.clone() }, ..bench };
    assert!(matches!(other.try_open(), Err(OpenFailure::OtherStation { .. })));
    let empty = Bench::new();
    assert!(matches!(empty.try_open(), Err(OpenFailure::Absent { .. })));
}

#[test]
fn new_key_slots_begin_a_new_segment_and_are_found_there() {
    let bench = Bench::new();
    let journal = bench.create();
    append(&journal, 1, 2);
    bench.means.keys.rotate(&bench.means.random).unwrap();
    append(&journal, 3, 4);
    assert_eq!(bench.segments().len(), 2);
    assert_eq!(journal.read(position(2)).unwrap().header.key.0, 1);
    assert_eq!(journal.read(position(3)).unwrap().header.key.0, 2);
    bench.disk.remove(&folder().join("keyslots.json")).unwrap();
    assert_eq!(slots(&bench.disk.shared(), folder()), Some(bench.means.keys.slots()));
}

#[test]
fn a_reader_asking_beyond_the_end_is_told_so() {
    let bench = Bench::new();
    let journal = bench.create();
    assert!(matches!(journal.read(position(1)), Err(ReadError::Beyond(_))));
    assert_eq!(journal.records(Position::FIRST).count(), 0);
    append(&journal, 1, 1);
    assert!(matches!(journal.read(position(2)), Err(ReadError::Beyond(_))));
    assert_eq!(journal.records(position(2)).count(), 0);
}

#[test]
fn sixty_four_writers_get_every_position_once() {
    let bench = Bench::with(Settings { segment_bytes: 64 * 1024, reserve_bytes: 0, ..Settings::default() });
    let journal = bench.create();
    let mut seen: Vec<Anchor> = std::thread::scope(|scope| {
        let writers: Vec<_> = (0..64)
            .map(|_| {
                scope.spawn(|| {
                    (0..25).map(|_| journal.append(draft(b"{}".to_vec())).unwrap()).collect::<Vec<_>>()
                })
            })
            .collect();
        writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect()
    });
    seen.sort_by_key(|anchor| anchor.position);
    let positions: Vec<_> = seen.iter().map(|anchor| anchor.position.get()).collect();
    assert_eq!(positions, (1..=1600).collect::<Vec<_>>());
    assert_eq!(*bench.observed.lock().unwrap(), seen, "observed once each, in order");
    drop(journal);
    assert!(bench.verify(seen.last().copied()).is_sound());
}

#[test]
fn closing_writes_what_waits_and_refuses_what_comes_after() {
    let bench = Bench::new();
    let journal = bench.create();
    let tickets: Vec<_> = (1..=5).map(|number| journal.enqueue(draft(payload(number))).unwrap()).collect();
    journal.close();
    for ticket in tickets {
        ticket.wait().unwrap();
    }
    assert!(matches!(journal.append(draft(payload(6))), Err(AppendError::Stopped)));
    drop(journal);
    assert_eq!(bench.open().1.records, 5);
}

#[test]
fn an_observer_that_panics_stops_the_journal_and_nobody_waits_forever() {
    let bench = Bench::new();
    let observer: Observer = Box::new(|_| panic!("the store burst"));
    let journal = Journal::create(bench.means.clone(), folder(), bench.settings.clone(), observer).unwrap();
    assert!(matches!(journal.append(draft(payload(1))), Err(AppendError::Uncertain(_))));
    drop(journal);
    assert_eq!(readable(&bench.open().0), [1]);
}
