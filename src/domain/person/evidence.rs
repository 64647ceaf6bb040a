//! How a person was identified at the counter (DPR 445/2000 art. 35): each method with what it needs.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// How identity was established.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "method", rename_all = "kebab-case")]
pub enum Evidence {
    /// A document was shown; an expired one may still identify.
    Document {
        /// Which.
        document: ShownDocument,
    },
    /// The issuing officer knows the person and signs for it.
    PersonalKnowledge {
        /// The officer's name, as confirmed by that officer.
        officer: String,
    },
    /// Two adults who know the person, each with a document, neither related to the person or to the officer.
    Witnesses {
        /// The first.
        first: Box<Witness>,
        /// The second.
        second: Box<Witness>,
    },
    /// The photograph of an earlier card kept in the office (*cartellino*).
    PhotographOnFile {
        /// Which card: number, year, drawer.
        card: String,
    },
    /// The police established it.
    Police {
        /// Office and reference of what they wrote.
        report: String,
    },
}

/// A document as shown at the counter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownDocument {
    /// What it is.
    pub kind: DocumentKind,
    /// Its number, at most 20 characters.
    pub number: String,
    /// Who issued it.
    pub issuer: String,
    /// Day of issue, if it says one.
    pub issued: Option<NaiveDate>,
    /// Last day of validity, if it has one. `9999-01-01` stands for cards without end (ANPR's own sentinel).
    pub expires: Option<NaiveDate>,
}

/// Documents that identify (DPR 445/2000 art. 35; DPR 223/1989).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DocumentKind {
    /// Identity card.
    IdentityCard,
    /// Passport.
    Passport,
    /// Driving licence.
    DrivingLicence,
    /// Nautical licence.
    NauticalLicence,
    /// Firearms licence.
    FirearmsLicence,
    /// Pension book.
    PensionBook,
    /// Boiler-operator licence.
    BoilerLicence,
    /// Photo card of a State body.
    StateCard,
    /// Residence permit.
    ResidencePermit,
    /// Any other document with a photograph.
    Other,
}

/// Who vouches for a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Witness {
    /// Surname.
    pub surname: String,
    /// Given names.
    pub given_names: String,
    /// Birth date: witnesses are of age.
    pub birth_date: NaiveDate,
    /// The document they were identified by themselves.
    pub document: ShownDocument,
}

/// Who answers for a minor (or for whom a guardian stands).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guardian {
    /// Surname.
    pub surname: String,
    /// Given names.
    pub given_names: String,
    /// Parent or appointed.
    pub role: GuardianRole,
    /// The document they were identified by.
    pub document: ShownDocument,
}

/// In what quality someone answers for a minor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GuardianRole {
    /// A parent: one is enough for a paper that is not valid abroad.
    Parent,
    /// A guardian (*tutore*), by an act.
    Guardian,
}

/// Who asks for a paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "applicant", rename_all = "kebab-case")]
pub enum Applicant {
    /// The person it is about.
    Holder,
    /// Someone else, identified by the evidence (DPR 223/1989 art. 33).
    Other {
        /// Surname and given names.
        name: String,
    },
    /// A public body; its request reference is kept.
    PublicBody {
        /// Which.
        name: String,
        /// Its request.
        reference: String,
    },
}
