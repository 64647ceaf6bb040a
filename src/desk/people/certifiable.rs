//! Whether what the extract says may be certified at all (DPR 223/1989 art. 33): a flag that is present and negative blocks, a
//! flag that is missing must be attested by the officer.

use domain::form::entry_kind::EntryKind;
use domain::form::form::{Family, Form};
use domain::ids::value::{Source, Values};
use domain::office::delegation::Capacity;
use domain::person::person::{Certifiable, Person};
use domain::text::bilingual::Bilingual;

/// ANPR codes of what a partly certifiable person may still have: residence and family.
const PARTLY: [u8; 2] = [8, 12];

/// Whether a form is a certificate of the registry.
pub(super) fn is_registry_certificate(form: &Form) -> bool {
    form.family == Family::Certificate && form.capacity == Some(Capacity::Registry)
}

/// Whether the officer must say what was looked at: the extract lacks the flags, or some value does not come from it.
pub(crate) fn needs_verification(form: &Form, person: Option<&Person>, values: &Values) -> bool {
    let from_extract = |source: &Source| matches!(source, Source::Extract { .. } | Source::Operator);
    is_registry_certificate(form)
        && (person.is_none_or(|person| person.certifiable.is_none() || person.open_procedure.is_none())
            || !values.values().all(|attested| from_extract(&attested.source)))
}

/// Why nothing may be issued for this person, and what to do instead.
pub(crate) fn blocked(form: &Form, person: &Person) -> Option<Bilingual> {
    if form.entry != Some(EntryKind::Document) {
        return None;
    }
    let certificate = is_registry_certificate(form);
    if let Some(day) = person.died_on {
        let day = day.format("%d/%m/%Y");
        return Some(Bilingual::new(
            format!(
                "L'estratto dà la persona per deceduta il {day}: non si rilascia. Registrare un rifiuto motivato, oppure differire e verificare sugli atti."
            ),
            format!(
                "The extract says the person died on {day}: nothing is issued. Enter a reasoned refusal, or defer and check the acts."
            ),
        ));
    }
    if !certificate {
        return None;
    }
    if let Some(day) = person.removed_on {
        let day = day.format("%d/%m/%Y");
        return Some(Bilingual::new(
            format!(
                "Cancellata dall'anagrafe il {day}: il certificato spetta al comune di nuova residenza. Indirizzare lì, oppure offrire l'autocertificazione."
            ),
            format!(
                "Removed from the registry on {day}: the certificate is the new municipality's. Send there, or offer self-certification."
            ),
        ));
    }
    if person.open_procedure == Some(true) {
        return Some(Bilingual::new(
            "C'è una pratica anagrafica aperta: il certificato non si rilascia. Differire, oppure offrire l'autocertificazione.",
            "A registry procedure is open: the certificate is not issued. Defer it, or offer self-certification.",
        ));
    }
    let (it, en) = match person.certifiable? {
        Certifiable::Everything => return None,
        Certifiable::ResidenceAndFamily if form.codes.iter().all(|code| PARTLY.contains(code)) => {
            return None;
        }
        Certifiable::ResidenceAndFamily => {
            ("si certificano solo residenza e famiglia", "only residence and family may be certified")
        }
        Certifiable::Nothing => ("dati non certificabili", "data not certifiable"),
        Certifiable::NotRegistrable => ("persona non iscrivibile", "person not registrable"),
        Certifiable::UnderGuardianship => ("persona sotto tutela", "person under guardianship"),
    };
    Some(Bilingual::new(
        format!(
            "L'estratto dice: {it}. Il certificato non si rilascia: rifiuto motivato, oppure differire alla ripresa dei sistemi."
        ),
        format!(
            "The extract says: {en}. The certificate is not issued: a reasoned refusal, or deferral until the systems are back."
        ),
    ))
}
