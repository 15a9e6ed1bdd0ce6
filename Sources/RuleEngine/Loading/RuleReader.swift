internal import Basics
internal import Documents

/// Reads one rule.
struct RuleReader {
    static let version = "complybot.dev/v1"

    let pack: PackContext
    /// Whether the file's tests are at hand.
    var readsTests = true
    let detectors = DetectorReader()

    /// The rule of a file whose name, without extension, is `name`; nil, with mistakes noted, when it is malformed.
    func rule(_ root: Field, name: String) -> Rule? {
        guard let keys = root.mapping(RuleFormat.rule) else { return nil }
        Self.checkHeader(keys, kind: "Rule")
        let id = keys.required("id").flatMap { identifier($0, name: name) }
        let title = keys.required("title")?.text()
        let severity = keys.required("severity")?.choice(Severity.self)
        let variables = VariableReader.declarations(keys["vars"])
        let applicability = keys["when"].map(applicability) ?? Applicability()
        let detector = keys.required("detect").flatMap { detectors.detector($0) }
        let facts = keys["facts"]?.list().compactMap(fact) ?? []
        let message = keys.required("message")?.template()
        let remediation = keys.required("remediation")?.text()
        let policies = keys.required("policy")?.list().compactMap(policy) ?? []
        let patchReader = PatchReader { pack.templateText($0) }
        let patch = keys["patch"].flatMap(patchReader.recipe)
        let tests = RuleTestReader(
            folder: pack.folder, rule: name, declarations: pack.variables + variables)
        let number = keys.required("version")?.integer(minimum: 1)
        let cases = readsTests ? keys.required("tests").map(tests.tests) ?? [] : []
        guard let id, let title, let severity, let detector, let message, let remediation,
            let number
        else { return nil }
        var rule = Rule(
            id: id, version: number, title: title, description: keys["description"]?.text(),
            severity: severity,
            confidence: keys.required("confidence")?.choice(Confidence.self) ?? .low,
            stage: keys["stage"]?.choice(Stage.self) ?? .stable,
            tags: keys["tags"]?.texts() ?? [], references: keys["references"]?.texts() ?? [],
            policies: policies, variables: variables, applicability: applicability,
            detector: detector, facts: facts, message: message, remediation: remediation,
            patch: patch, tests: cases, pack: pack.name, source: root.location,
            digest: digest(keys, patch: patch))
        rule.replacedBy = keys["replaced_by"]?.text()
        RuleNameCheck(rule: rule, pack: pack, file: root.file, keys: keys).run()
        return rule
    }

    /// Checks the two keys that every file of a pack starts with.
    static func checkHeader(_ keys: Mapping, kind: String) {
        _ = keys.required("apiVersion")?.choice([version])
        _ = keys.required("kind")?.choice([kind])
    }

    private func identifier(_ field: Field, name: String) -> String? {
        guard let id = field.text() else { return nil }
        let parts = id.split(separator: "-", omittingEmptySubsequences: false)
        let isWellFormed = parts.allSatisfy { part in
            !part.isEmpty && part.utf8.allSatisfy { $0.isLowercaseLetter || $0.isDigit }
        }
        if !isWellFormed {
            field.fail("`\(id)` is no id: lower-case words and digits joined by `-`")
            return nil
        }
        if id != name { field.fail("the id `\(id)` is not the file's name, `\(name)`") }
        return id
    }

    /// A fact, which nothing could ask for without its name.
    private func fact(_ field: Field) -> Detector? {
        guard let fact = detectors.detector(field) else { return nil }
        if fact.id == nil { field.fail("a fact needs an `id`") }
        if fact.subtree.contains(where: \.isAnchor) {
            field.fail("a fact decides nothing, so nothing in it can be the anchor")
        }
        return fact
    }

    private func policy(_ field: Field) -> PolicyReference? {
        guard let keys = field.mapping(RuleFormat.policy) else { return nil }
        let section = keys.required("section")?.text()
        let clause = keys.required("clause")?.text()
        guard let document = keys.required("doc"), let name = document.text(), let section,
            let clause
        else { return nil }
        if name.contains("/") {
            document.fail("`doc` is the name of a file in the pack's folder `policies`")
            return nil
        }
        return PolicyReference(
            document: name, id: pack.policyID(of: name), section: section, clause: clause)
    }

    private func applicability(_ field: Field) -> Applicability {
        var when = Applicability()
        guard let keys = field.mapping(RuleFormat.when) else { return when }
        when.scope = keys.required("scope")?.choice(Applicability.Scope.self) ?? .repo
        when.languages = keys["languages"]?.list().compactMap { $0.language()?.name } ?? []
        when.dependencies = keys["depends_on"]?.list().compactMap(dependency) ?? []
        when.repository = keys["repo"].map(RepositoryConditionReader.condition)
        if let component = keys["component"]?.mapping(RuleFormat.component) {
            when.markers = component.required("markers")?.globs() ?? []
            if when.scope != .component { field.fail("`component` is for component scope") }
        }
        if let exists = keys["exists"]?.mapping(RuleFormat.exists) {
            when.existsAny = exists["any"]?.globs() ?? []
            when.existsAll = exists["all"]?.globs() ?? []
            when.existsNone = exists["none"]?.globs() ?? []
        }
        if let paths = keys["paths"]?.mapping(RuleFormat.paths) {
            when.include = paths["include"]?.globs() ?? []
            when.exclude = paths["exclude"]?.globs() ?? []
        }
        when.condition = keys["expr"].flatMap { detectors.detector($0) }
        if when.scope == .file, when.include.isEmpty {
            field.fail("file scope needs `paths.include`")
        }
        return when
    }

    private func dependency(_ field: Field) -> Applicability.Dependency? {
        guard let keys = field.mapping(RuleFormat.dependency) else { return nil }
        let ecosystem = keys.required("ecosystem")?.choice(Ecosystem.self)
        guard let name = keys.required("package")?.text(), let ecosystem else { return nil }
        return Applicability.Dependency(
            ecosystem: ecosystem.rawValue, package: name, version: keys["version"]?.text())
    }

    /// Over everything that changes results: the keys without prose and tests, the templates, and the pack's defaults.
    private func digest(_ keys: Mapping, patch: PatchRecipe?) -> Digest {
        let relevant = [
            "id", "version", "severity", "confidence", "vars", "when", "detect", "facts", "patch",
        ]
        var fields = relevant.flatMap { [$0, keys[$0]?.node.canonicalText ?? ""] }
        for template in pack.templateNames(in: keys["patch"]) {
            fields += [template, pack.templates[template] ?? ""]
        }
        for variable in pack.variables {
            fields += [variable.name, variable.defaultValue?.text ?? "", variable.kind.rawValue]
        }
        return .framed(fields)
    }
}

extension UInt8 {
    fileprivate var isLowercaseLetter: Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self)
    }
    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}

extension DataNode {
    /// The value as text in which equal values, and only those, read the same; keys in alphabetical order.
    fileprivate var canonicalText: String {
        switch content {
        case .scalar(let value):
            return "\(value.isText ? "s" : "v")\(scalarText?.utf8.count ?? 0):\(scalarText ?? "")"
        case .sequence(let items): return "[" + items.map(\.canonicalText).joined() + "]"
        case .mapping(let members):
            return "{"
                + members.sorted { $0.key < $1.key }
                .map { "\($0.key.utf8.count):\($0.key)\($0.value.canonicalText)" }.joined() + "}"
        }
    }
}

extension DataValue {
    fileprivate var isText: Bool { if case .string = self { true } else { false } }
}
