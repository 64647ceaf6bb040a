//! Every address of the centre, asked for by everybody: made from its router, so that none is forgotten.

use sportello::domain::centre::centre_role::CentreRole;
use sportello::web::centre::rights::{self, Needs};
use sportello::web::centre::routes::ADDRESSES;
use sportello::web::site::address::Kind;

use crate::support::hub::Centre;
use crate::support::site::Visitor;
use crate::support::station::PROGRAM;

/// `sportello` with these arguments and this environment; what it said, and whether it went well.
fn said(arguments: &[&str], environment: &[(&str, &str)]) -> (bool, String) {
    let mut command = std::process::Command::new(PROGRAM);
    let output = command.args(arguments).envs(environment.iter().copied()).output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&text).into_owned())
}

#[test]
fn no_secret_of_the_centre_stands_in_its_log_its_help_or_its_arguments() {
    let folder = tempfile::tempdir().unwrap();
    let mut centre = Centre::real(folder.path(), &[], &[]);
    let told = centre.said();
    assert!(told.contains("first account, code:"), "{told}");
    assert!(!told.to_lowercase().contains("codice di recupero"), "its output goes to a file: {told}");
    centre.stop();
    let secret = "postgres://u:geheim@h.example/d";
    let (_, help) = said(&["hub", "--help"], &[("SPORTELLO_HUB_DATABASE", secret)]);
    assert!(help.contains("SPORTELLO_HUB_DATABASE") && !help.contains("geheim"), "{help}");
    let data = folder.path().join("other").display().to_string();
    let (done, told) = said(&["hub", "--data", &data, "--database", secret], &[]);
    assert!(!done && told.contains("--database-password-file") && !told.contains("geheim"), "{told}");
    let (done, told) = said(&["hub", "--data", &data, "--database", "postgres://u@h.example/d"], &[]);
    assert!(!done && told.contains("verify-full"), "{told}");
}

const ID: &str = "01a202e9-b380-7d74-9f02-92581fed767e";
const GIVEN: &str = "provvisoria";
const OWN: &str = "la mia frase";

fn path_of(address: &str) -> String {
    ["{id}", "{station}", "{outage}"]
        .iter()
        .fold(address.replace("{code}", ID), |path, name| path.replace(name, ID))
}

/// Somebody with one role, and a password of their own.
fn with_role(centre: &Centre, role: CentreRole) -> Visitor {
    let code = role.code();
    let mut elena = Visitor::at_centre(centre);
    let fields = [("name", code), ("login", code), ("roles", code), ("password", GIVEN)];
    elena.done("/workers", "/workers", &fields);
    let mut one = Visitor::at(&centre.pages);
    one.done("/sign-in", "/sign-in", &[("login", code), ("password", GIVEN), ("next", "/entries")]);
    let led = one.get("/entries");
    assert_eq!(led.location.as_deref(), Some("/account"), "a password given is changed first");
    one.done("/account", "/account", &[("before", GIVEN), ("password", OWN), ("again", OWN)]);
    one
}

#[test]
fn every_address_of_the_centre_answers_each_role_as_it_may_and_nobody_else() {
    let mut centre = Centre::start();
    let mut nobody = Visitor::at(&centre.pages);
    let mut people: Vec<_> =
        CentreRole::ALL.map(|role| (role, with_role(&centre, role))).into_iter().collect();
    let mut asked = 0;
    for address in ADDRESSES.iter().filter(|address| !address.path.contains("{hash}")) {
        let path = path_of(address.path);
        for method in ["GET", "POST"] {
            // What is opened to be read takes no form; what takes a form leads back to its page.
            let posts = method == "POST";
            if (address.kind == Kind::Data && posts) || (address.kind == Kind::Act && !posts) {
                continue;
            }
            if address.path == "/sign-out" {
                continue;
            }
            let needs = rights::of(address.path, &method.parse().unwrap()).expect("every address says so");
            let told = if posts { nobody.post_blank("/sign-in", &path) } else { nobody.get(&path) };
            let to_sign_in = told.location.as_deref().is_some_and(|to| to.starts_with("/sign-in?"));
            assert_eq!(
                to_sign_in,
                needs != Needs::Nothing && told.status != 405,
                "{method} {path}: {}",
                told.status
            );
            for (role, one) in &mut people {
                let answer = if posts { one.post_blank("/account", &path) } else { one.get(&path) };
                let may = match needs {
                    Needs::Nothing | Needs::Session => true,
                    Needs::Right(right) => role.gives(right),
                };
                let refused = answer.status == 403 && answer.html.contains("not-allowed");
                assert_eq!(
                    refused,
                    !may && answer.status != 405,
                    "{method} {path} as {}: {}",
                    role.code(),
                    answer.status
                );
                asked += 1;
            }
        }
    }
    assert!(asked > 150, "{asked}");
    centre.stop();
}

#[test]
fn a_cookie_replayed_after_signing_out_opens_nothing() {
    let mut centre = Centre::start();
    let mut elena = Visitor::at_centre(&centre);
    let mut copy = elena.copied();
    assert_eq!(copy.get("/entries").status, 200);
    elena.done("/", "/sign-out", &[]);
    let replayed = copy.get("/entries");
    assert!(replayed.location.is_some_and(|to| to.starts_with("/sign-in")), "{}", replayed.status);
    centre.stop();
}
