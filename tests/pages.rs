//! Every page in every state: no accessibility fault, no HTML fault, in Italian and in English. The list of pages comes
//! from the router, so that a new page cannot be forgotten.

use serde_json::{Value, json};
use sportello::clock::Clock;

use crate::camera::{begin_attestation, picture_file, type_the_person, upload};
use crate::installation::{install, lose_the_key_file};
use crate::journey::sign_in;
use crate::recovery::{TwoSides, known};
use crate::support::api::Api;
use crate::support::browser::key;
use crate::support::counter::{Asked, EVERYONE, clerk, open_outage, values};
use crate::support::disk::{copy_folder, files_below};
use crate::support::hub::Centre;
pub use crate::support::inspection::Inspection;
use crate::support::site::Visitor;
use crate::support::station::{Start, Station};
use crate::support::tool::{Tool, available};

/// As many pages of one kind (`/entries/{id}`) as are looked at where entries stand in several states.
const SEVERAL: usize = 4;

const NEEDED: [Tool; 3] = [Tool::Browser, Tool::Axe, Tool::Nu];

/// Entries in every state of their paper, and a draft.
fn fill_the_counter(station: &Station) {
    let clerk = clerk(station);
    open_outage(&clerk);
    ask_for_a_call(&clerk);
    let mut asked = Asked::default();
    for (surname, prints, answer) in [
        ("Emessa", 0, None),
        ("Stampata", 1, None),
        ("Consegnata", 1, Some("came-out")),
        ("Annullata", 2, None),
    ] {
        let entry = asked.issue(&clerk, surname).unwrap();
        let path = format!("/api/v1/entries/{}", entry["id"].as_str().unwrap());
        for _ in 0..prints {
            assert_eq!(clerk.post(&format!("{path}/prints"), &Value::Null).unwrap().status, 200);
        }
        if let Some(outcome) = answer {
            clerk.post(&format!("{path}/print-results"), &json!({ "outcome": outcome })).unwrap().expect(200);
        }
        if surname == "Annullata" {
            let reason = json!({ "reason": "Persona sbagliata" });
            clerk.post(&format!("{path}/annulment"), &reason).unwrap().expect(200);
        }
    }
}

/// Somebody asks to be called back; another was called in vain; a third is done.
fn ask_for_a_call(clerk: &Api) {
    for (surname, outcomes) in [("Attesa", &[][..]), ("Cercata", &["not-reached"]), ("Sentita", &["reached"])]
    {
        let values = json!({
            "surname": surname, "given-names": "Rosa", "requested": "certificato di residenza",
            "contact": "333 1234567", "when": "lunedì mattina",
        });
        let request = json!({ "id": clerk.mint(), "form": "call-back", "values": values, "sources": {} });
        let entry = clerk.post("/api/v1/entries", &request).unwrap().expect(201);
        for outcome in outcomes {
            let calls = format!("/api/v1/entries/{}/calls", entry["id"].as_str().unwrap());
            clerk.post(&calls, &json!({ "outcome": outcome, "note": "passa lunedì" })).unwrap().expect(200);
        }
    }
}

#[test]
fn pages_of_a_real_first_run_have_no_fault() {
    if !available(&NEEDED) {
        return;
    }
    let station = Start::real().start();
    let mut inspection = Inspection::begin(&station);
    inspection.walk("first-run", 1);
    inspection.send_empty_forms("first-run-empty");
    inspection.goto("/setup?lang=en");
    inspection.walk("first-run-en", 1);
    inspection.end();
}

#[test]
fn pages_without_an_outage_have_no_fault() {
    if !available(&NEEDED) {
        return;
    }
    let station = Start::demo().start();
    let mut inspection = Inspection::begin(&station);
    inspection.walk("signed-out", 1);
    inspection.send_empty_forms("signed-out-empty");
    inspection.goto("/");
    sign_in(&inspection.browser);
    inspection.walk("quiet", 1);
    inspection.send_empty_forms("quiet-empty");
    inspection.end();
}

