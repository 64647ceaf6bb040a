//! The page of a recovery sheet: the code, the PDF, and the code typed back.

use askama::Template;

use crate::site::form::Form;
use crate::site::frame::Frame;
use crate::words::lang::Lang;
use desk::RecoverySheet;

/// The page.
#[derive(Template)]
#[template(path = "counter/life/recovery_sheet.html")]
pub struct SheetPage {
    l: Lang,
    frame: Frame,
    form: Form,
    code: String,
    action: &'static str,
    pdf: &'static str,
    founding: bool,
}

impl SheetPage {
    /// The page that ends the first run.
    pub fn founding(frame: Frame, form: Form, sheet: &RecoverySheet) -> Self {
        Self {
            l: frame.l,
            frame: frame.mend(&form),
            form,
            code: sheet.code.clone(),
            action: "/setup/recovery",
            pdf: "/setup/recovery.pdf",
            founding: true,
        }
    }

    /// The page of a new code for an old station.
    pub fn renewal(frame: Frame, form: Form, sheet: &RecoverySheet) -> Self {
        Self {
            action: "/station/recovery-code/confirm",
            pdf: "/station/recovery-code.pdf",
            founding: false,
            ..Self::founding(frame, form, sheet)
        }
    }
}
