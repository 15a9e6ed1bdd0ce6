internal import Basics
internal import Documents
package import RuleEngine
package import Sandbox
package import Snapshots

/// What holds for one repository: the values of its configuration, whoever gave them.
package struct RepositoryConfiguration: Hashable, Sendable {
    /// What happens when a test passes before the patch and fails after it.
    package enum OnRegression: String, CaseIterable, Sendable {
        /// No pull request; the regression is reported.
        case hold
        /// A draft that says so.
        case draft
    }

    /// How far complybot goes.
    package enum Mode: String, CaseIterable, Sendable, Comparable {
        case off, report, check, fix

        package static func < (left: Mode, right: Mode) -> Bool {
            (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
        }
    }

    /// What a language model may do, the least first.
    package enum ModelUse: String, CaseIterable, Sendable {
        /// Nothing: it sees nothing of the repository.
        case off
        /// Word descriptions.
        case describe
        /// Drive the tools, where the operator allows that.
        case agent
    }

    /// What a repository says of one rule.
    package struct RuleSetting: Hashable, Sendable {
        package var mode: Mode?
        package var severity: Severity?
        package var parameters: [String: VariableValue] = [:]
        /// Where the parameters stand, by name.
        package var places: [String: ConfigurationSource] = [:]

        /// Says nothing.
        package init() {}
    }

    /// How tests are run.
    package struct Tests: Hashable, Sendable {
        /// The command, in the sandbox only; nil for the one that the files suggest.
        package var command: TestCommand?
        /// How long one run may take, in seconds; nil for the operator's limit.
        package var seconds: Int?
        package var onRegression = OnRegression.hold

        /// As the files suggest.
        package init() {}
    }

    /// A part of a repository with tests of its own.
    package struct Project: Hashable, Sendable {
        package var path: RepositoryPath
        package var name: String
        package var tests: Tests
    }

    package var mode = Mode.fix
    /// Why the mode is `off`.
    package var reason: String?
    package var service: String?
    package var tier: Int?
    package var rules: [String: RuleSetting] = [:]
    /// Names and patterns of the branches that pull requests go to; none for the default branch.
    package var baseBranches: [String] = []
    package var ignoredPaths: [String] = []
    package var projects: [Project] = []
    package var tests = Tests()
    package var budget = PatchRecipe.Limits()
    package var labels: [String] = []
    package var reviewers: [String] = []
    package var titlePrefix = ""
    package var isDraft = false
    /// Whether code owners of the changed files are asked to review.
    package var asksCodeOwners = false
    package var assignees: [String] = []
    /// Whether the forge merges it once it may; a repository cannot ask for that by itself.
    package var isMergedAutomatically = false
    package var rebase = PullRequestTerms.Rebase.conflicted
    /// Addresses and names of authors whose commits on the branch are no edit.
    package var ignoredAuthors: [String] = []
    /// How many pull requests of ours may be open.
    package var maximumOpen = 2
    /// Who answers for the repository.
    package var owners: [String] = []
    /// What a language model may do for it.
    package var modelUse = ModelUse.describe
    package var staleWaiversAreErrors = false

    /// Whether a model may see the repository.
    package var allowsModel: Bool { modelUse != .off }
    package var testCommand: TestCommand? { tests.command }
    package var onRegression: OnRegression { tests.onRegression }

    /// What is built in.
    package init() {}

    /// The mode of one rule.
    package func mode(of rule: String) -> Mode {
        mode == .off ? .off : rules[rule]?.mode ?? mode
    }

    /// How the tests of a folder are run: as its project says, else as the repository.
    package func tests(of folder: RepositoryPath) -> Tests {
        let owners = projects.filter { folder.isInside($0.path) }
        return owners.max { $0.path.bytes.count < $1.path.bytes.count }?.tests ?? tests
    }

    /// Where it may stand; two of them are an error.
    package static let paths: [RepositoryPath] = [
        ".github/complybot.yml", ".github/complybot.yaml", ".complybot.yml",
    ]

    /// The configuration of a snapshot where no operator says anything; what is built in where there is no file.
    ///
    /// - Throws: the first problem, as a usage `Diagnostic`.
    package static func read(from snapshot: any Snapshot) throws -> RepositoryConfiguration {
        let effective = EffectiveConfiguration(of: snapshot, under: OperatorPolicy())
        if let first = effective.errors.first { throw first.diagnostic }
        return effective.settings
    }

    /// The values of a tree that has been read by the table.
    init(_ tree: ConfigurationNode) {
        mode = tree["mode"]?.text.flatMap(Mode.init(rawValue:)) ?? mode
        reason = tree["reason"]?.text
        service = tree["service"]?.text
        tier = tree["tier"]?.text.flatMap { Int($0) }
        for member in tree["rules"]?.members ?? [] {
            rules[member.key] = RuleSetting(member.node)
        }
        baseBranches = tree["base-branches"]?.texts ?? []
        ignoredPaths = tree[path: ["paths", "ignore"]]?.texts ?? []
        tests = tree["tests"].map { Tests($0, else: Tests()) } ?? Tests()
        if case .list(let items, _)? = tree["projects"] {
            projects = items.compactMap { Project($0, tests: tests) }
        }
        budget.files = tree[path: ["limits", "files"]]?.number ?? budget.files
        budget.addedLines = tree[path: ["limits", "added-lines"]]?.number ?? budget.addedLines
        budget.removedLines =
            tree[path: ["limits", "removed-lines"]]?.number ?? budget.removedLines
        labels = tree[path: ["pr", "labels"]]?.texts ?? []
        reviewers = tree[path: ["pr", "reviewers"]]?.texts ?? []
        titlePrefix = tree[path: ["pr", "title-prefix"]]?.text ?? ""
        isDraft = tree[path: ["pr", "draft"]]?.text == "true"
        asksCodeOwners = tree[path: ["pr", "reviewers-from-codeowners"]]?.text == "true"
        assignees = tree[path: ["pr", "assignees"]]?.texts ?? []
        isMergedAutomatically = tree[path: ["pr", "automerge"]]?.text == "true"
        rebase =
            tree[path: ["pr", "rebase"]]?.text.flatMap(PullRequestTerms.Rebase.init(rawValue:))
            ?? rebase
        ignoredAuthors = tree[path: ["pr", "ignored-authors"]]?.texts ?? []
        maximumOpen = tree[path: ["limits", "open-pull-requests"]]?.number ?? maximumOpen
        owners = tree["owners"]?.texts ?? []
        modelUse = tree["llm"]?.text.flatMap(ModelUse.init(rawValue:)) ?? modelUse
        staleWaiversAreErrors = tree["stale-waivers"]?.text == "error"
    }
}

extension RepositoryConfiguration.RuleSetting {
    fileprivate init(_ node: ConfigurationNode) {
        mode = node["mode"]?.text.flatMap(RepositoryConfiguration.Mode.init(rawValue:))
        severity = node["severity"]?.text.flatMap(Severity.init(rawValue:))
        for member in node["params"]?.members ?? [] {
            switch member.node {
            case .scalar: parameters[member.key] = member.node.text.map { .text($0) }
            case .list: parameters[member.key] = .list(member.node.texts)
            case .mapping: continue
            }
            places[member.key] = member.node.source
        }
    }
}

extension RepositoryConfiguration.Tests {
    /// What a record says, and where it says nothing what another one does.
    fileprivate init(_ node: ConfigurationNode, else other: Self) {
        self = other
        let setup = node["setup"].flatMap(TestCommand.init)
        if let command = node["command"].flatMap(TestCommand.init) {
            self.command =
                setup.map { .shell("\($0.shellText) && \(command.shellText)") } ?? command
        }
        seconds = node["timeout"]?.number ?? seconds
        onRegression =
            node["on-regression"]?.text
            .flatMap(RepositoryConfiguration.OnRegression.init(rawValue:)) ?? onRegression
    }
}

extension RepositoryConfiguration.Project {
    fileprivate init?(_ item: ConfigurationNode.Item, tests: RepositoryConfiguration.Tests) {
        let node = ConfigurationNode(item.value, item.source)
        guard let path = node["path"]?.text else { return nil }
        let folder = path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
        self.path = RepositoryPath(folder)
        name = node["name"]?.text ?? folder
        self.tests = node["tests"].map { RepositoryConfiguration.Tests($0, else: tests) } ?? tests
    }
}

extension ConfigurationNode {
    /// A value all of whose parts have one source.
    init(_ value: DataValue, _ source: ConfigurationSource) {
        switch value {
        case .sequence(let items): self = .list(items.map { Item($0, source) }, source)
        case .mapping(let members):
            self = .mapping(
                members.map { Member($0.key, ConfigurationNode($0.value, source)) }, source)
        default: self = .scalar(value, source)
        }
    }

    fileprivate var number: Int? { text.flatMap { Int($0) } }
}

extension TestCommand {
    /// A command as a configuration writes it; nil for none.
    fileprivate init?(_ node: ConfigurationNode) {
        switch node {
        case .scalar: guard let line = node.text else { return nil }; self = .shell(line)
        case .list: self = .arguments(node.texts)
        case .mapping: return nil
        }
    }

    /// The command as a line for `sh -c`.
    fileprivate var shellText: String {
        switch self {
        case .shell(let line): "{ \(line)\n}"
        case .arguments(let words):
            words.map {
                "'"
                    + $0.split(separator: "'", omittingEmptySubsequences: false)
                    .joined(separator: "'\\''") + "'"
            }.joined(separator: " ")
        }
    }
}
