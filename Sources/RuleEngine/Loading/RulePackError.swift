package import Basics

/// A mistake in a pack, at its place.
package struct RulePackError: DiagnosableError, Hashable, Comparable {
    package let location: SourceLocation
    package let message: String

    /// A mistake from its parts.
    package init(location: SourceLocation, message: String) {
        self.location = location
        self.message = message
    }

    package var diagnostic: Diagnostic {
        Diagnostic(.usage, "read the rule pack", on: location.description, because: message)
    }

    package static func < (left: RulePackError, right: RulePackError) -> Bool {
        (left.location.file, left.location.line, left.location.column, left.message)
            < (right.location.file, right.location.line, right.location.column, right.message)
    }
}

/// All mistakes of the packs that were to be loaded, sorted by place; never empty.
package struct RulePackErrors: DiagnosableError, Hashable {
    package let errors: [RulePackError]

    /// Mistakes, in any order.
    package init(_ errors: [RulePackError]) { self.errors = errors.sorted() }

    /// The first mistake, and how many more there are.
    package var diagnostic: Diagnostic {
        guard var first = errors.first?.diagnostic else {
            return Diagnostic(.usage, "read the rule packs", because: "they are malformed")
        }
        if errors.count > 1 { first.reason += " (and \(errors.count - 1) more)" }
        return first
    }
}
