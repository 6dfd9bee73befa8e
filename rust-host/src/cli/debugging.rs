use clap::Args;
use pipeline_host::Purpose;

#[derive(Args)]
pub struct Debugging {
    /// Compile for a native debugger such as lldb: with debug information, without optimisation, and without the cache
    #[arg(long)]
    debug_info: bool,
}

impl Debugging {
    pub fn purpose(&self) -> Purpose {
        match self.debug_info {
            true => Purpose::Debugging,
            false => Purpose::Speed,
        }
    }
}
