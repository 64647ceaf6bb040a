//! The power goes: only what reached the disk is left. The disk is a file, copied while the station writes to it.

use sportello::clock::Random;

use crate::support::counter::{assert_whole, opened};
use crate::support::disk::Disk;
use crate::support::effort::effort;
use crate::support::station::{Start, freeze};
use crate::support::tool::{Tool, available};

use super::kills::issue_until;

#[test]
fn after_a_power_cut_every_acknowledged_entry_is_there() {
    if !available(&[Tool::LoopDevice]) {
        return;
    }
    let cuts = effort(3, 60);
    let random = Random::system();
    let mut total = 0;
    for _ in 0..cuts {
        let disk = Disk::new(96);
        let mut station = Start::demo().below(&disk.path()).start();
        let clerk = opened(&station);
        let [dice] = random.bytes();
        let mut after = None;
        let asked = issue_until(&clerk, usize::from(dice % 64), || {
            // Frozen, so that the copy is of one instant, and dead before it can acknowledge anything after it.
            freeze(station.process());
            after = Some(disk.power_cut());
            station.kill();
        });
        let after = after.expect("the power was cut");
        let mut survivor = Start::demo().below(&after.path()).prepare();
        assert_whole(&mut survivor, &asked);
        total += asked.acknowledged();
    }
    println!("{cuts} power cuts: {total} entries acknowledged, all there once");
}
