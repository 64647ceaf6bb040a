//! Parts of outages that a person closes in their station's stead, at a centre that waits for what stations were told.

use super::put_back::{Town, elena};
use crate::error::CentreError;

#[test]
fn closing_one_part_of_a_station_officially_does_not_stop_waiting_for_what_it_was_told_of_the_others() {
    for archived in [false, true] {
        let mut town = Town::new(2);
        let lost = town.stations[1].line.station;
        let first = town.stations[1].line.outage;
        town.issue(1);
        let second = town.stations[1].line.open_another();
        town.issue(1);
        town.pass(1);
        let copy = town.centre.database.as_it_stands().unwrap();
        town.put_back_after_one_more(&copy);
        assert!(town.held_back());
        let hub = &town.centre.hub;
        let close = |outage| hub.close_officially(&elena(), lost, outage, "disco perduto");
        let put_back = || hub.epoch().unwrap().put_back.unwrap();
        // Its station closed it: there is nothing to close, and nothing said about waiting.
        assert!(matches!(close(first), Err(CentreError::AlreadyDecided)));
        assert!(put_back().given_up.is_empty());
        if archived {
            hub.archive(lost, first).unwrap();
        }
        close(second).unwrap();
        assert_eq!(
            town.held_back(),
            !archived,
            "of a part that is not archived it may still say what it was told"
        );
        if !archived {
            assert_eq!(put_back().silent().collect::<Vec<_>>(), [lost]);
            hub.go_on_without(&elena(), &[lost], &[], "disco perduto").unwrap();
        }
        assert!(!town.held_back());
        assert_eq!(put_back().given_up.keys().collect::<Vec<_>>(), [&lost]);
    }
}
