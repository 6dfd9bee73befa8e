//! A component whose bytes are changed at random gives a graph or an error. A graph can always be rendered and checked
//! against a policy.

mod common;

use std::sync::LazyLock;

use inspector::policy::Policy;
use inspector::render;
use proptest::prelude::*;
use proptest::sample::Index;

static SEEDS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let folders = ["corpus", "mutants", "parts"];
    let mut seeds: Vec<Vec<u8>> = folders
        .iter()
        .flat_map(|folder| common::files(folder, "wat"))
        .map(|file| common::assemble(&file))
        .collect();
    seeds.push(common::compose(&common::path("mutants/original.wac")));
    seeds
});

#[derive(Clone, Debug)]
enum Change {
    Flip(Index, u8),
    /// Indices are small numbers, so another small number is the change that most often stays valid.
    Small(Index, u8),
    Cut(Index),
    Remove(Index, usize),
    /// Copies a section of this or another component to another place.
    Section(Index, Index, Index),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        1 => (any::<Index>(), any::<u8>()).prop_map(|(at, bits)| Change::Flip(at, bits)),
        4 => (any::<Index>(), 0..8_u8).prop_map(|(at, value)| Change::Small(at, value)),
        1 => any::<Index>().prop_map(Change::Cut),
        1 => (any::<Index>(), 1..16_usize).prop_map(|(at, count)| Change::Remove(at, count)),
        2 => (any::<Index>(), any::<Index>(), any::<Index>())
            .prop_map(|(seed, section, at)| Change::Section(seed, section, at)),
    ]
}

/// The starts and ends of the outermost component's sections.
fn sections(wasm: &[u8]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut at = 8;
    while at < wasm.len() {
        let (mut size, mut shift, mut end) = (0_usize, 0, at + 1);
        while let Some(byte) = wasm.get(end) {
            size |= usize::from(byte & 0x7f) << shift;
            (shift, end) = (shift + 7, end + 1);
            if byte & 0x80 == 0 || shift > 28 {
                break;
            }
        }
        let end = end.saturating_add(size).min(wasm.len());
        found.push((at, end));
        at = end;
    }
    found
}

fn apply(wasm: &mut Vec<u8>, change: &Change) {
    if wasm.is_empty() {
        return;
    }
    let length = wasm.len();
    match change {
        Change::Flip(at, bits) => wasm[at.index(length)] ^= bits,
        Change::Small(at, value) => wasm[at.index(length)] = *value,
        Change::Cut(at) => wasm.truncate(at.index(length)),
        Change::Remove(at, count) => {
            let start = at.index(length);
            wasm.drain(start..length.min(start + count));
        }
        Change::Section(seed, section, at) => {
            let seed = &SEEDS[seed.index(SEEDS.len())];
            let (from, places) = (sections(seed), sections(wasm));
            if from.is_empty() || places.is_empty() {
                return;
            }
            let (start, end) = from[section.index(from.len())];
            let place = places[at.index(places.len())].1;
            wasm.splice(place..place, seed[start..end].iter().copied());
        }
    }
}

const ESCAPE: char = '\u{1b}';
const POLICY: &str = "no-imports = true\nonly-exports = []\ndeny = [{ from = \"*\", reach = \"*\" }]\n\
                      only = [{ from = \"host\", reach = [] }]";

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, ..ProptestConfig::default() })]

    #[test]
    fn the_answer_is_a_graph_or_an_error(
        seed in any::<Index>(),
        changes in prop::collection::vec(change(), 0..4),
    ) {
        let mut wasm = SEEDS[seed.index(SEEDS.len())].clone();
        for change in &changes {
            apply(&mut wasm, change);
        }
        match inspector::inspect(&wasm) {
            Err(error) => {
                let text = error.to_string();
                prop_assert!(!text.is_empty() && !text.contains(|c: char| c.is_control()), "{text:?}");
            }
            Ok(graph) => {
                render::json(&graph).expect("it can be written");
                prop_assert!(!render::tree(&graph).contains(ESCAPE));
                prop_assert!(!render::mermaid(&graph).contains(ESCAPE));
                let policy = Policy::parse(POLICY).expect("a policy");
                if let Ok(breaches) = policy.check(&graph) {
                    for breach in breaches {
                        prop_assert!(!breach.describe(&graph, "policy.toml").contains(ESCAPE));
                    }
                }
            }
        }
    }
}

#[test]
fn enough_of_the_changed_files_are_still_components() {
    // Otherwise the property above would only test the validator.
    let mut graphs = 0;
    for seed in SEEDS.iter() {
        for at in 8..seed.len() {
            let mut wasm = seed.clone();
            wasm[at] = wasm[at].wrapping_add(1);
            graphs += usize::from(inspector::inspect(&wasm).is_ok());
        }
    }
    assert!(graphs > 500, "{graphs}");
}
