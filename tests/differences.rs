//! Differences between counter and centre that a person decides at the counter, in a browser.

use crate::homecoming::certificate;
use crate::journey::sign_in;
use crate::recovery::{TwoSides, known};
use crate::support::browser::Browser;
use crate::support::counter::{clerk, open_outage};
use crate::support::hub::Centre;
use crate::support::pictures;
use crate::support::station::Start;
use crate::support::tool::{Tool, available};
use crate::support::wait::until;

#[test]
fn what_is_only_written_otherwise_is_decided_for_many_at_the_counter_and_known_at_the_centre() {
    if !available(&[Tool::Browser]) {
        return;
    }
    let station = Start::demo().start();
    open_outage(&clerk(&station));
    let mut hub = Centre::start();
    let here = Browser::open();
    here.goto(station.address());
    sign_in(&here);
    for who in ["RSSMRA80A01H501U", "Županč"] {
        certificate(&here, station.address(), who, None);
    }
    let sides = TwoSides::new(&station, &hub);
    sides.ask_to_be_known(&here, &hub.stations);
    sides.grant(&here);
    let folder = tempfile::TempDir::new().unwrap();
    let people = known(&station);
    let rows: Vec<String> = people.iter().map(|person| person.with_another_name("Anna")).collect();
    sides.bring_the_registry(&rows, folder.path());
    sides.recover(&here);
    sides.until(&here, "/recovery", "Da decidere da una persona");
    sides.until(&here, "/conflicts", &format!("Scritte in altro modo ({})", rows.len()));
    pictures::keep(&here, "differences-many");

    here.press("main a[href^='/conflicts?all=true']");
    here.press("main form[action='/conflicts'] button");
    assert!(here.text().contains("Scrivere il motivo della decisione"), "{}", here.text());
    assert!(here.text().contains("Scegliere che cosa si fa"), "{}", here.text());
    assert_eq!(here.count("input[name=conflict]:checked"), rows.len(), "what was ticked stays so");
    pictures::keep(&here, "differences-many-empty");
    here.choose("remedy", "stands");
    here.fill("reason", "stesse persone, secondo nome");
    here.press("main form[action='/conflicts'] button");
    assert!(here.text().contains("Nessuna differenza aspetta una decisione"), "{}", here.text());
    sides.until(&here, "/recovery", "Tutto riversato");
    until("the decisions at the centre", || {
        sides.goto_there("/conflicts");
        sides.there.text().contains("Nessuna differenza aspetta").then_some(())
    });
    suspended_only_after_a_question(&sides);
    hub.stop();
}

/// At the centre a station is suspended with a second step, which says what comes of it.
fn suspended_only_after_a_question(sides: &TwoSides) {
    let there = &sides.there;
    sides.goto_there("/stations");
    assert!(!there.text().contains("il centro rifiuta ciò che la postazione manda"), "{}", there.text());
    there.execute("document.querySelector('main details').open = true", &[]);
    assert!(there.text().contains("il centro rifiuta ciò che la postazione manda"), "{}", there.text());
    pictures::keep(there, "station-suspended-asked");
    there.press("main form[action$='/state'] button");
    assert!(there.text().contains("sospesa"), "{}", there.text());
    there.press("main form[action$='/state'] button");
    assert!(!there.text().contains("sospesa"), "{}", there.text());
}
