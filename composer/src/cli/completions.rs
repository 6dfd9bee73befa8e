use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Command, ValueEnum};
use clap_complete::{Shell, generate};
use pipeline_host::terminal::say;

/// Prints a script that has a shell complete this command's words
///
/// For bash: `source <(pipeline completions bash)`. The Node host takes the same words: --command pipeline-node.
#[derive(Args)]
#[command(override_usage = "pipeline completions [OPTIONS] <SHELL>")]
pub struct Completions {
    shell: Known,

    /// The name that the command has in the shell
    #[arg(long, value_name = "NAME", default_value = "pipeline", value_parser = ["pipeline", "pipeline-node"])]
    command: String,
}

#[derive(Clone, Copy, ValueEnum)]
enum Known {
    Bash,
    Zsh,
    Fish,
}

impl Completions {
    pub fn execute(self, command: Command) -> Result<ExitCode> {
        let shell = match self.shell {
            Known::Bash => Shell::Bash,
            Known::Zsh => Shell::Zsh,
            Known::Fish => Shell::Fish,
        };
        // The script knows the command by this name in all its parts.
        let name = match self.command.as_str() {
            "pipeline-node" => "pipeline-node",
            _ => "pipeline",
        };
        let mut script = Vec::new();
        generate(shell, &mut command.name(name), name, &mut script);
        say(String::from_utf8_lossy(&script).trim_end())?;
        Ok(ExitCode::SUCCESS)
    }
}
