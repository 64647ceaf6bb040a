//! A journal of which no segment is left, and a second copy that has them all.

use super::second_copy::{check_copy, copied, wait_for, wait_until_current, with_copy};
use super::*;

fn filled(count: u64) -> Bench {
    let bench = with_copy();
    let settings = Settings { high_water: Some("/home/mark".into()), ..bench.settings.clone() };
    bench.disk.create_folder(Path::new("/home")).unwrap();
    let bench = Bench { settings, ..bench };
    let journal = bench.create();
    append(&journal, 1, count);
    wait_until_current(&journal, count);
    drop(journal);
    bench
}

fn lose_all(bench: &Bench) {
    for name in bench.segments() {
        bench.disk.remove(&folder().join(name)).unwrap();
    }
}

#[test]
fn it_is_made_anew_from_the_copy_and_goes_on_where_both_ended_in_a_stop() {
    for count in [3, 60] {
        let bench = filled(count);
        lose_all(&bench);
        let (journal, opening) = bench.open();
        assert_eq!(opening.healed, [Span { from: position(1), to: position(count) }]);
        assert!(matches!(opening.copy, CopyVerdict::Ahead { closed: true, .. }), "{:?}", opening.copy);
        assert!(opening.verdict.allows_issuing(), "{:?}", opening.verdict);
        assert_eq!(readable(&journal), (1..=count).collect::<Vec<_>>());
        append(&journal, count + 1, count + 1);
        wait_until_current(&journal, count + 1);
        drop(journal);
        assert!(bench.verify(None).is_sound());
        check_copy(&bench, count + 1);
    }
}

#[test]
fn without_the_copy_or_with_an_empty_one_nothing_is_made() {
    let bench = filled(5);
    lose_all(&bench);
    let away = bench.moved_to(&bench.disk.copy());
    away.disk.unplug(Some(Path::new("/stick")));
    assert!(matches!(away.try_open(), Err(OpenFailure::Absent { .. })));
    let emptied = bench.moved_to(&bench.disk.copy());
    emptied.disk.remove_folder(&copied());
    emptied.disk.create_folder(&copied()).unwrap();
    assert!(matches!(emptied.try_open(), Err(OpenFailure::Absent { .. })));
    for bench in [away, emptied] {
        assert_eq!(bench.segments(), Vec::<String>::new());
    }
}

#[test]
fn a_copy_that_stayed_behind_the_mark_brings_back_what_it_has_and_a_person_decides() {
    let bench = filled(5);
    let stick = bench.moved_to(&bench.disk.copy());
    bench.disk.unplug(Some(Path::new("/stick")));
    let (journal, _) = bench.open();
    append(&journal, 6, 8);
    wait_for(&journal, |state| matches!(state, CopyState::Missing { .. }));
    drop(journal);
    bench.disk.unplug(None);
    lose_all(&bench);
    drop(stick);
    let (journal, opening) = bench.open();
    assert_eq!(readable(&journal), (1..=5).collect::<Vec<_>>());
    assert!(matches!(opening.verdict, AnchorVerdict::Compared(Comparison::Behind { .. })));
    assert!(!opening.verdict.allows_issuing());
}

#[test]
fn a_power_cut_while_it_is_made_anew_loses_nothing() {
    let bench = filled(60);
    lose_all(&bench);
    for calls in 0..14 {
        let dying = bench.moved_to(&bench.disk.copy());
        dying.disk.lose_power_after(calls);
        drop(dying.try_open());
        for seed in 0..3 {
            let cut = bench.moved_to(&dying.disk.after_power_cut(seed));
            let (journal, opening) = cut.open();
            assert_eq!(readable(&journal), (1..=60).collect::<Vec<_>>(), "after {calls} calls, seed {seed}");
            assert!(
                opening.verdict.allows_issuing(),
                "after {calls} calls, seed {seed}: {:?}",
                opening.verdict
            );
        }
    }
}
