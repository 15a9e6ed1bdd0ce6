internal import Documents

/// The operations of patches, as tables.
package enum OperationFormat {
    /// Every operation: the key that says which, and what stands behind it.
    package static let operations: [FormatKey] = [
        operation(
            "create_file", "creates a file",
            [
                FormatKey("path", .template, "where"),
                FormatKey(
                    "first_free", .list(.template),
                    "candidates, of which the first that is free is taken; `x.py` is not free beside a package `x`, nor `test_x.py` where pytest would take another test of the component for it"
                ),
                FormatKey(
                    "template", .text, "the file of the pack's `templates` that its text comes from"
                ),
                FormatKey("text", .template, "its text"),
                FormatKey("executable", .boolean, "whether it may be run"),
                FormatKey(
                    "if_exists", .choice(of: PatchOperation.Existing.self),
                    "what happens when it is there: `decline` by default"),
            ]),
        operation(
            "ensure_line", "adds a line unless it is there",
            [
                file,
                .required("line", .template, "the line"),
                FormatKey("match", .regex, "an expression that counts as present"),
                linePlace,
            ]),
        operation(
            "ensure_block",
            "adds lines unless they are there; compared without line ends and indentation",
            [
                file,
                FormatKey("text", .template, "the lines"),
                FormatKey(
                    "template", .text, "the file of the pack's `templates` that they come from"),
                FormatKey(
                    "markers", .mapping(markers),
                    "lines around the block: what stands between them is made the text"),
                linePlace,
            ]),
        operation(
            "delete_file", "takes a file away; never `safe`", [file]),
        operation(
            "rename_file", "gives a file another name; what refers to it is not changed",
            [file, .required("to", .template, "its new path, where nothing may be")]),
        operation(
            "chmod", "lets a file be run, or not",
            [file, .required("executable", .boolean, "whether it may be run")]),
        operation(
            "replace", "replaces the text of a match",
            [
                .required(
                    "at", .text,
                    "a leaf's id, or `id.CAPTURE`; of a leaf that the finding does not bind, every match"
                ),
                .required("with", .template, "the new text"),
            ]),
        operation(
            "set",
            "sets a value in structured data; siblings, comments, quotes and indentation stay",
            [
                dataFile, inside, path, value, position,
                FormatKey("comment", .template, "a comment on a line above a new key"),
            ]),
        operation(
            "merge",
            "adds to a mapping in structured data what it lacks, at any depth; mappings on the way are made",
            [
                dataFile, inside, path, value, position,
                FormatKey(
                    "existing_wins", .boolean,
                    "whether values that are there stay (the default) or are replaced"),
            ]),
        operation(
            "append", "adds an item to a list in structured data",
            [
                dataFile, inside, path, value,
                FormatKey("comment", .template, "a comment on a line above the item"),
            ]),
        operation(
            "delete", "removes a value from structured data; never `safe`",
            [dataFile, inside, path]),
        operation(
            "ensure_import", "adds an import unless it is there, where the language wants it",
            [
                .required("lang", .text, "the language"),
                file,
                .required("module", .template, "what is imported, or imported from"),
                FormatKey(
                    "names", .oneOrMore(.text),
                    "what is imported from it; the module itself without them"),
                FormatKey(
                    "alias", .text,
                    "the name that the module itself is given (Go, JavaScript, TypeScript)"),
            ]),
        operation(
            "insert_code", "adds code beside or in the match of a leaf, indented as its place asks",
            [
                file,
                .required("at", .mapping(codePlace), "where"),
                FormatKey("text", .template, "the code"),
                FormatKey(
                    "template", .text, "the file of the pack's `templates` that it comes from"),
                FormatKey(
                    "blank_lines", .integer(minimum: 0), "how many blank lines keep it apart"),
            ]),
        operation(
            "ensure_dependency",
            "adds a dependency to the manifest that the component uses, unless declared",
            [
                .required("ecosystem", .choice(of: Ecosystem.self), "whose package it is"),
                .required("package", .text, "its name"),
                .required("specifier", .text, "the versions, as the manifest writes them"),
            ]),
        operation(
            "bump_dependency", "raises a dependency to a version without known vulnerabilities",
            [
                .required("at", .identifier, "the `dependency` leaf"),
                FormatKey(
                    "strategy", .choice(["minimum_fixed"]), "which version: the least that is fixed"
                ),
            ]),
        operation(
            "pin_action", "pins an action to the commit of its tag, with the version in a comment",
            [
                .required("at", .identifier, "the `workflow` leaf")
            ]),
        operation(
            "dockerfile",
            "adds, replaces or removes one instruction of a Dockerfile; a removal is never `safe`",
            [
                file,
                FormatKey(
                    "stage", .text,
                    "for `insert`: `first`, `final` (the default) or a stage's name"),
                FormatKey("insert", .template, "a new instruction, on one line"),
                FormatKey(
                    "before", keywords, "for `insert`: before the first of these in the stage"),
                FormatKey("after", keywords, "for `insert`: after the last of these in the stage"),
                FormatKey(
                    "before_first_trailing", keywords,
                    "for `insert`: before the run of these that ends the stage, with the comments on them; at the stage's end when it ends otherwise"
                ),
                FormatKey(
                    "replace", .template, "what the instruction at `at` becomes, on one line"),
                FormatKey("delete", .choice(["instruction"]), "removes the instruction at `at`"),
                FormatKey(
                    "at", .identifier, "for `replace` and `delete`: the `dockerfile` leaf"),
            ]),
        operation(
            "environment_variable",
            "moves an expression out of a workflow's script into an environment variable of its step, where the shell and the quotes around it are known",
            [.required("at", .identifier, "the `workflow` leaf of check `template_injection`")]),
        operation(
            "ensure_updates",
            "has Dependabot look after every package manager that nothing looks after: in a new `.github/dependabot.yml`, or at the end of the one that is there",
            [
                .required("at", .identifier, "the `update_tool` leaf"),
                .required(
                    "interval", .template, "how often it looks: `daily`, `weekly`, `monthly`"),
            ]),
    ]

    /// The keys that any operation may have besides.
    package static let common: [FormatKey] = [
        FormatKey(
            "if", .oneOrMore(.identifier),
            "only when all of these leaves have a match for the finding"),
        FormatKey(
            "unless", .oneOrMore(.identifier),
            "not when any of these leaves has a match for the finding"),
        FormatKey("id", .identifier, "the name by which templates refer to what it creates"),
        FormatKey("because", .text, "why it is done although the finding closes without it"),
    ]

    static let lineAnchors = FormatMapping(
        "beside a line", hasOneKey: true,
        [
            FormatKey("before", .regex, "before the first line that matches"),
            FormatKey("after", .regex, "after the first line that matches"),
            FormatKey(
                "section", .text,
                "at the end of the section that this line starts, such as `[tool]` or `# local files`; a section that is not there is added"
            ),
        ])

    static let markers = FormatMapping(
        "the lines around a block that is looked after",
        [
            .required("begin", .text, "the line before it, such as `# BEGIN managed`"),
            .required("end", .text, "the line behind it"),
        ])

    static let codePlace = FormatMapping(
        "beside or in the match of a leaf", hasOneKey: true,
        [
            FormatKey("before", .identifier, "before its statement"),
            FormatKey("after", .identifier, "after its statement"),
            FormatKey("first_in", .identifier, "first in its block"),
            FormatKey("last_in", .identifier, "last in its block"),
        ])

    static let siblings = FormatMapping(
        "beside a sibling", hasOneKey: true,
        [
            FormatKey("before", .oneOrMore(.text), "before all of these keys that are there"),
            FormatKey("after", .oneOrMore(.text), "after all of these keys that are there"),
        ])

    /// The keys of one operation; nil for a name that is none.
    static func mapping(of operation: String) -> FormatMapping? {
        guard let key = operations.first(where: { $0.name == operation }),
            case .mapping(let format) = key.type
        else { return nil }
        return format
    }

    private static let keywords = FormatType.oneOrMore(.choice(DockerInstruction.keywords))
    private static let file = FormatKey.required("file", .template, "the file")
    private static let dataFile = FormatKey("file", .template, "the file; or `in`")
    private static let inside = FormatKey(
        "in", .identifier, "the leaf whose matched node is `$` of the path")
    private static let value = FormatKey.required(
        "value", .anything,
        "the value; texts in it are templates, and one that is a single place keeps the kind of its value"
    )
    private static let position = FormatKey(
        "position", .either([.choice(["first", "last", "sorted"]), .mapping(siblings)]),
        "where a new key goes among its siblings")
    private static let path = FormatKey.required("path", .dataPath, "the place in it; one node")
    private static let linePlace = FormatKey(
        "at", .either([.choice(["top", "bottom"]), .mapping(lineAnchors)]),
        "where; `bottom` by default")

    private static func operation(_ name: String, _ summary: String, _ keys: [FormatKey])
        -> FormatKey
    {
        FormatKey(name, .mapping(FormatMapping(summary, keys + common)), summary)
    }
}
