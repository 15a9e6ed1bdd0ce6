internal import Documents
internal import FoundationEssentials
internal import Snapshots

/// Reads the `tests` of a rule.
struct RuleTestReader {
    static let outcomes = ["pass", "fail", "not_applicable", "not_evaluated", "error"]

    /// The pack's folder.
    let folder: String
    /// The variables that cases may set.
    let declarations: [VariableDeclaration]

    /// The cases.
    func tests(_ field: Field) -> [RuleTest] { field.list().compactMap(test) }

    private func test(_ field: Field) -> RuleTest? {
        guard let keys = field.mapping(RuleFormat.test) else { return nil }
        let name = keys.required("name")?.text()
        let variables = VariableReader.values(keys["vars"], of: declarations)
        var files: [RepositoryPath: MemorySnapshot.File] = [:]
        var after: [RepositoryPath: [UInt8]]?
        switch (keys["files"], keys["dir"]) {
        case (let listed?, nil):
            files = texts(listed).mapValues { MemorySnapshot.File(bytes: $0) }
            if let links = keys["links"] {
                for link in texts(links) {
                    files[link.key] = MemorySnapshot.File(bytes: link.value, mode: .symlink)
                }
            }
            after = keys["after"].map(texts)
        case (nil, let directory?):
            keys["links"]?.fail("`links` go with `files`")
            keys["after"]?.fail("with `dir` what comes after stands in its folder `after`")
            guard let path = directory.text() else { return nil }
            guard let before = read("\(path)/before", directory) else { return nil }
            files = before
            if FileManager.default.fileExists(atPath: "\(folder)/\(path)/after") {
                after = read("\(path)/after", directory)?.mapValues(\.bytes)
            }
        default: field.fail("either `files` or `dir`")
        }
        let expect = keys.required("expect")?.mapping(RuleFormat.expectation)
        guard let name, let expect,
            let outcome = expect.required("outcome")?.choice(Self.outcomes)
        else { return nil }
        var test = RuleTest(
            name: name, folder: keys["dir"]?.node.string, files: files, variables: variables,
            outcome: outcome,
            findings: expect["findings"].map { $0.list().compactMap(finding) },
            patch: expect["patch"].flatMap(patch),
            touched: expect["touched"].map { $0.texts().map { RepositoryPath($0) } }, after: after,
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

    private func texts(_ field: Field) -> [RepositoryPath: [UInt8]] {
        var files: [RepositoryPath: [UInt8]] = [:]
        for (name, value) in field.members() {
            let path = RepositoryPath(name)
            if let reason = PathPolicy.refusal(reading: path) { value.fail("\(name): \(reason)") }
            // A list is joined: what must not stand in one piece, such as a made-up credential, comes in several.
            files[path] = value.oneOrMoreTexts().flatMap { Array($0.utf8) }
        }
        return files
    }

    private func finding(_ field: Field) -> RuleTest.ExpectedFinding? {
        guard let keys = field.mapping(RuleFormat.finding) else { return nil }
        return RuleTest.ExpectedFinding(
            path: keys["path"]?.text(), line: keys["line"]?.integer(minimum: 1),
            message: keys["message"]?.text())
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

    /// The files below a folder of the pack.
    private func read(
        _ path: String, _ field: Field
    ) -> [RepositoryPath: MemorySnapshot.File]? {
        guard path.isInsideItsFolder else {
            field.fail("`\(path)` leaves the pack")
            return nil
        }
        let base = "\(folder)/\(path)"
        guard let names = try? FileManager.default.subpathsOfDirectory(atPath: base) else {
            field.fail("there is no folder \(path)")
            return nil
        }
        var files: [RepositoryPath: MemorySnapshot.File] = [:]
        for name in names.sorted() {
            let attributes = try? FileManager.default.attributesOfItem(atPath: "\(base)/\(name)")
            guard attributes?[.type] as? FileAttributeType == .typeRegular,
                let data = FileManager.default.contents(atPath: "\(base)/\(name)")
            else { continue }
            let permissions = attributes?[.posixPermissions] as? Int ?? 0
            files[RepositoryPath(name)] = MemorySnapshot.File(
                bytes: Array(data), mode: permissions & 0o100 == 0 ? .regular : .executable)
        }
        if files.isEmpty { field.fail("the folder \(path) has no files") }
        return files
    }
}

extension String {
    /// Whether a relative path stays below the folder that it is relative to.
    var isInsideItsFolder: Bool {
        !isEmpty && !hasPrefix("/") && !split(separator: "/").contains("..")
    }
}
