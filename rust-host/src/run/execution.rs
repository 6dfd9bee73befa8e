//! A run: inputs through a job into an output folder.

use std::fs::Metadata;
use std::path::PathBuf;

use crate::bindings::JobOptions;
use crate::bindings::job::{Counts, FinalOutput, InputFormat, Output, OutputFormat};
use crate::failure::Failure;
use crate::run::input::Input;
use crate::run::interrupt;
use crate::run::job::Job;
use crate::run::parallel::{self, Attempt, Inputs, Threads};
use crate::run::pipeline::Pipeline;
use crate::run::publish::{CSV, NDJSON, OutputFile, Staging};
use crate::store::{StorageHost, StoreFile};

/// What to run, and how.
pub struct Run {
    /// Files in the order in which they are read; `-` is the standard input.
    pub inputs: Vec<PathBuf>,
    pub out: PathBuf,
    pub format: Option<InputFormat>,
    /// Bytes per read and per call of `feed`.
    pub chunk_size: usize,
    pub options: JobOptions,
    /// The file that stores the users, if they are to be kept.
    pub store: Option<StoreFile>,
    /// None: it runs on one thread.
    pub threads: Option<Threads>,
}

impl Run {
    /// How many bytes there are to read, if all inputs are files.
    pub fn bytes(&self) -> Option<u64> {
        let size = |path: &PathBuf| path.metadata().ok().filter(Metadata::is_file).map(|file| file.len());
        self.inputs.iter().map(size).sum()
    }

    /// Runs it, and publishes everything or nothing. `watch` is called after each chunk with the chunk's bytes and the
    /// records so far.
    pub fn execute(&self, pipeline: &Pipeline, mut watch: impl FnMut(u64, Counts)) -> anyhow::Result<FinalOutput> {
        // Check the inputs, then the store and the options, before the output is touched.
        let mut inputs = self.open()?;
        let host = match &self.store {
            Some(file) => {
                let mut unfinished = interrupt::lock();
                let host = StorageHost::writing(file.clone())?;
                unfinished.store = Some(file.clone());
                host
            }
            None => StorageHost::default(),
        };
        let mut job = pipeline.open(&self.options, host)?;
        let mut staging = Staging::new(&self.out)?;
        let [users, rejects] = match self.options.writing.map(|writing| writing.format) {
            None | Some(OutputFormat::Ndjson) => NDJSON,
            Some(OutputFormat::Csv) => CSV,
        };
        let mut files = Files {
            users: staging.create(users)?,
            rejects: staging.create(rejects)?,
        };

        let attempt = match &self.threads {
            None => Attempt::Unsuited,
            Some(threads) => {
                let read = Inputs {
                    inputs: &mut inputs,
                    format: self.format,
                    chunk_size: self.chunk_size,
                };
                let mut append = |output: &Output| files.append(output);
                parallel::run(
                    threads,
                    pipeline,
                    &mut job,
                    &self.options,
                    read,
                    &mut append,
                    &mut watch,
                )?
            }
        };
        let new_job = || pipeline.open(&self.options, StorageHost::default());
        let (last, host) = match attempt {
            Attempt::Finished(last) => (*last, StorageHost::default()),
            Attempt::Unsuited => self.on_one_thread(job, inputs, &mut files, watch)?,
            Attempt::Withdrawn => {
                drop(job);
                self.on_one_thread(new_job()?, inputs, &mut files, watch)?
            }
            Attempt::Exceeded => {
                drop(job);
                files = files.emptied()?;
                self.on_one_thread(new_job()?, self.open()?, &mut files, watch)?
            }
        };
        files.append(&last.output)?;
        files.users.finish()?;
        files.rejects.finish()?;
        for report in &last.reports {
            let mut file = staging.create(&report.name)?;
            file.write(report.content.as_bytes())?;
            file.finish()?;
        }
        staging.publish(|| host.commit())?;
        Ok(last)
    }

    fn open(&self) -> Result<Vec<Input>, Failure> {
        self.inputs.iter().map(|path| Input::open(path)).collect()
    }

    fn on_one_thread(
        &self,
        mut job: Job,
        inputs: Vec<Input>,
        files: &mut Files,
        mut watch: impl FnMut(u64, Counts),
    ) -> Result<(FinalOutput, StorageHost), Failure> {
        let mut chunk = vec![0; self.chunk_size];
        for mut input in inputs {
            files.append(&job.begin(&input.name(), self.format)?)?;
            loop {
                let length = input.fill(&mut chunk)?;
                if length == 0 {
                    break;
                }
                let output = job.feed(&chunk[..length])?;
                files.append(&output)?;
                watch(length as u64, output.counts);
            }
        }
        job.finish()
    }
}

/// The files of the output that aren't reports.
struct Files {
    users: OutputFile,
    rejects: OutputFile,
}

impl Files {
    fn append(&mut self, output: &Output) -> Result<(), Failure> {
        self.users.write(&output.users)?;
        self.rejects.write(&output.rejects)
    }

    /// The same files, empty again.
    fn emptied(self) -> Result<Files, Failure> {
        Ok(Files {
            users: self.users.emptied()?,
            rejects: self.rejects.emptied()?,
        })
    }
}
