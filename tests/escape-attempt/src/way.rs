/// A way out: its name, and a function that returns what its argument names, or why it failed.
pub type Way = (&'static str, fn(&str) -> Result<String, String>);
