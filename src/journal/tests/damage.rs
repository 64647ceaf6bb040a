//! Damaged, cut, exchanged and foreign bytes: found, named, the rest served.

use super::*;

/// Positions named by findings.
fn named(findings: &[Finding]) -> Vec<u64> {
    let mut out = Vec::new();
    for finding in findings {
        match finding {
            Finding::Damaged { span, .. } | Finding::Missing(span) | Finding::Unconfirmed(span) => {
                out.extend(span.from.get()..=span.to.get());
            }
            Finding::TornTail { at, .. }
            | Finding::Reordered(at)
            | Finding::Repeated(at)
            | Finding::BrokenChain(at)
            | Finding::AlteredPayload(at)
            | Finding::UnknownKey(at, _)
            | Finding::ForeignStation { position: at, .. } => out.push(at.get()),
            Finding::SegmentHeader { .. } | Finding::Stray { .. } | Finding::Version { .. } => {}
        }
    }
    out
}

#[test]
fn one_flipped_byte_anywhere_is_found_and_named_and_the_rest_is_served() {
    let bench = Bench::with(Settings { segment_bytes: 1600, reserve_bytes: 0, ..Settings::default() });
    append(&bench.create(), 1, 5);
    assert_eq!(bench.segments().len(), 2);
    let all: Vec<u64> = (1..=5).collect();
    let newest = bench.segments().pop().unwrap();
    let mut number = 0;
    for name in bench.segments() {
        let frames = bench.frames(&name);
        let header_end = frames[0].0;
        for at in 0..bench.content(&name).len() {
            let disk = bench.disk.copy();
            disk.tamper(&folder().join(&name), |content| content[at] ^= 0x10);
            let found = bench.moved_to(&disk);
            let report = found.verify(None);
            let hit = frames.iter().position(|(from, to)| (*from..*to).contains(&at));
            let lost = hit.map(|index| number + index as u64 + 1);
            assert!(!report.is_sound(), "{name} byte {at}");
            match lost {
                Some(lost) => {
                    assert_eq!(named(&report.findings), [lost], "{name} byte {at}: {:?}", report.findings);
                }
                None if at < header_end => {
                    assert!(
                        matches!(report.findings[..], [Finding::SegmentHeader { .. }]),
                        "{name} byte {at}"
                    );
                }
                None => {
                    assert_eq!(name, newest);
                    assert!(matches!(report.findings[..], [Finding::TornTail { .. }]), "{name} byte {at}");
                }
            }
            let (journal, opening) = found.open();
            let served: Vec<u64> = all.iter().copied().filter(|number| Some(*number) != lost).collect();
            assert_eq!(readable(&journal), served, "{name} byte {at}");
            let torn = matches!(opening.findings[..], [Finding::TornTail { .. }]);
            assert_eq!(opening.standing == Standing::Writable, torn, "{name} byte {at}");
        }
        number += frames.len() as u64;
    }
    assert_eq!(number, 5);
}

#[test]
fn damage_in_the_middle_makes_the_journal_read_only_until_a_person_decides() {
    let bench = Bench::filled(12);
    let name = &bench.segments()[0];
    let (from, to) = bench.frames(name)[1];
    bench.disk.tamper(&folder().join(name), |content| content[from..to].fill(0x33));
    let (journal, opening) = bench.open();
    assert_eq!(opening.standing, Standing::ReadOnly);
    assert!(matches!(journal.append(draft(payload(13))), Err(AppendError::ReadOnly)));
    assert!(matches!(journal.read(position(2)), Err(ReadError::Damaged(_))));
    journal.resume();
    append(&journal, 13, 14);
    drop(journal);
    let report = bench.verify(None);
    let [Finding::Damaged { span, place }] = &report.findings[..] else { panic!("{:?}", report.findings) };
    assert_eq!((*span, place.offset), (Span::one(position(2)), from as u64));
    assert_eq!(report.records, 13);
    assert_eq!(
        report.findings[0].to_string(),
        format!("damaged: position 2 ({name} at byte {from}, {} bytes)", to - from)
    );
}

