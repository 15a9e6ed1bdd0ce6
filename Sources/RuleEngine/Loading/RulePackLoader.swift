internal import Basics
internal import Documents
internal import FoundationEssentials

/// Reads rule packs from disk, strictly.
package enum RulePackLoader {
    /// The most rules that a pack may have.
    static let ruleLimit = 2_000

    /// Reads packs; ids of rules are unique over all of them.
    ///
    /// Without their tests rules are read several times faster, and a mistake in a test is not seen.
    ///
    /// - Throws: every mistake of every pack.
    package static func load(
        folders: [String], queries: String, withTests: Bool = true
    ) throws(RulePackErrors) -> [RulePack] {
        var packs: [RulePack] = []
        var errors: [RulePackError] = []
        let shipped = try LanguageFolder.shipped(queries)
        for folder in folders {
            do throws(RulePackErrors) {
                packs.append(try load(folder, languages: shipped, withTests: withTests))
            } catch {
                errors += error.errors
            }
        }
        packs.sort { $0.name < $1.name }
        var owners: [String: String] = [:]
        for rule in packs.flatMap(\.rules) {
            if let owner = owners[rule.id] {
                let message = "the rule `\(rule.id)` is in the pack `\(owner)` already"
                errors.append(RulePackError(location: rule.source, message: message))
            }
            owners[rule.id] = rule.pack
        }
        for (pack, next) in zip(packs, packs.dropFirst()) where pack.name == next.name {
            let message = "the pack `\(pack.name)` is also in \(pack.folder)"
            errors.append(RulePackError(file: "\(next.folder)/pack.yaml", message: message))
        }
        guard errors.isEmpty else { throw RulePackErrors(errors) }
        return packs
    }

    /// Reads one pack; `queries` is the folder of named queries that its `code` leaves need.
    ///
    /// - Throws: every mistake of the pack.
    package static func load(
        folder: String, queries: String
    ) throws(RulePackErrors) -> RulePack {
        try load(folder, languages: try LanguageFolder.shipped(queries), withTests: true)
    }

    private static func load(
        _ folder: String, languages: LanguageCatalog, withTests: Bool
    ) throws(RulePackErrors) -> RulePack {
        var reader = PackFolder(folder: folder, withTests: withTests)
        let pack = reader.read(shipped: languages)
        guard let pack, reader.errors.isEmpty else { throw RulePackErrors(reader.errors) }
        return pack
    }
}

/// One pack's folder being read.
private struct PackFolder {
    /// Files of a pack that are no rules: its header, and the approval matrix, which others read.
    private static let otherFiles = ["pack.yaml", "approvals.yaml"]

    let folder: String
    let withTests: Bool
    var errors: [RulePackError] = []
    /// The languages that the pack's rules may name.
    private var languages = LanguageCatalog()

    init(folder: String, withTests: Bool) {
        self.withTests = withTests
        var folder = folder
        while folder.count > 1, folder.hasSuffix("/") { folder.removeLast() }
        self.folder = folder
    }

