//! A centre whose numbers the protocol office gives: entries wait for them, its file gives them, each counter gets its own; on
//! both stores the same pages.

use serde_json::Value;

use crate::journey::sign_in;
use crate::recovery::TwoSides;
use crate::support::api::Api;
use crate::support::browser::{Browser, key};
use crate::support::counter::{Asked, clerk, entries, open_outage};
use crate::support::hub::Centre;
use crate::support::pictures;
use crate::support::station::{Start, Station};
use crate::support::tool::{Tool, available};
use crate::support::wait::until;

/// Emergency and ordinary numbers as the station knows them, in register order.
fn numbers(clerk: &Api) -> Vec<(String, String)> {
    let text = |row: &Value, name: &str| row[name].as_str().unwrap_or_default().to_owned();
    let rows = entries(clerk);
    let mut numbers: Vec<_> = rows.iter().map(|row| (text(row, "number"), text(row, "ordinary"))).collect();
    numbers.sort();
    numbers
}

/// The office's file; the page that shows what it would come to, or what is wrong with it.
fn bring(sides: &TwoSides, station: &Station, csv: &str) -> String {
    let file = station.scratch().join("protocollo.csv");
    std::fs::write(&file, csv).unwrap();
    sides.goto_there("/numbers");
    sides.there.tab_to("main input[type=file]");
    sides.there.type_keys(&file.display().to_string());
    sides.there.click_and_follow("main form[action='/numbers'] button");
    sides.there.text()
}

/// Notes what is shown; what the page says of it.
fn note(sides: &TwoSides) -> String {
    sides.there.press("main form[action='/numbers/noted'] button");
    sides.there.text()
}

#[test]
fn entries_wait_for_the_protocol_office_and_its_file_gives_each_its_number() {
    if !available(&[Tool::Browser]) {
        return;
    }
    let mut centre = Centre::start();
    let station = Start::demo().start();
    let anna = clerk(&station);
    open_outage(&anna);
    for surname in ["Prima", "Seconda", "Terza"] {
        Asked::default().issue(&anna, surname).unwrap();
    }
    let here = Browser::open();
    let sides = TwoSides::new(&station, &centre);
    sides.goto(&here, "/");
    sign_in(&here);
    sides.goto_there("/numbers");
    sides.there.choose("numbering", "office");
    sides.there.press("main form[action='/numbers/by'] button");
    sides.ask_to_be_known(&here, &centre.stations);
    sides.grant(&here);
    sides.until(&here, "/recovery", "Riversare 3 registrazioni");
    sides.recover(&here);
    sides.until(&here, "/recovery", "Il centro ha già: 3");
    pictures::keep(&here, "office-numbers-waiting");
    assert!(numbers(&anna).iter().all(|(_, ordinary)| ordinary.is_empty()));

    let [one, two, three] = &numbers(&anna).into_iter().map(|(number, _)| number).collect::<Vec<_>>()[..]
    else {
        panic!("three entries")
    };
    let today = sportello::clock::Clock::system().now().local().format("%d/%m/%Y").to_string();
    let said = bring(&sides, &station, &format!("{one};815;{today}\n{two};816;01/01/2020\n"));
    assert!(said.contains("Riga 2, data_ordinaria"), "{said}");
    // As a spreadsheet gives it back: with commas, and a date of its own making.
    let said = bring(&sides, &station, &format!("{two},dic-26,{today}\n{one},815,{today}\n"));
    assert!(said.contains("Numeri segnalati: 1") && said.contains("sembra una data"), "{said}");
    assert!(said.contains("Annotare 2 numeri") && said.contains("senza numero ordinario 3"), "{said}");
    pictures::keep(&sides.there, "office-numbers-shown");
    let said = note(&sides);
    assert!(said.contains("Ci sono numeri segnalati") && said.contains("senza numero ordinario 3"), "{said}");
    let said = bring(&sides, &station, &format!("{two};816/B;{today}\n{one};815;{today}\n{three};;\n"));
    assert!(said.contains("non è scritto come gli altri"), "{said}");
    assert!(said.contains("Righe senza numero: 1"), "{said}");
    sides.there.execute("document.querySelector('input[name=checked]').click()", &[]);
    let said = note(&sides);
    assert!(said.contains("numeri dati 2, già noti 0."), "{said}");
    assert!(said.contains("senza numero ordinario 1"), "{said}");
    pictures::keep(&sides.there, "office-numbers-brought");
    type_in(&sides, "00817", &today);

    until("all ordinary numbers", || {
        numbers(&anna).iter().all(|(_, ordinary)| !ordinary.is_empty()).then_some(())
    });
    let year = &today[6..];
    let given = ["815", "816/B", "00817"].map(|number| format!("PG {number}/{year}"));
    assert_eq!(numbers(&anna).into_iter().map(|(_, ordinary)| ordinary).collect::<Vec<_>>(), given);
    sides.until(&here, "/recovery", "Tutto riversato");
    put_right(&sides, &here, &anna, &today);
    let said = bring(&sides, &station, &format!("{one};815;{today}\nEM77-{year}-0000001;1;{today}\n"));
    assert!(said.contains("già annotato") && said.contains("non ancora arrivate al centro: 1"), "{said}");
    centre.stop();
}

