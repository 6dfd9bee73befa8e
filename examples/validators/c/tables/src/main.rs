//! Prints `tables.h`: what UTS 46 and the normalization form C need, by the tables of ICU4X. So the validator in C has the
//! Unicode version of the one in Rust.

mod characters;
mod composition;
mod mapping;
mod ranges;

use std::io::{self, Write};

fn main() -> io::Result<()> {
    let mut pool = mapping::Pool::default();
    let mappings = mapping::runs(&mut pool);
    let decompositions = composition::decompositions(&mut pool);
    let text = [
        "// Written by tables/, from the data of ICU4X.\n".into(),
        array("struct mapping", "MAPPINGS", mappings),
        array("struct decomposition", "DECOMPOSITIONS", decompositions),
        array("struct composition", "COMPOSITIONS", composition::pairs()),
        array("struct combining_class", "CLASSES", composition::classes()),
        array(
            "uint32_t",
            "POOL",
            pool.points.iter().map(|point| format!("0x{point:x}")),
        ),
        array("struct range", "INVISIBLE", ranges::of(escape::is_invisible)),
        array(
            "struct range",
            "NO_PARTS",
            ranges::of(|character| !label::is_part(character)),
        ),
    ];
    io::stdout().write_all(text.concat().as_bytes())
}

/// A constant of C, one element per line.
fn array(kind: &str, name: &str, elements: impl IntoIterator<Item = String>) -> String {
    let lines: String = elements.into_iter().map(|element| format!("\t{element},\n")).collect();
    format!("\nstatic const {kind} {name}[] = {{\n{lines}}};\n")
}
