//! The crates that end up in the program, on the platforms it is made for.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package, PackageId};
use spdx::{Expression, LicenseReq};

use super::{ACCEPTED, root};

const PLATFORMS: [&str; 3] =
    ["x86_64-unknown-linux-gnu", "x86_64-unknown-linux-musl", "x86_64-pc-windows-gnu"];

/// One crate of others.
pub struct Part {
    pub name: String,
    pub version: String,
    /// SPDX, as its givers say.
    pub licence: String,
    /// What of it holds here.
    pub chosen: Vec<LicenseReq>,
    pub home: Option<String>,
    pub folder: PathBuf,
    /// SHA-256 of the archive, as `Cargo.lock` has it.
    pub sum: String,
    pub needs: BTreeSet<(String, String)>,
}

/// All of them, by name and version.
pub fn shipped() -> Vec<Part> {
    let sums = sums();
    let mut found: BTreeMap<(String, String), Part> = BTreeMap::new();
    for metadata in PLATFORMS.map(metadata) {
        for id in reached(&metadata).into_iter().filter(|id| !ours(&metadata[*id])) {
            let package = &metadata[id];
            let part = found.entry(key(package)).or_insert_with(|| part(package, &sums));
            part.needs.extend(needs(&metadata, id).into_iter().map(|id| key(&metadata[id])));
        }
    }
    found.into_values().collect()
}

/// What the program itself asks for, in any of its rooms.
pub fn linked() -> BTreeSet<(String, String)> {
    let on = |metadata: Metadata| -> Vec<_> {
        let rooms = reached(&metadata).into_iter().filter(|id| ours(&metadata[*id]));
        rooms
            .chain([program(&metadata)])
            .flat_map(|room| needs(&metadata, room))
            .map(|id| &metadata[id])
            .filter(|package| !ours(package))
            .map(key)
            .collect()
    };
    PLATFORMS.map(metadata).into_iter().flat_map(on).collect()
}

/// A room of this house: no part of others, but what it asks for is.
fn ours(package: &Package) -> bool {
    package.source.is_none()
}

fn metadata(platform: &str) -> Metadata {
    MetadataCommand::new()
        .manifest_path(root("Cargo.toml"))
        .other_options(["--locked", "--filter-platform", platform].map(str::to_owned))
        .exec()
        .unwrap()
}

fn program(metadata: &Metadata) -> &PackageId {
    metadata.resolve.as_ref().unwrap().root.as_ref().unwrap()
}

fn key(package: &Package) -> (String, String) {
    (package.name.to_string(), package.version.to_string())
}

/// What ends up in the program; neither tests nor what runs only while building.
fn reached(metadata: &Metadata) -> BTreeSet<&PackageId> {
    let mut seen = BTreeSet::new();
    let mut waiting = needs(metadata, program(metadata));
    while let Some(id) = waiting.pop() {
        if seen.insert(id) {
            waiting.extend(needs(metadata, id));
        }
    }
    seen
}

fn needs<'a>(metadata: &'a Metadata, of: &PackageId) -> Vec<&'a PackageId> {
    let resolved = metadata.resolve.as_ref().unwrap();
    let node = resolved.nodes.iter().find(|node| node.id == *of).unwrap();
    let linked =
        node.deps.iter().filter(|dep| dep.dep_kinds.iter().any(|kind| kind.kind == DependencyKind::Normal));
    linked
        .map(|dep| &dep.pkg)
        .filter(|id| !made_while_building(&metadata[*id]) && !for_tests(&metadata[of], &metadata[*id]))
        .collect()
}

/// What a room of ours only asks for when it shows something to the tests of another.
fn for_tests(room: &Package, asked: &Package) -> bool {
    ours(room)
        && room.dependencies.iter().any(|dependency| dependency.optional && dependency.name == *asked.name)
}

/// A macro writes code while building; nothing of it or of what it needs is in the program.
fn made_while_building(package: &Package) -> bool {
    package.targets.iter().any(cargo_metadata::Target::is_proc_macro)
}

fn part(package: &Package, sums: &BTreeMap<(String, String), String>) -> Part {
    let licence = package.license.clone().unwrap_or_else(|| panic!("{} names no licence", package.name));
    let expression = Expression::parse_mode(&licence, spdx::ParseMode::LAX).unwrap();
    let accepted: Vec<_> = ACCEPTED
        .iter()
        .map(|id| spdx::Licensee::parse(id).unwrap_or_else(|error| panic!("{id}: {error}")))
        .collect();
    let chosen = expression
        .minimized_requirements(accepted.iter())
        .unwrap_or_else(|error| panic!("{} is given under {licence}: {error}", package.name));
    Part {
        name: package.name.to_string(),
        version: package.version.to_string(),
        licence: licence.replace(" / ", " OR ").replace('/', " OR "),
        chosen,
        home: package.repository.clone(),
        folder: package.manifest_path.parent().unwrap().into(),
        sum: sums.get(&key(package)).cloned().unwrap_or_else(|| panic!("{} has no sum", package.name)),
        needs: BTreeSet::new(),
    }
}

fn sums() -> BTreeMap<(String, String), String> {
    let lock: toml::Table = std::fs::read_to_string(root("Cargo.lock")).unwrap().parse().unwrap();
    let text = |package: &toml::Value, key: &str| Some(package.get(key)?.as_str()?.to_owned());
    lock["package"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|package| {
            Some(((text(package, "name")?, text(package, "version")?), text(package, "checksum")?))
        })
        .collect()
}
