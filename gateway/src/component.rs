//! The adapter between the generated types and [`crate::routes`].

use std::cell::Cell;

use crate::http::{Answer, Body, BodyError, Request, Response};
use crate::parts::{
    Counts, Failure, Fate, FieldError, InputFormat, JobError, Lines, NewUser, Position, ReportFormat, StoredUser,
    Totals,
};
use crate::{parts, routes};

wit_bindgen::generate!({
    world: "my:gateway/gateway@1.0.0",
    path: ["../wit", "wit"],
    generate_all,
});

use exports::wasi::http::incoming_handler::Guest;
use my::pipeline::job as wit;
use my::reporting::reporter;
use my::storage::types::StoreError;
use my::user_service::types::{self as service, ServiceError};
use my::user_service::user_service;
use my::user_validator::types::{TextColumn, UserBatch};
use my::user_validator::validator;
use wasi::http::types::{
    ErrorCode, Fields, IncomingBody, IncomingRequest, Method, OutgoingBody, OutgoingResponse, ResponseOutparam,
    http_error_code,
};
use wasi::io::streams::{InputStream, OutputStream, StreamError};

struct Component;

export!(Component);

thread_local! {
    /// Service and driver are as old as the instance: the one is told once that users are kept, the other has one job.
    static CONFIGURED: Cell<bool> = const { Cell::new(false) };
    static VALIDATED: Cell<bool> = const { Cell::new(false) };
}

impl Guest for Component {
    fn handle(request: IncomingRequest, out: ResponseOutparam) {
        let head = lift_request(&request);
        let mut body = Incoming::of(&request);
        let mut answer = Outgoing {
            out: Some(out),
            body: None,
        };
        routes::handle(&head, &mut body, &mut Composed, &mut answer);
        answer.end();
    }
}

fn lift_request(request: &IncomingRequest) -> Request {
    let headers = request.headers();
    let header = |name: &str| {
        let value = headers.get(name).into_iter().next()?;
        String::from_utf8(value).ok()
    };
    Request {
        method: match request.method() {
            Method::Get => "GET".into(),
            Method::Head => "HEAD".into(),
            Method::Post => "POST".into(),
            Method::Put => "PUT".into(),
            Method::Delete => "DELETE".into(),
            Method::Connect => "CONNECT".into(),
            Method::Options => "OPTIONS".into(),
            Method::Trace => "TRACE".into(),
            Method::Patch => "PATCH".into(),
            Method::Other(name) => name,
        },
        target: request.path_with_query().unwrap_or_default(),
        content_type: header("content-type"),
        content_length: header("content-length").and_then(|length| length.parse().ok()),
        accept: header("accept"),
        id: header("request-id"),
    }
}

/// The request's body. The stream goes before the body that it is of.
struct Incoming {
    stream: Option<InputStream>,
    _body: Option<IncomingBody>,
}

/// How much is asked for at a time.
const CHUNK: u64 = 256 << 10;

impl Incoming {
    fn of(request: &IncomingRequest) -> Incoming {
        let body = request.consume().ok();
        Incoming {
            stream: body.as_ref().and_then(|body| body.stream().ok()),
            _body: body,
        }
    }
}

impl Body for Incoming {
    fn next(&mut self) -> Result<Option<Vec<u8>>, BodyError> {
        let Some(stream) = &self.stream else { return Ok(None) };
        match stream.blocking_read(CHUNK) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(StreamError::Closed) => Ok(None),
            Err(StreamError::LastOperationFailed(error)) => Err(match http_error_code(&error) {
                Some(ErrorCode::HttpRequestBodySize(most)) => BodyError::TooLarge(most),
                Some(ErrorCode::ConnectionReadTimeout) => BodyError::Slow,
                _ => BodyError::BrokenOff,
            }),
        }
    }
}

/// The response, before and after its head went out.
struct Outgoing {
    out: Option<ResponseOutparam>,
    body: Option<(OutputStream, OutgoingBody)>,
}

impl Answer for Outgoing {
    fn send(&mut self, response: Response) {
        let body = response.body.clone();
        let length = body.len().to_string();
        self.begin(response.with("content-length", length));
        self.write(&body);
    }

