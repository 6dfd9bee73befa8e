//! No two source files import each other, directly or through others.
//!
//! - Rust: paths with `crate::`, `super::`, `self::`, a child module or the crate's own name, resolved to the module's file, or
//!   through a re-export to the file of the item. A module that only re-exports its children's items doesn't import them.
//! - JavaScript: `import … from './…'`. Python: `from … import …`.
//! - Go's compiler refuses cycles between packages.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use docs::checkout;
use regex::Regex;

/// Which files each file imports.
type Graph = BTreeMap<PathBuf, BTreeSet<PathBuf>>;

#[test]
fn no_two_files_import_each_other() {
    let files = sources();
    let mut graph = Graph::new();
    for file in &files {
        let imported = match file.extension().and_then(|extension| extension.to_str()) {
            Some("js") => javascript(file, &files),
            Some("py") => python(file, &files),
            _ => BTreeSet::new(),
        };
        graph.entry(file.clone()).or_default().extend(imported);
    }
    let roots = files
        .iter()
        .filter(|file| file.ends_with("src/lib.rs") || file.ends_with("src/main.rs"));
    let folders: BTreeSet<&Path> = roots.filter_map(|file| file.parent()).collect();
    for folder in folders {
        Crate::read(folder, &files).imports(&mut graph);
    }
    let edges: usize = graph.values().map(BTreeSet::len).sum();
    assert!(
        edges > 400,
        "found only {edges} imports; does this test still understand the sources?"
    );

    let cycles: Vec<String> = cycles(&graph)
        .iter()
        .map(|cycle| {
            cycle
                .iter()
                .map(|file| file.display().to_string())
                .collect::<Vec<_>>()
                .join(" → ")
        })
        .collect();
    assert!(
        cycles.is_empty(),
        "files that import each other:\n{}",
        cycles.join("\n")
    );
}

fn sources() -> BTreeSet<PathBuf> {
    let output = Command::new("git")
        .args([
            "ls-files",
            "--cached",
            "--others",
            "--exclude-standard",
            "*.rs",
            "*.js",
            "*.py",
        ])
        .current_dir(checkout(""))
        .output()
        .expect("git lists the files");
    let names = String::from_utf8(output.stdout).expect("names are UTF-8");
    let files = names.lines().filter(|name| checkout(name).is_file());
    files.map(PathBuf::from).collect()
}

fn read(file: &Path) -> String {
    fs::read_to_string(checkout(&file.to_string_lossy())).expect("source files are text")
}

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern")
}

/// A path in a crate, such as `["store", "kv"]`.
type Module = Vec<String>;

/// Stands for the root of a binary that is beside a library.
const MAIN: &str = "main";

struct Crate {
    name: String,
    files: BTreeMap<Module, PathBuf>,
    /// Without comments, and without the tests at the end.
    texts: BTreeMap<Module, String>,
}

impl Crate {
    fn read(folder: &Path, all: &BTreeSet<PathBuf>) -> Crate {
        let within = all
            .iter()
            .filter(|file| file.extension().is_some_and(|extension| extension == "rs"));
        let within = within.filter_map(|file| Some((file.strip_prefix(folder).ok()?, file)));
        let library = all.contains(&folder.join("lib.rs"));
        let files: BTreeMap<Module, PathBuf> = within
            .map(|(path, file)| {
                let mut module: Module = path
                    .with_extension("")
                    .iter()
                    .map(|part| part.to_string_lossy().into())
                    .collect();
                let root = module.len() == 1 && (module[0] == "lib" || (module[0] == MAIN && !library));
                if root || module.ends_with(&["mod".into()]) {
                    module.pop();
                }
                (module, file.clone())
            })
            .collect();
        let texts = files
            .iter()
            .map(|(module, file)| (module.clone(), code(&read(file))))
            .collect();
        let manifest = read(&folder.with_file_name("Cargo.toml"));
        let name = manifest
            .lines()
            .find_map(|line| line.strip_prefix("name = "))
            .expect("a crate has a name");
        let name = name.trim_matches('"').replace('-', "_");
        Crate { name, files, texts }
    }

    fn imports(&self, graph: &mut Graph) {
        for (module, file) in &self.files {
            let used = self.uses(module);
            let targets = used
                .iter()
                .filter_map(|path| self.resolve(path))
                .filter(|target| *target != file);
            graph.entry(file.clone()).or_default().extend(targets.cloned());
        }
    }

    /// The paths that a module uses, but for those that it only re-exports.
    fn uses(&self, module: &Module) -> Vec<Module> {
        static USE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\buse ([^;]+);"));
        static INLINE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b[a-z_][a-z0-9_]*(?:::[A-Za-z_][A-Za-z0-9_]*)+"));
        let text = EXPORT.replace_all(&self.texts[module], "");
        let mut written = Vec::new();
        USE.captures_iter(&text)
            .for_each(|found| expand(&found[1], &mut written));
        let rest = USE.replace_all(&text, "");
        written.extend(INLINE.find_iter(&rest).map(|found| found.as_str().to_owned()));
        written.iter().filter_map(|path| self.absolute(path, module)).collect()
    }

