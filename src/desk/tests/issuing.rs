use super::*;
use crate::draft::edit::SaveDraft;
use crate::issue::issuing::Issue;
use domain::register::entry::PaperState;

#[test]
fn a_certificate_is_issued_under_the_next_number_and_found_again() {
    let sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let first = sample.issue();
    let second = sample.issue();
    assert_eq!(first.entry.number.to_string(), "EM01-2026-0000001");
    assert_eq!(second.entry.number.to_string(), "EM01-2026-0000002");
    assert_eq!(first.state, PaperState::Issued);
    let found = sample.desk().entry(&sample.clerk(), first.entry.id).unwrap();
    assert_eq!(found.entry, first.entry);
    assert_eq!(found.check_code, first.check_code);
    assert_eq!(first.entry.officer.unwrap().name, "Bruno Conti");
    assert_eq!(first.entry.values["birth-date"].value, "1987-03-14");
}

#[test]
fn the_same_id_returns_the_same_entry_and_other_content_is_refused() {
    let sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let request = sample.request();
    let (desk, clerk) = (sample.desk(), sample.clerk());
    let first = desk.issue_direct(&clerk, request.clone()).unwrap();
    assert_eq!(desk.issue_direct(&clerk, request.clone()).unwrap().entry, first.entry);
    let mut other = request;
    other.values.insert("act-number".to_owned(), "129".to_owned());
    let refused = desk.issue_direct(&clerk, other).unwrap_err();
    assert!(matches!(&refused, DeskError::DifferentContent { number } if *number == first.entry.number));
    assert_eq!(sample.issue().entry.number.serial(), 2);
}

#[test]
fn eight_clicks_at_once_issue_once() {
    let sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let (desk, clerk, request) = (sample.desk(), sample.clerk(), sample.request());
    let serials: Vec<u32> = std::thread::scope(|scope| {
        let clicks: Vec<_> = (0..8)
            .map(|_| {
                scope.spawn(|| desk.issue_direct(&clerk, request.clone()).unwrap().entry.number.serial())
            })
            .collect();
        clicks.into_iter().map(|click| click.join().unwrap()).collect()
    });
    assert_eq!(serials, [1; 8]);
    assert_eq!(sample.issue().entry.number.serial(), 2);
}

#[test]
fn eight_clerks_at_once_leave_no_gap_and_no_double() {
    let sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let (desk, clerk) = (sample.desk(), sample.clerk());
    let mut serials: Vec<u32> = std::thread::scope(|scope| {
        let clerks: Vec<_> = (0..8)
            .map(|_| {
                scope.spawn(|| {
                    let issue =
                        |_| desk.issue_direct(&clerk, sample.request()).unwrap().entry.number.serial();
                    (0..5).map(issue).collect::<Vec<u32>>()
                })
            })
            .collect();
        clerks.into_iter().flat_map(|one| one.join().unwrap()).collect()
    });
    serials.sort_unstable();
    assert!(serials.into_iter().eq(1..=40));
}

#[test]
fn what_was_issued_survives_a_restart_and_a_kill_and_the_next_number_follows() {
    let mut sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let request = sample.request();
    let first = sample.desk().issue_direct(&sample.clerk(), request.clone()).unwrap();
    sample.restart();
    assert_eq!(sample.issue().entry.number.serial(), 2);
    sample.kill();
    assert_eq!(sample.issue().entry.number.serial(), 3);
    let again = sample.desk().issue_direct(&sample.clerk(), request).unwrap();
    assert_eq!(again.entry, first.entry);
    assert_eq!(sample.desk().strip().doubts, 3);
}

#[test]
fn a_refusal_takes_no_number() {
    let sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let (desk, clerk) = (sample.desk(), sample.clerk());
    let mut wrong = sample.request();
    wrong.values.insert("birth-date".to_owned(), "31/02/1987".to_owned());
    wrong.values.insert("sex".to_owned(), String::new());
    wrong.values.insert("colour".to_owned(), "red".to_owned());
    let refused = desk.issue_direct(&clerk, wrong).unwrap_err();
    assert_eq!(fields(&refused), ["sex", "birth-date", "colour"]);
    let mut nameless = sample.request();
    nameless.values.remove("surname");
    nameless.values.remove("given-names");
    assert_eq!(fields(&desk.issue_direct(&clerk, nameless).unwrap_err()), ["surname"]);
    let before = desk.strip().journal_position;
    assert_eq!(sample.issue().entry.number.serial(), 1);
    assert!(before > 0);
}

#[test]
fn names_of_eighty_letters_of_three_alphabets_fit() {
    let sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let (desk, clerk) = (sample.desk(), sample.clerk());
    for letters in ["Ŵ", "Щ", "Ψ", "M"] {
        let (name, split) = (letters.repeat(80), format!("{} ", letters.repeat(9)).repeat(8));
        for (surname, given) in [(name.as_str(), name.as_str()), (split.trim(), split.trim())] {
            let mut request = sample.request_for(surname, given);
            request.values.insert("birth-place".to_owned(), "W".repeat(80));
            desk.issue_direct(&clerk, request).unwrap();
        }
    }
}

#[test]
fn without_an_outage_nothing_is_begun_or_issued() {
    let sample = Sample::new();
    assert!(matches!(sample.try_issue(), Err(DeskError::NoOutageOpen)));
    let begun = sample.desk().begin_draft(&sample.clerk(), "birth-certificate");
    assert!(matches!(begun, Err(DeskError::NoOutageOpen)));
}

