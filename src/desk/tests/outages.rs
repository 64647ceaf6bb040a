use super::*;
use crate::outage::closing::Others;
use crate::papers::printing::PrintAnswer;
use domain::ids::number::Series;
use domain::journal::record::Kind;
use domain::outage::lapse::Lapse;
use domain::register::entry::PaperState;

fn closing(outage: OutageId, restored: &str) -> CloseOutage {
    CloseOutage { outage, restored: moment(restored), note: String::new(), answers: Vec::new(), others: None }
}

#[test]
fn the_first_authorisation_lasts_24_hours_from_the_start_not_from_the_opening() {
    let sample = Sample::new();
    sample.open("2026-11-21 03:00");
    sample.at_time("2026-11-22 02:59");
    sample.issue();
    assert!(matches!(sample.desk().strip().outage.unwrap().lapse, Lapse::Covered { warn: true, .. }));
    sample.at_time("2026-11-22 03:00");
    assert!(matches!(sample.try_issue(), Err(DeskError::AuthorisationLapsed { .. })));
    let mut request = sample.request();
    request.non_deferrable = Some("sepoltura fissata per stamattina".to_owned());
    let by_clerk = sample.desk().issue_direct(&sample.clerk(), request.clone());
    assert!(matches!(by_clerk, Err(DeskError::NotAllowed)));
    let issued = sample.desk().issue_direct(&sample.supervisor(), request).unwrap();
    assert_eq!(issued.entry.non_deferrable.unwrap().supervisor_name, "Carla Rinaldi");
    let outage = sample.desk().outage().unwrap().opening.outage;
    let further =
        sample.desk().record_authorisation(&sample.supervisor(), Some(outage), sample.authorisation());
    assert_eq!(further.unwrap().until, moment("2026-11-29 03:00"));
    sample.issue();
}

#[test]
fn eight_days_are_refused_and_a_week_over_the_change_of_hour_is_not() {
    let sample = Sample::at("2026-10-21 09:00");
    let outage = sample.open("2026-10-21 08:00").opening.outage;
    let (desk, supervisor) = (sample.desk(), sample.supervisor());
    let mut eight = sample.authorisation();
    eight.until = Some(moment("2026-10-30 08:00"));
    let refused = desk.record_authorisation(&supervisor, Some(outage), eight).unwrap_err();
    assert_eq!(fields(&refused), ["until"]);
    let mut week = sample.authorisation();
    week.until = Some(moment("2026-10-29 08:00"));
    desk.record_authorisation(&supervisor, Some(outage), week).unwrap();
}

#[test]
fn a_start_over_24_hours_ago_asks_both_authorisations_at_once() {
    let sample = Sample::new();
    let (desk, supervisor) = (sample.desk(), sample.supervisor());
    let mut open = sample.opening("2026-11-20 09:00");
    assert_eq!(fields(&desk.open_outage(&supervisor, open.clone()).unwrap_err()), ["further-signer"]);
    open.further = Some(sample.authorisation());
    let view = desk.open_outage(&supervisor, open.clone()).unwrap();
    assert_eq!(view.authorisations.len(), 2);
    assert_eq!(view.lapse, Lapse::Covered { until: moment("2026-11-28 09:00"), warn: false });
    assert_eq!(desk.open_outage(&supervisor, open).unwrap().opening, view.opening);
    let other = desk.open_outage(&supervisor, sample.opening("2026-11-21 08:00"));
    assert!(matches!(other, Err(DeskError::OutageAlreadyOpen)));
}

#[test]
fn authorisations_come_in_advance_and_by_telephone_and_by_their_own_number() {
    let sample = Sample::new();
    let (desk, supervisor) = (sample.desk(), sample.supervisor());
    let advance = desk.record_authorisation(&supervisor, None, sample.authorisation()).unwrap();
    sample.at_time("2026-11-25 10:00");
    let mut open = sample.opening("2026-11-25 09:30");
    open.authorisation = FirstAuthorisation::InAdvance(advance.id);
    let mut further = sample.authorisation();
    further.act = NewAct::OwnNumber;
    further.given =
        GivenHow::ByTelephone { received_by: "Carla Rinaldi".to_owned(), at: moment("2026-11-25 09:50") };
    open.further = Some(further);
    let view = desk.open_outage(&supervisor, open).unwrap();
    assert_eq!(view.authorisations[0].until, moment("2026-11-26 09:30"));
    let own = view.authorisations[1].own_number.clone().unwrap();
    assert_eq!(own.to_string(), "EM01-2026-0000001");
    assert_eq!(view.entries, 1);
    assert_eq!(view.doubts.count, 0);
    assert_eq!(view.unsigned_acts, 2);
    assert!(desk.advance_authorisations().is_empty());
    assert_eq!(sample.issue().entry.number.serial(), 2);
    for one in &view.authorisations {
        desk.sign_authorisation_act(&supervisor, one.id, "45/2026", day("2026-11-25")).unwrap();
    }
    assert_eq!(desk.outage().unwrap().unsigned_acts, 0);
}

