//! A package, and the licence that its metadata names.

pub struct Package {
    pub name: String,
    pub version: String,
    /// An SPDX expression, or an older name for one licence.
    pub license: Option<String>,
}
