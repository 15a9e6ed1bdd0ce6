package import Basics

/// A path into structured data: JSONPath (RFC 9535) without its functions.
///
/// `$`, then any of `.name`, `['name']`, `[0]`, `[-1]`, `[*]`, `.*`, `[1:5:2]`, `[?@.name == 'x' && @.port]` and
/// several of them in one pair of brackets, each also after `..` for any depth below. Unlike in the RFC a bare name may
/// hold `-`, so that `$.jobs.build.runs-on` works.
package struct DataPath: Hashable, Sendable, CustomStringConvertible {
    /// One step from a node to nodes below it.
    package indirect enum Step: Hashable, Sendable {
        /// The member with this key.
        case key(String)
        /// The item with this index; negative from the end.
        case index(Int)
        /// Every member or item.
        case every
        /// The node itself and everything below, for the step that follows.
        case descendants
        /// Items from `start` up to but without `end`, every `step`-th; backwards when it is negative.
        case slice(start: Int?, end: Int?, step: Int)
        /// Every member or item for which a filter holds.
        case filter(DataFilter)
        /// What each of several steps selects, one after the other.
        case union([Step])
    }

    /// The steps from the root.
    package let steps: [Step]

    /// A path from its steps; none for the root.
    package init(steps: [Step] = []) { self.steps = steps }

    /// The most bytes of text that are read as a path.
    package static let maximumLength = 4096

    /// A path from its text.
    package init(parsing text: String) throws(DataPathError) {
        var reader = DataPathReader(text)
        steps = try reader.steps()
    }

    /// Whether the path names one node at most.
    package var isSingular: Bool {
        steps.allSatisfy { step in
            switch step {
            case .key, .index: true
            case .every, .descendants, .slice, .filter, .union: false
            }
        }
    }

    /// The path one step longer.
    package func appending(_ step: Step) -> DataPath { DataPath(steps: steps + [step]) }

    /// The path followed by all steps of another.
    package func appending(_ path: DataPath) -> DataPath { DataPath(steps: steps + path.steps) }

    /// The path without its last step; nil for the root.
    package var parent: DataPath? {
        steps.isEmpty ? nil : DataPath(steps: Array(steps.dropLast()))
    }

    /// The path's text; `init(parsing:)` reads it back.
    package var description: String {
        var text = "$"
        var isBelowDescendants = false
        for step in steps {
            switch step {
            case .key(let name) where DataPathReader.isBareName(name):
                text += (isBelowDescendants ? "" : ".") + name
            case .descendants: text += ".."
            default: text += "[\(step.selector)]"
            }
            isBelowDescendants = step == .descendants
        }
        return text
    }
}

extension DataPath.Step {
    /// The step as it stands between brackets.
    fileprivate var selector: String {
        switch self {
        case .key(let name): name.quoted(by: "'")
        case .index(let index): String(index)
        case .every: "*"
        case .descendants: ""
        case .slice(let start, let end, let step):
            (start.map(String.init) ?? "") + ":" + (end.map(String.init) ?? "")
                + (step == 1 ? "" : ":\(step)")
        case .filter(let filter): "?\(filter)"
        case .union(let steps): steps.map(\.selector).joined(separator: ", ")
        }
    }
}

/// What is wrong with the text of a path.
package struct DataPathError: Error, Hashable, Sendable, DiagnosableError {
    /// The text.
    package let text: String
    /// The byte in the text at which it stops making sense.
    package let offset: Int
    /// What is wrong there.
    package let reason: String

    package var diagnostic: Diagnostic {
        Diagnostic(.usage, "read the path `\(text)`", on: "byte \(offset)", because: reason)
    }
}

/// A node that a path selects, with the one path that leads to just it.
package struct DataMatch: Sendable {
    /// The node.
    package let node: DataNode
    /// Its normal path: only keys and indices counted from the start.
    package let path: DataPath
}
