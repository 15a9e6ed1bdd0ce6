/// A readable form over a syntax tree.
package struct CodeLeaf: Hashable, Sendable {
    /// What is looked for.
    package enum Form: Hashable, Sendable {
        case imports([String])
        /// `target` is a capture's name without `$`, or nil.
        case assignCall(target: String?, callee: String)
        case call(callees: [String], firstArgument: [String])
        case route(method: String, paths: [Template])
        case definition([String])
        case classDefinition([String])
        case keywordArgument(String)
        case query(NamedQuery)
    }

    /// A query of the language by name, and what must be so of its captures.
    package struct NamedQuery: Hashable, Sendable {
        /// What must be so of a capture's text.
        package struct Condition: Hashable, Sendable {
            package var capture: String
            /// Patterns with `*`, of which the text, a string's content or what the name was imported as fits one.
            package var patterns: [String]
            /// A regular expression that matches the text; nil when there are patterns.
            package var expression: String?
        }

        package var name: String
        package var conditions: [Condition]
        /// Captures that no match at the same place has.
        package var absent: [String]
        /// The captures of the query.
        package var captures: [String]

        /// The captures that bind: those written in capitals.
        package var bindingCaptures: [String] { captures.filter(Self.binds) }

        /// Whether a capture binds.
        static func binds(_ capture: String) -> Bool {
            capture.utf8.contains { (0x41...0x5A).contains($0) }
                && !capture.utf8.contains { (0x61...0x7A).contains($0) }
        }
    }

    package var language: String
    package var form: Form
    package var files: [String]
    /// Only inside the match of the leaf with this id.
    package var inside: String?

    /// A leaf from its parts.
    package init(language: String, form: Form, files: [String], inside: String?) {
        self.language = language
        self.form = form
        self.files = files
        self.inside = inside
    }

    /// The leaf's keys: one of the forms, and the others.
    static let format = FormatMapping(
        "a readable form over syntax trees; a language has the forms that it has queries for",
        others + forms)

    private static let others: [FormatKey] = [
        .required("lang", .text, "the language: one that ships, or of the pack's own `queries`"),
        FormatKey("files", .oneOrMore(.glob), "which files; all of the language by default"),
        FormatKey("in", .identifier, "only inside the match of the leaf with this id"),
        FormatKey(
            "where",
            .dictionary(.either([.oneOrMore(.text), .mapping(condition)])),
            "for `query`: patterns of captures, with `*` for any text; what a name was imported as counts too"
        ),
        FormatKey(
            "without", .oneOrMore(.text), "for `query`: captures that no match at the place has"),
    ]

    /// The forms; a leaf has one.
    static let forms: [FormatKey] = [
        FormatKey(
            "import", .oneOrMore(.text), "an import of the module or of something below it"),
        FormatKey("assign_call", .mapping(assignCall), assignCall.summary),
        FormatKey("call", .mapping(call), call.summary),
        FormatKey("route", .mapping(route), route.summary),
        FormatKey("def", .oneOrMore(.text), "the definition of a function by name"),
        FormatKey("class", .oneOrMore(.text), "the definition of a class by name"),
        FormatKey("kwarg", .text, "a keyword argument of the call matched by `in`"),
        FormatKey(
            "query", .text,
            "a query of the language by name; captures in capitals bind, the others are for `where` and `without`"
        ),
    ]

    static let condition = FormatMapping(
        "what must be so of a capture's text",
        [.required("matches", .regex, "a regular expression that matches in it")])

    static let assignCall = FormatMapping(
        "an assignment whose right side calls a name, however it was imported",
        [
            FormatKey("target", .capture, "the capture for what is assigned to"),
            .required("callee", .text, "the name, with its module"),
        ])

    static let call = FormatMapping(
        "a call; names may have `*`",
        [
            .required("callee", .oneOrMore(.text), "the names"),
            FormatKey(
                "arg0", .oneOrMore(.text), "patterns of which the first argument must match one"),
        ])

    static let route = FormatMapping(
        "a route of a web application; in Python the prefixes of routers in the same component are applied",
        [
            .required("method", .text, "the method, or `*`"),
            .required("path", .oneOrMore(.template), "the paths, of which one must be served"),
        ])
}
