//! The Python module `foreign`: decodes, applies the rules and encodes, and calls a library in Go for ids and duplicates.

mod buffer;
mod crash;
mod stages;
mod users;

use driver::encode::Lines;
use driver::format::Format;
use driver::job::JobOptions;
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;

use buffer::Buffer;
use stages::Stages;
use users::Users;

/// A run.
#[pyclass(unsendable)]
struct Job(driver::job::Job<Stages>);

#[pymethods]
impl Job {
    /// `library` is the path of the library in Go.
    #[new]
    fn new(library: &str, input: &str) -> PyResult<Job> {
        let users = Users::load(library).map_err(failed)?;
        let mut job = driver::job::Job::new(Stages::new(users), JobOptions::default());
        job.begin(input.into(), Some(Format::Csv)).map_err(failed)?;
        Ok(Job(job))
    }

    /// The next bytes of the input; returns the lines of both files.
    fn feed(&mut self, chunk: &[u8]) -> PyResult<(Buffer, Buffer)> {
        self.0.feed(chunk.to_vec()).map(buffers).map_err(failed)
    }

    /// The last lines of both files, and the summary.
    fn finish(&mut self) -> PyResult<(Buffer, Buffer, String)> {
        let finished = self.0.finish().map_err(failed)?;
        let (users, rejects) = buffers(finished.lines);
        let summary = finished.reports.into_iter().next();
        Ok((users, rejects, summary.map(|report| report.content).unwrap_or_default()))
    }
}

fn buffers(lines: Lines) -> (Buffer, Buffer) {
    (Buffer(lines.users), Buffer(lines.rejects))
}

fn failed(error: impl std::fmt::Display) -> PyErr {
    PyRuntimeError::new_err(error.to_string())
}

#[pymodule]
mod foreign {
    use pyo3::prelude::*;

    #[pymodule_export]
    use super::crash::{overflow, panic};
    #[pymodule_export]
    use super::{Buffer, Job};

    #[pyfunction]
    fn nothing(n: u32) -> u32 {
        n
    }

    /// How many nanoseconds a call from Rust to Go takes that does nothing.
    #[pyfunction]
    fn call_go(library: &str, count: u32) -> PyResult<f64> {
        let users = super::Users::load(library).map_err(super::failed)?;
        users.call(count / 10);
        let start = std::time::Instant::now();
        users.call(count);
        Ok(start.elapsed().as_nanos() as f64 / f64::from(count))
    }
}
