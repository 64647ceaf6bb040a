//! What a centre has × what the journal has → what is to be done. Pure.

use domain::centre::exchange::PositionAnswer;
use domain::ids::anchor::{Anchor, Position};
use journal::Comparison;

/// What is to be done next with a centre.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plan {
    /// It lacks these records.
    Send {
        /// The last one it has.
        after: Option<Anchor>,
        /// The last one it should have.
        until: Position,
    },
    /// It has outcomes that are not taken in yet.
    Ask {
        /// The last one taken in.
        after: u64,
    },
    /// Nothing, for now.
    Rest,
    /// It holds a later record than this journal: an older copy of the folder was put back.
    CentreAhead {
        /// What it holds.
        held: Anchor,
    },
    /// It holds another record at that position: two folders wrote under one name.
    Fork {
        /// What it holds.
        held: Anchor,
    },
    /// Whether they agree cannot be said: the journal is damaged there.
    Unreadable {
        /// What it holds.
        held: Anchor,
    },
}

/// What this side has.
#[derive(Clone, Copy, Debug)]
pub struct Here {
    /// The last record a centre should have.
    pub last: Option<Position>,
    /// The last outcome taken in.
    pub outcomes: u64,
    /// How the journal stands to what the centre holds; `None` if it holds nothing.
    pub compared: Option<Comparison>,
}

/// Decides.
pub fn plan(centre: &PositionAnswer, here: &Here) -> Plan {
    if let (Some(held), Some(compared)) = (centre.head, here.compared) {
        match compared {
            Comparison::Agrees { .. } => {}
            Comparison::Behind { .. } => return Plan::CentreAhead { held },
            Comparison::Forked { .. } => return Plan::Fork { held },
            Comparison::Unreadable { .. } => return Plan::Unreadable { held },
        }
    }
    match here.last {
        Some(until) if centre.head.is_none_or(|held| held.position < until) => {
            Plan::Send { after: centre.head, until }
        }
        _ if centre.outcomes > here.outcomes => Plan::Ask { after: here.outcomes },
        _ => Plan::Rest,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use domain::ids::anchor::ChainHash;
    use domain::ids::id::StationId;

    fn anchor(position: u64) -> Anchor {
        Anchor { position: Position::new(position).unwrap(), chain: ChainHash::new([1; 32]) }
    }

    fn answer(head: Option<u64>, outcomes: u64) -> PositionAnswer {
        PositionAnswer {
            station: StationId::new(uuid::Uuid::nil()),
            head: head.map(anchor),
            outcomes,
            epoch: None,
        }
    }

    fn here(last: Option<u64>, outcomes: u64, compared: Option<Comparison>) -> Here {
        Here { last: last.and_then(Position::new), outcomes, compared }
    }

    const AGREES: Option<Comparison> = Some(Comparison::Agrees { ahead: 0 });

    #[test]
    fn what_the_centre_lacks_is_sent_before_outcomes_are_asked_for() {
        let until = Position::new(9).unwrap();
        assert_eq!(plan(&answer(None, 0), &here(Some(9), 0, None)), Plan::Send { after: None, until });
        assert_eq!(
            plan(&answer(Some(4), 3), &here(Some(9), 0, AGREES)),
            Plan::Send { after: Some(anchor(4)), until }
        );
        assert_eq!(plan(&answer(Some(9), 3), &here(Some(9), 1, AGREES)), Plan::Ask { after: 1 });
        assert_eq!(plan(&answer(Some(9), 3), &here(Some(9), 3, AGREES)), Plan::Rest);
        assert_eq!(plan(&answer(None, 0), &here(None, 0, None)), Plan::Rest);
    }

    #[test]
    fn a_fork_and_a_journal_behind_the_centre_are_told_apart() {
        let held = anchor(4);
        let forked = Comparison::Forked { found: ChainHash::new([2; 32]), anchor: held };
        let behind = Comparison::Behind { head: Some(anchor(3)), anchor: held };
        let unreadable = Comparison::Unreadable { anchor: held };
        for (compared, decided) in [
            (forked, Plan::Fork { held }),
            (behind, Plan::CentreAhead { held }),
            (unreadable, Plan::Unreadable { held }),
        ] {
            assert_eq!(plan(&answer(Some(4), 9), &here(Some(9), 0, Some(compared))), decided);
        }
    }

    proptest! {
        #[test]
        fn carrying_a_plan_out_again_and_again_comes_to_rest(
            held in 0_u64..50, last in 0_u64..50, known in 0_u64..20, outcomes in 0_u64..20, batch in 1_u64..9,
        ) {
            let mut centre = answer(Some(held).filter(|held| *held > 0), outcomes);
            let mut mine = here(Some(last).filter(|last| *last > 0), known, AGREES);
            for _ in 0..200 {
                match plan(&centre, &mine) {
                    Plan::Send { after, until } => {
                        let from = after.map_or(0, |after| after.position.get());
                        prop_assert!(from < until.get(), "what it has is not sent");
                        centre.head = Some(anchor((from + batch).min(until.get())));
                    }
                    Plan::Ask { after } => {
                        prop_assert!(after < centre.outcomes);
                        mine.outcomes = after + 1;
                    }
                    Plan::Rest => break,
                    other => prop_assert!(false, "{other:?}"),
                }
            }
            prop_assert_eq!(plan(&centre, &mine), Plan::Rest);
        }
    }
}
