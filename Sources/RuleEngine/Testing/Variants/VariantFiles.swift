internal import Documents
internal import Snapshots

/// The files of a case as a variant has them, and how what is known of the case as written carries over.
struct VariantFiles {
    var files: [RepositoryPath: MemorySnapshot.File]
    /// What changed single files; nil when only their names or their neighbours differ.
    var transform: (any TextTransform)?
    /// The files, by the path that they have as written, whose text is another.
    var changed: Set<RepositoryPath> = []
    /// The folder that everything stands below; nil when nothing was moved.
    var folder: RepositoryPath?
    /// Whether texts that findings show are written otherwise, so that their fingerprints are others.
    var rewritesText = false
    private var lines: [RepositoryPath: [Int]] = [:]

    /// The files as written, perhaps below a folder.
    init(_ files: [RepositoryPath: MemorySnapshot.File], below folder: RepositoryPath? = nil) {
        self.folder = folder
        self.files = files
        if let folder {
            self.files = Dictionary(
                uniqueKeysWithValues: files.map { (folder.appending($0.description), $1) })
        }
    }

    /// The files with each text changed, where the change can be made.
    init(
        _ files: [RepositoryPath: MemorySnapshot.File], changedBy transform: some TextTransform
    ) {
        self.files = files
        self.transform = transform
        for (path, file) in files where file.mode.isFile && !file.bytes.isEmpty {
            let source = SourceText(file.bytes)
            guard !source.isBinary, source.isUTF8, !file.bytes.isLargeFilePointer,
                let text = transform.transformed(source, of: path)
            else { continue }
            self.files[path] = .init(bytes: text.bytes, mode: file.mode)
            lines[path] = text.lines
            changed.insert(path)
        }
    }

    /// Whether lines stand elsewhere, so that numbers in messages differ.
    var shiftsLines: Bool { !lines.isEmpty }

    /// The path that a file of the case has here.
    func path(_ path: RepositoryPath) -> RepositoryPath {
        folder.map { path.bytes.isEmpty ? $0 : $0.appending(path.description) } ?? path
    }

    /// Where a line of a file of the case stands here.
    func line(_ line: Int, of path: RepositoryPath) -> Int {
        guard let table = lines[path], table.indices.contains(line - 1) else { return line }
        return table[line - 1]
    }
}

extension VariantFiles {
    /// A text for people without what only tells where the files stand, so that two can be compared.
    func withoutPlace(_ text: String) -> String {
        var text = text
        if let folder {
            text = text.replacing("\(folder)/", with: "").replacing("./", with: "")
                .replacing(folder.description, with: ".")
        }
        guard shiftsLines else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.filter { !("0"..."9" ~= $0) }))
    }

    /// What came out, without what only tells where the files were put.
    func withoutPlace(_ bytes: [UInt8]) -> [UInt8] {
        guard let needle = folder?.bytes else { return bytes }
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
