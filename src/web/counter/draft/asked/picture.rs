//! The photograph of an attestation: an empty box to glue one into, or one kept here. Offered equally.

use std::collections::BTreeMap;

use askama::Template;
use askama::filters::HtmlSafe;

use crate::site::field::Choices;
use crate::site::form::Form;
use crate::words::lang::Lang;
use domain::ids::id::EntryId;

/// Glued or kept.
pub const WAY: &str = "photo.way";
/// Set by the desk where a picture is kept.
pub const BLOB: &str = "photo.blob";

/// The part of a page.
#[derive(Template)]
#[template(path = "counter/draft/asked/picture.html")]
pub struct PicturePart<'a> {
    l: Lang,
    form: &'a Form,
    focus: &'a str,
    draft: EntryId,
    there: bool,
    /// Nothing was chosen yet: where there is a camera, the script chooses it.
    fresh: bool,
}

impl HtmlSafe for PicturePart<'_> {}

impl<'a> PicturePart<'a> {
    /// The part of a draft that keeps `raw`.
    pub fn new(form: &'a Form, focus: &'a str, draft: EntryId, raw: &BTreeMap<String, String>) -> Self {
        Self { l: form.l, form, focus, draft, there: raw.contains_key(BLOB), fresh: !raw.contains_key(WAY) }
    }

    fn ways(&self) -> Choices<'_> {
        let l = self.l;
        let radios = self
            .form
            .radios(WAY, l.t("Fotografia", "Photograph"))
            .inline()
            .option("glued", l.t("riquadro per incollarla (35 × 45 mm)", "box to glue it into (35 × 45 mm)"))
            .option(
                "kept",
                if self.there {
                    l.t("quella fatta qui", "the one made here")
                } else {
                    l.t(
                        "con la fotocamera o da file, alla prossima pagina",
                        "by camera or from a file, on the next page",
                    )
                },
            );
        if self.focus == WAY { radios.first() } else { radios }
    }
}
