//! Imports that keep users in a list, and functions that pass a request through the routes.

use gateway::http::{Answer, Body, BodyError, Request, Response};
use gateway::imports::{
    Counts, Failure, Fate, FieldError, Imports, InputFormat, Lines, NewUser, ReportFormat, Reporter, StoredUser,
    Totals, Users, ValidationError, ValidationJob,
};
use gateway::routes;

/// The only rule is that a name has at least two letters. An id is `usr_` and the address.
#[derive(Default)]
pub struct Memory {
    pub users: Vec<StoredUser>,
    pub validated: bool,
    /// The store's error, if it fails.
    pub failure: Option<Failure>,
}

impl Users for Memory {
    fn create(&mut self, users: &[NewUser]) -> Result<Vec<Fate>, Failure> {
        self.failure.clone().map_or(Ok(()), Err)?;
        let fate = |user: &NewUser| {
            let error = |field: &str, message: &str| FieldError {
                field: field.into(),
                message: message.into(),
            };
            if user.name.len() < 2 {
                return Fate::Invalid(vec![error("name", "too short")]);
            }
            if self.users.iter().any(|known| known.email == user.email) {
                return Fate::Taken(error("email", "known"));
            }
            let id = format!("usr_{}", user.email);
            self.users.push(StoredUser {
                id: id.clone(),
                name: user.name.clone(),
                email: user.email.clone(),
                age: user.age,
            });
            self.users.sort_by(|a, b| a.id.cmp(&b.id));
            Fate::Created(id)
        };
        Ok(users.iter().map(fate).collect())
    }

    fn get(&mut self, id: &str) -> Result<Option<StoredUser>, Failure> {
        Ok(self.users.iter().find(|user| user.id == id).cloned())
    }

    fn list(&mut self, after: Option<&str>, limit: u32) -> Result<Vec<StoredUser>, Failure> {
        let after = self
            .users
            .iter()
            .filter(|user| after.is_none_or(|after| user.id.as_str() > after));
        Ok(after.take(limit as usize).cloned().collect())
    }
}

impl Reporter for Memory {
    fn render(&mut self, totals: &Totals, format: ReportFormat) -> Result<String, Failure> {
        Ok(format!("{format:?} {totals:?}"))
    }
}

/// Each piece of a body is a line; `bad` ends the run.
struct Echo(u64);

impl ValidationJob for Echo {
    fn begin(&mut self, _: InputFormat) -> Result<Lines, ValidationError> {
        Ok(Lines::default())
    }

    fn feed(&mut self, bytes: Vec<u8>) -> Result<Lines, ValidationError> {
        if bytes == b"bad" {
            return Err(ValidationError::Input("body:1:1: found `bad`".into(), None));
        }
        self.0 += 1;
        let users = [bytes, b"\n".to_vec()].concat();
        let counts = self.counts();
        Ok(Lines {
            users,
            rejects: Vec::new(),
            counts,
        })
    }

    fn end(&mut self) -> Result<Lines, ValidationError> {
        let counts = self.counts();
        Ok(Lines {
            counts,
            ..Lines::default()
        })
    }
}

impl Echo {
    fn counts(&self) -> Counts {
        Counts {
            read: self.0,
            accepted: self.0,
            rejected: 0,
        }
    }
}

impl Imports for Memory {
    fn users(&mut self) -> &mut dyn Users {
        self
    }

    fn reporter(&mut self) -> &mut dyn Reporter {
        self
    }

    fn job(&mut self) -> Result<Box<dyn ValidationJob>, ValidationError> {
        if std::mem::replace(&mut self.validated, true) {
            return Err(ValidationError::Used);
        }
        Ok(Box::new(Echo(0)))
    }
}

pub struct Pieces(pub Vec<Result<&'static str, BodyError>>);

impl Body for Pieces {
    fn next(&mut self) -> Result<Option<Vec<u8>>, BodyError> {
        if self.0.is_empty() {
            return Ok(None);
        }
        self.0.remove(0).map(|text| Some(text.as_bytes().to_vec()))
    }
}

#[derive(Default)]
struct Received {
    response: Option<Response>,
    /// The status of a failure after it began.
    failed: Option<u16>,
}

impl Answer for Received {
    fn send(&mut self, response: Response) {
        assert!(self.response.is_none(), "one answer was given");
        self.response = Some(response);
    }

    fn begin(&mut self, response: Response) {
        self.send(response);
    }

    fn write(&mut self, bytes: &[u8]) -> bool {
        let response = self.response.as_mut().expect("it has begun");
        response.body.extend_from_slice(bytes);
        true
    }

    fn fail(&mut self, status: u16) {
        self.failed = Some(status);
    }
}

pub fn answer(memory: &mut Memory, request: &Request, pieces: Vec<Result<&'static str, BodyError>>) -> (u16, String) {
    let response = respond(memory, request, pieces);
    (response.status, String::from_utf8(response.body).expect("text"))
}

pub fn respond(memory: &mut Memory, request: &Request, pieces: Vec<Result<&'static str, BodyError>>) -> Response {
    receive(memory, request, pieces).0
}

/// The response, and the status of a failure after it began.
pub fn receive(
    memory: &mut Memory,
    request: &Request,
    pieces: Vec<Result<&'static str, BodyError>>,
) -> (Response, Option<u16>) {
    let mut received = Received::default();
    routes::handle(request, &mut Pieces(pieces), memory, &mut received);
    let response = received.response.expect("every request is answered");
    (response, received.failed)
}

pub fn request(method: &str, target: &str, content_type: &str) -> Request {
    Request {
        method: method.into(),
        target: target.into(),
        content_type: Some(content_type.into()),
        ..Request::default()
    }
}
