//! The fields of one authorisation, as several pages ask them: at opening (twice, where it comes late), further, in
//! advance.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::site::form::Form;
use crate::words::lang::Lang;
use crate::words::when;
use desk::outage::authorise::{GivenHow, NewAct, NewAuthorisation};
use domain::ids::id::AuthorisationId;

/// What the fields of an authorisation depend on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// The first 24 hours: the period follows from the start.
    First,
    /// A further period: from and until may be given.
    Further,
}

/// The group of fields, drawn.
#[derive(Template)]
#[template(path = "counter/outage/authorisation_fields.html")]
pub struct AuthorisationFields<'a> {
    l: Lang,
    form: &'a Form,
    names: Names,
    extent: Extent,
    first: bool,
}

impl HtmlSafe for AuthorisationFields<'_> {}

/// Names of the inputs: those the use cases name in refusals, behind a prefix.
struct Names {
    signer: String,
    signer_role: String,
    given: String,
    received_by: String,
    received_at: String,
    received_at_time: String,
    act: String,
    act_number: String,
    act_date: String,
    from: String,
    from_time: String,
    until: String,
    until_time: String,
}

impl Names {
    fn new(prefix: &str) -> Self {
        let name =
            |field: &str| if prefix.is_empty() { field.to_owned() } else { format!("{prefix}-{field}") };
        Self {
            signer: name("signer"),
            signer_role: name("signer-role"),
            given: name("given"),
            received_by: name("received-by"),
            received_at: name("received-at"),
            received_at_time: name("received-at-time"),
            act: name("act"),
            act_number: name("act-number"),
            act_date: name("act-date"),
            from: name("from"),
            from_time: name("from-time"),
            until: name("until"),
            until_time: name("until-time"),
        }
    }
}

impl<'a> AuthorisationFields<'a> {
    /// The fields whose names begin with `prefix`.
    pub fn new(form: &'a Form, prefix: &str, extent: Extent) -> Self {
        Self { l: form.l, form, names: Names::new(prefix), extent, first: false }
    }

    /// The first of them has the focus.
    #[must_use]
    pub fn first(mut self) -> Self {
        self.first = true;
        self
    }
}

/// Whether anything was typed into the fields of this prefix. The office held stands there from the start.
pub fn touched(form: &Form, prefix: &str) -> bool {
    let names = Names::new(prefix);
    [&names.signer, &names.received_by, &names.act_number, &names.act_date]
        .into_iter()
        .any(|name| !form.typed.trimmed(name).is_empty())
}

/// Reads the fields; what is wrong with them is added to the form.
pub fn read(form: &mut Form, prefix: &str, id: AuthorisationId) -> Option<NewAuthorisation> {
    let names = Names::new(prefix);
    let before = form.problems.len();
    let signer = form.need(
        &names.signer,
        "Scrivere chi autorizza: nome e cognome.",
        "Write who authorises: name and surname.",
    );
    let signer_role = form.need(
        &names.signer_role,
        "Scrivere la carica di chi autorizza.",
        "Write the office held by whoever authorises.",
    );
    let given = read_given(form, &names);
    let act = read_act(form, &names);
    let from = form.moment_if_any(&names.from, &names.from_time);
    let until = form.moment_if_any(&names.until, &names.until_time);
    let (given, act) = (given?, act?);
    (form.problems.len() == before).then_some(NewAuthorisation {
        id,
        signer,
        signer_role,
        given,
        act,
        from,
        until,
    })
}

fn read_given(form: &mut Form, names: &Names) -> Option<GivenHow> {
    match form.typed.get(&names.given) {
        "written" | "" => Some(GivenHow::Written),
        "by-telephone" => {
            let received_by = form.need(
                &names.received_by,
                "Scrivere chi ha ricevuto la telefonata.",
                "Write who took the telephone call.",
            );
            let at = form.moment(
                &names.received_at,
                &names.received_at_time,
                "Scrivere quando è arrivata la telefonata: giorno gg/mm/aaaa e ora oo:mm.",
                "Write when the call came: day dd/mm/yyyy and time hh:mm.",
            );
            Some(GivenHow::ByTelephone { received_by, at: at? })
        }
        _ => {
            form.problem(&names.given, "Scegliere una delle voci.", "Choose one of the options.");
            None
        }
    }
}

fn read_act(form: &mut Form, names: &Names) -> Option<NewAct> {
    match form.typed.get(&names.act) {
        "to-be-signed" => Some(NewAct::ToBeSigned),
        "own-number" => Some(NewAct::OwnNumber),
        "signed" => {
            let number =
                form.need(&names.act_number, "Scrivere il numero dell’atto.", "Write the number of the act.");
            let date = when::read_date(form.typed.get(&names.act_date));
            if date.is_none() {
                form.problem(
                    &names.act_date,
                    "Scrivere la data dell’atto come gg/mm/aaaa.",
                    "Write the date of the act as dd/mm/yyyy.",
                );
            }
            Some(NewAct::Signed { number, date: date? })
        }
        _ => {
            form.problem(
                &names.act,
                "Dire se l’atto è firmato o è da firmare.",
                "Say whether the act is signed or still to be signed.",
            );
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::typed::Typed;

    fn id() -> AuthorisationId {
        AuthorisationId::new(uuid::Uuid::nil())
    }

    fn typed(pairs: &[(&str, &str)]) -> Form {
        let typed = pairs.iter().fold(Typed::default(), |typed, (name, value)| typed.with(name, *value));
        Form::filled(Lang::It, typed)
    }

    #[test]
    fn an_authorisation_by_telephone_says_who_took_the_call_and_when() {
        let mut form = typed(&[
            ("a-signer", "Carla Rinaldi"),
            ("a-signer-role", "Responsabile"),
            ("a-given", "by-telephone"),
            ("a-act", "to-be-signed"),
        ]);
        assert!(read(&mut form, "a", id()).is_none());
        assert!(form.problem_of("a-received-by").is_some() && form.problem_of("a-received-at").is_some());
        form.problems.clear();
        form.typed = form
            .typed
            .with("a-received-by", "Anna Ferri")
            .with("a-received-at", "5/8/2017")
            .with("a-received-at-time", "7.30");
        let new = read(&mut form, "a", id()).unwrap();
        assert!(
            matches!(new.given, GivenHow::ByTelephone { ref received_by, .. } if received_by == "Anna Ferri")
        );
        assert_eq!(new.act, NewAct::ToBeSigned);
    }

    #[test]
    fn a_signed_act_needs_its_number_and_date() {
        let mut form =
            typed(&[("signer", "A"), ("signer-role", "B"), ("act", "signed"), ("act-date", "31/02/2026")]);
        assert!(read(&mut form, "", id()).is_none());
        assert!(form.problem_of("act-number").is_some() && form.problem_of("act-date").is_some());
    }

    #[test]
    fn half_a_moment_is_asked_again() {
        let mut form =
            typed(&[("signer", "A"), ("signer-role", "B"), ("act", "own-number"), ("until", "5/8/2026")]);
        assert!(read(&mut form, "", id()).is_none());
        assert!(form.problem_of("until").is_some());
    }
}
