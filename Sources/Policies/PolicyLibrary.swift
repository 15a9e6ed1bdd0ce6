package import Basics

/// All policy documents of a run, in the order of their ids.
package struct PolicyLibrary: Hashable, Sendable {
    /// The most documents a library holds.
    package static let maximumDocumentCount = 2000

    /// The documents, sorted by id.
    package let documents: [PolicyDocument]
    /// The digest over every document's file name and bytes.
    package let digest: Digest
    private let positionByName: [[UInt8]: Int]

    /// A library of documents whose ids and file names differ.
    package init(documents: [PolicyDocument]) throws(PolicyError) {
        let sorted = documents.sorted {
            ($0.id.utf8Bytes, $0.fileName.utf8Bytes) < ($1.id.utf8Bytes, $1.fileName.utf8Bytes)
        }
        var positions: [[UInt8]: Int] = [:]
        for (position, document) in sorted.enumerated() {
            for name in Set([document.id.utf8Bytes, document.fileName.utf8Bytes]) {
                if let other = positions.updateValue(position, forKey: name) {
                    throw PolicyError(
                        .duplicate, file: document.fileName,
                        reason: "it has the same id or name as \(sorted[other].fileName)")
                }
            }
        }
        self.documents = sorted
        positionByName = positions
        digest = .framed(sorted.flatMap { [$0.fileName.utf8Bytes, $0.bytes] })
    }

    /// Reads every `*.md` file that stands directly in some folders, where links are not followed, and other sources.
    ///
    /// A source is such a folder, whose `*.json` files are catalogs, or a file of either kind.
    package static func load(
        folders: [String], sources: [String] = []
    ) throws(PolicyError) -> PolicyLibrary {
        var files: [PolicyFile] = []
        for folder in folders { files += try PolicyFile.files(in: folder, endings: [".md"]) }
        for source in sources { files += try PolicyFile.files(of: source) }
        guard files.count <= maximumDocumentCount else {
            throw PolicyError(
                .tooLarge, file: files[maximumDocumentCount].path,
                reason: "it is one more than the \(maximumDocumentCount) documents that are read")
        }
        var documents: [PolicyDocument] = []
        for file in files { documents.append(try file.document()) }
        return try PolicyLibrary(documents: documents)
    }

    /// A document by its id or its file name; nil when there is none.
    package func document(named name: String) -> PolicyDocument? {
        positionByName[Array(name.utf8)].map { documents[$0] }
    }

    /// The citation of a clause a rule refers to; nil when the library does not hold it word for word.
    ///
    /// It is looked for in the section and what is below it; runs of white space are equal.
    package func citation(document name: String, section: String, clause: String) -> Citation? {
        guard let document = document(named: name),
            let position = document.position(ofSectionNamed: section)
        else { return nil }
        let section = document.sections[position]
        guard
            let lines = document.lines(
                of: clause, within: section.linesWithSubsections, ofSectionAt: position)
        else { return nil }
        return Citation(
            documentID: document.id, fileName: document.fileName, title: document.title,
            section: section.headingPath, lines: lines, digest: document.digest,
            quote: String(decoding: FoldedText(clause.utf8).bytes, as: UTF8.self))
    }
}

extension String {
    var utf8Bytes: [UInt8] { Array(utf8) }
}

func < (left: [UInt8], right: [UInt8]) -> Bool { left.lexicographicallyPrecedes(right) }

func < (left: ([UInt8], [UInt8]), right: ([UInt8], [UInt8])) -> Bool {
    left.0 == right.0 ? left.1 < right.1 : left.0 < right.0
}
