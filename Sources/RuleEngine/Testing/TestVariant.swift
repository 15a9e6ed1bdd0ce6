internal import Documents
internal import Snapshots

/// A change of a case's files that must make no difference but the same change of what comes out.
enum TestVariant: String, CaseIterable {
    case crlf = "CRLF"
    case noFinalNewline = "no final newline"
    case byteOrderMark = "byte order mark"
    case moved = "in services/a"

    private static let folder = RepositoryPath("services/a")

    /// Whether the variant can be made of a rule's case.
    func applies(to rule: Rule) -> Bool {
        self != .moved || rule.applicability.scope == .component
    }

    /// The path that a file has in the variant.
    func path(_ path: RepositoryPath) -> RepositoryPath {
        self == .moved ? Self.folder.appending(path.description) : path
    }

    /// A file's content in the variant; nil where the variant leaves the file as it is.
    func bytes(_ bytes: [UInt8], of path: RepositoryPath) -> [UInt8]? {
        let source = SourceText(bytes)
        guard !bytes.isEmpty, !source.isBinary, !bytes.isLargeFilePointer else { return nil }
        switch self {
        case .crlf: return bytes.contains(0x0D) ? nil : bytes.withLineEnds(.crlf)
        case .noFinalNewline:
            guard bytes.last == 0x0A, bytes.count > 1, !source.isBlank(line: source.lineCount)
            else {
                return nil
            }
            let end = source.contentRange(ofLine: source.lineCount).upperBound
            return Array(bytes[..<end])
        case .byteOrderMark:
            // A mark is no JSON, ends an interpreter line, and is nothing that Go's own tools write.
            let isRefused = [".json", "go.mod"].contains { path.lastComponent.hasSuffix($0) }
            guard !source.hasByteOrderMark, !isRefused, !bytes.starts(with: "#!".utf8) else {
                return nil
            }
            return [0xEF, 0xBB, 0xBF] + bytes
        case .moved: return nil
        }
    }

    /// The files of a case in the variant.
    func files(
        _ files: [RepositoryPath: MemorySnapshot.File]
    ) -> [RepositoryPath: MemorySnapshot.File] {
        var result: [RepositoryPath: MemorySnapshot.File] = [:]
        for (path, file) in files {
            let changed = file.mode.isFile ? bytes(file.bytes, of: path) : nil
            result[self.path(path)] = .init(bytes: changed ?? file.bytes, mode: file.mode)
        }
        return result
    }

    /// What a file that comes out as `after` may be in the variant; a file that is new may also be unchanged.
    func expectations(
        of path: RepositoryPath, before: MemorySnapshot.File?, after: [UInt8]
    ) -> [[UInt8]] {
        guard let before else {
            return self == .crlf ? [after.withLineEnds(.crlf), after] : [after]
        }
        // Only a file that the variant changed comes out changed.
        guard bytes(before.bytes, of: path) != nil else { return [after] }
        if self == .noFinalNewline {
            let source = SourceText(after)
            let end = source.contentRange(ofLine: source.lineCount).upperBound
            return [Array(after[..<end])]
        }
        return [bytes(after, of: path) ?? after]
    }

    /// What came out, without what only tells where the files were put.
    func withoutPlace(_ bytes: [UInt8]) -> [UInt8] {
        guard self == .moved else { return bytes }
        let needle = Self.folder.bytes
        var result: [UInt8] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            if rest.starts(with: needle) {
                rest = rest.dropFirst(needle.count)
                if rest.first == UInt8(ascii: "/") { rest = rest.dropFirst() }
            } else {
                result.append(rest.removeFirst())
            }
        }
        return result
    }
}
