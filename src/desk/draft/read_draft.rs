//! A draft read whole: the form's values, what the counter asks beyond them, what stands in the way of issuing.

use chrono::NaiveDate;

use crate::error::{DeskError, FieldProblem};
use crate::ledger::desk::Desk;
use crate::parts::session::Session;
use crate::people::birth_place::belfiore;
use crate::people::certifiable::{blocked, needs_verification};
use domain::form::entry_kind::UseCode;
use domain::form::form::{DutyRule, Form, Identification, UseWording, Validity};
use domain::form::purpose::Purpose;
use domain::ids::id::EntryId;
use domain::ids::value::Values;
use domain::money::tariff::Tariff;
use domain::office::choices::last_day;
use domain::person::evidence::{Applicant, Evidence, Guardian};
use domain::person::photograph::Photograph;
use domain::person::tax_code::{Holder, compare};
use domain::register::entry::{NonDeferrable, Subject, Verification};
use domain::text::bilingual::Bilingual;
use domain::time::partial_date::PartialDate;
use store::EntryRow;

use super::evidence::{applicant, evidence, guardian, may_be_minor};
use super::form_values::{self, Typed};
use super::from_extract::OnRecord;
use super::money::{Settled, settle};
use super::photograph_choice::photograph;
use super::second_attestation::{again, is_identity_attestation};
use super::topics::Topic;
use super::typed_answers::TypedAnswers;

/// Everything a paper is made of but its number and its moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Content {
    pub(crate) values: Values,
    pub(crate) subject: Subject,
    pub(crate) use_code: Option<UseCode>,
    pub(crate) evidence: Option<Evidence>,
    pub(crate) applicant: Option<Applicant>,
    pub(crate) guardian: Option<Guardian>,
    pub(crate) money: Settled,
    pub(crate) photograph: Option<Photograph>,
    pub(crate) verified: Option<Verification>,
    pub(crate) again: Option<NonDeferrable>,
    pub(crate) purpose: Option<Purpose>,
    /// Days it holds, where it states a last one.
    pub(crate) days: Option<u16>,
}

/// A draft read whole.
pub(crate) struct ReadWhole {
    /// What could be read of the form's fields, and where it comes from.
    pub(super) values: Values,
    /// What is asked beyond them.
    pub(super) asked: Vec<Topic>,
    /// What does not stand in the way, and should be looked at.
    pub(super) remarks: Vec<FieldProblem>,
    /// What a paper is made of, or what stands in the way.
    pub(crate) content: Result<Content, Vec<FieldProblem>>,
}

/// What reading goes by beyond what was typed.
struct Circumstances {
    today: NaiveDate,
    /// Who answers for personal knowledge and verifications.
    officer: Option<String>,
    on_record: Option<OnRecord>,
    earlier: Option<EntryRow>,
    rule: DutyRule,
    tariff: Tariff,
    days: Option<u16>,
}

impl Desk {
    /// Reads a draft. `own` is its id: what that entry itself used up does not stand in its way.
    pub(crate) fn read_whole(
        &self,
        who: &Session,
        own: EntryId,
        form: &Form,
        typed: &Typed,
        today: NaiveDate,
    ) -> Result<ReadWhole, DeskError> {
        let on_record = match typed.person.map(|person| self.on_record(person)).transpose() {
            Err(DeskError::NotFound) => None,
            found => found?,
        };
        let (values, problems) = form_values::read(form, typed, on_record.as_ref(), today);
        let subject = form_values::subject(form, &values);
        let officer = {
            let head = self.head();
            match form.capacity {
                Some(capacity) => head.signing_officer(capacity, self.stamp(&head)).map(|one| one.name),
                None => Some(who.name.clone()),
            }
        };
        let circumstances = Circumstances {
            today,
            officer,
            // The one it stands for is no second one.
            earlier: self
                .earlier_attestation(form, &subject, own)?
                .filter(|earlier| Some(earlier.id) != typed.corrects),
            on_record,
            rule: self.duty_rule(form),
            tariff: self.premises.choices.tariffs.on(today),
            days: self.days_of(form),
        };
        let mut read = beyond(form, typed, &circumstances, values, problems);
        self.refuse_used_stamp(own, &mut read)?;
        Ok(read)
    }

    /// Days a paper holds, if it states a last one.
    fn days_of(&self, form: &Form) -> Option<u16> {
        match form.validity {
            Validity::Days(_) if is_identity_attestation(form) => {
                Some(self.premises.choices.attestation_days)
            }
            Validity::Days(days) => Some(days),
            Validity::Unlimited | Validity::SixMonths => None,
        }
    }

    fn refuse_used_stamp(&self, own: EntryId, read: &mut ReadWhole) -> Result<(), DeskError> {
        let Ok(content) = &read.content else { return Ok(()) };
        let Some(serial) = content.money.stamp() else { return Ok(()) };
        let Some(used) = self.store()?.stamp(serial).map_err(DeskError::store)?.filter(|used| *used != own)
        else {
            return Ok(());
        };
        let number = self.row(used)?.number;
        read.content = Err(vec![FieldProblem::new(
            "duty.serial",
            Bilingual::new(
                format!("Questa marca sta già sul n. {number}: una marca vale per un solo foglio."),
                format!("This stamp stands on no. {number} already: one stamp is good for one paper."),
            ),
        )]);
        Ok(())
    }
}

