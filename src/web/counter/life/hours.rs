//! Entries per hour as a picture made here, with the same numbers in a table beside it; read without colour: numbers stand on the
//! bars, the hour that is not over is hatched.

use askama::Template;

use crate::words::lang::Lang;
use desk::register::today::Hour;

/// Height of the longest bar, in units of the picture.
const TALL: u64 = 60;
/// Width of an hour.
const WIDE: u64 = 40;

/// The picture.
#[derive(Template)]
#[template(path = "counter/life/hours.html")]
pub struct Chart {
    l: Lang,
    bars: Vec<Bar>,
}

impl askama::filters::HtmlSafe for Chart {}

/// A bar.
struct Bar {
    hour: u32,
    entries: u64,
    running: bool,
    x: u64,
    y: u64,
    height: u64,
}

impl Chart {
    /// Of the hours of a day.
    pub fn new(hours: &[Hour], l: Lang) -> Self {
        let most = hours.iter().map(|one| one.entries).max().unwrap_or_default().max(1);
        let bars = hours.iter().zip(0..).map(|(one, at)| {
            let height = one.entries * TALL / most;
            Bar {
                hour: one.hour,
                entries: one.entries,
                running: one.running,
                x: at * WIDE,
                y: TALL - height,
                height,
            }
        });
        Self { l, bars: bars.collect() }
    }

    fn width(&self) -> u64 {
        self.bars.len() as u64 * WIDE
    }

    /// What the picture says, in a sentence.
    fn spoken(&self) -> String {
        let said: Vec<String> = self
            .bars
            .iter()
            .filter(|bar| bar.entries > 0)
            .map(|bar| format!("{} {}: {}", self.l.t("ore", "hour"), bar.hour, bar.entries))
            .collect();
        if said.is_empty() {
            self.l.t("Registrazioni per ora: ancora nessuna", "Entries per hour: none yet").to_owned()
        } else {
            format!("{}: {}", self.l.t("Registrazioni per ora", "Entries per hour"), said.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_long_as_their_numbers_and_all_are_spoken() {
        let hour = |hour, entries| Hour { hour, entries, running: hour == 10 };
        let chart = Chart::new(&[hour(8, 3), hour(9, 6), hour(10, 0)], Lang::It);
        let bars: Vec<(u64, u64)> = chart.bars.iter().map(|bar| (bar.y, bar.height)).collect();
        assert_eq!(bars, [(30, 30), (0, 60), (60, 0)]);
        assert_eq!(chart.spoken(), "Registrazioni per ora: ore 8: 3, ore 9: 6");
        let html = chart.to_string();
        assert!(html.contains("role=\"img\"") && html.contains("<table"), "{html}");
        assert_eq!(Chart::new(&[], Lang::It).spoken(), "Registrazioni per ora: ancora nessuna");
    }
}
