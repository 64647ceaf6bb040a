//! Writers that do one thing over and over, and what they saw.

use std::sync::Mutex;
use std::time::{Duration, Instant};

/// What the writers saw: operations a second, latencies in milliseconds.
pub struct Seen {
    pub rate: f64,
    pub p50: f64,
    pub p99: f64,
}

/// `writers` threads call `once` until `time` is over.
#[allow(clippy::disallowed_methods, clippy::cast_precision_loss, reason = "a bench reads the clock")]
pub fn drive(writers: usize, time: Duration, once: impl Fn() + Sync) -> Seen {
    let all = Mutex::new(Vec::new());
    let start = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..writers {
            scope.spawn(|| {
                let mut mine = Vec::new();
                while start.elapsed() < time {
                    let begun = Instant::now();
                    once();
                    mine.push(begun.elapsed());
                }
                all.lock().expect("no writer panics").extend(mine);
            });
        }
    });
    let elapsed = start.elapsed().as_secs_f64();
    let mut all = all.into_inner().expect("no writer panics");
    all.sort_unstable();
    let millis = |per_mille: usize| all[(all.len() - 1) * per_mille / 1000].as_secs_f64() * 1000.0;
    Seen { rate: all.len() as f64 / elapsed, p50: millis(500), p99: millis(990) }
}
