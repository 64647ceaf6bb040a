//! Where things lie in sled. Keys are numbers, uuids or blind values; nothing in them tells of a person.

use uuid::Uuid;

use crate::centre::row::Fact;
use domain::centre::exchange::ordinary::OrdinaryKey;
use domain::ids::anchor::Position;
use domain::ids::id::{EntryId, OutageId, StationId};

/// How many writes there were; the key changes with the way things lie.
pub(super) const STANDING: &[u8] = b"!4";
/// The same in a database of before, brought up as it is opened: the newest first.
pub(super) const STANDING_BEFORE: [&[u8]; 2] = [b"!3", b"!2"];
/// How many entries there are.
pub(super) const COUNTS: &[u8] = b"#";
/// Which set of reference data is in use.
pub(super) const REFERENCES: &[u8] = b"X";
/// All stations.
pub(super) const STATIONS: &[u8] = b"s";
/// All enrolments.
pub(super) const ENROLMENTS: &[u8] = b"e";
/// Messages by the moment they expire.
pub(super) const EXPIRING: &[u8] = b"M";
/// All entries in the order they were received.
pub(super) const RECEIVED: &[u8] = b"t";
/// All entries in the order of registers.
pub(super) const REGISTERS: &[u8] = b"p";
/// Open conflicts in the order they were found.
pub(super) const OPEN: &[u8] = b"w";
/// Conflicts whose holders are to be called, in the order they were found.
pub(super) const CALLS: &[u8] = b"h";
/// All outages.
pub(super) const OUTAGES: &[u8] = b"a";
/// All accounts.
pub(super) const ACCOUNTS: &[u8] = b"Y";
/// How many times the accounts were changed.
pub(super) const CHANGES_OF_ACCOUNTS: &[u8] = b"A";
/// All accounts of a database of before, in clear.
pub(super) const ACCOUNTS_IN_CLEAR: &[u8] = b"y";
/// All deeds of the centre, by number.
pub(super) const DEEDS: &[u8] = b"g";

fn key(kind: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    let mut key = kind.to_vec();
    for part in parts {
        key.extend_from_slice(part);
    }
    key
}

/// A moment so that its bytes are in its order, before 1970 too.
fn moment(at: i64) -> [u8; 8] {
    (at.cast_unsigned() ^ (1 << 63)).to_be_bytes()
}

/// A further piece of the value at `key`.
pub(super) fn piece(whole: &[u8], index: u16) -> Vec<u8> {
    key(b"+", &[whole, &index.to_be_bytes()])
}

/// All further pieces of values whose key begins with `prefix`.
pub(super) fn pieces(prefix: &[u8]) -> Vec<u8> {
    key(b"+", &[prefix])
}

pub(super) fn setting(name: &str) -> Vec<u8> {
    key(b"v", &[name.as_bytes()])
}

pub(super) fn station(id: StationId) -> Vec<u8> {
    key(STATIONS, &[id.uuid().as_bytes()])
}

pub(super) fn enrolment(id: Uuid) -> Vec<u8> {
    key(ENROLMENTS, &[id.as_bytes()])
}

pub(super) fn message(id: Uuid) -> Vec<u8> {
    key(b"m", &[id.as_bytes()])
}

pub(super) fn expiring(at: i64, message: Uuid) -> Vec<u8> {
    key(EXPIRING, &[&moment(at), message.as_bytes()])
}

/// Everything that expires before `at`.
pub(super) fn expired(at: i64) -> Vec<u8> {
    key(EXPIRING, &[&moment(at)])
}

/// A block of records of a station, by its first position.
pub(super) fn records(station: StationId, first: Position) -> Vec<u8> {
    key(b"r", &[station.uuid().as_bytes(), &first.get().to_be_bytes()])
}

/// The first position of a block of records.
pub(super) fn first_of(records: &[u8]) -> Option<Position> {
    Position::new(u64::from_be_bytes(*records.last_chunk()?))
}

pub(super) fn entry(id: EntryId) -> Vec<u8> {
    key(b"i", &[id.uuid().as_bytes()])
}

/// All emergency numbers.
pub(super) const NUMBERS: &[u8] = b"n";

/// All entries with an emergency number.
pub(super) fn numbered(number: &str) -> Vec<u8> {
    key(NUMBERS, &[number.as_bytes(), &[0]])
}

/// Everything under a prefix, for one entry. Ends with its id, as all lists do.
pub(super) fn of_entry(prefix: &[u8], id: EntryId) -> Vec<u8> {
    key(prefix, &[id.uuid().as_bytes()])
}

/// The uuid a key ends with.
pub(super) fn last(key: &[u8]) -> Option<Uuid> {
    Some(Uuid::from_bytes(*key.last_chunk()?))
}

/// All holders of ordinary numbers, as a database of before has them: by the number as it was written.
pub(super) const HOLDERS_BEFORE: &[u8] = b"o";

/// Register, year and number of a holder in a database of before.
pub(super) fn of_holder_before(key: &[u8]) -> Option<(&str, u16, &str)> {
    let rest = key.strip_prefix(HOLDERS_BEFORE)?;
    let end = rest.iter().position(|byte| *byte == 0)?;
    let (register, rest) = (&rest[..end], &rest[end + 1..]);
    let (year, number) = rest.split_first_chunk()?;
    Some((str::from_utf8(register).ok()?, u16::from_be_bytes(*year), str::from_utf8(number).ok()?))
}

fn in_register(kind: &[u8], register: &str, year: u16) -> Vec<u8> {
    key(kind, &[register.as_bytes(), &[0], &year.to_be_bytes()])
}

