//! Two centres on one database that is put back from dumps again and again, and three stations whose lines fail in every way
//! while it happens.

use std::collections::BTreeMap;
use std::time::Duration;

use super::{Town, is_sound, state};
use crate::support::cluster::Cluster;
use crate::support::counter::clerk;
use crate::support::disk::copy_folder;
use crate::support::effort::effort;
use crate::support::hub::Centre;
use crate::support::site::Visitor;
use crate::support::tool::{Tool, available};
use crate::support::wait::{pass, until};
use crate::support::wire::{Breaks, Ill, Wire};

/// Numbers that look like chance and are the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, many: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % many as u64).unwrap()
    }
}

/// Something happens to a line; what, for whoever reads why a test failed.
fn befall(line: &Wire, chance: &mut Chance) -> &'static str {
    match chance.below(7) {
        0 => {
            line.cut();
            "cut"
        }
        1 => {
            line.let_it_break(Breaks::InAQuestion(200 + chance.below(3_000)));
            "breaks in a question"
        }
        2 => {
            line.let_it_break(Breaks::BeforeTheAnswer(200 + chance.below(3_000)));
            "breaks before the answer"
        }
        3 => {
            line.be_ill(Ill::Swallows);
            "black hole"
        }
        4 => {
            line.be_ill(Ill::HalfOpen);
            "half open"
        }
        5 => {
            line.be_ill(Ill::Slow(Duration::from_millis(50 + chance.below(400) as u64)));
            "slow"
        }
        _ => {
            line.replay();
            "replayed"
        }
    }
}

/// A town in a campaign of faults.
struct Campaign {
    town: Town,
    chance: Chance,
}

impl Campaign {
    fn of(centre: &Centre, stations: usize) -> Self {
        let mut town = Town::of(centre, stations);
        town.issue_in_turn(0, 3);
        Self { town, chance: Chance(0x5eed_0000_0000_0012) }
    }

    /// Something happens to every line, and every station issues all the same.
    fn befall_all(&mut self, at: &str) {
        let befell: Vec<_> = self.town.lines.iter().map(|line| befall(line, &mut self.chance)).collect();
        eprintln!("{at}: {befell:?}");
        for station in 0..self.town.stations.len() {
            self.town.issue(station, "Ferma");
        }
        pass(Duration::from_millis(self.chance.below(1_500) as u64));
    }

    /// Every line is whole, and leads to one of these.
    fn mend_all(&mut self, centres: &[&Centre]) {
        for line in &self.town.lines {
            line.mend();
            line.lead_to(&centres[self.chance.below(centres.len())].stations);
        }
        self.town.let_go();
    }

    /// The centre's data are older now. It fails on, then no more; everything comes back, and no number changed.
    fn comes_back(&mut self, before: &BTreeMap<String, String>, centres: &[&Centre]) {
        self.mend_all(centres);
        self.befall_all("put back");
        pass(Duration::from_millis(self.chance.below(2_000) as u64));
        self.mend_all(centres);
        for station in 0..self.town.stations.len() {
            self.town.all_back(station);
        }
        for centre in centres {
            is_sound(&self.town, before, &mut Visitor::at_centre(centre));
        }
    }

    fn ends_without_differences(&self) {
        for station in &self.town.stations {
            let clerk = clerk(station);
            until("no difference", || (state(&clerk)["conflicts"] == 0).then_some(()));
        }
    }
}

#[test]
fn two_centres_on_one_database_put_back_while_every_line_fails_give_every_entry_one_number_for_good() {
    if !available(&[Tool::Postgres]) {
        return;
    }
    let cluster = Cluster::start();
    let one = Centre::with(&["--database", &cluster.url()]);
    let two = one.beside();
    let mut centres = [one, two];
    let mut campaign = Campaign::of(&centres[0], 3);
    for round in 1..=effort(2, 40) {
        let folder = tempfile::tempdir().unwrap();
        let dump = folder.path().join("dump.sql");
        // A dump as it is made each night: while everything goes on.
        std::fs::write(&dump, cluster.dump()).unwrap();
        campaign.town.issue_in_turn(round, 4);
        let before = campaign.town.numbers();
        campaign.befall_all("before");
        for centre in &mut centres {
            if campaign.chance.below(2) == 0 { centre.kill() } else { centre.stop() }
        }
        cluster.empty();
        cluster.restore(&dump);
        let first = campaign.chance.below(2);
        for at in [first, 1 - first] {
            centres[at].again();
        }
        campaign.comes_back(&before, &[&centres[0], &centres[1]]);
    }
    campaign.ends_without_differences();
    for centre in &mut centres {
        centre.stop();
    }
}

#[test]
fn a_copied_folder_put_back_with_its_keys_or_without_while_every_line_fails_gives_every_entry_one_number_for_good()
 {
    let mut centre = Centre::start();
    let mut campaign = Campaign::of(&centre, 2);
    for round in 1..=effort(2, 40) {
        centre.stop();
        let copy = centre.keep();
        centre.again();
        campaign.town.issue_in_turn(round, 4);
        let before = campaign.town.numbers();
        campaign.befall_all("before");
        if campaign.chance.below(2) == 0 {
            centre.kill();
        } else {
            centre.stop();
        }
        // With its keys folder an old mark comes along: then the one beside the key file knows better.
        let keys = centre.data().join("keys");
        let newer = tempfile::tempdir().unwrap();
        copy_folder(&keys, &newer.path().join("keys"));
        centre.restore(&copy);
        if round % 2 == 0 {
            std::fs::remove_dir_all(&keys).unwrap();
            copy_folder(&newer.path().join("keys"), &keys);
        }
        centre.again();
        campaign.comes_back(&before, &[&centre]);
    }
    campaign.ends_without_differences();
    centre.stop();
}
