//! People whose tax code nobody knew at the counter: found in the registry by name and birth date, or not, and what is said then.

use super::Centre;
use super::line::Line;
use crate::reports::cases::Case;
use domain::centre::exchange::{Compared, ConflictKind};
use domain::ids::id::EntryId;

const REGISTRY: &str = "codice_fiscale;cognome;nome;data_nascita;indirizzo;data_decesso\n\
    DMCPIO80A01H501U;D'AMICO;PIO;01/01/1980;VIA ROMA 1;2026-11-01\n\
    BNCNNA80A41H501P;BIANCHI;ANNA;01/01/1980;VIA PO 9;\n\
    NREGNN80A01F205X;NERI;GIANNI;01/01/1980;VIA ROMA 1;\n\
    NREGNN80A01H501Z;NERI;GIANNI;01/01/1980;VIA ROMA 1;\n\
    ;MUELLER;EVA;01/01/1980;VIA ROMA 1;\n\
    ;CONTI;UGO;02/01/1980;VIA ROMA 1;2026-11-01\n";

fn by_hand(line: &mut Line, name: &str) -> EntryId {
    let mut paper = line.certificate(name, "");
    paper.subject.tax_code = None;
    paper.values.remove("tax-code");
    line.issue(paper)
}

fn compared(centre: &Centre, line: &Line) -> Vec<Compared> {
    let mut outcomes = centre.hub.outcomes(line.station, 0).unwrap().outcomes;
    outcomes.sort_by_key(|outcome| outcome.position);
    outcomes.iter().map(|outcome| outcome.compared.unwrap()).collect()
}

#[test]
fn whoever_has_no_tax_code_is_held_against_the_registry_where_name_and_birth_date_name_one_person() {
    let mut line = Line::new(1, "EM01");
    let dead = by_hand(&mut line, "D’Amico Pio");
    let moved = by_hand(&mut line, "Bianchi Anna");
    by_hand(&mut line, "Neri Gianni");
    by_hand(&mut line, "Müller Eva");
    by_hand(&mut line, "Verdi Ada");
    by_hand(&mut line, "Conti Ugo");
    let centre = Centre::knowing(&[&line]);
    centre.hub.receive(line.station, &line.all()).unwrap();
    assert_eq!(compared(&centre, &line), [Compared::NoRegistry; 6]);
    let told = centre.hub.position(line.station).unwrap().outcomes;
    let (report, looked) = centre.hub.take_registry(&mut REGISTRY.as_bytes()).unwrap();
    assert_eq!((report.people, report.without_code), (4, 2));
    assert_eq!((looked.entries, looked.found), (6, 2));
    // Conti was born on another day.
    let now = [
        Compared::ByName,
        Compared::ByName,
        Compared::Namesakes,
        Compared::ByName,
        Compared::NoTaxCode,
        Compared::NoTaxCode,
    ];
    assert_eq!(compared(&centre, &line), now);
    let view = |entry| centre.hub.entry(entry).unwrap();
    let found = view(dead).conflicts.remove(0).conflict;
    assert_eq!(found.kind, ConflictKind::Deceased);
    let first = &found.differences[0];
    assert_eq!((first.field.as_str(), first.at_centre.as_str()), ("found-by", "DMCPIO80A01H501U"));
    assert_eq!(first.at_counter, "D’Amico Pio, 01/01/1980");
    assert_eq!(view(moved).conflicts[0].conflict.kind, ConflictKind::Moved);
    assert_eq!(Case::of(&view(dead), Compared::ByName), Some(Case::IssuedWrongly));
    // Every entry is told anew, once, and none again when nothing is new.
    let page = centre.hub.outcomes(line.station, told).unwrap().outcomes;
    assert_eq!(page.len(), 6);
    let told = centre.hub.position(line.station).unwrap().outcomes;
    centre.hub.take_registry(&mut REGISTRY.as_bytes()).unwrap();
    assert_eq!(centre.hub.position(line.station).unwrap().outcomes, told);
}

#[test]
fn what_comes_after_the_registry_is_found_by_name_at_once() {
    let mut line = Line::new(1, "EM01");
    let dead = by_hand(&mut line, "Damico Pio");
    let centre = Centre::knowing(&[&line]);
    centre.hub.take_registry(&mut REGISTRY.as_bytes()).unwrap();
    centre.hub.receive(line.station, &line.all()).unwrap();
    let kinds: Vec<_> =
        centre.hub.entry(dead).unwrap().conflicts.iter().map(|one| one.conflict.kind).collect();
    assert_eq!(kinds, [ConflictKind::Deceased]);
    let half = "codice_fiscale;cognome;nome\nDMCPIO80A01H501U;D'AMICO;PIO\n";
    centre.hub.take_registry(&mut half.as_bytes()).unwrap();
    assert_eq!(compared(&centre, &line), [Compared::NoTaxCode], "without a day of birth nobody is known");
}
