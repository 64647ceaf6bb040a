//! Money on a paper: stamp duty (never neither stamp nor exemption) and the secretariat fee.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::web::field::{Choices, Field};
use crate::web::form::Form;
use crate::web::lang::Lang;

/// Stamp or exemption.
pub const DUTY: &str = "duty.way";
/// Identification number of the stamp.
pub const SERIAL: &str = "duty.serial";
/// Rule of the exemption.
pub const CODE: &str = "duty.code";
/// Fee recorded or waived.
pub const FEE: &str = "fee.way";

/// Exemptions (ANPR's table 39): code, what it is for, the rule.
pub const EXEMPTIONS: [(&str, &str, &str, &str); 11] = [
    ("1", "ONLUS", "non-profit bodies", "art. 27-bis tab. B DPR 642/1972"),
    ("2", "società sportive", "sports bodies", "art. 8-bis tab. B DPR 642/1972"),
    ("3", "processo", "court procedure", "art. 18 DPR 115/2002"),
    ("4", "CTU, curatore fallimentare", "court expert, receiver", "art. 16 tab. B DPR 642/1972"),
    (
        "5",
        "interdizione, amministrazione di sostegno",
        "interdiction, administrator",
        "art. 13 tab. B DPR 642/1972",
    ),
    ("6", "adozione, affido, tutela di minori", "adoption, fostering, guardianship", "art. 82 L. 184/1983"),
    ("7", "separazione, divorzio", "separation, divorce", "art. 19 L. 74/1987"),
    ("8", "variazione toponomastica", "street renumbering", "art. 16 c. 8 L. 537/1993"),
    ("9", "pensione estera", "foreign pension", "art. 9 tab. B DPR 642/1972"),
    ("10", "scambio fra amministrazioni", "exchange between bodies", "art. 16 tab. B DPR 642/1972"),
    ("99", "altro: scrivere la norma", "other: write the rule", ""),
];

/// Stamp duty of one paper, or the way of a whole basket (no stamp number then: each sheet has its own).
#[derive(Template)]
#[template(path = "counter/asked/duty.html")]
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
        EXEMPTIONS.iter().fold(select, |select, (code, it, en, rule)| {
            let joint = if rule.is_empty() { "" } else { ", " };
            select.option(*code, format!("{code} {}{joint}{rule}", l.t(it, en)))
        })
    }
}

/// The secretariat fee.
#[derive(Template)]
#[template(path = "counter/asked/fee.html")]
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
