//! The core module of a spy, as text.
//!
//! Memory is allocated upwards, and all of it is freed after each call. What is allocated before a call is the size of
//! its arguments; what is allocated during the call is the size of its result.

use std::fmt::Write;

use anyhow::{Result, bail};
use wit_parser::{Function, InterfaceId, Resolve, SizeAlign, WorldKey};

use crate::spied::Spied;
use crate::values::VALUES;
use crate::{function, resources};

/// The address of the functions' names in memory. It isn't 0, so that no pointer is null.
const NAMES_AT: usize = 16;

pub fn text(resolve: &Resolve, key: &WorldKey, interface: InterfaceId, values: bool) -> Result<String> {
    let mut sizes = SizeAlign::default();
    sizes.fill(resolve);
    let spied = &Spied {
        resolve,
        sizes: &sizes,
        key,
        interface,
        values,
    };
    let functions: Vec<&Function> = resolve.interfaces[interface].functions.values().collect();
    if functions.is_empty() {
        bail!("it has types and no functions, so nothing passes through it");
    }

    let prefix = resolve.name_world_key(key);
    let names: Vec<String> = functions
        .iter()
        .map(|function| format!("{prefix}#{}", function.name))
        .collect();
    let heap = (NAMES_AT + names.iter().map(String::len).sum::<usize>()).next_multiple_of(16);

    let mut imports = String::from(
        r#"(import "my:trace/sink@1.0.0" "enter" (func $enter (param i32 i32 i64)))
(import "my:trace/sink@1.0.0" "leave" (func $leave (param i64)))
"#,
    );
    if values {
        writeln!(imports, "(import {VALUES:?} \"wanted\" (func $wanted (result i32)))")?;
    }
    let mut bodies = String::new();
    let mut name_at = NAMES_AT;
    for (index, (function, name)) in functions.iter().zip(&names).enumerate() {
        let place = (name_at, name.len());
        name_at += name.len();
        function::write(spied, index, function, place, &mut imports, &mut bodies)?;
    }
    resources::write(spied, &mut imports, &mut bodies);
    let names = names.concat();
    Ok(format!(
        r#"(module
{imports}
(memory (export "memory") 1)
(data (i32.const {NAMES_AT}) {names:?})
(global $start i32 (i32.const {heap}))
(global $heap (mut i32) (i32.const {heap}))
{ALLOCATION}
{bodies}
(func $forget (global.set $heap (global.get $start))))
"#
    ))
}

const ALLOCATION: &str = r#"
(func $allocate (param $align i32) (param $size i32) (result i32) (local $start i32) (local $end i32)
  (local.set $start (i32.and
    (i32.add (global.get $heap) (i32.sub (local.get $align) (i32.const 1)))
    (i32.sub (i32.const 0) (local.get $align))))
  (local.set $end (i32.add (local.get $start) (local.get $size)))
  (if (i32.lt_u (local.get $end) (local.get $start)) (then unreachable))
  (if (i32.gt_u (local.get $end) (i32.mul (memory.size) (i32.const 65536)))
    (then (if (i32.eq (i32.const -1) (memory.grow (i32.add (i32.const 1)
      (i32.shr_u (i32.sub (local.get $end) (i32.mul (memory.size) (i32.const 65536))) (i32.const 16)))))
      (then unreachable))))
  (global.set $heap (local.get $end))
  (local.get $start))
(func (export "cabi_realloc") (param $old i32) (param $old_size i32) (param $align i32) (param $size i32) (result i32)
  (local $new i32)
  (local.set $new (call $allocate (local.get $align) (local.get $size)))
  (memory.copy (local.get $new) (local.get $old)
    (select (local.get $old_size) (local.get $size) (i32.lt_u (local.get $old_size) (local.get $size))))
  (local.get $new))
(func $taken (param $since i32) (result i64)
  (i64.extend_i32_u (i32.sub (global.get $heap) (local.get $since))))
"#;
