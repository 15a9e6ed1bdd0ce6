/// One value of a stranger's JSON.
///
/// Looking for what is not there, is null, or is of another kind gives nil, and never fails.
package struct PayloadNode: Sendable {
    private let document: PayloadDocument
    private let index: Int

    /// A text read strictly and within limits: depth 64, strings of 1 MiB.
    ///
    /// - Throws: ``WebhookError`` with `.malformedBody`.
    package init(parsing bytes: [UInt8]) throws(WebhookError) {
        document = PayloadDocument(
            bytes: bytes, entries: try PayloadReader.entries(of: bytes))
        index = 0
    }

    private init(_ document: PayloadDocument, _ index: Int) {
        self.document = document
        self.index = index
    }

    private var entry: PayloadReader.Entry { document.entries[index] }

    /// Whether it is an object.
    package var isObject: Bool { entry.kind == .object }

    /// The value of an object's member; nil where it is null or not there.
    package subscript(_ key: String) -> PayloadNode? {
        guard isObject else { return nil }
        let wanted = Array(key.utf8)
        var place = index + 1
        let end = Int(entry.next)
        while place < end {
            let value = place + 1
            if document.text(of: place).elementsEqual(wanted) {
                let node = PayloadNode(document, value)
                return node.entry.kind == .null ? nil : node
            }
            place = Int(document.entries[value].next)
        }
        return nil
    }

    /// The items of an array; none for anything else.
    package var items: [PayloadNode] {
        guard entry.kind == .array else { return [] }
        var items: [PayloadNode] = []
        var place = index + 1
        while place < Int(entry.next) {
            items.append(PayloadNode(document, place))
            place = Int(document.entries[place].next)
        }
        return items
    }

    /// The text of a string.
    package var string: String? {
        switch entry.kind {
        case .string, .escapedString: String(decoding: document.text(of: index), as: UTF8.self)
        default: nil
        }
    }

    /// The value of a number without fraction and exponent.
    package var int: Int? {
        guard entry.kind == .number else { return nil }
        return Int(String(decoding: document.text(of: index), as: UTF8.self))
    }

    /// The value of `true` or `false`.
    package var bool: Bool? {
        switch entry.kind {
        case .yes: true
        case .no: false
        default: nil
        }
    }
}

/// A text with its entries; shared by all of its nodes.
private final class PayloadDocument: Sendable {
    let bytes: [UInt8]
    let entries: [PayloadReader.Entry]

    init(bytes: [UInt8], entries: [PayloadReader.Entry]) {
        self.bytes = bytes
        self.entries = entries
    }

    func text(of index: Int) -> ArraySlice<UInt8> { entries[index].text(in: bytes) }
}