#[test]
fn pages_in_an_outage_have_no_fault_and_none_is_forgotten() {
    if !available(&NEEDED) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("watch.toml");
    std::fs::write(&config, "watch = [\"Protocollo=127.0.0.1:9\"]\n").unwrap();
    let station = Start::demo().argument("--config").argument(config.display().to_string()).start();
    fill_the_counter(&station);
    let mut inspection = Inspection::begin(&station);
    inspection.goto("/");
    inspection.look("sign-in");
    sign_in(&inspection.browser);
    begin_drafts(&mut inspection);
    begin_an_attestation(&mut inspection, &station);
    fill_a_basket(&mut inspection);
    crate::worksheet::look_at_worksheets(&mut inspection, &station);
    bring_it_back(&mut inspection, &station);
    // Last of these: a person opened and left is asked about before the next one is looked for.
    look_at_people(&mut inspection);
    inspection.walk("open", SEVERAL);
    inspection.send_empty_forms("open-empty");
    inspection.goto("/station/recovery-code?new");
    inspection.browser.press("main form[action='/station/recovery-code'] button");
    inspection.look("recovery-code-empty");
    for (field, typed) in [("secret", "valdorè prova lo sportello"), ("second-pin", "334455")] {
        inspection.browser.fill(field, typed);
    }
    inspection.browser.pick("second-login", "Carla");
    inspection.browser.press("main form[action='/station/recovery-code'] button");
    inspection.look("recovery-sheet");
    let closed = close_the_outage(&station);
    inspection.goto(&closed);
    inspection.look("closed");
    inspection.goto(&closed.replace("/closed", "/aftermath"));
    inspection.look("aftermath");
    inspection.goto("/outage/open");
    inspection.look("open-another");
    import_an_extract(&mut inspection, &station);
    lock(&inspection);
    inspection.walk("locked-session", 1);

    // These have states of their own: first run, locked station, damaged folder, anchor ahead, a register that went on.
    let elsewhere = ["/setup", "/setup/restore", "/unlock", "/damaged", "/decide", "/stray-papers/{number}"];
    let forgotten: Vec<&str> = sportello::web::counter::routes::pages()
        .filter(|kind| !inspection.kinds.contains(kind) && !elsewhere.contains(kind))
        .collect();
    assert!(forgotten.is_empty(), "never reached: {forgotten:?}");
    inspection.end();
}

#[test]
fn pages_in_english_have_no_fault() {
    if !available(&NEEDED) {
        return;
    }
    let station = Start::demo().argument("--local").argument("127.0.0.1:0").start();
    fill_the_counter(&station);
    let mut inspection = Inspection::begin(&station);
    inspection.goto("/?lang=en");
    sign_in(&inspection.browser);
    assert!(inspection.browser.source().contains("lang=\"en\""));
    // It is reached from other computers too.
    inspection.goto("/station/server");
    inspection.look("server-en");
    begin_drafts(&mut inspection);
    look_at_people(&mut inspection);
    inspection.walk("open-en", 1);
    inspection.send_empty_forms("open-empty-en");
    inspection.end();
}

#[test]
fn pages_of_a_locked_a_restored_and_a_damaged_station_have_no_fault() {
    if !available(&NEEDED) {
        return;
    }
    let mut station = Start::real().start();
    install(&station, "PC07");
    open_outage(&clerk(&station));
    station.stop();
    let older = tempfile::TempDir::new().unwrap();
    copy_folder(&station.data(), &older.path().join("data"));
    station.launch();
    let lost = Asked::default().issue(&clerk(&station), "Rinaldi").unwrap();
    station.stop();

    // An older folder is put back.
    std::fs::remove_dir_all(station.data()).unwrap();
    copy_folder(&older.path().join("data"), &station.data());
    station.launch();
    let mut inspection = Inspection::begin(&station);
    inspection.goto("/");
    inspection.browser.pick("login", "Elena");
    inspection.browser.fill("pin", EVERYONE.1);
    inspection.browser.type_and_follow(key::ENTER);
    inspection.walk("restored", 1);
    inspection.send_empty_forms("restored-empty");
    go_on(&mut inspection, &station, lost["number"].as_str().unwrap());
    station.stop();

    lose_the_key_file(&station);
    station.launch();
    station.address().clone_into(&mut inspection.address);
    inspection.walk("locked", 1);
    inspection.send_empty_forms("locked-empty");
    station.stop();

    // Nothing of any journal can be read.
    for life in ["journal", "lives"] {
        for file in files_below(&station.data().join(life)) {
            std::fs::write(file, "no journal").unwrap();
        }
    }
    station.launch();
    station.address().clone_into(&mut inspection.address);
    inspection.walk("damaged", 1);
    for kind in ["/decide", "/unlock", "/damaged", "/station/lives", "/stray-papers/{number}"] {
        assert!(inspection.kinds.contains(kind), "{kind} was reached: {:?}", inspection.kinds);
    }
    inspection.end();
}

