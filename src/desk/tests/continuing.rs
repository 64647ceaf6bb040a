//! The *verbale di continuazione*: what an ended life passes on, and what it says it does not know.

use super::restoring::{copied, desk_of, issue_at, restored, with_stick};
use super::*;
use crate::ledger::premises::Secret;
use crate::life::at_start::AtStart;
use crate::life::restore::Restore;
use crate::papers::printing::Pdf;
use crate::succession::continuation::Continuation;
use crate::succession::new_life::NewLife;
use domain::journal::event::Fate;
use journal::CopyFound;

/// What a PDF says, in reading order; none where `pdftotext` is not there.
pub fn read(pdf: &Pdf) -> Option<String> {
    if let Some(folder) = std::env::var_os("SPORTELLO_PAPERS") {
        std::fs::write(PathBuf::from(folder).join(&pdf.name), &pdf.bytes).unwrap();
    }
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &pdf.bytes).unwrap();
    let output = std::process::Command::new("pdftotext").arg("-raw").arg(file.path()).arg("-").output();
    let said = String::from_utf8(output.ok()?.stdout).unwrap();
    Some(said.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn says(pdf: &Pdf, all: &[&str]) {
    let Some(said) = read(pdf) else { return };
    for one in all {
        assert!(said.contains(one), "{one}\n{said}");
    }
}

fn continuations(desk: &Desk) -> Vec<Continuation> {
    desk.continuations(&desk.sign_in("carla", "334455").unwrap().1).unwrap()
}

fn printed(desk: &Desk, of: &Continuation) -> Pdf {
    let who = desk.sign_in("anna", "112233").unwrap().1;
    desk.continuation_pdf(&who, of.life.before.station).unwrap()
}

#[test]
fn what_was_open_passes_over_and_the_paper_says_from_where_on_nothing_is_known() {
    let mut sample = with_stick();
    sample.open("2026-11-21 08:00");
    let last = (0..3).map(|_| sample.issue()).last().unwrap().entry.number;
    copied(&sample.desk());
    let old = sample.desk().own_head().unwrap();
    sample.stop();
    let premises = super::restoring::spare(&sample, "spare");
    let (counter, new) = restored(&premises, sample.path("stick"));
    let desk = desk_of(&counter);
    let all = continuations(&desk);
    let [one] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!((&one.last, one.life.register_code.clone()), (&vec![last], new.code.clone()));
    let unknown: Vec<String> = one.unknown_from.iter().map(ToString::to_string).collect();
    assert_eq!(unknown, ["EM01-2026-0000004", "EM01S-2026-0000001"]);
    assert_eq!((one.decided_by.as_str(), one.first.position.get()), ("Carla Bruni", 1));
    says(
        &printed(&desk, one),
        &[
            "VERBALE DI CONTINUAZIONE",
            "del registro di emergenza, art. 63, commi 1, 2 e 4, DPR 28 dicembre 2000, n. 445",
            "EM01-2026-0000003",
            &old.letters(),
            "Non noto: da EM01-2026-0000004 e da EM01S-2026-0000001 in poi.",
            "nessun numero più alto indicato",
            new.code.as_str(),
            &one.first.chain.letters(),
            "Carla Bruni, sabato 21 novembre 2026, ore 09:00",
            "nessuno indicato",
            "rotto per sempre",
            "Motivo: il computer non si accende più",
            "restavano 23 ore",
            "Il responsabile dello sportello",
        ],
    );
    // The life that lives has none, nor has anybody else's.
    let who = desk.sign_in("anna", "112233").unwrap().1;
    let living = one.life.station;
    assert!(matches!(desk.continuation_pdf(&who, living), Err(DeskError::NotFound)));
}

#[test]
fn a_life_ended_in_order_leaves_nothing_unknown_and_numbers_go_on_under_its_code() {
    let mut sample = with_stick();
    sample.open("2026-11-21 08:00");
    let last = sample.issue().entry.number;
    sample.desk().end_station(&sample.supervisor(), "si passa al computer nuovo").unwrap();
    copied(&sample.desk());
    sample.stop();
    let (counter, _) = restored(&super::restoring::spare(&sample, "spare"), sample.path("stick"));
    let desk = desk_of(&counter);
    // What the new life gives under the same code is not the old one's.
    issue_at(&sample, &desk).unwrap();
    let all = continuations(&desk);
    assert_eq!((all[0].last.clone(), all[0].unknown_from.len()), (vec![last], 0));
    says(
        &printed(&desk, &all[0]),
        &["EM01-2026-0000001", "Numeri non noti: nessuno.", "con lo stesso codice"],
    );
}

#[test]
fn nothing_open_says_so_and_claims_no_authorisation() {
    let mut sample = with_stick();
    copied(&sample.desk());
    sample.stop();
    let (counter, _) = restored(&super::restoring::spare(&sample, "spare"), sample.path("stick"));
    let desk = desk_of(&counter);
    let all = continuations(&desk);
    says(
        &printed(&desk, &all[0]),
        &["nessuno", "nessuna interruzione era in corso", "Non noto: da EM01-2026-0000001"],
    );
}

/// The hard case for the eye: long names and words, a week's further period, two lives in a row, one of a stick that is asked
/// twice.
#[test]
fn two_lives_in_a_row_have_a_paper_each_however_long_what_was_written() {
    let mut sample = with_stick();
    let outage = sample.open("2026-11-21 08:00").opening.outage;
    let supervisor = sample.supervisor();
    let mut office = sample.desk().office();
    office.municipality = "San Giovanni in Valdorè Superiore e Santa Maria delle Fontane Nuove".to_owned();
    office.office = "Servizi demografici, elettorali, statistici e cimiteriali".to_owned();
    sample.desk().set_office(&supervisor, office).unwrap();
    sample.issue();
    let signer = "Maria Addolorata Quattropani Della Rovere";
    let further = further(sample.desk().mint(), signer);
    sample.desk().record_authorisation(&supervisor, Some(outage), further).unwrap();
    copied(&sample.desk());
    sample.stop();
    let stick = sample.path("stick");
    let why: String =
        "il disco non si legge più dopo lo sbalzo di tensione della notte, l'assistenza non lo ripara "
            .chars()
            .cycle()
            .take(399)
            .collect();
    // A life begun later has a later id.
    sample.later(TimeDelta::minutes(1));
    let one = super::restoring::spare(&sample, "one");
    let first = restored_from(&one, &stick, "EM01-2026-0000017", &format!("{why}."));
    let desk = desk_of(&first);
    issue_at(&sample, &desk).unwrap();
    copied(&desk);
    drop(desk);
    first.stop();
    sample.later(TimeDelta::minutes(1));
    let second = restored_from(&super::restoring::spare(&sample, "two"), &stick, "", &"x".repeat(400));
    let desk = desk_of(&second);
    let all = continuations(&desk);
    let [newer, older] = all.as_slice() else { panic!("{}", all.len()) };
    assert_eq!(newer.life.before.register_code, older.life.register_code);
    assert_eq!(newer.last.len(), 1);
    says(
        &printed(&desk, older),
        &["EM01-2026-0000017", signer, "Alla decisione restavano 7 giorni", "SAN GIOVANNI IN"],
    );
    says(&printed(&desk, newer), &[older.life.register_code.as_str(), newer.life.register_code.as_str()]);
}

fn further(id: uuid::Uuid, signer: &str) -> NewAuthorisation {
    NewAuthorisation {
        id: AuthorisationId::new(id),
        signer: signer.to_owned(),
        signer_role: "Vicesegretaria generale e responsabile della gestione documentale".to_owned(),
        given: GivenHow::ByTelephone { received_by: "Anna Ferri".to_owned(), at: moment("2026-11-21 08:50") },
        act: NewAct::ToBeSigned,
        from: None,
        until: None,
    }
}

/// From the newest copy on the stick, the old computer under lock.
fn restored_from(premises: &Premises, stick: &std::path::Path, seen: &str, reason: &str) -> Counter {
    let counter = Counter::enter(premises.clone()).unwrap();
    let newest = counter.copies_on(stick).unwrap().into_iter().max_by_key(|copy: &CopyFound| copy.station);
    let new = NewLife {
        act: "ordine di servizio del Segretario generale n. 4/2026 del 21 novembre 2026".to_owned(),
        fate: Fate::PutAway,
        seen: seen.to_owned(),
        ..NewLife::here(reason.trim())
    };
    let asked = Restore {
        folder: stick.to_owned(),
        station: newest.map(|copy| copy.station),
        secret: Secret::RecoveryCode(demo::recovery_code().print().to_string().into()),
        passphrase: "una frase nuova e lunga".to_owned(),
        at_start: AtStart::ByItself,
        name: "Carla Bruni".to_owned(),
        new,
    };
    counter.restore(counter.setup_code(), asked).unwrap();
    counter
}