#[test]
fn a_tail_cut_at_any_byte_of_the_last_frame_is_saved_aside_and_cut() {
    let bench = Bench::filled(12);
    let name = bench.segments().pop().unwrap();
    let (from, to) = bench.frames(&name).pop().unwrap();
    for at in from..=to {
        let disk = bench.disk.copy();
        disk.tamper(&folder().join(&name), |content| content.truncate(at));
        let found = bench.moved_to(&disk);
        let (journal, opening) = found.open();
        let whole = at == to;
        let kept = if whole { 12 } else { 11 };
        assert_eq!(readable(&journal), (1..=kept).collect::<Vec<_>>(), "cut at {at}");
        assert_eq!(opening.standing, Standing::Writable);
        let torn = !whole && at > from;
        assert_eq!(matches!(opening.findings[..], [Finding::TornTail { .. }]), torn, "cut at {at}");
        assert_eq!(disk.exists(&folder().join("torn")), torn);
        append(&journal, kept + 1, kept + 2);
        drop(journal);
        assert!(found.verify(None).is_sound(), "cut at {at}");
        assert_eq!(found.open().1.findings, []);
    }
}

#[test]
fn after_a_torn_tail_a_new_segment_begins_and_the_torn_bytes_are_kept() {
    let bench = Bench::filled(12);
    let name = bench.segments().pop().unwrap();
    let (from, to) = bench.frames(&name).pop().unwrap();
    let torn = bench.content(&name)[from..to - 7].to_vec();
    bench.disk.tamper(&folder().join(&name), |content| content[to - 7..].fill(0));
    let before = bench.segments().len();
    let (journal, _) = bench.open();
    append(&journal, 12, 12);
    assert_eq!(bench.segments().len(), before + 1);
    let aside = folder().join("torn");
    let files = bench.disk.list(&aside).unwrap();
    assert_eq!(files, [format!("{name}-{from}")]);
    let kept = bench.disk.read(&aside.join(&files[0])).unwrap();
    assert!(torn.starts_with(&kept) && kept.len() >= torn.len() - 8);
}

#[test]
fn a_batch_that_power_cut_short_in_its_middle_is_a_torn_tail() {
    let (bench, batch) = with_a_last_batch_of_three();
    let name = bench.segments().pop().unwrap();
    let frames = bench.frames(&name);
    let (from, to) = frames[frames.len() - 3];
    bench.disk.tamper(&folder().join(&name), |content| content[from..to].fill(0));
    let (journal, opening) = bench.open();
    assert_eq!(named(&opening.findings), [batch]);
    assert_eq!(opening.standing, Standing::Writable);
    assert_eq!(readable(&journal), (1..batch).collect::<Vec<_>>());
}

#[test]
fn the_same_damage_below_the_high_water_mark_is_damage() {
    let (mut bench, batch) = with_a_last_batch_of_three();
    bench.settings.high_water = Some("/home/officer/high-water".into());
    bench.open().0.adopt_high_water().unwrap();
    let name = bench.segments().pop().unwrap();
    let frames = bench.frames(&name);
    let (from, to) = frames[frames.len() - 3];
    bench.disk.tamper(&folder().join(&name), |content| content[from..to].fill(0));
    let (journal, opening) = bench.open();
    assert_eq!(opening.standing, Standing::ReadOnly);
    assert_eq!(named(&opening.findings), [batch]);
    assert_eq!(readable(&journal).last(), Some(&(batch + 2)));
}

