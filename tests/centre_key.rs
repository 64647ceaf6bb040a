//! What opens a centre as it starts: a key that its computer sealed, one in clear that is told, or a person.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::browser::{Browser, key};
use crate::support::hub::Centre;
use crate::support::pictures;
use crate::support::site::Visitor;
use crate::support::station::PROGRAM;
use crate::support::tool::{Tool, available};
use crate::support::tpm::Tpm;

const PASSPHRASE: &str = "quattro parole per il centro";
/// Login and password of its first account.
const FIRST: (&str, &str) = ("elena", "una frase lunga");

/// Where no tool that seals is found.
fn nothing() -> Vec<(String, String)> {
    vec![("PATH".to_owned(), "/nowhere".to_owned())]
}

fn with(tpm: &Tpm) -> Vec<(String, String)> {
    vec![("TPM2TOOLS_TCTI".to_owned(), tpm.address())]
}

/// Whoever makes the first account.
fn first(centre: &Centre) -> Visitor {
    let code = centre.said().split("first account, code: ").nth(1).unwrap().trim().to_owned();
    let code = code.split_whitespace().next().unwrap().to_owned();
    let mut elena = Visitor::at(&centre.pages);
    let fields = [
        ("code", code.as_str()),
        ("name", "Elena Sarti"),
        ("login", FIRST.0),
        ("password", FIRST.1),
        ("again", FIRST.1),
    ];
    elena.done("/setup", "/setup", &fields);
    elena.done("/sign-in", "/sign-in", &[("login", FIRST.0), ("password", FIRST.1), ("next", "/")]);
    elena
}

/// The recovery code of its keys, shown on the page.
fn recovery_code(elena: &mut Visitor) -> String {
    let shown = elena.send("/recovery-code", "/recovery-code/new", &[]);
    shown.digits().unwrap_or_else(|| panic!("{shown:?}"))
}

/// `sportello keys key-file` with these answers; what it said.
fn key_file(base: &Path, more: &[&str], typed: &str, environment: &[(String, String)]) -> (bool, String) {
    let mut command = Command::new(PROGRAM);
    command.args(["keys", "key-file"]).arg("--data").arg(base.join("data"));
    command.arg("--key-file").arg(base.join("hub.key")).args(more);
    command.envs(environment.iter().map(|(name, value)| (name, value)));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&said).into_owned())
}

/// What a person sees.
fn looked_at(centre: &Centre) {
    if !available(&[Tool::Browser]) {
        return;
    }
    let browser = Browser::open();
    browser.goto(&format!("{}/sign-in", centre.pages));
    browser.fill("login", FIRST.0);
    browser.fill("password", FIRST.1);
    browser.type_and_follow(key::ENTER);
    pictures::keep(&browser, "centre-key-1-home");
    browser.press("#plain-key a");
    pictures::keep(&browser, "centre-key-2-code");
    assert!(browser.text().contains("sportello keys key-file --at-start passphrase"), "{}", browser.text());
}

