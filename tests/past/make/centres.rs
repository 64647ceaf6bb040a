//! Real centres, certified by the root of the town: how the station becomes known to them, and everything comes back.

use std::path::Path;

use serde_json::{Value, json};

use super::{Makes, now, text};
use crate::past::facts::{LOGIN, PIN};
use crate::past::town::{Town, faked, keys};
use crate::support::hub::Centre;
use crate::support::site::Visitor;
use crate::support::wait::until;

impl Makes<'_> {
    pub(super) fn known_to_centres(&self) {
        let mut here = self.visitor();
        for (name, centre) in [("Centro del Comune", &self.embedded), ("Centro provinciale", &self.postgres)]
        {
            let fields = [("name", name), ("address", centre.stations.as_str())];
            here.done("/recovery/centre", "/recovery/centre", &fields);
            let mut there = at_centre(centre);
            let digits = until("the digits at the station", || here.get("/recovery/enrolment").digits());
            let asked = until("the enrolment at the centre", || {
                let path = there.get("/stations").linked("/enrolments/")?;
                there.get(&path).html.contains("name=\"digits\"").then_some(path)
            });
            let certificate = self.certified_for(&there.get(&asked).html);
            there.done(
                &asked,
                &asked,
                &[("answer", "grant"), ("digits", &digits), ("certificate", &certificate)],
            );
            until("the centre to be known", || {
                let all = self.api().get("/api/v1/recovery").unwrap().expect(200);
                all["centres"].as_array().unwrap().iter().any(|one| one["name"] == name).then_some(())
            });
        }
        let bridge = [("name", "Protocollo"), ("kind", "protocol"), ("register", "PG")];
        let path = here.done("/recovery/bridge", "/recovery/bridge", &bridge);
        here.done(&path, &format!("{path}/remove"), &[]);
        let path =
            here.done("/recovery/bridge", "/recovery/bridge", &[("name", "ANSC"), ("kind", "civil-status")]);
        let sheet = here.get(&path).html;
        let field =
            sheet.split('"').find(|part| part.starts_with("number-")).expect("an act waits").to_owned();
        let (day, act) = (
            now(self.days).format("%d/%m/%Y").to_string(),
            now(self.days).format("%Y-1002-10-043023").to_string(),
        );
        here.done(&path, &path, &[("date", &day), (&field, &act)]);
    }

    /// The certificate that the root gives for the request a centre's page shows.
    pub(super) fn certified_for(&self, html: &str) -> String {
        let begin = html.find("-----BEGIN CERTIFICATE REQUEST-----").unwrap_or_else(|| panic!("{html}"));
        let end = html.find("-----END CERTIFICATE REQUEST-----").expect("whole");
        let request = format!("{}-----END CERTIFICATE REQUEST-----\n", &html[begin..end])
            .replace("&#43;", "+")
            .replace("&#x2b;", "+");
        let (asked, made) = (self.town.base().join("request.pem"), self.town.base().join("station.pem"));
        std::fs::write(&asked, request).unwrap();
        let files = ["--request", asked.to_str().unwrap(), "--out", made.to_str().unwrap()];
        self.town.certify(&files, self.days);
        let certificate = std::fs::read_to_string(&made).unwrap();
        std::fs::remove_file(asked).unwrap();
        std::fs::remove_file(made).unwrap();
        certificate
    }

    /// Records go to both centres; what the registry of today contradicts is decided at the counter.
    pub(super) fn recovered(&self) {
        let dead =
            "codice_fiscale;cognome;nome;data_decesso;indirizzo\nRSSMRA80A01H501U;Rossi;Mario;01/01/2020;\n";
        let taken = at_centre(&self.embedded).upload("/registry", "/registry", dead.as_bytes());
        assert_eq!(taken.status, 200, "{}", taken.html);
        self.ask_all();
        let api = self.api();
        until("all of them to be sent", || {
            let now = api.get("/api/v1/recovery").unwrap().expect(200);
            (now["to_send"] == 0 && now["under_way"] == 0 && now["conflicts"] == 2).then_some(())
        });
        let mut here = self.visitor();
        until("everything to be decided and back", || {
            // Lists follow what was decided within moments.
            let list = here.get("/conflicts").html;
            if let Some(conflict) = list.split('"').find(|part| part.contains("/conflicts/")) {
                let decided = [("remedy", "replace"), ("reason", "Sentito l’ufficio anagrafe")];
                here.done(conflict, conflict, &decided);
            }
            (api.get("/api/v1/recovery").unwrap().expect(200)["not_recovered"] == 0).then_some(())
        });
    }

    pub(super) fn ask_all(&self) {
        let api = self.api();
        let known = api.get("/api/v1/recovery").unwrap().expect(200);
        for centre in known["centres"].as_array().unwrap() {
            let path = format!("/api/v1/centres/{}/recovery", text(&centre["id"]));
            api.put(&path, b"").unwrap().expect(200);
        }
    }

    pub(super) fn closed_and_archived(&mut self, outage: &Value) {
        let api = self.api();
        let current = api.get("/api/v1/outages/current").unwrap().expect(200);
        let others = json!({ "seen": current["doubts_seen"], "reason": "Chiuso lo sportello" });
        let id = text(&outage["id"]);
        let closing =
            json!({ "restored": now(self.days).to_rfc3339(), "note": "Tornato tutto", "others": others });
        api.post(&format!("/api/v1/outages/{id}/closing"), &closing).unwrap().expect(200);
        until("the closing to be at both centres", || {
            let now = api.get("/api/v1/recovery").unwrap().expect(200);
            let whole = now["centres"].as_array().unwrap().iter().all(|centre| centre["lacking"] == 0);
            (now["not_recovered"] == 0 && whole).then_some(())
        });
        let aftermath = format!("/outages/{id}/aftermath");
        let mut here = self.visitor();
        let answer = until("the outage to be archivable", || {
            let answer = here.send(&aftermath, &aftermath, &[]);
            (answer.status == 303).then_some(answer)
        });
        drop(answer);
        let known = api.get("/api/v1/recovery").unwrap().expect(200);
        self.lacking_from = known["centres"][0]["position"].as_u64().unwrap() + 1;
        let stopped = format!("/recovery/{}/stop", text(&known["centres"][1]["id"]));
        here.done("/recovery", &stopped, &[]);
    }
}

