extension StandardTool {
    /// The members of the tool's result.
    var result: [ToolSchema.Member] {
        switch self {
        case .ragSearch: [.required("results", .array(of: Self.passage))]
        case .cloneRepository: Self.repositoryFacts
        case .detectComplianceDrift:
            [
                .required("total", .integer()), .required("fixable", .integer()),
                .required("waived", .integer()),
                .required("by_severity", ToolSchema(.object([], isOpen: true))),
                .required("findings", .array(of: FindingWords.schema)),
                .required("problems", .array(of: .text())),
            ]
        case .securityScan:
            [
                .required("total", .integer()), .required("advisories_known", .flag()),
                .required(
                    "findings",
                    .array(
                        of: FindingWords.schema.adding([
                            .required("kind", .choice(["advisory", "secret"])),
                            .required("advisories", .array(of: .text())),
                        ]))),
                .required(
                    "found_by_scanner",
                    .array(
                        of: .object([
                            .required("dependency", .text()), .required("id", .text()),
                            .required("severity", .choice(FindingWords.severities)),
                        ]))),
                .required("unanswered", .text().orNull),
            ]
        case .createBranch:
            [
                .required("branch", .text()), .required("base_branch", .text()),
                .required("base_commit", .text()), .required("exists", .flag()),
                .required("head", .text().orNull),
                .required("commits_by_others", .array(of: .text())),
            ]
        case .applyCompliancePatches: Self.plan
        case .getRequiredApprovals:
            [
                .required("required", .array(of: .text())),
                .required("informed", .array(of: .text())),
                .required("risk", .choice(["low", "medium", "high"])),
                .required("rationale", .array(of: .text())),
                .required("unanswered", .text().orNull),
            ]
        case .runTests: Self.verdict
        case .readFile:
            [
                .required("path", .text()), .required("lines", .integer()),
                .required("start_line", .integer()), .required("end_line", .integer()),
                .required("text", .text()), .required("has_more", .flag()),
                .required("is_changed", .flag()),
            ]
        case .fixCode:
            Self.verdict + [
                .required("files", .array(of: .text())), .required("diff", .text()),
                .required("attempts_left", .integer()),
                .optional("deliberation", .array(of: EditCandidate.schema)),
            ]
        case .commitChanges:
            [
                .required("commit", .text()), .required("branch", .text()),
                .required("base_commit", .text()), .required("files", .array(of: .text())),
                .required("edited_by_model", .array(of: .text())),
            ]
        case .pushBranch:
            [
                .required("branch", .text()), .required("commit", .text()),
                .required("changed", .flag()),
            ]
        case .createPullRequest:
            [
                .required("action", .text()), .required("number", .integer().orNull),
                .required("url", .text().orNull), .required("title", .text().orNull),
                .required("note", .text()), .required("head", .text().orNull),
            ]
        }
    }

    private static let passage = ToolSchema.object([
        .required("document", .text()), .required("title", .text()), .required("file", .text()),
        .required("section", .array(of: .text())), .required("start_line", .integer()),
        .required("end_line", .integer()), .required("digest", .text()),
        .required("excerpt", .text()),
    ])

    private static let repositoryFacts: [ToolSchema.Member] = [
        .required("repository", .text()), .required("base_branch", .text()),
        .required("base_commit", .text()), .required("branch", .text()),
        .required("service", .text()), .required("tier", .integer().orNull),
        .required("files", .integer()), .required("opted_out", .flag()),
        .required("configuration", .text().orNull), .required("problems", .array(of: .text())),
    ]

    private static let plan: [ToolSchema.Member] = [
        .required("proposes", .flag()), .required("note", .text()), .required("plan", .text()),
        .required(
            "applied",
            .array(
                of: .object([
                    .required("rule", .text()), .required("path", .text().orNull),
                    .required("fingerprint", .text()), .required("safety", .text()),
                    .required("added", .integer()), .required("removed", .integer()),
                ]))),
        .required(
            "declined",
            .array(
                of: .object([
                    .required("rule", .text()), .required("path", .text().orNull),
                    .required("reason", .text()),
                ]))),
        .required("files", .array(of: .text())), .required("checks", .integer()),
        .required("diff", .text()),
    ]

    private static let verdict: [ToolSchema.Member] = [
        .required("verdict", .choice(TestAnswer.verdicts)), .required("summary", .text()),
        .required("may_propose", .flag()), .required("regressions", .array(of: .text())),
        .required("failing_before", .array(of: .text())),
        .required("fixed", .array(of: .text())), .required("output", .text()),
    ]
}
