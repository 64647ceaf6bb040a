//! Sheets of a lost computer that come back: written down once, counted apart, found, told on the telephone, corrected.

use super::restoring::{copied, desk_of, issue_at, restored, spare, with_a_stick_of_then};
use super::*;
use crate::register::entries::Confirmation;
use crate::register::strays::{CorrectStray, NewStray};
use domain::ids::id::StrayId;
use domain::ids::number::{Number, Series};

/// A counter whose PC died after the stick saw `known` numbers, and had given one more; the spare one that goes on.
pub(crate) struct Lost {
    sample: Sample,
    counter: Counter,
    /// The paper that nobody here knows of.
    given: EntryView,
    outage: OutageId,
}

impl Lost {
    fn new() -> Self {
        let (mut sample, outage) = with_a_stick_of_then();
        let given = sample.issue();
        sample.stop();
        let premises = Premises { second_copy: Some(sample.path("kept")), ..spare(&sample, "spare") };
        let (counter, _) = restored(&premises, sample.path("kept"));
        sample.later(TimeDelta::minutes(30));
        Self { sample, counter, given, outage }
    }

    fn desk(&self) -> Arc<Desk> {
        desk_of(&self.counter)
    }

    fn who(&self, login: &str) -> Session {
        let pin = demo::OPERATORS.iter().find(|one| one.login == login).unwrap().pin;
        self.desk().sign_in(login, pin).unwrap().1
    }

    /// As its sheet says.
    fn sheet(&self) -> NewStray {
        NewStray {
            id: StrayId::new(self.desk().mint()),
            number: self.given.entry.number.to_string(),
            title: "Certificato di nascita".to_owned(),
            surname: "D'Àngelo Župančič".to_owned(),
            given_names: "Maria Chiara".to_owned(),
            birth_date: "14/03/1987".to_owned(),
            issued: day("2026-11-21"),
            issued_at: chrono::NaiveTime::from_hms_opt(9, 0, 0),
            check_code: self.given.check_code.to_lowercase(),
            remark: "riportato dalla titolare".to_owned(),
        }
    }

    fn refused(&self, change: impl FnOnce(&mut NewStray)) -> DeskError {
        let mut new = self.sheet();
        change(&mut new);
        self.desk().write_stray(&self.who("carla"), new).unwrap_err()
    }

    fn register(&self) -> Option<String> {
        let pdf = self.desk().register_pdf(&self.who("carla"), self.outage, Series::P).unwrap();
        super::continuing::read(&pdf)
    }
}

fn told(error: &DeskError) -> String {
    let lines: Vec<String> =
        error.fields().iter().map(|problem| format!("{}: {}", problem.field, problem.told.it)).collect();
    lines.join("; ")
}

#[test]
fn a_sheet_that_comes_back_is_written_down_counted_apart_found_and_confirmed() {
    let lost = Lost::new();
    let (desk, number) = (lost.desk(), lost.given.entry.number.to_string());
    let asked = |code: &str| desk.confirm_by_telephone(&number, code);
    assert!(matches!(asked(&lost.given.check_code), Confirmation::NotKnownHere { .. }));
    let written = desk.write_stray(&lost.who("carla"), lost.sheet()).unwrap();
    assert_eq!((written.by.as_str(), written.at), ("Carla Rinaldi", moment("2026-11-21 09:30")));
    // On the telephone: what it says, and that it is known from the sheet; with another code nothing.
    let Confirmation::WrittenDown { title, issued, .. } = asked(&lost.given.check_code) else { panic!() };
    assert_eq!((title.as_str(), issued), ("Certificato di nascita", day("2026-11-21")));
    assert!(matches!(asked("0000-0000-0000-0000"), Confirmation::WrittenOtherwise { .. }));
    // Found by its name and by its number, by whoever may look.
    let clerk = lost.who("anna");
    for name in ["zupancic", "d'angelo maria", "ANGELO"] {
        assert_eq!(desk.strays_named(&clerk, name).unwrap(), std::slice::from_ref(&written), "{name}");
    }
    assert_eq!(desk.strays_named(&clerk, "Rossi").unwrap(), []);
    assert_eq!(desk.strays_numbered(&clerk, "3").unwrap().len(), 1);
    // The register counts it apart, and says still what is not known.
    let Some(said) = lost.register() else { return };
    for words in [
        "non noto",
        "rilasciato dal PC perduto, annotato dal foglio il 21/11/2026 09:30 da Carla Rinaldi; riportato dalla titolare",
        "rilasciati dal PC perduto, annotati dai fogli 1",
        "Totale delle operazioni 2",
    ] {
        assert!(said.contains(words), "{words}\n{said}");
    }
}

