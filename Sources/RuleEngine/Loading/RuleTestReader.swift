internal import Documents
internal import FoundationEssentials
internal import Snapshots

/// Reads the `tests` of a rule.
struct RuleTestReader {
    static let outcomes = ["pass", "fail", "not_applicable", "not_evaluated", "error"]
    /// What a case's own file may be called.
    private static let caseFiles = ["case.yaml", "expect.yaml"]

    /// The pack's folder.
    let folder: String
    /// The rule's id, after which the folder of its tests is called.
    let rule: String
    /// The variables that cases may set.
    let declarations: [VariableDeclaration]

    private var fixtures: FixtureReader { FixtureReader(folder: folder, base: "tests/\(rule)") }

    /// The cases: a list, or those of a folder, each with a file of its own beside `before` and `after`.
    func tests(_ field: Field) -> [RuleTest] {
        guard case .mapping = field.node.content else {
            return field.list().compactMap { test($0) }
        }
        guard let keys = field.mapping(RuleFormat.testFolder),
            let directory = keys.required("dir"), let path = directory.text()
        else { return [] }
        guard path.isInsideItsFolder,
            let names = try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(path)")
        else {
            directory.fail("there is no folder \(path)")
            return []
        }
        let folders = names.sorted().filter { !$0.hasPrefix(".") }.map { "\(path)/\($0)" }
        var tests = folders.compactMap { self.test(inFolder: $0, directory) }
        tests += keys["cases"]?.list().compactMap { test($0) } ?? []
        if tests.isEmpty { directory.fail("the folder \(path) has no cases") }
        return tests
    }

    /// The case of a folder; nil for a folder without the case's own file, which no test then names.
    private func test(inFolder path: String, _ field: Field) -> RuleTest? {
        let manager = FileManager.default
        for name in Self.caseFiles {
            let file = "\(folder)/\(path)/\(name)"
            guard let data = manager.contents(atPath: file) else { continue }
            let source = PackSource(name: file, bytes: Array(data))
            let test = source.document(.yaml).flatMap { self.test($0, inFolder: path) }
            // What is wrong with the case is wrong with the rule that has it.
            for error in source.errors { field.file.adopt(error) }
            return test
        }
        return nil
    }

    private func test(_ field: Field, inFolder own: String? = nil) -> RuleTest? {
        guard let keys = field.mapping(own == nil ? RuleFormat.test : RuleFormat.caseFile) else {
            return nil
        }
        let folderName = own?.split(separator: "/").last.map(String.init)
        let name = own == nil ? keys.required("name")?.text() : keys["name"]?.text() ?? folderName
        let variables = VariableReader.values(keys["vars"], of: declarations)
        guard let (files, after) = files(keys, inFolder: own) else { return nil }
        let expect = keys.required("expect")?.mapping(RuleFormat.expectation)
        guard let name, let expect,
            let outcome = expect.required("outcome")?.choice(Self.outcomes)
        else { return nil }
        var test = RuleTest(
            name: name, folder: own ?? keys["dir"]?.node.string, files: files,
            variables: variables, outcome: outcome,
            findings: expect["findings"].map { $0.list().compactMap(finding) },
            patch: expect["patch"].flatMap(patch),
            touched: expect["touched"].map { $0.texts().map { RepositoryPath($0) } },
            after: after?.mapValues(\.bytes), exceptions: keys["variants"].flatMap(exceptions),
            source: field.location)
        if let facts = keys["repo"] { test.facts = self.facts(facts) }
        return test
    }

    private func facts(_ field: Field) -> RepositoryFacts {
        var facts = RepositoryFacts()
        for (name, value) in field.members() {
            let text =
                value.node.items.isEmpty ? value.scalar() : value.texts().joined(separator: ",")
            if let text, let reason = facts.set(name, to: text) { value.fail(reason) }
        }
        return facts
    }

    private typealias Files = [RepositoryPath: MemorySnapshot.File]

    /// The files before and after.
    private func files(_ keys: Mapping, inFolder own: String?) -> (before: Files, after: Files?)? {
        switch (keys["files"], keys["dir"], own) {
        case (let listed?, nil, nil):
            return (fixtures.files(listed), keys["after"].map(fixtures.files))
        case (nil, let directory?, nil):
            keys["after"]?.fail("with `dir` what comes after stands in its folder `after`")
            guard let path = directory.text() else { return nil }
            return files(inFolder: path, directory)
        case (nil, nil, let path?): return files(inFolder: path, keys.field)
        default:
            keys.field.fail("either `files` or `dir`")
            return ([:], nil)
        }
    }

    private func files(inFolder path: String, _ field: Field) -> (before: Files, after: Files?)? {
        guard let before = fixtures.folder("\(path)/before", field) else { return nil }
        guard FileManager.default.fileExists(atPath: "\(folder)/\(path)/after") else {
            return (before, nil)
        }
        return (before, fixtures.folder("\(path)/after", field))
    }

    /// The variants that a case switches off; a reason is asked for, since each hides what it would find.
    private func exceptions(_ field: Field) -> RuleTest.VariantExceptions? {
        guard let keys = field.mapping(RuleFormat.variants),
            let names = keys.required("except"), let reason = keys.required("because")?.text()
        else { return nil }
        let variants = names.list().compactMap { $0.choice(RuleVariant.self) }
        return RuleTest.VariantExceptions(variants: Set(variants), reason: reason)
    }

    private func finding(_ field: Field) -> RuleTest.ExpectedFinding? {
        guard let keys = field.mapping(RuleFormat.finding) else { return nil }
        var finding = RuleTest.ExpectedFinding(
            path: keys["path"]?.text(), line: keys["line"]?.integer(minimum: 1),
            message: keys["message"]?.text())
        guard let expression = keys["message_matches"], let pattern = expression.text() else {
            return finding
        }
        do throws(RegularExpression.SyntaxError) {
            _ = try RegularExpression(pattern)
            finding.messagePattern = pattern
        } catch {
            expression.fail("pattern, at byte \(error.offset + 1): \(error.reason)")
        }
        return finding
    }

    /// `applied`, `none`, `declined`, or `declined(reason)`.
    private func patch(_ field: Field) -> RuleTest.PatchExpectation? {
        guard let text = field.text() else { return nil }
        if text.hasPrefix("declined("), text.hasSuffix(")") {
            return .declined(reason: String(text.dropFirst("declined(".count).dropLast()))
        }
        switch field.choice(["applied", "none", "declined"]) {
        case "applied": return .applied
        case "none": return RuleTest.PatchExpectation.none
        case "declined": return .declined(reason: nil)
        default: return nil
        }
    }
}
