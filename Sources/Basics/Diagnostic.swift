/// What a person reads when something did not work: what was attempted, on what, why it failed, what to do.
///
/// The command line prints it as `complybot: error: WHAT (WHERE): WHY; REMEDY`, on one line whatever the
/// parts hold, and leaves with the status of its kind.
package struct Diagnostic: Error, Sendable, Hashable, CustomStringConvertible {
    /// Whose mistake it is; decides the exit status.
    package enum Kind: Sendable, Hashable {
        /// The user's: a wrong option, a malformed rule pack or configuration (exit status 2).
        case usage
        /// The world's: an unreadable repository, no network, no disk (exit status 3).
        case incomplete
    }

    /// Whose mistake it is.
    package var kind: Kind
    /// What was attempted, as an infinitive: "open the repository".
    package var attempted: String
    /// On what: a path, with line and column where there are any; nil when nothing in particular.
    package var subject: String?
    /// Why it failed.
    package var reason: String
    /// What to do; nil when the reason says it all.
    package var remedy: String?

    /// A diagnostic from its parts.
    package init(
        _ kind: Kind, _ attempted: String, on subject: String? = nil, because reason: String,
        remedy: String? = nil
    ) {
        self.kind = kind
        self.attempted = attempted
        self.subject = subject
        self.reason = reason
        self.remedy = remedy
    }

    /// The one line, without the `complybot: error: ` in front; control characters are escaped.
    package var description: String {
        var text = "cannot \(attempted)"
        if let subject { text += " (\(subject))" }
        text += ": \(reason)"
        if let remedy { text += "; \(remedy)" }
        return text.escapedForTerminal
    }
}

/// An error of any area that can say itself as a `Diagnostic`.
package protocol DiagnosableError: Error {
    /// The error in words for people.
    var diagnostic: Diagnostic { get }
}

extension Diagnostic: DiagnosableError {
    package var diagnostic: Diagnostic { self }
}

extension Diagnostic {
    /// Any error as a diagnostic; those that cannot say themselves count as the world's.
    package init(describing error: any Error, while attempted: String) {
        if let known = error as? any DiagnosableError {
            self = known.diagnostic
        } else {
            self.init(.incomplete, attempted, because: "\(error)")
        }
    }
}

extension String {
    /// The text on one line: control, bidirectional and other invisible characters become `\u{…}`.
    package var escapedForTerminal: String {
        var result = ""
        for scalar in unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse:
                result += "\\u{\(String(scalar.value, radix: 16))}"
            default:
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
