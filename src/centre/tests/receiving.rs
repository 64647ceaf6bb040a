//! Records come once, in order, with an intact chain; numbers follow.

use proptest::prelude::*;

use super::Centre;
use super::line::Line;
use crate::bad_batch::BadBatch;
use crate::error::CentreError;
use domain::centre::exchange::{Batch, Remedy, Verdict};
use domain::journal::record::Class;
use store::centre::row::CentreQuery;

fn with_entries(n: u128, code: &str, entries: u32) -> Line {
    let mut line = Line::new(n, code);
    for _ in 0..entries {
        let entry = line.certificate("Rossi Mario", "RSSMRA80A01H501U");
        line.issue(entry);
        line.local();
    }
    line
}

fn numbers(centre: &Centre, line: &Line) -> Vec<(String, String)> {
    let page = centre.hub.outcomes(line.station, 0).unwrap();
    page.outcomes
        .into_iter()
        .map(|outcome| {
            let Verdict::Accepted { ordinary, .. } = outcome.verdict else { panic!("rejected") };
            (outcome.number.unwrap().to_string(), ordinary.to_string())
        })
        .collect()
}

#[test]
fn entries_get_ordinary_numbers_in_register_order_and_the_same_again_changes_nothing() {
    let line = with_entries(1, "EM01", 3);
    let centre = Centre::knowing(&[&line]);
    let answer = centre.hub.receive(line.station, &line.all()).unwrap();
    assert_eq!(answer.head, line.head());
    let expected: Vec<(String, String)> =
        (1..=3).map(|n| (format!("EM01-2026-000000{n}"), format!("PG 000000{n}/2026"))).collect();
    assert_eq!(numbers(&centre, &line), expected);
    for (from, to) in [(0, line.sent.len()), (0, 2), (4, 7)] {
        let again = centre.hub.receive(line.station, &line.batch(from, to)).unwrap();
        assert_eq!(again, answer);
    }
    assert_eq!(numbers(&centre, &line), expected);
    assert_eq!(centre.hub.counts().unwrap().entries, 3);
}

#[test]
fn two_stations_share_one_sequence_without_gaps() {
    let (a, b) = (with_entries(1, "EM01", 2), with_entries(2, "EM02", 2));
    let centre = Centre::knowing(&[&a, &b]);
    centre.hub.receive(a.station, &a.batch(0, 5)).unwrap();
    centre.hub.receive(b.station, &b.all()).unwrap();
    centre.hub.receive(a.station, &a.batch(5, a.sent.len())).unwrap();
    let mut all: Vec<String> =
        numbers(&centre, &a).into_iter().chain(numbers(&centre, &b)).map(|(_, ordinary)| ordinary).collect();
    all.sort();
    assert_eq!(all, ["PG 0000001/2026", "PG 0000002/2026", "PG 0000003/2026", "PG 0000004/2026"]);
}

#[test]
fn a_gap_is_refused_with_where_the_centre_stands() {
    let line = with_entries(1, "EM01", 2);
    let centre = Centre::knowing(&[&line]);
    centre.hub.receive(line.station, &line.batch(0, 3)).unwrap();
    let refused = centre.hub.receive(line.station, &line.batch(4, 6)).unwrap_err();
    assert!(matches!(refused, CentreError::Gap { expects } if expects == Some(line.anchors[2])));
    assert_eq!(centre.hub.position(line.station).unwrap().head, Some(line.anchors[2]));
}

#[test]
fn what_was_altered_on_the_way_or_should_have_stayed_is_refused_whole() {
    let line = with_entries(1, "EM01", 2);
    let centre = Centre::knowing(&[&line]);
    let altered = |change: &dyn Fn(&mut Batch)| {
        let mut batch = line.all();
        change(&mut batch);
        match centre.hub.receive(line.station, &batch) {
            Err(CentreError::BadBatch(bad)) => bad,
            other => panic!("{other:?}"),
        }
    };
    let payload = |batch: &mut Batch, index: usize, text: String| batch.records[index].payload = Some(text);
    assert_eq!(
        altered(&|batch| {
            let text = batch.records[4].payload.clone().unwrap().replace("Rossi", "Russo");
            payload(batch, 4, text);
        }),
        BadBatch::Altered(4)
    );
    assert_eq!(
        altered(&|batch| {
            batch.records[1].salt = Some("00".repeat(32));
            payload(batch, 1, "{}".into());
        }),
        BadBatch::Local(1)
    );
    assert_eq!(altered(&|batch| batch.records.swap(2, 3)), BadBatch::Order(2));
    assert_eq!(altered(&|batch| batch.records[0].header = "zz".into()), BadBatch::Malformed(0));
    assert_eq!(altered(&|batch| batch.records.clear()), BadBatch::Count);
    let other = with_entries(2, "EM02", 1);
    assert_eq!(altered(&|batch| batch.records[0] = other.sent[0].clone()), BadBatch::OtherStation(0));
    assert_eq!(centre.hub.position(line.station).unwrap().head, None);
}

#[test]
fn a_header_changed_by_one_bit_breaks_the_chain_of_what_follows() {
    let line = with_entries(1, "EM01", 1);
    let centre = Centre::knowing(&[&line]);
    let mut batch = line.batch(0, 2);
    // The local clock's offset: nothing else checks it.
    batch.records[1].header.replace_range(64..66, "ff");
    centre.hub.receive(line.station, &batch).unwrap();
    let refused = centre.hub.receive(line.station, &line.batch(2, 4)).unwrap_err();
    assert!(matches!(refused, CentreError::Fork { .. }), "{refused:?}");
}

