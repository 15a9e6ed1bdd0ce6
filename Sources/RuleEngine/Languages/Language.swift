internal import Basics

/// A programming language as a folder of queries describes it.
struct Language: Hashable, Sendable {
    /// What an import without an alias binds.
    enum Binding: String, CaseIterable, Hashable, Sendable {
        /// The first part of the module's name, as Python does.
        case first
        /// The last part, as Go and Java do.
        case last
        case nothing
    }

    /// How `ensure_import` writes an import.
    enum ImportStyle: String, CaseIterable, Hashable, Sendable {
        case python
        /// The block of Go.
        case go
        /// `import` or `require`, whichever the file has.
        case script
        /// A line each, made of `statement`.
        case lines
    }

    /// How strings are quoted.
    struct Strings: Hashable, Sendable {
        /// The grammar's kinds of nodes.
        var kinds: Set<String> = []
        /// The quotes, the longest first.
        var quotes: [String] = []
        /// The quotes within which a backslash is a backslash.
        var raw: Set<String> = []
        /// What starts a part that is computed.
        var interpolation: [String] = []
    }

    /// What imports mean and how they are written.
    struct Imports: Hashable, Sendable {
        var binding = Binding.nothing
        var style: ImportStyle?
        /// The line that an import is, with `{{module}}` in it.
        var statement: String?
        /// What may stand before a module's name without making it another.
        var droppedPrefixes: [String] = []
    }

    /// What the names of methods mean in routes.
    struct Routes: Hashable, Sendable {
        /// Those that serve every HTTP method.
        var anyMethod: Set<String> = []
        /// Those that are not called as the HTTP method is.
        var methods: [String: String] = [:]
    }

    /// A query, and the file that it stands in.
    struct Query: Hashable, Sendable {
        var path: String
        var text: String
    }

    var name: String
    /// The endings of its files, without dots.
    var extensions: [String] = []
    /// The grammar of files whose ending has none of its own.
    var grammar: String
    var grammars: [String: String] = [:]
    /// Files whose folder is a component.
    var manifests: [String] = []
    /// What starts a comment up to the end of the line.
    var lineComments: [String] = []
    var strings = Strings()
    var imports = Imports()
    var routes = Routes()
    /// The kinds of nodes directly below which statements stand.
    var blocks: Set<String> = []
    /// The kinds of nodes directly below which elements stand that commas part.
    var lists: Set<String> = []
    /// The kinds of nodes that define a function or a class, whose `body` is a block.
    var definitions: Set<String> = []
    /// The queries by name, which is that of the file without `.scm`.
    var queries: [String: Query] = [:]
    /// Over its `language.yaml`.
    var description: Digest?
    /// The pack that added queries to it, or brought it; empty for what ships.
    var origin = ""

    /// What tells the language apart from others of its name.
    var key: String { origin + "/" + name }

    /// The readable forms of `code`; those that a language has a query for can be asked of it.
    static let forms = ["import", "assign_call", "call", "route", "def", "class", "kwarg"]

    /// The grammar of a file.
    func grammar(ofFileNamed name: String) -> String {
        grammars[Self.ending(of: name)] ?? grammar
    }

    /// Every grammar that its files may need, sorted.
    var allGrammars: [String] { Set(grammars.values).union([grammar]).sorted() }

    /// What stands behind the last dot of a name.
    static func ending(of name: String) -> String {
        name.lastIndex(of: ".").map { String(name[name.index(after: $0)...]) } ?? ""
    }

    /// The queries that files are read with for the forms, sorted by name; the others are only for rules that name them.
    var formQueries: [(name: String, query: Query)] {
        (Self.forms + ["constant"]).sorted().compactMap { name in
            queries[name].map { (name, $0) }
        }
    }

    /// Extensions of files that are no text, so that no rule about text wants them.
    static let binaryExtensions: Set<String> = [
        "7z", "a", "bin", "bmp", "bz2", "class", "db", "dll", "dylib", "eot", "exe", "gif", "gz",
        "ico", "jar", "jpeg", "jpg", "mo", "mov", "mp3", "mp4", "o", "ogg", "otf", "parquet", "pdf",
        "pickle", "pkl", "png", "pyc", "rar", "so", "sqlite", "sqlite3", "tar", "tgz", "tiff",
        "ttf", "wasm", "wav", "webm", "webp", "whl", "woff", "woff2", "xz", "zip", "zst",
    ]
}
