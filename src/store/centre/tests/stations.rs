//! Stations, enrolments, messages, settings.

use uuid::Uuid;

use super::made::*;
use super::sentences;
use crate::centre::row::{EnrolmentRow, EnrolmentStand, StationRow, StationState};

fn enrolment(number: u8, asked: i64) -> EnrolmentRow {
    EnrolmentRow {
        id: Uuid::from_u128(u128::from(number)),
        request: "-----BEGIN CERTIFICATE REQUEST-----".to_owned(),
        commitment: [number; 32],
        centre_nonce: [3; 16],
        station_nonce: None,
        asked,
        state: EnrolmentStand::Waiting,
        source: "192.0.2.7".to_owned(),
        notes: vec![number],
    }
}

sentences! {
    fn a_setting_is_set_only_where_it_stands_as_expected(store) {
        assert_eq!(store.setting("identity").unwrap(), None);
        assert!(!store.set_setting("identity", Some(b"a"), b"b").unwrap());
        assert!(store.set_setting("identity", None, b"a").unwrap());
        assert!(!store.set_setting("identity", None, b"c").unwrap());
        assert!(store.set_setting("identity", Some(b"a"), &[0, 255]).unwrap());
        assert_eq!(store.setting("identity").unwrap(), Some(vec![0, 255]));
        assert!(store.set_setting("identity", Some(&[0, 255]), &[9; 10_000]).unwrap());
        assert_eq!(store.setting("identity").unwrap(), Some(vec![9; 10_000]));
        assert!(store.set_setting("identity", Some(&[9; 10_000]), b"").unwrap());
        assert_eq!(store.setting("identity").unwrap(), Some(Vec::new()));
        assert_eq!(store.setting("other").unwrap(), None);
    }

    fn a_station_is_changed_by_a_person_but_where_it_stands_only_by_batches(store) {
        assert_eq!(store.station(station_id(1)).unwrap(), None);
        let forged = StationRow {
            head: Some(anchor(1, 0, 9)),
            outcomes: 9,
            heard: Some(1),
            head_seen: Some(1),
            ..station(1)
        };
        store.put_station(&StationRow { complete: Some(position(9)), ..forged.clone() }).unwrap();
        assert_eq!(store.station(station_id(1)).unwrap(), Some(station(1)));
        let mut batch = plain(1, None, 3);
        batch.complete = Some(position(3));
        store.receive(&batch).unwrap();
        let changed = StationRow {
            code: "EM11".to_owned(),
            name: "Anagrafe".to_owned(),
            state: StationState::Suspended,
            certificates: vec!["new".to_owned(), "old".to_owned()],
            body: "c_g535".to_owned(),
            ..forged
        };
        store.put_station(&changed).unwrap();
        let stands = StationRow {
            head: Some(anchor(1, 0, 3)),
            outcomes: 3,
            heard: Some(NOON),
            head_seen: Some(NOON),
            complete: Some(position(3)),
            ..changed
        };
        assert_eq!(store.station(station_id(1)).unwrap(), Some(stands));
    }

    fn stations_are_told_by_code(store) {
        for (number, code) in [(1, "EMb"), (2, "EMA"), (3, "EM2"), (4, "EMa")] {
            let state = if number == 1 { StationState::Expected } else { StationState::Enrolled };
            let certificates = if number == 1 { Vec::new() } else { vec!["a".to_owned()] };
            store.put_station(&StationRow { code: code.to_owned(), state, certificates, ..station(number) }).unwrap();
        }
        let codes: Vec<_> = store.stations().unwrap().into_iter().map(|row| row.code).collect();
        assert_eq!(codes, ["EM2", "EMA", "EMa", "EMb"]);
        assert_eq!(store.stations().unwrap()[3].certificates, Vec::<String>::new());
    }

    fn a_station_is_heard_now_or_with_a_batch(store) {
        enrol(store, &[1]);
        store.heard(station_id(1), 77).unwrap();
        assert_eq!(store.station(station_id(1)).unwrap().unwrap().heard, Some(77));
        take(store, 1, 1);
        assert_eq!(store.station(station_id(1)).unwrap().unwrap().heard, Some(NOON));
        store.heard(station_id(9), 77).unwrap();
        assert_eq!(store.station(station_id(9)).unwrap(), None);
    }

    fn an_enrolment_is_added_and_changed(store) {
        let waiting = enrolment(1, NOON);
        store.put_enrolment(&waiting).unwrap();
        assert_eq!(store.enrolment(waiting.id).unwrap(), Some(waiting.clone()));
        let state = EnrolmentStand::Granted("-----BEGIN CERTIFICATE-----".to_owned());
        let granted = EnrolmentRow { station_nonce: Some([8; 16]), state, ..waiting };
        store.put_enrolment(&granted).unwrap();
        assert_eq!(store.enrolment(granted.id).unwrap(), Some(granted));
        let refused = EnrolmentRow { state: EnrolmentStand::Refused, ..enrolment(2, NOON) };
        store.put_enrolment(&refused).unwrap();
        assert_eq!(store.enrolment(refused.id).unwrap(), Some(refused));
        assert_eq!(store.enrolment(Uuid::from_u128(99)).unwrap(), None);
    }

    fn the_newest_hundred_enrolments_are_told(store) {
        for number in 0..103 {
            store.put_enrolment(&enrolment(number, NOON + i64::from(number / 2))).unwrap();
        }
        let told: Vec<_> = store.enrolments().unwrap().into_iter().map(|row| row.id.as_u128()).collect();
        assert_eq!(told, (3..103).rev().collect::<Vec<_>>());
    }

    fn a_message_is_seen_once_while_it_could_be_sent_again(store) {
        let message = Uuid::from_u128(7);
        assert!(store.first_seen(message, 1_000, 500).unwrap());
        assert!(!store.first_seen(message, 1_000, 501).unwrap());
        for other in 100..120 {
            assert!(store.first_seen(Uuid::from_u128(other), 2_000, 999).unwrap());
        }
        assert!(!store.first_seen(message, 1_000, 1_000).unwrap());
        for other in 200..220 {
            assert!(store.first_seen(Uuid::from_u128(other), 9_000, 3_000).unwrap());
        }
        assert!(!store.first_seen(Uuid::from_u128(200), 9_000, 8_999).unwrap());
    }
}
