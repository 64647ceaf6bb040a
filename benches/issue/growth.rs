//! A station that grows: whether the rate holds, how large journal and store become, how long it takes to stop, to start,
//! to make the store anew, and to print the register.
//!
//! `cargo bench --bench issue -- growth ENTRIES [PRINTS]`: of every PRINTS entries one is printed (1 unless told).

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use sportello::domain::ids::number::Series;

use super::counter::Station;

/// Entries between two lines of the table.
const STEP: u32 = 10_000;
/// Clients at work.
const CLIENTS: u32 = 4;
/// Restarts of a week.
const RESTARTS: u32 = 7;

/// Grows a station to so many entries and tells what it saw.
pub fn run(entries: u32, prints: u32) {
    let folder = tempfile::tempdir_in(".").expect("the current folder is writable");
    let mut station = Station::open(folder.path(), super::REGISTER);
    println!(
        "{:>9}{:>9}{:>9}{:>9}{:>12}{:>12}{:>8}",
        "entries", "per s", "p50 ms", "p99 ms", "journal MB", "store MB", "RSS MB"
    );
    let done = AtomicU32::new(0);
    while done.load(Ordering::Relaxed) < entries {
        let until = (done.load(Ordering::Relaxed) + STEP).min(entries);
        let (rate, [p50, p99]) = grow(&station, &done, until, prints);
        let [journal, store] =
            ["journal", "store"].map(|name| megabytes(&folder.path().join("data").join(name)));
        let rss = resident();
        println!("{until:>9}{rate:>9.0}{p50:>9.2}{p99:>9.2}{journal:>12.1}{store:>12.1}{rss:>8}");
        if until % (entries / RESTARTS).max(1) < STEP && until < entries {
            station = restarted(station, folder.path());
        }
    }
    register(&station);
    station = restarted(station, folder.path());
    let store = folder.path().join("data/store");
    println!("store after the restart: {:.1} MB", megabytes(&store));
    station.close();
    std::fs::remove_dir_all(&store).expect("the store is closed");
    let begun = now();
    let station = Station::enter(folder.path());
    let seconds = begun.elapsed().as_secs_f64();
    println!(
        "store made anew in {seconds:.1} s ({:.0} entries a second), {:.1} MB",
        f64::from(entries) / seconds,
        megabytes(&store)
    );
    register(&station);
    station.close();
}

/// Brings the station up to so many entries: the rate, and the median and 99th percentile of an issue.
fn grow(station: &Station, done: &AtomicU32, until: u32, prints: u32) -> (f64, [f64; 2]) {
    let all = Mutex::new(Vec::new());
    let (begun, before) = (now(), done.load(Ordering::Relaxed));
    std::thread::scope(|scope| {
        for _ in 0..CLIENTS {
            scope.spawn(|| {
                let mut mine = Vec::new();
                loop {
                    let index = done.fetch_add(1, Ordering::Relaxed);
                    if index >= until {
                        done.fetch_sub(1, Ordering::Relaxed);
                        break;
                    }
                    let once = now();
                    let entry = station.issue_to(index);
                    mine.push(once.elapsed());
                    if index.is_multiple_of(prints) {
                        // One sheet of ten nobody answers for.
                        station.print(entry, !index.is_multiple_of(10));
                    }
                }
                all.lock().expect("no client panics").extend(mine);
            });
        }
    });
    let seconds = begun.elapsed().as_secs_f64();
    let mut all: Vec<Duration> = all.into_inner().expect("no client panics");
    all.sort_unstable();
    let millis = |percent: usize| all[(all.len() - 1) * percent / 100].as_secs_f64() * 1000.0;
    (f64::from(until - before) / seconds, [millis(50), millis(99)])
}

fn restarted(station: Station, folder: &Path) -> Station {
    let begun = now();
    station.close();
    let stopped = begun.elapsed();
    let begun = now();
    let station = Station::enter(folder);
    println!(
        "{:>9}stopped in {:.2} s, started in {:.2} s",
        "",
        stopped.as_secs_f64(),
        begun.elapsed().as_secs_f64()
    );
    station
}

fn register(station: &Station) {
    let (idle, begun) = (resident(), now());
    let (pages, bytes) = station.register(Series::P);
    let seconds = begun.elapsed().as_secs_f64();
    println!(
        "register: {pages} pages, {:.1} MB in {seconds:.1} s; RSS {idle} MB before, peak {} MB, {} MB after",
        megabytes_of(bytes as u64),
        peak(),
        resident()
    );
}

#[allow(clippy::disallowed_methods, reason = "a bench reads the clock")]
fn now() -> Instant {
    Instant::now()
}

fn resident() -> u64 {
    status("VmRSS:")
}

fn peak() -> u64 {
    status("VmHWM:")
}

/// A line of the kernel's account of this process, in megabytes; 0 where there is none.
fn status(line: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let found = status
        .lines()
        .find_map(|held| held.strip_prefix(line)?.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    found.unwrap_or_default() / 1024
}

fn megabytes(folder: &Path) -> f64 {
    megabytes_of(size(folder))
}

#[allow(clippy::cast_precision_loss, reason = "sizes are shown, not reckoned with")]
fn megabytes_of(bytes: u64) -> f64 {
    bytes as f64 / 1_000_000.0
}

fn size(folder: &Path) -> u64 {
    let items = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let sizes = items.filter_map(|item| {
        let about = item.metadata().ok()?;
        Some(if about.is_dir() {
            size(&item.path())
        } else if item.file_name() == "reserve" {
            0
        } else {
            about.len()
        })
    });
    sizes.sum()
}
