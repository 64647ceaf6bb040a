//! The best route first: what helps a person most, given what the paper is for and what is down.

use super::purpose::{Purpose, Route};
use crate::outage::outage::Scenario;
use crate::text::bilingual::Bilingual;

/// A route and what to tell the person about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// Which.
    pub route: Route,
    /// What it is and why it helps.
    pub told: Bilingual,
}

/// The routes for a purpose, the best first. While a national platform is down no official channel is proposed.
pub fn advise(purpose: Purpose, scenario: Option<Scenario>) -> Vec<Advice> {
    use Route::{Attestation, Certificate, Deferred, EquivalentDocument, OfficialChannel, SelfCertification};
    let routes: &[Route] = match purpose {
        Purpose::Bank => &[SelfCertification, EquivalentDocument, OfficialChannel, Certificate, Attestation],
        Purpose::School | Purpose::Work | Purpose::Funeral => {
            &[SelfCertification, OfficialChannel, Certificate]
        }
        Purpose::Travel => &[EquivalentDocument, OfficialChannel, Attestation, Deferred],
        Purpose::Notary => &[OfficialChannel, Certificate, EquivalentDocument],
        Purpose::Other => &[OfficialChannel, EquivalentDocument, SelfCertification, Certificate, Attestation],
    };
    let up = scenario != Some(Scenario::NationalPlatform);
    let open = routes.iter().filter(|route| up || **route != OfficialChannel);
    open.map(|route| Advice { route: *route, told: told(*route, purpose) }).collect()
}

/// Whether self-certification is of use for a purpose: not before a court (DPR 445/2000 art. 46; DL 76/2020 art. 30-bis).
pub fn may_certify_oneself(purpose: Purpose) -> bool {
    purpose != Purpose::Notary
}

/// What still works in a scenario, in one line.
pub fn channels(scenario: Scenario) -> Bilingual {
    let (it, en) = match scenario {
        Scenario::OwnSuite | Scenario::Planned => (
            "Ferma solo la procedura del Comune: ANPR, CIE e il portale dei cittadini rispondono da un’altra linea o da un altro Comune.",
            "Only the municipality’s own suite is down: ANPR, CIE and the citizens’ portal answer from another line or municipality.",
        ),
        Scenario::CutOff => (
            "L’edificio è senza rete: i sistemi nazionali funzionano; il cittadino li raggiunge dal proprio telefono o in un altro Comune.",
            "The building has no network: national systems work; people reach them from their own telephone or in another municipality.",
        ),
        Scenario::NationalPlatform => (
            "È ferma una piattaforma nazionale: nessun canale ufficiale da proporre; autocertificazione e documenti equivalenti restano.",
            "A national platform is down: no official channel to propose; self-certification and equivalent documents remain.",
        ),
    };
    Bilingual::new(it, en)
}

fn told(route: Route, purpose: Purpose) -> Bilingual {
    let (it, en) = match (route, purpose) {
        (Route::OfficialChannel, Purpose::Travel) => (
            "CIE in qualsiasi altro Comune; per l’estero il passaporto in Questura.",
            "The CIE in any other municipality; for abroad the passport at the Questura.",
        ),
        (Route::OfficialChannel, _) => (
            "Certificato ANPR dal portale dei cittadini (SPID, CIE, CNS) o da qualsiasi altro Comune (DPR 223/1989 art. 33 c. 2).",
            "ANPR certificate from the citizens’ portal (SPID, CIE, CNS) or from any other municipality (DPR 223/1989 art. 33(2)).",
        ),
        (Route::EquivalentDocument, Purpose::Travel) => (
            "In Italia bastano passaporto o patente (DPR 445/2000 art. 35); all’estero vale solo il passaporto.",
            "Within Italy a passport or driving licence is enough (DPR 445/2000 art. 35); abroad only a passport.",
        ),
        (Route::EquivalentDocument, _) => (
            "Passaporto, patente e le tessere con foto dello Stato equivalgono alla carta (DPR 445/2000 art. 35 c. 2).",
            "Passport, driving licence and State photo cards are equivalent to the card (DPR 445/2000 art. 35(2)).",
        ),
        (Route::SelfCertification, Purpose::Bank) => (
            "Autocertificazione: banche, assicurazioni e gestori devono accettarla (DL 76/2020 art. 30-bis). Dieci secondi, senza bollo.",
            "Self-certification: banks, insurers and utilities must accept it (DL 76/2020 art. 30-bis). Ten seconds, no duty.",
        ),
        (Route::SelfCertification, Purpose::School | Purpose::Work) => (
            "Autocertificazione: obbligatoria per le amministrazioni (DPR 445/2000 art. 46), accettata dai privati (DL 76/2020 art. 30-bis).",
            "Self-certification: compulsory for public bodies (DPR 445/2000 art. 46), accepted by private ones (DL 76/2020 art. 30-bis).",
        ),
        (Route::SelfCertification, Purpose::Funeral) => (
            "Autocertificazione per gli eredi e le pratiche; il permesso di seppellimento si rilascia comunque (DPR 396/2000 art. 74).",
            "Self-certification for heirs and formalities; the burial permit is given in any case (DPR 396/2000 art. 74).",
        ),
        (Route::SelfCertification, _) => (
            "Autocertificazione (DPR 445/2000 art. 46): senza bollo; non vale davanti al giudice.",
            "Self-certification (DPR 445/2000 art. 46): no duty; not before a court.",
        ),
        (Route::Certificate, _) => (
            "Certificato anagrafico con il registro di emergenza, sugli atti dell’ufficio.",
            "Registry certificate under the emergency register, from the office’s records.",
        ),
        (Route::Attestation, Purpose::Travel) => (
            "Attestazione provvisoria di identità: vale solo in Italia, mai per l’espatrio.",
            "Provisional identity attestation: valid in Italy only, never for travel abroad.",
        ),
        (Route::Attestation, _) => (
            "Attestazione provvisoria di identità, se non ha altro documento.",
            "Provisional identity attestation, if no other document is held.",
        ),
        (Route::Deferred, _) => (
            "Richiesta differita con richiamata: resta registrata.",
            "The request deferred with a call-back: it stays on record.",
        ),
    };
    Bilingual::new(it, en)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bank_is_sent_to_self_certification_first() {
        assert_eq!(advise(Purpose::Bank, Some(Scenario::OwnSuite))[0].route, Route::SelfCertification);
    }

    #[test]
    fn an_official_channel_is_proposed_only_while_it_is_up() {
        for purpose in Purpose::ALL {
            let has =
                |scenario| advise(purpose, scenario).iter().any(|one| one.route == Route::OfficialChannel);
            assert!(!has(Some(Scenario::NationalPlatform)), "{purpose:?}");
            assert_eq!(has(Some(Scenario::CutOff)), purpose != Purpose::Bank || has(None), "{purpose:?}");
            assert!(!advise(purpose, Some(Scenario::NationalPlatform)).is_empty());
        }
        assert_eq!(advise(Purpose::Other, Some(Scenario::OwnSuite))[0].route, Route::OfficialChannel);
    }

    #[test]
    fn no_self_certification_is_proposed_before_a_court() {
        assert!(!may_certify_oneself(Purpose::Notary));
        assert!(advise(Purpose::Notary, None).iter().all(|one| one.route != Route::SelfCertification));
    }
}
