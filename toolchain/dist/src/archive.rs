//! The archive: the Rust host and the components, as they lie below a prefix such as `/usr/local`.

use anyhow::Result;

use crate::pack::Pack;
use crate::release::Release;

/// Where the host finds the components, relative to the folder above its own. rust-host/src/cli/mod.rs has the same path.
const SHARE: &str = "share/polyglot-pipeline";

pub fn write(release: &Release, papers: &[(&str, Vec<u8>)]) -> Result<Vec<u8>> {
    let top = format!("polyglot-pipeline-{}-{}", release.version, release.target);
    let mut pack = Pack::new(release.time);
    pack.add_program(format!("{top}/bin/pipeline"), release.host.clone());
    for (name, content) in &release.wasm {
        pack.add(format!("{top}/{SHARE}/{name}.wasm"), content.clone());
    }
    for (path, content) in release.below("composer/policies")? {
        pack.add(
            format!("{top}/{SHARE}/{}", path.trim_start_matches("composer/")),
            content,
        );
    }
    for (name, content) in papers {
        pack.add(format!("{top}/{SHARE}/{name}"), content.clone());
    }
    pack.add(
        format!("{top}/README.md"),
        release.read("toolchain/dist/archive/README.md")?,
    );
    pack.add(format!("{top}/users.csv"), release.read("samples/users.csv")?);
    pack.into_tar_gz()
}
