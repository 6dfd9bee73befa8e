//! Attempts through imports of WASI.

use std::net::SocketAddr;

use crate::way::Way;

pub mod bindings {
    wit_bindgen::generate!({
        world: "test:escape-attempt/escape-attempt@1.0.0",
        path: ["../../wit", "wit"],
        generate_all,
        pub_export_macro: true,
    });
}

use bindings::wasi::cli::environment::get_environment;
use bindings::wasi::filesystem::preopens::get_directories;
use bindings::wasi::filesystem::types::{DescriptorFlags, OpenFlags, PathFlags};
use bindings::wasi::sockets::instance_network::instance_network;
use bindings::wasi::sockets::network::{ErrorCode, IpAddressFamily, IpSocketAddress, Ipv4SocketAddress};
use bindings::wasi::sockets::tcp_create_socket::create_tcp_socket;

pub const WAYS: [Way; 5] = [
    ("variable", variable),
    ("file", file),
    ("folder", folder),
    ("socket", socket),
    ("variables", |_| Ok(format!("{:?}", get_environment()))),
];

fn variable(name: &str) -> Result<String, String> {
    let found = get_environment().into_iter().find(|(found, _)| found == name);
    found.map(|(_, value)| value).ok_or_else(|| "not there".into())
}

fn file(path: &str) -> Result<String, String> {
    for (folder, _) in get_directories() {
        let opened = folder.open_at(PathFlags::empty(), path, OpenFlags::empty(), DescriptorFlags::READ);
        if let Ok((bytes, _)) = opened.and_then(|file| file.read(1000, 0)) {
            return Ok(String::from_utf8_lossy(&bytes).into_owned());
        }
    }
    Err("in no folder".into())
}

fn folder(_: &str) -> Result<String, String> {
    Ok(get_directories().into_iter().map(|(_, path)| path).collect())
}

fn socket(address: &str) -> Result<String, String> {
    let Ok(SocketAddr::V4(address)) = address.parse() else {
        return Err("no address".into());
    };
    let failed = |error| format!("{error:?}");
    let [a, b, c, d] = address.ip().octets();
    let remote = IpSocketAddress::Ipv4(Ipv4SocketAddress {
        port: address.port(),
        address: (a, b, c, d),
    });
    let socket = create_tcp_socket(IpAddressFamily::Ipv4).map_err(failed)?;
    socket.start_connect(&instance_network(), remote).map_err(failed)?;
    let (told, _) = loop {
        match socket.finish_connect() {
            Err(ErrorCode::WouldBlock) => {}
            connected => break connected.map_err(failed)?,
        }
    };
    let bytes = told.blocking_read(1000).map_err(|error| format!("{error:?}"))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
