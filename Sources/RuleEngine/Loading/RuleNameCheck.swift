internal import Basics

/// Checks that every name in a rule is bound to something: leaves, captures, variables, operations.
struct RuleNameCheck {
    private static let builtIn = ["component", "service", "repository", "matched_ids"]

    let rule: Rule
    let pack: PackContext
    let file: PackSource
    let keys: Mapping

    private var detectors: [Detector] { rule.detectors }
    private var leaves: [String] { detectors.compactMap(\.id) }

    /// Notes every name that nothing binds.
    func run() {
        checkIDs()
        checkReferences()
        let names = plainNames
        check(rule.message, names, at: rule.source, key: "message")
        for detector in detectors {
            for template in detector.templates { check(template, names, at: detector.source) }
            if let reason = detector.reason, let template = try? Template(parsing: reason) {
                check(template, names, at: detector.source)
            }
        }
        guard let patch = rule.patch else { return }
        for template in patch.touches {
            check(template, names, at: rule.source, key: "patch")
            refuseSecrets(in: template, at: rule.source, key: "patch")
        }
        var created: [String] = []
        for operation in patch.operations {
            for template in operation.templates {
                check(template, names + created, at: operation.source)
                refuseSecrets(in: template, at: operation.source)
            }
            if let id = operation.id { created.append(id) }
        }
    }

    /// Names without a dot: what a finding binds, variables, and what is always there.
    private var plainNames: [String] {
        rule.detector.binding.flatMap(\.captures) + (pack.variables + rule.variables).map(\.name)
            + Self.builtIn
    }

    private func checkIDs() {
        var seen: Set<String> = Set(Self.builtIn)
        for detector in detectors {
            guard let id = detector.id else { continue }
            if !seen.insert(id).inserted {
                fail("the id `\(id)` is given twice", at: detector.source)
            }
        }
        for operation in rule.patch?.operations ?? [] {
            if let id = operation.id, !seen.insert(id).inserted {
                fail("the id `\(id)` is given twice", at: operation.source)
            }
        }
        if rule.detector.subtree.filter(\.isAnchor).count > 1 {
            fail("only one leaf can be the anchor", at: rule.detector.source)
        }
    }

    private func checkReferences() {
        for detector in detectors {
            if let id = detector.reference { check(leaf: id, at: detector.source) }
            if case .bound(let name) = detector.kind {
                check(name, among: detectors.flatMap(\.captures), "capture", at: detector.source)
            }
            if case .variable(let name) = detector.kind {
                let known = (pack.variables + rule.variables).map(\.name)
                check(name, among: known, "variable", at: detector.source)
            }
            if case .regex(let leaf) = detector.kind {
                for group in [leaf.group, leaf.confirmation.entropy?.group].compactMap(\.self) {
                    check(group, among: detector.captures, "group", at: detector.source)
                }
            }
        }
        for operation in rule.patch?.operations ?? [] {
            for id in operation.references { check(leaf: id, at: operation.source) }
        }
    }

    private func check(leaf id: String, at place: SourceLocation) {
        check(id, among: leaves, "leaf", at: place)
    }

    private func check(
        _ name: String, among known: [String], _ what: String, at place: SourceLocation
    ) {
        guard !known.contains(name) else { return }
        fail("unknown \(what) `\(name)`\(NearestName.hint(for: name, among: known))", at: place)
    }

    private func check(
        _ template: Template, _ plain: [String], at place: SourceLocation, key: String? = nil
    ) {
        for name in template.names where !isBound(name, plain) {
            let dotted = detectors.filter { $0.id != nil }.flatMap { detector in
                detector.attributes.map { "\(detector.id ?? "").\($0)" }
            }
            let hint = NearestName.hint(for: name, among: plain + dotted)
            let location = key.flatMap { keys[$0]?.location } ?? place
            fail("nothing binds `{{\(name)}}`\(hint)", at: location)
        }
    }