#[test]
fn what_cannot_be_read_is_set_aside_with_words_and_the_rest_goes_on() {
    let mut line = Line::new(1, "EM01");
    line.raw(Class::Shared, br#"{"kind":"entry-issued","v":9,"by":null,"events":[]}"#);
    let entry = line.certificate("Rossi Mario", "RSSMRA80A01H501U");
    let good = line.issue(entry);
    let centre = Centre::knowing(&[&line]);
    centre.hub.receive(line.station, &line.all()).unwrap();
    let counts = centre.hub.counts().unwrap();
    assert_eq!((counts.entries - counts.rejected, counts.rejected), (1, 1));
    assert!(centre.hub.entry(good).unwrap().row.ordinary.is_some());
    let page = centre.hub.outcomes(line.station, 0).unwrap();
    assert!(page.outcomes.iter().any(|outcome| matches!(&outcome.verdict,
        Verdict::Rejected { code, .. } if code == "unknown-kind")));
}

#[test]
fn a_number_of_another_register_is_set_aside() {
    let mut line = Line::new(1, "EM01");
    let mut other = Line::empty(1, "EM09");
    let entry = other.certificate("Rossi Mario", "RSSMRA80A01H501U");
    let id = line.issue(entry);
    let centre = Centre::knowing(&[&line]);
    centre.hub.receive(line.station, &line.all()).unwrap();
    assert_eq!(centre.hub.entry(id).unwrap().row.rejected.unwrap().0, "other-register");
}

#[test]
fn a_station_nobody_knows_or_that_is_suspended_is_refused() {
    let line = with_entries(1, "EM01", 1);
    let centre = Centre::new();
    assert!(matches!(centre.hub.receive(line.station, &line.all()), Err(CentreError::UnknownStation)));
    centre.hub.enrol(line.station, "EM01", "Valdorè", Vec::new()).unwrap();
    let suspended = store::centre::row::StationState::Suspended;
    centre.hub.set_station_state(line.station, suspended).unwrap();
    assert!(matches!(centre.hub.position(line.station), Err(CentreError::Suspended)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn batches_cut_anywhere_sent_twice_or_overlapping_end_as_if_sent_once(
        cuts in prop::collection::vec((0_usize..14, 1_usize..6), 1..14)
    ) {
        let line = with_entries(1, "EM01", 5);
        let centre = Centre::knowing(&[&line]);
        for (from, length) in cuts {
            let to = (from + length).min(line.sent.len());
            let stands = centre.hub.position(line.station).unwrap().head.map_or(0, |head| head.position.get());
            let result = centre.hub.receive(line.station, &line.batch(from, to));
            if from as u64 > stands {
                let is_gap = matches!(result, Err(CentreError::Gap { .. }));
                prop_assert!(is_gap);
            } else {
                prop_assert!(result.is_ok());
            }
        }
        centre.hub.receive(line.station, &line.all()).unwrap();
        let ordinary: Vec<String> = numbers(&centre, &line).into_iter().map(|(_, ordinary)| ordinary).collect();
        let expected: Vec<String> = (1..=5).map(|n| format!("PG 000000{n}/2026")).collect();
        prop_assert_eq!(ordinary, expected);
        let all = centre.hub.entries(&CentreQuery { limit: 50, ..CentreQuery::default() }).unwrap();
        prop_assert_eq!(all.len(), 5);
    }
}

#[test]
fn whatever_a_station_sends_as_text_the_reports_of_an_outage_can_be_printed() {
    let mut line = Line::new(1, "EM01");
    let mut entry = line.certificate("Rossi Mario", "RSSMRA80A01H501U");
    entry.subject.surname = format!("Ro\u{fffe}ssi\u{0}\n漢{}", "o".repeat(900_000));
    entry.title = "Certificato \u{200f}\u{1f600} di residenza".to_owned();
    line.issue(entry);
    let other = line.certificate("Verdi Luigi", "VRDLGU70A01F205X");
    let other = line.issue(other);
    let centre = Centre::knowing(&[&line]);
    let registry = "codice_fiscale;cognome;nome;indirizzo;data_decesso;cittadinanza;carta_scadenza\n\
        VRDLGU70A01F205X;Verdi;Luigi;Via Po 9;2026-11-01;;\n";
    centre.hub.import_references(&mut registry.as_bytes()).unwrap();
    centre.hub.receive(line.station, &line.all()).unwrap();
    // Every reason as long as may be.
    let elena = crate::staff::accounts::Worker {
        id: uuid::Uuid::from_u128(1),
        name: "Elena Sarti".to_owned(),
        roles: domain::centre::centre_role::CentreRole::ALL.into(),
    };
    let found = centre.hub.entry(other).unwrap().conflicts;
    assert_eq!(found.len(), 2);
    for view in found {
        let reason = "Sentito l’ufficio: ".to_owned() + &"va bene così ".repeat(29);
        centre.hub.decide(&elena, view.conflict.id, Remedy::Stands, reason.trim()).unwrap();
    }
    let outages = [line.outage];
    for pdf in [
        centre.hub.correlation_pdf("EM01-1", &outages).unwrap(),
        centre.hub.four_cases_pdf("EM01-1", &outages).unwrap(),
    ] {
        assert!(pdf.starts_with(b"%PDF"));
    }
}
