/// How a line of a file ends.
package enum LineTerminator: Hashable, Sendable, CaseIterable {
    case lf
    case crlf
    case cr

    /// The terminator as it stands in the file.
    package var bytes: [UInt8] {
        switch self {
        case .lf: [0x0A]
        case .crlf: [0x0D, 0x0A]
        case .cr: [0x0D]
        }
    }
}
