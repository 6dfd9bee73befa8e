//! Every relative link in a page leads to an existing file and heading, and every path in a code span exists.

use std::fs;
use std::path::Path;

use docs::{checkout, files};

/// The text without code blocks.
fn unfenced(text: &str) -> impl Iterator<Item = &str> {
    let mut fenced = false;
    text.lines().filter(move |line| {
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        !fenced && !fence
    })
}

/// The text without code blocks and code spans.
fn prose(text: &str) -> String {
    let mut prose = String::new();
    for line in unfenced(text) {
        prose.extend(line.split('`').step_by(2));
        prose.push('\n');
    }
    prose
}

/// The paths in code spans that start with a folder of the checkout. `a/{b,c}.rs` is two.
fn paths(text: &str) -> Vec<String> {
    let lines: Vec<&str> = unfenced(text).collect();
    let joined = lines.join("\n");
    let spans = joined.split('`').skip(1).step_by(2);
    let in_checkout = |span: &&str| {
        let first = span.split_once('/').map_or("", |(first, _)| first);
        let made = MADE.iter().any(|made| span.starts_with(made));
        !first.is_empty() && !made && checkout(first).is_dir() && !span.contains([' ', '*', '…'])
    };
    spans.filter(in_checkout).flat_map(expanded).collect()
}

/// What a build or a user makes.
const MADE: [&str; 5] = ["bin/", "build/", "data/", "stages/", "workshop/scratch"];

fn expanded(path: &str) -> Vec<String> {
    let braces = path
        .split_once('{')
        .and_then(|(start, rest)| Some((start, rest.split_once('}')?)));
    let Some((start, (choices, end))) = braces else {
        return vec![path.into()];
    };
    let paths = choices.split(',').map(|choice| format!("{start}{choice}{end}"));
    paths.flat_map(|path| expanded(&path)).collect()
}

/// The targets in `](…)`, in `src="…"`, and after `]: ` at the start of a line.
fn links(text: &str) -> Vec<String> {
    let prose = prose(text);
    let inline = between(&prose, "](", ')');
    let sources = between(&prose, "src=\"", '"');
    let references = prose
        .lines()
        .filter(|line| line.starts_with('['))
        .filter_map(|line| line.split_once("]: "));
    inline
        .into_iter()
        .chain(sources)
        .chain(references.map(|(_, link)| link.trim().to_string()))
        .collect()
}

fn between(text: &str, start: &str, end: char) -> Vec<String> {
    let parts = text.split(start).skip(1);
    parts
        .filter_map(|part| Some(part.split_once(end)?.0.to_string()))
        .collect()
}

/// A heading's anchor as GitHub makes it: lower case, `-` for a space, only letters, digits, `-` and `_`.
fn anchor(heading: &str) -> String {
    let kept = heading.trim().to_lowercase();
    let kept = kept
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

fn anchors(page: &Path) -> Vec<String> {
    let text = fs::read_to_string(page).unwrap_or_default();
    let mut fenced = false;
    let headings = text.lines().filter(|line| {
        fenced ^= line.starts_with("```");
        !fenced && line.starts_with('#')
    });
    headings.map(|line| anchor(line.trim_start_matches('#'))).collect()
}

fn broken(page: &Path) -> Vec<String> {
    let text = fs::read_to_string(page).expect("a page is text");
    let folder = page.parent().expect("a page lies in a folder");
    let leads_nowhere = |link: &String| {
        let (path, fragment) = link.split_once('#').unwrap_or((link, ""));
        let target = if path.is_empty() {
            page.to_path_buf()
        } else {
            folder.join(path)
        };
        !target.exists() || !fragment.is_empty() && !anchors(&target).contains(&fragment.to_string())
    };
    let outside = |link: &String| link.contains("://") || link.starts_with("mailto:");
    links(&text)
        .into_iter()
        .filter(|link| !outside(link))
        .filter(leads_nowhere)
        .collect()
}

#[test]
fn every_link_leads_somewhere() {
    let pages = files("*.md");
    assert!(pages.len() >= 10, "found {} pages", pages.len());
    let mut all = Vec::new();
    for page in &pages {
        let broken = broken(page)
            .into_iter()
            .map(|link| format!("{}: `{link}`", page.display()));
        all.extend(broken);
    }
    assert!(all.is_empty(), "links that lead nowhere:\n{}", all.join("\n"));
}

#[test]
fn every_path_exists() {
    let mut missing = Vec::new();
    for page in files("*.md") {
        let text = fs::read_to_string(&page).expect("a page is text");
        // A path starts at the checkout, or at the page's folder.
        let beside = page.parent().expect("a page lies in a folder");
        let nowhere = |path: &String| !checkout(path).exists() && !beside.join(path).exists();
        let found = paths(&text).into_iter().filter(nowhere);
        missing.extend(found.map(|path| format!("{}: `{path}`", page.display())));
    }
    assert!(missing.is_empty(), "no such files:\n{}", missing.join("\n"));
}

#[test]
fn every_page_of_the_folder_is_listed_in_the_readme() {
    let readme = links(&fs::read_to_string(checkout("README.md")).expect("there is a README"));
    for page in files("*.md").iter().filter(|page| page.starts_with(checkout("docs"))) {
        let name = page
            .strip_prefix(checkout(""))
            .expect("it lies in the checkout")
            .to_string_lossy();
        assert!(
            readme.iter().any(|link| *link == name),
            "README.md doesn't lead to `{name}`"
        );
    }
}

#[test]
fn paths_are_those_of_the_checkout() {
    let text = "`docs/use.md` `docs/{a,b}.md` `no/such.md` `docs/*.md`\n```\n`docs/c.md`\n```\n";
    assert_eq!(paths(text), ["docs/use.md", "docs/a.md", "docs/b.md"]);
}

#[test]
fn a_link_that_leads_nowhere_is_found() {
    let folder = tempfile::tempdir().expect("a folder");
    let page = folder.path().join("page.md");
    let text = "# One `two`, three\n[a](page.md#one-two-three) [b](none.md) [c](#four) `[d](e)`\n\n```\n[f](g)\n```\n[h]: i.md\n";
    fs::write(&page, text).expect("it can be written");
    assert_eq!(broken(&page), ["none.md", "#four", "i.md"]);
}
