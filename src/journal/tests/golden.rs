//! The stored forms, byte for byte. A change here is a change of format: it needs a new version and FORMATS.md.

use super::*;
use domain::text::hex;
use vault::KeyId;

fn golden_header() -> Header {
    Header {
        position: position(0x0102),
        station: StationId::new(Uuid::from_u128(0x0011_2233_4455_6677_8899_aabb_ccdd_eeff)),
        time: Moment::new(DateTime::from_timestamp_millis(1_790_000_000_123).unwrap()),
        offset_minutes: 120,
        class: Class::Local,
        weight: Weight::Critical,
        key: KeyId(3),
        commitment: record::commitment(&[0xaa; 32], br#"{"kind":"x","v":1}"#),
    }
}

#[test]
fn a_header_has_72_bytes_in_this_order() {
    let bytes = golden_header().to_bytes();
    let expected = concat!(
        "0201000000000000",
        "00112233445566778899aabbccddeeff",
        "7b6c50c4a0010000",
        "7800",
        "02",
        "01",
        "03000000",
    );
    assert_eq!(hex::encode(&bytes[..40]), expected);
    assert_eq!(hex::encode(&bytes[40..]), include_str!("golden/commitment-v1.hex").trim());
    assert_eq!(Header::from_bytes(&bytes), Some(golden_header()));
}

#[test]
fn chain_hashes_are_these() {
    let header = golden_header();
    let genesis = record::genesis(header.station);
    let chain = record::chain(&genesis, &header.to_bytes());
    let golden = include_str!("golden/chain-v1.hex").split_whitespace().collect::<Vec<_>>();
    assert_eq!([genesis.to_string(), chain.to_string()], *golden);
}

#[test]
fn a_frame_has_these_bytes() {
    let header = golden_header().to_bytes();
    let key = SealKeyOf::golden();
    let mut bytes = Vec::new();
    let payload = br#"{"kind":"x","v":1}"#;
    frame::begin(&mut bytes, &header, &record::genesis(golden_header().station), frame::SEAL + payload.len());
    key.seal_into(&mut bytes, &[0xbb; 24], &header, &[&[0xaa; 32], payload]);
    frame::close(&mut bytes);
    frame::stamp(&mut bytes, position(0x0101));
    assert_eq!(hex::encode(&bytes), include_str!("golden/frame-v1.hex").trim());
    let frame = frame::parse(&bytes).unwrap();
    assert_eq!((frame.header, frame.batch, frame.length), (golden_header(), position(0x0101), bytes.len()));
}

struct SealKeyOf;

impl SealKeyOf {
    fn golden() -> Arc<vault::SealKey> {
        let disk = SimulatedDisk::new();
        disk.create_folder(folder()).unwrap();
        keys(disk.shared(), 7).record_key().1
    }
}

#[test]
fn a_segment_header_has_these_bytes() {
    let header = segment::SegmentHeader {
        station: golden_header().station,
        first: position(0x0102),
        previous: record::genesis(golden_header().station),
        slots: b"{}".to_vec(),
    };
    let bytes = header.to_bytes();
    assert_eq!(hex::encode(&bytes), include_str!("golden/segment-v1.hex").trim());
    assert_eq!(segment::SegmentHeader::parse(&bytes), Ok((header, bytes.len())));
    assert_eq!(segment::file_name(position(0x0102)), "journal-00000000000000000258.seg");
}

#[test]
fn a_segment_of_a_newer_version_is_told_from_a_damaged_one() {
    let header = segment::SegmentHeader {
        station: golden_header().station,
        first: position(1),
        previous: record::genesis(golden_header().station),
        slots: b"{}".to_vec(),
    };
    let mut bytes = header.to_bytes();
    bytes[8] = 2;
    assert_eq!(segment::SegmentHeader::parse(&bytes), Err(segment::NoHeader::Damaged));
    let body = bytes.len() - 4;
    let sum = crc32c::crc32c(&bytes[..body]);
    bytes[body..].copy_from_slice(&sum.to_le_bytes());
    assert_eq!(segment::SegmentHeader::parse(&bytes), Err(segment::NoHeader::Version(2)));
}
