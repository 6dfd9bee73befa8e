use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};

/// Whether what is printed to stdout has colours: on a terminal, or if CLICOLOR_FORCE is set. NO_COLOR turns them off.
pub struct Colours(bool);

impl Colours {
    pub fn of_stdout() -> Colours {
        Colours(AutoStream::choice(&std::io::stdout()) != ColorChoice::Never)
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
