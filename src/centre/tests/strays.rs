//! Papers of a lost computer at the centre: shown, counted apart, never numbered.

use uuid::Uuid;

use super::Centre;
use super::line::{Line, day};
use domain::ids::id::StrayId;
use domain::journal::event::Event;
use domain::journal::record::Kind;
use domain::register::stray::Stray;

/// The third number of the first life, which its computer took along.
fn sheet(id: u128, corrects: Option<u128>) -> Stray {
    let of = |n: u128| StrayId::new(Uuid::from_u128(n));
    Stray {
        id: of(id),
        number: "EM01-2026-0000003".parse().unwrap(),
        title: "Certificato di nascita".to_owned(),
        surname: "Gallo".to_owned(),
        given_names: "Rita".to_owned(),
        birth_date: None,
        issued: super::noon().day(),
        issued_at: None,
        check_code: String::new(),
        remark: String::new(),
        corrects: corrects.map(of),
        reason: corrects.map(|_| "cognome letto male".to_owned()).unwrap_or_default(),
        withdrawn: false,
    }
}

fn write(line: &mut Line, stray: Stray) {
    line.push(Kind::StrayWritten, vec![Event::StrayWritten(Box::new(stray))]);
}

/// Two entries, then the computer is lost; one more, and what a sheet says of the third.
fn two_lives() -> (Line, Line) {
    let mut old = Line::new(1, "EM01");
    for name in ["Rossi Mario", "Bianchi Anna"] {
        let entry = old.certificate(name, "RSSMRA80A01H501U");
        old.issue(entry);
    }
    let mut new = Line::continuing(2, "EM01RKTW", &old);
    let entry = new.certificate("Verdi Luigi", "RSSMRA80A01H501U");
    new.issue(entry);
    write(&mut new, Stray { surname: "Galli".to_owned(), ..sheet(1, None) });
    (old, new)
}

#[test]
fn a_sheet_written_down_is_shown_with_its_corrections_counted_apart_and_gets_no_number() {
    let (old, mut new) = two_lives();
    let centre = Centre::knowing(&[&old, &new]);
    centre.hub.receive(old.station, &old.all()).unwrap();
    centre.hub.receive(new.station, &new.all()).unwrap();
    let before = centre.hub.strays(&[]).unwrap();
    assert_eq!((before.len(), before[0].corrections().count()), (1, 0));
    write(&mut new, sheet(2, Some(1)));
    // Sent once more from the beginning, as after a lost reply: nothing is there twice.
    centre.hub.receive(new.station, &new.all()).unwrap();
    let all = centre.hub.strays(&[old.outage]).unwrap();
    let [one] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!(
        (one.standing.stray.full_name().as_str(), one.standing.by.as_str()),
        ("Gallo Rita", "Bruno Conti")
    );
    assert_eq!((one.outage, one.before.len()), (Some(old.outage), 1));
    let reasons: Vec<&str> = one.corrections().map(|one| one.stray.reason.as_str()).collect();
    assert_eq!(reasons, ["cognome letto male"]);

    let view = &centre.hub.outages().unwrap()[0];
    assert_eq!((view.strays, view.parts.iter().map(|part| part.entries).sum::<u64>()), (1, 3));
    assert_eq!(centre.hub.counts().unwrap().entries, 3);
    let told = centre.hub.outcomes(new.station, 0).unwrap().outcomes;
    assert_eq!(told.len(), 1, "nothing is told of a sheet");
    let csv = centre.hub.correlation_csv(&[old.outage]).unwrap();
    let rows: Vec<Vec<&str>> = csv.lines().map(|line| line.split(';').collect()).collect();
    assert_eq!(rows.len(), 5);
    assert_eq!(rows[4].len(), rows[0].len());
    assert_eq!(rows[4][0], "EM01-2026-0000003");
    assert_eq!((rows[4][5], rows[4][7]), ("", "annotati dal foglio, registrazione perduta"));
    let cases = centre.hub.four_cases(&[old.outage]).unwrap();
    assert_eq!(cases.iter().map(|(_, rows)| rows.len()).sum::<usize>(), 3);
    for pdf in [
        centre.hub.correlation_pdf(&view.code, &[old.outage]).unwrap(),
        centre.hub.four_cases_pdf(&view.code, &[old.outage]).unwrap(),
    ] {
        assert!(pdf.starts_with(b"%PDF-"));
    }
}

#[test]
fn a_sheet_misread_is_shown_no_more_and_one_of_another_day_stands_in_the_last_outage_of_its_register() {
    let (old, mut new) = two_lives();
    write(&mut new, Stray { withdrawn: true, ..sheet(2, Some(1)) });
    write(&mut new, Stray { number: "EM01-2026-0000004".parse().unwrap(), issued: day(1), ..sheet(3, None) });
    let centre = Centre::knowing(&[&old, &new]);
    centre.hub.receive(new.station, &new.all()).unwrap();
    // Before the life that numbered it has come, too.
    let all = centre.hub.strays(&[]).unwrap();
    let [one] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!((one.standing.stray.number.serial(), one.outage), (4, Some(old.outage)));
    centre.hub.receive(old.station, &old.all()).unwrap();
    assert_eq!(centre.hub.strays(&[old.outage]).unwrap(), all);
    let elsewhere = domain::ids::id::OutageId::new(Uuid::from_u128(9));
    assert_eq!(centre.hub.strays(&[elsewhere]).unwrap(), []);
}
