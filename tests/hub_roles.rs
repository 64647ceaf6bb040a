//! Every address of the centre, asked for by everybody: made from its router, so that none is forgotten.

use sportello::domain::centre::centre_role::CentreRole;
use sportello::web::centre::rights::{self, Needs};
use sportello::web::centre::routes::ADDRESSES;
use sportello::web::site::address::Kind;

use crate::support::browser::{Browser, key};
use crate::support::counter::{Asked, EVERYONE, clerk, open_outage};
use crate::support::hub::Centre;
use crate::support::pictures;
use crate::support::shown::{address_of, led_to};
use crate::support::site::{Acquainted, Visitor};
use crate::support::station::{PROGRAM, Start};
use crate::support::tool::{Tool, available};
use crate::support::wait::until;

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

#[test]
fn nobody_at_the_centre_is_shown_a_form_a_button_or_a_link_that_would_be_refused() {
    let mut centre = Centre::start();
    let station = Start::demo().start();
    open_outage(&clerk(&station));
    let mut there = Acquainted::with(&station, &centre, &centre.stations);
    for surname in ["Prima", "Seconda"] {
        Asked::default().issue(&clerk(&station), surname).unwrap();
    }
    until("the entries at the centre", || (there.received() >= 2).then_some(()));
    let mut elena = Visitor::at_centre(&centre);
    let registry = "codice_fiscale;cognome;nome;data_nascita;sesso\n";
    elena.upload("/registry", "/registry", registry.as_bytes());
    // Somebody asks to be known and waits.
    let waiting = Start::demo().argument("--register").argument("EM77").start();
    let mut asks = Visitor::signed_in(waiting.address(), EVERYONE.0, EVERYONE.1);
    let fields = [("name", "Centro"), ("address", centre.stations.as_str())];
    asks.send("/recovery/centre", "/recovery/centre", &fields);
    until("who asks on the page", || elena.get("/stations").linked("/enrolments/"));
    let mut forms = std::collections::BTreeSet::new();
    for role in CentreRole::ALL {
        let mut one = with_role(&centre, role);
        let may = |address: &str, method: &str| match rights::of(address, &method.parse().unwrap()) {
            Some(Needs::Nothing | Needs::Session) => true,
            Some(Needs::Right(right)) => role.gives(right),
            None => false,
        };
        let mut ahead = vec!["/".to_owned(), "/account".to_owned()];
        let mut seen = std::collections::BTreeSet::new();
        while let Some(path) = ahead.pop() {
            let Some(address) = address_of(ADDRESSES, &path) else {
                panic!("{path} is no address of the centre")
            };
            if !seen.insert(path.split('#').next().unwrap_or_default().to_owned())
                || address == "/assets/{hash}/{name}"
            {
                continue;
            }
            let page = one.get(&path);
            assert!(page.status != 403, "{} is led to {path}, which is refused", role.code());
            let (links, posts) = led_to(&page.html);
            for link in links {
                let Some(to) = address_of(ADDRESSES, &link) else {
                    panic!("{path} leads to {link}, which is nothing")
                };
                assert!(may(to, "GET"), "{}: {path} leads to {link}", role.code());
                ahead.push(link);
            }
            for action in posts {
                let Some(to) = address_of(ADDRESSES, &action) else {
                    panic!("{path} has a form for {action}")
                };
                assert!(may(to, "POST"), "{}: {path} has a form for {action}", role.code());
                forms.insert((role.code(), to));
            }
        }
        assert!(seen.len() >= 5, "{}: {seen:?}", role.code());
    }
    if available(&[Tool::Browser]) {
        let browser = Browser::open();
        browser.goto(&format!("{}/sign-in", centre.pages));
        browser.fill("login", "auditor");
        browser.fill("password", OWN);
        browser.type_and_follow(key::ENTER);
        for page in ["stations", "bundles", "numbers", "registry", "entries"] {
            browser.goto(&format!("{}/{page}", centre.pages));
            pictures::keep(&browser, &format!("auditor-{page}"));
        }
    }
    // Whoever may is shown them.
    let mut others: Vec<_> = forms.iter().filter(|(role, _)| *role == "auditor").map(|(_, to)| *to).collect();
    others.retain(|to| !["/sign-out", "/account", "/account/read", "/entries/search"].contains(to));
    assert!(others.is_empty(), "{others:?}");
    for to in [
        "/bundles",
        "/registry",
        "/numbers/by",
        "/stations/{id}/state",
        "/bundles/{id}/outcomes",
        "/enrolments/{id}",
    ] {
        assert!(forms.contains(&("records-manager", to)), "{to}: {forms:?}");
    }
    centre.stop();
}

#[test]
fn a_bundle_imported_by_command_stands_among_the_deeds_like_one_of_the_page() {
    let mut centre = Centre::start();
    let station = Start::demo().start();
    open_outage(&clerk(&station));
    Acquainted::with(&station, &centre, &centre.stations);
    let said = centre.said();
    let recipient = said.split_whitespace().find(|word| word.starts_with("age1")).unwrap();
    let mut dario = Visitor::signed_in(station.address(), EVERYONE.0, EVERYONE.1);
    let bundle = dario.send("/recovery/bundle", "/recovery/bundle", &[("recipient", recipient)]);
    assert_eq!(bundle.status, 200, "{}", bundle.html);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bundle.sportello");
    std::fs::write(&file, bundle.bytes).unwrap();
    centre.stop();
    let data = centre.data().display().to_string();
    let key = centre.data().with_file_name("hub.key").display().to_string();
    let file = file.display().to_string();
    let (done, told) = self::said(&["bundle", "import", "--data", &data, "--key-file", &key, &file], &[]);
    assert!(done && told.contains("taken"), "{told}");
    centre.again();
    let deeds = Visitor::at_centre(&centre).get("/deeds").html;
    assert!(deeds.contains("bundle-by-command"), "{deeds}");
    centre.stop();
}