fn beyond(
    form: &Form,
    typed: &Typed,
    circumstances: &Circumstances,
    values: Values,
    problems: Vec<FieldProblem>,
) -> ReadWhole {
    let subject = form_values::subject(form, &values);
    let use_code = use_code(form, typed.use_code);
    let person = circumstances.on_record.as_ref().map(|known| &known.person);
    let mut asked = Vec::new();
    let mut answers = TypedAnswers::new(&typed.raw, circumstances.today);
    answers.problems = problems;
    if let Some(why) = person.and_then(|person| blocked(form, person)) {
        answers.problems.push(FieldProblem::new(&form.subject.surname, why));
    }
    let born = birth_date(form, &values);
    remark_on_tax_code(form, &values, circumstances.on_record.as_ref(), &mut answers);
    let (evidence, applicant, guardian) =
        identified(form, (&subject, born), circumstances, &mut asked, &mut answers);
    let photograph = photograph(form, typed, &mut asked, &mut answers);
    if circumstances.rule == DutyRule::Due {
        asked.extend([Topic::Duty, Topic::Fee]);
    }
    let money = settle(&mut answers, &circumstances.rule, use_code, circumstances.tariff);
    let verified = needs_verification(form, person, &values).then(|| {
        asked.push(Topic::Verified);
        verified(&mut answers, circumstances)
    });
    asked.extend(circumstances.earlier.is_some().then_some(Topic::Again));
    let again = again(&mut answers, circumstances.earlier.as_ref(), typed.again_by.as_ref());
    asked.push(Topic::Purpose);
    let purpose = purpose(&mut answers);
    if circumstances.days.is_some_and(|days| last_day(circumstances.today, days).is_err()) {
        answers.problems.push(FieldProblem::new(&form.subject.surname, six_months()));
    }
    let TypedAnswers { problems, remarks, .. } = answers;
    let content = match money.filter(|_| problems.is_empty()) {
        Some(money) => Ok(Content {
            values: values.clone(),
            subject,
            use_code,
            evidence,
            applicant,
            guardian,
            money,
            photograph,
            verified: verified.flatten(),
            again,
            purpose,
            days: circumstances.days,
        }),
        None => Err(problems),
    };
    ReadWhole { values, asked, remarks, content }
}

/// The birth date of whom a paper is about, as far as it is known.
fn birth_date(form: &Form, values: &Values) -> Option<PartialDate> {
    values.get(form.subject.birth_date.as_ref()?)?.value.parse().ok()
}

/// Says where the tax code differs from the data beside it. Nothing is rewritten.
fn remark_on_tax_code(
    form: &Form,
    values: &Values,
    on_record: Option<&OnRecord>,
    answers: &mut TypedAnswers,
) {
    let value = |field: &str| values.get(field).map_or("", |attested| attested.value.as_str());
    let Some(field) = form.subject.tax_code.as_ref().filter(|field| !value(field).is_empty()) else {
        return;
    };
    let holder = Holder {
        surname: value(&form.subject.surname),
        given_names: value(&form.subject.given_names),
        sex: form.subject.sex.as_ref().map_or("", |field| value(field)),
        birth_date: birth_date(form, values),
        birth_place: on_record
            .and_then(|known| known.person.birth_place_code.as_deref())
            .or_else(|| belfiore(value("birth-place"), birth_date(form, values), value(field))),
    };
    for difference in compare(value(field), &holder) {
        answers.remarks.push(FieldProblem::new(field, difference.told()));
    }
}

/// Who is at the counter, and how that is known.
fn identified(
    form: &Form,
    (subject, born): (&Subject, Option<PartialDate>),
    circumstances: &Circumstances,
    asked: &mut Vec<Topic>,
    answers: &mut TypedAnswers,
) -> (Option<Evidence>, Option<Applicant>, Option<Guardian>) {
    if form.identification == Identification::Nobody {
        return (None, None, None);
    }
    asked.extend([Topic::Evidence, Topic::Applicant]);
    let applicant = applicant(answers, form.identification);
    // A public body asks in writing: nobody stands at the counter.
    let in_writing = matches!(applicant, Some(Applicant::PublicBody { .. }))
        && answers.typed("evidence.method").is_empty();
    let evidence =
        if in_writing { None } else { evidence(answers, circumstances.officer.as_deref(), subject) };
    let minor = form.identification == Identification::Holder
        && born.is_some_and(|born| may_be_minor(born, circumstances.today));
    let guardian = if minor {
        asked.push(Topic::Guardian);
        guardian(answers)
    } else {
        None
    };
    (evidence, applicant, guardian)
}

fn verified(answers: &mut TypedAnswers, circumstances: &Circumstances) -> Option<Verification> {
    if answers.typed("verified.on").is_empty() {
        answers.wrong(
            "verified.on",
            "L'estratto non dice se si può certificare: scrivere su che cosa l'ufficiale ha verificato (schedario, atto, fascicolo).",
            "The extract does not say whether it may be certified: write what the officer checked (card index, act, file).",
        );
        return None;
    }
    let on = answers.line("verified.on", 120)?;
    Some(Verification { on, officer: circumstances.officer.clone().unwrap_or_default() })
}

fn purpose(answers: &mut TypedAnswers) -> Option<Purpose> {
    if answers.typed("purpose").is_empty() { None } else { answers.choice("purpose", None) }
}

/// The use as an entry keeps it: only certificates have one.
pub(crate) fn use_code(form: &Form, chosen: UseCode) -> Option<UseCode> {
    match form.use_wording {
        UseWording::ExactlyOne => Some(chosen),
        UseWording::Never => None,
    }
}

/// A configuration that would make a provisional paper hold for six months.
pub(crate) fn six_months() -> Bilingual {
    Bilingual::new(
        "La validità configurata raggiunge i sei mesi: correggere attestation_days nella configurazione.",
        "The configured validity reaches six months: mend attestation_days in the configuration.",
    )
}
