use crate::outage::closing::{CloseAnswer, CloseOutage};
use crate::outage::reserved_numbers::{ActPlace, PaperActKind, RecordPaperAct, ReserveNumbers};
use crate::register::entries::EntryFilter;
use domain::ids::id::ReservationId;
use domain::ids::number::{Number, Series};
use domain::outage::outage::DailyTotal;
use domain::time::clock_doubt::ClockDoubt;

use super::*;

#[test]
fn the_new_local_year_starts_at_one_and_asks_about_the_clock() {
    let sample = Sample::at("2026-12-31 22:00");
    sample.open("2026-12-31 21:00");
    sample.issue();
    sample.at_time("2026-12-31 23:59");
    assert_eq!(sample.issue().entry.number.to_string(), "EM01-2026-0000002");
    sample.at_time("2027-01-01 00:00");
    let refused = sample.try_issue().unwrap_err();
    assert!(matches!(refused, DeskError::ClockInDoubt { doubt: ClockDoubt::NewYear }), "{refused:?}");
    sample.desk().confirm_clock(&sample.clerk()).unwrap();
    assert_eq!(sample.issue().entry.number.to_string(), "EM01-2027-0000001");
    let totals = sample.desk().outage().unwrap().totals;
    assert_eq!(totals.iter().map(|total| total.p).collect::<Vec<_>>(), [2, 1]);
}

#[test]
fn a_new_outage_in_the_year_goes_on_counting() {
    let sample = Sample::new();
    let outage = sample.open("2026-11-21 08:00").opening.outage;
    let issued = sample.issue();
    sample.at_time("2026-11-21 12:00");
    let close = CloseOutage {
        outage,
        restored: moment("2026-11-21 12:00"),
        note: String::new(),
        answers: vec![(issued.entry.id, CloseAnswer::NotAscertained { reason: "prova".to_owned() })],
        others: None,
    };
    sample.desk().close_outage(&sample.supervisor(), close).unwrap();
    sample.at_time("2026-11-21 15:00");
    sample.open("2026-11-21 14:00");
    assert_eq!(sample.issue().entry.number.serial(), 2);
}

#[test]
fn two_years_of_outage_have_a_line_for_every_day() {
    let sample = Sample::new();
    let outage = sample.open("2026-11-21 08:00").opening.outage;
    sample.issue();
    let supervisor = sample.supervisor();
    for week in 0..104 {
        let authorisation = sample.authorisation();
        let recorded = sample.desk().record_authorisation(&supervisor, Some(outage), authorisation).unwrap();
        assert_eq!(
            recorded.from.local().naive_local().time(),
            local("2026-11-21 08:00").time(),
            "week {week}"
        );
        let next = recorded.from.local().naive_local() + TimeDelta::days(6);
        sample.at_time(&next.format("%Y-%m-%d %H:%M").to_string());
    }
    sample.desk().confirm_clock(&supervisor).unwrap();
    assert_eq!(sample.issue().entry.number.to_string(), "EM01-2028-0000001");
    let totals = sample.desk().outage().unwrap().totals;
    assert!(totals.len() > 720, "{}", totals.len());
    assert!(totals.windows(2).all(|two| two[0].day.succ_opt() == Some(two[1].day)));
    assert_eq!(totals.iter().map(|total| total.p).sum::<u32>(), 2);
    let register = sample.desk().register_pdf(&supervisor, outage, Series::P).unwrap();
    assert!(register.bytes.starts_with(b"%PDF"));
}

#[test]
fn the_nights_the_hour_changes_are_one_day_each() {
    let sample = Sample::at("2026-10-25 00:30");
    sample.open("2026-10-25 00:00");
    for _ in 0..4 {
        sample.issue();
        sample.later(TimeDelta::hours(1));
    }
    let totals = sample.desk().outage().unwrap().totals;
    assert_eq!(totals, [DailyTotal { day: day("2026-10-25"), p: 4, s: 0 }]);
    // The third and the fourth show the same hour: each says which, and the later one comes later.
    let (desk, who) = (sample.desk(), sample.supervisor());
    let listed = desk.entries(&who, EntryFilter { limit: 9, ..EntryFilter::default() }).unwrap().rows;
    let hours: Vec<String> = listed.iter().map(|row| row.issued.hour()).collect();
    assert_eq!(hours, ["02:30 (UTC+1)", "02:30 (UTC+2)", "01:30", "00:30"], "the newest first");
    let outage = desk.outage().unwrap().opening.outage;
    let register = desk.register_pdf(&who, outage, Series::P).unwrap();
    if let Some(said) = super::continuing::read(&register) {
        let (summer, winter) = (said.find("(UTC+2)"), said.find("(UTC+1)"));
        assert!(summer.is_some() && summer < winter, "{said}");
    }
}

#[test]
fn reserved_numbers_are_used_barred_and_never_given_twice() {
    let mut sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let supervisor = sample.supervisor();
    let id = ReservationId::new(sample.desk().mint());
    let reserve = |series, count| ReserveNumbers { id, series, count, purpose: "fogli numerati".to_owned() };
    let refused = sample.desk().reserve_numbers(&supervisor, reserve(Series::S, 201)).unwrap_err();
    assert_eq!(fields(&refused), ["count"]);
    let reserved = sample.desk().reserve_numbers(&supervisor, reserve(Series::S, 3)).unwrap();
    assert_eq!(sample.desk().reserve_numbers(&supervisor, reserve(Series::S, 3)).unwrap(), reserved);
    let act = |number: Option<Number>, formed: &str| RecordPaperAct {
        id: EntryId::new(sample.desk().mint()),
        number,
        kind: PaperActKind::Birth,
        surname: "Neri".to_owned(),
        given_names: "Ada".to_owned(),
        formed: moment(formed),
        place: ActPlace::default(),
        note: String::new(),
    };
    let second = reserved.left[1].clone();
    let entered =
        sample.desk().record_paper_act(&supervisor, act(Some(second.clone()), "2026-11-21 08:30")).unwrap();
    assert_eq!(entered.entry.number, second);
    let twice =
        sample.desk().record_paper_act(&supervisor, act(Some(second), "2026-11-21 08:30")).unwrap_err();
    assert_eq!(fields(&twice), ["number"]);
    let early = sample.desk().record_paper_act(&supervisor, act(None, "2026-11-21 07:59")).unwrap_err();
    assert_eq!(fields(&early), ["formed"]);
    let mut long = act(None, "2026-11-21 08:45");
    long.place = ActPlace { part: "III".to_owned(), volume: "123456".to_owned(), ..ActPlace::default() };
    let refused = sample.desk().record_paper_act(&supervisor, long).unwrap_err();
    assert_eq!(fields(&refused), ["act-part", "act-volume"]);
    let next = sample.desk().record_paper_act(&supervisor, act(None, "2026-11-21 08:45")).unwrap();
    assert_eq!(next.entry.number.to_string(), "EM01S-2026-0000004");
    let first = vec![reserved.left[0].clone()];
    sample.desk().bar_numbers(&supervisor, first.clone(), "foglio bagnato").unwrap();
    assert_eq!(fields(&sample.desk().bar_numbers(&supervisor, first, "di nuovo").unwrap_err()), ["numbers"]);
    sample.restart();
    let view = sample.desk().outage().unwrap();
    assert_eq!(view.reserved, [reserved.left[2].clone()]);
    assert_eq!(view.totals, [DailyTotal { day: day("2026-11-21"), p: 0, s: 2 }]);
    assert_eq!(sample.issue().entry.number.to_string(), "EM01-2026-0000001");
}
