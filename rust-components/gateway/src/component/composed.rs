//! The components that this one was composed with.

use super::validation;
use crate::imports::{Imports, Reporter, Users, ValidationError, ValidationJob};

pub struct Composed;

impl Imports for Composed {
    fn users(&mut self) -> &mut dyn Users {
        self
    }

    fn reporter(&mut self) -> &mut dyn Reporter {
        self
    }

    fn job(&mut self) -> Result<Box<dyn ValidationJob>, ValidationError> {
        validation::open()
    }
}
