/// Finds the passages of ours that pieces of text from a search elsewhere were cut from.
///
/// A piece must stand in the document of its file name word for word, white space folded; else it is dropped.
struct ForeignPassageResolver {
    /// The longest piece that is looked for, in bytes.
    static let maximumBytes = 64 << 10

    private let library: PolicyLibrary
    private let chunks: [PolicyChunk]
    private var folded: [String: FoldedText] = [:]

    init(_ library: PolicyLibrary, chunks: [PolicyChunk]) {
        self.library = library
        self.chunks = chunks
    }

    /// The positions of the passages, in the order of the pieces; each once.
    mutating func positions(of pieces: [ForeignPassage]) -> [Int] {
        var positions: [Int] = []
        for piece in pieces {
            guard let position = position(of: piece), !positions.contains(position) else {
                continue
            }
            positions.append(position)
        }
        return positions
    }

    /// The passage that shares most lines with the piece; the first of equals.
    private mutating func position(of piece: ForeignPassage) -> Int? {
        let name = piece.fileName.split(separator: "/").last.map(String.init) ?? ""
        guard piece.text.utf8.count <= Self.maximumBytes,
            let document = library.document(named: name),
            // On the one line of a catalog without line ends, no control can be told from another.
            document.catalog == nil || document.lineCount > 1,
            let lines = text(of: document).lines(of: FoldedText(piece.text.utf8))
        else { return nil }
        var best: (position: Int, shared: Int)?
        for (position, chunk) in chunks.enumerated()
        where chunk.documentID == document.id && chunk.lines.overlaps(lines) {
            let shared = chunk.lines.clamped(to: lines).count
            if shared > best?.shared ?? 0 { best = (position, shared) }
        }
        return best?.position
    }

    private mutating func text(of document: PolicyDocument) -> FoldedText {
        if let known = folded[document.id] { return known }
        let text = FoldedText(document.lines, 1...max(document.lineCount, 1))
        folded[document.id] = text
        return text
    }
}
