//! Drives the services.
//!
//!     grpc-client run INPUT BATCH REGISTER-SOCKET WRITER-SOCKET    each record through both services, BATCH at a time
//!     grpc-client call COUNT REGISTER-SOCKET                       COUNT users one by one; prints nanoseconds per call
//!
//! As `http-client` does it: the service for users handles one request at a time, and meanwhile the service that writes handles
//! the records before.

use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};
use grpc::message::outcome::Outcome as Kind;
use grpc::message::register_client::RegisterClient;
use grpc::message::writer_client::WriterClient;
use grpc::message::{Accepted, Nothing, Outcome, Outcomes, Rejected, User, Users};
use grpc::{WINDOW, connect};
use services::batches::{Batches, Pending};
use tokio::sync::mpsc;
use tonic::transport::Channel;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["run", input, batch, register, writer] => run(input, batch.parse()?, register, writer).await,
        ["call", count, register] => call(count.parse()?, register).await,
        _ => bail!("usage: grpc-client run INPUT BATCH REGISTER-SOCKET WRITER-SOCKET | call COUNT REGISTER-SOCKET"),
    }
}

async fn run(input: &str, batch: usize, register: &str, writer: &str) -> Result<()> {
    let mut register = to_register(register).await?;
    let mut writer = WriterClient::new(connect(writer).await?);
    let (send, mut receive) = mpsc::channel::<Outcomes>(4);
    let writing = tokio::spawn(async move {
        while let Some(outcomes) = receive.recv().await {
            writer.write(outcomes).await?;
        }
        writer.finish(Nothing {}).await
    });
    let mut batches = Batches::open(input, batch)?;
    while let Some(records) = batches.next_batch()? {
        let outcomes = judge(&mut register, records).await?;
        send.send(outcomes).await.context("the writer has stopped")?;
    }
    drop(send);
    writing.await??;
    Ok(())
}

async fn to_register(socket: &str) -> Result<RegisterClient<Channel>> {
    let client = RegisterClient::new(connect(socket).await?);
    Ok(client.max_decoding_message_size(WINDOW as usize))
}

/// Sends the readable records through the service for users, and returns what to write for all records.
async fn judge(register: &mut RegisterClient<Channel>, records: Vec<Pending>) -> Result<Outcomes> {
    let readable = records.iter().filter_map(|record| {
        let (name, email, age) = record.content.as_ref().ok()?;
        Some(User {
            record: record.number,
            name: name.clone(),
            email: email.clone(),
            age: *age,
        })
    });
    let users = Users {
        users: readable.collect(),
    };
    let mut answers = match users.users.is_empty() {
        true => Vec::new(),
        false => register.create(users).await?.into_inner().answers,
    }
    .into_iter();
    let mut outcomes = Vec::with_capacity(records.len());
    for Pending {
        number,
        line,
        raw,
        content,
    } in records
    {
        let rejected = |errors| {
            Kind::Rejected(Rejected {
                record: number,
                line,
                raw,
                errors,
            })
        };
        let kind = match content {
            Err(error) => rejected(vec![error.into()]),
            Ok((name, email, age)) => {
                let answer = answers.next().context("the service for users gave too few answers")?;
                match answer.id.is_empty() {
                    true => rejected(answer.errors),
                    false => Kind::Accepted(Accepted {
                        id: answer.id,
                        name,
                        email,
                        age,
                    }),
                }
            }
        };
        outcomes.push(Outcome { outcome: Some(kind) });
    }
    Ok(Outcomes { outcomes })
}

async fn call(count: u64, register: &str) -> Result<()> {
    let mut register = to_register(register).await?;
    let warm_up = count / 10;
    let mut start = Instant::now();
    for record in 0..warm_up + count {
        if record == warm_up {
            start = Instant::now();
        }
        let email = format!("ana.silva{record}@example.com");
        let user = User {
            record,
            name: "Ana Silva".into(),
            email: email.clone(),
            age: 36,
        };
        let answers = register.create(Users { users: vec![user] }).await?.into_inner().answers;
        ensure!(
            answers.first().is_some_and(|answer| !answer.id.is_empty()),
            "`{email}` was rejected"
        );
    }
    println!("{:.1}", start.elapsed().as_nanos() as f64 / count as f64);
    Ok(())
}
