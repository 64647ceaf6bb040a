//! Heads told from outside, held against the journal.

use super::*;
use crate::life::witness::{HeadRow, NewHead};
use crate::stop_reason::StopReason;
use crate::succession::new_life::NewLife;
use domain::ids::anchor::{Anchor, Position};
use domain::journal::witness::{Compared, HeadTold, HowTold};

fn told(said: impl Into<String>) -> NewHead {
    NewHead {
        said: said.into(),
        code: String::new(),
        how: HowTold::Paper,
        told_by: "Bruno Conti".to_owned(),
        told: None,
        seen: None,
    }
}

fn tell(sample: &Sample, new: NewHead) -> Result<HeadRow, DeskError> {
    sample.desk().witness_head(&sample.clerk(), new)
}

/// Tells it, sees that it contradicts, confirms it.
fn confirmed(sample: &Sample, new: NewHead) -> HeadRow {
    let refusal = tell(sample, new.clone()).unwrap_err();
    let DeskError::HeadContradicts { compared, .. } = refusal else { panic!("{refusal:?}") };
    tell(sample, NewHead { seen: Some(compared), ..new }).unwrap()
}

/// What is told, of the journal as it stands.
type Said<'a> = &'a dyn Fn(&Sample) -> String;

fn stop(sample: &Sample) -> Option<StopReason> {
    sample.desk().strip().stop
}

#[test]
fn what_is_read_on_the_telephone_and_stands_on_acts_is_the_head_of_this_journal() {
    let sample = Sample::new();
    assert_eq!(sample.desk().own_head().unwrap().last, None);
    sample.open("2026-11-21 08:00");
    let issued = sample.issue();
    let own = sample.desk().own_head().unwrap();
    assert_eq!(own.last, Some((issued.entry.number.clone(), issued.check_code)));
    assert!(own.head.position.get() >= issued.position);
    assert_eq!(own.grouped().replace(' ', ""), own.head.chain.to_string());
    for said in [
        own.head.to_string(),
        format!("{}: {}", own.head.position, own.grouped()),
        format!("{} {}", own.head.position, own.letters()),
        own.scannable(),
        format!("{} {}", issued.entry.number, own.last.as_ref().unwrap().1),
    ] {
        let row = tell(&sample, NewHead { code: "EM01".to_owned(), ..told(said.as_str()) }).unwrap();
        assert_eq!(row.witnessed.compared, Compared::Agrees, "{said}");
        assert!(row.told.it.contains("Concorda"), "{:?}", row.told);
    }
    assert_eq!(stop(&sample), None);
}

#[test]
fn a_head_of_another_station_is_kept_and_two_that_cannot_both_be_are_told() {
    let sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let first = told("EM02-2026-0000031 7KQM-3XWT-0H5D-PR9A");
    let kept = tell(&sample, NewHead { how: HowTold::Telephone, ..first.clone() }).unwrap();
    assert_eq!(kept.witnessed.compared, Compared::OtherStation);
    assert_eq!(kept.witnessed.number.as_ref().unwrap().to_string(), "EM02-2026-0000031");
    sample.later(TimeDelta::hours(2));
    tell(&sample, first).unwrap();
    tell(&sample, told("EM02-2026-0000031 7KQM-3XWT-0H5D-PR9B")).unwrap();
    let rows = sample.desk().witnessed_heads();
    let parted: Vec<bool> = rows.iter().map(|row| row.parts_with.is_some()).collect();
    assert_eq!(parted, [true, false, false], "the newest first");
    assert_eq!(stop(&sample), None, "it is the other station's matter");
}

