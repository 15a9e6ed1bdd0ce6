/// What has changed in the documents since they were last indexed.
package struct IngestReport: Hashable, Sendable {
    /// How one document's passages changed.
    package struct Document: Hashable, Sendable {
        /// The document's id.
        package let id: String
        /// How many passages it has now.
        package internal(set) var passages = 0
        /// How many of them were not there before.
        package internal(set) var added = 0
        /// How many have other words than before.
        package internal(set) var changed = 0
        /// How many are there no more.
        package internal(set) var gone = 0

        /// Whether anything is different.
        package var isChanged: Bool { added + changed + gone > 0 }
    }

    /// The documents that are there or were, sorted by id.
    package let documents: [Document]
    /// How many texts the embedding model was asked for.
    package internal(set) var embedded = 0
    /// How many vectors are kept for the model.
    package internal(set) var vectors = 0
    /// How many vectors of text that is gone were forgotten.
    package internal(set) var forgotten = 0

    init(before: [PassagePlace: [UInt8]], after: [PassagePlace: [UInt8]]) {
        var documents: [String: Document] = [:]
        for (place, text) in after {
            var document = documents[place.document] ?? Document(id: place.document)
            document.passages += 1
            if let old = before[place] {
                document.changed += old == text ? 0 : 1
            } else {
                document.added += 1
            }
            documents[place.document] = document
        }
        for place in before.keys where after[place] == nil {
            documents[place.document, default: Document(id: place.document)].gone += 1
        }
        self.documents = documents.values.sorted { $0.id.utf8Bytes < $1.id.utf8Bytes }
    }
}
