internal import Basics

/// One command to a runner of GitHub Actions that makes an annotation: `::error file=…,line=…::MESSAGE`.
package struct WorkflowCommand {
    /// The three kinds of annotations, the most urgent first.
    package enum Kind: String, CaseIterable { case error, warning, notice }

    var kind: Kind
    /// In the order in which they are written.
    var properties: [(name: String, value: String)]
    var message: String

    /// A command from its parts.
    package init(kind: Kind, properties: [(name: String, value: String)], message: String) {
        self.kind = kind
        self.properties = properties
        self.message = message
    }

    /// The command, without a line end, after which a runner shows a text as `***` in the job's logs.
    package static func mask(_ secret: String) -> String {
        "::add-mask::\(escapedData(secret))"
    }

    /// The command without a line end; nothing in it can end it, or begin another.
    package var text: String {
        let properties = properties.map { "\($0.name)=\(Self.escapedProperty($0.value))" }
        let list = properties.isEmpty ? "" : " " + properties.joined(separator: ",")
        return "::\(kind.rawValue)\(list)::\(Self.escapedData(message))"
    }

    /// A message as a runner reads it: it takes back `%25`, `%0D` and `%0A`.
    static func escapedData(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "%": result += "%25"
            case "\r": result += "%0D"
            case "\n": result += "%0A"
            default: result += Self.visible(scalar)
            }
        }
        return result
    }

    /// A property's value, in which a colon and a comma would end it.
    static func escapedProperty(_ text: String) -> String {
        var result = ""
        for scalar in escapedData(text).unicodeScalars {
            switch scalar {
            case ":": result += "%3A"
            case ",": result += "%2C"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// A scalar that shows, or its escape; scalar by scalar, for CR and LF would melt into one character.
    private static func visible(_ scalar: Unicode.Scalar) -> String {
        String(scalar).escapedForTerminal
    }
}
