//! The stick with the second copy is pulled out at any moment: some of what was written to it is there. The counter has lost
//! nothing, so it goes on without a person; the copy is whole again soon, and on the way it never was of any other past.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::power::{chance, left, points};
use crate::support::blocklog::{BlockLog, Cuts, Left, waiting};
use crate::support::copy::{await_copy, with_copy};
use crate::support::counter::{Asked, assert_goes_on, opened};
use crate::support::disk::Stick;
use crate::support::effort::effort;
use crate::support::site::Visitor;
use crate::support::station::{PROGRAM, Start, Station, lean};
use crate::support::tool::{Tool, available, run};

#[test]
fn a_fat_stick_pulled_out_at_any_moment_holds_nobody_up_and_is_whole_again_soon() {
    pulled_out(Stick::Fat);
}

#[test]
fn an_exfat_stick_pulled_out_at_any_moment_holds_nobody_up_and_is_whole_again_soon() {
    pulled_out(Stick::Exfat);
}

fn pulled_out(stick: Stick) {
    if !available(&[Tool::Sticks]) {
        return;
    }
    let folder = TempDir::with_prefix("sportello-stick-").unwrap();
    let (image, cut) = (folder.path().join("image"), folder.path().join("cut"));
    stick.make(&image, 256);
    with_the_program(stick, &image);
    let disk = BlockLog::over(&image);
    let (mut station, asked, from) = copied(stick, &disk, effort(30, 200));
    let kept = station.keep();
    println!(
        "{stick:?}: {} steps, {} flushes, blocks waiting at each {:?}",
        disk.point(),
        disk.flushes(disk.point()),
        waiting(&disk)
    );
    let mut chance = chance();
    let many = effort(4, 40);
    let points = points(&disk, from, disk.point(), many, &mut chance);
    let mut cuts = Cuts::of(&disk, &image);
    for point in points {
        // `fusefat` never asks for anything to be certain: then nothing is lost but what came last.
        let left = if disk.flushes(point) == 0 { Left::First } else { left(&mut chance) };
        let (there, of) = cuts.at(point, left, &mut chance, &cut);
        println!("{stick:?}, step {point}, {left:?}: {there} of {of} blocks after the last flush");
        station.restore(&kept);
        goes_on(stick, &cut, &mut station, &asked);
    }
    println!("{stick:?}: pulled out {many} times, {} entries there each time", asked.acknowledged());
}

/// The program is on the stick already: it is large, and the same each time.
fn with_the_program(stick: Stick, image: &Path) {
    let plugged = stick.mount(image);
    let place = plugged.path().join("Sportello");
    std::fs::create_dir(&place).unwrap();
    // Not copied as a file is: there are no modes on a stick.
    std::fs::write(place.join("sportello"), std::fs::read(lean()).unwrap()).unwrap();
}

/// A stopped station that issued with its copy on the stick; what it issued, and the step from which on the stick holds a copy.
fn copied(stick: Stick, disk: &BlockLog, many: usize) -> (Station, Asked, usize) {
    let plugged = stick.mount(&disk.file());
    let mut station = with_copy(Start::demo().lean(), &plugged.path()).start();
    let clerk = opened(&station);
    let mut asked = Asked::default();
    asked.issue(&clerk, "Prima").unwrap();
    await_copy(&station, "up-to-date");
    let from = disk.point();
    for number in 0..many {
        asked.issue(&clerk, "Durante").unwrap();
        if number == many / 2 {
            Visitor::signed_in(station.address(), "dario", "445566").done("/station", "/station/rotate", &[]);
        }
    }
    await_copy(&station, "up-to-date");
    station.stop();
    (station, asked, from)
}

/// The station starts with what is left of the stick.
fn goes_on(stick: Stick, cut: &Path, station: &mut Station, asked: &Asked) {
    stick.look_over(cut);
    let plugged = stick.mount(cut);
    let place = plugged.path();
    station.configure(|_| with_copy(Start::demo().lean(), &place));
    station.launch();
    await_copy(station, "up-to-date");
    assert_goes_on(station, &mut asked.clone());
    let head = |folder: &Path| {
        let said = run(std::process::Command::new(PROGRAM).args(["journal", "verify", "--data"]).arg(folder));
        said.lines().find(|line| line.starts_with("head")).expect("a head").to_owned()
    };
    assert_eq!(head(&journal_on(&place)), head(&station.data()), "the copy holds everything");
}

/// Where on the stick the journal of its one station lies.
fn journal_on(stick: &Path) -> PathBuf {
    let found = crate::support::disk::files_below(stick);
    let segment =
        found.iter().find(|file| file.extension().is_some_and(|end| end == "seg")).expect("a segment");
    segment.parent().unwrap().to_owned()
}
