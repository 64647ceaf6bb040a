//! Without a network: records on a stick from the station's page to the centre's, outcomes back the same way; what is damaged,
//! meant for another or out of turn is told in words. And what waited is taken once the network brought what was missing.

use std::path::{Path, PathBuf};

use serde_json::json;

use crate::journey::sign_in;
use crate::recovery::TwoSides;
use crate::support::browser::Browser;
use crate::support::counter::{Asked, clerk, entries, open_outage};
use crate::support::hub::Centre;
use crate::support::pictures;
use crate::support::station::{Start, Station};
use crate::support::tool::{Tool, available};

#[test]
fn records_go_on_a_stick_and_outcomes_come_back() {
    if !available(&[Tool::Browser]) {
        return;
    }
    let mut centre = Centre::start();
    let mut stranger = Centre::start();
    let station = Start::demo().start();
    open_outage(&clerk(&station));
    let here = Browser::open();
    here.goto(station.address());
    sign_in(&here);
    let sides = TwoSides::new(&station, &centre);
    sides.ask_to_be_known(&here, &centre.stations);
    sides.grant(&here);
    let stick = tempfile::TempDir::with_prefix("sportello-stick-").unwrap();
    let round = Round { station: &station, here, sides, stick: stick.path() };

    round.issue(&["Prima", "Seconda", "Terza"]);
    let first = round.export("first", "");
    round.is_refused(&damaged(&first, Damage::Flipped), "incompleto o rovinato");
    round.is_refused(&damaged(&first, Damage::Cut), "incompleto o rovinato");
    round.is_refused(&damaged(&first, Damage::None), "non è un pacchetto di Sportello");
    let elsewhere = TwoSides::new(&station, &stranger);
    upload(&elsewhere, &first);
    assert!(
        elsewhere.there.text().contains("cifrato per un altro destinatario"),
        "{}",
        elsewhere.there.text()
    );
    drop(elsewhere);
    stranger.stop();
    round.is_taken(&first, "preso; registrazioni nuove");
    round.is_taken(&first, "c’era già tutto");
    round.outcomes_come_back();

    // Two more sticks; the later one comes first and waits, the network brings what is missing.
    let from = after(&first);
    round.issue(&["Quarta"]);
    let second = round.export("second", &from);
    let from = after(&second);
    round.issue(&["Quinta"]);
    let third = round.export("third", &from);
    round.is_taken(&third, "aspetta: mancano le posizioni");
    round.sides.recover(&round.here);
    round.sides.until(&round.here, "/recovery", "Tutto riversato");
    round.sides.goto_there("/bundles");
    let text = round.sides.there.text();
    assert!(!text.contains("aspetta"), "{text}");
    round.is_taken(&second, "c’era già tutto");
    pictures::keep(&round.sides.there, "bundles-centre-list");
    let ordinary = entries(&clerk(&station));
    assert!(ordinary.iter().all(|row| row["ordinary"].is_string()), "{ordinary:?}");
    drop(round);
    centre.stop();
}

#[derive(Clone, Copy)]
enum Damage {
    Flipped,
    Cut,
    None,
}

/// A copy of a bundle that something happened to.
fn damaged(bundle: &Path, damage: Damage) -> PathBuf {
    let mut bytes = std::fs::read(bundle).unwrap();
    let middle = bytes.len() / 2;
    let name = match damage {
        Damage::Flipped => {
            bytes[middle] ^= 1;
            "flipped.sportello"
        }
        Damage::Cut => {
            bytes.truncate(middle);
            "cut.sportello"
        }
        Damage::None => {
            bytes = b"una lettera".to_vec();
            "letter.sportello"
        }
    };
    let copy = bundle.with_file_name(name);
    std::fs::write(&copy, bytes).unwrap();
    copy
}

/// Gives a file to the centre.
fn upload(sides: &TwoSides, file: &Path) {
    sides.goto_there("/bundles");
    give(&sides.there, file, "main form[action='/bundles'] button");
}

/// A file input takes every key as a path: it is left by a click.
fn give(browser: &Browser, file: &Path, button: &str) {
    browser.execute("document.getElementById('file').focus()", &[]);
    browser.type_keys(&file.display().to_string());
    browser.click_and_follow(button);
}

