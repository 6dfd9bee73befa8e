//! Compositions from .wac files, and that a composition which can't be made is an error that leaves no file.

mod common;

use std::fs;

use common::{Checkout, POLICY, WAC, component, edges};

#[test]
fn another_form_of_the_same_file_gives_the_same_bytes() {
    let checkout = Checkout::new();
    let made = checkout.made("app");
    assert_eq!(
        edges(&made),
        [
            "driver > service",
            "host > driver",
            "host > service",
            "service > log",
            "service > store"
        ]
    );
    let swapped = WAC
        .replace("    \"my:app/store@1.0.0\": store[\"my:app/store@1.0.0\"],\n", "")
        .replace(
            "log[\"my:app/log@1.0.0\"],\n",
            "log[\"my:app/log@1.0.0\"], store: store.store\n",
        );
    let forms = [
        ("the order of arguments", swapped.clone()),
        ("one line", swapped.replace('\n', " ")),
        ("white space", WAC.replace(' ', " \n\t ")),
        ("comments", WAC.replace('\n', " // a comment\n/* another { */ ")),
        (
            "arguments by name",
            WAC.replace("\"my:app/store@1.0.0\": store[\"my:app/store@1.0.0\"]", "...store"),
        ),
    ];
    for (what, form) in forms {
        assert_ne!(form, WAC, "{what}");
        checkout.write("composer/app.wac", form);
        assert!(checkout.made("app") == made, "{what}");
    }
}

#[test]
fn an_instance_that_is_left_open_is_the_host_s_and_what_it_alone_used_is_left_out() {
    let checkout = Checkout::new();
    checkout.write(
        "composer/compositions.toml",
        "[app]\nfiles = [\"app.wac\"]\nexports = [\"my:app/run@1.0.0\"]\nopen = [\"service\"]\n",
    );
    checkout.write(
        "composer/policies/app.toml",
        "only-imports = \"my:app/service\"\nonly-exports = \"my:app/run\"\n",
    );
    assert_eq!(
        edges(&checkout.made("app")),
        ["driver > my:app/service@1.0.0", "host > driver"]
    );
}

#[test]
fn a_second_file_goes_on_where_the_first_ends() {
    let checkout = Checkout::new();
    let list = "[app]\nfiles = [\"app.wac\", \"more.wac\"]\nexports = [\"again\"]\n";
    checkout.write("composer/compositions.toml", list);
    let more =
        "package my:more;\nlet again = new part:driver { service: service.service };\nexport again.run as again;";
    checkout.write("composer/more.wac", more);
    checkout.write("composer/policies/app.toml", "no-imports = true\n");
    let expected = ["again > service", "host > again", "service > log", "service > store"];
    assert_eq!(edges(&checkout.made("app")), expected);
    checkout.write(
        "composer/more.wac",
        "package my:more;\nlet again = new part:driver { service: missing };",
    );
    let error = checkout.error(&[]);
    assert!(
        error.contains("composer/more.wac:2:40: undefined name `missing`"),
        "{error}"
    );
}

#[test]
fn a_spy_is_between_every_two() {
    let checkout = Checkout::new();
    checkout.write(
        "composer/compositions.toml",
        "[app]\nfiles = [\"app.wac\"]\nspies = \"calls\"\n",
    );
    checkout.write("composer/policies/app.toml", "only-imports = \"*-to-*\"\n");
    let edges = edges(&checkout.made("app"));
    for edge in ["driver-to-service", "service-to-log", "service-to-store"] {
        let (from, to) = edge.split_once("-to-").expect("two names");
        let spy = format!("{edge}-spy-app-{to}");
        for expected in [
            format!("{from} > {spy}"),
            format!("{spy} > {to}"),
            format!("{spy} > {edge}"),
        ] {
            assert!(edges.contains(&expected), "{expected}: {edges:?}");
        }
    }
    assert!(!edges.contains(&"driver > service".to_string()), "{edges:?}");
}

