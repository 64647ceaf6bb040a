//! A failure and for how long, as a person types it.

use std::fmt;
use std::str::FromStr;

use chrono::TimeDelta;

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The request is carried out; the connection is cut before the answer.
    DropReply,
    /// The connection is cut before the request is carried out.
    DropRequest,
    /// The request is carried out; a gateway in between answers 504.
    GatewayTimeout,
    /// 500, nothing carried out.
    ServerError,
    /// 503 with `Retry-After`, nothing carried out.
    Busy,
    /// The request is taken and never answered; nothing carried out.
    Silent,
    /// Answered as always, five seconds late.
    Slow,
    /// The position is another than the centre's, and signed.
    WrongPosition,
    /// Batches are taken and answered as always; then the database is put back as it was before them.
    OlderDatabase,
    /// Connections are shown a certificate of another root.
    OtherCertificate,
    /// Answered 404 by nobody, as where there is no such address.
    NotThere,
    /// Answered as always, without the centre's signature.
    Unsigned,
    /// The next entries are rejected, with words.
    Reject,
    /// The next entries have a conflict.
    Conflict,
}

impl Failure {
    /// All of them, with the word for each and what it does.
    pub const ALL: [(Self, &'static str, &'static str); 14] = [
        (Self::DropReply, "drop-reply", "carried out, then the connection is cut before the answer"),
        (Self::DropRequest, "drop-request", "the connection is cut, nothing is carried out"),
        (Self::GatewayTimeout, "504", "carried out, then answered 504 by a gateway in between"),
        (Self::ServerError, "500", "answered 500, nothing is carried out"),
        (Self::Busy, "503", "answered 503 with Retry-After, nothing is carried out"),
        (Self::Silent, "silent", "taken and never answered, nothing is carried out"),
        (Self::Slow, "slow", "answered five seconds late"),
        (Self::WrongPosition, "wrong-position", "the position is answered wrong, and signed"),
        (Self::OlderDatabase, "older-database", "after so many batches the database is as before them"),
        (Self::OtherCertificate, "other-certificate", "new connections see a certificate of another root"),
        (Self::NotThere, "404", "answered 404 without a signature, as where there is no such address"),
        (Self::Unsigned, "unsigned", "answered without the centre's signature"),
        (Self::Reject, "reject", "the next entries are rejected, with words"),
        (Self::Conflict, "conflict", "the next entries have a conflict"),
    ];

    /// Its word.
    pub fn word(self) -> &'static str {
        Self::ALL.into_iter().find(|(one, _, _)| *one == self).map(|(_, word, _)| word).unwrap_or_default()
    }

    /// The operation it belongs to, where it belongs to one.
    fn own(self) -> Option<Operation> {
        match self {
            Self::WrongPosition => Some(Operation::Position),
            Self::OlderDatabase | Self::Reject | Self::Conflict => Some(Operation::Records),
            _ => None,
        }
    }

    /// Whether it is counted in entries, batches or connections, and time says nothing.
    fn is_counted(self) -> bool {
        matches!(self, Self::OlderDatabase | Self::Reject | Self::Conflict)
    }
}

/// An operation of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// Where the centre stands.
    Position,
    /// A file.
    Blobs,
    /// A batch.
    Records,
    /// What became of entries.
    Outcomes,
    /// A receipt of a head.
    HeadReceipt,
    /// A station asks to be known.
    Enrolments,
}

impl Operation {
    const ALL: [(Self, &'static str); 6] = [
        (Self::Position, "position"),
        (Self::Blobs, "blobs"),
        (Self::Records, "records"),
        (Self::Outcomes, "outcomes"),
        (Self::HeadReceipt, "head-receipt"),
        (Self::Enrolments, "enrolments"),
    ];

    /// The operation a path is of; `None` for pages and files.
    pub fn of(path: &str) -> Option<Self> {
        let rest = path.strip_prefix("/api/v1/")?;
        let mut parts = rest.split('/');
        let word = match parts.next()? {
            "stations" => parts.nth(1)?,
            first => first,
        };
        Self::ALL.into_iter().find(|(_, one)| *one == word).map(|(operation, _)| operation)
    }

    fn word(self) -> &'static str {
        Self::ALL.into_iter().find(|(one, _)| *one == self).map(|(_, word)| word).unwrap_or_default()
    }
}

/// For how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// The next so many.
    Times(u32),
    /// From the first one on, so long.
    Time(TimeDelta),
}

/// A failure that somebody ordered: `KIND[@OPERATION][:COUNT|:SECONDSs]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// What.
    pub failure: Failure,
    /// Of which operation; any, if none.
    pub operation: Option<Operation>,
    /// How often or how long.
    pub extent: Extent,
}

