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

    /// The languages that the readable forms know.
    static let languages = ["python"]

    /// The leaf's keys: one of the forms, and the others.
    static let format = FormatMapping(
        "a readable form over syntax trees", others + forms)

    private static let others: [FormatKey] = [
        .required("lang", .choice(languages), "the language"),
        FormatKey("files", .oneOrMore(.glob), "which files; all of the language by default"),
        FormatKey("in", .identifier, "only inside the match of the leaf with this id"),
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
    ]

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
        "a route of FastAPI or Starlette, with the prefixes of routers in the same component applied",
        [
            .required("method", .text, "the method, or `*`"),
            .required("path", .oneOrMore(.template), "the paths, of which one must be served"),
        ])
}
