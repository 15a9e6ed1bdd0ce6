/// Something that turns texts into vectors whose directions are near when their meanings are.
package protocol EmbeddingModel: Sendable {
    /// What the vectors depend on besides the text; vectors of one id may be compared with each other.
    var id: String { get }
    /// A vector for each text, in their order, all of one length; numbers are finite.
    func embed(_ texts: [String]) async throws -> [[Float]]
}

/// A search elsewhere, over copies of our documents, that answers with pieces of their text.
package protocol PassageSource: Sendable {
    /// What it is called in messages.
    var name: String { get }
    /// The pieces that answer a question, the best first.
    func passages(for query: String, limit: Int) async throws -> [ForeignPassage]
}

/// A piece of text that a search elsewhere returned; nothing of it is believed before it is found in a document.
package struct ForeignPassage: Hashable, Sendable {
    /// The name of the file as it was called there.
    package let fileName: String
    /// The piece.
    package let text: String

    /// A passage from its parts.
    package init(fileName: String, text: String) {
        self.fileName = fileName
        self.text = text
    }
}
