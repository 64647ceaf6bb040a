//! A centre on sled whose database does not open: its second copy in its place, or nothing but what the stations keep.

use std::fs;
use std::path::Path;

use super::{Town, at_the_centre, is_sound};
use crate::support::hub::Centre;
use crate::support::site::Visitor;
use crate::support::wait::until;

/// Flips bytes all over sled's file.
fn damage(centre: &Centre) {
    let db = centre.data().join("centre/sled/db");
    let mut bytes = fs::read(&db).unwrap();
    bytes.iter_mut().step_by(97).for_each(|byte| *byte ^= 0x5a);
    fs::write(db, bytes).unwrap();
}

fn copies(of: &Path) -> Vec<String> {
    let listed = fs::read_dir(of.join("Sportello-centro")).into_iter().flatten();
    let mut names: Vec<String> =
        listed.map(|item| item.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// The stations pass; every number is the one it was, none stands twice.
#[track_caller]
fn comes_back(town: &Town, before: &std::collections::BTreeMap<String, String>, centre: &Centre) -> String {
    let mut there = Visitor::at_centre(centre);
    town.let_go();
    let page = until("every station to have said what it was told", || {
        let page = there.get("/put-back").html;
        page.contains("I numeri si danno di nuovo").then_some(page)
    });
    for station in [0, 1] {
        town.all_back(station);
    }
    // The stations have their numbers from before: the centre must have all of them too.
    until("the centre to hold everything", || {
        (at_the_centre(&mut there).len() == town.numbers().len()).then_some(())
    });
    is_sound(town, before, &mut there);
    page
}

#[test]
fn a_damaged_database_and_a_lost_disk_are_made_good_from_the_second_copy_and_the_stations() {
    let stick = tempfile::tempdir().unwrap();
    let mut centre = Centre::with(&["--copy", stick.path().to_str().unwrap()]);
    until("the first copy", || copies(stick.path()).contains(&"rows-1".to_owned()).then_some(()));
    let mut town = Town::of(&centre, 2);
    town.issue_in_turn(0, 3);
    centre.stop();
    assert_eq!(copies(stick.path()), ["keys", "rows-1", "rows-2"], "{}", centre.said());
    assert!(!stick.path().join("Sportello-centro/keys/hub.key").exists());
    centre.again();
    assert!(Visitor::at_centre(&centre).get("/").html.contains("Seconda copia, ultima:"));
    town.issue_in_turn(1, 3);
    let before = town.numbers();
    centre.kill();
    town.issue(0, "Ferma");
    damage(&centre);
    for _ in 0..2 {
        let said = centre.refuses(&[]);
        assert!(said.contains("is sound, of") && said.contains("start once with --from-copy"), "{said}");
    }
    let gone = stick.path().with_extension("gone");
    fs::rename(stick.path(), &gone).unwrap();
    let said = centre.refuses(&["--from-copy"]);
    assert!(said.contains("no sound second copy") && said.contains("--from-stations"), "{said}");
    fs::rename(&gone, stick.path()).unwrap();
    centre.again_with(&["--from-copy"]);
    assert!(centre.data().join("centre/aside").is_dir());
    let page = comes_back(&town, &before, &centre);
    assert!(page.contains("la seconda copia"), "{page}");
    // Left in a service's unit, it changes nothing.
    centre.stop();
    centre.again_with(&["--from-copy"]);
    assert!(centre.said().contains("it stays"), "{}", centre.said());
    town.issue_in_turn(2, 2);
    let before = town.numbers();
    centre.kill();
    fs::remove_dir_all(centre.data()).unwrap();
    centre.again_with(&["--from-copy"]);
    comes_back(&town, &before, &centre);
    centre.stop();
}

#[test]
fn a_damaged_database_without_any_copy_is_made_anew_from_the_stations() {
    let mut centre = Centre::start();
    let mut town = Town::of(&centre, 2);
    town.issue_in_turn(0, 4);
    // What the centre holds is noted within seconds; a stop notes it at once.
    centre.stop();
    centre.again();
    let before = town.numbers();
    centre.kill();
    town.issue(1, "Ferma");
    damage(&centre);
    let said = centre.refuses(&[]);
    assert!(said.contains("Without any copy start once with --from-stations"), "{said}");
    centre.again_with(&["--from-stations"]);
    let page = comes_back(&town, &before, &centre);
    assert!(page.contains("non c’era una copia"), "{page}");
    centre.stop();
    centre.again();
    town.issue_in_turn(1, 2);
    is_sound(&town, &before, &mut Visitor::at_centre(&centre));
    centre.stop();
}
