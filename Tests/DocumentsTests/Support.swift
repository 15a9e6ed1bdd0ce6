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

/// The same numbers for the same seed, on every machine.
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
