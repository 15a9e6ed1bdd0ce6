internal import Basics

/// Output of hostile code as plain text: escape sequences gone, what could overwrite, hide or reverse text gone too.
enum OutputExcerpt {
    /// The kept bytes as lines of plain text.
    static func plain(_ output: CapturedOutput) -> String { plain(output.bytes) }

    /// The bytes as lines of plain text; tabs stay, a carriage return alone becomes a line feed.
    static func plain(_ bytes: [UInt8]) -> String {
        var result = String.UnicodeScalarView()
        var scanner = EscapeScanner()
        var previous: Unicode.Scalar = "\n"
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            defer { previous = scalar }
            guard scanner.isText(scalar) else { continue }
            switch scalar {
            case "\n":
                if previous != "\r" { result.append(scalar) }
            case "\r": result.append("\n")
            case "\t": result.append(scalar)
            default: if !isInvisible(scalar) { result.append(scalar) }
            }
        }
        return String(result)
    }

    /// The text on one line, for an id or a message.
    static func line(_ text: String, limit: Int = 512) -> String {
        let scalars = plain(Array(text.utf8)).unicodeScalars.map {
            $0 == "\n" || $0 == "\t" ? " " : $0
        }
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars.prefix(limit))
        return String(view)
    }

    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse: true
        default: false
        }
    }
}

/// Tells text from terminal escape sequences, one scalar at a time.
struct EscapeScanner {
    private enum State { case text, escape, control, string, stringEscape }
    private var state: State = .text
    private var length = 0
    /// A sequence that goes on for longer is none; without a bound one byte could hide everything after it.
    private static let longest = 4096

    /// Whether the next scalar is text.
    mutating func isText(_ scalar: Unicode.Scalar) -> Bool {
        length = state == .text ? 0 : length + 1
        if length > Self.longest { state = .text }
        switch state {
        case .text:
            switch scalar.value {
            case 0x1b: state = .escape
            case 0x9b: state = .control
            case 0x90, 0x98, 0x9d, 0x9e, 0x9f: state = .string
            default: return true
            }
        case .escape:
            switch scalar {
            case "[": state = .control
            case "]", "P", "X", "^", "_": state = .string
            // Intermediate bytes, as in the choice of a character set.
            case " "..."/": break
            case "\n":
                state = .text
                return true
            default: state = .text
            }
        case .control:
            // Parameters and intermediate bytes until a final byte; a line feed shows that it was none.
            if scalar == "\n" {
                state = .text
                return true
            }
            if !(0x20...0x3f).contains(scalar.value) { state = .text }
        case .string:
            switch scalar.value {
            case 0x07, 0x9c: state = .text
            case 0x1b: state = .stringEscape
            case 0x0a:
                state = .text
                return true
            default: break
            }
        case .stringEscape:
            state = scalar == "\\" ? .text : .string
        }
        return false
    }
}
