use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Command, ValueEnum};
use clap_complete::{Shell, generate};

use super::terminal::print_line;

/// Generate a shell completion script
///
/// For bash: `source <(pipeline completions bash)`. For the Node host, add `--command pipeline-node`.
#[derive(Args)]
#[command(override_usage = "pipeline completions [OPTIONS] <SHELL>")]
pub struct Completions {
    shell: Known,

    /// Name of the command in the shell
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
        // For bash, clap_complete 4.6 writes a function's name in two ways if the command's name contains a dash. So
        // generate with an underscore, and put the dash back in the last lines, which register the completion.
        let name: &'static str = match (self.command.as_str(), shell) {
            ("pipeline-node", Shell::Bash) => "pipeline_node",
            ("pipeline-node", _) => "pipeline-node",
            _ => "pipeline",
        };
        let mut script = Vec::new();
        generate(shell, &mut command.name(name), name, &mut script);
        let script = String::from_utf8_lossy(&script).replace(" pipeline_node\n", " pipeline-node\n");
        print_line(script.trim_end())?;
        Ok(ExitCode::SUCCESS)
    }
}