#[test]
fn a_head_of_this_journal_that_it_does_not_contain_stops_issuing_until_a_new_code_also_after_a_restart() {
    let ahead = |sample: &Sample| {
        let own = sample.desk().own_head().unwrap().head;
        Anchor { position: Position::new(own.position.get() + 40).unwrap(), ..own }.to_string()
    };
    let another = |sample: &Sample| {
        let own = sample.desk().own_head().unwrap().head;
        Anchor { position: own.position.previous().unwrap(), ..own }.to_string()
    };
    let number_ahead = |_: &Sample| "EM01-2026-0000009 7KQM-3XWT-0H5D-PR9A".to_owned();
    let number_of_another = |_: &Sample| "EM01-2026-0000001 7KQM-3XWT-0H5D-PR9A".to_owned();
    let twin = |sample: &Sample| {
        let own = sample.desk().own_head().unwrap();
        let other = domain::ids::id::StationId::new(sample.desk().mint());
        HeadTold::scannable(other, &own.code, own.head)
    };
    let cases: [(Said<'_>, Compared, &str); 5] = [
        (&ahead, Compared::Beyond, "il giornale finisce alla posizione"),
        (&another, Compared::AnotherRecord, "fuori risultano le lettere"),
        (&number_ahead, Compared::Beyond, "ultimo numero EM01-2026-0000001"),
        (&number_of_another, Compared::AnotherRecord, "al numero EM01-2026-0000001"),
        (&twin, Compared::SameCode, "stesso codice EM01"),
    ];
    for (said, compared, words) in cases {
        let mut sample = Sample::new();
        sample.open("2026-11-21 08:00");
        sample.issue();
        let new = NewHead { code: "EM01".to_owned(), ..told(said(&sample)) };
        let refusal = tell(&sample, new.clone()).unwrap_err();
        assert!(matches!(&refusal, DeskError::HeadContradicts { compared: found, .. } if *found == compared));
        assert!(refusal.told().it.contains(words), "{:?}", refusal.told());
        assert_eq!(sample.desk().witnessed_heads(), [], "nothing is written before it was seen");
        let row = confirmed(&sample, new);
        assert_eq!(row.witnessed.compared, compared);
        for restarted in [false, true] {
            if restarted {
                sample.restart();
            }
            assert_eq!(stop(&sample), Some(StopReason::HeadContradicted));
            assert!(matches!(sample.try_issue(), Err(DeskError::Stopped { .. })));
            assert!(sample.desk().contradiction().unwrap().told.it.contains(words));
        }
        let new = NewLife::here("Cartella rimessa da una copia");
        let code = sample.desk().continue_register(&sample.supervisor(), &new).unwrap();
        sample.restart();
        assert_eq!((stop(&sample), sample.desk().contradiction()), (None, None));
        let number = sample.issue().entry.number;
        assert_eq!((&number.key().code, number.serial()), (&code, 1));
    }
}

#[test]
fn a_head_of_another_life_under_this_name_is_told_with_both_codes_and_stops_nothing() {
    let sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let station = sample.desk().station_id().to_string().to_uppercase();
    let said = format!("SPORTELLO:TESTA:EM01RXYZ:{station}:1:{}", "5B".repeat(32));
    let row = tell(&sample, told(said)).unwrap();
    assert_eq!(row.witnessed.compared, Compared::SameReserve);
    for part in ["riserva è stata presa due volte", "EM01,", "EM01RXYZ", "21/11/2026"] {
        assert!(row.told.it.contains(part), "{}", row.told.it);
    }
    assert_eq!(stop(&sample), None);
    sample.issue();
}

#[test]
fn what_cannot_be_read_of_a_head_is_told_by_its_field_and_an_auditor_writes_none() {
    let sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let digits = "5b".repeat(32);
    for (new, field) in [
        (told("EM01-2026-0000031 7KQM-3XWT"), "said"),
        (told(format!("31: {digits}")), "code"),
        (NewHead { told_by: " ".to_owned(), ..told("EM02-2026-0000031 7KQM-3XWT-0H5D-PR9A") }, "told-by"),
        (
            NewHead {
                told: Some(moment("2026-11-22 08:00")),
                ..told("EM02-2026-0000031 7KQM-3XWT-0H5D-PR9A")
            },
            "told",
        ),
    ] {
        assert_eq!(fields(&tell(&sample, new).unwrap_err()), [field]);
    }
}

#[test]
fn the_acts_of_both_periods_are_printed_with_the_head() {
    use crate::papers::opening_act::{FurtherAct, OpeningAct};
    let sample = Sample::new();
    let (desk, who) = (sample.desk(), sample.supervisor());
    assert!(desk.opening_act_pdf(&who, OpeningAct::default()).is_ok());
    assert!(matches!(desk.further_act_pdf(&who, FurtherAct::default()), Err(DeskError::NoOutageOpen)));
    sample.open("2026-11-21 08:00");
    let further = desk.further_act_pdf(&who, FurtherAct::default()).unwrap();
    assert_eq!(further.name, "autorizzazione-ulteriore.pdf");
}

#[test]
fn what_a_model_of_an_act_cannot_print_is_refused_by_the_name_of_its_field() {
    use crate::papers::opening_act::{FurtherAct, OpeningAct};
    let sample = Sample::new();
    let (desk, who) = (sample.desk(), sample.supervisor());
    sample.open("2026-11-21 08:00");
    for (wrong, most) in [("李 Mario", 80), ("Rossi \u{202e}", 80)]
        .map(|(wrong, most)| (wrong.to_owned(), most))
        .into_iter()
        .chain([("x".repeat(400), 80)])
    {
        let opening = OpeningAct {
            signer: wrong.clone(),
            signer_role: wrong.clone(),
            description: wrong.repeat(500 / most),
            ..OpeningAct::default()
        };
        let refused = desk.opening_act_pdf(&who, opening).unwrap_err();
        assert_eq!(fields(&refused), ["signer", "signer-role", "cause-description"]);
        let further = FurtherAct { signer: wrong.clone(), signer_role: wrong, ..FurtherAct::default() };
        assert_eq!(fields(&desk.further_act_pdf(&who, further).unwrap_err()), ["signer", "signer-role"]);
    }
    // The longest of everything still prints.
    let (name, words) = ("W".repeat(80), "parola ".repeat(57));
    let opening = OpeningAct {
        signer: name.clone(),
        signer_role: name.clone(),
        description: words,
        ..OpeningAct::default()
    };
    desk.opening_act_pdf(&who, opening).unwrap();
    desk.further_act_pdf(
        &who,
        FurtherAct { signer: name.clone(), signer_role: name, ..FurtherAct::default() },
    )
    .unwrap();
}
