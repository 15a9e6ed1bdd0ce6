internal import Documents
internal import FoundationEssentials
internal import Snapshots

/// Reads the files of a rule's cases: listed in the rule, or standing in folders of the pack.
struct FixtureReader {
    /// The pack's folder.
    let folder: String
    /// The folder of the pack that `fixture` is relative to.
    let base: String

    /// Files that are listed by path, each as its text or as a mapping that says more.
    func files(_ field: Field) -> [RepositoryPath: MemorySnapshot.File] {
        var files: [RepositoryPath: MemorySnapshot.File] = [:]
        for (name, value) in field.members() {
            let path = RepositoryPath(name)
            if let reason = PathPolicy.refusal(reading: path) { value.fail("\(name): \(reason)") }
            if let file = file(value) { files[path] = file }
        }
        return files
    }

    private func file(_ field: Field) -> MemorySnapshot.File? {
        guard case .mapping = field.node.content else {
            // A list is joined: what must not stand in one piece, such as a made-up credential, comes in several.
            return MemorySnapshot.File(bytes: Array(field.oneOrMoreTexts().joined().utf8))
        }
        guard let keys = field.mapping(RuleFormat.fixture) else { return nil }
        let sources = ["text", "join", "base64", "fixture", "symlink"].filter { keys[$0] != nil }
        guard sources.count == 1, let source = sources.first, let value = keys[source] else {
            field.fail("a file has one of the keys text, join, base64, fixture, symlink")
            return nil
        }
        guard var bytes = bytes(source, value) else { return nil }
        if source == "symlink" { return .init(bytes: bytes, mode: .symlink) }
        if keys["final_newline"]?.bool() == false {
            if bytes.last == 0x0A { bytes.removeLast() }
            if bytes.last == 0x0D { bytes.removeLast() }
        }
        switch keys["eol"]?.choice(RuleFormat.lineEnds) {
        case "crlf": bytes = bytes.withLineEnds(.crlf)
        case "cr": bytes = bytes.withLineEnds(.cr)
        case "lf": bytes = bytes.withLineEnds(.lf)
        default: break
        }
        if keys["bom"]?.bool() == true { bytes = [0xEF, 0xBB, 0xBF] + bytes }
        let mode = keys["mode"]?.choice(RuleFormat.modes)
        return .init(bytes: bytes, mode: mode == "executable" ? .executable : .regular)
    }

    private func bytes(_ source: String, _ field: Field) -> [UInt8]? {
        switch source {
        case "join": return Array(field.texts().joined().utf8)
        case "base64":
            guard let text = field.text() else { return nil }
            if let data = Data(base64Encoded: text) { return Array(data) }
            field.fail("`base64` is not base64")
            return nil
        case "fixture":
            guard let name = field.text() else { return nil }
            guard name.isInsideItsFolder else {
                field.fail("`\(name)` leaves the folder of the rule's tests")
                return nil
            }
            if let data = FileManager.default.contents(atPath: "\(folder)/\(base)/\(name)") {
                return Array(data)
            }
            field.fail("there is no file \(base)/\(name)")
            return nil
        default: return field.text().map { Array($0.utf8) }
        }
    }

    /// The files below a folder of the pack; a mistake at the field when there are none.
    func folder(_ path: String, _ field: Field) -> [RepositoryPath: MemorySnapshot.File]? {
        guard path.isInsideItsFolder else {
            field.fail("`\(path)` leaves the pack")
            return nil
        }
        let root = "\(folder)/\(path)"
        guard let names = try? FileManager.default.subpathsOfDirectory(atPath: root) else {
            field.fail("there is no folder \(path)")
            return nil
        }
        var files: [RepositoryPath: MemorySnapshot.File] = [:]
        for name in names.sorted() {
            if let file = Self.file(at: "\(root)/\(name)") { files[RepositoryPath(name)] = file }
        }
        if files.isEmpty { field.fail("the folder \(path) has no files") }
        return files
    }

    /// A file or link of the disk; nil for anything else.
    private static func file(at path: String) -> MemorySnapshot.File? {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        switch attributes?[.type] as? FileAttributeType {
        case .typeRegular?:
            let permissions = attributes?[.posixPermissions] as? Int ?? 0
            return FileManager.default.contents(atPath: path).map {
                .init(bytes: Array($0), mode: permissions & 0o100 == 0 ? .regular : .executable)
            }
        case .typeSymbolicLink?:
            let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path)
            return target.map { .init(bytes: Array($0.utf8), mode: .symlink) }
        default: return nil
        }
    }
}

extension String {
    /// Whether a relative path stays below the folder that it is relative to.
    var isInsideItsFolder: Bool {
        !isEmpty && !hasPrefix("/") && !split(separator: "/").contains("..")
    }
}
