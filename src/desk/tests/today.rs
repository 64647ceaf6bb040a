//! The day so far, as the home page shows it.

use super::Sample;

#[test]
fn the_last_papers_come_first_and_what_waits_is_the_oldest() {
    let sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let (desk, anna) = (sample.desk(), sample.who("anna"));
    let before = desk.today(&anna).unwrap();
    assert_eq!((before.entries, before.last.len(), before.in_doubt.len()), (0, 0, 0));
    let first = desk.issue_direct(&anna, sample.certificate_of("Neri", "Rosa")).unwrap().entry.id;
    let second = desk.issue_direct(&anna, sample.certificate_of("Bruni", "Ada")).unwrap().entry.id;
    let today = desk.today(&anna).unwrap();
    assert_eq!((today.entries, today.papers, today.put_off), (2, 2, 0));
    assert_eq!(today.last.iter().map(|paper| paper.row.id).collect::<Vec<_>>(), [second, first]);
    assert_eq!(today.in_doubt.iter().map(|paper| paper.row.id).collect::<Vec<_>>(), [first, second]);
    assert!(today.last[0].prints);
    assert_eq!(today.hours.iter().map(|hour| hour.entries).sum::<u64>(), 2);
    assert_eq!(today.hours.iter().filter(|hour| hour.running).count(), 1);
    assert!(today.at_work.iter().any(|one| one.name == anna.name && !one.locked));
    assert!(today.officers.iter().any(|(_, name)| name == "Bruno Conti"));
}

/// How far the journal is after so many looks at the day between two papers.
fn position_after(looks: usize) -> u64 {
    let sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let (desk, anna) = (sample.desk(), sample.who("anna"));
    desk.issue_direct(&anna, sample.certificate_of("Neri", "Rosa")).unwrap();
    for _ in 0..looks {
        desk.today(&anna).unwrap();
    }
    // What was noted meanwhile is durable by then.
    desk.issue_direct(&anna, sample.certificate_of("Verdi", "Ugo")).unwrap();
    desk.strip().journal_position
}

#[test]
fn a_day_that_is_looked_at_again_is_not_written_down_again() {
    assert_eq!(position_after(1), position_after(3));
    assert!(position_after(0) < position_after(1));
}
