//! The least: a preallocated file, one thread that appends whatever waits and calls fdatasync.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::mpsc::{Sender, SyncSender, channel, sync_channel};
use std::time::Duration;

use super::load::{Seen, drive};

const RECORD: [u8; 600] = [b'x'; 600];

pub fn run(path: &Path, writers: usize, time: Duration) -> Seen {
    let (waiting, queue) = channel::<SyncSender<()>>();
    let mut file = File::create_new(path).expect("a new file");
    let committer = std::thread::spawn(move || {
        let mut batch = Vec::new();
        while let Ok(first) = queue.recv() {
            let mut answers = vec![first];
            answers.extend(queue.try_iter());
            batch.clear();
            for _ in &answers {
                batch.extend_from_slice(&RECORD);
            }
            file.write_all(&batch).expect("written");
            file.sync_data().expect("synced");
            for answer in answers {
                answer.send(()).expect("the writer waits");
            }
        }
    });
    let seen = drive(writers, time, || append(&waiting));
    drop(waiting);
    committer.join().expect("the committer does not panic");
    seen
}

fn append(waiting: &Sender<SyncSender<()>>) {
    let (answer, done) = sync_channel(1);
    waiting.send(answer).expect("the committer runs");
    done.recv().expect("the committer answers");
}
