//! What a failure is to the status of a centre and to the operator.

use desk::parts::centre_status::{Halt, Lifted, Reach};
use desk::recovery::receiving::Contradiction;
use domain::ids::anchor::Position;
use domain::text::bilingual::Bilingual;

use super::centre::CentreError;

/// How a centre was found, by what it did.
pub(super) fn reach(error: &CentreError) -> Reach {
    match error {
        CentreError::Unreachable => Reach::Unreachable,
        CentreError::Silent => Reach::Silent,
        CentreError::ReplyLost => Reach::BrokenOff,
        CentreError::Failing { status } => Reach::Errors(*status),
        CentreError::DoesNotFollow { .. } => Reach::Reachable,
        CentreError::Busy { .. } => Reach::TakesNothing,
        CentreError::OtherCertificate => Reach::OtherCertificate,
        CentreError::NotItsAnswer => Reach::NotItsAnswer,
        CentreError::Refused { code, words, .. } => Reach::Refuses(refusal(code, words)),
        CentreError::OwnKey => Reach::NotVerified,
    }
}

/// A refusal with the centre's own words.
pub(super) fn refusal(code: &str, words: &str) -> Bilingual {
    match code {
        "unknown-station" => Bilingual::new(
            "Il centro non conosce questa postazione: aggiungerlo di nuovo da questa pagina, con il codice di sei cifre.",
            "The centre does not know this station: add it again on this page, with the six-digit code.",
        ),
        "certificate-replaced" => Bilingual::new(
            "Al centro questa postazione ha ricevuto un altro certificato: quello usato qui non vale più. Se è questa la postazione giusta, rinnovare il certificato da questa pagina.",
            "At the centre this station was given another certificate: the one used here is believed no more. If this is the right station, renew the certificate on this page.",
        ),
        "bad-signature" => Bilingual::new(
            "Il centro non crede alla firma di questa postazione: controllare l’orologio, poi il certificato.",
            "The centre does not believe this station's signature: check the clock, then the certificate.",
        ),
        "station-suspended" => Bilingual::new(
            "Il centro ha sospeso questa postazione: chiedere a chi lo gestisce.",
            "The centre has suspended this station: ask whoever runs it.",
        ),
        _ => Bilingual::new(format!("Il centro rifiuta: {words}"), format!("The centre refuses: {words}")),
    }
}

fn by_a_person(why: Bilingual) -> Halt {
    Halt { why, lifted: Lifted::ByAPerson }
}

fn by_the_centre(why: Bilingual) -> Halt {
    Halt { why, lifted: Lifted::ByTheCentre }
}

/// The station cannot sign.
pub(super) fn own_key() -> Halt {
    by_a_person(Bilingual::new(
        "La chiave o il certificato di questa postazione non si usano: aggiungere di nuovo il centro da questa pagina.",
        "This station's key or certificate cannot be used: add the centre again on this page.",
    ))
}

/// The journal is behind what the centre holds.
pub(super) fn centre_ahead(held: Position) -> Halt {
    by_the_centre(Bilingual::new(
        format!(
            "Il centro ha registrazioni fino alla posizione {held}, che qui non ci sono: questa cartella è una copia più vecchia. L’emissione è ferma: il responsabile decide come continuare."
        ),
        format!(
            "The centre holds records up to position {held} that are not here: this folder is an older copy. Issuing is stopped: a supervisor decides how to go on."
        ),
    ))
}

/// Two folders wrote under one name, and nobody here has decided yet.
pub(super) fn fork_here(held: Position) -> Halt {
    by_the_centre(Bilingual::new(
        format!(
            "Alla posizione {held} il centro ha un’altra registrazione: due cartelle hanno scritto con lo stesso nome. L’emissione è ferma: il responsabile decide come continuare."
        ),
        format!(
            "At position {held} the centre holds another record: two folders wrote under one name. Issuing is stopped: a supervisor decides how to go on."
        ),
    ))
}

