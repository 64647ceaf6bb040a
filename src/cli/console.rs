//! Lines on the console: what comes from elsewhere is cut, and nobody outside fills it with lines of the server's.

use std::fmt::{self, Write as _};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tracing::{Event, Subscriber};
use tracing_subscriber::field::MakeExt as _;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::format::debug_fn;
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;

use clock::Clock;

/// Bytes of one value in a line; whatever else it has is not written.
const VALUE: usize = 1_000;
/// Lines of the server's own in a minute: whoever sends it rubbish causes one each.
const FOREIGN: u32 = 10;
const MINUTE: Duration = Duration::from_mins(1);

/// Our own lines at the level asked for; of the server's only what needs a person.
pub(super) fn log_to_stderr(level: tracing::Level) {
    let targets = Targets::new().with_default(tracing::Level::WARN).with_target("sportello", level);
    let fields = debug_fn(|writer, field, value| {
        if field.name() != "message" {
            write!(writer, "{}=", field.name())?;
        }
        write_cut(writer, value)
    });
    tracing_subscriber::fmt()
        .with_max_level(level)
        .with_target(false)
        .with_writer(std::io::stderr)
        .fmt_fields(fields.delimited(" "))
        .finish()
        .with(targets)
        .with(Flood { clock: Clock::system(), lines: Mutex::default() })
        .init();
}

/// Writes a value, as far as it is of a decent length.
fn write_cut(writer: &mut dyn fmt::Write, value: &dyn fmt::Debug) -> fmt::Result {
    let mut cut = Cut { writer, left: VALUE };
    match write!(cut, "{value:?}") {
        Err(_) if cut.left == 0 => cut.writer.write_char('…'),
        written => written,
    }
}

struct Cut<'a> {
    writer: &'a mut dyn fmt::Write,
    left: usize,
}

impl fmt::Write for Cut<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if text.len() <= self.left {
            self.left -= text.len();
            return self.writer.write_str(text);
        }
        self.writer.write_str(&text[..text.floor_char_boundary(self.left)])?;
        self.left = 0;
        Err(fmt::Error)
    }
}

/// Lets through so many lines a minute of whatever is not ours.
struct Flood {
    clock: Clock,
    lines: Mutex<Lines>,
}

/// What came since a minute began.
#[derive(Default)]
struct Lines {
    since: Duration,
    count: u32,
}

impl Lines {
    /// Whether one more is let through.
    fn one_more(&mut self, now: Duration) -> bool {
        if now.saturating_sub(self.since) >= MINUTE {
            *self = Self { since: now, count: 0 };
        }
        self.count = self.count.saturating_add(1);
        self.count <= FOREIGN
    }
}

impl<S: Subscriber> Layer<S> for Flood {
    fn event_enabled(&self, event: &Event<'_>, _: Context<'_, S>) -> bool {
        event.metadata().target().starts_with("sportello")
            || self.lines.lock().unwrap_or_else(PoisonError::into_inner).one_more(self.clock.monotonic())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_cut_between_two_letters_and_says_so() {
        let written = |value: &dyn fmt::Debug| {
            let mut line = String::new();
            write_cut(&mut line, value).unwrap();
            line
        };
        assert_eq!(written(&format_args!("la cartella {}", "E:")), "la cartella E:");
        let long = written(&format_args!("a{}", "è".repeat(50_000)));
        assert!(long.len() <= VALUE + 3 && long.starts_with("aè") && long.ends_with("è…"), "{}", long.len());
        assert_eq!(written(&format_args!("{}", "x".repeat(VALUE))).len(), VALUE);
    }

    #[test]
    fn ten_lines_of_others_a_minute_and_no_more() {
        let mut lines = Lines::default();
        let at = |seconds: u64| Duration::from_secs(100 + seconds);
        assert_eq!((0..500).filter(|_| lines.one_more(at(1))).count(), 10);
        assert!(!lines.one_more(at(59)));
        assert_eq!((0..500).filter(|_| lines.one_more(at(61))).count(), 10);
    }
}
