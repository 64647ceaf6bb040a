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

/// `fusefat` writes the blocks of a folder long after its name: cut in between, the folder of the station is there, empty and
/// broken, whatever looks the stick over.
#[test]
fn a_fat_stick_pulled_out_in_the_first_moments_of_a_copy_gets_another_one() {
    in_the_first_moments(Stick::Fat, &[2, 8, 12, 15, 18, 30]);
}

#[test]
fn an_exfat_stick_pulled_out_in_the_first_moments_of_a_copy_gets_another_one() {
    in_the_first_moments(Stick::Exfat, &[4, 12, 25, 60]);
}

#[test]
fn the_folder_that_a_stick_was_mounted_at_is_not_written_to_while_it_is_out_whatever_lies_in_it() {
    if !available(&[Tool::Sticks]) {
        return;
    }
    let stick = Stick::Exfat;
    let folder = TempDir::with_prefix("sportello-stick-").unwrap();
    let (image, place, twin) =
        (folder.path().join("image"), folder.path().join("stick"), folder.path().join("twin"));
    stick.make(&image, 256);
    with_the_program(stick, &image);
    let (mut station, asked) = {
        let plugged = stick.mount(&image);
        std::os::unix::fs::symlink(plugged.path(), &place).unwrap();
        let copied = copied_to(&place, 2);
        run(std::process::Command::new("cp").arg("-r").arg(plugged.path()).arg(&twin));
        copied
    };
    // The stick is out; in its folder, on the system's own disk, lies what looks as it did.
    std::fs::remove_file(&place).unwrap();
    std::fs::rename(&twin, &place).unwrap();
    let lying = || -> Vec<(PathBuf, Vec<u8>)> {
        let files = crate::support::disk::files_below(&place).into_iter();
        files.map(|file| (file.clone(), std::fs::read(&file).unwrap())).collect()
    };
    let before = lying();
    station.launch();
    await_copy(&station, "missing");
    station.stop();
    assert!(lying() == before, "nothing was written into the folder");
    std::fs::remove_dir_all(&place).unwrap();
    let plugged = stick.mount(&image);
    std::os::unix::fs::symlink(plugged.path(), &place).unwrap();
    station.launch();
    await_copy(&station, "up-to-date");
    assert_goes_on(&mut station, &mut asked.clone());
}

/// Of all that was written to the stick only so much is there. It comes back where it was: a copy was begun there.
fn in_the_first_moments(stick: Stick, cuts: &[u64]) {
    if !available(&[Tool::Sticks]) {
        return;
    }
    let folder = TempDir::with_prefix("sportello-stick-").unwrap();
    let (image, cut) = (folder.path().join("image"), folder.path().join("cut"));
    stick.make(&image, 256);
    with_the_program(stick, &image);
    let disk = BlockLog::over(&image);
    let place = folder.path().join("stick");
    let (mut station, asked) = {
        let plugged = stick.mount(&disk.file());
        std::os::unix::fs::symlink(plugged.path(), &place).unwrap();
        copied_to(&place, 4)
    };
    let kept = station.keep();
    for first in cuts {
        // Where nothing is ever asked to be certain any block may be the last; else so many writes are there, whole.
        let (point, last) = match disk.flushes(disk.point()) {
            0 => (disk.point(), *first),
            _ => (usize::try_from(*first).unwrap(), u64::MAX),
        };
        let (there, of) = Cuts::of(&disk, &image).at(point, Left::First, &mut |_| last, &cut);
        println!("{stick:?}: {there} of {of} blocks");
        station.restore(&kept);
        begins_again(stick, &cut, &place, &mut station, &asked);
    }
}

fn begins_again(stick: Stick, cut: &Path, place: &Path, station: &mut Station, asked: &Asked) {
    stick.look_over(cut);
    let plugged = stick.mount(cut);
    std::fs::remove_file(place).unwrap();
    std::os::unix::fs::symlink(plugged.path(), place).unwrap();
    let ours = |top: std::path::PathBuf| std::fs::read_dir(top).into_iter().flatten().flatten().count() > 1;
    let is_another_stick = !ours(place.join("Sportello"));
    station.launch();
    if is_another_stick {
        // Nothing of the station's is on it: a person says that it may be written on.
        await_copy(station, "missing");
        let mut supervisor = Visitor::signed_in(station.address(), "dario", "445566");
        let why = [("do", "adopt"), ("reason-same", "la chiavetta è vuota")];
        supervisor.done("/decide", "/decide", &why);
        supervisor.done("/station", "/station/second-copy", &[]);
    }
    await_copy(station, "up-to-date");
    station.stop();
    assert_is_whole(place, station);
    // The next start asks it, and nobody.
    station.launch();
    assert_goes_on(station, &mut asked.clone());
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
            Visitor::signed_in(station.address(), "dario", "445566").done(
                "/station/rotate",
                "/station/rotate",
                &[("own-pin", "445566")],
            );
        }
    }
    await_copy(&station, "up-to-date");
    station.stop();
    (station, asked, from)
}

/// A stopped station with so many entries whose copy in the folder `stick` is up to date.
fn copied_to(stick: &Path, many: usize) -> (Station, Asked) {
    let mut station = with_copy(Start::demo().lean(), stick).start();
    let clerk = opened(&station);
    let mut asked = Asked::default();
    for _ in 0..many {
        asked.issue(&clerk, "Prima").unwrap();
    }
    await_copy(&station, "up-to-date");
    station.stop();
    (station, asked)
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
    assert_is_whole(&place, station);
}

/// The copy holds everything that the stopped station has.
fn assert_is_whole(stick: &Path, station: &Station) {
    let head = |folder: &Path| {
        let said = run(std::process::Command::new(PROGRAM).args(["journal", "verify", "--data"]).arg(folder));
        said.lines().find(|line| line.starts_with("head")).expect("a head").to_owned()
    };
    let wanted = head(&station.data());
    let heads: Vec<String> = journals_on(stick).iter().map(|journal| head(journal)).collect();
    assert!(heads.contains(&wanted), "the copy holds everything: {wanted}, {heads:?}");
}

/// The journals of the one station on the stick: one that could not be written any more may lie beside another.
fn journals_on(stick: &Path) -> Vec<PathBuf> {
    let found = crate::support::disk::files_below(stick);
    let segments = found.iter().filter(|file| file.extension().is_some_and(|end| end == "seg"));
    let folders = segments.filter_map(|segment| segment.parent());
    let journals = folders.filter(|folder| folder.ends_with("journal")).map(Path::to_owned);
    journals.collect::<std::collections::BTreeSet<_>>().into_iter().collect()
}