/// Two folders wrote under one name; here somebody decided to go on under a new code.
pub(super) fn fork(held: Position) -> Halt {
    by_the_centre(Bilingual::new(
        format!(
            "Alla posizione {held} il centro ha un’altra registrazione: due cartelle hanno scritto con lo stesso nome. Qui si continua con un altro codice. Niente viene inviato finché chi gestisce il centro non accetta il seguito, alla pagina «Postazioni»; poi il riversamento riprende da sé, o subito da qui."
        ),
        format!(
            "At position {held} the centre holds another record: two folders wrote under one name. Here work goes on under another code. Nothing is sent until whoever runs the centre accepts what follows, on its page “Stations”; then it goes on by itself, or at once from here."
        ),
    ))
}

/// The centre holds a life that ended in another continuation than this one: the first line goes on there by itself.
pub(super) fn past_fork(code: &str, held: Position) -> Halt {
    by_the_centre(Bilingual::new(
        format!(
            "Il centro ha già registrazioni di {code} di un’altra continuazione (fino alla posizione {held}): un’altra copia della stessa cartella le ha mandate. Qui si emette e si riversa senza impedimenti; ciò che di {code} ha solo questa cartella parte quando chi gestisce il centro accetta il nuovo seguito, alla pagina «Postazioni»: allora riprende da sé, o subito da qui."
        ),
        format!(
            "The centre already holds records of {code} from another continuation (up to position {held}): another copy of the same folder sent them. Issuing and recovery go on here; what only this folder has of {code} is sent once whoever runs the centre accepts the new line, on its page “Stations”: then it goes on by itself, or at once from here."
        ),
    ))
}

/// The new life is still to be made known.
pub(super) fn not_known_yet() -> Halt {
    by_a_person(Bilingual::new(
        "La postazione nuova è ancora da far conoscere al centro: da questa pagina, «Far conoscere la postazione nuova», e confrontare sei cifre con chi gestisce il centro.",
        "The new station is still to be made known to the centre: on this page, “Make the new station known”, and compare six digits with whoever runs the centre.",
    ))
}

/// The journal cannot be read there.
pub(super) fn damaged(position: Position) -> Halt {
    by_a_person(Bilingual::new(
        format!(
            "La registrazione alla posizione {position} non si legge: riprenderla dalla seconda copia, poi riversare di nuovo."
        ),
        format!(
            "The record at position {position} cannot be read: bring it back from the second copy, then recover again."
        ),
    ))
}

/// The centre speaks of another station.
pub(super) fn other_station() -> Halt {
    by_the_centre(Bilingual::new(
        "Il centro risponde per un’altra postazione: niente viene inviato. Aggiungerlo di nuovo da questa pagina.",
        "The centre answers for another station: nothing is sent. Add it again on this page.",
    ))
}

/// The centre changed ordinary numbers it had given.
pub(super) fn contradiction(contradictions: &[Contradiction]) -> Halt {
    let numbers: Vec<&str> = contradictions.iter().map(|one| one.number.as_str()).collect();
    let list = numbers.join(", ");
    by_a_person(Bilingual::new(
        format!(
            "Il centro dà ora un altro numero ordinario, o nessuno, a: {list}. Qui resta il primo, come vuole la legge: chiedere a chi gestisce il centro, poi riprendere."
        ),
        format!(
            "The centre now gives another ordinary number, or none, to: {list}. The first one stays here, as the law wants: ask whoever runs the centre, then resume."
        ),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unsigned_answer_and_another_certificate_are_told_apart() {
        assert_eq!(reach(&CentreError::NotItsAnswer), Reach::NotItsAnswer);
        assert_eq!(reach(&CentreError::OtherCertificate), Reach::OtherCertificate);
    }

    #[test]
    fn refusals_that_a_person_can_mend_say_how_by_the_codes_of_the_contract() {
        for (code, words) in
            [("unknown-station", "add it again"), ("station-suspended", "ask whoever runs it")]
        {
            let told = refusal(code, "its own words");
            assert!(told.en.contains(words) && !told.en.contains("its own words"), "{code}: {told:?}");
        }
        assert!(refusal("anything-else", "its own words").en.contains("its own words"));
    }
}