/// A text is no order.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadOrder {
    /// No such failure.
    #[error("“{0}” is no failure: choose one of {words}", words = words())]
    Failure(String),
    /// No such operation.
    #[error("“{0}” is no operation: choose position, blobs, records, outcomes or enrolments")]
    Operation(String),
    /// A failure that belongs to another operation.
    #[error("{failure} belongs to {operation}: leave the operation out")]
    OtherOperation {
        /// Which failure.
        failure: &'static str,
        /// Where it belongs.
        operation: &'static str,
    },
    /// Neither a count nor a time.
    #[error("“{0}” is neither a count, such as 3, nor a time of up to an hour, such as 30s")]
    Extent(String),
    /// A time where only a count has a meaning.
    #[error("{0} is counted: give a count, such as 3, not a time")]
    Counted(&'static str),
}

fn words() -> String {
    Failure::ALL.map(|(_, word, _)| word).join(", ")
}

impl FromStr for Order {
    type Err = BadOrder;

    fn from_str(text: &str) -> Result<Self, BadOrder> {
        let (rest, extent) = match text.trim().split_once(':') {
            Some((rest, extent)) => (rest, read_extent(extent)?),
            None => (text.trim(), Extent::Times(1)),
        };
        let (word, operation) = match rest.split_once('@') {
            Some((word, operation)) => (word, Some(read_operation(operation)?)),
            None => (rest, None),
        };
        let found = Failure::ALL.into_iter().find(|(_, one, _)| *one == word);
        let (failure, word, _) = found.ok_or_else(|| BadOrder::Failure(word.to_owned()))?;
        if let (Some(own), Some(other)) = (failure.own(), operation)
            && own != other
        {
            return Err(BadOrder::OtherOperation { failure: word, operation: own.word() });
        }
        if failure.is_counted() && matches!(extent, Extent::Time(_)) {
            return Err(BadOrder::Counted(word));
        }
        Ok(Self { failure, operation: failure.own().or(operation), extent })
    }
}

fn read_operation(text: &str) -> Result<Operation, BadOrder> {
    let found = Operation::ALL.into_iter().find(|(_, word)| *word == text);
    found.map(|(operation, _)| operation).ok_or_else(|| BadOrder::Operation(text.to_owned()))
}

fn read_extent(text: &str) -> Result<Extent, BadOrder> {
    let bad = || BadOrder::Extent(text.to_owned());
    let number = |text: &str| text.parse::<u32>().ok().filter(|number| *number > 0).ok_or_else(bad);
    match text.strip_suffix('s') {
        Some(seconds) => {
            let seconds = number(seconds)?;
            if seconds > 3600 { Err(bad()) } else { Ok(Extent::Time(TimeDelta::seconds(seconds.into()))) }
        }
        None => Ok(Extent::Times(number(text)?)),
    }
}

impl fmt::Display for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.failure.word())?;
        if let Some(operation) = self.operation.filter(|_| self.failure.own().is_none()) {
            write!(f, "@{}", operation.word())?;
        }
        match self.extent {
            Extent::Times(times) => write!(f, ":{times}"),
            Extent::Time(time) => write!(f, ":{}s", time.num_seconds()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_failure_is_ordered_by_its_word_and_written_as_it_is_read() {
        for (failure, word, _) in Failure::ALL {
            let order: Order = word.parse().unwrap();
            assert_eq!((order.failure, order.extent), (failure, Extent::Times(1)));
            assert_eq!(order.to_string().parse(), Ok(order));
        }
        for text in ["drop-reply@records:3", "500:30s", "silent@outcomes:1", "reject:2"] {
            assert_eq!(text.parse::<Order>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_no_order_says_why() {
        let bad = |text: &str| text.parse::<Order>().unwrap_err();
        assert!(bad("explode").to_string().contains("drop-reply, drop-request, 504"));
        assert_eq!(bad("500@pages"), BadOrder::Operation("pages".into()));
        assert_eq!(bad("500:x"), BadOrder::Extent("x".into()));
        assert_eq!(bad("500:0"), BadOrder::Extent("0".into()));
        assert_eq!(bad("500:4000s"), BadOrder::Extent("4000s".into()));
        assert_eq!(bad("reject:9s"), BadOrder::Counted("reject"));
        let other = BadOrder::OtherOperation { failure: "wrong-position", operation: "position" };
        assert_eq!(bad("wrong-position@records"), other);
    }

    #[test]
    fn paths_are_told_apart_by_their_operation() {
        let station = "/api/v1/stations/018f3a5c-0000-7000-8000-000000000001";
        assert_eq!(Operation::of(&format!("{station}/records")), Some(Operation::Records));
        assert_eq!(Operation::of(&format!("{station}/blobs/{}", "a".repeat(64))), Some(Operation::Blobs));
        assert_eq!(Operation::of("/api/v1/enrolments/x"), Some(Operation::Enrolments));
        for page in ["/stations", "/api/v1/contract.json", "/records", "/mock/failures"] {
            assert_eq!(Operation::of(page), None, "{page}");
        }
    }
}
