//! The centre as a person starts it: its pages, its keys, its contract.

use crate::pages::Inspection;
use crate::support::browser::{Browser, key};
use crate::support::effort::effort;
use crate::support::hub::{ACCOUNT, Centre};
use crate::support::tool::{Tool, available, ours, run};

/// Every kind of page of the centre.
fn kinds() -> Vec<&'static str> {
    sportello::web::hub::routes::PAGES.to_vec()
}

/// Signs in at the centre, from its sign-in page.
pub fn sign_in(browser: &Browser) {
    browser.fill("login", ACCOUNT.0);
    browser.fill("password", ACCOUNT.1);
    browser.type_and_follow(key::ENTER);
}

#[test]
fn pages_of_a_centre_without_entries_have_no_fault() {
    if !available(&[Tool::Browser, Tool::Axe, Tool::Nu]) {
        return;
    }
    let mut centre = Centre::start();
    let mut inspection = Inspection::of(&centre.pages, kinds());
    inspection.walk("centre-signed-out", 1);
    inspection.send_empty_forms("centre-signed-out-empty");
    for language in ["it", "en"] {
        inspection.goto(&format!("/sign-in?lang={language}"));
        if language == "it" {
            sign_in(&inspection.browser);
        }
        inspection.walk(&format!("centre-{language}"), 1);
        inspection.send_empty_forms(&format!("centre-{language}-empty"));
    }
    inspection.goto("/nowhere");
    inspection.look("centre-nowhere");
    for kind in [
        "/",
        "/sign-in",
        "/stations",
        "/bundles",
        "/outages",
        "/entries",
        "/conflicts",
        "/registry",
        "/workers",
    ] {
        assert!(inspection.kinds.contains(kind), "{kind} was reached: {:?}", inspection.kinds);
    }
    inspection.end();
    centre.stop();
}

#[test]
fn a_centre_comes_back_with_what_it_knew_after_being_killed_and_a_second_one_is_refused() {
    let mut centre = Centre::start();
    let before = certificate_of(&centre);
    centre.kill();
    centre.again();
    assert_eq!(certificate_of(&centre), before, "the same root, the same name");
    centre.stop();
}

/// Who certified the centre, as openssl tells it.
fn certificate_of(centre: &Centre) -> String {
    let address = centre.stations.trim_start_matches("https://");
    let out = std::process::Command::new("openssl")
        .args(["s_client", "-connect", address, "-showcerts"])
        .stdin(std::process::Stdio::null())
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&out.stdout).into_owned();
    let root = text.rfind("-----BEGIN CERTIFICATE-----").unwrap_or_else(|| panic!("no certificate: {text}"));
    let end = text[root..].find("-----END CERTIFICATE-----").unwrap();
    text[root..root + end].to_owned()
}

/// A server error, an answer that is not declared, a wrong type of content, content not as described.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,\
    response_headers_conformance,unsupported_method";

#[test]
fn every_answer_of_the_contract_is_a_declared_one_and_none_is_a_server_error() {
    if !available(&[Tool::Schemathesis]) {
        return;
    }
    let mut centre = Centre::start();
    let scratch = tempfile::TempDir::new().unwrap();
    let said = run(std::process::Command::new(ours("venv/bin/schemathesis"))
        .arg("run")
        .arg(format!("{}/api/v1/contract.json", centre.pages))
        .args(["--checks", CHECKS, "--max-examples", &effort(8, 200).to_string()])
        .args(["--phases", "examples,coverage,fuzzing", "--generation-deterministic", "--no-color"])
        .args(["--continue-on-failure", "--suppress-health-check", "all"])
        .env("NO_PROXY", "*")
        .current_dir(scratch.path()));
    let last: Vec<&str> = said.lines().rev().take(25).collect();
    println!("{}", last.into_iter().rev().collect::<Vec<_>>().join("\n"));
    centre.stop();
}