#[test]
fn closing_asks_about_every_paper_counts_days_and_bars_what_is_left() {
    let sample = Sample::new();
    let outage = sample.open("2026-11-21 08:00").opening.outage;
    let (desk, clerk, supervisor) = (sample.desk(), sample.clerk(), sample.supervisor());
    let handed = sample.issue().entry;
    desk.print(&clerk, handed.id).unwrap();
    desk.answer_print(&clerk, handed.id, PrintAnswer::CameOut).unwrap();
    let never_printed = sample.issue().entry;
    let unknown = sample.issue().entry;
    desk.print(&clerk, unknown.id).unwrap();
    let reserve = crate::outage::reserved_numbers::ReserveNumbers {
        id: domain::ids::id::ReservationId::new(desk.mint()),
        series: Series::S,
        count: 2,
        purpose: "fogli di nascita".to_owned(),
    };
    desk.reserve_numbers(&supervisor, reserve).unwrap();
    sample.at_time("2026-11-21 20:00");
    let mut close = closing(outage, "2026-11-21 19:00");
    let refused = desk.close_outage(&supervisor, close.clone()).unwrap_err();
    let DeskError::DoubtsOpen { count: 2, numbers } = refused else { panic!("{refused:?}") };
    assert_eq!(numbers, [never_printed.number.clone(), unknown.number.clone()]);
    close.answers = vec![
        (never_printed.id, CloseAnswer::CameOut),
        (unknown.id, CloseAnswer::NotAscertained { reason: "l'operatrice era già andata via".to_owned() }),
    ];
    let refused = desk.close_outage(&supervisor, close.clone()).unwrap_err();
    assert_eq!(fields(&refused), [format!("answer-{}", never_printed.id)]);
    close.answers[0].1 = CloseAnswer::Annulled { reason: "mai stampato".to_owned() };
    let view = desk.close_outage(&supervisor, close.clone()).unwrap();
    let closed = view.closing.clone().unwrap();
    assert_eq!(closed.totals.iter().map(|total| (total.p, total.s)).collect::<Vec<_>>(), [(3, 0)]);
    assert_eq!(
        closed.last_numbers.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["EM01-2026-0000003"]
    );
    assert_eq!(
        closed.barred.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["EM01S-2026-0000001", "EM01S-2026-0000002"]
    );
    assert_eq!((view.anomalies, view.doubts.count), (1, 0));
    assert!(matches!(desk.entry(&clerk, unknown.id).unwrap().state, PaperState::NotAscertained { .. }));
    assert!(desk.outage().is_none());
    assert_eq!(desk.close_outage(&supervisor, close).unwrap().closing, view.closing);
    assert!(matches!(sample.try_issue(), Err(DeskError::NoOutageOpen)));
    for series in [Series::P, Series::S] {
        assert!(desk.register_pdf(&supervisor, outage, series).unwrap().bytes.starts_with(b"%PDF"));
    }
    assert_eq!(
        desk.entry(&clerk, never_printed.id).unwrap().state,
        PaperState::Annulled { reason: "mai stampato".into() }
    );
}

#[test]
fn nothing_is_dated_back_into_a_closed_outage() {
    let sample = Sample::new();
    let outage = sample.open("2026-11-21 08:00").opening.outage;
    let (desk, supervisor) = (sample.desk(), sample.supervisor());
    sample.at_time("2026-11-21 12:00");
    assert_eq!(
        fields(&desk.close_outage(&supervisor, closing(outage, "2026-11-21 07:00")).unwrap_err()),
        ["restored"]
    );
    assert_eq!(
        fields(&desk.close_outage(&supervisor, closing(outage, "2026-11-21 13:00")).unwrap_err()),
        ["restored"]
    );
    desk.close_outage(&supervisor, closing(outage, "2026-11-21 11:00")).unwrap();
    let back = desk.open_outage(&supervisor, sample.opening("2026-11-21 10:59")).unwrap_err();
    assert_eq!(fields(&back), ["started"]);
    assert_eq!(fields(&desk.set_clock(&supervisor, moment("2026-11-21 10:00")).unwrap_err()), ["local"]);
    desk.open_outage(&supervisor, sample.opening("2026-11-21 11:30")).unwrap();
    assert_eq!(sample.issue().entry.number.serial(), 1);
}

#[test]
fn a_second_station_types_the_code_of_the_first() {
    let (first, second) = (Sample::new(), Sample::new());
    let code = first.open("2026-11-21 08:00").opening.code;
    let mut open = second.opening("2026-11-21 08:00");
    open.shared_code = Some("K7QM-3XWT-0".to_owned());
    let refused = second.desk().open_outage(&second.supervisor(), open.clone());
    if let Err(refused) = &refused {
        assert_eq!(fields(refused), ["shared-code"]);
    }
    open.shared_code = Some(code.to_string().to_lowercase().replace('-', " "));
    let view = second.desk().open_outage(&second.supervisor(), open).unwrap();
    assert_eq!(view.opening.code, code);
}

