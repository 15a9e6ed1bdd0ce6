package import Basics

/// What was checked of a plan, so that a pull request can show it.
package struct Proof: Sendable {
    /// One guarantee of docs/architecture.md, checked for one patch or for the whole.
    package struct Check: Hashable, Sendable, Comparable {
        /// The guarantee.
        package let gate: Gate
        /// What it was checked of: a path, or a rule and its finding; "plan" for the whole.
        package let subject: String
        /// What was seen, in words for people.
        package let statement: String

        package static func < (left: Check, right: Check) -> Bool {
            (left.gate.number, left.subject, left.statement)
                < (right.gate.number, right.subject, right.statement)
        }
    }

    /// Every check that was made and held, sorted by gate and subject.
    package let checks: [Check]
    /// Over the changed paths as they stood: path, mode and content.
    package let base: Digest
    /// Over the changed paths as they will stand.
    package let after: Digest
    /// How many passes changed something.
    package let passes: Int
    /// How often everything was planned anew because a gate had failed.
    package let replans: Int
}

/// A guarantee that is checked on every application of a patch.
package enum Gate: String, CaseIterable, Hashable, Sendable {
    case determinism = "G1"
    case closure = "G2"
    case idempotence = "G3"
    case convergence = "G4"
    case noNewFindings = "G5"
    case minimality = "G6"
    case meaning = "G7"
    case bytes = "G8"
    case modes = "G9"
    case paths = "G10"
    case scope = "G11"
    case order = "G13"
    case conflicts = "G14"
    case atomicity = "G15"

    /// The guarantee in a few words.
    package var title: String {
        switch self {
        case .determinism: "same input, same plan"
        case .closure: "the findings are closed"
        case .idempotence: "a second run changes nothing"
        case .convergence: "the passes come to an end"
        case .noNewFindings: "no new findings"
        case .minimality: "only declared lines change"
        case .meaning: "files keep parsing and meaning"
        case .bytes: "line ends, encoding and other bytes are kept"
        case .modes: "modes and types are kept"
        case .paths: "paths are safe"
        case .scope: "only declared paths change"
        case .order: "the order of rules and files does not matter"
        case .conflicts: "conflicts are named"
        case .atomicity: "a patch is in whole or not at all"
        }
    }

    /// The number in the gate's name.
    var number: Int { Int(rawValue.dropFirst()) ?? 0 }
}
