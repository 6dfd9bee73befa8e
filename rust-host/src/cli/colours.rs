use std::env;
use std::io::{IsTerminal, stdout};

use anstyle::{AnsiColor, Style};

/// Whether the terminal only prints characters one after the other.
pub fn is_dumb() -> bool {
    env::var_os("TERM").is_some_and(|terminal| terminal == "dumb")
}

/// Colours on stdout: on a terminal, unless NO_COLOR is set or the terminal is dumb; otherwise only if CLICOLOR_FORCE is set.
/// NO_COLOR wins. anstream's own choice differs: it takes `CLICOLOR_FORCE=0` for set, and colours a dumb terminal if CI is set.
pub struct Colours(bool);

impl Colours {
    pub fn of_stdout() -> Colours {
        let set = |name| env::var_os(name).filter(|value| !value.is_empty());
        let forced = set("CLICOLOR_FORCE").is_some_and(|value| value != "0");
        let capable = stdout().is_terminal() && !is_dumb();
        Colours(set("NO_COLOR").is_none() && (forced || capable))
    }

    pub fn good(&self, text: &str) -> String {
        self.paint(AnsiColor::Green.on_default(), text)
    }

    pub fn bad(&self, text: &str) -> String {
        self.paint(AnsiColor::Red.on_default(), text)
    }

    pub fn strong(&self, text: &str) -> String {
        self.paint(Style::new().bold(), text)
    }

    pub fn faint(&self, text: &str) -> String {
        self.paint(Style::new().dimmed(), text)
    }

    fn paint(&self, style: Style, text: &str) -> String {
        match self.0 {
            true => format!("{style}{text}{style:#}"),
            false => text.into(),
        }
    }
}
