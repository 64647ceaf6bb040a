//! How fast is durable? Records a second and latency of the journal, beside the least any program can do on this disk:
//! a bare append and fdatasync with the same grouping. One run, ratios; absolute figures belong to the machine.
//!
//! `cargo bench --bench commit [-- SECONDS]`

mod bare;
mod load;
mod sealed;

use std::time::Duration;

fn main() {
    let seconds = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(2);
    let time = Duration::from_secs(seconds);
    let folder = tempfile::tempdir_in(".").expect("the current folder is writable");
    println!("600-byte records, {seconds} s each, grouped, durable before acknowledged\n");
    println!(
        "{:<10}{:>14}{:>10}{:>10}   {:>14}{:>10}{:>10}   ratio",
        "writers", "bare/s", "p50 ms", "p99 ms", "sealed/s", "p50 ms", "p99 ms"
    );
    for (round, writers) in [1, 8, 64].into_iter().enumerate() {
        let bare = bare::run(&folder.path().join(format!("bare-{round}")), writers, time);
        let sealed = sealed::run(&folder.path().join(format!("sealed-{round}")), writers, time);
        println!(
            "{writers:<10}{:>14.0}{:>10.2}{:>10.2}   {:>14.0}{:>10.2}{:>10.2}   {:.0} % of the rate, {:.1} x the p99",
            bare.rate,
            bare.p50,
            bare.p99,
            sealed.rate,
            sealed.p50,
            sealed.p99,
            100.0 * sealed.rate / bare.rate,
            sealed.p99 / bare.p99
        );
    }
}
