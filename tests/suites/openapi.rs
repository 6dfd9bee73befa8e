//! The running server complies with its description, `rust-components/gateway/openapi.json`: schemathesis generates
//! good and bad requests from it, and checks the answers.

use std::process::Command;

use tests::server::Server;
use tests::{checkout, times};

#[test]
fn the_server_keeps_to_its_description() {
    let found = Command::new(checkout("toolchain/schemathesis"))
        .output()
        .expect("a shell");
    assert!(found.status.success(), "{}", String::from_utf8_lossy(&found.stderr));
    let schemathesis = String::from_utf8_lossy(&found.stdout).trim().to_owned();
    let server = Server::pipeline(&["--quiet"]);
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = Command::new(schemathesis);
    command
        .current_dir(folder.path())
        .arg("run")
        .arg(format!("http://127.0.0.1:{}/openapi.json", server.port))
        // The description has the types, but not the rules.
        .args(["--exclude-checks", "positive_data_acceptance"])
        .args(["--no-color", "--max-examples", &times(20, 1000).to_string()]);
    if std::env::var_os("SOAK").is_none() {
        command.args(["--seed", "1"]);
    }
    let output = command.output().expect("schemathesis starts");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{said}{}{}",
        String::from_utf8_lossy(&output.stderr),
        server.said()
    );
    // All operations except the one that returns the description.
    assert!(said.contains("Tested: 6"), "{said}");
}
