//! How whoever stands at the counter was identified. Only the fields of the chosen method are shown (stylesheet).

use askama::Template;
use askama::filters::HtmlSafe;

use crate::site::field::Choices;
use crate::site::form::Form;
use crate::words::lang::Lang;

use super::document::{self, Document, Names};

/// Which method.
pub const METHOD: &str = "evidence.method";
/// The officer's own word.
pub const KNOWN: &str = "evidence.known";
/// Boxes that send nothing when they are not ticked.
pub const BOXES: [&str; 3] = [KNOWN, "evidence.w1.unrelated", "evidence.w2.unrelated"];

/// The methods: value sent, Italian, English.
pub const METHODS: [(&str, &str, &str); 5] = [
    ("document", "Documento", "Document"),
    ("personal-knowledge", "Conoscenza personale dell’ufficiale", "Officer’s personal knowledge"),
    ("witnesses", "Due testimoni", "Two witnesses"),
    ("photograph-on-file", "Fotografia agli atti", "Photograph on file"),
    ("police", "Forze di polizia", "Police"),
];

/// The part of a page.
#[derive(Template)]
#[template(path = "counter/draft/asked/evidence.html")]
pub struct EvidencePart<'a> {
    l: Lang,
    form: &'a Form,
    focus: &'a str,
    officer: &'a str,
}

impl HtmlSafe for EvidencePart<'_> {}

impl<'a> EvidencePart<'a> {
    /// `officer` is who would sign now; empty if nobody.
    pub fn new(form: &'a Form, focus: &'a str, officer: &'a str) -> Self {
        Self { l: form.l, form, focus, officer }
    }

    fn methods(&self) -> Choices<'_> {
        let radios = self.form.radios(METHOD, self.l.t("Identità accertata con", "Identity established by"));
        let radios = METHODS
            .iter()
            .fold(radios.inline(), |radios, (value, it, en)| radios.option(*value, self.l.t(it, en)));
        if self.focus == METHOD { radios.first() } else { radios }
    }

    fn shown(&self) -> Document<'_> {
        Document::new(self.form, document::OWN, self.focus == document::OWN.number)
    }

    fn known(&self) -> Choices<'_> {
        let words = if self.officer.is_empty() {
            self.l
                .t("L’ufficiale che firma conosce la persona", "The signing officer knows the person")
                .to_owned()
        } else {
            format!(
                "{} {}",
                self.officer,
                self.l.t(
                    "conosce personalmente la persona e ne risponde",
                    "knows the person and answers for it"
                )
            )
        };
        self.form
            .checks(KNOWN, self.l.t("Conferma dell’ufficiale", "The officer’s word"))
            .option("yes", words)
    }

    fn witnesses(&self) -> [Witness<'_>; 2] {
        [
            Witness { l: self.l, form: self.form, names: &WITNESSES[0], own: document::FIRST },
            Witness { l: self.l, form: self.form, names: &WITNESSES[1], own: document::SECOND },
        ]
    }
}

/// Names of one witness's fields.
struct WitnessNames {
    it: &'static str,
    en: &'static str,
    surname: &'static str,
    given_names: &'static str,
    birth_date: &'static str,
    unrelated: &'static str,
}

const WITNESSES: [WitnessNames; 2] = [
    WitnessNames {
        it: "Primo testimone",
        en: "First witness",
        surname: "evidence.w1.surname",
        given_names: "evidence.w1.given-names",
        birth_date: "evidence.w1.birth-date",
        unrelated: "evidence.w1.unrelated",
    },
    WitnessNames {
        it: "Secondo testimone",
        en: "Second witness",
        surname: "evidence.w2.surname",
        given_names: "evidence.w2.given-names",
        birth_date: "evidence.w2.birth-date",
        unrelated: "evidence.w2.unrelated",
    },
];

/// One witness.
#[derive(Template)]
#[template(path = "counter/draft/asked/witness.html")]
struct Witness<'a> {
    l: Lang,
    form: &'a Form,
    names: &'a WitnessNames,
    own: Names,
}

impl HtmlSafe for Witness<'_> {}

impl Witness<'_> {
    fn document(&self) -> Document<'_> {
        Document::new(self.form, self.own, false)
    }

    fn unrelated(&self) -> Choices<'_> {
        self.form.checks(self.names.unrelated, self.l.t("Estraneo", "Unrelated")).option(
            "yes",
            self.l.t(
                "non è parente né della persona né dell’ufficiale",
                "no relative of the person or of the officer",
            ),
        )
    }
}
