//! A registry on loopback, as Debian packages it, in a folder of its own.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::released::{checkout, succeed};

pub struct Registry {
    /// Host and port.
    pub address: String,
    process: Child,
    _folder: TempDir,
}

impl Registry {
    pub fn start() -> Self {
        succeed(&mut Command::new(checkout("toolchain/registry")));
        let folder = TempDir::new().expect("a temporary folder");
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|listener| listener.local_addr())
            .expect("a free port")
            .port();
        let address = format!("127.0.0.1:{port}");
        let storage = folder.path().join("data");
        let config = format!(
            "version: 0.1\nlog: {{ level: error }}\nstorage: {{ filesystem: {{ rootdirectory: {} }} }}\nhttp: {{ addr: \"{address}\" }}\n",
            storage.display()
        );
        let file = folder.path().join("config.yml");
        fs::write(&file, config).expect("a configuration");
        let mut command = Command::new("docker-registry");
        let process = command
            .arg("serve")
            .arg(file)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("a registry");
        let registry = Self {
            address,
            process,
            _folder: folder,
        };
        let patience = Instant::now();
        while TcpStream::connect(&registry.address).is_err() {
            assert!(
                patience.elapsed() < Duration::from_secs(30),
                "the registry doesn't answer on {}",
                registry.address
            );
            std::thread::sleep(Duration::from_millis(50));
        }
        registry
    }
}

impl Drop for Registry {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
