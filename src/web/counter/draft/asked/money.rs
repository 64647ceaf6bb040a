//! Money on a paper: stamp duty (never neither stamp nor exemption) and the secretariat fee.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::site::field::{Choices, Field};
use crate::site::form::Form;
use crate::words::lang::Lang;
use domain::money::duty::Duty;
use domain::money::exemption::{Exemption, TABLE};

/// Stamp or exemption.
pub const DUTY: &str = "duty.way";
/// Identification number of the stamp.
pub const SERIAL: &str = "duty.serial";
/// Rule of the exemption.
pub const CODE: &str = "duty.code";
/// Fee recorded or waived.
pub const FEE: &str = "fee.way";

/// The exemption of a code as it is typed.
pub fn exemption(code: &str) -> Option<Exemption> {
    code.parse().ok().and_then(Exemption::of)
}

/// The words that an exemption prints; `text` is the rule of code 99.
pub fn printed(exemption: Exemption, text: &str) -> String {
    match exemption.duty(text) {
        Duty::Exempt { wording, .. } => wording,
        Duty::Stamp { .. } => String::new(),
    }
}

/// Stamp duty of one paper, or the way of a whole basket (no stamp number then: each sheet has its own).
#[derive(Template)]
#[template(path = "counter/draft/asked/duty.html")]
pub struct DutyPart<'a> {
    l: Lang,
    form: &'a Form,
    focus: &'a str,
    single: bool,
}

impl HtmlSafe for DutyPart<'_> {}

impl<'a> DutyPart<'a> {
    /// Of one paper: the stamp is asked.
    pub fn of_one(form: &'a Form, focus: &'a str) -> Self {
        Self { l: form.l, form, focus, single: true }
    }

    /// Of several papers: each asks its own stamp.
    pub fn of_many(form: &'a Form, focus: &'a str) -> Self {
        Self { l: form.l, form, focus, single: false }
    }

    fn ways(&self) -> Choices<'_> {
        let l = self.l;
        let radios = self.form.radios(DUTY, l.t("Imposta di bollo", "Stamp duty")).inline();
        let radios =
            radios.option("stamp", l.t("marca da bollo", "stamp")).option("exempt", l.t("esente", "exempt"));
        if self.focus == DUTY { radios.first() } else { radios }
    }

    fn codes(&self) -> Field<'_> {
        let l = self.l;
        let select = self
            .form
            .select(CODE, l.t("Per quale norma", "By which rule"))
            .hint(l.t("La norma si stampa sul foglio.", "The rule is printed on the paper."))
            .first_if(self.focus == CODE)
            .option("", l.t("scegliere…", "choose…"));
        TABLE.into_iter().fold(select, |select, row| {
            select.option(row.code.to_string(), format!("{} · {}", row.code, l.of(&row.about())))
        })
    }
}

/// The secretariat fee.
#[derive(Template)]
#[template(path = "counter/draft/asked/fee.html")]
pub struct FeePart<'a> {
    l: Lang,
    form: &'a Form,
    focus: &'a str,
}

impl HtmlSafe for FeePart<'_> {}

impl<'a> FeePart<'a> {
    /// The part.
    pub fn new(form: &'a Form, focus: &'a str) -> Self {
        Self { l: form.l, form, focus }
    }

    fn ways(&self) -> Choices<'_> {
        let l = self.l;
        let radios = self.form.radios(FEE, l.t("Diritti di segreteria", "Secretariat fee")).inline();
        let radios = radios
            .option("recorded", l.t("registrati", "recorded"))
            .option("waived", l.t("non riscossi", "waived"));
        if self.focus == FEE { radios.first() } else { radios }
    }
}
