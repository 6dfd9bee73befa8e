//! The JavaScript programs in the pages print what their comments `// → ` say, line by line.

use std::fs;
use std::process::Command;

use docs::checkout;

fn programs(page: &str) -> Vec<String> {
    let blocks = page.split("```js\n").skip(1);
    let closed = blocks.map(|block| block.split_once("\n```").expect("a block is closed").0);
    closed.map(String::from).collect()
}

fn run(program: &str) -> String {
    let mut node = Command::new("node");
    node.args(["--input-type=module", "--eval", program]);
    let output = node.current_dir(checkout("js-host")).output().expect("there is Node");
    assert!(
        output.status.success(),
        "{program}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("what is printed is UTF-8")
}

#[test]
fn programs_print_what_they_say() {
    let mut ran = 0;
    for page in ["debugging", "deploy", "traps"] {
        let page = fs::read_to_string(checkout(&format!("docs/{page}.md"))).expect("there is the page");
        for program in programs(&page) {
            let said: Vec<&str> = program
                .lines()
                .filter_map(|line| Some(line.split_once("// → ")?.1))
                .collect();
            assert!(!said.is_empty(), "says nothing of what it prints:\n{program}");
            assert_eq!(run(&program).lines().collect::<Vec<_>>(), said, "{program}");
            ran += 1;
        }
    }
    assert!(ran >= 3, "found {ran} programs");
}
