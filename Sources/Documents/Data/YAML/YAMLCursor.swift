/// Walks over what stands between the nodes of a YAML file: blanks, line ends, comments, indicators.
struct YAMLCursor {
    private let bytes: [UInt8]
    private(set) var offset: Int

    init(_ bytes: [UInt8], at offset: Int) {
        self.bytes = bytes
        self.offset = offset
    }

    /// The byte under the cursor; nil at the end.
    var byte: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    /// Moves past everything up to the next blank or line end.
    mutating func skipWord() {
        while let byte, byte > 0x20 { offset += 1 }
    }

    /// Moves past blanks, line ends and comments.
    mutating func skipBlanksAndComments() {
        while let byte {
            if byte == 0x23 {
                skipLine()
            } else if byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
                offset += 1
            } else {
                return
            }
        }
    }

    private mutating func skipLine() {
        while let byte, byte != 0x0A, byte != 0x0D { offset += 1 }
    }
}
