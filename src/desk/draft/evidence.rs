//! How who stands at the counter was identified, who asks, who answers for a minor: read from what was typed (DPR 445/2000
//! art. 35).

use chrono::NaiveDate;
use serde::Deserialize;

use domain::form::form::Identification;
use domain::person::evidence::{
    Applicant, DocumentKind, Evidence, Guardian, GuardianRole, ShownDocument, Witness,
};
use domain::person::person::age_on;
use domain::register::entry::Subject;
use domain::time::partial_date::PartialDate;

use super::typed_answers::TypedAnswers;

/// Longest number of a document, as ANPR takes it.
const NUMBER: usize = 20;
/// Longest name of an issuer, a card, a report, an applicant.
const LINE: usize = 120;
/// Who is of age.
const OF_AGE: u32 = 18;

/// The ways of identifying, as they are typed.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Method {
    Document,
    PersonalKnowledge,
    Witnesses,
    PhotographOnFile,
    Police,
}

/// Who asks, as it is typed.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
enum Asking {
    Holder,
    Other,
    PublicBody,
}

/// Whether who was born then may be a minor on a day.
pub(crate) fn may_be_minor(birth: PartialDate, day: NaiveDate) -> bool {
    age_on(birth.last(), day).is_none_or(|age| age < OF_AGE)
}

/// How the person at the counter was identified. `officer` is who answers for personal knowledge.
pub(crate) fn evidence(
    answers: &mut TypedAnswers,
    officer: Option<&str>,
    subject: &Subject,
) -> Option<Evidence> {
    Some(match answers.choice::<Method>("evidence.method", None)? {
        Method::Document => Evidence::Document { document: document(answers, "evidence")? },
        Method::PersonalKnowledge => {
            let known = answers.confirmed(
                "evidence.known",
                "L'ufficiale che firma conferma di conoscere la persona: chiederglielo e segnarlo.",
                "The signing officer confirms knowing the person: ask, and tick it.",
            );
            let Some(officer) = officer else {
                answers.wrong(
                    "evidence.method",
                    "Nessun ufficiale in turno risponde della conoscenza personale: sceglierlo, oppure usare un altro modo.",
                    "No officer of the shift answers for personal knowledge: choose one, or use another way.",
                );
                return None;
            };
            known?;
            Evidence::PersonalKnowledge { officer: officer.to_owned() }
        }
        Method::Witnesses => witnesses(answers, subject)?,
        Method::PhotographOnFile => Evidence::PhotographOnFile { card: answers.line("evidence.card", LINE)? },
        Method::Police => Evidence::Police { report: answers.line("evidence.report", LINE)? },
    })
}

/// A document as shown: an expired one is accepted, and remarked on.
fn document(answers: &mut TypedAnswers, prefix: &str) -> Option<ShownDocument> {
    let at = |name: &str| format!("{prefix}.{name}");
    let kind = answers.choice::<DocumentKind>(&at("kind"), None);
    let number = answers.line(&at("number"), NUMBER);
    let issuer = answers.line(&at("issuer"), LINE);
    let begins = answers.day(&at("issued"));
    let ends = answers.day(&at("expires"));
    let (begins, ends) = (begins.ok()?, ends.ok()?);
    if begins.is_some_and(|day| day > answers.today) {
        answers.wrong(
            at("issued"),
            "Il documento non può essere rilasciato nel futuro: ricopiare la data.",
            "The document cannot have been issued in the future: copy the date.",
        );
        return None;
    }
    if begins.zip(ends).is_some_and(|(begins, ends)| ends < begins) {
        answers.wrong(
            at("expires"),
            "Scade prima di essere rilasciato: ricopiare le date.",
            "It expires before it was issued: copy the dates.",
        );
        return None;
    }
    if ends.is_some_and(|day| day < answers.today) {
        answers.remark(
            at("expires"),
            "Documento scaduto: identifica ancora, se la fotografia corrisponde.",
            "Expired document: it still identifies, if the photograph matches.",
        );
    }
    Some(ShownDocument { kind: kind?, number: number?, issuer: issuer?, issued: begins, expires: ends })
}

