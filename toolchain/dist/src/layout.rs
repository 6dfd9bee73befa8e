//! The components as an OCI image layout, one image per component, in the format that `wkg` and other tools for
//! WebAssembly read.

use std::collections::HashMap;

use anyhow::{Context, Result};
use oci_spec::image::{
    Descriptor, DescriptorBuilder, Digest, ImageIndexBuilder, ImageManifestBuilder, MediaType, OciLayoutBuilder,
};
use serde::Serialize;

use crate::pack::{Pack, sha256};
use crate::release::Release;

const CONFIG: &str = "application/vnd.wasm.config.v0+json";
const LAYER: &str = "application/wasm";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Config {
    created: String,
    author: Option<String>,
    architecture: &'static str,
    os: &'static str,
    layer_digests: Vec<String>,
    component: Component,
}

#[derive(Serialize)]
struct Component {
    exports: Vec<String>,
    imports: Vec<String>,
    target: Option<String>,
}

pub fn write(release: &Release) -> Result<Vec<u8>> {
    let mut layout = Pack::new(release.time);
    let mut images = Vec::new();
    for (name, wasm) in &release.wasm {
        let manifest =
            image(&mut layout, release, name, wasm).with_context(|| format!("write the image of `{name}`"))?;
        images.push(manifest);
    }
    let index = ImageIndexBuilder::default()
        .schema_version(2u32)
        .media_type(MediaType::ImageIndex)
        .manifests(images)
        .build()?;
    layout.add("index.json", index.to_string()?);
    layout.add(
        "oci-layout",
        OciLayoutBuilder::default()
            .image_layout_version("1.0.0")
            .build()?
            .to_string()?,
    );
    layout.into_tar_gz()
}

/// Adds an image, and describes its manifest.
fn image(layout: &mut Pack, release: &Release, name: &str, wasm: &[u8]) -> Result<Descriptor> {
    let graph = inspector::inspect(wasm)?;
    let config = Config {
        created: release.date_and_time()?,
        author: None,
        architecture: "wasm",
        os: "wasip2",
        layer_digests: vec![format!("sha256:{}", sha256(wasm))],
        component: Component {
            exports: graph.exports.into_iter().map(|export| export.name).collect(),
            imports: graph.imports.into_iter().map(|import| import.name).collect(),
            target: None,
        },
    };
    let config = blob(layout, CONFIG, &serde_json::to_vec(&config)?)?;
    let layer = blob(layout, LAYER, wasm)?;
    let annotations: HashMap<String, String> = [
        ("org.opencontainers.image.licenses", "Apache-2.0"),
        ("org.opencontainers.image.title", name),
        ("org.opencontainers.image.version", &release.version),
    ]
    .map(|(key, value)| (key.to_string(), value.to_string()))
    .into();
    let manifest = ImageManifestBuilder::default()
        .schema_version(2u32)
        .media_type(MediaType::ImageManifest)
        .config(config)
        .layers([layer])
        .annotations(annotations)
        .build()?;
    // The annotations are a `HashMap`, whose order varies.
    let mut manifest = serde_json::to_value(&manifest)?;
    manifest.sort_all_objects();
    let manifest = serde_json::to_vec(&manifest)?;
    let described = blob(layout, MediaType::ImageManifest.as_ref(), &manifest)?;
    let reference = HashMap::from([(
        "org.opencontainers.image.ref.name".to_string(),
        format!("{name}:{}", release.version),
    )]);
    Ok(DescriptorBuilder::default()
        .media_type(described.media_type().clone())
        .size(described.size())
        .digest(described.digest().clone())
        .annotations(reference)
        .build()?)
}

fn blob(layout: &mut Pack, media_type: &str, content: &[u8]) -> Result<Descriptor> {
    let hash = sha256(content);
    layout.add(format!("blobs/sha256/{hash}"), content);
    let digest: Digest = format!("sha256:{hash}").parse()?;
    Ok(Descriptor::new(media_type.into(), content.len() as u64, digest))
}
