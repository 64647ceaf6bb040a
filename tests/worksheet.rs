//! Entries typed by hand into a protocol that has no line: the worksheet, its numbers brought back by keyboard, by scanner and
//! from a file; the acts of civil status in order.

use sportello::clock::Clock;

use crate::journey::sign_in;
use crate::support::api::Api;
use crate::support::browser::{Browser, key};
use crate::support::counter::{Asked, clerk, entries, open_outage};
use crate::support::inspection::Inspection;
use crate::support::station::{Start, Station};
use crate::support::tool::{Tool, available};

/// Adds the town's protocol; the browser stands on its worksheet.
pub fn add_the_protocol(browser: &Browser, station: &str) {
    browser.goto(&format!("{station}/recovery/bridge"));
    browser.type_keys("Protocollo");
    browser.type_and_follow(key::ENTER);
    assert!(browser.title().contains("Foglio di lavoro"), "{}", browser.text());
}

/// Adds the archive of civil status; the browser stands on its worksheet.
pub fn add_the_archive(browser: &Browser, station: &str) {
    browser.goto(&format!("{station}/recovery/bridge"));
    browser.fill("name", "ANSC");
    browser.choose("kind", "civil-status");
    browser.press("main form[action='/recovery/bridge'] button");
    assert!(browser.title().contains("Foglio di lavoro"), "{}", browser.text());
}

/// Enters an act of birth written on paper just now.
pub fn enter_an_act(browser: &Browser, station: &str, surname: &str) {
    browser.goto(&format!("{station}/numbers/act"));
    let now = Clock::system().now().local();
    browser.choose("kind", "birth");
    browser.fill("surname", surname);
    browser.fill("given-names", "Ada");
    browser.fill("formed", &now.format("%d/%m/%Y").to_string());
    browser.fill("formed-time", &now.format("%H:%M").to_string());
    browser.type_and_follow(key::ENTER);
}

/// The page as it is looked at in every state: filled, wrong, a file refused, nothing left.
pub fn look_at_worksheets(inspection: &mut Inspection, station: &Station) {
    enter_an_act(&inspection.browser, station.address(), "Attodue");
    enter_an_act(&inspection.browser, station.address(), "Attotre");
    add_the_archive(&inspection.browser, station.address());
    inspection.look("worksheet-acts");
    inspection.browser.type_keys("1002");
    inspection.browser.type_and_follow(key::ENTER);
    inspection.look("worksheet-acts-wrong");
    add_the_protocol(&inspection.browser, station.address());
    inspection.look("worksheet");
    let entry = "return document.querySelector('main section.panel h2 a').getAttribute('href')";
    let entry = inspection.browser.execute(entry, &[]);
    inspection.browser.type_keys("4711");
    inspection.browser.type_and_follow(key::ENTER);
    inspection.look("worksheet-noted");
    show_a_file(inspection, station);
    inspection.goto(&format!("{}/ordinary/correct", entry.as_str().unwrap()));
    inspection.look("number-correct");
    inspection.browser.press("main form[action$='/ordinary/correct'] button");
    inspection.look("number-correct-empty");
    inspection.goto("/recovery");
    inspection.look("recovery-by-hand");
}

/// A file with a date of a spreadsheet: shown, not noted without a tick.
fn show_a_file(inspection: &mut Inspection, station: &Station) {
    let number = inspection.browser.text_of("main section.panel h2 a");
    let today = Clock::system().now().local().format("%d/%m/%Y").to_string();
    import(&inspection.browser, station, &format!("{number};dic-26;{today}\n"));
    inspection.look("worksheet-file-shown");
    inspection.browser.press("main form[action$='/noted'] button");
    inspection.look("worksheet-file-not-ticked");
}

fn import(browser: &Browser, station: &Station, csv: &str) {
    let file = station.scratch().join("numeri.csv");
    std::fs::write(&file, csv).unwrap();
    browser.execute("document.getElementById('file').focus()", &[]);
    browser.type_keys(&file.display().to_string());
    browser.click_and_follow("main form[action$='/import'] button");
}

/// A number noted wrongly, put right on its entry's page and back: what it was stays told.
fn put_right(browser: &Browser, station: &str, today: &str) {
    browser.goto(&format!("{station}/entries"));
    browser.press("main tbody a");
    let entry = browser.url();
    for (number, told) in [("0004799", "prima PG 0004714"), ("0004714", "prima PG 0004799")] {
        browser.press("main a[href$='/ordinary/correct']");
        browser.fill("number", number);
        browser.fill("date", today);
        browser.press("main form[action$='/ordinary/correct'] button");
        assert!(browser.text().contains("una cosa da correggere"), "{}", browser.text());
        browser.fill("reason", "Riga scambiata");
        browser.press("main form[action$='/ordinary/correct'] button");
        assert_eq!(browser.url(), entry);
        assert!(browser.text().contains(told), "{}", browser.text());
    }
}

fn ordinary(api: &Api) -> Vec<(String, String)> {
    let text = |row: &serde_json::Value, name: &str| row[name].as_str().unwrap_or_default().to_owned();
    let mut both: Vec<_> =
        entries(api).iter().map(|row| (text(row, "number"), text(row, "ordinary"))).collect();
    both.sort();
    both
}

