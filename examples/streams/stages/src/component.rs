//! The adapter between the generated types and the stages. Each reads a batch, passes one on, and waits until it is accepted.

use driver::batch::{Batch as Decoded, TextColumn as DecodedColumn};
use driver::error::JobError;
use driver::flaw;
use validator::columns::{TextColumn, violations};
use validator::rules::{Rule as BrokenRule, Rules};
use wit_bindgen::{FutureReader, StreamReader, StreamResult, spawn_local};

use crate::mask::{mask_email, mask_name, masked};
use crate::records::Records;

wit_bindgen::generate!({
    world: "my:pipeline-stream/stages@0.1.0",
    path: ["../../../wit", "../wit"],
    generate_all,
});

use exports::my::pipeline_stream::{judge, reader, stage};
use my::pipeline_stream::types::{Batch, Error, Options, OutcomeBatch};
use my::user_service::types::{Defect, Field, Unreadable};
use my::user_validator::types::{self, Rule, Violation};

struct Component;

export!(Component);

/// How many bytes are read at a time.
const CHUNK: usize = 64 << 10;

impl reader::Guest for Component {
    async fn read(
        options: Options,
        mut input: StreamReader<u8>,
    ) -> (StreamReader<Batch>, FutureReader<Result<u64, Error>>) {
        let (mut batches, stream) = wit_stream::new();
        let (end, future) = wit_future::new(|| unreachable!("it is always written"));
        spawn_local(async move {
            let mut records = Records::new(options.name, options.max_record_bytes);
            let mut read = 0;
            let result = loop {
                let (result, bytes) = input.read(Vec::with_capacity(CHUNK)).await;
                let is_last = bytes.is_empty() && !matches!(result, StreamResult::Complete(_));
                let mut ready = Vec::new();
                let mut add = |first, batch: &Decoded| ready.push(lower(first, batch));
                let fed = match is_last {
                    true => records.end(&mut add),
                    false => records.feed(bytes, &mut add),
                };
                let mut is_alone = false;
                for batch in ready {
                    let size = batch.lines.len() as u64;
                    is_alone |= batches.write_one(batch).await.is_some();
                    if is_alone {
                        break;
                    }
                    read += size;
                }
                match fed {
                    _ if is_alone => break Ok(read),
                    Err(error) => break Err(lower_error(&error)),
                    Ok(()) if is_last => break Ok(read),
                    Ok(()) => {}
                }
            };
            // The source is closed before anyone is told.
            drop(input);
            drop(batches);
            let _ = end.write(result).await;
        });
        (stream, future)
    }
}

impl stage::Guest for Component {
    async fn transform(mut batches: StreamReader<Batch>) -> StreamReader<Batch> {
        let (mut changed, stream) = wit_stream::new();
        spawn_local(async move {
            while let Some(mut batch) = batches.next().await {
                batch.names.text = masked(&batch.names.text, &mut batch.names.ends, mask_name);
                batch.emails.text = masked(&batch.emails.text, &mut batch.emails.ends, mask_email);
                if changed.write_one(batch).await.is_some() {
                    break;
                }
            }
        });
        stream
    }
}

impl judge::Guest for Component {
    async fn judge(mut batches: StreamReader<Batch>) -> StreamReader<OutcomeBatch> {
        let (mut outcomes, stream) = wit_stream::new();
        spawn_local(async move {
            while let Some(batch) = batches.next().await {
                let found = violations(
                    &Rules::DEFAULT,
                    column(&batch.names),
                    column(&batch.emails),
                    &batch.ages,
                );
                let violations = found.into_iter().map(|(row, rule)| Violation {
                    row,
                    rule: lower_rule(rule),
                });
                let violations = violations.collect();
                if outcomes.write_one(OutcomeBatch { batch, violations }).await.is_some() {
                    break;
                }
            }
        });
        stream
    }
}

fn lower(first: u64, batch: &Decoded) -> Batch {
    let mut lines = Vec::with_capacity(batch.rows() + batch.unreadable.len());
    let mut unreadable = batch.unreadable.iter().peekable();
    for (row, span) in (0..).zip(&batch.spans) {
        while let Some(one) = unreadable.next_if(|one| one.before == row) {
            lines.push(one.span.line);
        }
        lines.push(span.line);
    }
    lines.extend(unreadable.map(|one| one.span.line));
    Batch {
        first,
        names: lower_column(&batch.names),
        emails: lower_column(&batch.emails),
        ages: batch.ages.clone(),
        unreadable: batch
            .unreadable
            .iter()
            .map(|one| Unreadable {
                before: one.before,
                field: lower_field(one.flaw.field),
                defect: lower_defect(one.flaw.defect),
            })
            .collect(),
        lines,
    }
}

fn lower_column(column: &DecodedColumn) -> types::TextColumn {
    types::TextColumn {
        text: column.text.clone(),
        ends: column.ends.clone(),
    }
}

fn column(column: &types::TextColumn) -> TextColumn<'_> {
    TextColumn {
        text: &column.text,
        ends: &column.ends,
    }
}

fn lower_error(error: &JobError) -> Error {
    match error {
        JobError::RecordTooLong { .. } => Error::Limit(error.to_string()),
        _ => Error::Input(error.to_string()),
    }
}

fn lower_field(field: flaw::Field) -> Field {
    match field {
        flaw::Field::Record => Field::Record,
        flaw::Field::Name => Field::Name,
        flaw::Field::Email => Field::Email,
        flaw::Field::Age => Field::Age,
    }
}

fn lower_defect(defect: flaw::Defect) -> Defect {
    match defect {
        flaw::Defect::WrongFieldCount => Defect::WrongFieldCount,
        flaw::Defect::Malformed => Defect::Malformed,
        flaw::Defect::InvalidUtf8 => Defect::InvalidUtf8,
        flaw::Defect::MissingField => Defect::MissingField,
        flaw::Defect::DuplicateField => Defect::DuplicateField,
        flaw::Defect::WrongType => Defect::WrongType,
        flaw::Defect::InvalidNumber => Defect::InvalidNumber,
    }
}

fn lower_rule(rule: BrokenRule) -> Rule {
    match rule {
        BrokenRule::NameEmpty => Rule::NameEmpty,
        BrokenRule::NameTooShort => Rule::NameTooShort,
        BrokenRule::EmailInvalid => Rule::EmailInvalid,
        BrokenRule::DomainNotAllowed => Rule::DomainNotAllowed,
        BrokenRule::TooYoung => Rule::TooYoung,
        BrokenRule::InvalidAge => Rule::InvalidAge,
    }
}
