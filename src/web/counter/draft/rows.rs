//! The rows of the check page: every answer in words, with the field "Cambia" leads to.

use crate::counter::words;
use crate::words::lang::Lang;
use crate::words::when;
use desk::draft::edit::{Answer as Answered, Draft};
use desk::draft::topics::Topic;
use domain::form::form::{DutyRule, UseWording};
use domain::money::exemption::FeeToo;

use super::asked::evidence::{self, METHODS};
use super::asked::{applicant, document, guardian, money, officer, purpose};

/// A row of the check page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Row {
    /// A section begins; its one source, if it has one.
    Heading {
        /// Name.
        name: String,
        /// In words.
        source: String,
    },
    /// One answer.
    Answer {
        /// What was asked.
        label: String,
        /// As it will be printed, or as typed.
        value: String,
        /// More, in small.
        remark: String,
        /// The field "Cambia" leads to; empty where nothing can be changed.
        field: String,
    },
}

fn row(label: &str, value: impl Into<String>, remark: impl Into<String>, field: &str) -> Row {
    Row::Answer { label: label.into(), value: value.into(), remark: remark.into(), field: field.into() }
}

/// All rows, in the order of the draft's page.
pub fn of(draft: &Draft, l: Lang) -> Vec<Row> {
    let words = Words { draft, l };
    let mut rows = Vec::new();
    let counter: Vec<Row> =
        [words.applicant(), words.evidence(), words.guardian()].into_iter().flatten().collect();
    if !counter.is_empty() {
        rows.push(Row::Heading {
            name: l.t("Allo sportello", "At the counter").into(),
            source: String::new(),
        });
        rows.extend(counter);
    }
    rows.extend(words.answers());
    rows.push(Row::Heading { name: l.t("Il foglio", "The paper").into(), source: String::new() });
    rows.extend([words.use_row(), words.purpose(), words.duty(), words.fee()].into_iter().flatten());
    rows.extend(words.expiry());
    rows.extend([words.verified(), words.again()].into_iter().flatten());
    rows
}

/// The rows that papers of one basket have in common: who stands at the counter, use, money.
pub fn in_common(draft: &Draft, l: Lang) -> Vec<Row> {
    let words = Words { draft, l };
    let stamp = draft.raw.get(money::DUTY).is_some_and(|way| way == "stamp");
    let duty = words.duty().filter(|_| !stamp);
    [words.applicant(), words.evidence(), words.use_row(), words.purpose(), duty, words.fee()]
        .into_iter()
        .flatten()
        .collect()
}

/// A draft put into words.
struct Words<'a> {
    draft: &'a Draft,
    l: Lang,
}