/// The holders of the ordinary numbers of a register and year.
pub(super) fn holders(register: &str, year: u16) -> Vec<u8> {
    in_register(b"O", register, year)
}

/// The holder of an ordinary number.
pub(super) fn ordinary(number: &OrdinaryKey) -> Vec<u8> {
    key(&holders(&number.register, number.year), &[number.number.as_bytes()])
}

/// Entries whose number another one holds: given before numbers were compared as numbers.
pub(super) const DOUBLED: &[u8] = b"D";

/// What ordinary numbers were before they were put right.
pub(super) const CORRECTIONS: &[u8] = b"C";

/// What an entry's ordinary number was before it was put right.
pub(super) fn corrections(id: EntryId) -> Vec<u8> {
    of_entry(CORRECTIONS, id)
}

/// A number that was put right: the own sequence never gives it.
pub(super) fn freed(number: &OrdinaryKey) -> Vec<u8> {
    key(&in_register(b"F", &number.register, number.year), &[number.number.as_bytes()])
}

/// Such an entry.
pub(super) fn doubled(id: EntryId) -> Vec<u8> {
    of_entry(DOUBLED, id)
}

/// The next numbers of ordinary registers.
pub(super) const SEQUENCES: &[u8] = b"q";

/// What an entry was told where something else stands here, or nothing yet.
pub(super) fn told(entry: EntryId) -> Vec<u8> {
    key(b"d", &[entry.uuid().as_bytes()])
}

/// The next number of an ordinary register.
pub(super) fn sequence(register: &str, year: u16) -> Vec<u8> {
    in_register(SEQUENCES, register, year)
}

/// A list's key and an entry's place in the order entries were received.
pub(super) fn received(list: &[u8], at: i64, position: Position, id: EntryId) -> Vec<u8> {
    key(list, &[&moment(at), &position.get().to_be_bytes(), id.uuid().as_bytes()])
}

/// An entry's place in the order of registers.
pub(super) fn register(station: StationId, position: Position, number: &str, id: EntryId) -> Vec<u8> {
    let position = position.get().to_be_bytes();
    key(REGISTERS, &[station.uuid().as_bytes(), &position, number.as_bytes(), &[0], id.uuid().as_bytes()])
}

/// All entries of a station in the order of its register.
pub(super) fn register_of(station: StationId) -> Vec<u8> {
    key(REGISTERS, &[station.uuid().as_bytes()])
}

/// All outcomes of a station.
pub(super) fn outcomes(station: StationId) -> Vec<u8> {
    key(b"u", &[station.uuid().as_bytes()])
}

/// An outcome of a station.
pub(super) fn outcome(station: StationId, seq: u64) -> Vec<u8> {
    key(&outcomes(station), &[&seq.to_be_bytes()])
}

/// The list of entries found by a blind key.
pub(super) fn finds(find: &[u8; 16]) -> Vec<u8> {
    key(b"f", &[find])
}

/// The first entry that had a fact.
pub(super) fn fact(fact: &Fact) -> Vec<u8> {
    key(b"k", &[&[fact.kind.code()], &fact.key])
}

pub(super) fn conflict(id: Uuid) -> Vec<u8> {
    key(b"c", &[id.as_bytes()])
}

/// A conflict in a list of them.
pub(super) fn found(list: &[u8], found: i64, conflict: Uuid) -> Vec<u8> {
    key(list, &[&moment(found), conflict.as_bytes()])
}

pub(super) fn outage(station: StationId, outage: OutageId) -> Vec<u8> {
    key(OUTAGES, &[station.uuid().as_bytes(), outage.uuid().as_bytes()])
}

/// All reference data of one set.
pub(super) fn references(set: u64) -> Vec<u8> {
    key(b"x", &[&set.to_be_bytes()])
}

/// What is known of a person, in one set of reference data.
pub(super) fn reference(set: u64, person: &[u8; 16]) -> Vec<u8> {
    key(b"x", &[&set.to_be_bytes(), person])
}

pub(super) fn account(id: Uuid) -> Vec<u8> {
    key(ACCOUNTS, &[id.as_bytes()])
}

/// Whose blind login it is.
pub(super) fn login(blind: &[u8; 16]) -> Vec<u8> {
    key(b"L", &[blind])
}

/// An account of a database of before.
pub(super) fn account_in_clear(id: Uuid) -> Vec<u8> {
    key(ACCOUNTS_IN_CLEAR, &[id.as_bytes()])
}

/// Whose login it is, in a database of before.
pub(super) fn login_in_clear(login: &str) -> Vec<u8> {
    key(b"l", &[login.as_bytes()])
}

pub(super) fn deed(number: u64) -> Vec<u8> {
    key(DEEDS, &[&number.to_be_bytes()])
}

/// What follows everything that begins with `prefix`.
pub(super) fn after_all(prefix: &[u8]) -> Vec<u8> {
    let mut end = prefix.to_vec();
    while let Some(last) = end.pop() {
        if last < u8::MAX {
            end.push(last + 1);
            break;
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_in_order_across_1970() {
        let moments = [i64::MIN, -1, 0, 1, 1_790_000_000_000, i64::MAX];
        assert!(moments.map(moment).is_sorted());
    }

    #[test]
    fn what_follows_a_prefix_follows_all_of_it_and_nothing_else() {
        assert_eq!(after_all(b"p\x01"), b"p\x02");
        assert_eq!(after_all(b"p\xff\xff"), b"q");
    }
}
