//! kill -9 at any moment, while eight clients issue.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use sportello::clock::Random;

use crate::support::api::Api;
use crate::support::counter::{Asked, assert_entries, assert_whole, clerk, opened};
use crate::support::effort::effort;
use crate::support::station::{Start, Station};
use crate::support::wait::until;

/// One surname for each client.
const CLIENTS: [&str; 8] = ["Alfa", "Bravo", "Carlo", "Delta", "Eco", "Foca", "Golfo", "Hotel"];

/// Lets eight clients issue until the connection is lost, does `misfortune` once `after` more entries are acknowledged,
/// and gives what was asked and acknowledged.
pub fn issue_until(clerk: &Api, after: usize, misfortune: impl FnOnce()) -> Asked {
    let acknowledged = AtomicUsize::new(0);
    let mut asked = Asked::default();
    thread::scope(|scope| {
        let clients: Vec<_> = CLIENTS
            .iter()
            .map(|surname| {
                let acknowledged = &acknowledged;
                scope.spawn(move || {
                    let mut asked = Asked::default();
                    while asked.issue(clerk, surname).is_ok() {
                        acknowledged.fetch_add(1, Ordering::SeqCst);
                    }
                    asked
                })
            })
            .collect();
        until("entries", || (acknowledged.load(Ordering::SeqCst) >= after).then_some(()));
        misfortune();
        for client in clients {
            asked.merge(client.join().unwrap());
        }
    });
    asked
}

#[test]
fn killed_at_any_moment_under_eight_clients_nothing_acknowledged_is_lost_or_doubled() {
    let mut station = Start::demo().start();
    opened(&station);
    let mut asked = Asked::default();
    let random = Random::system();
    let rounds = effort(5, 300);
    for _ in 0..rounds {
        asked.merge(one_round(&mut station, &random));
        station.launch();
        assert_entries(&station, &asked);
    }
    station.stop();
    assert_whole(&mut station, &asked);
    println!(
        "{rounds} kills under {} clients: {} entries acknowledged, all there once",
        CLIENTS.len(),
        asked.acknowledged()
    );
}

fn one_round(station: &mut Station, random: &Random) -> Asked {
    let clerk = clerk(station);
    let [dice] = random.bytes();
    issue_until(&clerk, usize::from(dice % 32), || station.kill())
}