fn witnesses(answers: &mut TypedAnswers, subject: &Subject) -> Option<Evidence> {
    let first = witness(answers, "evidence.w1", subject);
    let second = witness(answers, "evidence.w2", subject);
    let (first, second) = (first?, second?);
    let same_document = first.document.kind == second.document.kind
        && first.document.number.eq_ignore_ascii_case(&second.document.number);
    if same_document || same_name(&first, &second.surname, &second.given_names, second.birth_date) {
        answers.wrong(
            "evidence.w2.surname",
            "I testimoni sono due persone diverse, ognuna con il suo documento.",
            "The witnesses are two different people, each with a document of their own.",
        );
        return None;
    }
    Some(Evidence::Witnesses { first: Box::new(first), second: Box::new(second) })
}

fn witness(answers: &mut TypedAnswers, prefix: &str, subject: &Subject) -> Option<Witness> {
    let at = |name: &str| format!("{prefix}.{name}");
    let surname = answers.name(&at("surname"));
    let given_names = answers.name(&at("given-names"));
    let birth_date = answers.past_day(&at("birth-date"));
    let document = document(answers, prefix);
    let unrelated = answers.confirmed(
        &at("unrelated"),
        "Confermare che non è coniuge né parente, entro il terzo grado, della persona o dell'ufficiale: altrimenti serve un altro testimone.",
        "Confirm that the witness is neither spouse nor relative, to the third degree, of the person or the officer: else another witness is needed.",
    );
    let birth = birth_date?;
    if age_on(birth, answers.today).is_none_or(|age| age < OF_AGE) {
        answers.wrong(
            at("birth-date"),
            "Il testimone deve essere maggiorenne oggi.",
            "The witness must be of age today.",
        );
        return None;
    }
    let witness =
        Witness { surname: surname?, given_names: given_names?, birth_date: birth, document: document? };
    if subject.birth_date.is_some_and(|day| same_name(&witness, &subject.surname, &subject.given_names, day))
    {
        answers.wrong(
            at("surname"),
            "Nessuno è testimone per sé: serve un'altra persona.",
            "Nobody is their own witness: another person is needed.",
        );
        return None;
    }
    unrelated.map(|()| witness)
}

fn same_name(one: &Witness, surname: &str, given_names: &str, birth_date: NaiveDate) -> bool {
    let same = |a: &str, b: &str| a.to_lowercase() == b.to_lowercase();
    one.birth_date == birth_date && same(&one.surname, surname) && same(&one.given_names, given_names)
}

/// Who asks. What identifies the holder is asked for by the holder, present. A draft holds the question from its beginning, and
/// says so until it is answered; a program that does not hold it asks for the holder.
pub(crate) fn applicant(answers: &mut TypedAnswers, rule: Identification) -> Option<Applicant> {
    if rule == Identification::Applicant && answers.open("applicant.kind") {
        answers.wrong(
            "applicant.kind",
            "Dire chi chiede il foglio: non è mai scelto in anticipo.",
            "Say who asks for the paper: it is never chosen in advance.",
        );
        return None;
    }
    let asking = answers.choice("applicant.kind", Some(Asking::Holder))?;
    if rule == Identification::Holder && asking != Asking::Holder {
        answers.wrong(
            "applicant.kind",
            "Questo foglio lo chiede, presente, la persona di cui parla (un minore con chi ne risponde): altrimenti differire.",
            "The person it is about asks for this paper, present (a minor with who answers for them): defer it otherwise.",
        );
        return None;
    }
    Some(match asking {
        Asking::Holder => Applicant::Holder,
        Asking::Other => Applicant::Other { name: answers.line("applicant.name", LINE)? },
        Asking::PublicBody => {
            let name = answers.line("applicant.name", LINE);
            let reference = answers.line("applicant.reference", LINE);
            Applicant::PublicBody { name: name?, reference: reference? }
        }
    })
}

/// Who answers for a minor.
pub(crate) fn guardian(answers: &mut TypedAnswers) -> Option<Guardian> {
    let role = answers.choice::<GuardianRole>("guardian.role", None);
    let surname = answers.name("guardian.surname");
    let given_names = answers.name("guardian.given-names");
    let document = document(answers, "guardian");
    Some(Guardian { surname: surname?, given_names: given_names?, role: role?, document: document? })
}
