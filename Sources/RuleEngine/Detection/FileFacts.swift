internal import Documents
internal import Snapshots

/// What is known about one file, each thing found out at most once and only when somebody asks.
///
/// Holds nothing that depends on other files, so that evaluations of trees that share the content can share it.
final class FileFacts {
    /// Files above this many bytes are not evaluated.
    static let sizeLimit = 1_048_576
    /// Why a file with a NUL byte near its start is not looked at.
    static let binaryReason = "binary"

    /// The content, as far as rules can look at it.
    enum Content {
        case text([UInt8])
        /// Why not, in words for people.
        case unavailable(String)
        /// No pattern or literal occurs in it, so its text was let go; whoever wants it reads it again.
        case released
    }

    let path: RepositoryPath
    private(set) var content: Content
    private var lines: SourceText?
    private var hits: BitSet?
    private var documents: [DataFormat: Result<DataDocument, DocumentError>] = [:]
    private var trees: [String: Result<SyntaxTree, DocumentError>] = [:]
    private var dockerfileResult: Result<Dockerfile, DocumentError>?
    private var modules: [String: CodeModule] = [:]
    private var manifest: Result<DependencyManifest, DocumentError>?
    /// Texts that the file was searched for.
    private var knownTexts: [String: Bool] = [:]
    private var queryHits: [QueryLeaf: [LeafHit]] = [:]
    private let meter: RunMeter?

    /// A file of which nothing is known but its content and, where it was scanned, which patterns may match there.
    init(path: RepositoryPath, content: Content, hits: BitSet? = nil, meter: RunMeter? = nil) {
        self.path = path
        self.content = content
        self.hits = hits
        self.meter = meter
    }

    /// Reads a file.
    convenience init(
        reading path: RepositoryPath, from snapshot: any Snapshot, meter: RunMeter? = nil
    ) {
        let content = meter.measure(.readAndScan) {
            Content(reading: path, from: snapshot, meter: meter)
        }
        self.init(path: path, content: content, meter: meter)
    }

    /// Reads the text again if it was let go.
    func reload(from snapshot: any Snapshot) {
        if case .released = content {
            content = meter.measure(.readAndScan) {
                Content(reading: path, from: snapshot, meter: meter)
            }
        }
    }

    /// The bytes; none when the file is unavailable.
    var bytes: [UInt8] {
        if case .text(let bytes) = content { bytes } else { [] }
    }

    /// What the next run may be told of the file; nil for what may pass.
    var scan: KnownScans.Scan? {
        if isBinary { return .binary }
        if case .unavailable = content { return nil }
        return hits.map { .text($0) }
    }

    /// Whether the file is no text at all.
    var isBinary: Bool {
        if case .unavailable(Self.binaryReason) = content { true } else { false }
    }

    /// The text; nil when the file is unavailable.
    var source: SourceText? {
        guard case .text(let bytes) = content else { return nil }
        if let lines { return lines }
        let source = SourceText(bytes)
        lines = source
        return source
    }

    /// Which patterns and literals of the rules may match; `read` has the content read first.
    func hits(
        of patterns: PatternSet, using scratch: PatternSet.Scratch, from snapshot: any Snapshot
    ) -> BitSet {
        if let hits { return hits }
        reload(from: snapshot)
        let bytes = bytes
        let found = meter.measure(.readAndScan) {
            patterns.scan(bytes, range: bytes.afterByteOrderMark, using: scratch)
        }
        meter?.note(path, .scanned)
        hits = found
        if found.isEmpty, lines == nil, case .text = content { content = .released }
        return found
    }

    /// The file as structured data.
    func document(_ format: DataFormat) throws(DocumentError) -> DataDocument {
        if let known = documents[format] { return try known.get() }
        let bytes = bytes
        let result = parsing { () throws(DocumentError) in
            try DataDocument(parsing: bytes, format: format)
        }
        documents[format] = result
        return try result.get()
    }