#[test]
fn a_protocol_without_a_line_is_typed_into_and_its_numbers_come_back_by_keyboard() {
    if !available(&[Tool::Browser]) {
        return;
    }
    let station = Start::demo().start();
    let api = clerk(&station);
    open_outage(&api);
    let mut asked = Asked::default();
    for name in ["Abate", "Bruni", "Conti", "Dini"] {
        asked.issue(&api, name).unwrap();
    }
    let browser = Browser::open();
    browser.goto(station.address());
    sign_in(&browser);
    add_the_protocol(&browser, station.address());
    let numbers: Vec<String> = ordinary(&api).into_iter().map(|(number, _)| number).collect();
    assert!(browser.focused_matches("input[name^='number-']"), "the first entry’s number has the focus");
    // A value is copied by a button, and said.
    browser.tab_to("[data-copy^='oggetto-']");
    browser.type_keys(key::ENTER);
    let said = browser.execute_async(
        "const done = arguments[0]; const look = () => { const said = document.getElementById('copied').textContent; said ? done(said) : setTimeout(look, 20); }; look();",
        &[],
    );
    assert!(said.as_str().unwrap().contains("Abate"), "{said}");
    // Typed, then scanned: a number and Enter each, the next entry comes up.
    browser.goto(&browser.url());
    for number in ["0004711", "0004712"] {
        browser.type_keys(number);
        browser.type_and_follow(key::ENTER);
        assert!(browser.text().contains("Numeri annotati: 1"), "{}", browser.text());
        assert!(browser.focused_matches("input[name^='number-']"));
    }
    // The same number again is refused beside its field, and stays typed.
    browser.type_keys("0004711");
    browser.type_and_follow(key::ENTER);
    assert!(
        browser.text().contains(&format!("è già della registrazione {}", numbers[0])),
        "{}",
        browser.text()
    );
    // From a file: a wrong line names itself, and nothing is taken; then all of it.
    let today = Clock::system().now().local().format("%d/%m/%Y").to_string();
    import(&browser, &station, &format!("{};0004713;{today}\n{};0004713;{today}\n", numbers[2], numbers[3]));
    assert!(browser.text().contains("Riga 2, numero_ordinario"), "{}", browser.text());
    import(&browser, &station, &format!("{};0004713;{today}\n{};0004714;{today}\n", numbers[2], numbers[3]));
    assert!(browser.text().contains("Annotare 2 numeri"), "{}", browser.text());
    assert_eq!(
        ordinary(&api).iter().filter(|(_, number)| number.is_empty()).count(),
        2,
        "nothing is noted yet"
    );
    browser.press("main form[action$='/noted'] button");
    assert!(browser.text().contains("numeri annotati 2"), "{}", browser.text());
    assert!(browser.text().contains("Niente da trascrivere"));
    put_right(&browser, station.address(), &today);
    let year = Clock::system().now().year();
    let expected: Vec<(String, String)> = numbers
        .iter()
        .zip(4711..)
        .map(|(number, ordinary)| (number.clone(), format!("PG 000{ordinary}/{year}")))
        .collect();
    assert_eq!(ordinary(&api), expected);
    browser.goto(&format!("{}/recovery", station.address()));
    assert!(browser.text().contains("Tutto riversato"), "{}", browser.text());
}

#[test]
fn a_worksheet_works_with_script_off() {
    if !available(&[Tool::Browser]) {
        return;
    }
    let station = Start::demo().start();
    let api = clerk(&station);
    open_outage(&api);
    Asked::default().issue(&api, "Abate").unwrap();
    let browser = Browser::without_script();
    browser.goto(station.address());
    sign_in(&browser);
    add_the_protocol(&browser, station.address());
    assert_eq!(browser.count("[data-copy]:not([hidden])"), 0);
    assert!(browser.text().contains("Certificato di nascita: Abate"), "{}", browser.text());
    browser.tab_to("input[name^='number-']");
    browser.type_keys("17");
    browser.type_and_follow(key::ENTER);
    assert!(browser.text().contains("Niente da trascrivere"), "{}", browser.text());
}

#[test]
fn acts_of_civil_status_go_one_after_another() {
    if !available(&[Tool::Browser]) {
        return;
    }
    let station = Start::demo().start();
    let api = clerk(&station);
    open_outage(&api);
    let browser = Browser::open();
    browser.goto(station.address());
    sign_in(&browser);
    enter_an_act(&browser, station.address(), "Primo");
    enter_an_act(&browser, station.address(), "Secondo");
    add_the_archive(&browser, station.address());
    assert_eq!(browser.count("input[name^='number-']"), 1, "only the first act may get its number");
    let year = Clock::system().now().year();
    for act in [format!("{year}-1002-10-043023"), format!("{year}-1003-11-043023")] {
        browser.tab_to("input[name^='number-']");
        browser.type_keys(&act);
        browser.type_and_follow(key::ENTER);
        assert!(browser.text().contains("Numeri annotati: 1"), "{}", browser.text());
    }
    assert!(browser.text().contains("Niente da trascrivere"));
    let numbers: Vec<String> = ordinary(&api).into_iter().map(|(_, ordinary)| ordinary).collect();
    assert_eq!(numbers, [format!("ANSC 1002-10-043023/{year}"), format!("ANSC 1003-11-043023/{year}")]);
}