#[test]
fn roles_are_decided_here() {
    let sample = Sample::new();
    let opened = sample.desk().open_outage(&sample.clerk(), sample.opening("2026-11-21 08:00"));
    assert!(matches!(opened, Err(DeskError::NotAllowed)));
    sample.open("2026-11-21 08:00");
    let issued = sample.issue();
    let annulled = sample.desk().annul(&sample.clerk(), issued.entry.id, "errore");
    assert!(matches!(annulled, Err(DeskError::NotAllowed)));
    let mut clerk = sample.clerk();
    clerk.state = crate::parts::session::SessionState::Locked;
    assert!(matches!(sample.desk().issue_direct(&clerk, sample.request()), Err(DeskError::SessionNotActive)));
}

#[test]
fn a_draft_keeps_what_was_typed_shows_its_check_page_and_becomes_the_entry() {
    let mut sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let clerk = sample.clerk();
    let draft = sample.desk().begin_draft(&clerk, "birth-certificate").unwrap();
    let typed = |raw: BTreeMap<String, String>| SaveDraft { raw, ..SaveDraft::default() };
    let wrong = [("birth-date".to_owned(), "ieri".to_owned())].into();
    let refused = sample.desk().save_draft(&clerk, draft.id, typed(wrong)).unwrap_err();
    assert_eq!(fields(&refused), ["birth-date"], "{refused:?}");
    assert_eq!(sample.desk().draft(&clerk, draft.id).unwrap().raw["birth-date"], "ieri");
    sample.restart();
    let clerk = sample.clerk();
    assert_eq!(sample.desk().draft(&clerk, draft.id).unwrap().raw["birth-date"], "ieri");
    let draft = sample.desk().save_draft(&clerk, draft.id, typed(sample.request().values)).unwrap();
    assert!(draft.problems.is_empty(), "{:?}", draft.problems);
    let born = draft.answers.iter().find(|answer| answer.field == "birth-date").unwrap();
    assert_eq!((born.value.as_str(), born.source.it.as_str()), ("14 marzo 1987", "dall'atto cartaceo"));
    assert!(sample.desk().preview(&clerk, draft.id).unwrap().bytes.starts_with(b"%PDF"));
    let issue = Issue { id: draft.id, non_deferrable: None };
    let entry = sample.desk().issue(&clerk, issue.clone()).unwrap().entry;
    assert_eq!(entry.id, draft.id);
    assert!(sample.desk().drafts(&clerk).is_empty());
    assert_eq!(sample.desk().issue(&clerk, issue).unwrap().entry, entry);
    let again = sample.desk().begin_draft(&clerk, "birth-certificate").unwrap();
    let again = sample.desk().save_draft(&clerk, again.id, typed(sample.request().values)).unwrap();
    assert_eq!(again.repeats.iter().map(|row| row.id).collect::<Vec<_>>(), [entry.id]);
}

#[test]
fn a_discarded_draft_is_gone() {
    let sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let (desk, clerk) = (sample.desk(), sample.clerk());
    let draft = desk.begin_draft(&clerk, "birth-certificate").unwrap();
    desk.discard_draft(&clerk, draft.id).unwrap();
    assert!(matches!(desk.draft(&clerk, draft.id), Err(DeskError::NotFound)));
}

#[test]
fn nobody_signs_whose_delegation_has_ended() {
    let sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let (desk, supervisor) = (sample.desk(), sample.supervisor());
    for view in desk.delegations() {
        desk.record_delegation(
            &supervisor,
            crate::staff::accounts::RecordDelegation {
                id: view.delegation.id,
                operator: view.delegation.operator,
                capacity: view.delegation.capacity,
                act: view.delegation.act,
                from: day("2025-01-01"),
                until: Some(day("2026-11-20")),
            },
        )
        .unwrap();
    }
    assert!(matches!(sample.try_issue(), Err(DeskError::NoSigningOfficer)));
}

#[test]
fn what_was_changed_after_it_was_shown_is_not_issued_but_shown_again() {
    let sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let (desk, clerk) = (sample.desk(), sample.clerk());
    let draft = desk.begin_draft(&clerk, "birth-certificate").unwrap();
    let save = |surname: &str| {
        let raw = sample.request_for(surname, "Maria Chiara").values;
        desk.save_draft(&clerk, draft.id, SaveDraft { raw, ..SaveDraft::default() }).unwrap()
    };
    save("Testa");
    let seen = desk.draft(&clerk, draft.id).unwrap().shown;
    save("Mutata");
    let issue = || Issue { id: draft.id, non_deferrable: None };
    let refused = desk.issue_shown(&clerk, issue(), Some(&seen)).unwrap_err();
    assert!(matches!(refused, DeskError::ShownDiffers), "{refused:?}");
    let now = desk.draft(&clerk, draft.id).unwrap().shown;
    let entry = desk.issue_shown(&clerk, issue(), Some(&now)).unwrap().entry;
    assert_eq!(entry.subject.surname, "Mutata");
    // The same confirmation again leads to the entry it became.
    assert_eq!(desk.issue_shown(&clerk, issue(), Some(&seen)).unwrap().entry, entry);
}