/// A centre on what is below `base`, certified by the town's root, with its first account.
pub(super) fn centre(town: &Town, base: &Path, arguments: &[&str], days: i64) -> Centre {
    std::fs::create_dir(base).unwrap();
    let mut centre = Centre::real(base, arguments, &faked(days));
    centre.stop();
    let request = centre.data().join("keys/hub-request.pem");
    let certificate = base.join("hub.pem");
    let (request, made) = (request.to_str().unwrap(), certificate.to_str().unwrap());
    let names = ["--hub", "--name", "localhost", "--name", "127.0.0.1"];
    town.certify(&[&names[..], &["--request", request, "--out", made]].concat(), days);
    let data = centre.data();
    let root = town.root().join("root.pem");
    let adopt = ["adopt", "--hub", "--data", data.to_str().unwrap(), "--certificate", made];
    keys(&[&adopt[..], &["--root", root.to_str().unwrap()]].concat(), days);
    std::fs::remove_file(certificate).unwrap();
    let mut centre = Centre::real(base, arguments, &faked(days));
    let said = centre.said();
    let code = said.lines().find_map(|line| line.split_once("first account, code: ")).expect("a code").1;
    let fields =
        [("code", code), ("name", "Elena Sarti"), ("login", LOGIN.1), ("password", PIN.1), ("again", PIN.1)];
    Visitor::at(&centre.pages).done("/setup", "/setup", &fields);
    assert!(!centre.stations.is_empty(), "{}", centre.said());
    // The port it has now is the one that the station will call.
    centre.stop();
    centre.again();
    centre
}

/// Somebody signed in at a centre.
pub fn at_centre(centre: &Centre) -> Visitor {
    let mut visitor = Visitor::at(&centre.pages);
    visitor.done("/sign-in", "/sign-in", &[("login", LOGIN.1), ("password", PIN.1), ("next", "/")]);
    visitor
}

/// How many entries a centre has.
pub fn received(centre: &Centre) -> usize {
    let html = at_centre(centre).get("/").html;
    let state = html.split_once("class=\"state\"").expect("a strip").1;
    let number = state.split_once("<strong>").expect("a number").1;
    number.split('<').next().and_then(|text| text.parse().ok()).expect("a number")
}
