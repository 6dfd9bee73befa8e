use std::env;
use std::io::{IsTerminal, stdout};

/// Whether what is printed to stdout has colours: on a terminal, unless NO_COLOR is set or the terminal is dumb; never
/// elsewhere, unless CLICOLOR_FORCE is set. NO_COLOR wins.
pub struct Colours(bool);

impl Colours {
    pub fn of_stdout() -> Colours {
        let set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
        let forced = env::var_os("CLICOLOR_FORCE").is_some_and(|value| !value.is_empty() && value != "0");
        let is_dumb = env::var_os("TERM").is_some_and(|terminal| terminal == "dumb");
        Colours(!set("NO_COLOR") && (forced || stdout().is_terminal() && !is_dumb))
    }

    pub fn good(&self, text: &str) -> String {
        self.paint("32", text)
    }

    pub fn bad(&self, text: &str) -> String {
        self.paint("31", text)
    }

    pub fn strong(&self, text: &str) -> String {
        self.paint("1", text)
    }

    pub fn faint(&self, text: &str) -> String {
        self.paint("2", text)
    }

    fn paint(&self, code: &str, text: &str) -> String {
        match self.0 {
            true => format!("\x1b[{code}m{text}\x1b[0m"),
            false => text.into(),
        }
    }
}