    /// A written path from the root of the crate; none where it leads out of the crate.
    fn absolute(&self, written: &str, module: &Module) -> Option<Module> {
        let mut parts: Vec<&str> = written.split("::").collect();
        let first = parts.remove(0);
        let mut from = match first {
            "crate" => Vec::new(),
            "self" => module.clone(),
            "super" => module.split_last()?.1.to_vec(),
            _ if first == self.name => Vec::new(),
            _ => {
                let parent = if module.as_slice() == [MAIN] {
                    &Vec::new()
                } else {
                    module
                };
                let child = [parent.as_slice(), &[first.to_owned()]].concat();
                self.files.contains_key(&child).then_some(child)?
            }
        };
        while parts.first() == Some(&"super") {
            parts.remove(0);
            from.pop();
        }
        from.extend(parts.into_iter().map(str::to_owned));
        Some(from)
    }

    /// The file of the longest module in a path, or of the item that this module re-exports.
    fn resolve(&self, path: &[String]) -> Option<&PathBuf> {
        let length = (0..=path.len())
            .rev()
            .find(|length| self.files.contains_key(&path[..*length]))?;
        let module = path[..length].to_vec();
        let exported = path.get(length).and_then(|item| {
            let mut exported = Vec::new();
            EXPORT
                .captures_iter(&self.texts[&module])
                .for_each(|found| expand(&found[1], &mut exported));
            let written = exported
                .iter()
                .find(|written| written.rsplit("::").next() == Some(item))?;
            self.absolute(written, &module).filter(|through| through != path)
        });
        match exported {
            Some(through) => self.resolve(&through),
            None => self.files.get(&module),
        }
    }
}

static EXPORT: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?m)^\s*pub(?:\([a-z]+\))? use ([^;]+);"));

fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests").next().unwrap_or(text);
    let lines = text.lines().map(|line| line.split("//").next().unwrap_or(line));
    lines.collect::<Vec<_>>().join("\n")
}

/// Adds `a::b` and `a::c::D` for `a::{b, c::D}`.
fn expand(tree: &str, all: &mut Vec<String>) {
    let Some((start, rest)) = tree.split_once('{') else {
        let path = tree.split(" as ").next().unwrap_or(tree);
        return all.push(path.trim().to_owned());
    };
    let inside = rest.trim_end().strip_suffix('}').unwrap_or(rest);
    let (mut depth, mut from) = (0, 0);
    for (at, byte) in inside.bytes().chain([b',']).enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            b',' if depth == 0 => {
                match inside[from..at].trim() {
                    "" => {}
                    "self" => expand(start.trim().trim_end_matches("::"), all),
                    part => expand(&format!("{}{part}", start.trim()), all),
                }
                from = at + 1;
            }
            _ => {}
        }
    }
}

fn javascript(file: &Path, files: &BTreeSet<PathBuf>) -> BTreeSet<PathBuf> {
    static IMPORT: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?m)^(?:import|export)\b[^;]*?from '(\.[^']+)'"));
    let text = read(file);
    let targets = IMPORT
        .captures_iter(&text)
        .map(|found| normal(&file.with_file_name("").join(&found[1])));
    targets.filter(|target| files.contains(target)).collect()
}

fn python(file: &Path, files: &BTreeSet<PathBuf>) -> BTreeSet<PathBuf> {
    static IMPORT: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"(?m)^from (\.*)([A-Za-z0-9_.]*) import (\([^)]*\)|[^\n]+)"));
    let mut targets = BTreeSet::new();
    for found in IMPORT.captures_iter(&read(file)) {
        let folder = match found[1].len() {
            0 => file
                .ancestors()
                .find(|folder| folder.ends_with("src") || folder.ends_with("tests")),
            dots => file.ancestors().nth(dots),
        };
        let Some(folder) = folder else { continue };
        let module = found[2]
            .split('.')
            .fold(folder.to_owned(), |path, part| path.join(part));
        let names = found[3]
            .split(',')
            .map(|name| module.join(name.trim_matches(['(', ')', ' ', '\n'])));
        targets.extend(names.chain([module.clone()]).map(|path| path.with_extension("py")));
    }
    targets.retain(|target| files.contains(target) && target != file);
    targets
}

fn normal(path: &Path) -> PathBuf {
    path.iter().fold(PathBuf::new(), |mut path, part| {
        match part.to_str() {
            Some("..") => drop(path.pop()),
            Some(".") => {}
            _ => path.push(part),
        }
        path
    })
}

/// The shortest way from a file back to itself, for each group of files that reach each other.
fn cycles(graph: &Graph) -> Vec<Vec<&PathBuf>> {
    let mut found: Vec<Vec<&PathBuf>> = Vec::new();
    for start in graph.keys() {
        if found.iter().flatten().any(|file| *file == start) {
            continue;
        }
        let mut ways = vec![vec![start]];
        let mut seen = BTreeSet::new();
        let mut at = 0;
        while at < ways.len() && found.last().is_none_or(|cycle| cycle[0] != start) {
            for next in graph.get(ways[at][ways[at].len() - 1]).into_iter().flatten() {
                let way = [&ways[at][..], &[next]].concat();
                if next == start {
                    found.push(way);
                    break;
                }
                if seen.insert(next) {
                    ways.push(way);
                }
            }
            at += 1;
        }
    }
    found
}
