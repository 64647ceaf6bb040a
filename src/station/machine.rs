//! What can be read of this computer without special rights.

use std::fs;
use std::path::{Path, PathBuf};

use vault::machine::{Machine, Part};

/// This computer.
pub fn this() -> Machine {
    let system = (Part::System, system());
    let rest = [(Part::Board, board()), (Part::Disk, disk())];
    let found = rest.into_iter().filter_map(|(part, value)| Some((part, value?)));
    Machine::of(found.chain([system]).chain(cards().into_iter().map(|card| (Part::Network, card))))
}

fn text(path: impl AsRef<Path>) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// What the operating system calls this installation.
fn system() -> String {
    ["/etc/machine-id", "/var/lib/dbus/machine-id"]
        .iter()
        .find_map(text)
        .or_else(|| std::env::var("COMPUTERNAME").ok())
        .unwrap_or_default()
}

/// The board's unique number where anybody may read it, else how its maker describes it.
fn board() -> Option<String> {
    let dmi = Path::new("/sys/class/dmi/id");
    let windows = || std::env::var("PROCESSOR_IDENTIFIER").ok();
    text(dmi.join("modalias")).or_else(|| text("/proc/device-tree/serial-number")).or_else(windows)
}

/// The disk that the root of the system lies on.
fn disk() -> Option<String> {
    let mounts = text("/proc/self/mountinfo")?;
    let root = mounts.lines().find(|line| line.split(' ').nth(4) == Some("/"))?;
    let device = Path::new("/sys/dev/block").join(root.split(' ').nth(2)?);
    let device = fs::canonicalize(device).ok()?;
    // A partition lies below its disk.
    let places: [PathBuf; 2] = [device.clone(), device.parent()?.to_owned()];
    let names = ["wwid", "device/wwid", "device/serial", "serial", "device/cid"];
    places.iter().flat_map(|place| names.iter().map(|name| place.join(name))).find_map(text)
}

/// Addresses of the network cards that are part of the computer.
fn cards() -> Vec<String> {
    let Ok(found) = fs::read_dir("/sys/class/net") else { return Vec::new() };
    let real = found.flatten().map(|item| item.path()).filter(|card| card.join("device").exists());
    real.filter_map(|card| text(card.join("address"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::id::StationId;
    use vault::machine::Sameness;

    #[test]
    fn this_computer_is_the_same_twice() {
        let station = StationId::new(uuid::Uuid::from_u128(7));
        assert_eq!(this().compare(&this().recorded(station), station), Sameness::Same);
    }
}
