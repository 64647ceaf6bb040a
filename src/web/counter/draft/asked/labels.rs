//! What the fields beyond a form are called, for the summary of what is to mend.

use crate::words::lang::Lang;

/// The name of a dotted field on screen; `None` for names of forms.
pub fn of(name: &str, l: Lang) -> Option<String> {
    let (whose, last) = if let Some(rest) = name.strip_prefix("evidence.w1.") {
        (l.t("primo testimone", "first witness"), rest)
    } else if let Some(rest) = name.strip_prefix("evidence.w2.") {
        (l.t("secondo testimone", "second witness"), rest)
    } else if let Some(rest) = name.strip_prefix("guardian.") {
        (l.t("genitore o tutore", "parent or guardian"), rest)
    } else if let Some(rest) = name.strip_prefix("evidence.") {
        (l.t("accertamento", "identification"), rest)
    } else if let Some(rest) = name.strip_prefix("applicant.") {
        (l.t("richiedente", "applicant"), rest)
    } else if let Some(rest) = name.strip_prefix("duty.") {
        (l.t("bollo", "stamp duty"), rest)
    } else if let Some(rest) = name.strip_prefix("fee.") {
        (l.t("diritti", "fee"), rest)
    } else if name.starts_with("photo.") {
        return Some(l.t("Fotografia", "Photograph").to_owned());
    } else {
        return None;
    };
    let what = last_part(last, l);
    let mut letters = whose.chars();
    let whose: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    Some(if what.is_empty() { whose } else { format!("{whose}, {what}") })
}

fn last_part(last: &str, l: Lang) -> &'static str {
    match last {
        "surname" => l.t("cognome", "surname"),
        "given-names" => l.t("nome", "given names"),
        "name" => l.t("nome", "name"),
        "birth-date" => l.t("data di nascita", "date of birth"),
        "kind" => l.t("tipo", "kind"),
        "number" => l.t("numero del documento", "number of the document"),
        "issuer" => l.t("rilasciato da", "issued by"),
        "issued" => l.t("rilasciato il", "issued on"),
        "expires" => l.t("scadenza", "expiry"),
        "card" => l.t("cartellino", "card"),
        "report" | "reference" => l.t("riferimento", "reference"),
        "serial" => l.t("numero della marca", "number of the stamp"),
        "date" => l.t("data della marca", "date of the stamp"),
        "code" | "text" => l.t("norma", "rule"),
        "reason" => l.t("motivo", "reason"),
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_says_whose_field_it_is() {
        assert_eq!(
            of("evidence.w2.birth-date", Lang::It).as_deref(),
            Some("Secondo testimone, data di nascita")
        );
        assert_eq!(of("duty.serial", Lang::En).as_deref(), Some("Stamp duty, number of the stamp"));
        assert_eq!(of("evidence.method", Lang::It).as_deref(), Some("Accertamento"));
        assert_eq!(of("surname", Lang::It), None);
    }
}
