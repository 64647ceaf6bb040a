//! People at the counter: papers of every kind, numbers set aside, acts written on paper.

use serde_json::{Value, json};

use super::{Makes, now, text};
use crate::past::town::picture;
use crate::support::api::Api;
use crate::support::counter::issue_as;
use crate::support::site::Visitor;

impl Makes<'_> {
    /// A paper printed; what came out of the printer stands in the answer.
    pub(super) fn print(&self, entry: &Value) -> Vec<u8> {
        let path = format!("/api/v1/entries/{}/prints", text(&entry["id"]));
        let paper = self.api().post(&path, &Value::Null).unwrap();
        assert_eq!(paper.status, 200, "{}", paper.text());
        paper.bytes
    }

    pub(super) fn answer(&self, entry: &Value, outcome: &Value) {
        let path = format!("/api/v1/entries/{}/print-results", text(&entry["id"]));
        self.api().post(&path, outcome).unwrap().expect(200);
    }

    pub(super) fn issue(&self, surname: &str) -> Value {
        let api = self.api();
        issue_as(&api, api.mint(), surname).unwrap().expect(201)
    }

    pub(super) fn numbers_and_acts(&self) {
        let api = self.api();
        for series in ["P", "S"] {
            let new =
                json!({ "id": api.mint(), "series": series, "count": 2, "purpose": "Fogli già numerati" });
            let made = api.post("/api/v1/reservations", &new).unwrap().expect(201);
            let left: Vec<String> = made["left"].as_array().unwrap().iter().map(text).collect();
            let barred = json!({ "numbers": [left[1]], "reason": "Foglio rovinato dall’acqua" });
            assert_eq!(api.post("/api/v1/barrings", &barred).unwrap().status, 204);
            if series == "S" {
                self.act(Some(&left[0]), "Bruni");
            }
        }
        self.act(None, "Conti");
    }

    pub(super) fn act(&self, number: Option<&str>, surname: &str) {
        let api = self.api();
        let act = json!({
            "id": api.mint(),
            "number": number,
            "kind": "birth",
            "surname": surname,
            "given_names": "Ada",
            "formed": now(self.days).to_rfc3339(),
            "place": { "part": "I", "series": "A", "number": "3" },
            "note": "Foglio firmato dal padre",
        });
        api.post("/api/v1/paper-acts", &act).unwrap().expect(201);
    }

    pub(super) fn papers(&mut self) {
        let handed_over = self.issue("Handel");
        let paper = self.print(&handed_over);
        self.answer(&handed_over, &json!({ "outcome": "came-out" }));
        self.facts.kept(&handed_over, &paper);
        let spoiled = self.issue("Scarlatti");
        self.print(&spoiled);
        self.answer(&spoiled, &json!({ "outcome": "spoiled", "reason": "Carta inceppata" }));
        self.answer(&spoiled, &json!({ "outcome": "reprint" }));
        self.print(&spoiled);
        self.answer(&spoiled, &json!({ "outcome": "came-out" }));
        let annulled = self.issue("Corelli");
        let path = format!("/api/v1/entries/{}/annulment", text(&annulled["id"]));
        self.api().post(&path, &json!({ "reason": "Persona sbagliata" })).unwrap().expect(200);
        self.facts.annulled = text(&annulled["number"]);
        let call = self.slip("call-back", json!({ "contact": "0523 444555", "when": "dopo le 17" }));
        let path = format!("/api/v1/entries/{}/calls", text(&call["id"]));
        let made = json!({ "outcome": "not-reached", "note": "Suona libero" });
        self.api().post(&path, &made).unwrap().expect(200);
        self.slip("deferral", json!({ "alternative": "Tornare lunedì" }));
        self.slip("refusal", json!({ "reason-code": "identity-not-established", "reason": "Nessun documento", "alternative": "Tornare con un documento" }));
        self.facts.photograph_erased = text(&self.attest("Vivaldi")["id"]);
    }

    /// A slip of the counter for somebody: a call-back, a deferral, a refusal.
    pub(super) fn slip(&self, form: &str, more: Value) -> Value {
        let api = self.api();
        let mut values =
            json!({ "surname": "Porpora", "given-names": "Nicola", "requested": "Certificato storico" });
        let (Value::Object(values), Value::Object(more)) = (&mut values, more) else { panic!("objects") };
        values.extend(more);
        let content = json!({ "id": api.mint(), "form": form, "values": values });
        api.post("/api/v1/entries", &content).unwrap().expect(201)
    }

    /// An attestation of identity with a photograph.
    pub(super) fn attest(&self, surname: &str) -> Value {
        let api = self.api();
        let id = api.mint();
        let path = format!(
            "/api/v1/entries/{id}/photograph?form=identity-attestation&x=20&y=0&width=350&height=450"
        );
        api.put(&path, &picture()).unwrap().expect(200);
        let content = json!({
            "id": id,
            "form": "identity-attestation",
            "values": {
                "surname": surname,
                "given-names": "Antonia Lucia",
                "sex": "F",
                "birth-date": "04/03/1978",
                "birth-place": "Venezia (VE)",
                "citizenship": "italiana",
                "evidence.method": "document",
                "evidence.kind": "passport",
                "evidence.number": "YA1234567",
                "evidence.issuer": "Questura di Piacenza",
                "photo.way": "kept",
            },
            "sources": { "*": "document-shown:passaporto" },
            "use_code": "private",
        });
        let entry = api.post("/api/v1/entries", &content).unwrap().expect(201);
        self.print(&entry);
        self.answer(&entry, &json!({ "outcome": "came-out" }));
        entry
    }

    /// People of the extract: found, looked at, explained, advised, certified; a draft thrown away.
    pub(super) fn people(&self) {
        let mut visitor = self.visitor();
        let mut api = self.api();
        let found = api.post("/api/v1/people-searches", &json!({ "who": "Großmann" })).unwrap().expect(200);
        let person = text(&found["people"][0]["id"]);
        let page = format!("/people/{person}");
        visitor.get(&page);
        let declared = visitor.send(&page, &format!("{page}/self-certification"), &[("purpose", "bank")]);
        assert_eq!(declared.status, 200, "{}", declared.html);
        visitor.done(&page, &page, &[("advised", "travel.official-channel")]);
        visitor.get(&page);
        visitor.send("/people", "/people", &[("who", "Rossi")]);
        visitor.send("/people/reason", "/people/reason", &[("why", "homonym"), ("who", "Rossi")]);
        let basket =
            json!({ "forms": ["residence-certificate", "citizenship-certificate"], "people": [person] });
        api = self.api();
        let begun = api.post("/api/v1/baskets", &basket).unwrap().expect(201);
        Self::issue_the_basket(&mut visitor, &text(&begun["basket"]));
        let draft = visitor.done("/drafts/new", "/drafts/new", &[("form", "birth-certificate")]);
        visitor.done(&format!("{draft}/discard"), &format!("{draft}/discard"), &[]);
        let dead = json!({ "forms": basket["forms"], "people": [found_as(&api, "RSSMRA80A01H501U")] });
        let begun = api.post("/api/v1/baskets", &dead).unwrap().expect(201);
        Self::issue_the_basket(&mut visitor, &text(&begun["basket"]));
        api.post("/api/v1/entry-searches", &json!({ "name": "Handel" })).unwrap().expect(200);
        let handed_over = self.facts.kept_entry.clone();
        api.get(&format!("/api/v1/entries/{handed_over}")).unwrap().expect(200);
    }

    pub(super) fn issue_the_basket(visitor: &mut Visitor, basket: &str) {
        let path = format!("/baskets/{basket}");
        visitor.send(&path, &path, &asked());
        let issued = visitor.send(&format!("{path}/check"), &format!("{path}/issue"), &[]);
        assert_eq!(issued.status, 303, "{}", issued.html);
        let issued = format!("{path}/issued");
        visitor.done(&issued, &format!("{path}/print"), &[]);
        visitor.done(&issued, &format!("{path}/print-answer"), &[("answer", "came-out")]);
    }
}

/// What pages about a known person still ask.
pub(super) fn asked() -> Vec<(&'static str, &'static str)> {
    vec![
        ("applicant.kind", "holder"),
        ("evidence.method", "document"),
        ("evidence.kind", "identity-card"),
        ("evidence.number", "CA0001112"),
        ("evidence.issuer", "Comune di Valdorè"),
        ("duty.way", "exempt"),
        ("duty.code", "7"),
        ("use_code", "private"),
    ]
}

pub(super) fn found_as(api: &Api, who: &str) -> String {
    let found = api.post("/api/v1/people-searches", &json!({ "who": who })).unwrap().expect(200);
    text(&found["people"][0]["id"])
}
