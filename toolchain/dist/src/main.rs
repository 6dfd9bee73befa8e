//! Writes the release of this checkout into a folder: `dist FOLDER`. Everything that goes in has been built; this program
//! only collects and packs. The same checkout gives the same bytes, wherever it lies.

mod archive;
mod bundled;
mod cargo;
mod collect;
mod go;
mod inventory;
mod layout;
mod licences;
mod pack;
mod package;
mod release;
mod sbom;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};

use crate::release::Release;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let folder = std::env::args_os()
        .nth(1)
        .map(PathBuf::from)
        .context("usage: dist FOLDER")?;
    let release = Release::of_checkout()?;
    let inventory = collect::collect(&release)?;
    let licences = licences::text(&inventory);
    let sbom = sbom::write(&release, &inventory)?;

    let papers = [
        ("LICENSE", release.read("LICENSE")?),
        ("THIRD-PARTY-LICENSES.txt", licences.clone().into_bytes()),
        ("sbom.cdx.json", sbom.clone()),
    ];
    let name = format!("polyglot-pipeline-{}", release.version);
    let files = [
        (
            format!("{name}-{}.tar.gz", release.target),
            archive::write(&release, &papers)?,
        ),
        (format!("{name}.tgz"), package::write(&release, &papers)?),
        (format!("{name}-oci.tar.gz"), layout::write(&release)?),
        (format!("{name}.cdx.json"), sbom),
        ("THIRD-PARTY-LICENSES.txt".to_string(), licences.into_bytes()),
    ];
    pack::publish(&folder, &files)
}
