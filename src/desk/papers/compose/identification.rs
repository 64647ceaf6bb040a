//! How a person was identified, who asks and who answers for a minor, as papers say it.

use chrono::{Datelike, NaiveDate};

use domain::person::evidence::{
    Applicant, DocumentKind, Evidence, Guardian, GuardianRole, ShownDocument, Witness,
};
use domain::text::template::Sex;

/// After "Identità accertata mediante:". Witnesses are named; their documents stay in the register.
pub(crate) fn evidence(evidence: &Evidence) -> String {
    match evidence {
        Evidence::Document { document } => shown(document),
        Evidence::PersonalKnowledge { officer } => format!("conoscenza personale dell'ufficiale {officer}"),
        Evidence::Witnesses { first, second } => {
            format!("due testimoni: {} e {}", witness(first), witness(second))
        }
        Evidence::PhotographOnFile { card } => {
            format!("fotografia conservata in ufficio (cartellino {card})")
        }
        Evidence::Police { report } => format!("accertamento delle autorità di polizia ({report})"),
    }
}

/// `patente di guida U1X12345A, MIT-UCO, scad. 14/03/2031`.
pub(crate) fn shown(document: &ShownDocument) -> String {
    let issuer = if document.issuer.is_empty() { String::new() } else { format!(", {}", document.issuer) };
    let expires = match document.expires {
        Some(day) if without_end(day) => ", senza scadenza".to_owned(),
        Some(day) => format!(", scad. {}", day.format("%d/%m/%Y")),
        None => String::new(),
    };
    format!("{} {}{issuer}{expires}", kind(document.kind), document.number)
}

/// ANPR's sentinel for cards without end: `9999-01-01`.
fn without_end(day: NaiveDate) -> bool {
    day.year() == 9999
}

fn kind(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::IdentityCard => "carta d'identità",
        DocumentKind::Passport => "passaporto",
        DocumentKind::DrivingLicence => "patente di guida",
        DocumentKind::NauticalLicence => "patente nautica",
        DocumentKind::FirearmsLicence => "porto d'armi",
        DocumentKind::PensionBook => "libretto di pensione",
        DocumentKind::BoilerLicence => "patentino per impianti termici",
        DocumentKind::StateCard => "tessera di amministrazione dello Stato",
        DocumentKind::ResidencePermit => "permesso di soggiorno",
        DocumentKind::Other => "documento con fotografia",
    }
}

fn witness(witness: &Witness) -> String {
    format!("{} {}", witness.given_names, witness.surname).trim().to_owned()
}

/// `Mario Rossi, genitore`.
pub(crate) fn guardian(guardian: &Guardian) -> String {
    let role = match guardian.role {
        GuardianRole::Parent => "genitore",
        GuardianRole::Guardian => "tutore",
    };
    format!("{}, {role}", format!("{} {}", guardian.given_names, guardian.surname).trim())
}

/// Who asked for the paper.
pub(crate) fn applicant(applicant: &Applicant, sex: Sex) -> String {
    match applicant {
        Applicant::Holder => match sex {
            Sex::M => "l'interessato".to_owned(),
            Sex::F => "l'interessata".to_owned(),
            Sex::Unstated => "l'interessato/a".to_owned(),
        },
        Applicant::Other { name } => name.clone(),
        Applicant::PublicBody { name, reference } => format!("{name}, richiesta {reference}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn licence(expires: Option<&str>) -> ShownDocument {
        ShownDocument {
            kind: DocumentKind::DrivingLicence,
            number: "U1X12345A".into(),
            issuer: "MIT-UCO".into(),
            issued: None,
            expires: expires.map(day),
        }
    }

    fn neighbour(surname: &str) -> Witness {
        Witness {
            surname: surname.into(),
            given_names: "Ada".into(),
            birth_date: day("1970-01-01"),
            document: licence(None),
        }
    }

    #[test]
    fn each_method_has_its_words() {
        for (found, words) in [
            (
                Evidence::Document { document: licence(Some("2031-03-14")) },
                "patente di guida U1X12345A, MIT-UCO, scad. 14/03/2031",
            ),
            (
                Evidence::Document { document: licence(Some("9999-01-01")) },
                "patente di guida U1X12345A, MIT-UCO, senza scadenza",
            ),
            (
                Evidence::PersonalKnowledge { officer: "Anna Rossi".into() },
                "conoscenza personale dell'ufficiale Anna Rossi",
            ),
            (
                Evidence::Witnesses { first: Box::new(neighbour("Fo")), second: Box::new(neighbour("Wu")) },
                "due testimoni: Ada Fo e Ada Wu",
            ),
            (
                Evidence::PhotographOnFile { card: "n. 12/2014".into() },
                "fotografia conservata in ufficio (cartellino n. 12/2014)",
            ),
            (
                Evidence::Police { report: "Questura di Valdorè, prot. 88".into() },
                "accertamento delle autorità di polizia (Questura di Valdorè, prot. 88)",
            ),
        ] {
            assert_eq!(evidence(&found), words);
        }
    }

    #[test]
    fn guardian_and_applicant_are_named() {
        let mother = Guardian {
            surname: "Rossi".into(),
            given_names: "Maria".into(),
            role: GuardianRole::Parent,
            document: licence(None),
        };
        assert_eq!(guardian(&mother), "Maria Rossi, genitore");
        let body = Applicant::PublicBody { name: "ASL 3".into(), reference: "n. 4/2026".into() };
        assert_eq!(applicant(&body, Sex::F), "ASL 3, richiesta n. 4/2026");
        assert_eq!(applicant(&Applicant::Holder, Sex::F), "l'interessata");
    }
}
