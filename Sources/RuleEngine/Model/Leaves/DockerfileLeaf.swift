internal import Documents

/// Instructions or stages of Dockerfiles.
package struct DockerfileLeaf: Hashable, Sendable {
    /// Which stages are looked at.
    package enum Stage: Hashable, Sendable {
        case first, final, any
        case named(String)

        /// A stage as rules write it.
        package init(_ text: String) {
            switch text {
            case "first": self = .first
            case "final": self = .final
            case "any": self = .any
            default: self = .named(text)
            }
        }
    }

    /// What must be so of the instruction.
    package enum State: String, CaseIterable, Hashable, Sendable { case present, absent, last }

    package var stage: Stage
    /// Keywords in upper case; empty for the stage itself.
    package var instructions: [String]
    /// An expression for the arguments.
    package var arguments: String?
    /// An expression for the flags.
    package var flags: String?
    package var state: State
    /// Patterns of images: the last that matches the stage's base decides, and `!` in front says no; empty for any base.
    package var bases: [String]
    package var files: [String]
    /// Whether only files count that a container action of the repository is run from, or only others; nil for all.
    package var isRunByAction: Bool?

    /// A leaf from its parts.
    package init(
        stage: Stage, instructions: [String], arguments: String?, flags: String? = nil,
        state: State,
        bases: [String], files: [String], isRunByAction: Bool? = nil
    ) {
        self.stage = stage
        self.instructions = instructions
        self.arguments = arguments
        self.flags = flags
        self.state = state
        self.bases = bases
        self.files = files
        self.isRunByAction = isRunByAction
    }

    /// What Dockerfiles are called.
    static let defaultFiles = [
        "**/Dockerfile", "**/dockerfile", "**/Dockerfile.*", "**/*.Dockerfile", "**/*.dockerfile",
        "**/Containerfile", "**/Containerfile.*",
    ]

    /// Endings of files that are called so and are none: ignore files, templates and documents about them.
    static let otherEndings = [
        ".dockerignore", ".containerignore", ".md", ".rst", ".txt", ".j2", ".jinja", ".jinja2",
        ".tmpl",
        ".tpl", ".template", ".erb", ".ejs", ".mustache", ".hbs", ".in", ".m4", ".py", ".sh", ".go",
        ".js", ".ts", ".rb", ".swift", ".json", ".yaml", ".yml", ".toml", ".lock", ".orig", ".rej",
        ".swp",
    ]

    /// The leaf's keys.
    static let format = FormatMapping(
        "instructions or stages of Dockerfiles; what stages are built from counts as theirs",
        [
            FormatKey(
                "stage", .text,
                "`first`, `final`, `any` (the default) or a stage's name; `any` looks at the instructions of each stage alone where they must be present"
            ),
            FormatKey(
                "instruction", .oneOrMore(.choice(DockerInstruction.keywords)),
                "which instructions; without it the stage itself, at its `FROM`"),
            FormatKey(
                "args", .regex,
                "an expression that what stands behind keyword and flags must match, continued lines joined and heredocs behind it; named groups bind captures"
            ),
            FormatKey(
                "flags", .regex,
                "an expression that the flags must match, joined by spaces, such as `--from=build --chown=app`"
            ),
            FormatKey(
                "state", .choice(of: State.self),
                "`present` (the default): each such instruction; `absent`: the stage when it has none; `last`: the last of these instructions in the stage, if its arguments match"
            ),
            FormatKey(
                "base", .oneOrMore(.text),
                "images, with `*` for any text; the last that matches the base decides, and `!` in front says no. The base is the image in the end, or for `FROM` what it names itself; `docker.io/library/` is left out, `:latest` is added where there is no tag and no digest, `scratch` is no image, and `unknown` is a build argument without a default"
            ),
            FormatKey(
                "files", .oneOrMore(.glob),
                "which files; by default those that are called as Dockerfiles are"),
            FormatKey(
                "run_by_action", .boolean,
                "true: only files that an `action.yml` of the repository names as what its container is built from; false: only others"
            ),
        ])
}