/// The last three records were written together. Their first position too.
fn with_a_last_batch_of_three() -> (Bench, u64) {
    let bench = Bench::new();
    let (arrive, arrived) = std::sync::mpsc::channel();
    let (release, released) = std::sync::mpsc::channel();
    // The observer holds the committer after the first record, so that the next three wait together.
    let mut first = true;
    let observer: Observer = Box::new(move |_| {
        if std::mem::take(&mut first) {
            arrive.send(()).unwrap();
            released.recv().unwrap();
        }
    });
    let journal = Journal::create(bench.means.clone(), folder(), bench.settings.clone(), observer).unwrap();
    let mut tickets = vec![journal.enqueue(draft(payload(1))).unwrap()];
    arrived.recv().unwrap();
    tickets.extend((2..=4).map(|number| journal.enqueue(draft(payload(number))).unwrap()));
    release.send(()).unwrap();
    for ticket in tickets {
        ticket.wait().unwrap();
    }
    drop(journal);
    (bench, 2)
}

#[test]
fn a_lost_segment_is_named_by_its_positions() {
    let bench = Bench::filled(60);
    let names = bench.segments();
    assert!(names.len() > 3);
    let first = segment::first_of(&names[1]).unwrap();
    let after = segment::first_of(&names[2]).unwrap();
    bench.disk.remove(&folder().join(&names[1])).unwrap();
    let span = Span { from: first, to: after.previous().unwrap() };
    assert_eq!(bench.verify(None).findings, [Finding::Missing(span)]);
    let (journal, opening) = bench.open();
    assert_eq!(opening.standing, Standing::ReadOnly);
    let served: Vec<u64> =
        (1..=60).filter(|number| *number < first.get() || *number >= after.get()).collect();
    assert_eq!(readable(&journal), served);
}

#[test]
fn frames_in_exchanged_places_are_named_and_still_read() {
    let bench = Bench::filled(12);
    let name = &bench.segments()[0];
    let frames = bench.frames(name);
    let (one, other) = (frames[1], frames[2]);
    assert_eq!(one.1 - one.0, other.1 - other.0);
    bench.disk.tamper(&folder().join(name), |content| {
        let (left, right) = content.split_at_mut(other.0);
        left[one.0..one.1].swap_with_slice(&mut right[..other.1 - other.0]);
    });
    let report = bench.verify(None);
    assert!(report.findings.contains(&Finding::Reordered(position(2))), "{:?}", report.findings);
    assert_eq!(report.records, 12);
    assert_eq!(readable(&bench.open().0), (1..=12).collect::<Vec<_>>());
}

#[test]
fn a_frame_put_in_twice_is_named() {
    let bench = Bench::filled(3);
    let name = &bench.segments()[0];
    let frames = bench.frames(name);
    let copy = bench.content(name)[frames[1].0..frames[1].1].to_vec();
    bench.disk.tamper(&folder().join(name), |content| {
        content[frames[2].1..frames[2].1 + copy.len()].copy_from_slice(&copy);
    });
    assert_eq!(bench.verify(None).findings, [Finding::Repeated(position(2))]);
}

#[test]
fn a_record_of_another_station_is_named() {
    let bench = Bench::filled(3);
    let other = {
        let bench = Bench::new();
        let keys = keys(SimulatedDisk::new().shared(), 8);
        let station = keys.station();
        Bench { means: Means { keys, station, ..bench.means.clone() }, ..bench }
    };
    append(&other.create(), 1, 3);
    let name = &bench.segments()[0];
    let (from, to) = bench.frames(name)[1];
    let foreign = other.content(name)[from..to].to_vec();
    bench.disk.tamper(&folder().join(name), |content| content[from..to].copy_from_slice(&foreign));
    let findings = bench.verify(None).findings;
    let station = other.means.keys.station();
    assert!(findings.contains(&Finding::ForeignStation { position: position(2), station }), "{findings:?}");
    assert!(findings.contains(&Finding::Missing(Span::one(position(2)))), "{findings:?}");
    assert_eq!(readable(&bench.open().0), [1, 3]);
}

