/// Every key of `.github/complybot.yml`.
package enum ConfigurationTable {
    /// The modes, from the one that does least on.
    package static let modes = ["off", "report", "check", "fix"]

    /// The keys in the order of the manual.
    package static let keys: [ConfigurationKey] =
        identity + behaviour + scope + [tests, pullRequest, limits] + exceptions + outside

    private static let identity: [ConfigurationKey] = [
        .init(
            "version", .number(1...1), "The version of the format.", example: "1", place: .files,
            isRequired: true),
        .init(
            "service", .text, "The service that the repository holds; its name otherwise.",
            example: "orders", place: .repository),
        .init(
            "tier", .number(1...3),
            "How much depends on the service, from 1 (most); decides approvals.", example: "2"),
        .init(
            "owners", .texts,
            "Who answers for the repository; asked to review where neither `pr.reviewers` nor code owners name anybody.",
            example: "[\"@contoso/orders\"]"),
        .init(
            "extends", .references(preset),
            "Presets to start from, in order: `org`, a preset that the operator names, a file of this repository such as `./compliance/base.yml`, or a file of a git repository pinned by commit.",
            example: "[org, python-service]", place: .files),
    ]

    private static let preset: [ConfigurationKey] = [
        .init(
            "git", .text, "The repository that holds the preset; the operator decides which may.",
            example: "https://github.com/contoso/presets.git", isRequired: true),
        .init(
            "commit", .text, "The commit, 40 hex digits.",
            example: "4f2c1de09a7b3c5d6e8f90123456789abcdef012", isRequired: true),
        .init(
            "path", .text, "The file in that commit.", example: "python.yml", isRequired: true),
    ]

    private static let behaviour: [ConfigurationKey] = [
        .init(
            "mode", .choice(modes),
            "How far complybot goes: `off` looks at nothing, `report` shows, `check` also lets `check` fail, `fix` also patches.",
            builtIn: "fix", example: "check", strictness: .order(modes)),
        .init(
            "reason", .text, "Why `mode` is `off`; required then.", example: "archived in May",
            place: .repository),
        .init(
            "rules",
            .map(
                of: .record([
                    .init(
                        "mode", .choice(modes), "How far this rule goes, whatever `mode` says.",
                        example: "report", strictness: .order(modes)),
                    .init(
                        "severity", .choice(["info", "low", "medium", "high", "critical"]),
                        "The severity in place of the rule's own.", example: "high",
                        strictness: .order(["info", "low", "medium", "high", "critical"])),
                    .init(
                        "params", .map(of: .parameter, named: "variable"),
                        "Values of variables that the pack marks `repo_overridable`.",
                        example: "{health_path: /health}"),
                ]), named: "rule id"),
            "Settings of single rules.", example: "{license-present: {mode: report}}"),
    ]

    private static let scope: [ConfigurationKey] = [
        .init(
            "base-branches", .globs,
            "Branches that pull requests go to, one each, ten at most; the default branch without.",
            example: "[main, \"release/*\"]"),
        .init(
            "paths",
            .record([
                .init(
                    "ignore", .globs,
                    "What is not looked at; a folder stands for all below it.",
                    example: "[\"legacy/**\"]", strictness: .fewer)
            ]), "Which files count.", example: "{ignore: [\"legacy/**\"]}"),
        .init(
            "projects",
            .records([
                .init("path", .text, "The project's folder.", example: "api", isRequired: true),
                .init("name", .text, "What people call it; its folder otherwise.", example: "api"),
                .init(
                    "service", .text, "The service that it holds.", example: "orders-api",
                    waitsFor: "rules that know services by project"),
                .init(
                    "tests", .record(testKeys), "Its tests, instead of those of the repository.",
                    example: "{command: [make, test]}"),
            ]), "The projects of a repository that holds several.",
            example: "[{path: api, tests: {command: [make, test]}}]"),
        .init(
            "groups",
            .records([
                .init(
                    "name", .text, "The name of its branch.", example: "security", isRequired: true),
                .init(
                    "rules", .texts, "Rule ids; `*` stands for any part of one.",
                    example: "[\"actions-*\"]", isRequired: true),
            ]), "Rules whose patches share a pull request.",
            example: "[{name: security, rules: [\"actions-*\"]}]",
            waitsFor: "more than one pull request a repository"),
    ]

    private static let testKeys: [ConfigurationKey] = [
        .init(
            "command", .command, "How the tests are run, in the sandbox and nowhere else.",
            example: "[make, test]"),
        .init(
            "setup", .command, "What is run before them, in the sandbox too.",
            example: "make generate"),
        .init(
            "timeout", .number(1...86_400),
            "Seconds that one run may take, up to the operator's limit.",
            example: "600", strictness: .smaller),
        .init(
            "network", .flag,
            "Whether they need a network; the sandbox has none, so `true` is refused.",
            builtIn: "false", example: "false", strictness: .only("false")),
        .init(
            "on-regression", .choice(["hold", "draft"]),
            "What happens when a test fails with the patch that passed without: no pull request, or a draft that says so.",
            builtIn: "hold", example: "draft", strictness: .only("hold")),
    ]

    private static let tests = ConfigurationKey(
        "tests", .record(testKeys), "The repository's own tests.",
        example: "{command: [make, test]}")

    private static let pullRequest = ConfigurationKey(
        "pr",
        .record([
            .init("labels", .texts, "Labels besides `complybot`.", example: "[dependencies]"),
            .init(
                "reviewers", .texts, "Who is asked to review, besides those who must approve.",
                example: "[\"@contoso/orders\"]"),
            .init("title-prefix", .text, "What the title starts with.", example: "\"chore: \""),
            .init(
                "draft", .flag, "Whether it is opened as a draft.", builtIn: "false",
                example: "true"),
            .init(
                "reviewers-from-codeowners", .flag, "Whether code owners are asked to review.",
                builtIn: "false", example: "true"),
            .init(
                "assignees", .texts, "Whom it is assigned to.", example: "[\"@ada\"]"),
            .init(
                "automerge", .flag,
                "Whether the forge merges it once it may; only operator and organization can say so.",
                builtIn: "false",
                example: "false", strictness: .only("false")),
            .init(
                "rebase", .choice(["conflicted", "behind", "never"]),
                "When its branch is made anew on a base that has moved: when it conflicts, whenever the base has moved, or never.",
                builtIn: "conflicted",
                example: "behind"),
            .init(
                "ignored-authors", .texts,
                "Addresses or names of authors whose commits on the branch are no edit.",
                example: "[\"ci-bot@contoso.example\"]"),
        ]), "The pull request.", example: "{labels: [dependencies]}")

    private static let limits = ConfigurationKey(
        "limits",
        .record([
            .init(
                "files", .number(1...10_000), "Files that one plan may change.", builtIn: "50",
                example: "20", strictness: .smaller),
            .init(
                "added-lines", .number(1...1_000_000), "Lines that one plan may add.",
                builtIn: "2000", example: "500", strictness: .smaller),
            .init(
                "removed-lines", .number(1...1_000_000), "Lines that one plan may remove.",
                builtIn: "2000", example: "500", strictness: .smaller),
            .init(
                "open-pull-requests", .number(1...100), "Open pull requests at one time.",
                builtIn: "2", example: "1", strictness: .smaller),
        ]), "How much one run may change.", example: "{files: 20}")

    private static let exceptions: [ConfigurationKey] = [
        .init(
            "waivers", .records(WaiverReader.keys),
            "Exceptions to rules; an entry that is wrong is no waiver, and nothing else suffers.",
            example:
                "[{rule: license-present, reason: \"internal tool\", category: risk-accepted, requested-by: ada, approved-by: [grace], created: 2026-05-01, expires: 2026-07-31}]",
            place: .repository),
        .init(
            "stale-waivers", .choice(["warning", "error"]),
            "What a waiver is that covers nothing although its rule ran.", builtIn: "warning",
            example: "error", strictness: .order(["warning", "error"])),
    ]

    private static let outside: [ConfigurationKey] = [
        .init(
            "schedule", .texts, "When pull requests may be opened, as `cron` lines.",
            example: "[\"0 6 * * 1\"]", waitsFor: "the server"),
        .init(
            "timezone", .text, "The time zone of `schedule`, by its IANA name.", builtIn: "UTC",
            example: "Europe/Berlin", waitsFor: "the server"),
        .init(
            "notify",
            .record([
                .init("mentions", .texts, "Who is told.", example: "[\"@contoso/orders\"]"),
                .init(
                    "on", .texts, "What they are told of.", example: "[failed, waiver-ends-soon]"),
            ]), "Who is told of what.", example: "{mentions: [\"@contoso/orders\"]}",
            waitsFor: "the server"),
        .init(
            "llm", .choice(["off", "describe", "agent"]),
            "What a language model may do: nothing, word descriptions, or, where the operator allows it, drive the tools.",
            builtIn: "describe", example: "off",
            strictness: .order(["agent", "describe", "off"])),
    ]
}

extension ConfigurationTable {
    /// A key with the dotted path that leads to it.
    package struct Path: Sendable {
        package var path: String
        package var key: ConfigurationKey
    }

    /// Every key below every other, names that the author chooses written `NAME`.
    package static let paths: [Path] = paths(of: keys, below: "")

    private static func paths(of keys: [ConfigurationKey], below prefix: String) -> [Path] {
        keys.flatMap { key -> [Path] in
            let path = prefix + key.name
            var kind = key.kind
            var name = path
            while case .map(let inner, _) = kind {
                name += ".NAME"
                kind = inner
            }
            let isList =
                switch kind {
                case .records, .references: true
                default: false
                }
            return [Path(path: path, key: key)]
                + paths(of: kind.keys, below: name + (isList ? "[]" : "") + ".")
        }
    }
}
