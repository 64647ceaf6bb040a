//! The extract imported, people found in it and looked at.

use super::{Sample, day};
use crate::draft::begin::{BeginDrafts, Begun, Together};
use crate::error::DeskError;
use crate::parts::import_progress::Stage;
use crate::people::find_people::{Found, LookedFor, PersonRow};
use crate::people::person::Remark;
use domain::form::form::Family;
use domain::form::purpose::{Purpose, Route};
use domain::office::delegation::Capacity;

fn rows(found: Found) -> Vec<PersonRow> {
    match found {
        Found::People(page) => page.rows,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_sample_town_is_found_in_after_a_restart_and_after_a_kill() {
    let mut sample = Sample::new();
    for again in [Sample::restart, Sample::kill] {
        let (desk, anna) = (sample.desk(), sample.who("anna"));
        let extract = desk.extract().unwrap();
        assert!(extract.residents >= 2000 && extract.age == 0 && extract.lacking.is_empty());
        assert_eq!(desk.strip().extract, Some(extract.date));
        let mario = rows(desk.find_people(&anna, "rossi mario").unwrap());
        assert!(mario.len() >= 3);
        assert!(mario.is_sorted_by_key(|row| row.birth_date));
        for typed in ["*RSSMRA80A01H501U*\r", "rssmra80a01h50mm"] {
            assert_eq!(rows(desk.find_people(&anna, typed).unwrap()).len(), 1, "{typed}");
        }
        drop(desk);
        again(&mut sample);
    }
}

#[test]
fn a_person_is_shown_with_the_household_and_what_to_know() {
    let sample = Sample::new();
    let (desk, anna) = (sample.desk(), sample.who("anna"));
    let ada = rows(desk.find_people(&anna, "fo ada").unwrap());
    let ada = ada.iter().find(|row| row.birth_date == "1990-12-28".parse().ok()).unwrap();
    let view = desk.person(&anna, ada.id).unwrap();
    assert_eq!(view.age, Some(35));
    assert_eq!(view.remarks, []);
    assert_eq!(view.differences, []);
    let names: Vec<&str> = view.household.iter().map(|row| row.given_names.as_str()).collect();
    assert_eq!(names, ["Gianfranco", "Luca", "Marco"]);
    let twin = desk.person(&anna, view.household[1].id).unwrap();
    assert_eq!(twin.remarks, [Remark::Minor(9)]);
    let fields = desk.on_record(ada.id).unwrap().fields;
    assert_eq!(fields["birth-date"], "1990-12-28");
    assert_eq!(fields["municipality"], "Valdorè (PX)");
    assert_eq!(fields["members"].lines().count(), 4);
    assert_eq!(fields["members"].lines().nth(1).unwrap(), "FO Ada\t1990-12-28\tPiacenza (PC)\tMoglie");
}

#[test]
fn every_paper_begins_with_what_the_extract_says_and_the_counter_asks_only_the_rest() {
    let sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let (desk, anna) = (sample.desk(), sample.who("anna"));
    let ada = rows(desk.find_people(&anna, "fo ada").unwrap());
    let ada = ada.iter().find(|row| row.birth_date == "1990-12-28".parse().ok()).unwrap();
    let offers = desk.offers(&anna, ada.id).unwrap();
    let registry = offers.iter().filter(|offer| offer.form.capacity == Some(Capacity::Registry));
    let mut begun = 0;
    for offer in registry.filter(|offer| offer.form.family == Family::Certificate && offer.why_not.is_none())
    {
        let wanted = BeginDrafts {
            forms: vec![offer.form.id.id.clone()],
            people: vec![ada.id],
            purpose: Some(Purpose::Bank),
            together: Together::Sheets,
        };
        let Begun::Draft(draft) = desk.begin_drafts(&anna, &wanted).unwrap() else { panic!("one draft") };
        let draft = desk.draft(&anna, draft).unwrap();
        let of_the_form: Vec<_> =
            draft.problems.iter().filter(|problem| offer.form.field(&problem.field).is_some()).collect();
        assert!(of_the_form.is_empty(), "{}: {of_the_form:?}", offer.form.id.id);
        begun += 1;
    }
    assert!(begun >= 5, "{begun}");
}

#[test]
fn a_self_certification_prints_in_any_state_and_explains_the_look() {
    let sample = Sample::new();
    let (desk, anna) = (sample.desk(), sample.who("anna"));
    let mario = rows(desk.find_people(&anna, "RSSMRA80A01H501U").unwrap()).remove(0);
    desk.person(&anna, mario.id).unwrap();
    let pdf = desk.self_certification(&anna, Some(mario.id), Some(Purpose::Bank)).unwrap();
    assert!(pdf.bytes.starts_with(b"%PDF"));
    desk.find_people(&anna, "rossi").unwrap();
    assert_eq!(desk.unexplained(&anna), None);
    assert!(desk.self_certification(&anna, None, None).unwrap().bytes.starts_with(b"%PDF"));
}

#[test]
fn what_is_typed_and_not_found_says_what_it_was_taken_for() {
    let sample = Sample::new();
    let (desk, anna) = (sample.desk(), sample.who("anna"));
    for (typed, looked_for) in [
        ("nessunocosì", LookedFor::Name),
        ("12345678903", LookedFor::TaxCode { sound: true }),
        ("RSSMRA80A01H501X", LookedFor::TaxCode { sound: false }),
        ("99", LookedFor::Number),
    ] {
        assert_eq!(desk.find_people(&anna, typed).unwrap(), Found::Nothing { looked_for }, "{typed}");
    }
}

#[test]
fn a_newer_extract_takes_the_place_of_the_older_and_a_bad_one_changes_nothing() {
    let sample = Sample::new();
    let (desk, anna, carla) = (sample.desk(), sample.who("anna"), sample.who("carla"));
    let mario = rows(desk.find_people(&anna, "RSSMRA80A01H501U").unwrap()).remove(0);
    let csv = "cognome;nome;data_nascita\nBianchi;Ugo;1970\nx1;y;1970\n";
    let import = |who, csv: &str, date| desk.begin_import(who, csv.into(), day(date), None)?.end();
    assert!(matches!(import(&anna, csv, "2026-11-21"), Err(DeskError::NotAllowed)));
    for (csv, date, field) in [
        (csv, "2026-11-22", "date"),
        (csv, "2026-11-20", "date"),
        ("cognome\nx\n", "2026-11-21", "file"),
        ("", "2026-11-21", "file"),
    ] {
        let refused = import(&carla, csv, date).unwrap_err();
        assert_eq!(refused.fields()[0].field, field, "{csv}");
    }
    let whole = desk.extract().unwrap();
    assert!(whole.residents >= 2000 && whole.before.is_none());

    // It would lose everybody but one: nothing changes before a yes to exactly that.
    let DeskError::ExtractUnsure(unsure) = import(&carla, csv, "2026-11-21").unwrap_err() else { panic!() };
    let told: Vec<&str> = unsure.why.iter().map(|why| why.it.as_str()).collect();
    assert!(told[0].contains(" a 1, il 99,9 % in meno"), "{told:?}");
    assert!(told.iter().any(|why| why.starts_with("Righe lasciate fuori: 1 su 2")), "{told:?}");
    assert_eq!(desk.extract(), Some(whole.clone()));
    assert!(matches!(desk.confirm_import(&anna, &unsure.code), Err(DeskError::NotAllowed)));
    assert!(matches!(desk.confirm_import(&carla, "0123456789abcdef"), Err(DeskError::ShownDiffers)));
    let other = csv.replace("Ugo", "Ugone");
    let yes = desk.begin_import(&carla, other.into(), day("2026-11-21"), Some(unsure.code.clone()));
    assert!(matches!(yes.unwrap().end(), Err(DeskError::ExtractUnsure(_))), "a yes is to one file");
    assert!(matches!(import(&carla, csv, "2026-11-21"), Err(DeskError::ExtractUnsure(_))));
    let report = desk.confirm_import(&carla, &unsure.code).unwrap().end().unwrap();
    assert_eq!((report.rows, report.residents, report.left_out), (2, 1, 1));
    assert_eq!(report.before, Some((whole.date, whole.residents)));
    assert_eq!(desk.extract().unwrap().residents, 1);
    assert!(matches!(desk.person(&anna, mario.id), Err(DeskError::NotFound)));
    let ugo = rows(desk.find_people(&anna, "bianchi").unwrap()).remove(0);
    let remarks = desk.person(&anna, ugo.id).unwrap().remarks;
    assert_eq!(remarks, [Remark::CertifiableUnknown, Remark::ProcedureUnknown]);
}

#[test]
fn the_extract_before_comes_back_and_goes_again_and_survives_a_restart() {
    let mut sample = Sample::new();
    let carla = sample.who("carla");
    let desk = sample.desk();
    let whole = desk.extract().unwrap().residents;
    let mario = rows(desk.find_people(&carla, "RSSMRA80A01H501U").unwrap()).remove(0);
    let csv = "cognome;nome\nBianchi;Ugo\n";
    let import = desk.begin_import(&carla, csv.into(), day("2026-11-21"), None).unwrap();
    let Err(DeskError::ExtractUnsure(unsure)) = import.end() else { panic!("nobody would be left") };
    desk.confirm_import(&carla, &unsure.code).unwrap().end().unwrap();
    drop(desk);
    sample.restart();
    let (desk, anna, carla) = (sample.desk(), sample.who("anna"), sample.who("carla"));
    let before = desk.extract().unwrap().before.unwrap();
    assert_eq!(before.residents, whole);
    assert!(matches!(desk.bring_back_extract(&anna, before.id), Err(DeskError::NotAllowed)));
    assert!(matches!(desk.bring_back_extract(&carla, uuid::Uuid::nil()), Err(DeskError::ShownDiffers)));
    desk.bring_back_extract(&carla, before.id).unwrap();
    let used = desk.extract().unwrap();
    assert_eq!((used.residents, used.before.unwrap().residents), (whole, 1));
    assert!(desk.person(&anna, mario.id).is_ok(), "an address of before leads there again");
    assert!(matches!(desk.bring_back_extract(&carla, before.id), Err(DeskError::ShownDiffers)));
    // Never more than two lie on the disk.
    let csv = csv.replace("Ugo", "Ugone");
    let import = desk.begin_import(&carla, csv.into(), day("2026-11-21"), None).unwrap();
    let Err(DeskError::ExtractUnsure(unsure)) = import.end() else { panic!("nobody would be left") };
    desk.confirm_import(&carla, &unsure.code).unwrap().end().unwrap();
    assert_eq!(std::fs::read_dir(sample.data().join("extract")).unwrap().count(), 2);
    assert_eq!(desk.extract().unwrap().before.unwrap().id, before.id);
}

#[test]
fn a_no_forgets_the_delivery_that_waits() {
    let sample = Sample::new();
    let (desk, carla) = (sample.desk(), sample.who("carla"));
    let csv = "cognome;nome\nBianchi;Ugo\n";
    let import = desk.begin_import(&carla, csv.into(), day("2026-11-21"), None).unwrap();
    let Err(DeskError::ExtractUnsure(unsure)) = import.end() else { panic!("nobody would be left") };
    desk.drop_import(&carla, &unsure.code).unwrap();
    assert!(desk.import().is_none());
    assert!(matches!(desk.confirm_import(&carla, &unsure.code), Err(DeskError::ShownDiffers)));
}

#[test]
fn where_no_row_fits_the_reasons_are_told() {
    let sample = Sample::new();
    let (desk, carla) = (sample.desk(), sample.who("carla"));
    let csv = "cognome;nome;data_nascita\nBianchi;Ugo;primo maggio\nVerdi;Ada;due giugno\n;;1970\n";
    let import = desk.begin_import(&carla, csv.into(), day("2026-11-21"), None).unwrap();
    let refused = import.end().unwrap_err();
    let told = &refused.fields()[0].told.it;
    assert!(told.contains("Nessuna delle 3 righe") && told.contains("«data_nascita»"), "{told}");
    assert!(told.contains("2 righe, la prima è la 2") && told.contains("riga 4"), "{told}");
}

#[test]
fn a_second_import_waits_for_the_first_and_one_that_breaks_off_gives_its_place_free() {
    let sample = Sample::new();
    let (desk, carla) = (sample.desk(), sample.who("carla"));
    let csv = "cognome;nome\nBianchi;Ugo\n";
    let today = day("2026-11-21");
    assert!(desk.import().is_none());
    let place = desk.claim_import(&carla, today, 1).unwrap();
    assert!(matches!(desk.import().unwrap().stage, Stage::Running(_)));
    let refused = desk.begin_import(&carla, csv.into(), today, None).err().unwrap();
    assert_eq!(refused.fields()[0].field, "file");
    assert!(refused.fields()[0].told.it.contains(&carla.name), "{refused:?}");
    drop(place);
    assert!(matches!(desk.import().unwrap().stage, Stage::Ended(Err(DeskError::ExtractFailed(_)))));
    let import = desk.begin_import(&carla, csv.into(), today, None).unwrap();
    assert!(matches!(import.end(), Err(DeskError::ExtractUnsure(_))));
    assert!(matches!(desk.import().unwrap().stage, Stage::Ended(Err(DeskError::ExtractUnsure(_)))));
}

#[test]
fn a_reason_is_asked_only_when_a_person_was_opened_and_nothing_followed() {
    let sample = Sample::new();
    let (desk, anna) = (sample.desk(), sample.who("anna"));
    let found = rows(desk.find_people(&anna, "rossi mario").unwrap());
    desk.person(&anna, found[0].id).unwrap();
    desk.answer_purpose(&anna, Purpose::Bank, Route::SelfCertification).unwrap();
    desk.find_people(&anna, "rossi").unwrap();
    assert_eq!(desk.unexplained(&anna), None);
    desk.person(&anna, found[0].id).unwrap();
    desk.person(&anna, found[1].id).unwrap();
    assert_eq!(desk.unexplained(&anna), Some(found[0].id));
    assert!(desk.explain_view(&anna, " ").is_err());
    desk.explain_view(&anna, "omonimo").unwrap();
    assert_eq!(desk.unexplained(&anna), None);
}
