internal import Documents

/// The files of a pack, as tables.
package enum RuleFormat {
    /// `pack.yaml`.
    package static let pack = FormatMapping(
        "the header of a pack",
        [
            header, .required("kind", .choice(["RulePack"]), "what the file is"),
            .required("metadata", .mapping(metadata), "whose it is"),
            FormatKey("vars", .dictionary(.mapping(variable)), "variables of all its rules"),
        ])

    /// A rule's file.
    package static let rule = FormatMapping(
        "a rule",
        [
            header, .required("kind", .choice(["Rule"]), "what the file is"),
            .required(
                "id", .text,
                "lower-case words joined by `-`, unique in all packs; also the file's name"),
            .required(
                "version", .integer(minimum: 1),
                "raised when detection or patch change their meaning"),
            .required("title", .text, "what is wanted, in one line"),
            FormatKey("description", .text, "what there is to know besides"),
            .required("severity", .choice(of: Severity.self), "how bad drift is"),
            .required("confidence", .choice(of: Confidence.self), "how sure a finding is"),
            FormatKey(
                "stage", .choice(of: Stage.self), "how far the rule has come; `stable` by default"),
            FormatKey(
                "replaced_by", .text, "the id of the rule that takes its place, once deprecated"),
            FormatKey("tags", .list(.text), "words to find it by"),
            FormatKey(
                "references", .list(.text),
                "what else asks for it, such as `scorecard:Token-Permissions`"),
            .required(
                "policy", .list(.mapping(policy)), "the sentences of policies that ask for it"),
            FormatKey("vars", .dictionary(.mapping(variable)), "the rule's own variables"),
            FormatKey("when", .mapping(when), "where it applies"),
            .required("detect", .node, "what drift looks like: true means drift"),
            FormatKey(
                "facts", .list(.node), "nodes with ids that only a patch or a template asks about"),
            .required("message", .template, "what is wrong, told at the place of a finding"),
            .required("remediation", .text, "what a person does when there is no patch"),
            FormatKey("patch", .mapping(patch), "how drift is patched"),
            .required(
                "tests", .either([.list(.mapping(test)), .mapping(testFolder)]),
                "its cases: a list, or the folder that has them"),
        ])

    private static let header = FormatKey.required(
        "apiVersion", .choice([RuleReader.version]), "the format")

    static let metadata = FormatMapping(
        "whose a pack is",
        [
            .required("name", .text, "its name"), .required("version", .text, "its version"),
            FormatKey("owner", .text, "who answers for it, such as `@org/team`"),
        ])

    static let policy = FormatMapping(
        "a sentence of a policy",
        [
            .required("doc", .text, "a file of the pack's `policies`"),
            .required("section", .text, "the heading that it stands under"),
            .required("clause", .text, "the sentence, verbatim"),
        ])

    static let variable = FormatMapping(
        "a variable",
        [
            .required("type", .choice(of: VariableDeclaration.Kind.self), "what values it takes"),
            FormatKey("default", .anything, "its value unless another is given"),
            FormatKey("required", .boolean, "false when it may have no value"),
            FormatKey(
                "repo_overridable", .boolean,
                "true when a repository's own configuration may give the value"),
            FormatKey("values", .list(.text), "the values of an `enum`"),
            FormatKey("description", .text, "what it is for"),
        ])

    static let when = FormatMapping(
        "where a rule applies; elsewhere it is `not_applicable`, and nothing is created either",
        [
            .required(
                "scope", .choice(of: Applicability.Scope.self),
                "one evaluation for the repository, for each component, or for each file of `paths.include`"
            ),
            FormatKey(
                "languages", .list(.text),
                "component scope: the component has a file of one of these languages"),
            FormatKey(
                "depends_on", .list(.mapping(dependency)),
                "the component's manifests declare all of them"),
            FormatKey("repo", .mapping(repository), repository.summary),
            FormatKey("component", .mapping(component), component.summary),
            FormatKey("exists", .mapping(exists), exists.summary),
            FormatKey("paths", .mapping(paths), paths.summary),
            FormatKey("expr", .node, "a detection tree that must hold"),
        ])

    static let dependency = FormatMapping(
        "a dependency that must be declared",
        [
            .required("ecosystem", .choice(of: Ecosystem.self), "whose package it is"),
            .required("package", .text, "its name"),
            FormatKey("version", .text, "a constraint"),
        ])

    static let repository = FormatMapping(
        "what the forge knows of the repository; what nobody has told is `not_evaluated`",
        [
            FormatKey("topics", .oneOrMore(.text), "it has one of these topics"),
            FormatKey(
                "visibility", .oneOrMore(.choice(of: RepositoryFacts.Visibility.self)),
                "who may see it"),
            FormatKey("archived", .boolean, "whether it is archived"),
            FormatKey("fork", .boolean, "whether it is a fork"),
            FormatKey(
                "properties", .dictionary(.oneOrMore(.text)),
                "custom properties of the organisation, each with one of these values"),
            FormatKey(
                "assume", .dictionary(.anything),
                "facts that are taken to be so when nobody has told: `topics`, `visibility`, `archived`, `fork`, `property.NAME`"
            ),
        ])

    static let component = FormatMapping(
        "what a component is for this rule",
        [
            .required(
                "markers", .oneOrMore(.glob),
                "the folders of the files that match are the components, in place of those with a manifest"
            )
        ])

    static let exists = FormatMapping(
        "files that must, or must not, be there",
        [
            FormatKey("any", .oneOrMore(.glob), "one of them"),
            FormatKey("all", .oneOrMore(.glob), "all of them"),
            FormatKey("none", .oneOrMore(.glob), "none of them"),
        ])

    static let paths = FormatMapping(
        "the files whose content the leaves look at; `file` leaves and `depends_on` see all files of the scope",
        [
            FormatKey(
                "include", .oneOrMore(.glob), "only these; at file scope the files evaluated"),
            FormatKey("exclude", .oneOrMore(.glob), "not these"),
        ])

    static let patch = FormatMapping(
        "how drift is patched",
        [
            .required(
                "safety", .choice(of: Safety.self),
                "`safe`, `unsafe` (asked for with --unsafe) or `suggest` (never applied)"),
            .required(
                "touches", .list(.template), "globs from the root; a change outside them is refused"
            ),
            FormatKey(
                "preconditions", .list(.node),
                "nodes, each with a `reason`, without which the patch is declined"),
            .required("ops", .list(.operation), "the operations, in order"),
            FormatKey("limits", .mapping(limits), limits.summary),
            FormatKey(
                "priority", .integer(minimum: -1000),
                "higher goes first when two rules want the same place"),
            FormatKey(
                "conflicts_with", .oneOrMore(.text),
                "ids of rules with which it matters whose patch comes first"),
        ])

    static let limits = FormatMapping(
        "how much the patch of one finding may change",
        [
            FormatKey("files", .integer(minimum: 0), "files"),
            FormatKey("added_lines", .integer(minimum: 0), "lines added"),
            FormatKey("removed_lines", .integer(minimum: 0), "lines removed"),
        ])

    static let test = FormatMapping(
        "a case: files before, what is found, files after",
        [
            .required("name", .text, "what it shows"),
            FormatKey(
                "files", files, "the files, by path: the text, its parts in a list, or a mapping"),
            FormatKey("dir", .text, "the folder that has them in `before` and `after`"),
            caseRepository, variables,
            .required("expect", .mapping(expectation), expectation.summary),
            FormatKey("after", files, "the changed files, byte for byte"),
            FormatKey("variants", .mapping(variants), variants.summary),
        ])

    /// `case.yaml` beside `before` and `after`.
    static let caseFile = FormatMapping(
        "a case in a folder of its own",
        [
            FormatKey("name", .text, "what it shows; the folder's name by default"),
            caseRepository, variables,
            .required("expect", .mapping(expectation), expectation.summary),
            FormatKey("variants", .mapping(variants), variants.summary),
        ])

    static let testFolder = FormatMapping(
        "cases in folders, each with `before`, perhaps `after`, and `case.yaml` that has all the keys of a case but the files",
        [
            .required("dir", .text, "the folder of the folders, in the pack"),
            FormatKey("cases", .list(.mapping(test)), "further cases"),
        ])

    private static let files = FormatType.dictionary(
        .either([.text, .list(.text), .mapping(fixture)]))

    private static let caseRepository = FormatKey(
        "repo", .dictionary(.anything),
        "what the forge knows of the repository, as in `when.repo.assume`")

    private static let variables = FormatKey(
        "vars", .dictionary(.anything),
        "values of variables; `service` and `repository` name those")

    static let fixture = FormatMapping(
        "a file of a case, of which more is to be said than its text",
        [
            FormatKey("text", .text, "its text"),
            FormatKey(
                "join", .list(.text), "its text in parts, so that it stands nowhere in whole"),
            FormatKey("base64", .text, "its bytes"),
            FormatKey("fixture", .text, "the file below `tests/<rule>` that has its bytes"),
            FormatKey("symlink", .text, "where it leads, for a link"),
            FormatKey("eol", .choice(lineEnds), "how its lines end"),
            FormatKey("final_newline", .boolean, "false when the last line does not end"),
            FormatKey("bom", .boolean, "true when it starts with a byte order mark"),
            FormatKey("mode", .choice(modes), "whether it may be run"),
        ])

    static let lineEnds = ["lf", "crlf", "cr"]
    static let modes = ["regular", "executable"]

    static let variants = FormatMapping(
        "the changes of the files that the case is not run with, for they do not hold for it",
        [
            .required("except", .list(.choice(of: RuleVariant.self)), "their names"),
            .required("because", .text, "why they do not hold"),
        ])

    static let expectation = FormatMapping(
        "what must come out",
        [
            .required("outcome", .choice(RuleTestReader.outcomes), "the rule's outcome"),
            FormatKey("findings", .list(.mapping(finding)), "the findings, all of them"),
            FormatKey("patch", .text, "`applied`, `none`, `declined` or `declined(reason)`"),
            FormatKey("touched", .list(.text), "the paths that change"),
        ])

    static let finding = FormatMapping(
        "a finding; parts that are not given are not compared",
        [
            FormatKey("path", .text, "its file"),
            FormatKey("line", .integer(minimum: 1), "its line"),
            FormatKey("message", .text, "a part of its message"),
            FormatKey("message_matches", .regex, "an expression that matches its message"),
        ])
}
