//! Shell completions and manual pages.

use std::process::Command;

use tests::checkout;
use tests::host::Host;

/// The Rust host's stdout.
fn printed(arguments: &[&str]) -> String {
    let answer = Host::Wasmtime.call(&checkout("."), arguments);
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""), "{arguments:?}");
    answer.stdout
}

#[test]
fn bash_completes_verbs_options_and_values() {
    for (words, expected) in [
        ("r", "run rules"),
        ("run --form", "--format"),
        ("run --format nd", "ndjson"),
    ] {
        for command in ["pipeline", "pipeline-node"] {
            let script = printed(&["completions", "bash", "--command", command]);
            let all: Vec<&str> = [command].into_iter().chain(words.split(' ')).collect();
            let (last, before) = (all[all.len() - 1], all[all.len() - 2]);
            let function = script
                .lines()
                .rev()
                .find_map(|line| line.split("-F ").nth(1)?.split(' ').next());
            let function = function.expect("the script names its function");
            let ask = format!(
                "{script}\nCOMP_WORDS=({}); COMP_CWORD={}; {function} {command} '{last}' '{before}'; echo \"${{COMPREPLY[*]}}\"",
                all.join(" "),
                all.len() - 1
            );
            let answer = Command::new("bash").args(["-c", &ask]).output().expect("there is bash");
            assert_eq!(String::from_utf8_lossy(&answer.stdout).trim(), expected, "{words}");
        }
    }
}

#[test]
fn every_shell_has_a_script() {
    for (shell, start) in [
        ("zsh", "#compdef pipeline"),
        ("fish", "# Print an optspec"),
        ("bash", "_pipeline()"),
    ] {
        let script = printed(&["completions", shell]);
        assert!(script.starts_with(start), "{shell}: {script}");
        assert!(script.contains("max-memory"), "{shell}");
    }
}

#[test]
fn every_verb_has_a_page() {
    let main = printed(&["man"]);
    assert!(main.contains(".TH pipeline 1"), "{main}");
    let help = printed(&["--help"]);
    let verbs = help
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .map_while(|line| line.split_whitespace().next());
    let verbs: Vec<&str> = verbs.filter(|verb| *verb != "help").collect();
    assert!(verbs.contains(&"run"), "{help}");
    for verb in verbs {
        assert!(main.contains(&format!("pipeline\\-{verb}(1)")), "{verb}: {main}");
        let page = printed(&["man", verb]);
        assert!(page.contains(&format!(".TH pipeline-{verb} 1")), "{page}");
    }
    assert!(printed(&["man", "run"]).contains("\\-\\-generated\\-at"));
}
