//! A generated interface, and how WIT writes it.

use std::fmt::Write;

/// The package of everything that is generated.
pub const PACKAGE: &str = "test:echoes";
pub const VERSION: &str = "1.0.0";

#[derive(Debug, Clone, PartialEq)]
pub enum Type {
    Bool,
    U8,
    U16,
    U32,
    U64,
    S8,
    S16,
    S32,
    S64,
    F32,
    F64,
    Char,
    String,
    List(Box<Type>),
    Option(Box<Type>),
    Result(Option<Box<Type>>, Option<Box<Type>>),
    Tuple(Vec<Type>),
    /// A definition of the interface, by its place.
    Named(usize),
}

#[derive(Debug, Clone)]
pub struct Definition {
    pub name: String,
    pub kind: Kind,
}

#[derive(Debug, Clone)]
pub enum Kind {
    Record(Vec<(String, Type)>),
    Variant(Vec<(String, Option<Type>)>),
    Enum(Vec<String>),
    Flags(Vec<String>),
    Alias(Type),
}

/// Types, functions `f0`, `f1`, … that return their arguments, and functions for the handles of a resource `cell`, which has a value.
#[derive(Debug, Clone)]
pub struct Interface {
    /// Its place among those of a world; it is named by it.
    pub number: usize,
    /// A definition refers only to those before it.
    pub definitions: Vec<Definition>,
    /// The names and types of the parameters.
    pub functions: Vec<Vec<(String, Type)>>,
    pub cell: Option<Type>,
}

impl Type {
    /// Counts as if a definition weren't there. False: it is needed.
    fn forget(&mut self, place: usize) -> bool {
        match self {
            Type::List(inner) | Type::Option(inner) => inner.forget(place),
            Type::Result(ok, error) => [ok, error].into_iter().flatten().all(|inner| inner.forget(place)),
            Type::Tuple(all) => all.iter_mut().all(|inner| inner.forget(place)),
            Type::Named(at) => {
                let is_needed = *at == place;
                *at -= usize::from(*at > place);
                !is_needed
            }
            _ => true,
        }
    }
}

impl Kind {
    fn types(&mut self) -> Vec<&mut Type> {
        match self {
            Kind::Record(fields) => fields.iter_mut().map(|(_, of)| of).collect(),
            Kind::Variant(cases) => cases.iter_mut().filter_map(|(_, of)| of.as_mut()).collect(),
            Kind::Alias(target) => vec![target],
            Kind::Enum(_) | Kind::Flags(_) => Vec::new(),
        }
    }
}

impl Interface {
    /// The full name.
    pub fn id(&self) -> String {
        format!("{PACKAGE}/echo{}@{VERSION}", self.number)
    }

    /// What a type is, without the names of aliases.
    pub fn resolved<'a>(&'a self, mut of: &'a Type) -> &'a Type {
        while let Type::Named(at) = of
            && let Kind::Alias(target) = &self.definitions[*at].kind
        {
            of = target;
        }
        of
    }

    /// The same without a definition, if nothing refers to it.
    pub fn without(&self, at: usize) -> Option<Interface> {
        let mut less = self.clone();
        less.definitions.remove(at);
        let types = less.definitions.iter_mut().flat_map(|one| one.kind.types());
        let types = types.chain(less.functions.iter_mut().flatten().map(|(_, of)| of));
        types.chain(&mut less.cell).all(|of| of.forget(at)).then_some(less)
    }

    /// What a function returns: its argument, or a tuple of them.
    pub fn returned(&self, function: usize) -> Type {
        match &self.functions[function][..] {
            [(_, only)] => only.clone(),
            all => Type::Tuple(all.iter().map(|(_, each)| each.clone()).collect()),
        }
    }

    pub fn wit(&self) -> String {
        let mut text = format!("interface types{} {{\n", self.number);
        let write = &mut text;
        for Definition { name, kind } in &self.definitions {
            match kind {
                Kind::Alias(target) => writeln!(write, "  type %{name} = {};", self.named(target)),
                Kind::Record(fields) => {
                    let fields = fields.iter().map(|(name, of)| format!("%{name}: {}", self.named(of)));
                    writeln!(write, "  record %{name} {{ {} }}", list(fields))
                }
                Kind::Variant(cases) => {
                    let cases = cases.iter().map(|(name, of)| match of {
                        None => format!("%{name}"),
                        Some(of) => format!("%{name}({})", self.named(of)),
                    });
                    writeln!(write, "  variant %{name} {{ {} }}", list(cases))
                }
                Kind::Enum(cases) => writeln!(write, "  enum %{name} {{ {} }}", list(cases.iter().map(escaped))),
                Kind::Flags(flags) => writeln!(write, "  flags %{name} {{ {} }}", list(flags.iter().map(escaped))),
            }
            .expect("a text is long enough");
        }
        text += "}\n\n";
        text += &format!("interface echo{} {{\n", self.number);
        if !self.definitions.is_empty() {
            let names = list(self.definitions.iter().map(|one| escaped(&one.name)));
            text += &format!("  use types{}.{{{names}}};\n", self.number);
        }
        for (at, parameters) in self.functions.iter().enumerate() {
            let returned = self.named(&self.returned(at));
            let parameters = parameters
                .iter()
                .map(|(name, of)| format!("%{name}: {}", self.named(of)));
            text += &format!("  f{at}: func({}) -> {returned};\n", list(parameters));
        }
        if let Some(value) = &self.cell {
            let value = self.named(value);
            text += &format!(
                "  resource cell {{\n    constructor(value: {value});\n    get: func() -> {value};\n    \
                 set: func(value: {value}) -> {value};\n  }}\n  pass: func(one: cell) -> cell;\n  \
                 peek: func(one: borrow<cell>) -> {value};\n  all: func(each: list<cell>) -> list<cell>;\n  \
                 maybe: func(one: option<cell>) -> result<cell>;\n"
            );
        }
        text + "}\n"
    }

    fn named(&self, of: &Type) -> String {
        let named = |of: &Type| self.named(of);
        match of {
            Type::List(each) => format!("list<{}>", named(each)),
            Type::Option(some) => format!("option<{}>", named(some)),
            Type::Tuple(all) => format!("tuple<{}>", list(all.iter().map(named))),
            Type::Result(None, None) => "result".into(),
            Type::Result(Some(ok), None) => format!("result<{}>", named(ok)),
            Type::Result(None, Some(error)) => format!("result<_, {}>", named(error)),
            Type::Result(Some(ok), Some(error)) => format!("result<{}, {}>", named(ok), named(error)),
            Type::Named(at) => escaped(&self.definitions[*at].name),
            // The others are called as they are here.
            plain => format!("{plain:?}").to_lowercase(),
        }
    }
}

/// A name that may be a keyword of WIT.
fn escaped(name: impl AsRef<str>) -> String {
    format!("%{}", name.as_ref())
}

fn list(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}

/// The package with these interfaces, and the worlds of the components.
pub fn package(interfaces: &[Interface]) -> String {
    let mut text = format!("package {PACKAGE}@{VERSION};\n\n");
    for interface in interfaces {
        text += &interface.wit();
        text += "\n";
    }
    let lines = |word: &str| -> String {
        let lines = interfaces.iter().map(|one| format!("  {word} echo{};\n", one.number));
        lines.collect()
    };
    text + &format!(
        "world leaf {{\n{0}}}\n\nworld relay {{\n{1}{0}}}\n",
        lines("export"),
        lines("import")
    )
}