impl Words<'_> {
    fn asks(&self, topic: Topic) -> bool {
        self.draft.asked.contains(&topic)
    }

    fn typed(&self, name: &str) -> &str {
        self.draft.raw.get(name).map_or("", |typed| typed.trim())
    }

    /// A day as it is written, however it was typed.
    fn day(&self, name: &str) -> String {
        let typed = self.typed(name);
        when::read_date(typed).map_or_else(|| typed.to_owned(), when::date)
    }

    /// The answers of the form, each section under its heading; what was left empty is left out.
    fn answers(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        for (index, section) in self.draft.form.sections.iter().enumerate() {
            let answers: Vec<&Answered> =
                self.draft.answers.iter().filter(|answer| answer.section == index).collect();
            let mut printed =
                answers.iter().filter(|answer| !answer.value.is_empty()).map(|answer| &answer.source);
            let shared = printed.next().filter(|first| printed.all(|source| source == *first));
            rows.push(Row::Heading {
                name: self.l.of(&section.name).to_owned(),
                source: shared.map_or("", |source| self.l.of(source)).to_owned(),
            });
            rows.extend(answers.into_iter().filter_map(|answer| self.answer(answer, shared.is_none())));
        }
        rows
    }

    fn answer(&self, answer: &Answered, own_source: bool) -> Option<Row> {
        let typed = self.typed(&answer.field);
        let printed = !answer.value.is_empty();
        if !printed && typed.is_empty() {
            return None;
        }
        let remark = match (printed, own_source) {
            (false, _) => self.l.t("non si stampa", "not printed"),
            (true, true) => self.l.of(&answer.source),
            (true, false) => "",
        };
        let value = if printed { &answer.value } else { typed };
        Some(row(self.l.of(&answer.label), value.replace('\t', ", "), remark, &answer.field))
    }

    fn applicant(&self) -> Option<Row> {
        let kind = self.typed(applicant::KIND);
        let (_, it, en) = applicant::KINDS.iter().find(|(value, ..)| *value == kind)?;
        let named = kind != "holder";
        self.asks(Topic::Applicant).then(|| {
            row(
                self.l.t("Richiedente", "Applicant"),
                if named { self.typed(applicant::NAME) } else { self.l.t(it, en) },
                if named {
                    joined(&[self.l.t(it, en), self.typed(applicant::REFERENCE)])
                } else {
                    String::new()
                },
                applicant::KIND,
            )
        })
    }

    fn evidence(&self) -> Option<Row> {
        let method = self.typed(evidence::METHOD);
        let (_, it, en) = METHODS.iter().find(|(value, ..)| *value == method)?;
        let method_in_words = self.l.t(it, en).to_lowercase();
        let (value, remark) = match method {
            "document" => self.document(document::OWN),
            "witnesses" => {
                let name = |of: [&str; 2]| of.map(|name| self.typed(name)).join(" ");
                let first = name(["evidence.w1.surname", "evidence.w1.given-names"]);
                let second = name(["evidence.w2.surname", "evidence.w2.given-names"]);
                (method_in_words, joined(&[&first, &second]))
            }
            "photograph-on-file" => (method_in_words, self.typed("evidence.card").to_owned()),
            "police" => (method_in_words, self.typed("evidence.report").to_owned()),
            _ => {
                let officer = self.draft.officer.as_ref().map_or("", |officer| officer.name.as_str());
                (method_in_words, officer.to_owned())
            }
        };
        let label = self.l.t("Identità accertata con", "Identity established by");
        self.asks(Topic::Evidence).then(|| row(label, value, remark, evidence::METHOD))
    }

    fn guardian(&self) -> Option<Row> {
        let name = joined_by(" ", &[self.typed(guardian::SURNAME), self.typed("guardian.given-names")]);
        if name.is_empty() || !self.asks(Topic::Guardian) {
            return None;
        }
        let role = self.typed(guardian::ROLE);
        let role = guardian::ROLES.iter().find(|(value, ..)| *value == role);
        let (document, more) = self.document(document::GUARDIAN);
        let label = role.map_or("", |(_, it, en)| self.l.t(it, en));
        Some(row(label, name, joined(&[&document, &more]), guardian::SURNAME))
    }

    /// A document: kind and number; who issued it, until when.
    fn document(&self, names: document::Names) -> (String, String) {
        let kind = words::parse(&document::KINDS, self.typed(names.kind))
            .map_or("", |kind| document::kind(kind, self.l));
        let expires = self.day(names.expires);
        let until = if expires.is_empty() {
            String::new()
        } else {
            format!("{} {expires}", self.l.t("scad.", "exp."))
        };
        let number = self.typed(names.number).to_uppercase();
        (joined_by(" ", &[kind, &number]), joined(&[self.typed(names.issuer), &until]))
    }

    fn use_row(&self) -> Option<Row> {
        let code = self.draft.use_code;
        (self.draft.form.use_wording == UseWording::ExactlyOne)
            .then(|| row(self.l.t("Uso", "Use"), words::use_code(code, self.l), code.wording(), purpose::USE))
    }

    fn purpose(&self) -> Option<Row> {
        let (_, _, it, en) =
            purpose::PURPOSES.iter().find(|(value, ..)| *value == self.typed(purpose::PURPOSE))?;
        let label = self.l.t("Serve per", "Needed for");
        self.asks(Topic::Purpose).then(|| row(label, self.l.t(it, en), "", purpose::PURPOSE))
    }

    fn duty(&self) -> Option<Row> {
        let label = self.l.t("Bollo", "Stamp duty");
        match &self.draft.form.duty {
            DutyRule::Exempt { wording } => Some(row(label, self.l.t("esente", "exempt"), wording, "")),
            _ if !self.asks(Topic::Duty) => None,
            _ if self.typed(money::DUTY) == "stamp" => {
                let date = self.day("duty.date");
                let of = format!("{} {date}", self.l.t("del", "of"));
                let value = format!("{} {}", self.l.t("marca", "stamp"), self.typed(money::SERIAL));
                Some(row(label, value, if date.is_empty() { String::new() } else { of }, money::DUTY))
            }
            _ => {
                let rule = money::exemption(self.typed(money::CODE));
                let remark = rule.map_or(String::new(), |rule| money::printed(rule, self.typed("duty.text")));
                Some(row(label, self.l.t("esente", "exempt"), remark, money::DUTY))
            }
        }
    }

    fn fee(&self) -> Option<Row> {
        let label = self.l.t("Diritti", "Fee");
        let waived = self.typed(money::FEE) == "waived";
        let value =
            if waived { self.l.t("non riscossi", "waived") } else { self.l.t("registrati", "recorded") };
        let remark = if waived { self.typed("fee.reason") } else { "" };
        // Some exemptions free from the fee as well: there is nothing to record or waive.
        let free = self.typed(money::DUTY) == "exempt"
            && money::exemption(self.typed(money::CODE)).is_some_and(|rule| rule.fee == FeeToo::Exempt);
        (self.asks(Topic::Fee) && !free).then(|| row(label, value, remark, money::FEE))
    }

    fn expiry(&self) -> Option<Row> {
        let label = self.l.t("Valida fino al", "Valid until");
        self.draft.valid_until.map(|day| row(label, when::date(day), "", ""))
    }

    fn verified(&self) -> Option<Row> {
        let value = self.typed(officer::VERIFIED);
        let label = self.l.t("Verificato su", "Checked on");
        (self.asks(Topic::Verified) && !value.is_empty()).then(|| row(label, value, "", officer::VERIFIED))
    }

    fn again(&self) -> Option<Row> {
        let value = self.typed(officer::AGAIN);
        let label = self.l.t("Seconda attestazione", "Second attestation");
        (self.asks(Topic::Again) && !value.is_empty()).then(|| row(label, value, "", officer::AGAIN))
    }
}

fn joined(parts: &[&str]) -> String {
    joined_by(", ", parts)
}

fn joined_by(joint: &str, parts: &[&str]) -> String {
    parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(joint)
}