/// The register goes on under another code, and the sheet of a number that it does not know comes back.
fn go_on(inspection: &mut Inspection, station: &Station, number: &str) {
    let mut visitor = Visitor::signed_in(station.address(), EVERYONE.0, EVERYONE.1);
    let decided = [("do", "continue"), ("reason", "Cartella rimessa da una copia")];
    visitor.done("/decide", "/decide", &decided);
    inspection.goto("/stray-papers/new");
    for (field, typed) in [("number", number), ("title", "Certificato di nascita"), ("surname", "Rinaldi")] {
        inspection.browser.fill(field, typed);
    }
    let today = Clock::system().now().day().format("%d/%m/%Y").to_string();
    inspection.browser.fill("issued", &today);
    inspection.browser.type_and_follow(key::ENTER);
    assert!(inspection.path().ends_with(number), "{}", inspection.browser.text());
    inspection.look("stray");
    inspection.browser.press("main form[action^='/stray-papers/'] button");
    inspection.look("stray-empty");
    for path in
        ["/", "/station/lives", "/stray-papers", "/outage", "/stray-papers/new?lang=en", "/station/lives"]
    {
        inspection.goto(path);
        inspection.look("gone-on");
    }
    inspection.goto("/?lang=it");
}

/// One draft with nothing in it and one ready to be checked.
fn begin_drafts(inspection: &mut Inspection) {
    for full in [false, true] {
        inspection.goto("/drafts/new");
        let browser = &inspection.browser;
        browser.press("main button[value='birth-certificate']");
        if full {
            for (field, value) in values("Controllata") {
                let value = value.as_str().unwrap();
                if field == "sex" { browser.choose(&field, value) } else { browser.fill(&field, value) }
            }
            browser.type_and_follow(key::ENTER);
            inspection.look("check");
        }
    }
}

/// Nobody found, homonyms found, one of them opened and left, and so the question why.
fn look_at_people(inspection: &mut Inspection) {
    for typed in ["nessunocosì", "rossi mario"] {
        inspection.goto("/people");
        inspection.browser.fill("who", typed);
        inspection.browser.type_and_follow(key::ENTER);
        inspection.look("people");
    }
    inspection.browser.press("main tbody a");
    inspection.look("person");
    inspection.goto("/people");
    inspection.browser.fill("who", "RSSMRA80A01H501U");
    inspection.browser.type_and_follow(key::ENTER);
    inspection.look("view-reason");
    inspection.goto("/people/reason");
    inspection.look("view-reason");
}

/// An attestation with nothing in it, with everything, and its photograph from the file to the frame.
fn begin_an_attestation(inspection: &mut Inspection, station: &Station) {
    begin_attestation(&inspection.browser, station);
    let draft = inspection.path();
    inspection.look("attestation");
    for method in ["personal-knowledge", "witnesses", "photograph-on-file", "police"] {
        inspection.browser.choose("evidence.method", method);
        inspection.look("attestation-method");
    }
    inspection.browser.press("main form.dense .act button");
    inspection.look("attestation-empty");
    inspection.goto(&draft);
    inspection.browser.choose("evidence.method", "document");
    type_the_person(&inspection.browser);
    inspection.browser.type_and_follow(key::ENTER);
    inspection.look("attestation-check");
    inspection.goto(&format!("{draft}/photograph"));
    inspection.look("photograph");
    inspection.browser.click_and_follow("#picture-form button");
    inspection.look("photograph-empty");
    upload(&inspection.browser, &picture_file(station));
    inspection.look("crop");
    inspection.browser.press("main form .beside-crop > .actions button");
    inspection.look("attestation-with-photograph");
    inspection.goto(&format!("{draft}/photograph"));
    inspection.look("photograph-again");
}