#[test]
fn a_number_is_written_down_once_and_who_wrote_it_first_is_told() {
    let lost = Lost::new();
    let desk = lost.desk();
    let sheet = lost.sheet();
    let first = desk.write_stray(&lost.who("carla"), sheet.clone()).unwrap();
    // The same once more, as after a lost answer.
    assert_eq!(desk.write_stray(&lost.who("carla"), sheet.clone()).unwrap(), first);
    let other = NewStray { surname: "Rossi".to_owned(), ..sheet };
    let again = desk.write_stray(&lost.who("carla"), other).unwrap_err();
    assert!(matches!(again, DeskError::DifferentContent { .. }), "{again:?}");
    let second = lost.refused(|_| ());
    assert_eq!(fields(&second), ["number"]);
    assert!(
        told(&second).contains("già annotato, da Carla Rinaldi il 21/11/2026 09:30"),
        "{}",
        told(&second)
    );
}

#[test]
fn what_the_register_knows_or_never_gave_is_refused_by_its_number() {
    let lost = Lost::new();
    for (number, words) in [
        ("EM01-2026-0000001", "è una registrazione nota"),
        ("EM09-2026-0000001", "Non è un numero di un registro precedente"),
        ("EM01-2025-0000009", "L’anno non è quello del numero"),
        ("31", "Scrivere il numero come sul foglio"),
    ] {
        let error = lost.refused(|new| new.number = number.to_owned());
        assert!(told(&error).contains(words), "{number}: {}", told(&error));
    }
    // Nor is a number of the register that goes on a stray.
    let living = lost.desk().register_code();
    let error = lost.refused(|new| new.number = format!("{living}-2026-0000001"));
    assert_eq!(fields(&error), ["number"]);
    // The entry that answers for it is found by its number.
    assert!(lost.desk().entry_of("EM01-2026-0000001").is_some());
}

#[test]
fn what_is_typed_wrongly_is_named_field_by_field() {
    let lost = Lost::new();
    let error = lost.refused(|new| {
        new.title.clear();
        new.surname.clear();
        new.given_names.clear();
        new.birth_date = "trenta".to_owned();
        new.check_code = "7KQM".to_owned();
        new.issued = day("2026-11-22");
    });
    assert_eq!(fields(&error), ["title", "surname", "check-code", "birth-date", "issued"]);
    let who = lost.who("anna");
    assert!(matches!(lost.desk().write_stray(&who, lost.sheet()), Err(DeskError::NotAllowed)));
}

#[test]
fn a_correction_keeps_what_stood_and_a_misread_number_is_free_again() {
    let lost = Lost::new();
    let (desk, who) = (lost.desk(), lost.who("carla"));
    let number: Number = lost.given.entry.number.clone();
    let first = desk.write_stray(&who, lost.sheet()).unwrap();
    let correction = |corrects, reason: &str, to: Option<NewStray>| CorrectStray {
        id: StrayId::new(desk.mint()),
        corrects,
        reason: reason.to_owned(),
        to,
    };
    let better = NewStray { surname: "D'Angelo".to_owned(), ..lost.sheet() };
    let unexplained =
        desk.correct_stray(&who, &number, correction(first.stray.id, " ", Some(better.clone())));
    assert_eq!(fields(&unexplained.unwrap_err()), ["reason"]);
    let change = correction(first.stray.id, "cognome letto male", Some(better.clone()));
    let second = desk.correct_stray(&who, &number, change).unwrap();
    assert_eq!(second.stray.surname, "D'Angelo");
    // Whoever corrects what is no longer there looks again.
    let late = desk.correct_stray(&who, &number, correction(first.stray.id, "tardi", Some(better)));
    assert!(matches!(late, Err(DeskError::ShownDiffers)));
    let withdrawn = correction(second.stray.id, "numero letto male", None);
    desk.correct_stray(&who, &number, withdrawn).unwrap();
    assert_eq!(desk.stray(&who, &number).unwrap().len(), 3);
    assert_eq!((desk.strays(&who).unwrap().len(), desk.strays_named(&who, "angelo").unwrap().len()), (0, 0));
    let code = &lost.given.check_code;
    assert!(matches!(
        desk.confirm_by_telephone(&number.to_string(), code),
        Confirmation::NotKnownHere { .. }
    ));
    desk.write_stray(&who, lost.sheet()).unwrap();
    assert_eq!(desk.strays(&who).unwrap().len(), 1);
}

#[test]
fn what_was_written_down_is_there_after_a_restart_and_in_the_next_life() {
    let lost = Lost::new();
    let desk = lost.desk();
    let written = desk.write_stray(&lost.who("carla"), lost.sheet()).unwrap();
    issue_at(&lost.sample, &desk).unwrap();
    copied(&desk);
    drop(desk);
    let Lost { sample, counter, .. } = lost;
    counter.stop();
    let premises = Premises { second_copy: Some(sample.path("kept")), ..spare(&sample, "spare") };
    let counter = Counter::enter(premises).unwrap();
    let who = |desk: &Desk| desk.sign_in("carla", "334455").unwrap().1;
    let desk = desk_of(&counter);
    assert_eq!(desk.strays(&who(&desk)).unwrap(), std::slice::from_ref(&written));
    let station = desk.own_head().map(|own| own.station);
    drop(desk);
    counter.stop();
    let premises = Premises { second_copy: Some(sample.path("kept")), ..spare(&sample, "third") };
    let counter = Counter::enter(premises).unwrap();
    let asked = crate::life::restore::Restore { station, ..super::restoring::asked(sample.path("kept")) };
    counter.restore(counter.setup_code(), asked).unwrap();
    let desk = desk_of(&counter);
    assert_eq!(desk.strays(&who(&desk)).unwrap(), [written]);
}

