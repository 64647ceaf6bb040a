//! How long to wait after a failure: longer each time, never long, never all stations at the same instant.

use std::time::Duration;

use clock::Random;

/// The first wait.
const FIRST: Duration = Duration::from_millis(500);
/// The longest: a centre that answers again is noticed within seconds.
const LONGEST: Duration = Duration::from_secs(8);
/// The longest a centre may ask for.
const LONGEST_ASKED: Duration = Duration::from_mins(5);

/// The wait after `failures` failures in a row: between half and the whole of a wait that doubles up to the longest.
pub fn wait(failures: u32, random: &Random) -> Duration {
    let whole = FIRST.saturating_mul(1 << failures.saturating_sub(1).min(8)).min(LONGEST);
    spread(whole, random)
}

/// The wait a centre asked for, within bounds, and a little more.
pub fn asked(wait: Duration, random: &Random) -> Duration {
    let wait = wait.min(LONGEST_ASKED);
    wait + spread(wait / 4, random)
}

/// Between half of `whole` and all of it.
fn spread(whole: Duration, random: &Random) -> Duration {
    let dice = u32::from(u16::from_le_bytes(random.bytes()));
    whole / 2 + whole / 2 * dice / u32::from(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_never_get_long() {
        let random = Random::seeded(3);
        for failures in 0..40 {
            let waited = wait(failures, &random);
            let whole = FIRST.saturating_mul(1 << failures.saturating_sub(1).min(8)).min(LONGEST);
            assert!(waited >= whole / 2 && waited <= whole, "{failures}: {waited:?}");
        }
        assert!(wait(40, &random) <= LONGEST);
    }

    #[test]
    fn two_stations_do_not_knock_at_the_same_instant() {
        let waits: std::collections::BTreeSet<Duration> =
            (0..20).map(|seed| wait(5, &Random::seeded(seed))).collect();
        assert!(waits.len() > 15);
    }

    #[test]
    fn a_centre_may_ask_for_minutes_not_for_hours() {
        let random = Random::seeded(3);
        assert!(asked(Duration::from_secs(2), &random) >= Duration::from_secs(2));
        assert!(asked(Duration::from_hours(9), &random) <= LONGEST_ASKED * 5 / 4);
    }
}