#[test]
fn spies_that_pass_on_values_are_before_exports_too() {
    let checkout = Checkout::new();
    checkout.write(
        "composer/compositions.toml",
        "[app]\nfiles = [\"app.wac\"]\nspies = \"values\"\n",
    );
    checkout.write("composer/policies/app.toml", "only-imports = \"*-to-*\"\n");
    let edges = edges(&checkout.made("app"));
    for (edge, interface) in [
        ("driver-to-service", "app-service"),
        ("service-to-store", "app-store"),
        ("host-to-driver", "app-run"),
        ("host-to-service", "app-service"),
    ] {
        let (from, to) = edge.split_once("-to-").expect("two names");
        let spy = format!("{edge}-spy-{interface}");
        for expected in [
            format!("{from} > {spy}"),
            format!("{spy} > {to}"),
            format!("{spy} > {edge}"),
            format!("{spy} > {edge}-values-{interface}"),
        ] {
            assert!(edges.contains(&expected), "{expected}: {edges:?}");
        }
    }
    assert!(!edges.contains(&"host > driver".to_string()), "{edges:?}");
}

#[test]
fn stages_are_put_before_their_instance_and_go_with_their_folder() {
    let checkout = Checkout::new();
    let without = checkout.made("app");
    for name in ["one", "two"] {
        checkout.write(&format!("build/stages/{name}.wasm"), component(&["service"], "service"));
    }
    checkout.write("stages/one/stage.toml", "before = \"service\"\n");
    checkout.write("stages/two/stage.toml", "before = \"one\"\n");
    let expected = [
        "driver > two",
        "host > driver",
        "host > two",
        "one > service",
        "service > log",
        "service > store",
        "two > one",
    ];
    assert_eq!(edges(&checkout.made("app")), expected);
    fs::remove_dir_all(checkout.path("stages")).expect("they can be removed");
    assert!(checkout.made("app") == without);
}

#[test]
fn a_stage_may_reach_what_its_instance_may_and_no_more() {
    let checkout = Checkout::new();
    checkout.write("build/stages/one.wasm", component(&["service", "log"], "service"));
    checkout.write("stages/one/stage.toml", "before = \"service\"\n");
    assert!(edges(&checkout.made("app")).contains(&"one > log".to_string()));
    fs::remove_file(checkout.path("build/app.wasm")).expect("it can be removed");
    checkout.write(
        "composer/policies/app.toml",
        POLICY.replace("reach = [\"store\", \"log\"]", "reach = \"store\""),
    );
    let error = checkout.error(&[]);
    assert!(
        error.contains("breach: `one` can reach `log`, against composer/policies/app.toml:"),
        "{error}"
    );
}

#[test]
fn a_stage_that_fits_nowhere_is_an_error() {
    let checkout = Checkout::new();
    checkout.write("stages/one/stage.toml", "before = \"server\"\n");
    let error = checkout.error(&[]);
    assert!(
        error.contains("`stages/one/stage.toml`: found `server`, expected an instance"),
        "{error}"
    );
    checkout.write("stages/one/stage.toml", "before = \"service\"\n");
    let error = checkout.error(&[]);
    assert!(
        error.contains("`build/stages/one.wasm` is missing; `make compose`"),
        "{error}"
    );
    checkout.write("build/stages/one.wasm", component(&["service"], "run"));
    let error = checkout.error(&[]);
    assert!(
        error.contains("`stages/one`: it exports none of the interfaces of `service`"),
        "{error}"
    );
    checkout.write("build/stages/one.wasm", component(&["run"], "service"));
    let error = checkout.error(&[]);
    assert!(
        error.contains("it imports `my:app/run@1.0.0`, which `service` neither exports nor is given"),
        "{error}"
    );
}

#[test]
fn a_component_comes_from_another_file() {
    let checkout = Checkout::new();
    let there = checkout.made("app");
    checkout.write("mine.wasm", component(&["store"], "service"));
    let wac = WAC.replace("    \"my:app/log@1.0.0\": log[\"my:app/log@1.0.0\"],\n", "");
    checkout.write("composer/app.wac", wac);
    checkout.write("composer/policies/app.toml", "no-imports = true\n");
    let output = checkout.run(&["--with", "service=mine.wasm", "--only", "app", "--out", "out"]);
    assert!(output.status.success(), "{output:?}");
    let made = fs::read(checkout.path("out/app.wasm")).expect("a composition");
    assert_eq!(
        edges(&made),
        ["driver > service", "host > driver", "host > service", "service > store"]
    );
    assert!(fs::read(checkout.path("build/app.wasm")).expect("a composition") == there);
    checkout.write("composer/app.wac", WAC);
    let error = checkout.error(&["--with", "server=mine.wasm"]);
    assert!(
        error.contains("`--with server=mine.wasm`: no composition has a component `server`"),
        "{error}"
    );
}