#[test]
fn a_number_lost_in_a_damaged_journal_is_written_down_in_its_place() {
    let mut sample = Sample::new();
    let outage = sample.open("2026-11-21 08:00").opening.outage;
    let given: Vec<EntryView> = (0..4).map(|_| sample.issue()).collect();
    sample.stop();
    for lost in &given[1..3] {
        super::care::damage(&sample, lost.position);
    }
    std::fs::remove_dir_all(sample.data().join("store")).unwrap();
    sample.start();
    let (desk, who) = (sample.desk(), sample.supervisor());
    let sheet = NewStray {
        id: StrayId::new(desk.mint()),
        number: given[2].entry.number.to_string(),
        title: "Certificato di nascita".to_owned(),
        surname: "Rossi".to_owned(),
        given_names: String::new(),
        birth_date: "1987".to_owned(),
        issued: day("2026-11-21"),
        issued_at: None,
        check_code: String::new(),
        remark: String::new(),
    };
    // As long as its own register goes on, the record is looked for, not replaced.
    assert!(desk.write_stray(&who, sheet.clone()).is_err());
    desk.continue_register(&who, &crate::succession::new_life::NewLife::here("danneggiato")).unwrap();
    let written = desk.write_stray(&who, sheet).unwrap();
    let number = written.stray.number.to_string();
    // Its code could not be read: nothing is told to a caller but that it is written down.
    assert!(matches!(
        desk.confirm_by_telephone(&number, &given[2].check_code),
        Confirmation::WrittenOtherwise { .. }
    ));
    let paper =
        desk.continuation_pdf(&who, desk.continuations(&who).unwrap()[0].life.before.station).unwrap();
    let register = desk.register_pdf(&who, outage, Series::P).unwrap();
    let (Some(paper), Some(register)) = (super::continuing::read(&paper), super::continuing::read(&register))
    else {
        return;
    };
    assert!(paper.contains("Numeri non leggibili: EM01-2026-0000002."), "{paper}");
    assert!(paper.contains("Annotati dai fogli tornati, alla stampa: EM01-2026-0000003."), "{paper}");
    assert!(paper.contains("giornale danneggiato in un punto intermedio"), "{paper}");
    for words in [
        "Numeri non leggibili: EM01-2026-0000002.",
        "più numeri non leggibili 1",
        "rilasciati dal PC perduto, annotati dai fogli 1",
        "EM01-2026-0000003 21/11/2026 Certificato di nascita Rossi rilasciato dal PC perduto",
    ] {
        assert!(register.contains(words), "{words}\n{register}");
    }
}

#[test]
fn it_stands_in_the_open_export_and_in_the_summary_of_its_day_as_a_line_of_its_own_kind() {
    let lost = Lost::new();
    let (desk, who) = (lost.desk(), lost.who("carla"));
    let first = desk.write_stray(&who, lost.sheet()).unwrap();
    let to = NewStray { surname: "Angelo".to_owned(), ..lost.sheet() };
    let correction = CorrectStray {
        corrects: first.stray.id,
        reason: "riletto con la titolare".to_owned(),
        id: to.id,
        to: Some(to),
    };
    let standing = desk.correct_stray(&who, &first.stray.number, correction).unwrap();
    let ready = desk.ready_open_export(&who, "per il nuovo gestore").unwrap();
    assert_eq!(ready.entries, 2, "it is no entry");
    let mut zip = Vec::new();
    desk.write_open_export(&ready, &mut zip).unwrap();
    let files = crate::recovery::zip::tests::unzipped(&zip);
    let text = |name: &str| String::from_utf8(files[name].clone()).unwrap();
    let lines: Vec<serde_json::Value> =
        text("registrazioni.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let kinds: Vec<bool> = lines.iter().map(|line| line.get("stray").is_some()).collect();
    assert_eq!(kinds, [false, false, true]);
    assert_eq!(lines[2]["stray"], serde_json::to_value(&standing.stray).unwrap());
    assert_eq!(lines[2]["before"], serde_json::to_value([&first]).unwrap());
    let rows = domain::text::semicolons::rows(&text("registrazioni.csv"));
    assert_eq!((rows.len(), rows[3].cells.len()), (4, rows[0].cells.len()));
    let cell = |name: &str| {
        let at = rows[0].cells.iter().position(|one| one == name).unwrap();
        rows[3].cells[at].as_str()
    };
    assert_eq!((cell("tipo"), cell("cognome")), ("annotato-dal-foglio", "Angelo"));
    assert_eq!((cell("stato"), cell("numero_ordinario")), ("", ""));

    let summary = desk.day_summary(&who, day("2026-11-21")).unwrap();
    assert_eq!((summary.entries, summary.strays), (2, vec![("Certificato di nascita".to_owned(), 1)]));
    assert!(desk.day_summary(&who, day("2026-11-22")).unwrap().strays.is_empty());
}
