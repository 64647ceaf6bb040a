//! What was typed about the photograph → what stands in its place on the paper.

use domain::form::form::{Form, PhotographRule};
use domain::person::photograph::{Photograph, Sharpness};

use super::form_values::Typed;
use super::picture_error::coarse;
use super::topics::Topic;
use super::typed_answers::TypedAnswers;
use crate::error::FieldProblem;

/// What stands in the place of the photograph; the box for a glued one unless a picture was kept.
pub(super) fn photograph(
    form: &Form,
    typed: &Typed,
    asked: &mut Vec<Topic>,
    answers: &mut TypedAnswers,
) -> Option<Photograph> {
    if form.photograph == PhotographRule::None {
        return None;
    }
    asked.push(Topic::Photograph);
    match (answers.typed("photo.way"), typed.photograph) {
        ("glued", _) | ("", None) => Some(Photograph::Glued),
        ("kept" | "", Some(kept)) => {
            if kept.sharpness == Sharpness::Coarse {
                answers.remarks.push(FieldProblem::new("photo.way", coarse()));
            }
            Some(Photograph::Kept { blob: kept.blob.to_string() })
        }
        ("kept", None) => {
            answers.wrong(
                "photo.way",
                "Non c'è ancora una fotografia: scattarla o caricarla, oppure scegliere il riquadro per la foto incollata.",
                "There is no photograph yet: take or upload one, or choose the box for a glued photograph.",
            );
            None
        }
        _ => {
            answers.wrong("photo.way", "Scegliere una delle voci.", "Choose one of the options.");
            None
        }
    }
}