/// Two papers for each of two of a family: begun, with everything missing, checked, issued, printed.
fn fill_a_basket(inspection: &mut Inspection) {
    inspection.goto("/people");
    inspection.browser.fill("who", "rossi");
    inspection.browser.type_and_follow(key::ENTER);
    inspection.browser.press("main tbody a");
    for form in ["residence-certificate", "family-certificate"] {
        inspection.browser.tick("form", form);
    }
    inspection.browser.press("main .actions button[value='begin']");
    inspection.look("basket");
    add_to_the_basket(inspection);
    inspection.browser.press("main form.dense .act button");
    inspection.look("basket-empty");
    for (field, typed) in [("evidence.number", "CA12345AB"), ("evidence.issuer", "Comune di Valdorè")] {
        inspection.browser.fill(field, typed);
    }
    // One of the people in it asks for all.
    inspection.browser.tab_to("main [name='applicant.kind']");
    inspection.browser.type_keys(key::SPACE);
    inspection.browser.choose("duty.way", "exempt");
    inspection.browser.pick("duty.code", "7");
    inspection.browser.press("main form.dense .act button");
    assert!(inspection.path().ends_with("/check"), "{}", inspection.browser.text());
    inspection.look("basket-check");
    inspection.browser.press("#issue");
    inspection.look("basket-issued");
    inspection.browser.press("main button[value='came-out']");
    inspection.look("basket-not-printed");
}

/// An extract long enough that its import is seen under way, to its report.
fn import_an_extract(inspection: &mut Inspection, station: &Station) {
    let file = station.scratch().join("extract.csv");
    let rows = (10..99).cycle().take(120_000).map(|year| format!("Rossi;Mario;19{year}-01-02\n"));
    std::fs::write(&file, format!("cognome;nome;data_nascita\n{}", rows.collect::<String>())).unwrap();
    inspection.goto("/extract");
    let browser = &inspection.browser;
    // A file input takes every key as a path: it is reached last, and not left by keys.
    browser.execute("document.getElementById('date').focus()", &[]);
    browser.fill("date", &Clock::system().now().day().format("%d/%m/%Y").to_string());
    browser.execute("document.getElementById('file').focus()", &[]);
    browser.type_keys(&file.display().to_string());
    browser.click_and_follow("main form button");
    assert_eq!(inspection.path(), "/extract/import", "{}", inspection.browser.text());
    inspection.look("extract-import");
    let ends = |inspection: &mut Inspection| {
        crate::support::wait::until("the import to end", || {
            inspection.goto("/extract/import");
            (inspection.browser.count("#progress") == 0).then_some(())
        });
    };
    ends(inspection);
    // Columns are gone that the town's extract has: a yes is asked, and the answer that loses nothing has the focus.
    assert!(inspection.browser.focused_matches("button[value='no']"), "{}", inspection.browser.text());
    assert!(inspection.browser.text().contains("certificabilita"), "{}", inspection.browser.text());
    inspection.look("extract-asked");
    inspection.goto("/extract");
    inspection.look("extract-waits");
    inspection.goto("/extract/import");
    inspection.browser.press("button[value='yes']");
    ends(inspection);
    inspection.look("extract-report");
    inspection.goto("/extract");
    inspection.look("extract-before");
    // The way there by keyboard goes over the choice of a file, which the driver takes for the name of one.
    inspection.browser.click_and_follow("form[action='/extract/before'] button");
    let text = inspection.browser.text();
    // By now it is English, or Italian, as the walk left it.
    assert!(text.contains("120.000 residenti") || text.contains("120,000 residents"), "{text}");
}