#[test]
fn compositions_are_made_in_the_order_of_the_list() {
    let checkout = Checkout::new();
    checkout.write(
        "composer/compositions.toml",
        "[two]\nfiles = [\"app.wac\"]\n[one]\nfiles = [\"app.wac\"]\n",
    );
    checkout.write("composer/app.wac", "package");
    let error = checkout.error(&[]);
    assert!(error.starts_with("error: cannot compose `build/two.wasm`"), "{error}");
}

#[test]
fn what_is_missing_is_named() {
    let checkout = Checkout::new();
    let error = checkout.error(&["--only", "other"]);
    assert_eq!(error, "error: cannot compose `other`: expected one of `app`\n");

    let given = "    \"my:app/log@1.0.0\": log[\"my:app/log@1.0.0\"],\n";
    checkout.write("composer/app.wac", WAC.replace(given, ""));
    let expected = "error: cannot compose `build/app.wasm`: composer/app.wac:4:19: missing instantiation argument \
                    `my:app/log@1.0.0` for package `part:service`\n  name it there, or write `...` as the last argument \
                    to leave it to the host\n";
    assert_eq!(checkout.error(&[]), expected);

    checkout.write("composer/app.wac", WAC.replace(given, "...\n"));
    checkout.write("composer/policies/app.toml", "no-imports = true\n");
    let error = checkout.error(&[]);
    assert!(
        error.contains("breach: `service` has the import `my:app/log@1.0.0`, against"),
        "{error}"
    );
    let expected = "error: cannot compose `build/app.wasm`: it does not keep to `composer/policies/app.toml`\n";
    assert!(error.ends_with(expected), "{error}");

    checkout.write("composer/app.wac", WAC.replace("let log", "let log let"));
    let error = checkout.error(&[]);
    assert!(
        error.contains("`build/app.wasm`: composer/app.wac:3:9: expected"),
        "{error}"
    );

    checkout.write("composer/app.wac", WAC);
    fs::remove_file(checkout.path("build/store.wasm")).expect("it can be removed");
    let expected = "error: cannot compose `build/app.wasm`: `build/store.wasm` is missing; `make compose` at the top \
                    builds it\n";
    assert_eq!(checkout.error(&[]), expected);
}

#[test]
fn a_recipe_that_cannot_be_followed_is_an_error() {
    let checkout = Checkout::new();
    for (recipe, why) in [
        ("files = [\"app.wac\"]\nfile = 1", "unknown field `file`"),
        ("spies = 'calls'", "`app` must have either `files` or `plug`"),
        ("files = [\"none.wac\"]", "cannot read `composer/none.wac`"),
        ("files = [\"app.wac\"]\nopen = [\"none\"]", "found no instance `none`"),
        ("files = [\"app.wac\"]\nexports = [\"none\"]", "found no export `none`"),
        (
            "files = [\"app.wac\"]\npolicy = \"none.toml\"",
            "cannot read `composer/policies/none.toml`",
        ),
    ] {
        checkout.write("composer/compositions.toml", format!("[app]\n{recipe}\n"));
        let error = checkout.error(&[]);
        assert!(
            error.starts_with("error: cannot ") && error.contains(why),
            "{why}: {error}"
        );
    }
}

#[test]
fn a_composition_without_stages_is_made_only_if_there_are_none() {
    let checkout = Checkout::new();
    checkout.write(
        "composer/compositions.toml",
        "[app]\nfiles = [\"app.wac\"]\n\n[alone]\nfiles = [\"app.wac\"]\npolicy = \"app.toml\"\nstages = false\n",
    );
    assert!(checkout.made("alone") == checkout.made("app"));
    checkout.write("stages/tidy/stage.toml", "before = \"service\"\n");
    checkout.write("build/stages/tidy.wasm", component(&["service"], "service"));
    let output = checkout.run(&[]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(!checkout.path("build/alone.wasm").exists());
    assert!(checkout.path("build/app.wasm").exists());
}
