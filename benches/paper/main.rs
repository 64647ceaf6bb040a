//! How long a paper takes and how large it is, beside krilla drawing the same page; ratios hold within one run.
//! `cargo bench --bench paper`, or with a folder as argument to write the sample papers there.
#![allow(clippy::disallowed_methods, reason = "a bench reads the clock")]

mod same_page;
mod sheets;

use std::hint::black_box;
use std::time::{Duration, Instant};

use same_page::SamePage;
use sportello::paper::{Marks, Sheet, mark_copy, render};

const ROUNDS: u32 = 60;

fn main() {
    let plain = Marks::default();
    let drill = Marks { drill: true, ..plain };
    let papers = [
        ("certificate", sheets::typical(), plain),
        ("certificate, drill", sheets::typical(), drill),
        ("certificate, preview", sheets::typical(), Marks { preview: true, ..drill }),
        ("certificate, least", sheets::minimal(), plain),
        ("certificate, control code", sheets::coded(), drill),
        ("certificate, longest, 3 scripts, 2 pages", sheets::longest(), plain),
        ("register, 120 rows", sheets::register(), plain),
        ("recovery sheet", sheets::recovery(), drill),
    ];
    let folder = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    if let Some(folder) = folder {
        write(&folder, &papers);
        return;
    }
    let kept = render(&papers[0].1, plain).expect("the sample is printable");
    let same = SamePage::read(kept.bytes());
    let (words, rules) = same.count();
    let krilla_bytes = same.draw().len();
    let krilla = median(|| same.draw());
    println!("{:42} {:>8} {:>8} {:>9}", "paper", "ms", "bytes", "x krilla");
    row(&format!("krilla, certificate ({words} words, {rules} rules)"), krilla, krilla_bytes, krilla);
    for (name, sheet, marks) in &papers {
        let pdf = render(sheet, *marks).expect("the samples are printable");
        row(name, median(|| render(sheet, *marks)), pdf.bytes().len(), krilla);
    }
    let words = "COPIA n. 2 — ristampa del 21/11/2026 ore 11:05";
    let copy = mark_copy(kept.bytes(), words).expect("a copy of our own paper");
    row("copy of a kept certificate", median(|| mark_copy(kept.bytes(), words)), copy.len(), krilla);
}

fn median<T>(mut work: impl FnMut() -> T) -> Duration {
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            black_box(work());
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[times.len() / 2]
}

fn row(name: &str, time: Duration, bytes: usize, krilla: Duration) {
    let ratio = time.as_secs_f64() / krilla.as_secs_f64();
    println!("{name:42} {:8.2} {bytes:8} {ratio:9.2}", time.as_secs_f64() * 1000.0);
}

fn write(folder: &str, papers: &[(&str, Sheet, Marks)]) {
    for (name, sheet, marks) in papers {
        let pdf = render(sheet, *marks).expect("the samples are printable");
        let path = format!("{folder}/{}.pdf", name.replace(", ", "-").replace(' ', "-"));
        std::fs::write(&path, pdf.bytes()).expect("the folder takes the file");
        println!("{path}: {} pages, {} bytes", pdf.pages(), pdf.bytes().len());
    }
}
