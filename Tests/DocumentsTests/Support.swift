@testable import Documents

extension DataDocument {
    init(_ text: String, _ format: DataFormat = .yaml) throws {
        try self.init(parsing: Array(text.utf8), format: format)
    }

    func text(_ node: DataNode?) -> String? { node.map { source.text($0.span) } }

    func node(_ path: String, document: Int = 0) throws -> DataNode? {
        try select(DataPath(parsing: path), document: document).first?.node
    }

    func applying(_ edits: [TextEdit]) throws -> String {
        String(decoding: try edits.applied(to: source.bytes), as: UTF8.self)
    }
}
