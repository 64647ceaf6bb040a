//! What a station needs before it serves anybody: accounts, residents, an outage with its authorisations, its keys.

use std::process::Command;

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::{Makes, now, text};
use crate::installation::setup_code;
use crate::past::facts::{FIRST_PASSPHRASE, LOGIN, PASSPHRASE, PIN};
use crate::support::counter::outage_since;
use crate::support::site::Visitor;
use crate::support::station::{PROGRAM, Station};

/// As a registry suite would deliver it. All invented.
const RESIDENTS: &str = "cognome;nome;codice_fiscale;famiglia;sesso;data_nascita;luogo_nascita;cittadinanza;indirizzo;residente_dal;stato_civile;parentela;certificabilita;procedimento_aperto\n\
Rossi;Mario;RSSMRA80A01H501U;1;M;01/01/1980;Roma (RM);italiana;via Larga 1;05/03/2001;1;1;2;N\n\
D'Àngelo;Bianca Maria;;1;F;14/03/1987;Piacenza (PC);italiana;via Larga 1;05/03/2001;1;2;2;N\n\
Großmann;Jürgen;;2;M;09/11/1949;Bolzano (BZ);italiana;piazza Duomo 3;12/12/1990;4;1;2;N\n\
Županč;Živa;;3;F;30/06/1999;Gorizia (GO);slovena;vicolo Corto 7;01/02/2020;1;1;2;N\n";

impl Makes<'_> {
    pub(super) fn accounts(&self) {
        let mut visitor = self.visitor();
        let office = [
            ("municipality", "Valdorè"),
            ("province", "PC"),
            ("office", "Servizi demografici"),
            ("telephone", "0523 000111"),
        ];
        visitor.done("/station/office", "/station/office", &office);
        let clerk = [
            ("name", "Mara Rinaldi"),
            ("login", "mara"),
            ("pin", "918273"),
            ("status", "active"),
            ("roles", "clerk"),
            ("roles", "signing-officer"),
        ];
        visitor.done("/operators/new", "/operators/new", &clerk);
        let operators = visitor.get("/operators");
        let all: Vec<&str> =
            operators.html.split('"').filter(|part| part.starts_with("/operators/")).collect();
        let of = |path: &&str| {
            path.ends_with("/pin").then(|| path["/operators/".len()..].trim_end_matches("/pin").to_owned())
        };
        let ids: Vec<String> = all.iter().filter_map(of).collect();
        let mara = ids.last().expect("somebody else").clone();
        let delegation = visitor.get("/operators/delegation").hidden("id").expect("minted by the page");
        let day = now(self.days).format("%d/%m/%Y").to_string();
        let record = [
            ("id", delegation.as_str()),
            ("operator", mara.as_str()),
            ("capacity", "registry"),
            ("act", "to-be-signed"),
            ("from", day.as_str()),
        ];
        visitor.done("/operators/delegation", "/operators/delegation", &record);
        while let Some(act) = visitor.get("/operators").linked("/operators/delegation/") {
            visitor.done(&act, &act, &[("act-number", "12/2026"), ("act-date", &day)]);
        }
        let shift = [("capacity", "registry"), ("officer-registry", mara.as_str())];
        visitor.done("/operators", "/operators/shift", &shift);
        let reset = visitor.send(
            &format!("/operators/{mara}/pin"),
            &format!("/operators/{mara}/pin"),
            &[("own-pin", PIN.0)],
        );
        assert_eq!(reset.status, 200, "{}", reset.html);
    }

    pub(super) fn residents(&mut self) {
        let date = now(self.days).format("%d/%m/%Y").to_string();
        let csv = self.town.base().join("residents.csv");
        std::fs::write(&csv, RESIDENTS).unwrap();
        let mut import = Command::new(PROGRAM);
        import.args([
            "extract",
            "import",
            "--date",
            &date,
            "--login",
            LOGIN.0,
            "--url",
            self.station.address(),
        ]);
        let mut import = import.arg(&csv).stdin(std::process::Stdio::piped()).spawn().unwrap();
        std::io::Write::write_all(&mut import.stdin.take().unwrap(), PIN.0.as_bytes()).unwrap();
        assert!(import.wait().unwrap().success());
        std::fs::remove_file(csv).unwrap();
        "Großmann".clone_into(&mut self.facts.resident);
    }

    pub(super) fn open_with_an_authorisation_in_advance(&self) -> Value {
        let api = self.api();
        let until = now(self.days) + TimeDelta::hours(20);
        let advance = json!({
            "id": api.mint(),
            "signer": "Elena Gatti",
            "signer_role": "Segretaria generale",
            "act": { "kind": "signed", "number": "31/2026", "date": now(self.days).format("%Y-%m-%d").to_string() },
            "from": (now(self.days) - TimeDelta::hours(2)).to_rfc3339(),
            "until": until.to_rfc3339(),
        });
        let advance = api.post("/api/v1/authorisations", &advance).unwrap().expect(201);
        let mut outage = outage_since(&api, now(self.days) - TimeDelta::hours(1));
        outage.as_object_mut().unwrap().remove("authorisation");
        outage["authorisation_in_advance"] = advance["id"].clone();
        api.post("/api/v1/outages", &outage).unwrap().expect(201)
    }

    pub(super) fn authorised_further(&self, outage: &Value) {
        let api = self.api();
        let path = format!("/api/v1/outages/{}/authorisations", text(&outage["id"]));
        let by_telephone = json!({
            "id": api.mint(),
            "signer": "Elena Gatti",
            "signer_role": "Segretaria generale",
            "by_telephone": { "received_by": "Dario Fo", "at": now(self.days).to_rfc3339() },
            "act": { "kind": "to-be-signed" },
        });
        let made = api.post(&path, &by_telephone).unwrap().expect(201);
        let day = now(self.days).format("%Y-%m-%d").to_string();
        let signed = json!({ "number": "32/2026", "date": day });
        let act = format!("/api/v1/authorisations/{}/act", text(&made["id"]));
        assert_eq!(api.put_json(&act, &signed).unwrap().status, 204);
        let own = json!({
            "id": api.mint(),
            "signer": "Elena Gatti",
            "signer_role": "Segretaria generale",
            "act": { "kind": "own-number" },
        });
        let made = api.post(&path, &own).unwrap().expect(201);
        let act = format!("/api/v1/authorisations/{}/act", text(&made["id"]));
        assert_eq!(api.put_json(&act, &signed).unwrap().status, 204);
    }

    /// A new data key begins a second segment, the passphrase and the recovery code are others.
    pub(super) fn care_of_keys(&mut self) {
        let mut visitor = self.visitor();
        visitor.done("/station/rotate", "/station/rotate", &[("own-pin", PIN.0)]);
        self.issue("Torelli");
        let changed = [("old", FIRST_PASSPHRASE), ("new", PASSPHRASE), ("again", PASSPHRASE)];
        visitor.done("/station/passphrase", "/station/passphrase", &changed);
        visitor.done("/station", "/station/recovery-code", &[]);
        let sheet = visitor.get("/station/recovery-code").html;
        let code = sheet.split_once("big-code\">").expect("a recovery sheet").1;
        let code = code.split('<').next().unwrap().trim().to_owned();
        let confirm = "/station/recovery-code/confirm";
        visitor.done("/station/recovery-code", confirm, &[("code", &code)]);
        self.facts.recovery_code = code;
        let fields = [("readable", "yes"), ("reason", "Per il protocollo di un altro")];
        visitor.send("/recovery/open", "/recovery/open", &fields);
        self.issue("Locatelli");
    }
}