    fn begin(&mut self, response: Response) {
        let headers = Fields::new();
        for (name, value) in &response.headers {
            // Whatever can't be said is left out: a value with a line break, say.
            let _ = headers.append(name, value.as_bytes());
        }
        // Whoever uses instances again is told that this one is of no more use.
        if VALIDATED.get() {
            let _ = headers.append("instance-life", b"spent");
        }
        let outgoing = OutgoingResponse::new(headers);
        let _ = outgoing.set_status_code(response.status);
        let Some(out) = self.out.take() else { return };
        let body = outgoing.body().ok();
        ResponseOutparam::set(out, Ok(outgoing));
        self.body = body.and_then(|body| Some((body.write().ok()?, body)));
    }

    fn write(&mut self, mut bytes: &[u8]) -> bool {
        let Some((stream, _)) = &self.body else { return false };
        while !bytes.is_empty() {
            match stream.check_write() {
                Ok(0) => stream.subscribe().block(),
                Ok(room) => {
                    let room = usize::try_from(room).map_or(bytes.len(), |room| room.min(bytes.len()));
                    let (now, rest) = bytes.split_at(room);
                    if stream.write(now).is_err() {
                        return false;
                    }
                    bytes = rest;
                }
                Err(_) => return false,
            }
        }
        true
    }
}

impl Outgoing {
    fn end(&mut self) {
        if let Some((stream, body)) = self.body.take() {
            let _ = stream.flush();
            drop(stream);
            let _ = OutgoingBody::finish(body, None);
        }
    }
}

/// The parts that this component was composed with.
struct Composed;

impl routes::Parts for Composed {
    fn users(&mut self) -> &mut dyn parts::Users {
        self
    }

    fn reporter(&mut self) -> &mut dyn parts::Reporter {
        self
    }

    fn job(&mut self) -> Result<Box<dyn parts::Job>, JobError> {
        if VALIDATED.replace(true) {
            return Err(JobError::Spent);
        }
        let options = wit::Options {
            max_record_bytes: None,
            generated_at: None,
            name_inputs: false,
            rules: None,
            rules_name: None,
            keep_users: false,
        };
        let job = wit::Job::open(&options).map_err(lift_error)?;
        Ok(Box::new(Validation(job)))
    }
}

impl Composed {
    fn configure() -> Result<(), Failure> {
        if CONFIGURED.replace(true) {
            return Ok(());
        }
        let settings = service::Settings {
            rules: my::config::config::settings("")
                .map_err(|error| Failure::Internal(error.message))?
                .rules,
            unique_email: true,
            keep_users: true,
        };
        user_service::configure(&settings).map_err(lift_failure)
    }
}

impl parts::Users for Composed {
    fn create(&mut self, users: &[NewUser]) -> Result<Vec<Fate>, Failure> {
        Composed::configure()?;
        let batch = UserBatch {
            names: column(users.iter().map(|user| user.name.as_str())),
            emails: column(users.iter().map(|user| user.email.as_str())),
            ages: users.iter().map(|user| user.age).collect(),
        };
        let outcome = user_service::process(&batch, &[]).map_err(lift_failure)?;
        let mut violations = outcome.violations.iter().peekable();
        let mut duplicates = outcome.duplicates.iter().peekable();
        let mut known = outcome.known.iter().peekable();
        let mut ids = values(&outcome.ids);
        let fates = (0..users.len() as u32).map(|row| {
            let mut errors = Vec::new();
            while let Some(violation) = violations.next_if(|violation| violation.row == row) {
                let error = validator::describe(violation.rule);
                errors.push(FieldError {
                    field: error.field,
                    message: error.message,
                });
            }
            let taken = duplicates.next_if(|found| found.row == row).map(|_| "Duplicate email");
            let taken = taken.or_else(|| known.next_if(|found| found.row == row).map(|_| "Known user"));
            match taken {
                _ if !errors.is_empty() => Fate::Invalid(errors),
                Some(message) => Fate::Taken(FieldError {
                    field: "email".into(),
                    message: message.into(),
                }),
                None => Fate::Created(ids.next().unwrap_or_default().into()),
            }
        });
        Ok(fates.collect())
    }

    fn get(&mut self, id: &str) -> Result<Option<StoredUser>, Failure> {
        Composed::configure()?;
        let user = user_service::get_user(id).map_err(lift_failure)?;
        Ok(user.map(lift_user))
    }

    fn list(&mut self, after: Option<&str>, limit: u32) -> Result<Vec<StoredUser>, Failure> {
        Composed::configure()?;
        let users = user_service::list_users(after, limit).map_err(lift_failure)?;
        Ok(users.into_iter().map(lift_user).collect())
    }
}