/// Changes bytes of a frame and makes its check sum fit again, as someone would who wants to deceive.
fn forge(bench: &Bench, index: usize, change: impl FnOnce(&mut [u8])) {
    let name = &bench.segments()[0];
    let (from, to) = bench.frames(name)[index];
    bench.disk.tamper(&folder().join(name), |content| {
        change(&mut content[from..to]);
        let batch = frame::parse(&content[from..to]).map(|frame| frame.batch);
        frame::stamp(&mut content[from..to], batch.unwrap_or(position(index as u64 + 1)));
    });
}

#[test]
fn an_altered_payload_is_found_with_the_key_only() {
    let bench = Bench::filled(3);
    forge(&bench, 1, |frame| frame[160] ^= 1);
    let without = verify(&bench.disk.shared(), folder(), None, None).unwrap();
    assert!(without.is_sound() && !without.payloads_checked);
    assert_eq!(bench.verify(None).findings, [Finding::AlteredPayload(position(2))]);
}

#[test]
fn an_altered_header_is_found_without_the_key() {
    let bench = Bench::filled(3);
    // The time in the header.
    forge(&bench, 1, |frame| frame[24 + 24] ^= 1);
    let without = verify(&bench.disk.shared(), folder(), None, None).unwrap();
    assert_eq!(without.findings, [Finding::BrokenChain(position(3))]);
}

#[test]
fn an_anchor_tells_a_cut_and_a_forked_journal() {
    let bench = Bench::new();
    let journal = bench.create();
    let anchors = append(&journal, 1, 5);
    drop(journal);
    assert_eq!(bench.verify(Some(anchors[2])).anchor, Some(Comparison::Agrees { ahead: 2 }));
    let beyond = Anchor { position: position(6), ..anchors[4] };
    let cut = Comparison::Behind { head: Some(anchors[4]), anchor: beyond };
    assert_eq!(bench.verify(Some(beyond)).anchor, Some(cut));
    let other = Anchor { position: position(3), ..anchors[4] };
    let forked = Comparison::Forked { found: anchors[2].chain, anchor: other };
    assert_eq!(bench.verify(Some(other)).anchor, Some(forked));
}

#[test]
fn a_damaged_record_can_still_be_compared_by_the_link_of_the_next() {
    let bench = Bench::new();
    let journal = bench.create();
    let anchors = append(&journal, 1, 3);
    drop(journal);
    let name = &bench.segments()[0];
    let (from, _) = bench.frames(name)[1];
    bench.disk.tamper(&folder().join(name), |content| content[from + 30] ^= 1);
    assert_eq!(bench.verify(Some(anchors[1])).anchor, Some(Comparison::Agrees { ahead: 1 }));
}

#[test]
fn every_header_can_be_listed_without_a_key() {
    let bench = Bench::filled(12);
    let listed = headers(&bench.disk.shared(), folder()).unwrap();
    assert_eq!(
        listed.iter().map(|(header, _)| header.position.get()).collect::<Vec<_>>(),
        (1..=12).collect::<Vec<_>>()
    );
}

#[test]
fn a_write_seen_half_way_is_no_finding_and_a_torn_tail_is() {
    let bench = Bench::filled(3);
    let name = bench.segments().pop().unwrap();
    let path = folder().join(&name);
    let whole = bench.content(&name);
    let (from, to) = *bench.frames(&name).last().unwrap();
    let half_way = || bench.disk.tamper(&path, |content| content[from + 20..to].fill(0));
    let again = |pause: &dyn Fn()| {
        verify::verify_twice(&bench.disk.shared(), folder(), Some(&bench.means.keys), None, pause).unwrap()
    };
    half_way();
    // The rest arrives while one waits, and more after it.
    let report = again(&|| bench.disk.tamper(&path, |content| content.clone_from(&whole)));
    assert!(report.is_sound(), "{:?}", report.findings);
    assert_eq!(report.records, 3);
    half_way();
    let report = again(&|| ());
    assert!(matches!(report.findings[..], [Finding::TornTail { .. }]), "{:?}", report.findings);
}