    /// The file's syntax tree.
    func tree(_ grammar: Grammar) throws(DocumentError) -> SyntaxTree {
        if let known = trees[grammar.language] { return try known.get() }
        let bytes = bytes
        let result = parsing { () throws(DocumentError) in
            try SyntaxTree(parsing: bytes, grammar: grammar)
        }
        trees[grammar.language] = result
        return try result.get()
    }

    /// What a rule's query matches; `find` is asked once.
    func hits(
        of leaf: QueryLeaf, find: () throws(DocumentError) -> [LeafHit]
    ) throws(DocumentError) -> [LeafHit] {
        if let known = queryHits[leaf] { return known }
        let hits = try find()
        queryHits[leaf] = hits
        return hits
    }

    /// What the file says as code.
    func module(_ queries: LanguageQueries) throws(DocumentError) -> CodeModule {
        let key = queries.language.origin + "/" + queries.grammar.language
        if let known = modules[key] { return known }
        let tree = try tree(queries.grammar)
        let module = meter.measure(.parse) {
            queries.language.name == "python"
                ? PythonModuleReader(tree: tree, queries: queries).module()
                : CodeModuleReader(tree: tree, queries: queries).module()
        }
        modules[key] = module
        return module
    }

    /// The dependencies that the file declares.
    func dependencies() throws(DocumentError) -> DependencyManifest {
        if let manifest { return try manifest.get() }
        let bytes = bytes
        let name = path.lastComponent
        let result = parsing { () throws(DocumentError) in
            try DependencyManifest(parsing: bytes, fileName: name)
        }
        manifest = result
        return try result.get()
    }

    /// The file as a Dockerfile.
    func dockerfile() throws(DocumentError) -> Dockerfile {
        if let known = dockerfileResult { return try known.get() }
        let bytes = bytes
        let result = parsing { () throws(DocumentError) in try Dockerfile(parsing: bytes) }
        dockerfileResult = result
        return try result.get()
    }

    /// Whether one of some texts stands in the file, byte for byte; content that was let go is let go again.
    func contains(anyOf texts: [String], readingFrom snapshot: any Snapshot) -> Bool {
        if texts.contains(where: { knownTexts[$0] == true }) { return true }
        let unknown = texts.filter { knownTexts[$0] == nil }
        if unknown.isEmpty { return false }
        let wasReleased = isReleased
        reload(from: snapshot)
        for text in unknown {
            knownTexts[text] = bytes[...].firstEnd(of: Array(text.utf8)) != nil
        }
        if wasReleased, lines == nil { content = .released }
        return unknown.contains { knownTexts[$0] == true }
    }

    /// The result of a parser, its time measured.
    private func parsing<Parsed>(
        _ parse: () throws(DocumentError) -> Parsed
    ) -> Result<Parsed, DocumentError> {
        meter?.note(path, .parsed)
        return meter.measure(.parse) { Result(catching: parse) }
    }

    private var isReleased: Bool { if case .released = content { true } else { false } }
}

extension FileFacts.Content {
    /// Reads a file.
    init(
        reading path: RepositoryPath, from snapshot: any Snapshot, meter: RunMeter?
    ) {
        do throws(SnapshotError) {
            let bytes = try snapshot.bytes(of: path, limit: FileFacts.sizeLimit)
            meter?.note(path, .read)
            meter?.add(bytes.count, to: .bytesRead)
            self =
                bytes.prefix(8000).contains(0) ? .unavailable(FileFacts.binaryReason) : .text(bytes)
        } catch {
            switch error {
            case .missing: self = .unavailable("not there")
            case .tooLarge(_, let size, _): self = .unavailable("\(size) bytes, more than 1 MiB")
            case .unreadable(_, let reason): self = .unavailable(reason)
            }
        }
    }
}

extension [UInt8] {
    /// All but a byte order mark: what patterns are matched against.
    var afterByteOrderMark: Range<Int> {
        (starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)..<count
    }
}