impl parts::Reporter for Composed {
    fn render(&mut self, totals: &Totals, format: ReportFormat) -> Result<String, Failure> {
        let ages = totals.ages.iter().map(|&(age, count)| service::AgeCount { age, count });
        let domains = totals.top_domains.iter().map(|(domain, count)| service::DomainCount {
            domain: domain.clone(),
            count: *count,
        });
        let lowered = service::Totals {
            read: totals.users,
            accepted: totals.users,
            rejected: 0,
            errors: Vec::new(),
            ages: ages.collect(),
            top_domains: domains.collect(),
            distinct_domains: totals.distinct_domains,
        };
        let context = reporter::Context {
            sources: vec![reporter::Source {
                name: "users".into(),
                records: totals.users,
                ignored_columns: 0,
            }],
            settings: Vec::new(),
            examples: Vec::new(),
            generated_at: None,
        };
        let format = match format {
            ReportFormat::Html => reporter::Format::Html,
            ReportFormat::Markdown => reporter::Format::Markdown,
            ReportFormat::Json => reporter::Format::Json,
            ReportFormat::Svg => reporter::Format::Svg,
        };
        reporter::render(&lowered, &context, format).map_err(|error| match error {
            reporter::ReportError::Inconsistent(reason) | reporter::ReportError::Internal(reason) => {
                Failure::Internal(format!("The report failed: {reason}"))
            }
        })
    }
}

struct Validation(wit::Job);

/// What messages call the body of the request.
const INPUT: &str = "body";

impl parts::Job for Validation {
    fn begin(&mut self, format: InputFormat) -> Result<Lines, JobError> {
        let format = match format {
            InputFormat::Csv => wit::InputFormat::Csv,
            InputFormat::Ndjson => wit::InputFormat::Ndjson,
            InputFormat::Json => wit::InputFormat::Json,
        };
        lift_lines(self.0.begin(INPUT, Some(format)))
    }

    fn feed(&mut self, bytes: Vec<u8>) -> Result<Lines, JobError> {
        lift_lines(self.0.feed(&bytes))
    }

    /// To begin another input ends the one before. To finish would end it too, and make four reports that nobody reads.
    fn end(&mut self) -> Result<Lines, JobError> {
        lift_lines(self.0.begin("end", Some(wit::InputFormat::Ndjson)))
    }
}

fn lift_lines(output: Result<wit::Output, wit::JobError>) -> Result<Lines, JobError> {
    let output = output.map_err(lift_error)?;
    Ok(Lines {
        users: output.users,
        rejects: output.rejects,
        counts: Counts {
            read: output.counts.read,
            accepted: output.counts.accepted,
            rejected: output.counts.rejected,
        },
    })
}

fn lift_error(error: wit::JobError) -> JobError {
    let position = error.position.map(|position| Position {
        line: position.line,
        column: position.column,
    });
    match error.kind {
        wit::JobErrorKind::Input => JobError::Input(error.message, position),
        wit::JobErrorKind::Limit => JobError::Limit(error.message, position),
        _ => JobError::Other(error.message),
    }
}

fn lift_failure(error: ServiceError) -> Failure {
    match error {
        ServiceError::Store(failure) => match failure.error {
            StoreError::Busy => Failure::Unavailable("Somebody else holds the store".into()),
            StoreError::Full => Failure::Unavailable("There is no room left in the store".into()),
            StoreError::ReadOnly => Failure::Unavailable("The store can only be read".into()),
            StoreError::InvalidName(reason) | StoreError::Corrupt(reason) | StoreError::Other(reason) => {
                Failure::Internal(format!("The store `{}` failed: {reason}", failure.store))
            }
        },
        ServiceError::NotKept => Failure::Internal("No users are kept".into()),
        ServiceError::ForeignValue(found) => {
            let (store, key) = (found.store, found.key);
            Failure::Internal(format!(
                "The store `{store}` holds under `{key}` what the service hasn't written"
            ))
        }
    }
}

fn lift_user(user: service::StoredUser) -> StoredUser {
    StoredUser {
        id: user.id,
        name: user.name,
        email: user.email,
        age: user.age,
    }
}

fn column<'a>(values: impl Iterator<Item = &'a str>) -> TextColumn {
    let (mut text, mut ends) = (String::new(), Vec::new());
    for value in values {
        text.push_str(value);
        ends.push(text.len() as u32);
    }
    TextColumn { text, ends }
}

fn values(column: &TextColumn) -> impl Iterator<Item = &str> {
    let mut start = 0;
    column.ends.iter().map(move |&end| {
        let value = &column.text[start..end as usize];
        start = end as usize;
        value
    })
}