/// A paper for somebody else, found by name, put into the basket; then taken out again.
fn add_to_the_basket(inspection: &mut Inspection) {
    let basket = inspection.path();
    inspection.browser.press("main button[value='add']");
    inspection.look("basket-add");
    inspection.browser.press("main button[value='add']");
    inspection.look("basket-add-empty");
    for typed in ["nessunocosì", "bianchi"] {
        inspection.browser.fill("who", typed);
        inspection.browser.type_and_follow(key::ENTER);
        inspection.look("basket-add-found");
    }
    inspection.browser.tick("form", "residence-certificate");
    inspection.browser.press("main button[value='add']");
    assert_eq!(inspection.path(), basket, "{}", inspection.browser.text());
    assert_eq!(inspection.browser.count("main tbody tr"), 3, "{}", inspection.browser.text());
    inspection.look("basket-of-several");
    let last = "return [...document.querySelectorAll('main tbody a[href$=\"/discard\"]')].pop().pathname";
    let discard = inspection.browser.execute(last, &[]).as_str().expect("a path").to_owned();
    inspection.goto(&discard);
    inspection.browser.press("main form button");
    assert_eq!(inspection.path(), basket);
}

/// Closes the outage, answering for every sheet; the path of the page that says so.
/// Known to a centre, recovered, one entry of somebody the centre knows to be dead.
fn bring_it_back(inspection: &mut Inspection, station: &Station) {
    let entry = clerk(station).get("/api/v1/entries").unwrap().expect(200)["rows"][0]["id"].clone();
    inspection.goto(&format!("/entries/{}/ordinary", entry.as_str().unwrap()));
    inspection.look("ordinary");
    inspection.browser.press("main form[action$='/ordinary'] button");
    inspection.look("ordinary-empty");
    let centre = Centre::start();
    let sides = TwoSides::new(station, &centre);
    sides.ask_to_be_known(&inspection.browser, &centre.stations);
    inspection.look("enrolment");
    sides.grant(&inspection.browser);
    inspection.look("enrolled");
    let people = known(station);
    let folder = tempfile::TempDir::new().unwrap();
    sides.tell_of_a_death(&people[0], folder.path());
    sides.until(&inspection.browser, "/recovery", "Raggiungibile");
    inspection.look("recovery");
    sides.recover(&inspection.browser);
    sides.until(&inspection.browser, "/conflicts", "persona deceduta");
    inspection.look("conflicts");
    inspection.browser.press("main tbody a");
    inspection.look("conflict");
    inspection.browser.press("main form[action*='/conflicts/'] button");
    inspection.look("conflict-empty");
}

fn close_the_outage(station: &Station) -> String {
    let clerk = clerk(station);
    let outage = clerk.get("/api/v1/outages/current").unwrap().expect(200);
    let others = json!({ "seen": outage["doubts_seen"], "reason": "Stampante spenta" });
    let id = outage["id"].as_str().unwrap();
    let closing = json!({ "restored": Clock::system().now().utc().to_rfc3339(), "others": others });
    clerk.post(&format!("/api/v1/outages/{id}/closing"), &closing).unwrap().expect(200);
    format!("/outages/{id}/closed")
}

fn lock(inspection: &Inspection) {
    inspection.goto("/");
    inspection.browser.press("form[action='/lock/now'] button");
}

#[test]
fn pages_of_what_is_not_there_and_not_allowed_have_no_fault() {
    if !available(&NEEDED) {
        return;
    }
    let station = Start::demo().start();
    fill_the_counter(&station);
    let mut inspection = Inspection::begin(&station);
    inspection.goto("/");
    inspection.browser.pick("login", "Anna");
    inspection.browser.fill("pin", "112233");
    inspection.browser.type_and_follow(key::ENTER);
    inspection.walk("clerk", 1);
    for path in ["/nothing", "/entries/nothing", "/entries/01890a5d-ac96-774b-bcce-b302099a8057", "/drafts/x"]
    {
        inspection.goto(path);
        inspection.look("not-there");
    }
    inspection.end();
}