/// Founds the station without a browser; gives the recovery code.
pub(super) fn found(station: &Station) -> String {
    let mut visitor = Visitor::at(station.address());
    let code = setup_code(station);
    let fields = [
        ("do", "found"),
        ("rows", "1"),
        ("code", code.as_str()),
        ("municipality", "Valdorè"),
        ("province", "PC"),
        ("office", "Anagrafe"),
        ("telephone", "0523 987654"),
        ("register-code", "PC07"),
        ("passphrase", FIRST_PASSPHRASE),
        ("passphrase-again", FIRST_PASSPHRASE),
        ("at-start", "by-itself"),
        ("operator-1-name", "Dario Fo"),
        ("operator-1-login", LOGIN.0),
        ("operator-1-pin", PIN.0),
        ("operator-1-roles", "clerk"),
        ("operator-1-roles", "signing-officer"),
        ("operator-1-roles", "supervisor"),
        ("operator-1-roles", "records-manager"),
        ("operator-1-capacities", "civil-status"),
        ("operator-1-capacities", "registry"),
        ("operator-1-act", "to-be-signed"),
    ];
    let answer = visitor.send("/setup", "/setup", &fields);
    assert!(matches!(answer.status, 200 | 303), "{}", answer.html);
    let sheet = visitor.get("/setup");
    let code = sheet.html.split_once("big-code\">").expect("a recovery sheet").1;
    let code = code.split('<').next().unwrap().trim().to_owned();
    visitor.done("/setup", "/setup/recovery", &[("code", &code)]);
    code
}
