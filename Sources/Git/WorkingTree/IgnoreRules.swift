internal import Basics
internal import Snapshots

/// The ignore rules in force in one folder: its own file's, then those of the folders above.
final class IgnoreRules {
    private let folder: RepositoryPath
    private let patterns: [IgnorePattern]
    private let above: IgnoreRules?

    /// The largest ignore file that is obeyed, in bytes.
    static let maximumFileSize = 1 << 20

    /// Rules from the text of a file in a folder, over those from above.
    init(text: [UInt8], in folder: RepositoryPath, above: IgnoreRules?) {
        self.folder = folder
        self.above = above
        let mark: [UInt8] = [0xef, 0xbb, 0xbf]
        let body = text.starts(with: mark) ? text[3...] : text[...]
        patterns = body.split(separator: 0x0a).compactMap { line in
            IgnorePattern(line: line.last == 0x0d ? line.dropLast() : line)
        }
    }

    /// Whether a path is ignored, given that none of the folders above it is; the last matching line decides.
    func ignores(_ path: RepositoryPath, isFolder: Bool) -> Bool {
        var rules: IgnoreRules? = self
        while let current = rules {
            let start = current.folder.bytes.isEmpty ? 0 : current.folder.bytes.count + 1
            let relative = path.bytes[min(start, path.bytes.count)...]
            if let match = current.patterns.last(where: { $0.matches(relative, isFolder: isFolder) }
            ) {
                return !match.isNegated
            }
            rules = current.above
        }
        return false
    }
}