#[test]
fn wrong_words_are_named_all_at_once() {
    let sample = Sample::new();
    let mut open = sample.opening("2026-11-21 09:01");
    open.clock_is_right = false;
    open.description = String::new();
    open.telephone = "chiamare Mario".to_owned();
    if let FirstAuthorisation::New(new) = &mut open.authorisation {
        new.signer = "1234".to_owned();
    }
    let refused = sample.desk().open_outage(&sample.supervisor(), open).unwrap_err();
    assert_eq!(
        fields(&refused),
        ["clock", "cause-description", "telephone", "started", "authorisation-signer"]
    );
}

#[test]
fn an_authorisations_id_is_good_for_one_authorisation() {
    let sample = Sample::new();
    let (desk, supervisor) = (sample.desk(), sample.supervisor());
    let said = sample.authorisation();
    let first = desk.record_authorisation(&supervisor, None, said.clone()).unwrap();
    assert_eq!(desk.record_authorisation(&supervisor, None, said.clone()).unwrap(), first);
    let other = NewAuthorisation { signer: "Ugo Neri".to_owned(), ..said };
    let refused = desk.record_authorisation(&supervisor, None, other).unwrap_err();
    assert!(matches!(refused, DeskError::DifferentAuthorisation));
}

/// A station with so many sheets in doubt.
fn doubtful(sheets: usize) -> (Sample, OutageId) {
    let sample = Sample::new();
    let outage = sample.open("2026-11-21 08:00").opening.outage;
    for _ in 0..sheets {
        sample.issue();
    }
    sample.at_time("2026-11-21 20:00");
    (sample, outage)
}

#[test]
fn what_nobody_can_say_is_said_of_all_the_others_with_one_reason() {
    let (sample, outage) = doubtful(4);
    let (desk, supervisor) = (sample.desk(), sample.supervisor());
    let seen = desk.outage().unwrap().doubts;
    assert_eq!(seen.count, 4);
    let last =
        desk.entries(&supervisor, crate::register::entries::EntryFilter::default()).unwrap().rows[0].id;
    let mut close = closing(outage, "2026-11-21 19:00");
    close.answers = vec![(last, CloseAnswer::Annulled { reason: "mai stampato".to_owned() })];
    let others = |seen: &str, reason: &str| Others { seen: seen.to_owned(), reason: reason.to_owned() };
    close.others = Some(others(&seen.seen, " "));
    assert_eq!(fields(&desk.close_outage(&supervisor, close.clone()).unwrap_err()), ["others"]);
    // What was shown is what is confirmed: one more in doubt, and it is shown again.
    sample.issue();
    close.others = Some(others(&seen.seen, "toner finito"));
    assert_eq!(fields(&desk.close_outage(&supervisor, close.clone()).unwrap_err()), ["others"]);
    let seen = desk.outage().unwrap().doubts;
    close.others = Some(others(&seen.seen, "toner finito"));
    let view = desk.close_outage(&supervisor, close).unwrap();
    assert_eq!((view.anomalies, view.doubts.count), (4, 0));
    assert!(matches!(desk.entry(&supervisor, last).unwrap().state, PaperState::Annulled { .. }));
}

#[test]
fn an_outage_with_more_doubts_than_one_record_can_answer_is_closed() {
    let (sample, outage) = doubtful(401);
    let (desk, supervisor) = (sample.desk(), sample.supervisor());
    let mut close = closing(outage, "2026-11-21 19:00");
    let refused = desk.close_outage(&supervisor, close.clone()).unwrap_err();
    let DeskError::DoubtsOpen { count: 401, numbers } = &refused else { panic!("{refused:?}") };
    assert_eq!(numbers.len(), 20, "a few are named");
    assert!(refused.told().it.contains("e altri 381"), "{}", refused.told().it);
    // A refusal that has nothing to do with the answers leaves them unwritten.
    let seen = desk.outage().unwrap().doubts.seen;
    let long = "carta e toner finiti, nessuno ricorda chi ha ritirato il proprio foglio; ".repeat(2);
    close.others = Some(Others { seen, reason: long });
    close.restored = moment("2026-11-21 07:00");
    assert_eq!(fields(&desk.close_outage(&supervisor, close.clone()).unwrap_err()), ["restored"]);
    assert_eq!(desk.outage().unwrap().doubts.count, 401);
    close.restored = moment("2026-11-21 19:00");
    let view = desk.close_outage(&supervisor, close).unwrap();
    assert_eq!((view.anomalies, view.entries), (401, 401));
    let last = desk.journal_summary().position;
    let kinds = [last - 2, last - 1, last].map(|at| desk.command_at(at).unwrap().unwrap().1.kind);
    assert_eq!(kinds, [Kind::PaperStepped, Kind::PaperStepped, Kind::OutageClosed]);
}