/// The last entry's number was read wrongly: put right at the centre, it comes to the counter with its history.
fn put_right(sides: &TwoSides, here: &Browser, clerk: &Api, today: &str) {
    let there = &sides.there;
    sides.goto_there("/entries?fate=settled");
    there.press("main tbody a");
    there.press("main a[href$='/correct-number']");
    there.fill("number", "12-dic");
    there.fill("date", today);
    there.fill("reason", "Letto male sul protocollo");
    there.press("main form[action$='/correct-number'] button");
    assert!(there.text().contains("Sembra una data"), "{}", there.text());
    pictures::keep(there, "office-numbers-correction");
    there.fill("number", "818");
    there.press("main form[action$='/correct-number'] button");
    let year = &today[6..];
    assert!(there.text().contains(&format!("prima PG 00817/{year}; corretto da")), "{}", there.text());
    pictures::keep(there, "office-numbers-corrected");
    found_by_what_it_was(sides, year);
    sides.ask_again();
    let right = format!("PG 818/{year}");
    until("the right number at the counter", || {
        numbers(clerk).iter().any(|(_, ordinary)| *ordinary == right).then_some(())
    });
    sides.until(here, "/recovery", "Tutto riversato");
    assert!(!here.text().contains("altro numero ordinario"), "{}", here.text());
    sides.goto(here, "/entries");
    here.press("main tbody a");
    assert!(here.text().contains(&format!("prima PG 00817/{year}; corretto da")), "{}", here.text());
    pictures::keep(here, "office-numbers-corrected-here");
    sides.goto(here, "/entries");
    here.fill("number", &format!("PG 817/{year}"));
    here.press("main form[action='/entries'] button");
    assert_eq!(here.count("main tbody tr"), 1, "{}", here.text());
    assert!(here.text().contains(&format!("prima PG 00817/{year}; corretto da")), "{}", here.text());
    pictures::keep(here, "office-numbers-found-by-what-it-was");
    told_by_the_api(clerk, year);
}

/// At the centre the number of before leads to its entry, which says what became of it.
fn found_by_what_it_was(sides: &TwoSides, year: &str) {
    let there = &sides.there;
    sides.goto_there("/entries");
    there.fill("what", &format!("817/{year}"));
    there.press("main form[action='/entries/search'] button");
    assert!(there.url().contains("/entries/0"), "{}", there.url());
    assert!(there.text().contains(&format!("prima PG 00817/{year}; corretto da")), "{}", there.text());
}

/// The API finds it by the number of before too, and tells both with it.
fn told_by_the_api(clerk: &Api, year: &str) {
    let found = clerk.get(&format!("/api/v1/entries?number=817%2F{year}")).unwrap().expect(200);
    let rows = found["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 1, "{found}");
    let entry = clerk.get(&format!("/api/v1/entries/{}", rows[0]["id"].as_str().unwrap())).unwrap();
    for told in [&rows[0], &entry.expect(200)] {
        assert_eq!(told["ordinary"], format!("PG 818/{year}"));
        let correction = &told["corrections"][0];
        assert_eq!(correction["before"], format!("PG 00817/{year}"));
        assert_eq!(correction["reason"], "Letto male sul protocollo");
        assert!(!correction["by"].as_str().unwrap().is_empty() && correction["at"].is_string());
    }
}

/// The number of the one entry that is left, on its page and by keyboard: one that is another's first.
fn type_in(sides: &TwoSides, number: &str, today: &str) {
    let there = &sides.there;
    sides.goto_there("/entries?fate=unnumbered");
    there.press("main tbody a");
    there.fill("register", "PG");
    there.fill("number", "815");
    there.fill("date", today);
    there.type_and_follow(key::ENTER);
    assert!(there.text().contains("è già di un’altra registrazione"), "{}", there.text());
    there.fill("number", number);
    there.type_and_follow(key::ENTER);
    assert!(there.text_of("main").contains(number), "{}", there.text());
    assert_eq!(there.count("main form[action$='/number']"), 0, "a number that was given stays");
}
