/// Estimates how many tokens a file may have, to keep those away that would crash the parser library.
///
/// libtree-sitter 0.20.7 counts the children of a node in 16 bits: an error node with 65 536 or more, as 66 000
/// opening parentheses make it, corrupts its memory. A node cannot have more children than the file has
/// tokens, so a file with fewer tokens is safe whatever its grammar makes of it.
enum SyntaxTokenCount {
    private static let limit = 60_000

    /// Whether the file surely has fewer tokens than the library can hold in one node.
    static func isSafe(_ bytes: [UInt8]) -> Bool {
        // No token is shorter than a byte but those for line ends and indentation, counted as two a line.
        if bytes.count <= limit / 3 { return true }
        return bytes.withUnsafeBufferPointer { buffer in
            var count = 0
            var isInWord = false
            for byte in buffer {
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x80...:
                    if !isInWord { count += 1 }
                    isInWord = true
                case 0x0A, 0x0D:
                    count += 2
                    isInWord = false
                case 0x09, 0x0B, 0x0C, 0x20: isInWord = false
                default:
                    count += 1
                    isInWord = false
                }
            }
            return count <= limit
        }
    }
}
