//! Which targets of make a changed file needs.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The folders with components, besides those of stages.
const COMPONENTS: [&str; 4] = ["rust-validator", "rust-components", "go-service", "py-reporting"];
/// Those in Rust, which `steps` has built in a quick way.
pub const RUST: [&str; 2] = ["rust-validator", "rust-components"];
/// The folders with the programs that compose and run them.
const PROGRAMS: [&str; 2] = ["composer", "rust-host"];
/// What a file in these folders changes: every component, or the run alone.
const CONTRACTS: &str = "wit";
const SAMPLES: &str = "samples";
pub const STAGES: &str = "stages";

/// The folders to watch, in the checkout.
pub fn folders() -> impl Iterator<Item = &'static str> {
    COMPONENTS
        .into_iter()
        .chain(PROGRAMS)
        .chain([CONTRACTS, SAMPLES, STAGES])
}

/// The targets to build for files that were changed, relative to the checkout at `root`.
pub fn targets(changed: &BTreeSet<PathBuf>, root: &Path) -> Vec<String> {
    let mut folders = BTreeSet::new();
    for path in changed {
        let mut names = path.iter().filter_map(|name| name.to_str());
        match (names.next(), names.next()) {
            (Some(CONTRACTS), _) => folders.extend(COMPONENTS.map(String::from).into_iter().chain(stages(root))),
            (Some(STAGES), Some(stage)) => {
                folders.extend(stages(root).filter(|folder| *folder == format!("{STAGES}/{stage}")))
            }
            (Some(STAGES), None) => folders.extend(stages(root)),
            (Some(SAMPLES), _) | (None, _) => {}
            (Some(folder), _) => folders.extend([folder.into()]),
        }
    }
    folders.into_iter().map(|folder| format!("{folder}.build")).collect()
}

/// The stages that can be built: a folder that was deleted, or is still being written, cannot.
fn stages(root: &Path) -> impl Iterator<Item = String> {
    let entries = std::fs::read_dir(root.join(STAGES)).into_iter().flatten().flatten();
    entries
        .filter(|entry| entry.path().join("Makefile").is_file())
        .filter_map(|entry| Some(format!("{STAGES}/{}", entry.file_name().to_str()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(paths: &[&str], root: &Path) -> Vec<String> {
        targets(&paths.iter().map(PathBuf::from).collect(), root)
    }

    #[test]
    fn a_file_builds_its_folder_once_and_a_contract_all_components() {
        let root = tempfile::tempdir().expect("a folder");
        for stage in ["stages/tidy", "stages/empty"] {
            std::fs::create_dir_all(root.path().join(stage)).expect("a folder");
        }
        std::fs::write(root.path().join("stages/tidy/Makefile"), "").expect("a file");
        let rules = "rust-validator/src/rules.rs";
        assert_eq!(
            of(&[rules, "rust-validator/Cargo.toml"], root.path()),
            ["rust-validator.build"]
        );
        assert_eq!(of(&["samples/users.csv"], root.path()), [""; 0]);
        assert_eq!(
            of(&["stages/tidy/src/stage.py", "stages/gone"], root.path()),
            ["stages/tidy.build"]
        );
        assert_eq!(of(&["stages"], root.path()), ["stages/tidy.build"]);
        assert_eq!(
            of(&["wit/pipeline.wit"], root.path()),
            [
                "go-service.build",
                "py-reporting.build",
                "rust-components.build",
                "rust-validator.build",
                "stages/tidy.build"
            ]
        );
    }
}
