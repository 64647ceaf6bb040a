//! Any failures in any order: every record ends at the centre once, in order, and every entry has its number or stands
//! visibly aside.

use std::sync::{Mutex, OnceLock};

use proptest::prelude::*;

use super::fake::{FakeCentre, Fault};
use super::{ask, enrol, run, station};
use crate::pass::{Leave, Stood};
use desk::tests::Sample;
use domain::ids::id::EntryId;

/// One station for all cases: each case has a centre of its own, which knows nothing yet.
fn shared() -> &'static Mutex<(Sample, Vec<EntryId>)> {
    static SHARED: OnceLock<Mutex<(Sample, Vec<EntryId>)>> = OnceLock::new();
    SHARED.get_or_init(|| Mutex::new(station(12)))
}

fn fault() -> impl Strategy<Value = Option<Fault>> {
    prop_oneof![
        4 => Just(None),
        1 => Just(Some(Fault::Down)),
        2 => Just(Some(Fault::ActsAndDropsTheReply)),
        1 => Just(Some(Fault::DropsTheQuestion)),
        1 => Just(Some(Fault::ActsAndAnswers504)),
        1 => Just(Some(Fault::Answers500)),
        1 => Just(Some(Fault::Busy)),
        1 => (0_u8..100).prop_map(|percent| Some(Fault::Restores(percent))),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]
    #[test]
    fn every_record_ends_once_in_order_or_visibly_aside(
        faults in prop::collection::vec(fault(), 0..24),
        rejected in prop::option::of(0_usize..12),
        case in any::<u64>(),
    ) {
        let shared = shared().lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let (sample, ids) = &*shared;
        let desk = sample.desk();
        let centre = enrol(sample, &format!("Centro {case}"));
        ask(sample, centre);
        let fake = FakeCentre::new(desk.station_id());
        if let Some(index) = rejected {
            fake.rejects.borrow_mut().push(ids[index]);
        }
        // Between the failures it works: each stands before some operation.
        let mut pass = crate::pass::Pass::new(centre, desk.station_id(), std::time::Duration::ZERO);
        for fault in faults {
            fake.faults.borrow_mut().extend(fault);
            let stood = pass.step(&desk, &fake, Leave::Given, std::time::Duration::ZERO);
            prop_assert!(matches!(stood, Stood::Going | Stood::Failed(_) | Stood::Rest), "{:?}", stood);
        }
        fake.faults.borrow_mut().clear();
        let ended = run(&desk, centre, &fake, Leave::Given);
        prop_assert!(matches!(ended, Stood::Rest), "{:?}", ended);
        // Once and in order.
        prop_assert_eq!(&fake.entries()[..], &ids[..]);
        // Settled with this centre, or visibly aside.
        for (index, id) in ids.iter().enumerate() {
            let view = desk.entry(&sample.clerk(), *id).unwrap();
            let verdict = view.recovery.verdicts.get(&centre);
            prop_assert_eq!(verdict.and_then(|verdict| verdict.ordinary()).is_none(), rejected == Some(index));
            prop_assert!(verdict.is_some());
        }
        prop_assert_eq!(desk.centre(centre).unwrap().doubt, None);
        desk.remove_centre(&sample.supervisor(), centre).unwrap();
    }
}
