//! Who is there at 7.30: the passphrase at every start, or a key that this computer sealed and another does not open.

use std::path::{Path, PathBuf};

use crate::installation::{PASSPHRASE, install, install_starting, setup_code};
use crate::support::api::Api;
use crate::support::browser::{Browser, key};
use crate::support::pictures;
use crate::support::site::Visitor;
use crate::support::station::{Start, Station};
use crate::support::tool::{Tool, available};
use crate::support::tpm::Tpm;

fn phase(station: &Station) -> String {
    let status = Api::at(station.address()).get("/status").unwrap().expect(200);
    status["phase"].as_str().unwrap().to_owned()
}

fn key_file(station: &Station) -> PathBuf {
    station.home().join("station.key")
}

#[test]
fn a_station_that_asks_at_every_start_keeps_no_key_and_says_so_when_it_asks() {
    let mut station = Start::real().start();
    install_starting(&station, "PC07", "passphrase");
    assert!(!key_file(&station).exists());
    for _ in 0..2 {
        station.stop();
        station.launch();
        assert_eq!(phase(&station), "locked");
        let mut visitor = Visitor::at(station.address());
        let page = visitor.get("/unlock").html;
        assert!(page.contains("chiede la frase a ogni avvio"), "{page}");
        visitor.done("/unlock", "/unlock", &[("kind", "passphrase"), ("secret", PASSPHRASE)]);
        assert_eq!(phase(&station), "open");
    }
}

#[test]
fn the_first_run_asks_who_is_there_and_a_supervisor_changes_it_in_the_browser() {
    if !available(&[Tool::Browser]) {
        return;
    }
    let mut station = Start::real().environment("PATH", "/nowhere").start();
    let mut visitor = Visitor::at(station.address());
    let fields = [("do", "found"), ("rows", "1"), ("code", &setup_code(&station))];
    let asked = visitor.send("/setup", "/setup", &fields).html;
    assert!(asked.contains("Dire chi c’è quando il computer si accende."), "no answer is chosen beforehand");
    install(&station, "PC07");
    let browser = Browser::open();
    let sign_in = || {
        browser.goto(station.address());
        browser.pick("login", "Elena");
        browser.fill("pin", "445566");
        browser.type_and_follow(key::ENTER);
    };
    sign_in();
    browser.goto(&format!("{}/station", station.address()));
    pictures::keep(&browser, "at-start-1-station");
    assert!(browser.text().contains("Chi porta via il disco può aprirlo"), "{}", browser.text());
    browser.press("main a[href='/station/at-start']");
    pictures::keep(&browser, "at-start-2-choice");
    browser.choose("at-start", "passphrase");
    browser.fill("secret", "nessuna di queste parole");
    browser.type_and_follow(key::ENTER);
    assert!(browser.text().contains("Non è la frase di sblocco"), "{}", browser.text());
    assert!(browser.is_chosen("at-start", "passphrase"));
    pictures::keep(&browser, "at-start-3-wrong");
    browser.fill("secret", PASSPHRASE);
    browser.type_and_follow(key::ENTER);
    assert!(browser.text().contains("chiede la frase di sblocco"), "{}", browser.text());
    assert!(!key_file(&station).exists());

    station.stop();
    station.launch();
    browser.goto(station.address());
    pictures::keep(&browser, "at-start-4-unlock");
    assert!(browser.text().contains("così è stato scelto"), "{}", browser.text());
    browser.fill("secret", PASSPHRASE);
    browser.type_and_follow(key::ENTER);
    assert_eq!(phase(&station), "open");
}

fn with(station: &mut Station, tpm: &Tpm) {
    station.configure(|start| start.environment("TPM2TOOLS_TCTI", tpm.address()));
}

fn says(file: &Path) -> String {
    String::from_utf8_lossy(&std::fs::read(file).unwrap()).into_owned()
}

#[test]
fn a_key_sealed_by_the_tpm_opens_this_computer_and_not_the_disk_in_another() {
    if !available(&[Tool::Tpm]) {
        return;
    }
    let (own, other) = (Tpm::start(), Tpm::start());
    let mut station = Start::real().environment("TPM2TOOLS_TCTI", own.address()).start();
    let code = install(&station, "PC07");
    let sealed = says(&key_file(&station));
    assert!(sealed.starts_with("sportello-key-file 2 tpm2\n"), "{sealed}");
    let mut visitor = Visitor::signed_in(station.address(), "dario", "445566");
    let page = visitor.get("/station").html;
    assert!(page.contains("chiusa dal TPM di questo computer"), "{page}");

    // The computer restarts, and the TPM with it: nothing is bound to what it was told meanwhile.
    station.stop();
    station.launch();
    assert_eq!(phase(&station), "open");

    for (kind, secret) in [("passphrase", PASSPHRASE), ("recovery-code", code.as_str())] {
        station.stop();
        with(&mut station, &other);
        station.launch();
        assert_eq!(phase(&station), "locked", "the disk is in another computer");
        let mut visitor = Visitor::at(station.address());
        let page = visitor.get("/unlock").html;
        assert!(page.contains("chiusa da un altro computer"), "{page}");
        visitor.done("/unlock", "/unlock", &[("kind", kind), ("secret", secret)]);
        assert_eq!(phase(&station), "open");
    }

    // Chosen again there, it opens by itself there.
    let mut visitor = Visitor::signed_in(station.address(), "dario", "445566");
    let fields = [("at-start", "by-itself"), ("secret", PASSPHRASE)];
    visitor.done("/station/at-start", "/station/at-start", &fields);
    assert!(says(&key_file(&station)).starts_with("sportello-key-file 2 tpm2\n"));
    station.stop();
    station.launch();
    assert_eq!(phase(&station), "open");
    station.stop();
    with(&mut station, &own);
    station.launch();
    assert_eq!(phase(&station), "locked", "it went back: sealed for the other one");
}
