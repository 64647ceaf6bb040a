use std::io::Write as _;

use age::x25519::Identity;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::certificate::Certificate;
use crate::samples::{day, key, later, root, station, urn};
use domain::centre::exchange::bundle::{Content, Manifest, Part, RECORDS, VERSION};
use domain::ids::anchor::{Anchor, ChainHash, Position};
use domain::ids::id::StationId;
use domain::journal::event::Exercise;

const TEXT: &[u8] = b"{\"a\":1}\n{\"a\":2}\n";

struct Made {
    hub: Identity,
    bytes: Vec<u8>,
}

fn certificate() -> Certificate {
    station(1, Exercise::Drill, 2, urn(5))
}

fn part(name: &str, bytes: &[u8]) -> Part {
    let mut digest = Digesting::default();
    digest.write_all(bytes).unwrap();
    digest.part(name)
}

fn manifest(to: &Recipient, parts: Vec<Part>) -> Manifest {
    let last = Anchor { position: Position::new(2).unwrap(), chain: ChainHash::new([3; 32]) };
    Manifest {
        version: VERSION,
        station: StationId::new(Uuid::from_u128(5)),
        continued_by: None,
        recipient: to.to_string(),
        reply: None,
        body: None,
        made: day(),
        content: Content::Records { after: None, last, records: 2, told: None },
        parts,
    }
}

fn made_with(change: impl FnOnce(&mut Manifest), parts: &[(&str, &[u8])]) -> Made {
    let hub = Identity::generate();
    let to: Recipient = hub.to_public().to_string().parse().unwrap();
    let mut manifest = manifest(&to, parts.iter().map(|(name, bytes)| part(name, bytes)).collect());
    change(&mut manifest);
    let (key, certificate) = (key(2), certificate());
    let maker = Maker { key: &key, certificate: &certificate };
    let mut bytes = Vec::new();
    let give = |part: &Part, out: &mut dyn std::io::Write| -> Result<(), NotWritten> {
        let (_, bytes) = parts.iter().find(|(name, _)| *name == part.name).unwrap();
        Ok(out.write_all(bytes)?)
    };
    write(&mut bytes, &to, &manifest, &maker, give).unwrap();
    Made { hub, bytes }
}

fn made() -> Made {
    made_with(|_| {}, &[("blobs/aa", &[9; 1000]), (RECORDS, TEXT)])
}

fn taken(bytes: &[u8], hub: &Identity) -> Result<Vec<Vec<u8>>, BadBundle> {
    let mut taken = Vec::new();
    let roots = [root(1, Exercise::Drill)];
    read(bytes, hub, &roots, later(60), |_, _, from| {
        let mut part = Vec::new();
        from.read_to_end(&mut part).map_err(|_| BadBundle::Damaged)?;
        taken.push(part);
        Ok::<_, BadBundle>(())
    })?;
    Ok(taken)
}

#[test]
fn what_was_put_in_comes_out() {
    let made = made();
    assert_eq!(taken(&made.bytes, &made.hub).unwrap(), [vec![9; 1000], TEXT.to_vec()]);
    let roots = [root(1, Exercise::Drill)];
    let unread = read(&made.bytes[..], &made.hub, &roots, later(60), |_, _, _| Ok::<_, BadBundle>(()));
    assert_eq!(unread.unwrap().maker.urn, urn(5), "a part may be left unread");
    let lines: Vec<serde_json::Value> = Lines::new(TEXT).collect::<Result<_, _>>().unwrap();
    assert_eq!(lines.len(), 2);
    let cut = Lines::<_, serde_json::Value>::new(&TEXT[..TEXT.len() - 1]).last().unwrap();
    assert_eq!(cut.unwrap_err(), BadBundle::Signature);
}

#[test]
fn nobody_else_opens_it() {
    assert_eq!(taken(&made().bytes, &Identity::generate()).unwrap_err(), BadBundle::ForAnother);
    assert_eq!(taken(b"un altro file", &Identity::generate()).unwrap_err(), BadBundle::NoBundle);
    assert_eq!(taken(b"", &Identity::generate()).unwrap_err(), BadBundle::NoBundle);
}

#[test]
fn a_maker_of_another_root_is_not_believed() {
    let made = made();
    let roots = [root(77, Exercise::Drill)];
    let read = read(&made.bytes[..], &made.hub, &roots, later(60), |_, _, _| Ok::<_, BadBundle>(()));
    assert!(matches!(read.unwrap_err(), BadBundle::Unknown(_)));
}

#[test]
fn a_newer_version_is_told() {
    let made = made_with(|manifest| manifest.version = 2, &[]);
    assert_eq!(taken(&made.bytes, &made.hub).unwrap_err(), BadBundle::Newer(2));
}

#[test]
fn a_part_that_changed_meanwhile_is_not_written_over() {
    let hub = Identity::generate();
    let to: Recipient = hub.to_public().to_string().parse().unwrap();
    let manifest = manifest(&to, vec![part(RECORDS, TEXT)]);
    let (key, certificate) = (key(2), certificate());
    let maker = Maker { key: &key, certificate: &certificate };
    let give = |_: &Part, out: &mut dyn std::io::Write| -> Result<(), NotWritten> {
        Ok(out.write_all(&[b'x'; TEXT.len()])?)
    };
    let refused = write(std::io::sink(), &to, &manifest, &maker, give);
    assert!(matches!(refused.unwrap_err(), NotWritten::Changed(name) if name == RECORDS));
}

#[test]
fn a_file_cut_anywhere_is_refused() {
    let made = made();
    for end in (0..made.bytes.len()).step_by(37).chain([made.bytes.len() - 1]) {
        assert!(taken(&made.bytes[..end], &made.hub).is_err(), "{end}");
    }
}

#[test]
fn a_recipient_is_read_as_it_is_shown() {
    let shown = Identity::generate().to_public().to_string();
    assert_eq!(format!(" {shown}\n").parse::<Recipient>().unwrap().to_string(), shown);
    for other in ["", "age1", &shown[..61], "AGE-SECRET-KEY-1"] {
        assert!(other.parse::<Recipient>().is_err(), "{other}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn a_flipped_byte_is_refused_wherever_it_is(at in any::<prop::sample::Index>(), bit in 0_u8..8) {
        let made = made();
        let mut bytes = made.bytes.clone();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        prop_assert!(taken(&bytes, &made.hub).is_err());
    }
}

#[test]
fn a_manifest_of_before_names_nobody_who_continues() {
    let to: Recipient = Identity::generate().to_public().to_string().parse().unwrap();
    let now = manifest(&to, Vec::new());
    let json = serde_json::to_string(&now).unwrap();
    assert!(!json.contains("continued_by"), "left out where there is none: {json}");
    assert_eq!(serde_json::from_str::<Manifest>(&json).unwrap(), now);
    let by = StationId::new(Uuid::from_u128(6));
    let continued = Manifest { continued_by: Some(by), ..now };
    let json = serde_json::to_string(&continued).unwrap();
    assert_eq!(serde_json::from_str::<Manifest>(&json).unwrap().continued_by, Some(by));
}
