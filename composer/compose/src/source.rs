//! From .wac files to a graph.

use std::path::PathBuf;

use anyhow::{Result, anyhow};
use indexmap::IndexMap;
use miette::Diagnostic;
use wac_parser::resolution::Error;
use wac_parser::{Document, ExportOptions, ExportStatement, PostfixExpr, Statement};

use crate::checkout::Checkout;
use crate::composition::Composition;
use crate::parts::Parts;

/// Files that are read as one. Each is padded at the front with as many spaces as the files before it are long, so that
/// every position belongs to only one of them.
pub struct Sources {
    files: Vec<(String, usize, String)>,
}

impl Sources {
    pub fn read(checkout: &Checkout, names: &[String]) -> Result<Sources> {
        let mut files = Vec::new();
        let mut start = 0;
        for name in names {
            let path: PathBuf = checkout.path("composer").join(name);
            let text = format!("{}{}", " ".repeat(start), checkout.read(&path)?);
            let end = text.len();
            files.push((checkout.shown(&path), start, text));
            start = end;
        }
        Ok(Sources { files })
    }

    /// The statements of all files, under the package name of the first.
    pub fn document(&self) -> Result<Document<'_>> {
        let mut documents = Vec::new();
        for (_, _, text) in &self.files {
            documents.push(Document::parse(text).map_err(|error| self.error(error))?);
        }
        let mut documents = documents.into_iter();
        let mut whole = documents.next().ok_or_else(|| anyhow!("found no file"))?;
        whole
            .statements
            .extend(documents.flat_map(|document| document.statements));
        Ok(whole)
    }

    /// The graph that the files describe, and what they export, in the order of their statements.
    pub fn composition(&self, parts: &Parts) -> Result<Composition> {
        let document = self.document()?;
        let mut packages = IndexMap::new();
        for (key, _) in wac_resolver::packages(&document).map_err(|error| self.error(error))? {
            packages.insert(key, parts.package(&key)?);
        }
        let resolution = document.resolve(packages).map_err(|error| {
            let next = match error {
                Error::MissingInstantiationArg { .. } => {
                    "\n  name it there, or write `...` as the last argument to leave it to the host"
                }
                Error::MismatchedInstantiationArg { .. } => {
                    "\n  the components are not built from the same wit/; `make compose` builds those that are out of date"
                }
                _ => "",
            };
            anyhow!("{}{next}", self.error(error))
        })?;
        let graph = resolution.into_graph();
        let mut exports: Vec<String> = graph
            .nodes()
            .filter_map(|node| node.export_name())
            .map(Into::into)
            .collect();
        exports.sort();
        let statements: Vec<String> = document.statements.iter().filter_map(exported).collect();
        let place = |name: &String| {
            statements
                .iter()
                .position(|one| matches(name, one))
                .unwrap_or(usize::MAX)
        };
        exports.sort_by_key(place);
        Ok(Composition { graph, exports })
    }

    /// The message with file, line and column, and what caused it on the lines below.
    fn error(&self, error: impl Diagnostic + Send + Sync + 'static) -> anyhow::Error {
        let offset = error
            .labels()
            .and_then(|mut labels| labels.next())
            .map_or(0, |label| label.offset());
        let file = self.files.iter().rev().find(|(_, start, _)| *start <= offset);
        let mut message = match file {
            Some((name, start, text)) => {
                let before = text.get(*start..offset).unwrap_or_default();
                let line = 1 + before.matches('\n').count();
                let column = 1 + before.chars().rev().take_while(|one| *one != '\n').count();
                format!("{name}:{line}:{column}: {error}")
            }
            None => error.to_string(),
        };
        let mut cause = std::error::Error::source(&error);
        while let Some(one) = cause {
            message.push_str(&format!("\n  {one}"));
            cause = one.source();
        }
        anyhow!(message)
    }
}

/// What an export statement exports, as written: a name, or the last part of one.
fn exported(statement: &Statement) -> Option<String> {
    let Statement::Export(ExportStatement { options, expr, .. }) = statement else {
        return None;
    };
    match (options, expr.postfix.last()) {
        (ExportOptions::Rename(name), _) => Some(name.as_str().into()),
        (ExportOptions::None, Some(PostfixExpr::NamedAccess(access))) => Some(access.string.value.into()),
        (ExportOptions::None, Some(PostfixExpr::Access(access))) => Some(access.id.string.into()),
        _ => None,
    }
}

/// Whether `said` is this name or its last part, such as `job` for `my:pipeline/job@2.0.0`.
fn matches(name: &str, said: &str) -> bool {
    let last = name.rsplit('/').next().unwrap_or(name);
    name == said || last.split('@').next() == Some(said)
}
