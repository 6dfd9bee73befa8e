//! Drives the services.
//!
//!     http-client run INPUT BATCH USERS-PORT RECORDS-PORT    each record through both services, BATCH at a time
//!     http-client call COUNT USERS-PORT                      COUNT users one by one; prints nanoseconds per call
//!
//! The order of the records decides what is a duplicate, so the service for users handles one request at a time;
//! meanwhile the service that writes handles the records before.

use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};
use serde::{Deserialize, Serialize};
use services::batches::{Batches, Pending};
use services::http::Connection;
use services::message::{Accepted, Answer, FieldError, Reject};
use tokio::sync::mpsc;

#[derive(Serialize, Deserialize)]
struct User<'a> {
    record: u64,
    name: &'a str,
    email: &'a str,
    age: u32,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["run", input, batch, users, records] => run(input, batch.parse()?, users.parse()?, records.parse()?).await,
        ["call", count, users] => call(count.parse()?, users.parse()?).await,
        _ => bail!("usage: http-client run INPUT BATCH USERS-PORT RECORDS-PORT | call COUNT USERS-PORT"),
    }
}

async fn run(input: &str, batch: usize, users: u16, records: u16) -> Result<()> {
    let mut users = Connection::open(users).await?;
    let mut records = Connection::open(records).await?;
    let (send, mut receive) = mpsc::channel::<Vec<u8>>(4);
    let path = if batch == 1 { "/records" } else { "/records/batch" };
    let writing = tokio::spawn(async move {
        while let Some(body) = receive.recv().await {
            records.post(path, body).await?;
        }
        records.post("/finish", Vec::new()).await
    });

    let mut batches = Batches::open(input, batch)?;
    while let Some(pending) = batches.next_batch()? {
        let body = judge(&mut users, &pending, batch == 1).await?;
        send.send(body).await.context("the writer has stopped")?;
    }
    drop(send);
    writing.await??;
    Ok(())
}

/// Sends the readable records through the service for users, and returns what to write for all records.
async fn judge(users: &mut Connection, records: &[Pending], single: bool) -> Result<Vec<u8>> {
    let readable = records.iter().filter_map(|record| {
        let (name, email, age) = record.content.as_ref().ok()?;
        Some(User {
            record: record.number,
            name,
            email,
            age: *age,
        })
    });
    let readable: Vec<User> = readable.collect();
    let answered = match readable.as_slice() {
        [] => Default::default(),
        [user] if single => users.post("/users", serde_json::to_vec(user)?).await?,
        many => users.post("/users/batch", serde_json::to_vec(many)?).await?,
    };
    let mut answers = match (readable.len(), single) {
        (0, _) => Vec::new(),
        (_, true) => vec![serde_json::from_slice::<Answer>(&answered)?],
        (_, false) => serde_json::from_slice::<Vec<Answer>>(&answered)?,
    }
    .into_iter();

    let mut body = Vec::with_capacity(records.len() * 128);
    for (at, record) in records.iter().enumerate() {
        if !single {
            body.push(if at == 0 { b'[' } else { b',' });
        }
        let (number, line, raw) = (record.number, record.line, record.raw.as_str());
        let reject = |errors: &[FieldError], body: &mut Vec<u8>| {
            serde_json::to_writer(
                body,
                &Reject {
                    record: number,
                    line,
                    raw,
                    errors,
                },
            )
        };
        match &record.content {
            Err(error) => reject(std::slice::from_ref(error), &mut body)?,
            Ok((name, email, age)) => {
                let answer = answers.next().context("the service for users gave too few answers")?;
                match &answer.id {
                    Some(id) => serde_json::to_writer(
                        &mut body,
                        &Accepted {
                            id,
                            name,
                            email,
                            age: *age,
                        },
                    )?,
                    None => reject(&answer.errors, &mut body)?,
                }
            }
        }
    }
    if !single {
        body.push(b']');
    }
    Ok(body)
}

async fn call(count: u64, users: u16) -> Result<()> {
    let mut users = Connection::open(users).await?;
    let warm_up = count / 10;
    let mut start = Instant::now();
    for record in 0..warm_up + count {
        if record == warm_up {
            start = Instant::now();
        }
        let email = format!("ana.silva{record}@example.com");
        let user = User {
            record,
            name: "Ana Silva",
            email: &email,
            age: 36,
        };
        let body = users.post("/users", serde_json::to_vec(&user)?).await?;
        ensure!(
            serde_json::from_slice::<Answer>(&body)?.id.is_some(),
            "`{email}` was rejected"
        );
    }
    println!("{:.1}", start.elapsed().as_nanos() as f64 / count as f64);
    Ok(())
}
