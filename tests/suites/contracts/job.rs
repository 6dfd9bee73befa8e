//! `my:pipeline/job` of the composed `build/pipeline.wasm`.

use tests::component::load;
use tests::start;
use wasmtime::component::ResourceAny;
use wasmtime::{Store, StoreLimits};

use self::exports::my::pipeline::job::{InputFormat, JobError, JobErrorKind, Options, Position, Reading};

wasmtime::component::bindgen!({ world: "my:pipeline/pipeline@2.0.0", path: "../wit" });

const OPTIONS: Options = Options {
    max_record_bytes: None,
    generated_at: None,
    name_inputs: false,
    rules: None,
    rules_name: None,
    keep_users: false,
    reading: None,
    writing: None,
};

struct Instance {
    store: Store<StoreLimits>,
    world: Pipeline,
}

impl Instance {
    fn new() -> Instance {
        let (store, world) = start!(Pipeline, load("pipeline.wasm", 256 << 20));
        Instance { store, world }
    }

    fn open(&mut self) -> Result<ResourceAny, JobError> {
        self.open_with(&OPTIONS)
    }

    fn open_with(&mut self, options: &Options) -> Result<ResourceAny, JobError> {
        self.world
            .my_pipeline_job()
            .job()
            .call_open(&mut self.store, options)
            .expect("no trap")
    }

    fn begin(&mut self, job: ResourceAny, name: &str, format: Option<InputFormat>) -> Result<(), JobError> {
        let answer = self
            .world
            .my_pipeline_job()
            .job()
            .call_begin(&mut self.store, job, name, format);
        answer.expect("no trap").map(drop)
    }

    fn feed(&mut self, job: ResourceAny, bytes: &str) -> Result<(), JobError> {
        let answer = self
            .world
            .my_pipeline_job()
            .job()
            .call_feed(&mut self.store, job, bytes.as_bytes());
        answer.expect("no trap").map(drop)
    }

    /// The number of records, the lines of users and rejects, and the names of the reports.
    fn finish(&mut self, job: ResourceAny) -> Result<(u64, String, String, Vec<String>), JobError> {
        let answer = self
            .world
            .my_pipeline_job()
            .job()
            .call_finish(&mut self.store, job)
            .expect("no trap")?;
        let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
        assert_eq!(answer.totals.read, answer.output.counts.read);
        let names = answer.reports.into_iter().map(|report| report.name).collect();
        Ok((
            answer.totals.read,
            text(answer.output.users),
            text(answer.output.rejects),
            names,
        ))
    }
}

fn usage<T: std::fmt::Debug>(answer: Result<T, JobError>, message: &str) {
    let error = answer.expect_err(message);
    assert_eq!((error.kind, error.message.as_str()), (JobErrorKind::Usage, message));
    assert!(error.position.is_none());
}

