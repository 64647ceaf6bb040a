//! A document shown at the counter: the same five fields for whoever shows it.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::site::field::Field;
use crate::site::form::Form;
use crate::words::lang::Lang;
use domain::person::evidence::DocumentKind;

/// Names of its fields.
#[derive(Clone, Copy, Debug)]
pub struct Names {
    /// Which kind.
    pub kind: &'static str,
    /// Number.
    pub number: &'static str,
    /// Who issued it.
    pub issuer: &'static str,
    /// When.
    pub issued: &'static str,
    /// Last day.
    pub expires: &'static str,
}

macro_rules! names {
    ($prefix:literal) => {
        Names {
            kind: concat!($prefix, ".kind"),
            number: concat!($prefix, ".number"),
            issuer: concat!($prefix, ".issuer"),
            issued: concat!($prefix, ".issued"),
            expires: concat!($prefix, ".expires"),
        }
    };
}

/// Of the person at the counter.
pub const OWN: Names = names!("evidence");
/// Of the first witness.
pub const FIRST: Names = names!("evidence.w1");
/// Of the second.
pub const SECOND: Names = names!("evidence.w2");
/// Of who answers for a minor.
pub const GUARDIAN: Names = names!("guardian");

/// Every set of names.
pub const ALL: [Names; 4] = [OWN, FIRST, SECOND, GUARDIAN];

/// All kinds: value sent, kind.
pub const KINDS: [(&str, DocumentKind); 10] = [
    ("identity-card", DocumentKind::IdentityCard),
    ("driving-licence", DocumentKind::DrivingLicence),
    ("passport", DocumentKind::Passport),
    ("residence-permit", DocumentKind::ResidencePermit),
    ("nautical-licence", DocumentKind::NauticalLicence),
    ("firearms-licence", DocumentKind::FirearmsLicence),
    ("pension-book", DocumentKind::PensionBook),
    ("boiler-licence", DocumentKind::BoilerLicence),
    ("state-card", DocumentKind::StateCard),
    ("other", DocumentKind::Other),
];

/// A kind, in words.
pub fn kind(kind: DocumentKind, l: Lang) -> &'static str {
    match kind {
        DocumentKind::IdentityCard => l.t("carta d’identità", "identity card"),
        DocumentKind::Passport => l.t("passaporto", "passport"),
        DocumentKind::DrivingLicence => l.t("patente di guida", "driving licence"),
        DocumentKind::NauticalLicence => l.t("patente nautica", "nautical licence"),
        DocumentKind::FirearmsLicence => l.t("porto d’armi", "firearms licence"),
        DocumentKind::PensionBook => l.t("libretto di pensione", "pension book"),
        DocumentKind::BoilerLicence => l.t("patentino impianti termici", "boiler licence"),
        DocumentKind::StateCard => l.t("tessera di amministrazione dello Stato", "card of a State body"),
        DocumentKind::ResidencePermit => l.t("permesso di soggiorno", "residence permit"),
        DocumentKind::Other => l.t("altro documento con fotografia", "other document with a photograph"),
    }
}

/// Who issues documents of a kind, where it is nearly always the same: the script writes it, to be typed over. It goes
/// when another kind is chosen, which a page without script could not do.
const USUAL_ISSUERS: &str = "identity-card=Ministero dell’Interno|passport=Questura|firearms-licence=Questura|residence-permit=Questura|driving-licence=MIT-UCO|pension-book=INPS|nautical-licence=Capitaneria di porto";

/// The fields of a document, in the order in which it is read.
#[derive(Template)]
#[template(path = "counter/draft/asked/document.html")]
pub struct Document<'a> {
    l: Lang,
    form: &'a Form,
    names: Names,
    first: bool,
}

impl HtmlSafe for Document<'_> {}

impl<'a> Document<'a> {
    /// The fields under these names; the number has the focus if `first`.
    pub fn new(form: &'a Form, names: Names, first: bool) -> Self {
        Self { l: form.l, form, names, first }
    }

    fn kinds(&self) -> Field<'_> {
        let select = self.form.select(self.names.kind, self.l.t("Documento", "Document"));
        KINDS.iter().fold(select, |select, (value, one)| select.option(*value, kind(*one, self.l)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_sent_under_the_name_the_desk_knows() {
        for (value, kind) in KINDS {
            assert_eq!(serde_json::to_value(kind).unwrap(), value);
        }
    }
}