/// The file that a form of the page leads to, under the name it is offered with.
fn downloaded(browser: &Browser, form: &str, folder: &Path) -> PathBuf {
    let bytes = browser.execute_async(
        "const done = arguments[arguments.length - 1];
         const form = document.querySelector(arguments[0]);
         fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)) })
             .then(async answer => [answer.headers.get('content-disposition').match(/filename=\"(.*)\"/)[1],
                              [...new Uint8Array(await answer.arrayBuffer())]])
             .then(done, error => done(String(error)));",
        &[json!(form)],
    );
    let (Some(name), Some(content)) = (bytes[0].as_str(), bytes[1].as_array()) else {
        panic!("{form}: {bytes}\n{}", browser.text())
    };
    let content: Vec<u8> = content.iter().map(|byte| u8::try_from(byte.as_u64().unwrap()).unwrap()).collect();
    let file = folder.join(name);
    std::fs::write(&file, content).unwrap();
    file
}

struct Round<'a> {
    station: &'a Station,
    here: Browser,
    sides: TwoSides,
    stick: &'a Path,
}

impl Round<'_> {
    fn issue(&self, surnames: &[&str]) {
        let api = clerk(self.station);
        for surname in surnames {
            Asked::default().issue(&api, surname).unwrap();
        }
    }

    /// From the page *Senza rete*, with the recipient that stands there already.
    fn export(&self, name: &str, from: &str) -> PathBuf {
        self.sides.goto(&self.here, "/recovery");
        self.here.press("main a[href='/recovery/bundle']");
        assert!(
            self.here
                .execute("return document.getElementById('recipient').value", &[])
                .as_str()
                .unwrap()
                .starts_with("age1")
        );
        if !from.is_empty() {
            self.here.fill("from", from);
        }
        pictures::keep(&self.here, &format!("bundles-counter-{name}"));
        downloaded(&self.here, "main form[action='/recovery/bundle']", self.stick)
    }

    fn is_refused(&self, file: &Path, words: &str) {
        upload(&self.sides, file);
        let text = self.sides.there.text();
        assert!(text.contains(words), "{words}:\n{text}");
        pictures::keep(&self.sides.there, "bundles-centre-refused");
    }

    fn is_taken(&self, file: &Path, words: &str) {
        upload(&self.sides, file);
        let text = self.sides.there.text_of("main [role=status]");
        assert!(text.contains(words), "{words}:\n{text}");
        pictures::keep(&self.sides.there, "bundles-centre-taken");
    }

    /// The centre's file of outcomes goes back; the centre itself does not take it.
    fn outcomes_come_back(&self) {
        self.sides.goto_there("/bundles");
        let file = downloaded(&self.sides.there, "main form[action$='/outcomes']", self.stick);
        self.is_refused(&file, "cifrato per un altro destinatario");
        self.sides.goto(&self.here, "/recovery/bundle");
        give(&self.here, &file, "main form[action='/recovery/bundle/outcomes'] button");
        let text = self.here.text();
        assert!(text.contains("3 esiti nel file, nuovi 3"), "{text}");
        pictures::keep(&self.here, "bundles-counter-outcomes");
        self.sides.goto(&self.here, "/recovery/bundle");
        give(
            &self.here,
            &damaged(&file, Damage::Cut),
            "main form[action='/recovery/bundle/outcomes'] button",
        );
        assert!(self.here.text().contains("incompleto o rovinato"), "{}", self.here.text());
        self.sides.until(&self.here, "/recovery", "Tutto riversato");
        let rows = entries(&clerk(self.station));
        assert!(rows.iter().all(|row| row["ordinary"].as_str().is_some_and(|one| one.starts_with("PG "))));
    }
}

/// The position after the last one of a bundle, by the name of its file: `EM01-41-52.sportello`.
fn after(bundle: &Path) -> String {
    let name = bundle.file_stem().and_then(|name| name.to_str()).expect("a name");
    let last: u64 = name.rsplit('-').next().and_then(|last| last.parse().ok()).expect("positions");
    (last + 1).to_string()
}