    mutating func read(shipped: LanguageCatalog) -> RulePack? {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            errors.append(RulePackError(file: folder, message: "there is no such folder"))
            return nil
        }
        guard let header = header(named: "pack.yaml") else { return nil }
        var folder = LanguageFolder(
            path: "\(folder)/queries", pack: header.name, known: shipped)
        let own = folder.read()
        errors += folder.errors
        languages = shipped.merging(own)
        let context = PackContext(
            name: header.name, folder: self.folder, variables: header.variables,
            templates: texts(in: "templates"), policies: texts(in: "policies"))
        let files = names.filter { $0.hasSuffix(".yaml") && !Self.otherFiles.contains($0) }.sorted()
        for name in names.sorted() where name.hasSuffix(".yml") {
            errors.append(
                RulePackError(file: "\(folder)/\(name)", message: "rules end in .yaml"))
        }
        var rules: [Rule] = []
        for name in files.prefix(RulePackLoader.ruleLimit) {
            guard let source = source(name) else { continue }
            if let rule = rule(source, named: String(name.dropLast(".yaml".count)), context) {
                rules.append(rule)
            }
        }
        if files.isEmpty { fail("the pack has no rules") }
        if files.count > RulePackLoader.ruleLimit {
            fail("more than \(RulePackLoader.ruleLimit) rules")
        }
        let pins = pins()
        var pack = RulePack(
            name: header.name, version: header.version, owner: header.owner,
            variables: header.variables, rules: rules.sorted { $0.id < $1.id }, pins: pins,
            digest: digest(), folder: self.folder)
        pack.languages = own
        return pack
    }

    /// The rule of a file, without its tests where nobody wants them; mistakes are those of the whole file.
    private mutating func rule(
        _ source: PackSource, named name: String, _ context: PackContext
    ) -> Rule? {
        if !withTests, let lean = TestsBlock.commentedOut(of: source.source.bytes) {
            let part = PackSource(name: source.name, bytes: lean, languages: languages)
            let rule = part.document(.yaml).flatMap {
                RuleReader(pack: context, readsTests: false).rule($0, name: name)
            }
            if let rule, part.errors.isEmpty { return rule }
        }
        defer { errors += source.errors }
        return source.document(.yaml).flatMap { RuleReader(pack: context).rule($0, name: name) }
    }

    private mutating func fail(_ message: String) {
        errors.append(RulePackError(file: "\(folder)/pack.yaml", message: message))
    }

    /// A file of the folder; a mistake when it cannot be read.
    private mutating func source(_ name: String) -> PackSource? {
        guard let data = FileManager.default.contents(atPath: "\(folder)/\(name)") else {
            errors.append(RulePackError(file: "\(folder)/\(name)", message: "cannot be read"))
            return nil
        }
        return PackSource(
            name: "\(folder)/\(name)", bytes: Array(data), languages: languages)
    }

    private struct Header {
        var name: String
        var version: String
        var owner: String?
        var variables: [VariableDeclaration]
    }

    private mutating func header(named name: String) -> Header? {
        guard let source = source(name) else { return nil }
        defer { errors += source.errors }
        guard let root = source.document(.yaml),
            let keys = root.mapping(RuleFormat.pack)
        else { return nil }
        RuleReader.checkHeader(keys, kind: "RulePack")
        let variables = VariableReader.declarations(keys["vars"])
        guard let metadata = keys.required("metadata")?.mapping(RuleFormat.metadata) else {
            return nil
        }
        let version = metadata.required("version")?.text()
        guard let packName = metadata.required("name")?.text(), let version else { return nil }
        return Header(
            name: packName, version: version, owner: metadata["owner"]?.text(),
            variables: variables)
    }

    /// The text files below a folder of the pack, by their path in it.
    private mutating func texts(in subfolder: String) -> [String: String] {
        let base = "\(folder)/\(subfolder)"
        var texts: [String: String] = [:]
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: base)) ?? []
        for name in names.sorted() {
            var isFolder = false
            guard FileManager.default.fileExists(atPath: "\(base)/\(name)", isDirectory: &isFolder),
                !isFolder, let data = FileManager.default.contents(atPath: "\(base)/\(name)")
            else { continue }
            if data.count > PackSource.sizeLimit {
                let limit = PackSource.sizeLimit / 1024
                errors.append(
                    RulePackError(file: "\(base)/\(name)", message: "more than \(limit) KiB"))
            } else if let text = String(validating: Array(data), as: UTF8.self) {
                texts[name] = text
            } else {
                errors.append(RulePackError(file: "\(base)/\(name)", message: "is not UTF-8"))
            }
        }
        return texts
    }

    private mutating func pins() -> [String: ActionPin] {
        guard FileManager.default.fileExists(atPath: "\(folder)/pins.json"),
            let source = source("pins.json")
        else { return [:] }
        defer { errors += source.errors }
        var pins: [String: ActionPin] = [:]
        for (reference, field) in source.document(.json)?.members() ?? [] {
            guard let keys = field.mapping(["commit", "version", "checked"]) else { continue }
            let version = keys.required("version")?.text()
            let checked = keys.required("checked")?.text()
            guard let commit = keys.required("commit")?.text(), let version, let checked else {
                continue
            }
            if commit.utf8.count != 40 || !commit.allSatisfy(\.isHexDigit) {
                field.fail("`commit` must be 40 hex digits")
            }
            let ref = reference.split(separator: "@", maxSplits: 1).dropFirst().first ?? ""
            if !ActionPin.isVersion(String(ref)) || !ActionPin.isVersion(version) {
                field.fail(
                    "`\(reference)` is not the tag of a version, such as owner/name@v4; a branch is not pinned"
                )
            }
            pins[reference] = ActionPin(commit: commit, version: version, checked: checked)
        }
        return pins
    }

    /// Over the sorted paths and bytes of all files of the pack.
    private func digest() -> Digest {
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
        var fields: [[UInt8]] = []
        for name in names.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
            var isFolder = false
            let path = "\(folder)/\(name)"
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder
            else { continue }
            let data = FileManager.default.contents(atPath: path)
            fields += [Array(name.utf8), data.map { Array($0) } ?? []]
        }
        return .framed(fields)
    }
}
