//! To what use, and what for.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::counter::words;
use crate::site::field::{Choices, Field};
use crate::site::form::Form;
use crate::words::lang::Lang;
use domain::form::purpose::{Purpose, Route};

/// Use of a certificate (no dotted name of the desk: it is a choice of its own).
pub const USE: &str = "draft.use";
/// *Per che cosa Le serve?*
pub const PURPOSE: &str = "purpose";

/// Value sent, purpose, Italian, English.
pub const PURPOSES: [(&str, Purpose, &str, &str); 7] = [
    ("bank", Purpose::Bank, "banca, assicurazione, utenze", "bank, insurance, utilities"),
    ("travel", Purpose::Travel, "viaggio", "travel"),
    ("funeral", Purpose::Funeral, "funerale", "funeral"),
    ("school", Purpose::School, "scuola, università", "school, university"),
    ("notary", Purpose::Notary, "notaio, tribunale", "notary, court"),
    ("work", Purpose::Work, "lavoro", "work"),
    ("other", Purpose::Other, "altro", "other"),
];

/// A purpose, in words.
pub fn purpose(purpose: Purpose, l: Lang) -> &'static str {
    PURPOSES.iter().find(|(_, one, ..)| *one == purpose).map_or("", |(_, _, it, en)| l.t(it, en))
}

/// What a person left with.
pub fn route(route: Route, l: Lang) -> &'static str {
    match route {
        Route::OfficialChannel => l.t("canale ufficiale", "official channel"),
        Route::EquivalentDocument => l.t("documento equivalente", "equivalent document"),
        Route::SelfCertification => l.t("autocertificazione", "self-certification"),
        Route::Certificate => l.t("certificato", "certificate"),
        Route::Attestation => l.t("attestazione d’identità", "identity attestation"),
        Route::Deferred => l.t("rinviato o rifiutato", "deferred or refused"),
    }
}

/// Which of the two are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asks {
    /// The use of a certificate.
    pub wording: bool,
    /// The purpose.
    pub purpose: bool,
}

/// The part of a page.
#[derive(Template)]
#[template(path = "counter/draft/asked/purpose.html")]
pub struct PurposePart<'a> {
    l: Lang,
    form: &'a Form,
    focus: &'a str,
    asks: Asks,
}

impl HtmlSafe for PurposePart<'_> {}

impl<'a> PurposePart<'a> {
    /// The part.
    pub fn new(form: &'a Form, focus: &'a str, asks: Asks) -> Self {
        Self { l: form.l, form, focus, asks }
    }

    fn uses(&self) -> Choices<'_> {
        let radios = self
            .form
            .radios(USE, self.l.t("A quale uso", "For what use"))
            .hint(self.l.t(
                "Decide la dicitura di legge sul certificato.",
                "Decides the wording the law wants on the certificate.",
            ))
            .inline()
            .default("private");
        let radios = words::USES
            .iter()
            .fold(radios, |radios, (value, code)| radios.option(*value, words::use_code(*code, self.l)));
        if self.focus == USE { radios.first() } else { radios }
    }

    fn purposes(&self) -> Field<'_> {
        let select = self
            .form
            .select(PURPOSE, self.l.t("Per che cosa serve", "What it is needed for"))
            .first_if(self.focus == PURPOSE)
            .optional()
            .option("", self.l.t("non detto", "not said"));
        PURPOSES.iter().fold(select, |select, (value, _, it, en)| select.option(*value, self.l.t(it, en)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_purpose_is_offered_under_the_name_the_desk_knows() {
        let offered: Vec<Purpose> = PURPOSES.iter().map(|(_, purpose, ..)| *purpose).collect();
        assert_eq!(offered, Purpose::ALL);
        for (value, purpose, ..) in PURPOSES {
            assert_eq!(serde_json::to_value(purpose).unwrap(), value);
        }
    }
}