    /// A patch would write what stands in place of a secret, so it must not name one.
    private func refuseSecrets(in template: Template, at place: SourceLocation, key: String? = nil)
    {
        let secrets = Set(rule.detector.subtree.flatMap(\.redactedNames))
        for name in template.names where secrets.contains(name) {
            fail(
                "`{{\(name)}}` is redacted, so a patch would write its mask into a file",
                at: key.flatMap { keys[$0]?.location } ?? place)
        }
    }

    private func isBound(_ name: String, _ plain: [String]) -> Bool {
        guard let dot = name.firstIndex(of: ".") else { return plain.contains(name) }
        let attribute = String(name[name.index(after: dot)...])
        return detectors.first { $0.id == String(name[..<dot]) }?.attributes.contains(attribute)
            ?? false
    }

    private func fail(_ message: String, at place: SourceLocation) {
        file.fail(message, at: file.offset(of: place))
    }
}

extension Detector {
    /// The nodes whose captures a finding has: all but those below `not` and `count`.
    fileprivate var binding: [Detector] {
        switch kind {
        case .all(let parts), .any(let parts): parts.flatMap(\.binding)
        case .near(let parts, _): parts.prefix(1).flatMap(\.binding)
        case .not, .count: []
        default: [self]
        }
    }

    /// The names of what a leaf redacts: the text of its match, and its captures or the group that is the secret.
    fileprivate var redactedNames: [String] {
        guard case .regex(let leaf) = kind, leaf.isRedacting else { return [] }
        return (leaf.group.map { [$0] } ?? captures) + [id.map { "\($0).text" }].compactMap(\.self)
    }

    /// What templates may ask of a match, besides captures.
    fileprivate var attributes: [String] {
        let common = ["path", "line", "dir", "text", "module"]
        switch kind {
        case .any(let parts):
            // The id stands for whichever part matched.
            return parts.first?.attributes.filter { name in
                parts.allSatisfy { $0.attributes.contains(name) }
            } ?? common
        case .code: return common + ["function"]
        case .regex(let leaf): return leaf.label == nil ? common : common + ["label"]
        case .near(let parts, _): return parts.first?.attributes ?? common
        case .dependency: return common + ["name", "version", "fixed", "advisories", "severity"]
        case .workflow(let leaf): return common + leaf.check.attributes
        case .file: return common + ["kind"]
        case .updateTool: return common + ["ecosystems"]
        case .lockfile: return common + ["manager", "expected"]
        case .codeowners: return common + ["missing"]
        case .kubernetes: return common + KubernetesLeaf.attributes
        case .dockerfile: return common + DockerfileLeaf.attributes
        default: return common
        }
    }

    /// The captures that the node itself binds.
    var captures: [String] {
        switch kind {
        case .regex(let leaf):
            return (try? RegularExpression(leaf.pattern))?.groups.map(\.name) ?? []
        case .path(let leaf): return [leaf.capture].compactMap(\.self)
        case .dockerfile(let leaf):
            return leaf.arguments.flatMap { try? RegularExpression($0) }?.groups.map(\.name) ?? []
        case .code(let leaf):
            switch leaf.form {
            case .assignCall(let target?, _): return [target]
            case .query(let query): return query.bindingCaptures
            default: return []
            }
        case .treeSitter(let leaf): return leaf.captureNames
        case .workflow(let leaf) where leaf.check == .unpinnedUses:
            return ["action", "name", "ref"]
        case .codeowners(let leaf): return leaf.isAbsent ? [] : ["owners"]
        default: return []
        }
    }

    /// The leaf that this node asks about.
    var reference: String? {
        switch kind {
        case .code(let leaf): leaf.inside
        case .path(let leaf): leaf.inside
        case .yamlFeatures(let leaf): leaf.inside
        case .workflow(let leaf): leaf.checkout
        case .pythonPackage(let id), .pin(let id), .fixable(let id): id
        default: nil
        }
    }

