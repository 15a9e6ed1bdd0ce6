package import Snapshots

/// How the tests of a component are run: a pure function of the tree and of what is configured.
package struct TestPlan: Sendable, Hashable {
    /// What the component is written for; decides what must be installed and mounted.
    package enum Ecosystem: String, Sendable, Hashable {
        case python, node, go
        /// A configured command in a tree that is none of the others.
        case other
    }

    /// How the tests tell of themselves one by one.
    package enum Reporting: Sendable, Hashable {
        /// By a JUnit report at a place that the command was given.
        case junit
        /// Not at all; the exit status is all there is.
        case exitStatus
    }

    /// What the component is written for.
    package var ecosystem: Ecosystem
    /// The folder in which the command runs.
    package var component: RepositoryPath
    /// The program and its arguments.
    package var words: [String]
    /// The command as a person would type it.
    package var text: String
    /// Variables for the command.
    package var variables: [String: String] = [:]
    /// How the tests tell of themselves.
    package var reporting: Reporting = .exitStatus
    /// The Python packages that must be there; nil for none, not even pytest.
    package var python: PythonRequirements?
    /// Programs that must be installed.
    package var tools: [String]

    /// Where the tree stands inside the sandbox.
    static let treeFolder = "/work"
    /// Where reports are written inside the sandbox.
    static let resultsFolder = "/results"
    /// The name of the JUnit report.
    static let reportName = "junit.xml"
    static var reportPath: String { "\(resultsFolder)/\(reportName)" }

    /// The folder of the component inside the sandbox.
    var workingFolder: String {
        component == .root ? Self.treeFolder : "\(Self.treeFolder)/\(component)"
    }
}

extension TestPlan {
    /// The plan for a request, or why there is none.
    package static func make(for request: TestRequest) -> Result<TestPlan, NotRunReason> {
        let tree = ComponentTree(request.snapshot, component: request.component)
        guard !tree.entries.isEmpty else { return .failure(.noTests) }
        if let command = request.command {
            return .success(configured(command, for: tree, requirements: request.requirements))
        }
        if let plan = python(tree, requirements: request.requirements) { return .success(plan) }
        if let result = node(tree) { return result }
        if let result = go(tree) { return result }
        return .failure(.noTests)
    }

    private static func configured(
        _ command: TestCommand, for tree: ComponentTree, requirements: [String]?
    ) -> TestPlan {
        let words: [String] =
            switch command {
            case .arguments(let words): words
            case .shell(let line): ["/bin/sh", "-c", line]
            }
        let isPython = tree.hasPythonMarker || requirements != nil
        var packages = isPython ? PythonRequirements(for: tree, replacedBy: requirements) : nil
        if packages?.isOnlyPytest == true && !command.text.contains("pytest") { packages = nil }
        return TestPlan(
            ecosystem: isPython ? .python : .other, component: tree.component, words: words,
            text: command.text, python: packages, tools: packages == nil ? [] : ["python3"])
    }

    /// pytest, where there is something that it collects.
    private static func python(_ tree: ComponentTree, requirements: [String]?) -> TestPlan? {
        guard tree.hasPythonMarker || requirements != nil, tree.hasPythonTests else { return nil }
        return TestPlan(
            ecosystem: .python, component: tree.component,
            words: ["python3", "-m", "pytest", "-q", "--junit-xml=\(reportPath)"],
            text: "python3 -m pytest -q", reporting: .junit,
            python: PythonRequirements(for: tree, replacedBy: requirements), tools: ["python3"])
    }

    /// `npm test`, where it needs no package that is not in the tree.
    private static func node(_ tree: ComponentTree) -> Result<TestPlan, NotRunReason>? {
        guard let bytes = tree.bytes(of: "package.json") else { return nil }
        guard let manifest = NodeManifest(bytes), let script = manifest.testScript else {
            return .failure(.noTests)
        }
        if manifest.hasDependencies && !tree.hasFolder("node_modules") {
            return .failure(.needsNetwork("npm packages"))
        }
        var plan = TestPlan(
            ecosystem: .node, component: tree.component, words: ["npm", "test"], text: "npm test",
            variables: ["npm_config_update_notifier": "false", "npm_config_offline": "true"],
            tools: ["node", "npm"])
        if script.split(separator: " ").prefix(2) == ["node", "--test"] {
            // By a variable: the script stays the repository's own, with what runs before and after it.
            plan.variables["NODE_OPTIONS"] =
                "--test-reporter=spec --test-reporter-destination=stdout "
                + "--test-reporter=junit --test-reporter-destination=\(reportPath)"
            plan.reporting = .junit
        }
        return .success(plan)
    }

    /// `go test ./...`, where modules are vendored or not needed.
    private static func go(_ tree: ComponentTree) -> Result<TestPlan, NotRunReason>? {
        guard let bytes = tree.bytes(of: "go.mod") else { return nil }
        guard tree.entries.contains(where: { $0.path.lastComponent.hasSuffix("_test.go") }) else {
            return .failure(.noTests)
        }
        let isVendored = tree.hasFolder("vendor")
        let needsModules = bytes.split(separator: UInt8(ascii: "\n")).contains {
            $0.drop { $0 == 0x20 || $0 == 0x09 }.starts(with: "require".utf8)
        }
        if needsModules && !isVendored { return .failure(.needsNetwork("Go modules")) }
        return .success(
            TestPlan(
                ecosystem: .go, component: tree.component, words: ["go", "test", "./..."],
                text: "go test ./...",
                variables: [
                    "GOPROXY": "off", "GOTOOLCHAIN": "local", "GOCACHE": "/tmp/go-build",
                    "GOPATH": "/tmp/go", "GOFLAGS": isVendored ? "-mod=vendor" : "-mod=mod",
                ],
                tools: ["go"]))
    }
}

extension NotRunReason: Error {}
