//! Random lives of a journal.

use proptest::prelude::*;

use super::*;

#[derive(Clone, Debug)]
enum Step {
    Append { count: u64, size: usize },
    Reopen,
    ReopenFresh,
    Rotate,
    PowerCut { seed: u64 },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (1_u64..6, 0_usize..900).prop_map(|(count, size)| Step::Append { count, size }),
        1 => Just(Step::Reopen),
        1 => Just(Step::ReopenFresh),
        1 => Just(Step::Rotate),
        2 => any::<u64>().prop_map(|seed| Step::PowerCut { seed }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_happens_all_acknowledged_records_are_there_once_and_in_order(
        steps in prop::collection::vec(step(), 1..24),
    ) {
        let mut bench = Bench::with(Settings { segment_bytes: 4096, reserve_bytes: 512, ..Settings::default() });
        let mut journal = Some(bench.create());
        let mut expected: Vec<(Anchor, Vec<u8>)> = Vec::new();
        for step in steps {
            let open = journal.as_ref().unwrap();
            match step {
                Step::Append { count, size } => {
                    for _ in 0..count {
                        let payload = vec![b'x'; size];
                        let anchor = open.append(draft(payload.clone())).unwrap();
                        expected.push((anchor, payload));
                    }
                    continue;
                }
                Step::Rotate => {
                    bench.means.keys.rotate(&bench.means.random).unwrap();
                    continue;
                }
                Step::Reopen => bench.settings.fresh_segment = false,
                Step::ReopenFresh => bench.settings.fresh_segment = true,
                Step::PowerCut { seed } => {
                    let disk = bench.disk.after_power_cut(seed);
                    drop(journal.take());
                    bench = bench.moved_to(&disk);
                }
            }
            drop(journal.take());
            let (opened, opening) = bench.open();
            prop_assert_eq!(opening.standing, Standing::Writable);
            prop_assert_eq!(opening.findings, vec![]);
            journal = Some(opened);
        }
        let journal = journal.unwrap();
        let found: Vec<_> = journal.records(Position::FIRST).map(|record| record.unwrap()).collect();
        let found: Vec<_> = found.into_iter().map(|record| (record.anchor(), record.payload)).collect();
        prop_assert_eq!(&found, &expected);
        drop(journal);
        prop_assert!(bench.verify(expected.last().map(|(anchor, _)| *anchor)).is_sound());
    }

    #[test]
    fn any_bytes_at_all_in_a_segment_are_survived(
        bytes in prop::collection::vec(any::<u8>(), 0..3000), at in 0_usize..4096,
    ) {
        let bench = Bench::filled(8);
        let name = bench.segments().remove(0);
        bench.disk.tamper(&folder().join(&name), |content| {
            let end = content.len().min(at + bytes.len());
            content[at..end].copy_from_slice(&bytes[..end - at]);
        });
        let (journal, _) = bench.open();
        let served = readable(&journal);
        prop_assert!(served.is_sorted());
        drop(journal);
        bench.verify(None);
    }
}
