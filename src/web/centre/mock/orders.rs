//! The orders that stand, shared by all workers of the mock.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::order::{Extent, Failure, Operation, Order};
use domain::time::moment::Moment;
use store::centre::Older;

/// The orders, the oldest first. A request meets the oldest that is for it.
#[derive(Default)]
pub struct Orders(Mutex<Vec<Standing>>);

/// An order that stands.
struct Standing {
    order: Order,
    /// Until when; known from the first time on.
    until: Option<Moment>,
    /// The database as it was when an older one was ordered and the first batch came.
    older: Option<Older>,
}

impl Orders {
    fn held(&self) -> MutexGuard<'_, Vec<Standing>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Orders a failure.
    pub fn put(&self, order: Order) {
        self.held().push(Standing { order, until: None, older: None });
    }

    /// Nothing fails any more.
    pub fn clear(&self) {
        self.held().clear();
    }

    /// What stands, as it would be ordered now.
    pub fn standing(&self, now: Moment) -> Vec<Order> {
        self.held().iter().filter(|one| !one.is_over(now)).map(|one| one.order).collect()
    }

    /// The failure that a request of this operation meets. It counts.
    pub fn meet(&self, operation: Operation, now: Moment) -> Option<Failure> {
        let fits = |order: &Order| {
            order.failure != Failure::OtherCertificate && order.operation.is_none_or(|only| only == operation)
        };
        self.take(fits, now)
    }

    /// Whether the connection that is being made sees another certificate. It counts.
    pub fn meet_connection(&self, now: Moment) -> bool {
        self.take(|order| order.failure == Failure::OtherCertificate, now).is_some()
    }

    fn take(&self, fits: impl Fn(&Order) -> bool, now: Moment) -> Option<Failure> {
        let mut held = self.held();
        held.retain(|one| !one.is_over(now));
        let at = held.iter().position(|one| fits(&one.order))?;
        let one = &mut held[at];
        let failure = one.order.failure;
        match &mut one.order.extent {
            // Counted in batches that were taken: see `taken`.
            Extent::Times(_) if failure == Failure::OlderDatabase => {}
            Extent::Times(left) if *left > 1 => *left -= 1,
            Extent::Times(_) => drop(held.remove(at)),
            Extent::Time(time) => {
                one.until.get_or_insert(now.plus(*time));
            }
        }
        Some(failure)
    }

    /// Keeps what the database held before the first of the batches that are to be forgotten.
    pub fn keep<E>(&self, held_now: impl FnOnce() -> Result<Older, E>) -> Result<(), E> {
        let mut held = self.held();
        let first = held.iter_mut().find(|one| one.order.failure == Failure::OlderDatabase);
        if let Some(one) = first.filter(|one| one.older.is_none()) {
            one.older = Some(held_now()?);
        }
        Ok(())
    }

    /// A batch was taken: what is to be put back, if it was the last of those to be forgotten.
    pub fn taken(&self) -> Option<Older> {
        let mut held = self.held();
        let at = held.iter().position(|one| one.order.failure == Failure::OlderDatabase)?;
        match &mut held[at].order.extent {
            Extent::Times(left) if *left > 1 => {
                *left -= 1;
                None
            }
            _ => held.remove(at).older,
        }
    }
}

impl Standing {
    fn is_over(&self, now: Moment) -> bool {
        self.until.is_some_and(|until| until < now)
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};

    use super::*;

    fn at(seconds: i64) -> Moment {
        Moment::new(DateTime::from_timestamp(1_795_345_200, 0).unwrap()).plus(TimeDelta::seconds(seconds))
    }

    #[test]
    fn a_counted_failure_happens_so_often_and_only_to_its_operation() {
        let orders = Orders::default();
        orders.put("drop-reply@records:2".parse().unwrap());
        orders.put("500".parse().unwrap());
        assert_eq!(orders.meet(Operation::Records, at(0)), Some(Failure::DropReply));
        assert_eq!(orders.meet(Operation::Position, at(0)), Some(Failure::ServerError));
        assert_eq!(orders.meet(Operation::Position, at(0)), None);
        assert_eq!(orders.standing(at(0)), ["drop-reply@records:1".parse().unwrap()]);
        assert_eq!(orders.meet(Operation::Records, at(0)), Some(Failure::DropReply));
        assert_eq!(orders.meet(Operation::Records, at(0)), None);
        assert!(orders.standing(at(0)).is_empty());
    }

    #[test]
    fn a_timed_failure_lasts_from_its_first_time_on() {
        let orders = Orders::default();
        orders.put("500:30s".parse().unwrap());
        assert_eq!(orders.meet(Operation::Records, at(100)), Some(Failure::ServerError));
        assert_eq!(orders.meet(Operation::Outcomes, at(130)), Some(Failure::ServerError));
        assert_eq!(orders.meet(Operation::Records, at(131)), None);
        assert!(orders.standing(at(131)).is_empty());
    }

    #[test]
    fn connections_and_requests_have_failures_of_their_own() {
        let orders = Orders::default();
        orders.put("other-certificate".parse().unwrap());
        assert_eq!(orders.meet(Operation::Records, at(0)), None);
        assert!(orders.meet_connection(at(0)));
        assert!(!orders.meet_connection(at(0)));
        orders.put("silent".parse().unwrap());
        orders.clear();
        assert_eq!(orders.meet(Operation::Records, at(0)), None);
    }
}
