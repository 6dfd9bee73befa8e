//! Hostile files: each quickly gives an error that names the cause, and never a panic.

mod common;

const COMPONENT_START: &[u8] = b"\0asm\x0d\0\x01\0";

fn error(wasm: &[u8]) -> String {
    match inspector::inspect(wasm) {
        Ok(_) => panic!("found a graph, expected an error"),
        Err(error) => error.to_string(),
    }
}

fn length(mut value: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = u8::try_from(value & 0x7f).expect("seven bits");
        value >>= 7;
        bytes.push(if value == 0 { low } else { low | 0x80 });
        if value == 0 {
            return bytes;
        }
    }
}

fn section(id: u8, content: &[u8]) -> Vec<u8> {
    [&[id], length(content.len()).as_slice(), content].concat()
}

#[test]
fn a_file_that_is_not_a_component_is_an_error() {
    assert_eq!(error(b""), "found an empty file, expected a component");
    assert_eq!(
        error(b"PK\x03\x04.."),
        "found no WebAssembly: it starts with 50 4b 03 04, expected `\\0asm`"
    );
    assert!(error(b"\0asm\x01\0\0\0").starts_with("found a core module, expected a component"));
    assert_eq!(error(b"\0asm"), "at byte 0x4: unexpected end-of-file");
}

#[test]
fn a_wit_package_is_named_as_one() {
    let package = wat::parse_str(
        r#"(component (type (component
            (type (instance (export "ask" (func))))
            (export "a:b/c@1.0.0" (instance (type 0)))))
            (export "c" (type 0)))"#,
    );
    assert_eq!(
        error(&package.expect("it is a component")),
        "found a WIT package, expected a component; `wasm-tools component wit` prints it"
    );
    // Neither a component without anything nor one that exports a type is one.
    for component in [
        "(component)",
        r#"(component (type (record (field "a" u8))) (export "a" (type 0)))"#,
    ] {
        inspector::inspect(&wat::parse_str(component).expect("it is a component")).expect("it has a graph");
    }
}

#[test]
fn a_file_of_another_kind_is_not_read() {
    use std::fs::File;
    use std::io::Write;

    use inspector::file::{COMPONENT, SETTINGS, component, settings};

    let scratch = tempfile::NamedTempFile::new().expect("a file");
    let write = |bytes: &[u8], length: u64| {
        let mut file = File::create(scratch.path()).expect("a file");
        file.write_all(bytes).expect("bytes");
        file.set_len(length).expect("a length");
    };
    let (path, large) = (scratch.path(), COMPONENT + 1);
    // A file of zeros has no blocks on the disk, so only reading it would take time.
    for (start, read) in [(&b"some text"[..], "some tex"), (b"\0asm\x01\0\0\0", "\0asm\x01\0\0\0")] {
        write(start, large);
        assert_eq!(component(path).expect("its start"), read.as_bytes());
    }
    write(COMPONENT_START, large);
    let error = component(path).expect_err("it is too large");
    assert_eq!(error.to_string(), "found more than 256 MiB, expected at most that");
    write(COMPONENT_START, 20);
    assert_eq!(component(path).expect("all of it").len(), 20);
    write(b"", SETTINGS);
    assert_eq!(settings(path).expect("all of it").len() as u64, SETTINGS);
    for endless in [path, "/dev/zero".as_ref()] {
        write(b"", large);
        let error = settings(endless).expect_err("it is too large");
        assert_eq!(error.to_string(), "found more than 1 MiB, expected at most that");
    }
    write(b"a\nb\xff", 4);
    assert_eq!(
        settings(path).expect_err("it is not text").to_string(),
        "line 2 isn't valid UTF-8"
    );
    let error = settings("/".as_ref()).expect_err("it is a folder");
    assert_eq!(error.to_string(), "found a folder, expected a file");
}

#[test]
fn a_file_that_breaks_off_is_an_error_or_a_shorter_component() {
    let whole = common::assemble(&common::path("parts/vault.wat"));
    let mut ends = 0;
    for cut in 0..whole.len() {
        match inspector::inspect(&whole[..cut]) {
            Ok(_) => ends += 1,
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
    // A file that is cut between two sections is still a component.
    assert!((5..30).contains(&ends), "{ends}");
}

#[test]
fn an_index_that_leads_nowhere_is_an_error() {
    // An instance of component 4294967295.
    let instance = section(5, b"\x01\x00\xff\xff\xff\xff\x0f\x00");
    assert_eq!(
        error(&[COMPONENT_START, &instance].concat()),
        "at byte 0xb: unknown component 4294967295: component index out of bounds"
    );
    // 4294967295 imports, of which none follows.
    let imports = section(10, b"\xff\xff\xff\xff\x0f");
    assert!(error(&[COMPONENT_START, &imports].concat()).starts_with("at byte 0x"));
}

#[test]
fn nesting_has_an_end() {
    let nested = |levels| {
        (0..levels).fold(COMPONENT_START.to_vec(), |inner, _| {
            [COMPONENT_START, &section(4, &inner)].concat()
        })
    };
    assert!(inspector::inspect(&nested(99)).is_ok());
    assert_eq!(
        error(&nested(100)),
        "it has more levels of nesting than the 100 that are looked at"
    );
    assert_eq!(
        error(&nested(20_000)),
        "it has more levels of nesting than the 100 that are looked at"
    );
}

#[test]
fn a_small_file_cannot_make_many_instances() {
    // Each component has two instances of the one before.
    let mut text = "(component (component $c0)".to_string();
    for level in 1..40 {
        let before = level - 1;
        text += &format!(
            "(component $c{level} (alias outer 1 $c{before} (component $x)) (instance (instantiate $x)) (instance \
             (instantiate $x)))"
        );
    }
    text += "(instance (instantiate $c39)))";
    let wasm = wat::parse_str(text).expect("it is well formed");
    assert_eq!(error(&wasm), "it has more instances than the 2000 that are looked at");
}

#[test]
fn a_small_file_cannot_make_a_large_instance() {
    // Each bundle has the one before twice, so it has 2^12 functions as a tree, and 300 instances are given it.
    let mut text = "(component (core module $m (func (export \"f\"))) (core instance $i (instantiate $m))
        (func $f (canon lift (core func $i \"f\"))) (instance $b0 (export \"f\" (func $f)))"
        .to_string();
    let mut ty = "(instance (export \"f\" (func)))".to_string();
    let mut types = format!("(type $t0 {ty})");
    for level in 1..13 {
        let before = level - 1;
        text +=
            &format!("(instance $b{level} (export \"a\" (instance $b{before})) (export \"b\" (instance $b{before})))");
        ty = format!(
            "(instance (alias outer 1 $t{before} (type $t)) (export \"a\" (instance (type $t))) (export \"b\" (instance \
             (type $t))))"
        );
        types += &format!("(type $t{level} {ty})");
    }
    text += &format!(
        "(component $c {types} (import \"x\" (instance (type $t12))) (core module $m) (core instance (instantiate $m)))"
    );
    for _ in 0..300 {
        text += "(instance (instantiate $c (with \"x\" (instance $b12))))";
    }
    text += ")";
    let wasm = wat::parse_str(text).expect("it is well formed");
    let start = std::time::Instant::now();
    let error = error(&wasm);
    assert!(
        error.starts_with("it has more steps") || error.starts_with("at byte"),
        "{error}"
    );
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}
