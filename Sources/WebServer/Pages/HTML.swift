/// A piece of HTML; whatever text is put into one is escaped, wherever it stands.
///
/// Only pieces of HTML are put in as they are. The escapes hold for text and for quoted attributes; nothing of others goes
/// into a script, a style, or an address without `WebLink`.
struct HTML: Sendable, ExpressibleByStringInterpolation {
    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity * 2)
        }

        mutating func appendLiteral(_ literal: String) { text += literal }
        mutating func appendInterpolation(_ html: HTML) { text += html.text }
        mutating func appendInterpolation(_ text: String) { self.text += HTML.escaped(text) }
        mutating func appendInterpolation(_ number: some BinaryInteger) {
            text += String(number)
        }
    }

    let text: String

    init(stringLiteral value: String) { text = value }
    init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }

    private init(text: String) { self.text = text }

    /// The pieces one after the other.
    static func all(_ pieces: some Sequence<HTML>) -> HTML {
        HTML(text: pieces.map(\.text).joined(separator: "\n"))
    }

    /// Text in which nothing begins a tag or ends an attribute, and nothing turns the direction of what follows.
    private static func escaped(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;".unicodeScalars
            case "<": result += "&lt;".unicodeScalars
            case ">": result += "&gt;".unicodeScalars
            case "\"": result += "&quot;".unicodeScalars
            case "'": result += "&#39;".unicodeScalars
            case "`": result += "&#96;".unicodeScalars
            case "\n", "\t": result.append(scalar)
            default:
                switch scalar.properties.generalCategory {
                case .control, .format, .surrogate, .lineSeparator, .paragraphSeparator:
                    result += "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars
                default: result.append(scalar)
                }
            }
        }
        return String(result)
    }
}