    /// The templates that the node itself holds.
    var templates: [Template] {
        switch kind {
        case .code(let leaf):
            if case .route(_, let paths) = leaf.form { return paths }
            return []
        case .path(let leaf): return leaf.templates
        case .dependency(let leaf): return [leaf.minimumAdvisorySeverity].compactMap(\.self)
        case .workflow(let leaf): return [leaf.allowedOwners].compactMap(\.self)
        default: return []
        }
    }
}

extension QueryLeaf {
    /// The captures of the query.
    var captureNames: [String] { query.queryCaptureNames }
}

extension String {
    /// The names after `@` in a query, comments and strings aside.
    var queryCaptureNames: [String] {
        var names: [String] = []
        var rest = self[...]
        while let sign = rest.firstIndex(where: { "@\";".contains($0) }) {
            let after = rest[rest.index(after: sign)...]
            switch rest[sign] {
            case "@":
                let name = after.prefix { $0.isLetter || $0.isNumber || "_.-".contains($0) }
                if !names.contains(String(name)) { names.append(String(name)) }
                rest = after.dropFirst(name.count)
            case ";": rest = after.drop { !$0.isNewline }
            default: rest = after.pastString
            }
        }
        return names
    }
}

extension Substring {
    /// What follows the string whose opening quote came just before.
    fileprivate var pastString: Substring {
        var rest = self
        while let character = rest.popFirst(), character != "\"" {
            if character == "\\" { rest = rest.dropFirst() }
        }
        return rest
    }
}

extension PatchOperation {
    /// The leaves that the operation names.
    var references: [String] {
        var ids = requiredLeaves + excludedLeaves
        switch kind {
        case .replace(let at, _): ids.append(String(at.prefix { $0 != "." }))
        case .insertCode(_, let place, _, _):
            switch place {
            case .before(let id), .after(let id), .firstIn(let id), .lastIn(let id): ids.append(id)
            }
        case .bumpDependency(let at), .pinAction(let at): ids.append(at)
        case .ensureUpdates(let at, _), .environmentVariable(let at): ids.append(at)
        case .set(.inside(let id), _, _, _, _), .append(.inside(let id), _, _, _),
            .delete(.inside(let id), _), .merge(.inside(let id), _, _, _, _):
            ids.append(id)
        case .dockerfile(_, .replace(let at, _)), .dockerfile(_, .delete(let at)): ids.append(at)
        default: break
        }
        return ids
    }

    /// The templates of the operation.
    var templates: [Template] {
        switch kind {
        case .createFile(let paths, _, let text, _, _): paths + [text]
        case .ensureLine(let file, let line, _, _): [file, line]
        case .ensureBlock(let file, let text, _, _): [file, text]
        case .deleteFile(let file), .changeMode(let file, _): [file]
        case .renameFile(let file, let target): [file, target]
        case .replace(_, let text): [text]
        case .set(let site, _, let value, _, let comment):
            site.templates + value.templates + [comment].compactMap(\.self)
        case .append(let site, _, let value, let comment):
            site.templates + value.templates + [comment].compactMap(\.self)
        case .merge(let site, _, let value, _, _): site.templates + value.templates
        case .delete(let site, _): site.templates
        case .ensureImport(_, let file, let module, _, _): [file, module]
        case .insertCode(let file, _, let text, _): [file, text]
        case .ensureUpdates(_, let interval): [interval]
        case .ensureDependency, .bumpDependency, .environmentVariable, .pinAction: []
        case .dockerfile(let file, .insert(let text, _, _)),
            .dockerfile(let file, .replace(_, let text)):
            [file, text]
        case .dockerfile(let file, .delete): [file]
        }
    }
}

extension PatchOperation.DataSite {
    fileprivate var templates: [Template] {
        if case .file(let file) = self { [file] } else { [] }
    }
}

extension TemplateValue {
    /// The templates in the value.
    fileprivate var templates: [Template] {
        switch self {
        case .null, .bool, .integer: []
        case .string(let template): [template]
        case .sequence(let items): items.flatMap(\.templates)
        case .mapping(let members): members.flatMap(\.value.templates)
        }
    }
}
