//! `validator-grpc SOCKET`: the rules as a service. Prints the socket once it listens.

use anyhow::{Context, Result};
use grpc::WINDOW;
use grpc::message::validator_server::{Validator, ValidatorServer};
use grpc::message::{Users, Verdict, Verdicts};
use services::message::errors;
use tokio::net::UnixListener;
use tokio_stream::wrappers::UnixListenerStream;
use tonic::transport::Server;
use tonic::{Request, Response, Status};

struct Rules;

#[tonic::async_trait]
impl Validator for Rules {
    async fn validate(&self, request: Request<Users>) -> Result<Response<Verdicts>, Status> {
        let users = request.into_inner().users.into_iter();
        let verdicts = users.map(|user| {
            let errors = errors(&user.name, &user.email, user.age);
            Verdict {
                errors: errors.into_iter().map(Into::into).collect(),
            }
        });
        Ok(Response::new(Verdicts {
            verdicts: verdicts.collect(),
        }))
    }
}

#[tokio::main]
async fn main() -> Result<()> {
    let socket = std::env::args().nth(1).context("usage: validator-grpc SOCKET")?;
    let listener = UnixListener::bind(&socket).with_context(|| format!("cannot listen on `{socket}`"))?;
    println!("{socket}");
    Server::builder()
        .initial_stream_window_size(WINDOW)
        .initial_connection_window_size(WINDOW)
        .add_service(ValidatorServer::new(Rules).max_decoding_message_size(WINDOW as usize))
        .serve_with_incoming(UnixListenerStream::new(listener))
        .await?;
    Ok(())
}