#[test]
fn a_run_gives_users_rejects_and_reports() {
    let mut instance = Instance::new();
    let job = instance.open().unwrap();
    instance.begin(job, "people.csv", None).unwrap();
    instance
        .feed(job, "name,email,age\nAnn,ann@example.com,30\nB,b,7\n")
        .unwrap();
    let (read, users, rejects, reports) = instance.finish(job).unwrap();
    assert_eq!((read, users.lines().count(), rejects.lines().count()), (2, 1, 1));
    assert!(users.contains(r#""email":"ann@example.com","age":30}"#), "{users}");
    assert!(
        rejects.starts_with(r#"{"record":2,"line":3,"raw":"B,b,7","errors":[{"field":"name","#),
        "{rejects}"
    );
    assert_eq!(reports, ["summary.json", "report.html", "report.md", "report.svg"]);
}

#[test]
fn an_instance_has_one_job_in_its_life() {
    let mut instance = Instance::new();
    let job = instance.open().unwrap();
    usage(instance.open(), "cannot open a job: this instance has had one");
    job.resource_drop(&mut instance.store).unwrap();
    usage(instance.open(), "cannot open a job: this instance has had one");
}

#[test]
fn calls_out_of_order_are_errors_and_end_the_job() {
    let mut instance = Instance::new();
    let job = instance.open().unwrap();
    usage(instance.feed(job, "x"), "cannot feed: no input was begun");
    usage(
        instance.begin(job, "a.csv", None),
        "cannot begin: an earlier call failed",
    );
    usage(instance.finish(job), "cannot finish: an earlier call failed");

    let mut instance = Instance::new();
    let job = instance.open().unwrap();
    usage(instance.finish(job), "cannot finish: no input was begun");

    let mut instance = Instance::new();
    let job = instance.open().unwrap();
    instance.begin(job, "a.json", None).unwrap();
    instance.feed(job, "[]").unwrap();
    instance.finish(job).unwrap();
    usage(instance.feed(job, "x"), "cannot feed: the job is finished");
    usage(instance.finish(job), "cannot finish: the job is finished");
}

#[test]
fn an_unreadable_input_is_an_error_with_a_position() {
    let mut instance = Instance::new();
    let job = instance.open().unwrap();
    instance.begin(job, "a.json", None).unwrap();
    instance.feed(job, "[\n  {}, ").unwrap();
    let error = instance.finish(job).expect_err("the array breaks off");
    assert_eq!(error.kind, JobErrorKind::Input);
    assert_eq!(
        error.message,
        "a.json:2:7: cannot read the JSON array: found the end of the input, expected an object"
    );
    assert!(
        matches!(error.position, Some(Position { line: 2, column: 7 })),
        "{:?}",
        error.position
    );
}

#[test]
fn a_given_format_comes_before_the_name() {
    let mut instance = Instance::new();
    let job = instance.open().unwrap();
    instance.begin(job, "a.csv", Some(InputFormat::Ndjson)).unwrap();
    instance
        .feed(job, r#"{"name":"Ann","email":"ann@example.com","age":30}"#)
        .unwrap();
    let (read, _, rejects, _) = instance.finish(job).unwrap();
    assert_eq!((read, rejects.as_str()), (1, ""));
}

fn by(rules: &str) -> Options {
    Options {
        rules: Some(rules.into()),
        ..OPTIONS
    }
}

#[test]
fn rules_are_in_force_for_validator_and_service() {
    let mut instance = Instance::new();
    let job = instance.open_with(&by("min-age = 40\nunique-email = off\n")).unwrap();
    instance.begin(job, "a.csv", None).unwrap();
    instance
        .feed(job, "name,email,age\nAnn,a@b.c,39\nBob,b@b.c,40\nBob,B@b.c,41\n")
        .unwrap();
    let (read, users, rejects, _) = instance.finish(job).unwrap();
    assert_eq!((read, users.lines().count()), (3, 2));
    assert!(
        rejects.contains(r#"[{"field":"age","message":"Must be at least 40 years old"}]"#),
        "{rejects}"
    );
    assert_eq!(rejects.lines().count(), 1);
}

const READING: Reading = Reading {
    delimiter: None,
    quote: None,
    escape: None,
    skip_lines: None,
    no_header: false,
    columns: None,
    encoding: None,
    max_unpacked_bytes: None,
    sheet: None,
};

#[test]
fn an_invalid_option_of_reading_is_an_error_that_names_it() {
    let mut instance = Instance::new();
    let reading = Reading {
        encoding: Some("klingon".into()),
        ..READING
    };
    let options = Options {
        reading: Some(reading),
        ..OPTIONS
    };
    let error = instance.open_with(&options).expect_err("no such encoding");
    assert_eq!(error.kind, JobErrorKind::Options);
    assert!(
        error
            .message
            .starts_with("cannot read the option `--encoding`: found `klingon`"),
        "{}",
        error.message
    );
}

#[test]
fn a_look_uses_up_the_instance() {
    let mut instance = Instance::new();
    let peek = |instance: &mut Instance, bytes: &str| {
        let job = instance.world.my_pipeline_job();
        let answer = job.call_peek(&mut instance.store, &OPTIONS, "a.csv", None, bytes.as_bytes(), true, 1);
        answer.expect("no trap")
    };
    let preview = peek(&mut instance, "name,email,age\nAnn,a@b.c,30\nB,b@b.c,30\n").expect("it can be read");
    let counts = preview.counts;
    assert_eq!((counts.read, counts.accepted, counts.rejected), (2, 1, 1));
    assert!(
        preview.text.contains("  line 2: Ann, a@b.c, 30\n2 records in it: "),
        "{}",
        preview.text
    );
    let error = peek(&mut instance, "").expect_err("only once");
    assert_eq!(error.kind, JobErrorKind::Usage);
    assert_eq!(error.message, "cannot look at an input: this instance has had one");
    assert_eq!(instance.open().expect_err("no job either").kind, JobErrorKind::Usage);
}

#[test]
fn invalid_rules_are_an_error_with_a_position() {
    for (name, shown) in [(None, "rules"), (Some("my.conf"), "my.conf")] {
        let mut instance = Instance::new();
        let options = Options {
            rules_name: name.map(Into::into),
            ..by("\nmin-age = old")
        };
        let error = instance.open_with(&options).expect_err("no number");
        assert_eq!(error.kind, JobErrorKind::Rules);
        assert_eq!(
            error.message,
            format!(
                "{shown}:2:11: cannot read the rules: found `old` for `min-age`, expected a whole number from 0 to \
                 4294967295"
            )
        );
        let position = error.position.expect("a place");
        assert_eq!((position.line, position.column), (2, 11));
    }
}

#[test]
fn one_reject_too_many_meets_the_limit() {
    let input = "name,email,age\nB,b@b.c,30\nAnn,a@b.c,30\nC,c@b.c,30\n";
    let run = |limit: u32| {
        let mut instance = Instance::new();
        let job = instance.open_with(&by(&format!("max-errors = {limit}"))).unwrap();
        instance.begin(job, "a.csv", None).unwrap();
        instance.feed(job, input).unwrap();
        let answer = instance.finish(job);
        usage_after(&mut instance, job, answer.is_ok());
        answer
    };
    assert_eq!(run(2).unwrap().0, 3);
    let error = run(1).expect_err("two are rejected");
    assert_eq!(error.kind, JobErrorKind::Limit);
    assert_eq!(
        error.message,
        "a.csv:4:1: cannot go on: found more than 1 rejected records, expected at most that many (limit \
         `max-errors`); `name` of this one: Name must be at least 2 characters"
    );
    assert!(matches!(error.position, Some(Position { line: 4, column: 1 })));
}

fn usage_after(instance: &mut Instance, job: ResourceAny, finished: bool) {
    let reason = if finished {
        "the job is finished"
    } else {
        "an earlier call failed"
    };
    usage(instance.feed(job, "x"), &format!("cannot feed: {reason}"));
}