#[test]
fn a_key_in_clear_is_told_and_a_passphrase_at_every_start_leaves_none() {
    let folder = tempfile::tempdir().unwrap();
    let (base, plain) = (folder.path(), nothing());
    let mut centre = Centre::real(base, &[], &plain);
    assert!(centre.said().contains("chi porta via il disco apre il centro"), "{}", centre.said());
    let mut elena = first(&centre);
    assert!(elena.get("/").html.contains("id=\"plain-key\""));
    let page = elena.get("/recovery-code").html;
    assert!(page.contains("in chiaro") && page.contains("--at-start by-itself"), "{page}");
    looked_at(&centre);
    let code = recovery_code(&mut elena);
    let asks = ["--at-start", "passphrase"];
    let (done, said) = key_file(base, &asks, &format!("{code}\n{PASSPHRASE}\n"), &plain);
    assert!(!done && said.contains("served by another hub"), "{said}");
    centre.stop();

    let (done, said) = key_file(base, &asks, &format!("nessuna\n{PASSPHRASE}\n"), &plain);
    assert!(!done && said.contains("neither the passphrase nor the recovery code"), "{said}");
    let (done, said) = key_file(base, &asks, &format!("{code}\n{PASSPHRASE}\n"), &plain);
    assert!(done, "{said}");
    assert!(!base.join("hub.key").exists());
    let said = Centre::unstarted(base, &plain).refuses(&[]);
    assert!(said.contains("asks for its passphrase at every start"), "{said}");
    for typed in [PASSPHRASE, code.as_str()] {
        let mut centre = Centre::real_typed(base, typed, &plain);
        let mut elena = Visitor::at(&centre.pages);
        elena.done("/sign-in", "/sign-in", &[("login", FIRST.0), ("password", FIRST.1), ("next", "/")]);
        assert!(!elena.get("/").html.contains("id=\"plain-key\""));
        let page = elena.get("/recovery-code").html;
        assert!(page.contains("chiede la frase di sblocco"), "{page}");
        assert!(!centre.said().contains(typed), "never in its log");
        centre.stop();
    }
}

#[test]
fn a_centre_starts_as_a_service_with_a_key_that_its_computer_sealed_and_not_elsewhere() {
    if !available(&[Tool::Tpm]) {
        return;
    }
    let (own, other) = (Tpm::start(), Tpm::start());
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let lies = || String::from_utf8_lossy(&std::fs::read(base.join("hub.key")).unwrap()).into_owned();
    let mut centre = Centre::real(base, &[], &with(&own));
    assert!(lies().starts_with("sportello-key-file 2 tpm2\n"), "{}", lies());
    let mut elena = first(&centre);
    assert!(!elena.get("/").html.contains("id=\"plain-key\""));
    assert!(elena.get("/recovery-code").html.contains("chiusa da questo computer (TPM)"));
    let code = recovery_code(&mut elena);
    centre.stop();
    Centre::real(base, &[], &with(&own)).stop();

    let said = Centre::unstarted(base, &with(&other)).refuses(&[]);
    assert!(said.contains("sealed by another computer"), "{said}");
    Centre::real_typed(base, &code, &with(&other)).stop();
    let (done, said) = key_file(base, &[], &format!("{code}\n"), &with(&other));
    assert!(done && said.contains("sealed by this computer (tpm2)"), "{said}");
    assert!(base.join("hub.key.before").exists(), "the one of the other computer is kept");
    Centre::real(base, &[], &with(&other)).stop();
}

#[test]
fn a_centre_of_before_goes_on_with_its_key_in_clear_and_has_it_sealed_when_told_to() {
    if !available(&[Tool::Tpm]) {
        return;
    }
    let tpm = Tpm::start();
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut centre = Centre::real(base, &[], &nothing());
    let mut elena = first(&centre);
    let code = recovery_code(&mut elena);
    centre.stop();
    let clear = std::fs::read(base.join("hub.key")).unwrap();
    assert!(clear.starts_with(b"sportello-key-file 1 "), "as every centre of before has it");
    let mut centre = Centre::real(base, &[], &with(&tpm));
    assert!(centre.said().contains("chi porta via il disco"), "{}", centre.said());
    centre.stop();
    assert_eq!(std::fs::read(base.join("hub.key")).unwrap(), clear, "nothing is changed unasked");

    let (done, said) = key_file(base, &["--at-start", "by-itself"], &format!("{code}\n"), &with(&tpm));
    assert!(done && said.contains("sealed by this computer (tpm2)"), "{said}");
    Centre::real(base, &[], &with(&tpm)).stop();
    std::fs::write(base.join("hub.key"), clear).unwrap();
    let said = Centre::unstarted(base, &with(&tpm)).refuses(&[]);
    assert!(said.contains("wrong secret"), "a copy of the key in clear opens nothing: {said}");
}
