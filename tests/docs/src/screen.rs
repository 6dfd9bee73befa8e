//! A recorded screen: runs commands in the checkout and draws their output as an animated picture.

use std::fmt::Write;
use std::fs;
use std::process::Command;

use anyhow::{Context, Result};

use crate::checkout;

pub const COMMANDS: &str = "tests/docs/screen.commands";
pub const PICTURE: &str = "docs/screen.svg";

/// A command and its output.
pub struct Step {
    pub command: String,
    pub output: String,
}

/// Runs each line of [`COMMANDS`].
pub fn record() -> Result<Vec<Step>> {
    let commands = fs::read_to_string(checkout(COMMANDS)).with_context(|| format!("cannot read `{COMMANDS}`"))?;
    commands.lines().map(run).collect()
}

fn run(command: &str) -> Result<Step> {
    // Both outputs in one, as a terminal shows them.
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("{{ {command}\n}} 2>&1")]);
    let output = shell.current_dir(checkout("")).output().context("cannot run `sh`")?;
    Ok(Step {
        command: command.into(),
        output: String::from_utf8(output.stdout)?,
    })
}

const COLUMNS: usize = 116;
const LINE: usize = 20;
/// The width of a monospaced character of 14 px, with some room for wider fonts.
const CHARACTER: f64 = 8.5;
const MARGIN: usize = 18;

/// Seconds until a command's output appears, and until the next command does.
const RUNNING: f64 = 0.6;
const READING: f64 = 1.6;

pub fn draw(steps: &[Step]) -> String {
    let mut body = String::new();
    let mut baseline = MARGIN + 14;
    let mut time = 0.0;
    for step in steps {
        let prompt = format!("<tspan class=\"prompt\">$</tspan> {}", escaped(&step.command));
        text(&mut body, "command", time, &mut baseline, [prompt]);
        time += RUNNING;
        text(
            &mut body,
            "output",
            time,
            &mut baseline,
            step.output.lines().flat_map(wrapped),
        );
        time += READING;
    }
    let width = (COLUMNS as f64 * CHARACTER) as usize + 2 * MARGIN;
    let height = baseline - 14 + MARGIN - (LINE - 14);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
         role=\"img\" aria-label=\"A recorded terminal session\">\n{STYLE}<rect \
         width=\"{width}\" height=\"{height}\" rx=\"8\"/>\n{body}</svg>\n"
    )
}

/// Viewers without animations, or with reduced motion, show everything at once.
const STYLE: &str = "<style>\n\
    rect { fill: #16181d }\n\
    text { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; white-space: pre }\n\
    .command { fill: #f2f3f5; font-weight: 600 }\n\
    .output { fill: #b6bcc8 }\n\
    .prompt { fill: #5fc38a }\n\
    @keyframes appear { from { opacity: 0 } }\n\
    @media (prefers-reduced-motion: no-preference) { g { animation: appear 1ms backwards } }\n\
    </style>\n";

fn text(body: &mut String, class: &str, time: f64, baseline: &mut usize, lines: impl IntoIterator<Item = String>) {
    writeln!(body, "<g style=\"animation-delay: {time:.1}s\">").expect("a String accepts all writes");
    for line in lines {
        writeln!(
            body,
            "<text class=\"{class}\" x=\"{MARGIN}\" y=\"{baseline}\">{line}</text>"
        )
        .expect("as above");
        *baseline += LINE;
    }
    *body += "</g>\n";
}

fn wrapped(line: &str) -> Vec<String> {
    let characters: Vec<char> = line.chars().collect();
    let lines = characters
        .chunks(COLUMNS)
        .map(|part| escaped(&part.iter().collect::<String>()));
    lines.collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
