//! As much of the kernel's FUSE protocol (version 7.31, `linux/fuse.h`) as one file of a fixed size needs: read, written,
//! synced. All integers are those of the machine.

/// The name of the file.
pub const NAME: &str = "disk";

/// Longest request: the longest write and what stands before it.
pub const LONGEST: usize = LONGEST_WRITE as usize + 4096;

const LONGEST_WRITE: u32 = 128 * 1024;
const ROOT: u64 = 1;
const FILE: u64 = 2;
const NO_ENTRY: i32 = 2;
const NOT_THERE: i32 = 38;
const NOT_SUPPORTED: i32 = 95;

/// The content of an answer, or the number of an error.
pub type Answer = Result<Vec<u8>, i32>;

/// What the kernel asks.
#[derive(Debug)]
pub enum Request<'a> {
    /// No answer is expected.
    Silent,
    /// The answer needs nothing of the file.
    Answered(Answer),
    /// What the file is.
    Attributes,
    /// The same, by its name.
    Entry,
    Read {
        at: u64,
        length: u64,
    },
    Write {
        at: u64,
        bytes: &'a [u8],
    },
    /// Everything written so far is to be certain.
    Flush,
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_ne_bytes(bytes[at..at + 4].try_into().unwrap())
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from_ne_bytes(bytes[at..at + 8].try_into().unwrap())
}

/// A request, with the number its answer is known by.
pub fn read(bytes: &[u8]) -> (u64, Request<'_>) {
    let (head, body) = bytes.split_at(40);
    let (operation, unique, node) = (u32_at(head, 4), u64_at(head, 8), u64_at(head, 16));
    let request = match operation {
        // FORGET, INTERRUPT, BATCH_FORGET
        2 | 36 | 42 => Request::Silent,
        // LOOKUP
        1 if body == [NAME.as_bytes(), b"\0"].concat() => Request::Entry,
        1 => Request::Answered(Err(NO_ENTRY)),
        // GETATTR, SETATTR
        3 | 4 if node == FILE => Request::Attributes,
        3 | 4 => Request::Answered(Ok(attributes_of(ROOT, 0))),
        // OPEN, OPENDIR: nothing to remember
        14 | 27 => Request::Answered(Ok(vec![0; 16])),
        // READ
        15 => Request::Read { at: u64_at(body, 8), length: u64::from(u32_at(body, 16)) },
        // WRITE
        16 => {
            let length = usize::try_from(u32_at(body, 16)).unwrap();
            Request::Write { at: u64_at(body, 8), bytes: &body[40..40 + length] }
        }
        // FSYNC
        20 if node == FILE => Request::Flush,
        // RELEASE, FSYNC of the folder, FLUSH, READDIR, RELEASEDIR, DESTROY
        18 | 20 | 25 | 28 | 29 | 38 => Request::Answered(Ok(Vec::new())),
        // INIT
        26 => Request::Answered(Ok(begun(u32_at(body, 8)))),
        // FALLOCATE
        43 => Request::Answered(Err(NOT_SUPPORTED)),
        _ => Request::Answered(Err(NOT_THERE)),
    };
    (unique, request)
}

/// The version spoken here, and how long a write may be.
fn begun(readahead: u32) -> Vec<u8> {
    const BIG_WRITES: u32 = 1 << 5;
    const MAX_PAGES: u32 = 1 << 22;
    let mut out = Vec::with_capacity(64);
    for number in [7, 31, readahead, BIG_WRITES | MAX_PAGES] {
        out.extend(number.to_ne_bytes());
    }
    for number in [16_u16, 12] {
        out.extend(number.to_ne_bytes());
    }
    for number in [LONGEST_WRITE, 1] {
        out.extend(number.to_ne_bytes());
    }
    out.extend(u16::try_from(LONGEST_WRITE / 4096).unwrap().to_ne_bytes());
    out.resize(64, 0);
    out
}

/// Of the file, by its node.
pub fn attributes(size: u64) -> Vec<u8> {
    attributes_of(FILE, size)
}

fn attributes_of(node: u64, size: u64) -> Vec<u8> {
    // Valid for an hour: nothing changes behind the kernel's back.
    let mut out = 3600_u64.to_ne_bytes().to_vec();
    out.extend([0; 8]);
    out.extend(described(node, size));
    out
}

/// Of the file, by its name.
pub fn entry(size: u64) -> Vec<u8> {
    let mut out = Vec::new();
    for number in [FILE, 0, 3600, 3600, 0] {
        out.extend(number.to_ne_bytes());
    }
    out.extend(described(FILE, size));
    out
}

fn described(node: u64, size: u64) -> Vec<u8> {
    let mode: u32 = if node == ROOT { 0o040_700 } else { 0o100_600 };
    let mut out = Vec::with_capacity(88);
    for number in [node, size, size.div_ceil(512), 0, 0, 0] {
        out.extend(number.to_ne_bytes());
    }
    for number in [0, 0, 0, mode, 1, 0, 0, 0, 4096, 0] {
        out.extend(number.to_ne_bytes());
    }
    out
}

/// So many bytes were taken.
pub fn written(length: usize) -> Vec<u8> {
    let mut out = u32::try_from(length).unwrap().to_ne_bytes().to_vec();
    out.extend([0; 4]);
    out
}

/// An answer as the kernel reads it.
pub fn answer(unique: u64, answer: Answer) -> Vec<u8> {
    let (error, content) = match answer {
        Ok(content) => (0, content),
        Err(number) => (-number, Vec::new()),
    };
    let mut out = u32::try_from(16 + content.len()).unwrap().to_ne_bytes().to_vec();
    out.extend(error.to_ne_bytes());
    out.extend(unique.to_ne_bytes());
    out.extend(content);
    out
}
